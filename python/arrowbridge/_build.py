"""Builds arrays of every type from Python values. Accepts all values that `_values` returns.

Dates, times and durations can also be given as integers, which are counts of the type's unit. A value of a union goes
to the first child that accepts it, or to the child that `Tagged` names. The error for a value that cannot be stored
names the field and the row. Values are never rounded or truncated, except that floats are rounded to the precision of
their type. An integer, a decimal or a fraction that a float cannot represent is an error.
"""

from __future__ import annotations

import itertools
from array import array
from bisect import bisect_right
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Callable, Dict, Iterable, List, Optional, Sequence, Tuple, Type, TypeVar, Union

from ._buffers import pack_bits
from ._encode import ConversionError, buffers, describe, offsets
from ._errors import count, invalid
from ._formats import Format, parse
from ._library import core
from ._parts import Part, make
from ._schema_base import FLAG_NULLABLE
from ._tuples import Tagged
from ._values import child_path, where

if TYPE_CHECKING:
    from ._core import ArrayBase, SchemaHandle, SchemaView

    _A = TypeVar("_A", bound=ArrayBase)


class _FieldError(Exception):
    """A value that cannot be stored in a field. On the way up, `row` is translated to the row of each parent."""

    def __init__(self, path: str, row: int, problem: str) -> None:
        super().__init__(problem)
        self.path = path
        self.row = row
        self.problem = problem


def build_array(cls: Type[_A], handle: SchemaHandle, values: Iterable[Any]) -> _A:
    """Build an array of a class and a type from Python values."""
    rows = values if type(values) is list else list(values)
    encoded: Optional[_A] = None if handle.view.metadata else core.encode_array(cls, handle, rows)
    if encoded is not None:
        return encoded
    rows = list(rows)  # may be changed by code of the values
    exported = handle.view
    parts: List[Part] = []
    try:
        _field(exported, rows, "", parts)
    except _FieldError as error:
        raise invalid(f"{where(error.path)}row {error.row}: {error.problem}") from error.__cause__
    return make(cls, handle, parts)


def _field(
    schema: SchemaView, values: List[Any], path: str, parts: List[Part], parents: Optional[Sequence[bool]] = None
) -> None:
    """Append the parts of a field and its children.

    `parents` has for each row whether it is valid in the parent. Where the parent is null, a value may be None even if
    the field is not nullable.
    """
    if schema.metadata:
        values = _storage_values(schema, values, path)
    if schema.n_children == 0 and schema.dictionary is None:
        encoded = core.encode_values(schema.format, values)
        if encoded is not None and (encoded[0] == 0 or schema.flags & FLAG_NULLABLE):
            parts.append(Part(len(values), *encoded))
            return
    valid = [value is not None for value in values]
    nulls = valid.count(False)
    if nulls and not schema.flags & FLAG_NULLABLE:
        for row, present in enumerate(valid):
            if not present and (parents is None or parents[row]):
                raise _FieldError(path, row, "None in a field that is not nullable")
    part = Part(len(values), nulls, [pack_bits(valid) if nulls else None])
    parts.append(part)
    field = _Field(schema, parse(schema.format), values, valid, path, part, parts, parents)
    try:
        if schema.dictionary:
            _dictionary(field)
        elif field.format.kind in _NESTED:
            _NESTED[field.format.kind](field)
        elif field.format.kind == "null":
            part.buffers = []
            buffers(field.format, values)
        else:
            part.buffers += buffers(field.format, values)
    except ConversionError as error:
        raise _FieldError(path, error.row, error.problem) from error.__cause__


def _storage_values(schema: SchemaView, values: List[Any], path: str) -> List[Any]:
    """Return the values of the storage type for those of an extension type."""
    from ._extensions import extension_of, type_of

    extension = extension_of(schema)
    if extension is None or extension.to_storage is None:
        return values
    found: List[Any] = []
    type = type_of(schema)
    for row, value in enumerate(values):
        try:
            found.append(None if value is None else extension.to_storage(value, type))
        except Exception as error:
            problem = f"{describe(value)}: {type.extension_name}: {error or error.__class__.__name__}"
            raise _FieldError(path, row, problem) from error
    return found


class _Field:
    """A field that is being built. `part` has its length, null count and first buffer, the validity bitmap."""

    __slots__ = ("schema", "format", "values", "valid", "path", "part", "parts", "parents")

    def __init__(
        self,
        schema: SchemaView,
        format: Format,
        values: List[Any],
        valid: List[bool],
        path: str,
        part: Part,
        parts: List[Part],
        parents: Optional[Sequence[bool]],
    ) -> None:
        self.schema = schema
        self.format = format
        self.values = values
        self.valid = valid
        self.path = path
        self.part = part
        self.parts = parts
        self.parents = parents

    def child(
        self,
        index: int,
        values: List[Any],
        row_of: Optional[Callable[[int], int]] = None,
        parents: Optional[Sequence[bool]] = None,
    ) -> None:
        """Append the parts of a child. `row_of` maps a row of the child to the row of this field, if they differ."""
        try:
            path = child_path(self.path, self.schema, index)
            _field(self.schema.child(index), values, path, self.parts, parents)
        except _FieldError as error:
            if row_of is not None:
                error.row = row_of(error.row)
            raise

    def name(self, index: int) -> str:
        return (self.schema.child(index).name or b"").decode("utf-8", "replace")


