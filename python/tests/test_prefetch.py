"""Readers that are read on a thread: prefetch() and with_timeout()."""

import errno
import threading
import time
import unittest

import arrowbridge as ab
from support import Case

SCHEMA = ab.schema({"n": ab.int32()})


def batches(count, error=None, wait=None):
    for number in range(count):
        yield ab.RecordBatch.from_pydict({"n": [number]}, SCHEMA)
    if wait is not None:
        wait.wait(60)
    if error is not None:
        raise error


def reader(count, **how):
    return ab.RecordBatchReader.from_batches(SCHEMA, batches(count, **how))


def values(source):
    return [batch.column(0).to_pylist()[0] for batch in source]


class ThreadCase(Case):
    def tearDown(self):
        # A thread in a call on a Python source ends after its reader.
        end = time.monotonic() + 30
        while ab.live_counts() != self.before and time.monotonic() < end:
            time.sleep(0.005)
        super().tearDown()


class Prefetch(ThreadCase):
    def test_batches_arrive_in_order(self):
        for limits in ((1, 0), (3, 0), (0, 1), (2, 10)):
            self.assertEqual(values(reader(20).prefetch(*limits)), list(range(20)))

    def test_an_exception_arrives_after_the_batches_before_it(self):
        made = reader(3, error=LookupError("gone")).prefetch(10)
        self.assertEqual([made.read_next_batch().column(0).to_pylist()[0] for _ in range(3)], [0, 1, 2])
        for _ in range(2):
            with self.assertRaisesRegex(Exception, "gone"):
                made.read_next_batch()

    def test_closing_stops_the_thread(self):
        made = reader(1 << 40).prefetch(2)
        self.assertEqual(made.read_next_batch().num_rows, 1)
        made.close()

    def test_invalid_numbers_are_rejected(self):
        for limits in ((-1, 0), (0, -1), (0, 0), (1 << 64, 0)):
            with self.assertRaises(ab.ArrowBridgeError):
                reader(1).prefetch(*limits)

    def test_the_reader_is_consumed(self):
        source = reader(1)
        source.prefetch()
        with self.assertRaisesRegex(ab.ArrowBridgeError, "consumed by prefetch"):
            source.read_next_batch()


class WithTimeout(ThreadCase):
    def test_batches_in_time(self):
        self.assertEqual(values(reader(20).with_timeout(per_call=60)), list(range(20)))
        self.assertEqual(values(reader(20).with_timeout(60, 60)), list(range(20)))

    def test_a_late_source(self):
        answer = threading.Event()
        made = reader(1, wait=answer).with_timeout(per_call=1)
        self.assertEqual(made.read_next_batch().num_rows, 1)
        for _ in range(2):
            with self.assertRaisesRegex(ab.ArrowBridgeError, "did not answer within 1000 ms") as caught:
                made.read_next_batch()
            self.assertEqual(caught.exception.code, errno.ETIMEDOUT)
        answer.set()

    def test_invalid_times_are_rejected(self):
        for times in ((None, None), (0, None), (-1, None), (float("nan"), None), (None, float("inf"))):
            with self.assertRaises(ab.ArrowBridgeError):
                reader(1).with_timeout(*times)


if __name__ == "__main__":
    unittest.main()
