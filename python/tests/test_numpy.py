"""Conversion to and from numpy and pandas, if they are installed."""

import datetime as dt
import gc
import sys
import unittest
import uuid
from decimal import Decimal

import arrowbridge as ab
from support import Case, absent

try:
    import numpy as np
except ImportError:
    np = None
try:
    import pandas as pd
except ImportError:
    pd = None

PLAIN = ["int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64", "float16", "float32", "float64"]


def address(array, index=1):
    return array.buffers()[index].address


class Absent(unittest.TestCase):
    def test_without_numpy(self):
        with absent("numpy"):
            with self.assertRaisesRegex(ImportError, "numpy is not installed"):
                ab.Array.from_pylist([1]).to_numpy()

    def test_without_pandas(self):
        with absent("pandas"):
            with self.assertRaisesRegex(ImportError, "pandas is not installed"):
                ab.Table.from_pydict({"a": [1]}).to_pandas()


@unittest.skipIf(np is None, "numpy is not installed")
class Views(Case):
    def test_plain_types_share_memory(self):
        for name in PLAIN:
            with self.subTest(type=name):
                array = ab.Array.from_pylist([1, 2, 3], getattr(ab, name)())
                view = array.to_numpy()
                self.assertEqual((view.dtype, view.tolist()), (np.dtype(name), [1, 2, 3]))
                self.assertEqual(view.ctypes.data, address(array))
                self.assertFalse(view.flags.writeable)
                part = array.slice(1).to_numpy()
                self.assertEqual((part.ctypes.data, part.tolist()), (view.ctypes.data + view.itemsize, [2, 3]))

    def test_a_view_keeps_its_memory_alive(self):
        array = ab.Array.from_pylist(list(range(1000)))
        view = array.to_numpy()[10:]
        del array
        gc.collect()
        self.assertEqual(view.sum(), sum(range(10, 1000)))
        self.assertGreater(ab.live_counts()["bytes"], self.before["bytes"])

    def test_times(self):
        for unit in ("s", "ms", "us", "ns"):
            array = ab.Array.from_pylist([1, 2], ab.timestamp(unit, "Asia/Tokyo"))
            self.assertEqual(array.to_numpy().dtype, np.dtype(f"M8[{unit}]"))
            array = ab.Array.from_pylist([1, 2], ab.duration(unit))
            self.assertEqual(array.to_numpy().tolist(), np.array([1, 2], f"m8[{unit}]").tolist())
        nanoseconds = ab.Array.from_pylist([1], ab.timestamp("ns")).to_numpy()
        self.assertEqual(nanoseconds, np.array(["1970-01-01T00:00:00.000000001"], "M8[ns]"))

    def test_integers_are_not_rounded_to_floats(self):
        exact = [np.int64(2**53), np.uint8(7), np.float32(0.5)]
        self.assertEqual(ab.Array.from_pylist(exact, ab.float64()).to_pylist(), [2.0**53, 7.0, 0.5])
        with self.assertRaisesRegex(ValueError, "row 1: .* would be rounded to 9007199254740992"):
            ab.Array.from_pylist([np.int64(1), np.int64(2**53 + 1)], ab.float64())

    def test_fixed_size_lists_are_rows(self):
        array = ab.Array.from_pylist([[1, 2], [3, 4], [5, 6]], ab.fixed_size_list(ab.int16(), 2))
        self.assertEqual(array.slice(1).to_numpy().tolist(), [[3, 4], [5, 6]])

    def test_empty(self):
        for type in (ab.int8(), ab.timestamp("ns")):
            self.assertEqual(ab.Array.from_pylist([], type).to_numpy().size, 0)

    def test_errors(self):
        for array, text in [
            (ab.Array.from_pylist([1, None]), "nulls"),
            (ab.Array.from_pylist([1, None]).slice(1), "nulls"),
            (ab.Array.from_pylist(["x"]), "'u'"),
            (ab.Array.from_pylist([True]), "'b'"),
            (ab.Array.from_pylist([[1, None]], ab.fixed_size_list(ab.int8(), 2)), "null"),
            (ab.Array.from_pylist(["x"], ab.dictionary(ab.int8(), ab.utf8())), "dictionary"),
        ]:
            with self.assertRaisesRegex(NotImplementedError, text):
                array.to_numpy(zero_copy_only=True)
        self.assertEqual(ab.Array.from_pylist([1, None]).slice(0, 1).to_numpy(zero_copy_only=True).tolist(), [1])
        with self.assertRaisesRegex(ValueError, "nulls must be one of numpy, object, masked, not 'nan'"):
            ab.Array.from_pylist([1]).to_numpy(nulls="nan")


