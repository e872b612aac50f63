"""The cost of passing a batch through capsules, with the package arrowbridge and with pyarrow alone.

Prints the median processor time per batch in microseconds.

    PYTHONPATH=python ARROWBRIDGE_LIBRARY=LIBRARY python_hop.py
"""

import statistics
import time

import arrowbridge as ab
import pyarrow as pa


class Batch:
    """A pyarrow object that offers only its capsule method, so that pyarrow has to import it like a foreign object."""

    def __init__(self, value):
        self.value = value

    def __arrow_c_array__(self, requested_schema=None):
        return self.value.__arrow_c_array__(requested_schema)


class Stream:
    """The same for a stream."""

    def __init__(self, value):
        self.value = value

    def __arrow_c_stream__(self, requested_schema=None):
        return self.value.__arrow_c_stream__(requested_schema)


def median(work, units=1, rounds=15):
    times = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        times.append((time.process_time() - start) / units * 1e6)
    return statistics.median(times)


def drain(reader):
    for _ in reader:
        pass


def main():
    print(f"pyarrow {pa.__version__}, arrowbridge {ab.version()}")
    for columns in (10, 1280):
        arrays = [pa.array([1, None, 3] * 10) if i % 2 else pa.array(["a", None, "c"] * 10) for i in range(columns)]
        batch = pa.record_batch(arrays, [f"c{i}" for i in range(columns)])
        count = 4000 if columns == 10 else 60
        batches = [batch] * count

        def source():
            return Stream(pa.RecordBatchReader.from_batches(batch.schema, batches))

        rows = {
            "batch: pyarrow to pyarrow": lambda: [pa.record_batch(Batch(batch)) for _ in range(count)],
            "batch: pyarrow to arrowbridge": lambda: [ab.RecordBatch(batch) for _ in range(count)],
            "batch: pyarrow to arrowbridge to pyarrow": lambda: [
                pa.record_batch(ab.RecordBatch(batch)) for _ in range(count)
            ],
            "stream: pyarrow, no capsules": lambda: drain(pa.RecordBatchReader.from_batches(batch.schema, batches)),
            "stream: pyarrow to pyarrow": lambda: drain(pa.RecordBatchReader.from_stream(source())),
            "stream: pyarrow to arrowbridge": lambda: drain(ab.RecordBatchReader(source())),
            "stream: pyarrow to arrowbridge to pyarrow": lambda: drain(
                pa.RecordBatchReader.from_stream(ab.RecordBatchReader(source()))
            ),
        }
        for name, work in rows.items():
            print(f"{columns:5} columns  {name:50} {median(work, count):9.2f} us per batch")


if __name__ == "__main__":
    main()
