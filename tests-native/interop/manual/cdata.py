"""Streams through the C interfaces: from pyarrow (Arrow C++) through the library, and back, buffers where they were.

    cdata.py LIBRARY
"""

import ctypes
import gc
import sys

import pyarrow as pa

import report
from pyarrow_types import arrays


class Error(ctypes.Structure):
    _fields_ = [("message", ctypes.c_char * 1024)]


class LiveCounts(ctypes.Structure):
    _fields_ = [(name, ctypes.c_int64) for name in ("bytes", "blocks", "handles", "schemas", "arrays", "streams")]


class Bridge:
    """The library, by ctypes. Structs of the C interfaces are plain memory of at least their size."""

    def __init__(self, path):
        self._library = ctypes.CDLL(path)

    def _call(self, name, *arguments):
        error = Error()
        code = getattr(self._library, "ArrowBridge" + name)(*arguments, ctypes.byref(error))
        if code != 0:
            raise OSError(code, error.message.decode())

    def live(self):
        counts = LiveCounts()
        self._library.ArrowBridgeGetLiveCounts(ctypes.byref(counts))
        return tuple(getattr(counts, name) for name, _ in LiveCounts._fields_)

    def release(self, kind, handle):
        getattr(self._library, f"ArrowBridge{kind}Release")(handle)

    def import_one(self, kind, *structs):
        out = ctypes.c_void_p()
        self._call("Import" + kind, *structs, ctypes.byref(out))
        return out

    def export(self, kind, handle, *structs):
        self._call("Export" + kind, handle, *structs)

    def check(self, array):
        self._call("ArrayValidate", array, 3)


def struct():
    """Memory that no struct's producer may read."""
    return ctypes.create_string_buffer(b"\xcc" * 128, 128)


def address(memory):
    return ctypes.addressof(memory)


def addresses(array):
    return [None if buffer is None else buffer.address for buffer in array.buffers()]


def hop(bridge, reader):
    """A reader of pyarrow, through the library."""
    stream, again = struct(), struct()
    reader._export_to_c(address(stream))
    imported = bridge.import_one("RecordBatchReader", stream)
    bridge.export("RecordBatchReader", imported, again)
    bridge.release("Reader", imported)
    return pa.RecordBatchReader._import_from_c(address(again))


def array_hop(bridge, array):
    """An array of pyarrow with its type, through the library and its full validation."""
    exported, kind = struct(), struct()
    array._export_to_c(address(exported), address(kind))
    schema = bridge.import_one("Schema", kind)
    imported = bridge.import_one("Array", exported, schema)
    bridge.release("Schema", schema)
    try:
        bridge.check(imported)
        exported, kind = struct(), struct()
        bridge.export("Array", imported, exported, kind)
    finally:
        bridge.release("Array", imported)
    return pa.Array._import_from_c(address(exported), address(kind))


def compare(array, again):
    array.validate(full=True)
    again.validate(full=True)
    if not again.equals(array):
        return f"{again}, and {array}"
    return None if addresses(array) == addresses(again) else f"buffers {addresses(again)}, and {addresses(array)}"


def check_streams(findings, bridge):
    for nulls in (False, True):
        for name, array in arrays(nulls):
            field = pa.field("column", array.type, metadata={"key": "value"})
            schema = pa.schema([field], metadata={"of": "schema"})
            batch = pa.record_batch([array], schema=schema)
            batches = [batch, batch.slice(0, 0), batch.slice(13, 20), batch.slice(len(array) - 1)]
            reader = hop(bridge, pa.RecordBatchReader.from_batches(schema, batches))
            findings.add(f"{name} schema",
                         None if reader.schema.equals(schema, check_metadata=True) else str(reader.schema))
            again = list(reader)
            findings.add(f"{name} batches", None if len(again) == len(batches) else f"{len(again)} batches")
            for i, (ours, theirs) in enumerate(zip(again, batches)):
                findings.add(f"{name} stream {i}", compare(theirs.column(0), ours.column(0)))
            for i in range(len(batches)):
                part = batches[i].column(0)
                findings.add(f"{name} array {i}", compare(part, array_hop(bridge, part)))


def check_lifetimes(findings, bridge):
    """A column outlives batch, reader and stream."""
    batch = pa.record_batch({"a": list(range(1000)), "b": [str(i) for i in range(1000)]})
    reader = hop(bridge, pa.RecordBatchReader.from_batches(batch.schema, [batch] * 3))
    column = reader.read_next_batch().column(1)
    del reader
    gc.collect()
    findings.add("column outlives its stream", compare(batch.column(1), column))
    del column
    unread = hop(bridge, pa.RecordBatchReader.from_batches(batch.schema, [batch] * 3))
    del unread
    empty = pa.record_batch([], schema=pa.schema([]))
    findings.add("no columns", None if hop(bridge, pa.RecordBatchReader.from_batches(
        empty.schema, [empty])).read_all().num_columns == 0 else "some")


def check_errors(findings, bridge):
    """An error of a Python producer, through Arrow C++, the library and Arrow C++ again, three times over."""
    schema = pa.schema([("a", pa.int64())])

    def fails():
        yield pa.record_batch({"a": [1]}, schema=schema)
        raise ValueError("no more wheat")

    reader = pa.RecordBatchReader.from_batches(schema, fails())
    for _ in range(3):
        reader = hop(bridge, reader)
    found = reader.read_next_batch().num_rows
    try:
        reader.read_next_batch()
        findings.add("error", "none came")
    except (pa.ArrowException, ValueError, OSError) as error:
        findings.add("error", None if found == 1 and "no more wheat" in str(error) else str(error))
        print("after three hops the error is:", type(error).__name__, str(error).splitlines()[0])


def main(path):
    findings = report.Report("comparisons through the C interfaces of pyarrow " + pa.__version__)
    bridge = Bridge(path)
    before, pool = bridge.live(), None
    check_streams(findings, bridge)
    gc.collect()
    pool = pa.total_allocated_bytes()
    check_lifetimes(findings, bridge)
    check_errors(findings, bridge)
    gc.collect()
    findings.add("alive in the library", None if bridge.live() == before else f"{bridge.live()}, and {before}")
    findings.add("alive in pyarrow",
                 None if pa.total_allocated_bytes() <= pool else f"{pa.total_allocated_bytes()} bytes, and {pool}")
    return findings.end(at_least=1000)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
