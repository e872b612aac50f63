"""Text of numbers: what is printed, written as CSV or as JSON reads back as the same number."""

from __future__ import annotations

import atexit
import json
import math
import re
import struct
import tempfile
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

import arrowbridge as ab

from . import native
from .exact import greatest, nearest
from .values import DAY_OF, FLOAT_LIMITS, INTEGERS, UNITS, Layout, Values, bits_of, float_of_bits, format_of, key, kind
from .values import random_decimal

FOLDER = tempfile.TemporaryDirectory(prefix="arrowbridge-differential-")
atexit.register(FOLDER.cleanup)
PATH = Path(FOLDER.name)
FLOAT_TYPES = {"e": ab.float16, "f": ab.float32, "d": ab.float64}
PER_SECOND = {"s": 1, "m": 10**3, "u": 10**6, "n": 10**9}
# Days after which the calendar repeats, and the years.
CYCLE, CYCLE_YEARS = 146_097, 400


def case(random, note) -> None:
    if random.random() < 0.6:
        code = random.choice("efd")
        type, rows = FLOAT_TYPES[code](), float_rows(random, code)
    else:
        type = random.choice([
            lambda: random.choice(INTEGERS)(),
            lambda: random_decimal(random),
            lambda: random.choice([ab.date32(), ab.date64()]),
            lambda: random.choice([ab.time32("s"), ab.time32("ms"), ab.time64("us"), ab.time64("ns")]),
            lambda: ab.timestamp(random.choice(UNITS), random.choice(["", "UTC"])),
            lambda: ab.duration(random.choice(UNITS)),
        ])()
        made = Values(random, 0.8)
        rows = [made.value(type) for _ in range(20)]
    note(f"type {type.format}")
    note(f"rows {rows!r}")
    judge(random, type, rows)


def judge(random, type, rows) -> None:
    """Check everything that is printed or written for rows of a type without children."""
    column = Layout(Values(random, 0.5)).build(type, rows)
    other = ab.Array.from_pylist([1] * len(rows), ab.int8())
    batch = ab.RecordBatch.from_arrays([column, other], ["x", "y"])
    parse = READERS[kind(type)]
    if kind(type) in ("int", "float", "half", "decimal"):
        exact = found = column.to_pylist()
        if kind(type) == "decimal":
            scale = Fraction(10) ** format_of(type.format).scale
            exact = [None if value is None else int(Fraction(value) * scale) for value in found]
        assert key(exact) == key(rows), f"to_pylist() returned {found!r}"
    lines = native.text(batch, native.CSV, PATH / "x.csv").split("\n")
    assert lines[0] == "x,y" and lines[-1] == "" and len(lines) == len(rows) + 2, f"CSV has {len(lines)} lines"
    for row, line in zip(rows, lines[1:]):
        check("CSV", line.rsplit(",", 1)[0] or None, row, type, parse)
    lines = native.text(batch, native.NDJSON, PATH / "x.ndjson").split("\n")
    assert lines[-1] == "" and len(lines) == len(rows) + 1, f"NDJSON has {len(lines)} lines"
    for row, line in zip(rows, lines):
        cell = json.loads(line, parse_float=Number, parse_int=Number)["x"]
        expected = None if isinstance(row, float) and not math.isfinite(row) else row
        assert cell is None or isinstance(cell, Number) != (kind(type) in QUOTED), f"NDJSON: {line!r}"
        check("NDJSON", cell, expected, type, parse)
    if kind(type) in ("int", "float", "half", "decimal"):
        lines = column.to_string(head=len(rows), tail=0, max_width=400).split("\n")[2:]
        for row, line in zip(rows, lines):
            check("printing", None if line.strip() == "null" else line.strip(), row, type, parse)


QUOTED = ("decimal", "date", "time", "timestamp")


class Number(str):
    """The text of a JSON number."""


def check(where: str, text, row, type, parse) -> None:
    if row is None or text is None:
        assert text is None and row is None, f"{where}: {text!r} for {row!r}"
        return
    message = f"{where}: {text!r} for {row!r}"
    try:
        parse(message, str(text), row, type)
    except (ValueError, AttributeError, ArithmeticError) as error:
        raise AssertionError(f"{message} cannot be read: {error}") from error


