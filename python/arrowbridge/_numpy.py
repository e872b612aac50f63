"""Conversion to and from numpy arrays, if numpy is installed. Views share memory and keep its owner alive."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Dict, List, Optional, Tuple, Type, TypeVar

from . import _types
from ._errors import invalid, unsupported
from ._formats import Format, parse
from ._parts import Part, make
from ._schema import DataType
from ._values import to_pylist

if TYPE_CHECKING:
    from ._core import ArrayBase, ArrayView, SchemaView
    from ._parts import BufferLike

    _A = TypeVar("_A", bound=ArrayBase)

_UNITS = {"s": "s", "m": "ms", "u": "us", "n": "ns"}
_INTEGERS = {"b": "i1", "B": "u1", "h": "i2", "H": "u2", "i": "i4", "I": "u4", "q": "i8", "Q": "u8"}


def numpy() -> Any:
    """Import numpy when it is first needed, and return the module."""
    try:
        import numpy as np
    except ImportError:
        raise ImportError("numpy is not installed", name="numpy") from None
    return np


class _Memory:
    """Read-only memory of an Arrow array, with the interface that numpy reads."""

    def __init__(self, address: int, count: int, dtype: str, owner: Any) -> None:
        self.owner = owner
        self.__array_interface__ = {"version": 3, "data": (address, True), "shape": (count,), "typestr": dtype}


def dtype_of(format: Format) -> Optional[str]:
    """Return the dtype with the same memory layout as a type; None if there is none."""
    if format.kind in ("int", "months", "time"):
        return "=" + _INTEGERS[format.code]
    if format.kind in ("float", "half"):
        return f"=f{format.width}"
    if format.kind == "timestamp" or (format.kind == "date" and format.unit == "m"):
        return f"=M8[{_UNITS[format.unit]}]"
    if format.kind == "duration":
        return f"=m8[{_UNITS[format.unit]}]"
    if format.kind == "fixed" and format.width > 0:
        return f"|V{format.width}"
    return None


def _memory(array: ArrayView, start: int, count: int, dtype: Any, owner: Any) -> Any:
    np = numpy()
    if count == 0:
        return np.empty(0, dtype)
    address = array.buffer(1)
    return np.asarray(_Memory(address + start * dtype.itemsize, count, dtype.str, owner))


def has_nulls(array: ArrayView) -> bool:
    """Return whether any row is null. If the null count is unknown, examine the validity bitmap."""
    if array.null_count >= 0 or array.length == 0:
        return bool(array.null_count > 0)
    return array.n_buffers > 0 and not valid_mask(array).all()


def _bits(address: int, start: int, count: int, owner: Any) -> Any:
    np = numpy()
    first = start // 8
    data = np.asarray(_Memory(address + first, (start + count + 7) // 8 - first, "|u1", owner))
    return np.unpackbits(data, bitorder="little")[start - first * 8 :][:count].astype(bool)


def valid_mask(array: ArrayView) -> Any:
    """Return a boolean array: True for valid rows."""
    if not array.buffer(0) or array.length == 0:
        return numpy().ones(array.length, bool)
    return _bits(array.buffer(0), array.offset, array.length, None)


def view(schema: SchemaView, array: ArrayView, owner: Any) -> Any:
    """Return a read-only view of the values, which keeps `owner` alive. Fixed-size lists become rows of a 2D array."""
    format = parse(schema.format)
    name = schema.format.decode("utf-8", "replace")
    if schema.dictionary:
        raise unsupported("numpy has no view of dictionary-encoded values; cast them to the type of the values")
    if has_nulls(array):
        raise unsupported("numpy has no nulls, so there is no view of an array with nulls; use to_pylist()")
    if format.kind == "fixed_list":
        item = schema.child(0)
        values = array.child(0)
        dtype = dtype_of(parse(item.format))
        if dtype is None or item.dictionary or has_nulls(values):
            raise unsupported(f"numpy has no view of lists of '{item.format.decode()}', or of lists with null items")
        start = values.offset + array.offset * format.width
        flat = _memory(values, start, array.length * format.width, numpy().dtype(dtype), owner)
        return flat.reshape(array.length, format.width)
    dtype = dtype_of(format)
    if dtype is None:
        raise unsupported(f"numpy has no view of values with the format '{name}'; use to_pylist()")
    return _memory(array, array.offset, array.length, numpy().dtype(dtype), owner)


def copied(schema: SchemaView, array: ArrayView) -> Tuple[Any, Any]:
    """Copy the values to a numpy array. Return it and a boolean array: True for valid rows.

    The values of null rows are undefined. The dtype is object for types without a corresponding dtype.
    """
    np = numpy()
    format = parse(schema.format)
    dtype = dtype_of(format)
    valid = valid_mask(array) if has_nulls(array) else np.ones(array.length, bool)
    if format.kind == "bool":
        values = _bits(array.buffer(1), array.offset, array.length, None) if array.length else np.empty(0, bool)
        return values, valid
    if dtype is not None and format.kind != "fixed" and not schema.dictionary:
        return _memory(array, array.offset, array.length, np.dtype(dtype), None).copy(), valid
    return objects_of(to_pylist(schema, array)), valid


def objects_of(values: List[Any]) -> Any:
    """Return an array of objects. numpy itself would convert lists of the same size to a 2D array."""
    objects = numpy().empty(len(values), object)
    for i, value in enumerate(values):
        objects[i] = value
    return objects


_FROM: Dict[str, Any] = {
    "i1": _types.int8,
    "u1": _types.uint8,
    "i2": _types.int16,
    "u2": _types.uint16,
    "i4": _types.int32,
    "u4": _types.uint32,
    "i8": _types.int64,
    "u8": _types.uint64,
    "f2": _types.float16,
    "f4": _types.float32,
    "f8": _types.float64,
}


def _type_of(values: Any) -> DataType:
    kind = values.dtype.str[1:]
    if kind in _FROM:
        made: DataType = _FROM[kind]()
        return made
    if values.dtype.kind in "mM":
        unit, count = numpy().datetime_data(values.dtype)
        if unit in _UNITS.values() and count == 1:
            return _types.timestamp(unit) if values.dtype.kind == "M" else _types.duration(unit)
    if values.dtype.kind == "V" and values.dtype.names is None:
        return _types.fixed_size_binary(values.dtype.itemsize)
    raise unsupported(f"no Arrow type has the same memory layout as the dtype {values.dtype}; use from_pylist()")


def _owned(values: Any) -> Tuple[Any, int, int]:
    """Describe the memory of a numpy array, which is kept alive until the library releases it."""
    return values, values.__array_interface__["data"][0], values.nbytes


def from_numpy(cls: Type[_A], values: Any, mask: Any = None) -> _A:
    """Wrap the memory of a numpy array in an array of a class.

    The numpy array must not change while the Arrow array is used. A 2D array becomes fixed-size lists. True in `mask`
    marks a null row; NaT is null, too. Booleans, byte-swapped values and arrays that are not contiguous are copied.
    """
    np = numpy()
    values = np.ascontiguousarray(values)
    if not values.dtype.isnative:
        values = values.astype(values.dtype.newbyteorder("="))
    if values.ndim not in (1, 2):
        raise invalid(f"a numpy array must have one dimension, or two for fixed-size lists, but has {values.ndim}")
    nulls = np.zeros(len(values), bool) if mask is None else np.array(mask, bool)
    if nulls.shape != values.shape[:1]:
        raise invalid(f"the mask must have one value per row ({len(values)}), but has the shape {nulls.shape}")
    flat = values.reshape(-1)
    type = _types.bool_() if flat.dtype.kind == "b" else _type_of(flat)
    missing = np.isnat(flat) if flat.dtype.kind in "mM" else np.zeros(len(flat), bool)
    if values.ndim == 1:
        return make(cls, type._handle, [_part(nulls | missing, flat)])
    lists = _types.fixed_size_list(type, values.shape[1])
    rows = Part(len(values), int(nulls.sum()), [_pack_bits(~nulls) if nulls.any() else None])
    return make(cls, lists._handle, [rows, _part(missing, flat)])


def _part(nulls: Any, values: Any) -> Part:
    """Describe a field whose data is the memory of a numpy array."""
    data: BufferLike = _pack_bits(values) if values.dtype.kind == "b" else _owned(values)
    return Part(len(values), int(nulls.sum()), [_pack_bits(~nulls) if nulls.any() else None, data])


def _pack_bits(flags: Any) -> bytes:
    bits: bytes = numpy().packbits(flags, bitorder="little").tobytes()
    return bits
