"""Golden files: pyarrow and the library read the same, and pyarrow reads what the library writes from them.

    golden.py ARROWBRIDGE ARROW_TEST_DATA
"""

import gzip
import json
import pathlib
import sys

import pyarrow as pa

import report
from cells import Json
from files import Command, batches_of, difference, values_of


def main(program, data):
    findings = report.Report("comparisons of golden files with pyarrow " + pa.__version__)
    command = Command(program)
    for packed in sorted(data.glob("arrow-ipc-stream/integration/*/*.json.gz")):
        stem = packed.name.removesuffix(".json.gz")
        expected = Json(json.loads(gzip.decompress(packed.read_bytes()))).batches()
        for extension in ("arrow_file", "stream"):
            source = packed.with_name(f"{stem}.{extension}")
            name = f"{source.parent.name}/{source.name}"
            local = command.path(stem + (".arrow" if extension == "arrow_file" else ".arrows"))
            local.write_bytes(source.read_bytes())
            findings.add(f"{name} json", difference(command.values(local), expected))
            try:
                # No full validation: old writers made date64 values that are not whole days, and decimals that
                # exceed their precision.
                read = batches_of(local, full=False)
                findings.add(f"{name} pyarrow", difference(values_of(read), expected))
            except KeyError as error:  # how pyarrow says that it has no class for a type
                findings.leave_out(name, f"pyarrow has no class for type {error}")
            except (pa.ArrowException, NotImplementedError) as error:
                findings.leave_out(name, f"pyarrow does not read {stem}: {error}")
            else:
                for what, found in command.faults(local, read, full=False):
                    findings.add(f"{name} {what}", found)
    return findings.end(at_least=500)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], pathlib.Path(sys.argv[2])))
