"""Rules PYC-7 to PYC-15: the three methods for data in CPU memory, and requested schemas."""

import gc
import unittest

import arrowbridge as ab

from support import Case, Only, Producer, StreamProducer, batches, numbers, read_numbers


class Recorder:
    """Wraps a producer, records the requested schemas and ignores them."""

    def __init__(self, producer):
        self.producer, self.requested = producer, []

    def __arrow_c_array__(self, requested_schema=None):
        self.requested.append(requested_schema)
        return self.producer.__arrow_c_array__()

    def __arrow_c_stream__(self, requested_schema=None):
        self.requested.append(requested_schema)
        return self.producer.__arrow_c_stream__()


class Methods(Case):
    def test_PYC_7_schema_field_and_type(self):
        field = ab.field("a", ab.list_(ab.utf8()), nullable=False, metadata={"k": "v"})
        schema = ab.schema([field], {"s": "t"})
        for value in (schema, field, field.type):
            other = Only(value, "__arrow_c_schema__")
            self.assertTrue(type(value)(other).equals(value, check_metadata=True))
        self.assertEqual(ab.Field(Only(schema, "__arrow_c_schema__")).type, ab.struct([field]))

    def test_PYC_7_all_other_objects_with_a_schema(self):
        table = ab.Table.from_batches(batches())
        for value in (table, table.to_reader(), table.to_batches()[0]):
            self.assertEqual(ab.Schema(value), table.schema)
        for value in (table.column(0), table.column(0).chunk(0)):
            self.assertEqual(ab.DataType(value), ab.int32())

    def test_PYC_8_array_and_record_batch(self):
        array, batch = numbers((4, 5)), batches(1)[0]
        imported = ab.Array(Only(array, "__arrow_c_array__"))
        self.assertEqual(imported, array)
        self.assertEqual(imported.buffers(), array.buffers())
        self.assertEqual(ab.RecordBatch(Only(batch, "__arrow_c_array__")).buffers(), batch.buffers())

    def test_PYC_9_table_reader_and_chunked_array(self):
        table = ab.Table.from_batches(batches(3))
        self.assertEqual(ab.Table(Only(table, "__arrow_c_stream__")), table)
        self.assertEqual(ab.Table(Only(table.to_reader(), "__arrow_c_stream__")), table)
        column = ab.ChunkedArray(Only(table.column(0), "__arrow_c_stream__"))
        self.assertEqual((column.num_chunks, len(column)), (3, 9))
        self.assertEqual(column, table.column(0))

    def test_PYC_9_each_stream_of_a_table_is_independent(self):
        table = ab.Table.from_batches(batches(3))
        first, second = ab.RecordBatchReader(table), ab.RecordBatchReader(table)
        self.assertEqual([len(batch) for batch in first], [3, 3, 3])
        self.assertEqual([len(batch) for batch in second], [3, 3, 3])
        self.assertEqual(ab.RecordBatchReader(table).read_next_batch().buffers(), table.to_batches()[0].buffers())

    def test_PYC_9_a_reader_can_be_read_once(self):
        reader = ab.Table.from_batches(batches(2)).to_reader()
        stream = reader.__arrow_c_stream__()
        exports = (reader.__arrow_c_stream__, reader.__arrow_c_device_stream__)
        for method in (*exports, reader.read_next_batch, reader.read_all):
            with self.assertRaisesRegex(ValueError, "released.*exported as a stream.*only once"):
                method()
        self.assertEqual(ab.Schema(reader), reader.schema)
        self.assertEqual(len(ab.Table(stream)), 6)

    def test_PYC_9_the_remaining_batches_are_exported(self):
        reader = ab.Table.from_batches(batches(3)).to_reader()
        reader.read_next_batch()
        self.assertEqual(len(ab.Table(reader)), 6)

    def test_streams_are_preferred_if_an_object_has_both(self):
        both = Only(ab.Table.from_batches(batches(2)), "__arrow_c_stream__")
        both.__arrow_c_array__ = batches(1)[0].__arrow_c_array__
        self.assertEqual(len(ab.Table(both)), 6)
        self.assertEqual(len(ab.Table(Only(both, "__arrow_c_array__"))), 3)
        self.assertEqual(len(ab.ChunkedArray(numbers())), 3)


