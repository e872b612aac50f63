"""Types, fields and schemas: construction, properties, comparison, text and pickling."""

import pickle
import unittest

import arrowbridge as ab
from arrowbridge import _types
from support import Case

SECOND_NAMES = ("string", "large_string", "string_view", "decimal128")
SIMPLE = [name for name in _types.__all__ if name not in ("field", "schema", "struct", "dictionary", *SECOND_NAMES)]


def every_type():
    arguments = {
        "fixed_size_binary": (4,),
        "decimal": (10, 2),
        "decimal32": (5,),
        "decimal64": (10, -2),
        "decimal256": (76, 2),
        "time32": ("ms",),
        "time64": ("us",),
        "timestamp": ("ns", "UTC"),
        "duration": ("s",),
        "fixed_size_list": (ab.int8(), 3),
        "map_": (ab.utf8(), ab.int8()),
        "sparse_union": ({"a": ab.int8()},),
        "dense_union": ({"a": ab.int8(), "b": ab.utf8()}, [5, 7]),
        "run_end_encoded": (ab.int16(), ab.utf8()),
    }
    for name in ("list_", "large_list", "list_view", "large_list_view"):
        arguments[name] = (ab.utf8(),)
    made = [getattr(ab, name)(*arguments.get(name, ())) for name in SIMPLE]
    return [*made, ab.struct({"a": ab.int8()}), ab.dictionary(ab.int8(), ab.utf8(), True), ab.decimal(3, 1, 32)]


class Types(Case):
    def test_every_type_through_a_capsule_and_a_pickle(self):
        types = every_type()
        self.assertEqual(len({str(type) for type in types}), len(types))
        for type in types:
            self.assertEqual(ab.DataType(type.__arrow_c_schema__()), type)
            self.assertEqual(pickle.loads(pickle.dumps(type)), type)
            field = ab.field("f", type, False, {"k": "v"})
            self.assertEqual((field.type, field.name, field.nullable), (type, "f", False))
        self.assertEqual(len(set(types)), len(types))

    def test_children_and_dictionaries(self):
        made = ab.map_(ab.utf8(), ab.list_(ab.int8()), keys_sorted=True)
        self.assertEqual(made.field("entries").type.field("value").type.field(0).type, ab.int8())
        self.assertFalse(made.field(0).type.field("key").nullable)
        encoded = ab.dictionary(ab.int16(), ab.utf8(), ordered=True)
        self.assertEqual((encoded.dictionary, encoded.ordered, encoded.format), (ab.utf8(), True, "s"))
        self.assertEqual((ab.int8().dictionary, ab.int8().ordered, ab.int8().num_fields), (None, False, 0))
        self.assertEqual(ab.dense_union({"a": ab.int8()}, [5]).format, "+ud:5")
        with self.assertRaises(KeyError):
            made.field("nothing")

    def test_names_are_readable(self):
        for type, text in [
            (ab.struct({"a": ab.int8(), "b": ab.utf8()}), "struct<a: int8, b: utf8>"),
            (ab.list_(ab.field("x", ab.int8(), nullable=False)), "list<x: int8 not null>"),
            (ab.dictionary(ab.int8(), ab.utf8()), "dictionary<int8, utf8>"),
            (ab.timestamp("us", "Europe/Berlin"), "timestamp[us, Europe/Berlin]"),
        ]:
            self.assertEqual(str(type), text)

    def test_second_names(self):
        second = [ab.string(), ab.large_string(), ab.string_view()]
        self.assertEqual(second, [ab.utf8(), ab.large_utf8(), ab.utf8_view()])
        self.assertEqual(ab.decimal128(10, 2), ab.decimal(10, 2))
        self.assertEqual((ab.decimal32(5).format, ab.decimal64(5, 1).format), ("d:5,0,32", "d:5,1,64"))

    def test_invalid_types(self):
        for wrong, error in [
            (lambda: ab.timestamp("hours"), ValueError),
            (lambda: ab.time32("ns"), ValueError),
            (lambda: ab.fixed_size_binary(-1), ValueError),
            (lambda: ab.DataType("+l"), ValueError),
            (lambda: ab.DataType(""), NotImplementedError),
            (lambda: ab.dictionary(ab.utf8(), ab.utf8()), ValueError),
            (lambda: ab.DataType(3), TypeError),
        ]:
            with self.assertRaises(error):
                wrong()

    def test_extension_types_keep_their_name(self):
        metadata = {"ARROW:extension:name": "geoarrow.point", "ARROW:extension:metadata": "{}", "other": "x"}
        field = ab.field("p", ab.struct({"x": ab.float64()}), metadata=metadata)
        self.assertEqual(field.type.extension_name, "geoarrow.point")
        self.assertEqual(len(field.type.metadata), 2)
        self.assertNotEqual(field.type, ab.struct({"x": ab.float64()}))
        self.assertEqual(ab.field("q", field.type).type, field.type)
        self.assertIn("geoarrow.point", str(field.type))


class Schemas(Case):
    def test_fields(self):
        schema = ab.schema([("a", ab.int8()), ab.field("b", ab.utf8(), False)], {"k": "v"})
        self.assertEqual((schema.names, schema.types, len(schema)), (["a", "b"], [ab.int8(), ab.utf8()], 2))
        self.assertEqual(schema["b"], schema.field(1))
        self.assertEqual(list(schema), schema.fields)
        with self.assertRaises(KeyError):
            schema["c"]
        with self.assertRaises(IndexError):
            schema[2]
        self.assertEqual(ab.schema({"a": ab.int8(), "b": ab.utf8()}).names, ["a", "b"])

    def test_equality(self):
        one, other = ab.schema({"a": ab.int8()}, {"k": "v"}), ab.schema({"a": ab.int8()})
        self.assertEqual(one, other)
        self.assertFalse(one.equals(other, check_metadata=True))
        self.assertEqual(hash(one), hash(other))
        for different in (ab.schema({"b": ab.int8()}), ab.schema({"a": ab.int16()}), ab.schema({})):
            self.assertNotEqual(one, different)
        self.assertNotEqual(ab.field("a", ab.int8()), ab.field("a", ab.int8(), nullable=False))
        self.assertNotEqual(one, 1)

    def test_metadata_is_bytes_in_order_with_repeats(self):
        pairs = [(b"k", b"1"), (b"\xff", b"\0"), (b"k", b"2"), (b"", b"")]
        schema = ab.schema({"a": ab.int8()}, pairs)
        self.assertEqual(schema.metadata_pairs, pairs)
        self.assertEqual(schema.metadata, {b"k": b"2", b"\xff": b"\0", b"": b""})
        self.assertIsNone(ab.schema({}).metadata)
        self.assertEqual(pickle.loads(pickle.dumps(schema)).metadata_pairs, pairs)
        self.assertIsNone(schema.with_metadata(None).metadata)
        self.assertEqual(schema.with_metadata({"a": "b"}).metadata, {b"a": b"b"})

    def test_modified_copies_of_fields(self):
        field = ab.field("a", ab.list_(ab.int8()), metadata={"k": "v"})
        self.assertEqual(field.with_name("é").name, "é")
        self.assertFalse(field.with_nullable(False).nullable)
        self.assertEqual(field.with_nullable(False).metadata, {b"k": b"v"})
        self.assertIsNone(field.with_metadata(None).metadata)
        self.assertEqual(field.with_name("b").type, field.type)


if __name__ == "__main__":
    unittest.main()
