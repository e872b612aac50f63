using ArrowBridge.Errors;

namespace ArrowBridge.Tests.Errors;

public class ErrnoTests
{
    [Fact]
    public void None_IsZeroAndAllOthersAreNumbers()
    {
        Assert.Equal(0, Errno.Of(ErrorCode.None));
        Assert.All(
            Enum.GetValues<ErrorCode>().Where(code => code != ErrorCode.None), code => Assert.True(Errno.Of(code) > 0));
    }

    public static TheoryData<ErrorCode, int, int> Table => new()
    {
        // Error code, errno on Linux, errno on macOS.
        { ErrorCode.Invalid, 22, 22 },
        { ErrorCode.OutOfMemory, 12, 12 },
        { ErrorCode.InputOutput, 5, 5 },
        { ErrorCode.NotImplemented, 38, 78 },
        { ErrorCode.NotSupported, 95, 45 },
        { ErrorCode.Cancelled, 125, 89 },
        { ErrorCode.TimedOut, 110, 60 },
        { ErrorCode.Busy, 16, 16 },
        { ErrorCode.NotFound, 2, 2 },
        { ErrorCode.AccessDenied, 13, 13 },
        { ErrorCode.IsDirectory, 21, 21 },
        { ErrorCode.NoDevice, 19, 19 },
        { ErrorCode.OutOfRange, 34, 34 },
        { ErrorCode.Overflow, 75, 84 },
        { ErrorCode.BrokenPipe, 32, 32 },
        { ErrorCode.NoSpace, 28, 28 },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void Kinds_HaveTheNumbersOfThePlatform_STR_15(ErrorCode code, int linux, int macos)
    {
        if (OperatingSystem.IsLinux() || OperatingSystem.IsMacOS())
        {
            Assert.Equal(OperatingSystem.IsLinux() ? linux : macos, Errno.Of(code));
        }
    }

    [Fact]
    public void Table_HasEveryKind() => Assert.Equal(Enum.GetValues<ErrorCode>().Length - 1, Table.Count);

    public static TheoryData<Exception, ErrorCode> Exceptions => new()
    {
        { new OutOfMemoryException(), ErrorCode.OutOfMemory },
        { new InsufficientExecutionStackException(), ErrorCode.OutOfMemory },
        { new NotSupportedException(), ErrorCode.NotSupported },
        { new OperationCanceledException(), ErrorCode.Cancelled },
        { new TaskCanceledException(), ErrorCode.Cancelled },
        { new TimeoutException(), ErrorCode.TimedOut },
        { new EndOfStreamException(), ErrorCode.InputOutput },
        { new NullReferenceException(), ErrorCode.Invalid },
        { new ArrowBridgeException(ErrorCode.Busy, null, null, ""), ErrorCode.Busy },
    };

    [Theory]
    [MemberData(nameof(Exceptions), DisableDiscoveryEnumeration = true)]
    public void Exceptions_HaveANumber(Exception exception, ErrorCode code) =>
        Assert.Equal(Errno.Of(code), Errno.Of(exception));

    [Fact]
    public void ForeignNumber_IsKept() => Assert.Equal(4711, Errno.Of(ArrowBridgeException.Foreign(4711, null, "")));
}
