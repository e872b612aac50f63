"""Arrays from Python values, of every type. What `_values` reads, this takes.

Integers are taken for dates, times and durations too, as counts of their unit. Unions give a value to the first child that takes it,
or to the one that `Tagged` names. What does not fit is refused with its field and row; nothing is rounded or cut but binary fractions.
"""

from __future__ import annotations

import itertools
from array import array
from bisect import bisect_right
from collections.abc import Mapping
from typing import Any, Callable, Dict, Iterable, List, NamedTuple, Optional, Sequence, Tuple, Union

from ._abi import FLAG_NULLABLE, ArrowSchema
from ._buffers import pack
from ._errors import invalid
from ._formats import Format, parse
from ._handles import ArrayHandle, SchemaHandle
from ._pack import BadValue, buffers, describe, offsets
from ._parts import Part, make
from ._structs import export_schema
from ._values import below, where


class Tagged(NamedTuple):
    """A value of a union together with the child it belongs to: its name, or its type id."""

    child: Union[str, int]
    value: Any


class _Failure(Exception):
    """A value that does not fit, on its way to the root, whose row is wanted."""

    def __init__(self, path: str, row: int, problem: str) -> None:
        super().__init__(problem)
        self.path = path
        self.row = row
        self.problem = problem


def build_array(handle: SchemaHandle, values: Iterable[Any]) -> ArrayHandle:
    """An array of a type with the given values."""
    exported = export_schema(handle)
    parts: List[Part] = []
    try:
        _field(exported, values if isinstance(values, list) else list(values), "", parts)
    except _Failure as failure:
        raise invalid(f"{where(failure.path)}row {failure.row}: {failure.problem}") from failure.__cause__
    return make(handle, parts)


def _field(schema: ArrowSchema, values: List[Any], path: str, parts: List[Part], parents: Optional[Sequence[bool]] = None) -> None:
    """Adds the parts of a field. Rows that are null in `parents` may be None whether the field is nullable or not."""
    valid = [value is not None for value in values]
    nulls = valid.count(False)
    if nulls and not schema.flags & FLAG_NULLABLE and not schema.format.startswith(b"+u"):  # unions: their children's
        for row, present in enumerate(valid):
            if not present and (parents is None or parents[row]):
                raise _Failure(path, row, "None in a field that is not nullable")
    part = Part(len(values), nulls, [pack(valid) if nulls else None])
    parts.append(part)
    node = _Node(schema, parse(schema.format), values, valid, path, part, parts, parents)
    try:
        if schema.dictionary:
            _dictionary(node)
        elif node.format.kind in _NESTED:
            _NESTED[node.format.kind](node)
        elif node.format.kind == "null":
            part.buffers = []
            buffers(node.format, values)
        else:
            part.buffers += buffers(node.format, values)
    except BadValue as bad:
        raise _Failure(path, bad.row, bad.problem) from bad.__cause__


class _Node:
    """A field whose part is begun: its number of rows and nulls and, first of its buffers, the validity bitmap."""

    __slots__ = ("schema", "format", "values", "valid", "path", "part", "parts", "parents")

    def __init__(
        self,
        schema: ArrowSchema,
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
        self, index: int, values: List[Any], row_of: Optional[Callable[[int], int]] = None, parents: Optional[Sequence[bool]] = None
    ) -> None:
        """Adds a child. Where its rows are not this field's, `row_of` tells which of this field's rows one belongs to."""
        try:
            _field(self.schema.children[index].contents, values, below(self.path, self.schema, index), self.parts, parents)
        except _Failure as failure:
            if row_of is not None:
                failure.row = row_of(failure.row)
            raise

    def name(self, index: int) -> str:
        return (self.schema.children[index].contents.name or b"").decode("utf-8", "replace")


def _items(value: Any, row: int) -> Sequence[Any]:
    """What a value gives for a list: any iterable but texts and mappings."""
    if isinstance(value, (list, tuple)):
        return value
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, (str, bytes, bytearray, Mapping)) or not isinstance(value, Iterable):
        raise BadValue(row, f"{describe(value)} is not a list")
    return list(value)


