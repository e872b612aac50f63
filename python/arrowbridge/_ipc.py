"""Reading and writing of Arrow IPC files and streams."""

from __future__ import annotations

from . import _arguments, _metadata, _sinks, _sources
from ._errors import ArrowBridgeKeyError, ArrowBridgeValueError
from ._reader import RecordBatchReader

TYPE_CHECKING = False  # typing is slow to import
if TYPE_CHECKING:
    import os
    from typing import Any, Dict, List, Optional, Sequence, Union

    from ._metadata import MetadataLike
    from .protocols import DataLike, ReadableSource, WritableSink

_VALIDATE: Dict[Optional[str], int] = {None: 0, "minimal": 1, "default": 2, "full": 3}
_FORMATS: Dict[Optional[str], int] = {None: 0, "file": 1, "stream": 2}
_CODECS: Dict[Optional[str], int] = {None: 0, "none": 0, "lz4": 1, "zstd": 2}


def _choice(table: Dict[Optional[str], int], value: Optional[str], what: str) -> int:
    if value not in table:
        raise ValueError(f"{what} must be one of {', '.join(str(name) for name in table)}, not {value!r}")
    return table[value]


def _columns(columns: Optional[Sequence[Union[str, int]]]) -> Optional[List[Any]]:
    """Return the columns as encoded names or as indices."""
    if columns is None:
        return None
    if isinstance(columns, (str, bytes)):
        raise TypeError("columns must be a list of names or a list of indices")
    wanted = list(columns)
    if wanted and all(isinstance(column, str) for column in wanted):
        return [_arguments.text(str(column), "columns") for column in wanted]
    if all(isinstance(column, int) for column in wanted):
        return [_arguments.integer(column, "columns") for column in wanted]
    raise TypeError("columns must be all names or all indices")


def _names(open_: Any, source: Any, start: int) -> List[str]:
    """Return the names of all columns, and leave a file at the position where the data starts."""
    if source is not None:
        _sources.rewind(source, start)
    with open_(None) as reader:
        names: List[str] = reader.schema.names
    if source is not None:
        _sources.rewind(source, start)
    return names


def open_ipc(
    source: ReadableSource,
    *,
    columns: Optional[Sequence[Union[str, int]]] = None,
    validate: Optional[str] = "default",
    memory_map: bool = True,
    max_bytes: Optional[int] = None,
    threads: int = 1,
) -> RecordBatchReader:
    """Open an Arrow IPC file or stream as a reader. The format is detected from the content.

    Only the first of several streams is read. At its end, `ipc_bytes_after_end` of the reader tells how many bytes
    follow.

    Parameters
    ----------
    source : str, path-like, buffer, file object or int
        A path; an object with the buffer protocol (bytes, memoryview, mmap, a numpy array); a binary file object with
        `readinto` or `read`; or a file descriptor. Of a path and a buffer nothing is copied: the buffers of batches
        point into the mapped file or into the object, which is kept alive as long as a batch needs it. File objects and
        descriptors are read from their current position, on the thread that reads the batch. They must stay open as
        long as the reader, and are not closed. The file format, which ends with its footer, is read whole when it is
        opened, except from the descriptor of a file, which is mapped.
    columns : list of str or list of int, optional
        The names or the indices of the columns to read. Default: all columns.
    validate : {"minimal", "default", "full"}, default "default"
        How every batch is validated: its structure, also offsets and indices, or also every value. With "minimal" the
        offsets and indices are validated when values are first read, not before a batch is handed on to others.
    memory_map : bool, default True
        Map the file. If False, read it into memory.
    max_bytes : int, optional
        The maximum memory that one batch may need.
    threads : int, default 1
        The number of threads that decompress the large buffers of a batch, including the calling thread; at most 64.
        Batches, their order and errors do not depend on it.

    Returns
    -------
    RecordBatchReader

    Raises
    ------
    ArrowBridgeError
        If the source cannot be read, or is not valid Arrow IPC. The exceptions of a file object are raised unchanged.
    KeyError
        If a name in `columns` does not exist. The message lists the names that do, if the source can be read again.

    Examples
    --------
    >>> import io
    >>> file = io.BytesIO()
    >>> ab.write_ipc(ab.RecordBatch.from_pydict({"a": [1, 2], "b": ["x", "y"]}), file)
    >>> position = file.seek(0)
    >>> ab.open_ipc(file, columns=["b"]).read_all().to_pydict()
    {'b': ['x', 'y']}
    """
    path, buffer, file, descriptor = _sources.origin(source)
    options: Dict[str, Any] = {
        "validate": _choice(_VALIDATE, validate, "validate"),
        "no_map": not memory_map,
        "max_bytes": _arguments.integer(max_bytes or 0, "max_bytes"),
        "threads": _arguments.integer(threads, "threads", 32),
    }
    wanted = _columns(columns)
    start = 0 if buffer is not None else _sources.position(source) if wanted else None

    def open_(columns: Optional[List[Any]]) -> RecordBatchReader:
        reader: RecordBatchReader = RecordBatchReader._open_ipc(
            path=path, buffer=buffer, file=file, descriptor=descriptor, columns=columns, follow=-1, **options
        )
        return reader

    try:
        return open_(wanted)
    except ArrowBridgeValueError as error:
        if not wanted or not isinstance(wanted[0], bytes) or "which does not exist" not in error.message:
            raise
        found = ""
        if start is not None:
            found = f"; the columns are: {', '.join(_names(open_, source if buffer is None else None, start))}"
        raise ArrowBridgeKeyError(error.code, error.message + found) from None


