using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using ArrowBridge.Abi;
using ArrowBridge.Memory;

namespace ArrowBridge.Schemas;

/// <summary>Fills ArrowSchema structs that share a schema's strings. Each exported schema is one block.</summary>
internal static unsafe class SchemaExport
{
    /// <summary>
    /// Fills <paramref name="output"/> with <paramref name="field"/> of a schema, with its children and dictionary.
    /// </summary>
    public static void Export(SchemaBlock* schema, Field* field, CArrowSchema* output)
    {
        bool whole = field->parent == null;
        int structs = whole ? (int)schema->n_fields : Count(field);
        int pointers = whole ? structs : structs + 1;
        long size = sizeof(ExportedBlock) + ((long)structs * sizeof(ExportedSchema)) +
            ((long)pointers * sizeof(CArrowSchema*));
        ExportedBlock* block = (ExportedBlock*)Allocator.New(BlockKind.ExportedSchema, size);
        block->base_ = new Reference(&schema->head);
        block->owners = null;
        block->n_owners = 0;
        Writer writer = new(block, structs);
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

    private struct Writer(ExportedBlock* block, int structs)
    {
        private readonly ExportedBlock* _block = block;
        private ExportedSchema* _next = (ExportedSchema*)(block + 1);
        private CArrowSchema** _pointers = (CArrowSchema**)((ExportedSchema*)(block + 1) + structs);

        public ExportedSchema* Next(int column)
        {
            ExportedSchema* exported = _next++;
            exported->block = _block;
            exported->state = 0;
            exported->column = column;
            return exported;
        }

        public void Fill(Field* field, ExportedSchema* exported, CArrowSchema* output, int column)
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
            output->private_data = &exported->block;
            output->release = Native.ReleaseSchema;
        }

        private void FillChildren(Field* field, int column)
        {
            CArrowSchema** children = _pointers;
            int count = field->n_children;
            _pointers += count;
            ExportedBlock* block = _block;
            ExportedSchema* exported = _next;
            delegate* unmanaged[Cdecl]<CArrowSchema*, void> release = Native.ReleaseSchema;
            for (int i = 0; i < count; i++, exported++)
            {
                Field* child = field->children + i;
                children[i] = &exported->value;
                exported->block = block;
                exported->state = 0;
                exported->column = column < 0 ? i : column;
                if (child->n_children == 0 && child->dictionary == null)
                {
                    FillOne(child, &exported->value);
                    exported->value.children = null;
                    exported->value.dictionary = null;
                    exported->value.private_data = &exported->block;
                    exported->value.release = release;
                }
                else
                {
                    _next = exported + 1;
                    Fill(child, exported, &exported->value, exported->column);
                    exported = _next - 1;
                }
            }
            _next = exported;
        }

        /// <summary>Copies format, name, metadata, flags and the number of children.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void FillOne(Field* field, CArrowSchema* output)
        {
            Vector128.Store(Vector128.Load((byte*)&field->format), (byte*)output);
            Vector128.Store(Vector128.Load((byte*)&field->format + 16), (byte*)output + 16);
            output->n_children = field->n_children;
        }
    }
}
