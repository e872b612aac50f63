"""Named tuples of the package: values of intervals and unions."""

from __future__ import annotations

from typing import Any, NamedTuple, Union


class MonthDayNano(NamedTuple):
    """A value of the type `month_day_nano_interval`."""

    months: int
    days: int
    nanoseconds: int


class DayTime(NamedTuple):
    """A value of the type `day_time_interval`."""

    days: int
    milliseconds: int


class Tagged(NamedTuple):
    """A value of a union, with the child that it belongs to.

    Attributes
    ----------
    child : str or int
        The name or the type id of the child.
    value : object
        The value.
    """

    child: Union[str, int]
    value: Any
