"""Compares, validates, converts and writes arrays with random layouts. A failure shows the seed that reproduces it."""

import decimal
import io
import os
import unittest
from random import Random

import arrowbridge as ab

import layouts
from support import Case

# The number of seeds per test. For a longer run set, for example, ARROWBRIDGE_LAYOUTS_SEEDS=20000.
SEEDS = int(os.environ.get("ARROWBRIDGE_LAYOUTS_SEEDS", "300"))


def python(type, value):
    """Return the result of to_pylist() for a value."""
    what = layouts.kind(type)
    if value is None:
        return None
    if what == "dictionary":
        return python(type.dictionary, value)
    if what == "run_ends":
        return python(type.field(1).type, value)
    if what in ("dense_union", "sparse_union"):
        return python(type.field(value[0]).type, value[1])
    if what in ("list", "list_view", "fixed_list"):
        return [python(type.field(0).type, item) for item in value]
    if what == "struct":
        return {field.name: python(field.type, item) for field, item in zip(type.fields, value)}
    if what == "map":
        key, item = type.field(0).type.fields
        return [(python(key.type, a), python(item.type, b)) for a, b in value]
    return decimal.Decimal(value).scaleb(-2) if what == "decimal" else value


class Layouts(Case):
    def cases(self, first):
        for seed in range(first, first + SEEDS):
            random = Random(seed)
            type = layouts.random_type(random, 3)
            values = [layouts.random_value(random, type) for _ in range(random.choice([0, 1, 3, 20]))]
            yield self.subTest(seed=seed, type=str(type)), random, type, values

    def test_the_layout_does_not_matter(self):
        for case, random, type, values in self.cases(1_000_000):
            with case:
                one, other = layouts.build(random, type, values), layouts.build(random, type, values)
                first = random.randint(0, len(values))
                rows = random.randint(0, len(values) - first)
                part = layouts.build(random, type, values[first : first + rows])
                for array in (one, other, part, one.slice(first, rows)):
                    array.validate(full=True)
                self.assertTrue(one.equals(other))
                self.assertTrue(part.equals(one.slice(first, rows)))
                self.assertTrue(other.slice(first, rows).equals(part))
                self.assertEqual(other.slice(first, rows).to_string(), part.to_string())

    def test_a_difference_in_one_value_is_found(self):
        for case, random, type, values in self.cases(2_000_000):
            with case:
                changed = list(values)
                if values:
                    changed[random.randrange(len(values))] = layouts.random_value(random, type)
                one, other = layouts.build(random, type, values), layouts.build(random, type, changed)
                self.assertEqual(one.equals(other), repr(values) == repr(changed))

    def test_python_values(self):
        for case, random, type, values in self.cases(3_000_000):
            with case:
                expected = [python(type, value) for value in values]
                self.assertEqual(repr(layouts.build(random, type, values).to_pylist()), repr(expected))

    def test_through_ipc(self):
        for case, random, type, values in self.cases(4_000_000):
            with case:
                column = layouts.build(random, type, values)
                batch = ab.RecordBatch.from_arrays([column], ["x"])
                stream = io.BytesIO()
                alignment, format = random.choice([8, 64]), random.choice(["file", "stream"])
                try:
                    ab.write_ipc(batch, stream, alignment=alignment, format=format)
                except ab.ArrowBridgeError as error:
                    self.assertIn("IPC-3: field", str(error))  # values of a dictionary that are dictionary-encoded
                    continue
                (read,) = ab.open_ipc(stream.getvalue(), validate="full")
                self.assertTrue(read.column(0).equals(column))


if __name__ == "__main__":
    unittest.main()
