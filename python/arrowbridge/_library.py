"""Finds, loads and calls the shared library.

The library is loaded when a function is first called, so that a process can import this package, fork, and use the
package in its children. The functions are attributes of `lib`, which releases the GIL around every call. In a child
that is forked after the library was loaded, calls raise an error, and objects of the parent are not released.
"""

from __future__ import annotations

import ctypes
import errno
import os
import sys
import threading
from ctypes import POINTER, c_char_p, c_int, c_int32, c_int64, c_void_p, py_object
from pathlib import Path
from typing import Any, Dict, Iterator, List, Optional, Tuple

from ._abi import ArrowBridgeError as ErrorText
from ._abi import LiveCounts
from ._errors import from_code

# The version of the headers that this package was written for. The library may be newer in minor and patch version.
REQUIRED_VERSION = (0, 1, 0)
SOVERSION = 0

_P = c_void_p
_E = POINTER(ErrorText)

# Argument types. The result type is int unless _RESULTS has another one.
_SIGNATURES: Dict[str, List[Any]] = {
    "ArrowBridgeImportSchema": [_P, POINTER(_P), _E],
    "ArrowBridgeExportSchema": [_P, _P, _E],
    "ArrowBridgeSchemaRelease": [_P],
    "ArrowBridgeSchemaEquals": [_P, _P, c_int, POINTER(c_int), _E],
    "ArrowBridgeSchemaToString": [_P, POINTER(_P), _E],
    "ArrowBridgeStringRelease": [_P],
    "ArrowBridgeImportArray": [_P, _P, POINTER(_P), _E],
    "ArrowBridgeExportArray": [_P, _P, _P, _E],
    "ArrowBridgeImportRecordBatch": [_P, _P, POINTER(_P), _E],
    "ArrowBridgeExportRecordBatch": [_P, _P, _P, _E],
    "ArrowBridgeArrayValidate": [_P, c_int, _E],
    "ArrowBridgeArrayEquals": [_P, _P, POINTER(c_int), _E],
    "ArrowBridgeArrayRelease": [_P],
    "ArrowBridgeArrayLength": [_P],
    "ArrowBridgeArrayNumColumns": [_P],
    "ArrowBridgeArrayNullCount": [_P, POINTER(c_int64), _E],
    "ArrowBridgeArrayGetSchemaHandle": [_P, POINTER(_P), _E],
    "ArrowBridgeArraySlice": [_P, c_int64, c_int64, POINTER(_P), _E],
    "ArrowBridgeArrayColumn": [_P, c_int64, POINTER(_P), _E],
    "ArrowBridgeArrayColumnByName": [_P, c_char_p, POINTER(_P), _E],
    "ArrowBridgeArrayToString": [_P, _P, POINTER(_P), _E],
    "ArrowBridgeImportRecordBatchReader": [_P, POINTER(_P), _E],
    "ArrowBridgeImportArrayReader": [_P, POINTER(_P), _E],
    "ArrowBridgeExportRecordBatchReader": [_P, _P, _E],
    "ArrowBridgeExportArrayReader": [_P, _P, _E],
    "ArrowBridgeReaderFromBatches": [_P, c_int64, _P, POINTER(_P), _E],
    "ArrowBridgeReaderFromArrays": [_P, c_int64, _P, POINTER(_P), _E],
    "ArrowBridgeReaderGetSchema": [_P, _P, _E],
    "ArrowBridgeReaderGetSchemaHandle": [_P, POINTER(_P), _E],
    "ArrowBridgeReaderNext": [_P, _P, _E],
    "ArrowBridgeReaderNextArray": [_P, POINTER(_P), _E],
    "ArrowBridgeReaderRelease": [_P],
    "ArrowBridgeOpenIpcFile": [c_char_p, _P, POINTER(_P), _E],
    "ArrowBridgeOpenIpcBuffer": [_P, c_int64, _P, _P, _P, POINTER(_P), _E],
    "ArrowBridgeOpenIpcDescriptor": [c_int, c_int, _P, POINTER(_P), _E],
    "ArrowBridgeWriteIpcFile": [_P, c_char_p, _P, _E],
    "ArrowBridgeWriteIpcDescriptor": [_P, c_int, _P, _E],
    "ArrowBridgeWriteIpcOutput": [_P, _P, _P, _E],
    "ArrowBridgeArrayToDevice": [_P, _P, _E],
    "ArrowBridgeArrayFromDevice": [_P, _P, _E],
    "ArrowBridgeStreamToDevice": [_P, _P, _E],
    "ArrowBridgeStreamFromDevice": [_P, _P, _E],
    "ArrowBridgeCapsuleNew": [c_char_p, POINTER(_P), POINTER(_P), _E],
    "ArrowBridgeCapsuleFromStruct": [c_char_p, _P, POINTER(_P), _E],
    "ArrowBridgeCapsuleTake": [py_object, c_char_p, _P, _E],
    "ArrowBridgeReaderFromPython": [_P, _P, _P, POINTER(_P), _E],
    "ArrowBridgeReaderCheck": [_P, _P, POINTER(_P), _E],
    "ArrowBridgeReaderCheckFromPython": [_P, c_int32, c_int32, _P, _P, POINTER(_P), _E],
    "ArrowBridgePythonRelease": [_P],
    "ArrowBridgePythonStop": [c_int64],
    "ArrowBridgeArrayCast": [_P, _P, c_int, POINTER(_P), _E],
    "ArrowBridgeReaderCast": [_P, _P, c_int, POINTER(_P), _E],
    "ArrowBridgeReaderRebatch": [_P, c_int64, c_int64, POINTER(_P), _E],
    "ArrowBridgeReaderTee": [_P, c_int64, POINTER(_P), _E],
    "ArrowBridgeSchemaCanCast": [_P, _P, c_int, POINTER(c_int), POINTER(_P), POINTER(c_int64), POINTER(_P), _E],
    "ArrowBridgeFieldCastListRelease": [_P],
    "ArrowBridgeArrayFromParts": [_P, c_int64, _P, POINTER(_P), _E],
    "ArrowBridgeGetLiveCounts": [POINTER(LiveCounts)],
    "ArrowBridgeBytesCopied": [],
    "ArrowBridgeVersion": [],
    "ArrowBridgeVersionInt": [],
}
_RESULTS: Dict[str, Any] = {
    "ArrowBridgeSchemaRelease": None,
    "ArrowBridgeStringRelease": None,
    "ArrowBridgeArrayRelease": None,
    "ArrowBridgeReaderRelease": None,
    "ArrowBridgePythonRelease": None,
    "ArrowBridgeFieldCastListRelease": None,
    "ArrowBridgeGetLiveCounts": None,
    "ArrowBridgeArrayLength": c_int64,
    "ArrowBridgeArrayNumColumns": c_int64,
    "ArrowBridgeBytesCopied": c_int64,
    "ArrowBridgeVersion": c_char_p,
}
# These functions call the Python C API, so they need the GIL. All others may call a producer, so they release it.
_WITH_GIL = ("ArrowBridgeCapsuleNew", "ArrowBridgeCapsuleFromStruct", "ArrowBridgeCapsuleTake")


