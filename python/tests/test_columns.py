"""Columns by name, properties of types, indices and dictionaries, and the errors of names and indices."""

import pickle
import unittest

import arrowbridge as ab
from arrowbridge._errors import ArrowBridgeIndexError, ArrowBridgeKeyError, count
from support import Case

COLUMNS = {"a": [1, 2, 3], "b": ["x", None, "z"], "c": [True, False, None]}


def both():
    """Return the columns as a batch, and as a table of two batches."""
    batch = ab.RecordBatch.from_pydict(COLUMNS, {"a": "int64", "b": "utf8", "c": "bool"})
    batch = batch.cast(batch.schema.with_metadata({"k": "v"}))
    return batch, ab.Table.from_batches([batch.slice(0, 1), batch.slice(1)])


class Selection(Case):
    def test_columns(self):
        for of in both():
            self.assertEqual(of.select(["c", "a"]).to_pydict(), {"c": COLUMNS["c"], "a": COLUMNS["a"]})
            self.assertEqual(of.select([-1, "a", 0]).column_names, ["c", "a", "a"])
            self.assertEqual(of.select("b").column_names, ["b"])
            self.assertEqual(of.drop(["a", 2]).column_names, ["b"])
            self.assertEqual(of.drop("b").to_pydict(), {"a": COLUMNS["a"], "c": COLUMNS["c"]})
            self.assertEqual(of.rename_columns({"a": "n"}).column_names, ["n", "b", "c"])
            self.assertEqual(of.rename_columns(["x", "y", "z"]).to_pydict()["y"], COLUMNS["b"])
            self.assertEqual(of.to_pydict(), COLUMNS)
            self.assertEqual(of.to_pylist()[1], {"a": 2, "b": None, "c": False})
            self.assertEqual(of.head(2).to_pydict()["a"], [1, 2])
            self.assertEqual((len(of.head()), len(of.head(-1)), len(of.head(0)), len(of.head(-9))), (3, 2, 0, 0))
            for made in (of.select(["a"]), of.drop("a"), of.rename_columns({"a": "n"}), of.head()):
                self.assertIs(type(made), type(of))
                self.assertEqual(made.schema.metadata, {b"k": b"v"})

    def test_rows_without_columns_are_counted(self):
        for of in both():
            self.assertEqual((len(of.select([])), of.select([]).column_names), (3, []))

    def test_nothing_is_copied(self):
        batch = both()[0]
        self.assertEqual(batch.drop("b").column("a").buffers(), batch.column("a").buffers())
        self.assertEqual(batch.rename_columns({"b": "t"}).column("t").buffers(), batch.column("b").buffers())

    def test_schemas(self):
        schema = ab.schema({"a": "int8", "b": "utf8", "a2": "int8"}, {"k": "v"})
        self.assertEqual([schema.get_field_index(name) for name in ("a", "b", "z")], [0, 1, -1])
        self.assertEqual(ab.schema([("a", "int8"), ("a", "int8")]).get_field_index("a"), -1)
        self.assertEqual(("a" in schema, "z" in schema, schema[0] in schema), (True, False, True))
        self.assertNotIn(ab.field("a", "int16"), schema)
        self.assertEqual(schema.select(["b", 0]), ab.schema({"b": "utf8", "a": "int8"}))
        self.assertEqual(schema.select([]).metadata, {b"k": b"v"})


class Errors(Case):
    def test_names_and_indices(self):
        batch, table = both()
        twice = ab.schema([("a", "int8"), ("a", "int8")])
        column = table.column("a")
        for call, error, text in [
            (lambda: batch.column("z"), KeyError, "'z' is not the name of a column"),
            (lambda: batch["z"], KeyError, "'z'"),
            (lambda: table.column("z"), KeyError, "no column is named 'z'; the names are: a, b, c"),
            (lambda: table.column("aa"), KeyError, "did you mean 'a'"),
            (lambda: table.schema["z"], KeyError, "no field is named 'z'"),
            (lambda: twice["a"], KeyError, "2 fields are named 'a'; use the index"),
            (lambda: batch.select(["a", "z"]), KeyError, "no column is named 'z'"),
            (lambda: batch.drop("z"), KeyError, "no column is named 'z'"),
            (lambda: table.rename_columns({"z": "y"}), KeyError, "no column is named 'z'"),
            (lambda: ab.schema({})["z"], KeyError, "the names are: none"),
            (lambda: batch.column(3), IndexError, "column index 3 is out of range for a batch of 3 columns"),
            (lambda: batch.select(["a"]).column(-2), IndexError, "column index -2 .* a batch of 1 column "),
            (lambda: table.column(3), IndexError, "column index 3 is out of range for 3 columns"),
            (lambda: table.schema[-4], IndexError, "field index -4 is out of range for 3 fields"),
            (lambda: column.chunk(0)[1], IndexError, "index 1 is out of range for an array of 1 value "),
            (lambda: column.chunk(0)[::2], IndexError, "step"),
            (lambda: table[::2], IndexError, "step"),
            (lambda: table.head(1).slice(2), IndexError, "a table of 1 row "),
        ]:
            with self.subTest(text=text), self.assertRaisesRegex(error, text) as raised:
                call()
            self.assertIsInstance(raised.exception, ab.ArrowBridgeError)
            self.assertIsInstance(raised.exception, ValueError)
            self.assertEqual(raised.exception.errno_name, "EINVAL")
        with self.assertRaisesRegex(ValueError, "1 name for 3 columns"):
            table.rename_columns(["x"])

    def test_pickles_keep_the_class(self):
        for error in (ArrowBridgeKeyError(22, "text"), ArrowBridgeIndexError(22, "text")):
            copy = pickle.loads(pickle.dumps(error))
            self.assertEqual((type(copy), copy.code, str(copy)), (type(error), 22, "text [EINVAL]"))

    def test_plurals(self):
        self.assertEqual([count(n, "batch") for n in (0, 1, 2)], ["0 batches", "1 batch", "2 batches"])
        self.assertEqual(count(1, "row"), "1 row")
        with self.assertRaisesRegex(ValueError, "has more than 1 digit after"):
            from decimal import Decimal

            ab.array([Decimal("0.25")], "decimal128(5, 1)")


