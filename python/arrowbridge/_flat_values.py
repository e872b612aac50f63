"""Converts rows of types without children to lists of Python values. The values of null rows are undefined."""

from __future__ import annotations

import decimal
import struct
from typing import TYPE_CHECKING, Any, Callable, Dict, List

from ._buffers import LITTLE, ORDER, bits, fixed, memory, numbers, validity
from ._errors import invalid
from ._formats import Format
from ._tuples import DayTime, MonthDayNano

if TYPE_CHECKING:
    from ._core import ArrayView


def _bools(format: Format, array: ArrayView, start: int, length: int) -> List[Any]:
    return bits(array.buffer(1), start, length)


def _numbers(format: Format, array: ArrayView, start: int, length: int) -> List[Any]:
    return numbers(array, 1, start, length, format.code)


def _halves(format: Format, array: ArrayView, start: int, length: int) -> List[Any]:
    return list(struct.unpack(f"={length}e", fixed(array, 1, start, length, 2)))


def _bytes(format: Format, array: ArrayView, start: int, length: int) -> List[Any]:
    offsets = numbers(array, 1, start, length + 1, format.code)
    first, last = offsets[0], offsets[-1]
    if not 0 <= first <= last:
        raise invalid(f"invalid offsets: the first is {first}, the last is {last}")
    address = array.buffer(2)
    data = bytes(memory(address + first if address else 0, last - first))
    if first:
        offsets = [offset - first for offset in offsets]
    pairs = zip(offsets, offsets[1:])
    if not format.text:
        return [data[a:b] for a, b in pairs]
    if data.isascii():
        text = data.decode("ascii")
        return [text[a:b] for a, b in pairs]
    return [str(data[a:b], "utf-8") for a, b in pairs]


def _views(format: Format, array: ArrayView, start: int, length: int) -> List[Any]:
    raw = bytes(fixed(array, 1, start, length, 16))
    words = memoryview(raw).cast("i")
    count = array.n_buffers - 3
    lengths = memory(array.buffer(count + 2) if count > 0 else 0, count * 8).cast("q")
    variadic = [memory(array.buffer(2 + i), lengths[i]) for i in range(max(count, 0))]
    valid = validity(array, start, length)
    values: List[Any] = []
    for i in range(length):
        size = words[4 * i]
        if valid is not None and not valid[i]:
            data = b""
        elif size <= 12:
            data = raw[16 * i + 4 : 16 * i + 4 + max(size, 0)]
        else:
            index, offset = words[4 * i + 2], words[4 * i + 3]
            if not (0 <= index < count and 0 <= offset <= len(variadic[index]) - size):
                raise invalid(f"view {i} refers to bytes outside of variadic buffer {index}")
            data = bytes(variadic[index][offset : offset + size])
        values.append(str(data, "utf-8") if format.text else data)
    return values


def _fixed_bytes(format: Format, array: ArrayView, start: int, length: int) -> List[Any]:
    width = format.width
    data = bytes(fixed(array, 1, start, length, width))
    return [data[i * width : (i + 1) * width] for i in range(length)]


# The precision suffices for all digits of decimal256 at any scale, so nothing is rounded.
DECIMALS = decimal.Context(prec=400, Emin=-999_999, Emax=999_999, traps=[decimal.Inexact, decimal.InvalidOperation])


def _decimals(format: Format, array: ArrayView, start: int, length: int) -> List[Any]:
    width = format.width
    view = fixed(array, 1, start, length, width)
    if width in (4, 8):
        unscaled = view.cast("i" if width == 4 else "q").tolist()
    elif width == 16:
        low, high = (0, 1) if LITTLE else (1, 0)
        lows = view.cast("Q")[low::2].tolist()
        unscaled = [(b << 64) | a for a, b in zip(lows, view.cast("q")[high::2].tolist())]
    else:
        data = bytes(view)
        unscaled = [int.from_bytes(data[i : i + width], ORDER, signed=True) for i in range(0, len(data), width)]
    scale = -format.scale
    return [DECIMALS.scaleb(decimal.Decimal(value), scale) for value in unscaled]


def _day_times(format: Format, array: ArrayView, start: int, length: int) -> List[Any]:
    words = fixed(array, 1, start, length, 8).cast("i").tolist()
    return list(map(DayTime, words[0::2], words[1::2]))


def _month_day_nanos(format: Format, array: ArrayView, start: int, length: int) -> List[Any]:
    view = fixed(array, 1, start, length, 16)
    words = view.cast("i").tolist()
    return list(map(MonthDayNano, words[0::4], words[1::4], view.cast("q").tolist()[1::2]))


# Readers by Format.kind. The parameters are the format, the array, the index of the first row in the buffers, and the
# number of rows.
READERS: Dict[str, Callable[[Format, ArrayView, int, int], List[Any]]] = {
    "bool": _bools,
    "int": _numbers,
    "float": _numbers,
    "months": _numbers,
    "half": _halves,
    "bytes": _bytes,
    "views": _views,
    "fixed": _fixed_bytes,
    "decimal": _decimals,
    "day_time": _day_times,
    "month_day_nano": _month_day_nanos,
}
