"""Reads the stream of a native library that was written in C# with Apache.Arrow, as read_weather.c does.

    PYTHONPATH=python python3 examples/apache-arrow-producer/read_weather.py <library> [days]
"""

import ctypes
import os
import sys

import arrowbridge as ab


def weather(library: str, days: str) -> ab.RecordBatchReader:
    function = ctypes.CDLL(library).weather_stream
    function.argtypes = [ctypes.c_void_p, ctypes.c_char_p]
    stream = (ctypes.c_void_p * 5)()  # struct ArrowArrayStream: five pointers
    code = function(stream, days.encode())
    if code != 0:
        raise OSError(code, f"weather_stream: {os.strerror(code)}")
    return ab.RecordBatchReader._import_from_c(ctypes.addressof(stream))


def main() -> None:
    before = ab.live_counts()
    rows = 0
    with weather(os.path.abspath(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "7") as reader:
        print(reader.schema)
        for batch in reader:
            rows += len(batch)
            if len(batch) > 9:
                last = [batch.column(name).to_pylist()[9] for name in ("temperature", "pressure", "gusts", "remark")]
    print(f"{rows} rows, at nine o'clock on the last day: {last}")
    del reader, batch
    if ab.live_counts() != before:
        raise SystemExit(f"not released: {ab.live_counts()}")


main()
