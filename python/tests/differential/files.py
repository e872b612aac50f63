"""Round trips through Arrow IPC with every codec, and through the JSON of the integration tests."""

from __future__ import annotations

import json
import math
from io import BytesIO

import arrowbridge as ab

from . import native, read
from .casts import describe
from .text import PATH
from .values import Layout, Values, format_of, key, kind, random_type


def case(random, note) -> None:
    types = [random_type(random, random.choice([0, 1, 2, 3])) for _ in range(random.randint(1, 2))]
    made = Values(random, random.choice([0.1, 0.5, 1]), random.choice([0, 0.1, 0.4]))
    count = random.choice([0, 1, 2, 3, 8, 70])
    columns = [[made.value(type) for _ in range(count)] for type in types]
    note(f"types {[describe(type) for type in types]}")
    note(f"columns {columns!r}")
    arrays = [Layout(made).build(type, rows) for type, rows in zip(types, columns)]
    batch = ab.RecordBatch.from_arrays(arrays, [f"c{i}" for i in range(len(types))])
    if random.random() < 0.3:
        first = random.randint(0, count)
        count = random.randint(0, count - first)
        columns = [rows[first : first + count] for rows in columns]
        batch = batch.slice(first, count)
    (ipc if random.random() < 0.6 else integration_json)(random, note, batch, columns)


def compare(batch, result, columns, same=key) -> None:
    result.validate(full=True)
    for i, rows in enumerate(columns):
        found = read.values(result.column(i))
        assert same(found) == same(rows), f"column {i} became {found!r}"


def ipc(random, note, batch, columns) -> None:
    options = {
        "format": random.choice(["file", "stream"]),
        "codec": random.choice(["none", "lz4", "zstd"]),
        "alignment": random.choice([8, 64]),
    }
    note(f"IPC {options}")
    stream = BytesIO()
    try:
        ab.write_ipc(batch, stream, **options)
    except ab.ArrowBridgeError as error:
        nested = any(has_nested_dictionary(column.type) for column in (batch.column(i) for i in range(len(columns))))
        assert nested and "IPC-3" in str(error), f"refused with: {error}"
        return
    (result,) = ab.open_ipc(stream.getvalue(), validate="full")
    assert result.equals(batch), "not equal"
    compare(batch, result, columns)


def has_nested_dictionary(type, inside: bool = False) -> bool:
    """Whether entries of a dictionary are dictionary-encoded, which the writers do not support."""
    if type.dictionary is not None:
        return inside or has_nested_dictionary(type.dictionary, True)
    return any(has_nested_dictionary(field.type, False) for field in type.fields)


def integration_json(random, note, batch, columns) -> None:
    note("integration JSON")
    path = PATH / "x.json"
    try:
        native.write_json(batch, path)
    except native.CallError as error:
        nested = any(has_nested_dictionary(batch.column(i).type) for i in range(len(columns)))
        assert nested and "dictionary" in str(error), f"refused with: {error}"
        return
    compare(batch, native.read_json(path), columns, one_nan)
    content = json.loads(path.read_text())
    for i, rows in enumerate(columns):
        check_flat(content["batches"][0]["columns"][i], batch.column(i).type, rows)


def one_nan(value):
    """Like `key`, but all NaNs are the same: the format does not keep their bits."""
    if isinstance(value, float):
        return "NaN" if math.isnan(value) else key(value)
    return tuple(map(one_nan, value)) if isinstance(value, (list, tuple)) else key(value)



FLAT = ("int", "float", "half", "bool", "decimal", "date", "time", "timestamp", "duration", "bytes", "fixed")


def check_flat(column, type, rows) -> None:
    """Compare the members of a column without children with the values."""
    what = kind(type)
    assert column["count"] == len(rows)
    if what not in FLAT:
        return
    assert column["VALIDITY"] == [int(row is not None) for row in rows], "VALIDITY differs"
    data = [value for value, row in zip(column["DATA"], rows) if row is not None]
    expected = [row for row in rows if row is not None]
    if what in ("bytes", "fixed") and not format_of(type.format).text:
        data = [bytes.fromhex(value) for value in data]
    elif what not in ("bytes", "fixed", "bool", "float", "half"):
        data = [int(value) for value in data]
    elif what in ("float", "half"):
        data = [float(value) for value in data]
    assert one_nan(data) == one_nan(expected), f"DATA is {column['DATA']!r}"
