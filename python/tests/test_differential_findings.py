"""The differential test finds a library that is wrong, and what it can check in full: the text of all halves."""

import contextlib
import io
import unittest
from random import Random
from unittest import mock

import arrowbridge as ab
from differential import native, text
from differential.__main__ import PARTS, Run


def run(part, cases=60):
    """Run cases of a part. Return the number of findings, and the output."""
    cases_of_part, output = Run(1), io.StringIO()
    with contextlib.redirect_stdout(output):
        for number in range(cases):
            cases_of_part.case(part, number)
    return cases_of_part.findings, output.getvalue()


def without_last(function):
    """The function, with an argument that lacks its last row."""
    return lambda array, *arguments: function(array[: max(len(array) - 1, 0)], *arguments)


BROKEN = [
    ("casts", ab, "can_cast", lambda *_: ("impossible", [])),
    ("casts", ab.Array, "cast", without_last(ab.Array.cast)),
    ("comparison", ab.Array, "equals", lambda *_: True),
    ("comparison", ab.Array, "equals", lambda *_: False),
    ("validation", ab.Array, "validate", lambda self, full=False: None),
    ("text", native, "text", lambda *arguments, real=native.text: real(*arguments).replace("7", "8")),
    ("files", ab, "write_ipc", lambda batch, sink, real=ab.write_ipc, **options: real(batch.slice(1), sink, **options)),
    ("files", native, "read_json", lambda path, real=native.read_json: real(path).slice(1)),
    ("batches", ab.RecordBatchReader, "tee", lambda reader, count: [list(reader)[1:] for _ in range(count)]),
    ("batches", ab.RecordBatchReader, "rebatch", lambda reader, least, most: list(reader)),
    ("building", ab.Array, "from_pylist", without_last(ab.Array.from_pylist)),
]


class Findings(unittest.TestCase):
    def test_a_correct_library_gives_none(self):
        for part in PARTS:
            with self.subTest(part=part):
                findings, output = run(part)
                self.assertEqual(findings, 0, output)

    def test_text_of_all_halves_and_all_powers_of_two(self):
        blocks = [("e", text.floats("e", range(first, first + 4096))) for first in range(0, 1 << 16, 4096)]
        blocks += [("f", text.powers_of_two("f", 0, 512)), ("d", text.powers_of_two("d", 0, 4096))]
        for code, rows in blocks:
            with self.subTest(code=code, first=rows[0]):
                text.judge(Random(1), text.FLOAT_TYPES[code](), rows)

    def test_a_broken_library_gives_findings(self):
        for part, owner, name, replacement in BROKEN:
            with self.subTest(part=part, name=name), mock.patch.object(owner, name, replacement):
                findings, output = run(part)
                self.assertGreater(findings, 0)
                self.assertIn(f"FINDING: {part}, repeat with --seed 1 --part {part} --first", output)


if __name__ == "__main__":
    unittest.main()
