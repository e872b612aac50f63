"""Validation at level full: sound arrays are accepted, and the same array with one fault is refused."""

from __future__ import annotations

from array import array as Numbers

import arrowbridge as ab
from arrowbridge._array import Array
from arrowbridge._parts import make

from . import read
from .casts import describe
from .faults import EVERYWHERE, OF_KIND, Site, in_order
from .values import Layout, Values, random_type


def case(random, note) -> None:
    type = random_type(random, random.choice([0, 1, 2, 3]))
    made = Values(random, random.choice([0.1, 0.5, 1]), random.choice([0, 0.1, 0.4]))
    rows = [made.value(type) for _ in range(random.choice([0, 1, 2, 3, 8, 20]))]
    layout = Layout(made)
    sound = layout.build(type, rows)
    note(f"type {describe(type)}")
    note(f"rows {rows!r}")
    sound.validate(full=True)
    sites: list = []
    read.values(sound, lambda index, what, slots, values: sites.extend(
        (index, what, slot, value) for slot, value in zip(slots, values)))
    if not sites:
        return
    for part in layout.parts:
        part.buffers = [changeable(buffer) for buffer in part.buffers]
    field = random.choice(sorted({site[0] for site in sites}))
    index, what, slot, value = random.choice([site for site in sites if site[0] == field])
    site = Site(random, layout.parts, in_order(type), index, slot, value)
    faults = EVERYWHERE + (3 * OF_KIND.get(what, []) if value is not None else [])
    for fault in random.sample(faults, len(faults)):
        rules = fault(site)
        if rules is not None:
            break
    else:
        return
    note(f"field {index} in pre-order ({what}), slot {slot}, value {value!r}: {fault.__name__} ({fault.__doc__})")
    try:
        broken = make(Array, type._handle, layout.parts)
        broken.validate(full=True)
    except ab.ArrowBridgeError as error:
        assert any(rule in str(error) for rule in rules), f"refused for another reason: {error}"
    else:
        raise AssertionError("not refused")


def changeable(buffer):
    if buffer is None:
        return None
    return bytearray(buffer.tobytes() if isinstance(buffer, Numbers) else buffer)
