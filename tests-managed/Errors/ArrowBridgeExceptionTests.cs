using System.Text;
using ArrowBridge.Errors;

namespace ArrowBridge.Tests.Errors;

public class ArrowBridgeExceptionTests
{
    private static string Text(ArrowBridgeException exception, string? operation) =>
        Encoding.UTF8.GetString(exception.Text(operation));

    [Theory]
    [InlineData(null, null, -1, "Import: detail")]
    [InlineData("ARR-7", null, -1, "Import: ARR-7: detail")]
    [InlineData(null, "a.b", -1, "Import: field 'a.b': detail")]
    [InlineData(null, null, 0, "Import: batch 0: detail")]
    [InlineData("ARR-7", "a.b", 12, "Import: ARR-7: batch 12: field 'a.b': detail")]
    public void Text_NamesOperationRuleBatchAndField(string? rule, string? field, long batch, string expected)
    {
        ArrowBridgeException exception = new(ErrorCode.Invalid, rule, field, "detail") { Batch = batch };
        Assert.Equal(expected, Text(exception, "Import"));
        Assert.Equal(expected["Import: ".Length..], exception.Message);
    }

    [Fact]
    public void ForeignText_IsPassedOnByteForByte()
    {
        byte[] text = [0xFF, (byte)'x', 0x80];
        ArrowBridgeException exception = ArrowBridgeException.Foreign(7, text, "replacement");
        exception.Batch = 3;
        Assert.True(exception.IsForeign);
        Assert.Equal(7, exception.ErrorNumber);
        Assert.Same(text, exception.Text("Next"));
    }

    [Fact]
    public void MissingForeignText_IsReplaced_STR_11() =>
        Assert.Equal("replacement", Text(ArrowBridgeException.Foreign(7, null, "replacement"), "Next"));

    [Fact]
    public void SystemError_NamesTheOperation()
    {
        ArrowBridgeException exception = ArrowBridgeException.OfSystem(2, "no such file");
        Assert.False(exception.IsForeign);
        Assert.Equal("Open: no such file", Text(exception, "Open"));
    }

    [Fact]
    public void Type_IsTheOnlyExceptionOfTheLibrary() => Assert.Equal(
        [typeof(ArrowBridgeException)],
        typeof(ArrowBridgeException).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Exception))));

    [Theory]
    [InlineData("the sensor\r\nis gone\n")]
    [InlineData("the sensor\nis gone")]
    public void AuthoredText_CrossesAsOneLine(string message)
    {
        ArrowBridgeException exception = new(ErrorCode.InputOutput, message);
        Assert.Equal(message, exception.Message);
        Assert.Equal("the sensor is gone", Text(exception, "get_next"));
    }

    [Fact]
    public void ControlCharacters_OfNames_AreEscaped()
    {
        ArrowBridgeException exception = new(
            ErrorCode.Invalid, null, "a\0b\nc\u001B", "the name 'é\u2028'") { Batch = 1 };
        const string Expected = "batch 1: field 'a\\x00b\\nc\\x1b': the name 'é\\u2028'";
        Assert.Equal(Expected, exception.Message);
        Assert.Equal("Import: " + Expected, Text(exception, "Import"));
        Assert.Equal("a\\x00b", Text(new ArrowBridgeException(7, "a\0b"), "Import"));
    }
}
