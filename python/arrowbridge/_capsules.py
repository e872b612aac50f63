"""PyCapsules that hold the structs of the C interfaces."""

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
    """Return the address of the bytes of a view. It is valid as long as the view exists."""
    buffer = _PyBuffer()
    _api.PyObject_GetBuffer(view, byref(buffer), 0)
    try:
        return buffer.buf or 0
    finally:
        _api.PyBuffer_Release(byref(buffer))


def new(name: str) -> Tuple[Any, int]:
    """Make a capsule with a released struct. Return the capsule and the address of the struct, which it owns."""
    made, address = c_void_p(), c_void_p()
    call("ArrowBridgeCapsuleNew", name.encode(), byref(made), byref(address))
    return _own(made), int(address.value or 0)


def _own(made: c_void_p) -> Any:
    """Turn an owned PyObject* into a Python object."""
    capsule = ctypes.cast(made, py_object).value
    _api.Py_DecRef(made)  # the variable has its own reference
    return capsule


def filled(name: str, function: str, *arguments: Any) -> Any:
    """Make a capsule and fill its struct with a function of the library, whose last output is the struct."""
    capsule, address = new(name)
    call(function, *arguments, address)
    return capsule


def is_capsule(value: Any) -> bool:
    return type(value).__name__ == "PyCapsule"


def check(value: Any, name: str, what: str) -> None:
    """Raise a TypeError for an object that is not a capsule, and a ValueError for a capsule of another name."""
    if not is_capsule(value):
        raise TypeError(f"{what} must be a PyCapsule named {name!r}, not {type(value).__name__}")
    if not _api.PyCapsule_IsValid(value, name.encode()):
        found = (_api.PyCapsule_GetName(value) or b"").decode("utf-8", "replace")
        raise ValueError(f"{what} must be a PyCapsule named {name!r}, not {found!r}")


def borrow(capsule: Any, name: str, what: str) -> int:
    """Return the address of the struct in a capsule, without consuming it."""
    check(capsule, name, what)
    address = int(_api.PyCapsule_GetPointer(capsule, name.encode()))
    struct = _STRUCTS[name].from_address(address)
    if not getattr(struct, "array", struct).release:
        raise ValueError(f"{what} has a struct that is released: it was already consumed")
    return address


def take(capsule: Any, name: str, out: Any, what: str = "the capsule") -> None:
    """Move the struct out of a capsule. A capsule that was already consumed raises a ValueError ("released")."""
    check(capsule, name, what)
    call("ArrowBridgeCapsuleTake", capsule, name.encode(), out)


def capsule_from_address(name: str, address: int) -> Any:
    """Move the struct at an address into a new capsule.

    The struct at the address is marked released; its memory still belongs to the caller. When the capsule is destroyed,
    it releases the struct, unless a consumer has moved the struct out.

    Parameters
    ----------
    name : str
        The name of the capsule, which determines the type of the struct: "arrow_schema", "arrow_array",
        "arrow_array_stream", "arrow_device_array" or "arrow_device_array_stream".
    address : int
        The address of the struct.

    Returns
    -------
    PyCapsule
    """
    if name not in _STRUCTS:
        raise ValueError(f"the name of a capsule must be one of {', '.join(_STRUCTS)}, not {name!r}")
    if not address:
        raise ValueError("the address is NULL")
    made = c_void_p()
    call("ArrowBridgeCapsuleFromStruct", name.encode(), address, byref(made))
    return _own(made)


def struct_from_capsule(capsule: Any, name: str, address: int) -> None:
    """Move the struct out of a capsule to an address.

    The memory at the address is overwritten. If several threads call this function for the same capsule, one of them
    succeeds.

    Parameters
    ----------
    capsule : PyCapsule
        The capsule.
    name : str
        The name of the capsule: see `capsule_from_address`.
    address : int
        The address that the struct is moved to.

    Raises
    ------
    ValueError
        If the struct was already moved out. The message says that it is released.
    """
    if name not in _STRUCTS:
        raise ValueError(f"the name of a capsule must be one of {', '.join(_STRUCTS)}, not {name!r}")
    if not address:
        raise ValueError("the address is NULL")
    take(capsule, name, address)


def new_reference(value: Any) -> int:
    """Return the address of an object with a new reference, which ArrowBridgePythonRelease() gives back."""
    _api.Py_IncRef(value)
    return id(value)
