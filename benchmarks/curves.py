"""Draws the curves of docs/curves from one run of the benchmark programs.

    python3 benchmarks/curves.py --programs build/bench/benchmarks --json DIR [--svg DIR]
    python3 benchmarks/curves.py --json DIR [--svg DIR]

With --programs the programs run once, and their JSON is saved in the directory of --json. Without
it the saved JSON is drawn.
"""

import argparse
import json
import math
import pathlib
import subprocess
import sys

RUNS = {
    "bridge_benchmark": "^(ExportBatch|Hop)/",
    "ipc_read_benchmark": "^(ReadIpcStream/[0-9]+/100|ReadIpcStreamOnThreads/.*)$",
    "ipc_open_benchmark": ".",
    "two_threads_benchmark": ".",
}
COLORS = ["#1f5fa8", "#c2501b", "#2c7a3f", "#7a3f98"]
UNITS = {"ns": 1.0, "us": 1e3, "ms": 1e6, "s": 1e9}
LEFT, TOP, WIDTH, HEIGHT = 100, 50, 420, 270


def run(programs, directory):
    directory.mkdir(parents=True, exist_ok=True)
    for name, names in RUNS.items():
        subprocess.run([str(programs / name), f"--benchmark_filter={names}",
                        "--benchmark_min_time=0.2", "--benchmark_out_format=json",
                        f"--benchmark_out={directory / name}.json"],
                       check=True, stdout=subprocess.DEVNULL)


def load(directory):
    """Nanoseconds per name of a benchmark: real time on threads, else CPU time."""
    times = {}
    for name in RUNS:
        for row in json.loads((directory / f"{name}.json").read_text())["benchmarks"]:
            if row.get("error_occurred"):
                raise ValueError(f"{name}: {row['name']}: {row['error_message']}")
            if "per_batch" in row:
                times[row["name"]] = row["per_batch"] * 1e9
            else:
                clock = "real_time" if "real_time" in row["name"] else "cpu_time"
                times[row["name"]] = row[clock] * UNITS[row["time_unit"]]
    return times


def points(times, pattern, values):
    names = [(value, pattern.format(value)) for value in values]
    for _, name in names:
        if name not in times:
            raise ValueError(f"the benchmark {name} is missing from the JSON")
    return [(value, times[name]) for value, name in names]


def time_label(ns):
    unit = next(u for u in ("s", "ms", "us", "ns") if ns >= UNITS[u] * 0.999 or u == "ns")
    return f"{ns / UNITS[unit]:g} {unit.replace('us', 'µs')}"


def rate_label(rate):
    for size, suffix in ((1e6, " million"), (1e3, ",000")):
        if rate >= size:
            return f"{rate / size:g}{suffix}"
    return f"{rate:g}"


