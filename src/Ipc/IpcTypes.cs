using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Ipc;

/// <summary>Converts types in IPC metadata to format strings of the C data interface.</summary>
internal static unsafe class IpcTypes
{
    /// <summary>The union Type of Schema.fbs.</summary>
    public enum Kind : byte
    {
        None,
        Null,
        Int,
        FloatingPoint,
        Binary,
        Utf8,
        Bool,
        Decimal,
        Date,
        Time,
        Timestamp,
        Interval,
        List,
        Struct,
        Union,
        FixedSizeBinary,
        FixedSizeList,
        Map,
        Duration,
        LargeBinary,
        LargeUtf8,
        LargeList,
        RunEndEncoded,
        BinaryView,
        Utf8View,
        ListView,
        LargeListView,
    }

    /// <summary>
    /// The format string of the type of a field, or of its values if it is dictionary-encoded: a constant, or made in
    /// the arena.
    /// </summary>
    /// <param name="kind">The kind of type (<see cref="Kind"/>).</param>
    /// <param name="type">The table with its parameters.</param>
    /// <param name="children">Number of children of the field: a union may omit its type ids.</param>
    public static byte* Format(
        byte kind, in FlatTable type, int children, ReadOnlySpan<byte> name, ref Arena arena) => (Kind)kind switch
    {
        Kind.Null => Constant("n"u8),
        Kind.Int => Int(type, name),
        Kind.FloatingPoint => Pick("e\0f\0g\0"u8, 2, type.Short(0), name),
        Kind.Binary => Constant("z"u8),
        Kind.Utf8 => Constant("u"u8),
        Kind.Bool => Constant("b"u8),
        Kind.Decimal => Text(ref arena, $"d:{type.Int(0)},{type.Int(1)},{type.Int(2, 128)}"),
        Kind.Date => Pick("tdD\0tdm\0"u8, 4, type.Short(0, 1), name),
        Kind.Time => Time(type, name),
        Kind.Timestamp => Timestamp(type, name, ref arena),
        Kind.Interval => Pick("tiM\0tiD\0tin\0"u8, 4, type.Short(0), name),
        Kind.List => Constant("+l"u8),
        Kind.Struct => Constant("+s"u8),
        Kind.Union => Union(type, children, name, ref arena),
        Kind.FixedSizeBinary => Text(ref arena, $"w:{type.Int(0)}"),
        Kind.FixedSizeList => Text(ref arena, $"+w:{type.Int(0)}"),
        Kind.Map => Constant("+m"u8),
        Kind.Duration => Pick("tDs\0tDm\0tDu\0tDn\0"u8, 4, type.Short(0, 1), name),
        Kind.LargeBinary => Constant("Z"u8),
        Kind.LargeUtf8 => Constant("U"u8),
        Kind.LargeList => Constant("+L"u8),
        Kind.RunEndEncoded => Constant("+r"u8),
        Kind.BinaryView => Constant("vz"u8),
        Kind.Utf8View => Constant("vu"u8),
        Kind.ListView => Constant("+vl"u8),
        Kind.LargeListView => Constant("+vL"u8),
        _ => Unknown(kind, name),
    };

    /// <summary>The format string of an integer type: of a field, or of the indices of a dictionary.</summary>
    public static byte* Int(in FlatTable type, ReadOnlySpan<byte> name)
    {
        bool isSigned = type.Byte(1) != 0;
        int index = type.Int(0) switch { 8 => 0, 16 => 1, 32 => 2, 64 => 3, _ => -1 };
        if (index < 0)
        {
            Throw.Rule("SEC-5", Shown(name), $"an integer has {type.Int(0)} bits, not 8, 16, 32 or 64");
        }
        return Pick(isSigned ? "c\0s\0i\0l\0"u8 : "C\0S\0I\0L\0"u8, 2, index, name);
    }

    /// <summary>The format of the indices of a dictionary if their type is absent (Schema.fbs).</summary>
    public static byte* DefaultIndices => Constant("i"u8);

