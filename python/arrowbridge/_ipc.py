"""Reading and writing of Arrow IPC files and streams."""

from __future__ import annotations

import ctypes
import errno
import os
from ctypes import CFUNCTYPE, byref, c_char_p, c_int, c_int64, c_void_p
from typing import Any, Dict, Optional, Sequence, Tuple, Union

from . import _arguments, _capsules, _consume, _metadata
from ._abi import IpcReadOptions, IpcWriteOptions, Output
from ._handles import ReaderHandle
from ._library import lib, refuse_fork
from ._metadata import MetadataLike
from ._reader import RecordBatchReader
from ._source import call_reading, failed

_VALIDATE: Dict[Optional[str], int] = {None: 0, "minimal": 1, "default": 2, "full": 3}
_FORMATS: Dict[Optional[str], int] = {None: 0, "file": 1, "stream": 2}
_CODECS: Dict[Optional[str], int] = {None: 0, "none": 0, "lz4": 1, "zstd": 2}


def _choice(table: Dict[Optional[str], int], value: Optional[str], what: str) -> int:
    if value not in table:
        raise ValueError(f"{what} must be one of {', '.join(str(name) for name in table)}, not {value!r}")
    return table[value]


def _read_options(
    columns: Optional[Sequence[Union[str, int]]], validate: Optional[str], memory_map: bool, max_bytes: Optional[int]
) -> Tuple[IpcReadOptions, Any]:
    """Return the options, and an object that must be kept alive while they are used."""
    level = _choice(_VALIDATE, validate, "validate")
    options = IpcReadOptions(ctypes.sizeof(IpcReadOptions), level, int(not memory_map))
    options.max_bytes = _arguments.integer(max_bytes or 0, "max_bytes")
    if columns is None:
        return options, None
    if isinstance(columns, (str, bytes)):
        raise TypeError("columns must be a list of names or a list of indices")
    wanted = list(columns)
    # At least one element, because a NULL pointer means all columns, and an empty list means none.
    capacity = max(len(wanted), 1)
    if wanted and all(isinstance(column, str) for column in wanted):
        kept: Any = (c_char_p * capacity)(*[_arguments.text(str(column), "columns") for column in wanted])
        options.column_names = kept
    elif all(isinstance(column, int) for column in wanted):
        kept = (c_int64 * capacity)(*[_arguments.integer(column, "columns") for column in wanted])
        options.column_indices = kept
    else:
        raise TypeError("columns must be all names or all indices")
    options.n_columns = len(wanted)
    return options, kept


def open_ipc(
    source: Any,
    *,
    columns: Optional[Sequence[Union[str, int]]] = None,
    validate: Optional[str] = "default",
    memory_map: bool = True,
    max_bytes: Optional[int] = None,
) -> RecordBatchReader:
    """Open an Arrow IPC file or stream as a reader. The format is detected from the content.

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

    Returns
    -------
    RecordBatchReader
    """
    options, kept = _read_options(columns, validate, memory_map, max_bytes)
    if isinstance(source, (str, os.PathLike)):
        handle = ReaderHandle.make("ArrowBridgeOpenIpcFile", _arguments.path(source), byref(options))
    else:
        handle = _open_buffer(source, options)
    del kept
    return RecordBatchReader._of(handle)


def _open_buffer(source: Any, options: IpcReadOptions) -> ReaderHandle:
    try:
        view = memoryview(source).cast("B")
    except TypeError as error:
        message = f"open_ipc needs a path or an object with the buffer protocol, not {type(source).__name__}"
        raise TypeError(message) from error
    refuse_fork("ArrowBridgeOpenIpcBuffer")
    address = _capsules.buffer_address(view)
    release = ctypes.cast(lib.ArrowBridgePythonRelease, c_void_p)
    owner = _capsules.new_reference(view)
    return ReaderHandle.make("ArrowBridgeOpenIpcBuffer", address, len(view), release, owner, byref(options))


_WRITE = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int64, c_void_p)


def _write_all(sink: Any, address: int, size: int) -> None:
    """Write bytes to a sink. They are valid only during this call, so views that the sink keeps are released."""
    with memoryview((ctypes.c_char * size).from_address(address)) as whole, whole.cast("B") as data:
        position = 0
        while position < size:
            with data[position:] as rest:
                written = sink.write(rest)
            if written is not None and not 0 < written <= size - position:
                raise OSError(errno.EIO, f"write() got {size - position} bytes but returned that it wrote {written}")
            position = size if written is None else position + written


def write_ipc(
    data: Any,
    sink: Any,
    *,
    format: Optional[str] = None,
    codec: Optional[str] = None,
    level: int = 0,
    alignment: int = 0,
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
        The compression level of the codec. 0: its default level.
    alignment : int, default 0
        The alignment of buffers in bytes. 0: the default of the library.
    metadata : mapping or list of pairs, optional
        The metadata of the footer of a file, or of the first message of a stream.
    """
    options = IpcWriteOptions(ctypes.sizeof(IpcWriteOptions), _choice(_FORMATS, format, "format"))
    options.codec = _choice(_CODECS, codec, "codec")
    options.level = _arguments.integer(level, "level", 32)
    options.alignment = _arguments.integer(alignment, "alignment", 32)
    encoded = _metadata.encode(metadata)
    if encoded is not None:
        options.footer_metadata = ctypes.cast(c_char_p(encoded), c_void_p)
    reader = data if isinstance(data, RecordBatchReader) else RecordBatchReader(data)
    if isinstance(sink, (str, os.PathLike)):
        path = _arguments.path(sink)
        reader._use(lambda handle: call_reading("ArrowBridgeWriteIpcFile", handle, path, byref(options)))
    elif isinstance(sink, int):
        descriptor = _arguments.integer(sink, "sink", 32)
        reader._use(lambda handle: call_reading("ArrowBridgeWriteIpcDescriptor", handle, descriptor, byref(options)))
    else:
        _consume.method(sink, "write")

        @_WRITE  # type: ignore[misc]
        def write(_: Any, address: int, size: int, error: int) -> int:
            try:
                _write_all(sink, address, size)
                return 0
            except BaseException as raised:
                return failed(raised, error)

        output = Output(ctypes.cast(write, c_void_p), None, None)
        reader._use(
            lambda handle: call_reading("ArrowBridgeWriteIpcOutput", handle, byref(output), byref(options))
        )
