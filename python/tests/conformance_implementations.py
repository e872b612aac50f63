"""What test_conformance.py tests with the conformance kit: objects of this package, and wrong ones."""

import os

import arrowbridge as ab
from capsule_mutants import Producer

COLUMNS = {"number": [1, None, 3], "text": ["x", None, "a text of many bytes"], "list": [[1], None, [2, 3]]}


def batch():
    return ab.RecordBatch(COLUMNS)


def table():
    return ab.Table.from_batches([batch(), batch().slice(0, 0), batch().slice(1, 2)])


def array():
    return ab.array([1, None, 3], "int16")


def chunked():
    return table().column("text")


def schema():
    return batch().schema


def data_type():
    return ab.DataType("list<int8>")


def reader():
    return ab.open_ipc(os.path.join(os.environ["ARROWBRIDGE_EXAMPLE_DATA"], "timezones.arrow"))


def failing():
    def batches():
        yield batch()
        raise OSError(5, "the disk is gone")

    return ab.RecordBatchReader.from_batches(schema(), batches())


def consume(data):
    for one in ab.RecordBatchReader(data):
        one.validate()


def read_all(data):
    ab.Table(data)


def pass_on(data):
    return ab.RecordBatchReader(data)


def pass_table(data):
    return ab.Table(data)


class Schemas:
    """Has a function and an object with dots in their names."""

    made = ab.int32()

    @staticmethod
    def make():
        return ab.int8()


def wrong():
    return Producer("schema", "shape")


def raises():
    raise ValueError("there is no data today")


def ends():
    os._exit(7)


def nothing():
    return 1


text = "no producer"
