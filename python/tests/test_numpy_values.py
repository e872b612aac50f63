"""numpy arrays with nulls, text and nested values, of chunked arrays, and the protocol __array__."""

import datetime as dt
import unittest
from decimal import Decimal

import arrowbridge as ab
from support import Case

try:
    import numpy as np
except ImportError:
    np = None


def array(values, type=None):
    return ab.Array.from_pylist(values, type)


def chunked(*chunks):
    return ab.ChunkedArray.from_arrays(chunks)


@unittest.skipIf(np is None, "numpy is not installed")
class Copies(Case):
    def check(self, values, type, dtype, **options):
        """Convert values, alone and in two chunks, and compare with what they are as objects."""
        column = array(values, type)
        for of in (column, chunked(column[:1], column[1:])):
            found = of.to_numpy(**options)
            self.assertEqual(found.dtype, np.dtype(dtype), of)
            yield found

    def test_nulls_that_numpy_has(self):
        for found in self.check([1.5, None], None, "f8"):
            self.assertEqual((found[0], np.isnan(found[1])), (1.5, True))
        for type, dtype in [
            (ab.date32(), "M8[D]"),
            (ab.date64(), "M8[ms]"),
            (ab.timestamp("ns"), "M8[ns]"),
            (ab.duration("s"), "m8[s]"),
        ]:
            for found in self.check([0, None], type, dtype):
                self.assertEqual((found[0], np.isnat(found[1])), (np.zeros(1, dtype)[0], True))

    def test_nulls_of_all_other_types_are_objects(self):
        for values, type in [
            ([2**62 + 1, None], None),
            ([True, None], None),
            (["a", None], ab.utf8_view()),
            ([b"ab", None], ab.fixed_size_binary(2)),
            ([Decimal("0.1"), None], None),
            ([[1], None], None),
            ([{"a": 1}, None], None),
            ([None, None], None),
        ]:
            for found in self.check(values, type, object):
                self.assertEqual(found.tolist(), values)
                self.assertEqual([value.__class__ for value in found], [value.__class__ for value in values])

    def test_objects_and_masks_on_request(self):
        for found in self.check([1.5, None], None, object, nulls="object"):
            self.assertEqual(found.tolist(), [1.5, None])
        for found in self.check([1, None], ab.timestamp("ns"), object, nulls="object"):
            self.assertEqual(found.tolist(), [np.datetime64(1, "ns"), None])
        for type, dtype in [(ab.int8(), "i1"), (ab.bool_(), "?"), (ab.date32(), "M8[D]"), (ab.float16(), "f2")]:
            value = {"i1": 7, "?": True, "M8[D]": np.datetime64("2020-01-01"), "f2": 0.5}[dtype]
            given = dt.date(2020, 1, 1) if dtype == "M8[D]" else value
            for found in self.check([given, None], type, dtype, nulls="masked"):
                self.assertEqual((found[0], found.mask.tolist()), (value, [False, True]))
        view = array([1, 2]).to_numpy(nulls="masked")
        self.assertEqual((view.mask.tolist(), view.flags.writeable), ([False, False], False))

    def test_booleans_dates_and_text_without_nulls(self):
        for found in self.check([True, False], None, "?"):
            self.assertEqual(found.tolist(), [True, False])
        for found in self.check([dt.date(1960, 2, 29), dt.date(9999, 12, 31)], None, "M8[D]"):
            self.assertEqual(found.tolist(), [dt.date(1960, 2, 29), dt.date(9999, 12, 31)])
        for found in self.check(["a", "\u20ac"], None, object):
            self.assertEqual(found.tolist(), ["a", "\u20ac"])
        self.assertEqual(array([False] * 3 + [True] * 9)[3:].to_numpy().tolist(), [True] * 9)

    def test_dictionaries_and_runs_are_decoded(self):
        for found in self.check([1.5, None, 1.5], ab.dictionary(ab.int8(), ab.float64()), "f8"):
            self.assertEqual((found[0], np.isnan(found[1]), found[2]), (1.5, True, 1.5))
        for found in self.check([7, 7, 8], ab.run_end_encoded(ab.int32(), ab.int16()), "i2"):
            self.assertEqual(found.tolist(), [7, 7, 8])
        rows = [{"a": 1}, None, {"a": 1}]
        for found in self.check(rows, ab.dictionary(ab.int8(), ab.struct({"a": ab.int8()})), object):
            self.assertEqual(found.tolist(), rows)

    def test_fixed_size_lists_with_nulls(self):
        pair = ab.fixed_size_list(ab.float32(), 2)
        for found in self.check([[1, None], None, [2, 3]], pair, "f4"):
            self.assertEqual(np.isnan(found).tolist(), [[False, True], [True, True], [False, False]])
        for found in self.check([[1, None], None], ab.fixed_size_list(ab.int8(), 2), object):
            self.assertEqual(found.tolist(), [[1, None], [None, None]])
        for found in self.check([[True, False], [False, True]], ab.fixed_size_list(ab.bool_(), 2), "?"):
            self.assertEqual(found.tolist(), [[True, False], [False, True]])
        part = array([[1, 2], [3, None], [5, 6]], ab.fixed_size_list(ab.int8(), 2))[1:]
        self.assertEqual(part.to_numpy(nulls="masked").tolist(), [[3, None], [5, 6]])

    def test_chunks(self):
        one = chunked(array([1, 2]))
        self.assertEqual(one.to_numpy(zero_copy_only=True).ctypes.data, one.chunk(0).buffers()[1].address)
        with self.assertRaisesRegex(NotImplementedError, "2 chunks are not contiguous"):
            chunked(array([1]), array([2])).to_numpy(zero_copy_only=True)
        empty = ab.ChunkedArray.from_arrays([], ab.date32()).to_numpy()
        self.assertEqual((empty.shape, empty.dtype), ((0,), np.dtype("M8[D]")))


