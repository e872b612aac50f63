"""Readers: streams of record batches that can be read once."""

from __future__ import annotations

from . import _arguments, _metadata
from ._batch import RecordBatch
from ._errors import ArrowBridgeError, from_code, invalid
from ._library import core
from ._reader_base import ReaderAdapters
from ._schema import Schema

TYPE_CHECKING = False  # typing is slow to import
if TYPE_CHECKING:
    from typing import Any, Callable, Dict, Iterable, List, Optional

    from ._check import Finding
    from ._table import Table
    from .protocols import ArrayLike, DataLike, SchemaLike


class RecordBatchReader(ReaderAdapters):
    """A stream of record batches. Iterate over it to read the batches.

    A reader can be read once, or be passed on as a stream once. Several threads can share a reader: each batch goes to
    one of them. If several threads pass it on, one of them succeeds. `close` can be called from any thread and does not
    wait for calls on other threads.

    Parameters
    ----------
    value : object
        Any object with `__arrow_c_stream__` or `__arrow_c_device_stream__`, or a capsule. An object with
        `__arrow_c_array__` becomes a reader of one batch.
    requested_schema : object, optional
        Any object with `__arrow_c_schema__`: the schema that the producer is asked for. The producer may return another
        one.
    misaligned : {"copy", "refuse"}
        What to do with buffers that are not aligned to their values: copy them to aligned memory, or raise.

    Examples
    --------
    >>> reader = ab.RecordBatchReader(ab.RecordBatch.from_pydict({"a": [1, 2]}))
    >>> [batch.num_rows for batch in reader]
    [2]
    """

    __slots__ = ()

    @classmethod
    def from_batches(cls, schema: SchemaLike, batches: Iterable[ArrayLike]) -> "RecordBatchReader":
        """Make a reader of Python objects.

        The iterable is advanced each time a batch is read, on the thread that reads it, and dropped at end of stream.
        Its exceptions reach Python callers unchanged, and other callers as an error code and a message.

        Parameters
        ----------
        schema : object
            Any object with `__arrow_c_schema__`.
        batches : iterable of objects
            Objects with `__arrow_c_array__`. Batches with the same column names and other types are cast.

        Raises
        ------
        ArrowBridgeError
            If a batch, when it is read, has other columns than the schema.

        Examples
        --------
        >>> schema = ab.schema({"n": ab.int64()})
        >>> batches = (ab.RecordBatch.from_pydict({"n": [i]}) for i in range(3))
        >>> ab.RecordBatchReader.from_batches(schema, batches).read_all().to_pydict()
        {'n': [0, 1, 2]}
        """
        return cls._from_source(core.import_schema(schema), batches)

    @classmethod
    def from_stream(cls, value: DataLike, schema: Optional[SchemaLike] = None) -> "RecordBatchReader":
        """Import a stream, like the constructor. `schema` is the requested schema.

        Parameters
        ----------
        value : object
            Any object with `__arrow_c_stream__`.
        schema : object, optional
            The schema that the producer is asked for.

        Raises
        ------
        TypeError
            If the value has no method that exports data.

        Examples
        --------
        >>> ab.RecordBatchReader.from_stream(ab.Table.from_pydict({"a": [1]})).schema.names
        ['a']
        """
        return cls(value, schema)

    @property
    def schema(self) -> Schema:
        """The schema of the batches."""
        return Schema._of(self._schema_handle)

    @property
    def ipc_footer_metadata(self) -> Optional[Dict[bytes, bytes]]:
        """The metadata of the footer of an IPC file; None if there is none. NotImplementedError for a stream."""
        return _metadata.as_dict(_metadata.decode(self._ipc_metadata(True)))

    @property
    def ipc_batch_metadata(self) -> Optional[Dict[bytes, bytes]]:
        """The metadata of the IPC message of the batch that was read last; None if there is none."""
        return _metadata.as_dict(_metadata.decode(self._ipc_metadata(False)))

    def read_all(self) -> Table:
        """Read all remaining batches into a Table. Ctrl-C is handled between batches.

        Raises
        ------
        ArrowBridgeError
            If a batch cannot be read, or the reader was consumed.

        Examples
        --------
        >>> ab.Table.from_pydict({"a": [1]}).to_reader().read_all().num_rows
        1
        """
        from ._table import Table

        return Table._of(self.schema, self._read_list())

    def read_pandas(self) -> Any:
        """Read all remaining batches into a pandas.DataFrame. Requires pandas.

        Raises
        ------
        ImportError
            If pandas is not installed.

        Examples
        --------
        >>> ab.Table.from_pydict({"a": [1]}).to_reader().read_pandas().shape  # doctest: +NEEDS_PANDAS
        (1, 1)
        """
        return self.read_all().to_pandas()

    def cast(self, to: SchemaLike) -> "RecordBatchReader":
        """Return a reader that casts the remaining batches to another schema. This reader is consumed.

        Parameters
        ----------
        to : object
            Any object with `__arrow_c_schema__`.

        Raises
        ------
        ArrowBridgeError
            If a field cannot be cast. The message names the field.

        Examples
        --------
        >>> ab.Table.from_pydict({"a": [1]}).to_reader().cast(ab.schema({"a": ab.int8()})).read_all().to_pydict()
        {'a': [1]}
        """
        return self._cast(to)  # type: ignore[no-any-return]

    def rebatch(self, min_rows: int = 0, max_rows: int = 0) -> "RecordBatchReader":
        """Return a reader of the same rows in batches of other lengths. This reader is consumed.

        Batches are split without a copy. Concatenating batches copies them. If one of two dictionaries is the beginning
        of the other, the longer one is taken; otherwise the values that only the second has follow those of the first.
        For batches without dictionaries, cast the reader to ``schema.decode_dictionaries()`` first.

        Parameters
        ----------
        min_rows, max_rows : int, default 0
            The minimum and maximum number of rows per batch. 0: no limit.

        Raises
        ------
        ArrowBridgeError
            If a number is negative, or the maximum is below the minimum.

        Examples
        --------
        >>> [len(batch) for batch in ab.Table.from_pydict({"a": [1, 2, 3]}).to_reader().rebatch(max_rows=2)]
        [2, 1]
        """
        least, most = _arguments.integer(min_rows, "min_rows"), _arguments.integer(max_rows, "max_rows")
        return self._rebatch(least, most)  # type: ignore[no-any-return]

    def compact(self) -> "RecordBatchReader":
        """Return a reader of compact batches, see `RecordBatch.compact`. This reader is consumed.

        Raises
        ------
        ArrowBridgeError
            If the reader was consumed. Reading a batch raises it if the data is not valid.

        Examples
        --------
        >>> reader = ab.Table.from_pydict({"a": [1, 2, 3]}).to_reader().rebatch(max_rows=2).compact()
        >>> [batch.num_rows for batch in reader]
        [2, 1]
        """
        return self._compact()  # type: ignore[no-any-return]

    def unify_dictionaries(self, index_bits: int = 0, drop_order: bool = False) -> "RecordBatchReader":
        """Return a reader with one growing dictionary for each dictionary-encoded field. This reader is consumed.

        Each batch has the dictionary of the batch before, followed by the values that are new. So such a stream can be
        written to an IPC file, in which a dictionary cannot be replaced. Values that are nested or dictionary-encoded
        themselves are not compared one by one: they are added unless one dictionary begins with the other.

        Parameters
        ----------
        index_bits : {0, 32, 64}
            The minimum width of indices: narrower ones become int32 or int64. 0: indices keep their types, and a batch
            whose indices do not fit raises.
        drop_order : bool, default False
            Whether ordered dictionaries become unordered. Otherwise a batch that would change the order raises.

        Raises
        ------
        ArrowBridgeError
            If an option is invalid. Reading a batch raises it if an index does not fit or the data is not valid.

        Examples
        --------
        >>> type = ab.dictionary(ab.int8(), ab.utf8())
        >>> batches = [ab.RecordBatch.from_pydict({"a": ab.array(words).cast(type)}) for words in (["x"], ["y", "x"])]
        >>> reader = ab.RecordBatchReader.from_batches(batches[0].schema, batches).unify_dictionaries()
        >>> [batch.column("a").dictionary.to_pylist() for batch in reader]
        [['x'], ['x', 'y']]
        """
        bits = _arguments.integer(index_bits, "index_bits", 31)
        return self._unify_dictionaries(bits, drop_order)  # type: ignore[no-any-return]

    def read_statistics(self) -> RecordBatch:
        """Read all remaining batches and return their statistics, see `RecordBatch.statistics`.

        Raises
        ------
        ArrowBridgeError
            If the producer fails, or the data is not valid.

        Examples
        --------
        >>> statistics = ab.Table.from_pydict({"a": [1, 2, 3]}).to_reader().read_statistics()
        >>> dict(statistics.to_pylist()[1]["statistics"])["ARROW:max_value:exact"]
        3
        """
        return self._statistics(True)  # type: ignore[no-any-return]

    def with_statistics(self) -> "RecordBatchReader":
        """Return a reader of the same batches that collects their statistics. This reader is consumed.

        Raises
        ------
        ArrowBridgeError
            If the reader was consumed. Reading a batch raises it if the data is not valid.

        Examples
        --------
        >>> reader = ab.Table.from_pydict({"a": [1, 2, 3]}).to_reader().with_statistics()
        >>> reader.read_all().num_rows
        3
        >>> dict(reader.statistics().to_pylist()[0]["statistics"])
        {'ARROW:row_count:exact': 3}
        """
        return self._with_statistics()  # type: ignore[no-any-return]

    def statistics(self) -> RecordBatch:
        """Return the statistics of the batches that a reader of `with_statistics` has yielded so far.

        Raises
        ------
        ArrowBridgeError
            If the reader collects no statistics, or has failed.

        Examples
        --------
        >>> reader = ab.Table.from_pydict({"a": [1, 2, 3]}).to_reader().rebatch(max_rows=2).with_statistics()
        >>> reader.read_next_batch().num_rows
        2
        >>> dict(reader.statistics().to_pylist()[0]["statistics"])
        {'ARROW:row_count:exact': 2}
        """
        return self._statistics(False)  # type: ignore[no-any-return]

    def tee(self, count: int = 2) -> List["RecordBatchReader"]:
        """Return several readers that each yield all remaining batches. This reader is consumed.

        The new readers can be read on different threads. They share the batches. A batch is kept until the slowest
        reader has read it, so close readers that are no longer used.

        Parameters
        ----------
        count : int, default 2
            The number of readers.

        Raises
        ------
        ArrowBridgeError
            If the count is below 1.

        Examples
        --------
        >>> one, other = ab.Table.from_pydict({"a": [1]}).to_reader().tee(2)
        >>> one.read_all() == other.read_all()
        True
        """
        return self._tee(_arguments.integer(count, "count", 31))

    def check(
        self,
        level: str = "default",
        on_finding: Optional[Callable[[Finding], Any]] = None,
        fail: Optional[str] = None,
    ) -> "RecordBatchReader":
        """Return a checked reader, which reports violations of the specification. This reader is consumed.

        The checked reader yields the same batches. Each rule that the producer or the consumer of the stream violates
        is reported once for each field.

        Parameters
        ----------
        level : {"calls", "minimal", "default", "full"}
            What to check: only the calls, or also the batches, with this level of validation.
        on_finding : callable, optional
            Called with each Finding, on the thread where it is found. It must not use the reader. Its exceptions are
            ignored. By default findings are printed to standard error.
        fail : {"error", "warning"}, optional
            Reading fails after a finding of this severity or a higher one. By default reading never fails.

        Raises
        ------
        ValueError
            If an argument is none of those named here.

        Examples
        --------
        >>> findings = []
        >>> reader = ab.Table.from_pydict({"a": [1]}).to_reader().check("full", findings.append)
        >>> reader.read_all().num_rows, findings
        (1, [])
        """
        from ._check import check_arguments

        return self._check(*check_arguments(level, on_finding, fail))  # type: ignore[no-any-return]

    def __enter__(self) -> "RecordBatchReader":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"RecordBatchReader({self._status})\n{self.schema!r}"


def _adapt(batch: RecordBatch, handle: Any, index: int) -> RecordBatch:
    """Cast a batch of a Python source to the schema of the reader."""
    schema = Schema._of(handle)
    if batch.column_names != schema.names:
        raise invalid(
            f"STR-8: batch {index} has the columns {batch.column_names}, "
            f"but the schema of the reader has {schema.names}"
        )
    try:
        return batch.cast(schema)
    except ArrowBridgeError as error:
        raise from_code(error.code, f"batch {index}: {error.message}") from error


def _to_pylist(schema: Any, array: Any, **options: str) -> List[Any]:
    from . import _values

    return _values.to_pylist(schema, array, **options)


core.register(reader_class=RecordBatchReader, adapt_batch=_adapt, to_pylist=_to_pylist)
