"""Builds the wheel of the package, which contains the extension module and the shared library. Build both first (the
CMake target arrowbridge_python), then run

    python3 python/build_wheel.py

The script needs only the standard library. It is also a build backend (PEP 517), so that `pip install ./python` works
without network access.
"""

import argparse
import base64
import gzip
import hashlib
import io
import os
import re
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import build_elf  # noqa: E402

PYTHON = Path(__file__).resolve().parent
ROOT = PYTHON.parent
NAME = "arrowbridge"
# The folder with the license and the notices of the .NET runtime, relative to a folder above the library: the build
# folder or the prefix of an installation.
RUNTIME_NOTICES = "share/doc/arrowbridge/dotnet-runtime"
SBOM = "arrowbridge.spdx.json"  # beside that folder
LIBRARIES = ("libarrowbridge.so.*", "libarrowbridge.*.dylib", "arrowbridge.dll")
MODULE = "_core.*"
# The conformance kit, beside the extension module if it was built, and its program, beside the library's folder.
KIT = ("_conformance.*", "_guarded_malloc.so.0")
PROGRAM = "bin/arrowbridge-conformance"
AUTHOR = "The ArrowBridge authors"
URLS = {
    "Arrow C data interface": "https://arrow.apache.org/docs/format/CDataInterface.html",
    "Arrow PyCapsule interface": "https://arrow.apache.org/docs/format/CDataInterface/PyCapsuleInterface.html",
}
# What the source distribution has of the source tree.
SOURCES = (
    *("ArrowBridge.csproj", "CHANGELOG.md", "CMakeLists.txt", "CMakePresets.json", "LICENSE", "NOTICE", "README.md"),
    *("cmake", "conformance", "include", "python", "src"),
)
NOT_SOURCES = ("bin", "obj", "__pycache__", "build", "node_modules")
# The build tree of a source distribution, relative to its root.
BUILD = "build/wheel-build"
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


def runs_here(path):
    """Tell whether a file was compiled for the architecture of this Python. Known of ELF files only."""
    content = path.read_bytes()
    try:
        return not build_elf.is_elf(content) or sysconfig.get_platform() == f"linux-{build_elf.machine(content)}"
    except build_elf.NotSupported:
        return False


def find_library():
    """Return the most recently built library of all build trees that this Python can load."""
    found = [path for pattern in LIBRARIES for path in ROOT.glob(f"build/*/lib/{pattern}") if not path.is_symlink()]
    found = list(filter(runs_here, found))
    if not found:
        raise Missing(
            f"no library for {sysconfig.get_platform()} is built; run `cmake --workflow --preset demo`, "
            "or use the option --library"
        )
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


def find_kit(library, module):
    """Return the files of the conformance kit and the path of its program; none if it was not built."""
    files = [path for pattern in KIT for path in sorted(module.parent.glob(pattern))]
    program = library.parents[1] / PROGRAM
    return (files, program) if len(files) == len(KIT) and program.is_file() else ([], None)


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
    """Return the platform tag. That of ELF files follows from the files, not from the machine that makes the wheel."""
    contents = [file.read_bytes() for file in files]
    others = [file.name for file, content in zip(files, contents) if not build_elf.is_elf(content)]
    if others == [file.name for file in files] and not sys.platform.startswith("linux"):
        return re.sub(r"[-.]", "_", sysconfig.get_platform())
    if others:
        raise Missing(f"{', '.join(others)}: not an ELF file, so no platform tag follows")
    try:
        return build_elf.platform_tag(contents)
    except build_elf.NotSupported as error:
        raise Missing(str(error)) from None


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
            f"Author: {AUTHOR}",
            "License: Apache-2.0",
            *(f"Project-URL: {name}, {url}" for name, url in URLS.items()),
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
    kit, program = find_kit(library, module)
    for path in kit:
        yield f"{NAME}/{path.name}", path.read_bytes()
    if program is not None:
        yield f"{NAME}-{version()}.data/scripts/{program.name}", program.read_bytes()
    for name in ("LICENSE", "NOTICE"):
        yield f"{info}/licenses/{name}", (ROOT / name).read_bytes()
    for path in runtime_notices(library):
        yield f"{info}/licenses/dotnet-runtime/{path.name}", path.read_bytes()
    yield f"{info}/sboms/{SBOM}", (runtime_notices(library)[0].parents[1] / SBOM).read_bytes()
    yield f"{info}/METADATA", metadata(version()).encode()
    yield f"{info}/WHEEL", f"Wheel-Version: 1.0\nGenerator: {NAME}\nRoot-Is-Purelib: false\nTag: {tag}\n".encode()


