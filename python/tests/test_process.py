"""Whole processes: forked children, shutdown of the interpreter, two copies of the package, memory under valgrind."""

import os
import shutil
import sys
import sysconfig
import tempfile
import unittest
from pathlib import Path

import arrowbridge as ab
from support import FILE, ROOT, run_python

TESTS = str(Path(__file__).resolve().parent)
# Python 3.12 and later warn about forks in processes with several threads, and the library has a thread.
HEAD = f"""
import sys, warnings
sys.path.insert(0, {TESTS!r})
warnings.filterwarnings("ignore", "This process .* is multi-threaded", DeprecationWarning)
import gc, os, threading, time
import arrowbridge as ab
from support import *
SCHEMA = ab.schema({{"n": ab.int32()}})
def forever():
    while True:
        yield batches(1)[0]
"""


class Process(unittest.TestCase):
    def run_code(self, code, status=0, stderr="", **options):
        import textwrap

        done = run_python(HEAD + textwrap.dedent(code), **options)
        self.assertEqual(done.returncode, status, done.stderr)
        self.assertEqual(done.stderr, stderr)
        return done.stdout


@unittest.skipUnless(hasattr(os, "fork"), "there is no fork")
class Fork(Process):
    def test_a_child_gets_errors_and_can_exit(self):
        out = self.run_code(
            """
            producer = StreamProducer()
            objects = [ab.Table.from_batches(batches()), ab.RecordBatchReader(producer), ab.int32()]
            capsules = [objects[0].__arrow_c_stream__(), ab.RecordBatchReader(StreamProducer()).__arrow_c_stream__()]
            child = os.fork()
            if child == 0:
                table, reader, type = objects
                functions = [table.__arrow_c_stream__, reader.read_next_batch, type.to_string, ab.int64, ab.live_counts]
                for function in functions:
                    try:
                        function()
                    except NotImplementedError as error:
                        assert "forked child" in str(error) and error.errno_name == "ENOTSUP", error
                    else:
                        os._exit(3)
                del table, reader, type, functions, function
                objects.clear(), capsules.clear(), gc.collect()
                # Objects of the parent are released only by the parent.
                sys.exit(4 if producer.releases else 0)
            _, status = os.waitpid(child, 0)
            print(os.waitstatus_to_exitcode(status), producer.releases)
            objects[1].read_next_batch()
            objects.clear()
            print(producer.releases)
            """
        )
        self.assertEqual(out, "0 0\n1\n")

    def test_a_child_can_use_a_library_that_the_parent_has_not_loaded(self):
        done = run_python(
            f"""
            import os, arrowbridge as ab
            child = os.fork()
            if child == 0:
                assert ab.open_ipc({str(FILE)!r}).read_all().num_rows == 312
                os._exit(0)
            print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), ab.open_ipc({str(FILE)!r}).read_all().num_rows)
            """
        )
        self.assertEqual((done.stdout, done.stderr), ("0 312\n", ""))

    def test_a_pool_of_forked_workers_gets_an_error_not_a_hang(self):
        out = self.run_code(
            """
            import multiprocessing
            def work(_):
                try:
                    return ab.int32().format
                except NotImplementedError as error:
                    return "error"
            ab.int32()
            with multiprocessing.get_context("fork").Pool(2) as pool:
                print(pool.map(work, range(2)))
            """
        )
        self.assertEqual(out, "['error', 'error']\n")


class Exit(Process):
    def test_with_live_objects_of_every_kind(self):
        for end in ("", "sys.exit()", "os._exit(0)", "raise SystemExit"):
            self.run_code(
                f"""
                table = ab.Table.from_batches(batches())
                kept = [table, table.column(0), table.to_reader(), ab.int32(), table.__arrow_c_stream__()]
                kept += [table.__arrow_c_device_stream__(), *batches(1)[0].__arrow_c_array__()]
                reader = ab.RecordBatchReader.from_batches(SCHEMA, forever())
                reader.read_next_batch()
                stream = ab.RecordBatchReader.from_batches(SCHEMA, forever()).__arrow_c_stream__()
                opened = ab.open_ipc({str(FILE)!r})
                opened.read_next_batch()
                in_memory = ab.open_ipc(open({str(FILE)!r}, "rb").read())
                sys.kept = kept, reader, stream, opened, in_memory  # deleted last, during the shutdown
                {end}
                """
            )

    def test_while_threads_read_sources(self):
        for _ in range(3):
            self.run_code(
                """
                def read():
                  try:
                    source = ab.RecordBatchReader.from_batches(SCHEMA, forever())
                    for _ in ab.RecordBatchReader(Only(source, "__arrow_c_stream__")):
                        pass
                  except OSError as error:
                    assert "interpreter is ending" in str(error), error
                for _ in range(4):
                    threading.Thread(target=read, daemon=True).start()
                time.sleep(0.1)
                """
            )

    def test_while_a_source_waits(self):
        self.run_code(
            """
            def waiting():
                time.sleep(60)
                yield
            reader = ab.RecordBatchReader.from_batches(SCHEMA, waiting())
            threading.Thread(target=reader.read_all, daemon=True).start()
            time.sleep(0.1)
            """,
            timeout=30,
        )

    def test_callbacks_of_native_threads_after_shutdown(self):
        # Native threads read and release streams during the shutdown of the interpreter, and after it.
        out = self.run_code(
            f"""
            import ctypes
            native = ctypes.CDLL({_native_reader()!r})
            for release in (0, 0, 1):
                capsule = ab.RecordBatchReader.from_batches(SCHEMA, forever()).__arrow_c_stream__()
                stream = ArrowArrayStream()
                ab.struct_from_capsule(capsule, "arrow_array_stream", ctypes.addressof(stream))
                native.start(ctypes.byref(stream), release)
            time.sleep(0.1)
            print(native.batches() > 3)
            """
        )
        self.assertIn("True\n", out)
        self.assertIn("after the end: ECANCELED", out)

    def test_release_on_a_thread_that_python_did_not_make(self):
        self.run_code(
            f"""
            import ctypes, weakref
            native = ctypes.CDLL({_native_reader()!r})
            class Source:
                def __iter__(self):
                    return iter(batches())
            source = Source()
            reference = weakref.ref(source)
            capsule = ab.RecordBatchReader.from_batches(SCHEMA, source).__arrow_c_stream__()
            stream = ArrowArrayStream()
            ab.struct_from_capsule(capsule, "arrow_array_stream", ctypes.addressof(stream))
            del source
            assert reference() is not None
            native.read_and_release(ctypes.byref(stream))
            gc.collect()
            assert reference() is None
            """
        )


