using System.Runtime.Intrinsics;
using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Schemas;

namespace ArrowBridge.Casts;

/// <summary>Offsets or sizes of 32 or of 64 bits.</summary>
internal readonly unsafe struct Numbers32Or64(byte* numbers, bool large)
{
    private readonly byte* _numbers = numbers;
    private readonly bool _large = large;

    public byte* Address => _numbers;

    public long this[long index]
    {
        get => _large ? ((long*)_numbers)[index] : ((int*)_numbers)[index];
        set
        {
            if (_large)
            {
                ((long*)_numbers)[index] = value;
            }
            else
            {
                ((int*)_numbers)[index] = (int)value;
            }
        }
    }

    /// <summary>Writes numbers in the other width, minus a shift. The results must fit.</summary>
    public static void Shift(byte* numbers, bool large, long first, long count, byte* target, long shift)
    {
        if (large)
        {
            Narrow((long*)numbers + first, (int*)target, count, shift);
        }
        else
        {
            Widen((int*)numbers + first, (long*)target, count, shift);
        }
    }

    private static void Narrow(long* numbers, int* target, long count, long shift)
    {
        Vector128<long> subtract = Vector128.Create(shift);
        long i = 0;
        for (; i + 4 <= count; i += 4)
        {
            Vector128.Store(
                Vector128.Narrow(Vector128.Load(numbers + i) - subtract, Vector128.Load(numbers + i + 2) - subtract),
                target + i);
        }
        for (; i < count; i++)
        {
            target[i] = (int)(numbers[i] - shift);
        }
    }

    private static void Widen(int* numbers, long* target, long count, long shift)
    {
        Vector128<long> subtract = Vector128.Create(shift);
        long i = 0;
        for (; i + 4 <= count; i += 4)
        {
            Vector128<int> some = Vector128.Load(numbers + i);
            Vector128.Store(Vector128.WidenLower(some) - subtract, target + i);
            Vector128.Store(Vector128.WidenUpper(some) - subtract, target + i + 2);
        }
        for (; i < count; i++)
        {
            target[i] = numbers[i] - shift;
        }
    }
}

/// <summary>Binary values or strings of any layout, by slot of a range whose contents are already checked.</summary>
internal readonly unsafe struct ByteValues
{
    private readonly CArrowArray* _array;
    private readonly Numbers32Or64 _offsets;
    private readonly View* _views;
    private readonly byte* _data;
    private readonly long _first;
    private readonly long _count;
    private readonly long _width;
    private readonly BufferKind _kind;

    public ByteValues(RowRange* range)
        : this(range->field, range->array, range->first, range->count)
    {
    }

    public ByteValues(Field* field, CArrowArray* array, long first, long count)
    {
        ref readonly Layout layout = ref Layouts.Of(field->type);
        _array = array;
        _kind = layout.B1;
        _first = first;
        _count = count;
        _width = field->fixed_size;
        _offsets = new Numbers32Or64((byte*)array->buffers[1], layout.B1 == BufferKind.Offsets64);
        _views = (View*)array->buffers[1];
        _data = (byte*)array->buffers[_kind == BufferKind.Values ? 1 : 2];
    }

    /// <summary>A value. The slot of a view must not be null.</summary>
    public byte* Get(long index, out long length)
    {
        switch (_kind)
        {
            case BufferKind.Views:
                View* view = _views + _first + index;
                length = view->length;
                return View.Bytes(view, _array);
            case BufferKind.Values:
                length = _width;
                return _data + ((_first + index) * _width);
            default:
                long start = _offsets[_first + index];
                length = _offsets[_first + index + 1] - start;
                return _data + start;
        }
    }

    /// <summary>A value, or NULL with length 0 for a null view.</summary>
    public byte* GetIfValid(RowRange* range, long index, out long length)
    {
        if (_kind == BufferKind.Views && !range->IsValid(index))
        {
            length = 0;
            return null;
        }
        return Get(index, out length);
    }

    /// <summary>
    /// The data buffer, and where in it the bytes of all slots begin and end. 0 and 0 for views, whose bytes are not
    /// contiguous.
    /// </summary>
    public byte* ByteRange(out long first, out long end)
    {
        (first, end) = _kind switch
        {
            _ when _count == 0 => (0L, 0L),
            BufferKind.Views => (0L, 0L),
            BufferKind.Values => (_first * _width, (_first + _count) * _width),
            _ => (_offsets[_first], _offsets[_first + _count]),
        };
        return _data;
    }

    /// <summary>
    /// Writes the start of the first value and the end of each value, as offsets of the other width. Not for views.
    /// </summary>
    public void WriteOffsets(byte* target, bool large, long shift)
    {
        if (_kind == BufferKind.Values)
        {
            Numbers32Or64 offsets = new(target, large);
            for (long i = 0; i <= _count; i++)
            {
                offsets[i] = ((_first + i) * _width) - shift;
            }
        }
        else if (_count == 0)
        {
            new Numbers32Or64(target, large)[0] = 0;
        }
        else
        {
            Numbers32Or64.Shift((byte*)_array->buffers[1], !large, _first, _count + 1, target, shift);
        }
    }
}
