"""Other Python threads run while a producer is called, waited for, or released. Ctrl-C is handled between batches."""

import os
import signal
import threading
import time
import unittest
from ctypes import CDLL

import arrowbridge as ab
from support import Case, Only, StreamProducer, batches

SCHEMA = ab.schema({"n": ab.int32()})
PAUSE = 0.2

# A C function that blocks without the GIL, like the callback of a C producer.
_usleep = CDLL(None).usleep


def _block():
    _usleep(int(PAUSE * 1e6))


class Ticks:
    """Counts the iterations of another thread during a `with` block."""

    def __enter__(self):
        self.count, self._stop = 0, False
        self._thread = threading.Thread(target=self._run)
        self._thread.start()
        return self

    def _run(self):
        while not self._stop:
            self.count += 1
            time.sleep(0.001)

    def __exit__(self, *_):
        self._stop = True
        self._thread.join()


class Progress(Case):
    def assert_others_ran(self, ticks):
        # If the GIL were held during the call, the other thread would run only before and after it.
        self.assertGreater(ticks.count, 20)

    def test_while_a_producer_is_called(self):
        stream = StreamProducer(n_batches=1, wait=_block)
        reader = ab.RecordBatchReader(stream)
        with Ticks() as ticks:
            reader.read_next_batch()
        self.assert_others_ran(ticks)

    def test_while_a_capsule_is_destroyed(self):
        waiter, released = threading.Event(), threading.Event()

        class Stream(StreamProducer):
            def _release(self, address):
                # Waits for a Python thread, which needs the GIL.
                waiter.set()
                released.wait(10)
                super()._release(address)

        def answer():
            waiter.wait(10)
            released.set()

        thread = threading.Thread(target=answer)
        thread.start()
        capsule = Stream().__arrow_c_stream__()
        with Ticks():
            del capsule
        self.assertTrue(released.is_set())
        thread.join()

    def test_while_a_reader_is_closed(self):
        class Stream(StreamProducer):
            def _release(self, address):
                _block()
                super()._release(address)

        reader = ab.RecordBatchReader(Stream())
        with Ticks() as ticks:
            reader.close()
        self.assert_others_ran(ticks)

    def test_while_a_stream_is_written(self):
        stream = StreamProducer(n_batches=2, wait=_block)
        with Ticks() as ticks, open(os.devnull, "wb") as sink:
            ab.write_ipc(stream, sink)
        self.assert_others_ran(ticks)

    def test_a_source_that_waits_for_another_thread(self):
        ready = threading.Semaphore(0)

        def generate():
            for batch in batches(3):
                ready.acquire()
                yield batch

        reader = ab.RecordBatchReader.from_batches(SCHEMA, generate())

        def feed():
            for _ in range(3):
                time.sleep(0.01)
                ready.release()

        thread = threading.Thread(target=feed)
        thread.start()
        self.assertEqual(len(ab.RecordBatchReader(Only(reader, "__arrow_c_stream__")).read_all()), 9)
        thread.join()


class Interrupts(Case):
    def test_ctrl_c_between_batches(self):
        many = 100_000
        reader = ab.Table.from_batches(batches(1) * many).to_reader()
        timer = threading.Timer(0.05, lambda: signal.raise_signal(signal.SIGINT))
        timer.start()
        with self.assertRaises(KeyboardInterrupt):
            reader.read_all()
        timer.join()
        # The reader can still be read. At most the batch that was being read is lost.
        remaining = sum(1 for _ in reader)
        self.assertTrue(0 < remaining < many, remaining)

    def test_ctrl_c_inside_a_source(self):
        def generate():
            yield batches(1)[0]
            signal.raise_signal(signal.SIGINT)
            while True:
                time.sleep(0.001)

        reader = ab.RecordBatchReader.from_batches(SCHEMA, generate())
        with self.assertRaises(KeyboardInterrupt):
            reader.read_all()
        reader.close()

    def test_signal_handlers_of_the_host_are_kept(self):
        self.assertIs(signal.getsignal(signal.SIGINT), signal.default_int_handler)
        self.assertEqual(signal.getsignal(signal.SIGPIPE), signal.SIG_IGN)


if __name__ == "__main__":
    unittest.main()
