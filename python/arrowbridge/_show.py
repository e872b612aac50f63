"""Text and HTML of arrays, batches, chunked arrays and tables: their first and last rows, for `repr` and notebooks."""

from __future__ import annotations

import html
import re

from ._errors import ArrowBridgeError, count
from ._formats import parse

TYPE_CHECKING = False  # typing is slow to import
if TYPE_CHECKING:
    from typing import Any, List, Optional, Tuple

    from ._batch import RecordBatch

HEAD = 10
TAIL = 5
COLUMNS = 20  # shown in HTML


def _sample(of: Any, rows: int, head: int, tail: int) -> Any:
    """Return the rows to show of a table as one batch. It has one row more, if rows are left out; None without rows."""
    from ._table import Table

    if not rows:
        return None
    shown = of
    if rows > head + tail:
        first, last = of.slice(0, head + 1).to_batches(), of.slice(rows - tail).to_batches()
        shown = Table._of(of.schema, [*first, *last])
    batches = [batch for batch in shown.to_batches() if len(batch)]
    if len(batches) == 1:
        return batches[0]
    shown = Table._of(of.schema, batches)
    try:
        return shown.to_reader().rebatch(min_rows=head + tail + 1).read_next_batch()
    except ArrowBridgeError:  # dictionaries with more values together than the indices can count
        decoded = shown.cast(of.schema.decode_dictionaries())
        return decoded.to_reader().rebatch(min_rows=head + tail + 1).read_next_batch()


def _as_table(of: Any) -> Any:
    """Return a chunked array as a table of one column."""
    from ._batch import RecordBatch
    from ._schema import Schema
    from ._table import Table

    schema = Schema([of.field.with_nullable(True)])
    return Table._of(schema, [RecordBatch.from_arrays([chunk], schema=schema) for chunk in of.chunks])


def to_string(of: Any, head: int, tail: int, max_width: int, total_width: int) -> str:
    """Format a table or a chunked array: see `ArrayBase.to_string`."""
    head, tail = max(head, 0), max(tail, 0)
    is_table = hasattr(of, "to_batches")
    sample = _sample(of if is_table else _as_table(of), len(of), head, tail)
    if sample is None:
        if is_table:
            return f"{of.schema!r}\n{count(0, 'row')} × {count(of.num_columns, 'column')}\n"
        return f"{of.type}\n{count(0, 'row')} × 1 column\n"
    shown: str = (sample if is_table else sample.column(0)).to_string(head, tail, max_width, total_width)
    body, _, last = shown.rstrip("\n").rpartition("\n")
    body += "\n" if body else ""
    return f"{body}{re.sub('^[0-9]+ rows?', count(len(of), 'row'), last)}\n"


def summary(of: Any, *counts: str) -> str:
    """Return the `repr` of a table or an array: its class, type and size, and its first and last rows."""
    return f"{type(of).__name__}({', '.join(counts)})\n{of.to_string(total_width=100)}".rstrip("\n")


def _cells(batch: RecordBatch, i: int) -> Tuple[str, str, List[str]]:
    """Return the name, the type and the shown values of a column, as the library formats them."""
    from ._batch import RecordBatch
    from ._schema import Schema

    field = batch.schema.field(i)
    # Without a name there would be no line for names.
    schema = Schema([field if field.name else field.with_name("unnamed")])
    one = RecordBatch.from_arrays([batch.column(i)], schema=schema)
    lines = one.to_string(HEAD, TAIL).rstrip("\n").split("\n")
    return lines[0].strip() if field.name else "", lines[1].strip(), [line.strip() for line in lines[3:-1]]


def _is_number(batch: RecordBatch, i: int) -> bool:
    struct = batch.schema._struct.child(i)
    return not struct.dictionary and parse(struct.format).kind in ("int", "float", "half", "decimal")


def _table_html(batch: RecordBatch, footer: str, name: Optional[str] = None) -> str:
    columns = list(range(batch.num_columns))
    left_out = len(columns) - COLUMNS
    if left_out > 0:
        columns = [*columns[: COLUMNS // 2], *columns[-COLUMNS // 2 :]]
        footer += f" ({left_out} not shown)"
    heads: List[str] = []
    cells: List[List[str]] = []
    for position, i in enumerate(columns):
        if left_out > 0 and position == COLUMNS // 2:
            heads.append("<th>…</th>")
            cells.append(["<td>…</td>"] * len(cells[0]))
        title, type, values = _cells(batch, i)
        title = title if name is None else name
        align = ' style="text-align: right"' if _is_number(batch, i) else ' style="text-align: left"'
        heads.append(f"<th{align}>{html.escape(title)}<br><small>{html.escape(type)}</small></th>")
        null = '<td{}><span style="color: gray">null</span></td>'.format(align)
        cells.append([null if value == "null" else f"<td{align}>{html.escape(value)}</td>" for value in values])
    rows = "".join(f"<tr>{''.join(row)}</tr>\n" for row in zip(*cells))
    head = f"<thead><tr>{''.join(heads)}</tr></thead>\n" if heads else ""
    return f"<div>\n<table>\n{head}<tbody>\n{rows}</tbody>\n</table>\n<p>{html.escape(footer)}</p>\n</div>"


def table_html(of: Any, rows: int, columns: int) -> str:
    """Format a batch or a table as HTML."""
    from ._batch import RecordBatch

    sample = of if isinstance(of, RecordBatch) else _sample(of, rows, HEAD, TAIL)
    if sample is None:
        sample = RecordBatch.from_pylist([], of.schema)
    return _table_html(sample, f"{count(rows, 'row')} × {count(columns, 'column')}")


def array_html(of: Any) -> str:
    """Format an array or a chunked array as HTML."""
    from ._batch import RecordBatch
    from ._chunked import ChunkedArray

    chunked = of if isinstance(of, ChunkedArray) else ChunkedArray.from_arrays([of])
    table = _as_table(chunked)
    sample = _sample(table, len(of), HEAD, TAIL) or RecordBatch.from_pylist([], table.schema)
    chunks = f" in {count(of.num_chunks, 'chunk')}" if of is chunked else ""
    return _table_html(sample, count(len(of), "value") + chunks, type(of).__name__)
