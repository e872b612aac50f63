using ArrowBridge.Schemas;

namespace ArrowBridge.Tests.Schemas;

public class LayoutsTests
{
    /// <summary>The number of buffers of each type according to the specification. For views, without variadic
    /// buffers and their lengths.</summary>
    private static int BuffersOf(TypeId type) => type switch
    {
        TypeId.Null or TypeId.RunEndEncoded => 0,
        TypeId.FixedSizeList or TypeId.Struct or TypeId.SparseUnion => 1,
        TypeId.Binary or TypeId.LargeBinary or TypeId.Utf8 or TypeId.LargeUtf8 => 3,
        TypeId.ListView or TypeId.LargeListView => 3,
        _ => 2,
    };

    public static TheoryData<TypeId> Types => [.. Enum.GetValues<TypeId>()];

    [Theory]
    [MemberData(nameof(Types))]
    public void Layout_HasTheNumberOfBuffers_ARR_7(TypeId type) =>
        Assert.Equal(BuffersOf(type), Layouts.Of(type).Buffers);

    [Theory]
    [MemberData(nameof(Types))]
    public void Layout_HasNoGapBetweenBuffers(TypeId type)
    {
        Layout layout = Layouts.Of(type);
        for (int i = 0; i < 4; i++)
        {
            Assert.Equal(i < layout.Buffers, layout.Buffer(i) != BufferKind.None);
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Validity_IsMissingWhereTheTypeHasNone_COL_14(TypeId type) => Assert.Equal(
        type is not (TypeId.Null or TypeId.DenseUnion or TypeId.SparseUnion or TypeId.RunEndEncoded),
        Layouts.Of(type).HasValidity);

    [Theory]
    [InlineData(TypeId.Boolean, 1)]
    [InlineData(TypeId.Int8, 8)]
    [InlineData(TypeId.UInt64, 64)]
    [InlineData(TypeId.Float16, 16)]
    [InlineData(TypeId.Decimal32, 32)]
    [InlineData(TypeId.Decimal64, 64)]
    [InlineData(TypeId.Decimal128, 128)]
    [InlineData(TypeId.Decimal256, 256)]
    [InlineData(TypeId.Date32, 32)]
    [InlineData(TypeId.Date64, 64)]
    [InlineData(TypeId.Time32, 32)]
    [InlineData(TypeId.Time64, 64)]
    [InlineData(TypeId.Timestamp, 64)]
    [InlineData(TypeId.Duration, 64)]
    [InlineData(TypeId.IntervalMonths, 32)]
    [InlineData(TypeId.IntervalDayTime, 64)]
    [InlineData(TypeId.IntervalMonthDayNano, 128)]
    public void Values_HaveTheirWidth(TypeId type, int bits) => Assert.Equal(bits, Layouts.Of(type).BitWidth);

    [Theory]
    [InlineData(TypeId.Binary, BufferKind.Offsets32)]
    [InlineData(TypeId.LargeUtf8, BufferKind.Offsets64)]
    [InlineData(TypeId.Utf8View, BufferKind.Views)]
    [InlineData(TypeId.List, BufferKind.Offsets32)]
    [InlineData(TypeId.LargeList, BufferKind.Offsets64)]
    [InlineData(TypeId.Map, BufferKind.Offsets32)]
    [InlineData(TypeId.ListView, BufferKind.Starts32)]
    [InlineData(TypeId.LargeListView, BufferKind.Starts64)]
    [InlineData(TypeId.DenseUnion, BufferKind.Starts32)]
    public void SecondBuffer_IsOfItsKind(TypeId type, object kind) => Assert.Equal(kind, Layouts.Of(type).B1);

    [Theory]
    [InlineData(TypeId.Int32, ChildRule.None)]
    [InlineData(TypeId.Map, ChildRule.One)]
    [InlineData(TypeId.FixedSizeList, ChildRule.One)]
    [InlineData(TypeId.RunEndEncoded, ChildRule.Two)]
    [InlineData(TypeId.Struct, ChildRule.Any)]
    [InlineData(TypeId.SparseUnion, ChildRule.Any)]
    public void Children_FollowFromTheType_ARR_12(TypeId type, object rule) =>
        Assert.Equal(rule, Layouts.Of(type).Children);
}
