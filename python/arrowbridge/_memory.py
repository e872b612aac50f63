"""The buffers of arrays, and their sizes, which the C data interface does not have: they follow from the layout."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, List, Optional, Tuple

from ._buffers import numbers
from ._formats import Format, parse
from ._library import core

if TYPE_CHECKING:
    from ._core import ArrayView, SchemaView

_WITHOUT_VALIDITY = ("null", "sparse_union", "dense_union", "run_ends")


class Buffer(core.BufferBase):
    """A buffer of an array: read-only memory, which stays alive as long as this object. It has the buffer protocol.

    Attributes
    ----------
    path : str
        The path of the field that the buffer belongs to, such as "a.item".
    slot : int
        The index of the buffer among the buffers of the field.
    address : int
        The address of the buffer; 0 for NULL.
    size : int
        The number of bytes that the rows of the array, and the rows before its offset, need.

    Examples
    --------
    >>> bitmap, values = ab.Array.from_pylist([1, 2, 3], ab.int16()).buffers()
    >>> bitmap is None, values.size, bytes(values)
    (True, 6, b'\\x01\\x00\\x02\\x00\\x03\\x00')
    """

    __slots__ = ()

    def _key(self) -> Tuple[Any, ...]:
        return self.path, self.slot, self.address, self.size

    def __eq__(self, other: object) -> Any:
        return self._key() == other._key() if isinstance(other, Buffer) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._key())

    def __repr__(self) -> str:
        return f"Buffer(path={self.path!r}, slot={self.slot}, address={self.address:#x}, size={self.size})"


def buffers(path: str, schema: SchemaView, array: ArrayView, found: List[Optional[Buffer]]) -> None:
    """Append the buffers of a field and all below it; None for a validity bitmap that is absent."""
    format = parse(schema.format)
    for slot, size in enumerate(_sizes(format, array)):
        absent = slot == 0 and not array.buffer(0) and format.kind not in _WITHOUT_VALIDITY
        found.append(None if absent else core.buffer_of(Buffer, array, slot, path, size))
    for i in range(array.n_children):
        child = schema.child(i)
        name = (child.name or b"").decode("utf-8", "replace")
        buffers(f"{path}.{name}" if path else name, child, array.child(i), found)
    if array.dictionary is not None:
        buffers(f"{path}(dictionary)", schema.dictionary, array.dictionary, found)


def _bits(start: int, length: int) -> int:
    """Return the number of bytes in which bits are."""
    return (start + length + 7) // 8 - start // 8 if length else 0


def _variadic(array: ArrayView) -> List[int]:
    """Return the sizes of the variadic buffers, which are in the last buffer."""
    count = max(array.n_buffers - 3, 0)
    return numbers(array, array.n_buffers - 1, 0, count, "q") if count else []


def _sizes(format: Format, array: ArrayView) -> List[int]:
    """Return the size of each buffer of a field."""
    rows = array.offset + array.length
    kind, width = format.kind, format.width
    if kind in ("null", "run_ends"):
        return []
    if kind in ("sparse_union", "dense_union"):
        return [rows, rows * 4][: array.n_buffers]
    sizes = [_bits(0, rows)]
    if kind == "bool":
        sizes.append(_bits(0, rows))
    elif kind in ("bytes", "list", "map"):
        sizes.append((rows + 1) * width if rows else 0)
        if kind == "bytes":
            sizes.append(numbers(array, 1, rows, 1, format.code)[0] if rows else 0)
    elif kind == "list_view":
        sizes += [rows * width, rows * width]
    elif kind == "views":
        variadic = _variadic(array)
        sizes += [rows * width, *variadic]
        sizes += [len(variadic) * 8] * (array.n_buffers - len(sizes))
    elif kind not in ("struct", "fixed_list"):
        sizes.append(rows * width)
    return sizes[: array.n_buffers]


def used_bytes(schema: SchemaView, array: ArrayView) -> int:
    """Return the number of bytes that the rows of an array use: of each buffer only the part of these rows."""
    return _used(schema, array, array.offset, array.length)


def _used(schema: SchemaView, array: ArrayView, start: int, length: int) -> int:
    format = parse(schema.format)
    kind, width = format.kind, format.width
    total = 0
    if kind not in _WITHOUT_VALIDITY and array.buffer(0):
        total += _bits(start, length)
    if array.dictionary is not None:
        total += used_bytes(schema.dictionary, array.dictionary)
    first, count, whole = start, length, False  # the rows of the children
    if kind in ("bytes", "list", "map"):
        if length == 0:
            return total
        first = numbers(array, 1, start, 1, format.code)[0]
        count = numbers(array, 1, start + length, 1, format.code)[0] - first
        total += (length + 1) * width + (count if kind == "bytes" else 0)
    elif kind == "bool":
        total += _bits(start, length)
    elif kind == "views":
        total += length * width + sum(_variadic(array))
    elif kind == "fixed_list":
        first, count = start * width, length * width
    elif kind in ("list_view", "dense_union", "run_ends"):
        whole = True
        total += {"list_view": 2 * width, "dense_union": 5, "run_ends": 0}[kind] * length
    elif kind == "sparse_union":
        total += length
    elif kind not in ("struct", "null"):
        total += length * width
    for i in range(array.n_children):
        child, type = array.child(i), schema.child(i)
        total += used_bytes(type, child) if whole else _used(type, child, child.offset + first, count)
    return total