class Requests(Case):
    def test_PYC_10_keyword_position_and_none(self):
        array, table = numbers(), ab.Table.from_batches(batches())
        for value, method, wanted in [
            (array, "__arrow_c_array__", ab.int32()),
            (array, "__arrow_c_device_array__", ab.int32()),
            (table.to_batches()[0], "__arrow_c_array__", table.schema),
            (table, "__arrow_c_stream__", table.schema),
            (table, "__arrow_c_device_stream__", table.schema),
            (table.column(0), "__arrow_c_stream__", ab.int32()),
            (table.column(0), "__arrow_c_device_stream__", ab.int32()),
        ]:
            produce = getattr(value, method)
            produce()
            produce(None)
            produce(requested_schema=None)
            produce(wanted.__arrow_c_schema__())
            produce(requested_schema=wanted.__arrow_c_schema__())

    def test_PYC_10_other_types_are_rejected(self):
        array, table = numbers(), ab.Table.from_batches(batches())
        for produce in (array.__arrow_c_array__, table.__arrow_c_stream__, table.to_reader().__arrow_c_stream__):
            for wrong in (1, "utf8", ab.int32()):
                with self.assertRaisesRegex(TypeError, "requested_schema must be a PyCapsule named 'arrow_schema'"):
                    produce(wrong)
            with self.assertRaisesRegex(ValueError, "requested_schema must be a PyCapsule named 'arrow_schema'"):
                produce(requested_schema=table.__arrow_c_stream__())
            consumed = ab.int32().__arrow_c_schema__()
            ab.DataType(consumed)
            with self.assertRaisesRegex(ValueError, "requested_schema.*released"):
                produce(consumed)

    def test_PYC_11_the_requested_schema_is_used(self):
        array, table = numbers((1, -2)), ab.Table.from_batches(batches(2))
        schema, values = array.__arrow_c_array__(ab.int64().__arrow_c_schema__())
        wide = ab.Array((schema, values))
        self.assertEqual(wide.type, ab.int64())
        self.assertEqual(wide.cast(ab.int32()), array)
        wanted = ab.schema({"n": ab.int64()})
        for value in (table, table.to_reader(), table.to_batches()[0]):
            self.assertEqual(ab.RecordBatchReader(value, requested_schema=wanted).schema, wanted)
        device = table.__arrow_c_device_stream__(wanted.__arrow_c_schema__())
        self.assertEqual(ab.Table(_DeviceStream(device)).cast(table.schema), table)
        column = table.column(0).__arrow_c_stream__(ab.int64().__arrow_c_schema__())
        self.assertEqual(ab.ChunkedArray(column).type, ab.int64())

    def test_PYC_12_data_that_cannot_be_cast_is_exported_unchanged(self):
        array, table = numbers(), ab.Table.from_batches(batches())
        same = ab.Array(array.__arrow_c_array__(ab.list_(ab.utf8()).__arrow_c_schema__()))
        self.assertEqual(same, array)
        wanted = ab.schema({"n": ab.list_(ab.utf8())})
        self.assertEqual(ab.Table(table.__arrow_c_stream__(wanted.__arrow_c_schema__())), table)

    def test_PYC_12_consumers_use_the_schema_that_is_returned(self):
        recorder = Recorder(numbers())
        array = ab.Array(recorder, requested_schema=ab.int64())
        self.assertEqual(array.type, ab.int32())
        self.assertEqual(len(recorder.requested), 1)
        reader = ab.RecordBatchReader(Recorder(StreamProducer()), requested_schema=ab.schema({"n": ab.int64()}))
        self.assertEqual(reader.schema["n"].type, ab.int32())

    def test_PYC_12_without_a_requested_schema_none_is_passed(self):
        for value in (Recorder(numbers()), Recorder(StreamProducer())):
            ab.Table(value) if isinstance(value.producer, StreamProducer) else ab.Array(value)
            self.assertEqual(value.requested, [None])

    def test_PYC_13_another_number_of_fields_is_rejected(self):
        table = ab.Table.from_batches(batches())
        wanted = ab.schema({"n": ab.int32(), "m": ab.int32()})
        for produce in (
            table.__arrow_c_stream__,
            table.__arrow_c_device_stream__,
            table.to_reader().__arrow_c_stream__,
            table.to_batches()[0].__arrow_c_array__,
            table.to_batches()[0].__arrow_c_device_array__,
        ):
            with self.assertRaises(ValueError):
                produce(wanted.__arrow_c_schema__())

    def test_PYC_13_a_failed_request_does_not_consume_the_reader(self):
        reader = ab.Table.from_batches(batches(2)).to_reader()
        wanted = ab.schema({"n": ab.int32(), "m": ab.int32()})
        with self.assertRaises(ValueError):
            reader.__arrow_c_stream__(wanted.__arrow_c_schema__())
        with self.assertRaises(ValueError):
            reader.cast(wanted)
        self.assertEqual(len(ab.Table(reader.__arrow_c_stream__())), 6)

    def test_PYC_14_requests_do_not_reorder(self):
        batch = ab.RecordBatch.from_arrays([numbers((1, 2)), numbers((3, 4))], ["a", "b"])
        wanted = ab.schema({"b": ab.int64(), "a": ab.int64()})
        given = ab.RecordBatch(batch.__arrow_c_array__(wanted.__arrow_c_schema__()))
        self.assertEqual(read_numbers(given.column(0).cast(ab.int32())), [1, 2])

    def test_PYC_15_the_request_is_not_consumed(self):
        producer = Producer()
        request = producer.__arrow_c_schema__()
        array = numbers()
        for _ in range(3):
            array.__arrow_c_array__(request)
        self.assertEqual(producer.schema_releases, 0)
        self.assertEqual(ab.DataType(request), ab.int32())
        gc.collect()
        self.assertEqual(producer.schema_releases, 1)


