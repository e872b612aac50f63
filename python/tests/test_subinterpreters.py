"""Several interpreters in one process: each has its own classes and sources, and ends without the others."""

import sys
import unittest

from support import run_python

# Runs code in an interpreter of its own: PEP 684 from Python 3.12 on, and with the GIL of the process before.
HEAD = """
import sys, textwrap, warnings
warnings.filterwarnings("ignore", "remaining subinterpreters", RuntimeWarning)
try:
    import _interpreters as interpreters
except ImportError:
    import _xxsubinterpreters as interpreters

def run(interpreter, code):
    failed = interpreters.run_string(interpreter, textwrap.dedent(code))
    assert not failed, failed

import arrowbridge as ab
SCHEMA = ab.schema({"n": ab.int64()})
BATCH = ab.RecordBatch.from_pydict({"n": [1, 2, 3]}, SCHEMA)
def generate():
    for _ in range(3):
        yield BATCH

USE = '''
    import arrowbridge as ab, gc
    SCHEMA = ab.schema({"n": ab.int64()})
    def generate():
        for _ in range(3):
            yield ab.RecordBatch.from_pydict({"n": [1, 2, 3]}, SCHEMA)
    reader = ab.RecordBatchReader.from_batches(SCHEMA, generate())
    class Only:
        def __init__(self, of):
            self.of = of
        def __arrow_c_stream__(self, requested_schema=None):
            return self.of.__arrow_c_stream__(requested_schema)
    assert len(ab.RecordBatchReader(Only(reader)).read_all()) == 9
    class Sink:
        def write(self, data):
            return len(data)
    ab.write_ipc(ab.RecordBatchReader.from_batches(SCHEMA, generate()), Sink())
    def fail():
        yield from generate()
        raise LookupError("no such row")
    try:
        ab.RecordBatchReader.from_batches(SCHEMA, fail()).read_all()
        assert False
    except LookupError:
        pass
    kept = ab.RecordBatchReader.from_batches(SCHEMA, generate())
    kept.read_next_batch()
'''
"""


class Subinterpreters(unittest.TestCase):
    def run_code(self, code):
        import textwrap

        done = run_python(HEAD + textwrap.dedent(code))
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return done.stdout

    def test_the_main_interpreter_goes_on(self):
        out = self.run_code(
            """
            kept = ab.RecordBatchReader.from_batches(SCHEMA, generate())
            kept.read_next_batch()
            for _ in range(3):
                interpreter = interpreters.create()
                run(interpreter, USE)
                interpreters.destroy(interpreter)
                print(len(kept.read_next_batch()) if _ < 2 else len(kept.read_all()))
                print(len(ab.RecordBatchReader.from_batches(SCHEMA, generate()).read_all()))
            """
        )
        self.assertEqual(out.split(), ["3", "9", "3", "9", "0", "9"])

    def test_several_at_once(self):
        out = self.run_code(
            """
            many = [interpreters.create() for _ in range(3)]
            for interpreter in many:
                run(interpreter, USE)
            for interpreter in many[:2]:
                interpreters.destroy(interpreter)
                run(many[2], USE)
            interpreters.destroy(many[2])
            print(len(ab.RecordBatchReader.from_batches(SCHEMA, generate()).read_all()))
            """
        )
        self.assertEqual(out.split(), ["9"])

    def test_on_threads(self):
        out = self.run_code(
            """
            import threading
            def work():
                for _ in range(3):
                    interpreter = interpreters.create()
                    run(interpreter, USE)
                    interpreters.destroy(interpreter)
            threads = [threading.Thread(target=work) for _ in range(3)]
            for thread in threads:
                thread.start()
            for _ in range(50):
                assert len(ab.RecordBatchReader.from_batches(SCHEMA, generate()).read_all()) == 9
            for thread in threads:
                thread.join()
            print("done")
            """
        )
        self.assertEqual(out.split(), ["done"])

    def test_the_process_ends_while_they_exist(self):
        for end in ("", "raise SystemExit", "del interpreter"):
            self.run_code(
                f"""
                interpreter = interpreters.create()
                run(interpreter, USE + "    capsule = ab.Table.from_batches([*generate()]).__arrow_c_stream__()")
                {end}
                """
            )

    def test_a_source_on_another_thread(self):
        out = self.run_code(
            """
            interpreter = interpreters.create(**({"isolated": False} if sys.version_info < (3, 12) else {}))
            run(interpreter, USE + '''
                import threading
                # The stream leaves the interpreter, and is read and released on another thread.
                stream = [ab.RecordBatchReader.from_batches(SCHEMA, generate()).__arrow_c_stream__()]
                seen = []
                def read():
                    seen.append(len(ab.RecordBatchReader(stream.pop()).read_all()))
                thread = threading.Thread(target=read)
                thread.start()
                thread.join()
                assert seen == [9], seen
            ''')
            interpreters.destroy(interpreter)
            print("done")
            """
        )
        self.assertEqual(out.split(), ["done"])


if __name__ == "__main__":
    assert sys.version_info >= (3, 11)
    unittest.main()
