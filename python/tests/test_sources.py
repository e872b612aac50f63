"""Readers of Python iterables: when they are advanced, what they may yield, their exceptions, and their lifetime."""

import errno
import gc
import signal
import threading
import unittest
import weakref

import arrowbridge as ab
from support import Case, Only, Producer, batches, numbers, read_numbers

SCHEMA = ab.schema({"n": ab.int32()})


class Iterable:
    """Counts how often it is advanced, records the threads, and supports weak references."""

    def __init__(self, count=3, error=None):
        self.count, self.error, self.threads = count, error, []
        self.advanced = 0

    def __iter__(self):
        return self

    def __next__(self):
        self.threads.append(threading.get_ident())
        self.advanced += 1
        if self.advanced > self.count:
            if self.error is not None:
                raise self.error
            raise StopIteration
        return Producer((self.advanced,), batch=True)


class Sources(Case):
    def test_batches_are_read_lazily(self):
        iterable = Iterable()
        reader = ab.RecordBatchReader.from_batches(SCHEMA, iterable)
        self.assertEqual(iterable.advanced, 0)
        self.assertEqual(read_numbers(reader.read_next_batch().column(0)), [1])
        self.assertEqual(iterable.advanced, 1)
        self.assertEqual([read_numbers(batch.column(0)) for batch in reader], [[2], [3]])
        self.assertEqual(iterable.advanced, 4)
        for _ in range(3):
            with self.assertRaises(StopIteration):
                reader.read_next_batch()
        self.assertEqual(iterable.advanced, 4)

    def test_any_iterable_of_objects_with_an_array(self):
        identity = map(lambda b: b, batches(2))
        for source in (batches(2), tuple(batches(2)), iter(batches(2)), (b for b in batches(2)), identity):
            self.assertEqual(len(ab.RecordBatchReader.from_batches(SCHEMA, source).read_all()), 6)
        devices = [Only(batch, "__arrow_c_device_array__") for batch in batches(2)]
        self.assertEqual(len(ab.RecordBatchReader.from_batches(SCHEMA, devices).read_all()), 6)
        self.assertEqual(len(ab.RecordBatchReader.from_batches(SCHEMA, []).read_all()), 0)
        schema = Only(SCHEMA, "__arrow_c_schema__")
        self.assertEqual(len(ab.RecordBatchReader.from_batches(schema, batches()).read_all()), 9)

    def test_objects_that_are_not_iterable(self):
        with self.assertRaises(TypeError):
            ab.RecordBatchReader.from_batches(SCHEMA, 3)
        with self.assertRaises(TypeError):
            ab.RecordBatchReader.from_batches(5, [])

    def test_the_iterable_is_dropped_at_end_of_stream(self):
        iterable = Iterable()
        reference = weakref.ref(iterable)
        reader = ab.RecordBatchReader.from_batches(SCHEMA, iterable)
        del iterable
        gc.collect()
        self.assertIsNotNone(reference())
        reader.read_all()
        gc.collect()
        self.assertIsNone(reference())

    def test_close_stops_the_producer(self):
        ended = []

        def generate():
            try:
                yield from batches(1000)
            finally:
                ended.append(True)

        reader = ab.RecordBatchReader.from_batches(SCHEMA, generate())
        reader.read_next_batch()
        self.assertEqual(ended, [])
        reader.close()
        self.assertEqual(ended, [True])
        self.assertTrue(reader.closed)
        with self.assertRaisesRegex(ValueError, "closed.*released"):
            reader.read_next_batch()
        reader.close()
        with ab.RecordBatchReader.from_batches(SCHEMA, generate()) as reader:
            reader.read_next_batch()
        self.assertEqual(ended, [True, True])

    def test_dropping_the_stream_stops_the_producer(self):
        iterable = Iterable()
        reference = weakref.ref(iterable)
        capsule = ab.RecordBatchReader.from_batches(SCHEMA, iterable).__arrow_c_stream__()
        del iterable
        gc.collect()
        self.assertIsNotNone(reference())
        del capsule
        gc.collect()
        self.assertIsNone(reference())

    def test_batches_of_another_schema_are_rejected(self):
        other = ab.RecordBatch(Producer(batch=True, name=b"m"))
        reader = ab.RecordBatchReader.from_batches(SCHEMA, [*batches(1), other])
        reader.read_next_batch()
        with self.assertRaisesRegex(ValueError, r"STR-8: batch 1 has the columns \['m'\]"):
            reader.read_next_batch()
        with self.assertRaisesRegex(ValueError, "struct"):
            ab.RecordBatchReader.from_batches(SCHEMA, [numbers()]).read_all()
        with self.assertRaisesRegex(TypeError, "int"):
            ab.RecordBatchReader.from_batches(SCHEMA, [1]).read_all()
        wide = ab.schema({"n": ab.list_(ab.int32())})
        with self.assertRaises((ValueError, NotImplementedError)):
            ab.RecordBatchReader.from_batches(wide, batches(1)).read_all()


