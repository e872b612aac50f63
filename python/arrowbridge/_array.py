"""Arrays: immutable and reference-counted. Slices and children are views that share the buffers."""

from __future__ import annotations

from ._array_base import ArrayBase
from ._data_type import DataType
from ._errors import count
from ._library import core
from ._schema import Field

TYPE_CHECKING = False  # typing is slow to import
if TYPE_CHECKING:
    from typing import Any, Iterable, Iterator, Optional

    from ._core import SchemaHandle
    from .protocols import SchemaLike


class Array(ArrayBase, core.ValuesBase):
    """An Arrow array: values of one type.

    Arrays of integers and floats without nulls have the buffer protocol and `__dlpack__`, which copy nothing.

    Parameters
    ----------
    value : object
        Any object with `__arrow_c_array__` or `__arrow_c_device_array__`, a tuple of two capsules, or a list of Python
        values. `array` accepts more. Of an object that has only `__arrow_c_stream__` or `__arrow_c_device_stream__`,
        all arrays are concatenated, which copies them if there are several.
    requested_schema : object, optional
        The name of a type, or any object with `__arrow_c_schema__`: the type that the producer is asked for. The
        producer may return another one.
    misaligned : {"copy", "refuse"}
        What to do with buffers that are not aligned to their values: copy them to aligned memory, or raise.

    Examples
    --------
    >>> array = ab.Array.from_pylist([1, None, 3])
    >>> len(array), array[2], array.null_count
    (3, 3, 1)
    """

    __slots__ = ()

    @classmethod
    def from_pylist(cls, values: Iterable[Any], type: Optional[SchemaLike] = None) -> "Array":
        """Build an array from Python values.

        Parameters
        ----------
        values : iterable
            The values. None is null.
        type : object, optional
            The name of a type, or any object with `__arrow_c_schema__`. By default the type is inferred.

        Raises
        ------
        ArrowBridgeError
            If a value cannot be stored. The message names the field and the row.

        Examples
        --------
        >>> ab.Array.from_pylist([1, None], ab.int8()).to_pylist()
        [1, None]
        """
        from . import _build

        if type is None:
            from . import _infer

            values = list(values)
            type = _infer.infer_schema(values)
        schema = core.import_schema(type)
        return _build.build_array(cls, schema, values)

    @classmethod
    def from_numpy(cls, values: Any, mask: Any = None) -> "Array":
        """Wrap the memory of a numpy array, without a copy where possible.

        Two dimensions become fixed-size lists, `datetime64[D]` becomes date32, strings utf8, and a structured array
        structs. The type of objects is inferred. NaT and masked values are null. Booleans, days, strings, objects,
        byte-swapped values, and values that are not contiguous are copied.

        Parameters
        ----------
        values : numpy.ndarray
            The values. They must not change as long as the Arrow array is used.
        mask : array-like of bool, optional
            True marks a row as null.

        Raises
        ------
        ArrowBridgeError
            If no type corresponds to the dtype, or the mask or the number of dimensions does not fit.

        Examples
        --------
        >>> import numpy as np  # doctest: +NEEDS_NUMPY
        >>> ab.Array.from_numpy(np.array(["2024-02-29", "NaT"], "M8[D]")).to_pylist()  # doctest: +NEEDS_NUMPY
        [datetime.date(2024, 2, 29), None]
        """
        from . import _from_numpy

        return _from_numpy.from_numpy(cls, values, mask)

    @property
    def field(self) -> Field:
        """The type of the array with the name, nullability and metadata of the imported schema."""
        return Field._of(self._schema_handle)

    @property
    def type(self) -> DataType:
        """The type of the values."""
        return DataType._of_struct(self.field._struct)

    @property
    def num_children(self) -> int:
        """The number of child arrays."""
        return int(self._num_columns)

    def child(self, i: int) -> "Array":
        """Return a child array.

        The child of a struct array has the offset, length and nulls of the array applied. The children of other types
        are returned unchanged.

        Parameters
        ----------
        i : int
            The index of the child.

        Raises
        ------
        ArrowBridgeError
            If there is no such child.

        Examples
        --------
        >>> ab.Array.from_pylist([[1, 2], [3]]).child(0).to_pylist()
        [1, 2, 3]
        """
        return self._child(i)  # type: ignore[no-any-return]

    def to_numpy(self, zero_copy_only: bool = False, nulls: str = "numpy") -> Any:
        """Convert to a numpy array: a read-only view of the values where the layout allows it, or else a copy.

        Numbers, timestamps, durations, date64 and fixed-size lists of them without nulls are views. Booleans and date32
        are copied. Dictionaries and runs are decoded. All other types become objects, as `to_pylist` returns them.

        Parameters
        ----------
        zero_copy_only : bool, default False
            Return a view or raise.
        nulls : {"numpy", "object", "masked"}
            How nulls are marked: as NaN in floats, as NaT in dates, timestamps and durations, and as None in objects
            for all other types; as None in objects for every type; or by a numpy.ma.MaskedArray.

        Raises
        ------
        ArrowBridgeError
            If `zero_copy_only` is set, and there are nulls or numpy has no corresponding dtype.

        Examples
        --------
        >>> import numpy as np  # doctest: +NEEDS_NUMPY
        >>> ab.Array.from_pylist([1.5, None]).to_numpy()  # doctest: +NEEDS_NUMPY
        array([1.5, nan])
        >>> ab.Array.from_pylist([1, None]).to_numpy()  # doctest: +NEEDS_NUMPY
        array([1, None], dtype=object)
        """
        from . import _numpy

        return _numpy.to_numpy(self, zero_copy_only, nulls)

    def to_pandas(self) -> Any:
        """Convert to a pandas.Series. Requires pandas.

        Integers and booleans with nulls get the nullable dtypes of pandas. Nulls of floats are NaN, of timestamps and
        durations NaT. Dictionary-encoded values become categories. Types without a corresponding dtype become objects.
        Values are copied.

        Raises
        ------
        ImportError
            If pandas is not installed.
        ArrowBridgeError
            If the data is not valid, or a value has no Python value.

        Examples
        --------
        >>> import pandas  # doctest: +NEEDS_PANDAS
        >>> ab.array([1, None]).to_pandas().dtype  # doctest: +NEEDS_PANDAS
        Int64Dtype()
        """
        from . import _pandas

        return _pandas.series(self.field, [self])

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        from . import _numpy

        return _numpy.as_array(self, dtype, copy)

    @property
    def indices(self) -> "Optional[Array]":
        """The indices of a dictionary-encoded array, which share its memory; None for other arrays.

        Examples
        --------
        >>> ab.array(["x", "x"], "dictionary<int8, utf8>").indices.to_pylist()
        [0, 0]
        """
        if self._schema_handle.view.dictionary is None:
            return None
        from . import _dictionaries

        return _dictionaries.indices(self)

    @property
    def dictionary(self) -> "Optional[Array]":
        """The values of the dictionary of a dictionary-encoded array; None for other arrays.

        Examples
        --------
        >>> ab.array(["x", "x"], "dictionary<int8, utf8>").dictionary.to_pylist()
        ['x']
        """
        if self._schema_handle.view.dictionary is None:
            return None
        return self._dictionary(self.type.value_type._handle)  # type: ignore[no-any-return, union-attr]

    @property
    def storage(self) -> "Array":
        """The array of the storage type, if the type is an extension type, or else the array itself.

        Examples
        --------
        >>> ab.array([True], ab.bool8()).storage.type
        DataType(int8)
        """
        type = self.type
        return self if type.extension_name is None else self.cast(type.storage_type)

    def dictionary_encode(self, index_type: Any = "int32") -> "Array":
        """Encode with a dictionary of the distinct values. A dictionary-encoded array is returned unchanged.

        Parameters
        ----------
        index_type : object, default "int32"
            An integer type: its name, or any object with `__arrow_c_schema__`.

        Raises
        ------
        ArrowBridgeError
            If there are more distinct values than indices of the type, or values that cannot be encoded.

        Examples
        --------
        >>> encoded = ab.array(["x", "y", "x"]).dictionary_encode()
        >>> encoded.indices.to_pylist(), encoded.dictionary.to_pylist()
        ([0, 1, 0], ['x', 'y'])
        """
        from . import _dictionaries

        return _dictionaries.encode(self, index_type)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.to_pylist())

    def _repr_html_(self) -> str:
        """Format the first and last rows as HTML, for notebooks."""
        from . import _show

        return _show.array_html(self)

    def __repr__(self) -> str:
        from . import _show

        return _show.summary(self, str(self.type), count(len(self), "value"))


