"""Arrays as lists of Python values.

    null None; bool; integers int; floats float; decimals decimal.Decimal; utf8 str; binary bytes;
    dates datetime.date; times datetime.time; timestamps datetime.datetime, in their zone where they have one; durations
    datetime.timedelta; intervals int (months), DayTime, MonthDayNano; lists list; maps a list of pairs; structs dict;
    unions, dictionaries and run ends the value itself; extension types their storage.

Offsets and indices are read as they are, and every access that they lead to is checked by Python: contents that do not hold up end
in an exception. Only the last offset must be true, since nothing in the structs tells how long a buffer is.
"""

from __future__ import annotations

import decimal
import struct
from bisect import bisect_right
from typing import Any, Callable, Dict, Iterable, List

from . import _times
from ._abi import ArrowArray, ArrowSchema
from ._buffers import LITTLE, ORDER, bits, fixed, memory, numbers, validity, with_nulls
from ._errors import ArrowBridgeError, invalid, unsupported
from ._formats import Format, parse
from ._times import DayTime, MonthDayNano


class _Unreadable:
    """Stands for a value that Python has none for, until it is known whether any row leads there: below a null anything may be."""

    __slots__ = ("refuse", "problem")

    def __init__(self, refuse: Callable[[str], ArrowBridgeError], problem: str) -> None:
        self.refuse = refuse
        self.problem = problem


# Those that were met in one array.
_Met = List[_Unreadable]


def to_pylist(schema: ArrowSchema, array: ArrowArray) -> List[Any]:
    """All rows of an array of a checked type. Both structs are live during the call, and nothing of them is kept."""
    met: _Met = []
    rows = _rows(schema, array, 0, array.length, "", met)
    if met:
        _refuse_unreadable(rows)
    return rows


def _refuse_unreadable(values: Iterable[Any]) -> None:
    for value in values:
        if isinstance(value, _Unreadable):
            raise value.refuse(value.problem)
        if isinstance(value, (list, tuple)):
            _refuse_unreadable(value)
        elif isinstance(value, dict):
            _refuse_unreadable(value.values())


def _unreadable(refuse: Callable[[str], ArrowBridgeError], problem: str, met: _Met) -> _Unreadable:
    met.append(_Unreadable(refuse, problem))
    return met[-1]


def below(path: str, schema: ArrowSchema, index: int) -> str:
    """The path of a child, as the library writes it."""
    name = (schema.children[index].contents.name or b"").decode("utf-8", "replace") or f"[{index}]"
    return f"{path}.{name}" if path else name


def where(path: str) -> str:
    return f"field '{path}', " if path else ""


def _rows(schema: ArrowSchema, array: ArrowArray, start: int, length: int, path: str, met: _Met) -> List[Any]:
    """Rows from `start`, counted from the array's own offset."""
    if start < 0 or length < 0 or start + length > array.length:
        raise invalid(f"{where(path)}rows {start} to {start + length} are asked for, but there are {array.length}")
    if length == 0:
        return []
    if schema.dictionary:
        return _dictionary(schema, array, start, length, path, met)
    format = parse(schema.format)
    read = _READERS.get(format.kind)
    if read is not None:
        try:
            values = read(format, array, array.offset + start, length)
        except UnicodeDecodeError:
            values = [_text(data, path, met) for data in read(format._replace(text=False), array, array.offset + start, length)]
        return with_nulls(values, validity(array, array.offset + start, length))
    nested = _NESTED.get(format.kind)
    if nested is not None:
        return nested(_Node(schema, array, format, start, length, path, met))
    if format.kind == "null":
        return [None] * length
    return _times_of(format, array, start, length, path, met)


def _text(data: bytes, path: str, met: _Met) -> Any:
    try:
        return str(data, "utf-8")
    except UnicodeDecodeError as error:
        return _unreadable(invalid, f"{where(path)}a text is not UTF-8: {error}", met)


