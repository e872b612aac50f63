"""Readers: streams of record batches that can be read once."""

from __future__ import annotations

import threading
from ctypes import byref, c_void_p
from typing import Any, Callable, Iterable, Iterator, List, Optional, TypeVar

from . import _abi, _arguments, _capsules, _casts, _consume, _structs
from ._array import schema_capsule
from ._batch import RecordBatch, as_schema
from ._check import Finding, checked_reader
from ._errors import invalid
from ._handles import ArrayHandle, ReaderHandle, SchemaHandle
from ._library import call, refuse_fork
from ._schema import Schema
from ._source import call_reading, open_source
from ._structs import OwnedStream

_T = TypeVar("_T")


class RecordBatchReader:
    """A stream of record batches. Iterate over it to read the batches.

    A reader can be read once, or be passed on as a stream once. Several threads can share a reader: each batch goes to
    one of them. If several threads pass it on, one of them succeeds. `close` can be called from any thread and does not
    wait for calls on other threads.
    """

    __slots__ = ("_handle", "_schema", "_failure", "_consumed", "_lock", "__weakref__")

    def __init__(self, value: Any, requested_schema: Any = None) -> None:
        """Import a stream.

        Parameters
        ----------
        value : object
            Any object with `__arrow_c_stream__` or `__arrow_c_device_stream__`, or a capsule. An object with
            `__arrow_c_array__` becomes a reader of one batch.
        requested_schema : object, optional
            Any object with `__arrow_c_schema__`: the schema that the producer is asked for. The producer may return
            another one.
        """
        wanted = None if requested_schema is None else schema_capsule(_consume.schema(requested_schema))
        if _consume.is_array(value):
            batch = RecordBatch(value, requested_schema)
            self._set_handle(reader_of(batch.schema, [batch]))
        else:
            self._set_handle(_consume.stream(value, wanted))

    def _set_handle(self, handle: ReaderHandle) -> None:
        self._handle = handle
        self._failure: Optional[BaseException] = None
        self._consumed = ""
        # Reentrant, because a Python source may read the reader that reads the source. The library rejects that call.
        self._lock = threading.RLock()
        self._schema = Schema._of(SchemaHandle.make("ArrowBridgeReaderGetSchemaHandle", handle))

    @classmethod
    def _of(cls, handle: ReaderHandle) -> "RecordBatchReader":
        reader = cls.__new__(cls)
        reader._set_handle(handle)
        return reader

    @classmethod
    def from_batches(cls, schema: Any, batches: Iterable[Any]) -> "RecordBatchReader":
        """Make a reader of Python objects.

        The iterable is advanced each time a batch is read, on the thread that reads it, and dropped at end of stream.
        Its exceptions reach Python callers unchanged, and other callers as an error code and a message.

        Parameters
        ----------
        schema : object
            Any object with `__arrow_c_schema__`.
        batches : iterable of objects
            Objects with `__arrow_c_array__`. Batches with the same column names and other types are cast.
        """
        return cls._of(open_source(as_schema(schema), batches))

    @classmethod
    def from_stream(cls, value: Any, schema: Any = None) -> "RecordBatchReader":
        """Import a stream, like the constructor. `schema` is the requested schema."""
        return cls(value, schema)

    @property
    def schema(self) -> Schema:
        return self._schema

    @property
    def closed(self) -> bool:
        return self._handle.released or bool(self._consumed)

    def _use(self, function: Callable[[Any], _T]) -> _T:
        """Call a function with the handle, which stays valid during the call even if a thread closes the reader."""
        if self._failure is not None:
            raise self._failure
        if self._consumed:
            raise invalid(self._consumed)
        with self._handle as handle:
            if handle is None:
                raise invalid("the reader is closed and therefore released")
            return function(handle)

    def _fail(self, error: Exception) -> None:
        """Release the producer after a failed read. Later reads raise the same error."""
        self._failure = error
        self._handle.release()

    def _next(self) -> Optional[RecordBatch]:
        # In a forked child the lock may be held by a thread that does not exist there.
        refuse_fork("ArrowBridgeReaderNextArray")
        with self._lock:
            return self._use(self._read)

    def _read(self, handle: Any) -> Optional[RecordBatch]:
        out = c_void_p()
        batch = ArrayHandle(out)
        try:
            call_reading("ArrowBridgeReaderNextArray", handle, byref(out))
        except Exception as error:
            self._fail(error)
            raise
        return RecordBatch._of(batch, self._schema._handle) if out else None

    def read_next_batch(self) -> RecordBatch:
        """Return the next batch. Raise StopIteration at end of stream, also on later calls."""
        batch = self._next()
        if batch is None:
            raise StopIteration
        return batch

    __next__ = read_next_batch

    def __iter__(self) -> Iterator[RecordBatch]:
        return self

    def read_all(self) -> Any:
        """Read all remaining batches into a Table. Ctrl-C is handled between batches."""
        from ._table import Table

        return Table._of(self._schema, list(self))

    def read_pandas(self) -> Any:
        """Read all remaining batches into a pandas.DataFrame. Requires pandas."""
        return self.read_all().to_pandas()

    def cast(self, to: Any) -> "RecordBatchReader":
        """Return a reader that casts the remaining batches to another schema. This reader is consumed.

        Parameters
        ----------
        to : object
            Any object with `__arrow_c_schema__`.

        Raises
        ------
        ArrowBridgeError
            If a field cannot be cast. The message names the field.
        """
        wanted = _consume.schema(to)
        cast = self._consume(lambda handle: _casts.cast_reader(handle, wanted, _casts.STRICT), "consumed by cast()")
        return RecordBatchReader._of(cast)

    def rebatch(self, min_rows: int = 0, max_rows: int = 0) -> "RecordBatchReader":
        """Return a reader of the same rows in batches of other lengths. This reader is consumed.

        Batches are split without a copy. Concatenating batches copies them, and is not supported for dictionary-encoded
        columns: cast them to the type of their values first.

        Parameters
        ----------
        min_rows, max_rows : int, default 0
            The minimum and maximum number of rows per batch. 0: no limit.
        """
        least, most = _arguments.integer(min_rows, "min_rows"), _arguments.integer(max_rows, "max_rows")
        made = self._consume(
            lambda handle: ReaderHandle.make("ArrowBridgeReaderRebatch", handle, least, most), "consumed by rebatch()"
        )
        return RecordBatchReader._of(made)

    def tee(self, count: int = 2) -> List["RecordBatchReader"]:
        """Return several readers that each yield all remaining batches. This reader is consumed.

        The new readers can be read on different threads. They share the batches. A batch is kept until the slowest
        reader has read it, so close readers that are no longer used.

        Parameters
        ----------
        count : int, default 2
            The number of readers.
        """
        number = _arguments.integer(count, "count", 31)
        handles = self._consume(lambda handle: _tee(handle, number), "consumed by tee()")
        return [RecordBatchReader._of(made) for made in handles]

    def check(
        self,
        level: str = "default",
        on_finding: Optional[Callable[[Finding], Any]] = None,
        fail: Optional[str] = None,
    ) -> "RecordBatchReader":
        """Return a checked reader, which reports violations of the specification. This reader is consumed.

        The checked reader yields the same batches. Each rule that the producer or the consumer of the stream violates
        is reported once for each field.

        Parameters
        ----------
        level : {"calls", "minimal", "default", "full"}
            What to check: only the calls, or also the batches, with this level of validation.
        on_finding : callable, optional
            Called with each Finding, on the thread where it is found. It must not use the reader. Its exceptions are
            ignored. By default findings are printed to standard error.
        fail : {"error", "warning"}, optional
            Reading fails after a finding of this severity or a higher one. By default reading never fails.
        """
        made = self._consume(lambda handle: checked_reader(handle, level, on_finding, fail), "consumed by check()")
        return RecordBatchReader._of(made)

    def close(self) -> None:
        """Release the producer without reading the remaining batches.

        If another thread is reading, the producer is released at the end of that call.
        """
        self._handle.release()

    def __enter__(self) -> "RecordBatchReader":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _consume(self, function: Callable[[ReaderHandle], _T], how: str) -> _T:
        """Call a function that continues to read from the handle, and release this reader."""
        refuse_fork("ArrowBridgeExportRecordBatchReader")
        with self._lock:
            result = self._use(lambda _: function(self._handle))
            self._consumed = f"the reader is released: it was {how}, and a reader can be read only once"
            self._handle.release()
        return result

    def __arrow_c_schema__(self) -> object:
        return schema_capsule(self._schema._handle)

    def __arrow_c_stream__(self, requested_schema: Optional[object] = None) -> object:
        wanted = _consume.requested(requested_schema)
        return self._consume(lambda handle: stream_capsule(handle, wanted), "exported as a stream")

    def __arrow_c_device_stream__(self, requested_schema: Optional[object] = None, **kwargs: Any) -> object:
        _consume.refuse_keywords("__arrow_c_device_stream__", kwargs)
        wanted = _consume.requested(requested_schema)
        return self._consume(lambda handle: device_stream_capsule(handle, wanted), "exported as a stream")

    def _export_to_c(self, out_ptr: int) -> None:
        """Export to the ArrowArrayStream at an address. The reader is consumed."""
        self._consume(
            lambda handle: call("ArrowBridgeExportRecordBatchReader", handle, out_ptr or None), "exported as a stream"
        )

    @classmethod
    def _import_from_c(cls, in_ptr: int) -> "RecordBatchReader":
        """Import, and thereby consume, the ArrowArrayStream at an address."""
        return cls._of(ReaderHandle.make("ArrowBridgeImportRecordBatchReader", in_ptr or None))

    def __repr__(self) -> str:
        state = self._consumed or ("failed" if self._failure else "closed" if self.closed else "open")
        return f"RecordBatchReader({state})\n{self._schema!r}"


