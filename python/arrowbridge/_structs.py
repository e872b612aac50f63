"""Structs of the C interfaces that are released when the Python object is deleted.

The children of such a struct, and all other memory it points to, are valid only as long as the struct itself. Code that
uses them must keep a reference to the struct.
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
        # While the interpreter shuts down, modules may be cleared before this object is deleted.
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
    """Export a schema as a struct that shares the memory of the handle."""
    schema = OwnedSchema()
    call("ArrowBridgeExportSchema", handle, byref(schema))
    return schema


def release_all(structs: Any) -> None:
    """Release the structs of a ctypes array that are not released yet."""
    if not lib.forked:
        for struct in structs:
            _abi.release(struct)
