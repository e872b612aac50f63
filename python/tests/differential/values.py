"""Random types, and random values of a type that favor the edges of its range."""

from __future__ import annotations

import math
import struct
import sys
from functools import lru_cache

import arrowbridge as ab
import layouts
from arrowbridge._formats import Format, parse

INTEGERS = [ab.int8, ab.uint8, ab.int16, ab.uint16, ab.int32, ab.uint32, ab.int64, ab.uint64]
FLOATS = [ab.float16, ab.float32, ab.float64]
BYTES = [ab.utf8, ab.large_utf8, ab.utf8_view, ab.binary, ab.large_binary, ab.binary_view]
LISTS = [ab.list_, ab.large_list, ab.list_view, ab.large_list_view]
RUN_ENDS = [ab.int16, ab.int32, ab.int64]
UNITS = ["s", "ms", "us", "ns"]
DAY_OF = {"s": 86_400, "m": 86_400_000, "u": 86_400_000_000, "n": 86_400_000_000_000}
DAY_MS = DAY_OF["m"]
# The most digits that every number of a decimal of 32, 64, 128 or 256 bits can have.
DIGITS = {32: 9, 64: 18, 128: 38, 256: 76}
# The bits of a significand, and the exponent of the smallest number above zero.
FLOAT_LIMITS = {"e": (11, -24), "f": (24, -149), "d": (53, -1074)}
# Bytes that are almost UTF-8: cut off, too long, a surrogate, above U+10FFFF, not the first byte of a character.
NOT_UTF8 = [
    b"\xff", b"\x80", b"\xc3", b"\xc0\x80", b"\xe2\x82", b"\xed\xa0\x80", b"\xf0\x80\x80\x80", b"\xf4\x90\x80\x80",
]
CHARACTERS = 'aZ\0",\n\x7f\x80é\u07ff\u0800€\ud7ff\ue000\uffff😀'


@lru_cache(maxsize=4096)
def format_of(format: str) -> Format:
    return parse(format.encode())


def kind(type) -> str:
    return "dictionary" if type.dictionary is not None else format_of(type.format).kind


def bounds(format: str) -> tuple:
    """The least and the greatest integer of a format."""
    bits = 8 * format_of(format).width
    return (0, (1 << bits) - 1) if format in "CSIL" else (-(1 << (bits - 1)), (1 << (bits - 1)) - 1)


def random_decimal(random):
    bits = random.choice(list(DIGITS))
    precision = random.randint(1, DIGITS[bits])
    scale = random.choice([0, 0, 1, 2, precision, random.randint(-precision, precision)])
    return ab.decimal(precision, scale, bits)


def flat_type(random):
    return random.choice([
        lambda: random.choice(INTEGERS)(),
        lambda: random.choice(INTEGERS)(),
        lambda: random.choice(FLOATS)(),
        lambda: random.choice(FLOATS)(),
        lambda: random.choice(BYTES)(),
        lambda: random_decimal(random),
        lambda: random_decimal(random),
        lambda: random.choice([ab.bool_, ab.date32, ab.date64])(),
        lambda: ab.fixed_size_binary(random.choice([0, 1, 3, 13])),
        lambda: random.choice([ab.time32("s"), ab.time32("ms"), ab.time64("us"), ab.time64("ns")]),
        lambda: ab.timestamp(random.choice(UNITS), random.choice(["", "", "UTC", "+01:00"])),
        lambda: ab.duration(random.choice(UNITS)),
    ])()


def random_type(random, depth: int):
    """A type with at most `depth` levels below it."""
    if depth == 0 or random.random() < 0.5:
        return ab.null() if random.random() < 0.03 else flat_type(random)

    def child(name="item", nullable=None):
        is_nullable = random.random() < 0.8 if nullable is None else nullable
        type = random_type(random, depth - 1) if is_nullable else entry_type(random, depth - 1)
        return ab.field(name, type, nullable=is_nullable)

    count = random.randint(1, 3)
    union = random.choice([ab.dense_union, ab.sparse_union])
    return random.choice([
        lambda: random.choice(LISTS)(child()),
        lambda: ab.fixed_size_list(child(), random.randint(0, 3)),
        lambda: ab.struct([child(f"c{i}") for i in range(count)]),
        lambda: ab.map_(child("key", False), child("value")),
        lambda: ab.run_end_encoded(random.choice(RUN_ENDS)(), child("values")),
        lambda: ab.dictionary(random.choice(INTEGERS)(), entry_type(random, depth - 1)),
        lambda: union([child(f"c{i}") for i in range(count)], random.sample(range(128), count)),
    ])()


