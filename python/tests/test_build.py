"""Building arrays from Python values: errors name the field and the row, and nothing leaks."""

import datetime as dt
import gc
import math
import unittest
from collections import OrderedDict
from decimal import Decimal
from fractions import Fraction

import arrowbridge as ab

POINTS = ab.list_(ab.struct({"x": ab.int8(), "tags": ab.map_(ab.utf8(), ab.int16())}))
DICTIONARY = ab.dictionary(ab.int8(), ab.int32())
STRUCT = ab.struct({"a": ab.int8()})
LARGE_TAG = [{"x": 1, "tags": {"t": 2**15}}]
UNION = ab.dense_union({"i": ab.int8(), "s": ab.utf8()})
NOT_NULL = ab.field("n", ab.int32(), nullable=False)
UTC = dt.timezone.utc

# Types, values and error messages.
INVALID = [
    (ab.null(), [None, 1], r"row 1: 1 \(int\) in a field of type null"),
    (ab.bool_(), [True, 1], r"row 1: 1 \(int\) is not True or False"),
    (ab.int8(), [1, 300], r"row 1: 300 \(int\) is out of range"),
    (ab.uint64(), [-1], r"row 0: -1 \(int\) is out of range"),
    (ab.int32(), [1, None, 1.5], r"row 2: 1.5 \(float\) is not an integer"),
    (ab.int64(), ["1"], r"row 0: '1' \(str\) is not an integer"),
    (ab.float16(), [1.0, 1e6], r"row 1: 1000000.0 \(float\) is out of range"),
    (ab.float32(), [math.inf, 1e300], r"row 1: 1e\+300 \(float\) is out of range"),
    (ab.float64(), [None, "x"], r"row 1: 'x' \(str\) is not a number"),
    (ab.utf8(), ["a", b"b"], r"row 1: b'b' \(bytes\) is not a string"),
    (ab.utf8(), ["a", "\ud800"], r"row 1: .*surrogate"),
    (ab.utf8_view(), [1], r"row 0: 1 \(int\) is not a string"),
    (ab.binary(), ["a"], r"row 0: 'a' \(str\) is not bytes"),
    (ab.fixed_size_binary(3), [b"abc", b"ab"], r"row 1: b'ab' \(bytes\) has 2 bytes, not 3"),
    (ab.decimal(3, 1), [Decimal("1.25")], r"row 0: .*has more than 1 digit after the decimal point"),
    (ab.decimal(3, 1), [Decimal("100.0")], r"row 0: .*has more than 3 digits"),
    (ab.decimal(3, 1), [Decimal("1E+999999")], r"row 0: .*has more than 3 digits"),
    (ab.decimal(3, 1), [Decimal("1E-999999")], r"row 0: .*after the decimal point"),
    (ab.decimal(3, 1), [None, Decimal("NaN")], r"row 1: .*is not finite"),
    (ab.decimal(3, 1), [1.5], r"row 0: 1.5 \(float\) is not a Decimal or an integer"),
    (ab.date32(), [dt.datetime(2020, 1, 1, 12)], r"row 0: .*has a time"),
    (ab.date32(), ["2020-01-01"], r"row 0: '2020-01-01' \(str\) is not a date"),
    (ab.date32(), [2**31], r"row 0: 2147483648 \(int\) is out of range"),
    (ab.time32("s"), [dt.time(0, 0, 0, 1)], r"row 0: .*not a whole number of seconds"),
    (ab.time32("s"), [86_399, None, 86_400], r"row 2: 86400 seconds are not a time of day"),
    (ab.time32("ms"), [-1], r"row 0: -1 milliseconds are not a time of day"),
    (ab.time64("us"), [86_400_000_000], r"row 0: 86400000000 microseconds are not a time of day"),
    (ab.time64("ns"), [2**70], r"row 0: .* nanoseconds are not a time of day"),
    (ab.float64(), [Decimal("0.5"), Decimal("0.1")], r"row 1: .*'0.1'.* would be rounded to 0.1"),
    (ab.float32(), [Decimal(2**24 + 1)], r"row 0: .* would be rounded to 16777216"),
    (ab.float16(), [None, Decimal("1.0001")], r"row 1: .* would be rounded to 1.0"),
    (ab.float64(), [Fraction(1, 3)], r"row 0: .* would be rounded to 0.333"),
    (ab.timestamp("ms"), [dt.datetime(2020, 1, 1, 0, 0, 0, 1)], r"row 0: .*not a whole number of milliseconds"),
    (ab.timestamp("s"), [dt.datetime(2020, 1, 1, tzinfo=UTC)], r"row 0: .*has a timezone, but the type has none"),
    (ab.timestamp("s", "UTC"), [dt.datetime(2020, 1, 1)], r"row 0: .*has no timezone, but the type has one"),
    (ab.timestamp("s"), [dt.date(2020, 1, 1)], r"row 0: .*is not a timestamp"),
    (ab.timestamp("ns"), [dt.datetime(2300, 1, 1)], r"row 0: .*"),
    (ab.duration("s"), [dt.timedelta(microseconds=1)], r"row 0: .*not a whole number of seconds"),
    (ab.month_interval(), [(1,)], r"row 0: \(1,\) \(tuple\) is not an integer .a number of months."),
    (ab.day_time_interval(), [(1, 2), (1, 2, 3)], r"row 1: .*not a tuple of days and milliseconds"),
    (ab.month_day_nano_interval(), [(2**31, 0, 0)], r"row 0: .*"),
    (ab.list_(ab.int8()), [[1], "ab"], r"row 1: 'ab' \(str\) is not a list"),
    (ab.list_(ab.int8()), [[1], 5], r"row 1: 5 \(int\) is not a list"),
    (ab.list_(ab.int8()), [[1], [], [2, 300]], r"field 'item', row 2: 300 \(int\) is out of range"),
    (ab.list_view(ab.int8()), [[1], [], [2, 300]], r"field 'item', row 2: 300"),
    (ab.fixed_size_list(ab.int8(), 2), [[1, 2], [3]], r"row 1: \[3\] \(list\) has 1 item, not 2"),
    (ab.fixed_size_list(ab.int8(), 2), [[1, 2], None, [3, 300]], r"field 'item', row 2: 300"),
    (STRUCT, [{"a": 1}, {"b": 2}], r"row 1: 'b' \(str\) is not the name of a field; the fields are: a"),
    (STRUCT, [1], r"row 0: 1 \(int\) is neither a mapping nor a tuple of 1 value"),
    (STRUCT, [None, {"a": "x"}], r"field 'a', row 1: 'x' \(str\) is not an integer"),
    (ab.struct([NOT_NULL]), [None, {"n": 1}, {}], r"field 'n', row 2: None in a field that is not nullable"),
    (ab.list_(NOT_NULL), [[1], [2, None]], r"field 'n', row 1: None in a field that is not nullable"),
    (ab.map_(ab.utf8(), ab.int8()), [[("a", 1)], [("b", 2), ("c",)]], r"row 1: \('c',\) \(tuple\) is not a pair"),
    (ab.map_(ab.utf8(), ab.int8()), [{}, {None: 1}], r"row 1: None cannot be a key of a map"),
    (ab.map_(ab.utf8(), ab.int8()), [{"a": 1}, {"b": 2, "c": 300}], r"field 'entries.value', row 1: 300"),
    (POINTS, [[], [{"x": 1, "tags": {}}], LARGE_TAG], r"field 'item.tags.entries.value', row 2: 32768"),
    (UNION, [1, "x", 1.5], r"row 2: 1.5 \(float\) cannot be stored in any child; the children are: i, s"),
    (ab.sparse_union({"i": ab.int8()}), [ab.Tagged("i", 1), ab.Tagged("i", 300)], r"field 'i', row 1: 300"),
    (UNION, ["x", ab.Tagged(0, 300)], r"field 'i', row 1: 300"),
    (ab.run_end_encoded(ab.int32(), ab.int8()), [1, 1, 300], r"field 'values', row 2: 300"),
    (ab.run_end_encoded(ab.int16(), ab.int8()), [1] * 40_000, r"field 'run_ends', row 0: 40000"),
    (DICTIONARY, list(range(200)), r"row 128: the index type is too small for 200 different values"),
    (ab.dictionary(ab.int8(), ab.int8()), [1, 1, None, 300], r"field '\(dictionary\)', row 3: 300"),
]


