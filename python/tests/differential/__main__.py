"""Runs cases of the differential test. Findings are printed with the options that repeat them."""

from __future__ import annotations

import argparse
import gc
import math
import sys
import time
import traceback
from random import Random, SystemRandom

import arrowbridge as ab

from . import batches, building, casts, comparison, files, text, validation
from .values import Skipped

# The parts of the test, and their share of the cases.
PARTS = {
    "casts": (casts.case, 9),
    "comparison": (comparison.case, 3),
    "validation": (validation.case, 4),
    "text": (text.case, 1),
    "files": (files.case, 3),
    "building": (building.case, 2),
    "batches": (batches.case, 2),
}
MOST_FINDINGS = 20
SECONDS_PER_REPORT = 60


def options():
    parser = argparse.ArgumentParser(prog="differential", description=__doc__)
    parser.add_argument("--seed", type=int, help="seed of the cases; default: a new one, which is printed")
    parser.add_argument("--cases", type=int, default=3000, help="number of cases, 0: until --seconds have passed")
    parser.add_argument("--seconds", type=float, help="stop after this time")
    parser.add_argument("--first", type=int, default=0, help="number of the first case")
    parser.add_argument("--part", choices=sorted(PARTS), help="run only this part")
    chosen = parser.parse_args()
    if chosen.cases == 0 and chosen.seconds is None:
        parser.error("--cases 0 needs --seconds")
    return chosen


class Run:
    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.counts = dict.fromkeys([*PARTS, "skipped"], 0)
        self.findings = 0

    def case(self, part: str, number: int) -> None:
        notes: list = []
        self.counts[part] += 1
        try:
            PARTS[part][0](Random(f"{self.seed} {part} {number}"), notes.append)
        except Skipped:
            self.counts[part] -= 1
            self.counts["skipped"] += 1
        except Exception as error:
            self.findings += 1
            print(f"FINDING: {part}, repeat with --seed {self.seed} --part {part} --first {number} --cases 1")
            print("".join(f"  {note}\n" for note in notes), end="")
            where = traceback.extract_tb(error.__traceback__)[-1]
            print(f"  {type(error).__name__} at {where.name}:{where.lineno}: {error}", flush=True)


def main() -> int:
    chosen = options()
    seed = SystemRandom().randrange(1 << 32) if chosen.seed is None else chosen.seed
    parts = [part for part, (_, share) in PARTS.items() for _ in range(share) if chosen.part in (None, part)]
    print(f"differential test of {ab.version()}, seed {seed}", flush=True)
    run, start, number = Run(seed), time.monotonic(), chosen.first
    before = ab.live_counts()
    end = chosen.first + chosen.cases if chosen.cases else math.inf
    reported = start
    while run.findings < MOST_FINDINGS and number < end:
        now = time.monotonic()
        if chosen.seconds is not None and now - start >= chosen.seconds:
            break
        if now - reported >= SECONDS_PER_REPORT:
            reported = now
            print(f"{number - chosen.first} cases, {run.findings} findings", flush=True)
        try:
            run.case(chosen.part or parts[number % len(parts)], number)
        except KeyboardInterrupt:
            break
        number += 1
    gc.collect()
    if ab.live_counts() != before:
        run.findings += 1
        print(f"FINDING: {before} became {ab.live_counts()}: something is not released")
    counts = ", ".join(f"{count} {part}" for part, count in run.counts.items() if count)
    print(f"{run.findings} findings in {number - chosen.first} cases ({counts}), seed {seed}")
    print(f"{time.monotonic() - start:.1f} s")
    return 1 if run.findings else 0


if __name__ == "__main__":
    sys.exit(main())
