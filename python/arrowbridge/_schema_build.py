"""Builds schema handles from an ArrowSchema that is temporary and borrows its children from existing schemas."""

from __future__ import annotations

import ctypes
from ctypes import POINTER, byref
from typing import Optional, Sequence

from . import _abi, _arguments
from ._abi import ArrowSchema
from ._handles import SchemaHandle
from ._metadata import MetadataLike, encode
from ._structs import OwnedSchema


def _mark_released(address: Optional[int]) -> None:
    if address:
        ArrowSchema.from_address(address).release = None


# The library copies the struct and then calls this callback. Python objects own the memory that the struct points to.
_RELEASE = _abi.RELEASE(_mark_released)


def _import(schema: ArrowSchema) -> SchemaHandle:
    schema.release = ctypes.cast(_RELEASE, ctypes.c_void_p)
    return SchemaHandle.make("ArrowBridgeImportSchema", byref(schema))


def _describe(
    schema: ArrowSchema, name: Optional[bytes], flags: int, metadata: Optional[bytes]
) -> None:
    schema.name = name
    schema.flags = flags
    schema.metadata = None if metadata is None else ctypes.cast(ctypes.c_char_p(metadata), ctypes.c_void_p)


def build(
    format: str,
    name: Optional[str] = None,
    flags: int = _abi.FLAG_NULLABLE,
    metadata: Optional[MetadataLike] = None,
    children: Sequence[OwnedSchema] = (),
    dictionary: Optional[OwnedSchema] = None,
) -> SchemaHandle:
    """Import a schema with a format string, children and a dictionary. The library validates and copies them."""
    encoded = encode(metadata)
    schema = ArrowSchema(format=_arguments.text(format, "format"), n_children=len(children))
    _describe(schema, None if name is None else _arguments.text(name, "name"), flags, encoded)
    if children:
        schema.children = (POINTER(ArrowSchema) * len(children))(*[POINTER(ArrowSchema)(child) for child in children])
    if dictionary is not None:
        schema.dictionary = POINTER(ArrowSchema)(dictionary)
    return _import(schema)


def rebuild(of: ArrowSchema, name: Optional[str], flags: int, metadata: Optional[MetadataLike]) -> SchemaHandle:
    """Copy a schema, or a child of one, with another name, other flags and other metadata."""
    encoded = encode(metadata)
    schema = ArrowSchema()
    ctypes.memmove(byref(schema), byref(of), ctypes.sizeof(schema))
    _describe(schema, None if name is None else _arguments.text(name, "name"), flags, encoded)
    return _import(schema)


def copy(of: ArrowSchema) -> SchemaHandle:
    """Copy a schema without consuming it."""
    schema = ArrowSchema()
    ctypes.memmove(byref(schema), byref(of), ctypes.sizeof(schema))
    return _import(schema)
