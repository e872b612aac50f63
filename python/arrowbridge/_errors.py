"""Failures of the library as exceptions: of the natural built-in class, with the errno and the text."""

from __future__ import annotations

import errno as _errno
import os
from typing import Any, Dict, Tuple, Type


class ArrowBridgeError(Exception):
    """A failure of the library, or of a stream that it reads.

    `code` is the errno value, a foreign one unchanged; `errno` the same number, as OSError has it; `errno_name` its name
    ("EINVAL"), or the number as text where this platform has no name for it; `message` the text. What is raised is always
    of a subclass that is a built-in exception too: ValueError, OSError, MemoryError, NotImplementedError ...
    """

    code: int
    errno: Any
    message: str

    def __init__(self, code: int, message: str = "") -> None:
        super().__init__(code, message)
        self.code = code
        self.errno = code
        self.message = message

    @property
    def errno_name(self) -> str:
        return _errno.errorcode.get(self.code, str(self.code))

    def __str__(self) -> str:
        return f"{self.message or os.strerror(self.code)} [{self.errno_name}]"

    def __reduce__(self) -> Tuple[Any, ...]:
        return (from_code, (self.code, self.message))


class ArrowBridgeValueError(ArrowBridgeError, ValueError):
    """EINVAL: an argument or data that is not valid."""


class ArrowBridgeMemoryError(ArrowBridgeError, MemoryError):
    """ENOMEM."""


class ArrowBridgeNotImplementedError(ArrowBridgeError, NotImplementedError):
    """ENOSYS, ENOTSUP: not supported."""


class ArrowBridgeOSError(ArrowBridgeError, OSError):
    """Input and output, cancellation, and every other number, foreign ones included."""


class ArrowBridgeFileNotFoundError(ArrowBridgeOSError, FileNotFoundError):
    """ENOENT."""


class ArrowBridgePermissionError(ArrowBridgeOSError, PermissionError):
    """EACCES, EPERM."""


class ArrowBridgeIsADirectoryError(ArrowBridgeOSError, IsADirectoryError):
    """EISDIR."""


class ArrowBridgeTimeoutError(ArrowBridgeOSError, TimeoutError):
    """ETIMEDOUT."""


class ArrowBridgeBrokenPipeError(ArrowBridgeOSError, BrokenPipeError):
    """EPIPE."""


_CLASSES: Dict[int, Type[ArrowBridgeError]] = {
    _errno.EINVAL: ArrowBridgeValueError,
    _errno.ENOMEM: ArrowBridgeMemoryError,
    _errno.ENOSYS: ArrowBridgeNotImplementedError,
    _errno.ENOTSUP: ArrowBridgeNotImplementedError,
    _errno.ENOENT: ArrowBridgeFileNotFoundError,
    _errno.EACCES: ArrowBridgePermissionError,
    _errno.EPERM: ArrowBridgePermissionError,
    _errno.EISDIR: ArrowBridgeIsADirectoryError,
    _errno.ETIMEDOUT: ArrowBridgeTimeoutError,
    _errno.EPIPE: ArrowBridgeBrokenPipeError,
}


def from_code(code: int, message: str) -> ArrowBridgeError:
    """The exception for a code and a text."""
    return _CLASSES.get(code, ArrowBridgeOSError)(code, message)


def invalid(message: str) -> ArrowBridgeError:
    """A refusal of the package's own."""
    return from_code(_errno.EINVAL, message)


def unsupported(message: str) -> ArrowBridgeError:
    """A refusal of the package's own, of what is valid but cannot be done."""
    return from_code(_errno.ENOTSUP, message)


def code_of(error: BaseException) -> int:
    """The errno that a C caller gets for an exception raised by Python code."""
    if isinstance(error, ArrowBridgeError):
        return error.code
    if isinstance(error, OSError) and isinstance(error.errno, int) and error.errno > 0:
        return error.errno
    if isinstance(error, MemoryError):
        return _errno.ENOMEM
    if isinstance(error, NotImplementedError):
        return _errno.ENOSYS
    if isinstance(error, (ValueError, TypeError, LookupError)):
        return _errno.EINVAL
    if isinstance(error, (KeyboardInterrupt, SystemExit, GeneratorExit)):
        return _errno.ECANCELED
    return _errno.EIO


def text_of(error: BaseException) -> str:
    """The text that a C caller gets for an exception."""
    if isinstance(error, ArrowBridgeError):
        return error.message
    text = str(error)
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
