"""Selection of columns and fields by name or index, which schemas, batches and tables have in common."""

from __future__ import annotations

from ._errors import count, no_name, out_of_range

TYPE_CHECKING = False  # typing is slow to import
if TYPE_CHECKING:
    from typing import Any, Callable, Dict, Iterable, List, Mapping, Sequence, TypeVar, Union

    _C = TypeVar("_C", bound="Columns")
    _S = TypeVar("_S", bound="FieldSelection")


def index_of(noun: str, at: Union[int, str], names: Callable[[], List[str]]) -> int:
    """Return the index of a column or field by its index, which can be negative, or its unique name."""
    found = names()
    if isinstance(at, str):
        if found.count(at) != 1:
            raise no_name(noun, at, found)
        return found.index(at)
    try:
        return range(len(found))[at]
    except IndexError:
        raise out_of_range(f"{noun} index {at} is out of range for {count(len(found), noun)}") from None


def _listed(columns: Any) -> List[Any]:
    return [columns] if isinstance(columns, (str, int)) else list(columns)


def new_names(names: List[str], renamed: Any, noun: str) -> List[str]:
    """Return names with those of a mapping replaced, or as many other names."""
    if hasattr(renamed, "items"):
        for name in renamed:
            if name not in names:
                raise no_name(noun, name, names)
        return [renamed.get(name, name) for name in names]
    others: List[str] = list(renamed)
    if len(others) != len(names):
        raise ValueError(f"{count(len(others), 'name')} for {count(len(names), noun)}")
    return others


class FieldSelection:
    """What Schema has for the names of its fields."""

    __slots__ = ()
    if TYPE_CHECKING:

        @property
        def names(self) -> List[str]: ...
        @property
        def fields(self) -> List[Any]: ...
        @property
        def metadata_pairs(self) -> Any: ...

    def get_field_index(self, name: str) -> int:
        """Return the index of the field with a name; -1 if no field or several have it.

        Parameters
        ----------
        name : str
            The name.

        Examples
        --------
        >>> schema = ab.schema({"a": "int8", "b": "utf8"})
        >>> schema.get_field_index("b"), schema.get_field_index("c")
        (1, -1)
        """
        names = self.names
        return names.index(name) if names.count(name) == 1 else -1

    def __contains__(self, item: Any) -> bool:
        """Return whether a field has this name, or is equal to this field."""
        return item in (self.names if isinstance(item, str) else self.fields)

    def select(self: _S, columns: Iterable[Union[int, str]]) -> _S:
        """Return a schema of some fields, in the given order, with the same metadata.

        Parameters
        ----------
        columns : iterable of int or str
            Indices and unique names.

        Raises
        ------
        ArrowBridgeError
            If there is no such field; it is a KeyError or an IndexError.

        Examples
        --------
        >>> ab.schema({"a": "int8", "b": "utf8", "c": "bool"}).select(["c", 0]).names
        ['c', 'a']
        """
        indices = [index_of("field", at, lambda: self.names) for at in _listed(columns)]
        fields = self.fields
        return type(self)([fields[i] for i in indices], self.metadata_pairs)  # type: ignore[call-arg]


class Columns:
    """What RecordBatch and Table have for their columns and rows. Nothing is copied."""

    __slots__ = ()
    if TYPE_CHECKING:

        @property
        def schema(self) -> Any: ...
        @property
        def column_names(self) -> List[str]: ...
        @property
        def columns(self) -> Sequence[Any]: ...
        def _with_columns(self: _C, schema: Any, indices: Sequence[int]) -> _C: ...

    def select(self: _C, columns: Iterable[Union[int, str]]) -> _C:
        """Return some columns, in the given order.

        Parameters
        ----------
        columns : iterable of int or str
            Indices and unique names.

        Raises
        ------
        ArrowBridgeError
            If there is no such column; it is a KeyError or an IndexError.

        Examples
        --------
        >>> ab.Table({"a": [1], "b": ["x"], "c": [True]}).select(["c", "a"]).to_pydict()
        {'c': [True], 'a': [1]}
        """
        indices = [index_of("column", at, lambda: self.column_names) for at in _listed(columns)]
        return self._with_columns(self.schema.select(indices), indices)

    def drop(self: _C, columns: Union[int, str, Iterable[Union[int, str]]]) -> _C:
        """Return all columns but some.

        Parameters
        ----------
        columns : str, int, or iterable of them
            Unique names and indices of the columns to leave out.

        Raises
        ------
        ArrowBridgeError
            If there is no such column; it is a KeyError or an IndexError.

        Examples
        --------
        >>> ab.Table({"a": [1], "b": ["x"]}).drop("a").column_names
        ['b']
        """
        dropped = {index_of("column", at, lambda: self.column_names) for at in _listed(columns)}
        return self.select([i for i in range(len(self.column_names)) if i not in dropped])

    def rename_columns(self: _C, names: Union[Mapping[str, str], Iterable[str]]) -> _C:
        """Return the same columns with other names.

        Parameters
        ----------
        names : mapping or iterable of str
            A mapping of some names to new names, or a name for every column.

        Raises
        ------
        ArrowBridgeError
            If the mapping has a name that no column has.
        ValueError
            If the number of names differs from the number of columns.

        Examples
        --------
        >>> ab.Table({"a": [1], "b": ["x"]}).rename_columns({"a": "n"}).column_names
        ['n', 'b']
        """
        fields = self.schema.fields
        renamed = new_names(self.column_names, names, "column")
        schema = type(self.schema)(
            [field.with_name(name) for field, name in zip(fields, renamed)], self.schema.metadata_pairs
        )
        return self._with_columns(schema, range(len(fields)))

    def head(self: _C, rows: int = 5) -> _C:
        """Return the first rows.

        Parameters
        ----------
        rows : int, default 5
            The number of rows; a negative number: all rows but as many at the end.

        Examples
        --------
        >>> ab.Table({"n": [1, 2, 3]}).head(2).to_pydict()
        {'n': [1, 2]}
        """
        length = len(self)  # type: ignore[arg-type]
        rows = rows if rows >= 0 else max(length + rows, 0)
        return self.slice(0, rows)  # type: ignore[attr-defined, no-any-return]

    def to_pydict(self, *, temporal: str = "python", extension: str = "python") -> Dict[str, List[Any]]:
        """Convert to a dict of column names to lists of Python values: see `Array.to_pylist`.

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
        >>> ab.Table({"n": [1, 2], "t": ["x", None]}).to_pydict()
        {'n': [1, 2], 't': ['x', None]}
        """
        from ._errors import invalid

        names = self.column_names
        if len(set(names)) != len(names):
            raise invalid("to_pydict: several columns have the same name; call to_pylist() of each column instead")
        values = [column.to_pylist(temporal=temporal, extension=extension) for column in self.columns]
        return dict(zip(names, values))

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        from . import _numpy

        return _numpy.refuse_matrix(self)