def float_rows(random, code: str) -> list:
    size = 8 * struct.calcsize(code)
    shift = FLOAT_LIMITS[code][0] - 1
    if code == "e":
        first = random.randrange(256) * 256
        bits = range(first, first + 256)
    elif random.random() < 0.5:
        return powers_of_two(code, random.randrange(1 << (size - shift)), 16)
    elif random.random() < 0.5:  # powers of ten with their neighbors
        exponent = random.randint(-46, 38) if code == "f" else random.randint(-325, 308)
        bits = [bits_of(code, float(f"{digit}e{exponent}")) + step for digit in range(1, 10) for step in (-1, 0, 1)]
    else:
        bits = [random.getrandbits(size) for _ in range(32)]
    return floats(code, bits)


def powers_of_two(code: str, first: int, count: int) -> list:
    """Powers of two of both signs by their sign and exponent bits, with their neighbors."""
    shift = FLOAT_LIMITS[code][0] - 1
    return floats(code, [((first + i) << shift) + step for i in range(count) for step in (-1, 0, 1)])


def floats(code: str, bits) -> list:
    values = [float_of_bits(code, number % (1 << (8 * struct.calcsize(code)))) for number in bits]
    return [math.nan if math.isnan(value) else value for value in values]


def read_float(message: str, text: str, row: float, type) -> None:
    code = format_of(type.format).code
    if not math.isfinite(row):
        expected = "nan" if math.isnan(row) else "inf" if row > 0 else "-inf"
        assert text == expected, message
        return
    assert re.fullmatch(r"-?\d+(\.\d+)?(e[+-]\d+)?", text), message
    assert re.search("[.e]", text) or message.startswith("printing"), f"{message} has no point and no exponent"
    assert text.startswith("-") == (math.copysign(1, row) < 0), message
    assert reads_as(text, row, code), message
    digits = re.sub("e.*|[-.]", "", text).strip("0")
    if len(digits) > 1:
        shorter = f"{row:.{len(digits) - 2}e}"
        assert not reads_as(shorter, row, code), f"{message} is longer than {shorter}"


@lru_cache(maxsize=2048)
def reads_as(text: str, row: float, code: str) -> bool:
    value = nearest(Fraction(text), code)
    return abs(value) <= greatest(code) and value == Fraction(row)


def read_int(message: str, text: str, row: int, type) -> None:
    assert re.fullmatch(r"-?\d+", text) and int(text) == row and str(row) == text, message


def read_decimal(message: str, text: str, row: int, type) -> None:
    scale = format_of(type.format).scale
    assert Fraction(Decimal(text)) == row * Fraction(10) ** -scale, message
    if scale >= 0 and "e" not in text.lower():
        assert len(text.partition(".")[2]) == scale, f"{message} does not have {scale} digits after the point"


def days(text: str) -> int:
    """Days since 1970 of a date of any year in the proleptic Gregorian calendar. Years after 9999 have a sign."""
    year, month, day = re.fullmatch(r"(-\d{4,}|\d{4}|\+\d{5,})-(\d\d)-(\d\d)", text).groups()
    cycles, rest = divmod(int(year) - 1, CYCLE_YEARS)
    return date(rest + 1, int(month), int(day)).toordinal() + cycles * CYCLE - date(1970, 1, 1).toordinal()


def clock(text: str, unit: str) -> int:
    hours, minutes, seconds, fraction = re.fullmatch(r"(\d\d):(\d\d):(\d\d)(?:\.(\d+))?", text).groups()
    assert int(hours) < 24 and int(minutes) < 60 and int(seconds) < 60
    count = (int(hours) * 3600 + int(minutes) * 60 + int(seconds) + Fraction(f"0.{fraction or 0}")) * PER_SECOND[unit]
    assert count.denominator == 1
    return int(count)


def read_date(message: str, text: str, row: int, type) -> None:
    assert days(text) * (DAY_OF["m"] if format_of(type.format).unit == "m" else 1) == row, message


def read_time(message: str, text: str, row: int, type) -> None:
    assert clock(text, format_of(type.format).unit) == row, message


def read_timestamp(message: str, text: str, row: int, type) -> None:
    format = format_of(type.format)
    assert text.endswith("Z") == bool(format.zone), message
    day, _, time = text.removesuffix("Z").rpartition(" ")
    assert days(day) * DAY_OF[format.unit] + clock(time, format.unit) == row, message


READERS = {
    "float": read_float, "half": read_float, "int": read_int, "duration": read_int, "decimal": read_decimal,
    "date": read_date, "time": read_time, "timestamp": read_timestamp,
}