@unittest.skipIf(np is None, "numpy is not installed")
class FromNumpy(Case):
    def check(self, values, type, expected, **options):
        array = ab.Array.from_numpy(values, **options)
        array.validate(full=True)
        self.assertEqual(array.type, type)
        self.assertEqual(array.to_pylist(), expected)
        return array

    def test_plain_types_share_memory(self):
        for name in PLAIN:
            values = np.array([1, 2, 3], name)
            references = sys.getrefcount(values)
            array = self.check(values, getattr(ab, name)(), [1, 2, 3])
            self.assertEqual(address(array), values.ctypes.data)
            self.assertGreater(sys.getrefcount(values), references)
            part = array.slice(1)
            del array
            gc.collect()
            self.assertGreater(sys.getrefcount(values), references)
            del part
            gc.collect()
            self.assertEqual(sys.getrefcount(values), references)

    def test_masks(self):
        self.check(np.array([1, 2, 3]), ab.int64(), [1, None, 3], mask=[False, True, False])
        with self.assertRaisesRegex(ValueError, "mask"):
            ab.Array.from_numpy(np.array([1, 2, 3]), mask=[True])

    def test_times(self):
        day = np.array(["2020-01-01", "NaT"], "M8[s]")
        self.check(day, ab.timestamp("s"), [dt.datetime(2020, 1, 1), None])
        days = np.array([["2020-01-01", "NaT"]], "M8[us]")
        self.check(days, ab.fixed_size_list(ab.timestamp("us"), 2), [[dt.datetime(2020, 1, 1), None]])
        self.check(np.array([1, 2], "m8[ms]"), ab.duration("ms"), [dt.timedelta(0, 0, 1000), dt.timedelta(0, 0, 2000)])

    def test_two_dimensions(self):
        values = np.arange(6, dtype="f4").reshape(3, 2)
        array = self.check(values, ab.fixed_size_list(ab.float32(), 2), values.tolist())
        self.assertEqual(address(array.child(0)), values.ctypes.data)
        self.check(values, array.type, [[0, 1], None, [4, 5]], mask=[False, True, False])

    def test_arrays_that_are_copied(self):
        self.check(np.array([True, False]), ab.bool_(), [True, False])
        self.check(np.arange(10, dtype="i2")[::3], ab.int16(), [0, 3, 6, 9])
        self.check(np.array([1, 2], ">i4"), ab.int32(), [1, 2])
        self.check(np.zeros(0, "u1"), ab.uint8(), [])
        unaligned = np.frombuffer(b"x" + np.array([1, 2], "i8").tobytes(), "i8", offset=1)
        self.check(unaligned, ab.int64(), [1, 2])

    def test_errors(self):
        for values in (np.array([["x"]]), np.array([1j]), np.array(["2020"], "M8[Y]"), np.array([1], "m8[D]")):
            with self.assertRaisesRegex(NotImplementedError, "dtype"):
                ab.Array.from_numpy(values)
        with self.assertRaisesRegex(ValueError, "dimension"):
            ab.Array.from_numpy(np.zeros((1, 1, 1)))

    def test_round_trip(self):
        values = np.arange(5)
        self.assertEqual(ab.Array.from_numpy(values).to_numpy().ctypes.data, values.ctypes.data)


