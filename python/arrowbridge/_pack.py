"""Values of one type without children as the bytes of its buffers. None stands where there is no value."""

from __future__ import annotations

import decimal
import math
import struct
from array import array
from itertools import accumulate
from typing import Any, Callable, Dict, List, Optional, Sequence, Union

from . import _times
from ._buffers import ORDER, pack
from ._formats import Format
from ._values import DECIMALS

Bytes = Union[bytes, "array[Any]", None]


class BadValue(Exception):
    """A value that does not fit."""

    def __init__(self, row: int, problem: str) -> None:
        super().__init__(problem)
        self.row = row
        self.problem = problem


def describe(value: Any) -> str:
    text = repr(value)
    return f"{text if len(text) <= 60 else text[:57] + '...'} ({type(value).__name__})"


def buffers(format: Format, values: Sequence[Any]) -> List[Bytes]:
    """All buffers but the validity bitmap."""
    try:
        return _PACKERS[format.kind](format, values)
    except BadValue:
        raise
    except (TypeError, ValueError, OverflowError, ArithmeticError, struct.error) as error:
        # Which one it was is looked for only now.
        for row, value in enumerate(values):
            try:
                _PACKERS[format.kind](format, [value])
            except BadValue as bad:
                raise BadValue(row, bad.problem) from error
            except (TypeError, ValueError, OverflowError, ArithmeticError, struct.error) as single:
                raise BadValue(row, _problem(format, value, single)) from single
        raise


def _problem(format: Format, value: Any, error: Exception) -> str:
    if format.kind in ("date", "time", "timestamp", "duration") and not isinstance(value, int):
        return str(error)
    if isinstance(error, OverflowError) or (isinstance(error, struct.error) and format.kind == "half" and isinstance(value, (int, float))):
        return f"{describe(value)} is out of range"
    if isinstance(error, UnicodeEncodeError):
        return f"{describe(value)} has a surrogate, which UTF-8 cannot hold"
    return f"{describe(value)} is not {_WANTED.get(format.kind, format.kind)}"


_WANTED = {
    "int": "an integer",
    "float": "a number",
    "half": "a number",
    "bool": "True or False",
    "decimal": "a Decimal or an integer",
    "months": "an integer of months",
    "day_time": "a pair of days and milliseconds",
    "month_day_nano": "a triple of months, days and nanoseconds",
}


def _or_zero(values: Sequence[Any]) -> Sequence[Any]:
    return [0 if value is None else value for value in values]


def _numbers(format: Format, values: Sequence[Any]) -> List[Bytes]:
    return [array(format.code, _or_zero(values))]


def _floats(format: Format, values: Sequence[Any]) -> List[Bytes]:
    packed = array(format.code, _or_zero(values))
    if format.code == "f" and (math.inf in packed or -math.inf in packed):
        for row, value in enumerate(values):
            if value is not None and math.isinf(packed[row]) and not math.isinf(value):
                raise BadValue(row, f"{describe(value)} is out of range")
    _require_exact_integers(values, packed)
    return [packed]


def _halves(format: Format, values: Sequence[Any]) -> List[Bytes]:
    packed = struct.pack(f"={len(values)}e", *_or_zero(values))
    if any(isinstance(value, int) for value in values):
        _require_exact_integers(values, struct.unpack(f"={len(values)}e", packed))
    return [packed]


def _require_exact_integers(values: Sequence[Any], packed: Sequence[float]) -> None:
    """A fraction may be rounded, as it was when it became a float; an integer would become another one."""
    if set(map(type, values)) <= {float, type(None)}:
        return
    for row, value in enumerate(values):
        if isinstance(value, int) and packed[row] != value:
            raise BadValue(row, f"{describe(value)} would be rounded to {packed[row]!r}")


def _bools(format: Format, values: Sequence[Any]) -> List[Bytes]:
    for cls in set(map(type, values)) - {bool, type(None)}:
        if cls.__name__ not in ("bool_", "bool"):  # numpy's
            row = next(row for row, value in enumerate(values) if type(value) is cls)
            raise BadValue(row, f"{describe(values[row])} is not True or False")
    return [pack(values)]


def _counts(format: Format, values: Sequence[Any]) -> List[Bytes]:
    return [array(format.code, [0 if value is None else _times.count(format, value) for value in values])]


def _encoded(format: Format, values: Sequence[Any]) -> List[bytes]:
    if format.text:
        if not all(value is None or isinstance(value, str) for value in values):
            _refuse(values, str, "a text")
        return [b"" if value is None else value.encode() for value in values]
    if not all(value is None or isinstance(value, (bytes, bytearray, memoryview)) for value in values):
        _refuse(values, (bytes, bytearray, memoryview), "bytes")
    return [b"" if value is None else bytes(value) for value in values]


