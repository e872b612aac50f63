"""Arrays and batches as streams, and streams as arrays and batches."""

import gc
import unittest
import weakref
from ctypes import addressof

import arrowbridge as ab
from support import Case, Only, StreamProducer, batches, numbers, read_numbers

STREAM, DEVICE_STREAM = "__arrow_c_stream__", "__arrow_c_device_stream__"


class Exporting(Case):
    def test_a_batch_is_a_stream_of_itself(self):
        batch = batches(1)[0]
        for name in (STREAM, DEVICE_STREAM):
            for _ in range(2):  # any number of times
                table = ab.Table(Only(batch, name))
                self.assertEqual((table.schema, table.to_batches()), (batch.schema, [batch]))
                self.assertEqual(table.to_batches()[0].buffers(), batch.buffers())

    def test_an_array_is_a_stream_of_itself(self):
        nulls = ab.Array.from_pylist([{"a": 1}, None, {"a": None}])
        for array in (numbers(), ab.Array.from_pylist(["a", None, "ccc"]), nulls, nulls.slice(1), numbers(())):
            for name in (STREAM, DEVICE_STREAM):
                chunked = ab.ChunkedArray(Only(array, name))
                self.assertEqual((chunked.field, chunked.chunks), (array.field, [array]))

    def test_a_request_is_met(self):
        wanted = ab.int64()
        for name in (STREAM, DEVICE_STREAM):
            array = getattr(numbers(), name)(wanted.__arrow_c_schema__())
            self.assertEqual(ab.ChunkedArray(Capsule(array, name)).type, wanted)
            schema = ab.schema({"n": wanted})
            batch = getattr(batches(1)[0], name)(requested_schema=schema.__arrow_c_schema__())
            self.assertEqual(ab.Table(Capsule(batch, name)).schema, schema)

    def test_requests_and_keywords_are_checked(self):
        for value in (numbers(), batches(1)[0]):
            for name in (STREAM, DEVICE_STREAM):
                with self.assertRaises(TypeError):
                    getattr(value, name)(1)
            with self.assertRaisesRegex(NotImplementedError, "later"):
                value.__arrow_c_device_stream__(later=1)
            value.__arrow_c_device_stream__(later=None)
            with self.assertRaises(TypeError):
                value.__arrow_c_stream__(later=None)

    def test_a_stream_keeps_the_memory_alive(self):
        batch = batches(1)[0]
        capsule = batch.__arrow_c_stream__()
        del batch
        gc.collect()
        self.assertEqual(ab.Table(Capsule(capsule, STREAM)).to_pydict(), {"n": [1, 2, 3]})

    def test_own_arrays_are_imported_as_arrays(self):
        array = numbers()
        self.assertEqual(ab.ChunkedArray(array).chunks[0].buffers(), array.buffers())
        with self.assertRaisesRegex(ValueError, "struct"):
            ab.RecordBatchReader(array)

    def test_an_uninitialized_object(self):
        for cls in (ab.Array, ab.RecordBatch):
            with self.assertRaisesRegex(TypeError, "not initialized"):
                cls.__new__(cls).__arrow_c_stream__()


class Capsule:
    """An object that exports a capsule."""

    def __init__(self, capsule, name):
        setattr(self, name, lambda requested_schema=None: capsule)


