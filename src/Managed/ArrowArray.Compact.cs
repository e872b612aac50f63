using ArrowBridge.Casts;
using ArrowBridge.Memory;

namespace ArrowBridge;

public partial class ArrowArray
{
    /// <summary>Returns an equal array that keeps no memory alive but its own: without offsets, with buffers that are
    /// aligned to 64 bytes, and without rows, bytes and items that its rows do not refer to. A dictionary is kept
    /// whole. It is for consumers that support no offsets, and for slices of large arrays. Columns that are compact
    /// already are shared, without a copy. The first rows of an array of another library look like an array of their
    /// own, and are shared too.</summary>
    /// <returns>The array. The caller disposes it.</returns>
    /// <exception cref="ArrowBridgeException">The contents are invalid: <see cref="ArrowBridgeException.Field"/> names
    /// the field.</exception>
    /// <exception cref="ObjectDisposedException">The array was disposed.</exception>
    public virtual unsafe ArrowArray Compact() => new(CompactBlock());

    private protected unsafe ArrayBlock* CompactBlock()
    {
        using Call call = Enter();
        return Compaction.Compact(Of(call));
    }
}