def entry(name):
    info = zipfile.ZipInfo(name, DATE)
    runs = ".so" in name or ".data/scripts/" in name or name.endswith((".dylib", ".dll", ".pyd"))
    info.external_attr = (0o100755 if runs else 0o100644) << 16
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def make(library, module, output):
    """Write the wheel and return its path."""
    kit, program = find_kit(library, module)
    files = [module, library, *kit] if program is None else [module, library, *kit, program]
    tag = f"{python_tag(module)}-{platform_tag(files)}"
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


def build_from_source():
    """Build the library and the extension module with CMake, a C compiler, the .NET SDK and Python's headers."""
    parts = ("TESTS", "EXAMPLES", "TOOLS", "BENCHMARKS")
    options = [f"-DARROWBRIDGE_BUILD_{part}=OFF" for part in parts] + ["-DARROWBRIDGE_BUILD_CONFORMANCE=ON"]
    build = ROOT / BUILD
    configure = ["-DCMAKE_BUILD_TYPE=RelWithDebInfo", f"-DPython3_EXECUTABLE={sys.executable}", *options]
    try:
        subprocess.run(["cmake", "-S", str(ROOT), "-B", str(build), *configure], check=True)
        targets = ["arrowbridge_build", "arrowbridge_python"]
        if os.name == "posix":
            targets.append("arrowbridge_conformance")
        subprocess.run(["cmake", "--build", str(build), "--target", *targets], check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise Missing(f"the library could not be built: {error}") from None


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    """Build a wheel for pip (PEP 517), of the newest library, or of one that is built now.

    The settings "library" and "module" are paths of a library and an extension module that are built already.
    """
    settings = config_settings or {}
    if "library" in settings:
        library = Path(settings["library"]).resolve()
    else:
        try:
            library = find_library()
        except Missing:
            build_from_source()
            library = find_library()
    module = Path(settings["module"]) if "module" in settings else find_module(library)
    return make(library, module, Path(wheel_directory)).name


def prepare_metadata_for_build_wheel(metadata_directory, config_settings=None):
    """Write the metadata for pip (PEP 517), which needs no library."""
    folder = Path(metadata_directory) / f"{NAME}-{version()}.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text(metadata(version()), encoding="utf-8")
    return folder.name


def source_files():
    """Yield the paths of the source distribution, relative to the root of the source tree."""
    for name in SOURCES:
        path = ROOT / name
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            relative = file.relative_to(ROOT)
            if file.is_file() and not file.is_symlink() and not set(NOT_SOURCES).intersection(relative.parts):
                yield relative


def build_sdist(sdist_directory, config_settings=None):
    """Build a source distribution (PEP 517): the sources of the library and of the package."""
    base = f"{NAME}-{version()}"
    project = (PYTHON / "pyproject.toml").read_text(encoding="utf-8")
    files = {path.as_posix(): (ROOT / path).read_bytes() for path in source_files()}
    files["pyproject.toml"] = project.replace('backend-path = ["."]', 'backend-path = ["python"]').encode()
    files["PKG-INFO"] = metadata(version()).encode()
    path = Path(sdist_directory) / f"{base}.tar.gz"
    # A constant time makes the archive reproducible.
    with open(path, "wb") as file, gzip.GzipFile(base, "wb", fileobj=file, mtime=0) as packed:
        with tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive:
            for name, content in sorted(files.items()):
                info = tarfile.TarInfo(f"{base}/{name}")
                info.size = len(content)
                info.mode = 0o644
                archive.addfile(info, io.BytesIO(content))
    return path.name


def remove_old(wheel):
    """Remove other wheels for the same Python from the folder, so that a pattern names only the new one."""
    tag = "-".join(wheel.stem.split("-")[2:4])
    for path in wheel.parent.glob(f"{NAME}-*-{tag}-*.whl"):
        if path != wheel:
            path.unlink()


def main():
    parser = argparse.ArgumentParser(description="Build the wheel of the package arrowbridge.")
    library_help = "path of the shared library (default: the newest one in build/*/lib)"
    parser.add_argument("--library", type=Path, help=library_help)
    module_help = "path of the extension module (default: that of the same build tree, or the newest one)"
    parser.add_argument("--module", type=Path, help=module_help)
    output_help = "output folder (default: build/wheel); other wheels for the same Python are removed there"
    parser.add_argument("--output", type=Path, default=ROOT / "build/wheel", help=output_help)
    arguments = parser.parse_args()
    try:
        library = (arguments.library or find_library()).resolve()
        wheel = make(library, arguments.module or find_module(library), arguments.output)
        remove_old(wheel)
        print(wheel)
    except (Missing, OSError) as error:
        sys.exit(f"build_wheel.py: {error}")


if __name__ == "__main__":
    main()
