"""Arrays: immutable and reference-counted. Slices and children are views that share the buffers."""

from __future__ import annotations

import builtins
import ctypes
import operator
from ctypes import byref, c_int, c_int64
from typing import Any, Iterator, List, NamedTuple, Optional, Tuple, Type, TypeVar

from . import _arguments, _capsules, _casts, _consume
from ._abi import ArrowArray, ArrowSchema, PrintOptions
from ._errors import invalid
from ._handles import ArrayHandle, SchemaHandle
from ._library import call, lib, refuse_fork, take_text
from ._schema import DataType, Field
from ._structs import OwnedArray, OwnedSchema

_A = TypeVar("_A", bound="ArrayBase")

VALIDATE_DEFAULT = 2
VALIDATE_FULL = 3


class Buffer(NamedTuple):
    """The address of a buffer.

    Attributes
    ----------
    path : str
        The path of the field that the buffer belongs to, such as "a.item".
    slot : int
        The index of the buffer among the buffers of the field.
    address : int
        The address of the buffer; 0 for NULL.
    """

    path: str
    slot: int
    address: int


def _buffers(path: str, schema: ArrowSchema, array: ArrowArray, found: List[Buffer]) -> None:
    found += [Buffer(path, i, array.buffers[i] or 0) for i in range(array.n_buffers)]
    for i in range(array.n_children):
        child = schema.children[i].contents
        name = (child.name or b"").decode("utf-8", "replace")
        _buffers(f"{path}.{name}" if path else name, child, array.children[i].contents, found)
    if array.dictionary:
        _buffers(f"{path}(dictionary)", schema.dictionary.contents, array.dictionary.contents, found)


