"""Faults for the test of validation: each changes one reachable place of an array so that it breaks a rule.

A fault is a function of a `Site`. It returns the rules of which one must be named, or None where it is not possible.
"""

from __future__ import annotations

import struct
import sys
from dataclasses import dataclass
from random import Random
from typing import Any

from arrowbridge._buffers import pack_bits

from .values import DAY_OF, Format, format_of, kind


@dataclass
class Site:
    """A slot of a field, which a row of the root leads to."""

    random: Random
    parts: list  # in pre-order
    fields: list  # type, and whether a null is an error, in pre-order
    index: int  # of the field
    slot: int  # in the buffers
    value: Any

    @property
    def part(self):
        return self.parts[self.index]

    @property
    def format(self) -> Format:
        return format_of(self.fields[self.index][0].format)

    def below(self, i: int):
        """The part of a child."""
        return self.parts[children(self.fields, self.index)[i]]

    def get(self, buffer: int, code: str, at: int):
        return struct.unpack_from("=" + code, self.part.buffers[buffer], at * struct.calcsize("=" + code))[0]

    def put(self, buffer: int, code: str, at: int, value) -> None:
        struct.pack_into("=" + code, self.part.buffers[buffer], at * struct.calcsize("=" + code), value)


def children(fields: list, index: int) -> list:
    """The indices of the fields right below a field."""
    type, found, at = fields[index][0], [], index + 1
    for below in [*(field.type for field in type.fields), *([type.dictionary] if type.dictionary is not None else [])]:
        found.append(at)
        at += len(in_order(below))
    return found


def in_order(type, must_be_valid: bool = False) -> list:
    """The types of a field and all fields below it in pre-order, each with whether a null is an error."""
    found, is_map = [(type, must_be_valid)], kind(type) == "map"
    for field in type.fields:
        below = in_order(field.type, is_map or not field.nullable)
        if is_map:
            below[1] = (below[1][0], True)
        found += below
    return found + (in_order(type.dictionary) if type.dictionary is not None else [])


def backward(site: Site):
    """An offset that is less than the one before it."""
    code = site.format.code
    site.put(1, code, site.slot + 1, site.get(1, code, site.slot) - 1)
    return ("COL-5",)


def past_the_end(site: Site):
    """An offset past the end of the data or of the items."""
    end = len(site.part.buffers[2]) if site.format.kind == "bytes" else site.below(0).length
    site.put(1, site.format.code, site.slot + 1, end + site.random.randint(1, 3))
    return ("COL-5", "ARR-9")


def not_text(site: Site):
    """A byte that no UTF-8 has."""
    if not site.format.text or not site.value:
        return None
    length = len(site.value.encode())
    if site.format.kind == "bytes":
        buffer, first = 2, site.get(1, site.format.code, site.slot)
    elif length <= 12:
        buffer, first = 1, 16 * site.slot + 4
    else:  # without the prefix, which is in the view too
        buffer, first = 2 + site.get(1, "i", 4 * site.slot + 2), site.get(1, "i", 4 * site.slot + 3) + 4
        length -= 4
    site.part.buffers[buffer][first + site.random.randrange(length)] = 0xFF
    return ("COL-", "UTF-8")


def broken_view(site: Site):
    """A view with a negative size, a wrong prefix or padding, or a place outside of its buffer."""
    first, size = 16 * site.slot, site.get(1, "i", 4 * site.slot)
    view = site.part.buffers[1]
    if site.random.random() < 0.2:
        site.put(1, "i", 4 * site.slot, -1)
    elif size < 12:
        view[first + 4 + site.random.randrange(size, 12)] ^= 1
    elif size == 12:
        return None
    else:
        buffer = site.part.buffers[2 + site.get(1, "i", 4 * site.slot + 2)]
        at, value = site.random.choice([(1, None), (2, 2), (2, -1), (3, -1), (3, len(buffer) - size + 1)])
        if value is None:
            view[first + 4 + site.random.randrange(4)] ^= 1
        else:
            site.put(1, "i", 4 * site.slot + at, value)
    return ("COL-7", "COL-8")


def outside_list(site: Site):
    """A list view that ends after the items, or has a negative size or offset."""
    code, length = site.format.code, site.below(0).length
    start = site.get(1, code, site.slot)
    buffer, value = site.random.choice([(2, length - start + 1), (2, -1), (1, -1 if site.value else length + 1)])
    site.put(buffer, code, site.slot, value)
    return ("COL-9",)


