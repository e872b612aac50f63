"""pickle, copy and deepcopy of data, and multiprocessing with the method spawn."""

import copy
import gc
import os
import pickle
import subprocess
import sys
import tempfile
import textwrap
import unittest

import arrowbridge as ab
from support import FILE, PACKAGE_PATH, Case, batches, numbers

PROTOCOLS = range(2, pickle.HIGHEST_PROTOCOL + 1)


def samples():
    yield numbers()
    for values, type in [
        ([1, None, 3], ab.int64()),
        ([], ab.utf8()),
        (["a", None, "b" * 30], ab.utf8_view()),
        ([True, None] * 20, ab.bool_()),
        ([{"a": [1, None]}, None, {"a": None}], ab.struct({"a": ab.list_(ab.int8())})),
        (["x", None, "x"], ab.dictionary(ab.int8(), ab.utf8())),
        ([1, 1, 2, None], ab.run_end_encoded(ab.int32(), ab.int64())),
        ([None, None], ab.null()),
        ([[("k", 1)], None], ab.map_(ab.utf8(), ab.int32())),
        ([1.5, -0.0, float("inf")], ab.float32()),
    ]:
        yield ab.Array.from_pylist(values, type)
        yield ab.Array.from_pylist([*values, *values], type).slice(len(values) // 2, len(values))
    table = ab.open_ipc(FILE).read_all()
    yield table
    yield table.slice(17, 100)
    yield ab.Table.from_batches([], table.schema)
    yield from table.to_batches()[:1]
    yield ab.RecordBatch.from_arrays([], names=[], num_rows=3)
    yield ab.RecordBatch.from_arrays([numbers(), numbers()], names=["same", "same"])
    yield table.column("zone")
    yield ab.ChunkedArray.from_arrays([], ab.int32())
    yield ab.ChunkedArray.from_arrays([numbers(()), numbers(), numbers((4,))])


def described(value):
    """Return what equality ignores: classes, fields or schemas with metadata, and the sizes of all parts."""
    if isinstance(value, ab.Table):
        return ab.Table, value.schema.to_string(), [len(batch) for batch in value]
    if isinstance(value, ab.ChunkedArray):
        return ab.ChunkedArray, value.field.to_string(), [len(chunk) for chunk in value.chunks]
    field = value.schema if isinstance(value, ab.RecordBatch) else value.field
    return type(value), field.to_string(), len(value)


class Pickling(Case):
    def test_all_classes_and_protocols(self):
        for value in samples():
            for protocol in PROTOCOLS:
                with self.subTest(value=repr(value)[:60], protocol=protocol):
                    again = pickle.loads(pickle.dumps(value, protocol))
                    self.assertEqual(again, value)
                    self.assertEqual(described(again), described(value))
                    again.validate(full=True)

    def test_metadata_names_and_nullability(self):
        field = ab.Field("n", ab.int32(), nullable=False, metadata={"k": "v"})
        array = ab.ChunkedArray._of(field, [numbers()])
        again = pickle.loads(pickle.dumps(array))
        self.assertTrue(again.field.equals(field, check_metadata=True))
        batch = ab.RecordBatch.from_arrays([numbers()], schema=ab.Schema([field], metadata={"of": "the schema"}))
        again = pickle.loads(pickle.dumps(batch))
        self.assertTrue(again.schema.equals(batch.schema, check_metadata=True))
        column = pickle.loads(pickle.dumps(batch.column(0)))
        self.assertTrue(column.field.equals(field, check_metadata=True))

    def test_a_slice_has_only_its_rows(self):
        array = ab.Array.from_pylist(list(range(100_000)))
        self.assertLess(len(pickle.dumps(array.slice(10, 10))), 2000)

    def test_buffers_out_of_band_are_used_in_place(self):
        array = ab.Array.from_pylist(list(range(10_000)))
        buffers = []
        data = pickle.dumps(array, 5, buffer_callback=buffers.append)
        self.assertLess(len(data), 300)
        self.assertEqual(len(buffers), 1)
        with buffers[0].raw() as raw:
            self.assertTrue(raw.readonly)
            again = pickle.loads(data, buffers=[raw])
            self.assertEqual(again, array)
            copied = ab.bytes_copied()
            self.assertEqual(again.to_pylist()[-1], 9_999)
            self.assertEqual(ab.bytes_copied(), copied)
        buffers.clear()
        gc.collect()
        self.assertEqual(again.to_pylist()[-1], 9_999)  # the memory is kept

    def test_buffers_at_any_address(self):
        array = ab.Array.from_pylist(list(range(100)))
        buffers = []
        data = pickle.dumps(array, 5, buffer_callback=buffers.append)
        moved = memoryview(b"x" + bytes(buffers[0]))[1:]
        self.assertEqual(pickle.loads(data, buffers=[moved]), array)

    def test_an_object_in_several_places_is_one_object(self):
        array = numbers()
        first, second = pickle.loads(pickle.dumps([array, array]))
        self.assertIs(first, second)

    def test_subclasses(self):
        again = pickle.loads(pickle.dumps(Named(numbers())))
        self.assertEqual((type(again), again.to_pylist()), (Named, [1, 2, 3]))

    def test_what_cannot_be_pickled(self):
        reader = ab.Table.from_batches(batches()).to_reader()
        for value in (reader, numbers().buffers()[1]):
            for protocol in PROTOCOLS:
                with self.assertRaisesRegex(TypeError, "pickle"):
                    pickle.dumps(value, protocol)
            with self.assertRaisesRegex(TypeError, "pickle"):
                copy.deepcopy(value)
        self.assertEqual(reader.read_all().num_rows, 9)


class Named(ab.Array):
    __slots__ = ()


class Copying(Case):
    def test_a_copy_is_the_object(self):
        for value in samples():
            self.assertIs(copy.copy(value), value)

    def test_a_deep_copy_shares_no_memory(self):
        for value in samples():
            again = copy.deepcopy(value)
            self.assertEqual((again, described(again)), (value, described(value)))
        array = numbers()
        again = copy.deepcopy({"a": array})["a"]
        self.assertNotEqual(again.buffers()[1].address, array.buffers()[1].address)
        batch = batches(1)[0]
        self.assertNotEqual(copy.deepcopy(batch).buffers()[2].address, batch.buffers()[2].address)

    def test_descriptions_are_copied_too(self):
        for value in (ab.int32(), ab.Field("n", ab.utf8()), ab.schema({"n": ab.int8()})):
            self.assertEqual(copy.deepcopy(value), value)
            self.assertEqual(pickle.loads(pickle.dumps(value)), value)


PROGRAM = """
    import multiprocessing

    import arrowbridge as ab


    def total(part):
        return sum(part.column("n").to_pylist()), part


    if __name__ == "__main__":
        batches = [ab.RecordBatch.from_pydict({"n": list(range(i))}) for i in range(1, 6)]
        with multiprocessing.get_context("spawn").Pool(2) as pool:
            found = pool.map(total, [*batches, ab.Table.from_batches(batches)])
        assert [number for number, _ in found] == [0, 1, 3, 6, 10, 20], found
        assert [part for _, part in found] == [*batches, ab.Table.from_batches(batches)]
        print("the same")
"""


class Processes(unittest.TestCase):
    def test_multiprocessing_with_spawn(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "program.py")
            with open(path, "w", encoding="utf-8") as file:
                file.write(textwrap.dedent(PROGRAM))
            environment = dict(os.environ, PYTHONPATH=os.pathsep.join(PACKAGE_PATH))
            command = [sys.executable, "-X", "dev", "-W", "error", path]
            done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
        self.assertEqual((done.stdout, done.stderr, done.returncode), ("the same\n", "", 0))


if __name__ == "__main__":
    unittest.main()
