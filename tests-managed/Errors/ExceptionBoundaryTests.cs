using System.Runtime.InteropServices;
using System.Text;
using ArrowBridge.Abi;
using ArrowBridge.Errors;

namespace ArrowBridge.Tests.Errors;

public unsafe class ExceptionBoundaryTests
{
    private readonly struct Call(int* runs, Exception? failure) : ICall
    {
        public static string Name => "Operation";

        public void Run()
        {
            ++*runs;
            if (failure is not null)
            {
                throw failure;
            }
        }
    }

    private static string Read(CError* error) =>
        Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(error->message));

    /// <summary>An exception whose message cannot be made any more.</summary>
    private sealed class NoMemoryForTheText : InvalidOperationException
    {
        public override string Message => throw new OutOfMemoryException();
    }

    [Fact]
    public void Failure_WithoutMemoryForItsText_StillHasACodeAndAMessage()
    {
        int runs = 0;
        CError error;
        Assert.Equal(
            Errno.Of(ErrorCode.Invalid), ExceptionBoundary.Call(new Call(&runs, new NoMemoryForTheText()), &error));
        Assert.Equal("Operation: failed, and there was no memory for the text of the error", Read(&error));
        Assert.Equal(
            Errno.Of(ErrorCode.Invalid), ExceptionBoundary.Call(new Call(&runs, new NoMemoryForTheText()), null));
    }

    [Fact]
    public void Success_LeavesTheErrorAlone()
    {
        int runs = 0;
        CError error;
        new Span<byte>(&error, sizeof(CError)).Fill(0xCC);
        Assert.Equal(0, ExceptionBoundary.Call(new Call(&runs, null), &error));
        Assert.Equal(1, runs);
        Assert.Equal(-1, new Span<byte>(&error, sizeof(CError)).IndexOfAnyExcept((byte)0xCC));
    }

    [Fact]
    public void Failure_IsACodeAndAMessage()
    {
        int runs = 0;
        CError error;
        ArrowBridgeException failure = new(ErrorCode.Invalid, "ARR-3", "x", "the length is -1");
        Assert.Equal(Errno.Of(ErrorCode.Invalid), ExceptionBoundary.Call(new Call(&runs, failure), &error));
        Assert.Equal(1, runs);
        Assert.Equal("Operation: ARR-3: field 'x': the length is -1", Read(&error));
    }

    [Fact]
    public void Failure_WithoutAnErrorStruct_IsANumber()
    {
        int runs = 0;
        Assert.Equal(
            Errno.Of(ErrorCode.OutOfMemory), ExceptionBoundary.Call(new Call(&runs, new OutOfMemoryException()), null));
        Assert.Equal(1, runs);
    }

    [Fact]
    public void UnexpectedException_IsNamed()
    {
        int runs = 0;
        CError error;
        Assert.Equal(Errno.Of(ErrorCode.Invalid),
            ExceptionBoundary.Call(new Call(&runs, new InvalidOperationException("why")), &error));
        Assert.Equal("Operation: InvalidOperationException: why", Read(&error));
    }

    [Theory]
    [InlineData("x")]
    [InlineData("é")]
    [InlineData("€")]
    [InlineData("😀")]
    public void LongText_IsCutAtACharacter(string character)
    {
        int width = Encoding.UTF8.GetByteCount(character);
        for (int prefix = 0; prefix < 4; prefix++)
        {
            string text = new string('a', prefix) + string.Concat(Enumerable.Repeat(character, 1100));
            CError error;
            new Span<byte>(&error, sizeof(CError)).Fill(0xCC);
            ExceptionBoundary.Write(&error, Encoding.UTF8.GetBytes(text));
            string written = Read(&error);
            Assert.EndsWith("…", written);
            written = written[..^1];
            Assert.Equal(prefix + ((CError.Size - 4 - prefix) / width * width), Encoding.UTF8.GetByteCount(written));
            Assert.StartsWith(written, text);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1022)]
    [InlineData(1023)]
    public void TextThatFits_IsWhole(int length)
    {
        CError error;
        ExceptionBoundary.Write(&error, Encoding.UTF8.GetBytes(new string('a', length)));
        Assert.Equal(length, Read(&error).Length);
    }
}