def wrong_index(site: Site):
    """An index that is not in the dictionary."""
    length = site.parts[children(site.fields, site.index)[-1]].length
    value = -1 if site.format.code.islower() and site.random.random() < 0.5 else length
    if value >= 1 << (8 * site.format.width - site.format.code.islower()):
        return None
    site.put(1, site.format.code, site.slot, value)
    return ("COL-15",)


def wrong_member(site: Site):
    """A type id that the union does not have, or an offset outside of the member."""
    ids = site.format.type_ids
    if site.format.kind == "dense_union" and site.random.random() < 0.5:
        member = site.below(ids.index(site.get(0, "b", site.slot)))
        site.put(1, "i", site.slot, site.random.choice([-1, member.length]))
    else:
        site.put(0, "b", site.slot, site.random.choice([i for i in range(-128, 128) if i not in ids]))
    return ("COL-12",)


def wrong_run_end(site: Site):
    """A run that ends before it begins."""
    before = site.get(1, site.format.code, site.slot - 1) if site.slot > site.part.offset else 0
    site.put(1, site.format.code, site.slot, site.random.choice([0, before, -1]))
    return ("COL-16",)


def too_many_digits(site: Site):
    """A decimal of more digits than its precision."""
    most = 10**site.format.precision
    value = (most + site.random.randint(0, most // 10)) * site.random.choice([1, -1])
    width = site.format.width
    first = site.slot * width
    site.part.buffers[1][first : first + width] = value.to_bytes(width, sys.byteorder, signed=True)
    return ("FMT-21",)


def outside_day(site: Site):
    """A time of day that is negative or not before midnight, or a date64 that is not a whole day."""
    if site.format.kind == "time":
        site.put(1, site.format.code, site.slot, site.random.choice([-1, DAY_OF[site.format.unit]]))
        return ("FMT-2",)
    if site.format.unit != "m":
        return None
    site.put(1, "q", site.slot, site.value + site.random.choice([1, -1]) if site.value else 1)
    return ("FMT-25",)


def forbidden_null(site: Site):
    """A null where the schema allows none."""
    if not site.fields[site.index][1] or kind(site.fields[site.index][0]) in WITHOUT_VALIDITY:
        return None
    part = site.part
    if part.buffers[0] is None:
        part.buffers[0] = bytearray(pack_bits([True] * (part.offset + part.length)))
    part.buffers[0][site.slot // 8] &= ~(1 << site.slot % 8)
    part.null_count = -1
    return ("SCH-14", "COL-17", "COL-16")


def wrong_null_count(site: Site):
    """A number of nulls that is not the number of zeros in the validity bitmap."""
    part = site.part
    if site.index or kind(site.fields[0][0]) in WITHOUT_VALIDITY:
        return None
    bitmap = part.buffers[0]
    rows = range(part.offset, part.offset + part.length)
    nulls = sum(not bitmap[row // 8] >> row % 8 & 1 for row in rows) if bitmap else 0
    part.null_count = site.random.choice([count for count in range(part.length + 2) if count != nulls])
    return ("ARR-4", "ARR-11", "null_count")


def too_short(site: Site):
    """A child or a dictionary that ends before a row that is used."""
    if site.index == 0:
        return None
    site.part.length = site.slot - site.part.offset
    site.part.null_count = 0 if kind(site.fields[site.index][0]) in WITHOUT_VALIDITY else -1
    return ("COL-", "ARR-")


def cut_buffer(site: Site):
    """A buffer that ends before a value that is used."""
    width = site.format.width
    if width == 0 or site.format.kind == "fixed_list":
        return None
    del site.part.buffers[1][site.slot * width :]
    return ("ARR-", "COL-", "VIEW-")


WITHOUT_VALIDITY = ("null", "run_ends", "dense_union", "sparse_union")
EVERYWHERE = [forbidden_null, wrong_null_count, too_short]
# Faults by the kind of the field. These need a valid slot.
OF_KIND = {
    "int": [cut_buffer],
    "float": [cut_buffer],
    "half": [cut_buffer],
    "duration": [cut_buffer],
    "timestamp": [cut_buffer],
    "bytes": [backward, past_the_end, not_text],
    "views": [broken_view, not_text, cut_buffer],
    "fixed": [cut_buffer],
    "list": [backward, past_the_end],
    "map": [backward, past_the_end],
    "list_view": [outside_list],
    "dictionary": [wrong_index],
    "dense_union": [wrong_member],
    "sparse_union": [wrong_member],
    "run_end": [wrong_run_end],
    "decimal": [too_many_digits, cut_buffer],
    "time": [outside_day, cut_buffer],
    "date": [outside_day, cut_buffer],
}
