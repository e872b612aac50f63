"""Casts of arrays, readers and schemas by the library."""

from __future__ import annotations

from typing import TYPE_CHECKING, List, NamedTuple, Tuple

from ._library import BEST_EFFORT, STRICT, core

if TYPE_CHECKING:
    from .protocols import SchemaLike

OUTCOMES = ("same", "relabelled", "converted", "checked", "left", "impossible")


class FieldCast(NamedTuple):
    """What a cast does to one field.

    Attributes
    ----------
    path : str
        The path of the field.
    outcome : str
        From best to worst: "same" (nothing changes), "relabelled" (the buffers stay; only name, metadata, nullability
        or the name of the type change), "converted" (every value can be converted), "checked" (the cast fails if a
        value cannot be converted), "left" (impossible, so a best-effort cast leaves the field unchanged), "impossible".
    reason : str
        An explanation.
    depth : int
        The nesting depth of the field.

    Examples
    --------
    >>> ab.can_cast(ab.utf8(), ab.int8())[1][0].outcome
    'impossible'
    """

    path: str
    outcome: str
    reason: str
    depth: int


def can_cast(from_schema: SchemaLike, to_schema: SchemaLike, best_effort: bool = False) -> Tuple[str, List[FieldCast]]:
    """Return what a cast from one schema, field or type to another would do.

    A strict cast succeeds if the worst outcome is at most "checked" and all values can be converted. A best-effort cast
    succeeds if the worst outcome is at most "left".

    Parameters
    ----------
    from_schema, to_schema : object
        Any objects with `__arrow_c_schema__`.
    best_effort : bool, default False
        Whether fields that cannot be cast are left unchanged.

    Returns
    -------
    worst : str
        The worst outcome of all fields.
    fields : list of FieldCast
        The outcome of each field.

    Raises
    ------
    TypeError
        If an argument has no schema.

    Examples
    --------
    >>> ab.can_cast(ab.int64(), ab.int8())[0]
    'checked'
    >>> ab.can_cast(ab.int64(), ab.int32())[1][0].outcome
    'checked'
    """
    source, target = core.import_schema(from_schema), core.import_schema(to_schema)
    worst, fields = core.can_cast(source, target, BEST_EFFORT if best_effort else STRICT)
    return OUTCOMES[worst], [
        FieldCast(path or "", OUTCOMES[outcome], reason or "", depth) for path, outcome, reason, depth in fields
    ]
