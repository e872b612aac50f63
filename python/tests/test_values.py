"""Round trips of Python values of every type through arrays."""

import datetime as dt
import gc
import math
import struct
import unittest
from decimal import Decimal
from zoneinfo import ZoneInfo

import arrowbridge as ab
from arrowbridge._parts import Part, make

UTC = dt.timezone.utc
LONG = "a text that is not inline"

# Types and values, including None, that round-trip unchanged.
CASES = [
    (ab.null(), [None, None]),
    (ab.bool_(), [True, None, False] * 5),
    (ab.int8(), [1, None, -128]),
    (ab.uint8(), [255, None]),
    (ab.int16(), [-(2**15), None]),
    (ab.uint16(), [2**16 - 1]),
    (ab.int32(), [-(2**31), None]),
    (ab.uint32(), [2**32 - 1]),
    (ab.int64(), [-(2**63), None]),
    (ab.uint64(), [2**64 - 1, 0]),
    (ab.float16(), [1.5, None, math.inf]),
    (ab.float32(), [1.5, None, -math.inf]),
    (ab.float64(), [0.1, None]),
    (ab.utf8(), ["a", None, "ä€", ""]),
    (ab.large_utf8(), ["abc", None, "d"]),
    (ab.utf8_view(), ["a", None, LONG, "ä" * 20, "", "twelve bytes"]),
    (ab.binary(), [b"\xff", None, b""]),
    (ab.large_binary(), [b"\0"]),
    (ab.binary_view(), [b"\xff" * 40, None, b"\xfe" * 13]),
    (ab.fixed_size_binary(3), [b"abc", None]),
    (ab.fixed_size_binary(0), [b"", None]),
    (ab.decimal(5, 2, 32), [Decimal("1.20"), None]),
    (ab.decimal(18, 18, 64), [Decimal("-0.999999999999999999")]),
    (ab.decimal(38, 0), [Decimal(10**38 - 1), Decimal(1 - 10**38), None]),
    (ab.decimal(5, -2), [Decimal("-99999E+2")]),
    (ab.decimal(76, 10, 256), [Decimal("-1.5"), Decimal(10) ** 65, None]),
    (ab.date32(), [dt.date(1, 1, 1), None, dt.date(9999, 12, 31)]),
    (ab.date64(), [dt.date(1969, 12, 31), None]),
    (ab.time32("s"), [dt.time(23, 59, 59), None]),
    (ab.time32("ms"), [dt.time(1, 2, 3, 4000)]),
    (ab.time64("us"), [dt.time(1, 2, 3, 4)]),
    (ab.time64("ns"), [dt.time(1, 2, 3, 4), None]),
    (ab.timestamp("s"), [dt.datetime(1, 1, 1), None, dt.datetime(9999, 12, 31, 23, 59, 59)]),
    (ab.timestamp("ms"), [dt.datetime(1969, 12, 31, 23, 59, 59, 999000)]),
    (ab.timestamp("us"), [dt.datetime(2020, 1, 1, 1, 1, 1, 5), None]),
    (ab.timestamp("ns", "UTC"), [dt.datetime(2020, 1, 1, 1, 1, 1, 5, UTC)]),
    (ab.timestamp("us", "Europe/Berlin"), [dt.datetime(2020, 7, 1, tzinfo=UTC), None]),
    (ab.timestamp("us", "-01:30"), [dt.datetime(2020, 7, 1, tzinfo=UTC)]),
    (ab.duration("s"), [dt.timedelta(-1), None]),
    (ab.duration("ms"), [dt.timedelta(-1, 5, 1000)]),
    (ab.duration("us"), [dt.timedelta(microseconds=-1)]),
    (ab.duration("ns"), [dt.timedelta(1)]),
    (ab.month_interval(), [3, None]),
    (ab.day_time_interval(), [ab.DayTime(1, -2), None]),
    (ab.month_day_nano_interval(), [ab.MonthDayNano(1, -2, 2**62), None]),
    (ab.list_(ab.int32()), [[1, None], None, [], [3]]),
    (ab.large_list(ab.utf8()), [["a"], [], None]),
    (ab.list_view(ab.int32()), [[1], None, [2, 3], []]),
    (ab.large_list_view(ab.list_(ab.bool_())), [[[True], None, []], None]),
    (ab.fixed_size_list(ab.int8(), 2), [[1, 2], None, [None, 4]]),
    (ab.fixed_size_list(ab.field("item", ab.int8(), nullable=False), 2), [[1, 2], None]),
    (ab.fixed_size_list(ab.int8(), 0), [[], None]),
    (ab.struct({"a": ab.int8(), "b": ab.utf8()}), [{"a": 1, "b": "x"}, None, {"a": None, "b": "y"}]),
    (ab.struct([ab.field("a", ab.int8(), nullable=False)]), [{"a": 1}, None]),
    (ab.struct({}), [{}, None]),
    (ab.map_(ab.utf8(), ab.int32()), [[("a", 1), ("b", None)], None, []]),
    (ab.dense_union({"i": ab.int32(), "s": ab.utf8()}, [5, 9]), [1, "x", None, 2]),
    (ab.sparse_union({"i": ab.int32(), "s": ab.utf8()}), [1, "x", None, 2]),
    (ab.run_end_encoded(ab.int16(), ab.utf8()), ["a", "a", "b", None, None, "a"]),
    (ab.run_end_encoded(ab.int64(), ab.list_(ab.float64())), [[0.0], [-0.0], [-0.0]]),
    (ab.dictionary(ab.int8(), ab.utf8()), ["a", "b", "a", None]),
    (ab.dictionary(ab.uint32(), ab.list_(ab.int32())), [[1], [2], None, [1]]),
    (ab.list_(ab.dictionary(ab.int16(), ab.decimal(3, 1))), [[Decimal("1.5")] * 2, None, [None]]),
]


