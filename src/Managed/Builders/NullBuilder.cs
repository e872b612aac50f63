using ArrowBridge.Abi;
using ArrowBridge.Memory;

namespace ArrowBridge;

/// <summary>Builds a column of the null type.</summary>
internal sealed unsafe class NullBuilder(ArrowField field, string path) : ColumnBuilder(field, path)
{
    private protected override int BuffersAndParts => 0;

    private protected override void AppendEmpty() => Length++;

    private protected override void BuildParts(ref Arena arena, CArrowArray* array, OwnedBlocks* owned) =>
        array->null_count = Length;
}
