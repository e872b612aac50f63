"""The rules of casts.h: which types can be cast to which, and what becomes of a value."""

from __future__ import annotations

from fractions import Fraction

from .exact import Refused, bounded, floating, integer, narrowed, scaled
from .values import DAY_MS, DAY_OF, bounds, format_of, is_null, is_null_type, kind

INT64 = (-(1 << 63), (1 << 63) - 1)
UNIONS = ("dense_union", "sparse_union")
LISTS = ("list", "list_view", "fixed_list", "map")
NANOS = {"s": 10**9, "m": 10**6, "u": 1000, "n": 1, "D": DAY_OF["n"]}


def size(type) -> int:
    """The number of fields of a type, itself included."""
    below = sum(size(field.type) for field in type.fields)
    return 1 + below + (size(type.dictionary) if type.dictionary is not None else 0)


def nulls_pass(convert):
    return convert and (lambda value: None if value is None else convert(value))


def no_nulls(convert):
    """A conversion of dictionary entries to a union, which has no place for a null index."""

    def checked(value):
        if value is None:
            raise Refused("a null in a union")
        return convert(value)

    return convert and checked


def required(convert, field, never: bool = False):
    """A conversion whose result must not be null if the field is not nullable, or never."""
    if (field.nullable and not never) or is_null_type(field.type) or convert is None:
        return convert

    def checked(value):
        result = convert(value)
        if is_null(result, field.type):
            raise Refused(f"a null in '{field.name}', which is not nullable")
        return result

    return checked


class Cast:
    """A cast from one type to another. It is impossible if `possible` is False.

    `entries` has the values of the dictionaries of the source by the index of their field: all of them are converted.
    """

    def __init__(self, source, target, entries: dict) -> None:
        self.entries = entries
        self.dictionaries: list = []
        self.possible = True
        self.convert = self.step(source, target, 0)

    def rows(self, values) -> list:
        for convert, entries in self.dictionaries:
            for entry in entries:
                convert(entry)
        return [self.convert(value) for value in values]

    def step(self, source, target, index: int):
        before, after = kind(source), kind(target)
        if before == "null":
            return self.all_null(target)
        if before == after and before in UNIONS:
            return self.unions(source, target, index)
        if before == "dictionary" and after != "run_ends":
            inner = target.dictionary if after == "dictionary" else target
            convert = self.step(source.dictionary, inner, index + 1)
            self.dictionaries.append((convert, self.entries.get(index, ())))
            return no_nulls(convert) if after in UNIONS else nulls_pass(convert) if after == "dictionary" else convert
        if before == "run_ends":
            values, of = source.field(1), target
            if after == "run_ends":
                return self.field(values, target.field(1), index + 2)
            return self.step(values.type, of, index + 2)
        if after == "run_ends":
            return required(self.step(source, target.field(1).type, index), target.field(1))
        if after == "dictionary":
            return self.step(source, target.dictionary, index)
        if before in LISTS and after in LISTS:
            return self.lists(source, target, before, after, index)
        if before == after == "struct":
            return self.structs(source, target, index)
        convert = self.flat(source, target, before, after)
        if convert is None:
            self.possible = False
            return None
        return nulls_pass(convert)

    def all_null(self, target):
        if kind(target) == "run_ends":
            return required(self.all_null(target.field(1).type), target.field(1))
        if kind(target) in UNIONS:
            member = required(self.all_null(target.field(0).type), target.field(0))
            return lambda value: (0, member(value))
        return lambda value: None

    def field(self, source, target, index: int):
        return required(self.step(source.type, target.type, index), target)

    def unions(self, source, target, index: int):
        if source.format != target.format:
            self.possible = False
            return None
        members = self.members(source, target, index)
        return lambda value: (value[0], members[value[0]](value[1]))

    def members(self, source, target, index: int) -> list:
        found, at = [], index + 1
        for one, other in zip(source.fields, target.fields):
            found.append(self.field(one, other, at))
            at += size(one.type)
        return found

    def structs(self, source, target, index: int):
        if source.num_fields != target.num_fields:
            self.possible = False
            return None
        members = self.members(source, target, index)
        return lambda value: None if value is None else tuple(step(item) for step, item in zip(members, value))

    def lists(self, source, target, before: str, after: str, index: int):
        one, other = source.field(0), target.field(0)
        width = format_of(target.format).width if after == "fixed_list" else None
        if before == after == "fixed_list" and format_of(source.format).width != width:
            self.possible = False
            return None
        if after == "map" and not (kind(one.type) == "struct" and one.type.num_fields == 2):
            self.possible = False
            return None
        inner = required(self.step(one.type, other.type, index + 1), other, after == "map")

        checks_keys = after == "map" and not is_null_type(other.type.field(0).type)

        def convert(value):
            if value is None:
                return None
            if width is not None and len(value) != width:
                raise Refused(f"a list of {len(value)} items")
            items = [inner(item) for item in value]
            if checks_keys and any(key is None for key, _ in items):
                raise Refused("a null key")
            return items

        return convert

    def flat(self, source, target, before: str, after: str):
        one, other = format_of(source.format), format_of(target.format)
        if before == "int" and after == "int":
            return lambda value: bounded(value, *bounds(target.format))
        if before in ("float", "half") and after in ("float", "half"):
            return lambda value: narrowed(value, other.code)
        if before in ("float", "half") and after == "int":
            return lambda value: integer(value, *bounds(target.format))
        if before == "int" and after in ("float", "half"):
            return lambda value: floating(value, other.code)
        if before == after == "bool":
            return bool
        if before == "bool" and after == "int":
            return int
        if before == "int" and after == "bool":
            return lambda value: bool(bounded(value, 0, 1))
        if {before, after} <= {"int", "decimal"}:
            factor = Fraction(10) ** (other.scale - one.scale)
            most = 10**other.precision - 1
            low, high = bounds(target.format) if after == "int" else (-most, most)
            return lambda value: bounded(scaled(value, factor), low, high)
        if {before, after} <= {"bytes", "views", "fixed"}:
            if before == after == "fixed":
                return bytes if one.width == other.width else None
            return lambda value: to_bytes(value, other, after)
        return times(source, target, before, after)


def to_bytes(value, format, what: str):
    if what == "fixed":
        data = value.encode() if isinstance(value, str) else value
        if len(data) != format.width:
            raise Refused(f"{len(data)} bytes")
        return data
    if isinstance(value, str):
        return value if format.text else value.encode()
    if not format.text:
        return value
    try:
        return value.decode()
    except UnicodeDecodeError as error:
        raise Refused(str(error)) from error


def times(source, target, before: str, after: str):
    one, other = format_of(source.format), format_of(target.format)
    families = {"date": "dates", "timestamp": "dates", "time": "time", "duration": "duration"}
    counts = "int" in (before, after)
    if counts:
        number, time = (source, after) if before == "int" else (target, before)
        if number.format not in "il" or one.width != other.width or time not in families:
            return None
        factor = Fraction(1)
    elif before not in families or families[before] != families.get(after) or bool(one.zone) != bool(other.zone):
        return None
    else:
        factor = Fraction(NANOS[one.unit], NANOS[other.unit])
    low, high = INT64 if other.width == 8 else (-(1 << 31), (1 << 31) - 1)
    if counts and after == "time":
        low, high = 0, DAY_OF[other.unit] - 1
    whole_days = after == "date" and other.unit == "m"

    def convert(value):
        result = bounded(scaled(value, factor), low, high)
        if whole_days and result % DAY_MS:
            raise Refused("not a whole day")
        return result

    return convert
