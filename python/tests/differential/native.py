"""Functions of the library that the package does not offer: text and integration JSON, through ctypes."""

from __future__ import annotations

import ctypes
from ctypes import POINTER, byref, c_char_p, c_int, c_int32, c_int64, c_void_p

import arrowbridge as ab
from abi import ArrowArray, ArrowArrayStream, ArrowSchema
from arrowbridge._library import core


class TextWriteOptions(ctypes.Structure):
    """struct ArrowBridgeTextWriteOptions."""

    _fields_ = [("struct_size", c_int64), ("format", c_int32), ("reserved", c_int32), ("max_rows", c_int64),
                ("progress", c_void_p), ("progress_context", c_void_p)]


CSV, NDJSON = 1, 2
_library = ctypes.CDLL(core.library_path())


def _function(name, *arguments, result=c_int):
    function = getattr(_library, name)
    function.argtypes, function.restype = arguments, result
    return function


_import_reader = _function("ArrowBridgeImportRecordBatchReader", POINTER(ArrowArrayStream), POINTER(c_void_p), c_char_p)
_release_reader = _function("ArrowBridgeReaderRelease", c_void_p, result=None)
_write_text = _function("ArrowBridgeWriteTextFile", c_void_p, c_char_p, POINTER(TextWriteOptions), c_char_p)
_write_json = _function("ArrowBridgeWriteJsonFile", c_void_p, c_char_p, c_char_p)
_json_schema = _function("ArrowBridge_CDataIntegration_ExportSchemaFromJson", c_char_p, POINTER(ArrowSchema),
                         result=c_char_p)
_json_batch = _function("ArrowBridge_CDataIntegration_ExportBatchFromJson", c_char_p, c_int, POINTER(ArrowArray),
                        result=c_char_p)


class CallError(Exception):
    """A function of the library failed. The text is its message."""


def _write(batch, function, *arguments) -> None:
    stream, reader = ArrowArrayStream(), c_void_p()
    error = ctypes.create_string_buffer(1024)
    ab.RecordBatchReader(batch)._export_to_c(ctypes.addressof(stream))
    code = _import_reader(byref(stream), byref(reader), error)
    if code == 0:
        code = function(reader, *arguments, error)
        _release_reader(reader)
    if code != 0:
        raise CallError(error.value.decode())


def text(batch, format: int, path) -> str:
    """A batch as CSV or newline-delimited JSON."""
    options = TextWriteOptions(ctypes.sizeof(TextWriteOptions), format)
    _write(batch, _write_text, bytes(path), byref(options))
    return path.read_bytes().decode()


def write_json(batch, path) -> None:
    """Write a batch to a file of the integration format."""
    _write(batch, _write_json, bytes(path))


def read_json(path):
    """The first batch of a file of the integration format."""
    schema, array = ArrowSchema(), ArrowArray()
    for problem in (_json_schema(bytes(path), byref(schema)), _json_batch(bytes(path), 0, byref(array))):
        if problem is not None:
            raise CallError(problem.decode())
    return ab.RecordBatch._import_from_c(ctypes.addressof(array), ctypes.addressof(schema))
