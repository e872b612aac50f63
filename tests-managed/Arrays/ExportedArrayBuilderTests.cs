using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Memory;
using ArrowBridge.Tests.Memory;

namespace ArrowBridge.Tests.Arrays;

public unsafe class ExportedArrayBuilderTests : LiveCounts
{
    private readonly Block* _shared;

    public ExportedArrayBuilderTests() => _shared = Allocator.New(BlockKind.Memory, 64);

    /// <summary>A struct of two columns; each column has a buffer that it alone keeps.</summary>
    private void Build(CArrowArray* output, bool finish)
    {
        ExportedArrayBuilder tree = new(3, 4, 3);
        ExportedArray* root = tree.Node(-1);
        *output = new CArrowArray { n_children = 2, children = tree.Children(2) };
        for (int c = 0; c < 2; c++)
        {
            ExportedArray* node = tree.Node(c);
            output->children[c] = &node->value;
            node->value = new CArrowArray { n_buffers = 2, buffers = tree.Buffers(2) };
            tree.Keep(c, Allocator.NewBuffer(100, out byte* data));
            node->value.buffers[0] = null;
            node->value.buffers[1] = data;
            ExportedArrayBuilder.FinishStruct(node, &node->value);
        }
        ExportedArrayBuilder.FinishStruct(root, output);
        if (finish)
        {
            tree.Finish(new Reference(_shared));
        }
        else
        {
            tree.Abandon();
        }
    }

    private void ReleaseShared() => Native.ab_release(_shared);

    [Fact]
    public void Release_FreesEverything()
    {
        CArrowArray array;
        Build(&array, true);
        ReleaseShared();
        Assert.Equal(4, NewBlocks); // shared, tree, a buffer per column
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
        Assert.Equal(3, NewBlocks); // shared, tree, the buffer of column 1
        ((byte*)moved.buffers[1])[99] = 1;
        moved.release(&moved);
        Assert.Equal(0, NewBlocks);
    }

    [Fact]
    public void Keep_TakesSeveralBlocksPerColumn()
    {
        ExportedArrayBuilder tree = new(1, 0, 1);
        CArrowArray array = default;
        ExportedArray* root = tree.Node(-1);
        for (int i = 0; i < 4; i++)
        {
            tree.Keep(-1, Allocator.New(BlockKind.Memory, 32));
        }
        Assert.True(tree.Children(0) == null);
        ExportedArrayBuilder.FinishStruct(root, &array);
        tree.Finish(new Reference(_shared));
        ReleaseShared();
        array.release(&array);
        Assert.Equal(0, NewBlocks);
    }

    [Fact]
    public void Abandon_UndoesEverything()
    {
        CArrowArray array;
        Build(&array, false);
        Assert.Equal(1, NewBlocks); // shared
        ReleaseShared();
    }
}
