using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Unicode;
using ArrowBridge.Abi;
using ArrowBridge.Errors;
using ArrowBridge.Memory;

namespace ArrowBridge.Schemas;

/// <summary>
/// Writes the fields of an ArrowSchema that can be walked into a block of sufficient size, and checks the rules.
/// </summary>
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
        WriteName(schema->name, field);
        ReadOnlySpan<byte> format = Text(schema->format, out bool isUtf8);
        if (!isUtf8)
        {
            Throw.Rule("SCH-3", Field.Path(field), "the format is not UTF-8");
        }
        field->format = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(format));
        if (schema->metadata != null)
        {
            WriteMetadata(schema->metadata, field);
        }
        WriteType(schema, format, field);
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
        if (field->type is TypeId.Map or TypeId.RunEndEncoded)
        {
            SchemaRules.CheckNesting(field);
        }
    }

    private void WriteName(byte* name, Field* field)
    {
        if (name != null)
        {
            ReadOnlySpan<byte> copy = Text(name, out bool isUtf8);
            field->name = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(copy));
            field->name_size = copy.Length;
            if (!isUtf8)
            {
                Throw.Rule("SCH-5", Field.Path(field), "the name is not UTF-8");
            }
        }
        else if (field->parent != null && field->parent->dictionary != field)
        {
            field->name = _texts; // "": some consumers expect every child to have a name
            *_texts++ = 0;
        }
    }

    private void WriteMetadata(byte* metadata, Field* field)
    {
        field->metadata_size = (int)Metadata.EncodedSize(metadata);
        if (field->metadata_size > 0)
        {
            field->metadata = _texts;
            Allocator.Copy(metadata, _texts, field->metadata_size);
            _texts += field->metadata_size;
        }
    }

    private void WriteType(CArrowSchema* schema, ReadOnlySpan<byte> format, Field* field)
    {
        try
        {
            FormatParser.Parse(format, field);
            int typeIds = field->type is TypeId.DenseUnion or TypeId.SparseUnion ? WriteTypeIds(field, format) : 0;
            SchemaRules.CheckShape(schema, field->type, typeIds);
        }
        catch (ArrowBridgeException exception)
        {
            exception.Field = Field.Path(field); // only computed on failure: it would cost more than the checks
            throw;
        }
        if (field->type == TypeId.Timestamp)
        {
            field->timezone = field->format + 4;
        }
        else if (field->type == TypeId.Decimal128 && format.EndsWith(",128"u8) && format.Count((byte)',') == 2)
        {
            field->format[format.Length - 4] = 0; // FMT-21: the default width is left out
        }
    }

    private int WriteTypeIds(Field* field, ReadOnlySpan<byte> format)
    {
        Span<byte> ids = stackalloc byte[FormatParser.MostTypeIds];
        int count = FormatParser.TypeIds(format, ids);
        field->type_ids = _texts;
        ids[..count].CopyTo(new Span<byte>(_texts, count));
        _texts += count;
        field->child_of_type_id = (sbyte*)_texts;
        new Span<sbyte>(_texts, FormatParser.MostTypeIds).Fill(-1);
        _texts += FormatParser.MostTypeIds;
        for (int i = 0; i < count; i++)
        {
            field->child_of_type_id[ids[i]] = (sbyte)i;
        }
        return count;
    }

    /// <summary>Copies a NUL-terminated text.</summary>
    private ReadOnlySpan<byte> Text(byte* text, out bool isUtf8)
    {
        byte* start = _texts;
        byte* end = start;
        int bits = 0;
        for (byte next = *text; next != 0; next = *++text)
        {
            bits |= next;
            *end++ = next;
        }
        *end = 0;
        _texts = end + 1;
        ReadOnlySpan<byte> copy = new(start, (int)(end - start));
        isUtf8 = bits < 0x80 || Utf8.IsValid(copy);
        return copy;
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