@unittest.skipIf(np is None, "numpy is not installed")
class Protocol(Case):
    def test_arrays_and_chunked_arrays(self):
        numbers = array([1, 2, 3])
        self.assertEqual(np.asarray(numbers).ctypes.data, numbers.buffers()[1].address)
        self.assertEqual(np.asarray(numbers, dtype="f4").dtype, np.dtype("f4"))
        self.assertEqual(numbers.__array__("f4").dtype, np.dtype("f4"))  # numpy 1 would convert the result itself
        self.assertTrue(np.array(numbers).flags.writeable)
        self.assertTrue(numbers.__array__(copy=True).flags.writeable)
        both = np.asarray(chunked(numbers, numbers))
        self.assertEqual((both.shape, both.tolist()), ((6,), [1, 2, 3, 1, 2, 3]))
        self.assertEqual(np.asarray(chunked(array(["a"]), array([None], ab.utf8()))).tolist(), ["a", None])
        self.assertEqual(np.add(chunked(numbers, numbers), 1).tolist(), [2, 3, 4, 2, 3, 4])

    def test_copy_false_never_copies(self):
        numbers = array([1, 2, 3])
        self.assertEqual(numbers.__array__(copy=False).ctypes.data, numbers.buffers()[1].address)
        for of, dtype in [
            (array([True]), None),
            (array([1, None]), None),
            (numbers, "f8"),
            (chunked(numbers, numbers), None),
        ]:
            with self.assertRaisesRegex(ValueError, "copy"):
                of.__array__(dtype, copy=False)

    def test_batches_and_tables_are_refused_with_a_way_out(self):
        table = ab.Table.from_pydict({"a": [1, 2], "b": [3, 4]})
        for of in (table, table.to_batches()[0]):
            with self.assertRaisesRegex(TypeError, r"to_pandas\(\).*column\(name\)\.to_numpy\(\).*column_stack"):
                np.asarray(of)
            self.assertEqual(np.column_stack(list(of.columns)).tolist(), [[1, 3], [2, 4]])


