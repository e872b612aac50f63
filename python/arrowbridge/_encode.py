"""Encodes Python values of a type without children as Arrow buffers. None is a null."""

from __future__ import annotations

import decimal
import math
import numbers
import struct
from array import array
from itertools import accumulate
from typing import Any, Callable, Dict, List, Sequence, Union

from . import _times
from ._buffers import ORDER, pack_bits
from ._errors import count
from ._flat_values import DECIMALS
from ._formats import Format

Bytes = Union[bytes, "array[Any]", None]


class ConversionError(Exception):
    """A value that cannot be stored in the type."""

    def __init__(self, row: int, problem: str) -> None:
        super().__init__(problem)
        self.row = row
        self.problem = problem


def describe(value: Any) -> str:
    text = repr(value)
    return f"{text if len(text) <= 60 else text[:57] + '...'} ({type(value).__name__})"


def buffers(format: Format, values: Sequence[Any]) -> List[Bytes]:
    """Return all buffers except the validity bitmap."""
    try:
        return _ENCODERS[format.kind](format, values)
    except ConversionError:
        raise
    except (TypeError, ValueError, OverflowError, ArithmeticError, struct.error) as error:
        # To find the value that failed, each value is encoded separately.
        for row, value in enumerate(values):
            try:
                _ENCODERS[format.kind](format, [value])
            except ConversionError as single:
                raise ConversionError(row, single.problem) from error
            except (TypeError, ValueError, OverflowError, ArithmeticError, struct.error) as single:
                raise ConversionError(row, _problem(format, value, single)) from single
        raise


def _problem(format: Format, value: Any, error: Exception) -> str:
    is_time = format.kind in ("date", "time", "timestamp", "duration")
    if is_time and (isinstance(error, ValueError) or not isinstance(value, int)):
        return str(error)
    half_overflow = isinstance(error, struct.error) and format.kind == "half" and isinstance(value, (int, float))
    if isinstance(error, OverflowError) or half_overflow:
        return f"{describe(value)} is out of range"
    if isinstance(error, UnicodeEncodeError):
        return f"{describe(value)} contains a surrogate, which UTF-8 cannot encode"
    return f"{describe(value)} is not {_EXPECTED.get(format.kind, format.kind)}"


_EXPECTED = {
    "int": "an integer",
    "float": "a number",
    "half": "a number",
    "bool": "True or False",
    "decimal": "a Decimal or an integer",
    "months": "an integer (a number of months)",
    "day_time": "a tuple of days and milliseconds",
    "month_day_nano": "a tuple of months, days and nanoseconds",
}


def _or_zero(values: Sequence[Any]) -> Sequence[Any]:
    return [0 if value is None else value for value in values]


def _numbers(format: Format, values: Sequence[Any]) -> List[Bytes]:
    return [array(format.code, _or_zero(values))]


def _floats(format: Format, values: Sequence[Any]) -> List[Bytes]:
    encoded = array(format.code, _or_zero(values))
    if format.code == "f" and (math.inf in encoded or -math.inf in encoded):
        for row, value in enumerate(values):
            if value is not None and math.isinf(encoded[row]) and not math.isinf(value):
                raise ConversionError(row, f"{describe(value)} is out of range")
    _require_exact(values, encoded)
    return [encoded]


def _halves(format: Format, values: Sequence[Any]) -> List[Bytes]:
    encoded = struct.pack(f"={len(values)}e", *_or_zero(values))
    if not _are_floats(values):
        _require_exact(values, struct.unpack(f"={len(values)}e", encoded))
    return [encoded]


def _are_floats(values: Sequence[Any]) -> bool:
    return set(map(type, values)) <= {float, type(None)}


def _require_exact(values: Sequence[Any], encoded: Sequence[float]) -> None:
    """Raise if an integer, a decimal or a fraction would be rounded. Floats may be rounded to the precision of the
    type."""
    if _are_floats(values):
        return
    for row, value in enumerate(values):
        if not isinstance(value, (int, decimal.Decimal, numbers.Rational)):
            continue
        exact = int(value) if isinstance(value, numbers.Integral) else value  # numpy's integers compare as floats
        if encoded[row] != exact and exact == exact:  # NaN differs from itself
            raise ConversionError(row, f"{describe(value)} would be rounded to {encoded[row]!r}")


def _bools(format: Format, values: Sequence[Any]) -> List[Bytes]:
    for cls in set(map(type, values)) - {bool, type(None)}:
        if cls.__name__ not in ("bool_", "bool"):  # numpy's
            row = next(row for row, value in enumerate(values) if type(value) is cls)
            raise ConversionError(row, f"{describe(values[row])} is not True or False")
    return [pack_bits(values)]


def _counts(format: Format, values: Sequence[Any]) -> List[Bytes]:
    return [array(format.code, [0 if value is None else _times.count(format, value) for value in values])]


