"""Threads that meet at one object: a capsule, a reader, a table, with the GIL and without. The more often, the more is seen."""

import ctypes
import sys
import threading
import unittest

import arrowbridge as ab
from support import Case, Producer, StreamProducer, batches, numbers, run_python

THREADS = 6
ROUNDS = 40
SCHEMA = ab.schema({"n": ab.int32()})
_usleep = ctypes.CDLL(None).usleep


def at_once(work):
    """What each of several threads made of the same work at the same time: a value, or the exception it raised."""
    barrier = threading.Barrier(THREADS)
    answers = []

    def run():
        barrier.wait()
        try:
            answers.append(work())
        except BaseException as error:
            # A traceback would lead back to the answers, and keep them until a collection.
            answers.append(error.with_traceback(None))

    threads = [threading.Thread(target=run) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == THREADS
    return answers


class Threads(Case):
    def setUp(self):
        super().setUp()
        interval = sys.getswitchinterval()
        self.addCleanup(sys.setswitchinterval, interval)
        sys.setswitchinterval(1e-6)

    def assert_one_won(self, answers):
        """One has a value, and all others a ValueError that says why."""
        lost = [answer for answer in answers if isinstance(answer, BaseException)]
        self.assertEqual(len(lost), THREADS - 1, lost)
        for error in lost:
            self.assertIsInstance(error, ValueError)
            self.assertIn("released", str(error))


class Capsules(Threads):
    def test_PYC_5_one_takes_a_stream(self):
        for _ in range(ROUNDS):
            producer = StreamProducer()
            capsule = producer.__arrow_c_stream__()
            self.assert_one_won(at_once(lambda: ab.Table(capsule)))
            self.assertEqual((producer.releases, producer.producer.schema_releases), (1, 1))

    def test_PYC_5_one_takes_a_schema(self):
        for _ in range(ROUNDS):
            producer = Producer()
            capsule = producer.__arrow_c_schema__()
            self.assert_one_won(at_once(lambda: ab.DataType(capsule)))
            self.assertEqual(producer.schema_releases, 1)

    def test_PYC_5_one_takes_an_array(self):
        for _ in range(ROUNDS):
            producer = Producer()
            capsule = producer.__arrow_c_array__()[1]
            taken = [ab._abi.ArrowArray() for _ in range(THREADS)]
            places = [ctypes.addressof(array) for array in taken]
            self.assert_one_won(at_once(lambda: ab.struct_from_capsule(capsule, "arrow_array", places.pop())))
            live = [array for array in taken if array.release]
            self.assertEqual(len(live), 1)
            ab.Array((numbers().__arrow_c_schema__(), ab.capsule_from_address("arrow_array", ctypes.addressof(live[0]))))
            self.assertEqual(producer.array_releases, 1)

    def test_capsules_that_nobody_takes_are_released_where_they_are_dropped(self):
        producers = [StreamProducer() for _ in range(THREADS * ROUNDS)]
        capsules = [producer.__arrow_c_stream__() for producer in producers]

        def drop():
            for _ in range(ROUNDS):
                capsules.pop()

        at_once(drop)
        self.assertEqual([producer.releases for producer in producers], [1] * len(producers))


class Readers(Threads):
    def test_one_hands_a_reader_on(self):
        for method in ("__arrow_c_stream__", "__arrow_c_device_stream__", "cast"):
            for _ in range(ROUNDS):
                producer = StreamProducer()
                reader = ab.RecordBatchReader(producer)
                arguments = (SCHEMA,) if method == "cast" else ()
                self.assert_one_won(at_once(lambda: getattr(reader, method)(*arguments)))
                self.assertTrue(reader.closed)
                del reader
                self.assertEqual(producer.releases, 1)

    def test_each_batch_goes_to_one_of_those_who_share_a_reader(self):
        # A producer that lets go of the GIL, as those written in C do, so that calls do meet.
        producer = StreamProducer(n_batches=60, wait=lambda: _usleep(100))
        reader = ab.RecordBatchReader(producer)
        answers = at_once(lambda: [len(batch) for batch in reader])
        self.assertEqual([answer for answer in answers if isinstance(answer, BaseException)], [])
        self.assertEqual(sum(len(answer) for answer in answers), 60)
        self.assertEqual(producer.served, 60)

    def test_a_source_in_python_is_asked_by_one_at_a_time(self):
        reader = ab.RecordBatchReader.from_batches(SCHEMA, (batch for batch in batches(60)))
        answers = at_once(lambda: list(reader))
        self.assertEqual(sum(len(answer) for answer in answers), 60)

    def test_an_error_comes_to_all(self):
        reader = ab.RecordBatchReader(StreamProducer(n_batches=5, code=5, text=b"no more wheat"))
        for answer in at_once(lambda: list(reader)):
            self.assertIsInstance(answer, OSError)
            self.assertIn("no more wheat", str(answer))

    def test_a_reader_is_closed_while_others_read(self):
        for _ in range(ROUNDS):
            producer = StreamProducer(n_batches=1000, wait=lambda: _usleep(20))
            reader = ab.RecordBatchReader(producer)
            closer = threading.Timer(0.002, reader.close)
            closer.start()
            for answer in at_once(lambda: list(reader)):
                if isinstance(answer, BaseException):
                    self.assertIsInstance(answer, ValueError)
                    self.assertIn("closed", str(answer))
            closer.join()
            self.assertEqual(producer.releases, 1)

    def test_a_source_that_reads_its_own_reader_is_refused(self):
        def source():
            yield next(reader)

        reader = ab.RecordBatchReader.from_batches(SCHEMA, source())
        with self.assertRaisesRegex(OSError, "one at a time"):
            next(reader)


class Shared(Threads):
    def test_everybody_reads_a_table(self):
        table = ab.Table.from_batches(batches(5))
        for _ in range(ROUNDS):
            for answer in at_once(lambda: (ab.Table(table).to_pylist(), table.column("n").to_pylist(), table.schema.names)):
                self.assertEqual(answer, ([{"n": n} for n in (1, 2, 3)] * 5, [1, 2, 3] * 5, ["n"]))

    def test_everybody_builds(self):
        def build():
            made = ab.RecordBatch.from_pydict({"a": [1, None, 3], "b": ["x", "y", None]})
            return ab.RecordBatch(made).slice(1).to_pylist()

        for _ in range(ROUNDS):
            for answer in at_once(build):
                self.assertEqual(answer, [{"a": None, "b": "y"}, {"a": 3, "b": None}])


class First(unittest.TestCase):
    def test_the_library_is_loaded_by_many_at_once(self):
        done = run_python(
            """
            import sys, threading
            import arrowbridge as ab
            barrier, answers = threading.Barrier(8), []
            def first():
                barrier.wait()
                answers.append(ab.RecordBatch.from_pydict({"a": [1, 2]}).to_pydict())
            threads = [threading.Thread(target=first) for _ in range(8)]
            for thread in threads: thread.start()
            for thread in threads: thread.join()
            print(answers == [{"a": [1, 2]}] * 8)
            """
        )
        self.assertEqual((done.stdout, done.stderr), ("True\n", ""))


if __name__ == "__main__":
    unittest.main()