class Exceptions(Case):
    def test_an_exception_is_raised_unchanged(self):
        for error in (
            LookupError("no such row"),
            RuntimeError(),
            OSError(errno.EIO, "disk"),
            UnicodeError("é\0x" * 500),
        ):
            reader = ab.RecordBatchReader.from_batches(SCHEMA, Iterable(1, error))
            reader.read_next_batch()
            for _ in range(2):
                with self.assertRaises(type(error)) as raised:
                    reader.read_next_batch()
                self.assertIs(raised.exception, error)

    def test_an_exception_is_raised_unchanged_through_capsules_and_casts(self):
        error = LookupError("no such row")
        stream = ab.RecordBatchReader.from_batches(SCHEMA, Iterable(1, error))
        for _ in range(3):
            stream = ab.RecordBatchReader(Only(stream, "__arrow_c_stream__"))
            stream = ab.RecordBatchReader(Only(stream, "__arrow_c_device_stream__"))
        with self.assertRaises(LookupError) as raised:
            stream.read_all()
        self.assertIs(raised.exception, error)

    def test_the_iterable_is_dropped_at_an_exception(self):
        iterable = Iterable(0, LookupError())
        reference = weakref.ref(iterable)
        reader = ab.RecordBatchReader.from_batches(SCHEMA, iterable)
        del iterable
        with self.assertRaises(LookupError):
            reader.read_next_batch()
        gc.collect()
        self.assertIsNone(reference())

    def test_an_earlier_exception_is_not_raised_again(self):
        failing = ab.RecordBatchReader.from_batches(SCHEMA, Iterable(0, ValueError("mine")))
        with self.assertRaises(ValueError):
            failing.read_next_batch()
        with self.assertRaises(ab.ArrowBridgeError):
            numbers().slice(9)

    def test_for_c_callers_an_exception_is_a_code_and_a_message(self):
        from ctypes import CFUNCTYPE, addressof, c_char_p, c_int, c_void_p

        from abi import RELEASE, ArrowArray, ArrowArrayStream

        interrupts = []
        before = signal.signal(signal.SIGINT, lambda *_: interrupts.append(True))
        self.addCleanup(signal.signal, signal.SIGINT, before)
        for error, code, text in [
            (LookupError("no such row"), errno.EINVAL, "LookupError: no such row"),
            (RuntimeError("half"), errno.EIO, "RuntimeError: half"),
            (MemoryError(), errno.ENOMEM, "MemoryError"),
            (NotImplementedError("not yet"), errno.ENOSYS, "NotImplementedError: not yet"),
            (OSError(errno.ENOENT, "gone"), errno.ENOENT, "FileNotFoundError: [Errno 2] gone"),
            (KeyboardInterrupt(), errno.ECANCELED, "KeyboardInterrupt"),
            (ZeroDivisionError("x" * 5000), errno.EIO, "ZeroDivisionError: xxx"),
        ]:
            capsule = ab.RecordBatchReader.from_batches(SCHEMA, Iterable(0, error)).__arrow_c_stream__()
            stream, out = ArrowArrayStream(), ArrowArray()
            ab.struct_from_capsule(capsule, "arrow_array_stream", addressof(stream))
            interrupts.clear()
            for _ in range(2):
                found = CFUNCTYPE(c_int, c_void_p, c_void_p)(stream.get_next)(addressof(stream), addressof(out))
                said = CFUNCTYPE(c_char_p, c_void_p)(stream.get_last_error)(addressof(stream)).decode()
                self.assertEqual(found, code)
                self.assertTrue(said.startswith(text), said)
                self.assertIsNone(out.release)
            RELEASE(stream.release)(addressof(stream))
            # The consumer gets a code, and the Python code that called it gets the interrupt.
            self.assertEqual(len(interrupts), isinstance(error, KeyboardInterrupt))

    def test_for_c_callers_nuls_are_escaped_and_a_cut_text_is_marked(self):
        from ctypes import CFUNCTYPE, addressof, c_char_p, c_int, c_void_p

        from abi import RELEASE, ArrowArray, ArrowArrayStream

        for error, text in [
            (RuntimeError("no column 'a\0b' in the file"), "RuntimeError: no column 'a\\x00b' in the file"),
            (RuntimeError("é" * 600), "RuntimeError: " + "é" * 503 + "…"),
        ]:
            capsule = ab.RecordBatchReader.from_batches(SCHEMA, Iterable(0, error)).__arrow_c_stream__()
            stream, out = ArrowArrayStream(), ArrowArray()
            ab.struct_from_capsule(capsule, "arrow_array_stream", addressof(stream))
            self.assertEqual(
                CFUNCTYPE(c_int, c_void_p, c_void_p)(stream.get_next)(addressof(stream), addressof(out)), errno.EIO
            )
            said = CFUNCTYPE(c_char_p, c_void_p)(stream.get_last_error)(addressof(stream)).decode()
            RELEASE(stream.release)(addressof(stream))
            self.assertEqual(said, text)

    def test_a_failed_cast_names_the_batch(self):
        wide = [ab.RecordBatch.from_pydict({"n": [n]}, ab.schema({"n": ab.int64()})) for n in (1, 2, 2**40)]
        reader = ab.RecordBatchReader.from_batches(SCHEMA, wide)
        with self.assertRaisesRegex(ab.ArrowBridgeError, "^batch 2: .*'n'.*row 0") as raised:
            reader.read_all()
        self.assertEqual(raised.exception.code, errno.EINVAL)
        reader = ab.RecordBatchReader.from_batches(wide[0].schema, wide).cast(SCHEMA)
        with self.assertRaisesRegex(ab.ArrowBridgeError, "batch 2: .*'n'.*row 0"):
            reader.read_all()

    def test_exceptions_that_have_no_text(self):
        class Mute(Exception):
            def __str__(self):
                raise ValueError("no text")

        error = Mute()
        reader = ab.RecordBatchReader.from_batches(SCHEMA, Iterable(0, error))
        with self.assertRaises((Mute, OSError)) as raised:
            reader.read_next_batch()
        self.assertIn("Mute", repr(raised.exception))

    def test_an_interrupt_in_a_source_is_never_lost(self):
        # Also if the consumer between the source and this package ignores errors.
        for error in (KeyboardInterrupt(), SystemExit(3), GeneratorExit()):

            class Text:
                def __str__(self):
                    raise error

            for source in (Iterable(1, error), Iterable(1, LookupError(Text()))):
                reader = ab.RecordBatchReader.from_batches(SCHEMA, source)
                reader.read_next_batch()
                with self.assertRaises(type(error)) as raised:
                    reader.read_next_batch()
                self.assertIs(raised.exception, error)


