"""arrowbridge.testing.assert_conforms, in new processes and in forks."""

import tempfile
import threading
import unittest
from pathlib import Path

import conformance_implementations as implementations
from arrowbridge.testing import ConformanceError, assert_conforms
from capsule_mutants import Producer, consume, pass_on


class New(unittest.TestCase):
    """Processes that import the implementation."""

    def test_functions_and_names(self):
        for implementation in (implementations.data_type, "conformance_implementations:data_type"):
            (result,) = assert_conforms(implementation, only="schema-memory")  # needs the guarded malloc
            self.assertEqual((result.name, result.outcome, result.role), ("schema-memory", "ok", "schema-producer"))

    def test_a_finding(self):
        with self.assertRaises(ConformanceError) as raised:
            assert_conforms(implementations.wrong, protocols=["schema"], only=["capsule-schema", "schema-two"], seed=3)
        text = str(raised.exception)
        self.assertIn("wrong breaks PYC-7\ncapsule-schema\n    PYC-7\n      expected: it returns one capsule", text)
        self.assertIn("conformance_implementations:wrong --only capsule-schema --seed 3", text)
        (broken,) = [one for result in raised.exception.results for one in result.broken]
        self.assertEqual((broken.rule, broken.is_expected), ("PYC-7", False))

    def test_what_cannot_be_tested(self):
        with self.assertRaisesRegex(RuntimeError, "no name 'nothing_here'"):
            assert_conforms("conformance_implementations:nothing_here")
        with self.assertRaisesRegex(ValueError, "fork is False"):
            assert_conforms(lambda: None, fork=False)
        with self.assertRaisesRegex(ValueError, "role"):
            assert_conforms(implementations.table, role="both")


class Forks(unittest.TestCase):
    """Forks of this process."""

    def test_lambdas_closures_and_objects(self):
        protocol = "stream"
        for implementation in (lambda: Producer(protocol), Producer()):
            results = assert_conforms(implementation, only="stream-end-again", protocols=["stream"])
            self.assertEqual([one.outcome for one in results], ["ok"])

    def test_a_finding(self):
        with self.assertRaises(AssertionError) as raised:
            assert_conforms(lambda: Producer("stream", "shape"), only="capsule-stream*", strict=True)
        command = "reproduce: assert_conforms(..., only='capsule-stream', seed=1, strict=True)"
        self.assertIn(command, str(raised.exception))

    def test_expected_failures(self):
        with tempfile.NamedTemporaryFile("w") as file:
            file.write("PYC-9 capsule-stream\n")
            file.flush()
            faulty = Producer("stream", "shape")
            results = assert_conforms(lambda: faulty, only="capsule-stream", expected_failures=Path(file.name))
        self.assertEqual([one.outcome for one in results], ["expected"])

    def test_consumers_and_pass_through_functions(self):
        local = [lambda data: consume(data), lambda data: pass_on(data)]
        assert_conforms(local[0], role="consumer", only="consumer-ordinary")
        assert_conforms(local[1], role="pass-through", only="pass-ordinary")

    def test_objects_that_stay(self):
        with self.assertRaises(ConformanceError) as raised:  # the mutants keep their callbacks
            assert_conforms(lambda: Producer(), only="stream-memory")
        self.assertRegex(str(raised.exception), r"breaks MEM-12\n(?s:.*)memory of C code cannot be counted")

    def test_scenarios_that_are_all_skipped(self):
        with self.assertRaisesRegex(RuntimeError, "stream-residency was skipped: live memory"):
            assert_conforms(lambda: Producer(), only="stream-residency")
        with self.assertRaisesRegex(RuntimeError, "no scenario matches"):
            assert_conforms(lambda: Producer(), only="no-such-*")

    def test_a_process_with_threads(self):
        stop = threading.Event()
        thread = threading.Thread(target=stop.wait)
        thread.start()
        try:
            assert_conforms(lambda: Producer(), only="stream-threads", protocols=["stream"])
        finally:
            stop.set()
            thread.join()


if __name__ == "__main__":
    unittest.main()
