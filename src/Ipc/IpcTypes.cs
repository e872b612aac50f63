using System.Runtime.CompilerServices;
using System.Text;
using ArrowBridge.Errors;

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

    private const string Units = "smun";

    /// <summary>The format string of the type of a field, or of its values if it is dictionary-encoded.</summary>
    /// <param name="kind">The kind of type (<see cref="Kind"/>).</param>
    /// <param name="type">The table with its parameters.</param>
    /// <param name="children">Number of children of the field: a union may omit its type ids.</param>
    public static byte[] Format(byte kind, FlatTable type, int children, string name) => (Kind)kind switch
    {
        Kind.Null => "n"u8.ToArray(),
        Kind.Int => Int(type, name),
        Kind.FloatingPoint => Letter("efg", type.Short(0), name),
        Kind.Binary => "z"u8.ToArray(),
        Kind.Utf8 => "u"u8.ToArray(),
        Kind.Bool => "b"u8.ToArray(),
        Kind.Decimal => Text($"d:{type.Int(0)},{type.Int(1)},{type.Int(2, 128)}"),
        Kind.Date => Letter("Dm", type.Short(0, 1), name, "td"),
        Kind.Time => Time(type, name),
        Kind.Timestamp => Timestamp(type, name),
        Kind.Interval => Letter("MDn", type.Short(0), name, "ti"),
        Kind.List => "+l"u8.ToArray(),
        Kind.Struct => "+s"u8.ToArray(),
        Kind.Union => Union(type, children, name),
        Kind.FixedSizeBinary => Text($"w:{type.Int(0)}"),
        Kind.FixedSizeList => Text($"+w:{type.Int(0)}"),
        Kind.Map => "+m"u8.ToArray(),
        Kind.Duration => Letter(Units, type.Short(0, 1), name, "tD"),
        Kind.LargeBinary => "Z"u8.ToArray(),
        Kind.LargeUtf8 => "U"u8.ToArray(),
        Kind.LargeList => "+L"u8.ToArray(),
        Kind.RunEndEncoded => "+r"u8.ToArray(),
        Kind.BinaryView => "vz"u8.ToArray(),
        Kind.Utf8View => "vu"u8.ToArray(),
        Kind.ListView => "+vl"u8.ToArray(),
        Kind.LargeListView => "+vL"u8.ToArray(),
        _ => Unknown(kind, name),
    };

    /// <summary>The format string of an integer type: of a field, or of the indices of a dictionary.</summary>
    public static byte[] Int(FlatTable type, string name)
    {
        bool signed = type.Byte(1) != 0;
        int index = type.Int(0) switch { 8 => 0, 16 => 1, 32 => 2, 64 => 3, _ => -1 };
        if (index < 0)
        {
            Throw.Rule("SEC-5", name, $"an integer has {type.Int(0)} bits, not 8, 16, 32 or 64");
        }
        return Text((signed ? "csil" : "CSIL").Substring(index, 1));
    }

    /// <summary>Whether the keys of a map are sorted.</summary>
    public static bool KeysSorted(byte kind, FlatTable type) => (Kind)kind == Kind.Map && type.Byte(0) != 0;

    private static byte[] Time(FlatTable type, string name)
    {
        int unit = type.Short(0, 1);
        int width = type.Int(1, 32);
        if (width != (unit <= 1 ? 32 : 64))
        {
            Throw.Rule("SEC-5", name, $"a time with unit {unit} cannot have {width} bits");
        }
        return Letter(Units, unit, name, "tt");
    }

    private static byte[] Timestamp(FlatTable type, string name)
    {
        ReadOnlySpan<byte> zone = type.Text(1);
        RequireNoNul(zone, name, "the timezone");
        return [.. Letter(Units, type.Short(0), name, "ts"), (byte)':', .. zone];
    }

    private static byte[] Union(FlatTable type, int children, string name)
    {
        StringBuilder format = new(Mode(type.Short(0), name));
        byte* ids = type.Vector(1, sizeof(int), out int count);
        if (ids != null && count != children)
        {
            Throw.Rule("FMT-51", name, $"the union has {count} type ids but {children} children");
        }
        for (int i = 0; i < children; i++)
        {
            int id = ids == null ? i : Unsafe.ReadUnaligned<int>(ids + ((long)i * sizeof(int)));
            format.Append(i == 0 ? "" : ",").Append(id);
        }
        return Text(format.ToString());
    }

    private static string Mode(int mode, string name)
    {
        if (mode is not (0 or 1))
        {
            Throw.Rule("SEC-5", name, $"unknown union mode {mode}");
        }
        return mode == 0 ? "+us:" : "+ud:";
    }

    private static byte[] Letter(string letters, int index, string name, string prefix = "")
    {
        if (index < 0 || index >= letters.Length)
        {
            Throw.NotSupported("SEC-5", name, $"the type has the unknown unit or precision {index}");
        }
        return Text(prefix + letters[index]);
    }

    private static byte[] Unknown(byte kind, string name)
    {
        Throw.NotSupported("FMT-55", name, kind == 0 ? "the field has no type" : $"unknown type number {kind}");
        return [];
    }

    /// <summary>Refuses text with a NUL byte, which a C string cannot contain.</summary>
    public static void RequireNoNul(ReadOnlySpan<byte> text, string name, string what)
    {
        if (text.Contains((byte)0))
        {
            Throw.Rule("SEC-5", name, $"{what} contains a NUL byte");
        }
    }

    private static byte[] Text(string text) => Encoding.ASCII.GetBytes(text);
}
