"""Arrays, batches, chunked arrays and tables: properties, slices, comparison and text."""

import datetime as dt
import gc
import unittest
from decimal import Decimal
from unittest import mock

import arrowbridge as ab
from support import FILE, Case, Producer, StreamProducer, batches, numbers, read_numbers


class Arrays(Case):
    def test_length_type_nulls_and_slices(self):
        array = numbers((1, 2, 3, 4))
        self.assertEqual((len(array), array.null_count, array.type, array.field.name), (4, 0, ab.int32(), "n"))
        self.assertEqual(read_numbers(array.slice(1)), [1, 2, 3])  # a slice shares the buffer
        self.assertEqual(array.slice(1, 2).to_pylist(), [2, 3])
        self.assertEqual(array[1:3], array.slice(1, 2))
        self.assertEqual(array[3:1].to_pylist(), [])
        self.assertEqual((array[0], array[-1]), (1, 4))
        self.assertEqual(array.slice(2, 99).to_pylist(), [3, 4])
        self.assertEqual(list(array), [1, 2, 3, 4])
        for wrong in (4, -5):
            with self.assertRaises(IndexError):
                array[wrong]
        with self.assertRaises(IndexError):
            array[::2]
        with self.assertRaises(ValueError):
            array.slice(5)
        with self.assertRaises(ValueError):
            array.slice(0, -1)

    def test_equality_is_by_value(self):
        self.assertEqual(numbers((1, 2)), numbers((0, 1, 2)).slice(1))
        self.assertNotEqual(numbers((1, 2)), numbers((1, 3)))
        self.assertNotEqual(numbers((1, 2)), numbers((1, 2)).cast(ab.int64()))
        self.assertFalse(numbers((1,)).equals([1]))
        with self.assertRaises(TypeError):
            hash(numbers())

    def test_validate(self):
        numbers().validate()
        numbers().validate(full=True)
        text = ab.Array.from_pylist(["a", "b"])
        text.validate(full=True)
        broken = ab.Array.from_pylist([b"\xff"]).cast
        with self.assertRaisesRegex(ValueError, "UTF-8"):
            broken(ab.utf8())

    def test_buffers_have_addresses(self):
        producer = Producer((1, 2, 3))
        from ctypes import addressof

        buffer = ab.Array(producer).buffers()[1]
        self.assertEqual((buffer.path, buffer.slot, buffer.address), ("", 1, addressof(producer.values)))
        nested = ab.Array.from_pylist([{"a": [1]}, {"a": None}])
        self.assertEqual(
            [buffer and (buffer.path, buffer.slot) for buffer in nested.buffers()],
            [None, ("a", 0), ("a", 1), None, ("a.item", 1)],
        )
        encoded = nested.child(0).child(0).cast(ab.dictionary(ab.int8(), ab.int64()))
        self.assertIn("(dictionary)", [buffer.path for buffer in encoded.buffers() if buffer is not None])

    def test_integers_are_cast_to_booleans_decimals_and_times(self):
        array = ab.Array.from_pylist([1, 0, None], ab.int64())
        for type, values in [
            (ab.bool_(), [True, False, None]),
            (ab.decimal(5, 2), [Decimal("1.00"), Decimal("0.00"), None]),
            (ab.duration("s"), [dt.timedelta(seconds=1), dt.timedelta(), None]),
        ]:
            with self.subTest(type=str(type)):
                self.assertEqual(array.cast(type).to_pylist(), values)
                self.assertEqual(array.cast(type).cast(ab.int64()), array)
        self.assertEqual(ab.can_cast(ab.int64(), ab.timestamp("us", "UTC"))[0], "relabelled")
        with self.assertRaisesRegex(ValueError, "row 2: 2 is neither 0 nor 1"):
            ab.Array.from_pylist([0, 1, 2]).cast(ab.bool_())
        with self.assertRaisesRegex(ValueError, "row 0: the value is not a whole number"):
            ab.Array.from_pylist([Decimal("0.5")]).cast(ab.int64())

    def test_cast_is_strict_and_names_the_field(self):
        self.assertEqual(numbers((1, 2)).cast(ab.int64()).to_pylist(), [1, 2])
        with self.assertRaisesRegex(ValueError, "list"):
            numbers().cast(ab.list_(ab.int32()))
        with self.assertRaises(ValueError):
            numbers((300,)).cast(ab.int8())
        with self.assertRaisesRegex(TypeError, "__arrow_c_schema__"):
            numbers().cast(64)

    def test_reprs(self):
        self.assertIn("Array(int32, 3 values)", repr(numbers()))
        self.assertIn("RecordBatch(3 rows, 1 column)", repr(batches(1)[0]))
        table = ab.Table.from_batches(batches(2))
        self.assertIn("Table(6 rows, 1 column, 2 batches)", repr(table))
        self.assertIn("n: int32", repr(ab.Table.from_batches([], table.schema)))
        self.assertIn("ChunkedArray(int32, 6 values in 2 chunks)", repr(table.column(0)))
        reader = table.to_reader()
        self.assertIn("RecordBatchReader(open)", repr(reader))
        reader.close()
        self.assertIn("RecordBatchReader(closed)", repr(reader))
        self.assertIn("n: int32", repr(table.schema))
        self.assertEqual(repr(ab.list_(ab.utf8())), "DataType(list<item: utf8>)")
        self.assertEqual(repr(table.schema[0]), "Field(n: int32)")


