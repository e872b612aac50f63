namespace ArrowBridge.Errors;

/// <summary>Kinds of failure, in the order of the errno table of platform.c, which gives this platform's numbers.</summary>
public enum ErrorCode
{
    None = 0,
    Invalid,
    OutOfMemory,
    InputOutput,
    NotImplemented,
    NotSupported,
    Cancelled,
    TimedOut,
    Busy,
    NotFound,
    AccessDenied,
    IsDirectory,
    NoDevice,
    OutOfRange,
    Overflow,
}
