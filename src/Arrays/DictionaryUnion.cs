using ArrowBridge.Abi;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Arrays;

/// <summary>
/// The values of two dictionaries: all of the first, then those of the second that the first does not have. Values that
/// are nested or dictionary-encoded are not compared: all of the second are added. Both dictionaries have passed the
/// check of contents.
/// </summary>
internal unsafe ref struct DictionaryUnion
{
    private Arena _memory;

    /// <param name="field">The type of the values.</param>
    public DictionaryUnion(Field* field, CArrowArray* first, CArrowArray* second)
    {
        try
        {
            Places = Numbers(second->length);
            if (field->dictionary != null || !new RowEncoder(field, second).HasKeys)
            {
                for (long i = 0; i < second->length; i++)
                {
                    Places[i] = Size.Add(first->length, i);
                }
                Added = second;
                return;
            }
            long* rows = Numbers(second->length);
            long count = Compare(field, first, second, rows);
            Added = count == second->length ? second : Select(field, second, rows, count);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>For each value of the second dictionary, its index among all values.</summary>
    public readonly long* Places { get; }

    /// <summary>
    /// The values to append to the first dictionary: the second one, or a struct that lives as long as this object.
    /// </summary>
    public readonly CArrowArray* Added { get; }

    /// <summary>The rows of the first dictionary, and after them those of the second.</summary>
    private readonly struct Keys(Field* field, CArrowArray* first, CArrowArray* second) : IHashKeys
    {
        private readonly RowEncoder _first = new(field, first);
        private readonly RowEncoder _second = new(field, second);
        private readonly long _split = first->length;

        public bool IsNull(long row) => row < _split ? _first.IsNull(row) : _second.IsNull(row - _split);

        public ulong Hash(long row) => ByteHash.Of(Key(row));

        public bool AreSame(long a, long b) => Key(a).SequenceEqual(Key(b));

        public ReadOnlySpan<byte> Key(long row) => row < _split ? _first.Key(row) : _second.Key(row - _split);
    }

    public void Dispose() => _memory.Dispose();

    private long* Numbers(long count) => (long*)_memory.Take(Size.Multiply(count, sizeof(long)));

    /// <summary>
    /// Finds the places. Lists the rows of the second dictionary that are added, and returns their number.
    /// </summary>
    private readonly long Compare(Field* field, CArrowArray* first, CArrowArray* second, long* rows)
    {
        Keys keys = new(field, first, second);
        ValueHashTable<Keys> table = new(keys);
        try
        {
            long work = EqualityWork.Limit(field, first, second);
            long split = first->length;
            long all = Size.Add(split, second->length);
            long count = 0;
            long firstNull = -1;
            for (long row = 0; row < all; row++)
            {
                long same; // the first row with this value
                if (keys.IsNull(row))
                {
                    same = firstNull = firstNull >= 0 ? firstNull : row;
                }
                else
                {
                    Spend(field, keys.Key(row), &work);
                    long found = table.Find(row);
                    same = table.Firsts[found];
                }
                if (row >= split && same == row)
                {
                    rows[count] = row - split;
                    Places[row - split] = split + count++;
                }
                else if (row >= split)
                {
                    Places[row - split] = same < split ? same : Places[same - split];
                }
            }
            return count;
        }
        finally
        {
            table.Dispose();
        }
    }

    private static void Spend(Field* field, ReadOnlySpan<byte> key, long* work)
    {
        if ((*work -= 1 + (key.Length / EqualityWork.BytesPerSlot)) < 0)
        {
            EqualityWork.TooMuch(field);
        }
    }

    /// <summary>A struct with some rows of an array of a type without children.</summary>
    private CArrowArray* Select(Field* field, CArrowArray* source, long* rows, long count)
    {
        CArrowArray* result = (CArrowArray*)_memory.Take(sizeof(CArrowArray));
        result->length = count;
        result->n_buffers = source->n_buffers;
        result->buffers = (void**)_memory.Take(source->n_buffers * sizeof(void*));
        RowEncoder values = new(field, source);
        byte* validity = _memory.Take(Size.Bits(count));
        for (long i = 0; i < count; i++)
        {
            if (values.IsNull(rows[i]))
            {
                result->null_count++;
            }
            else
            {
                Bits.Set(validity, i);
            }
        }
        result->buffers[0] = result->null_count > 0 ? validity : null;
        switch (Layouts.Of(field->type).B1)
        {
            case BufferKind.Views:
                SelectViews(source, rows, result);
                break;
            case BufferKind.Values:
                SelectFixed(field, source, rows, result);
                break;
            default:
                SelectBytes(field, source, rows, result);
                break;
        }
        return result;
    }

    private void SelectFixed(Field* field, CArrowArray* source, long* rows, CArrowArray* result)
    {
        byte* values = (byte*)source->buffers[1];
        long width = field->bit_width / 8;
        byte* selected = _memory.Take(field->bit_width == 1
            ? Size.Bits(result->length)
            : Size.Multiply(result->length, width));
        for (long i = 0; i < result->length; i++)
        {
            long row = source->offset + rows[i];
            if (field->bit_width != 1)
            {
                Allocator.Copy(values + (row * width), selected + (i * width), width);
            }
            else if (Bits.Get(values, row))
            {
                Bits.Set(selected, i);
            }
        }
        result->buffers[1] = selected;
    }

    private void SelectBytes(Field* field, CArrowArray* source, long* rows, CArrowArray* result)
    {
        RowEncoder values = new(field, source);
        bool isLarge = Layouts.Of(field->type).B1 == BufferKind.Offsets64;
        byte* offsets = _memory.Take(Size.Multiply(Size.Add(result->length, 1), isLarge ? sizeof(long) : sizeof(int)));
        long end = 0;
        for (long i = 0; i < result->length; i++)
        {
            end += values.IsNull(rows[i]) ? 0 : values.Key(rows[i]).Length;
            if (isLarge)
            {
                ((long*)offsets)[i + 1] = end;
            }
            else
            {
                ((int*)offsets)[i + 1] = (int)end; // no more bytes than the source has
            }
        }
        byte* bytes = _memory.Take(end);
        result->buffers[1] = offsets;
        result->buffers[2] = bytes;
        for (long i = 0; i < result->length; i++)
        {
            if (!values.IsNull(rows[i]))
            {
                ReadOnlySpan<byte> value = values.Key(rows[i]);
                value.CopyTo(new Span<byte>(bytes, value.Length));
                bytes += value.Length;
            }
        }
    }

    /// <summary>
    /// Long values are copied to one variadic buffer, unless the buffers of the source are smaller because views
    /// share bytes.
    /// </summary>
    private void SelectViews(CArrowArray* source, long* rows, CArrowArray* result)
    {
        View* views = (View*)source->buffers[1] + source->offset;
        View* selected = (View*)_memory.Take(Size.Multiply(result->length, sizeof(View)));
        result->buffers[1] = selected;
        byte* validity = (byte*)result->buffers[0];
        long size = 0;
        for (long i = 0; i < result->length; i++)
        {
            if (validity == null || Bits.Get(validity, i))
            {
                selected[i] = views[rows[i]];
                size += selected[i].length > View.MostInline ? selected[i].length : 0;
            }
        }
        long variadic = source->n_buffers - 3;
        long* lengths = (long*)source->buffers[source->n_buffers - 1];
        long shared = 0;
        for (long i = 0; i < variadic; i++)
        {
            shared = Size.Add(shared, lengths[i]);
        }
        if (size >= shared || size > int.MaxValue)
        {
            for (long i = 2; i < source->n_buffers; i++)
            {
                result->buffers[i] = source->buffers[i];
            }
            return;
        }
        byte* bytes = _memory.Take(size);
        result->n_buffers = 4;
        result->buffers[2] = bytes;
        result->buffers[3] = _memory.Take(sizeof(long));
        *(long*)result->buffers[3] = size;
        int end = 0;
        for (long i = 0; i < result->length; i++)
        {
            if (selected[i].length > View.MostInline)
            {
                Allocator.Copy(View.Bytes(selected + i, source), bytes + end, selected[i].length);
                selected[i].index = 0;
                selected[i].offset = end;
                end += selected[i].length;
            }
        }
    }
}
