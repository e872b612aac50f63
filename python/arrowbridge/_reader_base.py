"""Readers of some of the rows, readers that are read on a thread, and asynchronous reading."""

from __future__ import annotations

from . import _arguments
from ._errors import invalid
from ._library import core

TYPE_CHECKING = False  # typing is slow to import
if TYPE_CHECKING:
    from concurrent.futures import Executor
    from typing import AsyncIterator, Optional, Tuple

    from ._batch import RecordBatch
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

    def prefetch(self, max_batches: int = 2, max_bytes: int = 0) -> RecordBatchReader:
        """Return a reader that reads ahead on a thread of the library. This reader is consumed.

        Batches and errors arrive in order. A Python source runs on the thread, and its exceptions arrive as
        ArrowBridgeError. Closing the new reader stops the thread; it does not wait for a source that blocks.

        Parameters
        ----------
        max_batches : int, default 2
            The maximum number of batches that wait. 0: no limit.
        max_bytes : int, default 0
            The thread pauses while the batches that wait have this many bytes or more. 0: no limit.

        Raises
        ------
        ArrowBridgeError
            If a number is negative, or both are 0.

        Examples
        --------
        >>> ab.Table.from_pydict({"a": [1, 2]}).to_reader().prefetch().read_all().num_rows
        2
        """
        batches = _arguments.integer(max_batches, "max_batches")
        return self._prefetch(batches, _arguments.integer(max_bytes, "max_bytes"))  # type: ignore[no-any-return]

    def with_timeout(self, per_call: Optional[float] = None, total: Optional[float] = None) -> RecordBatchReader:
        """Return a reader that raises if the source does not answer in time. This reader is consumed.

        A thread of the library reads the source. What a late source still returns is released.

        Parameters
        ----------
        per_call, total : float, optional
            The maximum time of reading a batch, and from now to the end of the stream, in seconds. One of the two must
            be given.

        Raises
        ------
        ArrowBridgeError
            If a time is not above 0, or none is given. When it is read, the reader raises it with errno.ETIMEDOUT.

        Examples
        --------
        >>> ab.Table.from_pydict({"a": [1, 2]}).to_reader().with_timeout(per_call=60).read_all().num_rows
        2
        """
        call, whole = _arguments.milliseconds(per_call, "per_call"), _arguments.milliseconds(total, "total")
        return self._with_timeout(call, whole)  # type: ignore[no-any-return]

    async def aiter(self, executor: Optional[Executor] = None) -> AsyncIterator[RecordBatch]:
        """Iterate over the batches in a coroutine, without blocking the event loop of asyncio.

        Each batch is read on a thread. Exceptions are those of a `for` loop. After a `break` the reader can be read
        further. If the task is cancelled while it waits for a batch, the reader is cancelled, as by `cancel`. A thread
        stays in a source that blocks until that returns: put `prefetch()` or `with_timeout()` before `aiter()` to end
        it at once.

        Parameters
        ----------
        executor : concurrent.futures.Executor, optional
            The threads that read. By default those of the event loop.

        Raises
        ------
        ArrowBridgeError
            If a batch cannot be read, or the reader was consumed or cancelled.

        Examples
        --------
        >>> import asyncio
        >>> async def count_rows(reader):
        ...     return sum([batch.num_rows async for batch in reader.aiter()])
        >>> asyncio.run(count_rows(ab.Table.from_pydict({"a": [1, 2, 3]}).to_reader()))
        3
        """
        import asyncio

        loop = asyncio.get_running_loop()
        while True:
            try:
                batch = await loop.run_in_executor(executor, next, self, None)
            except asyncio.CancelledError:
                self.cancel()
                raise
            if batch is None:
                return
            yield batch