def _file_names() -> Tuple[str, ...]:
    if sys.platform == "win32":
        return ("arrowbridge.dll",)
    if sys.platform == "darwin":
        return (f"libarrowbridge.{SOVERSION}.dylib", "libarrowbridge.dylib")
    return (f"libarrowbridge.so.{SOVERSION}", "libarrowbridge.so")


def _candidates() -> Iterator[str]:
    """Yield the paths to try: ARROWBRIDGE_LIBRARY, the folder of the package (wheel), build trees, the system's."""
    requested = os.environ.get("ARROWBRIDGE_LIBRARY")
    if requested:
        yield requested
        return
    here = Path(__file__).resolve().parent
    for name in _file_names():
        if (here / name).is_file():
            yield str(here / name)
    if (here.parent.parent / "ArrowBridge.csproj").is_file():
        built = [path for name in _file_names() for path in (here.parent.parent / "build").glob(f"*/lib/{name}")]
        for path in sorted(built, key=lambda path: path.stat().st_mtime, reverse=True):
            yield str(path)
    for name in _file_names():
        yield name


def _check_version(library: ctypes.CDLL, path: str) -> None:
    library.ArrowBridgeVersion.restype = c_char_p
    text = library.ArrowBridgeVersion().decode()
    found = tuple(int(part) for part in text.split(".")[:3])
    if found[0] != REQUIRED_VERSION[0] or found < REQUIRED_VERSION:
        wanted = ".".join(str(part) for part in REQUIRED_VERSION)
        raise ImportError(
            f"arrowbridge needs version {wanted} of its library, but {path} has version {text}", name="arrowbridge"
        )


