"""Conversion of Python arguments to C, with checks for values that C would silently truncate.

These are integers that do not fit into the C type, and strings with a NUL character.
"""

from __future__ import annotations

import math
import operator
import os

from ._errors import invalid

TYPE_CHECKING = False  # typing is slow to import
if TYPE_CHECKING:
    from typing import Any, Optional, Union


def integer(value: Any, name: str, bits: int = 64) -> int:
    """Return an integer that fits into a signed C integer of `bits` bits."""
    number = operator.index(value)
    if not -(1 << (bits - 1)) <= number < 1 << (bits - 1):
        raise invalid(f"argument '{name}' is {number}, which is out of range for a {bits}-bit integer")
    return number


def milliseconds(seconds: Optional[float], name: str) -> int:
    """Round up to milliseconds; 0 stands for no limit."""
    if seconds is None:
        return 0
    if not 0 < seconds <= 1e15:
        raise invalid(f"argument '{name}' is {seconds}; it must be above 0, or None for no limit")
    return math.ceil(seconds * 1000)


def text(value: str, name: str) -> bytes:
    return _without_nul(value.encode("utf-8", "surrogateescape"), name)


def path(value: Union[str, "os.PathLike[Any]"]) -> bytes:
    return _without_nul(os.fsencode(value), "path")


def _without_nul(value: bytes, name: str) -> bytes:
    if b"\0" in value:
        raise invalid(f"argument '{name}' contains a NUL character: {value!r}")
    return value