@unittest.skipIf(np is None, "numpy is not installed")
class FromNumpy(Case):
    def check(self, values, type, expected, **options):
        made = ab.Array.from_numpy(values, **options)
        made.validate(full=True)
        self.assertEqual((made.type, made.to_pylist()), (type, expected))

    def test_days(self):
        day = dt.date(2024, 2, 29)
        self.check(np.array(["2024-02-29", "NaT"], "M8[D]"), ab.date32(), [day, None])
        self.check(np.array([["2024-02-29", "NaT"]], "M8[D]"), ab.fixed_size_list(ab.date32(), 2), [[day, None]])
        self.check(np.array([2**40, 0], "M8[D]"), ab.date32(), [None, dt.date(1970, 1, 1)], mask=[True, False])
        with self.assertRaisesRegex(ValueError, "row 1: 1099511627776 days .* out of range"):
            ab.Array.from_numpy(np.array([0, 2**40], "M8[D]"))

    def test_strings_and_objects(self):
        self.check(np.array(["a", "\u20ac\u20ac"]), ab.utf8(), ["a", "\u20ac\u20ac"])
        self.check(np.array(["a", "b"]), ab.utf8(), ["a", None], mask=[False, True])
        self.check(np.array([b"a\xff", b""]), ab.binary(), [b"a\xff", b""])
        self.check(np.array(["a", None], object), ab.utf8(), ["a", None])
        self.check(np.array([[1], None], object), ab.list_(ab.int64()), [[1], None])
        self.check(np.zeros(0, "U1"), ab.utf8(), [])
        with self.assertRaisesRegex(ValueError, "row 1: .* no common type"):
            ab.Array.from_numpy(np.array(["a", 1], object))

    @unittest.skipIf(np is None or not hasattr(np, "dtypes") or not hasattr(np.dtypes, "StringDType"), "needs numpy 2")
    def test_variable_width_strings(self):
        for missing in (None, np.nan):
            dtype = np.dtypes.StringDType(na_object=missing)
            self.check(np.array(["a", missing, "long " * 9], dtype), ab.utf8(), ["a", None, "long " * 9])
        self.check(np.array(["a", ""], np.dtypes.StringDType()), ab.utf8(), ["a", ""])

    def test_masked_arrays(self):
        self.check(np.ma.array([1, 2], mask=[False, True]), ab.int64(), [1, None])
        self.check(np.ma.array([1, 2, 3], mask=[0, 1, 0]), ab.int64(), [None, None, 3], mask=[True, False, False])
        with self.assertRaisesRegex(NotImplementedError, "masked array must have one dimension"):
            ab.Array.from_numpy(np.ma.array([[1, 2]], mask=[[False, True]]))

    def test_structured_arrays(self):
        dtype = [("a", "i2"), ("b", "U3"), ("c", "f4", 2), ("d", [("e", "?")]), ("f", "M8[D]")]
        values = np.array([(1, "x", [1, 2], (True,), "NaT"), (2, "yz", [3, 4], (False,), "1970-01-02")], dtype)
        type = ab.struct({
            "a": ab.int16(),
            "b": ab.utf8(),
            "c": ab.fixed_size_list(ab.float32(), 2),
            "d": ab.struct({"e": ab.bool_()}),
            "f": ab.date32(),
        })
        second = {"a": 2, "b": "yz", "c": [3.0, 4.0], "d": {"e": False}, "f": dt.date(1970, 1, 2)}
        self.check(values, type, [{"a": 1, "b": "x", "c": [1.0, 2.0], "d": {"e": True}, "f": None}, second])
        self.check(values, type, [None, second], mask=[True, False])
        self.assertEqual(ab.RecordBatch(ab.Array.from_numpy(values)).column("a").to_pylist(), [1, 2])
        with self.assertRaisesRegex(NotImplementedError, "structured array must have one dimension"):
            ab.Array.from_numpy(values.reshape(1, 2))


if __name__ == "__main__":
    unittest.main()