def _load() -> Tuple[ctypes.CDLL, str]:
    problems: List[str] = []
    for path in _candidates():
        try:
            library = ctypes.CDLL(path)
        except OSError as error:
            problems.append(str(error))
            continue
        if not hasattr(library, "ArrowBridgeVersion"):
            raise ImportError(f"{path} is not the shared library of arrowbridge", name="arrowbridge")
        _check_version(library, path)
        return library, path
    raise ImportError(
        "the shared library of arrowbridge was not found; set ARROWBRIDGE_LIBRARY to its path. Tried:\n  "
        + "\n  ".join(problems),
        name="arrowbridge",
    )


class _Library:
    """The functions of the library as attributes. The first access loads the library."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loaded: Optional[Tuple[ctypes.CDLL, str]] = None
        self.forked = False  # True in a forked child of the process that loaded the library

    def _get(self) -> Tuple[ctypes.CDLL, str]:
        with self._lock:
            if self._loaded is None:
                self._loaded = _load()
                if hasattr(os, "register_at_fork"):
                    os.register_at_fork(after_in_child=self._after_fork)
            return self._loaded

    def __getattr__(self, name: str) -> Any:
        if not name.startswith("ArrowBridge"):
            raise AttributeError(name)
        library, path = self._get()
        # The lock is for Python without the GIL: no thread may see a function whose types are not set yet.
        with self._lock:
            if name in self.__dict__:
                return self.__dict__[name]
            if name in _WITH_GIL:
                library = ctypes.PyDLL(path)
            function = getattr(library, name)
            if name in _SIGNATURES:
                function.argtypes = _SIGNATURES[name]
                function.restype = _RESULTS.get(name, c_int)
            setattr(self, name, function)
        return function

    @property
    def loaded(self) -> bool:
        return self._loaded is not None

    @property
    def path(self) -> str:
        """The path that the library was loaded from."""
        return self._get()[1]

    def _after_fork(self) -> None:
        self.forked = True
        self._lock = threading.Lock()  # the old lock may be held by a thread that does not exist in the child


lib = _Library()


def refuse_fork(operation: str) -> None:
    """Raise in a forked child. For functions that cannot return an error, and before a reference is passed to C."""
    if lib.forked:
        raise from_code(
            errno.ENOTSUP,
            f"{operation}: not supported in a forked child of a process that already used the library; "
            "start the process with the method spawn or forkserver, or use the library only in the child",
        )


def call(name: str, *arguments: Any) -> None:
    """Call a function that returns an errno value and a message, and raise them. In a forked child that is ENOTSUP."""
    error = ErrorText()
    code = getattr(lib, name)(*arguments, ctypes.byref(error))
    if code != 0:
        raise from_code(code, error.message.decode("utf-8", "replace"))


def take_text(name: str, *arguments: Any) -> str:
    """Call a function whose last output is a string of the library; convert the string and release it."""
    out = c_void_p()
    call(name, *arguments, ctypes.byref(out))
    try:
        return ctypes.string_at(out.value or 0).decode("utf-8", "replace")
    finally:
        lib.ArrowBridgeStringRelease(out)


def version() -> str:
    """Return the version of the loaded library."""
    refuse_fork("ArrowBridgeVersion")
    return str(lib.ArrowBridgeVersion().decode())


def live_counts() -> Dict[str, int]:
    """Return the memory and objects that are not released: see ArrowBridgeGetLiveCounts().

    Returns
    -------
    dict of str to int
        "bytes", "blocks", "handles", "exported_schemas", "exported_arrays" and "exported_streams".
    """
    refuse_fork("ArrowBridgeGetLiveCounts")
    counts = LiveCounts()
    lib.ArrowBridgeGetLiveCounts(ctypes.byref(counts))
    return {name: getattr(counts, name) for name, _ in LiveCounts._fields_}


def bytes_copied() -> int:
    """Return the number of bytes copied so far because buffers could not be shared."""
    refuse_fork("ArrowBridgeBytesCopied")
    return int(lib.ArrowBridgeBytesCopied())
