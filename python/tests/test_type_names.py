"""Names of types: what str(type) returns is read by DataType, and by every function that takes a type."""

import time
import unittest
from random import Random

import arrowbridge as ab
from arrowbridge import _type_names
from layouts import random_type
from support import Case
from test_schemas import every_type

NAMES = ["a", "", "two words", " edge ", "a:b", "a, b", "<>", '"', "[0]", "(x)", "\n", "\u20ac", "\u2028"]
NAMES += ["not null", "int8", "back\\slash"]
ZONES = ("UTC", "+05:30", "Europe/Berlin", "a, b", "]", '"', "x y", "\t")
INTERVALS = ("month_interval", "day_time_interval", "month_day_nano_interval")
FLAT = [
    *(lambda unit=unit: ab.timestamp(unit) for unit in ("s", "ms", "us", "ns")),
    *(lambda zone=zone: ab.timestamp("us", zone) for zone in ZONES),
    *(lambda unit=unit: ab.duration(unit) for unit in ("s", "ms", "us", "ns")),
    *(getattr(ab, name) for name in ("date32", "date64", *INTERVALS)),
    *(lambda: ab.time32("s"), lambda: ab.time64("ns"), lambda: ab.decimal(7, -2), lambda: ab.decimal(60, 3, 256)),
]


def decorated(random, depth):
    """Return a random type with names, flags and extensions that random_type() does not make."""
    choice = random.random()
    if choice < 0.2:
        made = random.choice(FLAT)()
    elif choice < 0.5 and depth:
        fields = [
            ab.field(random.choice(NAMES), decorated(random, depth - 1), random.random() < 0.5)
            for _ in range(random.randint(0, 3))
        ]
        made = random.choice([ab.struct, ab.dense_union, ab.sparse_union])(fields)
    elif choice < 0.6 and depth:
        made = ab.dictionary(ab.int16(), decorated(random, depth - 1), random.random() < 0.5)
    elif choice < 0.7 and depth:
        made = ab.map_(ab.utf8(), decorated(random, depth - 1), random.random() < 0.5)
    elif choice < 0.8 and depth:
        item = ab.field(random.choice(NAMES), decorated(random, depth - 1))
        made = random.choice([ab.list_, ab.large_list_view])(item)
    else:
        made = random_type(random, depth)
    if random.random() < 0.2:
        metadata = {"ARROW:extension:name": random.choice(NAMES)}
        if random.random() < 0.5:
            metadata["ARROW:extension:metadata"] = random.choice([*NAMES, b"\xff\x00"])
        made = ab.field("x", made, metadata=metadata).type
    return made


