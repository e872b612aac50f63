"""Destinations of written bytes: paths, file descriptors, and objects with a `write` method."""

from __future__ import annotations

import errno
import os

from . import _arguments
from ._library import core

TYPE_CHECKING = False  # typing is slow to import
if TYPE_CHECKING:
    from typing import Any, Optional, Tuple

    from .protocols import WritableSink


def destination(sink: WritableSink) -> Tuple[Optional[bytes], int, Any]:
    """Return the sink as a path, a descriptor or an object. The other two are None or -1."""
    if isinstance(sink, (str, os.PathLike)):
        return _arguments.path(sink), -1, None
    if isinstance(sink, int) and not isinstance(sink, bool):
        return None, _arguments.integer(sink, "sink", 32), None
    if getattr(sink, "write", None) is None or isinstance(sink, type):
        raise TypeError(
            f"a path, a file descriptor or an object with the method write is needed, not {type(sink).__name__}"
        )
    return None, -1, sink


def _write_all(sink: Any, data: memoryview) -> None:
    """Write bytes to a sink. They are valid only during this call, so views that the sink keeps are released."""
    size = len(data)
    with data:
        position = 0
        while position < size:
            with data[position:] as rest:
                written = sink.write(rest)
            if written is not None and not 0 < written <= size - position:
                raise OSError(errno.EIO, f"write() got {size - position} bytes but returned that it wrote {written}")
            position = size if written is None else position + written


core.register(write_all=_write_all)