def follow_ipc(
    path: Union[str, "os.PathLike[Any]"],
    *,
    timeout: Optional[float] = None,
    columns: Optional[Sequence[Union[str, int]]] = None,
    validate: Optional[str] = "default",
    max_bytes: Optional[int] = None,
    threads: int = 1,
) -> RecordBatchReader:
    """Open a file or a FIFO in the Arrow IPC stream format that is still being written.

    Where its bytes end, the reader waits for more until the end-of-stream marker comes. The schema is waited for here.
    Ctrl-C ends a wait of the main thread.

    Parameters
    ----------
    path : str or path-like
        The path. A FIFO is opened without waiting for its writer; when a writer closes it, the next one may go on.
    timeout : float, optional
        How many seconds to wait for more bytes; each byte that comes begins the wait anew. Default: no limit.
    columns, validate, max_bytes, threads
        As in `open_ipc`.

    Returns
    -------
    RecordBatchReader

    Raises
    ------
    ArrowBridgeError
        If the path cannot be opened, is not valid, or is in the file format, or the timeout is not above 0. With the
        code ETIMEDOUT if no more bytes came in time, here or when a batch is read.

    Examples
    --------
    >>> import os, tempfile
    >>> path = os.path.join(tempfile.mkdtemp(), "growing.arrows")
    >>> ab.write_ipc(ab.RecordBatch.from_pydict({"a": [1]}), path)
    >>> [batch.to_pydict() for batch in ab.follow_ipc(path, timeout=1)]
    [{'a': [1]}]
    """
    reader: RecordBatchReader = RecordBatchReader._open_ipc(
        path=_arguments.path(path),
        buffer=None,
        file=None,
        descriptor=-1,
        columns=_columns(columns),
        validate=_choice(_VALIDATE, validate, "validate"),
        no_map=False,
        max_bytes=_arguments.integer(max_bytes or 0, "max_bytes"),
        threads=_arguments.integer(threads, "threads", 32),
        follow=_arguments.milliseconds(timeout, "timeout"),
    )
    return reader


def write_ipc(
    data: DataLike,
    sink: WritableSink,
    *,
    format: Optional[str] = None,
    codec: Optional[str] = None,
    level: int = 0,
    alignment: int = 0,
    threads: int = 1,
    metadata: Optional[MetadataLike] = None,
) -> None:
    """Write data as an Arrow IPC file or stream.

    Parameters
    ----------
    data : object
        Any object with `__arrow_c_stream__` or `__arrow_c_array__`, or their device variants. All batches are written.
    sink : str, path-like, int or object
        A path, a file descriptor, or an object with a `write` method. A file at a path is created or replaced only when
        the new file is complete.
    format : {"file", "stream"}, optional
        The IPC format. Default: "stream" for paths that end with ".arrows", descriptors and objects; "file" for other
        paths.
    codec : {"none", "lz4", "zstd"}, optional
        The compression of buffers. Default: none.
    level : int, default 0
        The compression level. 0: the default, which is 1 for ZSTD and the fast mode for LZ4.
    alignment : int, default 0
        The alignment of buffers in bytes. 0: the default of the library.
    threads : int, default 1
        The number of threads that compress the large buffers of a batch, including the calling thread; at most 64. The
        written bytes and errors do not depend on it.
    metadata : mapping or list of pairs, optional
        The metadata of the footer of a file, or of the first message of a stream.

    Raises
    ------
    ArrowBridgeError
        If the data cannot be read or written. Exceptions of an object that is written to are raised unchanged.

    Examples
    --------
    >>> import io
    >>> file = io.BytesIO()
    >>> ab.write_ipc(ab.RecordBatch.from_pydict({"a": [1]}), file, format="file")
    >>> file.getvalue()[:6]
    b'ARROW1'
    """
    reader = data if isinstance(data, RecordBatchReader) else RecordBatchReader(data)
    path, descriptor, object_ = _sinks.destination(sink)
    reader._write_ipc(
        path=path,
        descriptor=descriptor,
        sink=object_,
        format=_choice(_FORMATS, format, "format"),
        codec=_choice(_CODECS, codec, "codec"),
        level=_arguments.integer(level, "level", 32),
        alignment=_arguments.integer(alignment, "alignment", 32),
        threads=_arguments.integer(threads, "threads", 32),
        metadata=_metadata.encode(metadata),
    )
