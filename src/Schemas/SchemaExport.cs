using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
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
        ExportedBlock* tree = (ExportedBlock*)Allocator.New(BlockKind.ExportedSchema,
            sizeof(ExportedBlock) + ((long)nodes * sizeof(ExportedSchema)) + ((long)pointers * sizeof(CArrowSchema*)));
        tree->base_ = new Reference(&schema->head);
        tree->owners = null;
        tree->n_owners = 0;
        Writer writer = new(tree, nodes);
        ExportedSchema* root = writer.Next(-1);
        writer.Fill(field, root, output, whole ? -1 : 0);
        Native.ab_retain(&schema->head);
        output->private_data = &root->block;
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

    private struct Writer(ExportedBlock* tree, int nodes)
    {
        private readonly ExportedBlock* _tree = tree;
        private ExportedSchema* _node = (ExportedSchema*)(tree + 1);
        private CArrowSchema** _pointers = (CArrowSchema**)((ExportedSchema*)(tree + 1) + nodes);

        public ExportedSchema* Next(int column)
        {
            ExportedSchema* node = _node++;
            node->block = _tree;
            node->state = 0;
            node->column = column;
            return node;
        }

        public void Fill(Field* field, ExportedSchema* node, CArrowSchema* output, int column)
        {
            FillOne(field, output);
            output->children = field->n_children == 0 ? null : _pointers;
            output->dictionary = null;
            if (field->n_children > 0)
            {
                FillChildren(field, column);
            }
            if (field->dictionary != null)
            {
                ExportedSchema* dictionary = Next(column);
                Fill(field->dictionary, dictionary, &dictionary->value, column);
                output->dictionary = &dictionary->value;
            }
            output->private_data = &node->block;
            output->release = Native.ReleaseSchema;
        }

        private void FillChildren(Field* field, int column)
        {
            CArrowSchema** children = _pointers;
            int count = field->n_children;
            _pointers += count;
            ExportedBlock* tree = _tree;
            ExportedSchema* node = _node;
            delegate* unmanaged[Cdecl]<CArrowSchema*, void> release = Native.ReleaseSchema;
            for (int i = 0; i < count; i++, node++)
            {
                Field* child = field->children + i;
                children[i] = &node->value;
                node->block = tree;
                node->state = 0;
                node->column = column < 0 ? i : column;
                if (child->n_children == 0 && child->dictionary == null)
                {
                    FillOne(child, &node->value);
                    node->value.children = null;
                    node->value.dictionary = null;
                    node->value.private_data = &node->block;
                    node->value.release = release;
                }
                else
                {
                    _node = node + 1;
                    Fill(child, node, &node->value, node->column);
                    node = _node - 1;
                }
            }
            _node = node;
        }

        /// <summary>Format, name, metadata, flags and the number of children.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void FillOne(Field* field, CArrowSchema* output)
        {
            Vector128.Store(Vector128.Load((byte*)&field->format), (byte*)output);
            Vector128.Store(Vector128.Load((byte*)&field->format + 16), (byte*)output + 16);
            output->n_children = field->n_children;
        }
    }
}
