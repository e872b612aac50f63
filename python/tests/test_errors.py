"""ArrowBridgeError: its built-in base class, code, errno, name and message; codes of foreign streams are kept."""

import copy
import errno
import pickle
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import arrowbridge as ab
from arrowbridge import _errors
from support import ROOT, Case, Producer, StreamProducer, numbers, run_python


class Classes(Case):
    def test_each_code_has_its_built_in_class(self):
        for code, classes in [
            (errno.EINVAL, [ValueError]),
            (errno.ENOMEM, [MemoryError]),
            (errno.ENOSYS, [NotImplementedError]),
            (errno.ENOTSUP, [NotImplementedError]),
            (errno.EIO, [OSError]),
            (errno.ECANCELED, [OSError]),
            (errno.ETIMEDOUT, [OSError, TimeoutError]),
            (errno.ENOENT, [OSError, FileNotFoundError]),
            (errno.EACCES, [OSError, PermissionError]),
            (errno.EPIPE, [OSError, BrokenPipeError]),
            (2001, [OSError]),
        ]:
            error = _errors.from_code(code, "text")
            for base in [ab.ArrowBridgeError, *classes]:
                self.assertIsInstance(error, base)
            self.assertEqual((error.code, error.errno, error.message), (code, code, "text"))
            self.assertEqual(error.errno_name, errno.errorcode.get(code, str(code)))
            self.assertEqual(str(error), f"text [{error.errno_name}]")
            self.assertEqual(ab._core.code_of(error), code)
            for other in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
                self.assertEqual((type(other), str(other), other.code), (type(error), str(error), code))

    def test_an_error_of_the_library(self):
        with self.assertRaises(ab.ArrowBridgeError) as raised:
            ab.DataType("x:unknown")
        self.assertIsInstance(raised.exception, NotImplementedError)
        self.assertEqual(raised.exception.errno_name, "ENOTSUP")
        self.assertIn("ArrowBridgeImportSchema", raised.exception.message)

    def test_a_long_text_of_a_foreign_stream_is_cut_with_a_mark(self):
        for text, expected in [
            ("x" * 1023, "x" * 1023),
            ("x" * 1024, "x" * 1020 + "…"),
            ("x" * 1019 + "é" * 9, "x" * 1019 + "…"),
        ]:
            with self.assertRaises(ab.ArrowBridgeError) as raised:
                ab.RecordBatchReader(StreamProducer(0, 2001, text.encode())).read_all()
            self.assertEqual(raised.exception.message, expected)

    def test_a_very_long_text_passes_through_streams_up_to_64_kib(self):
        from ctypes import CFUNCTYPE, addressof, c_char_p, c_int, c_void_p

        from abi import RELEASE, ArrowArray, ArrowArrayStream

        for size, end in [(65536, "x"), (65537, "…")]:
            reader = ab.RecordBatchReader(StreamProducer(0, 2001, b"x" * size))
            stream, out = ArrowArrayStream(), ArrowArray()
            capsule = reader.cast(reader.schema).__arrow_c_stream__()
            ab.struct_from_capsule(capsule, "arrow_array_stream", addressof(stream))
            CFUNCTYPE(c_int, c_void_p, c_void_p)(stream.get_next)(addressof(stream), addressof(out))
            said = CFUNCTYPE(c_char_p, c_void_p)(stream.get_last_error)(addressof(stream)).decode()
            RELEASE(stream.release)(addressof(stream))
            self.assertEqual(said.rstrip("…"), "x" * 65536)
            self.assertEqual(said[-1], end)

    def test_errors_without_a_message_and_codes_of_python_exceptions(self):
        self.assertEqual(str(_errors.from_code(errno.EIO, "")), "Input/output error [EIO]")
        for raised, code in [
            (LookupError(), errno.EINVAL),
            (TypeError(), errno.EINVAL),
            (OSError("without a number"), errno.EIO),
            (SystemExit(), errno.ECANCELED),
            (ZeroDivisionError(), errno.EIO),
        ]:
            self.assertEqual(ab._core.code_of(raised), code)


class Foreign(Case):
    def test_codes_and_messages_of_a_foreign_stream(self):
        for code, text, kind in [
            (2001, b"polars says no", OSError),
            (errno.EINVAL, b"bad query", ValueError),
            (-1, b"duck", OSError),
            (errno.ENOMEM, b"\xff\xfe", MemoryError),
            (errno.EIO, None, OSError),
        ]:
            reader = ab.RecordBatchReader(StreamProducer(1, code, text))
            reader.read_next_batch()
            messages = []
            for _ in range(3):
                with self.assertRaises(kind) as raised:
                    reader.read_next_batch()
                messages.append(raised.exception.message)
                self.assertEqual(raised.exception.code, code)
            self.assertEqual(len(set(messages)), 1)
            if text is not None:
                self.assertIn(text.decode("utf-8", "replace"), messages[0])

    def test_a_failed_stream_is_released_at_once(self):
        stream = StreamProducer(1, errno.EIO, b"gone")
        reader = ab.RecordBatchReader(stream)
        with self.assertRaises(OSError):
            reader.read_all()
        self.assertEqual(stream.releases, 1)
        self.assertIn("failed", repr(reader))

    def test_the_error_for_an_invalid_producer_names_the_rule(self):
        producer = Producer()
        producer.length = -1
        with self.assertRaisesRegex(ValueError, "ARR-3"):
            ab.Array(producer)
        self.assertEqual((producer.schema_releases, producer.array_releases), (1, 1))


