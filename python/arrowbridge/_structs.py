"""Structs that own what they hold: exported ones, which are read while they live and released when they go."""

from __future__ import annotations

from ctypes import byref, sizeof
from typing import Any, Generic, TypeVar

from . import _abi
from ._abi import ArrowArray, ArrowArrayStream, ArrowDeviceArray, ArrowDeviceArrayStream, ArrowSchema
from ._handles import ArrayHandle, SchemaHandle
from ._library import call, lib

_S = TypeVar("_S", ArrowSchema, ArrowArray, ArrowArrayStream, ArrowDeviceArray, ArrowDeviceArrayStream)

ARRAY_SIZE = sizeof(ArrowArray)


class Owned(Generic[_S]):
    """A struct, live until this object goes."""

    __slots__ = ("struct", "__weakref__")

    def __init__(self, struct: _S) -> None:
        self.struct = struct

    def __del__(self) -> None:
        if lib is not None and not lib.forked:
            _abi.release(self.struct)


def export_schema(handle: SchemaHandle) -> Owned[ArrowSchema]:
    """The schema's struct, sharing its memory."""
    owned = Owned(ArrowSchema())
    call("ArrowBridgeExportSchema", handle, byref(owned.struct))
    return owned


def export_array(handle: ArrayHandle) -> Owned[ArrowArray]:
    """The array's struct as it is, sharing its memory."""
    owned = Owned(ArrowArray())
    call("ArrowBridgeExportArray", handle, byref(owned.struct), None)
    return owned


def release_all(structs: Any) -> None:
    """Release those of a ctypes array that are live still."""
    if not lib.forked:
        for struct in structs:
            _abi.release(struct)
