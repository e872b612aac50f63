"""Readers of several batches: other batch lengths, tee, and IPC, whose dictionaries may differ from batch to batch."""

from __future__ import annotations

from io import BytesIO

import arrowbridge as ab

from . import read
from .casts import describe
from .files import has_nested_dictionary
from .values import Layout, Values, key, random_type


def case(random, note) -> None:
    types = [random_type(random, random.choice([0, 1, 2, 3])) for _ in range(random.randint(1, 2))]
    made = Values(random, random.choice([0.1, 0.5, 1]), random.choice([0, 0.1, 0.4]))
    schema = ab.schema([(f"c{i}", type) for i, type in enumerate(types)])
    note(f"types {[describe(type) for type in types]}")
    batches, columns = [], [[] for _ in types]
    for _ in range(random.randint(0, 4)):
        count = random.choice([0, 1, 2, 5, 9])
        rows = [[made.value(type) for _ in range(count)] for type in types]
        arrays = [Layout(made).build(type, values) for type, values in zip(types, rows)]
        batches.append(ab.RecordBatch.from_arrays(arrays, [f"c{i}" for i in range(len(types))]))
        for column, values in zip(columns, rows):
            column += values
        note(f"batch {rows!r}")
    reader = ab.RecordBatchReader.from_batches(schema, batches)
    for result in random.choice([rebatched, teed, through_ipc])(random, note, reader, types):
        found = [[] for _ in types]
        for batch in result:
            batch.validate(full=True)
            for i, column in enumerate(found):
                column += read.values(batch.column(i))
        assert key(found) == key(columns), f"became {found!r}"


def rebatched(random, note, reader, types):
    least = random.randint(1, 12)
    most = random.randint(least, 20)
    note(f"rebatch({least}, {most})")
    batches = list(reader.rebatch(least, most))
    lengths = [len(batch) for batch in batches]
    assert all(least <= length <= most for length in lengths[:-1]), f"lengths {lengths}"
    assert not lengths or lengths[-1] <= most, f"lengths {lengths}"
    return [batches]


def teed(random, note, reader, types):
    note("tee")
    return [list(one) for one in reader.tee(random.randint(1, 3))]


def through_ipc(random, note, reader, types):
    options = {"format": random.choice(["file", "stream"]), "codec": random.choice(["none", "lz4", "zstd"])}
    note(f"IPC {options}")
    stream = BytesIO()
    try:
        ab.write_ipc(reader, stream, **options)
    except ab.ArrowBridgeError as error:
        nested = "IPC-3" in str(error) and any(map(has_nested_dictionary, types))
        replaced = "IPC-8" in str(error) and options["format"] == "file"
        assert nested or replaced, f"refused with: {error}"
        return []
    return [list(ab.open_ipc(stream.getvalue(), validate="full"))]