class Wild(Case):
    """Codes that do not fit an errno value. For C callers 0 is success, and there are no negative codes."""

    CODES = (2**32, 2**32 - 1, 2**31, 2**64, -1, 0, -(2**40), "x", None, 1.5)

    def errors(self):
        for code in self.CODES:
            yield OSError(code, "wild")
            if isinstance(code, int):
                yield ab.ArrowBridgeError(code, "wild")
            error = ab.ArrowBridgeError(5, "wild")
            error.code = code
            yield error

    def test_the_code_is_positive(self):
        for error in self.errors():
            self.assertEqual(ab._core.code_of(error), errno.EIO, repr(error))
        self.assertEqual(ab._core.code_of(OSError(2**31 - 1, "the largest")), 2**31 - 1)

    def test_sources(self):
        schema = ab.schema({"n": ab.int32()})
        for error in self.errors():

            def generate():
                yield ab.RecordBatch(Producer(batch=True))
                raise error

            for reader in (
                ab.RecordBatchReader.from_batches(schema, generate()),
                ab.RecordBatchReader(ab.RecordBatchReader.from_batches(schema, generate()).__arrow_c_stream__()),
            ):
                self.assertEqual(len(reader.read_next_batch()), 3)
                with self.assertRaises(type(error)) as raised:
                    reader.read_next_batch()
                self.assertIs(raised.exception, error)

    def test_outputs(self):
        for error in self.errors():

            class Sink:
                def write(self, _):
                    raise error

            with self.assertRaises(type(error)) as raised:
                ab.write_ipc(ab.RecordBatch(Producer(batch=True)), Sink())
            self.assertIs(raised.exception, error)
            with self.assertRaises(type(error)) as raised:
                ab.write_csv(ab.RecordBatch(Producer(batch=True)), Sink())
            self.assertIs(raised.exception, error)


@unittest.skipUnless(sys.platform.startswith("linux"), "the dynamic linker of Linux")
class Loading(unittest.TestCase):
    def import_beside(self, folder, stub=None):
        """Import the package with a copy of the module. The library beside it is compiled from `stub`, if given."""
        shutil.copytree(Path(ab.__file__).parent, Path(folder) / "arrowbridge")
        shutil.copy(ab._core.__file__, Path(folder) / "arrowbridge")
        if stub is not None:
            compiler = shutil.which("cc") or self.skipTest("there is no C compiler")
            library = str(Path(folder) / "arrowbridge" / "libarrowbridge.so.0")
            versions = Path(folder) / "versions"
            versions.write_text("ARROWBRIDGE_0 { global: *; };")
            subprocess.run(
                [compiler, "-shared", "-fPIC", "-xc", "-", "-o", library, f"-Wl,--version-script={versions}"],
                input=stub,
                text=True,
                check=True,
            )
        return run_python("import arrowbridge", path=[folder])

    def test_versions_are_checked(self):
        names = (ROOT / "cmake" / "exports.txt").read_text().split()
        others = "".join(f"int {name}(void) {{ return 0; }}\n" for name in names if "Version" not in name)
        versions = """
            int ArrowBridgeVersionInt(void) {{ return {0}; }}
            const char* ArrowBridgeVersion(void) {{ return "{1}"; }}
        """
        for number, text in ((99, "0.0.99"), (10_000, "1.0.0")):
            with tempfile.TemporaryDirectory() as folder:
                done = self.import_beside(folder, others + versions.format(number, text))
            self.assertIn(f"ImportError: arrowbridge needs version {ab.__version__} of its library", done.stderr)
            self.assertIn(f"has version {text}", done.stderr)

    def test_a_missing_library(self):
        with tempfile.TemporaryDirectory() as folder:
            self.assertIn("ImportError: libarrowbridge.so.0", self.import_beside(folder).stderr)

    def test_a_missing_module(self):
        with tempfile.TemporaryDirectory() as folder:
            shutil.copytree(Path(ab.__file__).parent, Path(folder) / "arrowbridge")
            done = run_python("import arrowbridge", path=[folder])
        self.assertIn("ImportError: the extension module of arrowbridge was not found", done.stderr)

    def test_versions_agree(self):
        self.assertEqual(ab.version(), ab.__version__)
        self.assertGreaterEqual(ab.bytes_copied(), 0)
        self.assertEqual(len(numbers()), 3)


if __name__ == "__main__":
    unittest.main()
