"""A tour of the Arrow C interfaces from Python. Each step prints what it demonstrates, and checks it.

    PYTHONPATH=python python3 examples/tour.py

The tour needs only the package `arrowbridge`. Two objects of this package stand for two libraries. They exchange data
the way two libraries do: through capsules that hold the C structs.
"""

import ctypes
import gc

import arrowbridge as ab


def step(number, title):
    print(f"\n{number}. {title}\n")


def check(condition, statement):
    """Print a statement if it is true; otherwise end the program with an error."""
    if not condition:
        raise SystemExit(f"   not true: {statement}")
    print(f"   {statement}")


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
            raise SystemExit(f"   not true: {type} has the format {type.format}")
    nested = table[14][0]
    child_formats = [field.type.format for field in nested.fields]
    check(child_formats == ["i", "u"], "each child of a nested type has its own format string")
    dictionary = table[-1][0].dictionary
    check(dictionary.format == "u", "a dictionary type has the format of its indices; the values have their own type")


def one_array():
    step(2, "An array is exchanged as two capsules")
    array = ab.Array.from_pylist([1, None, 3], ab.int32())
    capsules = array.__arrow_c_array__()
    for capsule, name in zip(capsules, ("arrow_schema", "arrow_array")):
        check(f'"{name}"' in repr(capsule), f"{capsule}: its name is the type of the struct in it")
    imported = ab.Array(capsules)
    check(imported.to_pylist() == [1, None, 3], "an array that is imported from them has the same values")

    step(3, "Nothing is copied: both arrays use the same buffers")
    for exported_buffer, imported_buffer in zip(array.buffers(), imported.buffers()):
        one, other = exported_buffer.address, imported_buffer.address
        check(one == other, f"buffer at {one:#x} in the exported array, {other:#x} in the imported array")
    del array
    gc.collect()
    check(imported.to_pylist() == [1, None, 3], "the buffers stay valid until both arrays are released")

    step(4, "A capsule can be consumed once")
    try:
        ab.Array(capsules)
    except ValueError as error:
        check("released" in str(error), f"consuming it again is an error: {error}")
    else:
        raise SystemExit("   not true: the capsules were consumed twice")


def streams():
    step(5, "A stream is a sequence of batches with one schema")
    schema = ab.schema({"river": ab.utf8(), "km": ab.int32()})

    def rivers():
        yield ab.RecordBatch.from_pydict({"river": ["Danube", "Rhine"], "km": [2850, 1233]}, schema)
        print("   (the second batch is made when the consumer asks for it)")
        yield ab.RecordBatch.from_pydict({"river": ["Seine"], "km": [777]}, schema)

    reader = ab.RecordBatchReader.from_batches(schema, rivers())
    received = ab.RecordBatchReader(reader)
    check(received.schema == schema, "the schema is known before the first batch")
    check([batch.num_rows for batch in received] == [2, 1], "then come the batches: 2 rows, 1 row, end of stream")
    try:
        ab.RecordBatchReader(reader)
    except ValueError as error:
        print(f"   a reader can be read once: {error}")
    else:
        raise SystemExit("   not true: a reader was read twice")
    table = ab.Table.from_batches(list(rivers()))
    totals = [sum(ab.Table(table).column("km").to_pylist()) for _ in range(2)]
    check(totals == [4860, 4860], "a table can be read any number of times")


class Celsius:
    """Temperatures. The class has the methods of the PyCapsule protocol and no other connection to arrowbridge."""

    def __init__(self, *degrees):
        self._array = ab.Array.from_pylist(degrees, ab.float64())

    def __arrow_c_schema__(self):
        return self._array.__arrow_c_schema__()

    def __arrow_c_array__(self, requested_schema=None):
        return self._array.__arrow_c_array__(requested_schema)


def own_class():
    step(6, "Any class can take part: it needs the methods of the protocol, no base class and no registration")
    degrees = Celsius(21.5, None, 19.0)
    check(ab.Array(degrees).to_pylist() == [21.5, None, 19.0], "it is accepted wherever an array is")
    check(isinstance(degrees, ab.protocols.ArrowArrayExportable), "type checkers recognize it by its methods")
    batch = ab.RecordBatch.from_arrays([degrees, Celsius(1, 2, 3)], names=["inside", "outside"])
    check(batch.to_pylist()[0] == {"inside": 21.5, "outside": 1.0}, "it can also be a column of a batch")


def struct_arrays():
    step(7, "A record batch is a struct array")
    batch = ab.RecordBatch.from_pydict({"x": [1, 2, 3], "y": ["a", "b", "c"]})
    array = ab.Array(batch)
    check(array.type.format == "+s", "the format of a record batch is that of a struct")
    check(array.to_pylist() == batch.to_pylist(), "the rows of the batch are the values of the struct array")
    column = batch.column("x").to_pylist()
    check(array.child(0).to_pylist() == column, "the columns of the batch are the children of the struct array")
    converted = ab.RecordBatch(array)
    same = converted.column("y").buffers()[2].address == batch.column("y").buffers()[2].address
    check(same, "converting back to a batch copies nothing: the addresses are the same")


def structs():
    step(8, "Capsules hold C structs, which libraries without capsules pass by address")
    schema, array = (ctypes.c_uint64 * 9)(), (ctypes.c_uint64 * 10)()
    ab.Array.from_pylist([7, 8, 9])._export_to_c(ctypes.addressof(array), ctypes.addressof(schema))
    check(array[0] == 3, "the first member of ArrowArray is its length: 3")
    values = ab.Array._import_from_c(ctypes.addressof(array), ctypes.addressof(schema)).to_pylist()
    check(values == [7, 8, 9], "the import consumes the struct and has the values")
    check(array[8] == 0, "the consumed struct is marked released: its release callback is NULL")


def main():
    before = ab.live_counts()
    formats()
    one_array()
    streams()
    own_class()
    struct_arrays()
    structs()
    gc.collect()
    step(9, "Everything is released")
    check(ab.live_counts() == before, "the counts are the same as before the tour")


if __name__ == "__main__":
    main()
