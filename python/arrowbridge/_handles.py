"""Owners of the library's handles. Each handle is released exactly once, on any thread, and never in a forked child."""

from __future__ import annotations

import threading
from ctypes import byref, c_void_p
from typing import List, Optional, Type, TypeVar

from ._library import call, lib

_H = TypeVar("_H", bound="Handle")


class Handle:
    """Owner of a handle. ctypes passes `_as_parameter_` to C: the handle, or None (NULL) once it is released."""

    __slots__ = ("_owned", "__weakref__")
    _release = ""

    def __init__(self, value: c_void_p) -> None:
        # A list, because pop() of its only item is atomic with and without the GIL.
        self._owned: List[c_void_p] = [value]

    @classmethod
    def make(cls: Type[_H], function: str, *arguments: object) -> _H:
        """Call a function whose last output is a new handle."""
        # The owner is created before the handle, so that an exception (KeyboardInterrupt) at any point leaks nothing.
        out = c_void_p()
        made = cls(out)
        call(function, *arguments, byref(out))
        return made

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
        # While the interpreter shuts down, modules may be cleared before this object is deleted.
        if lib is not None and getattr(self, "_owned", None):
            self.release()


class SchemaHandle(Handle):
    __slots__ = ()
    _release = "ArrowBridgeSchemaRelease"


class ArrayHandle(Handle):
    __slots__ = ()
    _release = "ArrowBridgeArrayRelease"


class ReaderHandle(Handle):
    """Owner of a reader. If the reader is closed during a call on another thread, it is released after the call."""

    __slots__ = ("_lock", "_calls", "_closing")
    _release = "ArrowBridgeReaderRelease"

    def __init__(self, value: c_void_p) -> None:
        super().__init__(value)
        self._lock = threading.Lock()
        self._calls = 0
        self._closing = False

    @property
    def released(self) -> bool:
        return self._closing or not self._owned

    def __enter__(self) -> Optional[c_void_p]:
        """Return the handle, which stays valid until __exit__; None if it is released."""
        with self._lock:
            if self._closing or not self._owned:
                return None
            self._calls += 1
            return self._owned[0]

    def __exit__(self, *_: object) -> None:
        with self._lock:
            self._calls -= 1
            last = self._closing and self._calls == 0
        if last:
            super().release()

    def release(self) -> None:
        with self._lock:
            self._closing = True
            idle = self._calls == 0
        if idle:
            super().release()

    def __del__(self) -> None:
        # No call can be running if nothing refers to this object. The count may still be positive: KeyboardInterrupt
        # may have come between the count and the call.
        if lib is not None and getattr(self, "_owned", None):
            super().release()
