"""IPC in pieces: decoding of bytes as they arrive, and encoding message by message."""

from __future__ import annotations

from typing import NamedTuple

from . import _arguments, _metadata
from ._batch import RecordBatch
from ._ipc import _CODECS, _VALIDATE, _choice, _columns
from ._library import core
from ._schema import Schema

TYPE_CHECKING = False  # typing is slow to import
if TYPE_CHECKING:
    from typing import Any, Dict, Iterator, List, Optional, Sequence, Union

    from ._metadata import MetadataLike
    from .protocols import ArrayLike, SchemaLike

_KINDS = {1: "schema", 2: "dictionary", 3: "batch", 4: "end"}


class IpcDecoder:
    """Decodes an Arrow IPC stream whose bytes arrive in pieces of any size.

    Parameters
    ----------
    schema : object, optional
        A dict of names to types, or any object with `__arrow_c_schema__`: the schema, if the messages begin after it.
        Dictionaries have the ids that an `IpcEncoder` for this schema gives them. Default: the stream begins with its
        schema.
    columns : list of str or list of int, optional
        The names or the indices of the columns to decode. Default: all columns.
    validate : {"minimal", "default", "full"}, default "default"
        How every batch is validated, as in `open_ipc`.
    max_bytes : int, optional
        The maximum memory that one batch may need.
    threads : int, default 1
        The number of threads that decompress the large buffers of a batch, including the calling thread; at most 64.

    Raises
    ------
    ArrowBridgeError
        If the bytes are not a valid stream. Once decoding has failed, every further call fails in the same way.

    Examples
    --------
    >>> import io
    >>> file = io.BytesIO()
    >>> ab.write_ipc(ab.RecordBatch.from_pydict({"a": [1, 2]}), file)
    >>> decoder = ab.IpcDecoder()
    >>> for piece in (file.getvalue()[:100], file.getvalue()[100:]):
    ...     for batch in decoder.feed(piece):
    ...         print(batch.to_pydict())
    {'a': [1, 2]}
    """

    __slots__ = ("_handle",)

    def __init__(
        self,
        schema: Optional[SchemaLike] = None,
        *,
        columns: Optional[Sequence[Union[str, int]]] = None,
        validate: Optional[str] = "default",
        max_bytes: Optional[int] = None,
        threads: int = 1,
    ) -> None:
        self._handle = core.decoder_new(
            schema,
            _columns(columns),
            _choice(_VALIDATE, validate, "validate"),
            _arguments.integer(max_bytes or 0, "max_bytes"),
            _arguments.integer(threads, "threads", 32),
        )

    @property
    def schema(self) -> Optional[Schema]:
        """The schema, with the requested columns; None until it has arrived."""
        handle = self._handle.schema()
        return None if handle is None else Schema._of(handle)

    @property
    def bytes_wanted(self) -> int:
        """The number of bytes that the decoder needs next, up to the end of the part of a message that is arriving.

        0 at end of stream. The data announces this number, so read into a buffer of a limited size.
        """
        return self._handle.bytes_wanted()

    @property
    def bytes_after_end(self) -> int:
        """The number of bytes that were given after the end of the stream, which must have been reached."""
        return self._handle.bytes_after_end()

    @property
    def batch_metadata(self) -> Optional[Dict[bytes, bytes]]:
        """The metadata of the message of the batch that was given last; None if there is none.

        In a loop over `feed`, it is that of the batch of this round.
        """
        return _metadata.as_dict(_metadata.decode(self._handle.batch_metadata()))

    def feed(self, data: Any) -> Iterator[RecordBatch]:
        """Give bytes, and iterate over the batches that they complete.

        The bytes are copied. Bytes after the end-of-stream marker are ignored, and counted by `bytes_after_end`. All
        bytes are given when the iterator is exhausted; `list(decoder.feed(data))` gives them at once.

        Parameters
        ----------
        data : buffer
            An object with the buffer protocol, such as bytes or a memoryview.

        Yields
        ------
        RecordBatch

        Examples
        --------
        >>> decoder = ab.IpcDecoder()
        >>> list(decoder.feed(b"")), decoder.bytes_wanted
        ([], 4)
        """
        start, size = 0, memoryview(data).nbytes
        while start < size:
            used, batch = self._handle.feed(data, start)
            start += used
            if batch is not None:
                yield batch

    def feed_message(self, metadata: Any, body: Optional[Any] = None) -> Optional[RecordBatch]:
        """Give one whole message, and return its batch. The body is not copied.

        Parameters
        ----------
        metadata : buffer
            The metadata of the message, with or without its prefix of 8 bytes, such as `data_header` of Arrow Flight;
            without `body`, the whole encapsulated message, such as those of BigQuery.
        body : buffer, optional
            The body, such as `data_body` of Arrow Flight. It is kept alive as long as a batch needs it.

        Returns
        -------
        RecordBatch or None
            None if the message is a schema or a dictionary.

        Examples
        --------
        >>> batch = ab.RecordBatch.from_pydict({"a": [1, 2]})
        >>> decoder = ab.IpcDecoder(batch.schema)
        >>> schema, message = [*(encoder := ab.IpcEncoder(batch.schema)).messages(), *encoder.write(batch)]
        >>> decoder.feed_message(message.metadata, message.body).to_pydict()
        {'a': [1, 2]}
        """
        batch: Optional[RecordBatch] = self._handle.feed_message(metadata, body)
        return batch

    def finish(self) -> None:
        """Tell that no more bytes come.

        Raises
        ------
        ArrowBridgeError
            If the stream ends inside a message, before its schema, or between a dictionary and its batch.

        Examples
        --------
        >>> decoder = ab.IpcDecoder(ab.schema({"a": ab.int8()}))
        >>> decoder.finish()
        """
        self._handle.finish()


