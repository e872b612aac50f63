"""Reads with pyarrow what byhand_write_files wrote, and compares every value with the JSON beside it.

    read_ours.py FOLDER
"""

import json
import pathlib
import sys

import pyarrow as pa

import report
from cells import Json, first_difference, of_array


def batches_of(path):
    """The batches of a file in either format, each sound in every value."""
    with pa.OSFile(str(path)) as source:
        if path.suffix == ".arrow":
            reader = pa.ipc.open_file(source)
            batches = [reader.get_batch(i) for i in range(reader.num_record_batches)]
        else:
            batches = list(pa.ipc.open_stream(source))
    for batch in batches:
        batch.validate(full=True)
    return batches


def difference(batches, expected):
    if len(batches) != len(expected):
        return f"{len(batches)} batches, and {len(expected)}"
    for number, (batch, columns) in enumerate(zip(batches, expected)):
        if batch.num_columns != len(columns):
            return f"batch {number}: {batch.num_columns} columns, and {len(columns)}"
        for i, column in enumerate(columns):
            found = first_difference(f"batch {number}, column {batch.schema.names[i]}", column, of_array(batch.column(i)))
            if found is not None:
                return found
    return None


def main(folder):
    findings = report.Report("files read by pyarrow " + pa.__version__)
    for stem in sorted(folder.glob("*.json")):
        expected = Json(json.loads(stem.read_text())).batches()
        for path in sorted(folder.glob(stem.stem + ".*.arrow*")):
            try:
                findings.add(path.name, difference(batches_of(path), expected))
            except KeyError as error:  # how pyarrow says that it has no class for a type
                findings.leave_out(path.name, f"pyarrow has no class for type {error}")
            except (pa.ArrowException, NotImplementedError) as error:
                findings.add(path.name, f"{type(error).__name__}: {error}")
    return findings.end(at_least=800)


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
