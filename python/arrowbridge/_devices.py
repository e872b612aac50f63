"""Copies between devices and main memory, by objects that the program registers."""

from __future__ import annotations

from typing import Any, Tuple, Union

from ._library import core


def register_device_copier(device_type: int, copier: Any) -> None:
    """Register an object that copies from and to the memory of a type of device, for the whole process.

    After that, every function that takes Arrow data accepts objects whose data are on such a device: the data are
    copied to main memory. `copy_to_device` makes data on it. Addresses are integers, as in `cupy.cuda.runtime.memcpy`.

    Parameters
    ----------
    device_type : int
        The type, with the number of DLPack, such as 2 for CUDA. Not 1, the CPU.
    copier : object
        An object with some of these methods, which are called on any thread. An exception fails the copy.

        - ``wait(device_id, sync_event)`` waits for the event at this address.
        - ``copy_to_host(device_id, buffer, offset, size, to)`` copies a part of a buffer to main memory.
        - ``copy_from_host(device_id, source, size, buffer)`` copies main memory to the beginning of a buffer.
        - ``allocate(device_id, size)`` returns the address of a new buffer.
        - ``deallocate(device_id, buffer, size)`` frees it. Required with `allocate` and `copy_from_host`.

    Raises
    ------
    ArrowBridgeError
        There is a copier for this type.
    ValueError
        The object has none of the methods, or only some of the last three; or the type is that of the CPU.

    Examples
    --------
    >>> import ctypes
    >>> class Copier:  # for a "device" in main memory
    ...     def copy_to_host(self, device_id, buffer, offset, size, to):
    ...         ctypes.memmove(to, buffer + offset, size)
    >>> ab.register_device_copier(12, Copier())
    >>> ab.unregister_device_copier(12)
    """
    core.register_device_copier(device_type, copier)


def unregister_device_copier(device_type: int) -> None:
    """Unregister the copier of a device type. Arrays and readers that use it still do.

    Parameters
    ----------
    device_type : int
        The type.

    Raises
    ------
    FileNotFoundError
        There is no copier for this type.

    Examples
    --------
    >>> class Copier:
    ...     def wait(self, device_id, sync_event): ...
    >>> ab.register_device_copier(12, Copier())
    >>> ab.unregister_device_copier(12)
    """
    core.unregister_device_copier(device_type)


class DeviceArray:
    """An array or a batch on a device. Consumers take it by the PyCapsule interface, once."""

    def __init__(self, capsules: Tuple[object, object]):
        self._capsules = capsules

    def __arrow_c_device_array__(self, requested_schema: object = None, **kwargs: Any) -> Tuple[object, object]:
        """Return the capsules of the schema and of the device array, in its own type."""
        return self._capsules


class DeviceStream:
    """A stream of arrays on a device. Consumers take it by the PyCapsule interface, once."""

    def __init__(self, capsule: object):
        self._capsule = capsule

    def __arrow_c_device_stream__(self, requested_schema: object = None, **kwargs: Any) -> object:
        """Return the capsule of the device stream, in its own type."""
        return self._capsule


def copy_to_device(data: Any, device_type: int, device_id: int = -1) -> Union[DeviceArray, DeviceStream]:
    """Copy Arrow data to a device that has a copier.

    Parameters
    ----------
    data : object
        An array or a batch, of this package or of another, or a stream: a reader or a table. A stream is copied batch
        by batch, when it is read.
    device_type : int
        The type of the device.
    device_id : int
        Its number; -1 if there are none.

    Returns
    -------
    DeviceArray or DeviceStream
        An object that other packages take by `__arrow_c_device_array__` or `__arrow_c_device_stream__`.

    Raises
    ------
    NotImplementedError
        No copier to this type of device is registered.

    Examples
    --------
    >>> import ctypes
    >>> class Copier:  # for a "device" in main memory
    ...     def __init__(self):
    ...         self.buffers = {}
    ...     def copy_to_host(self, device_id, buffer, offset, size, to):
    ...         ctypes.memmove(to, buffer + offset, size)
    ...     def copy_from_host(self, device_id, source, size, buffer):
    ...         ctypes.memmove(buffer, source, size)
    ...     def allocate(self, device_id, size):
    ...         memory = ctypes.create_string_buffer(size)
    ...         self.buffers[ctypes.addressof(memory)] = memory
    ...         return ctypes.addressof(memory)
    ...     def deallocate(self, device_id, buffer, size):
    ...         del self.buffers[buffer]
    >>> ab.register_device_copier(12, Copier())
    >>> on_device = ab.copy_to_device(ab.array([1, 2, 3]), 12, 0)
    >>> ab.array(on_device).to_pylist()
    [1, 2, 3]
    >>> ab.unregister_device_copier(12)
    """
    capsules = core.copy_to_device(data, device_type, device_id)
    return DeviceArray(capsules) if isinstance(capsules, tuple) else DeviceStream(capsules)
