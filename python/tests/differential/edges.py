"""Values of one type at the edges of what another type has: the last that fits, and the first that does not."""

from __future__ import annotations

import math
from fractions import Fraction
from functools import lru_cache

from .exact import greatest
from .values import DAY_OF, FLOAT_LIMITS, bits_of, bounds, float_of_bits, format_of

NUMBERS = ("int", "float", "half", "decimal", "bool")
TIMES = ("date", "time", "timestamp", "duration")
NANOS = {"s": 10**9, "m": 10**6, "u": 1000, "n": 1, "D": DAY_OF["n"]}


def leaves(type) -> list:
    """The formats of all types below a type that have no others below them."""
    below = [field.type for field in type.fields]
    if type.dictionary is not None:
        below.append(type.dictionary)
    return [format for part in below for format in leaves(part)] if below else [type.format]


@lru_cache(maxsize=4096)
def candidates(source: str, target: str) -> list:
    """Values of a source at the edges of a target. Empty if the types are of no numbers."""
    one, other = format_of(source), format_of(target)
    if one.kind in NUMBERS and other.kind in NUMBERS:
        points = number_edges(target)
    elif (one.kind == "int" and other.kind in TIMES) or (one.kind in TIMES and other.kind == "int"):
        points = [*counts(target), *(DAY_OF["m"] * n + step for n in (0, 1, -1) for step in (-1, 0, 1))]
    elif one.kind in TIMES and other.kind in TIMES:
        points = [count * Fraction(NANOS[other.unit], NANOS[one.unit]) for count in counts(target)]
    else:
        return []
    return [value for point in points for value in near(source, Fraction(point))]


def number_edges(format: str) -> list:
    """Numbers at the edges of a numeric type."""
    what = format_of(format)
    if what.kind == "bool":
        return [-1, 0, 1, 2]
    if what.kind == "int":
        low, high = bounds(format)
        return [low - 1, low, high, high + 1]
    if what.kind == "decimal":
        unit = Fraction(10) ** -what.scale
        return [number * unit for number in (1, 10**what.precision - 1, 10**what.precision)] + [unit / 10, unit * 3 / 2]
    digits, least = FLOAT_LIMITS[what.code]
    whole = 1 << digits
    most = Fraction(greatest(what.code))
    half_unit = most / (whole - 1) / 2
    smallest = Fraction(2) ** least
    integers = [whole, whole + 1, 2 * whole + 1, 2 * whole + 2, (whole + 1) << 20]
    return [*integers, most, most + half_unit, most + 2 * half_unit, smallest, smallest / 2, smallest * 3 / 2]


def counts(format: str) -> list:
    """The least and the greatest counts of a type of times or integers, and those just outside."""
    what = format_of(format)
    if what.kind == "time":
        return [-1, 0, DAY_OF[what.unit] - 1, DAY_OF[what.unit]]
    high = (1 << (8 * what.width - 1)) - 1
    low = -high - 1
    return [low - 1, low, high, high + 1]


def near(format: str, point: Fraction) -> list:
    """The values of a type that are closest to a point, and to the same point below zero."""
    what = format_of(format)
    if what.kind in ("float", "half"):
        return [value for sign in (1, -1) for value in floats_near(what.code, point * sign)]
    scale = Fraction(10) ** what.scale
    middle = math.floor(point * scale)
    if what.kind == "decimal":
        low, high = 1 - 10**what.precision, 10**what.precision - 1
    elif what.kind == "time":
        low, high = 0, DAY_OF[what.unit] - 1
    elif what.kind == "bool":
        return [False, True]
    else:
        low, high = bounds("i" if what.width == 4 else "l") if what.kind != "int" else bounds(format)
    step = DAY_OF["m"] if what.kind == "date" and what.unit == "m" else 1
    middle -= middle % step
    found = [sign * (middle + i * step) for sign in (1, -1) for i in (-1, 0, 1)]
    return [value for value in found if low <= value <= high]


def floats_near(code: str, point: Fraction) -> list:
    try:
        bits = bits_of(code, float(point))
    except OverflowError:
        bits = bits_of(code, math.inf if point > 0 else -math.inf)
    size = {"e": 16, "f": 32, "d": 64}[code]
    found = [float_of_bits(code, (bits + step) % (1 << size)) for step in (-1, 0, 1)]
    return [value for value in found if not math.isnan(value)]
