using Apache.Arrow;
using Apache.Arrow.Types;
using ArrowBridge.Abi;
using ArrowBridge.ApacheArrow;
using ArrowBridge.Tests.Memory;

namespace ArrowBridge.Tests.ApacheArrow;

/// <summary>Converts arrays of every type of Apache.Arrow both ways, and compares types, values and addresses of
/// buffers.</summary>
public unsafe class ArrayConversionTests : LiveCounts
{
    public static TheoryData<int, string> All
    {
        get
        {
            TheoryData<int, string> all = [];
            int i = 0;
            foreach (IArrowType type in SampleArrays.Types)
            {
                all.Add(i++, type.Name);
            }
            return all;
        }
    }

    private static IArrowArray Sample(int number) => SampleArrays.Array(SampleArrays.Types.ElementAt(number));

    [Fact]
    public void Samples_CoverEveryType()
    {
        ArrowTypeId[] missing =
        [
            .. Enum.GetValues<ArrowTypeId>()
                .Except(SampleArrays.Types.Select(type => type.TypeId))
                .Except([ArrowTypeId.Extension, ArrowTypeId.RecordBatch]),
        ];
        Assert.Empty(missing);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void ToArrowBridge_SharesMemory(int number, string name)
    {
        using IArrowArray apache = Sample(number);
        using ArrowArray array = apache.ToArrowBridge();
        array.Validate(ValidationLevel.Full);
        Assert.Equal(name, apache.Data.DataType.Name);
        Assert.Equal((apache.Length, apache.Data.GetNullCount()), (array.Length, Nulls(array)));
        AssertSameMemory(apache.Data, array);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void ToApacheArrow_SharesMemory(int number, string name)
    {
        using IArrowArray apache = Sample(number);
        using ArrowArray array = apache.ToArrowBridge();
        using IArrowArray back = array.ToApacheArrow();
        Assert.Equal((apache.GetType(), name), (back.GetType(), back.Data.DataType.Name));
        Assert.Equal(apache.Data.DataType.TypeId, back.Data.DataType.TypeId);
        AssertSameMemory(back.Data, array);
        using ArrowArray roundTrip = back.ToArrowBridge();
        Assert.Equal(array.Type.ToString(), roundTrip.Type.ToString());
        Assert.True(array.DataEquals(roundTrip));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Slices_KeepTheirRows(int number, string name)
    {
        using IArrowArray apache = Sample(number);
        using ArrowArray array = apache.ToArrowBridge();
        using IArrowArray apacheSlice = ArrowArrayFactory.SliceShared(apache, 2, 4);
        using ArrowArray ofSlice = apacheSlice.ToArrowBridge();
        ofSlice.Validate(ValidationLevel.Full);
        using ArrowArray slice = array.Slice(2, 4);
        Assert.True(slice.DataEquals(ofSlice), name);
        using IArrowArray backSlice = slice.ToApacheArrow();
        Assert.Equal((4, 2), (backSlice.Length, backSlice.Data.Offset));
        using ArrowArray roundTrip = backSlice.ToArrowBridge();
        Assert.True(slice.DataEquals(roundTrip), name);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void EmptyArrays_StayEmpty(int number, string name)
    {
        using IArrowArray apache = SampleArrays.Array(SampleArrays.Types.ElementAt(number), 0);
        using ArrowArray array = apache.ToArrowBridge();
        array.Validate(ValidationLevel.Full);
        using IArrowArray back = array.ToApacheArrow();
        Assert.Equal((0L, 0, name), (array.Length, back.Length, back.Data.DataType.Name));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Conversions_OutliveTheirSource(int number, string name)
    {
        IArrowArray apache = Sample(number);
        ArrowArray array = apache.ToArrowBridge();
        apache.Dispose();
        array.Validate(ValidationLevel.Full);
        IArrowArray back = array.ToApacheArrow();
        string text = array.ToString();
        array.Dispose();
        using ArrowArray roundTrip = back.ToArrowBridge();
        back.Dispose();
        Assert.Equal((text, name), (roundTrip.ToString(), back.Data.DataType.Name));
    }

    private static long Nulls(ArrowArray array) => array.Type.Id == TypeId.Null ? array.Length : array.NullCount;

    private static void AssertSameMemory(ArrayData data, ArrowArray array)
    {
        CArrowArray exported;
        array.Export((nint)(&exported));
        AssertSameMemory(data, &exported);
        exported.release(&exported);
    }

    private static void AssertSameMemory(ArrayData data, CArrowArray* array)
    {
        for (int i = 0; i < data.Buffers.Length; i++)
        {
            if (!data.Buffers[i].IsEmpty)
            {
                fixed (byte* address = data.Buffers[i].Span)
                {
                    Assert.True(address == array->buffers[i], $"buffer {i} of {data.DataType.Name}");
                }
            }
        }
        for (int i = 0; i < array->n_children; i++)
        {
            AssertSameMemory(data.Children[i], array->children[i]);
        }
        if (array->dictionary != null)
        {
            AssertSameMemory(data.Dictionary, array->dictionary);
        }
    }
}
