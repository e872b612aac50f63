using ArrowBridge.Abi;
using ArrowBridge.Memory;

namespace ArrowBridge.Schemas;

/// <summary>Writes the fields of a checked ArrowSchema into a block of sufficient size.</summary>
internal unsafe struct FieldWriter(Field* fields, byte* texts)
{
    private readonly Field* _fields = fields;
    private byte* _texts = texts;
    private int _used = 1;

    /// <summary>
    /// Fills <paramref name="field"/>, then its children, which are next to each other, then its dictionary.
    /// </summary>
    public void Write(CArrowSchema* schema, Field* field, Field* parent, int column)
    {
        field->parent = parent;
        field->column = column;
        field->index = (int)(field - _fields);
        field->flags = schema->flags;
        WriteTexts(schema, field);
        field->n_children = (int)schema->n_children;
        field->children = field->n_children == 0 ? null : _fields + _used;
        _used += field->n_children;
        field->dictionary = schema->dictionary == null ? null : _fields + _used++;
        Derive(field);
        for (int i = 0; i < field->n_children; i++)
        {
            Write(schema->children[i], field->children + i, field, parent == null ? i : column);
        }
        if (schema->dictionary != null)
        {
            Write(schema->dictionary, field->dictionary, field, column);
        }
    }

    private void WriteTexts(CArrowSchema* schema, Field* field)
    {
        ReadOnlySpan<byte> format = Utf8Text.Span(schema->format);
        FormatParser.UnionIds ids = new(stackalloc byte[128]);
        FormatParser.Parse(format, field, ref ids, null);
        if (field->type == TypeId.Decimal128 && format.EndsWith(",128"u8) && format.Count((byte)',') == 2)
        {
            format = format[..^4]; // FMT-21: the default width is left out
        }
        field->format = Text(format);
        if (schema->name != null)
        {
            ReadOnlySpan<byte> name = Utf8Text.Span(schema->name);
            field->name = Text(name);
            field->name_size = name.Length;
        }
        else if (field->parent != null && field->parent->dictionary != field)
        {
            field->name = field->format + format.Length; // "": some consumers expect every child to have a name
        }
        field->metadata_size = (int)Metadata.EncodedSize(schema->metadata, static () => null);
        if (field->metadata_size > 0)
        {
            field->metadata = _texts;
            Allocator.Copy(schema->metadata, _texts, field->metadata_size);
            _texts += field->metadata_size;
        }
        if (field->type == TypeId.Timestamp)
        {
            field->timezone = field->format + 4;
        }
        if (field->type is TypeId.DenseUnion or TypeId.SparseUnion)
        {
            WriteTypeIds(field, ids);
        }
    }

    private void WriteTypeIds(Field* field, FormatParser.UnionIds ids)
    {
        field->type_ids = _texts;
        ids.Ids[..ids.Count].CopyTo(new Span<byte>(_texts, ids.Count));
        _texts += ids.Count;
        field->child_of_type_id = (sbyte*)_texts;
        new Span<sbyte>(_texts, 128).Fill(-1);
        _texts += 128;
        for (int i = 0; i < ids.Count; i++)
        {
            field->child_of_type_id[ids.Ids[i]] = (sbyte)i;
        }
    }

    private byte* Text(ReadOnlySpan<byte> text)
    {
        byte* start = _texts;
        text.CopyTo(new Span<byte>(start, text.Length));
        start[text.Length] = 0;
        _texts += text.Length + 1;
        return start;
    }

    /// <summary>Sets what the type determines: number of buffers, widths, alignment.</summary>
    private static void Derive(Field* field)
    {
        ref readonly Layout layout = ref Layouts.Of(field->type);
        field->n_buffers = layout.IsVariadic ? 3 : layout.Buffers;
        field->bit_width = field->type == TypeId.FixedSizeBinary ? 8L * field->fixed_size : layout.BitWidth;
        field->alignment_mask = AlignmentOf(layout, field->type) - 1;
        field->is_flat = field->dictionary == null && layout.HasValidity && !layout.IsVariadic &&
            layout.Children == ChildRule.None && field->bit_width > 0;
    }

    /// <summary>
    /// Alignment of the buffer after the validity bitmap, or of the first buffer if there is no bitmap (ARR-10). At
    /// most 8, since no processor that .NET supports needs more, and 16-byte values often have an alignment of 8.
    /// </summary>
    private static int AlignmentOf(in Layout layout, TypeId type)
    {
        BufferKind kind = layout.HasValidity ? layout.B1 : layout.B0;
        return kind switch
        {
            BufferKind.Offsets32 or BufferKind.Starts32 or BufferKind.Sizes32 or BufferKind.Views => 4,
            BufferKind.Offsets64 or BufferKind.Starts64 or BufferKind.Sizes64 => 8,
            BufferKind.Values => type == TypeId.IntervalDayTime ? 4 : Math.Clamp(layout.BitWidth / 8, 1, 8),
            _ => 1,
        };
    }
}
