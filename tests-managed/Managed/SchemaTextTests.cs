using ArrowBridge.Tests.Memory;

namespace ArrowBridge.Tests.Managed;

public class SchemaTextTests : LiveCounts
{
    [Theory]
    [InlineData("struct<a: int9>", "there is no type 'int9' at byte 10; did you mean 'int8'?")]
    [InlineData("struct<é: int8", "',' or '>' is expected at byte 15, where the text ends")]
    [InlineData("list<int8>", "struct")]
    [InlineData("struct\0", "argument 'text' contains a NUL character")]
    public void Parse_RefusesOtherTexts(string text, string problem)
    {
        ArrowBridgeException exception = Assert.Throws<ArrowBridgeException>(() => ArrowSchema.Parse(text));
        Assert.Equal(ErrorCode.Invalid, exception.Code);
        Assert.Contains(problem, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_RefusesNull()
    {
        Assert.Throws<ArgumentNullException>(() => ArrowSchema.Parse(null!));
        Assert.Throws<ArgumentNullException>(() => ArrowField.Parse(null!));
    }

    [Fact]
    public void ToLine_IsParsed()
    {
        ArrowField[] fields = [.. SchemaTests.Types.Select((type, i) =>
            new ArrowField($"{i}: \"\u20AC\"\n", type, i % 2 == 0, new ArrowMetadata("a b", $"{i}\0")))];
        ArrowSchema schema = new(fields, new ArrowMetadata([new("key", "value"), new("key", "")]));
        Assert.True(schema.Equals(ArrowSchema.Parse(schema.ToLine()), metadata: true));
        Assert.True(schema.Equals(ArrowSchema.Parse(schema.ToLine(metadata: false)), metadata: false));
        Assert.False(schema.Equals(ArrowSchema.Parse(schema.ToLine(metadata: false)), metadata: true));
        Assert.Equal("struct", new ArrowSchema().ToLine());
    }

    [Fact]
    public void Field_IsParsed()
    {
        ArrowField field = ArrowField.Parse("when: timestamp[us, UTC] not null metadata<a: b>");
        Assert.Equal("when: timestamp[us, UTC] not null", field.ToString());
        Assert.Equal("b", field.Metadata["a"]);
        Assert.Equal(DataType.List(DataType.Utf8), ArrowField.Parse("list<utf8>").Type);
    }
}
