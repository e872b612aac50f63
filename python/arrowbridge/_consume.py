"""Imports objects of other packages as handles of the library: objects with PyCapsule methods, or capsules."""

from __future__ import annotations

from ctypes import byref
from typing import Any, Callable, Optional, Tuple

from . import _abi, _capsules
from ._handles import ArrayHandle, ReaderHandle, SchemaHandle
from ._library import call
from ._schema import SchemaBase
from ._schema_build import copy
from ._structs import OwnedArray, OwnedDeviceArray, OwnedDeviceStream, OwnedSchema, OwnedStream

ARRAY_METHODS = ("__arrow_c_array__", "__arrow_c_device_array__")
STREAM_METHODS = ("__arrow_c_stream__", "__arrow_c_device_stream__")


def method(value: Any, *names: str) -> Tuple[str, Callable[..., Any]]:
    """Return the first of these methods that an object has, with its name. Classes are rejected."""
    if not isinstance(value, type):
        for name in names:
            found = getattr(value, name, None)
            if found is not None:
                return name, found
    raise TypeError(f"an object of type {type(value).__name__} has none of the methods {', '.join(names)}")


def _call_producer(produce: Callable[..., Any], requested_schema: Any) -> Any:
    return produce() if requested_schema is None else produce(requested_schema=requested_schema)


def _take_schema(capsule: Any, what: str) -> SchemaHandle:
    struct = OwnedSchema()
    _capsules.take(capsule, _capsules.SCHEMA, byref(struct), what)
    return SchemaHandle.make("ArrowBridgeImportSchema", byref(struct))


def schema(value: Any) -> SchemaHandle:
    """Import a schema from any object with `__arrow_c_schema__`, or from a capsule."""
    if isinstance(value, SchemaBase):
        return value._handle
    if _capsules.is_capsule(value):
        return _take_schema(value, "the schema")
    name, produce = method(value, "__arrow_c_schema__")
    return _take_schema(produce(), f"the result of {name} of {type(value).__name__}")


def _pair(value: Any, what: str) -> Tuple[Any, Any]:
    if not isinstance(value, tuple) or len(value) != 2:
        raise TypeError(f"{what} must be a tuple of two capsules, not {type(value).__name__}")
    return value[0], value[1]


def array(
    value: Any, requested_schema: Any = None, import_function: str = "ArrowBridgeImportArray"
) -> Tuple[ArrayHandle, SchemaHandle]:
    """Import an array and its schema from any object with one of the array methods, or from two capsules."""
    if isinstance(value, tuple):
        name, what = ARRAY_METHODS[0], "the value"
        pair = _pair(value, what)
    else:
        name, produce = method(value, *ARRAY_METHODS)
        what = f"the result of {name} of {type(value).__name__}"
        pair = _pair(_call_producer(produce, requested_schema), what)
    kind = _capsules.ARRAY if name == ARRAY_METHODS[0] else _capsules.DEVICE_ARRAY
    _capsules.check(pair[1], kind, what)
    schema_handle = _take_schema(pair[0], what)
    struct = OwnedArray()
    if kind == _capsules.ARRAY:
        _capsules.take(pair[1], kind, byref(struct), what)
    else:
        device = OwnedDeviceArray()
        _capsules.take(pair[1], kind, byref(device), what)
        call("ArrowBridgeArrayFromDevice", byref(device), byref(struct))
    return ArrayHandle.make(import_function, byref(struct), schema_handle), schema_handle


def stream(
    value: Any, requested_schema: Any = None, import_function: str = "ArrowBridgeImportRecordBatchReader"
) -> ReaderHandle:
    """Import a reader from any object with one of the stream methods, or from a capsule."""
    if _capsules.is_capsule(value):
        name, what, capsule = STREAM_METHODS[0], "the stream", value
    else:
        name, produce = method(value, *STREAM_METHODS)
        what = f"the result of {name} of {type(value).__name__}"
        capsule = _call_producer(produce, requested_schema)
    struct = OwnedStream()
    if name == "__arrow_c_stream__":
        _capsules.take(capsule, _capsules.STREAM, byref(struct), what)
    else:
        device = OwnedDeviceStream()
        _capsules.take(capsule, _capsules.DEVICE_STREAM, byref(device), what)
        call("ArrowBridgeStreamFromDevice", byref(device), byref(struct))
    return ReaderHandle.make(import_function, byref(struct))


def is_array(value: Any) -> bool:
    """Return whether an object is to be imported as an array. Raise a TypeError if it is neither array nor stream."""
    if has_stream(value):
        return False
    if not has_array(value):
        method(value, *STREAM_METHODS, *ARRAY_METHODS)
    return True


def has_stream(value: Any) -> bool:
    """Return whether an object is to be imported as a stream. An object with both kinds of methods is."""
    return _capsules.is_capsule(value) or (
        not isinstance(value, type) and any(getattr(value, name, None) is not None for name in STREAM_METHODS)
    )


def has_array(value: Any) -> bool:
    return isinstance(value, tuple) or (
        not isinstance(value, type) and any(getattr(value, name, None) is not None for name in ARRAY_METHODS)
    )


def requested(capsule: Optional[Any]) -> Optional[SchemaHandle]:
    """Copy the schema that a consumer requests. The capsule is not consumed, so that callers can reuse it (PYC-15)."""
    if capsule is None:
        return None
    address = _capsules.borrow(capsule, _capsules.SCHEMA, "requested_schema")
    return copy(_abi.ArrowSchema.from_address(address))


def refuse_keywords(operation: str, keywords: Any) -> None:
    """Raise for keyword arguments of later versions of the protocol, unless they are None (PYC-22)."""
    for name, value in keywords.items():
        if value is not None:
            raise NotImplementedError(f"{operation}: the keyword {name!r} is not supported")
