"""What copy and pickle call, for all classes of data."""

from __future__ import annotations

TYPE_CHECKING = False  # typing is slow to import
if TYPE_CHECKING:
    from typing import Any, Tuple, TypeVar

    _C = TypeVar("_C", bound="Copyable")


class Copyable:
    """Base class of immutable data: a copy is the object itself, a deep copy shares no memory with it."""

    __slots__ = ()

    def __reduce_ex__(self, protocol: Any) -> Tuple[Any, ...]:
        from . import _pickle

        return _pickle.reduce(self, protocol)

    def __copy__(self: _C) -> _C:
        return self

    def __deepcopy__(self: _C, memo: Any) -> _C:
        from . import _pickle

        return _pickle.deep_copy(self)  # type: ignore[no-any-return]
