"""Watched readers: what is found, who hears of it, and that correct data gives nothing."""

import gc
import sys
import unittest
import weakref

import arrowbridge as ab
from support import FILE, Case, Producer, batches, read_numbers, run_python

SCHEMA = ab.schema({"n": ab.int32()})


def failing(code):
    """A batch, then an error with this number."""

    def iterate():
        yield Producer((1,), batch=True)
        raise OSError(code, "the well is dry")

    return ab.RecordBatchReader.from_batches(SCHEMA, iterate())


class Checked(Case):
    def test_nothing_is_found_where_all_is_well(self):
        for level in ("calls", "minimal", "default", "full"):
            found = []
            reader = ab.RecordBatchReader.from_batches(SCHEMA, batches(3)).checked(level, found.append, fail="warning")
            self.assertEqual(reader.schema, SCHEMA)
            self.assertEqual([read_numbers(batch.column(0)) for batch in reader], [[1, 2, 3]] * 3)
            self.assertEqual(found, [])
        with ab.open_ipc(FILE).checked("full", fail="warning") as reader:
            self.assertGreater(len(reader.read_all()), 0)

    def test_a_finding_says_what_and_where(self):
        found = []
        reader = failing(2001).checked(on_finding=found.append)
        reader.read_next_batch()
        with self.assertRaises(OSError) as caught:
            reader.read_next_batch()
        self.assertEqual(caught.exception.errno, 2001)
        self.assertEqual(len(found), 1)
        self.assertIsInstance(found[0], ab.Finding)
        self.assertEqual(found[0][:7], ("STR-15", "warning", "producer", "get_next", "", None, None))
        self.assertIn("errno", found[0].message)

    def test_what_changes_under_a_batch_is_found_when_it_goes(self):
        found = []
        producer = Producer((1, 2, 3), batch=True)
        reader = ab.RecordBatchReader.from_batches(SCHEMA, [producer]).checked("full", found.append)
        batch = reader.read_next_batch()
        producer.values[1] = 7
        self.assertEqual(found, [])
        del batch
        gc.collect()
        self.assertEqual([(finding.rule, finding.side, finding.batch) for finding in found], [("MUT-1", "either", 0)])

    def test_on_finding_is_dropped_with_the_last_batch(self):
        class Listener:
            def __call__(self, finding):
                raise AssertionError(finding)

        listener = Listener()
        alive = weakref.ref(listener)
        reader = ab.RecordBatchReader.from_batches(SCHEMA, batches(1)).checked(on_finding=listener)
        del listener
        batch = reader.read_next_batch()
        reader.close()
        self.assertIsNotNone(alive())
        del batch
        gc.collect()
        self.assertIsNone(alive())

    def test_what_on_finding_raises_does_not_disturb(self):
        def refuse(finding):
            raise ValueError(finding.rule)

        heard = []
        before, sys.unraisablehook = sys.unraisablehook, lambda what: heard.append(str(what.exc_value))
        try:
            reader = failing(2001).checked(on_finding=refuse)
            self.assertEqual(len(reader.read_next_batch()), 1)
            self.assertRaises(OSError, reader.read_next_batch)
        finally:
            sys.unraisablehook = before
        self.assertEqual(heard, ["STR-15"])

    def test_arguments_that_make_no_sense(self):
        for arguments, error in (
            ({"level": "most"}, ValueError),
            ({"fail": "never"}, ValueError),
            ({"on_finding": 7}, TypeError),
        ):
            reader = failing(1)
            with self.assertRaises(error):
                reader.checked(**arguments)
            self.assertFalse(reader.closed)
            reader.close()

    def test_the_reader_is_handed_over(self):
        reader = failing(1)
        reader.checked(on_finding=print).close()
        self.assertTrue(reader.closed)
        with self.assertRaisesRegex(ab.ArrowBridgeError, r"checked\(\) took it over"):
            reader.read_next_batch()

    def test_without_a_function_findings_are_lines_on_standard_error(self):
        code = """
            import sys; sys.path.insert(0, {!r})
            from test_checked import failing
            reader = failing(2001).checked()
            try:
                list(reader)
            except OSError:
                print("failed")
            """.format(sys.path[0] or ".")
        ended = run_python(code)
        self.assertEqual(ended.stdout, "failed\n", ended.stderr)
        self.assertEqual(ended.stderr.count("\n"), 1, ended.stderr)
        self.assertTrue(ended.stderr.startswith("arrowbridge: warning, producer: get_next: STR-15: "), ended.stderr)

    def test_the_environment_watches_every_import(self):
        code = """
            import sys; sys.path.insert(0, {!r})
            from support import *
            stream = ab.RecordBatchReader(ab.open_ipc(FILE))
            print(sum(len(batch) for batch in stream) > 0)
            """.format(sys.path[0] or ".")
        ended = run_python(code, ARROWBRIDGE_CHECK="full,fail")
        self.assertEqual((ended.stdout, ended.stderr), ("True\n", ""))


if __name__ == "__main__":
    unittest.main()
