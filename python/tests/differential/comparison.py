"""Comparison: the same values in another layout are equal, and a difference in one value is found."""

from __future__ import annotations

from . import read
from .casts import describe
from .values import Layout, Values, format_of, key, kind, random_type


def case(random, note) -> None:
    type = random_type(random, random.choice([0, 1, 2, 3]))
    made = Values(random, random.choice([0.1, 0.5, 1]), random.choice([0, 0.1, 0.4]))
    rows = [made.value(type) for _ in range(random.choice([0, 1, 2, 3, 8, 70]))]
    note(f"type {describe(type)}")
    note(f"rows {rows!r}")
    one, other = Layout(made).build(type, rows), Layout(made).build(type, rows)
    found = read.values(one)
    assert key(found) == key(rows), f"the test reads {found!r}"
    first = random.randint(0, len(rows))
    count = random.randint(0, len(rows) - first)
    part = Layout(made).build(type, rows[first : first + count])
    assert one.equals(other) and other.equals(one), "another layout is not equal"
    assert one.slice(first, count).equals(part), f"rows {first} to {first + count} are not equal to a slice"
    assert part.equals(other.slice(first, count)), f"a slice is not equal to rows {first} to {first + count}"
    if not rows:
        return
    at = random.randrange(len(rows))
    changed = list(rows)
    changed[at] = mutated(made, type, rows[at])
    different = Layout(made).build(type, changed)
    note(f"row {at} becomes {changed[at]!r}")
    same = key(changed) == key(rows)
    assert one.equals(different) == same and different.equals(one) == same, f"equality is not {same}"
    shorter = one.slice(0, len(rows) - 1)
    assert not one.equals(shorter), "a shorter array is equal"
    inside = first <= at < first + count and not same
    assert part.equals(different.slice(first, count)) != inside, f"equality of the slice is not {not inside}"


def mutated(made: Values, type, value, nullable: bool = True):
    """A value that differs in one place, unless the type has only one value."""
    random, what = made.random, kind(type)
    if what == "run_ends":
        return mutated(made, type.field(1).type, value, type.field(1).nullable and nullable)
    if what in ("dense_union", "sparse_union"):
        index, inner = value
        field = type.field(index)
        return index, mutated(made, field.type, inner, field.nullable and nullable)
    if what == "null":
        return None
    if nullable and value is not None and random.random() < 0.2:
        return None
    if value is None:
        return made.value(type, False)
    if what == "dictionary":
        return mutated(made, type.dictionary, value, False)
    if what == "struct":
        i = random.randrange(len(value))
        field = type.field(i)
        return (*value[:i], mutated(made, field.type, value[i], field.nullable), *value[i + 1 :])
    if what in ("list", "list_view", "map", "fixed_list"):
        return mutated_list(made, type, value, what)
    return mutated_flat(made, type, value, what)


def mutated_list(made: Values, type, value, what: str):
    random, field = made.random, type.field(0)
    if what != "fixed_list" and (not value or random.random() < 0.3):
        return value[:-1] if value and random.random() < 0.5 else [*value, made.value(field.type, False)]
    if not value:
        return value
    i = random.randrange(len(value))
    item = mutated(made, field.type, value[i], field.nullable and what != "map")
    return [*value[:i], item, *value[i + 1 :]]


def mutated_flat(made: Values, type, value, what: str):
    random = made.random
    if what == "bool":
        return not value
    if isinstance(value, (bytes, str)):
        if not value or (what != "fixed" and random.random() < 0.2):
            return value if what == "fixed" else value + (b"x" if isinstance(value, bytes) else "x")
        i = random.randrange(len(value))
        changed = bytes([value[i] ^ 1]) if isinstance(value, bytes) else chr(ord(value[i]) ^ 1)
        return value[:i] + changed + value[i + 1 :]
    if what in ("float", "half") and random.random() < 0.5:
        return -value if value == value else 0.0
    for _ in range(20):
        other = made.flat(type, what)
        if key(other) != key(value):
            return other
    return made.decimal(format_of(type.format), False, 0) if what == "decimal" else value
