"""Arguments that C would truncate, and data that no row refers to."""

import struct
import unittest

import arrowbridge as ab
from arrowbridge._parts import Part, make
from arrowbridge._array import Array

from support import Case


class Arguments(Case):
    def test_integers_are_not_truncated_to_64_bits(self):
        array = ab.Array.from_pylist([1, 2, 3])
        self.assertEqual(array.slice(1, 2**64).to_pylist(), [2, 3])
        for offset in (2**64, 2**64 + 1, -(2**64), 10**30):
            with self.subTest(offset=offset), self.assertRaisesRegex(ab.ArrowBridgeError, "argument 'offset'"):
                array.slice(offset)
        with self.assertRaisesRegex(ab.ArrowBridgeError, "argument 'max_width'"):
            array.to_string(max_width=2**64 + 5)
        rows = ab.Array.from_pylist([{"a": 1}])
        with self.assertRaisesRegex(ab.ArrowBridgeError, "argument 'i'"):
            rows.child(2**64)

    def test_descriptors_and_options_are_not_truncated_to_32_bits(self):
        batch = ab.RecordBatch.from_pylist([{"a": 1}])
        with self.assertRaisesRegex(ab.ArrowBridgeError, "argument 'sink'"):
            ab.write_ipc(batch, 2**32 + 1)
        with self.assertRaisesRegex(ab.ArrowBridgeError, "argument 'alignment'"):
            ab.write_ipc(batch, "never", alignment=2**32 + 64)
        with self.assertRaisesRegex(ab.ArrowBridgeError, "argument 'columns'"):
            ab.open_ipc(b"", columns=[2**64])

    def test_strings_are_not_truncated_at_a_nul(self):
        batch = ab.RecordBatch.from_pylist([{"a": 1}])
        for call in (
            lambda: batch.column("a\0b"),
            lambda: ab.field("a\0b", ab.int8()),
            lambda: ab.timestamp("us", "UTC\0"),
            lambda: ab.open_ipc("never\0"),
            lambda: ab.open_ipc(b"", columns=["a\0b"]),
            lambda: ab.write_ipc(batch, "never\0"),
        ):
            with self.assertRaisesRegex(ab.ArrowBridgeError, "NUL"):
                call()

    def test_a_sink_that_returns_an_invalid_count_is_an_error(self):
        for count in (0, -1, 2**40):

            class Sink:
                def write(self, data):
                    return count

            with self.subTest(count=count), self.assertRaisesRegex(OSError, f"returned that it wrote {count}"):
                ab.write_ipc(ab.RecordBatch.from_pylist([{"a": 1}]), Sink())


class Unreferenced(Case):
    """Values of null rows, and values that no row refers to, may be anything."""

    def array(self, type, parts):
        return make(Array, type._handle, parts)

    def test_bytes_of_a_null_string(self):
        for type, code in ((ab.utf8(), "i"), (ab.large_utf8(), "q")):
            array = self.array(type, [Part(2, 1, [b"\2", struct.pack(f"=3{code}", 0, 1, 3), b"\xff\xc3\xa9"])])
            array.validate(full=True)
            self.assertEqual(array.to_pylist(), [None, "é"])
        referenced = self.array(ab.utf8(), [Part(2, 0, [None, struct.pack("=3i", 0, 1, 3), b"\xff\xc3\xa9"])])
        with self.assertRaisesRegex(ab.ArrowBridgeError, "not UTF-8"):
            referenced.to_pylist()

    def test_times_out_of_range_for_datetime(self):
        out_of_range = struct.pack("=2q", 2**62, 0)
        type = ab.struct({"t": ab.timestamp("s")})
        array = self.array(type, [Part(2, 1, [b"\2"]), Part(2, 0, [None, out_of_range])])
        self.assertIsNone(array.to_pylist()[0])
        union = ab.sparse_union({"t": ab.timestamp("s"), "n": ab.int8()})
        parts = [Part(2, 0, [b"\1\0"]), Part(2, 0, [None, out_of_range]), Part(2, 0, [None, b"\7\7"])]
        array = self.array(union, parts)
        self.assertEqual(array.to_pylist()[0], 7)
        dictionary = ab.dictionary(ab.int8(), ab.timestamp("s"))
        array = self.array(dictionary, [Part(1, 0, [None, b"\1"]), Part(2, 0, [None, out_of_range])])
        self.assertEqual(array.to_pylist()[0].year, 1970)
        lists = ab.list_(type)
        parts = [Part(1, 0, [None, struct.pack("=2i", 0, 2)]), Part(2, 0, [None]), Part(2, 0, [None, out_of_range])]
        with self.assertRaisesRegex(ab.ArrowBridgeError, r"field 'item\.t', row 0: 4611686018427387904"):
            self.array(lists, parts).to_pylist()

    def test_single_rows_of_a_large_dictionary_or_many_runs(self):
        for type in (ab.dictionary(ab.int32(), ab.int64()), ab.run_end_encoded(ab.int32(), ab.int64())):
            array = ab.Array.from_pylist([*range(1000), None], type)
            self.assertEqual([array[i] for i in (0, 999, 1000)], [0, 999, None])
            self.assertEqual(array.slice(998).to_pylist(), [998, 999, None])
            self.assertEqual(array.slice(1001).to_pylist(), [])
        dictionary = ab.dictionary(ab.int8(), ab.int8())
        array = self.array(dictionary, [Part(1, 0, [None, b""]), Part(100, 0, [None, bytes(100)])])
        message = "COL-15: row 0: the index is 127, but the dictionary has 100 entries"
        with self.assertRaisesRegex(ab.ArrowBridgeError, message):
            array.to_pylist()

    def test_runs_below_null_rows_need_no_values(self):
        runs = ab.run_end_encoded(ab.int32(), ab.field("values", ab.int64(), nullable=False))
        type = ab.struct({"r": runs})
        array = ab.Array.from_pylist([None, {"r": 1}, None], type)
        array.validate(full=True)
        self.assertEqual(array.to_pylist(), [None, {"r": 1}, None])
        with self.assertRaisesRegex(ab.ArrowBridgeError, "None in a field that is not nullable"):
            ab.Array.from_pylist([None, {"r": None}], type)

    def test_unhashable_values_cannot_be_in_a_dictionary(self):
        type = ab.dictionary(ab.int8(), ab.binary())
        self.assertEqual(ab.Array.from_pylist([bytearray(b"a"), b"a"], type).to_pylist(), [b"a", b"a"])
        with self.assertRaisesRegex(ab.ArrowBridgeError, r"row 0: \{1\} \(set\) is not hashable"):
            ab.Array.from_pylist([{1}], ab.dictionary(ab.int8(), ab.list_(ab.int8())))


if __name__ == "__main__":
    unittest.main()