def entry_type(random, depth: int):
    """A type of values that are not null: of dictionary entries, map keys and fields that are not nullable."""
    type = random_type(random, depth)
    return flat_type(random) if is_null_type(type) else type


def is_null_type(type) -> bool:
    """Whether all values are of the null type, whose nulls are allowed in fields that are not nullable."""
    return kind(type) == "null" or (kind(type) == "run_ends" and is_null_type(type.field(1).type))


def is_null(value, type) -> bool:
    """Whether a value is null, or refers to a null of a union's member."""
    if type.dictionary is not None and value is not None:
        return is_null(value, type.dictionary)
    if kind(type) == "run_ends":
        return is_null(value, type.field(1).type)
    if kind(type) in ("dense_union", "sparse_union"):
        field = type.field(value[0])
        return not is_null_type(field.type) and is_null(value[1], field.type)
    return value is None


def near_power(random, base: int, most: int) -> int:
    return base ** random.randint(0, most) + random.randint(-1, 1)


def random_int(random, low: int, high: int) -> int:
    bits = (high - low).bit_length()
    value = random.choice([
        lambda: random.choice([low, low + 1, high, high - 1, 0]),
        lambda: near_power(random, 2, bits) * random.choice([1, -1]),
        lambda: near_power(random, 2, bits) << random.randint(0, bits),
        lambda: random.randint(low, high),
        lambda: random.randint(-40, 40),
    ])()
    return value if low <= value <= high else random.randint(max(low, -40), min(high, 40))


def float_of_bits(code: str, bits: int) -> float:
    return struct.unpack("=" + code, bits.to_bytes(struct.calcsize(code), sys.byteorder))[0]


def random_float(random, code: str) -> float:
    """A number of a format of `struct`. A NaN has the bits of Python's."""
    size, fraction = 8 * struct.calcsize(code), FLOAT_LIMITS[code][0] - 1
    bits = random.choice([
        lambda: random.getrandbits(size),
        lambda: random.choice([0, 1, 2, (1 << (size - 1)) - 1]),
        # Powers of two, and their neighbors.
        lambda: (random.getrandbits(size) >> fraction << fraction) + random.randint(-1, 1),
        lambda: bits_of(code, random.choice([1, -1]) * float(random_int(random, 0, 2**64))),
        lambda: bits_of(code, random_float(random, random.choice("ef")) * random.choice([1.0, 1.0, 1.5])),
        lambda: bits_of(code, halfway(random)),
    ])() % (1 << size)
    value = float_of_bits(code, bits)
    return math.nan if math.isnan(value) else value


def halfway(random) -> float:
    """A number between two neighbors of a narrower type, or close to it."""
    digits, least = FLOAT_LIMITS[random.choice("ef")]
    low = random.getrandbits(random.choice([1, 3, digits]))
    exponent = random.randint(least, random.choice([least + 3, 16 - digits, 128 - digits]))
    value = math.ldexp(2 * low + 1, exponent - 1)
    return random.choice([value, math.nextafter(value, math.inf), math.nextafter(value, 0)])


def bits_of(code: str, value: float) -> int:
    """The bits of a number that is rounded to a format, or of infinity."""
    try:
        return int.from_bytes(struct.pack("=" + code, value), sys.byteorder)
    except OverflowError:
        return int.from_bytes(struct.pack("=" + code, math.copysign(math.inf, value)), sys.byteorder)


def random_text(random) -> str:
    length = random.choice([0, 0, 1, 2, 3, 11, 12, 13, 30])
    common = random.choice("ab")
    return "".join(common if random.random() < 0.7 else random.choice(CHARACTERS) for _ in range(length))


def random_bytes(random) -> bytes:
    data = random_text(random).encode()
    at = random.randint(0, len(data))
    return data if random.random() < 0.7 else data[:at] + random.choice(NOT_UTF8) + data[at:]


