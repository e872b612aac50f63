"""mypy --strict accepts what the functions accept, and refuses the rest."""

import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from support import ROOT

MYPY = [shutil.which("mypy")] if shutil.which("mypy") else [sys.executable, "-m", "mypy"]

HEAD = """
import array, io, mmap, pathlib, sys, tempfile
import arrowbridge as ab
batch = ab.RecordBatch.from_pydict({"a": [1]})
table = ab.Table(batch)
text = io.StringIO()
binary = io.BytesIO()
"""

RIGHT = """
ab.open_ipc("a")
ab.open_ipc(pathlib.Path("a"), columns=["a"], threads=2)
ab.open_ipc(b"a")
ab.open_ipc(memoryview(b"a"))
ab.open_ipc(mmap.mmap(-1, 1))
ab.open_ipc(3)
ab.open_ipc(binary)
ab.open_ipc(open("a", "rb"))
ab.open_ipc(sys.stdin.buffer)
ab.write_ipc(batch, "a")
ab.write_ipc(table.column("a"), binary)
ab.write_csv(table, open("a", "wb"))
ab.Array(table.column(0)).cast(ab.int8())
ab.RecordBatch(table).schema.names
ab.RecordBatchReader(batch).read_all().to_pydict()
ab.ChunkedArray.from_arrays([batch.column(0)], ab.int64()).combine().nbytes
ab.Table.from_batches([batch], ab.schema({"a": ab.int64()}))
ab.Array(batch.column(0).__arrow_c_array__())
batch.column(0).__dlpack__(max_version=(1, 0))
ab.can_cast(ab.int8(), batch)
ab.can_cast("int8", "int16")
ab.Array([1, None]).cast("int8").slice(1)
ab.Array.from_pylist([1], "int8")
ab.ChunkedArray([1, 2]).cast("float64")
ab.RecordBatch([{"a": 1}], {"a": "int8"}).head(1).column("a").type
ab.Table({"a": [1]}, {"a": ab.int8()}).select(["a"]).cast({"a": "int16"})
ab.Table([{"a": 1}]).cast([ab.field("a", "int8")])
"""

WRONG = """
ab.open_ipc(3.5)
ab.open_ipc(None)
ab.open_ipc(text)
ab.open_ipc("a", columns="a", threads="2")
ab.write_ipc([1], binary)
ab.write_ipc(batch, 3.5)
ab.write_csv(batch, text)
ab.Array(3)
ab.RecordBatch(ab.int8())
ab.RecordBatchReader(3)
ab.Table("a")
ab.ChunkedArray.from_arrays([1])
ab.Table.from_batches([1])
batch.cast(8)
batch.column(0).cast(8)
ab.can_cast(1, 2)
ab.DataType(3)
batch.column(0).__dlpack__(max_version=1)
"""


@unittest.skipUnless(shutil.which("mypy") or importlib.util.find_spec("mypy"), "mypy is not installed")
class Inputs(unittest.TestCase):
    def check(self, program):
        """Return the numbers of the lines that have an error, and the output."""
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "program.py"
            path.write_text(HEAD + program)
            done = subprocess.run(
                [*MYPY, "--strict", "--cache-dir", os.path.join(folder, "cache"), str(path)],
                env=dict(os.environ, MYPYPATH=str(ROOT / "python")),
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
        found = [line for line in done.stdout.splitlines() if "program.py:" in line and ": error:" in line]
        return {int(line.split("program.py:")[1].split(":")[0]) for line in found}, done.stdout

    def test_what_is_accepted(self):
        found, output = self.check(RIGHT)
        self.assertEqual(found, set(), output)
        self.assertIn("Success", output)

    def test_what_is_refused(self):
        found, output = self.check(WRONG)
        first = HEAD.count("\n") + 2
        self.assertEqual(found, set(range(first, first + WRONG.count("\n") - 1)), output)


if __name__ == "__main__":
    unittest.main()