class Types(Case):
    def test_properties(self):
        names = ("unit", "tz", "precision", "scale", "list_size", "bit_width")
        for type, expected in [
            ("null", {}),
            ("bool", {"bit_width": 1}),
            ("uint16", {"bit_width": 16}),
            ("float16", {"bit_width": 16}),
            ("float64", {"bit_width": 64}),
            ("utf8", {}),
            ("binary_view", {}),
            ("fixed_size_binary[3]", {"bit_width": 24}),
            ("decimal32(5, -2)", {"precision": 5, "scale": -2, "bit_width": 32}),
            ("decimal256(50, 0)", {"precision": 50, "scale": 0, "bit_width": 256}),
            ("date32", {"bit_width": 32}),
            ("time32[ms]", {"unit": "ms", "bit_width": 32}),
            ("time64[ns]", {"unit": "ns", "bit_width": 64}),
            ("timestamp[s]", {"unit": "s", "bit_width": 64}),
            ("timestamp[us, +01:00]", {"unit": "us", "tz": "+01:00", "bit_width": 64}),
            ("duration[us]", {"unit": "us", "bit_width": 64}),
            ("interval[months]", {"bit_width": 32}),
            ("interval[month_day_nano]", {"bit_width": 128}),
            ("fixed_size_list[7]<timestamp[us]>", {"list_size": 7}),
            ("list<int8>", {}),
            ("dictionary<int8, timestamp[us, UTC]>", {"bit_width": 8}),
        ]:
            made = ab.DataType(type)
            found = {name: getattr(made, name) for name in names}
            self.assertEqual(found, {**dict.fromkeys(names), **expected}, type)

    def test_types_of_values(self):
        for type, value, key, index in [
            ("int8", None, None, None),
            ("list<int8>", "int8", None, None),
            ("large_list_view<utf8>", "utf8", None, None),
            ("fixed_size_list[2]<bool>", "bool", None, None),
            ("map<utf8, int16>", "int16", "utf8", None),
            ("run_end_encoded<int32, utf8>", "utf8", None, None),
            ("dictionary<uint8, list<int8>>", "list<item: int8>", None, "uint8"),
            ("list<dictionary<int8, utf8>>", "dictionary<int8, utf8>", None, None),
            ("struct<a: int8>", None, None, None),
        ]:
            made = ab.DataType(type)
            found = [None if of is None else str(of) for of in (made.value_type, made.key_type, made.index_type)]
            self.assertEqual(found, [value, key, index], type)


class Dictionaries(Case):
    def test_indices_and_values(self):
        encoded = ab.array(["x", None, "y", "x"]).dictionary_encode()
        self.assertEqual(encoded.type, ab.dictionary(ab.int32(), ab.utf8()))
        self.assertEqual(encoded.to_pylist(), ["x", None, "y", "x"])
        part = encoded.slice(1, 3)
        self.assertEqual((part.indices.type, part.indices.to_pylist()), (ab.int32(), [None, 1, 0]))
        self.assertEqual((part.dictionary.type, part.dictionary.to_pylist()), (ab.utf8(), ["x", "y"]))
        self.assertEqual(part.indices.buffers()[1].address, encoded.buffers()[1].address)
        part.indices.validate(full=True)
        self.assertEqual((ab.array([1]).indices, ab.array([1]).dictionary), (None, None))

    def test_they_outlive_the_array(self):
        encoded = ab.array(["x", "y", "x"] * 100).dictionary_encode("uint8")
        indices, values = encoded.indices, encoded.dictionary
        del encoded
        self.assertEqual((indices.to_pylist(), values.to_pylist()), ([0, 1, 0] * 100, ["x", "y"]))

    def test_nested_dictionaries(self):
        outer = ab.array([["a"], ["b"], ["a"]], ab.dictionary("int8", ab.list_(ab.dictionary("int16", "utf8"))))
        self.assertEqual(outer.dictionary.to_pylist(), [["a"], ["b"]])
        self.assertEqual(outer.dictionary.child(0).indices.to_pylist(), [0, 1])
        empty = ab.array([], ab.dictionary("int8", "utf8"))
        self.assertEqual((empty.indices.to_pylist(), empty.dictionary.to_pylist()), ([], []))

    def test_encoding(self):
        encoded = ab.array([1, 1]).dictionary_encode("int8")
        self.assertIs(encoded.dictionary_encode(), encoded)
        field = ab.RecordBatch({"n": [1, 1]}).column("n").dictionary_encode().field
        self.assertEqual((field.name, str(field.type)), ("n", "dictionary<int32, int64>"))
        chunks = ab.ChunkedArray.from_arrays([ab.array(["x"]), ab.array(["y", "x"])]).dictionary_encode("int8")
        self.assertEqual((str(chunks.type), chunks.to_pylist()), ("dictionary<int8, utf8>", ["x", "y", "x"]))
        self.assertEqual(ab.ChunkedArray.from_arrays([], "utf8").dictionary_encode().type.index_type, ab.int32())
        with self.assertRaisesRegex(ValueError, "index|indices|values"):
            ab.array(list(range(300))).dictionary_encode("int8")


if __name__ == "__main__":
    unittest.main()
