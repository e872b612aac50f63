"""The structs of the Arrow C interfaces and of the library, for ctypes. Field names are those of the C headers.

Callbacks are declared as plain addresses, because ctypes makes a new object each time a function pointer is read.
"""

from __future__ import annotations

import ctypes
from ctypes import CFUNCTYPE, POINTER, Structure, c_char, c_char_p, c_int32, c_int64, c_void_p

FLAG_DICTIONARY_ORDERED = 1
FLAG_NULLABLE = 2
FLAG_MAP_KEYS_SORTED = 4

DEVICE_CPU = 1


class ArrowSchema(Structure):
    """The name, type and metadata of a field. `metadata` is an address here, because it is not NUL-terminated."""


ArrowSchema._fields_ = [
    ("format", c_char_p),
    ("name", c_char_p),
    ("metadata", c_void_p),
    ("flags", c_int64),
    ("n_children", c_int64),
    ("children", POINTER(POINTER(ArrowSchema))),
    ("dictionary", POINTER(ArrowSchema)),
    ("release", c_void_p),
    ("private_data", c_void_p),
]


class ArrowArray(Structure):
    """The values of a field, or a record batch."""


ArrowArray._fields_ = [
    ("length", c_int64),
    ("null_count", c_int64),
    ("offset", c_int64),
    ("n_buffers", c_int64),
    ("n_children", c_int64),
    ("buffers", POINTER(c_void_p)),
    ("children", POINTER(POINTER(ArrowArray))),
    ("dictionary", POINTER(ArrowArray)),
    ("release", c_void_p),
    ("private_data", c_void_p),
]


class ArrowArrayStream(Structure):
    """A stream of arrays of one type. The consumer pulls the arrays."""

    _fields_ = [
        ("get_schema", c_void_p),
        ("get_next", c_void_p),
        ("get_last_error", c_void_p),
        ("release", c_void_p),
        ("private_data", c_void_p),
    ]


class ArrowDeviceArray(Structure):
    """An array whose buffers are in the memory of a device. Releasing the embedded array releases it."""

    _fields_ = [
        ("array", ArrowArray),
        ("device_id", c_int64),
        ("device_type", c_int32),
        ("sync_event", c_void_p),
        ("reserved", c_int64 * 3),
    ]


class ArrowDeviceArrayStream(Structure):
    """A stream of device arrays. The consumer pulls the arrays."""

    _fields_ = [
        ("device_type", c_int32),
        ("get_schema", c_void_p),
        ("get_next", c_void_p),
        ("get_last_error", c_void_p),
        ("release", c_void_p),
        ("private_data", c_void_p),
    ]


class ArrowBridgeError(Structure):
    """struct ArrowBridgeError: an error message. The exception class of the same name is in `_errors`."""

    _fields_ = [("message", c_char * 1024)]


class LiveCounts(Structure):
    """struct ArrowBridgeLiveCounts."""

    _fields_ = [
        ("bytes", c_int64),
        ("blocks", c_int64),
        ("handles", c_int64),
        ("exported_schemas", c_int64),
        ("exported_arrays", c_int64),
        ("exported_streams", c_int64),
    ]


class PrintOptions(Structure):
    """struct ArrowBridgePrintOptions."""

    _fields_ = [
        ("struct_size", c_int64),
        ("head", c_int64),
        ("tail", c_int64),
        ("max_width", c_int64),
        ("total_width", c_int64),
    ]


class IpcReadOptions(Structure):
    """struct ArrowBridgeIpcReadOptions."""

    _fields_ = [
        ("struct_size", c_int64),
        ("validate", c_int32),
        ("no_map", c_int32),
        ("column_names", POINTER(c_char_p)),
        ("column_indices", POINTER(c_int64)),
        ("n_columns", c_int64),
        ("max_bytes", c_int64),
    ]


class IpcWriteOptions(Structure):
    """struct ArrowBridgeIpcWriteOptions."""

    _fields_ = [
        ("struct_size", c_int64),
        ("format", c_int32),
        ("codec", c_int32),
        ("level", c_int32),
        ("alignment", c_int32),
        ("dictionary_deltas", c_int32),
        ("reserved", c_int32),
        ("schema_metadata", c_void_p),
        ("footer_metadata", c_void_p),
        ("progress", c_void_p),
        ("progress_context", c_void_p),
    ]


class Output(Structure):
    """struct ArrowBridgeOutput."""

    _fields_ = [("write", c_void_p), ("release", c_void_p), ("context", c_void_p)]


# The type of the release callbacks of schemas, arrays and streams.
RELEASE = CFUNCTYPE(None, c_void_p)


def release(struct: Structure) -> None:
    """Call the release callback of a struct, without the GIL. A no-op for a released struct."""
    holder = struct.array if isinstance(struct, ArrowDeviceArray) else struct
    if holder.release:
        RELEASE(holder.release)(ctypes.addressof(struct))


def address(pointer: object) -> int:
    """Return the address that a ctypes pointer points to; 0 for NULL."""
    return ctypes.cast(pointer, c_void_p).value or 0  # type: ignore[arg-type]