def _encoded(format: Format, values: Sequence[Any]) -> List[bytes]:
    if format.text:
        if not all(value is None or isinstance(value, str) for value in values):
            _raise_for_type(values, str, "a string")
        return [b"" if value is None else value.encode() for value in values]
    if not all(value is None or isinstance(value, (bytes, bytearray, memoryview)) for value in values):
        _raise_for_type(values, (bytes, bytearray, memoryview), "bytes")
    return [b"" if value is None else bytes(value) for value in values]


def _raise_for_type(values: Sequence[Any], expected: Any, name: str) -> None:
    for row, value in enumerate(values):
        if value is not None and not isinstance(value, expected):
            raise ConversionError(row, f"{describe(value)} is not {name}")


def offsets(format: Format, sizes: Sequence[int]) -> "array[Any]":
    """Return the offsets of consecutive lists or strings with these sizes."""
    total = sum(sizes)
    if format.code == "i" and total > 0x7FFFFFFF:
        end = 0
        for row, size in enumerate(sizes):
            end += size
            if end > 0x7FFFFFFF:
                problem = "more than 2147483647 bytes or items in total; use the type with 64-bit offsets"
                raise ConversionError(row, problem)
    return array(format.code, accumulate(sizes, initial=0))


def _strings(format: Format, values: Sequence[Any]) -> List[Bytes]:
    encoded = _encoded(format, values)
    return [offsets(format, list(map(len, encoded))), b"".join(encoded)]


def _views(format: Format, values: Sequence[Any]) -> List[Bytes]:
    views: List[bytes] = []
    variadic: List[List[bytes]] = []
    buffer_size = 0
    for row, data in enumerate(_encoded(format, values)):
        size = len(data)
        if size <= 12:
            views.append(struct.pack("=i12s", size, data))
            continue
        if size > 0x7FFFFFFF:
            raise ConversionError(row, "more than 2147483647 bytes")
        if not variadic or buffer_size + size > 0x7FFFFFFF:
            variadic.append([])
            buffer_size = 0
        views.append(struct.pack("=i4sii", size, data[:4], len(variadic) - 1, buffer_size))
        variadic[-1].append(data)
        buffer_size += size
    return [b"".join(views), *map(b"".join, variadic)]


def _fixed(format: Format, values: Sequence[Any]) -> List[Bytes]:
    zeros = bytes(format.width)
    encoded = [zeros if value is None else data for value, data in zip(values, _encoded(format, values))]
    for row, data in enumerate(encoded):
        if len(data) != format.width:
            raise ConversionError(row, f"{describe(values[row])} has {count(len(data), 'byte')}, not {format.width}")
    return [b"".join(encoded)]


def _decimals(format: Format, values: Sequence[Any]) -> List[Bytes]:
    limit = 10**format.precision
    encoded: List[bytes] = []
    for row, value in enumerate(values):
        unscaled = 0 if value is None else _unscaled(format, row, value)
        if abs(unscaled) >= limit:
            raise ConversionError(row, f"{describe(value)} has more than {count(format.precision, 'digit')}")
        encoded.append(unscaled.to_bytes(format.width, ORDER, signed=True))
    return [b"".join(encoded)]


def _unscaled(format: Format, row: int, value: Any) -> int:
    if not isinstance(value, (decimal.Decimal, int)) or isinstance(value, bool):
        raise ConversionError(row, f"{describe(value)} is not a Decimal or an integer")
    number = decimal.Decimal(value)
    if not number.is_finite():
        raise ConversionError(row, f"{describe(value)} is not finite")
    if number and number.adjusted() + format.scale > 100:
        raise ConversionError(row, f"{describe(value)} has more than {count(format.precision, 'digit')}")
    scaled = DECIMALS.scaleb(number, format.scale)
    if scaled != scaled.to_integral_value(context=DECIMALS):
        digits = count(format.scale, "digit")
        raise ConversionError(row, f"{describe(value)} has more than {digits} after the decimal point")
    return int(scaled)


def _tuples(format: Format, values: Sequence[Any]) -> List[Bytes]:
    layout, count = ("=iiq", 3) if format.kind == "month_day_nano" else ("=ii", 2)
    zeros = (0,) * count
    for row, value in enumerate(values):
        if value is not None and not (isinstance(value, tuple) and len(value) == count):
            raise ConversionError(row, f"{describe(value)} is not {_EXPECTED[format.kind]}")
    return [b"".join(struct.pack(layout, *(zeros if value is None else value)) for value in values)]


def _nulls(format: Format, values: Sequence[Any]) -> List[Bytes]:
    for row, value in enumerate(values):
        if value is not None:
            raise ConversionError(row, f"{describe(value)} in a field of type null")
    return []


_ENCODERS: Dict[str, Callable[[Format, Sequence[Any]], List[Bytes]]] = {
    "null": _nulls,
    "bool": _bools,
    "int": _numbers,
    "months": _numbers,
    "float": _floats,
    "half": _halves,
    "bytes": _strings,
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
