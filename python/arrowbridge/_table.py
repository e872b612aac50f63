"""Tables: record batches in memory."""

from __future__ import annotations

from ._batch import RecordBatch, as_schema
from ._chunked import ChunkedArray
from ._columns import Columns, index_of
from ._errors import count, invalid, out_of_range
from ._library import core
from ._reader import RecordBatchReader
from ._schema import Schema
from ._sequence import ArraySequence, same_values

TYPE_CHECKING = False  # typing is slow to import
if TYPE_CHECKING:
    from typing import Any, Dict, Iterator, List, Mapping, Optional, Sequence, Tuple, Union

    from ._array_base import ArrayBase
    from .protocols import ArrayLike, DataLike, SchemaLike


class Table(Columns, ArraySequence):
    """A sequence of record batches of one schema.

    It can be exported as a stream any number of times; each stream starts with the first batch. Streams share the
    memory of the batches.

    Examples
    --------
    >>> table = ab.Table.from_pydict({"a": [1, 2]})
    >>> table.shape, [len(batch) for batch in table]
    ((2, 1), [2])
    """

    __slots__ = ("_schema", "_batches", "__weakref__")
    _are_batches = True

    def __init__(
        self, value: Union[DataLike, List[Any], Dict[str, Any]], requested_schema: Optional[SchemaLike] = None
    ) -> None:
        """Read a stream until end of stream, or import a batch.

        Parameters
        ----------
        value : object
            Any object with `__arrow_c_stream__` or `__arrow_c_array__`, or their device variants; a dict of columns
            (see `from_pydict`); or a list of rows (see `from_pylist`).
        requested_schema : object, optional
            A dict of names to types, or any object with `__arrow_c_schema__`: the schema that the producer is asked
            for. The producer may return another one.

        Examples
        --------
        >>> ab.Table({"n": [1, None]}, {"n": "int8"}).schema
        schema
        └─ n: int8
        """
        if isinstance(value, (dict, list)):
            value = RecordBatch(value, requested_schema)
        reader = value if isinstance(value, RecordBatchReader) else RecordBatchReader(value, requested_schema)
        self._schema, self._batches = reader.schema, tuple(reader._read_list())

    @classmethod
    def _of(cls, schema: Schema, batches: Sequence[RecordBatch]) -> "Table":
        made = cls.__new__(cls)
        made._schema, made._batches = schema, tuple(batches)
        return made

    @classmethod
    def from_batches(cls, batches: Sequence[ArrayLike], schema: Optional[SchemaLike] = None) -> "Table":
        """Build a table from batches of one schema.

        Parameters
        ----------
        batches : sequence of objects
            Any objects with `__arrow_c_array__`.
        schema : object, optional
            Any object with `__arrow_c_schema__`. Required if there are no batches.

        Raises
        ------
        ArrowBridgeError
            If the schemas differ.
        ValueError
            If there are neither batches nor a schema.

        Examples
        --------
        >>> ab.Table.from_batches([ab.RecordBatch.from_pydict({"a": [i]}) for i in range(3)]).to_pydict()
        {'a': [0, 1, 2]}
        """
        imported = [batch if isinstance(batch, RecordBatch) else RecordBatch(batch) for batch in batches]
        if schema is None and not imported:
            raise ValueError("from_batches needs a schema if there are no batches")
        wanted = imported[0].schema if schema is None else as_schema(schema)
        for i, batch in enumerate(imported):
            if not batch.schema.equals(wanted):
                problem = f"batch {i}: the schema differs from the schema of the table:\n{batch.schema}\n{wanted}"
                raise invalid(f"STR-8: {problem}")
        return cls._of(wanted, imported)

    @classmethod
    def from_arrays(
        cls, arrays: Sequence[ArrayLike], names: Optional[Sequence[str]] = None, schema: Optional[SchemaLike] = None
    ) -> "Table":
        """Build a table of one batch from columns: see `RecordBatch.from_arrays`.

        Parameters
        ----------
        arrays : sequence of objects
            The columns.
        names : sequence of str, optional
            The names of the columns.
        schema : object, optional
            Any object with `__arrow_c_schema__`.

        Examples
        --------
        >>> ab.Table.from_arrays([ab.Array.from_pylist([1])], ["a"]).to_pydict()
        {'a': [1]}
        """
        batch = RecordBatch.from_arrays(arrays, names, schema)
        return cls._of(batch.schema, [batch])

    @classmethod
    def from_pydict(cls, columns: Mapping[str, Any], schema: Optional[SchemaLike] = None) -> "Table":
        """Build a table of one batch from a mapping of names to columns: see `RecordBatch.from_pydict`.

        Parameters
        ----------
        columns : mapping
            The columns by their names.
        schema : object, optional
            Any object with `__arrow_c_schema__`.

        Examples
        --------
        >>> ab.Table.from_pydict({"a": [1, None]}).to_pylist()
        [{'a': 1}, {'a': None}]
        """
        batch = RecordBatch.from_pydict(columns, schema)
        return cls._of(batch.schema, [batch])

    @classmethod
    def from_pylist(cls, rows: Sequence[Mapping[str, Any]], schema: Optional[SchemaLike] = None) -> "Table":
        """Build a table of one batch from rows: see `RecordBatch.from_pylist`.

        Parameters
        ----------
        rows : sequence of mappings
            The rows.
        schema : object, optional
            Any object with `__arrow_c_schema__`.

        Examples
        --------
        >>> ab.Table.from_pylist([{"a": 1}, {"a": 2}]).to_pydict()
        {'a': [1, 2]}
        """
        batch = RecordBatch.from_pylist(rows, schema)
        return cls._of(batch.schema, [batch])

    @property
    def _parts(self) -> Sequence[ArrayBase]:
        return self._batches

    @property
    def _part_schema(self) -> Schema:
        return self._schema

    @property
    def schema(self) -> Schema:
        """The schema."""
        return self._schema

    @property
    def column_names(self) -> List[str]:
        """The names of the columns."""
        return self._schema.names

    @property
    def num_columns(self) -> int:
        """The number of columns."""
        return len(self._schema)

    @property
    def num_rows(self) -> int:
        """The number of rows."""
        return sum(len(batch) for batch in self._batches)

    @property
    def shape(self) -> Tuple[int, int]:
        """The number of rows and the number of columns."""
        return self.num_rows, self.num_columns

    def column(self, i: Union[int, str]) -> ChunkedArray:
        """Return a column by its index or its unique name.

        Parameters
        ----------
        i : int or str
            The index or the name.

        Raises
        ------
        KeyError
            If no column, or several, have the name.

        Examples
        --------
        >>> ab.Table.from_pydict({"a": [1, 2]}).column("a").to_pylist()
        [1, 2]
        """
        index = index_of("column", i, lambda: self.column_names)
        return ChunkedArray._of(self._schema.field(index), [batch.column(index) for batch in self._batches])

    @property
    def columns(self) -> List[ChunkedArray]:
        """The columns."""
        return [self.column(i) for i in range(self.num_columns)]

    def __getitem__(self, at: Any) -> Any:
        if not isinstance(at, slice):
            return self.column(at)
        start, stop, step = at.indices(len(self))
        if step != 1:
            raise out_of_range("slices with a step are not supported")
        return self.slice(start, max(stop - start, 0))

    def slice(self, offset: int = 0, length: Optional[int] = None) -> "Table":
        """Return a zero-copy slice.

        Parameters
        ----------
        offset : int, default 0
            The first row.
        length : int, optional
            The number of rows; truncated at the end. By default the slice extends to the end.

        Raises
        ------
        IndexError
            If the offset is out of range.

        Examples
        --------
        >>> ab.Table.from_pydict({"a": [1, 2, 3]}).slice(1, 1).to_pydict()
        {'a': [2]}
        """
        if offset < 0 or offset > len(self) or (length is not None and length < 0):
            size = count(len(self), "row")
            raise out_of_range(f"offset {offset}, length {length} is out of range for a table of {size}")
        remaining = len(self) - offset if length is None else min(length, len(self) - offset)
        slices: List[RecordBatch] = []
        for batch in self._batches:
            rows = min(len(batch) - offset, remaining)
            if rows > 0:
                slices.append(batch.slice(offset, rows))
                remaining -= rows
            offset = max(offset - len(batch), 0)
        return Table._of(self._schema, slices)

    def to_batches(self) -> List[RecordBatch]:
        """Return the batches.

        >>> len(ab.Table.from_pydict({"a": [1]}).to_batches())
        1
        """
        return list(self._batches)

    def to_reader(self) -> RecordBatchReader:
        """Return a new reader of the batches.

        >>> ab.Table.from_pydict({"a": [1]}).to_reader().schema.names
        ['a']
        """
        reader: RecordBatchReader = core.reader_of(RecordBatchReader, self._schema._handle, self._batches)
        return reader

    def __iter__(self) -> Iterator[RecordBatch]:
        return iter(self._batches)

    def _with_columns(self, schema: Schema, indices: Sequence[int]) -> "Table":
        return Table._of(schema, [batch._with_columns(schema, indices) for batch in self._batches])

    def to_pylist(self, *, temporal: str = "python", extension: str = "python") -> List[Dict[str, Any]]:
        """Convert to a list of rows, each a dict of column names to Python values: see `Array.to_pylist`.

        Parameters
        ----------
        temporal : {"python", "integer"}
            What dates, times, timestamps and durations become.
        extension : {"python", "parsed", "storage"}
            What values of extension types become.

        Raises
        ------
        ArrowBridgeError
            If several columns have the same name, or a value has no Python value.

        Examples
        --------
        >>> ab.Table({"n": [1, None]}).to_pylist()
        [{'n': 1}, {'n': None}]
        """
        return [row for batch in self._batches for row in batch.to_pylist(temporal=temporal, extension=extension)]

    def to_pandas(self) -> Any:
        """Convert to a pandas.DataFrame. Requires pandas.

        Integers and booleans with nulls get the nullable dtypes of pandas. Nulls of floats are NaN, of timestamps and
        durations NaT. Dictionary-encoded columns become categories. Types without a corresponding dtype become objects.
        Values are copied.

        Raises
        ------
        ImportError
            If pandas is not installed.

        Examples
        --------
        >>> ab.Table.from_pydict({"a": [1, 2]}).to_pandas().shape  # doctest: +NEEDS_PANDAS
        (2, 1)
        """
        from . import _pandas

        exported = [batch._readable() for batch in self._batches]
        return _pandas.data_frame(self._schema._struct, [array for _, array in exported])

    def cast(self, to: SchemaLike) -> "Table":
        """Cast all batches to another schema: see `RecordBatch.cast`.

        Parameters
        ----------
        to : object
            Any object with `__arrow_c_schema__`.

        Raises
        ------
        ArrowBridgeError
            If a field cannot be cast, or a value does not fit.

        Examples
        --------
        >>> ab.Table.from_pydict({"a": [1]}).cast(ab.schema({"a": ab.float32()})).to_pydict()
        {'a': [1.0]}
        """
        wanted = as_schema(to)
        return Table._of(wanted, [batch.cast(wanted) for batch in self._batches])

    def equals(self, other: Any) -> bool:
        """Return whether the schema and all values are equal. Batch boundaries are ignored.

        Parameters
        ----------
        other : object
            The other table.

        Examples
        --------
        >>> ab.Table.from_pydict({"a": [1]}).equals(ab.Table.from_pydict({"a": [1]}))
        True
        """
        return (
            isinstance(other, Table)
            and self._schema.equals(other._schema)
            and same_values(self._batches, other._batches)
        )

    def __eq__(self, other: object) -> Any:
        return self.equals(other) if isinstance(other, Table) else NotImplemented

    __hash__ = None  # type: ignore[assignment]

    @classmethod
    def _import_from_c(cls, in_ptr: int) -> "Table":
        """Import, and thereby consume, the ArrowArrayStream at an address, and read it until end of stream."""
        return cls(RecordBatchReader._import_from_c(in_ptr))

    def _ipython_key_completions_(self) -> List[str]:
        return self.column_names

    def _repr_html_(self) -> str:
        """Format the first and last rows as HTML, for notebooks."""
        from . import _show

        return _show.table_html(self, self.num_rows, self.num_columns)

    def __repr__(self) -> str:
        from . import _show

        counts = ((self.num_rows, "row"), (self.num_columns, "column"), (len(self._batches), "batch"))
        return _show.summary(self, *[count(number, noun) for number, noun in counts])
