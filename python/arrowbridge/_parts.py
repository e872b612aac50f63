"""Builds arrays from buffers with ArrowBridgeArrayFromParts(): one part per field of the schema, in pre-order."""

from __future__ import annotations

import ctypes
from array import array
from ctypes import POINTER, Structure, byref, c_int64, c_void_p
from typing import Any, List, Optional, Sequence, Union

from ._abi import ArrowArray
from ._handles import ArrayHandle, SchemaHandle


_ARRAY_POINTER = POINTER(ArrowArray)


class Buffer(Structure):
    """struct ArrowBridgeBuffer."""

    _fields_ = [("data", c_void_p), ("size", c_int64), ("release", c_void_p), ("context", c_void_p)]


class _ArrayPart(Structure):
    """struct ArrowBridgeArrayPart."""

    _fields_ = [
        ("length", c_int64),
        ("null_count", c_int64),
        ("offset", c_int64),
        ("n_buffers", c_int64),
        ("buffers", POINTER(Buffer)),
        ("array", _ARRAY_POINTER),
    ]


# Bytes that the library copies; or, as a Buffer, memory that it does not copy.
BufferLike = Union[bytes, "array[Any]", Buffer, None]


class Part:
    """One field: its buffers; or an array for the field and all its children."""

    __slots__ = ("length", "null_count", "offset", "buffers", "array")

    def __init__(
        self,
        length: int = 0,
        null_count: int = 0,
        buffers: Sequence[BufferLike] = (),
        array: Optional[ArrowArray] = None,
        offset: int = 0,
    ) -> None:
        self.length = length
        self.null_count = null_count
        self.offset = offset
        self.buffers: List[BufferLike] = list(buffers)
        self.array = array


def _describe(buffer: BufferLike) -> Buffer:
    if buffer is None:
        return Buffer()
    if isinstance(buffer, Buffer):
        return buffer
    if isinstance(buffer, bytes):
        return Buffer(ctypes.cast(ctypes.c_char_p(buffer), c_void_p), len(buffer))
    address, count = buffer.buffer_info()
    return Buffer(address, count * buffer.itemsize)


def make(schema: SchemaHandle, parts: Sequence[Part]) -> ArrayHandle:
    """Make an array from parts. Buffers with a release callback, and arrays, are consumed even if this fails."""
    structs = (_ArrayPart * max(len(parts), 1))()
    for struct, part in zip(structs, parts):
        struct.length = part.length
        struct.null_count = part.null_count
        struct.offset = part.offset
        if part.array is not None:
            struct.array = _ARRAY_POINTER(part.array)  # also accepts instances of subclasses
            continue
        struct.n_buffers = len(part.buffers)
        if part.buffers:
            struct.buffers = (Buffer * len(part.buffers))(*map(_describe, part.buffers))
    return ArrayHandle.make("ArrowBridgeArrayFromParts", schema, len(parts), byref(structs))
