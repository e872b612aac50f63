"""Readers: sources of record batches that are read once."""

from __future__ import annotations

import threading
from ctypes import byref, c_void_p
from typing import Any, Callable, Iterable, Iterator, List, Optional, TypeVar

from . import _abi, _arguments, _capsules, _casts, _consume, _structs
from ._array import schema_capsule
from ._batch import RecordBatch, as_schema
from ._checked import Finding, checked_reader
from ._errors import invalid
from ._handles import ArrayHandle, ReaderHandle, SchemaHandle
from ._library import call, refuse_fork
from ._schema import Schema
from ._source import call_reading, open_source
from ._structs import OwnedSchema, OwnedStream

_T = TypeVar("_T")


class RecordBatchReader:
    """Batches one after the other, from any object with `__arrow_c_stream__` or `__arrow_c_device_stream__`.

    It has one cursor, and can be read, or handed on as a stream, once. Threads that share it take turns: each batch goes to one of
    them, and one of several calls that hand it on succeeds. close() may come from any thread, and does not wait for its turn.
    """

    __slots__ = ("_handle", "_schema", "_failure", "_gone", "_turn", "__weakref__")

    def __init__(self, value: Any, requested_schema: Any = None) -> None:
        """With `requested_schema`, any object with `__arrow_c_schema__`, the producer is asked for that; it may answer with another."""
        wanted = None if requested_schema is None else schema_capsule(_consume.schema(requested_schema))
        if _consume.is_array(value):
            batch = RecordBatch(value, requested_schema)
            self._hold(reader_of(batch.schema, [batch]))
        else:
            self._hold(_consume.stream(value, wanted))

    def _hold(self, handle: ReaderHandle) -> None:
        self._handle = handle
        self._failure: Optional[BaseException] = None
        self._gone = ""
        # A thread may come back to it, from a source that reads what it is the source of: the library refuses that.
        self._turn = threading.RLock()
        schema = OwnedSchema()
        call("ArrowBridgeReaderGetSchema", handle, byref(schema))
        self._schema = Schema._of(SchemaHandle.make("ArrowBridgeImportSchema", byref(schema)))

    @classmethod
    def _of(cls, handle: ReaderHandle) -> "RecordBatchReader":
        reader = cls.__new__(cls)
        reader._hold(handle)
        return reader

    @classmethod
    def from_batches(cls, schema: Any, batches: Iterable[Any]) -> "RecordBatchReader":
        """Over any iterable of objects with `__arrow_c_array__`, of a schema: any object with `__arrow_c_schema__`.

        The iterable is asked for a batch when one is wanted, on the thread that wants it, and dropped at the end. What it raises
        comes back as itself to Python code, and as an errno and a text to others. Batches of another representation are cast.
        """
        return cls._of(open_source(as_schema(schema), batches))

    @classmethod
    def from_stream(cls, value: Any, schema: Any = None) -> "RecordBatchReader":
        """The same as the constructor; `schema` is what the producer is asked for."""
        return cls(value, schema)

    @property
    def schema(self) -> Schema:
        return self._schema

    @property
    def closed(self) -> bool:
        return self._handle.released or bool(self._gone)

    def _use(self, function: Callable[[Any], _T]) -> _T:
        """Run a call on the handle, which lives as long as that, even if another thread closes the reader."""
        if self._failure is not None:
            raise self._failure
        if self._gone:
            raise invalid(self._gone)
        with self._handle as handle:
            if handle is None:
                raise invalid("the reader is closed: it was released")
            return function(handle)

    def _fail(self, error: Exception) -> None:
        """After an error of reading the producer is stopped, and the same error comes again."""
        self._failure = error
        self._handle.release()

    def _next(self) -> Optional[RecordBatch]:
        # In a forked child the turn may be a thread's that is not there.
        refuse_fork("ArrowBridgeReaderNextArray")
        with self._turn:
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
        """The next batch, or StopIteration at the end, as often as asked."""
        batch = self._next()
        if batch is None:
            raise StopIteration
        return batch

    __next__ = read_next_batch

    def __iter__(self) -> Iterator[RecordBatch]:
        return self

    def read_all(self) -> Any:
        """A Table of all batches that are left. Ctrl-C is answered between batches."""
        from ._table import Table

        return Table._of(self._schema, list(self))

    def read_pandas(self) -> Any:
        """A pandas.DataFrame of all that is left, where pandas is installed."""
        return self.read_all().to_pandas()

    def cast(self, to: Any) -> "RecordBatchReader":
        """The same batches as another schema, any object with `__arrow_c_schema__`. What cannot be is an error that names the field.

        This reader is handed over to the new one.
        """
        wanted = _consume.schema(to)
        cast = self._hand_over(lambda handle: _casts.cast_reader(handle, wanted, _casts.STRICT), "cast() took it over")
        return RecordBatchReader._of(cast)

    def rebatch(self, min_rows: int = 0, max_rows: int = 0) -> "RecordBatchReader":
        """The same rows in batches of at least and at most so many; 0 sets no bound.

        Cutting copies nothing; putting together does, and is not done with dictionaries: cast them to their values first. This reader is
        handed over to the new one.
        """
        least, most = _arguments.integer(min_rows, "min_rows"), _arguments.integer(max_rows, "max_rows")
        made = self._hand_over(
            lambda handle: ReaderHandle.make("ArrowBridgeReaderRebatch", handle, least, most), "rebatch() took it over"
        )
        return RecordBatchReader._of(made)

    def tee(self, count: int = 2) -> List["RecordBatchReader"]:
        """Several readers that each give all batches which are left; they may be read on different threads.

        Batches are shared, and kept until the slowest reader has passed them: close those that are not read any more. This reader is
        handed over to the new ones.
        """
        number = _arguments.integer(count, "count", 31)
        return [RecordBatchReader._of(made) for made in self._hand_over(lambda handle: _tee(handle, number), "tee() took it over")]

    def checked(
        self,
        level: str = "default",
        on_finding: Optional[Callable[[Finding], Any]] = None,
        fail: Optional[str] = None,
    ) -> "RecordBatchReader":
        """The same batches, watched: whoever breaks a rule, the producer or the consumer of the stream, is named.

        `level` is "calls", "minimal", "default" or "full". `on_finding` is called with each Finding, on the thread that shows it, and
        must not use the reader; what it raises is ignored. Without it findings are lines on standard error. With `fail` as "error",
        or "warning", reading fails from such a finding on. This reader is handed over to the new one.
        """
        watched = self._hand_over(lambda handle: checked_reader(handle, level, on_finding, fail), "checked() took it over")
        return RecordBatchReader._of(watched)

    def close(self) -> None:
        """Stop: the producer is released, without reading what is left; after the call that another thread is in, if there is one."""
        self._handle.release()

    def __enter__(self) -> "RecordBatchReader":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _hand_over(self, function: Callable[[ReaderHandle], _T], why: str) -> _T:
        """Make something that goes on with the cursor; this object is done then."""
        refuse_fork("ArrowBridgeExportRecordBatchReader")
        with self._turn:
            result = self._use(lambda _: function(self._handle))
            self._gone = f"the reader is released: {why}, and it can be read only once"
            self._handle.release()
        return result

    def __arrow_c_schema__(self) -> object:
        return schema_capsule(self._schema._handle)

    def __arrow_c_stream__(self, requested_schema: Optional[object] = None) -> object:
        wanted = _consume.requested(requested_schema)
        return self._hand_over(lambda handle: stream_capsule(handle, wanted), "its stream was handed over")

    def __arrow_c_device_stream__(self, requested_schema: Optional[object] = None, **kwargs: Any) -> object:
        _consume.refuse_keywords("__arrow_c_device_stream__", kwargs)
        wanted = _consume.requested(requested_schema)
        return self._hand_over(lambda handle: device_stream_capsule(handle, wanted), "its stream was handed over")

    def _export_to_c(self, out_ptr: int) -> None:
        """Fill the ArrowArrayStream at an address."""
        self._hand_over(
            lambda handle: call("ArrowBridgeExportRecordBatchReader", handle, out_ptr or None), "its stream was handed over"
        )

    @classmethod
    def _import_from_c(cls, in_ptr: int) -> "RecordBatchReader":
        """Take over the ArrowArrayStream at an address."""
        return cls._of(ReaderHandle.make("ArrowBridgeImportRecordBatchReader", in_ptr or None))

    def __repr__(self) -> str:
        state = self._gone or ("failed" if self._failure else "closed" if self.closed else "open")
        return f"RecordBatchReader({state})\n{self._schema!r}"


def reader_of(schema: Schema, batches: List[RecordBatch]) -> ReaderHandle:
    """A reader of its own over batches that are there."""
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
    """A stream that reads from a reader, as was asked for as far as can be."""
    if wanted is not None:
        handle = _casts.cast_reader(handle, wanted, _casts.BEST_EFFORT)
    return _capsules.filled(_capsules.STREAM, export, handle)


def device_stream_capsule(
    handle: ReaderHandle, wanted: Optional[SchemaHandle], export: str = "ArrowBridgeExportRecordBatchReader"
) -> object:
    """The same as a stream of the device that the processor is."""
    if wanted is not None:
        handle = _casts.cast_reader(handle, wanted, _casts.BEST_EFFORT)
    stream = OwnedStream()
    call(export, handle, byref(stream))
    return _capsules.filled(_capsules.DEVICE_STREAM, "ArrowBridgeStreamToDevice", byref(stream))