class Names(Case):
    def check(self, type):
        name = str(type)
        made = ab.DataType(name)
        self.assertTrue(made.equals(type, check_metadata=True), name)
        self.assertEqual(str(made), name)
        self.assertTrue(name.isprintable(), name)

    def test_every_type_is_read_from_its_name(self):
        for type in [*every_type(), *(make() for make in FLAT)]:
            self.check(type)
            if type.num_fields == 0 and '"' not in str(type):
                self.assertEqual(str(type) + "\n", type.to_string().replace("schema", "struct"))

    def test_random_types_are_read_from_their_names(self):
        random = Random(8)
        for _ in range(3000):
            self.check(decorated(random, 4))

    def test_short_names(self):
        for name, type in [
            ("string", ab.utf8()),
            ("large_string", ab.large_utf8()),
            ("string_view", ab.utf8_view()),
            ("decimal(10, 2)", ab.decimal(10, 2)),
            ("decimal64(7)", ab.decimal(7, 0, 64)),
            ("list<int8>", ab.list_(ab.int8())),
            ("list<timestamp[us, +05:30]>", ab.list_(ab.timestamp("us", "+05:30"))),
            ("fixed_size_list[2]<int8>", ab.fixed_size_list(ab.int8(), 2)),
            ("map<utf8, list<int8>>", ab.map_(ab.utf8(), ab.list_(ab.int8()))),
            ("map[keys sorted]<k: utf8, v: int8 not null>",
             ab.map_(ab.field("k", ab.utf8()), ab.field("v", ab.int8(), False), True)),
            ("run_end_encoded<int32, utf8>", ab.run_end_encoded(ab.int32(), ab.utf8())),
            ("dense_union<a: int8, b: utf8>", ab.dense_union({"a": ab.int8(), "b": ab.utf8()})),
            ("struct", ab.struct({})),
            ("struct<>", ab.struct({})),
            (
                "  struct < a :int8,b: utf8  not  null > ",
                ab.struct([("a", ab.int8()), ab.field("b", ab.utf8(), False)]),
            ),
            ("tsu:UTC", ab.timestamp("us", "UTC")),
            ("+w:2", None),
        ]:
            with self.subTest(name=name):
                if type is None:
                    with self.assertRaisesRegex(ValueError, "ArrowBridgeImportSchema"):
                        ab.DataType(name)
                else:
                    self.assertEqual(ab.DataType(name), type)

    def test_errors_say_where(self):
        for name, text in [
            ("int33", r"there is no type 'int33' at byte 0; did you mean 'int32'\?"),
            ("list<int33>", "no type 'int33' at byte 5"),
            ("list", "'<' is expected at byte 4"),
            ("list<int8", "'>' is expected at byte 9"),
            ("list<int8>>", "the end is expected at byte 10"),
            ("list<int8, int8>", "'>' is expected at byte 9"),
            ("struct<int8>", "the name of a field, and ':', is expected at byte 7"),
            ("timestamp[hours]", "one of s, ms, us, ns is expected at byte 10, not 'hours]'"),
            ("decimal128(99, 1)", "FMT-22: precision 99"),
            ("run_end_encoded<utf8, utf8>", "FMT-53"),
            ('struct<"a\\q": int8>', "a backslash without"),
            ("   ", "the name of a type is expected at byte 3"),
            ("list<" * 2000 + "int8" + ">" * 2000, "more than 65 levels"),
            ("xy: int8", "'xy: int8' is a field, because it has a name"),
            ("int8 not null", "is a field, because it is 'not null'"),
            ("dictionary<int8, struct> not null", "is a field, because it is 'not null'"),
            ("int8\0", "NUL"),
        ]:
            with self.subTest(name=name[:40]), self.assertRaisesRegex(ab.ArrowBridgeError, text) as raised:
                ab.DataType(name)
            self.assertIsInstance(raised.exception, ValueError)

    def test_damaged_names_are_errors_or_types(self):
        random = Random(9)
        for _ in range(3000):
            name = list(str(decorated(random, 2)))
            for _ in range(random.randint(1, 3)):
                at = random.randrange(len(name))
                name[at : at + random.randint(0, 2)] = random.choice([[], [random.choice('<>[](),:" x1')]])
                name = name or ["x"]
            try:
                ab.DataType("".join(name))
            except ab.ArrowBridgeError:
                pass

    def test_long_names_are_read_in_linear_time(self):
        start = time.perf_counter()
        many = 50_000
        for text in ("list<" + "a" * many, "struct<" + "a b " * many, "timestamp[us, " + "(" * many, '"' * many):
            with self.assertRaises(ab.ArrowBridgeError):
                ab.DataType(text)
        self.assertLess(time.perf_counter() - start, 5)

    def test_names_are_no_format_strings(self):
        for name in [*map(str, every_type()), *(str(make()) for make in FLAT), "string", "decimal(1)"]:
            self.assertFalse(_type_names.is_format(name))
        for type in every_type():
            if not type.num_fields and type.dictionary is None:
                self.assertTrue(_type_names.is_format(type.format))


