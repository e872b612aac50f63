"""IPC files through pyarrow, and through the command arrowbridge."""

import json
import pathlib
import subprocess
import tempfile

import pyarrow as pa

from cells import Json, first_difference, of_array


def batches_of(path, full=True):
    """The batches of a file in either format, each found sound by pyarrow."""
    with pa.OSFile(str(path)) as source:
        if path.suffix == ".arrow":
            reader = pa.ipc.open_file(source)
            batches = [reader.get_batch(i) for i in range(reader.num_record_batches)]
        else:
            batches = list(pa.ipc.open_stream(source))
    for batch in batches:
        batch.validate(full=full)
    return batches


def values_of(batches):
    """Per batch a list of columns, each a list of values."""
    return [[of_array(column) for column in batch.columns] for batch in batches]


def difference(ours, theirs):
    """Where two lists of batches, as values_of() gives them, differ first, or None."""
    if len(ours) != len(theirs):
        return f"{len(ours)} batches, and {len(theirs)}"
    for number, (a, b) in enumerate(zip(ours, theirs)):
        if len(a) != len(b):
            return f"batch {number}: {len(a)} columns, and {len(b)}"
        for i, columns in enumerate(zip(a, b)):
            found = first_difference(f"batch {number}, column {i}", *columns)
            if found is not None:
                return found
    return None


def unequal(ours, theirs):
    """Whether pyarrow says that two lists of batches differ, schemas and metadata included."""
    if len(ours) != len(theirs):
        return f"{len(ours)} batches, and {len(theirs)}"
    for number, (a, b) in enumerate(zip(ours, theirs)):
        if not a.schema.equals(b.schema, check_metadata=True):
            return f"schema {a.schema}, and {b.schema}"
        if not a.equals(b):
            return f"batch {number}: {a}, and {b}"
    return None


class Command:
    """The command arrowbridge, on files in a folder of its own."""

    def __init__(self, program):
        self._program = program
        self._folder = tempfile.TemporaryDirectory(prefix="arrowbridge-manual-")

    def run(self, *arguments):
        """None, or what the command said when it failed."""
        done = subprocess.run([self._program, *map(str, arguments)], capture_output=True, text=True)
        return None if done.returncode == 0 else f"{arguments[0]}: {done.stdout}{done.stderr}"

    def path(self, name):
        return pathlib.Path(self._folder.name, name)

    def values(self, source):
        """What the library reads, by way of its JSON: batches of columns of values."""
        path = self.path("values.json")
        said = self.run("json", source, path)
        if said is not None:
            raise ValueError(said)
        return Json(json.loads(path.read_text())).batches()

    def faults(self, source, batches, codecs=("none", "lz4", "zstd"), full=True):
        """All that differs between what pyarrow and the library read, and pyarrow from what the library writes again.

        Yields a pair for each comparison: its name, and None or the difference.
        """
        yield "validate", self.run("validate", "--level", "full", source)
        yield "values", difference(self.values(source), values_of(batches))
        for codec in codecs:
            for extension in ("arrow", "arrows"):
                again = self.path("again." + extension)
                said = self.run("convert", "--codec", codec, source, again)
                yield f"again.{codec}.{extension}", said or unequal(batches_of(again, full), batches)
