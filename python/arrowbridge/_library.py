"""The extension module, and functions about the shared library that it is linked with."""

from __future__ import annotations

import sys

TYPE_CHECKING = False  # typing is slow to import
if TYPE_CHECKING:
    from typing import Any, Dict

# How casts treat fields that cannot be cast.
STRICT = 0
BEST_EFFORT = 1


def _import_core(package: str) -> Any:
    """Import the module `_core` of the package: from its folder, or in a source tree from a build tree."""
    name = package + "._core"
    try:
        __import__(name)
    except ModuleNotFoundError as missing:
        if missing.name != name:
            raise
        from . import _find

        _find.add_folder(package)
        __import__(name)
    return sys.modules[name]


if TYPE_CHECKING:
    from . import _core

    core = _core
else:
    core = _import_core(__package__)


def version() -> str:
    """Return the version of the loaded library.

    Examples
    --------
    >>> ab.version().count(".")
    2
    """
    return str(core.version())


def live_counts() -> Dict[str, int]:
    """Return the memory and objects that are not released: see ArrowBridgeGetLiveCounts().

    Returns
    -------
    dict of str to int
        "bytes", "blocks", "handles", "exported_schemas", "exported_arrays" and "exported_streams".

    Examples
    --------
    >>> sorted(ab.live_counts())[:2]
    ['blocks', 'bytes']
    """
    counts: Dict[str, int] = core.live_counts()
    return counts


def bytes_copied() -> int:
    """Return the number of bytes copied so far because buffers could not be shared.

    Examples
    --------
    >>> before = ab.bytes_copied()
    >>> copy = ab.Array.from_pylist([1]).slice(0, 1)
    >>> ab.bytes_copied() - before
    0
    """
    return int(core.bytes_copied())


def memory_pool_bytes() -> int:
    """Return the number of bytes that are kept for reuse: see ArrowBridgeMemoryPoolBytes().

    Examples
    --------
    >>> ab.memory_pool_bytes() >= 0
    True
    """
    return int(core.memory_pool_bytes())


def set_memory_pool_limit(limit: int) -> int:
    """Set how many bytes are kept for reuse at most, give back what exceeds it, and return the limit before.

    Parameters
    ----------
    limit : int
        The number of bytes. 0: nothing is kept.

    Raises
    ------
    ArrowBridgeError
        If the limit is negative.

    Examples
    --------
    >>> before = ab.set_memory_pool_limit(0)
    >>> ab.set_memory_pool_limit(before)
    0
    """
    return int(core.memory_pool_set_limit(limit))


def capsule_from_address(name: str, address: int) -> Any:
    """Move the struct at an address into a new capsule.

    The struct at the address is marked released; its memory still belongs to the caller. When the capsule is destroyed,
    it releases the struct, unless a consumer has moved the struct out.

    Parameters
    ----------
    name : str
        The name of the capsule, which determines the type of the struct: "arrow_schema", "arrow_array",
        "arrow_array_stream", "arrow_device_array" or "arrow_device_array_stream".
    address : int
        The address of the struct.

    Returns
    -------
    PyCapsule

    Raises
    ------
    ValueError
        If the name or the address is invalid, or the struct is released.

    Examples
    --------
    >>> import ctypes
    >>> struct = ctypes.create_string_buffer(72)  # an ArrowSchema
    >>> ab.int8()._export_to_c(ctypes.addressof(struct))
    >>> str(ab.DataType(ab.capsule_from_address("arrow_schema", ctypes.addressof(struct))))
    'int8'
    """
    return core.capsule_from_address(name, address)


def struct_from_capsule(capsule: Any, name: str, address: int) -> None:
    """Move the struct out of a capsule to an address.

    The memory at the address is overwritten. If several threads call this function for the same capsule, one of them
    succeeds.

    Parameters
    ----------
    capsule : PyCapsule
        The capsule.
    name : str
        The name of the capsule: see `capsule_from_address`.
    address : int
        The address that the struct is moved to.

    Raises
    ------
    ValueError
        If the struct was already moved out. The message says that it is released.

    Examples
    --------
    >>> import ctypes
    >>> struct = ctypes.create_string_buffer(72)  # an ArrowSchema
    >>> ab.struct_from_capsule(ab.int8().__arrow_c_schema__(), "arrow_schema", ctypes.addressof(struct))
    >>> str(ab.DataType._import_from_c(ctypes.addressof(struct)))
    'int8'
    """
    core.struct_from_capsule(capsule, name, address)
