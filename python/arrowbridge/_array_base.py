"""What arrays and record batches have in common."""

from __future__ import annotations

from . import _arguments
from ._copies import Copyable
from ._library import STRICT, core

TYPE_CHECKING = False  # typing is slow to import
if TYPE_CHECKING:
    from typing import Any, List, Optional, Type, TypeVar

    from ._batch import RecordBatch
    from ._memory import Buffer
    from .protocols import SchemaLike

    _A = TypeVar("_A", bound="ArrayBase")


VALIDATE_DEFAULT = 2
VALIDATE_FULL = 3


class ArrayBase(Copyable, core.ArrayBase):
    """Base class of Array and RecordBatch.

    Parameters
    ----------
    value : object
        Any object with `__arrow_c_array__` or `__arrow_c_device_array__`, or a tuple of two capsules. Of an object that
        has only `__arrow_c_stream__` or `__arrow_c_device_stream__`, all arrays are concatenated, which copies them if
        there are several.
    requested_schema : object, optional
        Any object with `__arrow_c_schema__`: the schema that the producer is asked for. The producer may return another
        one.
    """

    __slots__ = ()

    def cast(self: _A, to: SchemaLike) -> _A:
        """Cast to another type or schema.

        A cast is exact or refused; only floats are rounded to narrower floats. Text and binary of all layouts, lists of
        all layouts and maps, integers and floats, decimals, and times of all units can be cast among themselves, with
        dictionaries and runs encoded or decoded. Integers can also be cast to and from bool (0 and 1), decimals (whole
        numbers), and dates, times, timestamps and durations of the same width (as the count of units).

        Parameters
        ----------
        to : object
            The name of a type, or any object with `__arrow_c_schema__`.

        Raises
        ------
        ArrowBridgeError
            If a field cannot be cast, or a value does not fit. The message names the field, and the row of the value.

        Examples
        --------
        >>> ab.Array.from_pylist([1, 2]).cast(ab.float64()).to_pylist()
        [1.0, 2.0]
        """
        return self._cast(core.import_schema(to), STRICT)

    def compact(self: _A) -> _A:
        """Return an equal array without offsets and without what its rows do not refer to.

        A slice keeps the whole array alive; a compact array has only its own rows, bytes and items, in buffers that are
        aligned to 64 bytes. A dictionary is kept whole. Columns that are compact already are shared, without a copy.
        The first rows of an array of another library look like an array of their own and are shared too.

        Raises
        ------
        ArrowBridgeError
            If the data is not valid.

        Examples
        --------
        >>> ab.Array.from_pylist([1, 2, 3]).slice(1).compact().to_pylist()
        [2, 3]
        """
        return self._compact()

    def statistics(self) -> RecordBatch:
        """Return what is known of the rows, in the statistics schema of the Arrow project.

        The first row has no column and the number of rows. Each further row has the number of a column, children
        included, depth first, and a map from names such as ``ARROW:null_count:exact`` to values.

        Raises
        ------
        ArrowBridgeError
            If the data is not valid.

        Examples
        --------
        >>> for row in ab.RecordBatch.from_pydict({"a": [3, None, 1]}).statistics().to_pylist():
        ...     print(row["column"], dict(row["statistics"]))
        None {'ARROW:row_count:exact': 3}
        0 {'ARROW:null_count:exact': 1, 'ARROW:max_value:exact': 3, 'ARROW:min_value:exact': 1}
        """
        return self._statistics()  # type: ignore[no-any-return]

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

        Examples
        --------
        >>> ab.Array.from_pylist(["a"]).validate(full=True)
        """
        self._validate(VALIDATE_FULL if full else VALIDATE_DEFAULT)

    def buffers(self) -> List[Optional[Buffer]]:
        """Return all buffers, including those of children and dictionaries; None for a validity bitmap that is absent.

        Arrays that share a buffer have the same address for it. Bytes are not copied.

        Raises
        ------
        ArrowBridgeError
            If offsets are not valid, from which the sizes follow.

        Examples
        --------
        >>> [buffer and buffer.size for buffer in ab.Array.from_pylist(["a", "bcd"]).buffers()]
        [None, 12, 4]
        """
        from . import _memory

        schema, array = self._readable()
        found: List[Optional[Buffer]] = []
        _memory.buffers("", schema, array, found)
        return found

    @property
    def nbytes(self) -> int:
        """The number of bytes that the rows use: of each buffer only the part of these rows.

        Examples
        --------
        >>> ab.Array.from_pylist([1, 2, 3], ab.int32()).slice(1).nbytes
        8
        """
        from . import _memory

        return _memory.used_bytes(*self._readable())

    def _readable(self) -> Any:
        """Return views like `_views`, for code that follows offsets and indices: they are validated once per array."""
        self.validate()
        return self._views()

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

        Raises
        ------
        ArrowBridgeError
            If a number does not fit into 64 bits, or the data is not valid.

        Examples
        --------
        >>> print(ab.Array.from_pylist([1, 2, 3]).to_string(head=1, tail=0).splitlines()[0].strip())
        int64
        """
        numbers = {"head": head or -1, "tail": tail or -1, "max_width": max_width, "total_width": total_width}
        values = [_arguments.integer(value, name) for name, value in numbers.items()]
        return self._to_string(*values)

    def value_to_string(self, index: int, max_width: int = 0) -> str:
        """Format one value of any type as `to_string` does.

        Parameters
        ----------
        index : int
            The row. Negative: from the end.
        max_width : int, default 0
            The maximum width; longer text is cut and ends with an ellipsis. 0: no limit.

        Raises
        ------
        ArrowBridgeError
            If there is no such row, or the data is not valid.

        Examples
        --------
        >>> ab.array([[1, None], None]).value_to_string(0)
        '[1, null]'
        """
        row = _arguments.integer(index, "index")
        return self._value_to_string(row + len(self) if row < 0 else row, _arguments.integer(max_width, "max_width"))

    @classmethod
    def _import_from_c(cls: Type[_A], in_ptr: int, type: Any) -> _A:
        """Import, and thereby consume, the ArrowArray at an address.

        `type` is the address of an ArrowSchema, which is consumed too, or any object with `__arrow_c_schema__`. Both
        are consumed in every outcome.
        """
        return cls._from_address(in_ptr, type)
