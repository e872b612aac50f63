"""The program in README.md runs, and the names of the package that README.md uses exist."""

import contextlib
import io
import os
import re
import tempfile
import unittest
from pathlib import Path

import arrowbridge as ab
from support import Case

README = (Path(__file__).resolve().parents[1] / "README.md").read_text(encoding="utf-8")


class Readme(Case):
    def test_program(self):
        (program,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
        own, others = program.split("import pyarrow")
        self.assertIn("ab.RecordBatch(", others)
        printed = io.StringIO()
        before = os.getcwd()
        with tempfile.TemporaryDirectory() as folder:
            os.chdir(folder)
            try:
                ab.write_ipc(ab.RecordBatch.from_pydict({"name": ["Linz", "Bregenz"]}), "cities.arrow")
                with contextlib.redirect_stdout(printed):
                    names = {}
                    exec(own, names)
                people = ab.open_ipc("people.arrow").read_all()
                self.assertEqual(people.to_pydict(), {"city": ["Wien", "Graz"], "people": [2005760, 298512]})
                del people
                self.assertEqual(Path("people.csv").read_text(), "city,people\nWien,2005760\nGraz,298512\n")
                names.clear()
            finally:
                os.chdir(before)
        self.assertIn("Bregenz", printed.getvalue())

    def test_names_exist(self):
        for name in re.findall(r"\bab\.(\w+)", README):
            self.assertTrue(hasattr(ab, name), name)


if __name__ == "__main__":
    unittest.main()
