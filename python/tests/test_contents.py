"""What changes how contents are stored: compact() and unify_dictionaries(), and statistics of them."""

import gc
import os
import tempfile
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


class Statistics(Case):
    def known(self, batch):
        self.assertIsInstance(batch, ab.RecordBatch)
        batch.validate(full=True)
        return {row["column"]: dict(row["statistics"]) for row in batch.to_pylist()}

    def test_arrays_and_batches(self):
        found = self.known(ab.Array.from_pylist(["b", None, "a"]).statistics())
        self.assertEqual(found[None], {"ARROW:row_count:exact": 3})
        self.assertEqual(found[0]["ARROW:null_count:exact"], 1)
        self.assertEqual((found[0]["ARROW:min_value:exact"], found[0]["ARROW:max_value:exact"]), ("a", "b"))
        batch = ab.RecordBatch.from_pydict({"x": [1, 2], "y": [True, True]}).slice(1)
        found = self.known(batch.statistics())
        self.assertEqual(found[None], {"ARROW:row_count:exact": 1})
        self.assertEqual(found[1]["ARROW:distinct_count:exact"], 1)

    def test_readers(self):
        table = ab.Table.from_pydict({"a": [3, 1, None, 7]})
        reader = table.to_reader().rebatch(max_rows=3).with_statistics()
        self.assertEqual(self.known(reader.statistics())[None], {"ARROW:row_count:exact": 0})
        reader.read_next_batch()
        self.assertEqual(self.known(reader.statistics())[0]["ARROW:max_value:exact"], 3)
        self.assertEqual(reader.read_all().num_rows, 1)
        expected = self.known(table.to_reader().read_statistics())
        self.assertEqual(expected[0]["ARROW:max_value:exact"], 7)
        self.assertEqual(self.known(reader.statistics()), expected)

    def test_readers_without_statistics(self):
        reader = ab.Table.from_pydict({"a": [1]}).to_reader()
        with self.assertRaisesRegex(ValueError, "collects no statistics"):
            reader.statistics()
        with self.assertRaisesRegex(ValueError, r"consumed by with_statistics\(\)"):
            reader.with_statistics()
            reader.read_statistics()
        for wrong, names in ((ab.Array, ["statistics"]), (ab.RecordBatchReader, ["statistics", "with_statistics"])):
            for name in names:
                with self.assertRaisesRegex(TypeError, "not initialized"):
                    getattr(wrong.__new__(wrong), name)()


class UnifyDictionaries(Case):
    TYPE = ab.dictionary(ab.int8(), ab.utf8())

    def reader(self, *batches):
        made = [ab.RecordBatch.from_pydict({"w": ab.array(words, ab.utf8()).cast(self.TYPE)}) for words in batches]
        return ab.RecordBatchReader.from_batches(made[0].schema, made)

    def test_values_keep_their_indices(self):
        words = (["a", "b"], ["c", "b", None], ["b", "d"])
        found = list(self.reader(*words).unify_dictionaries())
        self.assertEqual([batch.column("w").to_pylist() for batch in found], [list(one) for one in words])
        dictionaries = [batch.column("w").dictionary.to_pylist() for batch in found]
        self.assertEqual(dictionaries, [["a", "b"], ["a", "b", "c"], ["a", "b", "c", "d"]])
        self.assertEqual(found[1].column("w").indices.to_pylist(), [2, 1, None])

    def test_indices_that_do_not_fit(self):
        words = [[f"{i} {j}" for j in range(100)] for i in range(2)]
        with self.assertRaisesRegex(Exception, "8 bits can count"):
            self.reader(*words).unify_dictionaries().read_all()
        reader = self.reader(*words).unify_dictionaries(index_bits=32)
        self.assertEqual(reader.schema, ab.schema({"w": ab.dictionary(ab.int32(), ab.utf8())}))
        self.assertEqual(reader.read_all().to_pydict(), {"w": words[0] + words[1]})

    def test_a_file_of_replaced_dictionaries(self):
        words = (["a", "b"], ["c", "b"])
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "words.arrow")
            with self.assertRaisesRegex(Exception, "IPC-8"):
                ab.write_ipc(self.reader(*words), path)
            ab.write_ipc(self.reader(*words).unify_dictionaries(), path)
            self.assertEqual(ab.open_ipc(path).read_all().to_pydict(), {"w": ["a", "b", "c", "b"]})

    def test_invalid_options(self):
        for wrong in (8, -1, 1 << 40):
            with self.assertRaises(ValueError):
                self.reader(["a"]).unify_dictionaries(wrong)


if __name__ == "__main__":
    unittest.main()
