"""Inference of an Arrow type from Python values. The type can store all of the values, and all fields are nullable.

    bool                    bool
    int                     int64; uint64 if a value needs it
    float                   float64, also for a mix of floats and integers
    str                     utf8
    bytes                   binary
    Decimal                 decimal128 or decimal256, with the precision and scale that the values need
    date                    date32
    time                    time64[us]
    datetime                timestamp[us], with the timezone that all values have, by its name or as an offset such as
                            +05:30; with UTC if they differ
    timedelta               duration[us]
    DayTime, MonthDayNano   intervals
    list, tuple             list
    mapping                 struct, with a field for every key that occurs
    uuid.UUID               arrow.uuid
    None                    null
    numpy scalar            the type of its dtype
"""

from __future__ import annotations

import datetime as dt
import decimal
import itertools
import sys
from collections.abc import Mapping
from typing import Any, Dict, Iterable, List, Optional, Sequence, Tuple

from . import _types
from ._data_type import DataType
from ._encode import describe
from ._errors import invalid
from ._tuples import DayTime, MonthDayNano
from ._values import where

# A subclass is listed before its base class.
_PLAIN: List[Tuple[type, str]] = [
    (bool, "bool"),
    (int, "int"),
    (float, "float"),
    (str, "str"),
    (bytes, "bytes"),
    (bytearray, "bytes"),
    (memoryview, "bytes"),
    (decimal.Decimal, "decimal"),
    (dt.datetime, "datetime"),
    (dt.date, "date"),
    (dt.time, "time"),
    (dt.timedelta, "timedelta"),
    (MonthDayNano, "month_day_nano"),
    (DayTime, "day_time"),
    (Mapping, "struct"),
    (list, "list"),
    (tuple, "list"),
]
_NUMPY = {"b1": "bool", "f2": "float", "f4": "float", "f8": "float"}
_TYPES = {
    "bool": _types.bool_,
    "float": _types.float64,
    "str": _types.utf8,
    "bytes": _types.binary,
    "date": _types.date32,
    "time": lambda: _types.time64("us"),
    "timedelta": lambda: _types.duration("us"),
    "month_day_nano": _types.month_day_nano_interval,
    "day_time": _types.day_time_interval,
}


def infer_schema(values: Iterable[Any]) -> DataType:
    """Return the type of a column of values."""
    inference = _Inference("")
    rows = values if isinstance(values, list) else list(values)
    inference.add_all(rows, range(len(rows)))
    return inference.type()


