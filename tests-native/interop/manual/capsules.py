"""The package arrowbridge and pyarrow, by capsules: both ways, all types, buffers where they were, types on request.

    PYTHONPATH=python ARROWBRIDGE_LIBRARY=LIBRARY capsules.py
"""

import decimal
import gc
import sys

import arrowbridge as ab
import pyarrow as pa

import report
from cdata import addresses, compare
from pyarrow_types import arrays


def hop(value):
    """An array or a batch of pyarrow, through the package."""
    if isinstance(value, pa.Array):
        return pa.array(ab.Array(value))
    return pa.record_batch(ab.RecordBatch(value))


def check_types(findings):
    for nulls in (False, True):
        for name, array in arrays(nulls):
            storage = array.storage if isinstance(array, pa.ExtensionArray) else array
            for part in (storage, storage.slice(13, 20), storage.slice(0, 0)):
                findings.add(f"{name} array", compare(part, hop(part)))
            batch = pa.record_batch([array], schema=pa.schema([pa.field("column", array.type, metadata={"k": "v"})],
                                                              metadata={"of": "schema"}))
            again = hop(batch)
            same = again.schema.equals(batch.schema, check_metadata=True)
            findings.add(f"{name} schema", None if same else f"{again.schema}, and {batch.schema}")
            findings.add(f"{name} batch", compare(batch.column(0), again.column(0)))
            batches = [batch, batch.slice(5, 9)]
            table = pa.table(ab.Table(pa.Table.from_batches(batches)))
            findings.add(f"{name} table", None if table.equals(pa.Table.from_batches(batches)) else "another table")
            reader = pa.RecordBatchReader.from_stream(
                ab.RecordBatchReader(pa.RecordBatchReader.from_batches(batch.schema, batches)))
            for theirs, ours in zip(batches, list(reader)):
                findings.add(f"{name} reader", compare(theirs.column(0), ours.column(0)))


# Types that a consumer may ask for in place of another.
REQUESTS = [
    (pa.string(), pa.large_string()), (pa.string(), pa.string_view()), (pa.large_string(), pa.string()),
    (pa.string_view(), pa.string()),
    (pa.binary(), pa.large_binary()), (pa.binary(), pa.binary_view()),
    (pa.string(), pa.dictionary(pa.int32(), pa.string())),
    (pa.dictionary(pa.int32(), pa.string()), pa.string()),
    (pa.dictionary(pa.int8(), pa.string()), pa.dictionary(pa.int32(), pa.string())),
    (pa.int32(), pa.int64()), (pa.int64(), pa.int8()), (pa.float32(), pa.float64()), (pa.date32(), pa.date64()),
    (pa.timestamp("s"), pa.timestamp("us")), (pa.timestamp("ns"), pa.timestamp("ms")),
    (pa.decimal128(9, 2), pa.decimal128(20, 4)),
    (pa.list_(pa.int32()), pa.large_list(pa.int64())), (pa.list_(pa.string()), pa.list_view(pa.string())),
    (pa.null(), pa.int32()),
]
VALUES = {"s": ["a", None, "longer than a view can hold"], "i": [1, None, 3], "l": [["a"], None, []]}


def values_for(kind):
    if pa.types.is_null(kind):
        return pa.nulls(3)
    if pa.types.is_list(kind):
        return pa.array([[1], None, []] if pa.types.is_integer(kind.value_type) else VALUES["l"], kind)
    if pa.types.is_dictionary(kind):
        return pa.array(VALUES["s"]).dictionary_encode().cast(kind)
    if pa.types.is_decimal(kind):
        return pa.array([decimal.Decimal("1.25"), None, decimal.Decimal(-3)], kind)
    if pa.types.is_integer(kind) or pa.types.is_floating(kind):
        return pa.array(VALUES["i"]).cast(kind)
    if pa.types.is_temporal(kind):
        return pa.array(VALUES["i"], pa.int32() if kind == pa.date32() else pa.int64()).cast(
            pa.timestamp("s") if pa.types.is_timestamp(kind) else kind).cast(kind)
    return pa.array(VALUES["s"]).cast(kind)


def check_requests(findings):
    for has, wants in REQUESTS:
        array = values_for(has)
        ours = ab.Array(array)
        schema, data = ours.__arrow_c_array__(requested_schema=wants.__arrow_c_schema__())
        got = pa.Array._import_from_c_capsule(schema, data)
        got.validate(full=True)
        equal = got.type == wants and got.to_pylist() == array.to_pylist()
        findings.add(f"{has} as {wants}", None if equal else f"{got.type}: {got}")
        batch = pa.record_batch([array], ["c"])
        wanted = pa.schema([pa.field("c", wants)])
        reader = pa.RecordBatchReader.from_stream(ab.Table(pa.Table.from_batches([batch, batch])), schema=wanted)
        findings.add(f"{has} as {wants}, a stream",
                     None if reader.schema.equals(wanted) and reader.read_all().num_rows == 6 else str(reader.schema))


def check_lives(findings):
    reader = pa.RecordBatchReader.from_batches(pa.schema([("a", pa.int64())]), [pa.record_batch({"a": [1, 2]})])
    capsule = reader.__arrow_c_stream__()

    class Once:
        def __arrow_c_stream__(self, requested_schema=None):
            return capsule

    findings.add("first time", None if ab.RecordBatchReader(Once()).read_all().num_rows == 2 else "other rows")
    try:
        ab.RecordBatchReader(Once())
        findings.add("second time", "was taken")
    except ValueError as error:
        findings.add("second time", None if "released" in str(error) else str(error))
    taken = ab.Table(pa.table({"a": [1, 2, 3]})).__arrow_c_stream__()
    del taken  # never consumed
    schema, data = ab.Array(pa.array([1, 2, 3])).__arrow_c_array__()
    pa.Array._import_from_c_capsule(schema, data)
    try:
        pa.Array._import_from_c_capsule(schema, data)
        findings.add("ours a second time", "was taken")
    except (ValueError, pa.ArrowInvalid) as error:
        findings.add("ours a second time", None if "released" in str(error) else str(error))


def check_pandas(findings):
    try:
        import pandas
    except ImportError:
        findings.leave_out("pandas", "pandas is not installed")
        return
    frame = pandas.DataFrame({"n": [1, 2, 3], "t": ["a", None, "c"]})
    table = ab.Table(frame)
    findings.add("pandas in", None if table.column("n").to_pylist() == [1, 2, 3]
                 and table.column("t").to_pylist() == ["a", None, "c"] else str(table))
    findings.add("pandas out", None if table.to_pandas()["n"].tolist() == [1, 2, 3] else str(table.to_pandas()))
    print("pandas", pandas.__version__)


def main():
    findings = report.Report("hops through the package and pyarrow " + pa.__version__)
    before = ab.live_counts()
    check_types(findings)
    check_requests(findings)
    check_lives(findings)
    check_pandas(findings)
    gc.collect()
    findings.add("alive", None if ab.live_counts() == before else f"{ab.live_counts()}, and {before}")
    return findings.end(at_least=1300)


if __name__ == "__main__":
    sys.exit(main())
