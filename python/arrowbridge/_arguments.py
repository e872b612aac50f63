"""Arguments on their way to C, which would take only a part of them: the low bits of a number, a text up to its first NUL."""

from __future__ import annotations

import operator
import os
from typing import Any, Union

from ._errors import invalid


def integer(value: Any, name: str, bits: int = 64) -> int:
    """A number that a signed integer of so many bits holds."""
    number = operator.index(value)
    if not -(1 << (bits - 1)) <= number < 1 << (bits - 1):
        raise invalid(f"argument '{name}' is {number}, which {bits} bits cannot hold")
    return number


def text(value: str, name: str) -> bytes:
    return _whole(value.encode("utf-8", "surrogateescape"), name)


def path(value: Union[str, "os.PathLike[Any]"]) -> bytes:
    return _whole(os.fsencode(value), "path")


def _whole(value: bytes, name: str) -> bytes:
    if b"\0" in value:
        raise invalid(f"argument '{name}' contains a NUL character: {value!r}")
    return value
