"""Reading in coroutines: aiter(), and cancel()."""

import asyncio
import errno
import threading
import unittest
from concurrent.futures import ThreadPoolExecutor

import arrowbridge as ab
from test_prefetch import SCHEMA, ThreadCase, batches, reader


async def numbers(source, **how):
    return [batch.column(0).to_pylist()[0] async for batch in source.aiter(**how)]


class Aiter(ThreadCase):
    def test_batches_arrive_in_order(self):
        self.assertEqual(asyncio.run(numbers(reader(20))), list(range(20)))
        self.assertEqual(asyncio.run(numbers(reader(20).prefetch())), list(range(20)))
        self.assertEqual(asyncio.run(numbers(reader(0))), [])

    def test_an_executor_of_the_caller(self):
        with ThreadPoolExecutor(1) as executor:
            self.assertEqual(asyncio.run(numbers(reader(3), executor=executor)), [0, 1, 2])

    def test_the_event_loop_is_not_blocked(self):
        answer = threading.Event()

        async def main():
            task = asyncio.ensure_future(numbers(reader(1, wait=answer)))
            for _ in range(20):
                await asyncio.sleep(0.001)
            self.assertFalse(task.done())
            answer.set()
            return await task

        self.assertEqual(asyncio.run(main()), [0])

    def test_exceptions_are_those_of_a_for_loop(self):
        with self.assertRaisesRegex(LookupError, "gone"):
            asyncio.run(numbers(reader(2, error=LookupError("gone"))))
        source = reader(1)
        source.prefetch()
        with self.assertRaisesRegex(ab.ArrowBridgeError, "consumed by prefetch"):
            asyncio.run(numbers(source))

    def test_a_break_leaves_the_reader(self):
        source = reader(3)

        async def first():
            async for batch in source.aiter():
                return batch.column(0).to_pylist()

        self.assertEqual(asyncio.run(first()), [0])
        self.assertEqual([batch.column(0).to_pylist() for batch in source], [[1], [2]])

    def test_several_tasks_share_a_reader(self):
        async def main():
            source = reader(30)
            tasks = [asyncio.ensure_future(numbers(source)) for _ in range(3)]
            return [await task for task in tasks]

        self.assertEqual(sorted(sum(asyncio.run(main()), [])), list(range(30)))

    def test_cancelling_the_task_cancels_the_reader(self):
        answer = threading.Event()

        def late():
            answer.wait(60)
            yield from batches(2)

        source = ab.RecordBatchReader.from_batches(SCHEMA, late())

        async def main():
            task = asyncio.ensure_future(numbers(source))
            await asyncio.sleep(0.02)
            task.cancel()
            with self.assertRaises(asyncio.CancelledError):
                await task  # although the source still blocks
            answer.set()

        asyncio.run(main())
        with self.assertRaisesRegex(ab.ArrowBridgeError, "cancelled") as caught:
            source.read_next_batch()
        self.assertEqual(caught.exception.code, errno.ECANCELED)

    def test_a_thread_leaves_a_source_that_blocks(self):
        answer = threading.Event()
        source = reader(1, wait=answer).prefetch()

        async def main():
            await asyncio.wait_for(numbers(source), 0.02)

        with self.assertRaises(asyncio.TimeoutError):
            asyncio.run(main())  # ends although the source still blocks
        answer.set()
        source.close()


class Cancel(ThreadCase):
    def test_cancel(self):
        source = reader(3)
        self.assertEqual(source.read_next_batch().num_rows, 1)
        source.cancel()
        source.cancel()
        for _ in range(2):
            with self.assertRaisesRegex(ab.ArrowBridgeError, "cancelled"):
                source.read_next_batch()
        source.cancel()
        source.close()
        source.cancel()

    def test_another_thread_cancels(self):
        answer = threading.Event()
        source = reader(1, wait=answer).prefetch()
        self.assertEqual(source.read_next_batch().num_rows, 1)
        threading.Timer(0.02, source.cancel).start()
        with self.assertRaisesRegex(ab.ArrowBridgeError, "cancelled"):
            source.read_next_batch()
        answer.set()


if __name__ == "__main__":
    unittest.main()
