using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Schemas;

namespace ArrowBridge.Casts;

/// <summary>
/// The rows of a list of any layout, in a range whose contents are already checked: the first item and the number of
/// items of each row.
/// </summary>
internal readonly unsafe struct ListRows
{
    private readonly BufferKind _kind;
    private readonly Numbers32Or64 _offsets;
    private readonly Numbers32Or64 _sizes;
    private readonly long _first;
    private readonly long _count;
    private readonly long _fixed;

    public ListRows(RowRange* range)
    {
        _kind = Layouts.Of(range->field->type).B1;
        bool large = _kind is BufferKind.Offsets64 or BufferKind.Starts64;
        CArrowArray* array = range->array;
        _offsets = _kind == BufferKind.None ? default : new Numbers32Or64((byte*)array->buffers[1], large);
        _sizes = IsView ? new Numbers32Or64((byte*)array->buffers[2], large) : default;
        _first = range->first;
        _count = range->count;
        _fixed = range->field->fixed_size;
    }

    public bool IsView => _kind is BufferKind.Starts32 or BufferKind.Starts64;

    public long Start(long row) => _kind == BufferKind.None ? (_first + row) * _fixed : _offsets[_first + row];

    public long Size(long row) => _kind switch
    {
        BufferKind.None => _fixed,
        BufferKind.Starts32 or BufferKind.Starts64 => _sizes[_first + row],
        _ => _offsets[_first + row + 1] - _offsets[_first + row],
    };

    /// <summary>The items from the first to the last that any row refers to.</summary>
    public (long Start, long End) ItemRange()
    {
        if (_count == 0)
        {
            return default;
        }
        if (!IsView)
        {
            return (Start(0), Start(_count - 1) + Size(_count - 1));
        }
        long start = long.MaxValue;
        long end = 0;
        for (long i = 0; i < _count; i++)
        {
            if (Size(i) > 0)
            {
                start = Math.Min(start, Start(i));
                end = Math.Max(end, Start(i) + Size(i));
            }
        }
        return (Math.Min(start, end), end);
    }
}
