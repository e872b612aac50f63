"""Capsules around the structs of the C interfaces: made, filled, and emptied once."""

from __future__ import annotations

import ctypes
from ctypes import byref, c_void_p, py_object
from typing import Any, Dict, Tuple, Type

from . import _abi
from ._library import call

SCHEMA = "arrow_schema"
ARRAY = "arrow_array"
STREAM = "arrow_array_stream"
DEVICE_ARRAY = "arrow_device_array"
DEVICE_STREAM = "arrow_device_array_stream"

_STRUCTS: Dict[str, Type[ctypes.Structure]] = {
    SCHEMA: _abi.ArrowSchema,
    ARRAY: _abi.ArrowArray,
    STREAM: _abi.ArrowArrayStream,
    DEVICE_ARRAY: _abi.ArrowDeviceArray,
    DEVICE_STREAM: _abi.ArrowDeviceArrayStream,
}

_api = ctypes.pythonapi
_api.PyCapsule_GetPointer.argtypes = [py_object, ctypes.c_char_p]
_api.PyCapsule_GetPointer.restype = c_void_p
_api.PyCapsule_IsValid.argtypes = [py_object, ctypes.c_char_p]
_api.PyCapsule_GetName.argtypes = [py_object]
_api.PyCapsule_GetName.restype = ctypes.c_char_p
_api.Py_IncRef.argtypes = [py_object]
_api.Py_IncRef.restype = None
_api.Py_DecRef.argtypes = [c_void_p]
_api.Py_DecRef.restype = None


class _PyBuffer(ctypes.Structure):
    _fields_ = [
        ("buf", c_void_p),
        ("obj", c_void_p),
        ("len", ctypes.c_ssize_t),
        ("itemsize", ctypes.c_ssize_t),
        ("readonly", ctypes.c_int),
        ("ndim", ctypes.c_int),
        ("format", ctypes.c_char_p),
        ("shape", c_void_p),
        ("strides", c_void_p),
        ("suboffsets", c_void_p),
        ("internal", c_void_p),
    ]


_api.PyObject_GetBuffer.argtypes = [py_object, ctypes.POINTER(_PyBuffer), ctypes.c_int]
_api.PyBuffer_Release.argtypes = [ctypes.POINTER(_PyBuffer)]
_api.PyBuffer_Release.restype = None


def buffer_address(view: memoryview) -> int:
    """Where the bytes of a view are: as long as it lives."""
    buffer = _PyBuffer()
    _api.PyObject_GetBuffer(view, byref(buffer), 0)
    try:
        return buffer.buf or 0
    finally:
        _api.PyBuffer_Release(byref(buffer))


def new(name: str) -> Tuple[Any, int]:
    """A capsule whose struct is released, and the struct's address. The struct lives as long as the capsule."""
    made, address = c_void_p(), c_void_p()
    call("ArrowBridgeCapsuleNew", name.encode(), byref(made), byref(address))
    return _own(made), int(address.value or 0)


def _own(made: c_void_p) -> Any:
    """The object of a new reference."""
    capsule = ctypes.cast(made, py_object).value
    _api.Py_DecRef(made)  # `capsule` has its own
    return capsule


def filled(name: str, function: str, *arguments: Any) -> Any:
    """A capsule that a function of the library, whose last output is the struct, has filled."""
    capsule, address = new(name)
    call(function, *arguments, address)
    return capsule


def is_capsule(value: Any) -> bool:
    return type(value).__name__ == "PyCapsule"


def check(value: Any, name: str, what: str) -> None:
    """A TypeError where something is no capsule, a ValueError where it is another one."""
    if not is_capsule(value):
        raise TypeError(f"{what} must be a PyCapsule named {name!r}, not {type(value).__name__}")
    if not _api.PyCapsule_IsValid(value, name.encode()):
        found = _api.PyCapsule_GetName(value)
        raise ValueError(f"{what} must be a PyCapsule named {name!r}, not {(found or b'').decode('utf-8', 'replace')!r}")


def borrow(capsule: Any, name: str, what: str) -> int:
    """The address of the live struct in a capsule, which stays there."""
    check(capsule, name, what)
    address = int(_api.PyCapsule_GetPointer(capsule, name.encode()))
    struct = _STRUCTS[name].from_address(address)
    if not getattr(struct, "array", struct).release:
        raise ValueError(f"{what} holds a struct that is released: it was consumed before")
    return address


def take(capsule: Any, name: str, out: Any, what: str = "the capsule") -> None:
    """Move the struct out of a capsule; the second time it is a ValueError that says "released"."""
    check(capsule, name, what)
    call("ArrowBridgeCapsuleTake", capsule, name.encode(), out)


def capsule_from_address(name: str, address: int) -> Any:
    """A capsule that takes over the struct at an address, which is marked released; the memory there stays its owner's.

    `name` says which of the five structs it is ("arrow_schema", "arrow_array", "arrow_array_stream", "arrow_device_array",
    "arrow_device_array_stream"). The capsule releases the struct unless somebody has taken it before.
    """
    if name not in _STRUCTS:
        raise ValueError(f"the name of a capsule is one of {', '.join(_STRUCTS)}, not {name!r}")
    if not address:
        raise ValueError("the address is NULL")
    made = c_void_p()
    call("ArrowBridgeCapsuleFromStruct", name.encode(), address, byref(made))
    return _own(made)


def struct_from_capsule(capsule: Any, name: str, address: int) -> None:
    """Move the struct of a capsule to an address, once; the second time it is a ValueError that says "released".

    Whatever was at the address is overwritten. Of several threads that try it with one capsule, one succeeds.
    """
    if name not in _STRUCTS:
        raise ValueError(f"the name of a capsule is one of {', '.join(_STRUCTS)}, not {name!r}")
    if not address:
        raise ValueError("the address is NULL")
    take(capsule, name, address)


def new_reference(value: Any) -> int:
    """The address of an object, with a reference for ArrowBridgePythonRelease()."""
    _api.Py_IncRef(value)
    return id(value)
