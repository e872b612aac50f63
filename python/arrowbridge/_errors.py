"""Exceptions for errors of the library. Each is also an instance of the built-in exception for its error code."""

from __future__ import annotations

import errno as _errno
import os

from ._library import core

TYPE_CHECKING = False  # typing is slow to import
if TYPE_CHECKING:
    from typing import Any, Dict, Sequence, Tuple, Type


class ArrowBridgeError(Exception):
    """An error of the library, or of a stream that it reads.

    The exceptions that are raised are always of a subclass that is also a built-in exception, such as ValueError,
    KeyError, IndexError, OSError, MemoryError or NotImplementedError.

    Attributes
    ----------
    code : int
        The errno value. Error codes of foreign streams are not changed.
    errno : int
        The same as `code`, as in OSError.
    errno_name : str
        The name of the errno value, such as "EINVAL"; the number as a string if the platform has no name for it.
    message : str
        The error message.

    Examples
    --------
    >>> try:
    ...     ab.open_ipc(b"no Arrow data")
    ... except ab.ArrowBridgeError as error:
    ...     print(error.errno_name, isinstance(error, ValueError))
    EINVAL True
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
        """The name of the errno value, such as "EINVAL"; the number as a string if the platform has no name for it."""
        return _errno.errorcode.get(self.code, str(self.code))

    def __str__(self) -> str:
        return f"{self.message or os.strerror(self.code)} [{self.errno_name}]"

    def __reduce__(self) -> Tuple[Any, ...]:
        return (from_code, (self.code, self.message))


class ArrowBridgeValueError(ArrowBridgeError, ValueError):
    """EINVAL: an invalid argument or invalid data."""


class ArrowBridgeKeyError(ArrowBridgeValueError, KeyError):
    """EINVAL: no column or field has this name, or several have it."""

    def __reduce__(self) -> Tuple[Any, ...]:
        return (type(self), (self.code, self.message))


class ArrowBridgeIndexError(ArrowBridgeValueError, IndexError):
    """EINVAL: an index is out of range."""

    def __reduce__(self) -> Tuple[Any, ...]:
        return (type(self), (self.code, self.message))


class ArrowBridgeMemoryError(ArrowBridgeError, MemoryError):
    """ENOMEM."""


class ArrowBridgeNotImplementedError(ArrowBridgeError, NotImplementedError):
    """ENOSYS, ENOTSUP: not supported."""


class ArrowBridgeOSError(ArrowBridgeError, OSError):
    """Errors of input and output, cancellation, and all other error codes, including those of foreign streams."""


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
    """Return the exception for an error code and a message."""
    return _CLASSES.get(code, ArrowBridgeOSError)(code, message)


def invalid(message: str) -> ArrowBridgeError:
    """Return an error of this package for an invalid argument or invalid data."""
    return from_code(_errno.EINVAL, message)


def count(number: int, noun: str) -> str:
    """Return a number with its noun, in the plural unless the number is 1."""
    plural = "es" if noun.endswith("ch") else "s"
    return f"{number} {noun}{'' if number == 1 else plural}"


def did_you_mean(name: str, names: Sequence[str]) -> str:
    """Return the end of an error that suggests the name which is most similar, or "" if none is."""
    import difflib

    close = difflib.get_close_matches(name, names, 1)
    return f"; did you mean {close[0]!r}?" if close else ""


def no_name(noun: str, name: str, names: Sequence[str]) -> ArrowBridgeError:
    """Return the error for a name that no column or field has, or several have."""
    found = names.count(name)
    if found:
        return ArrowBridgeKeyError(_errno.EINVAL, f"{found} {noun}s are named {name!r}; use the index")
    hint = did_you_mean(name, names[:1000])
    if not hint:
        hint = f"; the names are: {', '.join(names[:20]) or 'none'}"
        hint += f" and {count(len(names) - 20, 'other')}" if len(names) > 20 else ""
    return ArrowBridgeKeyError(_errno.EINVAL, f"no {noun} is named {name!r}{hint}")


def out_of_range(message: str) -> ArrowBridgeError:
    """Return the error for an index that is out of range."""
    return ArrowBridgeIndexError(_errno.EINVAL, message)


def unsupported(message: str) -> ArrowBridgeError:
    """Return an error of this package for valid data or arguments that are not supported."""
    return from_code(_errno.ENOTSUP, message)


core.register(
    error_class=ArrowBridgeError,
    error_from_code=from_code,
    index_error=ArrowBridgeIndexError,
    key_error=ArrowBridgeKeyError,
)
