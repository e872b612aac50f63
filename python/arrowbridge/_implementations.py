"""What the conformance kit tests: finds it by its name, and finds out which protocols it has."""

from __future__ import annotations

import importlib
import json
import os
import select
import signal
from typing import Any, Callable, Dict, List, Optional, Sequence

from ._errors import did_you_mean
from ._library import core

try:
    if core is not None:  # the kit is beside the other extension module, whose folder is known by now
        from . import _conformance as kit
except ImportError:
    raise ImportError(
        "this build of arrowbridge has no conformance kit: it needs Linux or another POSIX system, and the CMake "
        "option ARROWBRIDGE_BUILD_CONFORMANCE"
    ) from None

METHODS = {
    "schema": "__arrow_c_schema__",
    "array": "__arrow_c_array__",
    "stream": "__arrow_c_stream__",
    "device-array": "__arrow_c_device_array__",
    "device-stream": "__arrow_c_device_stream__",
}


class ImplementationError(Exception):
    """What is to be tested cannot be found, or cannot be tested."""


def protocols_of(value: Any) -> List[str]:
    """Return the names of the protocols that the object has. A class has none: its instances do."""
    return [] if isinstance(value, type) else [name for name, method in METHODS.items() if hasattr(value, method)]


def find(address: str) -> Any:
    """Return the object that "module:name" names; the name may have dots."""
    module, colon, name = address.partition(":")
    if not (module and colon and name):
        raise ImplementationError(f"{address!r} is not MODULE:NAME, such as my_package.streams:make_stream")
    try:
        value = importlib.import_module(module)
    except Exception as error:  # the module may raise anything
        raise ImplementationError(f"module {module!r} cannot be imported: {type(error).__name__}: {error}") from error
    path = module
    for part in name.split("."):
        try:
            value = getattr(value, part)
        except AttributeError:
            raise ImplementationError(f"{path!r} has no name {part!r}{did_you_mean(part, dir(value))}") from None
        path += "." + part
    return value


def as_function(value: Any, what: str, role: str) -> Callable[..., Any]:
    """Return the function that scenarios call. For an exporting object it is one that returns the object."""
    if role == "producer" and protocols_of(value):
        return lambda: value
    if callable(value):
        return value  # type: ignore[no-any-return]
    if role != "producer":
        raise ImplementationError(f"{what} is a {type(value).__name__}, which cannot be called")
    raise ImplementationError(
        f"{what} is a {type(value).__name__}, which has none of {', '.join(METHODS.values())} and cannot be called"
    )


def warmed(value: Any, what: str, role: str) -> Callable[..., Any]:
    """Return the function that scenarios call. One that makes objects was called, since imports are slow later."""
    function = as_function(value, what, role)
    if role == "producer" and function is value:
        function()
    return function


def _probe(load: Callable[[], Any], what: str, role: str) -> Dict[str, Any]:
    try:
        function = as_function(load(), what, role)
        if role != "producer":
            return {"protocols": [role]}
        made = function()
    except ImplementationError as error:
        return {"error": str(error)}
    except BaseException as error:  # the implementation may raise anything
        return {"error": f"calling {what} raises {type(error).__name__}: {error}"}
    names = protocols_of(made)
    if not names:
        return {"error": f"{what} returns a {type(made).__name__}, which has none of {', '.join(METHODS.values())}"}
    return {"protocols": names}


def _read_all(end: int, seconds: float) -> Optional[bytes]:
    """Read until the end. None if it does not come in time."""
    text = b""
    while select.select([end], [], [], seconds)[0]:
        part = os.read(end, 65536)
        if not part:
            return text
        text += part
    return None


def probe(load: Callable[[], Any], what: str, role: str, seconds: float) -> List[str]:
    """Return the protocols of what is to be tested. It is loaded and called in a process of its own.

    Raises
    ------
    ImplementationError
        If it cannot be loaded, called or tested, or if the process ends or hangs meanwhile.
    """
    ours, theirs = os.pipe()
    child = kit.fork()
    if child == 0:
        try:
            os.close(ours)
            os.write(theirs, json.dumps(_probe(load, what, role)).encode("ascii"))
        finally:
            os._exit(0)
    os.close(theirs)
    text = _read_all(ours, seconds)
    os.close(ours)
    if text is None:
        os.kill(child, signal.SIGKILL)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if text is None:
        raise ImplementationError(f"calling {what} does not return within {seconds:g} seconds")
    if not text:
        how = f"signal {-code} ({signal.strsignal(-code)})" if code < 0 else f"exit code {code}"
        raise ImplementationError(f"calling {what} ends the process: {how}")
    answer: Dict[str, Any] = json.loads(text)
    if "error" in answer:
        raise ImplementationError(answer["error"])
    return list(answer["protocols"])


def choose(found: Sequence[str], wanted: Sequence[str], what: str) -> str:
    """Return the protocols that are tested, separated by spaces: those that are wanted, or all."""
    for name in wanted:
        if name not in METHODS:
            names = ", ".join(METHODS)
            suggestion = did_you_mean(name, list(METHODS))
            raise ImplementationError(f"there is no protocol {name!r}{suggestion}; there are {names}")
        if name not in found:
            raise ImplementationError(f"{what} has no {METHODS[name]}")
    return " ".join(wanted or found)