def _flatten(node: _Node) -> Tuple[List[int], List[Any], Callable[[int], int]]:
    """Sizes of lists, all their items, and the row that an item is of."""
    lists = [() if value is None else _items(value, row) for row, value in enumerate(node.values)]
    sizes = list(map(len, lists))

    def row_of(item: int) -> int:
        return bisect_right(list(itertools.accumulate(sizes)), item)

    return sizes, list(itertools.chain.from_iterable(lists)), row_of


def _lists(node: _Node) -> None:
    sizes, items, row_of = _flatten(node)
    starts = offsets(node.format, sizes)
    if node.format.kind == "list_view":
        starts.pop()
        node.part.buffers += [starts, array(node.format.code, sizes)]
    else:
        node.part.buffers.append(starts)
    node.child(0, items, row_of)


def _fixed_lists(node: _Node) -> None:
    width = node.format.width
    nothing = [None] * width
    items: List[Any] = []
    present: List[bool] = []
    for row, value in enumerate(node.values):
        own = nothing if value is None else _items(value, row)
        if len(own) != width:
            raise BadValue(row, f"{describe(value)} has {len(own)} items, not {width}")
        items += own
        present += [value is not None] * width
    node.child(0, items, lambda item: item // width, present)


def _structs(node: _Node) -> None:
    names = [node.name(i) for i in range(node.schema.n_children)]
    known = set(names)
    columns: List[List[Any]] = [[] for _ in names]
    for row, value in enumerate(node.values):
        if value is None:
            own: Sequence[Any] = [None] * len(names)
        elif type(value) is dict or isinstance(value, Mapping):
            if not known.issuperset(value):
                unknown = next(key for key in value if key not in known)
                raise BadValue(row, f"{describe(unknown)} is not the name of a field; there are {', '.join(names) or 'none'}")
            own = [value.get(name) for name in names]
        elif isinstance(value, tuple) and len(value) == len(names):
            own = value
        else:
            raise BadValue(row, f"{describe(value)} is not a mapping, nor a tuple of {len(names)} values")
        for column, item in zip(columns, own):
            column.append(item)
    for i, column in enumerate(columns):
        node.child(i, column, None, node.valid)


def _maps(node: _Node) -> None:
    entries: List[List[Any]] = []
    for row, value in enumerate(node.values):
        pairs = [] if value is None else list(value.items()) if isinstance(value, Mapping) else list(_items(value, row))
        for pair in pairs:
            if not (isinstance(pair, (tuple, list)) and len(pair) == 2):
                raise BadValue(row, f"{describe(pair)} is not a pair of key and value")
            if pair[0] is None:
                raise BadValue(row, "None is not a key")
        entries.append([tuple(pair) for pair in pairs])
    sizes = list(map(len, entries))
    ends = list(itertools.accumulate(sizes))
    node.part.buffers.append(offsets(node.format, sizes))
    node.child(0, list(itertools.chain.from_iterable(entries)), lambda item: bisect_right(ends, item))


def _choose(node: _Node) -> List[Tuple[int, Any]]:
    """The child of each value of a union, and the value for it."""
    count = node.schema.n_children
    names = [node.name(i) for i in range(count)]
    chosen: List[Tuple[int, Any]] = []
    for row, value in enumerate(node.values):
        if isinstance(value, Tagged):
            tag: Union[List[str], Tuple[int, ...]] = names if isinstance(value.child, str) else node.format.type_ids
            if value.child not in tag:
                raise BadValue(row, f"{describe(value.child)} is neither the name nor the type id of a child")
            chosen.append((tag.index(value.child), value.value))  # type: ignore[arg-type]
            continue
        child = next((i for i in range(count) if _takes(node.schema.children[i].contents, value)), None)
        if child is None:
            raise BadValue(row, f"{describe(value)} is for none of {', '.join(names)}")
        chosen.append((child, value))
    return chosen


def _plain(schema: ArrowSchema) -> ArrowSchema:
    """The field whose values dictionaries and runs stand for."""
    while schema.dictionary or schema.format == b"+r":
        schema = schema.dictionary.contents if schema.dictionary else schema.children[1].contents
    return schema


def _takes(schema: ArrowSchema, value: Any) -> bool:
    """Whether a value is for a field, where nothing else decides: booleans are no integers here."""
    if isinstance(value, bool) and parse(_plain(schema).format).kind in ("int", "float", "half", "months", "decimal"):
        return False
    try:
        _field(schema, [value], "", [])
    except _Failure:
        return False
    return True


def _dense_unions(node: _Node) -> None:
    chosen = _choose(node)
    rows: List[List[int]] = [[] for _ in node.format.type_ids]
    places = array("i")
    for row, (child, _) in enumerate(chosen):
        places.append(len(rows[child]))
        rows[child].append(row)
    ids = array("b", [node.format.type_ids[child] for child, _ in chosen])
    node.part.null_count = 0
    node.part.buffers = [ids, places]
    for i, own in enumerate(rows):
        node.child(i, [chosen[row][1] for row in own], own.__getitem__)


def _sparse_unions(node: _Node) -> None:
    chosen = _choose(node)
    node.part.null_count = 0
    node.part.buffers = [array("b", [node.format.type_ids[child] for child, _ in chosen])]
    for i in range(node.schema.n_children):
        node.child(i, [value if child == i else None for child, value in chosen], None, [child == i for child, _ in chosen])


def key_of(value: Any) -> Any:
    """What is the same for values that are the same in Arrow, where 1, 1.0 and True differ, and 0.0 and -0.0 do."""
    if isinstance(value, float):
        return (float, repr(value))
    if isinstance(value, (bytearray, memoryview)):
        return (bytes, bytes(value))
    if isinstance(value, Mapping):
        return (dict, tuple((key_of(key), key_of(item)) for key, item in value.items()))
    if isinstance(value, (list, tuple)):
        return (list, tuple(map(key_of, value)))
    return (type(value), value)


def _run_ends(node: _Node) -> None:
    ends: List[int] = []
    values: List[Any] = []
    wanted: List[bool] = []
    last: Any = None
    for row, value in enumerate(node.values):
        key = key_of(value)
        if row == 0 or key != last:
            values.append(value)
            ends.append(row)
            wanted.append(False)
            last = key
        ends[-1] = row + 1
        wanted[-1] = wanted[-1] or node.parents is None or node.parents[row]
    node.part.null_count = 0
    node.part.buffers = []
    firsts = [0, *ends]
    node.child(0, list(ends), lambda run: firsts[run])
    node.child(1, values, lambda run: firsts[run], wanted)


def _dictionary(node: _Node) -> None:
    places: Dict[Any, int] = {}
    values: List[Any] = []
    first_rows: List[int] = []
    indices: List[Optional[int]] = []
    for row, value in enumerate(node.values):
        if value is None:
            indices.append(None)
            continue
        try:
            place = places.setdefault(key_of(value), len(values))
        except TypeError as error:
            raise BadValue(row, f"{describe(value)} cannot be told from others: {error}") from error
        if place == len(values):
            values.append(value)
            first_rows.append(row)
        indices.append(place)
    try:
        node.part.buffers += buffers(node.format, indices)
    except BadValue as bad:
        raise BadValue(bad.row, f"{len(values)} different values are too many for the type of the indices") from None
    path = f"{node.path}.(dictionary)" if node.path else "(dictionary)"
    try:
        _field(node.schema.dictionary.contents, values, path, node.parts)
    except _Failure as failure:
        failure.row = first_rows[failure.row]
        raise


_NESTED: Dict[str, Callable[[_Node], None]] = {
    "list": _lists,
    "list_view": _lists,
    "fixed_list": _fixed_lists,
    "struct": _structs,
    "map": _maps,
    "dense_union": _dense_unions,
    "sparse_union": _sparse_unions,
    "run_ends": _run_ends,
}
