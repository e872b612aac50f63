"""Zero-copy exchange of Arrow data with any Python library that supports the Arrow PyCapsule interface.

    batches = arrowbridge.RecordBatchReader(any_object_with_arrow_c_stream)
    table = arrowbridge.open_ipc("cities.arrow").read_all()
    other_library.from_arrow(table)
"""

from . import _types
from ._array import Array, array
from ._batch import RecordBatch
from ._data_type import DataType
from ._errors import ArrowBridgeError
from ._library import (
    bytes_copied,
    capsule_from_address,
    live_counts,
    memory_pool_bytes,
    set_memory_pool_limit,
    struct_from_capsule,
    version,
)
from ._reader import RecordBatchReader
from ._schema import Field, Schema
from ._types import *  # noqa: F403

TYPE_CHECKING = False  # typing is slow to import
if TYPE_CHECKING:
    from typing import Any, List

    from . import protocols
    from ._casts import FieldCast, can_cast
    from ._check import Finding
    from ._chunked import ChunkedArray
    from ._devices import (
        DeviceArray,
        DeviceStream,
        copy_to_device,
        register_device_copier,
        unregister_device_copier,
    )
    from ._extensions import (
        bool8,
        extension,
        fixed_shape_tensor,
        json_,
        register_extension,
        unregister_extension,
        uuid,
    )
    from ._ipc import follow_ipc, open_ipc, write_ipc
    from ._live import LiveObject, live_objects, tag_live_objects, track_live_objects
    from ._memory import Buffer
    from ._messages import IpcDecoder, IpcEncoder, IpcMessage
    from ._table import Table
    from ._text import write_csv, write_ndjson
    from ._tuples import DayTime, MonthDayNano, Tagged

__version__ = "0.1.0"

__all__ = [
    "Array",
    "ArrowBridgeError",
    "Buffer",
    "ChunkedArray",
    "DataType",
    "DayTime",
    "DeviceArray",
    "DeviceStream",
    "Field",
    "FieldCast",
    "Finding",
    "IpcDecoder",
    "IpcEncoder",
    "IpcMessage",
    "LiveObject",
    "MonthDayNano",
    "RecordBatch",
    "RecordBatchReader",
    "Schema",
    "Table",
    "Tagged",
    "array",
    "bytes_copied",
    "bool8",
    "can_cast",
    "capsule_from_address",
    "copy_to_device",
    "extension",
    "fixed_shape_tensor",
    "follow_ipc",
    "json_",
    "live_counts",
    "live_objects",
    "memory_pool_bytes",
    "open_ipc",
    "protocols",
    "register_device_copier",
    "register_extension",
    "set_memory_pool_limit",
    "struct_from_capsule",
    "tag_live_objects",
    "track_live_objects",
    "unregister_device_copier",
    "unregister_extension",
    "uuid",
    "version",
    "write_csv",
    "write_ipc",
    "write_ndjson",
    *_types.__all__,
]

# Names that are imported when they are first used, and their modules.
_LAZY = {
    "Buffer": "_memory",
    "ChunkedArray": "_chunked",
    "DayTime": "_tuples",
    "DeviceArray": "_devices",
    "DeviceStream": "_devices",
    "FieldCast": "_casts",
    "Finding": "_check",
    "IpcDecoder": "_messages",
    "IpcEncoder": "_messages",
    "IpcMessage": "_messages",
    "LiveObject": "_live",
    "MonthDayNano": "_tuples",
    "Table": "_table",
    "Tagged": "_tuples",
    "bool8": "_extensions",
    "can_cast": "_casts",
    "copy_to_device": "_devices",
    "extension": "_extensions",
    "fixed_shape_tensor": "_extensions",
    "follow_ipc": "_ipc",
    "json_": "_extensions",
    "live_objects": "_live",
    "open_ipc": "_ipc",
    "register_device_copier": "_devices",
    "register_extension": "_extensions",
    "tag_live_objects": "_live",
    "track_live_objects": "_live",
    "unregister_device_copier": "_devices",
    "unregister_extension": "_extensions",
    "uuid": "_extensions",
    "write_csv": "_text",
    "write_ipc": "_ipc",
    "write_ndjson": "_text",
}


def __getattr__(name: str) -> "Any":
    from importlib import import_module

    if name == "protocols":
        return import_module(f"{__name__}.protocols")
    if name not in _LAZY:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(f"{__name__}.{_LAZY[name]}"), name)
    return value


def __dir__() -> "List[str]":
    return sorted({*globals(), *__all__})
