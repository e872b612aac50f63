"""Reading IPC files and streams from paths and memory, and writing them to paths, descriptors and objects."""

import gc
import io
import os
import tempfile
import unittest
import weakref
from pathlib import Path

import arrowbridge as ab
from support import FILE, Case, StreamProducer, batches


class Opening(Case):
    def test_paths_and_bytes_of_both_formats(self):
        for path in (FILE, str(FILE), FILE.with_suffix(".arrows")):
            self.assertEqual(ab.open_ipc(path).read_all().num_rows, 312)
            data = Path(path).read_bytes()
            for source in (data, bytearray(data), memoryview(data)):
                self.assertEqual(ab.open_ipc(source).read_all(), ab.open_ipc(FILE).read_all())

    def test_bytes_are_not_copied_and_kept_alive(self):
        class Bytes(bytearray):
            pass

        data = Bytes(FILE.read_bytes())
        reference = weakref.ref(data)
        reader = ab.open_ipc(data)
        with self.assertRaises(BufferError):
            data.append(0)
        batch = reader.read_next_batch()
        del reader, data
        gc.collect()
        self.assertIsNotNone(reference())
        column = batch.column("zone")
        del batch
        gc.collect()
        self.assertEqual(column[0], "Europe/Andorra")
        del column
        gc.collect()
        self.assertIsNone(reference())

    def test_columns(self):
        for columns in (["rule", "zone"], [8, 0]):
            self.assertEqual(ab.open_ipc(FILE, columns=columns).schema.names, ["rule", "zone"])
        self.assertEqual(ab.open_ipc(FILE, columns=[]).read_all().shape, (312, 0))
        for wrong, error in [
            (["nothing"], ValueError),
            ([99], ValueError),
            ("zone", TypeError),
            (["zone", 1], TypeError),
        ]:
            with self.assertRaises(error):
                ab.open_ipc(FILE, columns=wrong)

    def test_options(self):
        self.assertEqual(ab.open_ipc(FILE, validate="full", memory_map=False).read_all().num_rows, 312)
        with self.assertRaises(ValueError):
            ab.open_ipc(FILE, validate="perhaps")
        sink = io.BytesIO()
        try:
            ab.write_ipc(ab.open_ipc(FILE), sink, codec="lz4")
        except NotImplementedError:
            self.skipTest("liblz4 is not on this machine")
        with self.assertRaises(MemoryError):
            ab.open_ipc(sink.getvalue(), max_bytes=64).read_all()

    def test_bytes_after_the_end(self):
        stream = FILE.with_suffix(".arrows").read_bytes()
        for data, after in ((stream, 0), (stream + b"1234567", 7), (stream * 2, len(stream)), (FILE.read_bytes(), 0)):
            reader = ab.open_ipc(data)
            with self.assertRaisesRegex(ValueError, "end"):
                reader.ipc_bytes_after_end
            self.assertEqual(reader.read_all().num_rows, 312)
            self.assertEqual(reader.ipc_bytes_after_end, after)
            self.assertEqual(reader.ipc_bytes_after_end, after)
            reader.close()
            with self.assertRaisesRegex(ValueError, "closed"):
                reader.ipc_bytes_after_end
        with self.assertRaisesRegex(ValueError, "not an IPC reader"):
            ab.Table.from_batches(batches()).to_reader().ipc_bytes_after_end

    def test_invalid_inputs(self):
        with self.assertRaises(FileNotFoundError) as raised:
            ab.open_ipc("no/such/file.arrow")
        self.assertEqual(raised.exception.errno_name, "ENOENT")
        with self.assertRaises(IsADirectoryError):
            ab.open_ipc(FILE.parent)
        with self.assertRaises(ValueError):
            ab.open_ipc(b"not arrow at all")
        with self.assertRaises(OSError):
            ab.open_ipc(FILE.with_suffix(".arrows").read_bytes()[:-500]).read_all()


