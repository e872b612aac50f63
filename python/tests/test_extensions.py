"""Extension types: the canonical ones, those that are registered, and unknown ones."""

import gc
import json
import unittest
import uuid

import arrowbridge as ab
from support import Case

try:
    import numpy as np
except ImportError:
    np = None

ONE, TWO = uuid.UUID(int=1), uuid.UUID("12345678-1234-5678-1234-567812345678")


class Canonical(Case):
    def test_uuids(self):
        array = ab.array([ONE, None, TWO], ab.uuid())
        array.validate(full=True)
        self.assertEqual(array.type.extension_name, "arrow.uuid")
        self.assertEqual(array.to_pylist(), [ONE, None, TWO])
        self.assertEqual((array[2], list(array.slice(1))), (TWO, [None, TWO]))
        self.assertEqual(array.to_pylist(extension="storage"), [ONE.bytes, None, TWO.bytes])
        self.assertEqual(ab.array([ONE.bytes, None, TWO.bytes], ab.uuid()), array)
        self.assertEqual(ab.array([ONE, None, TWO]), array)  # inferred

    def test_json(self):
        texts = ['{"a": [1, null]}', None, '"\u20ac"']
        for storage in (ab.utf8(), ab.large_utf8(), ab.utf8_view()):
            array = ab.array(texts, ab.extension(storage, "arrow.json", ""))
            self.assertEqual(array.to_pylist(), texts)
            self.assertEqual(array.to_pylist(extension="parsed"), [{"a": [1, None]}, None, "\u20ac"])
            self.assertEqual(array.to_pylist(extension="storage"), texts)
        self.assertEqual(ab.json_(), ab.extension("utf8", "arrow.json", ""))
        column = ab.RecordBatch({"j": ab.array(["1", "{"], ab.json_())})
        with self.assertRaisesRegex(ValueError, "field 'j', row 1: arrow.json: .*line 1 column 2"):
            column.to_pylist(extension="parsed")
        self.assertEqual(column.slice(0, 1).to_pylist(extension="parsed"), [{"j": 1}])

    def test_booleans_in_bytes(self):
        array = ab.array([True, None, False], ab.bool8())
        self.assertEqual(array.to_pylist(), [True, None, False])
        self.assertIs(array[0], True)
        self.assertEqual(array.to_pylist(extension="storage"), [1, None, 0])
        self.assertEqual(ab.array([-7, 0], ab.bool8()).to_pylist(), [True, False])

    def test_other_storage_is_not_converted(self):
        for storage, name, values in [
            ("fixed_size_binary[4]", "arrow.uuid", [b"abcd"]),
            ("int16", "arrow.bool8", [1]),
            ("binary", "arrow.json", [b"1"]),
            ("list<int8>", "arrow.fixed_shape_tensor", [[1]]),
            ("int8", "example.unknown", [5]),
            ("struct<a: int8>", "example.unknown", [{"a": 1}]),
        ]:
            array = ab.array(values, ab.extension(storage, name))
            self.assertEqual(array.to_pylist(extension="parsed"), values)

    def test_nested_and_dictionary_encoded(self):
        rows = [{"u": [ONE, None]}, {"u": None}, None]
        array = ab.array(rows, ab.struct({"u": ab.list_(ab.uuid())}))
        self.assertEqual(array.to_pylist(), rows)
        self.assertEqual(array.to_pylist(extension="storage")[0], {"u": [ONE.bytes, None]})
        encoded = ab.array([TWO, None, TWO], ab.uuid()).dictionary_encode("int8")
        self.assertEqual((encoded.to_pylist(), encoded.dictionary.to_pylist()), ([TWO, None, TWO], [TWO]))
        outer = ab.extension(ab.dictionary("int8", "fixed_size_binary[16]"), "arrow.uuid", "")
        self.assertEqual(ab.array([TWO, None, TWO], outer).to_pylist(), [TWO, None, TWO])
        both = ab.extension(ab.dictionary("int8", ab.uuid()), "arrow.uuid", "")
        self.assertEqual(ab.array([TWO, None], both).to_pylist(), [TWO, None])

    def test_tables_and_chunked_arrays_take_the_option(self):
        table = ab.Table({"u": ab.array([ONE], ab.uuid())})
        self.assertEqual(table.to_pydict(), {"u": [ONE]})
        self.assertEqual(table.to_pydict(extension="storage"), {"u": [ONE.bytes]})
        self.assertEqual(table.to_pylist(extension="storage"), [{"u": ONE.bytes}])
        self.assertEqual(table.column("u").to_pylist(extension="storage"), [ONE.bytes])
        with self.assertRaisesRegex(ValueError, "extension must be one of python, parsed, storage, not 'raw'"):
            table.to_pylist(extension="raw")

    def test_storage(self):
        array = ab.array([ONE], ab.uuid())
        self.assertEqual((array.storage.type, array.type.storage_type), (ab.fixed_size_binary(16),) * 2)
        self.assertEqual(array.storage.buffers(), array.buffers())
        plain = ab.array([1])
        self.assertIs(plain.storage, plain)
        self.assertEqual(plain.type.storage_type, ab.int64())

    def test_errors_of_values(self):
        with self.assertRaisesRegex(ValueError, "row 1: 'x' .str. is not bytes"):
            ab.RecordBatch({"u": [ONE, "x"]}, {"u": ab.uuid()})
        with self.assertRaisesRegex(ValueError, "not null|not nullable"):
            ab.RecordBatch({"u": [None]}, [ab.field("u", ab.uuid(), nullable=False)])


