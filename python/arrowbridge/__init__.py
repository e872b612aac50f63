"""Zero-copy exchange of Arrow data with any Python library that supports the Arrow PyCapsule interface.

    batches = arrowbridge.RecordBatchReader(any_object_with_arrow_c_stream)
    table = arrowbridge.open_ipc("cities.arrow").read_all()
    other_library.from_arrow(table)
"""

from . import _types, protocols
from ._array import Array, Buffer
from ._batch import RecordBatch
from ._build import Tagged
from ._capsules import capsule_from_address, struct_from_capsule
from ._casts import FieldCast, can_cast
from ._check import Finding
from ._chunked import ChunkedArray
from ._errors import ArrowBridgeError
from ._ipc import open_ipc, write_ipc
from ._library import bytes_copied, live_counts, version
from ._reader import RecordBatchReader
from ._schema import DataType, Field, Schema
from ._table import Table
from ._times import DayTime, MonthDayNano
from ._types import *  # noqa: F403

__version__ = "0.1.0"

__all__ = [
    "Array",
    "ArrowBridgeError",
    "Buffer",
    "ChunkedArray",
    "DataType",
    "DayTime",
    "Field",
    "FieldCast",
    "Finding",
    "MonthDayNano",
    "RecordBatch",
    "RecordBatchReader",
    "Schema",
    "Table",
    "Tagged",
    "bytes_copied",
    "can_cast",
    "capsule_from_address",
    "live_counts",
    "open_ipc",
    "protocols",
    "struct_from_capsule",
    "version",
    "write_ipc",
    *_types.__all__,
]