class Batches(Case):
    def test_columns_by_index_and_name(self):
        batch = ab.RecordBatch.from_arrays([numbers((1, 2)), numbers((3, 4))], ["a", "b"])
        self.assertEqual((batch.num_rows, batch.num_columns, batch.column_names, len(batch)), (2, 2, ["a", "b"], 2))
        self.assertEqual(batch.column("b").to_pylist(), [3, 4])
        self.assertEqual(batch["a"], batch[0])
        self.assertEqual(batch.column(-1), batch.column("b"))
        self.assertEqual([column.field.name for column in batch], ["a", "b"])
        for wrong in (2, -3):
            with self.assertRaises(IndexError):
                batch.column(wrong)
        with self.assertRaises(ValueError):
            batch.column("c")
        twice = ab.RecordBatch.from_arrays([numbers(), numbers()], ["a", "a"])
        with self.assertRaises(ValueError):
            twice.column("a")
        with self.assertRaises(ValueError):
            twice.to_pydict()

    def test_a_column_keeps_only_its_own_buffers(self):
        first, second = Producer((1, 2)), Producer((3, 4))
        batch = ab.RecordBatch.from_arrays([first, second], ["a", "b"])
        column = batch.column(1)
        del batch
        gc.collect()
        self.assertEqual((first.array_releases, second.array_releases), (1, 0))
        del column
        gc.collect()
        self.assertEqual(second.array_releases, 1)

    def test_from_arrays_copies_nothing_and_checks_lengths(self):
        column = numbers((1, 2))
        batch = ab.RecordBatch.from_arrays([column], schema=ab.schema({"x": ab.int32()}))
        self.assertEqual(batch.column(0).buffers()[1].address, column.buffers()[1].address)
        self.assertEqual(ab.RecordBatch.from_arrays([], [], num_rows=5).num_rows, 5)
        for arrays, names in [
            ([numbers((1,)), numbers((1, 2))], ["a", "b"]),
            ([numbers()], ["a", "b"]),
            ([numbers()], None),
        ]:
            with self.assertRaises(ValueError):
                ab.RecordBatch.from_arrays(arrays, names)
        with self.assertRaises(ValueError):
            ab.RecordBatch.from_arrays([numbers()], schema=ab.schema({}))

    def test_conversion_to_a_struct_array_and_back(self):
        batch = ab.RecordBatch.from_pydict({"a": [1, 2], "b": ["x", None]})
        array = batch.to_struct_array()
        self.assertEqual(array.type, ab.struct(batch.schema.fields))
        self.assertEqual(array.to_pylist(), [{"a": 1, "b": "x"}, {"a": 2, "b": None}])
        self.assertEqual(ab.RecordBatch.from_struct_array(array), batch)
        self.assertEqual(array.child(1).to_pylist(), ["x", None])

    def test_zero_columns_keep_their_rows(self):
        batch = ab.RecordBatch.from_arrays([], [], num_rows=7)
        self.assertEqual(ab.RecordBatch(batch.slice(2)).num_rows, 5)
        self.assertEqual(ab.Table(ab.Table.from_batches([batch, batch])).num_rows, 14)

    def test_python_values_round_trip(self):
        rows = [{"a": 1, "b": "x"}, {"a": None, "b": "y"}]
        batch = ab.RecordBatch.from_pylist(rows)
        self.assertEqual(batch.to_pylist(), rows)
        self.assertEqual(batch.to_pydict(), {"a": [1, None], "b": ["x", "y"]})
        schema = ab.schema({"b": ab.large_utf8(), "a": ab.int8()})
        given = ab.RecordBatch.from_pydict({"a": [1, None], "b": ["x", "y"]}, schema)
        self.assertEqual((given.schema, given.to_pylist()), (schema, rows))
        with self.assertRaises(ValueError):
            ab.RecordBatch.from_pydict({"c": [1]}, schema)


