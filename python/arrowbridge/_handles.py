"""Handles of the library, each released once, by whoever comes first, on any thread, and never in a forked child."""

from __future__ import annotations

from ctypes import byref, c_void_p
from typing import List, Type, TypeVar

from ._library import call, lib

_H = TypeVar("_H", bound="Handle")


class Handle:
    """Owns a handle. `_as_parameter_` is what ctypes passes for it: None, that is NULL, once it is released."""

    __slots__ = ("_owned", "__weakref__")
    _release = ""

    def __init__(self, value: c_void_p) -> None:
        # A list, because taking its only item out is atomic with and without the GIL.
        self._owned: List[c_void_p] = [value]

    @classmethod
    def make(cls: Type[_H], function: str, *arguments: object) -> _H:
        """Call a function whose last output is a new handle."""
        out = c_void_p()
        call(function, *arguments, byref(out))
        return cls(out)

    @property
    def _as_parameter_(self) -> object:
        try:
            return self._owned[0]
        except IndexError:
            return None

    @property
    def released(self) -> bool:
        return not self._owned

    def release(self) -> None:
        try:
            value = self._owned.pop()
        except IndexError:
            return
        if not lib.forked:
            getattr(lib, self._release)(value)

    def __del__(self) -> None:
        # The modules of an interpreter that is going away may be gone before this object.
        if lib is not None and getattr(self, "_owned", None):
            self.release()


class SchemaHandle(Handle):
    __slots__ = ()
    _release = "ArrowBridgeSchemaRelease"


class ArrayHandle(Handle):
    __slots__ = ()
    _release = "ArrowBridgeArrayRelease"


class ReaderHandle(Handle):
    __slots__ = ()
    _release = "ArrowBridgeReaderRelease"
