"""The tag of a wheel follows from its ELF files, the sdist has what it needs, and old wheels are removed."""

import io
import os
import struct
import sys
import sysconfig
import tarfile
import tempfile
import unittest
from pathlib import Path
from unittest import mock

PYTHON = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(PYTHON))
import build_elf  # noqa: E402
import build_wheel  # noqa: E402

HEADER, SECTION = 64, 64


def elf(*libraries, machine=62, identity=b"\x02\x01"):
    """Make an ELF file that needs versions: for each library the names of its versions."""
    names, text = {}, b"\0"
    for versions in libraries:
        for name in versions:
            names[name] = len(text)
            text += name.encode() + b"\0"
    needed = b""
    for i, versions in enumerate(libraries):
        size = 16 + 16 * len(versions)
        needed += struct.pack("<HHIII", 1, len(versions), 0, 16, size if i + 1 < len(libraries) else 0)
        for k, name in enumerate(versions):
            needed += struct.pack("<IHHII", 0, 0, 0, names[name], 16 if k + 1 < len(versions) else 0)
    decoy = b"GLIBC_2.99\0"
    data = HEADER + 3 * SECTION
    sections = struct.pack("<IIQQQQIIQQ", *[0] * 10)
    sections += struct.pack("<IIQQQQIIQQ", 0, 3, 0, 0, data, len(text), 0, 0, 0, 0)
    sections += struct.pack("<IIQQQQIIQQ", 0, 0x6FFFFFFE, 0, 0, data + len(text), len(needed), 1, 0, 0, 0)
    numbers = (3, machine, 1, 0, 0, HEADER, 0, HEADER, 0, 0, SECTION, 3 if libraries else 0, 0)
    header = b"\x7fELF" + identity + bytes(10) + struct.pack("<HHIQQQIHHHHHH", *numbers)
    return header + sections + text + needed + decoy


class Tags(unittest.TestCase):
    def test_the_highest_version_of_all_files(self):
        old, new = elf(["GLIBC_2.2.5", "GLIBC_2.17"], ["GCC_3.0"]), elf(["ARROWBRIDGE_0"], ["GLIBC_2.34", "GLIBC_2.4"])
        self.assertEqual(build_elf.platform_tag([old]), "manylinux_2_17_x86_64")
        self.assertEqual(build_elf.platform_tag([old, new]), "manylinux_2_34_x86_64")
        self.assertEqual(build_elf.platform_tag([elf(["GLIBC_ABI_DT_RELR", "GLIBC_2.3"])]), "manylinux_2_36_x86_64")
        self.assertEqual(build_elf.platform_tag([elf(["GLIBC_PRIVATE"]), elf()]), "linux_x86_64")

    def test_the_architecture_of_the_files(self):
        self.assertEqual(build_elf.platform_tag([elf(["GLIBC_2.28"], machine=183)]), "manylinux_2_28_aarch64")

    def test_no_older_version_than_pip_knows(self):
        self.assertEqual(build_elf.platform_tag([elf(["GLIBC_2.2.5"]), elf()]), "manylinux_2_5_x86_64")
        self.assertEqual(build_elf.platform_tag([elf(["GLIBC_2.17"], machine=183)]), "manylinux_2_17_aarch64")
        self.assertEqual(build_elf.platform_tag([elf(["GLIBC_2.4"], machine=183)]), "manylinux_2_17_aarch64")

    def test_what_has_no_tag(self):
        others = [[elf(machine=3)], [elf(identity=b"\x01\x01")], [elf(identity=b"\x02\x02")]]
        for files in ([elf(), elf(machine=183)], *others):
            with self.assertRaises(build_elf.NotSupported):
                build_elf.platform_tag(files)
            with tempfile.TemporaryDirectory() as folder:
                paths = [Path(folder, str(i)) for i in range(len(files))]
                for path, content in zip(paths, files):
                    path.write_bytes(content)
                with self.assertRaises(build_wheel.Missing):
                    build_wheel.platform_tag(paths)

    @unittest.skipUnless(sys.platform.startswith("linux"), "only Linux has ELF files")
    def test_what_is_no_elf_file(self):
        with tempfile.TemporaryDirectory() as folder:
            paths = [Path(folder, "libarrowbridge.so.0"), Path(folder, "_core.abi3.so")]
            for contents in ([b"text", b"text"], [elf(["GLIBC_2.17"], machine=183), b"text"]):
                for path, content in zip(paths, contents):
                    path.write_bytes(content)
                with self.assertRaisesRegex(build_wheel.Missing, "_core.abi3.so: not an ELF file"):
                    build_wheel.platform_tag(paths)

    @unittest.skipUnless(sys.platform.startswith("linux"), "only Linux has ELF files")
    def test_the_library_of_another_architecture_is_not_found(self):
        machines = {"linux-x86_64": 62, "linux-aarch64": 183}
        here = machines.get(sysconfig.get_platform())
        with tempfile.TemporaryDirectory() as folder:
            paths = [Path(folder, "build", name, "lib/libarrowbridge.so.0") for name in ("one", "other", "broken")]
            for path in paths:
                path.parent.mkdir(parents=True)
            for path in paths[1:]:
                path.write_bytes(elf(machine=3))
            with mock.patch.object(build_wheel, "ROOT", Path(folder)):
                for other in {62, 183} - {here}:
                    paths[1].write_bytes(elf(machine=other))
                    with self.assertRaisesRegex(build_wheel.Missing, "no library for linux-"):
                        build_wheel.find_library()
                if here is not None:
                    paths[0].write_bytes(elf(machine=here))
                    os.utime(paths[0], (0, 0))  # older than that of the other architecture
                    self.assertEqual(build_wheel.find_library(), paths[0])

    def test_this_build(self):
        from arrowbridge import _core

        content = Path(_core.__file__).read_bytes()
        if build_elf.is_elf(content):
            self.assertIn("ARROWBRIDGE_0", build_elf.needed_versions(content))
            self.assertRegex(build_elf.platform_tag([content]), r"^manylinux_2_\d\d_\w+$")

    def test_the_version_of_python(self):
        for name, tag in [("_core.abi3.so", "cp311-abi3"), ("_core.cpython-314t-x86_64-linux-gnu.so", "cp314t-cp314t")]:
            self.assertEqual(build_wheel.python_tag(Path(name)), tag)
        with self.assertRaises(build_wheel.Missing):
            build_wheel.python_tag(Path("_core.so"))


