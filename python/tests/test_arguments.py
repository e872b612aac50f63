"""Arguments that C would take only a part of, and values that only some rows lead to."""

import struct
import unittest

import arrowbridge as ab
from arrowbridge._parts import Part, make
from arrowbridge._array import Array

from support import Case


class Arguments(Case):
    def test_numbers_are_not_cut_to_64_bits(self):
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

    def test_descriptors_and_options_are_not_cut_to_32_bits(self):
        batch = ab.RecordBatch.from_pylist([{"a": 1}])
        with self.assertRaisesRegex(ab.ArrowBridgeError, "argument 'sink'"):
            ab.write_ipc(batch, 2**32 + 1)
        with self.assertRaisesRegex(ab.ArrowBridgeError, "argument 'alignment'"):
            ab.write_ipc(batch, "never", alignment=2**32 + 64)
        with self.assertRaisesRegex(ab.ArrowBridgeError, "argument 'columns'"):
            ab.open_ipc(b"", columns=[2**64])

    def test_texts_are_not_cut_at_a_nul(self):
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

    def test_a_sink_that_takes_nothing_is_an_error_and_not_the_end_of_time(self):
        for answer in (0, -1, 2**40):

            class Sink:
                def write(self, data):
                    return answer

            with self.subTest(answer=answer), self.assertRaisesRegex(OSError, "took"):
                ab.write_ipc(ab.RecordBatch.from_pylist([{"a": 1}]), Sink())


class Hidden(Case):
    """Slots below nulls, and outside of what is chosen, may hold anything."""

    def array(self, type, parts):
        return Array._of(make(type._handle, parts))

    def test_bytes_of_a_null_text(self):
        for type, code in ((ab.utf8(), "i"), (ab.large_utf8(), "q")):
            array = self.array(type, [Part(2, 1, [b"\2", struct.pack(f"=3{code}", 0, 1, 3), b"\xff\xc3\xa9"])])
            array.validate(full=True)
            self.assertEqual(array.to_pylist(), [None, "é"])
        shown = self.array(ab.utf8(), [Part(2, 0, [None, struct.pack("=3i", 0, 1, 3), b"\xff\xc3\xa9"])])
        with self.assertRaisesRegex(ab.ArrowBridgeError, "not UTF-8"):
            shown.to_pylist()

    def test_times_beyond_what_python_has(self):
        beyond = struct.pack("=2q", 2**62, 0)
        type = ab.struct({"t": ab.timestamp("s")})
        array = self.array(type, [Part(2, 1, [b"\2"]), Part(2, 0, [None, beyond])])
        self.assertIsNone(array.to_pylist()[0])
        union = ab.sparse_union({"t": ab.timestamp("s"), "n": ab.int8()})
        array = self.array(union, [Part(2, 0, [b"\1\0"]), Part(2, 0, [None, beyond]), Part(2, 0, [None, b"\7\7"])])
        self.assertEqual(array.to_pylist()[0], 7)
        dictionary = ab.dictionary(ab.int8(), ab.timestamp("s"))
        array = self.array(dictionary, [Part(1, 0, [None, b"\1"]), Part(2, 0, [None, beyond])])
        self.assertEqual(array.to_pylist()[0].year, 1970)
        lists = ab.list_(type)
        parts = [Part(1, 0, [None, struct.pack("=2i", 0, 2)]), Part(2, 0, [None]), Part(2, 0, [None, beyond])]
        with self.assertRaisesRegex(ab.ArrowBridgeError, r"field 'item\.t', row 0: 4611686018427387904"):
            self.array(lists, parts).to_pylist()

    def test_a_row_of_a_large_dictionary_or_of_many_runs(self):
        for type in (ab.dictionary(ab.int32(), ab.int64()), ab.run_end_encoded(ab.int32(), ab.int64())):
            array = ab.Array.from_pylist([*range(1000), None], type)
            self.assertEqual([array[i] for i in (0, 999, 1000)], [0, 999, None])
            self.assertEqual(array.slice(998).to_pylist(), [998, 999, None])
            self.assertEqual(array.slice(1001).to_pylist(), [])
        dictionary = ab.dictionary(ab.int8(), ab.int8())
        array = self.array(dictionary, [Part(1, 0, [None, b""]), Part(100, 0, [None, bytes(100)])])
        with self.assertRaisesRegex(ab.ArrowBridgeError, "the index 127 is not in a dictionary of 100 values"):
            array.to_pylist()

    def test_runs_below_null_rows_need_no_values(self):
        runs = ab.run_end_encoded(ab.int32(), ab.field("values", ab.int64(), nullable=False))
        type = ab.struct({"r": runs})
        array = ab.Array.from_pylist([None, {"r": 1}, None], type)
        array.validate(full=True)
        self.assertEqual(array.to_pylist(), [None, {"r": 1}, None])
        with self.assertRaisesRegex(ab.ArrowBridgeError, "None in a field that is not nullable"):
            ab.Array.from_pylist([None, {"r": None}], type)

    def test_values_that_cannot_be_told_apart(self):
        type = ab.dictionary(ab.int8(), ab.binary())
        self.assertEqual(ab.Array.from_pylist([bytearray(b"a"), b"a"], type).to_pylist(), [b"a", b"a"])
        with self.assertRaisesRegex(ab.ArrowBridgeError, r"row 0: \{1\} \(set\)"):
            ab.Array.from_pylist([{1}], ab.dictionary(ab.int8(), ab.list_(ab.int8())))


if __name__ == "__main__":
    unittest.main()
