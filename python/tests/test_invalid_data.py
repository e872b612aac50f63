"""Invalid contents raise an exception and never crash. Imports validate only the structure."""

import io
import struct
import unittest

import arrowbridge as ab
from arrowbridge._parts import Part, make
from support import Case


def array_of(type, *parts):
    return make(ab.Array, type._handle, [Part(*part) for part in parts])


def ints(*values):
    return struct.pack(f"={len(values)}i", *values)


def view(size, buffer, offset):
    return struct.pack("=i4sii", size, b"0123", buffer, offset)


NUMBERS = (3, 0, [None, ints(1, 2, 3)])
LIST = ab.list_(ab.int32())
VIEW = ab.list_view(ab.int32())
MAP = ab.map_(ab.int32(), ab.int32())
DICTIONARY = ab.dictionary(ab.int32(), ab.int32())
DENSE = ab.dense_union({"a": ab.int32(), "b": ab.int32()}, [3, 5])
SPARSE = ab.sparse_union({"a": ab.int32()}, [3])
RUNS = ab.run_end_encoded(ab.int32(), ab.int32())
TEXT = b"0123456789abcdef"

INVALID = {
    "the offsets of strings begin below zero": (ab.utf8(), (2, 0, [None, ints(-4, 1, 2), b"ab"])),
    "the offsets of strings end below their start": (ab.binary(), (2, 0, [None, ints(2, 1, 1), b"ab"])),
    "strings are not UTF-8": (ab.utf8(), (2, 0, [None, ints(0, 1, 2), b"a\xff"])),
    "a view refers to a buffer that does not exist": (ab.utf8_view(), (1, 0, [None, view(16, 1, 0), TEXT])),
    "a view has a negative buffer index": (ab.utf8_view(), (1, 0, [None, view(16, -1, 0), TEXT])),
    "a view ends past the end of its buffer": (ab.utf8_view(), (1, 0, [None, view(16, 0, 1), TEXT])),
    "a view begins before its buffer": (ab.binary_view(), (1, 0, [None, view(13, 0, -1), TEXT])),
    "a list begins before the items": (LIST, (2, 0, [None, ints(-1, 1, 2)]), NUMBERS),
    "a list ends past the end of the items": (LIST, (2, 0, [None, ints(0, 1, 4)]), NUMBERS),
    "a list of huge length": (LIST, (1, 0, [None, ints(0, 2**31 - 1)]), NUMBERS),
    "an offset is less than the first one": (LIST, (3, 0, [None, ints(1, 3, 0, 2)]), NUMBERS),
    "a list view ends past the end of the items": (VIEW, (1, 0, [None, ints(2), ints(2)]), NUMBERS),
    "a list view begins before the items": (VIEW, (1, 0, [None, ints(-1), ints(2)]), NUMBERS),
    "a list view has a negative size": (VIEW, (1, 0, [None, ints(1), ints(-1)]), NUMBERS),
    "a map ends past the end of the entries": (MAP, (1, 0, [None, ints(0, 4)]), (3, 0, [None]), NUMBERS, NUMBERS),
    "a map begins before the entries": (MAP, (1, 0, [None, ints(-2, 1)]), (3, 0, [None]), NUMBERS, NUMBERS),
    "an index is past the end of the dictionary": (DICTIONARY, (2, 0, [None, ints(0, 3)]), NUMBERS),
    "an index is negative": (DICTIONARY, (2, 0, [None, ints(0, -1)]), NUMBERS),
    "a dense union has an unknown type id": (DENSE, (1, 0, [b"\4", ints(0)]), NUMBERS, NUMBERS),
    "a dense union refers past the end of a child": (DENSE, (1, 0, [b"\5", ints(3)]), NUMBERS, NUMBERS),
    "a dense union refers to before the start of a child": (DENSE, (2, 0, [b"\3\3", ints(-1, 0)]), NUMBERS, NUMBERS),
    "a sparse union has an unknown type id": (SPARSE, (1, 0, [b"\x7f"]), NUMBERS),
    "the last run end is less than the length": (RUNS, (9, 0, []), NUMBERS, NUMBERS),
    "run ends decrease": (RUNS, (3, 0, []), (3, 0, [None, ints(2, 1, 0)]), NUMBERS),
}


class InvalidData(Case):
    def test_every_kind(self):
        for name, (type, *parts) in INVALID.items():
            with self.subTest(name):
                array = array_of(type, *parts)
                with self.assertRaises(ValueError):
                    array.validate(full=True)
                with self.assertRaises(ab.ArrowBridgeError) as raised:
                    array.to_pylist()
                self.assertIsInstance(raised.exception, ValueError)

    def test_in_a_column(self):
        batch = ab.RecordBatch.from_arrays([array_of(*INVALID["an index is past the end of the dictionary"])], ["d"])
        message = "COL-15: field 'd': row 1: the index is 3, but the dictionary has 3 entries"
        with self.assertRaisesRegex(ValueError, message):
            batch.to_pylist()

    def test_text_is_written_of_valid_data_only(self):
        batch = ab.RecordBatch.from_arrays([array_of(*INVALID["a list of huge length"])], ["c"])
        for write in (ab.write_csv, ab.write_ndjson):
            with self.assertRaisesRegex(ab.ArrowBridgeError, "batch 0: field 'c'"):
                write(batch, io.BytesIO())
        not_utf8 = ab.RecordBatch.from_arrays([array_of(*INVALID["strings are not UTF-8"])], ["c"])
        with self.assertRaisesRegex(ab.ArrowBridgeError, "field 'c': row 1: .*UTF-8"):
            ab.write_ndjson(not_utf8, io.BytesIO())
        sink = io.BytesIO()
        ab.write_csv(not_utf8, sink)
        self.assertEqual(sink.getvalue(), b"c\na\n\xff\n")

    def test_a_slice_does_not_hide_an_offset_beyond_the_bytes(self):
        array = array_of(ab.utf8(), (3, 0, [None, ints(0, 2**31 - 16, 4, 6), b"abcdef"]))
        for read in (
            lambda: array[0],
            lambda: array.slice(0, 1).to_pylist(),
            lambda: list(array),
            lambda: array.to_numpy(),
            lambda: array == array,
            lambda: array.cast(ab.utf8_view()),
        ):
            with self.assertRaisesRegex(ab.ArrowBridgeError, "COL-5"):
                read()

    def test_ipc_is_validated_by_default(self):
        array = ab.Array.from_pylist(["abcd", "efgh", "ijkl"], ab.utf8())
        sink = io.BytesIO()
        ab.write_ipc(ab.RecordBatch.from_arrays([array], ["c"]), sink)
        data = sink.getvalue().replace(ints(0, 4, 8, 12), ints(0, 2**31 - 16, 8, 12))
        with self.assertRaisesRegex(ab.ArrowBridgeError, "COL-5"):
            list(ab.open_ipc(data))
        self.assertEqual([batch.num_rows for batch in ab.open_ipc(data, validate="minimal")], [3])


if __name__ == "__main__":
    unittest.main()