class Errors(unittest.TestCase):
    def test_errors_name_field_and_row(self):
        for type, values, text in INVALID:
            with self.subTest(type=str(type), values=values[:3]):
                with self.assertRaisesRegex(ValueError, text) as raised:
                    ab.Array.from_pylist(values, type)
                self.assertIsInstance(raised.exception, ab.ArrowBridgeError)

    def test_everything_is_released(self):
        gc.collect()
        before = ab.live_counts()
        for type, values, _ in INVALID:
            with self.assertRaises(ValueError):
                ab.Array.from_pylist(values, type)
        gc.collect()
        self.assertEqual(ab.live_counts(), before)

    def test_exceptions_of_an_iterable_are_raised_unchanged(self):
        def broken():
            yield 1
            raise RuntimeError("no more")

        with self.assertRaisesRegex(RuntimeError, "no more"):
            ab.Array.from_pylist(broken(), ab.int8())


class Valid(unittest.TestCase):
    def check(self, type, values, expected):
        array = ab.Array.from_pylist(values, type)
        array.validate(full=True)
        self.assertEqual(array.to_pylist(), expected)

    def test_iterables(self):
        self.check(ab.int8(), iter([1, 2]), [1, 2])
        self.check(ab.list_(ab.int8()), [(1, 2), range(2), {3}], [[1, 2], [0, 1], [3]])
        self.check(ab.binary(), [bytearray(b"a"), memoryview(b"b")], [b"a", b"b"])

    def test_rows_of_structs(self):
        type = ab.struct({"a": ab.int8(), "b": ab.utf8()})
        rows = [OrderedDict(b="x", a=1), (2, "y"), {"a": 3}, {}]
        self.check(type, rows, [{"a": 1, "b": "x"}, {"a": 2, "b": "y"}, {"a": 3, "b": None}, {"a": None, "b": None}])

    def test_maps_of_mappings_and_pairs(self):
        self.check(ab.map_(ab.int8(), ab.bool_()), [{1: True}, [[2, None]]], [[(1, True)], [(2, None)]])

    def test_other_numeric_classes(self):
        class Index:
            def __index__(self):
                return 7

        self.check(ab.int16(), [Index(), True], [7, 1])
        self.check(ab.float64(), [1, Decimal("0.5"), Fraction(3, 8)], [1.0, 0.5, 0.375])
        self.check(ab.float16(), [Decimal("0.5"), Decimal("-Infinity")], [0.5, -math.inf])
        self.assertTrue(math.isnan(ab.Array.from_pylist([Decimal("NaN")], ab.float64()).to_pylist()[0]))
        self.check(ab.decimal(5, 2), [3, Decimal("1.5")], [Decimal("3.00"), Decimal("1.50")])

    def test_integers_are_not_rounded_to_floats(self):
        for type, most in ((ab.float16(), 2**11), (ab.float32(), 2**24), (ab.float64(), 2**53)):
            self.check(type, [most, -most, most * 4, 0.5, None], [most, -most, most * 4, 0.5, None])
            with self.assertRaisesRegex(ab.ArrowBridgeError, f"row 1: {most + 1} .int. would be rounded to {most}"):
                ab.Array.from_pylist([0.5, most + 1], type)
        union = ab.dense_union({"f": ab.float32(), "i": ab.int64()})
        self.check(union, [2**24, 2**24 + 1], [2**24, 2**24 + 1])

    def test_unions_that_cannot_be_null_below_null_parents(self):
        for union in (ab.dense_union, ab.sparse_union):
            inner = ab.field("u", union([NOT_NULL]), nullable=False)
            array = ab.Array.from_pylist([None, {"u": 1}], ab.struct([inner]))
            array.validate(full=True)
            self.assertEqual(array.to_pylist(), [None, {"u": 1}])
            array = ab.Array.from_pylist([1, ab.Tagged("u", 2)], ab.sparse_union([("i", ab.int8()), inner]))
            array.validate(full=True)
            self.assertEqual(array.to_pylist(), [1, 2])
            with self.assertRaisesRegex(ab.ArrowBridgeError, "field 'u', row 1: None in a field that is not nullable"):
                ab.Array.from_pylist([None, {"u": None}], ab.struct([inner]))

    def test_nan(self):
        (value,) = ab.Array.from_pylist([math.nan], ab.float32()).to_pylist()
        self.assertTrue(math.isnan(value))

    def test_runs_and_dictionaries_distinguish_values(self):
        array = ab.Array.from_pylist([0.0, -0.0, math.nan, math.nan], ab.dictionary(ab.int8(), ab.float64()))
        self.assertEqual([math.copysign(1, value) for value in array.to_pylist()[:2]], [1, -1])
        runs = ab.Array.from_pylist([1, 1, True, 1.0], ab.run_end_encoded(ab.int32(), ab.float64()))
        self.assertEqual(runs.to_pylist(), [1.0, 1.0, 1.0, 1.0])

    def test_many_rows(self):
        values = [None if i % 7 == 0 else i for i in range(100_000)]
        self.check(ab.int32(), values, values)
        texts = [None if i % 5 == 0 else str(i) * (i % 4) for i in range(100_000)]
        self.check(ab.utf8(), texts, texts)
        self.check(ab.utf8_view(), texts, texts)


if __name__ == "__main__":
    unittest.main()
