namespace ArrowBridge;

/// <summary>Kinds of failure. Each stands for an errno number of the platform, which is what C callers get.</summary>
/// <remarks>In the order of the errno table of platform.c.</remarks>
public enum ErrorCode
{
    /// <summary>No failure, or one whose number has no name here.</summary>
    None = 0,

    /// <summary>EINVAL: data that breaks a rule, or an impossible argument.</summary>
    Invalid,

    /// <summary>ENOMEM: no memory, or more than a limit allows.</summary>
    OutOfMemory,

    /// <summary>EIO: bytes that cannot be read or written, or end too early.</summary>
    InputOutput,

    /// <summary>ENOSYS: something that is not there, such as the library of a codec.</summary>
    NotImplemented,

    /// <summary>ENOTSUP: data of a kind that is not handled.</summary>
    NotSupported,

    /// <summary>ECANCELED: somebody asked for an end.</summary>
    Cancelled,

    /// <summary>ETIMEDOUT: it took too long.</summary>
    TimedOut,

    /// <summary>EBUSY: the object is in another call.</summary>
    Busy,

    /// <summary>ENOENT: there is no such file.</summary>
    NotFound,

    /// <summary>EACCES: the file must not be touched.</summary>
    AccessDenied,

    /// <summary>EISDIR: the path is a folder.</summary>
    IsDirectory,

    /// <summary>ENODEV: the file cannot be mapped.</summary>
    NoDevice,

    /// <summary>ERANGE: a number that is out of range.</summary>
    OutOfRange,

    /// <summary>EOVERFLOW: a number that is too large.</summary>
    Overflow,

    /// <summary>EPIPE: nobody reads the other end any more.</summary>
    BrokenPipe,

    /// <summary>ENOSPC: the disk is full.</summary>
    NoSpace,
}
