"""Named tuples of the package: values of intervals and unions."""

from __future__ import annotations

from typing import Any, NamedTuple, Union


class MonthDayNano(NamedTuple):
    """A value of the type `month_day_nano_interval`.

    Examples
    --------
    >>> ab.MonthDayNano(months=1, days=2, nanoseconds=3).days
    2
    """

    months: int
    days: int
    nanoseconds: int


class DayTime(NamedTuple):
    """A value of the type `day_time_interval`.

    Examples
    --------
    >>> ab.DayTime(days=1, milliseconds=500).days
    1
    """

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

    Examples
    --------
    >>> union = ab.dense_union({"a": ab.int8(), "b": ab.int64()})
    >>> ab.Array.from_pylist([ab.Tagged("b", 1)], union).child(1).to_pylist()
    [1]
    """

    child: Union[str, int]
    value: Any
