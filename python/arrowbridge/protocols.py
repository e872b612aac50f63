"""What objects that trade in Arrow data have, for type hints. `isinstance` works with them too."""

from __future__ import annotations

from typing import Any, Optional, Protocol, Tuple, runtime_checkable


@runtime_checkable
class ArrowSchemaExportable(Protocol):
    def __arrow_c_schema__(self) -> object: ...


@runtime_checkable
class ArrowArrayExportable(Protocol):
    def __arrow_c_array__(self, requested_schema: Optional[object] = None) -> Tuple[object, object]: ...


@runtime_checkable
class ArrowStreamExportable(Protocol):
    def __arrow_c_stream__(self, requested_schema: Optional[object] = None) -> object: ...


@runtime_checkable
class ArrowDeviceArrayExportable(Protocol):
    def __arrow_c_device_array__(
        self, requested_schema: Optional[object] = None, **kwargs: Any
    ) -> Tuple[object, object]: ...


@runtime_checkable
class ArrowDeviceStreamExportable(Protocol):
    def __arrow_c_device_stream__(self, requested_schema: Optional[object] = None, **kwargs: Any) -> object: ...