class _Node:
    """Rows of an array of a type with children."""

    __slots__ = ("schema", "array", "format", "start", "length", "path", "met")

    def __init__(
        self, schema: ArrowSchema, array: ArrowArray, format: Format, start: int, length: int, path: str, met: _Met
    ) -> None:
        self.schema = schema
        self.array = array
        self.format = format
        self.start = start
        self.length = length
        self.path = path
        self.met = met

    @property
    def first(self) -> int:
        """The absolute place of the first row."""
        return int(self.array.offset) + self.start

    def child(self, index: int, start: int, length: int) -> List[Any]:
        path = below(self.path, self.schema, index)
        return _rows(self.schema.children[index].contents, self.array.children[index].contents, start, length, path, self.met)

    def nulls(self, values: List[Any]) -> List[Any]:
        return with_nulls(values, validity(self.array, self.first, self.length))


def _bools(format: Format, array: ArrowArray, start: int, length: int) -> List[Any]:
    return bits(array.buffers[1], start, length)


def _numbers(format: Format, array: ArrowArray, start: int, length: int) -> List[Any]:
    return numbers(array, 1, start, length, format.code)


def _halves(format: Format, array: ArrowArray, start: int, length: int) -> List[Any]:
    return list(struct.unpack(f"={length}e", fixed(array, 1, start, length, 2)))


def _bytes(format: Format, array: ArrowArray, start: int, length: int) -> List[Any]:
    offsets = numbers(array, 1, start, length + 1, format.code)
    first, last = offsets[0], offsets[-1]
    if not 0 <= first <= last:
        raise invalid(f"offsets run from {first} to {last}")
    address = array.buffers[2]
    data = bytes(memory(address + first if address else None, last - first))
    if first:
        offsets = [offset - first for offset in offsets]
    pairs = zip(offsets, offsets[1:])
    if not format.text:
        return [data[a:b] for a, b in pairs]
    if data.isascii():
        text = data.decode("ascii")
        return [text[a:b] for a, b in pairs]
    return [str(data[a:b], "utf-8") for a, b in pairs]


def _views(format: Format, array: ArrowArray, start: int, length: int) -> List[Any]:
    raw = bytes(fixed(array, 1, start, length, 16))
    words = memoryview(raw).cast("i")
    count = array.n_buffers - 3
    lengths = memory(array.buffers[count + 2] if count > 0 else None, count * 8).cast("q")
    variadic = [memory(array.buffers[2 + i], lengths[i]) for i in range(max(count, 0))]
    valid = validity(array, start, length)
    values: List[Any] = []
    for i in range(length):
        size = words[4 * i]
        if valid is not None and not valid[i]:
            data = b""
        elif size <= 12:
            data = raw[16 * i + 4 : 16 * i + 4 + max(size, 0)]
        else:
            index, offset = words[4 * i + 2], words[4 * i + 3]
            if not (0 <= index < count and 0 <= offset <= len(variadic[index]) - size):
                raise invalid(f"view {i} leads outside of buffer {index}")
            data = bytes(variadic[index][offset : offset + size])
        values.append(str(data, "utf-8") if format.text else data)
    return values


def _fixed_bytes(format: Format, array: ArrowArray, start: int, length: int) -> List[Any]:
    width = format.width
    data = bytes(fixed(array, 1, start, length, width))
    return [data[i * width : (i + 1) * width] for i in range(length)]


# Wide enough for every digit of decimal256 at any scale, so that nothing is rounded.
DECIMALS = decimal.Context(prec=400, Emin=-999_999, Emax=999_999, traps=[decimal.Inexact, decimal.InvalidOperation])


def _decimals(format: Format, array: ArrowArray, start: int, length: int) -> List[Any]:
    width = format.width
    view = fixed(array, 1, start, length, width)
    if width in (4, 8):
        whole = view.cast("i" if width == 4 else "q").tolist()
    elif width == 16:
        low, high = (0, 1) if LITTLE else (1, 0)
        lows = view.cast("Q")[low::2].tolist()
        whole = [(b << 64) | a for a, b in zip(lows, view.cast("q")[high::2].tolist())]
    else:
        data = bytes(view)
        whole = [int.from_bytes(data[i : i + width], ORDER, signed=True) for i in range(0, len(data), width)]
    scale = -format.scale
    return [DECIMALS.scaleb(decimal.Decimal(value), scale) for value in whole]