class _Inference:
    """The properties of the values of one field that determine its type."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.kind: Optional[str] = None
        self.example: Any = None
        self.least = 0
        self.most = 0
        self.whole_digits = 0
        self.scale = 0
        self.zones: Dict[Optional[str], None] = {}
        self.items: Optional[_Inference] = None
        self.fields: Dict[str, _Inference] = {}

    def add_all(self, values: Sequence[Any], rows: Sequence[int]) -> None:
        """Add values and their rows. If all values have the same simple class, they are not examined one by one."""
        classes = set(map(type, values)) - {type(None)}
        if len(classes) == 1 and self.kind is None:
            (cls,) = classes
            if cls in (bool, float, str, bytes, int):
                self.kind = cls.__name__
                self.example = next(value for value in values if value is not None)
                if cls is int:
                    present = [value for value in values if value is not None] if None in values else values
                    self.least, self.most = min(0, min(present)), max(0, max(present))
                return
            if cls is dict:
                self.kind, self.example = "struct", next(value for value in values if value is not None)
                self._add_structs(values, rows)
                return
        for row, value in zip(rows, values):
            self.add(value, row)

    def _add_structs(self, values: Sequence[Any], rows: Sequence[int]) -> None:
        present = [value for value in values if value is not None]
        if len(present) < len(values):
            rows = [row for row, value in zip(rows, values) if value is not None]
        shapes: Dict[Tuple[Any, ...], None] = dict.fromkeys(map(tuple, present))
        for shape in shapes:
            if not all(isinstance(name, str) for name in shape):
                for row, value in zip(rows, present):
                    self._check_names(value, row)
        for name in dict.fromkeys(itertools.chain.from_iterable(shapes)):
            if len(shapes) == 1:
                self._field(name).add_all([value[name] for value in present], rows)
                continue
            pairs = [(row, value[name]) for row, value in zip(rows, present) if name in value]
            self._field(name).add_all([item for _, item in pairs], [row for row, _ in pairs])

    def _check_names(self, value: Any, row: int) -> None:
        for name in value:
            if not isinstance(name, str):
                problem = f"the key {describe(name)} is not a string; specify the type, such as a map"
                raise invalid(f"{where(self.path)}row {row}: {problem}")

    def _field(self, name: str) -> "_Inference":
        if name not in self.fields:
            self.fields[name] = _Inference(f"{self.path}.{name}" if self.path else name)
        return self.fields[name]

    def add(self, value: Any, row: int) -> None:
        if value is None:
            return
        kind = self._kind_of(value, row)
        if self.kind is None or (kind != self.kind and (self.kind, kind) in _WIDER):
            self.kind, self.example = _WIDER.get((self.kind or kind, kind), kind), value
        elif kind != self.kind and (kind, self.kind) not in _WIDER:
            raise invalid(
                f"{where(self.path)}row {row}: {describe(value)} and {describe(self.example)} have no common type; "
                "specify the type"
            )
        if kind == "int":
            self.least = min(self.least, value)
            self.most = max(self.most, value)
        elif kind == "decimal":
            self._add_decimal(value, row)
        elif kind == "datetime":
            self.zones[_zone(value)] = None
        elif kind == "list":
            self._add_list(value, row)
        elif kind == "struct":
            self._add_struct(value, row)

    def _kind_of(self, value: Any, row: int) -> str:
        for cls, kind in _PLAIN:
            if isinstance(value, cls):
                return kind
        uuid = sys.modules.get("uuid")
        if uuid is not None and isinstance(value, uuid.UUID):
            return "uuid"
        dtype = getattr(value, "dtype", None)
        if getattr(value, "ndim", 0) and hasattr(value, "tolist"):
            return "list"
        if dtype is not None and dtype.kind in "iu":
            return "int"
        if dtype is not None and dtype.str[1:] in _NUMPY:
            return _NUMPY[dtype.str[1:]]
        raise invalid(f"{where(self.path)}row {row}: no type can be inferred from {describe(value)}; specify the type")

    def _add_decimal(self, value: decimal.Decimal, row: int) -> None:
        if not value.is_finite():
            raise invalid(f"{where(self.path)}row {row}: {describe(value)} is not finite")
        exponent = value.as_tuple().exponent
        self.scale = max(self.scale, -int(exponent))
        self.whole_digits = max(self.whole_digits, value.adjusted() + 1 if value else 0)

    def _add_list(self, value: Any, row: int) -> None:
        if self.items is None:
            self.items = _Inference(f"{self.path}.item" if self.path else "item")
        for item in value.tolist() if hasattr(value, "tolist") else value:
            self.items.add(item, row)

    def _add_struct(self, value: Any, row: int) -> None:
        self._check_names(value, row)
        for name, item in value.items():
            self._field(name).add(item, row)

    def type(self) -> DataType:
        if self.kind is None:
            return _types.null()
        if self.kind == "int":
            return self._integers()
        if self.kind == "decimal":
            return self._decimals()
        if self.kind == "datetime":
            return self._timestamps()
        if self.kind == "list":
            return _types.list_(self.items.type() if self.items is not None else _types.null())
        if self.kind == "struct":
            return _types.struct({name: field.type() for name, field in self.fields.items()})
        if self.kind == "uuid":
            from ._extensions import uuid

            return uuid()
        return _TYPES[self.kind]()

    def _integers(self) -> DataType:
        if -(2**63) <= self.least and self.most < 2**63:
            return _types.int64()
        if self.least == 0 and self.most < 2**64:
            return _types.uint64()
        raise invalid(f"{where(self.path)}no integer type can store both {self.least} and {self.most}")

    def _decimals(self) -> DataType:
        integer = max(self.most, -self.least)
        whole = max(self.whole_digits, len(str(integer)) if integer else 0)
        precision = max(whole + self.scale, 1)
        if precision > 76:
            raise invalid(f"{where(self.path)}a decimal has at most 76 digits, but the values need {precision}")
        return _types.decimal(precision, self.scale, 128 if precision <= 38 else 256)

    def _timestamps(self) -> DataType:
        if None in self.zones and len(self.zones) > 1:
            raise invalid(f"{where(self.path)}some timestamps have a timezone and some have none; specify the type")
        zones = list(self.zones)
        return _types.timestamp("us", zones[0] or "" if len(zones) == 1 else "UTC")


_MINUTE = dt.timedelta(minutes=1)

# Pairs of kinds, in either order, and the kind that can store both.
_WIDER = {("int", "float"): "float", ("int", "decimal"): "decimal"}


def _zone(value: dt.datetime) -> Optional[str]:
    if value.tzinfo is None:
        return None
    key = getattr(value.tzinfo, "key", None)
    return key if isinstance(key, str) else _offset(value.tzinfo)


def _offset(zone: dt.tzinfo) -> str:
    """Return a fixed offset of whole minutes, such as +05:30, or UTC for all other timezones."""
    try:
        offset = zone.utcoffset(None)
    except (AttributeError, TypeError):  # a class that does not accept None
        return "UTC"
    if not offset or offset % _MINUTE:
        return "UTC"
    hours, minutes = divmod(abs(offset) // _MINUTE, 60)
    return f"{'-' if offset < dt.timedelta() else '+'}{hours:02}:{minutes:02}"
