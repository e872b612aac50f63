"""A walk through the Arrow C interfaces as Python sees them: every step says what it shows, and checks it.

    PYTHONPATH=python python3 examples/tour.py

Nothing but the package `arrowbridge` is needed. Where two libraries meet in real life, here two objects do: what passes between them is
the same, capsules around the C structs.
"""

import ctypes
import gc

import arrowbridge as ab


def step(number, title):
    print(f"\n{number}. {title}\n")


def check(condition, what):
    """A tour that is wrong is worse than none: it ends here."""
    if not condition:
        raise SystemExit(f"   not so: {what}")
    print(f"   {what}")


def formats():
    step(1, "A type is a format string")
    table = [
        (ab.null(), "n"),
        (ab.bool_(), "b"),
        (ab.int8(), "c"),
        (ab.uint64(), "L"),
        (ab.float64(), "g"),
        (ab.utf8(), "u"),
        (ab.large_binary(), "Z"),
        (ab.utf8_view(), "vu"),
        (ab.fixed_size_binary(16), "w:16"),
        (ab.decimal(10, 2), "d:10,2"),
        (ab.date32(), "tdD"),
        (ab.timestamp("us", "Europe/Paris"), "tsu:Europe/Paris"),
        (ab.duration("ms"), "tDm"),
        (ab.list_(ab.int32()), "+l"),
        (ab.struct({"x": ab.int32(), "y": ab.utf8()}), "+s"),
        (ab.map_(ab.utf8(), ab.int32()), "+m"),
        (ab.dense_union({"i": ab.int32(), "s": ab.utf8()}), "+ud:0,1"),
        (ab.run_end_encoded(ab.int32(), ab.utf8()), "+r"),
        (ab.dictionary(ab.int8(), ab.utf8()), "c"),
    ]
    for type, format in table:
        print(f"   {format:<18} {type}")
        if type.format != format:
            raise SystemExit(f"   not so: {type} has the format {type.format}")
    nested = table[14][0]
    check([field.type.format for field in nested.fields] == ["i", "u"], "children have format strings of their own")
    check(table[-1][0].dictionary.format == "u", "a dictionary-encoded type is its indices' type; the values' type stands beside it")


def one_array():
    step(2, "An array goes through two capsules")
    array = ab.Array.from_pylist([1, None, 3], ab.int32())
    capsules = array.__arrow_c_array__()
    for capsule, name in zip(capsules, ("arrow_schema", "arrow_array")):
        check(f'"{name}"' in repr(capsule), f"{capsule}: its name says what is in it")
    imported = ab.Array(capsules)
    check(imported.to_pylist() == [1, None, 3], "whoever takes them has the values")

    step(3, "Nothing was copied: both sides have the same buffers")
    for ours, theirs in zip(array.buffers(), imported.buffers()):
        check(ours.address == theirs.address, f"buffer at {ours.address:#x} on one side, {theirs.address:#x} on the other")
    del array
    gc.collect()
    check(imported.to_pylist() == [1, None, 3], "and they live as long as either side wants them")

    step(4, "A capsule can be taken once")
    try:
        ab.Array(capsules)
    except ValueError as error:
        check("released" in str(error), f"the second time is an error: {error}")
    else:
        raise SystemExit("   not so: the capsules were taken twice")


def streams():
    step(5, "A stream is several batches of one schema, one after the other")
    schema = ab.schema({"river": ab.utf8(), "km": ab.int32()})

    def rivers():
        yield ab.RecordBatch.from_pydict({"river": ["Danube", "Rhine"], "km": [2850, 1233]}, schema)
        print("   (the second batch is made when it is asked for)")
        yield ab.RecordBatch.from_pydict({"river": ["Seine"], "km": [777]}, schema)

    reader = ab.RecordBatchReader.from_batches(schema, rivers())
    received = ab.RecordBatchReader(reader)
    check(received.schema == schema, "the schema is known before the first batch")
    check([batch.num_rows for batch in received] == [2, 1], "then come the batches: 2 rows, 1 row, the end")
    try:
        ab.RecordBatchReader(reader)
    except ValueError as error:
        print(f"   a reader is read once: {error}")
    else:
        raise SystemExit("   not so: a reader was read twice")
    table = ab.Table.from_batches(list(rivers()))
    totals = [sum(ab.Table(table).column("km").to_pylist()) for _ in range(2)]
    check(totals == [4860, 4860], "a table can be read as often as you like")


class Celsius:
    """Temperatures, from a package that has never heard of arrowbridge: it has the methods of the protocol, and that is all."""

    def __init__(self, *degrees):
        self._array = ab.Array.from_pylist(degrees, ab.float64())

    def __arrow_c_schema__(self):
        return self._array.__arrow_c_schema__()

    def __arrow_c_array__(self, requested_schema=None):
        return self._array.__arrow_c_array__(requested_schema)


def own_class():
    step(6, "A class of one's own needs the methods of the protocol, no base class and no registration")
    degrees = Celsius(21.5, None, 19.0)
    check(ab.Array(degrees).to_pylist() == [21.5, None, 19.0], "it is taken wherever an array is")
    check(isinstance(degrees, ab.protocols.ArrowArrayExportable), "and type checkers know it by its methods")
    batch = ab.RecordBatch.from_arrays([degrees, Celsius(1, 2, 3)], names=["inside", "outside"])
    check(batch.to_pylist()[0] == {"inside": 21.5, "outside": 1.0}, "as a column, too")


def struct_arrays():
    step(7, "A record batch is a struct array")
    batch = ab.RecordBatch.from_pydict({"x": [1, 2, 3], "y": ["a", "b", "c"]})
    array = ab.Array(batch)
    check(array.type.format == "+s", "its format is that of a struct")
    check(array.to_pylist() == batch.to_pylist(), "its rows are the struct's values")
    check(array.child(0).to_pylist() == batch.column("x").to_pylist(), "its columns are the struct's children")
    again = ab.RecordBatch(array)
    check(again.column("y").buffers()[2].address == batch.column("y").buffers()[2].address, "and back, at the same addresses")


def structs():
    step(8, "Underneath are C structs, which libraries without capsules pass by address")
    schema, array = (ctypes.c_uint64 * 9)(), (ctypes.c_uint64 * 10)()
    ab.Array.from_pylist([7, 8, 9])._export_to_c(ctypes.addressof(array), ctypes.addressof(schema))
    check(array[0] == 3, "the first member of ArrowArray is its length: 3")
    values = ab.Array._import_from_c(ctypes.addressof(array), ctypes.addressof(schema)).to_pylist()
    check(values == [7, 8, 9], "importing takes the array over")
    check(array[8] == 0, "and leaves a struct behind whose release callback is NULL")


def main():
    before = ab.live_counts()
    formats()
    one_array()
    streams()
    own_class()
    struct_arrays()
    structs()
    gc.collect()
    step(9, "And nothing is left behind")
    check(ab.live_counts() == before, "as much is alive as before the tour")


if __name__ == "__main__":
    main()
