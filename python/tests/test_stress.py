"""Threads use the same objects at random for a while, as Python without the GIL lets them do. Nothing breaks or leaks.

ARROWBRIDGE_STRESS_SECONDS makes it longer.
"""

import ctypes
import gc
import os
import pickle
import random
import sys
import sysconfig
import threading
import time
import unittest
import unittest.mock

import abi
import arrowbridge as ab
from support import Case, run_python

SECONDS = float(os.environ.get("ARROWBRIDGE_STRESS_SECONDS", "3"))
THREADS = 6
ROWS = [{"n": 1, "s": "one"}, {"n": None, "s": None}, {"n": 3, "s": "a text of more than twelve bytes"}]
BATCHES = 4
SCHEMA = ab.schema({"n": ab.int64(), "s": ab.utf8()})


def make_batch():
    return ab.RecordBatch.from_pydict({"n": [row["n"] for row in ROWS], "s": [row["s"] for row in ROWS]}, SCHEMA)


class Shared:
    """The objects that all threads use. Readers and capsules are replaced once they are used up."""

    def __init__(self):
        self.batch = make_batch()
        self.table = ab.Table.from_batches([self.batch] * BATCHES)
        self.array = self.batch.column("s")
        self.renew()

    def renew(self):
        self.reader = ab.RecordBatchReader.from_batches(SCHEMA, (self.batch for _ in range(BATCHES)))
        self.teed = list(self.table.to_reader().tee())
        self.capsule = self.table.__arrow_c_stream__()
        self.pair = self.batch.__arrow_c_array__()


class Worker(threading.Thread):
    """Calls the methods named `do_` in random order. A ValueError says that another thread was first."""

    def __init__(self, shared, seed, deadline):
        super().__init__()
        self.shared, self.deadline = shared, deadline
        self.random = random.Random(seed)
        self.failure = None
        self.done = {}

    def run(self):
        names = [name for name in dir(self) if name.startswith("do_")]
        name = ""
        try:
            while time.monotonic() < self.deadline:
                name = self.random.choice(names)
                getattr(self, name)()
                self.done[name] = self.done.get(name, 0) + 1
        except BaseException as error:
            self.failure = f"{name}: {type(error).__name__}: {error}"

    def check(self, is_right, what):
        if not is_right:
            raise AssertionError(what)

    def do_renew(self):
        self.shared.renew()

    def do_read(self):
        try:
            for batch in self.shared.reader:
                self.check(batch.to_pylist() == ROWS, "a batch of the reader")
        except ValueError as error:
            self.check("released" in str(error) or "closed" in str(error), error)

    def do_read_a_copy(self):
        try:
            reader = self.shared.teed.pop()
        except IndexError:
            return
        self.check(ab.Table(reader).num_rows <= BATCHES * len(ROWS), "the rows of a copied stream")

    def do_close(self):
        self.shared.reader.close()

    def do_export_the_reader(self):
        try:
            table = ab.Table(self.shared.reader)
        except ValueError as error:
            self.check("released" in str(error) or "closed" in str(error), error)
        else:
            self.check(table.num_rows % len(ROWS) == 0, "the rows of the exported reader")

    def do_import_the_capsule(self):
        try:
            table = ab.Table(self.shared.capsule)
        except ValueError as error:
            self.check("released" in str(error), error)
        else:
            self.check(table.to_pylist() == ROWS * BATCHES, "the table of the capsule")

    def do_import_the_pair(self):
        try:
            batch = ab.RecordBatch(self.shared.pair)
        except ValueError as error:
            self.check("released" in str(error), error)
        else:
            self.check(batch.to_pylist() == ROWS, "the batch of the capsules")

    def do_export_and_import(self):
        shared = self.shared
        self.check(ab.RecordBatch(shared.batch) == shared.batch, "an imported batch")
        self.check(ab.Table(shared.table).equals(shared.table), "an imported table")
        self.check(ab.Array(shared.array.__arrow_c_array__()).to_pylist()[0] == "one", "an imported array")
        self.check(ab.Schema(shared.table.schema) == SCHEMA, "an imported schema")

    def do_look(self):
        start = self.random.randrange(len(ROWS))
        self.check(self.shared.batch[start:].to_pylist() == ROWS[start:], "a slice")
        self.check(self.shared.table.column("n").to_pylist() == [1, None, 3] * BATCHES, "a column")
        self.check(repr(self.shared.table.schema) == repr(SCHEMA), "the text of a schema")
        self.check(memoryview(self.shared.batch.column("n").buffers()[1]).nbytes >= 24, "a buffer")

    def do_build(self):
        values = [self.random.choice([None, "x", "a text of more than twelve bytes"]) for _ in range(50)]
        self.check(ab.array(values, "utf8").to_pylist() == values, "a built array")

    def do_cast(self):
        self.check(self.shared.batch.column("n").cast("int16").to_pylist() == [1, None, 3], "a cast array")

    def do_pickle(self):
        self.check(pickle.loads(pickle.dumps(self.shared.batch)) == self.shared.batch, "a pickled batch")

    def do_use_addresses(self):
        schema, array = abi.ArrowSchema(), abi.ArrowArray()
        addresses = ctypes.addressof(array), ctypes.addressof(schema)
        self.shared.array._export_to_c(*addresses)
        imported = ab.Array._import_from_c(*addresses)
        self.check(imported.to_pylist() == [row["s"] for row in ROWS], "an array by its address")

    def do_collect(self):
        if self.random.randrange(20) == 0:
            gc.collect()


class Stress(Case):
    def test_threads_that_share_objects(self):
        interval = sys.getswitchinterval()
        self.addCleanup(sys.setswitchinterval, interval)
        sys.setswitchinterval(1e-5)
        shared = Shared()
        deadline = time.monotonic() + SECONDS
        workers = [Worker(shared, seed, deadline) for seed in range(THREADS)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        self.assertEqual([worker.failure for worker in workers if worker.failure], [])
        done = {name for worker in workers for name in worker.done}
        self.assertEqual(done, {name for name in dir(Worker) if name.startswith("do_")})


@unittest.skipUnless(sysconfig.get_config_var("Py_GIL_DISABLED"), "this Python always has the GIL")
class WithoutTheGil(unittest.TestCase):
    def test_it_stays_disabled(self):
        modules = "import arrowbridge, arrowbridge._core"
        try:
            import arrowbridge._conformance  # noqa: F401
        except ImportError:
            pass
        else:
            modules += ", arrowbridge._conformance, arrowbridge.testing"
        code = f"import sys\n{modules}\narrowbridge.array([1]).to_pylist()\nprint(sys._is_gil_enabled())"
        with unittest.mock.patch.dict(os.environ):
            os.environ.pop("PYTHON_GIL", None)
            done = run_python(code)
        self.assertEqual((done.stdout, done.stderr), ("False\n", ""))


if __name__ == "__main__":
    unittest.main()