def _day_times(format: Format, array: ArrowArray, start: int, length: int) -> List[Any]:
    words = fixed(array, 1, start, length, 8).cast("i").tolist()
    return list(map(DayTime, words[0::2], words[1::2]))


def _month_day_nanos(format: Format, array: ArrowArray, start: int, length: int) -> List[Any]:
    view = fixed(array, 1, start, length, 16)
    words = view.cast("i").tolist()
    return list(map(MonthDayNano, words[0::4], words[1::4], view.cast("q").tolist()[1::2]))


def _times_of(format: Format, array: ArrowArray, start: int, length: int, path: str, met: _Met) -> List[Any]:
    counts = with_nulls(_numbers(format, array, array.offset + start, length), validity(array, array.offset + start, length))
    try:
        make = _times.reader(format)
    except ValueError as error:
        raise unsupported(_beyond(path, start, counts[0], error)) from error
    values: List[Any] = []
    for row, value in enumerate(counts):
        try:
            values.append(None if value is None else make(value))
        except (ValueError, OverflowError) as error:
            values.append(_unreadable(unsupported, _beyond(path, start + row, value, error), met))
    return values


def _beyond(path: str, row: int, count: int, error: Exception) -> str:
    problem = str(error) if "seconds are no" in str(error) else f"{count}: {error}"
    return f"{where(path)}row {row}: {problem}; read the column as integers, or with numpy"


def _dictionary(schema: ArrowSchema, array: ArrowArray, start: int, length: int, path: str, met: _Met) -> List[Any]:
    format = parse(schema.format)
    indices = with_nulls(_numbers(format, array, array.offset + start, length), validity(array, array.offset + start, length))
    dictionary = array.dictionary.contents
    place = f"{path}.(dictionary)" if path else "(dictionary)"
    for row, index in enumerate(indices):
        if index is not None and not 0 <= index < dictionary.length:
            raise invalid(f"{where(path)}row {start + row}: the index {index} is not in a dictionary of {dictionary.length} values")
    entries = schema.dictionary.contents
    if length < dictionary.length // _FEW:
        known = {index: _rows(entries, dictionary, index, 1, place, met)[0] for index in set(indices) if index is not None}
        return [None if index is None else known[index] for index in indices]
    values = _rows(entries, dictionary, 0, dictionary.length, place, met)
    return [None if index is None else values[index] for index in indices]


# One entry by itself costs about as much as this many together.
_FEW = 16


def _lists(node: _Node) -> List[Any]:
    offsets = numbers(node.array, 1, node.first, node.length + 1, node.format.code)
    first = offsets[0]
    items = node.child(0, first, offsets[-1] - first)
    return node.nulls([items[a - first : b - first] if a >= first else _bad_offset(node, a) for a, b in zip(offsets, offsets[1:])])


def _bad_offset(node: _Node, offset: int) -> List[Any]:
    raise invalid(f"{where(node.path)}the offset {offset} is below the one before it")


def _list_views(node: _Node) -> List[Any]:
    starts = numbers(node.array, 1, node.first, node.length, node.format.code)
    sizes = numbers(node.array, 2, node.first, node.length, node.format.code)
    valid = validity(node.array, node.first, node.length)
    used = [(a, n) for i, (a, n) in enumerate(zip(starts, sizes)) if n > 0 and (valid is None or valid[i])]
    first = min((a for a, _ in used), default=0)
    if any(n < 0 and (valid is None or valid[i]) for i, n in enumerate(sizes)):
        raise invalid(f"{where(node.path)}the size of a list is below zero")
    items = node.child(0, first, max((a + n for a, n in used), default=0) - first)
    return with_nulls([items[a - first : a - first + n] if n > 0 and a >= first else [] for a, n in zip(starts, sizes)], valid)


def _fixed_lists(node: _Node) -> List[Any]:
    width = node.format.width
    items = node.child(0, node.first * width, node.length * width)
    return node.nulls([items[i * width : (i + 1) * width] for i in range(node.length)])


