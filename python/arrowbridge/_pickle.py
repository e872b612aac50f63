"""Pickling and deep copies of data: as the bytes of an IPC stream, in which slices have only their own rows."""

from __future__ import annotations

import io
import pickle
from typing import Any, Tuple, Type

from ._array import Array
from ._batch import RecordBatch
from ._chunked import ChunkedArray
from ._ipc import open_ipc, write_ipc
from ._parts import Part, make
from ._schema import Schema
from ._table import Table


def _table_of(value: Any) -> Any:
    """Return the data as batches. Arrays become the column of a batch, with their field."""
    if isinstance(value, (RecordBatch, Table)):
        return value
    schema = Schema([value.field])
    chunks = [value] if isinstance(value, Array) else value.chunks
    parts = [[Part(len(chunk)), Part(array=chunk)] for chunk in chunks]
    return Table._of(schema, [make(RecordBatch, schema._handle, part) for part in parts])


def _written(value: Any) -> io.BytesIO:
    sink = io.BytesIO()
    write_ipc(_table_of(value), sink, format="stream")
    return sink


def reduce(value: Any, protocol: int) -> Tuple[Any, ...]:
    """Return what pickle needs. From protocol 5 on the bytes are a buffer that can be transferred out of band."""
    sink = _written(value)
    data = pickle.PickleBuffer(sink.getbuffer().toreadonly()) if protocol >= 5 else sink.getvalue()
    return restore, (type(value), data)


def deep_copy(value: Any) -> Any:
    """Return a copy that shares no memory with the value."""
    return restore(type(value), _written(value).getbuffer())


def restore(cls: Type[Any], data: Any) -> Any:
    """Return an object of a class from its bytes, which are used in place."""
    with open_ipc(data, validate="minimal") as reader:
        table = reader.read_all()
    if issubclass(cls, Table):
        made: Any = table
    elif issubclass(cls, ChunkedArray):
        made = table.column(0)
    else:
        (batch,) = table.to_batches()
        made = batch if issubclass(cls, RecordBatch) else batch.column(0)
    return made if type(made) is cls else cls(made)
