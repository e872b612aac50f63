"""Conversion to numpy arrays, if numpy is installed. Views share memory and keep its owner alive."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, List, Optional, Sequence, Tuple

from ._errors import ArrowBridgeError, invalid, unsupported
from ._formats import Format, parse
from ._values import to_pylist

if TYPE_CHECKING:
    from ._array import Array
    from ._core import ArrayView, SchemaView

NULLS = ("numpy", "object", "masked")
UNITS = {"s": "s", "m": "ms", "u": "us", "n": "ns"}
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
        return f"=M8[{UNITS[format.unit]}]"
    if format.kind == "duration":
        return f"=m8[{UNITS[format.unit]}]"
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


def _null_in(array: ArrayView, start: int, count: int) -> bool:
    """Return whether any of a range of values is null; `start` is the index of the first in the buffers."""
    if array.null_count == 0 or count == 0 or not array.buffer(0):
        return False
    return not _bits(array.buffer(0), start, count, None).all()


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
        start = values.offset + array.offset * format.width
        if dtype is None or item.dictionary or _null_in(values, start, array.length * format.width):
            raise unsupported(f"numpy has no view of lists of '{item.format.decode()}', or of lists with null items")
        flat = _memory(values, start, array.length * format.width, numpy().dtype(dtype), owner)
        return flat.reshape(array.length, format.width)
    dtype = dtype_of(format)
    if dtype is None:
        raise unsupported(f"numpy has no view of values with the format '{name}'; use to_pylist()")
    return _memory(array, array.offset, array.length, numpy().dtype(dtype), owner)


def copied(schema: SchemaView, array: ArrayView) -> Tuple[Any, Any]:
    """Copy the values to a numpy array. Return it and a boolean array of its shape: True for valid values.

    The values of nulls are undefined. The dtype is object for types without a corresponding dtype.
    """
    np = numpy()
    format = parse(schema.format)
    if format.kind == "fixed_list" and _is_plain(schema.child(0)):
        count = array.length * format.width
        items = array.child(0)
        values, valid = _plain(schema.child(0), items, items.offset + array.offset * format.width, count)
        shape = (array.length, format.width)
        return values.reshape(shape), valid.reshape(shape) & valid_mask(array)[:, None]
    if _is_plain(schema):
        return _plain(schema, array, array.offset, array.length)
    objects = objects_of(to_pylist(schema, array))
    return objects, np.array([value is not None for value in objects], bool)


def _is_plain(schema: SchemaView) -> bool:
    """Return whether a dtype other than object stores the values of a type."""
    format = parse(schema.format)
    return not schema.dictionary and (
        format.kind in ("bool", "date") or (format.kind != "fixed" and dtype_of(format) is not None)
    )


def _plain(schema: SchemaView, array: ArrayView, start: int, count: int) -> Tuple[Any, Any]:
    """Copy a range of values; `start` is the index of the first in the buffers."""
    np = numpy()
    format = parse(schema.format)
    bitmap = array.buffer(0) if count and array.null_count != 0 else 0
    valid = _bits(bitmap, start, count, None) if bitmap else np.ones(count, bool)
    if format.kind == "bool":
        return (_bits(array.buffer(1), start, count, None) if count else np.empty(0, bool)), valid
    if format.unit == "D":
        return _memory(array, start, count, np.dtype("=i4"), None).astype("=M8[D]"), valid
    return _memory(array, start, count, np.dtype(dtype_of(format)), None).copy(), valid


def to_numpy(array: Array, zero_copy_only: bool, nulls: str) -> Any:
    """Convert an array: see `Array.to_numpy`."""
    if nulls not in NULLS:
        raise ValueError(f"nulls must be one of {', '.join(NULLS)}, not {nulls!r}")
    schema, views = array._readable()
    if schema.metadata:
        converted = _extension(array, zero_copy_only, nulls)
        if converted is not None:
            return converted
    if zero_copy_only:
        return view(schema, views, (schema, views))
    try:
        values = view(schema, views, (schema, views))
        return values if nulls != "masked" else numpy().ma.MaskedArray(values, numpy().zeros(values.shape, bool))
    except ArrowBridgeError:  # no view, so the values are copied
        pass
    if schema.dictionary or schema.format == b"+r":
        decoded: Any = array.type.dictionary if schema.dictionary else array.type.field(1)
        try:
            return to_numpy(array.cast(decoded), False, nulls)
        except NotImplementedError:  # values that the library does not decode
            return _with_nulls(objects_of(to_pylist(schema, views)), None, nulls)
    return _with_nulls(*copied(schema, views), nulls)


def _extension(array: Array, zero_copy_only: bool, nulls: str) -> Any:
    """Convert an array of an extension type that is known; None for other arrays."""
    from ._extensions import extension_of, tensor_of

    schema, views = array._views()
    if extension_of(schema) is None:
        return None
    name = array.type.extension_name
    if name == "arrow.bool8" and not schema.dictionary:
        if zero_copy_only:
            raise unsupported("a view of arrow.bool8 could have other values than 0 and 1; use storage.to_numpy()")
        values, valid = copied(schema, views)
        return _with_nulls(values != 0, valid, nulls)
    if name == "arrow.fixed_shape_tensor" and not schema.dictionary:
        try:
            shape, permutation = tensor_of(array.type)
        except ValueError as error:
            raise invalid(f"{name}: {error}") from error
        rows = to_numpy(array.storage, zero_copy_only, nulls).reshape(len(array), *shape)
        return rows if permutation is None else rows.transpose([0, *[i + 1 for i in permutation]])
    if zero_copy_only:
        raise unsupported(f"numpy has no view of the values of {name}; use storage.to_numpy()")
    return _with_nulls(objects_of(array.to_pylist()), None, nulls)


def _with_nulls(values: Any, valid: Any, nulls: str) -> Any:
    """Mark the nulls of a new array as `Array.to_numpy` says."""
    np = numpy()
    if valid is None:
        valid = np.array([value is not None for value in values], bool)
    if nulls == "masked":
        return np.ma.MaskedArray(values, ~valid)
    if valid.all():
        return values
    if nulls == "numpy" and values.dtype.kind in "fmM":
        values[~valid] = np.nan if values.dtype.kind == "f" else "NaT"
        return values
    objects = _as_objects(values)
    objects[~valid] = None
    return objects


def _as_objects(values: Any) -> Any:
    """Convert to objects: times to scalars of numpy, since datetime has no nanoseconds, all others to Python's."""
    if values.dtype.kind not in "mMV":
        return values.astype(object)
    rows = values.reshape(-1)
    return objects_of(rows.tolist() if values.dtype.kind == "V" else list(rows)).reshape(values.shape)


