using System.Runtime.CompilerServices;

namespace ArrowBridge.Casts;

/// <summary>The rows to take, in order: indices of rows of an array, or one of the two constants for no row.</summary>
internal readonly unsafe struct TakeIndices(long* indices, long count, long shift = 0, bool isChild = false)
{
    /// <summary>The row is null.</summary>
    public const long Null = -1;

    /// <summary>No row refers to this slot: it is null, or has any value if its type cannot be null.</summary>
    public const long Unreachable = -2;

    private readonly long* _indices = indices;
    private readonly long _shift = shift;
    private readonly bool _isChild = isChild;

    public long Count { get; } = count;

    public long this[long index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _indices[index] >= 0 ? _indices[index] + _shift : _isChild ? Unreachable : _indices[index];
    }

    /// <summary>
    /// The same rows of a child that has one row per row of its parent: the parent's offset is added, and rows below
    /// its nulls are unreachable.
    /// </summary>
    public TakeIndices OfChild(long offset) => new(_indices, Count, _shift + offset, true);
}