def _refuse(values: Sequence[Any], wanted: Any, name: str) -> None:
    for row, value in enumerate(values):
        if value is not None and not isinstance(value, wanted):
            raise BadValue(row, f"{describe(value)} is not {name}")


def offsets(format: Format, sizes: Sequence[int]) -> "array[Any]":
    """The offsets of lists or texts of these sizes, one after the other."""
    total = sum(sizes)
    if format.code == "i" and total > 0x7FFFFFFF:
        room = 0
        for row, size in enumerate(sizes):
            room += size
            if room > 0x7FFFFFFF:
                raise BadValue(row, "more than 2147483647 bytes or items in all, which the type with 64-bit offsets can hold")
    return array(format.code, accumulate(sizes, initial=0))


def _texts(format: Format, values: Sequence[Any]) -> List[Bytes]:
    encoded = _encoded(format, values)
    return [offsets(format, list(map(len, encoded))), b"".join(encoded)]


def _views(format: Format, values: Sequence[Any]) -> List[Bytes]:
    views: List[bytes] = []
    variadic: List[List[bytes]] = []
    room = 0
    for row, data in enumerate(_encoded(format, values)):
        size = len(data)
        if size <= 12:
            views.append(struct.pack("=i12s", size, data))
            continue
        if size > 0x7FFFFFFF:
            raise BadValue(row, "more than 2147483647 bytes")
        if not variadic or room + size > 0x7FFFFFFF:
            variadic.append([])
            room = 0
        views.append(struct.pack("=i4sii", size, data[:4], len(variadic) - 1, room))
        variadic[-1].append(data)
        room += size
    return [b"".join(views), *map(b"".join, variadic)]


def _fixed(format: Format, values: Sequence[Any]) -> List[Bytes]:
    nothing = bytes(format.width)
    encoded = [nothing if value is None else data for value, data in zip(values, _encoded(format, values))]
    for row, data in enumerate(encoded):
        if len(data) != format.width:
            raise BadValue(row, f"{describe(values[row])} has {len(data)} bytes, not {format.width}")
    return [b"".join(encoded)]


def _decimals(format: Format, values: Sequence[Any]) -> List[Bytes]:
    limit = 10**format.precision
    packed: List[bytes] = []
    for row, value in enumerate(values):
        whole = 0 if value is None else _unscaled(format, row, value)
        if abs(whole) >= limit:
            raise BadValue(row, f"{describe(value)} has more than {format.precision} digits")
        packed.append(whole.to_bytes(format.width, ORDER, signed=True))
    return [b"".join(packed)]


def _unscaled(format: Format, row: int, value: Any) -> int:
    if not isinstance(value, (decimal.Decimal, int)) or isinstance(value, bool):
        raise BadValue(row, f"{describe(value)} is not a Decimal or an integer")
    number = decimal.Decimal(value)
    if not number.is_finite():
        raise BadValue(row, f"{describe(value)} is not finite")
    if number and number.adjusted() + format.scale > 100:
        raise BadValue(row, f"{describe(value)} has more than {format.precision} digits")
    scaled = DECIMALS.scaleb(number, format.scale)
    if scaled != scaled.to_integral_value(context=DECIMALS):
        raise BadValue(row, f"{describe(value)} has more than {format.scale} digits behind the point")
    return int(scaled)


def _tuples(format: Format, values: Sequence[Any]) -> List[Bytes]:
    layout, count = ("=iiq", 3) if format.kind == "month_day_nano" else ("=ii", 2)
    nothing = (0,) * count
    for row, value in enumerate(values):
        if value is not None and not (isinstance(value, tuple) and len(value) == count):
            raise BadValue(row, f"{describe(value)} is not {_WANTED[format.kind]}")
    return [b"".join(struct.pack(layout, *(nothing if value is None else value)) for value in values)]


def _nothing(format: Format, values: Sequence[Any]) -> List[Bytes]:
    for row, value in enumerate(values):
        if value is not None:
            raise BadValue(row, f"{describe(value)} in a field of the type null")
    return []


_PACKERS: Dict[str, Callable[[Format, Sequence[Any]], List[Bytes]]] = {
    "null": _nothing,
    "bool": _bools,
    "int": _numbers,
    "months": _numbers,
    "float": _floats,
    "half": _halves,
    "bytes": _texts,
    "views": _views,
    "fixed": _fixed,
    "decimal": _decimals,
    "date": _counts,
    "time": _counts,
    "timestamp": _counts,
    "duration": _counts,
    "day_time": _tuples,
    "month_day_nano": _tuples,
}
