"""Converts arrays to lists of Python values. README.md has the table of types.

The offsets, indices, type ids and run ends of the array must be validated before (`ArrayBase._readable`), because the
structs do not have the sizes of buffers. Whether text is UTF-8 is checked here.
"""

from __future__ import annotations

import struct
from bisect import bisect_right
from typing import TYPE_CHECKING, Any, Callable, Dict, Iterable, List

from . import _times
from ._buffers import fixed, numbers, validity, with_nulls
from ._errors import ArrowBridgeError, count, invalid, unsupported
from ._flat_values import READERS
from ._formats import Format, parse
from ._library import core

if TYPE_CHECKING:
    from ._core import ArrayView, SchemaView
    from ._extensions import Extension


class _Unreadable:
    """Placeholder for a value that has no Python value.

    It becomes an exception only if it is part of a row. Values that no row refers to, such as those below a null, may
    be anything.
    """

    __slots__ = ("make_error", "problem")

    def __init__(self, make_error: Callable[[str], ArrowBridgeError], problem: str) -> None:
        self.make_error = make_error
        self.problem = problem


class _Placeholders(List[_Unreadable]):
    """All placeholders that were made for one array, and the options of the conversion."""

    def __init__(self, temporal: str, extension: str) -> None:
        super().__init__()
        self.integers = temporal == "integer"
        self.extension = extension


TEMPORAL = ("python", "integer")
_EXTENSION = ("python", "parsed", "storage")


def to_pylist(
    schema: SchemaView, array: ArrayView, temporal: str = "python", extension: str = "python"
) -> List[Any]:
    """Convert all rows of an array. The type must be validated. No references to the two structs are kept."""
    if temporal not in TEMPORAL:
        raise ValueError(f"temporal must be one of {', '.join(TEMPORAL)}, not {temporal!r}")
    if extension not in _EXTENSION:
        raise ValueError(f"extension must be one of {', '.join(_EXTENSION)}, not {extension!r}")
    unreadable = _Placeholders(temporal, extension)
    rows = _rows(schema, array, 0, array.length, "", unreadable)
    if unreadable:
        _raise_unreadable(rows)
    return rows


def _raise_unreadable(values: Iterable[Any]) -> None:
    for value in values:
        if isinstance(value, _Unreadable):
            raise value.make_error(value.problem)
        if isinstance(value, (list, tuple)):
            _raise_unreadable(value)
        elif isinstance(value, dict):
            _raise_unreadable(value.values())


def _placeholder(
    make_error: Callable[[str], ArrowBridgeError], problem: str, unreadable: _Placeholders
) -> _Unreadable:
    unreadable.append(_Unreadable(make_error, problem))
    return unreadable[-1]


def child_path(path: str, schema: SchemaView, index: int) -> str:
    """Return the path of a child, in the same form as in error messages of the library."""
    name = (schema.child(index).name or b"").decode("utf-8", "replace") or f"[{index}]"
    return f"{path}.{name}" if path else name


def where(path: str) -> str:
    return f"field '{path}', " if path else ""


def _rows(
    schema: SchemaView, array: ArrayView, start: int, length: int, path: str, unreadable: _Placeholders
) -> List[Any]:
    """Convert `length` rows. `start` is relative to the offset of the array."""
    if start < 0 or length < 0 or start + length > array.length:
        raise invalid(
            f"{where(path)}rows {start} to {start + length} are referred to, but the length is {array.length}"
        )
    if length == 0:
        return []
    if unreadable.extension != "storage" and schema.metadata:
        from ._extensions import extension_of

        extension = extension_of(schema)
        if extension is not None:
            values = _storage_rows(schema, array, start, length, path, unreadable)
            return _extension_values(extension, schema, values, start, path, unreadable)
    return _storage_rows(schema, array, start, length, path, unreadable)


def _extension_values(
    extension: Extension, schema: SchemaView, values: List[Any], start: int, path: str, unreadable: _Placeholders
) -> List[Any]:
    """Convert values of the storage type. What a conversion refuses is an error only if it is part of a row."""
    from ._extensions import type_of

    type = type_of(schema)
    convert = extension.parsed if unreadable.extension == "parsed" and extension.parsed else extension.to_python
    found: List[Any] = []
    for row, value in enumerate(values, start):
        try:
            found.append(value if value is None or isinstance(value, _Unreadable) else convert(value, type))
        except ImportError:
            raise
        except Exception as error:
            problem = f"{where(path)}row {row}: {type.extension_name}: {error or error.__class__.__name__}"
            found.append(_placeholder(invalid, problem, unreadable))
    return found


