using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Schemas;

namespace ArrowBridge.Ipc;

// The columns of a batch. Small batches cost what is done per buffer, so those of fixed width and texts with 32-bit
// offsets have a loop of their own.
internal unsafe partial struct BatchEncoder
{
    private const int MostFlatParts = 3;

    /// <summary>Adds all rows of a batch.</summary>
    public void AddColumns(Field* root, CArrowArray* batch)
    {
        int i = 0;
        while (i < root->n_children)
        {
            if (batch->length > 0)
            {
                i = AddFlat(root, batch, i);
            }
            if (i < root->n_children)
            {
                CArrowArray* child = batch->children[i];
                Add(root->children + i, child, child->offset + batch->offset, batch->length);
                i++;
            }
        }
    }

    /// <summary>
    /// Adds columns up to the first one that is neither of fixed width nor of texts with 32-bit offsets, and returns
    /// its index.
    /// </summary>
    /// <remarks>
    /// Counts are in locals, which the compiler keeps in registers: fields would be loaded and stored for each buffer.
    /// </remarks>
    private int AddFlat(Field* root, CArrowArray* batch, int first)
    {
        long most = root->n_children - first;
        _nodes.Need((NodeCount + most) * sizeof(FieldNode), NodeCount * sizeof(FieldNode));
        _parts.Need((PartCount + (most * MostFlatParts)) * sizeof(BodyPart), PartCount * sizeof(BodyPart));
        FieldNode* node = Nodes + NodeCount;
        BodyPart* part = Parts + PartCount;
        long sizes = SizesOred;
        long length = batch->length;
        int i = first;
        for (; i < root->n_children; i++)
        {
            Field* field = root->children + i;
            ref readonly Layout layout = ref Layouts.Of(field->type);
            long width = field->bit_width >> 3;
            bool isText = layout.B1 == BufferKind.Offsets32 && layout.B2 == BufferKind.Bytes;
            if (!isText && (layout.B1 != BufferKind.Values || width == 0))
            {
                break;
            }
            CArrowArray* column = batch->children[i];
            long at = column->offset + batch->offset;
            long nulls = CountNulls(column, at, length);
            node->length = length;
            node->null_count = nulls;
            node++;
            sizes |= nulls == 0
                ? SetPart(part++, null, 0)
                : SetBits(part++, (byte*)column->buffers[0], at, length);
            if (!isText)
            {
                sizes |= SetPart(part++, (byte*)column->buffers[1] + (at * width), length * width);
                continue;
            }
            (long start, long end) = RangeOf<int>(field, column, at, length, -1);
            int* offsets = (int*)column->buffers[1] + at;
            offsets = start == 0 ? offsets : Shifted(offsets, length + 1, start);
            sizes |= SetPart(part++, offsets, (length + 1) * sizeof(int));
            sizes |= SetPart(part++, (byte*)column->buffers[2] + start, end - start);
        }
        NodeCount = node - Nodes;
        PartCount = part - Parts;
        SizesOred = sizes;
        return i;
    }
}
