"""Structs that own what they hold, and release it when they go.

The parts of such a struct, such as its children, are only there while the struct itself is: whoever looks at them must hold on to it.
"""

from __future__ import annotations

from ctypes import byref, sizeof
from typing import Any

from . import _abi
from ._handles import SchemaHandle
from ._library import call, lib

ARRAY_SIZE = sizeof(_abi.ArrowArray)


class _Owner:
    def __del__(self) -> None:
        # The modules of an interpreter that is going away may be gone before this object.
        if lib is not None and _abi is not None and not lib.forked:
            _abi.release(self)  # type: ignore[arg-type]


class OwnedSchema(_abi.ArrowSchema, _Owner):
    pass


class OwnedArray(_abi.ArrowArray, _Owner):
    pass


class OwnedStream(_abi.ArrowArrayStream, _Owner):
    pass


class OwnedDeviceArray(_abi.ArrowDeviceArray, _Owner):
    pass


class OwnedDeviceStream(_abi.ArrowDeviceArrayStream, _Owner):
    pass


def export_schema(handle: SchemaHandle) -> OwnedSchema:
    """The schema's struct, sharing its memory."""
    schema = OwnedSchema()
    call("ArrowBridgeExportSchema", handle, byref(schema))
    return schema


def release_all(structs: Any) -> None:
    """Release those of a ctypes array that are live still."""
    if not lib.forked:
        for struct in structs:
            _abi.release(struct)
