"""ArrowBridgeError: its built-in base class, code, errno, name and message; codes of foreign streams are kept."""

import copy
import errno
import pickle
import unittest

import arrowbridge as ab
from arrowbridge import _errors
from support import Case, Producer, StreamProducer, numbers, run_python


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
            self.assertEqual(_errors.code_of(error), code)
            for other in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
                self.assertEqual((type(other), str(other), other.code), (type(error), str(error), code))

    def test_an_error_of_the_library(self):
        with self.assertRaises(ab.ArrowBridgeError) as raised:
            ab.DataType("what is this")
        self.assertIsInstance(raised.exception, NotImplementedError)
        self.assertEqual(raised.exception.errno_name, "ENOTSUP")
        self.assertIn("ArrowBridgeImportSchema", raised.exception.message)

    def test_errors_without_a_message_and_codes_of_python_exceptions(self):
        self.assertEqual(str(_errors.from_code(errno.EIO, "")), "Input/output error [EIO]")
        for raised, code in [
            (LookupError(), errno.EINVAL),
            (TypeError(), errno.EINVAL),
            (OSError("without a number"), errno.EIO),
            (SystemExit(), errno.ECANCELED),
            (ZeroDivisionError(), errno.EIO),
        ]:
            self.assertEqual(_errors.code_of(raised), code)


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


class Loading(unittest.TestCase):
    def test_versions_are_checked(self):
        done = run_python(
            """
            from arrowbridge import _library
            _library.REQUIRED_VERSION = (0, 99, 0)
            import arrowbridge as ab
            try:
                ab.int32()
            except ImportError as error:
                print(error)
            """
        )
        self.assertIn("needs version 0.99.0", done.stdout, done.stderr)

    def test_a_missing_or_wrong_library(self):
        code = """
            import os, arrowbridge as ab
            os.environ["ARROWBRIDGE_LIBRARY"] = {!r}
            try:
                ab.version()
            except ImportError as error:
                print(error)
        """
        self.assertIn("ARROWBRIDGE_LIBRARY", run_python(code.format("/no/such/library.so")).stdout)
        self.assertIn("not the shared library of arrowbridge", run_python(code.format("libc.so.6")).stdout)

    def test_versions_agree(self):
        self.assertEqual(ab.version(), ab.__version__)
        self.assertGreaterEqual(ab.bytes_copied(), 0)
        self.assertEqual(len(numbers()), 3)


if __name__ == "__main__":
    unittest.main()
