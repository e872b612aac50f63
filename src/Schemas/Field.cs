using System.Text;
using ArrowBridge.Abi;

namespace ArrowBridge.Schemas;

/// <summary>
/// A field of a schema, in the native memory of its <see cref="SchemaBlock"/>: the parsed form of a checked ArrowSchema
/// struct. All fields of a schema are in one array, the root first, siblings next to each other. All pointers point
/// into the block.
/// </summary>
/// <remarks>The structural check of a batch reads the first members, so these share a cache line.</remarks>
internal unsafe struct Field
{
    /// <summary>Exact number of buffers of an array of this type; for views the minimum.</summary>
    public int n_buffers;

    public int n_children;

    /// <summary>
    /// Mask of address bits that must be zero in the first buffer after the validity bitmap (ARR-10).
    /// </summary>
    public int alignment_mask;

    /// <summary>For dictionary-encoded fields, the type of the indices.</summary>
    public TypeId type;

    public TimeUnit unit;

    /// <summary>
    /// Whether the quick structural check of <see cref="Arrays"/> may accept the field: no children, no dictionary, two
    /// or three buffers including a validity bitmap.
    /// </summary>
    public bool is_flat;

    public Field* children;

    /// <summary>The field of the values if this field is dictionary-encoded, otherwise NULL.</summary>
    public Field* dictionary;

    public Field* parent;

    /// <summary>Bits of a value in the values buffer; 0 if the type has none.</summary>
    public long bit_width;

    /// <summary>Bytes of a fixed-size binary value, or items of a fixed-size list.</summary>
    public int fixed_size;

    /// <summary>
    /// Index of the top-level child that this field is or belongs to; -1 for the root and its dictionary.
    /// </summary>
    public int column;

    /// <summary>Index in the schema's array of fields.</summary>
    public int index;

    public int precision;

    public int scale;

    public int name_size;

    public int metadata_size;

    /// <summary>NUL-terminated. This member and the next three have the same order as in ArrowSchema.</summary>
    public byte* format;

    /// <summary>NUL-terminated; NULL if the producer gave none.</summary>
    public byte* name;

    /// <summary>In the encoding of SCH-7; NULL if there are no pairs.</summary>
    public byte* metadata;

    public long flags;

    /// <summary>Type ids of a union, one per child.</summary>
    public byte* type_ids;

    /// <summary>The child for each of 128 type ids, or -1.</summary>
    public sbyte* child_of_type_id;

    /// <summary>Timezone of a timestamp, NUL-terminated, inside <see cref="format"/>; NULL for other types.</summary>
    public byte* timezone;

    public readonly bool IsNullable => (flags & ArrowFlag.Nullable) != 0;

    public readonly bool IsDictionary => dictionary != null;

    public readonly ReadOnlySpan<byte> Name => new(name, name_size);

    /// <summary>
    /// The names from the root's child to this field, such as <c>points.item.x</c>; null for the root. A path that is
    /// longer than an error message is cut.
    /// </summary>
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
            if (path.Length > Utf8Text.MostDisplayed)
            {
                return;
            }
            path.Append('.');
        }
        if (parent->dictionary == field)
        {
            path.Append("(dictionary)");
        }
        else if (field->name_size > 0)
        {
            path.Append(Utf8Text.Display(field->Name));
        }
        else
        {
            path.Append('[').Append(field - parent->children).Append(']');
        }
    }
}