class Taken(Case):
    """Names are accepted wherever a type or a schema is taken."""

    def test_types(self):
        numbers = ab.array([1, 2], "int8")
        self.assertEqual(numbers.type, ab.int8())
        self.assertEqual(numbers.cast("int64").type, ab.int64())
        self.assertEqual(ab.Array(numbers, "int16").type, ab.int16())
        self.assertEqual(ab.ChunkedArray.from_arrays([], "utf8").cast("large_utf8").type, ab.large_utf8())
        self.assertEqual(ab.can_cast("int8", "int64")[0], "converted")
        self.assertEqual(ab.field("a", "int8"), ab.field("a", ab.int8()))
        self.assertEqual(ab.Schema([ab.Field("a", "int8")]), ab.schema({"a": "int8"}))
        self.assertEqual(ab.list_("int8"), ab.list_(ab.int8()))
        self.assertEqual(ab.map_("utf8", "int8"), ab.map_(ab.utf8(), ab.int8()))
        self.assertEqual(ab.dictionary("int8", "utf8"), ab.dictionary(ab.int8(), ab.utf8()))
        self.assertEqual(ab.run_end_encoded("int16", "utf8"), ab.run_end_encoded(ab.int16(), ab.utf8()))
        with self.assertRaisesRegex(TypeError, "the field 'int8' needs a type"):
            ab.Field("int8")

    def test_texts_of_schemas(self):
        random = Random(10)
        for _ in range(1000):
            fields = [(random.choice(NAMES), decorated(random, 3)) for _ in range(random.randint(0, 3))]
            schema = ab.schema(fields, random.choice([None, {"a b": b"\xff\x00", "": "c"}]))
            for made in (ab.schema(schema.to_line()), ab.Schema(schema.to_line())):
                self.assertTrue(made.equals(schema, check_metadata=True), schema.to_line())
            self.assertTrue(ab.schema(schema.to_line(False), schema.metadata_pairs).equals(schema, True))
        self.assertEqual(ab.schema("struct<a: int8> nullable"), ab.schema({"a": "int8"}))
        for text, problem in [
            ("list<int8>", "is not the schema of record batches"),
            ("dictionary<int8, struct>", "is not the schema of record batches"),
            ("struct<a: int9>", "did you mean"),
        ]:
            with self.assertRaisesRegex(ValueError, problem):
                ab.schema(text)

    def test_schemas(self):
        small = {"a": "int8", "b": "utf8"}
        table = ab.Table.from_pydict({"a": [1], "b": ["x"]}, small)
        self.assertEqual(table.schema, ab.schema(small))
        self.assertEqual(table.cast({"a": "int64", "b": "utf8"}).schema.types[0], ab.int64())
        self.assertEqual(table.to_reader().cast([("a", "int16"), ("b", "utf8")]).schema.types[0], ab.int16())
        self.assertEqual(ab.RecordBatch.from_pylist([{"a": 1}], {"a": "float32"}).schema.types, [ab.float32()])
        self.assertEqual(ab.RecordBatchReader(table, {"a": "int64", "b": "utf8"}).schema.types[0], ab.int64())
        self.assertEqual(ab.RecordBatchReader.from_batches(small, table.to_batches()).read_all(), table)
        with self.assertRaisesRegex(ValueError, "'int9'.*did you mean 'int8'"):
            table.cast({"a": "int9"})


class Constructors(Case):
    def test_python_values(self):
        self.assertEqual(ab.array([1, None]), ab.Array.from_pylist([1, None]))
        self.assertEqual(ab.array(range(3)).to_pylist(), [0, 1, 2])
        self.assertEqual(ab.Array([1, None]), ab.array([1, None]))
        self.assertEqual(ab.Array([1, None], "int8"), ab.array([1, None], "int8"))
        self.assertEqual(ab.Array([]).type, ab.null())
        self.assertEqual(ab.ChunkedArray([1, 2]).chunks, [ab.array([1, 2])])
        columns = {"a": [1, 2], "b": ["x", None]}
        for made in (ab.Table(columns), ab.RecordBatch(columns), ab.Table(ab.Table(columns).to_pylist())):
            self.assertEqual(made.to_pydict(), columns)
        self.assertEqual(ab.RecordBatch([{"a": 1}], {"a": "int8"}).schema.types, [ab.int8()])
        self.assertEqual(ab.RecordBatch({"a": [1]}, requested_schema={"a": "int8"}).schema.types, [ab.int8()])

    def test_arrow_arrays(self):
        numbers = ab.array([1, 2])
        self.assertEqual(ab.array(numbers).buffers(), numbers.buffers())
        self.assertEqual(ab.array(numbers, "int8").type, ab.int8())

    def test_errors(self):
        with self.assertRaisesRegex(TypeError, r"RecordBatch\(...\) or Table\(...\)"):
            ab.Array({"a": [1]})
        with self.assertRaisesRegex(TypeError, r"arrowbridge.array\(\) makes an array of Python values"):
            ab.Array("text")
        with self.assertRaisesRegex(TypeError, "mask needs a numpy array"):
            ab.array([1], mask=[True])
        with self.assertRaisesRegex(ValueError, "row 1: 'x'"):
            ab.Array([1, "x"], "int8")
        with self.assertRaisesRegex(TypeError, "immutable"):
            numbers = ab.Array([1])
            numbers.__init__([2])

    def test_numpy_arrays(self):
        try:
            import numpy as np
        except ImportError:
            self.skipTest("numpy is not installed")
        values = np.array([1, 2], "i4")
        self.assertEqual(ab.array(values).buffers()[1].address, values.ctypes.data)
        self.assertEqual(ab.array(values, "int64").type, ab.int64())
        self.assertEqual(ab.array(values, mask=[True, False]).to_pylist(), [None, 2])


if __name__ == "__main__":
    unittest.main()
