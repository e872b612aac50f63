using System.Runtime.CompilerServices;
using System.Text.Unicode;
using ArrowBridge.Abi;
using ArrowBridge.Errors;
using ArrowBridge.Memory;

namespace ArrowBridge.Schemas;

/// <summary>
/// Converts an ArrowSchema to a <see cref="SchemaBlock"/>: one walk checks every rule and counts, a second one copies
/// and cannot fail.
/// </summary>
internal static unsafe class SchemaImport
{
    /// <summary>The position of the checking walk. Gives the path of a field that breaks a rule.</summary>
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
        Check(&position, &totals);
        long size = Size.Add(Size.Add(sizeof(SchemaBlock), Size.Multiply(totals.fields, sizeof(Field))), totals.bytes);
        SchemaBlock* block = (SchemaBlock*)Allocator.NewZeroed(BlockKind.Schema, size);
        block->n_fields = totals.fields;
        Field* root = SchemaBlock.Root(block);
        FieldWriter writer = new(root, (byte*)(root + totals.fields));
        writer.Write(schema, root, null, -1);
        return block;
    }

    private static void Check(Position* position, Totals* totals)
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
        if (++totals->fields > SchemaBlock.MaxFields)
        {
            Throw.Rule("SCH-20", position->Path(), $"the schema has more than {SchemaBlock.MaxFields} fields");
        }
        if (schema->format == null)
        {
            Throw.Rule("SCH-3", position->Path(), "the format is NULL");
        }
        ReadOnlySpan<byte> format = Utf8Text.Span(schema->format);
        ReadOnlySpan<byte> name = Utf8Text.Span(schema->name);
        if (!Utf8.IsValid(format))
        {
            Throw.Rule("SCH-3", position->Path(), "the format is not UTF-8");
        }
        if (!Utf8.IsValid(name))
        {
            Throw.Rule("SCH-5", position->Path(), "the name is not UTF-8");
        }
        CheckChildren(position, schema);
        FormatParser.UnionIds ids = new(stackalloc byte[128]);
        Field parsed = default;
        bool isUnion;
        try
        {
            FormatParser.Parse(format, &parsed, ref ids, null);
            isUnion = parsed.type is TypeId.DenseUnion or TypeId.SparseUnion;
            SchemaRules.CheckShape(schema, &parsed, isUnion ? ids.Count : 0);
            totals->bytes += format.Length + name.Length + 2;
            totals->bytes += Metadata.EncodedSize(schema->metadata, static () => null);
        }
        catch (ArrowBridgeException exception)
        {
            // Only computed on failure: the path of a field would cost more than its checks.
            exception.Field = position->Path();
            throw;
        }
        if (isUnion)
        {
            totals->bytes += ids.Count + 128;
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
            Check(&child, totals);
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
            Check(&dictionary, totals);
        }
        if (SchemaRules.BrokenNesting(schema, parsed.type) is { } broken)
        {
            Throw.Rule(broken.Rule, position->Path(), broken.Problem);
        }
    }

    private static void CheckChildren(Position* position, CArrowSchema* schema)
    {
        if (schema->n_children < 0 || schema->n_children > SchemaBlock.MaxFields)
        {
            Throw.Rule("SCH-16", position->Path(), $"n_children is {schema->n_children}");
        }
        if (schema->n_children > 0 && schema->children == null)
        {
            Throw.Rule("SCH-16", position->Path(), $"children is NULL though n_children is {schema->n_children}");
        }
    }
}
