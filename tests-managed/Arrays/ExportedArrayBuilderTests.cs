using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Memory;
using ArrowBridge.Tests.Memory;

namespace ArrowBridge.Tests.Arrays;

public unsafe class ExportedArrayBuilderTests : LiveCounts
{
    private readonly Block* _shared;

    public ExportedArrayBuilderTests() => _shared = Allocator.New(BlockKind.Memory, 64);

    /// <summary>A struct of two columns. Each column is the only owner of its buffer.</summary>
    private void Build(CArrowArray* output, bool finish)
    {
        ExportedArrayBuilder exported = new(3, 4, 3);
        ExportedArray* root = exported.Next(-1);
        *output = new CArrowArray { n_children = 2, children = exported.Children(2) };
        for (int c = 0; c < 2; c++)
        {
            ExportedArray* column = exported.Next(c);
            output->children[c] = &column->value;
            column->value = new CArrowArray { n_buffers = 2, buffers = exported.Buffers(2) };
            exported.Own(c, Allocator.NewBuffer(100, out byte* data));
            column->value.buffers[0] = null;
            column->value.buffers[1] = data;
            ExportedArrayBuilder.FinishStruct(column, &column->value);
        }
        ExportedArrayBuilder.FinishStruct(root, output);
        if (finish)
        {
            exported.Finish(new Reference(_shared));
        }
        else
        {
            exported.Abandon();
        }
    }

    private void ReleaseShared() => Native.ab_release(_shared);

    [Fact]
    public void Release_FreesEverything()
    {
        CArrowArray array;
        Build(&array, true);
        ReleaseShared();
        Assert.Equal(4, NewBlocks); // shared block, exported array, one buffer per column
        CArrowArray** children = array.children;
        Assert.True(children[0] + 1 <= (void*)children[1]);
        array.release(&array);
        Assert.True(array.release == null);
        Assert.Equal(0, NewBlocks);
    }

    [Fact]
    public void MovedChild_KeepsItsOwnBufferOnly_MOV_6()
    {
        CArrowArray array;
        Build(&array, true);
        ReleaseShared();
        CArrowArray moved = *array.children[1];
        array.children[1]->release = null;
        array.release(&array);
        Assert.Equal(3, NewBlocks); // shared block, exported array, the buffer of column 1
        ((byte*)moved.buffers[1])[99] = 1;
        moved.release(&moved);
        Assert.Equal(0, NewBlocks);
    }

    [Fact]
    public void Own_TakesSeveralBlocksPerColumn()
    {
        ExportedArrayBuilder exported = new(1, 0, 1);
        CArrowArray array = default;
        ExportedArray* root = exported.Next(-1);
        for (int i = 0; i < 4; i++)
        {
            exported.Own(-1, Allocator.New(BlockKind.Memory, 32));
        }
        Assert.True(exported.Children(0) == null);
        ExportedArrayBuilder.FinishStruct(root, &array);
        exported.Finish(new Reference(_shared));
        ReleaseShared();
        array.release(&array);
        Assert.Equal(0, NewBlocks);
    }

    [Fact]
    public void Abandon_UndoesEverything()
    {
        CArrowArray array;
        Build(&array, false);
        Assert.Equal(1, NewBlocks); // shared block
        ReleaseShared();
    }
}