class Tables(Case):
    def test_a_table_can_be_read_repeatedly(self):
        table = ab.open_ipc(FILE).read_all()
        self.assertEqual(table.shape, (312, 10))
        for _ in range(2):
            self.assertEqual(sum(len(batch) for batch in table), 312)
            self.assertEqual(len(table.column("zone").to_pylist()), 312)
        self.assertEqual(next(iter(table["zone"])), "Europe/Andorra")
        with self.assertRaises(KeyError):
            table.column("nothing")
        with self.assertRaises(IndexError):
            table.column(10)

    def test_a_column_of_a_wide_table_makes_its_own_field_only(self):
        table = ab.Table.from_pylist([{f"c{i}": i for i in range(500)}])
        made = []
        of_struct = ab.Field._of_struct
        with mock.patch.object(ab.Field, "_of_struct", lambda struct: made.append(1) or of_struct(struct)):
            for name in (7, -493, "c7"):
                self.assertEqual(table.column(name).to_pylist(), [7])
                self.assertEqual(table.schema.field(name).name, "c7")
        self.assertEqual(len(made), 6)
        for absent in (500, -501):
            with self.assertRaises(IndexError):
                table.schema.field(absent)
        with self.assertRaisesRegex(KeyError, "no field is named 'x'; the names are: c0, .*, c19 and [0-9]+ others"):
            table.schema.field("x")

    def test_slices_cross_batches(self):
        table = ab.open_ipc(FILE).read_all()
        whole = table.to_pylist()
        self.assertEqual(table.slice(60, 10).to_pylist(), whole[60:70])
        self.assertEqual(table[300:].to_pylist(), whole[300:])
        self.assertEqual(len(table[5:5]), 0)
        self.assertEqual(table.slice(312).num_rows, 0)
        for wrong in ((313, None), (-1, 2), (0, -1)):
            with self.assertRaises(IndexError):
                table.slice(*wrong)

    def test_equality_ignores_batch_boundaries(self):
        table = ab.open_ipc(FILE).read_all()
        parts = [part for i in range(0, 312, 50) for part in table.slice(i, 50).to_batches()]
        other = ab.Table.from_batches(parts)
        self.assertNotEqual(len(other.to_batches()), len(table.to_batches()))
        self.assertEqual(other, table)
        self.assertEqual(other.column(0), table.column(0))
        self.assertNotEqual(table, table.slice(1))
        self.assertNotEqual(table.slice(0, 311), table.slice(1))
        self.assertNotEqual(ab.Table.from_batches(batches(1)), table)

    def test_batches_must_have_the_schema(self):
        with self.assertRaisesRegex(ValueError, "STR-8: batch 1"):
            ab.Table.from_batches([batches(1)[0], ab.RecordBatch(Producer(batch=True, name=b"m"))])
        with self.assertRaises(ValueError):
            ab.Table.from_batches([])

    def test_cast(self):
        table = ab.Table.from_batches(batches(2))
        wide = ab.schema({"n": ab.int64()})
        self.assertEqual(table.cast(wide).schema, wide)
        self.assertEqual(table.cast(wide).cast(table.schema), table)
        reader = table.to_reader()
        self.assertEqual(reader.cast(wide).read_all(), table.cast(wide))
        with self.assertRaisesRegex(ValueError, "consumed by cast.."):
            reader.read_next_batch()
        with self.assertRaisesRegex(ValueError, "'n'|n:"):
            table.to_reader().cast(ab.schema({"n": ab.list_(ab.utf8())}))
        self.assertEqual(ab.can_cast(table, wide)[0], "converted")
        worst, fields = ab.can_cast(table, ab.schema({"n": ab.list_(ab.utf8())}))
        self.assertEqual((worst, fields[-1].path, fields[-1].outcome), ("impossible", "n", "impossible"))

    def test_chunked_arrays(self):
        column = ab.ChunkedArray.from_arrays([numbers((1, 2)), numbers((3,))])
        self.assertEqual((len(column), column.num_chunks, column.null_count, column.type), (3, 2, 0, ab.int32()))
        self.assertEqual((column.to_pylist(), list(column), column.chunk(1).to_pylist()), ([1, 2, 3], [1, 2, 3], [3]))
        self.assertEqual(column.cast(ab.int64()).to_pylist(), [1, 2, 3])
        self.assertEqual(ab.ChunkedArray.from_arrays([], ab.utf8()).type, ab.utf8())
        column.validate(full=True)
        for arguments in ([[]], [[numbers()], ab.utf8()]):
            with self.assertRaises(ValueError):
                ab.ChunkedArray.from_arrays(*arguments)

    def test_a_chunked_array_reads_all_arrays_of_a_stream(self):
        column = ab.ChunkedArray(StreamProducer(batch=False))
        self.assertEqual(column.to_pylist(), [1, 2, 3] * 3)


if __name__ == "__main__":
    unittest.main()