def reader_of(schema: Schema, batches: List[RecordBatch]) -> ReaderHandle:
    """Make a reader of batches in memory."""
    structs = (_abi.ArrowArray * len(batches))()
    try:
        for i, batch in enumerate(batches):
            address = byref(structs, i * _structs.ARRAY_SIZE)
            call("ArrowBridgeExportRecordBatch", batch._handle, address, None)
        wanted = _structs.export_schema(schema._handle)
        return ReaderHandle.make("ArrowBridgeReaderFromBatches", byref(wanted), len(batches), structs)
    finally:
        _structs.release_all(structs)


def _tee(handle: ReaderHandle, count: int) -> List[ReaderHandle]:
    out = (c_void_p * max(count, 1))()
    call("ArrowBridgeReaderTee", handle, count, out)
    return [ReaderHandle(c_void_p(made)) for made in out]


def stream_capsule(
    handle: ReaderHandle, wanted: Optional[SchemaHandle], export: str = "ArrowBridgeExportRecordBatchReader"
) -> object:
    """Export a reader as a stream capsule, cast to the requested schema as far as possible."""
    if wanted is not None:
        handle = _casts.cast_reader(handle, wanted, _casts.BEST_EFFORT)
    return _capsules.filled(_capsules.STREAM, export, handle)


def device_stream_capsule(
    handle: ReaderHandle, wanted: Optional[SchemaHandle], export: str = "ArrowBridgeExportRecordBatchReader"
) -> object:
    """Export a reader as a device stream capsule for CPU memory, cast like `stream_capsule`."""
    if wanted is not None:
        handle = _casts.cast_reader(handle, wanted, _casts.BEST_EFFORT)
    stream = OwnedStream()
    call(export, handle, byref(stream))
    return _capsules.filled(_capsules.DEVICE_STREAM, "ArrowBridgeStreamToDevice", byref(stream))
