"""Protocol classes of the Arrow PyCapsule interface, for type hints and `isinstance`."""

from __future__ import annotations

from typing import Any, Optional, Protocol, Tuple, runtime_checkable


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
