"""Exact arithmetic on numbers: rounding to floating-point formats, and conversion between units and scales."""

from __future__ import annotations

import math
from fractions import Fraction

from .values import FLOAT_LIMITS


class Refused(Exception):
    """A value that the other type does not have."""


def nearest(value: Fraction, code: str):
    """The number of a floating-point format that is nearest to a fraction, half to even, without bounds."""
    digits, least = FLOAT_LIMITS[code]
    size = abs(value)
    if size == 0:
        return Fraction(0)
    exponent = size.numerator.bit_length() - size.denominator.bit_length()
    if power(exponent) > size:
        exponent -= 1
    unit = power(max(exponent - digits + 1, least))
    return round(value / unit) * unit


def power(exponent: int) -> Fraction:
    """A power of two."""
    return Fraction(1 << exponent) if exponent >= 0 else Fraction(1, 1 << -exponent)


def greatest(code: str) -> int:
    digits, least = FLOAT_LIMITS[code]
    return (2**digits - 1) << (3 - least - 2 * digits)


def narrowed(value: float, code: str) -> float:
    """A number in another floating-point format. A finite number must stay finite."""
    if math.isnan(value) or math.isinf(value) or value == 0:
        return value
    rounded = nearest(Fraction(value), code)
    if abs(rounded) > greatest(code):
        raise Refused(f"{value!r} becomes infinite")
    return math.copysign(float(rounded), value)


def integer(value, low: int, high: int) -> int:
    if isinstance(value, float) and not math.isfinite(value):
        raise Refused(f"{value!r} is no integer")
    exact = Fraction(value)
    if exact.denominator != 1 or not low <= exact <= high:
        raise Refused(f"{value!r} is not an integer from {low} to {high}")
    return int(exact)


def floating(value: int, code: str) -> float:
    exact = Fraction(value)
    if nearest(exact, code) != exact or abs(exact) > greatest(code):
        raise Refused(f"{value} is not a number of this format")
    return float(value)


def scaled(value: int, factor: Fraction) -> int:
    exact = value * factor
    if exact.denominator != 1:
        raise Refused(f"{value} times {factor} is not whole")
    return int(exact)


def bounded(value: int, low: int, high: int) -> int:
    if not low <= value <= high:
        raise Refused(f"{value} is not from {low} to {high}")
    return value
