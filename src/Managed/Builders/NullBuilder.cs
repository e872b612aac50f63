using ArrowBridge.Abi;
using ArrowBridge.Memory;

namespace ArrowBridge;

/// <summary>Takes nulls of the null type.</summary>
internal sealed unsafe class NullBuilder(ArrowField field, string path) : ColumnBuilder(field, path)
{
    private protected override int BuffersAndParts => 0;

    private protected override void AppendEmpty() => Length++;

    private protected override void BuildParts(ref Arena arena, CArrowArray* array, OwnedBlocks* keep) => array->null_count = Length;
}
