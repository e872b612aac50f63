"""Reads the values of an array from its buffers, as the columnar format defines them."""

from __future__ import annotations

import struct
import sys
from bisect import bisect_right

from arrowbridge._buffers import memory

from .values import format_of


def values(array, visit=None) -> list:
    """Return the values of an array. `visit` is called with the index of each field in pre-order, its format and
    the slots that are read there with their values."""
    schema, view = array._views()
    return Reader(visit).rows(schema, view, range(len(array)), 0)


def fields(schema) -> int:
    """The number of fields of a schema, itself included."""
    below = sum(fields(schema.child(i)) for i in range(schema.n_children))
    return 1 + below + (fields(schema.dictionary) if schema.dictionary is not None else 0)


def bit(address: int, index: int) -> bool:
    return bool(memory(address + index // 8, 1)[0] >> (index % 8) & 1)


def number(address: int, code: str, index: int):
    size = struct.calcsize("=" + code)
    return struct.unpack("=" + code, memory(address + index * size, size))[0]


class Reader:
    def __init__(self, visit=None) -> None:
        self.visit = visit

    def rows(self, schema, array, rows, index: int) -> list:
        """The values of rows, which count from the offset of the array."""
        format = format_of(schema.format.decode())
        slots = [array.offset + row for row in rows]
        what = "dictionary" if schema.dictionary is not None else format.kind
        validity = 0
        if what not in ("null", "run_ends", "dense_union", "sparse_union"):
            validity = array.buffer(0) or 0
        valid = [slot for slot in slots if not validity or bit(validity, slot)]
        found = getattr(self, "_" + what)(schema, array, format, valid, index) if valid else []
        if len(valid) < len(slots):
            by_slot = dict(zip(valid, found))
            found = [by_slot.get(slot) for slot in slots]
        if self.visit is not None:
            self.visit(index, what, slots, found)
        return found

    def child(self, schema, array, i: int, rows, index: int) -> list:
        before = sum(fields(schema.child(j)) for j in range(i))
        return self.rows(schema.child(i), array.child(i), rows, index + 1 + before)

    def _null(self, schema, array, format, slots, index):
        return [None] * len(slots)

    def _bool(self, schema, array, format, slots, index):
        return [bit(array.buffer(1), slot) for slot in slots]

    def _int(self, schema, array, format, slots, index):
        return [number(array.buffer(1), format.code, slot) for slot in slots]

    _float = _half = _date = _time = _timestamp = _duration = _int

    def _fixed(self, schema, array, format, slots, index):
        return [bytes(memory(array.buffer(1) + slot * format.width, format.width)) for slot in slots]

    def _decimal(self, schema, array, format, slots, index):
        data = self._fixed(schema, array, format, slots, index)
        return [int.from_bytes(value, sys.byteorder, signed=True) for value in data]

    def _bytes(self, schema, array, format, slots, index):
        found = []
        for slot in slots:
            first, end = number(array.buffer(1), format.code, slot), number(array.buffer(1), format.code, slot + 1)
            data = bytes(memory(array.buffer(2) + first, end - first)) if end > first else b""
            found.append(data.decode() if format.text else data)
        return found

    def _views(self, schema, array, format, slots, index):
        found = []
        for slot in slots:
            view = bytes(memory(array.buffer(1) + 16 * slot, 16))
            size, _, buffer, start = struct.unpack("=i4sii", view)
            data = view[4 : 4 + size] if size <= 12 else bytes(memory(array.buffer(2 + buffer) + start, size))
            found.append(data.decode() if format.text else data)
        return found

    def lists(self, schema, array, ranges, index):
        """The items of lists, of which each is a range of the child's rows."""
        items = self.child(schema, array, 0, [row for rows in ranges for row in rows], index)
        found, at = [], 0
        for rows in ranges:
            found.append(items[at : at + len(rows)])
            at += len(rows)
        return found

    def _list(self, schema, array, format, slots, index):
        starts, code = array.buffer(1), format.code
        ranges = [range(number(starts, code, slot), number(starts, code, slot + 1)) for slot in slots]
        return self.lists(schema, array, ranges, index)

    _map = _list

    def _list_view(self, schema, array, format, slots, index):
        firsts = [number(array.buffer(1), format.code, slot) for slot in slots]
        sizes = [number(array.buffer(2), format.code, slot) for slot in slots]
        return self.lists(schema, array, [range(a, a + size) for a, size in zip(firsts, sizes)], index)

    def _fixed_list(self, schema, array, format, slots, index):
        size = format.width
        return self.lists(schema, array, [range(slot * size, (slot + 1) * size) for slot in slots], index)

    def _struct(self, schema, array, format, slots, index):
        columns = [self.child(schema, array, i, slots, index) for i in range(schema.n_children)]
        return list(zip(*columns)) if columns else [()] * len(slots)

    def _sparse_union(self, schema, array, format, slots, index):
        found = []
        for slot in slots:
            i = format.type_ids.index(number(array.buffer(0), "b", slot))
            row = number(array.buffer(1), "i", slot) if format.kind == "dense_union" else slot
            found.append((i, self.child(schema, array, i, [row], index)[0]))
        return found

    _dense_union = _sparse_union

    def _run_ends(self, schema, array, format, slots, index):
        code = format_of(schema.child(0).format.decode()).code
        ends = array.child(0)
        all_ends = [number(ends.buffer(1), code, ends.offset + i) for i in range(ends.length)]
        runs = [bisect_right(all_ends, slot) for slot in slots]
        if self.visit is not None:
            self.visit(index + 1, "run_end", [ends.offset + run for run in runs], [all_ends[run] for run in runs])
        return self.child(schema, array, 1, runs, index)

    def _dictionary(self, schema, array, format, slots, index):
        indices = self._int(schema, array, format, slots, index)
        before = sum(fields(schema.child(j)) for j in range(schema.n_children))
        return self.rows(schema.dictionary, array.dictionary, indices, index + 1 + before)
