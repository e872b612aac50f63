"""Readers of some of the rows: head(), skip(), limit() and peek()."""

import unittest

import arrowbridge as ab
from support import Case

SCHEMA = ab.schema({"n": ab.int32()})


def reader(*lengths, ends=None):
    def batches():
        first = 0
        try:
            for length in lengths:
                yield ab.RecordBatch.from_pydict({"n": list(range(first, first + length))}, SCHEMA)
                first += length
        finally:
            if ends is not None:
                ends.append(first)

    return ab.RecordBatchReader.from_batches(SCHEMA, batches())


def values(source):
    return [batch.column(0).to_pylist() for batch in source]


class Limits(Case):
    def test_rows(self):
        self.assertEqual(values(reader(2, 3).head(3)), [[0, 1], [2]])
        self.assertEqual(values(reader(2, 3).head(0)), [])
        self.assertEqual(values(reader(2, 3).skip(1)), [[1], [2, 3, 4]])
        self.assertEqual(values(reader(2, 3).skip(9)), [])
        self.assertEqual(values(reader(2, 3).limit(1, 2)), [[1], [2]])

    def test_the_producer_is_not_asked_for_more(self):
        ends = []
        head = reader(2, 3, 4, ends=ends).head(2)
        self.assertEqual(head.read_next_batch().num_rows, 2)
        self.assertEqual(values(head), [])
        head.close()
        self.assertEqual(ends, [0])

    def test_the_reader_is_consumed(self):
        source = reader(1)
        source.head(1)
        with self.assertRaisesRegex(ab.ArrowBridgeError, "consumed by head"):
            source.read_next_batch()

    def test_invalid_numbers_are_rejected(self):
        for call in (
            lambda source: source.head(-1),
            lambda source: source.skip(-1),
            lambda source: source.limit(-1, 0),
            lambda source: source.limit(0, -1),
            lambda source: source.peek(-1),
            lambda source: source.peek(),
            lambda source: source.head(1 << 64),
        ):
            with self.assertRaises(ab.ArrowBridgeError):
                call(reader(1))
        with self.assertRaises(TypeError):
            reader(1).head("1")

    def test_a_rejected_reader_can_still_be_read(self):
        source = reader(1, 2)
        with self.assertRaises(ab.ArrowBridgeError):
            source.peek(0, 0)
        self.assertEqual(values(source), [[0], [1, 2]])


class Peek(Case):
    def test_peeked_rows_are_read_again(self):
        first, source = reader(2, 3).peek(3)
        self.assertEqual(values(first), [[0, 1], [2]])
        self.assertEqual(values(source), [[0, 1], [2, 3, 4]])

    def test_batches(self):
        first, source = reader(2, 3).peek(max_batches=1)
        self.assertEqual(values(first), [[0, 1]])
        first.close()
        self.assertEqual(source.read_all().num_rows, 5)

    def test_the_reader_is_consumed(self):
        source = reader(1)
        source.peek(1)
        with self.assertRaisesRegex(ab.ArrowBridgeError, "consumed by peek"):
            source.read_next_batch()


if __name__ == "__main__":
    unittest.main()
