"""Chunked arrays: sequences of arrays of one type, such as the columns of a table."""

from __future__ import annotations

from ._array import Array
from ._data_type import DataType
from ._errors import count
from ._library import core
from ._schema import Field
from ._sequence import ArraySequence, same_values

TYPE_CHECKING = False  # typing is slow to import
if TYPE_CHECKING:
    from typing import Any, Iterator, List, Optional, Sequence, Tuple, Union

    from ._array_base import ArrayBase
    from .protocols import ArrayLike, DataLike, SchemaLike


class ChunkedArray(ArraySequence):
    """A sequence of arrays of one type.

    It can be exported as a stream any number of times; each stream starts with the first chunk.

    Examples
    --------
    >>> chunked = ab.ChunkedArray.from_arrays([ab.Array.from_pylist([1, 2]), ab.Array.from_pylist([3])])
    >>> len(chunked), chunked.num_chunks
    (3, 2)
    """

    __slots__ = ("_field", "_chunks", "__weakref__")
    _are_batches = False
    _chunks: Tuple[Array, ...]

    def __init__(self, value: Union[DataLike, List[Any]]) -> None:
        """Read a stream of arrays until end of stream, or import an array.

        Parameters
        ----------
        value : object
            Any object with `__arrow_c_stream__` or `__arrow_c_array__`, or their device variants; or a list of Python
            values, for one chunk.
        """
        if isinstance(value, list) or core.is_array(value):
            array = Array(value)
            self._field, self._chunks = array.field, (array,)
            return
        reader = core.array_reader(value)
        self._field, self._chunks = Field._of(reader._schema_handle), tuple(reader._read_list())

    @classmethod
    def from_arrays(cls, arrays: Sequence[ArrayLike], type: Optional[SchemaLike] = None) -> "ChunkedArray":
        """Build a chunked array from arrays of one type.

        Parameters
        ----------
        arrays : sequence of objects
            Any objects with `__arrow_c_array__`.
        type : object, optional
            Any object with `__arrow_c_schema__`. Required if there are no arrays.

        Raises
        ------
        ValueError
            If the types differ, or there are neither arrays nor a type.

        Examples
        --------
        >>> ab.ChunkedArray.from_arrays([ab.Array.from_pylist([1]), ab.Array.from_pylist([2])]).to_pylist()
        [1, 2]
        """
        chunks = [array if isinstance(array, Array) else Array(array) for array in arrays]
        if type is None and not chunks:
            raise ValueError("from_arrays needs a type if there are no arrays")
        field = chunks[0].field if type is None else Field._of(core.import_schema(type))
        for chunk in chunks:
            if chunk.type != field.type:
                raise ValueError(f"all chunks must be of type {field.type}, but one is of type {chunk.type}")
        return cls._of(field, chunks)

    @classmethod
    def _of(cls, field: Field, chunks: Sequence[Array]) -> "ChunkedArray":
        made = cls.__new__(cls)
        made._field, made._chunks = field, tuple(chunks)
        return made

    @property
    def _parts(self) -> Sequence[ArrayBase]:
        return self._chunks

    @property
    def _part_schema(self) -> Field:
        return self._field

    @property
    def type(self) -> DataType:
        """The type of the values."""
        return self._field.type

    @property
    def field(self) -> Field:
        """The type with the name, nullability and metadata of the imported schema."""
        return self._field

    @property
    def chunks(self) -> List[Array]:
        """The chunks."""
        return list(self._chunks)

    @property
    def num_chunks(self) -> int:
        """The number of chunks."""
        return len(self._chunks)

    def chunk(self, i: int) -> Array:
        """Return a chunk.

        Parameters
        ----------
        i : int
            The index of the chunk.

        Raises
        ------
        IndexError
            If there is no such chunk.

        Examples
        --------
        >>> ab.ChunkedArray(ab.Array.from_pylist([1])).chunk(0).to_pylist()
        [1]
        """
        return self._chunks[i]

    @property
    def null_count(self) -> int:
        """The number of nulls."""
        return sum(chunk.null_count for chunk in self._chunks)

    def to_pylist(self, *, temporal: str = "python", extension: str = "python") -> List[Any]:
        """Convert to a list of Python values: see `Array.to_pylist`.

        Parameters
        ----------
        temporal : {"python", "integer"}
            What dates, times, timestamps and durations become.
        extension : {"python", "parsed", "storage"}
            What values of extension types become.

        Raises
        ------
        ArrowBridgeError
            If a value has no Python value. The message names the field and the row in its chunk.

        Examples
        --------
        >>> ab.ChunkedArray([1, None]).cast("duration[ns]").to_pylist(temporal="integer")
        [1, None]
        """
        return [value for chunk in self._chunks for value in chunk.to_pylist(temporal=temporal, extension=extension)]

    def __iter__(self) -> Iterator[Any]:
        return (value for chunk in self._chunks for value in chunk)

    def to_numpy(self, zero_copy_only: bool = False, nulls: str = "numpy") -> Any:
        """Convert all chunks to one numpy array: see `Array.to_numpy`.

        Several chunks are copied into one array.

        Parameters
        ----------
        zero_copy_only : bool, default False
            Return a view or raise. Only a single chunk can have a view.
        nulls : {"numpy", "object", "masked"}
            How nulls are marked.

        Raises
        ------
        ArrowBridgeError
            If `zero_copy_only` is set, and there are several chunks or nulls, or numpy has no corresponding dtype.

        Examples
        --------
        >>> import numpy as np  # doctest: +NEEDS_NUMPY
        >>> chunks = [ab.Array.from_pylist([1]), ab.Array.from_pylist([2, 3])]
        >>> ab.ChunkedArray.from_arrays(chunks).to_numpy()  # doctest: +NEEDS_NUMPY
        array([1, 2, 3])
        """
        from . import _numpy

        empty = Array.from_pylist([], self.type)
        return _numpy.concatenated(self._chunks, empty, zero_copy_only, nulls)

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
        >>> ab.ChunkedArray([1, None]).to_pandas().dtype  # doctest: +NEEDS_PANDAS
        Int64Dtype()
        """
        from . import _pandas

        return _pandas.series(self._field, self._chunks)

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        from . import _numpy

        return _numpy.as_array(self, dtype, copy)

    def cast(self, to: SchemaLike) -> "ChunkedArray":
        """Cast all chunks to another type: see `Array.cast`.

        Parameters
        ----------
        to : object
            Any object with `__arrow_c_schema__`.

        Raises
        ------
        ArrowBridgeError
            If the type cannot be cast, or a value does not fit.

        Examples
        --------
        >>> str(ab.ChunkedArray(ab.Array.from_pylist([1])).cast(ab.int8()).type)
        'int8'
        """
        field = Field._of(core.import_schema(to))
        return ChunkedArray._of(field, [chunk.cast(field) for chunk in self._chunks])

    def combine(self) -> Array:
        """Concatenate the chunks into one array. A single chunk is returned without a copy.

        Raises
        ------
        ArrowBridgeError
            If the values need more than the offsets or indices of the type can count.

        Examples
        --------
        >>> chunked = ab.ChunkedArray.from_arrays([ab.Array.from_pylist([1]), ab.Array.from_pylist([2])])
        >>> chunked.combine().to_pylist()
        [1, 2]
        """
        return self._chunks[0] if len(self._chunks) == 1 else Array(self)

    def dictionary_encode(self, index_type: Any = "int32") -> "ChunkedArray":
        """Encode each chunk with a dictionary of its distinct values: see `Array.dictionary_encode`.

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
        >>> ab.ChunkedArray(["x", "y", "x"]).dictionary_encode("int8").type
        DataType(dictionary<int8, utf8>)
        """
        from . import _dictionaries

        field = _dictionaries.encoded_field(self.field, index_type)
        return ChunkedArray._of(field, [chunk.dictionary_encode(index_type) for chunk in self._chunks])

    def equals(self, other: Any) -> bool:
        """Return whether the type and all values are equal. Chunk boundaries are ignored.

        Parameters
        ----------
        other : object
            The other chunked array.

        Examples
        --------
        >>> ab.ChunkedArray(ab.Array.from_pylist([1])).equals(ab.ChunkedArray(ab.Array.from_pylist([1])))
        True
        """
        return (
            isinstance(other, ChunkedArray) and self.type == other.type and same_values(self._chunks, other._chunks)
        )

    def __eq__(self, other: object) -> Any:
        return self.equals(other) if isinstance(other, ChunkedArray) else NotImplemented

    __hash__ = None  # type: ignore[assignment]

    def _repr_html_(self) -> str:
        """Format the first and last rows as HTML, for notebooks."""
        from . import _show

        return _show.array_html(self)

    def __repr__(self) -> str:
        from . import _show

        values = f"{count(len(self), 'value')} in {count(self.num_chunks, 'chunk')}"
        return _show.summary(self, str(self.type), values)
