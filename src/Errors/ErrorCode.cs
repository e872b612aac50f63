namespace ArrowBridge;

/// <summary>Kinds of failure. Each corresponds to an errno of the platform, which C callers receive.</summary>
/// <remarks>In the order of the errno table of platform.c.</remarks>
public enum ErrorCode
{
    /// <summary>No failure, or a code that has no name here.</summary>
    None = 0,

    /// <summary>EINVAL: data that breaks a rule, or an invalid argument.</summary>
    Invalid,

    /// <summary>ENOMEM: out of memory, or over a limit.</summary>
    OutOfMemory,

    /// <summary>EIO: input or output failed, or input is truncated.</summary>
    InputOutput,

    /// <summary>ENOSYS: something is not available, such as the library of a codec.</summary>
    NotImplemented,

    /// <summary>ENOTSUP: data of a kind that is not supported.</summary>
    NotSupported,

    /// <summary>ECANCELED: the operation was cancelled.</summary>
    Cancelled,

    /// <summary>ETIMEDOUT: the operation took too long.</summary>
    TimedOut,

    /// <summary>EBUSY: the object is in another call.</summary>
    Busy,

    /// <summary>ENOENT: the file does not exist.</summary>
    NotFound,

    /// <summary>EACCES: access to the file is denied.</summary>
    AccessDenied,

    /// <summary>EISDIR: the path is a folder.</summary>
    IsDirectory,

    /// <summary>ENODEV: the file cannot be mapped.</summary>
    NoDevice,

    /// <summary>ERANGE: a number is out of range.</summary>
    OutOfRange,

    /// <summary>EOVERFLOW: a number is too large.</summary>
    Overflow,

    /// <summary>EPIPE: the other end of the pipe is closed.</summary>
    BrokenPipe,

    /// <summary>ENOSPC: the disk is full.</summary>
    NoSpace,
}
