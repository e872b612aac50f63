"""Reads the stream of a native library that was written in C#, like consume.c.

    PYTHONPATH=python python3 examples/csharp-producer/consume.py <library> [limit]
"""

import ctypes
import os
import sys

import arrowbridge as ab


def primes(library: str, limit: int) -> ab.RecordBatchReader:
    function = ctypes.CDLL(library).primes_stream
    function.argtypes = [ctypes.c_int64, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_char_p]
    stream = (ctypes.c_void_p * 5)()  # struct ArrowArrayStream: five pointers
    error = ctypes.create_string_buffer(1024)
    code = function(limit, None, stream, error)
    if code != 0:
        raise OSError(code, error.value.decode())
    return ab.RecordBatchReader._import_from_c(ctypes.addressof(stream))


def main() -> None:
    limit = int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
    before = ab.live_counts()
    rows = 0
    with primes(os.path.abspath(sys.argv[1]), limit) as reader:
        print(reader.schema)
        for batch in reader:
            rows += len(batch)
            last = batch.column("words").to_pylist()[-1]
    print(f"{rows} rows, the last one: {last}")
    del reader, batch
    if ab.live_counts() != before:
        raise SystemExit(f"not released: {ab.live_counts()}")


main()