class Threads(Case):
    def test_callbacks_run_on_the_thread_that_reads(self):
        iterable = Iterable(1)
        reader = ab.RecordBatchReader.from_batches(SCHEMA, iterable)
        thread = threading.Thread(target=reader.read_all)
        thread.start()
        thread.join()
        self.assertEqual(set(iterable.threads), {thread.ident})

    def test_close_while_another_thread_reads(self):
        inside, go = threading.Event(), threading.Event()
        ended = []

        def generate():
            try:
                inside.set()
                go.wait()
                yield from batches(1)
            finally:
                ended.append(True)

        reader = ab.RecordBatchReader.from_batches(SCHEMA, generate())
        seen = []
        thread = threading.Thread(target=lambda: seen.append(len(reader.read_next_batch())))
        thread.start()
        inside.wait()
        reader.close()
        self.assertEqual((reader.closed, ended), (True, []))
        go.set()
        thread.join()
        self.assertEqual((seen, ended), ([3], [True]))

    def test_released_on_another_thread(self):
        for _ in range(20):
            stream = [ab.RecordBatchReader.from_batches(SCHEMA, Iterable()).__arrow_c_stream__()]
            thread = threading.Thread(target=stream.clear)
            thread.start()
            thread.join()


if __name__ == "__main__":
    unittest.main()
