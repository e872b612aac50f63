"""Builds arrays from buffers with ArrowBridgeArrayFromParts(): one part per field of the schema, in pre-order."""

from __future__ import annotations

from ._library import core

TYPE_CHECKING = False  # typing is slow to import
if TYPE_CHECKING:
    from typing import Any, List, Optional, Sequence, Tuple, Type, TypeVar, Union

    from array import array

    from ._core import ArrayBase, SchemaHandle

    # Bytes that the library copies; or the owner, the address and the size of memory that it uses in place.
    BufferLike = Union[bytes, "array[Any]", Tuple[Any, int, int], None]
    _A = TypeVar("_A", bound=ArrayBase)


class Part:
    """One field: its buffers; or an array for the field and all its children."""

    __slots__ = ("length", "null_count", "offset", "buffers", "array")

    def __init__(
        self,
        length: int = 0,
        null_count: int = 0,
        buffers: Sequence[BufferLike] = (),
        array: Optional[ArrayBase] = None,
        offset: int = 0,
    ) -> None:
        self.length = length
        self.null_count = null_count
        self.offset = offset
        self.buffers: List[BufferLike] = list(buffers)
        self.array = array


def make(cls: Type[_A], schema: SchemaHandle, parts: Sequence[Part]) -> _A:
    """Make an array of a class from parts."""
    described = [
        (part.length, part.null_count, part.offset, part.buffers) if part.array is None else part.array
        for part in parts
    ]
    made: _A = core.array_of_parts(cls, schema, described)
    return made
