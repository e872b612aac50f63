"""pyarrow writes every type in every way; the library reads the files and rewrites them.

    read_theirs.py ARROWBRIDGE
"""

import itertools
import sys

import pyarrow as pa

import report
from files import Command, batches_of, difference, values_of
from pyarrow_types import arrays


def write(path, batches, **options):
    options = pa.ipc.IpcWriteOptions(**options)
    new = pa.ipc.new_file if path.suffix == ".arrow" else pa.ipc.new_stream
    with new(str(path), batches[0].schema, options=options) as writer:
        for batch in batches:
            writer.write_batch(batch)


def batches_with(array):
    """The whole array, an empty slice, and slices at odd offsets."""
    field = pa.field("column", array.type, metadata={"key": "\u00e9"})
    schema = pa.schema([field], metadata={"of": "schema", "twice": "2"})
    batch = pa.record_batch([array], schema=schema)
    return [batch, batch.slice(0, 0), batch.slice(13, 20), batch.slice(len(array) - 1)]


def dictionaries():
    """Yields a name, batches, and whether their dictionary grows (True) or is replaced (False)."""
    def batch(indices, values):
        return pa.record_batch([pa.DictionaryArray.from_arrays(pa.array(indices, pa.int16()), pa.array(values))],
                               ["column"])

    def nested(indices, values):
        inner = batch(indices, values).column(0)
        return pa.record_batch([pa.ListArray.from_arrays(pa.array(range(len(inner) + 1), pa.int32()), inner)],
                               ["column"])

    for make in (batch, nested):
        grows = [make([0, 1], ["a", "b"]), make([2, None], ["a", "b", "c"]), make([], ["a", "b", "c"]),
                 make([3], ["a", "b", "c", None])]
        yield f"grows_{make.__name__}", grows, True
        yield f"changes_{make.__name__}", [
            make([0, 1], ["a", "b"]), make([1, 1], ["x", "y"]), make([None, 0], ["x"])], False


def check(findings, command, path, codecs):
    try:
        read = batches_of(path)
        for what, found in command.faults(path, read, codecs):
            findings.add(f"{path.name} {what}", found)
    except ValueError as error:  # pyarrow's errors of data are such too
        findings.add(path.name, f"{type(error).__name__}: {error}")


def check_types(findings, command):
    codecs = (None, "lz4", "zstd")
    for nulls in (False, True):
        for name, array in arrays(nulls):
            for codec, extension in itertools.product(codecs, ("arrow", "arrows")):
                path = command.path(f"{name}{'_nulls' if nulls else ''}.{codec}.{extension}")
                write(path, batches_with(array), compression=codec)
                check(findings, command, path, (codec or "none",))
                path.unlink()


def check_versions(findings, command):
    """Metadata V4, and streams without the continuation marker."""
    for name, array in arrays(True):
        if pa.types.is_union(array.type):
            continue  # another layout in V4; C++ refuses to write it
        for options, extension in (({}, "arrow"), ({}, "arrows"), ({"use_legacy_format": True}, "arrows")):
            path = command.path(f"{name}.v4{len(options)}.{extension}")
            write(path, batches_with(array), metadata_version=pa.ipc.MetadataVersion.V4, **options)
            check(findings, command, path, ("none",))
            path.unlink()


def check_dictionaries(findings, command):
    for name, batches, grows in dictionaries():
        for codec, deltas in itertools.product((None, "lz4", "zstd"), (False, True)):
            path = command.path(f"{name}.{codec}.{deltas}.arrows")
            write(path, batches, compression=codec, emit_dictionary_deltas=deltas)
            read = batches_of(path)
            findings.add(f"{path.name} validate", command.run("validate", "--level", "full", path))
            for extension in ("arrow", "arrows") if grows else ("arrows",):
                again = command.path("again." + extension)
                said = command.run("convert", "--codec", codec or "none", path, again)
                findings.add(f"{path.name} {extension}",
                             said or difference(values_of(batches_of(again)), values_of(read)))
            if not grows:
                said = command.run("convert", path, command.path("again.arrow"))
                findings.add(f"{path.name} refused",
                             None if said and "IPC-8" in said else f"a file was written: {said}")


def main(program):
    findings = report.Report("comparisons with what pyarrow " + pa.__version__ + " wrote")
    command = Command(program)
    check_dictionaries(findings, command)
    check_types(findings, command)
    check_versions(findings, command)
    return findings.end(at_least=4000)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
