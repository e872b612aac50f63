"""The wheel and pyarrow in an empty folder: reads a file, hands it to pyarrow and gets it back, without a copy.

    wheel_beside_pyarrow.py CHECKOUT LIBRARY

Builds the wheel and installs it in a virtual environment that sees the packages of this Python. The tests run there.
"""

import gc
import os
import subprocess
import sys
import tempfile
import venv

import pyarrow as pa

import report


def buffers(array):
    """Addresses of the buffers of an array of pyarrow or of the package."""
    return [(buffer.address or None) if buffer is not None else None for buffer in array.buffers()]


def same_places(ours, theirs):
    """Compares the addresses of buffers. Empty buffers may be anywhere and are skipped."""
    sizes = [0 if buffer is None else buffer.size for buffer in theirs.buffers()]
    pairs = [pair for pair, size in zip(zip(buffers(ours), buffers(theirs)), sizes) if size]
    return None if pairs and all(a == b for a, b in pairs) else f"{buffers(ours)}, and {buffers(theirs)}"


def equal(found, expected):
    return None if found == expected else f"{found!r}, and not {expected!r}"


def check_there_and_back(ab, findings, path):
    table = ab.open_ipc(path).read_all()
    theirs = pa.table(table)
    findings.add("read", equal(theirs.to_pylist(), pa.ipc.open_file(path).read_all().to_pylist()))
    back = ab.Table(theirs)
    findings.add("back", equal(back, table))
    for name in table.column_names:
        chunks = zip(table.column(name).chunks, theirs.column(name).chunks, back.column(name).chunks)
        for ours, foreign, again in chunks:
            findings.add(f"{name}, to pyarrow", same_places(ours, foreign))
            findings.add(f"{name}, and back", same_places(again, foreign))
    reader = pa.RecordBatchReader.from_stream(ab.open_ipc(path))
    findings.add("a stream", equal(ab.RecordBatchReader(reader).read_all(), table))
    del reader, theirs, back
    path = os.path.join(os.getcwd(), "again.arrow")
    ab.write_ipc(pa.table(table), path)
    findings.add("written from pyarrow's", equal(pa.ipc.open_file(path).read_all(), pa.table(table)))


class Device:
    """An object whose only method is __arrow_c_device_array__."""

    def __init__(self, batch):
        self.__arrow_c_device_array__ = batch.__arrow_c_device_array__


def check_each_kind(ab, findings):
    array = pa.array(["Wien", None, "Graz and a text that is longer"])
    ours = ab.Array(array)
    findings.add("an array", same_places(ours, array))
    findings.add("an array, back", same_places(ours, pa.array(ours)))
    whole = pa.chunked_array([["a", "b"], [], ["c"]])
    chunked = ab.ChunkedArray(whole)
    findings.add("a chunked array", equal(chunked.to_pylist(), whole.to_pylist()))
    findings.add("a chunked array, back", equal(pa.chunked_array(chunked), whole))
    for ours, theirs in zip(chunked.chunks, [chunk for chunk in whole.chunks]):
        findings.add("a chunk", same_places(ours, theirs) if len(theirs) else None)
    schema = pa.schema([pa.field("a", pa.int64(), False, {"k": "v"}), pa.field("b", pa.list_(pa.string()))],
                       {"of": "all"})
    again = pa.schema(ab.Schema(schema))
    findings.add("a schema", None if again.equals(schema, check_metadata=True) else str(again))
    findings.add("a field", equal(pa.field(ab.Field(schema.field("a"))), schema.field("a")))
    batch = pa.record_batch({"a": [1, 2, 3], "b": [[1.5], None, []]})
    findings.add("a batch", equal(pa.record_batch(ab.RecordBatch(batch)), batch))
    findings.add("a batch as a struct array", equal(pa.array(ab.RecordBatch(batch)).to_pylist(), batch.to_pylist()))
    findings.add("a device batch", equal(pa.record_batch(Device(ab.RecordBatch(batch))), batch))
    findings.add("a device batch, back", equal(ab.RecordBatch(Device(batch)), ab.RecordBatch(batch)))


def check_requests(ab, findings):
    """Requested schemas, from either side."""
    ours = ab.Table.from_pydict({"a": [1, 2, None], "b": ["x", None, "z"]})
    wanted = pa.schema([("a", pa.int32()), ("b", pa.large_string())])
    theirs = pa.RecordBatchReader.from_stream(ours, schema=wanted).read_all()
    findings.add("pyarrow asks", equal((theirs.schema, theirs.to_pylist()), (wanted, ours.to_pylist())))
    asked = ab.RecordBatchReader(pa.table({"a": [1, 2], "b": ["x", "y"]}), requested_schema=ab.Schema(wanted))
    findings.add("pyarrow is asked", equal(pa.schema(asked.schema), wanted))
    findings.add("pyarrow is asked for an array", equal(str(ab.Array(pa.array([1, 2]), ab.int32()).type), "int32"))


def check_pandas(ab, findings):
    try:
        import pandas
    except ImportError:
        findings.leave_out("pandas", "pandas is not installed")
        return
    frame = pandas.DataFrame({"n": [1, 2, 3], "x": [0.5, 1.5, -2.0], "t": ["a", None, "c"]})
    findings.add("a data frame", equal(ab.Table(frame).to_pydict(),
                                       {"n": [1, 2, 3], "x": [0.5, 1.5, -2.0], "t": ["a", None, "c"]}))
    findings.add("to pandas", equal(ab.Table(frame).to_pandas()["n"].tolist(), [1, 2, 3]))
    findings.add("read_pandas", equal(ab.RecordBatchReader(ab.Table(frame)).read_pandas()["x"].tolist(),
                                      [0.5, 1.5, -2.0]))


def inside(path, folder):
    import arrowbridge as ab

    findings = report.Report(
        f"the wheel {ab.version()} beside pyarrow {pa.__version__}, Python {sys.version.split()[0]}")
    findings.add("installed", None if os.path.realpath(ab.__file__).startswith(folder) else ab.__file__)
    findings.add("its own library",
                 None if os.path.realpath(ab._core.library_path()).startswith(folder) else ab._core.library_path())
    before = ab.live_counts()
    check_there_and_back(ab, findings, path)
    check_each_kind(ab, findings)
    check_requests(ab, findings)
    check_pandas(ab, findings)
    gc.collect()
    findings.add("alive", equal(ab.live_counts(), before))
    return findings.end(at_least=50)


def main():
    checkout, library = (os.path.abspath(argument) for argument in sys.argv[1:3])
    path = os.path.join(checkout, "examples", "data", "timezones.arrow")
    variables = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "ARROWBRIDGE_LIBRARY")}
    with tempfile.TemporaryDirectory() as folder:
        folder = os.path.realpath(folder)
        build = [sys.executable, "-B", os.path.join(checkout, "python", "build_wheel.py"),
                 "--library", library, "--output", folder]
        wheel = subprocess.run(build, check=True, env=variables, stdout=subprocess.PIPE, text=True).stdout.strip()
        venv.create(os.path.join(folder, "venv"), system_site_packages=True, with_pip=True)
        python = os.path.join(folder, "venv", "bin", "python")
        subprocess.run([python, "-m", "pip", "install", "--quiet", "--no-index", wheel], check=True, env=variables)
        here = os.path.dirname(os.path.abspath(__file__))
        code = f"import sys; sys.path.append({here!r}); import wheel_beside_pyarrow as tests; "
        code += f"sys.exit(tests.inside({path!r}, {folder!r}))"
        return subprocess.run([python, "-B", "-c", code], cwd=folder, env=variables).returncode


if __name__ == "__main__":
    sys.exit(main())
