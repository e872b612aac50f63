using System.Text;
using ArrowBridge.Abi;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge;

/// <summary>Converts a field to its checked native form, and back.</summary>
internal readonly unsafe ref struct CheckedSchema
{
    public CheckedSchema(ArrowField field)
    {
        Block = Make(field);
    }

    private CheckedSchema(SchemaBlock* block)
    {
        Block = block;
    }

    public SchemaBlock* Block { get; }

    public Field* Root => SchemaBlock.Root(Block);

    public void Dispose() => Memory.Native.ab_release(&Block->head);

    /// <summary>Creates a native schema from text.</summary>
    public static CheckedSchema Parse(string text)
    {
        NativeText.Check(text, nameof(text));
        return new CheckedSchema(SchemaParser.Parse(Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>Creates a native schema. The caller owns the one reference to it.</summary>
    public static SchemaBlock* Make(ArrowField field)
    {
        Arena arena = default;
        try
        {
            CArrowSchema schema;
            Fill(ref arena, field, &schema);
            return SchemaImport.Copy(&schema);
        }
        finally
        {
            arena.Dispose();
        }
    }

    private static void Fill(ref Arena arena, ArrowField field, CArrowSchema* schema)
    {
        *schema = default;
        FillType(ref arena, field.Type, schema);
        schema->name = Text(ref arena, field.Name);
        schema->flags |= field.IsNullable ? ArrowFlag.Nullable : 0;
        if (field.Metadata.Count > 0)
        {
            ReadOnlySpan<byte> encoded = field.Metadata.Encoded;
            schema->metadata = arena.Take(encoded.Length);
            encoded.CopyTo(new Span<byte>(schema->metadata, encoded.Length));
        }
    }

    private static void FillType(ref Arena arena, DataType type, CArrowSchema* schema)
    {
        schema->release = Memory.Native.ReleaseSchema; // marks it as not released; the arena owns the memory
        schema->format = Text(ref arena, type.Format);
        if (type.IsOrdered)
        {
            schema->flags = type.IsDictionary ? ArrowFlag.DictionaryOrdered : ArrowFlag.MapKeysSorted;
        }
        schema->n_children = type.Fields.Count;
        schema->children = (CArrowSchema**)arena.Take((long)type.Fields.Count * sizeof(CArrowSchema*));
        for (int i = 0; i < type.Fields.Count; i++)
        {
            schema->children[i] = (CArrowSchema*)arena.Take(sizeof(CArrowSchema));
            Fill(ref arena, type.Fields[i], schema->children[i]);
        }
        if (type.DictionaryValues is { } values)
        {
            schema->dictionary = (CArrowSchema*)arena.Take(sizeof(CArrowSchema));
            FillType(ref arena, values, schema->dictionary);
            schema->dictionary->flags |= ArrowFlag.Nullable;
        }
    }

    private static byte* Text(ref Arena arena, string text) => arena.Text(Encoding.UTF8.GetBytes(text));

    public static ArrowField Describe(Field* field) =>
        new(Encoding.UTF8.GetString(field->Name), DescribeType(field), field->IsNullable, ArrowMetadata.Of(field));

    private static DataType DescribeType(Field* field)
    {
        ArrowField[] fields = new ArrowField[field->n_children];
        for (int i = 0; i < fields.Length; i++)
        {
            fields[i] = Describe(field->children + i);
        }
        long ordered = field->IsDictionary ? ArrowFlag.DictionaryOrdered : ArrowFlag.MapKeysSorted;
        return DataType.Make(
            Encoding.UTF8.GetString(Utf8Text.Span(field->format)), fields,
            field->IsDictionary ? DescribeType(field->dictionary) : null, (field->flags & ordered) != 0);
    }
}