class IpcMessage(NamedTuple):
    """A message of an Arrow IPC stream.

    Attributes
    ----------
    kind : {"schema", "dictionary", "batch", "end"}
        What the message is. An end-of-stream marker has no metadata.
    data : bytes
        The encapsulated message: a prefix of 8 bytes, the metadata and the body.
    metadata_size : int
        The size of the metadata.

    Examples
    --------
    >>> encoder = ab.IpcEncoder(ab.schema({"a": ab.int8()}))
    >>> [message.kind for message in encoder.messages()]
    ['schema']
    """

    kind: str
    data: bytes
    metadata_size: int

    @property
    def metadata(self) -> memoryview:
        """The metadata, without the prefix."""
        return memoryview(self.data)[8 : 8 + self.metadata_size]

    @property
    def body(self) -> memoryview:
        """The body, empty for a schema."""
        return memoryview(self.data)[8 + self.metadata_size :]


class IpcEncoder:
    """Encodes record batches as the messages of an Arrow IPC stream, one by one, for protocols such as Arrow Flight.

    Parameters
    ----------
    schema : object
        A dict of names to types, or any object with `__arrow_c_schema__`: the schema of the batches.
    codec : {"none", "lz4", "zstd"}, optional
        The compression of buffers. Default: none.
    level : int, default 0
        The compression level. 0: the default of the codec.
    alignment : int, default 0
        The alignment of buffers in bytes. 0: the default of the library.
    threads : int, default 1
        The number of threads that compress the large buffers of a batch, including the calling thread; at most 64.
    dictionary_deltas : bool, default False
        Whether a dictionary that has grown is extended by a delta instead of being replaced.
    metadata : mapping or list of pairs, optional
        The metadata of the message of the schema.

    Examples
    --------
    >>> batch = ab.RecordBatch.from_pydict({"a": [1, 2]})
    >>> encoder = ab.IpcEncoder(batch.schema)
    >>> [message.kind for message in encoder.write(batch)], [message.kind for message in encoder.finish()]
    (['schema', 'batch'], ['end'])
    """

    __slots__ = ("_handle",)

    def __init__(
        self,
        schema: SchemaLike,
        *,
        codec: Optional[str] = None,
        level: int = 0,
        alignment: int = 0,
        threads: int = 1,
        dictionary_deltas: bool = False,
        metadata: Optional[MetadataLike] = None,
    ) -> None:
        self._handle = core.encoder_new(
            schema,
            _choice(_CODECS, codec, "codec"),
            _arguments.integer(level, "level", 32),
            _arguments.integer(alignment, "alignment", 32),
            _arguments.integer(threads, "threads", 32),
            dictionary_deltas,
            _metadata.encode(metadata),
        )

    def messages(self) -> List[IpcMessage]:
        """Return the messages that were not returned yet. At first it is the message of the schema.

        Examples
        --------
        >>> encoder = ab.IpcEncoder(ab.schema({"a": ab.int8()}))
        >>> len(encoder.messages()), len(encoder.messages())
        (1, 0)
        """
        found = []
        while (message := self._handle.next()) is not None:
            kind, data, metadata_size = message
            found.append(IpcMessage(_KINDS[kind], data, metadata_size))
        return found

    def write(self, batch: ArrayLike, metadata: Optional[MetadataLike] = None) -> List[IpcMessage]:
        """Encode a batch, and return the messages of its dictionaries that are new or have changed, and its own.

        Messages that were not returned before come first.

        Parameters
        ----------
        batch : object
            A record batch with the schema of the encoder: any object with `__arrow_c_array__`.
        metadata : mapping or list of pairs, optional
            The metadata of the message of the batch.

        Examples
        --------
        >>> batch = ab.RecordBatch.from_pydict({"a": [1]})
        >>> schema, message = ab.IpcEncoder(batch.schema).write(batch)
        >>> len(message.data) == 8 + len(message.metadata) + len(message.body)
        True
        """
        own = batch if isinstance(batch, RecordBatch) else RecordBatch(batch)
        self._handle.write(own, _metadata.encode(metadata))
        return self.messages()

    def finish(self) -> List[IpcMessage]:
        """End the stream, and return the last message: the end-of-stream marker.

        Examples
        --------
        >>> ab.IpcEncoder(ab.schema({"a": ab.int8()})).finish()[-1].kind
        'end'
        """
        self._handle.finish()
        return self.messages()
