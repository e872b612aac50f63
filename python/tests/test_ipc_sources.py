"""Reading IPC from file objects and descriptors, its metadata, and column names that do not exist."""

import base64
import gc
import io
import os
import pickle
import tempfile
import unittest
import weakref
import zlib

import arrowbridge as ab
from support import FILE, Case, batches

STREAM = FILE.with_suffix(".arrows")


# A stream that pyarrow 25 wrote: batches of one row with {"batch": "0"}, nothing, and {"batch": "2", "": "x"}.
MESSAGES = (
    "c-qBLu?@m75IhGbv5*zHh)@bfpg`1&z!E@1fv6}l0%I`>1$&r#^9X~8L<KK>-u|4=ckdWu>;VKwjNwtCgyV`~Ecf8f@oV+VHnUA<TJ|c`2^EyX"
    "6jG;(h2js1$2051BW<a?KAu@SJfh**yM{n~Bdw9eN;Nt>LwLRNT2&b`jdNzn+^mn=9UXOw6K_k!nvAc&aG1BX8Tc=LPC6eXeG_%#lUDK4z4-W@"
    "uFDs5-hY_0+&|N~UdfZsxX*Ay@38pOJ4n3&do(5~"
)


class Reads:
    """A file object with only `read`, which returns at most `most` bytes."""

    def __init__(self, data, most=1 << 30, answer=None):
        self.file, self.most, self.answer, self.sizes = io.BytesIO(data), most, answer, []

    def read(self, size):
        self.sizes.append(size)
        return self.file.read(min(size, self.most)) if self.answer is None else self.answer(size)


class ReadsInto:
    """A file object with only `readinto`."""

    def __init__(self, data, answer=None):
        self.file, self.answer, self.views = io.BytesIO(data), answer, []

    def readinto(self, view):
        self.views.append(view)
        return self.file.readinto(view) if self.answer is None else self.answer(view)


