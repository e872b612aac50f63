"""Names of types, such as `timestamp[us, UTC]` and `list<item: int8>`: `str(type)` and its inverse.

The library prints and parses them. The grammar is at ArrowBridgeSchemaParse() in schema.h.
"""

from __future__ import annotations

import re

from . import _arguments
from ._errors import invalid
from ._library import core
from ._schema_base import FLAG_NULLABLE, rebuild

TYPE_CHECKING = False  # typing is slow to import
if TYPE_CHECKING:
    from ._core import SchemaHandle

_FORMATS = re.compile(r"[nbcCsSiIlLefgzZuU]|v[zu]|[wd]:.*|t(d[Dm]|t[smun]|D[smun]|i[MDn]|s[smun]:.*)|\+.*", re.DOTALL)
_STRUCT = b"+s"


def is_format(text: str) -> bool:
    """Return whether a text is a format string of the C data interface. No name of a type is one."""
    return _FORMATS.fullmatch(text) is not None


def parse(text: str) -> SchemaHandle:
    """Return the schema of a text. The error for a text that is no schema says where it is wrong."""
    made: SchemaHandle = core.parse_schema(_arguments.text(text, "text"))
    return made


def parse_type(text: str) -> SchemaHandle:
    """Return the type with a name."""
    made = parse(text)
    view = made.view
    if view.name is not None:
        raise invalid(f"{text!r} is a field, because it has a name; a type is expected")
    if not view.flags & FLAG_NULLABLE and (view.format != _STRUCT or view.dictionary is not None):
        raise invalid(f"{text!r} is a field, because it is 'not null'; a type is expected")
    return made


def name_of(type: SchemaHandle) -> str:
    """Return the name of a type, without nullability, which a type does not have."""
    return type.to_line(False).removesuffix(" nullable")


def field_name(field: SchemaHandle) -> str:
    """Return name, type and nullability of a field."""
    view = field.view
    if view.name:
        return field.to_line(False)
    # The library leaves out the empty name of a root.
    return '""' + rebuild(view, "x", view.flags, view.metadata).to_line(False)[1:]