class Tensors(Case):
    def test_types(self):
        type = ab.fixed_shape_tensor("int8", (2, 3), ["a", "b"], [1, 0])
        described = json.loads(type.metadata[b"ARROW:extension:metadata"])
        self.assertEqual(described, {"shape": [2, 3], "dim_names": ["a", "b"], "permutation": [1, 0]})
        self.assertEqual((type.list_size, type.value_type), (6, ab.int8()))
        for arguments, text in [
            (((2,), ["a", "b"]), "dim_names has 2 items, but there are 1 dimensions"),
            (((2, 3), None, [0, 2]), r"permutation \[0, 2\] does not order 2 dimensions"),
            (((-1,),), r"shape \[-1\]|-1"),
        ]:
            with self.assertRaisesRegex(ValueError, text):
                ab.fixed_shape_tensor("int8", *arguments)

    def test_storage_needs_no_numpy(self):
        array = ab.array([[1, 2], None], ab.fixed_shape_tensor("int8", [2]))
        self.assertEqual(array.to_pylist(extension="storage"), [[1, 2], None])
        if np is None:
            with self.assertRaisesRegex(ImportError, "numpy is not installed"):
                array.to_pylist()

    @unittest.skipIf(np is None, "numpy is not installed")
    def test_values_are_numpy_arrays(self):
        type = ab.fixed_shape_tensor("int16", [2, 3], permutation=[1, 0])
        first = np.arange(6, dtype="i2").reshape(3, 2)
        array = ab.array([first, None, first + 6], type)
        self.assertEqual(array.to_pylist(extension="storage")[0], [0, 2, 4, 1, 3, 5])
        found = array.to_pylist()
        self.assertEqual((found[0].tolist(), found[0].dtype, found[1]), (first.tolist(), np.dtype("i2"), None))
        self.assertEqual(array.slice(2).to_numpy(zero_copy_only=True).tolist(), [(first + 6).tolist()])
        view = array.slice(0, 1).to_numpy()
        self.assertEqual(view.ctypes.data, array.child(0).buffers()[1].address)
        self.assertEqual(array.to_numpy(nulls="masked").shape, (3, 3, 2))
        cube = np.arange(24).reshape(2, 3, 4)
        turned = ab.fixed_shape_tensor("int64", [4, 2, 3], permutation=[1, 2, 0])
        self.assertEqual(ab.array([cube], turned).to_numpy()[0].tolist(), cube.tolist())
        self.assertEqual(ab.array([cube], turned)[0].tolist(), cube.tolist())
        with self.assertRaisesRegex(ValueError, r"(?s)row 0: .*shape \(2, 3\) is not a tensor of the shape \(3, 2\)"):
            ab.array([first.reshape(2, 3)], type)

    @unittest.skipIf(np is None, "numpy is not installed")
    def test_metadata_that_is_wrong(self):
        for metadata in ("", "[]", "{}", '{"shape": [3]}', '{"shape": ["x"]}', '{"shape": [2], "permutation": [1]}'):
            array = ab.array([[1, 2]], ab.extension("fixed_size_list[2]<int8>", "arrow.fixed_shape_tensor", metadata))
            for call in (array.to_pylist, array.to_numpy):
                with self.assertRaisesRegex(ab.ArrowBridgeError, "arrow.fixed_shape_tensor: "):
                    call()

    @unittest.skipIf(np is None, "numpy is not installed")
    def test_other_extensions_as_numpy(self):
        self.assertEqual(ab.array([ONE, None]).to_numpy().tolist(), [ONE, None])
        flags = ab.array([True, False, None], ab.bool8())
        self.assertEqual(flags.to_numpy().tolist(), [True, False, None])
        self.assertEqual((flags[:2].to_numpy().dtype, flags[:2].to_numpy().tolist()), (np.dtype("?"), [True, False]))
        for array in (flags[:2], ab.array([ONE])):
            with self.assertRaisesRegex(NotImplementedError, r"storage.to_numpy\(\)"):
                array.to_numpy(zero_copy_only=True)
        self.assertEqual(ab.array([5], ab.extension("int8", "x.y")).to_numpy(zero_copy_only=True).tolist(), [5])


