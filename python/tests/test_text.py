"""Writing CSV and newline-delimited JSON to paths, descriptors and objects."""

import csv
import io
import json
import os
import signal
import tempfile
import threading
import unittest
from decimal import Decimal
from pathlib import Path

import arrowbridge as ab
from support import FILE, Case, Only, StreamProducer, batches

SCHEMA = ab.schema({"n": ab.int64(), "text": ab.utf8(), "list": ab.list_(ab.int8())})
ROWS = [
    {"n": 1, "text": "a,b", "list": [1, None]},
    {"n": None, "text": "", "list": None},
    {"n": -3, "text": None, "list": []},
]
CSV = 'n,text,list\n1,"a,b","[1,null]"\n,"",\n-3,,"[]"\n'
NDJSON = '{"n":1,"text":"a,b","list":[1,null]}\n{"n":null,"text":"","list":null}\n{"n":-3,"text":null,"list":[]}\n'


def table():
    return ab.Table.from_pylist(ROWS, SCHEMA)


def written(write, data, **options):
    sink = io.BytesIO()
    write(data, sink, **options)
    return sink.getvalue().decode()


class Writing(Case):
    def setUp(self):
        super().setUp()
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def test_to_paths_descriptors_and_objects(self):
        for write, text in ((ab.write_csv, CSV), (ab.write_ndjson, NDJSON)):
            write(table(), self.path("a"))
            write(table().to_reader(), Path(self.path("b")))
            with open(self.path("c"), "wb") as file:
                write(table(), file.fileno())
            for name in "abc":
                self.assertEqual(Path(self.path(name)).read_text(), text)
            self.assertEqual(written(write, table()), text)
        ab.write_csv(table(), self.path("a.ndjson"))  # the function decides, not the name
        self.assertEqual(Path(self.path("a.ndjson")).read_text(), CSV)

    def test_other_readers_read_it(self):
        data = ab.open_ipc(FILE).read_all()
        rows = data.to_pylist()
        zones = [row["zone"] for row in csv.DictReader(io.StringIO(written(ab.write_csv, data)))]
        self.assertEqual(zones, [row["zone"] for row in rows])
        lines = written(ab.write_ndjson, data).splitlines()
        self.assertEqual([json.loads(line)["zone"] for line in lines], [row["zone"] for row in rows])

    def test_values(self):
        row = {"d": Decimal("1.50"), "f": 2.0, "b": b"\xab", "t": True, "x": float("nan")}
        batch = ab.RecordBatch.from_pylist([row])
        self.assertEqual(written(ab.write_csv, batch), "d,f,b,t,x\n1.50,2.0,ab,true,nan\n")
        line = '{"d":"1.50","f":2.0,"b":"ab","t":true,"x":null}\n'
        self.assertEqual(written(ab.write_ndjson, batch), line)

    def test_any_object_with_a_stream_or_an_array(self):
        for value in (StreamProducer(), batches(1)[0], Only(batches(1)[0], "__arrow_c_array__")):
            self.assertIn(written(ab.write_csv, value).count("\n"), (4, 10))
        with self.assertRaisesRegex(TypeError, "__arrow_c_stream__"):
            ab.write_csv([1, 2], io.BytesIO())

    def test_max_rows(self):
        self.assertEqual(written(ab.write_csv, table(), max_rows=1), 'n,text,list\n1,"a,b","[1,null]"\n')
        self.assertEqual(written(ab.write_csv, table(), max_rows=0), "n,text,list\n")
        self.assertEqual(written(ab.write_ndjson, table(), max_rows=0), "")
        self.assertEqual(written(ab.write_ndjson, table(), max_rows=4), NDJSON)
        reader = ab.Table.from_batches(batches(3)).to_reader()
        self.assertEqual(written(ab.write_csv, reader, max_rows=2).count("\n"), 3)
        self.assertEqual(reader.read_all().num_rows, 6)  # batches after the last row are not read
        for wrong, error in ((-1, ValueError), (2**64, ValueError), ("1", TypeError)):
            with self.assertRaises(error):
                written(ab.write_csv, table(), max_rows=wrong)

    def test_invalid_destinations(self):
        for write in (ab.write_csv, ab.write_ndjson):
            reader = table().to_reader()
            with self.assertRaises(FileNotFoundError) as raised:
                write(table(), self.path("no/such/folder.csv"))
            self.assertIn("no/such/folder.csv", str(raised.exception))
            with self.assertRaises(ValueError):
                write(table(), -1)
            with self.assertRaises(ValueError):
                write(table(), "never\0")
            for wrong in (object(), io.BytesIO, None, 1.5):
                with self.assertRaisesRegex(TypeError, "write"):
                    write(reader, wrong)
            self.assertEqual(reader.read_all(), table())  # nothing was read
        self.assertEqual(os.listdir(self.folder.name), [])

    def test_a_pipe_without_a_reader(self):
        read, write = os.pipe()
        os.close(read)
        with self.assertRaises(BrokenPipeError):
            ab.write_csv(table(), write)
        os.close(write)

    def test_data_that_cannot_be_written_leaves_the_file(self):
        path = Path(self.path("kept"))
        path.write_text("kept")
        same_names = ab.RecordBatch.from_arrays([ab.Array.from_pylist([n]) for n in (1, 2)], ["a", "a"])
        with self.assertRaisesRegex(ab.ArrowBridgeError, "two members with the name 'a'") as raised:
            ab.write_ndjson(same_names, path)
        self.assertEqual(raised.exception.errno_name, "ENOTSUP")
        self.assertEqual(written(ab.write_csv, same_names), "a,a\n1,2\n")
        self.assertEqual(path.read_text(), "kept")

    def test_exceptions_are_raised_unchanged(self):
        class Full(io.RawIOBase):
            def write(self, data):
                raise LookupError("no space")

        def generate():
            yield from batches(2)
            raise LookupError("no more rows")

        with self.assertRaisesRegex(LookupError, "no space"):
            ab.write_csv(table(), Full())
        with self.assertRaises(TypeError):
            ab.write_csv(table(), io.StringIO())  # gets bytes
        for sink in (self.path("a.csv"), io.BytesIO()):
            reader = ab.RecordBatchReader.from_batches(ab.schema({"n": ab.int32()}), generate())
            with self.assertRaisesRegex(LookupError, "no more rows"):
                ab.write_csv(reader, sink)
        self.assertEqual(os.listdir(self.folder.name), [])

    def test_ctrl_c_between_batches(self):
        many = 100_000
        reader = ab.Table.from_batches(batches(1) * many).to_reader()
        read, write = os.pipe()
        got = []

        def interrupt():
            got.append(len(os.read(read, 1)))
            signal.raise_signal(signal.SIGINT)
            while got[-1]:
                got.append(len(os.read(read, 1 << 16)))

        thread = threading.Thread(target=interrupt)
        thread.start()
        with self.assertRaises(KeyboardInterrupt):
            ab.write_csv(reader, write)  # far more than fits into a pipe
        os.close(write)
        thread.join()
        os.close(read)
        self.assertLess(sum(got), len("0\n1\n2\n") * many)
        self.assertGreater(reader.read_all().num_rows, 0)

    def test_other_threads_wait(self):
        reader = ab.Table.from_batches(batches(1) * 5000).to_reader()
        sinks = [io.BytesIO() for _ in range(4)]
        threads = [threading.Thread(target=ab.write_csv, args=(reader, sink)) for sink in sinks]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        lines = sorted(sink.getvalue().count(b"\n") for sink in sinks)
        self.assertEqual(lines, [1, 1, 1, 15001])  # the first one writes all, then there are no rows left


if __name__ == "__main__":
    unittest.main()
