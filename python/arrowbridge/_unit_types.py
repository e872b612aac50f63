"""Functions that make types of times, decimals and bytes with a width."""

from __future__ import annotations

from ._data_type import DataType

TYPE_CHECKING = False  # typing is slow to import
if TYPE_CHECKING:
    from typing import Sequence

_UNITS = {"s": "s", "ms": "m", "us": "u", "ns": "n"}


def _unit(unit: str, allowed: Sequence[str] = tuple(_UNITS)) -> str:
    if unit not in allowed:
        raise ValueError(f"the unit must be one of {', '.join(allowed)}, not {unit!r}")
    return _UNITS[unit]


def fixed_size_binary(width: int) -> DataType:
    """Byte strings of `width` bytes.

    Parameters
    ----------
    width : int
        The number of bytes of each value.

    Raises
    ------
    ArrowBridgeError
        If the width is negative.

    Examples
    --------
    >>> ab.Array.from_pylist([b"ab"], ab.fixed_size_binary(2)).to_pylist()
    [b'ab']
    """
    return DataType(f"w:{width}")


def decimal(precision: int, scale: int, bits: int = 128) -> DataType:
    """Decimal numbers of `precision` digits, `scale` of them after the decimal point, in 32, 64, 128 or 256 bits.

    Parameters
    ----------
    precision : int
        The number of digits.
    scale : int
        The number of digits after the decimal point.
    bits : int, default 128
        32, 64, 128 or 256.

    Raises
    ------
    ArrowBridgeError
        If the digits do not fit into the bits.

    Examples
    --------
    >>> import decimal
    >>> ab.Array.from_pylist([decimal.Decimal("1.25")], ab.decimal(5, 2)).to_pylist()
    [Decimal('1.25')]
    """
    return DataType(f"d:{precision},{scale}" if bits == 128 else f"d:{precision},{scale},{bits}")


def time32(unit: str) -> DataType:
    """Times of day in 32 bits. `unit` is "s" or "ms".

    Parameters
    ----------
    unit : {"s", "ms"}
        The unit.

    Raises
    ------
    ValueError
        If the unit is another one.

    Examples
    --------
    >>> import datetime
    >>> ab.Array.from_pylist([datetime.time(12, 30)], ab.time32("s")).cast(ab.int32()).to_pylist()
    [45000]
    """
    return DataType("tt" + _unit(unit, ("s", "ms")))


def time64(unit: str) -> DataType:
    """Times of day in 64 bits. `unit` is "us" or "ns".

    Parameters
    ----------
    unit : {"us", "ns"}
        The unit.

    Raises
    ------
    ValueError
        If the unit is another one.

    Examples
    --------
    >>> ab.time64("us").format
    'ttu'
    """
    return DataType("tt" + _unit(unit, ("us", "ns")))


def timestamp(unit: str, timezone: str = "") -> DataType:
    """Timestamps. `unit` is "s", "ms", "us" or "ns"; an empty `timezone` means no timezone.

    Parameters
    ----------
    unit : {"s", "ms", "us", "ns"}
        The unit.
    timezone : str, default ""
        The timezone. Empty: no timezone.

    Raises
    ------
    ValueError
        If the unit is another one.

    Examples
    --------
    >>> ab.Array.from_pylist([0], ab.timestamp("s", "UTC"))[0].isoformat()
    '1970-01-01T00:00:00+00:00'
    """
    return DataType(f"ts{_unit(unit)}:{timezone}")


def duration(unit: str) -> DataType:
    """Durations. `unit` is "s", "ms", "us" or "ns".

    Parameters
    ----------
    unit : {"s", "ms", "us", "ns"}
        The unit.

    Raises
    ------
    ValueError
        If the unit is another one.

    Examples
    --------
    >>> ab.Array.from_pylist([90], ab.duration("s"))[0].total_seconds()
    90.0
    """
    return DataType("tD" + _unit(unit))


def decimal32(precision: int, scale: int = 0) -> DataType:
    """Decimal numbers of up to 9 digits in 32 bits: see `decimal128` for the parameters and errors.

    Examples
    --------
    >>> ab.decimal32(5, 2)
    DataType(decimal32(5, 2))
    """
    return decimal(precision, scale, 32)


def decimal64(precision: int, scale: int = 0) -> DataType:
    """Decimal numbers of up to 18 digits in 64 bits: see `decimal128` for the parameters and errors.

    Examples
    --------
    >>> ab.decimal64(5, 2)
    DataType(decimal64(5, 2))
    """
    return decimal(precision, scale, 64)


def decimal128(precision: int, scale: int = 0) -> DataType:
    """Decimal numbers of up to 38 digits in 128 bits: see `decimal`.

    Parameters
    ----------
    precision : int
        The number of digits.
    scale : int, default 0
        The number of digits after the decimal point; a negative number counts zeros before it that are not stored.

    Raises
    ------
    ArrowBridgeError
        If the precision is not between 1 and 38.

    Examples
    --------
    >>> ab.decimal128(10, 2)
    DataType(decimal128(10, 2))
    """
    return decimal(precision, scale, 128)


def decimal256(precision: int, scale: int = 0) -> DataType:
    """Decimal numbers of up to 76 digits in 256 bits: see `decimal128` for the parameters and errors.

    Examples
    --------
    >>> ab.decimal256(5, 2)
    DataType(decimal256(5, 2))
    """
    return decimal(precision, scale, 256)
