"""Reads with pyarrow what manual_write_files wrote, and compares every value with the JSON beside it.

    read_ours.py FOLDER
"""

import json
import pathlib
import sys

import pyarrow as pa

import report
from cells import Json
from files import batches_of, difference, values_of


def main(folder):
    findings = report.Report("files read by pyarrow " + pa.__version__)
    for stem in sorted(folder.glob("*.json")):
        expected = Json(json.loads(stem.read_text())).batches()
        for path in sorted(folder.glob(stem.stem + ".*.arrow*")):
            try:
                findings.add(path.name, difference(expected, values_of(batches_of(path))))
            except KeyError as error:  # how pyarrow says that it has no class for a type
                findings.leave_out(path.name, f"pyarrow has no class for type {error}")
            except (pa.ArrowException, NotImplementedError) as error:
                findings.add(path.name, f"{type(error).__name__}: {error}")
    return findings.end(at_least=800)


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
