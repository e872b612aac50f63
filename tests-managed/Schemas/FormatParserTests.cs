using System.Text;
using ArrowBridge.Errors;
using ArrowBridge.Schemas;

namespace ArrowBridge.Tests.Schemas;

public unsafe class FormatParserTests
{
    private static Field Parse(string format, out byte[] typeIds)
    {
        Field field = default;
        byte[] bytes = Encoding.UTF8.GetBytes(format);
        Span<byte> ids = stackalloc byte[FormatParser.MostTypeIds];
        FormatParser.Parse(bytes, &field, "path");
        bool isUnion = field.type is TypeId.DenseUnion or TypeId.SparseUnion;
        typeIds = isUnion ? ids[..FormatParser.TypeIds(bytes, ids, "path")].ToArray() : [];
        return field;
    }

    [Theory]
    [InlineData("n", TypeId.Null)]
    [InlineData("b", TypeId.Boolean)]
    [InlineData("c", TypeId.Int8)]
    [InlineData("C", TypeId.UInt8)]
    [InlineData("s", TypeId.Int16)]
    [InlineData("S", TypeId.UInt16)]
    [InlineData("i", TypeId.Int32)]
    [InlineData("I", TypeId.UInt32)]
    [InlineData("l", TypeId.Int64)]
    [InlineData("L", TypeId.UInt64)]
    [InlineData("e", TypeId.Float16)]
    [InlineData("f", TypeId.Float32)]
    [InlineData("g", TypeId.Float64)]
    [InlineData("z", TypeId.Binary)]
    [InlineData("Z", TypeId.LargeBinary)]
    [InlineData("vz", TypeId.BinaryView)]
    [InlineData("u", TypeId.Utf8)]
    [InlineData("U", TypeId.LargeUtf8)]
    [InlineData("vu", TypeId.Utf8View)]
    [InlineData("tdD", TypeId.Date32)]
    [InlineData("tdm", TypeId.Date64)]
    [InlineData("tiM", TypeId.IntervalMonths)]
    [InlineData("tiD", TypeId.IntervalDayTime)]
    [InlineData("tin", TypeId.IntervalMonthDayNano)]
    [InlineData("+l", TypeId.List)]
    [InlineData("+L", TypeId.LargeList)]
    [InlineData("+vl", TypeId.ListView)]
    [InlineData("+vL", TypeId.LargeListView)]
    [InlineData("+s", TypeId.Struct)]
    [InlineData("+m", TypeId.Map)]
    [InlineData("+r", TypeId.RunEndEncoded)]
    public void PlainFormats_AreTypes(string format, TypeId type) => Assert.Equal(type, Parse(format, out _).type);

    [Theory]
    [InlineData("tts", TypeId.Time32, TimeUnit.Second)]
    [InlineData("ttm", TypeId.Time32, TimeUnit.Millisecond)]
    [InlineData("ttu", TypeId.Time64, TimeUnit.Microsecond)]
    [InlineData("ttn", TypeId.Time64, TimeUnit.Nanosecond)]
    [InlineData("tDs", TypeId.Duration, TimeUnit.Second)]
    [InlineData("tDn", TypeId.Duration, TimeUnit.Nanosecond)]
    [InlineData("tsu:", TypeId.Timestamp, TimeUnit.Microsecond)]
    [InlineData("tsm:Europe/Berlin", TypeId.Timestamp, TimeUnit.Millisecond)]
    [InlineData("tss:+05:30", TypeId.Timestamp, TimeUnit.Second)]
    public void Times_HaveUnits(string format, TypeId type, TimeUnit unit)
    {
        Field field = Parse(format, out _);
        Assert.Equal((type, unit), (field.type, field.unit));
    }

    [Theory]
    [InlineData("d:19,10", TypeId.Decimal128, 19, 10)]
    [InlineData("d:19,10,128", TypeId.Decimal128, 19, 10)]
    [InlineData("d:9,-2,32", TypeId.Decimal32, 9, -2)]
    [InlineData("d:18,0,64", TypeId.Decimal64, 18, 0)]
    [InlineData("d:76,38,256", TypeId.Decimal256, 76, 38)]
    public void Decimals_HavePrecisionAndScale(string format, TypeId type, int precision, int scale)
    {
        Field field = Parse(format, out _);
        Assert.Equal((type, precision, scale), (field.type, field.precision, field.scale));
    }