def _items(value: Any, row: int) -> Sequence[Any]:
    """Return the items of a list value, which can be any iterable except strings, bytes and mappings."""
    if isinstance(value, (list, tuple)):
        return value
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, (str, bytes, bytearray, Mapping)) or not isinstance(value, Iterable):
        raise ConversionError(row, f"{describe(value)} is not a list")
    return list(value)


def _flatten(field: _Field) -> Tuple[List[int], List[Any], Callable[[int], int]]:
    """Return the sizes of all lists, the items of all lists, and a function from the index of an item to its row."""
    lists = [() if value is None else _items(value, row) for row, value in enumerate(field.values)]
    sizes = list(map(len, lists))

    def row_of(item: int) -> int:
        return bisect_right(list(itertools.accumulate(sizes)), item)

    return sizes, list(itertools.chain.from_iterable(lists)), row_of


def _lists(field: _Field) -> None:
    sizes, items, row_of = _flatten(field)
    starts = offsets(field.format, sizes)
    if field.format.kind == "list_view":
        starts.pop()
        field.part.buffers += [starts, array(field.format.code, sizes)]
    else:
        field.part.buffers.append(starts)
    field.child(0, items, row_of)


def _fixed_lists(field: _Field) -> None:
    width = field.format.width
    null_items = [None] * width
    items: List[Any] = []
    present: List[bool] = []
    for row, value in enumerate(field.values):
        row_items = null_items if value is None else _items(value, row)
        if len(row_items) != width:
            raise ConversionError(row, f"{describe(value)} has {count(len(row_items), 'item')}, not {width}")
        items += row_items
        present += [value is not None] * width
    field.child(0, items, lambda item: item // width, present)


def _structs(field: _Field) -> None:
    names = [field.name(i) for i in range(field.schema.n_children)]
    known = set(names)
    columns: List[List[Any]] = [[] for _ in names]
    for row, value in enumerate(field.values):
        if value is None:
            row_items: Sequence[Any] = [None] * len(names)
        elif type(value) is dict or isinstance(value, Mapping):
            if not known.issuperset(value):
                unknown = next(key for key in value if key not in known)
                fields = ", ".join(names) or "none"
                raise ConversionError(row, f"{describe(unknown)} is not the name of a field; the fields are: {fields}")
            row_items = [value.get(name) for name in names]
        elif isinstance(value, tuple) and len(value) == len(names):
            row_items = value
        else:
            size = count(len(names), "value")
            raise ConversionError(row, f"{describe(value)} is neither a mapping nor a tuple of {size}")
        for column, item in zip(columns, row_items):
            column.append(item)
    for i, column in enumerate(columns):
        field.child(i, column, None, field.valid)


def _maps(field: _Field) -> None:
    entries: List[List[Any]] = []
    for row, value in enumerate(field.values):
        pairs = [] if value is None else list(value.items()) if isinstance(value, Mapping) else list(_items(value, row))
        for pair in pairs:
            if not (isinstance(pair, (tuple, list)) and len(pair) == 2):
                raise ConversionError(row, f"{describe(pair)} is not a pair of key and value")
            if pair[0] is None:
                raise ConversionError(row, "None cannot be a key of a map")
        entries.append([tuple(pair) for pair in pairs])
    sizes = list(map(len, entries))
    ends = list(itertools.accumulate(sizes))
    field.part.buffers.append(offsets(field.format, sizes))
    field.child(0, list(itertools.chain.from_iterable(entries)), lambda item: bisect_right(ends, item))


def _choose(field: _Field) -> List[Tuple[int, Any]]:
    """Return the index of the child and the value in it, for each value of a union.

    A row below a null of the parent goes to the first child, even if no child can store None.
    """
    count = field.schema.n_children
    names = [field.name(i) for i in range(count)]
    chosen: List[Tuple[int, Any]] = []
    for row, value in enumerate(field.values):
        if value is None and count and field.parents is not None and not field.parents[row]:
            chosen.append((0, None))
            continue
        if isinstance(value, Tagged):
            tag: Union[List[str], Tuple[int, ...]] = names if isinstance(value.child, str) else field.format.type_ids
            if value.child not in tag:
                raise ConversionError(row, f"{describe(value.child)} is neither the name nor the type id of a child")
            chosen.append((tag.index(value.child), value.value))  # type: ignore[arg-type]
            continue
        child = next((i for i in range(count) if _accepts(field.schema.child(i), value)), None)
        if child is None:
            problem = f"{describe(value)} cannot be stored in any child; the children are: {', '.join(names)}"
            raise ConversionError(row, problem)
        chosen.append((child, value))
    return chosen


def _value_schema(schema: SchemaView) -> SchemaView:
    """Return the schema of the values of a dictionary-encoded or run-end encoded type."""
    while schema.dictionary or schema.format == b"+r":
        schema = schema.dictionary if schema.dictionary else schema.child(1)
    return schema


def _accepts(schema: SchemaView, value: Any) -> bool:
    """Return whether a value can be stored in a child of a union. Numeric children do not accept booleans."""
    numeric = ("int", "float", "half", "months", "decimal")
    if isinstance(value, bool) and parse(_value_schema(schema).format).kind in numeric:
        return False
    try:
        _field(schema, [value], "", [])
    except _FieldError:
        return False
    return True


def _dense_unions(field: _Field) -> None:
    chosen = _choose(field)
    rows: List[List[int]] = [[] for _ in field.format.type_ids]
    value_offsets = array("i")
    for row, (child, _) in enumerate(chosen):
        value_offsets.append(len(rows[child]))
        rows[child].append(row)
    ids = array("b", [field.format.type_ids[child] for child, _ in chosen])
    field.part.null_count = 0
    field.part.buffers = [ids, value_offsets]
    for i, child_rows in enumerate(rows):
        parents = None if field.parents is None else [field.parents[row] for row in child_rows]
        field.child(i, [chosen[row][1] for row in child_rows], child_rows.__getitem__, parents)


def _sparse_unions(field: _Field) -> None:
    chosen = _choose(field)
    field.part.null_count = 0
    field.part.buffers = [array("b", [field.format.type_ids[child] for child, _ in chosen])]
    for i in range(field.schema.n_children):
        values = [value if child == i else None for child, value in chosen]
        used = [child == i for child, _ in chosen]
        if field.parents is not None:
            used = [own and above for own, above in zip(used, field.parents)]
        field.child(i, values, None, used)


def key_of(value: Any) -> Any:
    """Return a key that is equal for values that are equal in Arrow. 1, 1.0, True differ, and so do 0.0 and -0.0."""
    if isinstance(value, float):
        return (float, repr(value))
    if isinstance(value, (bytearray, memoryview)):
        return (bytes, bytes(value))
    if isinstance(value, Mapping):
        return (dict, tuple((key_of(key), key_of(item)) for key, item in value.items()))
    if isinstance(value, (list, tuple)):
        return (list, tuple(map(key_of, value)))
    return (type(value), value)


def _run_ends(field: _Field) -> None:
    ends: List[int] = []
    values: List[Any] = []
    used: List[bool] = []  # whether any row of the run is valid in the parent
    last: Any = None
    for row, value in enumerate(field.values):
        key = key_of(value)
        if row == 0 or key != last:
            values.append(value)
            ends.append(row)
            used.append(False)
            last = key
        ends[-1] = row + 1
        used[-1] = used[-1] or field.parents is None or field.parents[row]
    field.part.null_count = 0
    field.part.buffers = []
    first_rows = [0, *ends]
    field.child(0, list(ends), lambda run: first_rows[run])
    field.child(1, values, lambda run: first_rows[run], used)


def _dictionary(field: _Field) -> None:
    index_of: Dict[Any, int] = {}
    values: List[Any] = []
    first_rows: List[int] = []
    indices: List[Optional[int]] = []
    for row, value in enumerate(field.values):
        if value is None:
            indices.append(None)
            continue
        try:
            index = index_of.setdefault(key_of(value), len(values))
        except TypeError as error:
            problem = f"{describe(value)} is not hashable, so it cannot be in a dictionary: {error}"
            raise ConversionError(row, problem) from error
        if index == len(values):
            values.append(value)
            first_rows.append(row)
        indices.append(index)
    try:
        field.part.buffers += buffers(field.format, indices)
    except ConversionError as error:
        raise ConversionError(error.row, f"the index type is too small for {len(values)} different values") from None
    path = f"{field.path}.(dictionary)" if field.path else "(dictionary)"
    try:
        _field(field.schema.dictionary, values, path, field.parts)
    except _FieldError as error:
        error.row = first_rows[error.row]
        raise


_NESTED: Dict[str, Callable[[_Field], None]] = {
    "list": _lists,
    "list_view": _lists,
    "fixed_list": _fixed_lists,
    "struct": _structs,
    "map": _maps,
    "dense_union": _dense_unions,
    "sparse_union": _sparse_unions,
    "run_ends": _run_ends,
}