class Concatenating(Case):
    def test_arrays_of_a_stream(self):
        for source in (
            ab.ChunkedArray.from_arrays([numbers(), numbers((4,)), numbers(())]),
            StreamProducer(batch=False, n_batches=1),
            ab.ChunkedArray(numbers()).__arrow_c_stream__(),
        ):
            array = ab.Array(source)
            self.assertEqual(array.to_pylist()[:3], [1, 2, 3])
            self.assertEqual(array.type, ab.int32())
        self.assertEqual(ab.Array(StreamProducer(batch=False)).to_pylist(), [1, 2, 3] * 3)

    def test_batches_of_a_stream(self):
        table = ab.Table.from_batches(batches(3))
        self.assertEqual(ab.RecordBatch(table).to_pydict(), {"n": [1, 2, 3] * 3})
        self.assertEqual(ab.RecordBatch(table).schema, table.schema)
        self.assertEqual(ab.Array(table).to_pylist(), [{"n": 1}, {"n": 2}, {"n": 3}] * 3)
        with self.assertRaisesRegex(ValueError, "struct"):
            ab.RecordBatch(StreamProducer(batch=False))

    def test_one_array_is_not_copied(self):
        array = numbers()
        self.assertEqual(ab.Array(Only(array, STREAM)).buffers(), array.buffers())
        chunked = ab.ChunkedArray(array)
        self.assertIs(chunked.combine(), chunked.chunk(0))

    def test_nothing_becomes_an_array_without_rows(self):
        for type in (ab.int32(), ab.utf8(), ab.list_(ab.struct({"a": ab.utf8()})), ab.dictionary(ab.int8(), ab.utf8())):
            empty = ab.ChunkedArray.from_arrays([], type).combine()
            self.assertEqual((empty.type, empty.to_pylist()), (type, []))
        schema = ab.schema({"a": ab.int32(), "b": ab.list_(ab.utf8())}).with_metadata({"k": "v"})
        batch = ab.RecordBatch(ab.Table.from_batches([], schema))
        self.assertEqual((batch.num_rows, batch.schema.metadata), (0, {b"k": b"v"}))
        self.assertTrue(batch.schema.equals(schema, check_metadata=True))
        self.assertEqual(len(ab.Array(ab.ChunkedArray.from_arrays([numbers(())] * 2))), 0)

    def test_nulls_nested_values_and_dictionaries(self):
        dictionary = ab.dictionary(ab.int8(), ab.utf8())
        for type, *parts in [
            (ab.list_(ab.int64()), [[1], None], [[2, 3], []]),
            (ab.utf8(), ["a", None], ["b"]),
            (ab.bool_(), [True] * 9, [None, False]),
            (dictionary, ["a", "b"], ["c", None, "a"]),
        ]:
            arrays = [ab.Array.from_pylist(part, type) for part in parts]
            combined = ab.ChunkedArray.from_arrays([arrays[0].slice(1), arrays[1]]).combine()
            self.assertEqual(combined.to_pylist(), parts[0][1:] + parts[1])
            combined.validate(full=True)

    def test_the_field_and_the_request_are_kept(self):
        field = ab.Field("n", ab.int32(), metadata={"k": "v"})
        array = ab.Array(ab.ChunkedArray._of(field, [numbers(), numbers()]))
        self.assertTrue(array.field.equals(field, check_metadata=True))
        self.assertEqual(ab.Array(ab.ChunkedArray(numbers()), ab.int64()).type, ab.int64())

    def test_a_value_that_has_an_array_is_no_stream(self):
        class Both:
            def __arrow_c_array__(self, requested_schema=None):
                return numbers().__arrow_c_array__()

            def __arrow_c_stream__(self, requested_schema=None):
                raise AssertionError("the stream must not be used")

        self.assertEqual(ab.Array(Both()).to_pylist(), [1, 2, 3])

    def test_errors(self):
        with self.assertRaisesRegex(OSError, "disk on fire"):
            ab.Array(StreamProducer(batch=False, code=5, text=b"disk on fire"))
        with self.assertRaisesRegex(TypeError, "__arrow_c_array__"):
            ab.Array(1)
        used = ab.ChunkedArray(numbers()).__arrow_c_stream__()
        ab.Array(used)
        with self.assertRaisesRegex(ValueError, "PYC-5"):
            ab.Array(used)

        def generate():
            yield from batches(1)
            raise LookupError("no more rows")

        reader = ab.RecordBatchReader.from_batches(ab.schema({"n": ab.int32()}), generate())
        with self.assertRaisesRegex(LookupError, "no more rows"):
            ab.RecordBatch(reader)

    def test_misaligned_buffers(self):
        self.assertEqual(ab.Array(StreamProducer(batch=False, n_batches=1, misaligned=True)).to_pylist(), [1, 2, 3])
        with self.assertRaisesRegex(ValueError, "align"):
            ab.Array(StreamProducer(batch=False, misaligned=True), misaligned="refuse")

    def test_the_producer_is_released(self):
        producer = StreamProducer(batch=False)
        array = ab.Array(producer)
        self.assertEqual(producer.releases, 1)
        self.assertNotIn(addressof(producer.producer.values), [buffer.address for buffer in array.buffers()[1:]])
        self.assertEqual(read_numbers(array), [1, 2, 3] * 3)
        reference = weakref.ref(array)
        del array
        self.assertIsNone(reference())


if __name__ == "__main__":
    unittest.main()
