using System.Runtime.CompilerServices;
using ArrowBridge.Memory;

namespace ArrowBridge.Ipc;

/// <summary>A native buffer that grows and is reused. Its block is in a slot of <paramref name="owned"/>.</summary>
internal unsafe struct GrowableBuffer(OwnedBlocks* owned, int slot)
{
    private const long MinCapacity = 1 << 10;

    private readonly OwnedBlocks* _owned = owned;
    private readonly int _slot = slot;
    private long _capacity;

    public byte* Data { get; private set; }

    /// <summary>
    /// Ensures a capacity of <paramref name="size"/> bytes and preserves the first <paramref name="used"/> bytes.
    /// </summary>
    /// <param name="most">The capacity that is never exceeded, unless <paramref name="size"/> does.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Need(long size, long used, long most = long.MaxValue)
    {
        if (size > _capacity)
        {
            Grow(size, used, most);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Grow(long size, long used, long most)
    {
        long capacity = Math.Max(MinCapacity, Size.Multiply(_capacity, 2));
        capacity = Math.Max(size, Math.Min(capacity, most));
        Block* block = Allocator.NewBuffer(capacity, out byte* data);
        Allocator.Copy(Data, data, used);
        OwnedBlocks.Set(_owned, _slot, block);
        Data = data;
        _capacity = capacity;
    }
}
