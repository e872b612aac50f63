"""Builds arrays of given values with random layouts: random offsets, order and sharing, and random unreferenced data.

Values are Python values, except that a value of a union is a tuple of the index of the child and its value.
"""

from __future__ import annotations

import struct
import sys
from array import array
from random import Random

import arrowbridge as ab
from arrowbridge._array import Array
from arrowbridge._buffers import pack_bits
from arrowbridge._formats import parse
from arrowbridge._parts import Part, make

_TEXTS = ["", "a", "ä€", "twelve bytes", "more than twelve bytes", "😀"]
_INTEGERS = [ab.int8, ab.uint8, ab.int16, ab.uint16, ab.int32, ab.uint32, ab.int64, ab.uint64]
_BYTES = [ab.utf8, ab.large_utf8, ab.utf8_view, ab.binary, ab.large_binary, ab.binary_view]
_LISTS = [ab.list_, ab.large_list, ab.list_view, ab.large_list_view]


def kind(type):
    return "dictionary" if type.dictionary is not None else parse(type.format.encode()).kind


def random_type(random: Random, depth: int):
    plain = [ab.null, ab.bool_, ab.float64, *_INTEGERS, *_BYTES]
    plain += [lambda: ab.fixed_size_binary(3), lambda: ab.decimal(9, 2, 32)]
    if depth == 0 or random.random() < 0.4:
        return random.choice(plain)()

    def child(name="item", nullable=None):
        is_nullable = random.random() < 0.7 if nullable is None else nullable
        return ab.field(name, random_type(random, depth - 1), nullable=is_nullable)

    children = [child(f"c{i}") for i in range(random.randint(1, 3))]
    return random.choice([
        lambda: random.choice(_LISTS)(child()),
        lambda: ab.fixed_size_list(child(), random.randint(0, 3)),
        lambda: ab.struct(children),
        lambda: ab.map_(child("key", False), child("value")),
        lambda: ab.dense_union(children, random.sample(range(128), len(children))),
        lambda: ab.sparse_union(children, random.sample(range(128), len(children))),
        lambda: ab.run_end_encoded(random.choice([ab.int16, ab.int32, ab.int64])(), child("values")),
        lambda: ab.dictionary(random.choice(_INTEGERS)(), random_type(random, depth - 1)),
    ])()


def random_value(random: Random, type, nullable=True):
    what = kind(type)
    if what == "null":
        return None
    if what == "run_ends":
        return random_value(random, type.field(1).type, type.field(1).nullable and nullable)
    if what in ("dense_union", "sparse_union"):
        index = random.randrange(type.num_fields)
        return index, random_value(random, type.field(index).type, type.field(index).nullable and nullable)
    if nullable and random.random() < 0.25:
        return None
    if what == "dictionary":
        return random_value(random, type.dictionary, False)

    def items(count, field):
        return [random_value(random, field.type, field.nullable) for _ in range(count)]

    if what == "int":
        bits = 8 * parse(type.format.encode()).width
        low = 0 if type.format.isupper() else -(1 << (bits - 1))
        return random.choice([0, low, low + (1 << bits) - 1, random.randrange(100)])
    if what in ("bytes", "views"):
        text = random.choice(_TEXTS)
        return text if parse(type.format.encode()).text else text.encode() + random.choice([b"", b"\xff\0"])
    if what == "list" or what == "list_view":
        return items(random.choice([0, 0, 1, 3]), type.field(0))
    if what == "fixed_list":
        return items(parse(type.format.encode()).width, type.field(0))
    if what == "struct":
        return tuple(random_value(random, field.type, field.nullable) for field in type.fields)
    if what == "map":
        return [random_value(random, type.field(0).type, False) for _ in range(random.choice([0, 1, 2]))]
    return {
        "bool": lambda: random.random() < 0.5,
        "float": lambda: random.choice([0.0, -0.0, 1.5, float("inf")]),
        "fixed": lambda: bytes(random.randrange(256) for _ in range(3)),
        "decimal": lambda: random.choice([0, 10**9 - 1, 1 - 10**9, random.randrange(100)]),
    }[what]()


def build(random: Random, type, values) -> Array:
    return Layout(random).build(type, values)