    /// <summary>The format of a struct, and so of the root.</summary>
    public static byte* Struct => Constant("+s"u8);

    /// <summary>Whether the keys of a map are sorted.</summary>
    public static bool KeysSorted(byte kind, in FlatTable type) => (Kind)kind == Kind.Map && type.Byte(0) != 0;

    private static byte* Time(in FlatTable type, ReadOnlySpan<byte> name)
    {
        int unit = type.Short(0, 1);
        int width = type.Int(1, 32);
        if (width != (unit <= 1 ? 32 : 64))
        {
            Throw.Rule("SEC-5", Shown(name), $"a time with unit {unit} cannot have {width} bits");
        }
        return Pick("tts\0ttm\0ttu\0ttn\0"u8, 4, unit, name);
    }

    private static byte* Timestamp(in FlatTable type, ReadOnlySpan<byte> name, ref Arena arena)
    {
        const int prefix = 4;
        ReadOnlySpan<byte> zone = type.Text(1);
        RequireNoNul(zone, name, "the timezone");
        byte* start = Pick("tss:\0tsm:\0tsu:\0tsn:\0"u8, prefix + 1, type.Short(0), name);
        if (zone.IsEmpty)
        {
            return start;
        }
        byte* format = arena.Take(prefix + (long)zone.Length + 1);
        Allocator.Copy(start, format, prefix);
        zone.CopyTo(new Span<byte>(format + prefix, zone.Length));
        return format;
    }

    private static byte* Union(in FlatTable type, int children, ReadOnlySpan<byte> name, ref Arena arena)
    {
        StringBuilder format = new(Mode(type.Short(0), name));
        byte* ids = type.Vector(1, sizeof(int), out int count);
        if (ids != null && count != children)
        {
            Throw.Rule("FMT-51", Shown(name), $"the union has {count} type ids but {children} children");
        }
        for (int i = 0; i < children; i++)
        {
            int id = ids == null ? i : Unsafe.ReadUnaligned<int>(ids + ((long)i * sizeof(int)));
            format.Append(i == 0 ? "" : ",").Append(id);
        }
        return Text(ref arena, format.ToString());
    }

    private static string Mode(int mode, ReadOnlySpan<byte> name)
    {
        if (mode is not (0 or 1))
        {
            Throw.Rule("SEC-5", Shown(name), $"unknown union mode {mode}");
        }
        return mode == 0 ? "+us:" : "+ud:";
    }

    /// <summary>
    /// One of several formats of the same length, which stand side by side in a constant, each with its NUL.
    /// </summary>
    private static byte* Pick(ReadOnlySpan<byte> formats, int length, int index, ReadOnlySpan<byte> name)
    {
        if (index < 0 || index >= formats.Length / length)
        {
            Throw.NotSupported("SEC-5", Shown(name), $"the type has the unknown unit or precision {index}");
        }
        return Constant(formats) + (index * length);
    }

    // The compiler puts a NUL after each UTF-8 literal; literals are in the image of the assembly, which never moves.
    private static byte* Constant(ReadOnlySpan<byte> literal) =>
        (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(literal));

    private static byte* Unknown(byte kind, ReadOnlySpan<byte> name)
    {
        Throw.NotSupported("FMT-55", Shown(name), kind == 0 ? "the field has no type" : $"unknown type number {kind}");
        return null;
    }

    /// <summary>Refuses text with a NUL byte, which a C string cannot contain.</summary>
    public static void RequireNoNul(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name, string what)
    {
        if (text.Contains((byte)0))
        {
            Throw.Rule("SEC-5", Shown(name), $"{what} contains a NUL byte");
        }
    }

    /// <summary>The name of a field as an error shows it: the first 100 bytes; null if it has none.</summary>
    public static string? Shown(ReadOnlySpan<byte> name) =>
        name.IsEmpty ? null : Utf8Text.Display(name[..Math.Min(name.Length, 100)]);

    private static byte* Text(ref Arena arena, string text) => arena.Text(Encoding.ASCII.GetBytes(text));
}
