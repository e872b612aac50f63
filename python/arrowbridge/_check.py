"""Checked readers, which report each rule that the producer or the consumer of a stream violates."""

from __future__ import annotations

import sys
from typing import Any, Callable, NamedTuple, Optional

from ._library import core

LEVELS = {"calls": -1, "minimal": 1, "default": 2, "full": 3}
FAIL = {None: 0, "warning": 1, "error": 2}
_SIDES = ("either", "producer", "consumer")


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

    Examples
    --------
    >>> findings = []
    >>> reader = ab.RecordBatchReader(ab.RecordBatch.from_pydict({"a": [1]})).check("full", findings.append)
    >>> reader.read_all().num_rows, findings
    (1, [])
    """

    rule: str
    severity: str
    side: str
    operation: str
    field: str
    batch: Optional[int]
    row: Optional[int]
    message: str


def _report(
    on_finding: Callable[[Finding], Any],
    rule: str,
    severity: int,
    side: int,
    operation: str,
    field: str,
    message: str,
    batch: Optional[int],
    row: Optional[int],
) -> None:
    level = "error" if severity == FAIL["error"] else "warning"
    finding = Finding(rule, level, _SIDES[side], operation, field, batch, row, message)
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


def check_arguments(level: str, on_finding: Optional[Callable[[Finding], Any]], fail: Optional[str]) -> Any:
    """Return the arguments of a checked reader for C."""
    if level not in LEVELS:
        raise ValueError(f"level must be one of {', '.join(LEVELS)}, not {level!r}")
    if fail not in FAIL:
        raise ValueError(f"fail must be None, 'error' or 'warning', not {fail!r}")
    if on_finding is not None and not callable(on_finding):
        raise TypeError(f"on_finding must be callable, but is of type {type(on_finding).__name__}")
    return LEVELS[level], FAIL[fail], on_finding


core.register(report_finding=_report)
