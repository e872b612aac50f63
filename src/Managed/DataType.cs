using ArrowBridge.Schemas;

namespace ArrowBridge;

/// <summary>A type of the columnar format, with its parameters and parts. Immutable. Simple types are properties, the others are made by
/// methods.</summary>
/// <remarks>Types are compared by what they are: names belong to the fields of structs and unions only, nullability and metadata to no type.</remarks>
public sealed partial class DataType : IEquatable<DataType>
{
    private DataType(string format, params ArrowField[] fields)
    {
        foreach (ArrowField field in fields)
        {
            ArgumentNullException.ThrowIfNull(field, nameof(fields));
        }
        Format = format;
        Fields = fields;
        Formats.Describe(this);
    }

    /// <summary>Which type it is; of a dictionary-encoded one, the type of its indices.</summary>
    public TypeId Id { get; internal set; }

    /// <summary>The format string of the C data interface, such as <c>tsu:UTC</c>.</summary>
    public string Format { get; }

    /// <summary>The parts of a nested type: items of a list, fields of a struct or union, entries of a map, run ends and values.</summary>
    public IReadOnlyList<ArrowField> Fields { get; }

    /// <summary>The type of the values of a dictionary-encoded type; null for others.</summary>
    public DataType? DictionaryValues { get; private init; }

    /// <summary>Whether the order of a dictionary's values means something, or the keys of each map are sorted.</summary>
    public bool IsOrdered { get; private init; }

    /// <summary>Of a time, timestamp or duration.</summary>
    public TimeUnit Unit { get; internal set; }

    /// <summary>Of a timestamp; null where it has none.</summary>
    public string? Timezone { get; internal set; }

    /// <summary>Digits of a decimal type.</summary>
    public int Precision { get; internal set; }

    /// <summary>Digits of a decimal type behind the point.</summary>
    public int Scale { get; internal set; }

    /// <summary>Bytes of a fixed-size binary value, items of a fixed-size list.</summary>
    public int FixedSize { get; internal set; }

    /// <summary>Bits of a value of fixed width; 0 for other types.</summary>
    public int BitWidth { get; internal set; }

    /// <summary>Type ids of a union, one for each field; empty for other types.</summary>
    public IReadOnlyList<int> TypeIds { get; internal set; } = [];

    /// <summary>Whether values are indices into a dictionary.</summary>
    public bool IsDictionary => DictionaryValues is not null;

    /// <summary>Whether two types are the same.</summary>
    /// <param name="left">A type.</param>
    /// <param name="right">Another type.</param>
    public static bool operator ==(DataType? left, DataType? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Whether two types differ.</summary>
    /// <param name="left">A type.</param>
    /// <param name="right">Another type.</param>
    public static bool operator !=(DataType? left, DataType? right) => !(left == right);

    /// <summary>Whether this is the same type.</summary>
    /// <param name="other">Another type.</param>
    public bool Equals(DataType? other) => ReferenceEquals(this, other) || (other is not null && HasSameFormat(other) && HasSameParts(other, true));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as DataType);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Id, Fields.Count, IsDictionary, Unit, Timezone, Precision, Scale, FixedSize);

    private bool HasSameFormat(DataType other) => Id == other.Id && Unit == other.Unit && Timezone == other.Timezone &&
        Precision == other.Precision && Scale == other.Scale && FixedSize == other.FixedSize && IsOrdered == other.IsOrdered &&
        TypeIds.SequenceEqual(other.TypeIds);

    /// <param name="named">Whether names count, as those of the entries of maps do not.</param>
    private bool HasSameParts(DataType other, bool named)
    {
        if (Fields.Count != other.Fields.Count || DictionaryValues != other.DictionaryValues)
        {
            return false;
        }
        named = named && Id is TypeId.Struct or TypeId.DenseUnion or TypeId.SparseUnion;
        for (int i = 0; i < Fields.Count; i++)
        {
            (DataType mine, DataType its) = (Fields[i].Type, other.Fields[i].Type);
            if ((named && Fields[i].Name != other.Fields[i].Name) || !mine.HasSameFormat(its) || !mine.HasSameParts(its, Id != TypeId.Map))
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>The type in words, such as <c>list&lt;int32&gt;</c>.</summary>
    public override string ToString() => Formats.Print(this);

    /// <summary>A type of what a schema says.</summary>
    internal static DataType Make(string format, ArrowField[] fields, DataType? dictionaryValues, bool isOrdered) =>
        new(format, fields) { DictionaryValues = dictionaryValues, IsOrdered = isOrdered };

    private static class Formats
    {
        public static unsafe void Describe(DataType type)
        {
            byte[] format = System.Text.Encoding.UTF8.GetBytes(type.Format);
            FormatParser.UnionIds ids = new(stackalloc byte[128]);
            Field parsed = default;
            FormatParser.Parse(format, &parsed, ref ids, null);
            type.Id = parsed.type;
            type.Unit = parsed.unit;
            type.Timezone = parsed.type == TypeId.Timestamp && type.Format.Length > 4 ? type.Format[4..] : null;
            type.Precision = parsed.precision;
            type.Scale = parsed.scale;
            type.FixedSize = parsed.fixed_size;
            ref readonly Layout layout = ref Layouts.Of(parsed.type);
            type.BitWidth = parsed.type == TypeId.FixedSizeBinary ? 8 * parsed.fixed_size : layout.B1 == BufferKind.Values ? layout.BitWidth : 0;
            if (parsed.type is TypeId.DenseUnion or TypeId.SparseUnion)
            {
                int[] typeIds = new int[ids.Count];
                for (int i = 0; i < ids.Count; i++)
                {
                    typeIds[i] = ids.Ids[i];
                }
                type.TypeIds = typeIds;
            }
        }

        public static unsafe string Print(DataType type)
        {
            using CheckedSchema schema = new(new ArrowField("", type));
            DisplayText text = new(long.MaxValue);
            TypeName.AppendWhole(text, schema.Root);
            return text.ToString();
        }
    }
}
