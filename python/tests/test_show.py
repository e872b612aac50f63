"""The text of arrays and tables, their HTML in notebooks, and the completion of keys."""

import html.parser
import unittest

import arrowbridge as ab
from support import Case


def table(values, step=4):
    """Return a table of batches of `step` rows."""
    parts = [values[i : i + step] for i in range(0, len(values), step)]
    return ab.Table.from_batches([ab.RecordBatch.from_pydict({"n": part}) for part in parts])


class Cells(html.parser.HTMLParser):
    """The text of the cells and paragraphs of HTML. It fails on tags that are not closed."""

    def __init__(self, text):
        super().__init__()
        self.open, self.rows, self.paragraphs = [], [], []
        self.feed(text)
        self.close()
        assert not self.open, self.open

    def handle_starttag(self, tag, attributes):
        if tag == "br":
            self.rows[-1][-1] += "|"
            return
        self.open.append(tag)
        if tag == "tr":
            self.rows.append([])
        elif tag in ("td", "th"):
            self.rows[-1].append("")
        elif tag == "p":
            self.paragraphs.append("")

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "p" in self.open:
            self.paragraphs[-1] += data
        elif "td" in self.open or "th" in self.open:
            self.rows[-1][-1] += data
        else:
            assert not data.strip(), data


class Text(Case):
    def test_tables_show_the_head_and_the_tail_of_all_batches(self):
        whole = table(list(range(40)))
        for of in (whole, whole.column(0)):
            lines = repr(of).split("\n")
            shown = [line.strip() for line in lines[-17:-1]]
            self.assertEqual(shown, [*map(str, range(10)), "…", *map(str, range(35, 40))])
            self.assertEqual(lines[-1], "40 rows × 1 column")
        self.assertEqual(repr(whole).split("\n")[0], "Table(40 rows, 1 column, 10 batches)")
        self.assertEqual(repr(whole.column(0)).split("\n")[0], "ChunkedArray(int64, 40 values in 10 chunks)")

    def test_nothing_is_left_out_of_a_short_table(self):
        for rows in range(1, 18):
            one = ab.Table.from_pydict({"n": list(range(rows))})
            self.assertEqual(table(list(range(rows))).to_string(), one.to_string())
            self.assertEqual(table(list(range(rows))).to_string(3, 0), one.to_string(3, 0))
            self.assertEqual(table(list(range(rows))).to_string(-1, 2), one.to_string(-1, 2))

    def test_single_values(self):
        lists = ab.array([[1, None], None, [1234567890]])
        self.assertEqual([lists.value_to_string(i) for i in (0, 1, -1)], ["[1, null]", "null", "[1234567890]"])
        self.assertEqual(lists.value_to_string(2, 5), "[123…")
        for index in (3, -4, 1 << 62):
            with self.assertRaisesRegex(ValueError, "but the array has 3 rows"):
                lists.value_to_string(index)
        with self.assertRaisesRegex(ValueError, "out of range"):
            lists.value_to_string(1 << 64)

    def test_options(self):
        shown = table(["x" * 50] * 9).to_string(head=1, tail=1, max_width=10).split("\n")
        self.assertEqual(shown, ["n", "utf8", "──────────", "xxxxxxxxx…", "…", "xxxxxxxxx…", "9 rows × 1 column", ""])
        wide = ab.Table.from_pydict({"a": ["x" * 9], "b": ["x"], "c": ["x"]})
        self.assertIn("(2 not shown)", wide.to_string(total_width=9))

    def test_singular_and_plural(self):
        one = table([1])
        self.assertTrue(repr(one).startswith("Table(1 row, 1 column, 1 batch)\n"))
        self.assertTrue(repr(one.column(0)).startswith("ChunkedArray(int64, 1 value in 1 chunk)\n"))
        self.assertTrue(repr(one.column(0).chunk(0)).startswith("Array(int64, 1 value)\n"))
        self.assertTrue(repr(one.to_batches()[0]).startswith("RecordBatch(1 row, 1 column)\n"))
        self.assertTrue(repr(one[:0]).startswith("Table(0 rows, 1 column, 0 batches)\n"))

    def test_no_rows_and_no_columns(self):
        self.assertEqual(repr(table([1])[:0]).split("\n")[-2:], ["└─ n: int64", "0 rows × 1 column"])
        empty = ab.ChunkedArray.from_arrays([], ab.int8())
        self.assertEqual(repr(empty).split("\n")[1:], ["int8", "0 rows × 1 column"])
        rows = [ab.RecordBatch.from_arrays([], [], num_rows=3)] * 2
        self.assertEqual(repr(ab.Table.from_batches(rows)), "Table(6 rows, 0 columns, 2 batches)\n6 rows × 0 columns")

    def test_dictionaries_that_do_not_fit_together(self):
        type = ab.dictionary(ab.int8(), ab.utf8())
        parts = [ab.Array.from_pylist([f"{name}{i}" for i in range(100)], type) for name in "abc"]
        shown = repr(ab.ChunkedArray.from_arrays(parts))
        self.assertIn("\na9\n…\nc95\n", shown)
        self.assertIn("300 rows", shown)


