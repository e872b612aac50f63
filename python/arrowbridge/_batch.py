"""Record batches: columns of the same length, with a schema."""

from __future__ import annotations

from ctypes import byref
from typing import Any, Dict, Iterator, List, Mapping, Optional, Sequence, Union

from . import _arguments, _consume
from ._array import Array, Values
from ._errors import invalid
from ._handles import ArrayHandle
from ._library import call, lib, refuse_fork
from ._parts import Part, make
from ._schema import Schema
from ._structs import OwnedArray


class RecordBatch(Values):
    """A struct array whose fields are columns."""

    __slots__ = ()
    _import = "ArrowBridgeImportRecordBatch"
    _export = "ArrowBridgeExportRecordBatch"

    @classmethod
    def from_arrays(
        cls,
        arrays: Sequence[Any],
        names: Optional[Sequence[str]] = None,
        schema: Optional[Schema] = None,
        num_rows: Optional[int] = None,
    ) -> "RecordBatch":
        """Of columns, any objects with `__arrow_c_array__`, and their names or a schema. Nothing is copied.

        `num_rows` is only needed where there are no columns.
        """
        columns = [array if isinstance(array, Array) else Array(array) for array in arrays]
        if schema is None:
            if names is None or len(names) != len(columns):
                raise ValueError("a schema, or as many names as there are columns, is needed")
            schema = Schema([column.field.with_name(name) for name, column in zip(names, columns)])
        else:
            schema = as_schema(schema)
            if len(schema) != len(columns):
                raise ValueError(f"the schema has {len(schema)} fields, but there are {len(columns)} columns")
            columns = [
                column if column.type == field.type else column.cast(field) for column, field in zip(columns, schema)
            ]
        rows = num_rows if num_rows is not None else len(columns[0]) if columns else 0
        parts = [Part(rows)]
        for column in columns:
            if len(column) != rows:
                raise ValueError(f"columns have {rows} rows, and {len(column)}")
            exported = OwnedArray()
            call("ArrowBridgeExportArray", column._handle, byref(exported), None)
            parts.append(Part(finished=exported))
        handle = make(schema._handle, parts)
        return cls._of(handle, schema._handle)

    @classmethod
    def from_pydict(cls, columns: Mapping[str, Any], schema: Optional[Any] = None) -> "RecordBatch":
        """Of columns as Python values, or as objects with `__arrow_c_array__`, with a schema or with types that suit the values."""
        if schema is None:
            return cls.from_arrays([_column(values, None) for values in columns.values()], list(columns))
        wanted = as_schema(schema)
        if sorted(wanted.names) != sorted(columns):
            raise ValueError(f"the schema has the fields {wanted.names}, but there are {list(columns)}")
        return cls.from_arrays([_column(columns[field.name], field) for field in wanted], schema=wanted)

    @classmethod
    def from_pylist(cls, rows: Sequence[Mapping[str, Any]], schema: Optional[Any] = None) -> "RecordBatch":
        """Of rows as dictionaries, with a schema or with types that suit all rows. A key that is missing is a null."""
        from . import _build, _infer

        rows = list(rows)
        if schema is not None:
            wanted = as_schema(schema)
        else:
            found = _infer.infer_schema(rows)
            wanted = Schema(getattr(found, "type", found).fields if rows else [])
        return cls._of(_build.build_array(wanted._handle, rows), wanted._handle)

    @property
    def schema(self) -> Schema:
        return Schema._of(self._schema_handle)

    @property
    def num_rows(self) -> int:
        return len(self)

    @property
    def num_columns(self) -> int:
        refuse_fork("ArrowBridgeArrayNumColumns")
        return int(lib.ArrowBridgeArrayNumColumns(self._handle))

    @property
    def column_names(self) -> List[str]:
        return self.schema.names

    def column(self, i: Union[int, str]) -> Array:
        """A column by its place, or by a name that only one has. It keeps alive only what it needs."""
        if isinstance(i, str):
            name = _arguments.text(i, "i")
            return Array._of(ArrayHandle.make("ArrowBridgeArrayColumnByName", self._handle, name))
        place = i + self.num_columns if i < 0 else i
        if not 0 <= place < self.num_columns:
            raise IndexError(f"there is no column {i} among {self.num_columns}")
        return Array._of(ArrayHandle.make("ArrowBridgeArrayColumn", self._handle, place))

    @property
    def columns(self) -> List[Array]:
        return [self.column(i) for i in range(self.num_columns)]

    def __iter__(self) -> Iterator[Array]:
        return iter(self.columns)

    def __getitem__(self, at: Any) -> Any:
        return self._sliced(at) if isinstance(at, slice) else self.column(at)

    def to_pydict(self) -> Dict[str, List[Any]]:
        names = self.column_names
        if len(set(names)) != len(names):
            raise invalid("to_pydict: there are several columns of one name; to_pylist() of each column works")
        return {name: column.to_pylist() for name, column in zip(names, self.columns)}

    def to_struct_array(self) -> Array:
        """The batch as what it is in the C data interface: an array of structs."""
        schema, array = self._exported()
        handle = ArrayHandle.make("ArrowBridgeImportArray", byref(array), self._schema_handle)
        return Array._of(handle, self._schema_handle)

    @classmethod
    def from_struct_array(cls, array: Any) -> "RecordBatch":
        """The fields of an array of structs as columns; where the struct is null, all of them are."""
        return cls(array)

    def __repr__(self) -> str:
        size = f"{self.num_rows} rows, {self.num_columns} columns"
        return f"RecordBatch({size})\n{self.to_string(total_width=100)}".rstrip("\n")


def as_schema(value: Any) -> Schema:
    """A schema of any object that has one."""
    return value if isinstance(value, Schema) else Schema._of(_consume.schema(value))


def _column(values: Any, field: Any) -> Array:
    if isinstance(values, Array):
        return values
    return Array(values) if _consume.has_array(values) and not isinstance(values, tuple) else Array.from_pylist(values, field)
