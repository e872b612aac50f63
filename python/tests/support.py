"""Helpers of the tests: a test case that checks for leaks, producers in plain ctypes, and child processes."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import os
import subprocess
import sys
import textwrap
import unittest
from ctypes import CFUNCTYPE, POINTER, addressof, c_char_p, c_int, c_void_p, cast, pointer
from pathlib import Path

import arrowbridge as ab
from abi import FLAG_NULLABLE, ArrowArray, ArrowArrayStream, ArrowSchema

ROOT = Path(__file__).resolve().parents[2]
# The folders of the package and of its extension module.
PACKAGE_PATH = [str(Path(file).resolve().parents[1]) for file in (ab.__file__, ab._core.__file__)]
FILE = ROOT / "examples" / "data" / "timezones.arrow"


@contextlib.contextmanager
def absent(module):
    """Make the import of a module fail.

    Other modules that are imported meanwhile stay. `mock.patch.dict(sys.modules)` would drop those of this package too,
    and the next import would make a second `Table`, which differs from every table of the first.
    """
    missing = object()
    before = sys.modules.get(module, missing)
    sys.modules[module] = None
    try:
        yield
    finally:
        del sys.modules[module]
        if before is not missing:
            sys.modules[module] = before


class Case(unittest.TestCase):
    """A test case that fails if a test does not release everything it has made."""

    def setUp(self) -> None:
        gc.collect()
        self.before = ab.live_counts()

    def tearDown(self) -> None:
        gc.collect()
        self.assertEqual(ab.live_counts(), self.before)


RELEASE = CFUNCTYPE(None, c_void_p)
_GET_SCHEMA = CFUNCTYPE(c_int, c_void_p, c_void_p)
_GET_NEXT = CFUNCTYPE(c_int, c_void_p, c_void_p)
_GET_LAST_ERROR = CFUNCTYPE(c_void_p, c_void_p)


def keep_alive(producer):
    """Keep a producer, because the structs that it makes point to its memory and callbacks.

    It is kept for good: when the interpreter ends, a list could be deleted before a capsule with such a struct.
    """
    ctypes.pythonapi.Py_IncRef(ctypes.py_object(producer))


class Producer:
    """A foreign producer of an int32 array, or of a batch with one int32 column. It counts releases."""

    def __init__(self, values=(1, 2, 3), batch=False, name=b"n", misaligned=False):
        keep_alive(self)
        self.schema_releases = 0
        self.array_releases = 0
        self.values = (ctypes.c_int32 * max(len(values), 1))(*values)
        self.address = addressof(self.values)
        if misaligned:
            self._bytes = ctypes.create_string_buffer(b"x" + bytes(self.values))
            self.address = addressof(self._bytes) + 1
        self.length = len(values)
        self.batch = batch
        self.name = name
        self._keep = []
        self._release_schema = RELEASE(self._schema_released)
        self._release_array = RELEASE(self._array_released)
        self._release_child = RELEASE(self._child_released)

    def _schema_released(self, address):
        self.schema_releases += 1
        ArrowSchema.from_address(address).release = None

    def _array_released(self, address):
        self.array_releases += 1
        ArrowArray.from_address(address).release = None

    def _child_released(self, address):
        ArrowArray.from_address(address).release = None

    def schema(self) -> ArrowSchema:
        schema = ArrowSchema(format=b"i", name=self.name, flags=FLAG_NULLABLE)
        if self.batch:
            schema.release = cast(self._release_child, c_void_p)
            children = (POINTER(ArrowSchema) * 1)(pointer(schema))
            self._keep += [schema, children]
            schema = ArrowSchema(format=b"+s", n_children=1, children=children)
        schema.release = cast(self._release_schema, c_void_p)
        return schema

    def array(self) -> ArrowArray:
        buffers = (c_void_p * 2)(None, self.address)
        array = ArrowArray(length=self.length, n_buffers=2, buffers=buffers)
        self._keep += [buffers]
        if self.batch:
            array.release = cast(self._release_child, c_void_p)
            children = (POINTER(ArrowArray) * 1)(pointer(array))
            none = (c_void_p * 1)(None)
            self._keep += [array, children, none]
            array = ArrowArray(length=self.length, n_buffers=1, buffers=none, n_children=1, children=children)
        array.release = cast(self._release_array, c_void_p)
        return array

    def __arrow_c_schema__(self):
        schema = self.schema()
        return ab.capsule_from_address("arrow_schema", addressof(schema))

    def __arrow_c_array__(self, requested_schema=None):
        array = self.array()
        return self.__arrow_c_schema__(), ab.capsule_from_address("arrow_array", addressof(array))


class StreamProducer:
    """A foreign stream in ctypes. It yields batches of a Producer, then end of stream or an error. It counts calls."""

    def __init__(self, n_batches=3, code=0, text=None, batch=True, wait=None, misaligned=False):
        keep_alive(self)
        self.producer = Producer(batch=batch, misaligned=misaligned)
        self.n_batches, self.code, self.text, self.wait = n_batches, code, text, wait
        self.served = self.releases = 0
        self.threads = []
        self._callbacks = (
            _GET_SCHEMA(self._get_schema),
            _GET_NEXT(self._get_next),
            _GET_LAST_ERROR(self._get_last_error),
            RELEASE(self._release),
        )
        self._text = None if text is None else ctypes.create_string_buffer(text)

    def _get_schema(self, _, out):
        schema = self.producer.schema()
        ctypes.memmove(out, addressof(schema), ctypes.sizeof(schema))
        return 0

    def _get_next(self, _, out):
        if self.wait is not None:
            self.wait()
        if self.served == self.n_batches:
            ArrowArray.from_address(out).release = None
            return self.code
        self.served += 1
        array = self.producer.array()
        ctypes.memmove(out, addressof(array), ctypes.sizeof(array))
        return 0

    def _get_last_error(self, _):
        return None if self._text is None else addressof(self._text)

    def _release(self, address):
        self.releases += 1
        ArrowArrayStream.from_address(address).release = None

    def stream(self) -> ArrowArrayStream:
        return ArrowArrayStream(*[cast(callback, c_void_p) for callback in self._callbacks])

    def __arrow_c_stream__(self, requested_schema=None):
        stream = self.stream()
        return ab.capsule_from_address("arrow_array_stream", addressof(stream))


class Only:
    """An object that has only the given methods of another object."""

    def __init__(self, of, *names):
        for name in names:
            setattr(self, name, getattr(of, name))


def batches(count=3, values=(1, 2, 3)):
    """Return instances of RecordBatch with one column `n`."""
    return [ab.RecordBatch(Producer(values, batch=True)) for _ in range(count)]


def numbers(values=(1, 2, 3)):
    return ab.Array(Producer(values))


def read_numbers(array):
    """Return the int32 values of an array, read from its buffer."""
    address = array.buffers()[1].address
    return list((ctypes.c_int32 * len(array)).from_address(address)) if address else []


api = ctypes.pythonapi
api.PyCapsule_GetPointer.argtypes = [ctypes.py_object, c_char_p]
api.PyCapsule_GetPointer.restype = c_void_p


def content(capsule, name):
    """Return the address of the struct in a capsule."""
    return api.PyCapsule_GetPointer(capsule, name.encode())


def run_python(code, *, launcher=(), timeout=120, path=PACKAGE_PATH, **environment):
    """Run Python code in a new process that can import the package."""
    variables = dict(os.environ, PYTHONPATH=os.pathsep.join(path), **environment)
    return subprocess.run(
        [*launcher, sys.executable, "-c", textwrap.dedent(code)],
        env=variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        timeout=timeout,
    )