class Html(Case):
    def test_cells_types_and_counts(self):
        batch = ab.RecordBatch.from_pydict({"n": [1, None], "t": ["a", "null"]})
        for of in (batch, ab.Table.from_batches([batch])):
            found = Cells(of._repr_html_())
            self.assertEqual(found.rows, [["n|int64", "t|utf8"], ["1", "a"], ["null", '"null"']])
            self.assertEqual(found.paragraphs, ["2 rows × 2 columns"])
        for of, footer in [(batch.column(0), "2 values"), (ab.ChunkedArray(batch.column(0)), "2 values in 1 chunk")]:
            found = Cells(of._repr_html_())
            self.assertEqual(found.rows, [[f"{type(of).__name__}|int64"], ["1"], ["null"]])
            self.assertEqual(found.paragraphs, [footer])

    def test_markup_is_escaped(self):
        evil = '<script>alert("1 & 2")</script>'
        batch = ab.RecordBatch.from_arrays([ab.Array.from_pylist([evil, "a\nb"])], [evil])
        nested = ab.Array.from_pylist([{"</td>": "<b>"}])
        self.assertNotIn("<script", batch._repr_html_())
        self.assertEqual(Cells(batch._repr_html_()).rows, [[evil + "|utf8"], [evil], ["a\\nb"]])
        self.assertEqual(Cells(nested._repr_html_()).rows, [["Array|struct<</td>: utf8>"], ["{</td>: <b>}"]])

    def test_rows_and_columns_are_left_out(self):
        found = Cells(table(list(range(40)))._repr_html_())
        self.assertEqual([row[0] for row in found.rows[1:]], [*map(str, range(10)), "…", *map(str, range(35, 40))])
        self.assertEqual(found.paragraphs, ["40 rows × 1 column"])
        wide = Cells(ab.RecordBatch.from_pydict({f"c{i}": [i] for i in range(50)})._repr_html_())
        self.assertEqual(wide.rows[1], [*map(str, range(10)), "…", *map(str, range(40, 50))])
        self.assertEqual(wide.paragraphs, ["1 row × 50 columns (30 not shown)"])

    def test_no_rows_no_columns_and_no_names(self):
        self.assertEqual(Cells(table([1])[:0]._repr_html_()).rows, [["n|int64"]])
        for of, footer in [
            (ab.RecordBatch.from_arrays([], [], num_rows=3), "3 rows × 0 columns"),
            (ab.ChunkedArray.from_arrays([], ab.int8()), "0 values in 0 chunks"),
        ]:
            self.assertEqual(Cells(of._repr_html_()).paragraphs, [footer])
        unnamed = ab.RecordBatch.from_arrays([ab.Array.from_pylist([1])], [""])
        self.assertEqual(Cells(unnamed._repr_html_()).rows, [["|int64"], ["1"]])


class Keys(Case):
    def test_completions_are_column_names(self):
        whole = ab.Table.from_pydict({"a": [1], "b": [2]})
        for of in (whole, whole.to_batches()[0], whole.schema):
            self.assertEqual(of._ipython_key_completions_(), ["a", "b"])


if __name__ == "__main__":
    unittest.main()
