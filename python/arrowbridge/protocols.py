"""Protocol classes of the Arrow PyCapsule interface and of files, for type hints and `isinstance`."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, Dict, List, Optional, Protocol, Tuple, Union, runtime_checkable

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer


@runtime_checkable
class ArrowSchemaExportable(Protocol):
    """An object that exports a schema."""

    def __arrow_c_schema__(self) -> object: ...


@runtime_checkable
class ArrowArrayExportable(Protocol):
    """An object that exports an array or a record batch."""

    def __arrow_c_array__(self, requested_schema: Optional[object] = None) -> Tuple[object, object]: ...


@runtime_checkable
class ArrowStreamExportable(Protocol):
    """An object that exports a stream."""

    def __arrow_c_stream__(self, requested_schema: Optional[object] = None) -> object: ...


@runtime_checkable
class ArrowDeviceArrayExportable(Protocol):
    """An object that exports a device array."""

    def __arrow_c_device_array__(
        self, requested_schema: Optional[object] = None, **kwargs: Any
    ) -> Tuple[object, object]: ...


@runtime_checkable
class ArrowDeviceStreamExportable(Protocol):
    """An object that exports a device stream."""

    def __arrow_c_device_stream__(self, requested_schema: Optional[object] = None, **kwargs: Any) -> object: ...


@runtime_checkable
class SupportsRead(Protocol):
    """A binary file object that is read in chunks."""

    def read(self, size: int, /) -> bytes: ...


@runtime_checkable
class SupportsReadInto(Protocol):
    """A binary file object that reads into memory of the caller."""

    def readinto(self, buffer: memoryview, /) -> Optional[int]: ...


@runtime_checkable
class SupportsWrite(Protocol):
    """A binary file object that is written. A number that `write` returns is that of the bytes that were written."""

    def write(self, data: memoryview, /) -> Any: ...


# The types of arguments: what has a schema, an array, a stream or either of them, and what can be read and written.
ArrayLike = Union[ArrowArrayExportable, ArrowDeviceArrayExportable, Tuple[object, object]]
StreamLike = Union[ArrowStreamExportable, ArrowDeviceStreamExportable]
# Also the name of a type; and for a schema, a dict of names to types, or a list of fields.
SchemaLike = Union[ArrowSchemaExportable, str, Dict[str, Any], List[Any]]
DataLike = Union[
    ArrowStreamExportable, ArrowArrayExportable, ArrowDeviceStreamExportable, ArrowDeviceArrayExportable
]
ReadableSource = Union[str, "os.PathLike[Any]", int, "ReadableBuffer", SupportsReadInto, SupportsRead]
WritableSink = Union[str, "os.PathLike[Any]", int, SupportsWrite]
