namespace ArrowBridge.Casts;

/// <summary>Rows to be gathered, in order: places among the rows of an array, or one of the two words for no place.</summary>
internal readonly unsafe struct TakeIndices(long* places, long count, long shift = 0, bool isBelow = false)
{
    /// <summary>A null.</summary>
    public const long Null = -1;

    /// <summary>No row leads there: a null, or whatever is at hand where there can be none.</summary>
    public const long Anything = -2;

    private readonly long* _places = places;
    private readonly long _shift = shift;
    private readonly bool _isBelow = isBelow;

    public long Count { get; } = count;

    public long this[long index] => _places[index] >= 0 ? _places[index] + _shift : _isBelow ? Anything : _places[index];

    /// <summary>The same rows of a child that stands beside its parent: the parent's offset counts, and nothing leads below its nulls.</summary>
    public TakeIndices Below(long offset) => new(_places, Count, _shift + offset, true);
}
