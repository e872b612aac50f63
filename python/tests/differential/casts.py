"""Casts of random values to random types, judged by the rules of casts.h."""

from __future__ import annotations

import arrowbridge as ab

from . import read
from .cast_rules import LISTS as LIST_KINDS
from .cast_rules import UNIONS, Cast
from .edges import candidates, leaves
from .exact import Refused
from .values import BYTES, FLOATS, INTEGERS, LISTS, RUN_ENDS, UNITS
from .values import Layout, Values, format_of, key, kind, random_decimal, random_type


def related(random, type):
    """A type to which the values of a type may be cast."""
    roll = random.random()
    if roll < 0.06 and kind(type) != "dictionary":
        return ab.dictionary(random.choice(INTEGERS)(), related(random, type))
    if roll < 0.12 and kind(type) != "run_ends":
        return ab.run_end_encoded(random.choice(RUN_ENDS)(), field(random, "values", related(random, type)))
    what = kind(type)
    if what == "dictionary":
        inner = related(random, type.dictionary)
        return inner if random.random() < 0.5 else ab.dictionary(random.choice(INTEGERS)(), inner)
    if what == "run_ends":
        inner = related(random, type.field(1).type)
        if random.random() < 0.5:
            return inner
        return ab.run_end_encoded(random.choice(RUN_ENDS)(), field(random, "values", inner))
    if what in LIST_KINDS:
        return related_list(random, type, what)
    members = [field(random, one.name, related(random, one.type)) for one in type.fields]
    if what == "struct":
        return ab.struct(members)
    if what in UNIONS:
        ids = format_of(type.format).type_ids
        return (ab.dense_union if what == "dense_union" else ab.sparse_union)(members, ids)
    return related_flat(random, type, what)


def field(random, name, type):
    return ab.field(name, type, nullable=random.random() < 0.9)


def related_list(random, type, what):
    item = type.field(0)
    pairs = kind(item.type) == "struct" and item.type.num_fields == 2
    if pairs and random.random() < 0.4:
        one, other = (related(random, part.type) for part in item.type.fields)
        return ab.map_(ab.field("key", one, nullable=False), field(random, "value", other))
    to = field(random, "item", related(random, item.type))
    if what == "fixed_list" and random.random() < 0.3:
        return ab.fixed_size_list(to, format_of(type.format).width)
    if what != "fixed_list" and random.random() < 0.1:
        return ab.fixed_size_list(to, random.randint(0, 2))
    return random.choice(LISTS)(to)


def related_flat(random, type, what):
    zone = format_of(type.format).zone
    dates = [ab.timestamp(unit, "UTC") for unit in UNITS]
    if not zone:
        dates = [ab.timestamp(unit) for unit in UNITS] + [ab.date32(), ab.date64()]
    counts = [ab.time32("s"), ab.time32("ms"), ab.date32()]
    if format_of(type.format).width == 8:
        counts = [ab.time64("us"), ab.time64("ns"), ab.date64(), *map(ab.timestamp, UNITS), *map(ab.duration, UNITS)]
    number = ab.int32() if format_of(type.format).width == 4 else ab.int64()
    choices = {
        "int": lambda: [*(make() for make in INTEGERS + FLOATS), ab.bool_(), random_decimal(random), *counts],
        "float": lambda: [make() for make in INTEGERS + FLOATS],
        "bool": lambda: [make() for make in INTEGERS],
        "decimal": lambda: [random.choice(INTEGERS)(), random_decimal(random), random_decimal(random)],
        "bytes": lambda: [*(make() for make in BYTES), ab.fixed_size_binary(random.choice([0, 1, 3, 13]))],
        "time": lambda: [number, ab.time32("s"), ab.time32("ms"), ab.time64("us"), ab.time64("ns")],
        "duration": lambda: [number, *(ab.duration(unit) for unit in UNITS)],
        "date": lambda: [number, *dates],
        "null": lambda: [random_type(random, 2)],
    }
    same = {"half": "float", "views": "bytes", "fixed": "bytes", "timestamp": "date"}
    return random.choice(choices[same.get(what, what)]())


def case(random, note) -> None:
    source = random_type(random, random.choice([0, 0, 1, 2, 3]))
    target = related(random, source) if random.random() < 0.9 else random_type(random, 2)
    targets = leaves(target)
    made = Values(random, random.choice([0, 0.1, 0.5, 1]), random.choice([0, 0.1, 0.4]),
                  lambda format: candidates(format, random.choice(targets)))
    count = random.choice([0, 1, 2, 3, 8, 20])
    if random.random() < 0.01:  # more values than an index of 8 bits can count
        source, target = wide_dictionary(random)
        count = 300
    note(f"cast from {describe(source)} to {describe(target)}")
    rows = [made.value(source) for _ in range(count)]
    layout = Layout(made)
    array = layout.build(source, rows)
    if random.random() < 0.3:
        first = random.randint(0, count)
        rows = rows[first : first + random.randint(0, count - first)]
        array = array.slice(first, len(rows))
    note(f"rows {rows!r}")
    note(f"dictionaries {layout.entries!r}")
    cast = Cast(source, target, layout.entries)
    worst, _ = ab.can_cast(source, target)
    assert (worst == "impossible") != cast.possible, f"can_cast says {worst}"
    try:
        expected = cast.rows(rows) if cast.possible else None
        if cast.possible and kind(target) == "dictionary" and too_many(target, expected):
            raise Refused("too many different values")
        refusal = None if cast.possible else "impossible"
    except Refused as error:
        expected, refusal = None, str(error)
    try:
        result = array.cast(target)
    except ab.ArrowBridgeError as error:
        assert refusal is not None, f"refused with: {error}"
        if cast.possible and kind(source) not in NESTED and kind(target) not in NESTED:
            check_row(str(error), cast, rows)
        return
    assert refusal is None, f"not refused ({refusal}), but {read.values(result)!r}"
    assert worst != "same" or source.equals(target)
    result.validate(full=True)
    assert result.type.equals(target), f"the type is {describe(result.type)}"
    found = read.values(result)
    assert key(found) == key(expected), f"became {found!r}, not {expected!r}"


NESTED = (*LIST_KINDS, *UNIONS, "struct", "dictionary", "run_ends", "null")


def check_row(message: str, cast: Cast, rows) -> None:
    """The message names the first row that has no value in the other type."""
    for row, value in enumerate(rows):
        try:
            cast.convert(value)
        except Refused:
            assert f"row {row}:" in message, f"row {row} is the first to be refused, not as in: {message}"
            return


def wide_dictionary(random):
    flat = random.choice([ab.int16, ab.float64, ab.utf8, lambda: ab.decimal(9, 0, 32)])()
    return flat, ab.dictionary(random.choice([ab.int8, ab.uint8])(), flat)


def too_many(target, expected) -> bool:
    limit = {"c": 128, "C": 256}.get(target.format)
    return limit is not None and len({key(value) for value in expected if value is not None}) > limit


def describe(type) -> str:
    if kind(type) == "dictionary":
        return f"dictionary<{type.format}, {describe(type.dictionary)}>"
    inside = ", ".join(f"{part.name}{'' if part.nullable else '!'}: {describe(part.type)}" for part in type.fields)
    return f"{type.format}<{inside}>" if inside else type.format
