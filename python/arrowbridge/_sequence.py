"""What chunked arrays and tables have in common: they are sequences of arrays or batches of one schema."""

from __future__ import annotations

from ._copies import Copyable
from ._library import core

TYPE_CHECKING = False  # typing is slow to import
if TYPE_CHECKING:
    from typing import Any, ClassVar, Optional, Sequence, Union

    from ._array_base import ArrayBase
    from ._schema import Field, Schema


class ArraySequence(Copyable):
    """Base class of ChunkedArray and Table."""

    __slots__ = ()
    _are_batches: ClassVar[bool]
    if TYPE_CHECKING:

        @property
        def _parts(self) -> Sequence[ArrayBase]: ...
        @property
        def _part_schema(self) -> Union[Field, Schema]: ...

    def __len__(self) -> int:
        return sum(len(part) for part in self._parts)

    @property
    def nbytes(self) -> int:
        """The number of bytes that the rows of all chunks or batches use: see `Array.nbytes`."""
        return sum(part.nbytes for part in self._parts)

    def validate(self, full: bool = False) -> None:
        """Validate all chunks or batches: see `Array.validate`.

        Parameters
        ----------
        full : bool, default False
            Validate every value.

        Raises
        ------
        ArrowBridgeError
            If the data is not valid.

        Examples
        --------
        >>> ab.Table.from_pydict({"a": [1]}).validate()
        """
        for part in self._parts:
            part.validate(full)

    def to_string(self, head: int = 10, tail: int = 5, max_width: int = 40, total_width: int = 0) -> str:
        """Format the first and last rows of all chunks or batches together: see `Array.to_string`.

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
            If the data is not valid.

        Examples
        --------
        >>> print(ab.Table.from_pydict({"a": [1, 2, 3, 4]}).to_string(head=2, tail=1), end="")
            a
        int64
        ─────
            1
            2
            …
            4
        4 rows × 1 column
        """
        from . import _show

        return _show.to_string(self, head, tail, max_width, total_width)

    def __arrow_c_schema__(self) -> object:
        return self._part_schema.__arrow_c_schema__()

    def __arrow_c_stream__(self, requested_schema: Optional[object] = None) -> object:
        return core.stream_of(self._part_schema._handle, self._parts, self._are_batches, requested_schema, False)

    def __arrow_c_device_stream__(self, requested_schema: Optional[object] = None, **kwargs: Any) -> object:
        refuse_keywords("__arrow_c_device_stream__", kwargs)
        return core.stream_of(self._part_schema._handle, self._parts, self._are_batches, requested_schema, True)

    def _export_to_c(self, out_ptr: int) -> None:
        """Export to the ArrowArrayStream at an address."""
        core.export_stream_of(self._part_schema._handle, self._parts, self._are_batches, out_ptr)


def refuse_keywords(operation: str, keywords: Any) -> None:
    """Raise for keyword arguments of later versions of the protocol, unless they are None (PYC-22)."""
    for name, value in keywords.items():
        if value is not None:
            raise NotImplementedError(f"{operation}: the keyword {name!r} is not supported")


def same_values(ours: Sequence[Any], theirs: Sequence[Any]) -> bool:
    """Return whether two sequences of arrays or batches have the same values, independent of their boundaries."""
    if sum(len(part) for part in ours) != sum(len(part) for part in theirs):
        return False
    left, right = list(ours)[::-1], list(theirs)[::-1]
    while left and right:
        a, b = left.pop(), right.pop()
        rows = min(len(a), len(b))
        if not a.slice(0, rows).equals(b.slice(0, rows)):
            return False
        if len(a) > rows:
            left.append(a.slice(rows))
        if len(b) > rows:
            right.append(b.slice(rows))
    return all(len(part) == 0 for part in left + right)