def concatenated(chunks: Sequence[Array], empty: Array, zero_copy_only: bool, nulls: str) -> Any:
    """Convert the chunks of a chunked array. `empty` is an array of its type without values."""
    np = numpy()
    if len(chunks) > 1 and zero_copy_only:
        raise unsupported(f"the {len(chunks)} chunks are not contiguous, so they have no view; convert each chunk")
    if len(chunks) < 2:
        return to_numpy(chunks[0] if chunks else empty, zero_copy_only, nulls)
    parts = [to_numpy(chunk, False, nulls) for chunk in chunks]
    if nulls == "masked":
        return np.ma.concatenate(parts)
    if any(part.dtype.kind == "O" for part in parts):  # only some chunks have nulls
        parts = [_as_objects(part) for part in parts]
    return np.concatenate(parts)


def as_array(of: Any, dtype: Any, copy: Optional[bool]) -> Any:
    """Implement `__array__` of an array or a chunked array."""
    np = numpy()
    if copy is False:
        try:
            values = of.to_numpy(zero_copy_only=True)
        except ArrowBridgeError as error:
            raise ValueError(f"a copy is needed: {error.message}") from error
        if dtype is not None and np.dtype(dtype) != values.dtype:
            raise ValueError(f"{values.dtype} cannot be converted to {dtype} without a copy")
        return values
    values = of.to_numpy()
    if dtype is not None and np.dtype(dtype) != values.dtype:
        return values.astype(dtype)
    return values.copy() if copy and not values.flags.writeable else values


def refuse_matrix(of: Any) -> Any:
    """Raise for `__array__` of a batch or a table, whose columns may have different types."""
    raise TypeError(
        f"a {type(of).__name__} is not an array: call to_pandas() for a DataFrame, "
        "column(name).to_numpy() for a column, or numpy.column_stack(list(x.columns)) for a matrix"
    )


def objects_of(values: List[Any]) -> Any:
    """Return an array of objects. numpy itself would convert lists of the same size to a 2D array."""
    objects = numpy().empty(len(values), object)
    for i, value in enumerate(values):
        objects[i] = value
    return objects
