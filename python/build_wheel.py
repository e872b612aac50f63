"""Builds the wheel of the package, which contains the extension module and the shared library. Build both first (the
CMake target arrowbridge_python), then run

    python3 python/build_wheel.py

The script needs only the standard library. It is also a build backend (PEP 517), so that `pip install ./python` works
without network access.
"""

import argparse
import base64
import hashlib
import re
import sys
import sysconfig
import zipfile
from pathlib import Path

PYTHON = Path(__file__).resolve().parent
ROOT = PYTHON.parent
NAME = "arrowbridge"
# The folder with the license and the notices of the .NET runtime, relative to a folder above the library: the build
# folder or the prefix of an installation.
RUNTIME_NOTICES = "share/doc/arrowbridge/dotnet-runtime"
LIBRARIES = ("libarrowbridge.so.*", "libarrowbridge.*.dylib", "arrowbridge.dll")
MODULE = "_core.*"
# Architectures by their number in the header of an ELF file.
MACHINES = {62: "x86_64", 183: "aarch64"}
# The earliest date that a zip file can have. A constant date makes the wheel reproducible.
DATE = (1980, 1, 1, 0, 0, 0)


class Missing(Exception):
    """Something is missing that must be built first."""


def version():
    header = (ROOT / "include/arrowbridge/version.h").read_text(encoding="utf-8")
    found = re.search(r'#define ARROWBRIDGE_VERSION_STRING "([^"]+)"', header)
    if found is None:
        raise Missing("version.h has no ARROWBRIDGE_VERSION_STRING")
    return found.group(1)


def find_library():
    """Return the most recently built library of all build trees."""
    found = [path for pattern in LIBRARIES for path in ROOT.glob(f"build/*/lib/{pattern}") if not path.is_symlink()]
    if not found:
        raise Missing("the library is not built; run `cmake --workflow --preset demo`, or use the option --library")
    return max(found, key=lambda path: path.stat().st_mtime)


def find_module(library):
    """Return the extension module of the build tree of the library, or else the newest one of all build trees."""
    for folder in (library.parent, library.parents[1] / "python" / NAME):
        for path in folder.glob(MODULE):
            return path
    found = list(ROOT.glob(f"build/*/python/{NAME}/{MODULE}"))
    if not found:
        raise Missing(
            "the extension module is not built; build the CMake target arrowbridge_python, which needs Python's "
            "headers (Debian: python3-dev), or use the option --module"
        )
    return max(found, key=lambda path: path.stat().st_mtime)


def runtime_notices(library):
    """Return the paths of the license and the notices of the .NET runtime, whose code is in the library."""
    for folder in library.parents[1:3]:
        files = [folder / RUNTIME_NOTICES / name for name in ("LICENSE.TXT", "THIRD-PARTY-NOTICES.TXT")]
        if all(file.is_file() for file in files):
            return files
    raise Missing(
        f"{library} has no {RUNTIME_NOTICES} in a folder above it; "
        "use the library of a build folder or an installed one"
    )


def platform_tag(files):
    """Return the platform tag. On Linux it has the architecture and the version of glibc that the files need."""
    name = re.sub(r"[-.]", "_", sysconfig.get_platform())
    contents = [file.read_bytes() for file in files]
    if not name.startswith("linux_") or not all(content.startswith(b"\x7fELF") for content in contents):
        return name
    machines = {int.from_bytes(content[18:20], "little") for content in contents}
    if len(machines) > 1:
        raise Missing("the extension module and the library are of different architectures")
    machine = MACHINES.get(machines.pop(), name[len("linux_"):])
    versions = [found for content in contents for found in re.findall(rb"GLIBC_(\d+)\.(\d+)", content)]
    if not versions:
        return f"linux_{machine}"
    major, minor = max((int(a), int(b)) for a, b in versions)
    return f"manylinux_{major}_{minor}_{machine}"