def _storage_rows(
    schema: SchemaView, array: ArrayView, start: int, length: int, path: str, unreadable: _Placeholders
) -> List[Any]:
    if schema.dictionary:
        return _dictionary(schema, array, start, length, path, unreadable)
    if schema.n_children == 0:
        flat = core.flat_values(schema, array, array.offset + start, length)
        if flat is not NotImplemented:
            return flat
    format = parse(schema.format)
    read = READERS.get(format.kind)
    if read is not None:
        first = array.offset + start
        try:
            values = read(format, array, first, length)
        except UnicodeDecodeError:
            values = [_text(data, path, unreadable) for data in read(format._replace(text=False), array, first, length)]
        return with_nulls(values, validity(array, first, length))
    nested = _NESTED.get(format.kind)
    if nested is not None:
        return nested(_NestedRows(schema, array, format, start, length, path, unreadable))
    if format.kind == "null":
        return [None] * length
    return _times_of(format, array, start, length, path, unreadable)


def _text(data: bytes, path: str, unreadable: _Placeholders) -> Any:
    try:
        return str(data, "utf-8")
    except UnicodeDecodeError as error:
        return _placeholder(invalid, f"{where(path)}a string is not UTF-8: {error}", unreadable)


class _NestedRows:
    """A range of rows of an array whose type has children."""

    __slots__ = ("schema", "array", "format", "start", "length", "path", "unreadable")

    def __init__(
        self,
        schema: SchemaView,
        array: ArrayView,
        format: Format,
        start: int,
        length: int,
        path: str,
        unreadable: _Placeholders,
    ) -> None:
        self.schema = schema
        self.array = array
        self.format = format
        self.start = start
        self.length = length
        self.path = path
        self.unreadable = unreadable

    @property
    def first(self) -> int:
        """The index of the first row in the buffers."""
        return int(self.array.offset) + self.start

    def child(self, index: int, start: int, length: int) -> List[Any]:
        path = child_path(self.path, self.schema, index)
        schema, array = self.schema.child(index), self.array.child(index)
        return _rows(schema, array, start, length, path, self.unreadable)

    def nulls(self, values: List[Any]) -> List[Any]:
        return with_nulls(values, validity(self.array, self.first, self.length))


def _times_of(
    format: Format, array: ArrayView, start: int, length: int, path: str, unreadable: _Placeholders
) -> List[Any]:
    first = array.offset + start
    counts = with_nulls(numbers(array, 1, first, length, format.code), validity(array, first, length))
    if unreadable.integers:
        return counts
    try:
        make = _times.reader(format)
    except ValueError as error:
        raise unsupported(_time_problem(path, start, counts[0], error)) from error
    values: List[Any] = []
    for row, value in enumerate(counts):
        try:
            values.append(None if value is None else make(value))
        except (ValueError, OverflowError) as error:
            problem = _time_problem(path, start + row, value, error)
            values.append(_placeholder(unsupported, problem, unreadable))
    return values


def _time_problem(path: str, row: int, count: int, error: Exception) -> str:
    problem = str(error) if "seconds are not" in str(error) else f"{count}: {error}"
    return f"{where(path)}row {row}: {problem}; use to_pylist(temporal='integer') or to_numpy()"


def _dictionary(
    schema: SchemaView, array: ArrayView, start: int, length: int, path: str, unreadable: _Placeholders
) -> List[Any]:
    format = parse(schema.format)
    first = array.offset + start
    indices = with_nulls(numbers(array, 1, first, length, format.code), validity(array, first, length))
    dictionary = array.dictionary
    size = dictionary.length
    dictionary_path = f"{path}.(dictionary)" if path else "(dictionary)"
    for row, index in enumerate(indices):
        if index is not None and not 0 <= index < size:
            problem = f"index {index} is out of range for a dictionary of {count(size, 'value')}"
            raise invalid(f"{where(path)}row {start + row}: {problem}")
    entries = schema.dictionary
    if length < size // _SINGLE_ENTRY_COST:
        values = {
            index: _rows(entries, dictionary, index, 1, dictionary_path, unreadable)[0]
            for index in set(indices)
            if index is not None
        }
        return [None if index is None else values[index] for index in indices]
    all_values = _rows(entries, dictionary, 0, size, dictionary_path, unreadable)
    return [None if index is None else all_values[index] for index in indices]


# Converting a single dictionary entry costs about as much as converting this many entries at once.
_SINGLE_ENTRY_COST = 16


def _slice_items(nested: _NestedRows, items: List[Any], offsets: List[int]) -> List[Any]:
    """Divide items into lists. `items` starts with the item at the first offset."""
    first = offsets[0]
    pairs = zip(offsets, offsets[1:])
    return [items[a - first : b - first] if a >= first else _raise_for_offset(nested, a) for a, b in pairs]


def _lists(nested: _NestedRows) -> List[Any]:
    offsets = numbers(nested.array, 1, nested.first, nested.length + 1, nested.format.code)
    items = nested.child(0, offsets[0], offsets[-1] - offsets[0])
    return nested.nulls(_slice_items(nested, items, offsets))


def _raise_for_offset(nested: _NestedRows, offset: int) -> List[Any]:
    raise invalid(f"{where(nested.path)}the offset {offset} is less than the previous one")