class Writing(Case):
    def setUp(self):
        super().setUp()
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def test_to_paths_descriptors_and_objects(self):
        table = ab.open_ipc(FILE).read_all()
        ab.write_ipc(table, self.path("a.arrow"))
        ab.write_ipc(table, Path(self.path("a.arrows")), codec=None)
        with open(self.path("b.arrows"), "wb") as file:
            ab.write_ipc(table.to_reader(), file.fileno())
        sink = io.BytesIO()
        ab.write_ipc(table, sink, format="file")
        for source in (self.path("a.arrow"), self.path("a.arrows"), self.path("b.arrows"), sink.getvalue()):
            self.assertEqual(ab.open_ipc(source).read_all(), table)
        magic = b"ARROW1"
        starts = [Path(self.path(name)).read_bytes()[:6] for name in ("a.arrow", "a.arrows")]
        self.assertEqual([start == magic for start in starts], [True, False])
        self.assertEqual(sink.getvalue()[:6], magic)

    def test_any_object_with_a_stream_or_an_array(self):
        for value in (StreamProducer(), batches(1)[0], ab.RecordBatchReader(StreamProducer())):
            sink = io.BytesIO()
            ab.write_ipc(value, sink)
            self.assertIn(ab.open_ipc(sink.getvalue()).read_all().num_rows, (3, 9))
        with self.assertRaisesRegex(TypeError, "__arrow_c_stream__"):
            ab.write_ipc([1, 2], io.BytesIO())
        with self.assertRaisesRegex(TypeError, "write"):
            ab.write_ipc(batches(1)[0], object())

    def test_codecs_and_metadata(self):
        table = ab.open_ipc(FILE).read_all()
        sizes = {}
        for codec in (None, "lz4", "zstd"):
            try:
                ab.write_ipc(table, self.path("c.arrow"), codec=codec, metadata={"key of the footer": "v"})
            except NotImplementedError as error:
                self.assertIn("lib", str(error))  # the codec's library is not on this machine
                continue
            self.assertEqual(ab.open_ipc(self.path("c.arrow")).read_all(), table)
            self.assertIn(b"key of the footer", Path(self.path("c.arrow")).read_bytes())
            sizes[codec] = os.path.getsize(self.path("c.arrow"))
        self.assertEqual(min(sizes.values()) < sizes[None], len(sizes) > 1)
        with self.assertRaises(ValueError):
            ab.write_ipc(table, self.path("d.arrow"), codec="gzip")
        with self.assertRaises(ValueError):
            ab.write_ipc(table, self.path("d.arrow"), format="csv")

    def test_threads_change_nothing(self):
        table = ab.Table.from_batches([ab.RecordBatch.from_pydict({"x": list(range(20000)), "y": [7] * 20000})])
        for codec in ("lz4", "zstd"):
            written = []
            for threads in (1, 4):
                sink = io.BytesIO()
                try:
                    ab.write_ipc(table, sink, codec=codec, threads=threads)
                except NotImplementedError:
                    self.skipTest("a codec is not on this machine")
                written.append(sink.getvalue())
            self.assertEqual(written[0], written[1])
            self.assertEqual(ab.open_ipc(written[0], threads=3).read_all(), table)
        for function in (lambda: ab.write_ipc(table, io.BytesIO(), threads=-1), lambda: ab.open_ipc(FILE, threads=-1)):
            with self.assertRaisesRegex(ab.ArrowBridgeError, "asks for -1 threads"):
                function()

    def test_exceptions_of_a_sink_are_raised_unchanged(self):
        class Full(io.RawIOBase):
            def write(self, data):
                raise LookupError("no space")

        with self.assertRaisesRegex(LookupError, "no space"):
            ab.write_ipc(ab.Table.from_batches(batches()), Full())
        with self.assertRaises(FileNotFoundError):
            ab.write_ipc(ab.Table.from_batches(batches()), self.path("no/such/folder.arrow"))

    def test_a_sink_with_partial_writes(self):
        class Slow:
            def __init__(self):
                self.data, self.kept = b"", []

            def write(self, data):
                self.kept.append(data)
                self.data += bytes(data[:7])
                return min(7, len(data))

        sink = Slow()
        ab.write_ipc(ab.Table.from_batches(batches()), sink)
        self.assertEqual(ab.open_ipc(sink.data).read_all().num_rows, 9)
        with self.assertRaises(ValueError):
            bytes(sink.kept[0])  # the view was released after the call

    def test_a_source_that_fails_leaves_no_file(self):
        def generate():
            yield from batches(2)
            raise LookupError("no more rows")

        reader = ab.RecordBatchReader.from_batches(ab.schema({"n": ab.int32()}), generate())
        with self.assertRaisesRegex(LookupError, "no more rows"):
            ab.write_ipc(reader, self.path("e.arrow"))
        self.assertEqual(os.listdir(self.folder.name), [])


if __name__ == "__main__":
    unittest.main()
