using System.Text;
using ArrowBridge.Abi;

namespace ArrowBridge.Schemas;

/// <summary>
/// A field of a schema, in the native memory of its <see cref="SchemaBlock"/>: a checked ArrowSchema struct, taken apart. The fields of a
/// schema stand in one array, the root first, siblings side by side; all pointers stay inside the block.
/// </summary>
/// <remarks>The first members are what the check of a batch reads, so that they share a cache line.</remarks>
internal unsafe struct Field
{
    /// <summary>Exact number of buffers of an array of this type; the least number for views.</summary>
    public int n_buffers;

    public int n_children;

    /// <summary>Mask of address bits that must be zero in the first buffer after the validity bitmap (ARR-10).</summary>
    public int alignment_mask;

    /// <summary>For dictionary-encoded fields the type of the indices.</summary>
    public TypeId type;

    public TimeUnit unit;

    /// <summary>Whether <see cref="Arrays"/>' quick check may accept it: no children, no dictionary, two or three plain buffers.</summary>
    public bool is_flat;

    public Field* children;

    /// <summary>Of the values, where the field is dictionary-encoded, else NULL.</summary>
    public Field* dictionary;

    public Field* parent;

    /// <summary>Bits of a value in the values buffer; 0 where there is none.</summary>
    public long bit_width;

    /// <summary>Bytes of a fixed-size binary value, items of a fixed-size list.</summary>
    public int fixed_size;

    /// <summary>The top-level child this field is, or is inside of; -1 for the root (and its dictionary).</summary>
    public int column;

    /// <summary>Place in the schema's array of fields.</summary>
    public int index;

    public int precision;

    public int scale;

    public int name_size;

    public int metadata_size;

    /// <summary>NUL-terminated. The first of four members that stand as they do in ArrowSchema.</summary>
    public byte* format;

    /// <summary>NUL-terminated; NULL where the producer gave none.</summary>
    public byte* name;

    /// <summary>As encoded (SCH-7); NULL where there are no pairs.</summary>
    public byte* metadata;

    public long flags;

    /// <summary>Type ids of a union, one per child.</summary>
    public byte* type_ids;

    /// <summary>For each of 128 type ids the child, or -1.</summary>
    public sbyte* child_of_type_id;

    /// <summary>Timezone of a timestamp, NUL-terminated inside <see cref="format"/>; NULL for other types.</summary>
    public byte* timezone;

    public readonly bool IsNullable => (flags & ArrowFlag.Nullable) != 0;

    public readonly bool IsDictionary => dictionary != null;

    public readonly ReadOnlySpan<byte> Name => new(name, name_size);

    /// <summary>The path of names from the root's child to this field, such as <c>points.item.x</c>; the root itself has none.</summary>
    public static string? Path(Field* field)
    {
        if (field == null || field->parent == null)
        {
            return null;
        }
        StringBuilder path = new();
        Append(path, field);
        return path.ToString();
    }

    private static void Append(StringBuilder path, Field* field)
    {
        Field* parent = field->parent;
        if (parent->parent != null)
        {
            Append(path, parent);
            path.Append('.');
        }
        if (parent->dictionary == field)
        {
            path.Append("(dictionary)");
        }
        else if (field->name_size > 0)
        {
            path.Append(Encoding.UTF8.GetString(field->Name));
        }
        else
        {
            path.Append('[').Append(field - parent->children).Append(']');
        }
    }
}
