"""Record batches."""

from __future__ import annotations

from ._array import Array
from ._array_base import ArrayBase
from ._columns import Columns
from ._errors import count
from ._library import core
from ._parts import Part, make
from ._schema import Schema

TYPE_CHECKING = False  # typing is slow to import
if TYPE_CHECKING:
    from typing import Any, Iterator, List, Mapping, Optional, Sequence, Union

    from .protocols import ArrayLike, SchemaLike


class RecordBatch(Columns, ArrayBase):
    """A record batch: columns of the same length, with a schema.

    Parameters
    ----------
    value : object
        Any object with `__arrow_c_array__` or `__arrow_c_device_array__`, a tuple of two capsules, a dict of columns
        (see `from_pydict`), or a list of rows (see `from_pylist`). Of an object that has only `__arrow_c_stream__` or
        `__arrow_c_device_stream__`, all batches are concatenated, which copies them if there are several.
    requested_schema : object, optional
        A dict of names to types, or any object with `__arrow_c_schema__`: the schema that the producer is asked for.
        The producer may return another one.

    Examples
    --------
    >>> batch = ab.RecordBatch.from_pydict({"a": [1, 2], "b": ["x", None]})
    >>> batch.num_rows, batch.column_names, batch.column("b").to_pylist()
    (2, ['a', 'b'], ['x', None])
    """

    __slots__ = ()

    @classmethod
    def from_arrays(
        cls,
        arrays: Sequence[ArrayLike],
        names: Optional[Sequence[str]] = None,
        schema: Optional[SchemaLike] = None,
        num_rows: Optional[int] = None,
    ) -> "RecordBatch":
        """Build a batch from columns, without copying their buffers.

        Parameters
        ----------
        arrays : sequence of objects
            The columns: any objects with `__arrow_c_array__`.
        names : sequence of str, optional
            The names of the columns. Required without `schema`.
        schema : object, optional
            Any object with `__arrow_c_schema__`. Columns of another type are cast.
        num_rows : int, optional
            The number of rows. Needed only if there are no columns.

        Raises
        ------
        ValueError
            If the names, the schema and the lengths of the columns do not match.

        Examples
        --------
        >>> ab.RecordBatch.from_arrays([ab.Array.from_pylist([1, 2])], names=["a"]).to_pydict()
        {'a': [1, 2]}
        """
        columns = [array if isinstance(array, Array) else Array(array) for array in arrays]
        if schema is None:
            if names is None or len(names) != len(columns):
                raise ValueError("from_arrays needs a schema, or as many names as there are columns")
            schema = Schema([column.field.with_name(name) for name, column in zip(names, columns)])
        else:
            schema = as_schema(schema)
            if len(schema) != len(columns):
                sizes = count(len(schema), "field"), count(len(columns), "column")
                raise ValueError(f"the schema has {sizes[0]}, but from_arrays got {sizes[1]}")
            columns = [
                column if column.type == field.type else column.cast(field) for column, field in zip(columns, schema)
            ]
        rows = num_rows if num_rows is not None else len(columns[0]) if columns else 0
        parts = [Part(rows)]
        for column in columns:
            if len(column) != rows:
                found = count(len(column), "row")
                raise ValueError(f"all columns must have the same length, but there are {rows} and {found}")
            parts.append(Part(array=column))
        return make(cls, schema._handle, parts)

    @classmethod
    def from_pydict(cls, columns: Mapping[str, Any], schema: Optional[SchemaLike] = None) -> "RecordBatch":
        """Build a batch from a mapping of column names to columns.

        Parameters
        ----------
        columns : mapping
            Each column is an iterable of Python values, or any object with `__arrow_c_array__`.
        schema : object, optional
            A dict of names to types, or any object with `__arrow_c_schema__`. By default the types are inferred.

        Raises
        ------
        ArrowBridgeError
            If a value cannot be stored. The message names the field and the row.
        ValueError
            If the names of the schema are not those of the columns, or the lengths differ.

        Examples
        --------
        >>> ab.RecordBatch.from_pydict({"a": [1, 2]}, ab.schema({"a": ab.int8()})).to_pylist()
        [{'a': 1}, {'a': 2}]
        """
        if schema is None:
            return cls.from_arrays([_column(values, None) for values in columns.values()], list(columns))
        wanted = as_schema(schema)
        if sorted(wanted.names) != sorted(columns):
            raise ValueError(f"the schema has the fields {wanted.names}, but there are {list(columns)}")
        return cls.from_arrays([_column(columns[field.name], field) for field in wanted], schema=wanted)

    @classmethod
    def from_pylist(cls, rows: Sequence[Mapping[str, Any]], schema: Optional[SchemaLike] = None) -> "RecordBatch":
        """Build a batch from rows.

        Parameters
        ----------
        rows : sequence of mappings
            The rows, as mappings of column names to values. A missing key is a null.
        schema : object, optional
            Any object with `__arrow_c_schema__`. By default the types are inferred from the values.

        Raises
        ------
        ArrowBridgeError
            If a value cannot be stored. The message names the field and the row.

        Examples
        --------
        >>> ab.RecordBatch.from_pylist([{"a": 1}, {}]).to_pydict()
        {'a': [1, None]}
        """
        from . import _build, _infer

        rows = list(rows)
        if schema is not None:
            wanted = as_schema(schema)
        else:
            found = _infer.infer_schema(rows)
            wanted = Schema(getattr(found, "type", found).fields if rows else [])
        return _build.build_array(cls, wanted._handle, rows)

    @property
    def schema(self) -> Schema:
        """The schema."""
        return Schema._of(self._schema_handle)

    @property
    def num_rows(self) -> int:
        """The number of rows."""
        return len(self)

    @property
    def num_columns(self) -> int:
        """The number of columns."""
        return int(self._num_columns)

    @property
    def column_names(self) -> List[str]:
        """The names of the columns."""
        return self.schema.names

    if TYPE_CHECKING:

        def column(self, i: Union[int, str]) -> Array: ...

    else:
        column = core.ArrayBase._column

    @property
    def columns(self) -> List[Array]:
        """The columns."""
        return [self.column(i) for i in range(self.num_columns)]

    def __iter__(self) -> Iterator[Array]:
        return iter(self.columns)

    def _with_columns(self, schema: Schema, indices: Sequence[int]) -> "RecordBatch":
        columns = [self.column(i) for i in indices]
        parts = [Part(len(self)), *[Part(array=column) for column in columns]]
        return make(type(self), schema._handle, parts)

    def to_pandas(self) -> Any:
        """Convert to a pandas.DataFrame. Requires pandas.

        Integers and booleans with nulls get the nullable dtypes of pandas. Nulls of floats are NaN, of timestamps and
        durations NaT. Dictionary-encoded columns become categories. Types without a corresponding dtype become objects.
        Values are copied.

        Raises
        ------
        ImportError
            If pandas is not installed.
        ArrowBridgeError
            If the data is not valid, or a value has no Python value.

        Examples
        --------
        >>> import pandas  # doctest: +NEEDS_PANDAS
        >>> ab.RecordBatch({"n": [1, None]}).to_pandas()["n"].dtype  # doctest: +NEEDS_PANDAS
        Int64Dtype()
        """
        from . import _pandas

        return _pandas.data_frame(self.schema._struct, [self._readable()[1]])

    def to_struct_array(self) -> Array:
        """Convert to a struct array, without a copy.

        Examples
        --------
        >>> ab.RecordBatch.from_pydict({"a": [1]}).to_struct_array().to_pylist()
        [{'a': 1}]
        """
        return Array._converted(self)

    @classmethod
    def from_struct_array(cls, array: ArrayLike) -> "RecordBatch":
        """Convert a struct array to a batch of its fields. Where a row of the struct is null, all columns are null.

        Parameters
        ----------
        array : object
            Any object with `__arrow_c_array__`.

        Raises
        ------
        ArrowBridgeError
            If the array is no struct array.

        Examples
        --------
        >>> ab.RecordBatch.from_struct_array(ab.Array.from_pylist([{"a": 1}, None])).to_pydict()
        {'a': [1, None]}
        """
        return cls(array)

    def _ipython_key_completions_(self) -> List[str]:
        return self.column_names

    def _repr_html_(self) -> str:
        """Format the first and last rows as HTML, for notebooks."""
        from . import _show

        return _show.table_html(self, self.num_rows, self.num_columns)

    def __repr__(self) -> str:
        from . import _show

        return _show.summary(self, count(self.num_rows, "row"), count(self.num_columns, "column"))


def as_schema(value: SchemaLike) -> Schema:
    """Return the schema of any object with `__arrow_c_schema__`."""
    return value if isinstance(value, Schema) else Schema._of(core.import_schema(value))


def _column(values: Any, field: Any) -> Array:
    if isinstance(values, Array):
        return values
    is_arrow = core.has_array(values) and not isinstance(values, tuple)
    return Array(values) if is_arrow else Array.from_pylist(values, field)


def _of_values(cls: Any, values: Any, schema: Any) -> ArrayBase:
    """Build what a constructor gets as a list or a dict of Python values."""
    if issubclass(cls, RecordBatch):
        if isinstance(values, dict):
            return RecordBatch.from_pydict(values, schema)
        return RecordBatch.from_pylist(values, schema)
    if isinstance(values, dict):
        raise TypeError("a dict of columns is no array; use RecordBatch(...) or Table(...)")
    return Array.from_pylist(values, schema)


core.register(batch_class=RecordBatch, array_of_values=_of_values)