_built = {}


def _native_reader():
    """Compile native_reader.c, a library whose threads read streams, and return its path. It is compiled once."""
    if "path" not in _built:
        folder = tempfile.TemporaryDirectory()
        unittest.addModuleCleanup(folder.cleanup)
        path = Path(folder.name) / "native_reader.so"
        source = Path(TESTS) / "native_reader.c"
        compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
        if compiler is None:
            raise unittest.SkipTest("there is no C compiler")
        command = [compiler, "-shared", "-fPIC", "-Wall", "-Werror", "-O1", f"-I{ROOT / 'include'}", str(source)]
        import subprocess

        subprocess.run([*command, "-o", str(path), "-lpthread"], check=True)
        _built["path"] = str(path)
    return _built["path"]


class Copies(Process):
    def test_a_stream_through_two_copies_of_the_package(self):
        with tempfile.TemporaryDirectory() as folder:
            other = Path(folder) / "otherbridge"
            shutil.copytree(ROOT / "python" / "arrowbridge", other)
            # A library of another name, because the dynamic linker loads each name once.
            names = b"libarrowbridge.so", b"libotherbridge.so"
            for file in (Path(ab._core.__file__), Path(ab._core.library_path())):
                content = file.read_bytes()
                self.assertIn(names[0], content)
                (other / file.name.replace("arrowbridge", "otherbridge")).write_bytes(content.replace(*names))
            out = self.run_code(
                f"""
                sys.path.insert(0, {folder!r})
                import otherbridge as ob
                assert ob._core.library_path() != ab._core.library_path()
                before = ab.live_counts(), ob.live_counts()
                def generate():
                    yield from batches(3)
                    raise LookupError("no such row")
                def check():
                    table = ab.Table.from_batches(batches(3))
                    there = ob.Table(table)
                    back = ab.Table(there)
                    assert back == table
                    assert [b.buffers() for b in back] == [b.buffers() for b in table]
                    array = ob.Array(numbers())
                    assert ab.Array(array).type == ab.int32() and ob.Schema(SCHEMA).names == ["n"]
                    imported = ab.Table(ob.open_ipc({str(FILE)!r}))
                    assert ob.open_ipc({str(FILE)!r}).read_all().num_rows == imported.num_rows
                    del imported
                    reader = ob.RecordBatchReader(ab.RecordBatchReader.from_batches(SCHEMA, generate()))
                    try:
                        reader.read_all()
                    except OSError as other:
                        assert False, other
                    except ValueError as other:
                        assert "LookupError: no such row" in str(other), other
                    capsule = there.__arrow_c_stream__()
                    ab.RecordBatchReader(capsule).close()
                    try:
                        ob.RecordBatchReader(capsule)
                    except ValueError as other:
                        assert "released" in str(other)
                    else:
                        assert False
                check()
                gc.collect()
                assert (ab.live_counts(), ob.live_counts()) == before
                print("done")
                """
            )
        self.assertEqual(out, "done\n")


@unittest.skipUnless(shutil.which("valgrind"), "there is no valgrind")
@unittest.skipIf(sysconfig.get_config_var("Py_GIL_DISABLED"), "this Python has no PYTHONMALLOC=malloc")
class Memory(Process):
    def test_capsules_under_valgrind(self):
        files = [ROOT / "tests-native" / "valgrind.supp"]
        if sys.version_info >= (3, 12):
            files.append(Path(TESTS) / "interned_strings.supp")
        done = run_python(
            HEAD
            + """
def use():
    producer, stream = Producer(), StreamProducer()
    for value in (producer.__arrow_c_array__(), stream.__arrow_c_stream__()):
        del value
    table = ab.Table.from_batches(batches(2))
    array = numbers()
    for value, kind in ((table, "stream"), (table, "device_stream"), (array, "array"), (array, "device_array")):
        getattr(value, f"__arrow_c_{kind}__")()
    ab.Table(table.__arrow_c_stream__())
    ab.RecordBatchReader.from_batches(SCHEMA, iter(batches(3))).read_all()
    capsule = ab.RecordBatchReader.from_batches(SCHEMA, forever()).__arrow_c_stream__()
    thread = threading.Thread(target=lambda kept: None, args=(capsule,))
    del capsule
    thread.start()
    thread.join()
use()
gc.collect()
del SCHEMA
gc.collect()
print(ab.live_counts()["blocks"])
""",
            launcher=[
                "valgrind",
                "--quiet",
                *[f"--suppressions={file}" for file in files],
                "--error-exitcode=99",
                "--undef-value-errors=no",  # some builds of Python themselves have such errors
                "--leak-check=full",
                "--errors-for-leak-kinds=definite",
                "--show-leak-kinds=definite",
            ],
            timeout=280,
            PYTHONMALLOC="malloc",
        )
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stdout, "0\n")


if __name__ == "__main__":
    assert sys.version_info >= (3, 9)
    unittest.main()
