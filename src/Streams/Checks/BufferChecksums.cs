using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Streams.Checks;

/// <summary>
/// Lists the bits of an array that must not change until it is released (MUT-1): those of its reachable slots, and no
/// others, since a producer may go on writing after them, where its next batch will be. The array must have passed full
/// validation. Children of list views and the data of views are skipped: which parts are reachable would have to be
/// searched for.
/// </summary>
internal static unsafe class BufferChecksums
{
    /// <summary>
    /// Makes a <see cref="BufferChecksumList"/>, which numbers structs in pre-order, the dictionary last.
    /// </summary>
    public static Block* Of(Field* root, CArrowArray* array)
    {
        Collector counting = new(null);
        counting.Add(root, array, array->offset, array->length);
        BufferChecksumList* checksums =
            (BufferChecksumList*)Allocator.New(BlockKind.Memory,
                sizeof(BufferChecksumList) + (counting.Count * sizeof(BufferChecksum)));
        checksums->count = counting.Count;
        Collector filling = new(BufferChecksumList.List(checksums));
        filling.Add(root, array, array->offset, array->length);
        return &checksums->head;
    }

    private static int CountStructs(Field* field)
    {
        int count = 1;
        for (int i = 0; i < field->n_children; i++)
        {
            count += CountStructs(field->children + i);
        }
        return field->dictionary == null ? count : count + CountStructs(field->dictionary);
    }

    private struct Collector(BufferChecksum* list)
    {
        private int _record;

        public long Count { get; private set; }

        /// <param name="first">Position of the first slot in the buffers.</param>
        public void Add(Field* field, CArrowArray* array, long first, long count)
        {
            int record = _record++;
            ref readonly Layout layout = ref Layouts.Of(field->type);
            for (int i = 0; i < layout.Buffers; i++)
            {
                AddBuffer(field, array, record, i, first, count);
            }
            (long start, long length) = Below(field, array, first, count);
            for (int i = 0; i < field->n_children; i++)
            {
                CArrowArray* child = array->children[i];
                switch (field->type)
                {
                    case TypeId.Struct or TypeId.SparseUnion or TypeId.FixedSizeList or TypeId.List or TypeId.LargeList
                        or TypeId.Map:
                        Add(field->children + i, child, child->offset + start, length);
                        break;
                    case TypeId.RunEndEncoded: // values that no run reaches are not validated
                        Add(field->children + i, child, child->offset, array->children[0]->length);
                        break;
                    case TypeId.DenseUnion:
                        Add(field->children + i, child, child->offset, child->length);
                        break;
                    default:
                        _record += CountStructs(field->children + i);
                        break;
                }
            }
            if (field->dictionary != null)
            {
                Add(field->dictionary, array->dictionary, array->dictionary->offset, array->dictionary->length);
            }
        }

        /// <summary>The rows of a child, from its first, that a range of slots reaches.</summary>
        private static (long Start, long Length) Below(Field* field, CArrowArray* array, long first, long count)
        {
            switch (field->type)
            {
                case TypeId.FixedSizeList:
                    return (first * field->fixed_size, count * field->fixed_size);
                case TypeId.List or TypeId.Map or TypeId.LargeList when count > 0:
                    long start = Offset(field, array, first);
                    return (start, Offset(field, array, first + count) - start);
                case TypeId.List or TypeId.Map or TypeId.LargeList:
                    return default;
                default:
                    return (first, count);
            }
        }

        private static long Offset(Field* field, CArrowArray* array, long index) =>
            Layouts.Of(field->type).B1 == BufferKind.Offsets32
            ? ((int*)array->buffers[1])[index]
            : ((long*)array->buffers[1])[index];

        private void AddBuffer(Field* field, CArrowArray* array, int record, int index, long first, long count)
        {
            BufferKind kind = Layouts.Of(field->type).Buffer(index);
            if (array->buffers[index] == null || count == 0)
            {
                return;
            }
            if (kind == BufferKind.Bytes)
            {
                long start = Offset(field, array, first);
                Put(array, record, index, start * 8, (Offset(field, array, first + count) - start) * 8);
                return;
            }
            long width = kind switch
            {
                BufferKind.Validity => 1,
                BufferKind.TypeIds => 8,
                BufferKind.Offsets32 or BufferKind.Starts32 or BufferKind.Sizes32 => 32,
                BufferKind.Offsets64 or BufferKind.Starts64 or BufferKind.Sizes64 => 64,
                BufferKind.Views => 128,
                _ => field->bit_width,
            };
            long slots = kind is BufferKind.Offsets32 or BufferKind.Offsets64 ? count + 1 : count;
            Put(array, record, index, first * width, slots * width);
        }

        private void Put(CArrowArray* array, int record, int buffer, long first, long count)
        {
            if (count > 0 && list != null)
            {
                list[Count] =
                    new BufferChecksum
                    {
                        data = (byte*)array->buffers[buffer],
                        first = first,
                        count = count,
                        record = record,
                        buffer = buffer
                    };
            }
            Count += count > 0 ? 1 : 0;
        }
    }
}
