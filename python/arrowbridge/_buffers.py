"""Bulk access to the buffers of arrays, without a Python object per value."""

from __future__ import annotations

import struct
import sys
from itertools import chain
from typing import TYPE_CHECKING, Any, List, Optional, Sequence

from ._library import core

if TYPE_CHECKING:
    from ._core import ArrayView

LITTLE = sys.byteorder == "little"
ORDER = sys.byteorder


def memory(address: int, size: int) -> memoryview:
    """Return a read-only view of memory. The caller must keep the memory valid."""
    view: memoryview = core.memory(address, size)
    return view


def fixed(array: ArrayView, index: int, start: int, length: int, width: int) -> memoryview:
    """Return the bytes of `length` values of `width` bytes each. `start` is the index of the first, in the buffer."""
    address = array.buffer(index)
    return memory(address + start * width if address else 0, length * width)


def numbers(array: ArrayView, index: int, start: int, length: int, code: str) -> List[Any]:
    """Return values as a list. `code` is a format character of `memoryview`."""
    return fixed(array, index, start, length, struct.calcsize(code)).cast(code).tolist()


# The bits of each byte, least significant bit first (COL-3).
_BITS = [tuple(bool(byte >> bit & 1) for bit in range(8)) for byte in range(256)]


def bits(address: int, start: int, length: int) -> List[bool]:
    """Return bits of a bitmap as booleans."""
    first = start // 8
    view = memory(address + first, (start + length + 7) // 8 - first)
    flags = list(chain.from_iterable(map(_BITS.__getitem__, view)))
    skip = start - first * 8
    return flags[skip : skip + length]


def validity(array: ArrayView, start: int, length: int) -> Optional[List[bool]]:
    """Return for each row whether it is valid (not null); None if all rows are valid."""
    if array.null_count == 0 or not array.buffer(0) or length == 0:
        return None
    valid = bits(array.buffer(0), start, length)
    return None if all(valid) else valid


def with_nulls(values: Sequence[Any], valid: Optional[Sequence[bool]]) -> List[Any]:
    if valid is None:
        return values if isinstance(values, list) else list(values)
    return [value if ok else None for value, ok in zip(values, valid)]


def pack_bits(flags: Sequence[Any]) -> bytes:
    """Pack true and false values into a bitmap."""
    if not flags:
        return b""
    # int() parses a number in base 2 in linear time. The last digit is bit 0.
    digits = bytes(map(_DIGITS.__getitem__, map(bool, flags)))[::-1]
    return int(digits, 2).to_bytes((len(flags) + 7) // 8, "little")


_DIGITS = {False: ord("0"), True: ord("1")}
