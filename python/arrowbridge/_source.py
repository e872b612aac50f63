"""Readers of Python iterables. The library advances the iterable on the thread that reads."""

from __future__ import annotations

import atexit
import ctypes
import threading
from ctypes import CFUNCTYPE, byref, c_int, c_void_p, py_object
from typing import Any, Iterable, Iterator, Optional

from . import _capsules, _structs
from ._abi import ArrowBridgeError as ErrorText
from ._batch import RecordBatch
from ._errors import ArrowBridgeError, code_of, invalid, text_of
from ._handles import ReaderHandle
from ._library import call, lib, refuse_fork
from ._schema import Schema

_END = -1  # ARROWBRIDGE_PYTHON_END
# How long the shutdown of the interpreter waits for calls into Python on other threads to return.
_SHUTDOWN_TIMEOUT_MS = 2000

# The exception of the last callback on this thread. Callbacks run on the thread of the call that causes them.
_last = threading.local()


def call_reading(name: str, *arguments: Any) -> None:
    """Call a function that may read from a Python iterable. An exception of the iterable is raised unchanged."""
    _last.error = None
    _last.depth = getattr(_last, "depth", 0) + 1
    try:
        call(name, *arguments)
        return
    except ArrowBridgeError as error:
        failure, original = error, _last.error
    finally:
        _last.error = None
        _last.depth -= 1
    if original is not None and code_of(original) == failure.code and _short(text_of(original)) in failure.message:
        raise original
    raise failure


def _short(text: str) -> str:
    """Return the start of a message, which the library certainly does not change or truncate."""
    return text.encode("utf-8", "replace").split(b"\0")[0][:200].decode("utf-8", "ignore")


def failed(error: BaseException, error_address: Optional[int]) -> int:
    """Translate an exception for C: fill the ArrowBridgeError at an address and return the error code.

    Also keep the exception for the Python call that the callback belongs to, if there is one.
    """
    if getattr(_last, "depth", 0):
        _last.error = error
    if error_address:
        text = text_of(error).encode("utf-8", "replace").split(b"\0")[0][:1023]
        ErrorText.from_address(error_address).message = text.decode("utf-8", "ignore").encode()
    return code_of(error)


class Source:
    """An iterable of batches. It is kept until end of stream, an error or close(), and then dropped."""

    __slots__ = ("_schema", "_iterable", "_iterator", "_count")

    def __init__(self, schema: Schema, batches: Iterable[Any]) -> None:
        self._schema = schema
        self._iterable: Optional[Iterable[Any]] = batches
        self._iterator: Optional[Iterator[Any]] = iter(batches)
        self._count = 0

    def _drop(self) -> None:
        self._iterable = self._iterator = None

    def next(self, out: int) -> int:
        """Export the next batch to the ArrowArray at an address. Return 0, or _END at end of stream."""
        if self._iterator is None:
            return _END
        try:
            value = next(self._iterator)
        except StopIteration:
            self._drop()
            return _END
        except BaseException:
            self._drop()
            raise
        batch = value if isinstance(value, RecordBatch) else RecordBatch(value)
        if not batch.schema.equals(self._schema):
            if batch.column_names != self._schema.names:
                raise invalid(
                    f"STR-8: batch {self._count} has the columns {batch.column_names}, "
                    f"but the schema of the reader has {self._schema.names}"
                )
            batch = batch.cast(self._schema)
        self._count += 1
        call("ArrowBridgeExportRecordBatch", batch._handle, out, None)
        return 0


@CFUNCTYPE(None, py_object, c_void_p, c_void_p, c_void_p)  # type: ignore[misc]
def _next(source: Source, out: int, code: int, error: int) -> None:
    try:
        answer = source.next(out)
    except BaseException as raised:
        answer = failed(raised, error)
    c_int.from_address(code).value = answer


def open_source(schema: Schema, batches: Iterable[Any]) -> ReaderHandle:
    """Make a reader of an iterable."""
    refuse_fork("ArrowBridgeReaderFromPython")
    source = Source(schema, batches)
    struct = _structs.export_schema(schema._handle)
    reference = _capsules.new_reference(source)
    return ReaderHandle.make(
        "ArrowBridgeReaderFromPython", byref(struct), ctypes.cast(_next, c_void_p), reference
    )


def _stop() -> None:
    # If the library was never loaded there is nothing to stop. In a forked child this is the parent's task.
    if lib.loaded and not lib.forked:
        lib.ArrowBridgePythonStop(_SHUTDOWN_TIMEOUT_MS)


atexit.register(_stop)
