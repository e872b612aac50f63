namespace ArrowBridge.Casts;

/// <summary>Rows to be gathered, in order: places among the rows of an array, or one of the two words for no place.</summary>
internal readonly unsafe struct TakeIndices(long* indices, long count, long shift = 0, bool isBelow = false)
{
    /// <summary>A null.</summary>
    public const long Null = -1;

    /// <summary>No row leads there: a null, or whatever is at hand where there can be none.</summary>
    public const long Unreachable = -2;

    private readonly long* _indices = indices;
    private readonly long _shift = shift;
    private readonly bool _isBelow = isBelow;

    public long Count { get; } = count;

    public long this[long index] => _indices[index] >= 0 ? _indices[index] + _shift : _isBelow ? Unreachable : _indices[index];

    /// <summary>The same rows of a child that stands beside its parent: the parent's offset counts, and nothing leads below its nulls.</summary>
    public TakeIndices OfChild(long offset) => new(_indices, Count, _shift + offset, true);
}
