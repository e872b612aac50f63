"""Arrays: shared, immutable, views of each other."""

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

_A = TypeVar("_A", bound="Values")

VALIDATE_DEFAULT = 2
VALIDATE_FULL = 3


class Buffer(NamedTuple):
    """Where a buffer is: `path` names the field, `slot` counts the field's buffers from 0, `address` is 0 for NULL."""

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


class Values:
    """What arrays and record batches have in common."""

    __slots__ = ("_handle", "_schema_handle", "__weakref__")
    _handle: ArrayHandle
    _schema_handle: SchemaHandle
    _import = "ArrowBridgeImportArray"
    _export = "ArrowBridgeExportArray"

    def __init__(self, value: Any, requested_schema: Any = None) -> None:
        """Of any object with `__arrow_c_array__` or `__arrow_c_device_array__`, or of two capsules.

        With `requested_schema`, any object with `__arrow_c_schema__`, the producer is asked for that; it may answer with another.
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
        """A view; it ends where the array ends."""
        first = _arguments.integer(offset, "offset")
        rows = len(self) if length is None else min(operator.index(length), len(self))
        rows = _arguments.integer(rows, "length")
        return self._of(ArrayHandle.make("ArrowBridgeArraySlice", self._handle, first, rows), self._schema_handle)

    def _sliced(self: _A, at: builtins.slice) -> _A:
        start, stop, step = at.indices(len(self))
        if step != 1:
            raise IndexError("a slice with a step is not a view")
        return self.slice(start, max(stop - start, 0))

    def _cast(self: _A, wanted: SchemaHandle, mode: int) -> _A:
        handle = _casts.cast_array(self._handle, wanted, mode)
        return self if handle is self._handle else self._of(handle)

    def cast(self: _A, to: Any) -> _A:
        """The same values as another type, or schema: any object with `__arrow_c_schema__`. Fields that cannot are an error."""
        return self._cast(_consume.schema(to), _casts.STRICT)

    def validate(self, full: bool = False) -> None:
        """Check what could lead a reader astray, or every value; an ArrowBridgeError names the rule, the field and the row."""
        call("ArrowBridgeArrayValidate", self._handle, VALIDATE_FULL if full else VALIDATE_DEFAULT)

    def equals(self, other: Any) -> bool:
        """By value; how the values are laid out does not matter."""
        if type(other) is not type(self):
            return False
        equal = c_int()
        call("ArrowBridgeArrayEquals", self._handle, other._handle, byref(equal))
        return equal.value != 0

    def __eq__(self, other: object) -> Any:
        return self.equals(other) if type(other) is type(self) else NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def _exported(self) -> Tuple[OwnedSchema, OwnedArray]:
        """Live structs of the type and the values."""
        schema, array = OwnedSchema(), OwnedArray()
        call(self._export, self._handle, byref(array), byref(schema))
        return schema, array

    def buffers(self) -> List[Buffer]:
        """Where all buffers are, those of children and dictionaries too: what shares them shows the same addresses."""
        schema, array = self._exported()
        found: List[Buffer] = []
        _buffers("", schema, array, found)
        return found

    def to_pylist(self) -> List[Any]:
        from . import _values

        schema, array = self._exported()
        return list(_values.to_pylist(schema, array))

    def to_string(self, head: int = 10, tail: int = 5, max_width: int = 40, total_width: int = 0) -> str:
        """The first and last rows as a table; -1 for `head` or `tail` shows none."""
        numbers = {"head": head or -1, "tail": tail or -1, "max_width": max_width, "total_width": total_width}
        options = PrintOptions(ctypes.sizeof(PrintOptions), *[_arguments.integer(value, name) for name, value in numbers.items()])
        return take_text("ArrowBridgeArrayToString", self._handle, byref(options))

    def __arrow_c_schema__(self) -> object:
        return schema_capsule(self._schema_handle)

    def __arrow_c_array__(self, requested_schema: Optional[object] = None) -> Tuple[object, object]:
        values = self._as_requested(requested_schema)
        schema, schema_at = _capsules.new(_capsules.SCHEMA)
        array, array_at = _capsules.new(_capsules.ARRAY)
        call(self._export, values._handle, array_at, schema_at)
        return schema, array

    def __arrow_c_device_array__(
        self, requested_schema: Optional[object] = None, **kwargs: Any
    ) -> Tuple[object, object]:
        """The same memory: that of the processor, device type 1 without a number."""
        _consume.refuse_keywords("__arrow_c_device_array__", kwargs)
        schema, array = self._as_requested(requested_schema)._exported()
        device = _capsules.filled(_capsules.DEVICE_ARRAY, "ArrowBridgeArrayToDevice", byref(array))
        return _capsules.capsule_from_address(_capsules.SCHEMA, ctypes.addressof(schema)), device

    def _as_requested(self: _A, requested_schema: Optional[object]) -> _A:
        wanted = _consume.requested(requested_schema)
        return self if wanted is None else self._cast(wanted, _casts.BEST_EFFORT)

    def _export_to_c(self, out_ptr: int, out_schema_ptr: int = 0) -> None:
        """Fill the ArrowArray at an address, and the ArrowSchema at another."""
        if not out_ptr:
            raise invalid("_export_to_c: the address of the ArrowArray is NULL")
        call(self._export, self._handle, out_ptr, out_schema_ptr or None)

    @classmethod
    def _import_from_c(cls: Type[_A], in_ptr: int, type: Any) -> _A:
        """Take over the ArrowArray at an address; its type is the address of an ArrowSchema, taken over too, or an object."""
        if isinstance(type, int):
            schema = SchemaHandle.make("ArrowBridgeImportSchema", type or None)
        else:
            schema = _consume.schema(type)
        return cls._of(ArrayHandle.make(cls._import, in_ptr or None, schema), schema)


def schema_capsule(handle: SchemaHandle) -> object:
    return _capsules.filled(_capsules.SCHEMA, "ArrowBridgeExportSchema", handle)


class Array(Values):
    """Values of one type."""

    __slots__ = ()

    @classmethod
    def from_pylist(cls, values: Any, type: Any = None) -> "Array":
        """Of Python values, with a type, any object with `__arrow_c_schema__`, or with one that suits all values."""
        from . import _build, _infer

        values = list(values)
        schema = _consume.schema(_infer.infer_schema(values) if type is None else type)
        return cls._of(_build.build_array(schema, values), schema)

    @classmethod
    def from_numpy(cls, values: Any, mask: Any = None) -> "Array":
        """Over the memory of an array of numpy, which must not change while this lives; `mask` is true where a row is null."""
        from . import _numpy

        type, handle = _numpy.from_numpy(values, mask)
        return cls._of(handle, type._handle)

    @property
    def field(self) -> Field:
        """The array's type with the name, nullability and metadata that came with it."""
        return Field._of(self._schema_handle)

    @property
    def type(self) -> DataType:
        return DataType._of_struct(self.field._struct)

    @property
    def num_children(self) -> int:
        refuse_fork("ArrowBridgeArrayNumColumns")
        return int(lib.ArrowBridgeArrayNumColumns(self._handle))

    def child(self, i: int) -> "Array":
        """A child with the array's offset, length and nulls applied, of a struct; the child as it is, of other types."""
        return Array._of(ArrayHandle.make("ArrowBridgeArrayColumn", self._handle, _arguments.integer(i, "i")))

    def to_numpy(self) -> Any:
        """A view of the values for numpy: nothing is copied, so there must be no nulls, and a type that numpy has."""
        from . import _numpy

        schema, array = self._exported()
        return _numpy.view(schema, array, (schema, array))

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        view = self.to_numpy()
        if copy or (dtype is not None and dtype != view.dtype):
            if copy is False:
                raise ValueError(f"{view.dtype} cannot become {dtype} without a copy")
            return view.astype(dtype or view.dtype)
        return view

    def __getitem__(self, at: Any) -> Any:
        if isinstance(at, slice):
            return self._sliced(at)
        i = at + len(self) if at < 0 else at
        if not 0 <= i < len(self):
            raise IndexError(f"there is no value {at} among {len(self)}")
        return self.slice(i, 1).to_pylist()[0]

    def __iter__(self) -> Iterator[Any]:
        return iter(self.to_pylist())

    def __repr__(self) -> str:
        return f"Array({self.type}, {len(self)} values)\n{self.to_string(total_width=100)}".rstrip("\n")
