"""Several threads use one object at the same time: a capsule, a reader, a table. Also for Python without the GIL."""

import ctypes
import sys
import threading
import unittest

import abi
import arrowbridge as ab
from support import Case, Producer, StreamProducer, batches, numbers, run_python

THREADS = 6
ROUNDS = 40
SCHEMA = ab.schema({"n": ab.int32()})
_usleep = ctypes.CDLL(None).usleep


def at_once(work):
    """Call a function on several threads at the same time. Return for each its result, or the exception it raised."""
    barrier = threading.Barrier(THREADS)
    results = []

    def run():
        barrier.wait()
        try:
            results.append(work())
        except BaseException as error:
            # A traceback refers to the results, and would keep them alive until the next garbage collection.
            results.append(error.with_traceback(None))

    threads = [threading.Thread(target=run) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == THREADS
    return results


class Threads(Case):
    def setUp(self):
        super().setUp()
        interval = sys.getswitchinterval()
        self.addCleanup(sys.setswitchinterval, interval)
        sys.setswitchinterval(1e-6)

    def assert_one_succeeded(self, results):
        """One thread has a result, and all others have a ValueError that says why."""
        errors = [result for result in results if isinstance(result, BaseException)]
        self.assertEqual(len(errors), THREADS - 1, errors)
        for error in errors:
            self.assertIsInstance(error, ValueError)
            self.assertIn("released", str(error))


class Capsules(Threads):
    def test_PYC_5_one_thread_consumes_a_stream(self):
        for _ in range(ROUNDS):
            producer = StreamProducer()
            capsule = producer.__arrow_c_stream__()
            self.assert_one_succeeded(at_once(lambda: ab.Table(capsule)))
            self.assertEqual((producer.releases, producer.producer.schema_releases), (1, 1))

    def test_PYC_5_one_thread_consumes_a_schema(self):
        for _ in range(ROUNDS):
            producer = Producer()
            capsule = producer.__arrow_c_schema__()
            self.assert_one_succeeded(at_once(lambda: ab.DataType(capsule)))
            self.assertEqual(producer.schema_releases, 1)

    def test_PYC_5_one_thread_consumes_an_array(self):
        for _ in range(ROUNDS):
            producer = Producer()
            capsule = producer.__arrow_c_array__()[1]
            arrays = [abi.ArrowArray() for _ in range(THREADS)]
            addresses = [ctypes.addressof(array) for array in arrays]
            self.assert_one_succeeded(at_once(lambda: ab.struct_from_capsule(capsule, "arrow_array", addresses.pop())))
            live = [array for array in arrays if array.release]
            self.assertEqual(len(live), 1)
            capsule = ab.capsule_from_address("arrow_array", ctypes.addressof(live[0]))
            ab.Array((numbers().__arrow_c_schema__(), capsule))
            self.assertEqual(producer.array_releases, 1)

    def test_unconsumed_capsules_are_released_by_the_thread_that_drops_them(self):
        producers = [StreamProducer() for _ in range(THREADS * ROUNDS)]
        capsules = [producer.__arrow_c_stream__() for producer in producers]

        def drop():
            for _ in range(ROUNDS):
                capsules.pop()

        at_once(drop)
        self.assertEqual([producer.releases for producer in producers], [1] * len(producers))


class Readers(Threads):
    def test_one_thread_exports_a_reader(self):
        for method in ("__arrow_c_stream__", "__arrow_c_device_stream__", "cast"):
            for _ in range(ROUNDS):
                producer = StreamProducer()
                reader = ab.RecordBatchReader(producer)
                arguments = (SCHEMA,) if method == "cast" else ()
                self.assert_one_succeeded(at_once(lambda: getattr(reader, method)(*arguments)))
                self.assertTrue(reader.closed)
                del reader
                self.assertEqual(producer.releases, 1)

    def test_each_batch_goes_to_one_of_the_threads_that_share_a_reader(self):
        # The producer releases the GIL, like producers written in C, so that calls happen at the same time.
        producer = StreamProducer(n_batches=60, wait=lambda: _usleep(100))
        reader = ab.RecordBatchReader(producer)
        results = at_once(lambda: [len(batch) for batch in reader])
        self.assertEqual([result for result in results if isinstance(result, BaseException)], [])
        self.assertEqual(sum(len(result) for result in results), 60)
        self.assertEqual(producer.served, 60)

    def test_an_iterable_is_advanced_by_one_thread_at_a_time(self):
        reader = ab.RecordBatchReader.from_batches(SCHEMA, (batch for batch in batches(60)))
        results = at_once(lambda: list(reader))
        self.assertEqual(sum(len(result) for result in results), 60)

    def test_all_threads_get_an_error(self):
        reader = ab.RecordBatchReader(StreamProducer(n_batches=5, code=5, text=b"no more wheat"))
        for result in at_once(lambda: list(reader)):
            self.assertIsInstance(result, OSError)
            self.assertIn("no more wheat", str(result))

    def test_a_reader_is_closed_while_others_read(self):
        for _ in range(ROUNDS):
            producer = StreamProducer(n_batches=1000, wait=lambda: _usleep(20))
            reader = ab.RecordBatchReader(producer)
            closer = threading.Timer(0.002, reader.close)
            closer.start()
            for result in at_once(lambda: list(reader)):
                if isinstance(result, BaseException):
                    self.assertIsInstance(result, ValueError)
                    self.assertIn("closed", str(result))
            closer.join()
            self.assertEqual(producer.releases, 1)

    def test_an_iterable_that_reads_its_own_reader_gets_an_error(self):
        def source():
            yield next(reader)

        reader = ab.RecordBatchReader.from_batches(SCHEMA, source())
        with self.assertRaisesRegex(OSError, "one call at a time"):
            next(reader)


class Shared(Threads):
    def test_all_threads_read_a_table(self):
        table = ab.Table.from_batches(batches(5))

        def read():
            return ab.Table(table).to_pylist(), table.column("n").to_pylist(), table.schema.names

        for _ in range(ROUNDS):
            for result in at_once(read):
                self.assertEqual(result, ([{"n": n} for n in (1, 2, 3)] * 5, [1, 2, 3] * 5, ["n"]))

    def test_all_threads_build_arrays(self):
        def build():
            made = ab.RecordBatch.from_pydict({"a": [1, None, 3], "b": ["x", "y", None]})
            return ab.RecordBatch(made).slice(1).to_pylist()

        for _ in range(ROUNDS):
            for result in at_once(build):
                self.assertEqual(result, [{"a": None, "b": "y"}, {"a": 3, "b": None}])


class Loading(unittest.TestCase):
    def test_many_threads_load_the_library(self):
        done = run_python(
            """
            import sys, threading
            import arrowbridge as ab
            barrier, results = threading.Barrier(8), []
            def first():
                barrier.wait()
                results.append(ab.RecordBatch.from_pydict({"a": [1, 2]}).to_pydict())
            threads = [threading.Thread(target=first) for _ in range(8)]
            for thread in threads: thread.start()
            for thread in threads: thread.join()
            print(results == [{"a": [1, 2]}] * 8)
            """
        )
        self.assertEqual((done.stdout, done.stderr), ("True\n", ""))


if __name__ == "__main__":
    unittest.main()