def python_tag(module):
    """Return the tags of the Python versions that can use the module: all since 3.11, or one free-threaded version."""
    if ".abi3." in module.name or module.name == "_core.pyd":
        return "cp311-abi3"
    found = re.search(r"\.c(?:python-|p)(\d+t?)-", module.name)
    if found is None:
        raise Missing(f"{module.name} does not say which version of Python it is for")
    return f"cp{found.group(1)}-cp{found.group(1)}"


def metadata(version_text):
    return "\n".join(
        [
            "Metadata-Version: 2.1",
            f"Name: {NAME}",
            f"Version: {version_text}",
            "Summary: Zero-copy exchange of Arrow data through the PyCapsule interface, without dependencies",
            "License: Apache-2.0",
            "Requires-Python: >=3.11",
            "Provides-Extra: numpy",
            'Requires-Dist: numpy; extra == "numpy"',
            "Provides-Extra: pandas",
            'Requires-Dist: pandas; extra == "pandas"',
            "Classifier: Programming Language :: Python :: 3",
            "Classifier: Programming Language :: Python :: Free Threading",
            "Classifier: Typing :: Typed",
            "Description-Content-Type: text/markdown",
            "",
            (PYTHON / "README.md").read_text(encoding="utf-8"),
        ]
    )


def contents(library, module, tag, info):
    """Yield the name and the content of every file of the wheel, except RECORD."""
    for path in sorted((PYTHON / NAME).rglob("*")):
        if path.suffix in (".py", ".pyi") or path.name == "py.typed":
            yield path.relative_to(PYTHON).as_posix(), path.read_bytes()
    yield f"{NAME}/{module.name}", module.read_bytes()
    yield f"{NAME}/{library.name}", library.read_bytes()
    for name in ("LICENSE", "NOTICE"):
        yield f"{info}/licenses/{name}", (ROOT / name).read_bytes()
    for path in runtime_notices(library):
        yield f"{info}/licenses/dotnet-runtime/{path.name}", path.read_bytes()
    yield f"{info}/METADATA", metadata(version()).encode()
    yield f"{info}/WHEEL", f"Wheel-Version: 1.0\nGenerator: {NAME}\nRoot-Is-Purelib: false\nTag: {tag}\n".encode()


def entry(name):
    info = zipfile.ZipInfo(name, DATE)
    info.external_attr = (0o100755 if ".so" in name or name.endswith((".dylib", ".dll", ".pyd")) else 0o100644) << 16
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def make(library, module, output):
    """Write the wheel and return its path."""
    tag = f"{python_tag(module)}-{platform_tag([module, library])}"
    info = f"{NAME}-{version()}.dist-info"
    output.mkdir(parents=True, exist_ok=True)
    wheel = output / f"{NAME}-{version()}-{tag}.whl"
    record = []
    with zipfile.ZipFile(wheel, "w") as archive:
        for name, data in contents(library, module, tag, info):
            digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
            record.append(f"{name},sha256={digest},{len(data)}\n")
            archive.writestr(entry(name), data)
        archive.writestr(entry(f"{info}/RECORD"), "".join(record) + f"{info}/RECORD,,\n")
    return wheel


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    """Build a wheel for pip (PEP 517)."""
    library = find_library()
    return make(library, find_module(library), Path(wheel_directory)).name


def build_sdist(sdist_directory, config_settings=None):
    """Raise an error: there is no source distribution, because this script does not build the library."""
    raise NotImplementedError("the package has no source distribution")


def main():
    parser = argparse.ArgumentParser(description="Build the wheel of the package arrowbridge.")
    library_help = "path of the shared library (default: the newest one in build/*/lib)"
    parser.add_argument("--library", type=Path, help=library_help)
    module_help = "path of the extension module (default: that of the same build tree, or the newest one)"
    parser.add_argument("--module", type=Path, help=module_help)
    output_help = "output folder (default: build/wheel)"
    parser.add_argument("--output", type=Path, default=ROOT / "build/wheel", help=output_help)
    arguments = parser.parse_args()
    try:
        library = (arguments.library or find_library()).resolve()
        print(make(library, arguments.module or find_module(library), arguments.output))
    except (Missing, OSError) as error:
        sys.exit(f"build_wheel.py: {error}")


if __name__ == "__main__":
    main()
