"""Ctrl-C at random times: each one raises KeyboardInterrupt, none is lost, and nothing leaks."""

import unittest

from support import run_python

PRESSES = 25

# A process that works until it is interrupted, PRESSES times. It prints how each round ended, and what is alive.
WORKER = """
import gc, os, random, signal, sys, threading, time
import arrowbridge as ab
PRESSES, WORK, SEED = {presses}, {work!r}, {seed}
random.seed(SEED)
SCHEMA = ab.schema({{"n": ab.int64(), "s": ab.utf8()}})
BATCH = ab.RecordBatch.from_pydict({{"n": [1, 2, None], "s": ["a", None, "c"]}}, SCHEMA)
TABLE = ab.Table.from_batches([BATCH] * 3)

class Only:
    def __init__(self, of, name):
        setattr(self, name, getattr(of, name))

def generate():
    for _ in range(3):
        yield BATCH

def crossings():
    ab.RecordBatch(BATCH), ab.Array(BATCH.column(0)), BATCH.__arrow_c_array__(), BATCH[1:]
    BATCH.column("s").to_pylist(), BATCH.to_pylist()
    ab.Schema(SCHEMA), BATCH.cast(SCHEMA), ab.Table(TABLE), BATCH == BATCH, repr(BATCH)
    ab.Array.from_pylist([1, 2, 3]), BATCH.__arrow_c_device_array__()

def sources():
    for _ in ab.RecordBatchReader.from_batches(SCHEMA, generate()):
        pass
    ab.RecordBatchReader(Only(ab.RecordBatchReader.from_batches(SCHEMA, generate()), "__arrow_c_stream__")).read_all()
    ab.RecordBatchReader.from_batches(SCHEMA, generate()).cast(SCHEMA).read_all()
    one, two = ab.RecordBatchReader.from_batches(SCHEMA, generate()).tee()
    one.read_all(), two.read_all()
    ab.RecordBatchReader.from_batches(SCHEMA, generate()).check(on_finding=lambda finding: None).read_all()

class Sink:
    def write(self, data):
        return len(data)

def output():
    ab.write_ipc(ab.RecordBatchReader.from_batches(SCHEMA, generate()), Sink())
    ab.write_ipc(TABLE, Sink())
    ab.write_csv(ab.RecordBatchReader.from_batches(SCHEMA, generate()), Sink())
    ab.write_ndjson(TABLE, os.devnull)

def waiting():
    # Another thread reads, so that this one waits for the lock of the reader.
    reader = ab.RecordBatchReader.from_batches(SCHEMA, slow())
    def read_one():
        try:
            reader.read_next_batch()
        except (OSError, StopIteration):
            pass  # this thread was first, and the source was interrupted or read to its end
    thread = threading.Thread(target=read_one)
    thread.start()
    try:
        for _ in reader:
            pass
    finally:
        STOP.set()
        thread.join()

STOP = threading.Event()
def slow():
    STOP.clear()
    STOP.wait(0.02)
    for _ in range(3):
        yield BATCH

work = globals()[WORK]
def work_until(deadline):
    # A function, because Python 3.13 does not catch an interrupt at the end of a loop in the same frame.
    while time.monotonic() < deadline:
        work()

work()
gc.collect()
before = ab.live_counts()
outcomes = []
for press in range(PRESSES):
    timer = threading.Timer(random.uniform(0.001, 0.02), os.kill, (os.getpid(), signal.SIGINT))
    deadline = time.monotonic() + 10
    try:
        timer.start()
        work_until(deadline)
        outcomes.append("lost")
    except KeyboardInterrupt:
        outcomes.append("KeyboardInterrupt")
    except BaseException as error:
        outcomes.append(f"{{type(error).__name__}}: {{error}}")
    timer.join()
for thread in threading.enumerate():
    if thread is not threading.main_thread():
        thread.join()  # an interrupt may have come before work() waited for it
del thread
gc.collect()
print(sorted(set(outcomes)), ab.live_counts() == before)
"""


class Interrupts(unittest.TestCase):
    def check(self, work):
        for seed in range(2):
            done = run_python(WORKER.format(presses=PRESSES, work=work, seed=seed), timeout=200)
            self.assertEqual(done.stdout, "['KeyboardInterrupt'] True\n", done.stderr)
            self.assertEqual(done.stderr, "")

    def test_crossings(self):
        self.check("crossings")

    def test_sources(self):
        self.check("sources")

    def test_output(self):
        self.check("output")

    def test_waiting(self):
        self.check("waiting")


if __name__ == "__main__":
    unittest.main()
