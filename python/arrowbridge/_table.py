"""Tables: record batches that are held, and can be read again and again."""

from __future__ import annotations

from typing import Any, Dict, Iterator, List, Mapping, Optional, Sequence, Tuple, Union

from . import _consume
from ._array import schema_capsule
from ._batch import RecordBatch, as_schema
from ._chunked import ChunkedArray, same_values
from ._errors import invalid
from ._handles import ReaderHandle
from ._library import call
from ._reader import RecordBatchReader, device_stream_capsule, reader_of, stream_capsule
from ._schema import Schema


class Table:
    """Batches of one schema. Each stream of it is independent, and shares the batches."""

    __slots__ = ("_schema", "_batches", "__weakref__")

    def __init__(self, value: Any, requested_schema: Any = None) -> None:
        """Of any object with `__arrow_c_stream__`, which is read to its end, or with `__arrow_c_array__`."""
        reader = value if isinstance(value, RecordBatchReader) else RecordBatchReader(value, requested_schema)
        self._schema, self._batches = reader.schema, tuple(reader)

    @classmethod
    def _of(cls, schema: Schema, batches: Sequence[RecordBatch]) -> "Table":
        made = cls.__new__(cls)
        made._schema, made._batches = schema, tuple(batches)
        return made

    @classmethod
    def from_batches(cls, batches: Sequence[Any], schema: Any = None) -> "Table":
        """Of batches, any objects with `__arrow_c_array__`, of one schema; without any, of a schema."""
        held = [batch if isinstance(batch, RecordBatch) else RecordBatch(batch) for batch in batches]
        if schema is None and not held:
            raise ValueError("without batches there must be a schema")
        wanted = held[0].schema if schema is None else as_schema(schema)
        for i, batch in enumerate(held):
            if not batch.schema.equals(wanted):
                raise invalid(f"STR-8: batch {i} has another schema than the table:\n{batch.schema}\n{wanted}")
        return cls._of(wanted, held)

    @classmethod
    def from_arrays(cls, arrays: Sequence[Any], names: Optional[Sequence[str]] = None, schema: Any = None) -> "Table":
        """Of columns, as RecordBatch.from_arrays()."""
        batch = RecordBatch.from_arrays(arrays, names, schema)
        return cls._of(batch.schema, [batch])

    @classmethod
    def from_pydict(cls, columns: Mapping[str, Any], schema: Any = None) -> "Table":
        """Of columns as Python values, as RecordBatch.from_pydict()."""
        batch = RecordBatch.from_pydict(columns, schema)
        return cls._of(batch.schema, [batch])

    @classmethod
    def from_pylist(cls, rows: Sequence[Mapping[str, Any]], schema: Any = None) -> "Table":
        """Of rows as dictionaries, as RecordBatch.from_pylist()."""
        batch = RecordBatch.from_pylist(rows, schema)
        return cls._of(batch.schema, [batch])

    @property
    def schema(self) -> Schema:
        return self._schema

    @property
    def column_names(self) -> List[str]:
        return self._schema.names

    @property
    def num_columns(self) -> int:
        return len(self._schema)

    @property
    def num_rows(self) -> int:
        return sum(len(batch) for batch in self._batches)

    @property
    def shape(self) -> Tuple[int, int]:
        return self.num_rows, self.num_columns

    def __len__(self) -> int:
        return self.num_rows

    def column(self, i: Union[int, str]) -> ChunkedArray:
        """A column by its place, or by a name that only one has."""
        place = self._place(i)
        return ChunkedArray._of(self._schema.field(place), [batch.column(place) for batch in self._batches])

    def _place(self, i: Union[int, str]) -> int:
        if not isinstance(i, str):
            return range(self.num_columns)[i]
        names = self.column_names
        if names.count(i) != 1:
            raise KeyError(f"{names.count(i)} columns are named {i!r}; there are: {', '.join(names)}")
        return names.index(i)

    @property
    def columns(self) -> List[ChunkedArray]:
        return [self.column(i) for i in range(self.num_columns)]

    def __getitem__(self, at: Any) -> Any:
        if not isinstance(at, slice):
            return self.column(at)
        start, stop, step = at.indices(len(self))
        if step != 1:
            raise IndexError("a slice with a step is not a view")
        return self.slice(start, max(stop - start, 0))

    def slice(self, offset: int = 0, length: Optional[int] = None) -> "Table":
        """A view; it ends where the table ends."""
        if offset < 0 or offset > len(self) or (length is not None and length < 0):
            raise IndexError(f"there are no rows from {offset} on, {length} of them, in a table of {len(self)} rows")
        left = len(self) - offset if length is None else min(length, len(self) - offset)
        found: List[RecordBatch] = []
        for batch in self._batches:
            rows = min(len(batch) - offset, left)
            if rows > 0:
                found.append(batch.slice(offset, rows))
                left -= rows
            offset = max(offset - len(batch), 0)
        return Table._of(self._schema, found)

    def to_batches(self) -> List[RecordBatch]:
        return list(self._batches)

    def to_reader(self) -> RecordBatchReader:
        """A reader of its own over the batches."""
        return RecordBatchReader._of(self._reader())

    def __iter__(self) -> Iterator[RecordBatch]:
        return iter(self._batches)

    def to_pydict(self) -> Dict[str, List[Any]]:
        names = self.column_names
        if len(set(names)) != len(names):
            raise invalid("to_pydict: there are several columns of one name; to_pylist() of each column works")
        return {name: column.to_pylist() for name, column in zip(names, self.columns)}

    def to_pylist(self) -> List[Dict[str, Any]]:
        return [row for batch in self._batches for row in batch.to_pylist()]

    def to_pandas(self) -> Any:
        """A pandas.DataFrame, where pandas is installed: see `_pandas`."""
        from . import _pandas

        exported = [batch._exported() for batch in self._batches]
        return _pandas.data_frame(self._schema._struct, [array for _, array in exported])

    def validate(self, full: bool = False) -> None:
        for batch in self._batches:
            batch.validate(full)

    def cast(self, to: Any) -> "Table":
        """The same values as another schema, any object with `__arrow_c_schema__`. Fields that cannot are an error."""
        wanted = as_schema(to)
        return Table._of(wanted, [batch.cast(wanted) for batch in self._batches])

    def equals(self, other: Any) -> bool:
        """By schema and value; where the batches end does not matter."""
        return (
            isinstance(other, Table)
            and self._schema.equals(other._schema)
            and same_values(self._batches, other._batches)
        )

    def __eq__(self, other: object) -> Any:
        return self.equals(other) if isinstance(other, Table) else NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def _reader(self) -> ReaderHandle:
        return reader_of(self._schema, list(self._batches))

    def __arrow_c_schema__(self) -> object:
        return schema_capsule(self._schema._handle)

    def __arrow_c_stream__(self, requested_schema: Optional[object] = None) -> object:
        return stream_capsule(self._reader(), _consume.requested(requested_schema))

    def __arrow_c_device_stream__(self, requested_schema: Optional[object] = None, **kwargs: Any) -> object:
        _consume.refuse_keywords("__arrow_c_device_stream__", kwargs)
        return device_stream_capsule(self._reader(), _consume.requested(requested_schema))

    def _export_to_c(self, out_ptr: int) -> None:
        """Fill the ArrowArrayStream at an address."""
        call("ArrowBridgeExportRecordBatchReader", self._reader(), out_ptr or None)

    @classmethod
    def _import_from_c(cls, in_ptr: int) -> "Table":
        """Take over the ArrowArrayStream at an address, and read it to its end."""
        return cls(RecordBatchReader._import_from_c(in_ptr))

    def __repr__(self) -> str:
        size = f"{self.num_rows} rows, {self.num_columns} columns, {len(self._batches)} batches"
        first = next((batch for batch in self._batches if len(batch)), None)
        shown = repr(self._schema) if first is None else first.to_string(total_width=100)
        return f"Table({size})\n{shown}".rstrip("\n")
