"""Casts of arrays, readers and schemas by the library."""

from __future__ import annotations

from ctypes import POINTER, Structure, byref, c_char_p, c_int, c_int32, c_int64, c_void_p, cast
from typing import Any, List, NamedTuple, Tuple

from . import _consume
from ._handles import ArrayHandle, ReaderHandle, SchemaHandle
from ._library import call, lib

STRICT = 0
BEST_EFFORT = 1

OUTCOMES = ("same", "relabelled", "converted", "checked", "left", "impossible")


class _FieldCast(Structure):
    _fields_ = [("path", c_char_p), ("reason", c_char_p), ("outcome", c_int32), ("depth", c_int32)]


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
    """

    path: str
    outcome: str
    reason: str
    depth: int


def cast_array(handle: ArrayHandle, wanted: SchemaHandle, mode: int) -> ArrayHandle:
    return ArrayHandle.make("ArrowBridgeArrayCast", handle, wanted, mode)


def cast_reader(handle: ReaderHandle, wanted: SchemaHandle, mode: int) -> ReaderHandle:
    return ReaderHandle.make("ArrowBridgeReaderCast", handle, wanted, mode)


def can_cast(from_schema: Any, to_schema: Any, best_effort: bool = False) -> Tuple[str, List[FieldCast]]:
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
    """
    source, target = _consume.schema(from_schema), _consume.schema(to_schema)
    worst, count, fields = c_int(), c_int64(), c_void_p()
    mode = BEST_EFFORT if best_effort else STRICT
    call("ArrowBridgeSchemaCanCast", source, target, mode, byref(worst), byref(fields), byref(count), None)
    try:
        answers = cast(fields, POINTER(_FieldCast))
        return OUTCOMES[worst.value], [
            FieldCast(
                (answers[i].path or b"").decode("utf-8", "replace"),
                OUTCOMES[answers[i].outcome],
                (answers[i].reason or b"").decode("utf-8", "replace"),
                answers[i].depth,
            )
            for i in range(count.value)
        ]
    finally:
        lib.ArrowBridgeFieldCastListRelease(fields)
