"""Arrays that are built from Python values, judged by what is in their buffers."""

from __future__ import annotations

from decimal import Decimal

import arrowbridge as ab

from . import read
from .casts import describe
from .values import Layout, Values, format_of, key, kind, random_type


def case(random, note) -> None:
    type = random_type(random, random.choice([0, 0, 1, 2, 3]))
    made = Values(random, random.choice([0.1, 0.5, 1]), random.choice([0, 0.1, 0.4]))
    rows = [made.value(type) for _ in range(random.choice([0, 1, 2, 8, 40]))]
    note(f"type {describe(type)}")
    note(f"rows {rows!r}")
    given = [python(type, row) for row in rows]
    note(f"given {given!r}")
    try:
        array = ab.Array.from_pylist(given, type)
    except ValueError as error:
        assert "the index type is too small" in str(error), f"refused with: {error}"
        return
    array.validate(full=True)
    found = read.values(array)
    assert key(found) == key(rows), f"built {found!r}"
    assert array.equals(Layout(made).build(type, rows)), "not equal to the same values in another layout"


def python(type, value):
    """A value as from_pylist() takes it. Times are counts of their unit."""
    what = kind(type)
    if what in ("dense_union", "sparse_union"):
        index, inner = value
        return ab.Tagged(format_of(type.format).type_ids[index], python(type.field(index).type, inner))
    if what == "run_ends":
        return python(type.field(1).type, value)
    if value is None:
        return None
    if what == "dictionary":
        return python(type.dictionary, value)
    if what in ("list", "list_view", "fixed_list", "map"):
        return [python(type.field(0).type, item) for item in value]
    if what == "struct":
        return tuple(python(field.type, item) for field, item in zip(type.fields, value))
    if what == "decimal":
        digits = tuple(map(int, str(abs(value))))
        return Decimal((int(value < 0), digits, -format_of(type.format).scale))
    return value
