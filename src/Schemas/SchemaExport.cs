using ArrowBridge.Abi;
using ArrowBridge.Memory;

namespace ArrowBridge.Schemas;

/// <summary>Fills ArrowSchema structs that share a schema's texts; one block per exported tree.</summary>
internal static unsafe class SchemaExport
{
    /// <summary>Fills <paramref name="output"/> with <paramref name="field"/> of a schema, children and dictionary included.</summary>
    public static void Export(SchemaBlock* schema, Field* field, CArrowSchema* output)
    {
        bool whole = field->parent == null;
        int nodes = whole ? (int)schema->n_fields : Count(field);
        int pointers = whole ? nodes : nodes + 1;
        Tree* tree = (Tree*)Allocator.New(BlockKind.SchemaTree,
            sizeof(Tree) + ((long)nodes * sizeof(SchemaNode)) + ((long)pointers * sizeof(CArrowSchema*)));
        tree->base_ = new Hold(&schema->head);
        tree->lives = null;
        tree->n_lives = 0;
        Writer writer = new(tree, nodes);
        SchemaNode* root = writer.Next(-1);
        writer.Fill(field, root, output, whole ? -1 : 0);
        Native.ab_retain(&schema->head);
        output->private_data = root;
        output->release = Native.ReleaseSchema;
    }

    private static int Count(Field* field)
    {
        int count = 1;
        for (int i = 0; i < field->n_children; i++)
        {
            count += Count(field->children + i);
        }
        return field->dictionary == null ? count : count + Count(field->dictionary);
    }

    private struct Writer(Tree* tree, int nodes)
    {
        private readonly Tree* _tree = tree;
        private SchemaNode* _node = (SchemaNode*)(tree + 1);
        private CArrowSchema** _pointers = (CArrowSchema**)((SchemaNode*)(tree + 1) + nodes);

        public SchemaNode* Next(int column)
        {
            SchemaNode* node = _node++;
            node->tree = _tree;
            node->state = 0;
            node->column = column;
            return node;
        }

        public void Fill(Field* field, SchemaNode* node, CArrowSchema* output, int column)
        {
            output->format = field->format;
            output->name = field->name;
            output->metadata = field->metadata;
            output->flags = field->flags;
            output->n_children = field->n_children;
            CArrowSchema** children = field->n_children == 0 ? null : _pointers;
            output->children = children;
            _pointers += field->n_children;
            for (int i = 0; i < field->n_children; i++)
            {
                SchemaNode* child = Next(column < 0 ? i : column);
                children[i] = &child->value;
                Fill(field->children + i, child, &child->value, child->column);
            }
            output->dictionary = null;
            if (field->dictionary != null)
            {
                SchemaNode* dictionary = Next(column);
                Fill(field->dictionary, dictionary, &dictionary->value, column);
                output->dictionary = &dictionary->value;
            }
            output->private_data = node;
            output->release = Native.ReleaseSchema;
        }
    }
}
