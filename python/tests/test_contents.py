"""What changes how contents are stored: compact()."""

import gc
import unittest
import weakref

import arrowbridge as ab
from support import Case


class Compact(Case):
    def test_slices_become_arrays_of_their_own(self):
        values = ["zero", None, "two", "three"]
        for type in (ab.utf8(), ab.utf8_view(), ab.dictionary(ab.int8(), ab.utf8())):
            array = ab.Array.from_pylist(values, ab.utf8()).cast(type).slice(1, 2)
            compact = array.compact()
            self.assertEqual(compact, array)
            self.assertEqual(compact.to_pylist(), values[1:3])
            self.assertEqual(compact._views()[1].offset, 0)

    def test_batches_stay_batches(self):
        batch = ab.RecordBatch.from_pydict({"a": [1, 2, 3], "b": ["x", "y", "z"]}).slice(2)
        compact = batch.compact()
        self.assertIsInstance(compact, ab.RecordBatch)
        self.assertEqual(compact.to_pydict(), {"a": [3], "b": ["z"]})

    def test_what_is_compact_is_shared(self):
        compact = ab.Array.from_pylist([1, 2, 3]).slice(1).compact()
        copied = ab.bytes_copied()
        self.assertEqual(compact.compact().to_pylist(), [2, 3])
        self.assertEqual(ab.bytes_copied(), copied)

    def test_a_copy_does_not_keep_the_source_alive(self):
        before = ab.live_counts()["bytes"]
        large = ab.Array.from_pylist(list(range(100_000)))
        copy = large.slice(10, 5).compact()
        owner = weakref.ref(large)
        del large
        gc.collect()
        self.assertIsNone(owner())
        self.assertLess(ab.live_counts()["bytes"] - before, 10_000)
        self.assertEqual(copy.to_pylist(), [10, 11, 12, 13, 14])

    def test_readers(self):
        table = ab.Table.from_pydict({"a": [1, 2, 3, 4, 5]})
        source = table.to_reader().rebatch(max_rows=2)
        reader = source.compact()
        self.assertEqual(reader.read_all().to_pydict(), {"a": [1, 2, 3, 4, 5]})
        with self.assertRaisesRegex(ValueError, r"consumed by compact\(\)"):
            source.read_next_batch()
        with self.assertRaisesRegex(ValueError, r"consumed by compact\(\)"):
            source.compact()

    def test_objects_that_are_not_initialized(self):
        for wrong in (ab.Array, ab.RecordBatchReader):
            with self.assertRaisesRegex(TypeError, "not initialized"):
                wrong.__new__(wrong).compact()


if __name__ == "__main__":
    unittest.main()
