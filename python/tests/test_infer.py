"""Inference of types from Python values."""

import datetime as dt
import unittest
from collections import ChainMap
from decimal import Decimal
from zoneinfo import ZoneInfo

import arrowbridge as ab

UTC = dt.timezone.utc


def fixed(hours, minutes):
    return dt.timezone(dt.timedelta(hours=hours, minutes=minutes))


class Offset(dt.tzinfo):
    """A fixed offset as packages for databases and parsers implement it."""

    def utcoffset(self, when):
        return dt.timedelta(hours=2)

    def dst(self, when):
        return None


class Seasons(dt.tzinfo):
    """A timezone without a name, and with an offset that depends on the day."""

    def utcoffset(self, when):
        return dt.timedelta(hours=2 if 4 <= when.month <= 9 else 1)

    def dst(self, when):
        return None


DAY = dt.datetime(2020, 1, 1)

INFERRED = [
    ([], ab.null()),
    ([None], ab.null()),
    ([True, None], ab.bool_()),
    ([1, None, -(2**63)], ab.int64()),
    ([0, 2**64 - 1], ab.uint64()),
    ([1, 2.5], ab.float64()),
    ([2.5, None, 1], ab.float64()),
    (["x"], ab.utf8()),
    ([b"x", bytearray(b"y")], ab.binary()),
    ([Decimal("1.25"), Decimal("100")], ab.decimal(5, 2)),
    ([3, Decimal("1.5"), -12345], ab.decimal(6, 1)),
    ([Decimal("0.001")], ab.decimal(3, 3)),
    ([Decimal("1E+5")], ab.decimal(6, 0)),
    ([Decimal(0)], ab.decimal(1, 0)),
    ([Decimal(10**40)], ab.decimal(41, 0, 256)),
    ([dt.date(2020, 1, 1)], ab.date32()),
    ([dt.time(1)], ab.time64("us")),
    ([DAY], ab.timestamp("us")),
    ([DAY.replace(tzinfo=UTC)], ab.timestamp("us", "UTC")),
    ([DAY.replace(tzinfo=ZoneInfo("Asia/Tokyo"))] * 2, ab.timestamp("us", "Asia/Tokyo")),
    ([DAY.replace(tzinfo=ZoneInfo("Asia/Tokyo")), DAY.replace(tzinfo=UTC)], ab.timestamp("us", "UTC")),
    ([DAY.replace(tzinfo=fixed(5, 30))] * 2, ab.timestamp("us", "+05:30")),
    ([None, DAY.replace(tzinfo=fixed(-3, -30))], ab.timestamp("us", "-03:30")),
    ([DAY.replace(tzinfo=fixed(0, -45))], ab.timestamp("us", "-00:45")),
    ([DAY.replace(tzinfo=fixed(0, 0))], ab.timestamp("us", "UTC")),
    ([DAY.replace(tzinfo=fixed(5, 30)), DAY.replace(tzinfo=fixed(1, 0))], ab.timestamp("us", "UTC")),
    ([DAY.replace(tzinfo=fixed(5, 30)), DAY.replace(tzinfo=UTC)], ab.timestamp("us", "UTC")),
    ([DAY.replace(tzinfo=dt.timezone(dt.timedelta(seconds=61)))], ab.timestamp("us", "UTC")),
    ([DAY.replace(tzinfo=Seasons())], ab.timestamp("us", "UTC")),
    ([DAY.replace(tzinfo=Offset())], ab.timestamp("us", "+02:00")),
    ([dt.timedelta(1)], ab.duration("us")),
    ([ab.MonthDayNano(1, 2, 3)], ab.month_day_nano_interval()),
    ([ab.DayTime(1, 2)], ab.day_time_interval()),
    ([[1], None, [2.5, None]], ab.list_(ab.float64())),
    ([(), [[]]], ab.list_(ab.list_(ab.null()))),
    ([{"a": 1}, None, {"b": [{"c": "x"}]}], ab.struct({"a": ab.int64(), "b": ab.list_(ab.struct({"c": ab.utf8()}))})),
    ([ChainMap({"a": 1})], ab.struct({"a": ab.int64()})),
    ([{}], ab.struct({})),
]

INVALID = [
    ([1, "x"], r"row 1: 'x' \(str\) and 1 \(int\) have no common type"),
    ([1, True], r"row 1: True \(bool\) and 1 \(int\)"),
    ([[1], None, ["x"]], r"field 'item', row 2: 'x'"),
    ([{"a": {"b": 1}}, {"a": {"b": b""}}], r"field 'a.b', row 1: b''"),
    ([{1: 2}], r"row 0: the key 1 \(int\) is not a string"),
    ([object()], r"row 0: no type can be inferred from <object"),
    ([Decimal("NaN")], r"row 0: .*not finite"),
    ([Decimal("1E+80")], r"76 digits"),
    ([-1, 2**63], r"no integer type can store both -1 and"),
    ([DAY, DAY.replace(tzinfo=UTC)], r"some timestamps have a timezone and some have none"),
    ([DAY, dt.date(2020, 1, 1)], r"row 1: .*no common type"),
]


class Infer(unittest.TestCase):
    def test_types(self):
        for values, type in INFERRED:
            with self.subTest(values=values):
                array = ab.Array.from_pylist(values)
                self.assertEqual(str(array.type), str(type))
                self.assertEqual(array.type, type)
                self.assertEqual(len(array), len(values))

    def test_values_round_trip(self):
        for values, type in INFERRED:
            if type.num_fields == 0:
                with self.subTest(values=values):
                    self.assertEqual(ab.Array.from_pylist(values).to_pylist(), values)

    def test_errors(self):
        for values, text in INVALID:
            with self.subTest(values=values):
                with self.assertRaisesRegex(ValueError, text):
                    ab.Array.from_pylist(values)

    def test_batches(self):
        batch = ab.RecordBatch.from_pylist([{"a": 1}, {"b": "x"}])
        self.assertEqual(batch.schema, ab.schema({"a": ab.int64(), "b": ab.utf8()}))
        self.assertEqual(batch.to_pylist(), [{"a": 1, "b": None}, {"a": None, "b": "x"}])


if __name__ == "__main__":
    unittest.main()