def _structs(node: _Node) -> List[Any]:
    count = node.schema.n_children
    names = [(node.schema.children[i].contents.name or b"").decode("utf-8", "replace") for i in range(count)]
    if len(set(names)) < count:
        twice = next(name for i, name in enumerate(names) if name in names[:i])
        raise unsupported(f"{where(node.path)}two fields are named '{twice}', so rows cannot be dictionaries; read the columns one by one")
    columns = [node.child(i, node.first, node.length) for i in range(count)]
    rows = [dict(zip(names, row)) for row in zip(*columns)] if columns else [{} for _ in range(node.length)]
    return node.nulls(rows)


def _maps(node: _Node) -> List[Any]:
    offsets = numbers(node.array, 1, node.first, node.length + 1, node.format.code)
    first = offsets[0]
    entries_type = node.schema.children[0].contents
    entries = node.array.children[0].contents
    path = below(node.path, node.schema, 0)
    pairs = _Node(entries_type, entries, parse(entries_type.format), first, offsets[-1] - first, path, node.met)
    if first < 0 or pairs.length < 0 or first + pairs.length > entries.length:
        _bad_offset(node, offsets[-1])
    both = list(zip(pairs.child(0, pairs.first, pairs.length), pairs.child(1, pairs.first, pairs.length)))
    return node.nulls([both[a - first : b - first] if a >= first else _bad_offset(node, a) for a, b in zip(offsets, offsets[1:])])


def _child_of(node: _Node, type_id: int) -> int:
    try:
        return node.format.type_ids.index(type_id)
    except ValueError:
        raise invalid(f"{where(node.path)}there is no type id {type_id}") from None


def _sparse_unions(node: _Node) -> List[Any]:
    ids = numbers(node.array, 0, node.first, node.length, "b")
    children = {i: _child_of(node, i) for i in set(ids)}
    values = {i: node.child(child, node.first, node.length) for i, child in children.items()}
    return [values[i][row] for row, i in enumerate(ids)]


def _dense_unions(node: _Node) -> List[Any]:
    ids = numbers(node.array, 0, node.first, node.length, "b")
    places = numbers(node.array, 1, node.first, node.length, "i")
    values: Dict[int, List[Any]] = {}
    firsts: Dict[int, int] = {}
    for i in set(ids):
        used = [place for id, place in zip(ids, places) if id == i]
        firsts[i] = min(used)
        values[i] = node.child(_child_of(node, i), min(used), max(used) + 1 - min(used))
    return [values[i][place - firsts[i]] for i, place in zip(ids, places)]


def _run_ends(node: _Node) -> List[Any]:
    ends_array = node.array.children[0].contents
    code = parse(node.schema.children[0].contents.format).code
    # Not as a list: a row is found without looking at every run.
    ends = fixed(ends_array, 1, ends_array.offset, ends_array.length, struct.calcsize(code)).cast(code)
    first, last = bisect_right(ends, node.first), bisect_right(ends, node.first + node.length - 1)
    values = node.child(1, first, last + 1 - first)
    rows: List[Any] = []
    place = node.first
    for end, value in zip(ends[first : last + 1], values):
        end = min(end, node.first + node.length)
        rows += [value] * (end - place)
        place = end
    if len(rows) != node.length:
        raise invalid(f"{where(node.path)}the run ends give {len(rows)} rows, not {node.length}")
    return rows


_READERS: Dict[str, Callable[[Format, ArrowArray, int, int], List[Any]]] = {
    "bool": _bools,
    "int": _numbers,
    "float": _numbers,
    "months": _numbers,
    "half": _halves,
    "bytes": _bytes,
    "views": _views,
    "fixed": _fixed_bytes,
    "decimal": _decimals,
    "day_time": _day_times,
    "month_day_nano": _month_day_nanos,
}
_NESTED: Dict[str, Callable[[_Node], List[Any]]] = {
    "list": _lists,
    "list_view": _list_views,
    "fixed_list": _fixed_lists,
    "struct": _structs,
    "map": _maps,
    "sparse_union": _sparse_unions,
    "dense_union": _dense_unions,
    "run_ends": _run_ends,
}
