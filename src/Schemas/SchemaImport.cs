using ArrowBridge.Abi;
using ArrowBridge.Errors;
using ArrowBridge.Memory;

namespace ArrowBridge.Schemas;

/// <summary>
/// Converts an ArrowSchema to a <see cref="SchemaBlock"/>. The first walk checks that the structs can be walked, and
/// counts; the second one copies, and checks every other rule (<see cref="FieldWriter"/>).
/// </summary>
internal static unsafe class SchemaImport
{
    /// <summary>The position of the first walk. Gives the path of a field that breaks a rule.</summary>
    private struct Position
    {
        public Position* parent;
        public CArrowSchema* schema;
        public int index;
        public bool is_dictionary;
        public int depth;

        public readonly string? Path()
        {
            if (parent == null)
            {
                return null;
            }
            string name = is_dictionary ? "(dictionary)" : schema != null && schema->name != null && *schema->name != 0
                ? Utf8Text.Display(Utf8Text.Span(schema->name))
                : $"[{index}]";
            return parent->Path() is { } above ? $"{above}.{name}" : name;
        }
    }

    /// <summary>Total size of the copy.</summary>
    private struct Totals
    {
        public long fields;

        /// <summary>At least the number of bytes of all texts.</summary>
        public long bytes;
    }

    /// <summary>Moves the struct out of the caller's memory, copies it, and releases it, on failure too.</summary>
    public static SchemaBlock* Import(CArrowSchema* schema)
    {
        if (schema == null)
        {
            Throw.NullArgument("schema");
        }
        if (schema->release == null)
        {
            Throw.Rule("MEM-5", null, "the schema was released before");
        }
        CArrowSchema moved = *schema;
        schema->release = null;
        try
        {
            return Copy(&moved);
        }
        finally
        {
            if (moved.release != null)
            {
                moved.release(&moved);
            }
        }
    }

    /// <summary>A checked copy of a struct that its owner keeps.</summary>
    public static SchemaBlock* Copy(CArrowSchema* schema)
    {
        Totals totals = default;
        Position position = new() { schema = schema, depth = 1 };
        Measure(&position, &totals);
        long size = Size.Add(Size.Add(sizeof(SchemaBlock), Size.Multiply(totals.fields, sizeof(Field))), totals.bytes);
        SchemaBlock* block = (SchemaBlock*)Allocator.NewZeroed(BlockKind.Schema, size);
        block->n_fields = totals.fields;
        Field* root = SchemaBlock.Root(block);
        FieldWriter writer = new(root, (byte*)(root + totals.fields));
        try
        {
            writer.Write(schema, root, null, -1);
        }
        catch
        {
            Native.ab_release(&block->head);
            throw;
        }
        return block;
    }

    private static void Measure(Position* position, Totals* totals)
    {
        CArrowSchema* schema = position->schema;
        if (schema == null || schema->release == null || position->depth > SchemaBlock.MaxDepth ||
            ++totals->fields > SchemaBlock.MaxFields || schema->format == null ||
            (ulong)schema->n_children > SchemaBlock.MaxFields || (schema->n_children > 0 && schema->children == null))
        {
            Refuse(position, totals);
        }
        ReadOnlySpan<byte> format = Utf8Text.Span(schema->format);
        totals->bytes += format.Length + Utf8Text.Span(schema->name).Length + 2;
        if (format.StartsWith("+u"u8))
        {
            totals->bytes += format.Length + FormatParser.MostTypeIds; // a type id has at least one digit
        }
        if (schema->metadata != null)
        {
            totals->bytes += MetadataSize(position);
        }
        for (int i = 0; i < schema->n_children; i++)
        {
            Position child = new()
            {
                parent = position,
                schema = schema->children[i],
                index = i,
                depth = position->depth + 1,
            };
            Measure(&child, totals);
        }
        if (schema->dictionary != null)
        {
            Position dictionary = new()
            {
                parent = position,
                schema = schema->dictionary,
                is_dictionary = true,
                depth = position->depth + 1,
            };
            Measure(&dictionary, totals);
        }
    }

    /// <summary>Throws for a struct that cannot be walked.</summary>
    private static void Refuse(Position* position, Totals* totals)
    {
        CArrowSchema* schema = position->schema;
        if (schema == null)
        {
            Throw.Rule("SCH-16", position->Path(), "the pointer to this child is NULL");
        }
        if (schema->release == null)
        {
            Throw.Rule("SCH-18", position->Path(), "this part of the schema was released before");
        }
        if (position->depth > SchemaBlock.MaxDepth)
        {
            Throw.Rule(
                "SCH-20", position->Path(), $"the schema is nested more than {SchemaBlock.MaxDepth} levels deep");
        }
        if (totals->fields > SchemaBlock.MaxFields)
        {
            Throw.Rule("SCH-20", position->Path(), $"the schema has more than {SchemaBlock.MaxFields} fields");
        }
        if (schema->format == null)
        {
            Throw.Rule("SCH-3", position->Path(), "the format is NULL");
        }
        Throw.Rule("SCH-16", position->Path(), (ulong)schema->n_children > SchemaBlock.MaxFields
            ? $"n_children is {schema->n_children}"
            : $"children is NULL though n_children is {schema->n_children}");
    }

    private static long MetadataSize(Position* position)
    {
        try
        {
            return Metadata.EncodedSize(position->schema->metadata);
        }
        catch (ArrowBridgeException exception)
        {
            exception.Field = position->Path(); // only computed on failure
            throw;
        }
    }
}
