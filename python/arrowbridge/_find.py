"""Finds the extension module if it is not in the folder of the package.

In a wheel the module and the shared library are beside the package. In a source tree they are in a build tree: the
first folder `arrowbridge` on `sys.path` that has the module is used, or else the newest build tree.
"""

from __future__ import annotations

import os
import sys
from importlib.machinery import EXTENSION_SUFFIXES

TYPE_CHECKING = False  # typing is slow to import
if TYPE_CHECKING:
    from typing import Iterator, List


def _folders(package_folder: str) -> Iterator[str]:
    """Yield the folders outside of the package that may have the module."""
    for entry in sys.path:
        yield os.path.join(entry, "arrowbridge")
    root = os.path.dirname(os.path.dirname(package_folder))
    if os.path.isfile(os.path.join(root, "ArrowBridge.csproj")):
        builds = os.path.join(root, "build")
        names = os.listdir(builds) if os.path.isdir(builds) else []
        folders = [os.path.join(builds, name, "python", "arrowbridge") for name in names]
        yield from sorted(filter(os.path.isdir, folders), key=os.path.getmtime, reverse=True)


def add_folder(package: str) -> None:
    """Add the folder with the module to the path of the package."""
    path: List[str] = sys.modules[package].__path__  # type: ignore[assignment]
    for folder in _folders(path[0]):
        if any(os.path.isfile(os.path.join(folder, "_core" + suffix)) for suffix in EXTENSION_SUFFIXES):
            path.append(folder)
            return
    raise ImportError(
        "the extension module of arrowbridge was not found; install the wheel, or build the target arrowbridge_python "
        "(it needs Python's headers)",
        name=package + "._core",
    )
