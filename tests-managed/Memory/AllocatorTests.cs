using System.Text;
using ArrowBridge.Errors;
using ArrowBridge.Memory;

namespace ArrowBridge.Tests.Memory;

public unsafe class AllocatorTests : LiveCounts
{
    [Fact]
    public void New_IsCountedUntilTheLastReferenceGoes()
    {
        Block* block = Allocator.New(BlockKind.Memory, 100);
        Assert.Equal((1, 100), (NewBlocks, NewBytes));
        Native.ab_retain(block);
        Native.ab_release(block);
        Assert.Equal((1, 100), (NewBlocks, NewBytes));
        Native.ab_release(block);
        Assert.Equal((0, 0), (NewBlocks, NewBytes));
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(long.MaxValue / 2)]
    public void New_OfMoreThanThereIs_IsOutOfMemory(long size)
    {
        ArrowBridgeException exception = Assert.Throws<ArrowBridgeException>(
            () => (nint)Allocator.New(BlockKind.Memory, size));
        Assert.Equal(Errno.Of(ErrorCode.OutOfMemory), exception.ErrorNumber);
        Assert.Contains(size.ToString(), exception.Message);
    }

    [Fact]
    public void NewZeroed_IsZeroAfterTheHeader()
    {
        Block* block = Allocator.NewZeroed(BlockKind.Memory, 1000);
        Assert.Equal(-1, new ReadOnlySpan<byte>(block + 1, 1000 - sizeof(Block)).IndexOfAnyExcept((byte)0));
        Native.ab_release(block);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(4097)]
    public void NewBuffer_IsAlignedAndPaddedWithZeros_COL_1(long size)
    {
        Block* block = Allocator.NewBuffer(size, out byte* data);
        long padded = (size + 63) / 64 * 64;
        Assert.Equal(0, (nint)data % 64);
        Assert.True(data >= (byte*)(block + 1));
        Assert.True(data + padded <= (byte*)block + block->size);
        Assert.Equal(-1, new ReadOnlySpan<byte>(data + size, (int)(padded - size)).IndexOfAnyExcept((byte)0));
        new Span<byte>(data, (int)size).Fill(0xCC);
        Native.ab_release(block);
    }

    [Fact]
    public void NewBuffer_TooLarge_Refuses() =>
        Assert.Throws<ArrowBridgeException>(() => (nint)Allocator.NewBuffer(long.MaxValue - 10, out _));

    [Fact]
    public void NewText_EndsWithNul()
    {
        byte* text = Allocator.NewText("größer"u8);
        Assert.Equal("größer", Encoding.UTF8.GetString(new ReadOnlySpan<byte>(text, 8)));
        Assert.Equal(0, text[8]);
        Native.ab_release((Block*)text - 1);
    }

    [Fact]
    public void Group_ReleasesItsBlocks()
    {
        OwnedBlocks* group = (OwnedBlocks*)Allocator.New(
            BlockKind.OwnedBlocks, sizeof(OwnedBlocks) + (2 * sizeof(Block*)));
        group->count = 2;
        OwnedBlocks.Blocks(group)[0] = Allocator.New(BlockKind.Memory, 50);
        OwnedBlocks.Blocks(group)[1] = null;
        Native.ab_release(&group->head);
        Assert.Equal(0, NewBlocks);
    }
}