class ArrayBase:
    """Base class of Array and RecordBatch."""

    __slots__ = ("_handle", "_schema_handle", "__weakref__")
    _handle: ArrayHandle
    _schema_handle: SchemaHandle
    _import = "ArrowBridgeImportArray"
    _export = "ArrowBridgeExportArray"

    def __init__(self, value: Any, requested_schema: Any = None) -> None:
        """Import an array or a record batch.

        Parameters
        ----------
        value : object
            Any object with `__arrow_c_array__` or `__arrow_c_device_array__`, or a tuple of two capsules.
        requested_schema : object, optional
            Any object with `__arrow_c_schema__`: the schema that the producer is asked for. The producer may return
            another one.
        """
        wanted = None if requested_schema is None else schema_capsule(_consume.schema(requested_schema))
        self._handle, self._schema_handle = _consume.array(value, wanted, self._import)

    @classmethod
    def _of(cls: Type[_A], handle: ArrayHandle, schema: Optional[SchemaHandle] = None) -> _A:
        made = cls.__new__(cls)
        made._handle = handle
        made._schema_handle = schema or SchemaHandle.make("ArrowBridgeArrayGetSchemaHandle", handle)
        return made

    def __len__(self) -> int:
        refuse_fork("ArrowBridgeArrayLength")
        return int(lib.ArrowBridgeArrayLength(self._handle))

    @property
    def null_count(self) -> int:
        out = c_int64()
        call("ArrowBridgeArrayNullCount", self._handle, byref(out))
        return out.value

    def slice(self: _A, offset: int = 0, length: Optional[int] = None) -> _A:
        """Return a zero-copy slice.

        Parameters
        ----------
        offset : int, default 0
            The first row.
        length : int, optional
            The number of rows; truncated at the end. By default the slice extends to the end.
        """
        first = _arguments.integer(offset, "offset")
        rows = len(self) if length is None else min(operator.index(length), len(self))
        rows = _arguments.integer(rows, "length")
        return self._of(ArrayHandle.make("ArrowBridgeArraySlice", self._handle, first, rows), self._schema_handle)

    def _sliced(self: _A, at: builtins.slice) -> _A:
        start, stop, step = at.indices(len(self))
        if step != 1:
            raise IndexError("slices with a step are not supported")
        return self.slice(start, max(stop - start, 0))

    def _cast(self: _A, wanted: SchemaHandle, mode: int) -> _A:
        handle = _casts.cast_array(self._handle, wanted, mode)
        return self if handle is self._handle else self._of(handle)

    def cast(self: _A, to: Any) -> _A:
        """Cast to another type or schema.

        Parameters
        ----------
        to : object
            Any object with `__arrow_c_schema__`.

        Raises
        ------
        ArrowBridgeError
            If a field cannot be cast. The message names the field.
        """
        return self._cast(_consume.schema(to), _casts.STRICT)

    def validate(self, full: bool = False) -> None:
        """Validate the data.

        Parameters
        ----------
        full : bool, default False
            Validate every value. By default only offsets, indices, type ids and run ends are validated, whose invalid
            values could make a reader access memory outside of a buffer.

        Raises
        ------
        ArrowBridgeError
            If the data is not valid. The message names the rule, the field and the row.
        """
        call("ArrowBridgeArrayValidate", self._handle, VALIDATE_FULL if full else VALIDATE_DEFAULT)

    def equals(self, other: Any) -> bool:
        """Return whether the type and all values are equal. The layout of the values in memory is ignored."""
        if type(other) is not type(self):
            return False
        equal = c_int()
        call("ArrowBridgeArrayEquals", self._handle, other._handle, byref(equal))
        return equal.value != 0

    def __eq__(self, other: object) -> Any:
        return self.equals(other) if type(other) is type(self) else NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def _exported(self) -> Tuple[OwnedSchema, OwnedArray]:
        """Export the type and the values as structs that are not released yet."""
        schema, array = OwnedSchema(), OwnedArray()
        call(self._export, self._handle, byref(array), byref(schema))
        return schema, array

    def _readable(self) -> Tuple[OwnedSchema, OwnedArray]:
        """Export like `_exported`, for a caller that follows offsets and indices: they are validated once per array."""
        self.validate()
        return self._exported()

    def buffers(self) -> List[Buffer]:
        """Return the addresses of all buffers, including those of children and dictionaries.

        Arrays that share a buffer have the same address for it.
        """
        schema, array = self._exported()
        found: List[Buffer] = []
        _buffers("", schema, array, found)
        return found

    def to_pylist(self) -> List[Any]:
        """Convert to a list of Python values, one per row. A null is None, and a row of a batch is a dict."""
        from . import _values

        schema, array = self._readable()
        return list(_values.to_pylist(schema, array))

    def to_string(self, head: int = 10, tail: int = 5, max_width: int = 40, total_width: int = 0) -> str:
        """Format the first and last rows as a table.

        Parameters
        ----------
        head, tail : int
            The number of first and last rows to show. 0 or -1: none.
        max_width : int, default 40
            The maximum width of a cell.
        total_width : int, default 0
            The maximum width of a line. 0: no limit.
        """
        numbers = {"head": head or -1, "tail": tail or -1, "max_width": max_width, "total_width": total_width}
        values = [_arguments.integer(value, name) for name, value in numbers.items()]
        options = PrintOptions(ctypes.sizeof(PrintOptions), *values)
        return take_text("ArrowBridgeArrayToString", self._handle, byref(options))

    def __arrow_c_schema__(self) -> object:
        return schema_capsule(self._schema_handle)

    def __arrow_c_array__(self, requested_schema: Optional[object] = None) -> Tuple[object, object]:
        values = self._as_requested(requested_schema)
        schema, schema_address = _capsules.new(_capsules.SCHEMA)
        array, array_address = _capsules.new(_capsules.ARRAY)
        call(self._export, values._handle, array_address, schema_address)
        return schema, array

    def __arrow_c_device_array__(
        self, requested_schema: Optional[object] = None, **kwargs: Any
    ) -> Tuple[object, object]:
        """Export as a device array. The buffers are in CPU memory: the device type is ARROW_DEVICE_CPU, the id -1."""
        _consume.refuse_keywords("__arrow_c_device_array__", kwargs)
        schema, array = self._as_requested(requested_schema)._exported()
        device = _capsules.filled(_capsules.DEVICE_ARRAY, "ArrowBridgeArrayToDevice", byref(array))
        return _capsules.capsule_from_address(_capsules.SCHEMA, ctypes.addressof(schema)), device

    def _as_requested(self: _A, requested_schema: Optional[object]) -> _A:
        wanted = _consume.requested(requested_schema)
        return self if wanted is None else self._cast(wanted, _casts.BEST_EFFORT)

    def _export_to_c(self, out_ptr: int, out_schema_ptr: int = 0) -> None:
        """Export to the ArrowArray at an address, and optionally to the ArrowSchema at another address."""
        if not out_ptr:
            raise invalid("_export_to_c: the address of the ArrowArray is NULL")
        call(self._export, self._handle, out_ptr, out_schema_ptr or None)

    @classmethod
    def _import_from_c(cls: Type[_A], in_ptr: int, type: Any) -> _A:
        """Import, and thereby consume, the ArrowArray at an address.

        `type` is the address of an ArrowSchema, which is consumed too, or any object with `__arrow_c_schema__`.
        """
        if isinstance(type, int):
            schema = SchemaHandle.make("ArrowBridgeImportSchema", type or None)
        else:
            schema = _consume.schema(type)
        return cls._of(ArrayHandle.make(cls._import, in_ptr or None, schema), schema)