class Opening(Case):
    @property
    def table(self):
        return ab.open_ipc(FILE).read_all()

    def test_file_objects_of_both_formats(self):
        for path in (FILE, STREAM):
            data = path.read_bytes()
            for source in (io.BytesIO(data), Reads(data), Reads(data, 5), ReadsInto(data)):
                with self.subTest(path=path.name, source=type(source).__name__):
                    self.assertEqual(ab.open_ipc(source).read_all(), self.table)
            for buffering in (-1, 0):
                with open(path, "rb", buffering=buffering) as file:
                    self.assertEqual(ab.open_ipc(file, validate="full").read_all(), self.table)

    def test_reading_starts_at_the_position_and_is_lazy(self):
        file = io.BytesIO(b"1234567" + STREAM.read_bytes())
        file.seek(7)
        reader = ab.open_ipc(file, columns=["zone"])
        self.assertLess(file.tell(), len(file.getvalue()) // 2)
        self.assertEqual(reader.read_all().num_rows, 312)

    def test_memory_of_a_read_is_valid_only_during_the_call(self):
        source = ReadsInto(STREAM.read_bytes())
        self.assertEqual(ab.open_ipc(source).read_all(), self.table)
        with self.assertRaises(ValueError):
            bytes(source.views[0])

    def test_read_copies_in_chunks(self):
        sink = io.BytesIO()
        ab.write_ipc(ab.RecordBatch.from_pydict({"n": ab.Array.from_pylist(range(1_000_000), ab.int64())}), sink)
        source = Reads(sink.getvalue())
        self.assertEqual(ab.open_ipc(source).read_all().num_rows, 1_000_000)
        self.assertLessEqual(max(source.sizes), 1 << 20)

    def test_descriptors(self):
        for path in (FILE, STREAM):
            with open(path, "rb") as file:
                self.assertEqual(ab.open_ipc(file.fileno()).read_all(), self.table)
                os.fstat(file.fileno())  # it was not closed
        with self.assertRaises(OSError) as raised:
            ab.open_ipc(10_000)
        self.assertEqual(raised.exception.errno_name, "EBADF")

    def test_pipes(self):
        for format in ("stream", "file"):
            for use in (lambda file: file.fileno(), lambda file: file):
                reading, writing = os.pipe()
                with open(reading, "rb") as source, open(writing, "wb") as sink:
                    ab.write_ipc(ab.Table.from_batches(batches()), use(sink), format=format)
                    sink.close()
                    self.assertEqual(ab.open_ipc(use(source)).read_all().num_rows, 9)

    def test_other_objects_are_refused(self):
        for wrong in (3.5, None, True, [1], object(), io.BytesIO):
            with self.subTest(source=wrong), self.assertRaisesRegex(TypeError, "open_ipc needs a path, a file desc"):
                ab.open_ipc(wrong)
            with self.subTest(sink=wrong), self.assertRaisesRegex(TypeError, "a path, a file descriptor or an object"):
                ab.write_ipc(self.table, wrong)
        with self.assertRaisesRegex(ValueError, "out of range"):
            ab.open_ipc(1 << 40)

    def test_exceptions_of_a_file_object_are_raised_unchanged(self):
        error = LookupError("no more")

        def fail(_):
            raise error

        for source in (Reads(b"", answer=fail), ReadsInto(b"", answer=fail)):
            with self.assertRaises(LookupError) as raised:
                ab.open_ipc(source)
            self.assertIs(raised.exception, error)
        error.__traceback__ = None

    def test_answers_that_are_no_bytes(self):
        for source, kind, message in [
            (io.StringIO("text"), TypeError, "binary mode"),
            (Reads(b"", answer=lambda size: None), BlockingIOError, "no data yet"),
            (ReadsInto(b"", answer=lambda view: None), BlockingIOError, "no data yet"),
            (Reads(b"", answer=lambda size: bytes(size + 1)), OSError, "was asked for"),
            (ReadsInto(b"", answer=lambda view: len(view) + 1), OSError, "was asked for"),
            (ReadsInto(b"", answer=lambda view: -1), OSError, "was asked for"),
            (ReadsInto(b"", answer=lambda view: "one"), TypeError, ""),
            (Reads(STREAM.read_bytes()[:50]), OSError, ""),
            (io.BytesIO(b"not arrow at all"), ValueError, ""),
        ]:
            with self.subTest(message=message), self.assertRaisesRegex(kind, message):
                ab.open_ipc(source)

    def test_a_closed_file(self):
        with open(STREAM, "rb", buffering=0) as file:
            reader = ab.open_ipc(file)
        with self.assertRaisesRegex(ValueError, "closed file"):
            reader.read_all()

    def test_the_file_object_is_kept_and_released(self):
        source = Reads(STREAM.read_bytes())
        reference = weakref.ref(source)
        reader = ab.open_ipc(source)
        del source
        gc.collect()
        self.assertIsNotNone(reference())
        self.assertEqual(reader.cast(reader.schema).read_all(), self.table)
        del reader
        gc.collect()
        self.assertIsNone(reference())

    def test_a_cycle_of_file_object_and_reader_is_collected(self):
        source = Reads(STREAM.read_bytes())
        source.reader = ab.open_ipc(source)
        reference = weakref.ref(source)
        del source
        gc.collect()
        self.assertIsNone(reference())

    def test_threads(self):
        sink = io.BytesIO()
        try:
            ab.write_ipc(self.table, sink, codec="lz4")
        except NotImplementedError:
            self.skipTest("liblz4 is not on this machine")
        self.assertEqual(ab.open_ipc(sink.getvalue(), threads=4).read_all(), self.table)
        for wrong, error in ((-1, ValueError), (1 << 40, ValueError), (1.5, TypeError)):
            with self.assertRaises(error):
                ab.open_ipc(FILE, threads=wrong)


class Columns(Case):
    def test_a_name_that_does_not_exist(self):
        names = ", ".join(ab.open_ipc(FILE).schema.names)
        for path in (FILE, STREAM):
            data = path.read_bytes()
            with open(path, "rb") as file, open(path, "rb", buffering=0) as other:
                for source in (path, data, io.BytesIO(data), file, other.fileno()):
                    with self.subTest(source=type(source).__name__), self.assertRaises(KeyError) as raised:
                        ab.open_ipc(source, columns=["zone", "Rule"])
                    self.assertIn("asks for column 'Rule'", str(raised.exception))
                    self.assertIn(f"; the columns are: {names} [EINVAL]", str(raised.exception))
                    self.assertEqual(ab.open_ipc(source, columns=["zone"]).schema.names, ["zone"])
        copied = pickle.loads(pickle.dumps(raised.exception))
        self.assertEqual((type(copied), str(copied)), (type(raised.exception), str(raised.exception)))

    def test_a_source_that_cannot_be_read_again(self):
        with self.assertRaisesRegex(KeyError, "asks for column 'Rule'"):
            ab.open_ipc(Reads(STREAM.read_bytes()), columns=["Rule"])

    def test_other_errors_are_not_about_names(self):
        for columns, source in ((["zone"], b"not arrow at all"), ([99], FILE), (["zone", "zone"], FILE)):
            with self.assertRaises(ValueError) as raised:
                ab.open_ipc(source, columns=columns)
            self.assertNotIsInstance(raised.exception, KeyError)


class Metadata(Case):
    def test_of_footer_schema_and_messages(self):
        batch = batches(1)[0]
        schema = batch.schema.with_metadata({"of": "the schema"})
        sink = io.BytesIO()
        ab.write_ipc(ab.Table.from_batches([batch], schema), sink, format="file", metadata={"of": "the footer"})
        reader = ab.open_ipc(sink.getvalue())
        self.assertEqual(reader.schema.metadata, {b"of": b"the schema"})
        self.assertEqual(reader.ipc_footer_metadata, {b"of": b"the footer"})
        self.assertIsNone(reader.ipc_batch_metadata)
        reader.read_next_batch()
        self.assertIsNone(reader.ipc_batch_metadata)
        self.assertIsNone(ab.open_ipc(FILE).ipc_footer_metadata)

    def test_of_messages(self):
        reader = ab.open_ipc(zlib.decompress(base64.b85decode(MESSAGES)))
        found = [reader.ipc_batch_metadata]
        for _ in reader:
            found.append(reader.ipc_batch_metadata)
        self.assertEqual(found, [None, {b"batch": b"0"}, None, {b"batch": b"2", b"": b"x"}])
        self.assertIsNone(reader.ipc_batch_metadata)

    def test_errors(self):
        with self.assertRaises(NotImplementedError):
            ab.open_ipc(STREAM).ipc_footer_metadata
        reader = ab.Table.from_batches(batches()).to_reader()
        for name in ("ipc_footer_metadata", "ipc_batch_metadata"):
            with self.assertRaisesRegex(ValueError, "IPC"):
                getattr(reader, name)
        reader.close()
        with self.assertRaisesRegex(ValueError, "closed"):
            reader.ipc_batch_metadata


class Writing(Case):
    def test_pathlike_objects_and_file_objects(self):
        table = ab.open_ipc(FILE).read_all()
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "a.arrow")

            class Named:
                def __fspath__(self):
                    return path

            ab.write_ipc(table, Named())
            self.assertEqual(ab.open_ipc(Named()).read_all(), table)
            for buffering in (-1, 0):
                with open(path, "wb", buffering=buffering) as file:
                    ab.write_ipc(table, file)
                self.assertEqual(ab.open_ipc(path).read_all(), table)
            with open(path, "w") as file, self.assertRaises(TypeError):
                ab.write_ipc(table, file)


if __name__ == "__main__":
    unittest.main()