def array_of(values, type):
    array = ab.Array.from_pylist(values, type)
    array.validate(full=True)
    return array


class Values(unittest.TestCase):
    def test_all_types(self):
        for type, values in CASES:
            with self.subTest(type=str(type)):
                array = array_of(values, type)
                self.assertEqual(len(array), len(values))
                self.assertEqual(array.to_pylist(), values)
                twice = array_of(values * 2, type).to_pylist()
                self.assertEqual(list(map(repr, array.to_pylist())), list(map(repr, twice[: len(values)])))

    def test_no_rows(self):
        for type, _ in CASES:
            with self.subTest(type=str(type)):
                self.assertEqual(array_of([], type).to_pylist(), [])

    def test_only_nulls(self):
        for type, _ in CASES:
            with self.subTest(type=str(type)):
                self.assertEqual(array_of([None] * 9, type).to_pylist(), [None] * 9)

    def test_slices(self):
        for type, values in CASES:
            array = array_of(values * 5, type)
            for start, stop in [(1, 2), (3, len(values) * 5), (len(values), len(values) * 2 + 1)]:
                with self.subTest(type=str(type), start=start, stop=stop):
                    part = array.slice(start, stop - start)
                    self.assertEqual(part.to_pylist(), (values * 5)[start:stop])
                    self.assertEqual(part.slice(1).to_pylist(), (values * 5)[start + 1 : stop])

    def test_as_columns(self):
        for type, values in CASES:
            with self.subTest(type=str(type)):
                batch = ab.RecordBatch.from_pylist([{"x": value} for value in values], ab.schema({"x": type}))
                batch.validate(full=True)
                self.assertEqual([row["x"] for row in batch.to_pylist()], values)

    def test_everything_is_released(self):
        gc.collect()
        before = ab.live_counts()
        for type, values in CASES:
            array_of(values, type).slice(1).to_pylist()
        gc.collect()
        self.assertEqual(ab.live_counts(), before)


