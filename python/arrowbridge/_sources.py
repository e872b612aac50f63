"""Sources of bytes that are read: paths, file descriptors, memory, and file objects."""

from __future__ import annotations

import errno
import os

from . import _arguments
from ._library import core

TYPE_CHECKING = False  # typing is slow to import
if TYPE_CHECKING:
    from typing import Any, Optional, Tuple

    from .protocols import ReadableSource

# The most bytes that are requested from a file object that has no `readinto`, because they are copied.
_CHUNK = 1 << 20


def origin(source: ReadableSource) -> Tuple[Optional[bytes], Optional[memoryview], Any, int]:
    """Return the source as a path, memory, a file object or a descriptor. The other three are None or -1."""
    if isinstance(source, (str, os.PathLike)):
        return _arguments.path(source), None, None, -1
    if isinstance(source, int) and not isinstance(source, bool):
        return None, None, None, _arguments.integer(source, "source", 32)
    try:
        view = memoryview(source)  # type: ignore[arg-type]
    except TypeError:
        if not is_file(source):
            raise TypeError(
                "open_ipc needs a path, a file descriptor, an object with the buffer protocol or a binary file object, "
                f"not {type(source).__name__}"
            ) from None
        return None, None, source, -1
    return None, view.cast("B"), None, -1


def is_file(source: Any) -> bool:
    """Return whether an object has one of the methods that read a file object."""
    has_method = callable(getattr(source, "readinto", None)) or callable(getattr(source, "read", None))
    return has_method and not isinstance(source, type)


def _read_some(file: Any, view: memoryview) -> int:
    """Read bytes of a file object into memory that is valid only during this call. Return 0 at the end of the file."""
    with view:
        readinto = getattr(file, "readinto", None)
        method = "read()" if readinto is None else "readinto()"
        count = _read_copy(file, view) if readinto is None else readinto(view)
        if count is None:
            raise BlockingIOError(errno.EAGAIN, f"{method} has no data yet; reading needs a file that blocks")
        if not 0 <= count <= len(view):
            raise OSError(errno.EIO, f"{method} was asked for {len(view)} bytes but returned {count}")
        return int(count)


def _read_copy(file: Any, view: memoryview) -> Optional[int]:
    data = file.read(min(len(view), _CHUNK))
    if data is None:
        return None
    if isinstance(data, str):
        raise TypeError("read() returned text; open the file in binary mode")
    with memoryview(data).cast("B") as got:
        if len(got) <= len(view):
            view[: len(got)] = got
        return len(got)


def position(source: Any) -> Optional[int]:
    """Return the position of a source that can be read again; None if it cannot. Paths and memory have position 0."""
    try:
        if isinstance(source, (str, os.PathLike)):
            return 0 if os.path.isfile(source) else None
        if isinstance(source, int):
            return os.lseek(source, 0, os.SEEK_CUR)
        return int(source.tell()) if is_file(source) and source.seekable() else None
    except (AttributeError, OSError, ValueError):
        return None


def rewind(source: Any, to: int) -> None:
    """Set a file object or a descriptor to a position that `position` returned."""
    if isinstance(source, int):
        os.lseek(source, to, os.SEEK_SET)
    elif not isinstance(source, (str, os.PathLike)):
        source.seek(to)


core.register(read_some=_read_some)