def _list_views(nested: _NestedRows) -> List[Any]:
    starts = numbers(nested.array, 1, nested.first, nested.length, nested.format.code)
    sizes = numbers(nested.array, 2, nested.first, nested.length, nested.format.code)
    valid = validity(nested.array, nested.first, nested.length)
    used = [(a, n) for i, (a, n) in enumerate(zip(starts, sizes)) if n > 0 and (valid is None or valid[i])]
    first = min((a for a, _ in used), default=0)
    if any(n < 0 and (valid is None or valid[i]) for i, n in enumerate(sizes)):
        raise invalid(f"{where(nested.path)}the size of a list is negative")
    items = nested.child(0, first, max((a + n for a, n in used), default=0) - first)
    lists = [items[a - first : a - first + n] if n > 0 and a >= first else [] for a, n in zip(starts, sizes)]
    return with_nulls(lists, valid)


def _fixed_lists(nested: _NestedRows) -> List[Any]:
    width = nested.format.width
    items = nested.child(0, nested.first * width, nested.length * width)
    return nested.nulls([items[i * width : (i + 1) * width] for i in range(nested.length)])


def _structs(nested: _NestedRows) -> List[Any]:
    count = nested.schema.n_children
    names = [(nested.schema.child(i).name or b"").decode("utf-8", "replace") for i in range(count)]
    if len(set(names)) < count:
        twice = next(name for i, name in enumerate(names) if name in names[:i])
        problem = f"two fields are named '{twice}', so rows cannot be dicts; convert each column separately"
        raise unsupported(where(nested.path) + problem)
    columns = [nested.child(i, nested.first, nested.length) for i in range(count)]
    rows = [dict(zip(names, row)) for row in zip(*columns)] if columns else [{} for _ in range(nested.length)]
    return nested.nulls(rows)


def _maps(nested: _NestedRows) -> List[Any]:
    offsets = numbers(nested.array, 1, nested.first, nested.length + 1, nested.format.code)
    first = offsets[0]
    entries_type = nested.schema.child(0)
    entries = nested.array.child(0)
    path = child_path(nested.path, nested.schema, 0)
    format, count = parse(entries_type.format), offsets[-1] - first
    pairs = _NestedRows(entries_type, entries, format, first, count, path, nested.unreadable)
    if first < 0 or count < 0 or first + count > entries.length:
        _raise_for_offset(nested, offsets[-1])
    keys, values = pairs.child(0, pairs.first, count), pairs.child(1, pairs.first, count)
    return nested.nulls(_slice_items(nested, list(zip(keys, values)), offsets))


def _child_of(nested: _NestedRows, type_id: int) -> int:
    try:
        return nested.format.type_ids.index(type_id)
    except ValueError:
        raise invalid(f"{where(nested.path)}the union type has no type id {type_id}") from None


def _sparse_unions(nested: _NestedRows) -> List[Any]:
    ids = numbers(nested.array, 0, nested.first, nested.length, "b")
    children = {i: _child_of(nested, i) for i in set(ids)}
    values = {i: nested.child(child, nested.first, nested.length) for i, child in children.items()}
    return [values[i][row] for row, i in enumerate(ids)]


def _dense_unions(nested: _NestedRows) -> List[Any]:
    ids = numbers(nested.array, 0, nested.first, nested.length, "b")
    offsets = numbers(nested.array, 1, nested.first, nested.length, "i")
    values: Dict[int, List[Any]] = {}
    firsts: Dict[int, int] = {}
    for i in set(ids):
        used = [offset for id, offset in zip(ids, offsets) if id == i]
        firsts[i] = min(used)
        values[i] = nested.child(_child_of(nested, i), min(used), max(used) + 1 - min(used))
    return [values[i][offset - firsts[i]] for i, offset in zip(ids, offsets)]


def _run_ends(nested: _NestedRows) -> List[Any]:
    ends_array = nested.array.child(0)
    code = parse(nested.schema.child(0).format).code
    # A view, not a list: the binary search reads only a few run ends.
    ends = fixed(ends_array, 1, ends_array.offset, ends_array.length, struct.calcsize(code)).cast(code)
    first, last = bisect_right(ends, nested.first), bisect_right(ends, nested.first + nested.length - 1)
    values = nested.child(1, first, last + 1 - first)
    rows: List[Any] = []
    position = nested.first
    for end, value in zip(ends[first : last + 1], values):
        end = min(end, nested.first + nested.length)
        rows += [value] * (end - position)
        position = end
    if len(rows) != nested.length:
        covered = count(len(rows), "row")
        raise invalid(f"{where(nested.path)}the run ends cover {covered}, but the length is {nested.length}")
    return rows


_NESTED: Dict[str, Callable[[_NestedRows], List[Any]]] = {
    "list": _lists,
    "list_view": _list_views,
    "fixed_list": _fixed_lists,
    "struct": _structs,
    "map": _maps,
    "sparse_union": _sparse_unions,
    "dense_union": _dense_unions,
    "run_ends": _run_ends,
}