    [Theory]
    [InlineData("w:0", TypeId.FixedSizeBinary, 0)]
    [InlineData("w:2147483647", TypeId.FixedSizeBinary, int.MaxValue)]
    [InlineData("+w:0", TypeId.FixedSizeList, 0)]
    [InlineData("+w:7", TypeId.FixedSizeList, 7)]
    public void FixedSizes_AreRead(string format, TypeId type, int size)
    {
        Field field = Parse(format, out _);
        Assert.Equal((type, size), (field.type, field.fixed_size));
    }

    [Theory]
    [InlineData("+ud:", TypeId.DenseUnion, new byte[0])]
    [InlineData("+ud:5,4", TypeId.DenseUnion, new byte[] { 5, 4 })]
    [InlineData("+us:0,127", TypeId.SparseUnion, new byte[] { 0, 127 })]
    public void Unions_HaveTypeIdsInOrder(string format, TypeId type, byte[] expected)
    {
        Assert.Equal(type, Parse(format, out byte[] ids).type);
        Assert.Equal(expected, ids);
    }

    [Fact]
    public void Union_Of128Types_IsRead()
    {
        Parse("+us:" + string.Join(',', Enumerable.Range(0, 128)), out byte[] ids);
        Assert.Equal(128, ids.Length);
    }

    [Theory]
    [InlineData("FMT-55", "")]
    [InlineData("FMT-55", "x")]
    [InlineData("FMT-55", "ii")]
    [InlineData("FMT-55", "v")]
    [InlineData("FMT-55", "vx")]
    [InlineData("FMT-55", "t")]
    [InlineData("FMT-55", "td")]
    [InlineData("FMT-55", "tdx")]
    [InlineData("FMT-55", "tdDD")]
    [InlineData("FMT-55", "ttx")]
    [InlineData("FMT-55", "tts:")]
    [InlineData("FMT-55", "tsx:")]
    [InlineData("FMT-55", "tix")]
    [InlineData("FMT-55", "d")]
    [InlineData("FMT-55", "w")]
    [InlineData("FMT-55", "+")]
    [InlineData("FMT-55", "+x")]
    [InlineData("FMT-55", "+ls")]
    [InlineData("FMT-55", "+w")]
    [InlineData("FMT-55", "+ud")]
    [InlineData("FMT-35", "tss")]
    [InlineData("FMT-35", "tsnUTC")]
    [InlineData("FMT-21", "d:")]
    [InlineData("FMT-21", "d:1")]
    [InlineData("FMT-21", "d:1,")]
    [InlineData("FMT-21", "d:1,2,")]
    [InlineData("FMT-21", "d:1,2,32,4")]
    [InlineData("FMT-21", "d:1,99999999999")]
    [InlineData("FMT-22", "d:1,2,512")]
    [InlineData("FMT-22", "d:0,0")]
    [InlineData("FMT-22", "d:10,0,32")]
    [InlineData("FMT-22", "d:39,0")]
    [InlineData("FMT-23", "w:")]
    [InlineData("FMT-23", "w:-1")]
    [InlineData("FMT-23", "w:4x")]
    [InlineData("FMT-23", "w:2147483648")]
    [InlineData("FMT-48", "+w:")]
    [InlineData("FMT-48", "+w:-1")]
    [InlineData("FMT-51", "+ud:128")]
    [InlineData("FMT-51", "+ud:-1")]
    [InlineData("FMT-51", "+ud:4,4")]
    [InlineData("FMT-51", "+us:1,")]
    [InlineData("FMT-51", "+us:,1")]
    [InlineData("FMT-51", "+us:1 2")]
    public void OtherFormats_AreRefusedByRuleAndField(string rule, string format)
    {
        ArrowBridgeException exception = Assert.Throws<ArrowBridgeException>(() => Parse(format, out _));
        Assert.Equal((rule, "path"), (exception.Rule, exception.Field));
        Assert.Equal(Errno.Of(rule == "FMT-55" ? ErrorCode.NotSupported : ErrorCode.Invalid), exception.ErrorNumber);
    }

    [Fact]
    public void EveryShortText_IsATypeOrAnException()
    {
        const string letters = "nbcCsSiIlLefgzZuUvtdDmwr+:,-19 x";
        foreach (string format in letters.SelectMany(a => letters.SelectMany(b => letters.Select(c => $"{a}{b}{c}"))))
        {
            try
            {
                Assert.True(Enum.IsDefined(Parse(format, out _).type));
            }
            catch (ArrowBridgeException exception)
            {
                Assert.StartsWith("FMT-", exception.Rule);
            }
        }
    }
}
