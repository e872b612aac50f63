"""Conversion between counts of a time unit and objects of `datetime`.

Values that `datetime` cannot represent raise an error and are never rounded: years before 1 and after 9999, and
nanoseconds that are not whole microseconds. `to_pylist(temporal="integer")` and numpy represent them.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Callable, Optional

from ._formats import Format

UTC = dt.timezone.utc
_EPOCH = dt.datetime(1970, 1, 1)
_EPOCH_UTC = dt.datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_DAY = dt.date(1970, 1, 1).toordinal()
_MICROSECOND = dt.timedelta(microseconds=1)
_PER_SECOND = {"s": 1, "m": 1_000, "u": 1_000_000, "n": 1_000_000_000}
_NAMES = {"s": "seconds", "m": "milliseconds", "u": "microseconds", "n": "nanoseconds", "D": "days"}


def zone_of(name: Optional[str]) -> Optional[dt.tzinfo]:
    """Return the timezone with a name of the timezone database, or with an offset such as +01:00."""
    if name is None:
        return None
    if name in ("UTC", "Etc/UTC", "Z", "utc"):
        return UTC
    if name[0] in "+-" and len(name) == 6 and name[3] == ":":
        offset = dt.timedelta(hours=int(name[1:3]), minutes=int(name[4:6]))
        return dt.timezone(-offset if name[0] == "-" else offset)
    import zoneinfo

    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"the timezone {name!r} is not in the timezone database of this machine") from None


def _microseconds(value: int, unit: str) -> int:
    if unit == "n":
        whole, rest = divmod(value, 1000)
        if rest:
            raise ValueError(f"{value} nanoseconds are not whole microseconds, the resolution of datetime")
        return whole
    return value * (1_000_000 // _PER_SECOND[unit])


def _delta(unit: str) -> Callable[[int], dt.timedelta]:
    """Return a function from a count to a timedelta. It is called for every value, so common units are fast."""
    timedelta = dt.timedelta
    if unit == "s":
        return lambda value: timedelta(0, value)
    if unit == "m":
        return lambda value: timedelta(0, 0, 0, value)
    if unit == "u":
        return lambda value: timedelta(0, 0, value)
    return lambda value: timedelta(0, 0, _microseconds(value, unit))


def reader(format: Format) -> Callable[[int], Any]:
    """Return a function from a count to a Python value."""
    unit = format.unit
    if format.kind == "date":
        return _date if unit == "D" else lambda value: _date(_whole_days(value))
    if format.kind == "duration":
        return _delta(unit)
    if format.kind == "time":
        return lambda value: _time(_microseconds(value, unit))
    zone = zone_of(format.zone)
    delta = _delta(unit)
    if zone is None:
        return lambda value: _EPOCH + delta(value)
    if zone is UTC:
        return lambda value: _EPOCH_UTC + delta(value)
    return lambda value: (_EPOCH_UTC + delta(value)).astimezone(zone)


def _date(days: int) -> dt.date:
    return dt.date.fromordinal(_EPOCH_DAY + days)


def _whole_days(milliseconds: int) -> int:
    days, rest = divmod(milliseconds, 86_400_000)
    if rest:
        raise ValueError(f"{milliseconds} milliseconds are not whole days")
    return days


def _time(microseconds: int) -> dt.time:
    if not 0 <= microseconds < 86_400_000_000:
        raise ValueError(f"{microseconds} microseconds are not a time of day")
    seconds, rest = divmod(microseconds, 1_000_000)
    return dt.time(seconds // 3600, seconds // 60 % 60, seconds % 60, rest)


def _count(microseconds: int, unit: str, value: object, nanoseconds: int = 0) -> int:
    total = microseconds * 1000 + nanoseconds
    count, rest = divmod(total, 1_000_000_000 // _PER_SECOND[unit])
    if rest:
        raise ValueError(f"{value!r} is not a whole number of {_NAMES[unit]}")
    return count


def count(format: Format, value: Any) -> int:
    """Return the count of units of a Python value. Integers are counts already; those of a time are within the day."""
    if isinstance(value, int) and not isinstance(value, bool):
        if format.kind == "time" and not 0 <= value < 86_400 * _PER_SECOND[format.unit]:
            raise ValueError(f"{value} {_NAMES[format.unit]} are not a time of day")
        return value
    if format.kind == "date":
        return _count_date(format, value)
    if format.kind == "duration" and isinstance(value, dt.timedelta):
        return _count(value // _MICROSECOND, format.unit, value, getattr(value, "nanoseconds", 0))
    if format.kind == "time" and isinstance(value, dt.time):
        if value.tzinfo is not None:
            raise ValueError(f"{value!r} has a timezone")
        seconds = value.hour * 3600 + value.minute * 60 + value.second
        return _count(seconds * 1_000_000 + value.microsecond, format.unit, value)
    if format.kind == "timestamp" and isinstance(value, dt.datetime):
        if (value.tzinfo is None) != (format.zone is None):
            if value.tzinfo is None:
                raise ValueError(f"{value!r} has no timezone, but the type has one")
            raise ValueError(f"{value!r} has a timezone, but the type has none")
        since = value - (_EPOCH if value.tzinfo is None else _EPOCH_UTC)
        microseconds = (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds
        if format.unit == "u" and type(value) is dt.datetime:
            return microseconds
        return _count(microseconds, format.unit, value, getattr(value, "nanosecond", 0))
    raise TypeError(f"{value!r} ({type(value).__name__}) is not a {format.kind}")


def _count_date(format: Format, value: Any) -> int:
    if isinstance(value, dt.datetime):
        if value.time() != dt.time() or value.tzinfo is not None:
            raise ValueError(f"{value!r} has a time or a timezone, which a date cannot have")
        value = value.date()
    if not isinstance(value, dt.date):
        raise TypeError(f"{value!r} ({type(value).__name__}) is not a date")
    days = value.toordinal() - _EPOCH_DAY
    return days if format.unit == "D" else days * 86_400_000
