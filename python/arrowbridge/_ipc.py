"""IPC files and streams: opened as readers, and written of anything that can be read."""

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
    options = IpcReadOptions(ctypes.sizeof(IpcReadOptions), _choice(_VALIDATE, validate, "validate"), int(not memory_map))
    options.max_bytes = _arguments.integer(max_bytes or 0, "max_bytes")
    if columns is None:
        return options, None
    if isinstance(columns, (str, bytes)):
        raise TypeError("columns must be a list of names, or of places")
    wanted = list(columns)
    # At least one place, so that no columns at all are told from all columns.
    room = max(len(wanted), 1)
    if wanted and all(isinstance(column, str) for column in wanted):
        kept: Any = (c_char_p * room)(*[_arguments.text(str(column), "columns") for column in wanted])
        options.column_names = kept
    elif all(isinstance(column, int) for column in wanted):
        kept = (c_int64 * room)(*[_arguments.integer(column, "columns") for column in wanted])
        options.column_indices = kept
    else:
        raise TypeError("columns must all be names, or all be places")
    options.n_columns = len(wanted)
    return options, kept


def open_ipc(
    source: Any,
    *,
    columns: Optional[Sequence[Union[str, int]]] = None,
    validate: Optional[str] = None,
    memory_map: bool = True,
    max_bytes: Optional[int] = None,
) -> RecordBatchReader:
    """Open an IPC file or stream, which is told from its content, as a reader.

    `source` is a path, or an object with the buffer protocol (bytes, memoryview, mmap, a numpy array), which is read in place and
    kept as long as any batch needs it. Buffers of batches point into the mapped file, or into those bytes.

    `columns` are names, or places, of the columns to read. `validate` is how every batch is checked: "minimal" (structure),
    "default" (offsets, indices), or "full" (every value); use one of the last two for files from strangers. `memory_map=False` reads
    the file into memory. `max_bytes` limits what one batch may need.
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
    """The bytes are there for this call only: views of them that a sink keeps are closed."""
    with memoryview((ctypes.c_char * size).from_address(address)) as whole, whole.cast("B") as data:
        place = 0
        while place < size:
            with data[place:] as rest:
                written = sink.write(rest)
            if written is not None and not 0 < written <= size - place:
                raise OSError(errno.EIO, f"write() was given {size - place} bytes and says that it took {written}")
            place = size if written is None else place + written


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
    """Write all batches of `data`, any object with one of the stream or array methods, as an IPC file or stream.

    `sink` is a path, a file descriptor, or an object with a method `write`. `format` is "file" or "stream"; without it a path
    ending in .arrows, a descriptor and an object get a stream, and other paths a file. `codec` is "lz4" or "zstd", with a `level` of
    its own. `metadata` is that of the footer, or of the first message. A file appears in its place when it is whole.
    """
    options = IpcWriteOptions(ctypes.sizeof(IpcWriteOptions), _choice(_FORMATS, format, "format"))
    options.codec = _choice(_CODECS, codec, "codec")
    options.level, options.alignment = _arguments.integer(level, "level", 32), _arguments.integer(alignment, "alignment", 32)
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
