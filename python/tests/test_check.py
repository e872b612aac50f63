"""Checked readers: findings, how they are reported, and no findings for correct data."""

import gc
import sys
import unittest
import weakref

import arrowbridge as ab
from support import FILE, Case, Producer, batches, read_numbers, run_python

SCHEMA = ab.schema({"n": ab.int32()})


def failing(code):
    """Return a reader of one batch that then fails with this error code."""

    def iterate():
        yield Producer((1,), batch=True)
        raise OSError(code, "the well is dry")

    return ab.RecordBatchReader.from_batches(SCHEMA, iterate())


class Check(Case):
    def test_correct_streams_have_no_findings(self):
        for level in ("calls", "minimal", "default", "full"):
            found = []
            reader = ab.RecordBatchReader.from_batches(SCHEMA, batches(3)).check(level, found.append, fail="warning")
            self.assertEqual(reader.schema, SCHEMA)
            self.assertEqual([read_numbers(batch.column(0)) for batch in reader], [[1, 2, 3]] * 3)
            self.assertEqual(found, [])
        with ab.open_ipc(FILE).check("full", fail="warning") as reader:
            self.assertGreater(len(reader.read_all()), 0)

    def test_a_finding_has_rule_and_location(self):
        found = []
        reader = failing(2001).check(on_finding=found.append)
        reader.read_next_batch()
        with self.assertRaises(OSError) as caught:
            reader.read_next_batch()
        self.assertEqual(caught.exception.errno, 2001)
        self.assertEqual(len(found), 1)
        self.assertIsInstance(found[0], ab.Finding)
        self.assertEqual(found[0][:7], ("STR-15", "warning", "producer", "get_next", "", None, None))
        self.assertIn("errno", found[0].message)

    def test_changes_of_a_batch_are_found_at_its_release(self):
        found = []
        producer = Producer((1, 2, 3), batch=True)
        reader = ab.RecordBatchReader.from_batches(SCHEMA, [producer]).check("full", found.append)
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
        reader = ab.RecordBatchReader.from_batches(SCHEMA, batches(1)).check(on_finding=listener)
        del listener
        batch = reader.read_next_batch()
        reader.close()
        self.assertIsNotNone(alive())
        del batch
        gc.collect()
        self.assertIsNone(alive())

    def test_exceptions_of_on_finding_are_ignored(self):
        def refuse(finding):
            raise ValueError(finding.rule)

        ignored = []
        before, sys.unraisablehook = sys.unraisablehook, lambda args: ignored.append(str(args.exc_value))
        try:
            reader = failing(2001).check(on_finding=refuse)
            self.assertEqual(len(reader.read_next_batch()), 1)
            self.assertRaises(OSError, reader.read_next_batch)
        finally:
            sys.unraisablehook = before
        self.assertEqual(ignored, ["STR-15"])

    def test_invalid_arguments_are_rejected(self):
        for arguments, error in (
            ({"level": "most"}, ValueError),
            ({"fail": "never"}, ValueError),
            ({"on_finding": 7}, TypeError),
        ):
            reader = failing(1)
            with self.assertRaises(error):
                reader.check(**arguments)
            self.assertFalse(reader.closed)
            reader.close()

    def test_the_reader_is_consumed(self):
        reader = failing(1)
        reader.check(on_finding=print).close()
        self.assertTrue(reader.closed)
        with self.assertRaisesRegex(ab.ArrowBridgeError, r"consumed by check\(\)"):
            reader.read_next_batch()

    def test_findings_are_printed_to_standard_error_by_default(self):
        code = """
            import sys; sys.path.insert(0, {!r})
            from test_check import failing
            reader = failing(2001).check()
            try:
                list(reader)
            except OSError:
                print("failed")
            """.format(sys.path[0] or ".")
        ended = run_python(code)
        self.assertEqual(ended.stdout, "failed\n", ended.stderr)
        self.assertEqual(ended.stderr.count("\n"), 1, ended.stderr)
        self.assertTrue(ended.stderr.startswith("arrowbridge: warning, producer: get_next: STR-15: "), ended.stderr)

    def test_the_environment_variable_checks_every_import(self):
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