class Times(unittest.TestCase):
    def test_timezones(self):
        zone = ZoneInfo("Europe/Berlin")
        summer = dt.datetime(2020, 7, 1, 12, tzinfo=zone)
        array = array_of([summer], ab.timestamp("s", "Europe/Berlin"))
        (value,) = array.to_pylist()
        self.assertEqual((value, value.tzinfo, value.hour), (summer, zone, 12))
        (value,) = array_of([summer], ab.timestamp("s", "+05:30")).to_pylist()
        self.assertEqual((value, value.utcoffset()), (summer, dt.timedelta(hours=5, minutes=30)))

    def test_both_sides_of_a_clock_change(self):
        zone = ZoneInfo("Europe/Berlin")
        hours = [dt.datetime(2020, 10, 25, 0, 30, tzinfo=UTC), dt.datetime(2020, 10, 25, 1, 30, tzinfo=UTC)]
        values = array_of(hours, ab.timestamp("s", "Europe/Berlin")).to_pylist()
        self.assertEqual([(value.hour, value.fold) for value in values], [(2, 0), (2, 1)])
        self.assertEqual([value.astimezone(UTC) for value in values], hours)
        self.assertEqual(array_of(values, ab.timestamp("s", "UTC")).to_pylist(), hours)
        self.assertIs(values[0].tzinfo, zone)

    def test_integers_are_counts(self):
        self.assertEqual(array_of([1], ab.date32()).to_pylist(), [dt.date(1970, 1, 2)])
        last = dt.datetime(1969, 12, 31, 23, 59, 59, 999000)
        self.assertEqual(array_of([-1], ab.timestamp("ms")).to_pylist(), [last])
        self.assertEqual(array_of([86_399], ab.time32("s")).to_pylist(), [dt.time(23, 59, 59)])

    def test_values_that_datetime_cannot_represent(self):
        for values, type, row in [
            ([0, 1], ab.timestamp("ns"), 1),
            ([0, None, 999], ab.duration("ns"), 2),
            ([10**6 + 1], ab.time64("ns"), 0),
            ([2**62], ab.timestamp("s"), 0),
            ([-(10**6)], ab.date32(), 0),
            ([2**31 - 1], ab.date32(), 0),
            ([86_400], ab.time32("s"), 0),
            ([-1], ab.time64("us"), 0),
            ([2**63 - 1], ab.duration("s"), 0),
        ]:
            with self.subTest(type=str(type), values=values):
                counts = ab.int32() if str(type).startswith(("date32", "time32")) else ab.int64()
                if str(type).startswith("time") and not str(type).startswith("timestamp"):
                    # Casts and from_pylist refuse times outside the day.
                    packed = struct.pack(f"<{len(values)}{'i' if counts == ab.int32() else 'q'}", *values)
                    array = make(ab.Array, type._handle, [Part(len(values), 0, [None, packed])])
                else:
                    array = ab.Array.from_pylist(values, counts).cast(type)
                self.assertEqual(array.cast(counts).to_pylist(), values)
                column = ab.RecordBatch.from_arrays([array], ["when"])
                message = rf"field 'when', row {row}: .*use to_pylist\(temporal='integer'\) or to_numpy\(\)"
                with self.assertRaisesRegex(NotImplementedError, message):
                    column.to_pylist()
                self.assertEqual(array.to_pylist(temporal="integer"), values)
                self.assertEqual(column.to_pylist(temporal="integer"), [{"when": value} for value in values])
                self.assertEqual(column.to_pydict(temporal="integer"), {"when": values})
                self.assertEqual(ab.Table(column).to_pylist(temporal="integer")[0], {"when": values[0]})
                self.assertEqual(ab.ChunkedArray(array).to_pylist(temporal="integer"), values)

    def test_integers_for_times_at_any_depth(self):
        rows = [{"a": [1, None]}, {"a": None}, {"a": [2**63 - 1]}]
        for item in ("timestamp[ns, Mars/Olympus]", "duration[s]", "time64[ns]"):
            values = rows[:2] if item.startswith("time64") else rows
            for type in (f"struct<a: list<{item}>>", f"struct<a: list<dictionary<int8, {item}>>>"):
                array = array_of(values, ab.DataType(type))
                self.assertEqual(array.to_pylist(temporal="integer"), values)
        plain = array_of([(1, 2, 3)], ab.month_day_nano_interval())
        self.assertEqual(plain.to_pylist(temporal="integer"), [ab.MonthDayNano(1, 2, 3)])
        self.assertEqual(ab.Array.from_pylist(["x"]).to_pylist(temporal="integer"), ["x"])

    def test_options_are_checked(self):
        array = ab.Array.from_pylist([1])
        with self.assertRaisesRegex(ValueError, "temporal must be one of python, integer, not 'int'"):
            array.to_pylist(temporal="int")
        with self.assertRaisesRegex(TypeError, "temporary"):
            array.to_pylist(temporary="integer")
        with self.assertRaisesRegex(TypeError, "keyword"):
            array.to_pylist("integer")
        self.assertEqual(array.to_pylist(temporal="python"), [1])

    def test_an_unknown_timezone(self):
        array = ab.Array.from_pylist([0], ab.timestamp("s", "Mars/Olympus"))
        with self.assertRaisesRegex(NotImplementedError, "Mars/Olympus"):
            array.to_pylist()


class Unions(unittest.TestCase):
    def test_the_first_child_that_accepts_the_value(self):
        type = ab.dense_union({"small": ab.int8(), "big": ab.int64(), "real": ab.float64(), "yes": ab.bool_()})
        values = [1, 1000, 1.5, True, 2**63]
        array = array_of(values, type)
        self.assertEqual(array.to_pylist(), values)
        self.assertEqual([len(array.child(i)) for i in range(4)], [1, 1, 2, 1])

    def test_numeric_children_do_not_accept_booleans(self):
        for number in (ab.int8(), ab.dictionary(ab.int8(), ab.float64()), ab.run_end_encoded(ab.int16(), ab.int8())):
            union = ab.sparse_union({"n": number, "b": ab.bool_()})
            values = ab.Array.from_pylist([True, 1, False], union).to_pylist()
            found = [(type(value) is bool, value) for value in values]
            self.assertEqual(found, [(True, True), (False, 1), (True, False)])

    def test_tagged(self):
        for make in (ab.dense_union, ab.sparse_union):
            type = make({"a": ab.int32(), "b": ab.int32(), "c": ab.utf8()}, [7, 3, 1])
            array = array_of([ab.Tagged("b", 1), ab.Tagged(7, 2), ab.Tagged("c", None)], type)
            self.assertEqual(array.to_pylist(), [1, 2, None])
            with self.assertRaisesRegex(ValueError, "row 0: 'd' .*neither the name nor the type id"):
                array_of([ab.Tagged("d", 1)], type)


if __name__ == "__main__":
    unittest.main()
