"""The command `arrowbridge convert` beside a pyarrow program that does the same: each run is a process of its own.

    python convert.py ARROWBRIDGE FOLDER

Writes files of about 290 MB to the folder, and removes them. pyarrow does not wait until the data are on the disk.
"""

import os
import statistics
import subprocess
import sys
import time

import numpy as np
import pyarrow as pa

COLUMNS, ROWS, BATCHES, RUNS = 10, 65536, 50, 5

PYARROW = """
import sys
import pyarrow as pa, pyarrow.ipc as ipc
source, target = sys.argv[1:]
with pa.memory_map(source) as file:
    if source.endswith(".arrow"):
        reader = ipc.open_file(file)
        batches = (reader.get_batch(i) for i in range(reader.num_record_batches))
        make = ipc.new_stream
    else:
        batches = reader = ipc.open_stream(file)
        make = ipc.new_file
    with make(target, reader.schema) as writer:
        for batch in batches: writer.write_batch(batch)
"""


def write_sources(folder):
    random = np.random.default_rng(1)
    words = pa.array([f"word {i * 7919 % 1000}" for i in range(ROWS)])
    arrays = [pa.array(random.random(ROWS)) for _ in range(COLUMNS - 2)] + [words, words]
    batch = pa.record_batch(arrays, names=[f"c{i}" for i in range(COLUMNS)])
    for name, make in (("source.arrow", pa.ipc.new_file), ("source.arrows", pa.ipc.new_stream)):
        with make(os.path.join(folder, name), batch.schema) as writer:
            for _ in range(BATCHES):
                writer.write_batch(batch)


def elapsed(command):
    start = time.perf_counter()
    subprocess.run(command, check=True)
    return time.perf_counter() - start


def compare(title, convert, folder, source, target, replaces):
    source, target = os.path.join(folder, source), os.path.join(folder, target)
    commands = {"arrowbridge": [convert, "convert"], "pyarrow": [sys.executable, "-c", PYARROW]}
    medians = {}
    for name, command in commands.items():
        times = []
        for run in range(RUNS + 1):
            if not replaces and os.path.exists(target):
                os.remove(target)
            times.append(elapsed([*command, source, target]))
        medians[name] = statistics.median(times[1:])  # the first run creates the file
        os.remove(target)
    ratio = medians["pyarrow"] / medians["arrowbridge"]
    print(f"{title}: arrowbridge {medians['arrowbridge']:.2f} s, pyarrow {medians['pyarrow']:.2f} s, ratio {ratio:.2f}")


def main():
    convert, folder = sys.argv[1:]
    write_sources(folder)
    try:
        for replaces in (False, True):
            where = "onto an existing file" if replaces else "to a new file"
            compare(f"file to stream, {where}", convert, folder, "source.arrow", "target.arrows", replaces)
            compare(f"stream to file, {where}", convert, folder, "source.arrows", "target.arrow", replaces)
    finally:
        for name in ("source.arrow", "source.arrows"):
            os.remove(os.path.join(folder, name))


if __name__ == "__main__":
    main()
