using ArrowBridge.Schemas;

namespace ArrowBridge;

/// <summary>Represents a type of the columnar format, with its parameters and children. A type is immutable. Types
/// without parameters are properties of this class; methods create the others.</summary>
/// <remarks>Two types are equal if their meaning is equal. Field names count only in structs and unions. Nullability
/// and metadata do not count, because they belong to fields.</remarks>
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

    /// <summary>Gets the type id. For a dictionary-encoded type, it is the type id of the indices.</summary>
    public TypeId Id { get; internal set; }

    /// <summary>Gets the format string of the C data interface, for example <c>tsu:UTC</c>.</summary>
    public string Format { get; }

    /// <summary>Gets the children of a nested type: the items of a list, the fields of a struct or union, the entries
    /// of a map, or the run ends and values of a run-end encoded type.</summary>
    public IReadOnlyList<ArrowField> Fields { get; }

    /// <summary>Gets the type of the values of a dictionary-encoded type, or null for other types.</summary>
    public DataType? DictionaryValues { get; private init; }

    /// <summary>Gets a value indicating whether the order of the dictionary values is meaningful or, for a map, whether
    /// the keys of each map are sorted.</summary>
    public bool IsOrdered { get; private init; }

    /// <summary>Gets the unit of a time, timestamp or duration type.</summary>
    public TimeUnit Unit { get; internal set; }

    /// <summary>Gets the time zone of a timestamp type, or null if it has none.</summary>
    public string? Timezone { get; internal set; }

    /// <summary>Gets the total number of digits of a decimal type.</summary>
    public int Precision { get; internal set; }

    /// <summary>Gets the number of digits after the decimal point of a decimal type.</summary>
    public int Scale { get; internal set; }

    /// <summary>Gets the size in bytes of a fixed-size binary value, or the number of items of a fixed-size
    /// list.</summary>
    public int FixedSize { get; internal set; }

    /// <summary>Gets the width in bits of a fixed-width value, or 0 for other types.</summary>
    public int BitWidth { get; internal set; }

    /// <summary>Gets the type ids of a union, one for each field. The list is empty for other types.</summary>
    public IReadOnlyList<int> TypeIds { get; internal set; } = [];

    /// <summary>Gets a value indicating whether the type is dictionary-encoded.</summary>
    public bool IsDictionary => DictionaryValues is not null;

    /// <summary>Determines whether two types are equal.</summary>
    /// <param name="left">The first type.</param>
    /// <param name="right">The second type.</param>
    /// <returns>true if the types are equal; otherwise, false.</returns>
    public static bool operator ==(DataType? left, DataType? right) =>
        left is null ? right is null : left.Equals(right);

    /// <summary>Determines whether two types differ.</summary>
    /// <param name="left">The first type.</param>
    /// <param name="right">The second type.</param>
    /// <returns>true if the types differ; otherwise, false.</returns>
    public static bool operator !=(DataType? left, DataType? right) => !(left == right);

    /// <summary>Determines whether this type equals another one.</summary>
    /// <param name="other">The type to compare with.</param>
    /// <returns>true if the types are equal; otherwise, false.</returns>
    public bool Equals(DataType? other) =>
        ReferenceEquals(this, other) || (other is not null && HasSameFormat(other) && HasSameParts(other, true));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as DataType);

    /// <inheritdoc/>
    public override int GetHashCode() =>
        HashCode.Combine(Id, Fields.Count, IsDictionary, Unit, Timezone, Precision, Scale, FixedSize);

    private bool HasSameFormat(DataType other) => Id == other.Id && Unit == other.Unit && Timezone == other.Timezone &&
        Precision == other.Precision && Scale == other.Scale && FixedSize == other.FixedSize &&
        IsOrdered == other.IsOrdered && TypeIds.SequenceEqual(other.TypeIds);

    /// <param name="other">The type to compare with.</param>
    /// <param name="named">Whether field names count. They do not count in the entries of maps.</param>
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
            if ((named && Fields[i].Name != other.Fields[i].Name) || !mine.HasSameFormat(its) ||
                !mine.HasSameParts(its, Id != TypeId.Map))
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>Returns the type as text, for example <c>list&lt;int32&gt;</c>.</summary>
    public override string ToString() => Formats.Print(this);

    /// <summary>Creates a type from the parts of a native schema.</summary>
    internal static DataType Make(string format, ArrowField[] fields, DataType? dictionaryValues, bool isOrdered) =>
        new(format, fields) { DictionaryValues = dictionaryValues, IsOrdered = isOrdered };

    private static class Formats
    {
        public static unsafe void Describe(DataType type)
        {
            byte[] format = System.Text.Encoding.UTF8.GetBytes(type.Format);
            Field parsed = default;
            FormatParser.Parse(format, &parsed);
            type.Id = parsed.type;
            type.Unit = parsed.unit;
            type.Timezone = parsed.type == TypeId.Timestamp && type.Format.Length > 4 ? type.Format[4..] : null;
            type.Precision = parsed.precision;
            type.Scale = parsed.scale;
            type.FixedSize = parsed.fixed_size;
            ref readonly Layout layout = ref Layouts.Of(parsed.type);
            type.BitWidth = parsed.type == TypeId.FixedSizeBinary ? 8 * parsed.fixed_size
                : layout.B1 == BufferKind.Values ? layout.BitWidth : 0;
            if (parsed.type is TypeId.DenseUnion or TypeId.SparseUnion)
            {
                Span<byte> ids = stackalloc byte[FormatParser.MostTypeIds];
                int[] typeIds = new int[FormatParser.TypeIds(format, ids)];
                for (int i = 0; i < typeIds.Length; i++)
                {
                    typeIds[i] = ids[i];
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