class Values:
    """Makes random values. `edges` is the share of values that are not small. Half of these are values of `special`,
    a function that returns values of interest for the format of a type."""

    def __init__(self, random, edges: float, nulls: float = 0.2, special=None) -> None:
        self.random, self.edges, self.nulls, self.special = random, edges, nulls, special

    def value(self, type, nullable: bool = True):
        what = kind(type)
        random = self.random
        if what == "null":
            return None
        if what == "run_ends":
            return self.value(type.field(1).type, type.field(1).nullable and nullable)
        if what in ("dense_union", "sparse_union"):
            index = random.randrange(type.num_fields)
            return index, self.value(type.field(index).type, type.field(index).nullable and nullable)
        if nullable and random.random() < self.nulls:
            return None
        if what == "dictionary":
            return self.value(type.dictionary, False)
        return self.nested(type, what) if what in NESTED else self.flat(type, what)

    def nested(self, type, what: str):
        if what == "struct":
            return tuple(self.value(field.type, field.nullable) for field in type.fields)
        if what == "fixed_list":
            count = format_of(type.format).width
        else:
            count = self.random.choice([0, 0, 1, 2, 3])
        field = type.field(0)
        return [self.value(field.type, field.nullable and what != "map") for _ in range(count)]

    def flat(self, type, what: str):
        random, format = self.random, format_of(type.format)
        is_small = random.random() >= self.edges
        if self.special is not None and not is_small and random.random() < 0.5:
            special = self.special(type.format)
            if special:
                return random.choice(special)
        small = random.randint(0, 9)
        if what == "bool":
            return random.random() < 0.5
        if what == "int":
            return small if is_small else random_int(random, *bounds(type.format))
        if what in ("float", "half"):
            return float(small) if is_small else random_float(random, format.code)
        if what == "fixed":
            return bytes(97 + random.randrange(3) if is_small else random.randrange(256) for _ in range(format.width))
        if what in ("bytes", "views"):
            if format.text:
                return random_text(random)
            return random_text(random).encode() if is_small else random_bytes(random)
        if what == "decimal":
            return self.decimal(format, is_small, small)
        if what == "time":
            end = DAY_OF[format.unit]
            return small * (end // 24) if is_small else random.choice([0, end - 1, random.randrange(end)])
        if what == "date" and format.unit == "m":
            days = (1 << 63) // DAY_MS
            return DAY_MS * (small if is_small else random_int(random, -days, days))
        low, high = (-(1 << 31), (1 << 31) - 1) if format.width == 4 else (-(1 << 63), (1 << 63) - 1)
        day = DAY_OF.get(format.unit, 1)
        if is_small or what == "date":
            return small * day if is_small else random_int(random, low, high)
        step = random.choice([1, 1000, 10**6, 10**9, day, day])
        return step * random_int(random, -(-low // step), high // step)

    def decimal(self, format: Format, is_small: bool, small: int) -> int:
        random, most = self.random, 10**format.precision - 1
        if is_small:
            value = small * 10 ** max(format.scale, 0)
            return value if value <= most else small
        value = random.choice([
            lambda: most - random.randint(0, 1),
            lambda: near_power(random, 10, format.precision),
            lambda: near_power(random, 2, 255),
            lambda: random.randint(0, most),
            lambda: random.randint(0, 999) * 10 ** random.randint(0, format.precision),
        ])() * random.choice([1, -1])
        return value if abs(value) <= most else small


NESTED = ("list", "list_view", "fixed_list", "map", "struct")


class Skipped(Exception):
    """The case has no meaning."""


class Layout(layouts.Layout):
    """A random layout whose unreferenced values come from the same source as the others."""

    def __init__(self, values: Values) -> None:
        super().__init__(values.random)
        self.values = values

    def value(self, type, nullable):
        return self.values.value(type, nullable)

    def build(self, type, values):
        try:
            return super().build(type, values)
        except OverflowError as error:
            raise Skipped("more dictionary entries than the random index type can count") from error


def key(value):
    """Equal exactly for values that are the same for Arrow. A NaN equals a NaN with the same bits."""
    if isinstance(value, float):
        return struct.pack("=d", value)
    if isinstance(value, (list, tuple)):
        return tuple(map(key, value))
    return (value.__class__, value)
