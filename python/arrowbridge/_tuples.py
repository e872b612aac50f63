"""Named tuples of the package: values of intervals and unions, and addresses of buffers."""

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


class Buffer(NamedTuple):
    """The address of a buffer.

    Attributes
    ----------
    path : str
        The path of the field that the buffer belongs to, such as "a.item".
    slot : int
        The index of the buffer among the buffers of the field.
    address : int
        The address of the buffer; 0 for NULL.
    """

    path: str
    slot: int
    address: int
