"""Converts every column of the Arrow project's golden files to Python values and back."""

import os
import unittest
from pathlib import Path

import arrowbridge as ab
from support import Case

FILES = Path(os.environ.get("ARROW_TEST_DATA", "")) / "arrow-ipc-stream" / "integration"
# A value of a union goes to the first child that accepts it, which may differ from the original child.
AMBIGUOUS = ("dense_union", "sparse_union")


def files(suffix):
    return sorted(FILES.rglob(f"*{suffix}"))


@unittest.skipUnless(os.environ.get("ARROW_TEST_DATA") and FILES.is_dir(), "the golden files are not installed")
class Golden(Case):
    def check(self, column, field):
        try:
            values = column.to_pylist()
        except NotImplementedError as error:
            self.assertRegex(str(error), r"row .*; use to_pylist\(temporal='integer'\)|two fields are named ''")
            return 0
        try:
            rebuilt = ab.Array.from_pylist(values, field)
        except ValueError as error:
            # The decimals of these files are random bits, and some unions that are not nullable have nulls.
            expected = r"row .*: Decimal\(.* has more than \d+ digits"
            if str(field.type).startswith(AMBIGUOUS):
                expected = "row .*: None in a field that is not nullable"
            self.assertRegex(str(error), expected)
            return 0
        rebuilt.validate(full=True)
        if not str(field.type).startswith(AMBIGUOUS):
            self.assertTrue(rebuilt.equals(column), field)
        return 1

    def test_columns(self):
        checked = 0
        for path in files(".stream"):
            try:
                table = ab.open_ipc(path).read_all()
            except NotImplementedError:
                continue
            for batch in table:
                for i, field in enumerate(batch.schema):
                    with self.subTest(file=path.name, field=field.name, type=str(field.type)):
                        checked += self.check(batch.column(i), field)
        self.assertGreater(checked, 500)


if __name__ == "__main__":
    unittest.main()