class Layout:
    """A random layout. A subclass can choose other unreferenced values, and look at the parts before they are built.

    `parts` has the parts in pre-order, and `entries` the values of the dictionaries by the index of the part.
    """

    def __init__(self, random: Random) -> None:
        self.random = random
        self.parts: list = []
        self.entries: dict = {}

    def build(self, type, values) -> Array:
        self.add(type, values)
        return make(Array, type._handle, self.parts)

    def value(self, type, nullable):
        return random_value(self.random, type, nullable)

    def some(self, type, nullable, most):
        return [self.value(type, nullable) for _ in range(self.random.randint(0, most))]

    def add(self, type, values, nullable=True) -> None:
        before = self.some(type, nullable, 9)
        rows = [*before, *values, *self.some(type, nullable, 2)]
        part = Part(len(values), offset=len(before), null_count=-1)
        self.parts.append(part)
        what = kind(type)
        if what in ("null", "run_ends", "dense_union", "sparse_union"):
            part.null_count = 0
        else:
            valid = [row is not None for row in rows]
            part.buffers = [pack_bits(valid) if rows and (not all(valid) or self.random.random() < 0.5) else None]
        # Null rows have random values.
        filled = [self.value(type, False) if row is None else row for row in rows]
        getattr(self, "_" + what)(type, part, rows, filled)

    def _null(self, type, part, rows, filled) -> None:
        pass

    def _bool(self, type, part, rows, filled) -> None:
        part.buffers.append(pack_bits(filled))

    def _int(self, type, part, rows, filled) -> None:
        part.buffers.append(array(parse(type.format.encode()).code, filled))

    _float = _date = _time = _timestamp = _duration = _int

    def _half(self, type, part, rows, filled) -> None:
        part.buffers.append(struct.pack(f"={len(filled)}e", *filled))

    def _decimal(self, type, part, rows, filled) -> None:
        width = parse(type.format.encode()).width
        part.buffers.append(b"".join(value.to_bytes(width, sys.byteorder, signed=True) for value in filled))

    def _fixed(self, type, part, rows, filled) -> None:
        part.buffers.append(b"".join(filled))

    def _bytes(self, type, part, rows, filled) -> None:
        offsets, data = [2], b"zz"
        for row in rows:
            hidden = self.random.choice([b"", b"\xff\xff"])
            data += hidden if row is None else row.encode() if isinstance(row, str) else row
            offsets.append(len(data))
        part.buffers += [array(parse(type.format.encode()).code, offsets), data]

    def _views(self, type, part, rows, filled) -> None:
        variadic = [b"zz", b""]
        views = b""
        for row in rows:
            data = b"" if row is None else row.encode() if isinstance(row, str) else row
            if row is None:
                views += self.random.randbytes(16)
            elif len(data) <= 12:
                views += struct.pack("=i12s", len(data), data)
            else:
                i = self.random.randrange(2)
                at = variadic[i].find(data) if self.random.random() < 0.5 else -1
                at = at if at >= 0 else len(variadic[i])
                variadic[i] += b"" if at < len(variadic[i]) else data
                views += struct.pack("=i4sii", len(data), data[:4], i, at)
        part.buffers += [views, *variadic]

    def _list(self, type, part, rows, filled) -> None:
        field = type.field(0)
        items = self.some(field.type, field.nullable, 2)
        offsets = [len(items)]
        for row in filled:
            items += row
            offsets.append(len(items))
        part.buffers.append(array(parse(type.format.encode()).code, offsets))
        self.add(field.type, items, field.nullable)

    _map = _list

    def _list_view(self, type, part, rows, filled) -> None:
        field = type.field(0)
        items = self.some(field.type, field.nullable, 2)
        offsets = [0] * len(filled)
        for i in self.random.sample(range(len(filled)), len(filled)):
            offsets[i] = len(items) if filled[i] else self.random.randint(0, len(items))
            items += filled[i]
        code = parse(type.format.encode()).code
        part.buffers += [array(code, offsets), array(code, map(len, filled))]
        self.add(field.type, items, field.nullable)

    def _fixed_list(self, type, part, rows, filled) -> None:
        self.add(type.field(0).type, [item for row in filled for item in row], type.field(0).nullable)

    def _struct(self, type, part, rows, filled) -> None:
        for i, field in enumerate(type.fields):
            self.add(field.type, [row[i] for row in filled], field.nullable)

    def _sparse_union(self, type, part, rows, filled) -> None:
        part.buffers.append(array("b", [parse(type.format.encode()).type_ids[index] for index, _ in rows]))
        for i, field in enumerate(type.fields):
            values = [
                value if index == i else self.value(field.type, field.nullable) for index, value in rows
            ]
            self.add(field.type, values, field.nullable)

    def _dense_union(self, type, part, rows, filled) -> None:
        columns = [self.some(field.type, field.nullable, 1) for field in type.fields]
        offsets = array("i")
        for index, value in rows:
            columns[index].append(value)
            offsets.append(len(columns[index]) - 1)
        part.buffers += [array("b", [parse(type.format.encode()).type_ids[index] for index, _ in rows]), offsets]
        for field, column in zip(type.fields, columns):
            self.add(field.type, column, field.nullable)

    def _run_ends(self, type, part, rows, filled) -> None:
        ends, values = [], []
        for i, row in enumerate(rows):
            if i and repr(row) == repr(rows[i - 1]) and self.random.random() < 0.7:
                ends[-1] = i + 1
            else:
                ends.append(i + 1)
                values.append(row)
        self.add(type.field(0).type, ends, False)
        self.add(type.field(1).type, values, type.field(1).nullable)

    def _dictionary(self, type, part, rows, filled) -> None:
        entries = self.entries[len(self.parts) - 1] = []
        indices = []
        for row in filled:
            same = [i for i, entry in enumerate(entries) if repr(entry) == repr(row)]
            if not same or (self.random.random() < 0.2 and len(entries) < 100):
                entries.append(row)
                same = [len(entries) - 1]
            indices.append(self.random.choice(same))
        part.buffers.append(array(parse(type.format.encode()).code, indices))
        self.add(type.dictionary, entries, True)
