"""Checked readers, which report each rule that the producer or the consumer of a stream violates."""

from __future__ import annotations

import ctypes
import sys
from ctypes import CFUNCTYPE, POINTER, Structure, byref, c_char_p, c_int32, c_int64, c_void_p, py_object
from typing import Any, Callable, NamedTuple, Optional

from . import _capsules
from ._handles import ReaderHandle
from ._library import refuse_fork

LEVELS = {"calls": -1, "minimal": 1, "default": 2, "full": 3}
FAIL = {None: 0, "warning": 1, "error": 2}
_SIDES = ("either", "producer", "consumer")


class _Finding(Structure):
    _fields_ = [
        ("rule", c_char_p),
        ("operation", c_char_p),
        ("field", c_char_p),
        ("message", c_char_p),
        ("batch", c_int64),
        ("row", c_int64),
        ("severity", c_int32),
        ("side", c_int32),
    ]


class _Options(Structure):
    _fields_ = [
        ("struct_size", c_int64),
        ("level", c_int32),
        ("fail_on", c_int32),
        ("on_finding", c_void_p),
        ("release", c_void_p),
        ("context", c_void_p),
    ]


class Finding(NamedTuple):
    """A violation of a rule of the specification.

    Attributes
    ----------
    rule : str
        The id of the rule, such as "ARR-7". docs/rules.md lists the rules.
    severity : str
        "error" or "warning".
    side : str
        The side that violates the rule: "producer", "consumer", or "either" if that is not known.
    operation : str
        The call in which the violation was found, such as "get_next".
    field : str
        The path of the field; empty if the violation does not concern a field.
    batch, row : int or None
        The index of the batch and of the row; None if the violation does not concern a single batch or row.
    message : str
        A description.
    """

    rule: str
    severity: str
    side: str
    operation: str
    field: str
    batch: Optional[int]
    row: Optional[int]
    message: str


def _text(value: Optional[bytes]) -> str:
    return (value or b"").decode("utf-8", "replace")


def _number(value: int) -> Optional[int]:
    return None if value < 0 else value


@CFUNCTYPE(None, py_object, POINTER(_Finding))  # type: ignore[misc]
def _report(on_finding: Callable[[Finding], Any], pointer: Any) -> None:
    found = pointer.contents
    finding = Finding(
        _text(found.rule),
        "error" if found.severity == FAIL["error"] else "warning",
        _SIDES[found.side],
        _text(found.operation),
        _text(found.field),
        _number(found.batch),
        _number(found.row),
        _text(found.message),
    )
    try:
        on_finding(finding)
    except Exception as error:
        # A callback must not disturb the stream. Its exceptions are handled like those in __del__.
        hook: Any = sys.unraisablehook
        hook(_Unraisable(type(error), error, error.__traceback__, "Exception ignored in on_finding", on_finding))


class _Unraisable(NamedTuple):
    """The argument of sys.unraisablehook."""

    exc_type: Any
    exc_value: Any
    exc_traceback: Any
    err_msg: str
    object: Any


def checked_reader(
    handle: ReaderHandle, level: str, on_finding: Optional[Callable[[Finding], Any]], fail: Optional[str]
) -> ReaderHandle:
    """Wrap a reader in a checked reader."""
    if level not in LEVELS:
        raise ValueError(f"level must be one of {', '.join(LEVELS)}, not {level!r}")
    if fail not in FAIL:
        raise ValueError(f"fail must be None, 'error' or 'warning', not {fail!r}")
    if on_finding is None:
        options = _Options(ctypes.sizeof(_Options), LEVELS[level], FAIL[fail])
        return ReaderHandle.make("ArrowBridgeReaderCheck", handle, byref(options))
    if not callable(on_finding):
        raise TypeError(f"on_finding must be callable, but is of type {type(on_finding).__name__}")
    refuse_fork("ArrowBridgeReaderCheckFromPython")
    reference = _capsules.new_reference(on_finding)
    callback = ctypes.cast(_report, c_void_p)
    return ReaderHandle.make(
        "ArrowBridgeReaderCheckFromPython", handle, LEVELS[level], FAIL[fail], callback, reference
    )