class Registry(Case):
    def register(self, *functions):
        ab.register_extension("example.celsius", *functions)
        self.addCleanup(ab.unregister_extension, "example.celsius")
        return ab.extension("int16", "example.celsius", "tenths")

    def test_values_in_both_directions(self):
        seen = []

        def to_python(value, type):
            seen.append(str(type))
            return ("celsius", value / 10)

        type = self.register(to_python, lambda value, type: round(value[1] * 10))
        values = [("celsius", 21.5), None]
        array = ab.array(values, type)
        self.assertEqual(array.to_pylist(extension="storage"), [215, None])
        self.assertEqual(array.to_pylist(), values)
        self.assertEqual(seen, [str(type)])
        self.assertEqual(ab.array([values], ab.list_(type)).to_pylist(), [values])

    def test_without_the_inverse(self):
        type = self.register(lambda value, type: -value)
        self.assertEqual(ab.array([3], type).to_pylist(), [-3])

    def test_errors_of_the_functions_name_the_row(self):
        type = self.register(lambda value, type: 1 // value, lambda value, type: value["x"])
        with self.assertRaisesRegex(ValueError, r"row 1: \{\} .*example.celsius: 'x'"):
            ab.array([{"x": 1}, {}], type)
        batch = ab.RecordBatch({"t": ab.array([{"x": 1}, {"x": 0}], type)})
        with self.assertRaisesRegex(ValueError, "field 't', row 1: example.celsius: .*division"):
            batch.to_pylist()
        hidden = ab.array([{"x": 0}], type)
        parent = ab.array([None], ab.struct({"t": type}))
        self.assertEqual((parent.to_pylist(), len(hidden)), ([None], 1))  # values below a null may be anything

    def test_names(self):
        self.register(lambda value, type: value)
        for name in ("example.celsius", "arrow.uuid"):
            with self.assertRaisesRegex(ValueError, "is registered"):
                ab.register_extension(name, lambda value, type: value)
        with self.assertRaisesRegex(ValueError, "'example.other' is not registered"):
            ab.unregister_extension("example.other")
        with self.assertRaisesRegex(TypeError, "a function is expected, not int"):
            ab.register_extension("example.other", 5)

    def test_no_array_is_kept(self):
        type = self.register(lambda value, type: value)
        array = ab.array([1], type)
        array.to_pylist()
        del array, type
        gc.collect()
        self.assertEqual(ab.live_counts()["exported_arrays"], self.before["exported_arrays"])


if __name__ == "__main__":
    unittest.main()
