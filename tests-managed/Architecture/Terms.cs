using static ArrowBridge.Tests.Architecture.TermScope;

namespace ArrowBridge.Tests.Architecture;

/// <summary>The terms that must not be used. Each was a word of this project for something that has a standard
/// name.</summary>
internal static class Terms
{
    private static readonly string[] s_src = ["src/"];

    private static readonly string[] s_kit = ["conformance/", "tests-native/conformance/"];

    public static Term[] All { get; } =
    [
        // Layers and boundaries.
        new(Anywhere, "door|doors", "exception boundary"),
        new(Anywhere, "gate|gates|gated", "entry point, fork guard"),
        new(Anywhere, "house|houses|roof|roofs|basement", "module, layer"),
        new(Identifier, "room|rooms", "module; capacity, growable buffer"),
        new(Anywhere, "rooms|a room", "module, layer"),
        new(Anywhere, "floors|top floor|the floor below", "layers")
        {
            Except = [("docs/benchmarks.md", "a floor is the least time that is possible"), (
                "benchmarks/", "the same")],
        },

        // Memory and ownership.
        new(Anywhere, "array node|array nodes|tree builder|tree layout", "exported array"),
        new(Exact, "tree|node|nodes|Node|Tree", "exported array, struct")
        {
            In = ["*.cs"],
            Except =
            [
                ("src/Ipc/", "the field nodes of IPC metadata"), ("tests-managed/", "syntax trees and source trees"),
                ("tests-native/", "other libraries' names"), ("conformance/", "other libraries' names"),
            ],
        },
        new(Exact, "Hold|hold", "reference") { In = s_src },
        new(Identifier, "life|lives", "owner, owners") { In = s_src },
        new(Anywhere, "a hold|the hold|a life of|a life per|lives of", "reference; owner"),
        new(Anywhere, "group block|group blocks", "owned blocks"),
        new(Anywhere, "extent|extents", "end offset"),
        new(Identifier, "as is|as it is", "shareable; unchecked, raw")
        {
            In = ["src/", "include/", "tools/", "python/arrowbridge/"],
        },
        new(Anywhere, "unchanging bits", "buffer checksums"),
        new(Anywhere, "dead readers|bury|buried|buries", "release queue, deferred release"),
        new(Exact, "Turn|turn", "call lock") { In = s_src },
        new(Anywhere, "watched|stream watch", "checked stream; monitored"),

        // Formats and values.
        new(Anywhere, "mend|mends|mended|mending", "normalize"),
        new(Anywhere, "unpack|unpacks|unpacked|unpacking", "decompress")
        {
            Except =
            [
                ("*.py", "unpack of Python's module struct; unpacked arguments"), ("*.sh", "archives are unpacked"),
                ("python/tests/wheel.cmake", "wheels are unpacked"),
                ("tests-native/downstream/", "archives are unpacked"),
            ],
        },
        new(Anywhere, "graft|grafts|grafted", "attach dictionary"),
        new(Identifier, "seal", "finish"),
        new(Anywhere, "column choice", "projection"),
        new(Anywhere, "foreign formats", "format detection"),
        new(Anywhere, "file guard", "truncation check"),
        new(Identifier, "picks", "indices, take"),
        new(Anywhere, "gather|gathers|gathered|gathering", "take"),
        new(Anywhere, "misfit|misfits", "out-of-range value, conversion error"),
        new(Anywhere, "verdict|verdicts", "field result"),
        new(Anywhere, "settled", "resolved"),
        new(Exact, "Magnitude", "UInt256"),
        new(Identifier, "value table|row keys", "hash table, row encoder"),
        new(Exact, "Reach|Window", "ReachableRows, RowRange") { In = s_src },
        new(Identifier, "setting|settings", "options")
        {
            In = ["src/", "include/", "tools/", "python/arrowbridge/", "conformance/"],
        },

        // Phrases.
        new(Identifier, "behind", "past the end of, after"),
        new(Anywhere, "behind the|behind a|behind an|behind its|behind it|behind them|behind each|behind that",
            "past the end of, after"),
        new(Anywhere, "number and text|text and number|numbers and texts", "code and message"),
        new(Anywhere, "turned round|turns round|turn round", "byte-swapped"),
        new(Anywhere, "put together|puts together|putting together", "concatenated"),
        new(Anywhere, "unseen", "skipped"),
        new(Anywhere, "told again", "reported again"),
        new(Identifier, "told", "reported") { In = s_src },
        new(Anywhere, "ever after", "on every later call"),

        // The conformance kit and the tests.
        new(Anywhere, "zoo|zoos", "reference implementations, mutants"),
        new(Anywhere, "yard|yards", "guarded memory"),
        new(Anywhere, "fence|fences|fenced", "guard pages")
        {
            Except = [("src/Memory/native/", "atomic_thread_fence"), ("src/Streams/native/", "atomic_thread_fence")],
        },
        new(Anywhere, "sketch|sketches", "array specification"),
        new(Anywhere, "habit|habits", "quirks"),
        new(Identifier, "kit play|kit plays|kit draw|kit drive|kit feed|kit subject|kit watch|device play",
            "scenario, device generator, driver, consumer driver, implementation under test") { In = s_kit },
        new(FilePath, "plays|plays data|plays errors|draw|drive|feed|subject|fence|yard|sketch|zoo",
            "scenarios, device generator, driver, consumer driver, implementation under test") { In = s_kit },
        new(FilePath, "byhand|partners|outside|races|own|known",
            "manual, third-party, downstream, thread-sanitizer, self-tests")
        {
            In = ["tests-native/", "conformance/"],
        },
    ];
}
