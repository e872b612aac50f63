"""Conversion of numpy arrays to arrays, if numpy is installed. Where it can, an array uses the memory of numpy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Dict, List, Tuple, Type, TypeVar

from . import _types
from ._array import Array
from ._data_type import DataType
from ._errors import invalid, unsupported
from ._numpy import UNITS, numpy
from ._parts import Part, make

if TYPE_CHECKING:
    from ._core import ArrayBase
    from ._parts import BufferLike

    _A = TypeVar("_A", bound=ArrayBase)

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
        if values.dtype.kind == "M" and (unit, count) == ("D", 1):
            return _types.date32()
        if unit in UNITS.values() and count == 1:
            return _types.timestamp(unit) if values.dtype.kind == "M" else _types.duration(unit)
    if values.dtype.kind == "V" and values.dtype.names is None:
        return _types.fixed_size_binary(values.dtype.itemsize)
    raise unsupported(f"no Arrow type has the same memory layout as the dtype {values.dtype}; use from_pylist()")


def _owned(values: Any) -> Tuple[Any, int, int]:
    """Describe the memory of a numpy array, which is kept alive until the library releases it."""
    return values, values.__array_interface__["data"][0], values.nbytes


def from_numpy(cls: Type[_A], values: Any, mask: Any = None) -> _A:
    """Wrap the memory of a numpy array in an array of a class: see `Array.from_numpy`."""
    np = numpy()
    if isinstance(values, np.ma.MaskedArray):
        whole_rows = np.ma.getmaskarray(values)
        if whole_rows.dtype.names is not None or whole_rows.ndim != 1:
            raise unsupported("a masked array must have one dimension and no fields; pass its data and a mask of rows")
        mask = whole_rows if mask is None else whole_rows | np.asarray(mask, bool)
        values = values.data
    values = np.asarray(values)
    if values.ndim not in (1, 2):
        raise invalid(f"a numpy array must have one dimension, or two for fixed-size lists, but has {values.ndim}")
    nulls = np.zeros(len(values), bool) if mask is None else np.array(mask, bool)
    if nulls.shape != values.shape[:1]:
        raise invalid(f"the mask must have one value per row ({len(values)}), but has the shape {nulls.shape}")
    if values.dtype.kind in "OSTU":
        return cls._converted(_from_objects(values, nulls))
    if values.dtype.names is not None:
        return _from_fields(cls, values, nulls)
    values = np.ascontiguousarray(values)
    if not values.dtype.isnative:
        values = values.astype(values.dtype.newbyteorder("="))
    flat = values.reshape(-1)
    missing = np.isnat(flat) if flat.dtype.kind in "mM" else np.zeros(len(flat), bool)
    type = _types.bool_() if flat.dtype.kind == "b" else _type_of(flat)
    if type.format == "tdD":
        flat = _days(flat, missing | (np.repeat(nulls, values.shape[1]) if values.ndim == 2 else nulls))
    if values.ndim == 1:
        return make(cls, type._handle, [_part(nulls | missing, flat)])
    lists = _types.fixed_size_list(type, values.shape[1])
    rows = Part(len(values), int(nulls.sum()), [_pack_bits(~nulls) if nulls.any() else None])
    return make(cls, lists._handle, [rows, _part(missing, flat)])


def _days(values: Any, nulls: Any) -> Any:
    """Return 64-bit days as the 32-bit days of a date32; 0 for nulls."""
    np = numpy()
    days = np.where(nulls, 0, values.view("=i8"))
    wrong = np.flatnonzero(days != days.astype("=i4"))
    if len(wrong):
        raise invalid(f"row {wrong[0]}: {days[wrong[0]]} days since 1970 are out of range for date32")
    return days.astype("=i4")


def _from_objects(values: Any, nulls: Any) -> Array:
    """Convert strings, bytes and objects. The missing value of a dtype, such as NaN among strings, is null."""
    if values.ndim != 1:
        raise unsupported(f"an array of dtype {values.dtype} must have one dimension; use Array.from_pylist()")
    rows = values.tolist()
    if values.dtype.kind == "T" and hasattr(values.dtype, "na_object"):
        missing = values.dtype.na_object
        rows = [None if row is missing or row != row else row for row in rows]
    if nulls.any():
        rows = [None if null else row for row, null in zip(rows, nulls.tolist())]
    types: Dict[str, DataType] = {"S": _types.binary(), "T": _types.utf8(), "U": _types.utf8()}
    return Array.from_pylist(rows, types.get(values.dtype.kind))


def _from_fields(cls: Type[_A], values: Any, nulls: Any) -> _A:
    """Convert a structured array to structs. Fields that lie apart in memory are copied."""
    if values.ndim != 1:
        raise unsupported("a structured array must have one dimension")
    columns: List[Array] = [from_numpy(Array, values[name]) for name in values.dtype.names]
    fields = [column.field.with_name(name) for name, column in zip(values.dtype.names, columns)]
    rows = Part(len(values), int(nulls.sum()), [_pack_bits(~nulls) if nulls.any() else None])
    return make(cls, _types.struct(fields)._handle, [rows, *[Part(array=column) for column in columns]])


def _part(nulls: Any, values: Any) -> Part:
    """Describe a field whose data is the memory of a numpy array."""
    data: BufferLike = _pack_bits(values) if values.dtype.kind == "b" else _owned(values)
    return Part(len(values), int(nulls.sum()), [_pack_bits(~nulls) if nulls.any() else None, data])


def _pack_bits(flags: Any) -> bytes:
    bits: bytes = numpy().packbits(flags, bitorder="little").tobytes()
    return bits
