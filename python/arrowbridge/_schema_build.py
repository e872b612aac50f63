"""Makes schemas of format strings, children and dictionaries, and changed copies of schemas."""

from __future__ import annotations

from . import _arguments, _metadata
from ._library import core

TYPE_CHECKING = False  # typing is slow to import
if TYPE_CHECKING:
    from typing import Optional, Sequence

    from ._core import SchemaHandle, SchemaView
    from ._metadata import MetadataLike

FLAG_DICTIONARY_ORDERED = 1
FLAG_NULLABLE = 2
FLAG_MAP_KEYS_SORTED = 4


def build(
    format: str,
    name: Optional[str] = None,
    flags: int = FLAG_NULLABLE,
    metadata: Optional[MetadataLike] = None,
    children: Sequence[SchemaHandle] = (),
    dictionary: Optional[SchemaHandle] = None,
) -> SchemaHandle:
    """Make a schema of a format string, children and a dictionary. The library validates and copies them."""
    text, encoded = _arguments.text(format, "format"), _metadata.encode(metadata)
    made: SchemaHandle = core.build_schema(text, _name(name), flags, encoded, tuple(children), dictionary)
    return made


def rebuild(of: SchemaView, name: Optional[str], flags: int, metadata: Optional[MetadataLike]) -> SchemaHandle:
    """Copy a schema, or a child of one, with another name, other flags and other metadata."""
    made: SchemaHandle = core.rebuild_schema(of, _name(name), flags, _metadata.encode(metadata))
    return made


def _name(name: Optional[str]) -> Optional[bytes]:
    return None if name is None else _arguments.text(name, "name")
