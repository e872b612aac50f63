"""Reading and writing of Arrow IPC files and streams."""

from __future__ import annotations

import os

from . import _arguments, _metadata, _sinks
from ._reader import RecordBatchReader

TYPE_CHECKING = False  # typing is slow to import
if TYPE_CHECKING:
    from typing import Any, Dict, List, Optional, Sequence, Union

    from ._metadata import MetadataLike

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


def open_ipc(
    source: Any,
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
    source : str, path-like or buffer
        A path, or an object with the buffer protocol (bytes, memoryview, mmap, a numpy array). Nothing is copied: the
        buffers of batches point into the mapped file or into the object. The object is kept alive as long as a batch
        needs it.
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
    """
    is_path = isinstance(source, (str, os.PathLike))
    reader: RecordBatchReader = RecordBatchReader._open_ipc(
        path=_arguments.path(source) if is_path else None,
        buffer=None if is_path else _bytes_of(source),
        columns=_columns(columns),
        validate=_choice(_VALIDATE, validate, "validate"),
        no_map=not memory_map,
        max_bytes=_arguments.integer(max_bytes or 0, "max_bytes"),
        threads=_arguments.integer(threads, "threads", 32),
    )
    return reader


def _bytes_of(source: Any) -> memoryview:
    try:
        return memoryview(source).cast("B")
    except TypeError as error:
        message = f"open_ipc needs a path or an object with the buffer protocol, not {type(source).__name__}"
        raise TypeError(message) from error


def write_ipc(
    data: Any,
    sink: Any,
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
