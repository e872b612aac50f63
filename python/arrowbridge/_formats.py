"""Parser for the format strings of the C data interface."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple, Optional, Tuple

from ._errors import unsupported


class Format(NamedTuple):
    """A parsed format string. It does not include the formats of children, which have their own format strings."""

    kind: str
    code: str = ""  # format character of `struct` and `memoryview` for the values, or for offsets and sizes
    width: int = 0  # bytes per value; items per fixed-size list
    unit: str = ""  # unit of times: s, m, u or n; of dates: D or m
    zone: Optional[str] = None  # timezone of a timestamp; None: no timezone
    precision: int = 0
    scale: int = 0
    type_ids: Tuple[int, ...] = ()
    text: bool = False  # True: UTF-8 strings; False: bytes


_PLAIN = {
    "n": Format("null"),
    "b": Format("bool"),
    "c": Format("int", "b", 1),
    "C": Format("int", "B", 1),
    "s": Format("int", "h", 2),
    "S": Format("int", "H", 2),
    "i": Format("int", "i", 4),
    "I": Format("int", "I", 4),
    "l": Format("int", "q", 8),
    "L": Format("int", "Q", 8),
    "e": Format("half", "e", 2),
    "f": Format("float", "f", 4),
    "g": Format("float", "d", 8),
    "z": Format("bytes", "i", 4),
    "Z": Format("bytes", "q", 8),
    "u": Format("bytes", "i", 4, text=True),
    "U": Format("bytes", "q", 8, text=True),
    "vz": Format("views", "", 16),
    "vu": Format("views", "", 16, text=True),
    "tdD": Format("date", "i", 4, "D"),
    "tdm": Format("date", "q", 8, "m"),
    "tts": Format("time", "i", 4, "s"),
    "ttm": Format("time", "i", 4, "m"),
    "ttu": Format("time", "q", 8, "u"),
    "ttn": Format("time", "q", 8, "n"),
    "tDs": Format("duration", "q", 8, "s"),
    "tDm": Format("duration", "q", 8, "m"),
    "tDu": Format("duration", "q", 8, "u"),
    "tDn": Format("duration", "q", 8, "n"),
    "tiM": Format("months", "i", 4),
    "tiD": Format("day_time", "i", 8),
    "tin": Format("month_day_nano", "", 16),
    "+l": Format("list", "i", 4),
    "+L": Format("list", "q", 8),
    "+vl": Format("list_view", "i", 4),
    "+vL": Format("list_view", "q", 8),
    "+s": Format("struct"),
    "+m": Format("map", "i", 4),
    "+r": Format("run_ends"),
}


@lru_cache(maxsize=1024)
def parse(format: bytes) -> Format:
    """Parse a format string that the library has validated."""
    text = format.decode("utf-8", "replace")
    plain = _PLAIN.get(text)
    if plain is not None:
        return plain
    head, _, rest = text.partition(":")
    if head in ("tss", "tsm", "tsu", "tsn"):
        return Format("timestamp", "q", 8, head[2], zone=rest or None)
    if head == "w":
        return Format("fixed", "", int(rest))
    if head == "d":
        numbers = [int(part) for part in rest.split(",")]
        bits = numbers[2] if len(numbers) > 2 else 128
        return Format("decimal", "", bits // 8, precision=numbers[0], scale=numbers[1])
    if head == "+w":
        return Format("fixed_list", "", int(rest))
    if head in ("+ud", "+us"):
        ids = tuple(int(part) for part in rest.split(",")) if rest else ()
        return Format("dense_union" if head == "+ud" else "sparse_union", type_ids=ids)
    raise unsupported(f"the Python package does not support the format '{text}'")