class Distribution(unittest.TestCase):
    def test_metadata(self):
        text = build_wheel.metadata("1.2.3")
        for line in ("Name: arrowbridge", "Version: 1.2.3", f"Author: {build_wheel.AUTHOR}", "Project-URL: "):
            self.assertIn("\n" + line, text)

    def test_the_source_distribution(self):
        with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as other:
            name = build_wheel.build_sdist(folder)
            content = Path(folder, name).read_bytes()
            self.assertEqual(content, Path(other, build_wheel.build_sdist(other)).read_bytes())
        base = f"arrowbridge-{build_wheel.version()}"
        self.assertEqual(name, f"{base}.tar.gz")
        with tarfile.open(fileobj=io.BytesIO(content)) as archive:
            names = archive.getnames()
            project = archive.extractfile(f"{base}/pyproject.toml").read().decode()
        self.assertIn('backend-path = ["python"]', project)
        for path in (
            *("PKG-INFO", "ArrowBridge.csproj", "CMakeLists.txt", "LICENSE", "include/arrowbridge/arrowbridge.h"),
            *("python/build_wheel.py", "python/build_elf.py", "python/CMakeLists.txt", "python/module/module.c"),
            *("python/conformance/module.c", "conformance/kit.c", "conformance/CMakeLists.txt"),
            *("python/arrowbridge/__init__.py", "python/arrowbridge/py.typed"),
        ):
            self.assertIn(f"{base}/{path}", names)
        for part in ("/obj/", "/bin/", "/build/", "__pycache__"):
            self.assertFalse([name for name in names if part in name])

    def test_old_wheels_are_removed(self):
        with tempfile.TemporaryDirectory() as folder:
            old = ["arrowbridge-0.0.9-cp311-abi3-manylinux_2_34_x86_64.whl", "arrowbridge-0.1.0-cp311-abi3-any.whl"]
            kept = ["other-1-cp311-abi3-any.whl", "arrowbridge-0.1.0-cp314t-cp314t-manylinux_2_36_x86_64.whl"]
            new = "arrowbridge-0.1.0-cp311-abi3-manylinux_2_36_x86_64.whl"
            for name in (*old, *kept, new):
                Path(folder, name).touch()
            build_wheel.remove_old(Path(folder, new))
            self.assertEqual({path.name for path in Path(folder).iterdir()}, {*kept, new})


if __name__ == "__main__":
    unittest.main()
