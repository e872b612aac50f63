"""Readers of some of the rows."""

from __future__ import annotations

from . import _arguments
from ._errors import invalid
from ._library import core

TYPE_CHECKING = False  # typing is slow to import
if TYPE_CHECKING:
    from typing import Tuple

    from ._reader import RecordBatchReader


class ReaderAdapters(core.ReaderBase):
    """Base class of RecordBatchReader."""

    __slots__ = ()

    def head(self, rows: int) -> RecordBatchReader:
        """Return a reader of the first rows. This reader is consumed.

        The producer is not asked for more. The last batch is cut without a copy.

        Parameters
        ----------
        rows : int
            The number of rows. With 0 nothing is read.

        Raises
        ------
        ArrowBridgeError
            If the number is negative.

        Examples
        --------
        >>> ab.Table.from_pydict({"a": [1, 2, 3]}).to_reader().head(2).read_all().to_pydict()
        {'a': [1, 2]}
        """
        return self.limit(0, rows)

    def skip(self, rows: int) -> RecordBatchReader:
        """Return a reader of all rows but the first ones. This reader is consumed.

        Parameters
        ----------
        rows : int
            The number of rows to skip. A reader of fewer rows is at its end.

        Raises
        ------
        ArrowBridgeError
            If the number is negative.

        Examples
        --------
        >>> ab.Table.from_pydict({"a": [1, 2, 3]}).to_reader().skip(2).read_all().to_pydict()
        {'a': [3]}
        """
        return self._limit(_arguments.integer(rows, "rows"), -1)  # type: ignore[no-any-return]

    def limit(self, offset: int, rows: int) -> RecordBatchReader:
        """Return a reader that skips rows and yields the next ones. This reader is consumed.

        Parameters
        ----------
        offset : int
            The number of rows to skip.
        rows : int
            The number of rows to yield. With 0 nothing is read.

        Raises
        ------
        ArrowBridgeError
            If a number is negative.

        Examples
        --------
        >>> ab.Table.from_pydict({"a": [1, 2, 3]}).to_reader().limit(1, 1).read_all().to_pydict()
        {'a': [2]}
        """
        count = _arguments.integer(rows, "rows")
        if count < 0:
            raise invalid(f"argument 'rows' is {count}")
        return self._limit(_arguments.integer(offset, "offset"), count)  # type: ignore[no-any-return]

    def peek(self, max_rows: int = 0, max_batches: int = 0) -> Tuple[RecordBatchReader, RecordBatchReader]:
        """Return a reader of the first rows, to look at them, and a reader of all rows. This reader is consumed.

        The two readers share the batches. Nothing is read before one of them is read.

        Parameters
        ----------
        max_rows, max_batches : int, default 0
            The maximum number of rows and of batches to look at. 0: no limit; one of the two must be given.

        Raises
        ------
        ArrowBridgeError
            If a number is negative, or both are 0.

        Examples
        --------
        >>> first, reader = ab.Table.from_pydict({"a": [1, 2, 3]}).to_reader().peek(2)
        >>> first.read_all().to_pydict(), reader.read_all().to_pydict()
        ({'a': [1, 2]}, {'a': [1, 2, 3]})
        """
        batches = _arguments.integer(max_batches, "max_batches")
        return self._peek(batches, _arguments.integer(max_rows, "max_rows"))  # type: ignore[no-any-return]