def schema_capsule(handle: SchemaHandle) -> object:
    return _capsules.filled(_capsules.SCHEMA, "ArrowBridgeExportSchema", handle)


class Array(ArrayBase):
    """An Arrow array: values of one type."""

    __slots__ = ()

    @classmethod
    def from_pylist(cls, values: Any, type: Any = None) -> "Array":
        """Build an array from Python values.

        Parameters
        ----------
        values : iterable
            The values. None is null.
        type : object, optional
            Any object with `__arrow_c_schema__`. By default the type is inferred from the values.
        """
        from . import _build, _infer

        values = list(values)
        schema = _consume.schema(_infer.infer_schema(values) if type is None else type)
        return cls._of(_build.build_array(schema, values), schema)

    @classmethod
    def from_numpy(cls, values: Any, mask: Any = None) -> "Array":
        """Wrap the memory of a numpy array, without a copy where possible.

        Parameters
        ----------
        values : numpy.ndarray
            The values. They must not change as long as the Arrow array is used.
        mask : array-like of bool, optional
            True marks a row as null.
        """
        from . import _numpy

        type, handle = _numpy.from_numpy(values, mask)
        return cls._of(handle, type._handle)

    @property
    def field(self) -> Field:
        """The type of the array with the name, nullability and metadata of the imported schema."""
        return Field._of(self._schema_handle)

    @property
    def type(self) -> DataType:
        return DataType._of_struct(self.field._struct)

    @property
    def num_children(self) -> int:
        refuse_fork("ArrowBridgeArrayNumColumns")
        return int(lib.ArrowBridgeArrayNumColumns(self._handle))

    def child(self, i: int) -> "Array":
        """Return a child array.

        The child of a struct array has the offset, length and nulls of the array applied. The children of other types
        are returned unchanged.
        """
        return Array._of(ArrayHandle.make("ArrowBridgeArrayColumn", self._handle, _arguments.integer(i, "i")))

    def to_numpy(self) -> Any:
        """Return a zero-copy view of the values as a numpy array.

        Raises
        ------
        ArrowBridgeError
            If there are nulls, or if numpy has no corresponding dtype.
        """
        from . import _numpy

        schema, array = self._readable()
        return _numpy.view(schema, array, (schema, array))

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        view = self.to_numpy()
        if copy or (dtype is not None and dtype != view.dtype):
            if copy is False:
                raise ValueError(f"{view.dtype} cannot be converted to {dtype} without a copy")
            return view.astype(dtype or view.dtype)
        return view

    def __getitem__(self, at: Any) -> Any:
        if isinstance(at, slice):
            return self._sliced(at)
        i = at + len(self) if at < 0 else at
        if not 0 <= i < len(self):
            raise IndexError(f"index {at} is out of range for an array of {len(self)} values")
        return self.slice(i, 1).to_pylist()[0]

    def __iter__(self) -> Iterator[Any]:
        return iter(self.to_pylist())

    def __repr__(self) -> str:
        return f"Array({self.type}, {len(self)} values)\n{self.to_string(total_width=100)}".rstrip("\n")