@unittest.skipIf(pd is None, "pandas is not installed")
class Pandas(Case):
    def frame(self, values, type=None):
        column = ab.Array.from_pylist(values, type)
        half = len(values) // 2
        schema = ab.schema([column.field.with_name("x")])
        parts = (column.slice(0, half), column.slice(half))
        batches = [ab.RecordBatch.from_arrays([part], schema=schema) for part in parts]
        return ab.Table.from_batches(batches).to_pandas()["x"]

    def test_columns(self):
        for values, type, dtype in [
            ([1, 2, 3], ab.int16(), "int16"),
            ([1, None, 3], ab.int16(), "Int16"),
            ([True, False], None, "bool"),
            ([True, None], None, "boolean"),
            ([1.5, 2.5], None, "float64"),
            (["a", None, "b"], None, "object"),
            ([b"a", None], None, "object"),
            ([[1, 2], [3, 4]], None, "object"),
            ([{"a": 1}, None], None, "object"),
            ([Decimal("1.5")], None, "object"),
            ([dt.date(2020, 1, 1)], None, "object"),
            ([True, False], ab.bool8(), "bool"),
            ([True, None], ab.bool8(), "boolean"),
            ([uuid.UUID(int=1), None], None, "object"),
            ([5, 6], ab.extension("int8", "example.unknown"), "int8"),
            (["a", "b", "a", None], ab.dictionary(ab.int8(), ab.utf8()), "category"),
        ]:
            with self.subTest(values=values):
                column = self.frame(values, type)
                self.assertEqual(str(column.dtype), dtype)
                found = [None if value is pd.NA or value is np.nan else value for value in column.tolist()]
                self.assertEqual(found, values)

    def test_floats_with_nulls(self):
        column = self.frame([1.5, None, 2.5])
        self.assertEqual(column.isna().tolist(), [False, True, False])
        self.assertEqual(column.sum(), 4.0)

    def test_times(self):
        day = dt.datetime(2020, 7, 1, 12)
        column = self.frame([day, None])
        self.assertEqual(column[0].to_pydatetime(), day)
        self.assertTrue(column.isna()[1])
        column = self.frame([day.replace(tzinfo=dt.timezone.utc), None], ab.timestamp("us", "Europe/Berlin"))
        self.assertEqual((str(column.dt.tz), column[0].hour), ("Europe/Berlin", 14))
        column = self.frame([dt.timedelta(1), None], ab.duration("s"))
        self.assertEqual(column[0].to_pytimedelta(), dt.timedelta(1))

    def test_categories(self):
        column = self.frame(["b", "a", "b", "c"], ab.dictionary(ab.int8(), ab.utf8(), ordered=True))
        self.assertEqual((column.cat.categories.tolist(), column.cat.ordered), (["b", "a", "c"], True))

    def test_batches_arrays_and_chunked_arrays(self):
        batch = ab.RecordBatch({"n": [1, None], "t": ["x", "y"]})
        frame = batch.to_pandas()
        self.assertTrue(frame.equals(ab.Table(batch).to_pandas()))
        self.assertEqual((list(frame.columns), str(frame["n"].dtype)), (["n", "t"], "Int64"))
        column = ab.Table.from_batches([batch, batch]).column("n")
        for of, values in [(batch.column("n"), [1, pd.NA]), (column, [1, pd.NA] * 2)]:
            series = of.to_pandas()
            self.assertIsInstance(series, pd.Series)
            self.assertEqual((series.name, str(series.dtype), series.tolist()), ("n", "Int64", values))
        self.assertIsNone(ab.array([1]).to_pandas().name)
        self.assertEqual(str(ab.ChunkedArray.from_arrays([], "timestamp[ms]").to_pandas().dtype)[:10], "datetime64")
        self.assertEqual(str(ab.array(["a"]).dictionary_encode().to_pandas().dtype), "category")
        self.assertEqual(ab.ChunkedArray.from_arrays([], "dictionary<int8, utf8>").to_pandas().size, 0)

    def test_the_constructor_is_refused_with_a_way_out(self):
        table = ab.Table({"n": [1, 2]})
        for of in (table, table.to_batches()[0]):
            with self.assertRaisesRegex(TypeError, r"to_pandas\(\)"):
                pd.DataFrame(of)
        self.assertEqual(pd.Series(table.column("n")).tolist(), [1, 2])

    def test_no_rows_no_columns(self):
        empty = ab.Table.from_batches([], ab.schema({"a": ab.int32(), "b": ab.utf8()})).to_pandas()
        self.assertEqual((empty.shape, str(empty["a"].dtype)), ((0, 2), "int32"))
        rows = ab.RecordBatch.from_arrays([], [], num_rows=3)
        self.assertEqual(ab.Table.from_batches([rows]).to_pandas().shape, (3, 0))

    def test_readers(self):
        batch = ab.RecordBatch.from_pydict({"a": [1, 2], "b": ["x", "y"]})
        frame = ab.RecordBatchReader.from_batches(batch.schema, [batch, batch]).read_pandas()
        self.assertEqual(frame.to_dict("list"), {"a": [1, 2, 1, 2], "b": ["x", "y", "x", "y"]})


if __name__ == "__main__":
    unittest.main()
