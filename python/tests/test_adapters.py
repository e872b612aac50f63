"""Adapters of readers: rebatch() and tee()."""

import threading
import unittest

import arrowbridge as ab
from support import Case

SCHEMA = ab.schema({"n": ab.int32()})


def reader(*lengths, error=None):
    def batches():
        first = 0
        for length in lengths:
            yield ab.RecordBatch.from_pydict({"n": list(range(first, first + length))}, SCHEMA)
            first += length
        if error is not None:
            raise error

    return ab.RecordBatchReader.from_batches(SCHEMA, batches())


def values(source):
    return [batch.column(0).to_pylist() for batch in source]


class Rebatch(Case):
    def test_lengths(self):
        self.assertEqual(values(reader(5, 0, 1).rebatch(max_rows=2)), [[0, 1], [2, 3], [4], [], [5]])
        self.assertEqual(values(reader(1, 2, 4).rebatch(3, 3)), [[0, 1, 2], [3, 4, 5], [6]])
        self.assertEqual(values(reader(1, 2, 4).rebatch(min_rows=100)), [[0, 1, 2, 3, 4, 5, 6]])

    def test_dictionaries_are_unified_or_decoded(self):
        encoded = ab.dictionary(ab.int8(), ab.utf8())

        def batches():
            for words in (["a", "b"], ["c", "b"], [None, "a"]):
                yield ab.RecordBatch.from_pydict({"w": ab.Array.from_pylist(words, ab.utf8()).cast(encoded)})

        def words(source):
            return [(batch.column(0).type, batch.column(0).to_pylist()) for batch in source]

        schema = ab.schema({"w": encoded})
        expected = ["a", "b", "c", "b", None, "a"]
        made = ab.RecordBatchReader.from_batches(schema, batches()).rebatch(min_rows=10)
        self.assertEqual(words(made), [(encoded, expected)])
        decoded = schema.decode_dictionaries()
        self.assertEqual(decoded, ab.schema({"w": ab.utf8()}))
        made = ab.RecordBatchReader.from_batches(schema, batches()).cast(decoded).rebatch(min_rows=10)
        self.assertEqual(words(made), [(ab.utf8(), expected)])

    def test_rows_before_an_exception_are_returned_first(self):
        made = reader(1, 2, error=LookupError("gone")).rebatch(min_rows=100)
        self.assertEqual(made.read_next_batch().column(0).to_pylist(), [0, 1, 2])
        with self.assertRaisesRegex(Exception, "gone"):
            made.read_next_batch()

    def test_invalid_lengths_are_rejected(self):
        for wrong in ((-1, 0), (0, -1), (4, 3), (1 << 64, 0)):
            with self.assertRaises(ValueError):
                reader(1).rebatch(*wrong)

    def test_the_reader_is_consumed(self):
        source = reader(1)
        source.rebatch()
        with self.assertRaisesRegex(ValueError, r"consumed by rebatch\(\)"):
            source.read_next_batch()


class Tee(Case):
    def test_each_reader_gets_all_batches(self):
        first, second = reader(2, 1).tee()
        self.assertEqual(values(first), [[0, 1], [2]])
        self.assertEqual(values(second), [[0, 1], [2]])

    def test_readers_on_different_threads(self):
        made = reader(*range(1, 40)).tee(4)
        found = [None] * 4

        def read(i):
            found[i] = values(made[i])

        threads = [threading.Thread(target=read, args=(i,)) for i in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual([len(batches) for batches in found], [39] * 4)
        self.assertEqual(found[1:], found[:-1])

    def test_a_closed_reader_does_not_block_the_others(self):
        first, second = reader(2, 1).tee()
        first.close()
        self.assertEqual(values(second), [[0, 1], [2]])

    def test_invalid_counts_are_rejected(self):
        for wrong in (0, -1, 1 << 40):
            with self.assertRaises(ValueError):
                reader(1).tee(wrong)


if __name__ == "__main__":
    unittest.main()