def array(values: Any, type: Any = None, mask: Any = None) -> Array:
    """Make an array of Python values, of a numpy array, or of an Arrow array of any library.

    Parameters
    ----------
    values : iterable or object
        An iterable of Python values, of which None is null; a numpy array, whose memory is used where possible: see
        `Array.from_numpy`; or any object with `__arrow_c_array__`.
    type : object, optional
        The type: its name, or any object with `__arrow_c_schema__`. Arrow and numpy arrays of another type are cast. By
        default the type of Python values is inferred.
    mask : array-like of bool, optional
        For a numpy array: True marks a row as null.

    Raises
    ------
    ArrowBridgeError
        If no type can be inferred, or a value cannot be stored in the type. The message names the row.

    Examples
    --------
    >>> ab.array([1, None, 3]).type
    DataType(int64)
    >>> ab.array(["2.50"], "decimal128(5, 2)")
    Traceback (most recent call last):
    arrowbridge._errors.ArrowBridgeValueError: row 0: '2.50' (str) is not a Decimal or an integer [EINVAL]
    """
    if getattr(values, "ndim", 0) > 0 and hasattr(values, "__array_interface__"):
        made = Array.from_numpy(values, mask)
    elif mask is not None:
        raise TypeError("mask needs a numpy array; nulls of Python values are None")
    elif core.has_array(values):
        made = Array(values)
    else:
        return Array.from_pylist(values, type)
    return made if type is None else made.cast(type)


def _empty(is_batch: bool, schema: SchemaHandle) -> ArrayBase:
    """Return an array or a record batch without rows."""
    from . import _build
    from ._batch import RecordBatch

    return _build.build_array(RecordBatch if is_batch else Array, schema, [])


core.register(array_class=Array, empty_array=_empty)
