"""Bulk access to the buffers of arrays, without a Python object per value."""

from __future__ import annotations

import ctypes
import struct
import sys
from itertools import chain
from typing import Any, List, Optional, Sequence

from ._abi import ArrowArray

_memory = ctypes.pythonapi.PyMemoryView_FromMemory
_memory.restype = ctypes.py_object
_memory.argtypes = [ctypes.c_void_p, ctypes.c_ssize_t, ctypes.c_int]
_READ = 0x100  # PyBUF_READ

LITTLE = sys.byteorder == "little"
ORDER = sys.byteorder


def memory(address: Optional[int], size: int) -> memoryview:
    """Return a read-only view of memory. The caller must keep the memory valid."""
    if not address or size <= 0:
        return memoryview(b"")
    view: memoryview = _memory(address, size, _READ)
    return view


def fixed(array: ArrowArray, index: int, start: int, length: int, width: int) -> memoryview:
    """Return the bytes of `length` values of `width` bytes each. `start` is the index of the first, in the buffer."""
    address = array.buffers[index]
    return memory(address + start * width if address else None, length * width)


def numbers(array: ArrowArray, index: int, start: int, length: int, code: str) -> List[Any]:
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


def validity(array: ArrowArray, start: int, length: int) -> Optional[List[bool]]:
    """Return for each row whether it is valid (not null); None if all rows are valid."""
    if array.null_count == 0 or not array.buffers[0] or length == 0:
        return None
    valid = bits(array.buffers[0], start, length)
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
