"""Rule PYC-23: the classes satisfy the five protocols, at run time and for type checkers."""

import importlib.util
import inspect
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import arrowbridge as ab
from arrowbridge.protocols import (
    ArrowArrayExportable,
    ArrowDeviceArrayExportable,
    ArrowDeviceStreamExportable,
    ArrowSchemaExportable,
    ArrowStreamExportable,
)
from support import ROOT

ARRAYS = (ArrowSchemaExportable, ArrowArrayExportable, ArrowDeviceArrayExportable)
STREAMS = (ArrowSchemaExportable, ArrowStreamExportable, ArrowDeviceStreamExportable)
SATISFIED = {
    ab.DataType: (ArrowSchemaExportable,),
    ab.Field: (ArrowSchemaExportable,),
    ab.Schema: (ArrowSchemaExportable,),
    ab.Array: (*ARRAYS, *STREAMS),
    ab.RecordBatch: (*ARRAYS, *STREAMS),
    ab.ChunkedArray: STREAMS,
    ab.Table: STREAMS,
    ab.RecordBatchReader: STREAMS,
}
PROTOCOLS = {*ARRAYS, *STREAMS}


def method_of(protocol):
    (name,) = [name for name in vars(protocol) if name.startswith("__arrow_c_")]
    return name


class Protocols(unittest.TestCase):
    def test_PYC_23_each_class_has_its_methods_and_no_others(self):
        for cls, protocols in SATISFIED.items():
            has = {protocol for protocol in PROTOCOLS if hasattr(cls, method_of(protocol))}
            self.assertEqual(has, set(protocols), cls)

    def test_PYC_23_parameters_are_those_of_the_protocols(self):
        for cls, protocols in SATISFIED.items():
            for protocol in protocols:
                name = method_of(protocol)
                actual = inspect.signature(getattr(cls, name)).parameters
                expected = inspect.signature(getattr(protocol, name)).parameters
                # `self` is positional-only in methods that are written in C.
                self.assertEqual([*actual][0], [*expected][0])
                self.assertEqual(
                    [(p.name, p.kind, p.default) for p in [*actual.values()][1:]],
                    [(p.name, p.kind, p.default) for p in [*expected.values()][1:]],
                )

    def test_PYC_23_isinstance(self):
        self.assertIsInstance(ab.int32(), ArrowSchemaExportable)
        self.assertNotIsInstance(ab.int32(), ArrowArrayExportable)
        self.assertNotIsInstance(3, ArrowSchemaExportable)

    def test_PYC_23_a_type_checker_agrees(self):
        mypy = shutil.which("mypy")
        command = [mypy] if mypy else [sys.executable, "-m", "mypy"]
        if mypy is None and importlib.util.find_spec("mypy") is None:
            self.skipTest("mypy is not installed")
        lines = ["import arrowbridge as ab", "from arrowbridge.protocols import *", ""]
        for i, (cls, protocols) in enumerate(SATISFIED.items()):
            for k, protocol in enumerate(protocols):
                lines += [f"def f_{i}_{k}(value: ab.{cls.__name__}) -> {protocol.__name__}:", "    return value", ""]
        with tempfile.TemporaryDirectory() as folder:
            right, wrong = Path(folder) / "right.py", Path(folder) / "wrong.py"
            right.write_text("\n".join(lines))
            wrong_lines = ["def f(value: ab.Schema) -> ArrowArrayExportable:", "    return value"]
            wrong.write_text("\n".join(lines[:3] + wrong_lines))
            options = ["--strict", "--ignore-missing-imports", "--cache-dir", os.path.join(folder, "cache")]
            for path, status in ((right, 0), (wrong, 1)):
                done = subprocess.run(
                    [*command, *options, str(path)],
                    env=dict(os.environ, MYPYPATH=str(ROOT / "python")),
                    stdout=subprocess.PIPE,
                    stderr=subprocess.STDOUT,
                    text=True,
                )
                self.assertEqual(done.returncode, status, done.stdout)


if __name__ == "__main__":
    unittest.main()
