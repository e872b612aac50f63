"""The indices of dictionary-encoded arrays, and dictionary encoding."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import _types
from ._array import Array
from ._data_type import DataType
from ._formats import parse
from ._parts import Part, make
from ._schema import Field

if TYPE_CHECKING:
    from ._parts import BufferLike


def indices(array: Array) -> Array:
    """Return the indices of a dictionary-encoded array as an array of integers over the same memory."""
    schema, views = array._views()
    rows = views.offset + views.length

    def shared(slot: int, size: int) -> BufferLike:
        address = views.buffer(slot)
        return (views, address, size) if address else None

    buffers = [shared(0, (rows + 7) // 8), shared(1, rows * parse(schema.format).width)]
    part = Part(views.length, views.null_count, buffers, offset=views.offset)
    return make(Array, DataType(schema.format.decode())._handle, [part])


def encoded_field(field: Field, index_type: Any) -> Field:
    """Return a field with dictionary encoding."""
    if field.type.dictionary is not None:
        return field
    type = _types.dictionary(DataType(index_type), field.type)  # the dictionary has the extension type, if any
    pairs = [pair for pair in field.metadata_pairs or [] if not pair[0].startswith(b"ARROW:extension:")]
    return Field(field.name, type, field.nullable, pairs or None)


def encode(array: Array, index_type: Any) -> Array:
    """Encode an array: see `Array.dictionary_encode`."""
    return array if array.type.dictionary is not None else array.cast(encoded_field(array.field, index_type))
