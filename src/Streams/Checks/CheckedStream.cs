using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Streams.Checks;

/// <summary>
/// Makes checked streams. The checks of calls are C (native/checked_stream.h), since releases are checked too.
/// </summary>
internal static unsafe class CheckedStream
{
    private const int Calls = -1;
    private const int MostSevere = 2;

    private static CheckEnvironment* s_environment;

    /// <summary>
    /// The options in the environment variable ARROWBRIDGE_CHECK; cached, so that an unchecked import costs one load
    /// and one comparison.
    /// </summary>
    private static CheckEnvironment* Environment =>
        s_environment != null ? s_environment : s_environment = StreamsNative.ab_check_environment();

    /// <summary>
    /// Moves <paramref name="stream"/> into a checked stream. If that fails it still belongs to the caller.
    /// </summary>
    /// <param name="options">NULL for the defaults.</param>
    /// <param name="owner">Keeps the context of the options' callback, or NULL; taken over, even on failure.</param>
    public static void Create(CArrowArrayStream* stream, CCheckOptions* options, Block* owner,
        CArrowArrayStream* output)
    {
        try
        {
            CCheckOptions known = Read(options);
            if (stream == null)
            {
                Throw.NullArgument("stream");
            }
            if (stream->release == null)
            {
                Throw.Rule("MEM-5", null, "the stream was released before");
            }
            CheckedStreamOptions native = new()
            {
                level = known.level == 0 ? Validation.Default : known.level,
                fail_on = known.fail_on,
                on_finding = known.on_finding,
                context = known.context,
                owner = owner,
            };
            Begin(stream, native, output);
        }
        catch
        {
            Native.ab_release(owner);
            throw;
        }
    }

    private static CCheckOptions Read(CCheckOptions* options)
    {
        CCheckOptions known = CallerOptions.Read(options);
        if (known.level is < Calls or > Validation.Full)
        {
            Throw.Argument("options", $"has a level that is not known: {known.level}");
        }
        if (known.fail_on is < 0 or > MostSevere)
        {
            Throw.Argument("options", $"has a severity that is not known: {known.fail_on}");
        }
        return known;
    }

    /// <summary>Replaces the stream by a checked one if the environment asks for that.</summary>
    public static void CreateIfAsked(CArrowArrayStream* stream)
    {
        CheckEnvironment* environment = Environment;
        if (environment->level == Validation.None)
        {
            return;
        }
        CArrowArrayStream checkedStream;
        Begin(stream, new CheckedStreamOptions { level = environment->level, fail_on = environment->fail_on },
            &checkedStream);
        *stream = checkedStream;
    }

    private static void Begin(CArrowArrayStream* stream, CheckedStreamOptions options, CArrowArrayStream* output)
    {
        options.check_schema = &Findings.CheckSchema;
        options.check_array = &Findings.CheckArray;
        if (StreamsNative.ab_check_stream(stream, &options, output) != 0)
        {
            Throw.OutOfMemory(sizeof(CArrowArrayStream));
        }
    }

    /// <summary>A checked reader over a reader: its stream is exported, checked and imported.</summary>
    /// <param name="owner">Keeps the context of the options' callback, or NULL; taken over, even on failure.</param>
    public static ReaderBlock* CreateReader(ReaderBlock* source, CCheckOptions* options, Block* owner)
    {
        CArrowArrayStream stream = default;
        CArrowArrayStream checkedStream = default;
        try
        {
            StreamExport.Export(source, &stream);
        }
        catch
        {
            Native.ab_release(owner);
            throw;
        }
        try
        {
            Create(&stream, options, owner, &checkedStream);
        }
        catch
        {
            stream.release(&stream);
            throw;
        }
        return ForeignReader.ImportUnchecked(&checkedStream, Reader.Of(source).IsBatches);
    }

    /// <summary>Imports a single array, and validates its contents if the environment asks for that.</summary>
    public static ArrayBlock* Import(
        CArrowArray* array, SchemaBlock* schema, bool isBatch, bool copiesMisaligned = false)
    {
        ArrayBlock* imported = SharedArray.Import(array, schema, isBatch, copiesMisaligned);
        CheckEnvironment* environment = Environment;
        if (environment->level <= Validation.Minimal)
        {
            return imported; // the structure was checked in any case
        }
        try
        {
            Validation.Check(imported, environment->level);
        }
        catch (ArrowBridgeException exception) when (!Findings.IsFinding(exception) || environment->fail_on == 0)
        {
            Findings.Print(exception, "import");
        }
        catch (ArrowBridgeException exception)
        {
            Findings.Print(exception, "import");
            Native.ab_release(&imported->head);
            throw;
        }
        return imported;
    }
}