def svg(title, x_title, y_title, x_ticks, y_label, series):
    """Curves with logarithmic axes. `x_ticks` is a list of (value, text)."""
    x_low, x_high = math.log10(x_ticks[0][0]), math.log10(x_ticks[-1][0])
    all_y = [math.log10(y) for _, line in series for _, y in line]
    y_low, y_high = math.floor(min(all_y)), math.ceil(max(all_y))
    y_low = min(y_low, y_high - 2)

    def place(x, y):
        return (LEFT + (math.log10(x) - x_low) / (x_high - x_low) * WIDTH,
                TOP + (y_high - math.log10(y)) / (y_high - y_low) * HEIGHT)

    bottom, right = TOP + HEIGHT, LEFT + WIDTH
    out = ['<svg xmlns="http://www.w3.org/2000/svg" width="760" height="390"'
           ' font-family="sans-serif" font-size="13" fill="#222">',
           '<rect width="760" height="390" fill="#fff"/>',
           f'<text x="{LEFT}" y="28" font-size="16" font-weight="bold">{title}</text>']
    for x, text in x_ticks:
        at, _ = place(x, 10 ** y_low)
        out.append(f'<path d="M{at:.1f} {TOP}V{bottom}" stroke="#ddd"/>')
        out.append(f'<text x="{at:.1f}" y="{bottom + 20}" text-anchor="middle">{text}</text>')
    for power in range(y_low, y_high + 1):
        _, at = place(x_ticks[0][0], 10.0 ** power)
        out.append(f'<path d="M{LEFT} {at:.1f}H{right}" stroke="#ddd"/>')
        out.append(f'<text x="{LEFT - 8}" y="{at + 4:.1f}" text-anchor="end">'
                   f'{y_label(10.0 ** power)}</text>')
    out.append(f'<path d="M{LEFT} {TOP}V{bottom}H{right}" fill="none" stroke="#222"/>')
    out.append(f'<text x="{LEFT + WIDTH / 2}" y="{bottom + 46}" text-anchor="middle">'
               f'{x_title}</text>')
    out.append(f'<text x="{LEFT}" y="{TOP - 6}" fill="#555" font-size="12">{y_title}</text>')
    for i, (name, line) in enumerate(series):
        color = COLORS[i]
        places = [place(x, y) for x, y in line]
        path = "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
        out.append(f'<path d="M{path}" fill="none" stroke="{color}" stroke-width="2"/>')
        out += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{color}"/>' for x, y in places]
        row = TOP + 14 + 24 * i
        out.append(f'<path d="M{right + 24} {row - 4}h24" stroke="{color}" stroke-width="2"/>')
        out.append(f'<text x="{right + 56}" y="{row}">{name}</text>')
    return "\n".join(out + ["</svg>", ""])


def draw(times, directory):
    columns, sizes, threads = [1, 10, 100, 1280], [1 << 20, 1 << 30], [1, 2]
    directory.mkdir(parents=True, exist_ok=True)

    def rates(name, batches=1):
        # Google Benchmark divides the time by the number of threads: this is the rate of all.
        pattern = name + "/real_time/threads:{}"
        return [(x, batches * 1e9 / ns) for x, ns in points(times, pattern, threads)]

    pictures = {
        "columns.svg": svg(
            "Time per batch", "columns", "CPU time per batch", [(x, f"{x:,}") for x in columns],
            time_label,
            [("read from IPC", points(times, "ReadIpcStream/{}/100", columns)),
             ("export, release", points(times, "ExportBatch/{}", columns)),
             ("hop", points(times, "Hop/{}", columns))]),
        "open.svg": svg(
            "Opening an IPC file", "size of the file", "CPU time per file",
            list(zip(sizes, ["1 MB", "1 GB"])), time_label,
            [("open, read a batch", points(times, "OpenFile/and_read_a_batch/{}", sizes)),
             ("open", points(times, "OpenFile/alone/{}", sizes)),
             ("map only (floor)", points(times, "MapFile/{}", sizes))]),
        "threads.svg": svg(
            "Throughput of all threads", "threads", "operations per second",
            [(1, "1"), (2, "2")], rate_label,
            [("hop", rates("HopOnThreads")),
             ("export, release", rates("ExportOnThreads")),
             ("read a batch from IPC", rates("ReadIpcStreamOnThreads", 1000)),
             ("open, read, close IPC", rates("ReadSmallIpcOnThreads"))]),
    }
    for name, text in pictures.items():
        (directory / name).write_text(text, encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--programs", type=pathlib.Path, help="directory of the built programs")
    parser.add_argument("--json", type=pathlib.Path, required=True, help="directory of the JSON")
    parser.add_argument("--svg", type=pathlib.Path, help="directory of the curves",
                        default=pathlib.Path(__file__).parent.parent / "docs" / "curves")
    options = parser.parse_args()
    try:
        if options.programs:
            run(options.programs, options.json)
        draw(load(options.json), options.svg)
    except (OSError, ValueError, subprocess.CalledProcessError) as error:
        sys.exit(f"curves.py: {error}")


if __name__ == "__main__":
    main()