class _DeviceStream:
    def __init__(self, capsule):
        self.capsule = capsule

    def __arrow_c_device_stream__(self, requested_schema=None, **kwargs):
        return self.capsule


class Errors(Case):
    def test_a_type_error_names_the_type_and_the_methods(self):
        class Cheese:
            pass

        for make, methods in [
            (ab.Schema, ["__arrow_c_schema__"]),
            (ab.DataType, ["__arrow_c_schema__"]),
            (ab.Field, ["__arrow_c_schema__"]),
            (ab.Array, ["__arrow_c_array__", "__arrow_c_device_array__"]),
            (ab.RecordBatch, ["__arrow_c_array__", "__arrow_c_device_array__"]),
            (ab.RecordBatchReader, ["__arrow_c_stream__", "__arrow_c_device_stream__", "__arrow_c_array__"]),
            (ab.RecordBatchReader.from_stream, ["__arrow_c_stream__"]),
            (ab.Table, ["__arrow_c_stream__", "__arrow_c_device_stream__", "__arrow_c_array__"]),
            (ab.ChunkedArray, ["__arrow_c_stream__", "__arrow_c_array__"]),
        ]:
            with self.subTest(make):
                with self.assertRaises(TypeError) as raised:
                    make(Cheese())
                for word in ["Cheese", *methods]:
                    self.assertIn(word, str(raised.exception))

    def test_classes_are_rejected(self):
        with self.assertRaisesRegex(TypeError, "type type"):
            ab.Array(ab.Array)
        with self.assertRaisesRegex(TypeError, "type type"):
            ab.Table(ab.Table)

    def test_results_of_methods_are_checked(self):
        class Wrong:
            def __arrow_c_array__(self, requested_schema=None):
                return 1

            def __arrow_c_schema__(self):
                return "i"

            def __arrow_c_stream__(self, requested_schema=None):
                return None

        with self.assertRaisesRegex(TypeError, "__arrow_c_array__ of Wrong"):
            ab.Array(Wrong())
        with self.assertRaisesRegex(TypeError, "__arrow_c_schema__ of Wrong"):
            ab.Schema(Wrong())
        with self.assertRaisesRegex(TypeError, "__arrow_c_stream__ of Wrong"):
            ab.Table(Wrong())

    def test_exceptions_of_a_method_are_raised_unchanged(self):
        class Failing:
            def __arrow_c_stream__(self, requested_schema=None):
                raise LookupError("no such table")

        with self.assertRaisesRegex(LookupError, "no such table"):
            ab.Table(Failing())

    def test_a_batch_must_be_a_struct(self):
        with self.assertRaisesRegex(ValueError, "struct"):
            ab.RecordBatch(numbers())
        with self.assertRaisesRegex(ValueError, "struct"):
            ab.RecordBatchReader(StreamProducer(batch=False))
        self.assertEqual(len(ab.ChunkedArray(StreamProducer(batch=False))), 9)


if __name__ == "__main__":
    unittest.main()
