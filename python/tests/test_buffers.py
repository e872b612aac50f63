"""Buffers of arrays, the buffer protocol, DLPack, and the sizes of buffers and rows."""

import array as arrays
import ctypes
import gc
import importlib.util
import io
import unittest
from ctypes import POINTER, c_char_p, c_int32, c_int64, c_uint8, c_uint16, c_uint32, c_uint64, c_void_p

import arrowbridge as ab
from support import Case, Producer, numbers

INTEGERS = {"int8": "b", "uint8": "B", "int16": "h", "uint16": "H", "int32": "i", "uint32": "I"}
LONG = {"int64": "l", "uint64": "L"} if ctypes.sizeof(ctypes.c_long) == 8 else {"int64": "q", "uint64": "Q"}
FLOATS = {"float32": "f", "float64": "d"}


def sizes(array):
    return [buffer and buffer.size for buffer in array.buffers()]


class Buffers(Case):
    def test_sizes_of_every_layout(self):
        nested = ab.Array.from_pylist([[{"a": 1}, None], None, []], ab.list_(ab.struct({"a": ab.int8()})))
        for array, expected in [
            (ab.Array.from_pylist([1, 2, 3], ab.int32()), [None, 12]),
            (ab.Array.from_pylist([1, None, 3], ab.int32()), [1, 12]),
            (ab.Array.from_pylist([True] * 9), [None, 2]),
            (ab.Array.from_pylist(["a", "bcd"]), [None, 12, 4]),
            (ab.Array.from_pylist(["a", "bcd"], ab.large_utf8()), [None, 24, 4]),
            (ab.Array.from_pylist(["a", "b" * 20], ab.utf8_view()), [None, 32, 20, 8]),
            (ab.Array.from_pylist([None, None]), []),
            (ab.Array.from_pylist([b"ab", b"cd"], ab.fixed_size_binary(2)), [None, 4]),
            (ab.Array.from_pylist([[1, 2], [3]], ab.list_view(ab.int8())), [None, 8, 8, None, 3]),
            (ab.Array.from_pylist([[1, 2]], ab.fixed_size_list(ab.int8(), 2)), [None, None, 2]),
            (nested, [1, 16, 1, 1, 2]),
            (ab.Array.from_pylist(["x", "y", "x"], ab.dictionary(ab.int8(), ab.utf8())), [None, 3, None, 12, 2]),
        ]:
            with self.subTest(type=str(array.type)):
                self.assertEqual(sizes(array), expected)

    def test_a_slice_has_the_rows_before_it(self):
        array = ab.Array.from_pylist(list(range(100)), ab.int16()).slice(10, 5)
        self.assertEqual((sizes(array), array.nbytes), ([None, 30], 10))

    def test_the_bytes_are_those_of_the_array(self):
        array = ab.Array.from_pylist(["a", None, "bcd"])
        bitmap, offsets, data = array.buffers()
        self.assertEqual((bytes(bitmap), bytes(data)), (b"\x05", b"abcd"))
        self.assertEqual(memoryview(offsets).cast("i").tolist(), [0, 1, 1, 4])
        self.assertEqual((data.path, data.slot, len(data)), ("", 2, 4))
        self.assertEqual(ctypes.string_at(data.address, data.size), b"abcd")

    def test_a_buffer_keeps_its_memory_alive_and_is_read_only(self):
        buffer = ab.Array.from_pylist(list(range(1000))).buffers()[1]
        view = memoryview(buffer)
        del buffer
        gc.collect()
        self.assertEqual(view.cast("q")[999], 999)
        self.assertTrue(view.readonly)
        self.assertGreater(ab.live_counts()["bytes"], self.before["bytes"])
        with self.assertRaises(TypeError):
            io.BytesIO(b"1").readinto(numbers().buffers()[1])

    def test_buffers_are_compared_and_cannot_be_made(self):
        array = numbers()
        self.assertEqual(array.buffers(), array.buffers())
        self.assertEqual(hash(array.buffers()[1]), hash(array.buffers()[1]))
        self.assertNotEqual(array.buffers()[1], array.slice(0, 1).buffers()[1])
        self.assertIn("size=12", repr(array.buffers()[1]))
        with self.assertRaises(TypeError):
            ab.Buffer()

    def test_arrays_without_rows(self):
        for type in (ab.int32(), ab.utf8(), ab.bool_(), ab.list_(ab.int8()), ab.utf8_view()):
            array = ab.Array.from_pylist([], type)
            self.assertEqual((sum(size or 0 for size in sizes(array)), array.nbytes), (0, 0))
            self.assertEqual(b"".join(buffer for buffer in array.buffers() if buffer is not None), b"")

    def test_invalid_offsets_are_not_followed(self):
        array = ab.Array(Texts([0, 5, 3]))
        with self.assertRaisesRegex(ValueError, "offset"):
            array.buffers()
        with self.assertRaisesRegex(ValueError, "offset"):
            array.nbytes


class Texts(Producer):
    """A producer of texts with any offsets."""

    def schema(self):
        schema = super().schema()
        schema.format = b"u"
        return schema

    def array(self):
        array = super().array()
        array.length -= 1
        array.n_buffers = 3
        self.data = ctypes.create_string_buffer(b"abcdefgh")
        self.buffers = (c_void_p * 3)(None, self.address, ctypes.addressof(self.data))
        array.buffers = ctypes.cast(self.buffers, type(array.buffers))
        return array


class Rows(Case):
    def test_bytes_of_rows(self):
        for values, type, expected in [
            ([1, None, 3], ab.int32(), 13),
            (["a", "bcd"], ab.utf8(), 16),
            ([[1, 2], None, [3]], ab.list_(ab.int16()), 1 + 16 + 6),
            ([{"a": 1}, {"a": 2}], ab.struct({"a": ab.int64()}), 16),
            (["x", "y", "x"], ab.dictionary(ab.int8(), ab.utf8()), 3 + 12 + 2),
            ([1, 1, 2], ab.run_end_encoded(ab.int16(), ab.int32()), 4 + 8),
            ([None], ab.null(), 0),
        ]:
            with self.subTest(type=str(type)):
                self.assertEqual(ab.Array.from_pylist(values, type).nbytes, expected)

    def test_of_slices_only_the_part(self):
        array = ab.Array.from_pylist([["a", "bb"], ["ccc"], None], ab.list_(ab.utf8()))
        self.assertEqual(array.slice(1, 1).nbytes, 1 + 8 + (8 + 3))
        self.assertEqual(array.slice(3).nbytes, 0)

    def test_of_batches_tables_and_chunked_arrays(self):
        batch = ab.RecordBatch.from_pydict({"a": [1, 2], "b": ["x", "y"]})
        self.assertEqual(batch.nbytes, 16 + 12 + 2)
        table = ab.Table.from_batches([batch, batch.slice(1)])
        self.assertEqual(table.nbytes, 30 + 8 + 8 + 1)
        self.assertEqual(table.column("a").nbytes, 24)


class Protocol(Case):
    def test_every_primitive_type(self):
        for name, code in {**INTEGERS, **LONG, **FLOATS}.items():
            with self.subTest(type=name):
                values = [1, 2, 3]
                array = ab.Array.from_pylist(values, getattr(ab, name)())
                view = memoryview(array)
                expected = memoryview(arrays.array(code, values))
                self.assertEqual((view.format, view.shape, view.strides), (code, (3,), expected.strides))
                self.assertEqual((view, view.readonly), (expected, True))
                self.assertEqual(bytes(array.slice(1, 1)), bytes(expected[1:2]))
        self.assertEqual(memoryview(ab.Array.from_pylist([1.5], ab.float16())).format, "e")

    def test_memory_is_shared_and_kept_alive(self):
        array = ab.Array.from_pylist(list(range(1000)))
        address = array.buffers()[1].address
        view = memoryview(array)
        del array
        gc.collect()
        self.assertEqual(view[999], 999)
        self.assertEqual(list((ctypes.c_int64 * 1000).from_address(address)), view.tolist())

    def test_simple_consumers(self):
        array = ab.Array.from_pylist([1, 2], ab.uint8())
        self.assertEqual(bytes(array), b"\x01\x02")
        self.assertEqual(b"".join([array, array]), b"\x01\x02\x01\x02")
        self.assertEqual(bytes(ab.Array.from_pylist([], ab.int32())), b"")
        with self.assertRaises(TypeError):
            io.BytesIO(b"12").readinto(array)
        self.assertEqual(bytes(array), b"\x01\x02")

    def test_what_has_no_such_buffer(self):
        for values, type in [
            ([1, None], ab.int32()),
            (["a"], ab.utf8()),
            ([True], ab.bool_()),
            ([1], ab.timestamp("s")),
            ([1], ab.date32()),
            ([1], ab.dictionary(ab.int8(), ab.int32())),
            ([[1]], ab.list_(ab.int8())),
        ]:
            array = ab.Array.from_pylist(values, type)
            with self.subTest(type=str(type)):
                for use in (memoryview, ab.Array.__dlpack__):
                    with self.assertRaisesRegex(BufferError, r"null|neither"):
                        use(array)
        with self.assertRaises(TypeError):
            memoryview(ab.RecordBatch.from_pydict({"a": [1]}))
        with self.assertRaisesRegex(TypeError, "not initialized"):
            memoryview(ab.Array.__new__(ab.Array))

    def test_nulls_outside_of_a_slice(self):
        self.assertEqual(memoryview(ab.Array.from_pylist([None, 1, 2]).slice(1)).tolist(), [1, 2])


class _Tensor(ctypes.Structure):
    _fields_ = [
        ("data", c_void_p),
        ("device_type", c_int32),
        ("device_id", c_int32),
        ("ndim", c_int32),
        ("code", c_uint8),
        ("bits", c_uint8),
        ("lanes", c_uint16),
        ("shape", POINTER(c_int64)),
        ("strides", POINTER(c_int64)),
        ("byte_offset", c_uint64),
    ]


class _Managed(ctypes.Structure):
    _fields_ = [("tensor", _Tensor), ("context", c_void_p), ("deleter", c_void_p)]


class _Versioned(ctypes.Structure):
    _fields_ = [
        ("major", c_uint32),
        ("minor", c_uint32),
        ("context", c_void_p),
        ("deleter", c_void_p),
        ("flags", c_uint64),
        ("tensor", _Tensor),
    ]


_api = ctypes.pythonapi
_api.PyCapsule_GetPointer.argtypes = [ctypes.py_object, c_char_p]
_api.PyCapsule_GetPointer.restype = c_void_p
_api.PyCapsule_SetName.argtypes = [ctypes.py_object, c_char_p]
_USED = {b"dltensor": b"used_dltensor", b"dltensor_versioned": b"used_dltensor_versioned"}


def managed(capsule, name):
    """Return the struct in a capsule."""
    kind = _Managed if name == b"dltensor" else _Versioned
    return kind.from_address(_api.PyCapsule_GetPointer(capsule, name))


def consume(capsule, name):
    """Read the values as a consumer does, and call the deleter."""
    found = managed(capsule, name)
    _api.PyCapsule_SetName(capsule, _USED[name])
    del capsule
    gc.collect()
    tensor = found.tensor
    kind = {(0, 32): c_int32, (0, 64): c_int64, (1, 8): c_uint8, (2, 64): ctypes.c_double}[tensor.code, tensor.bits]
    values = list((kind * tensor.shape[0]).from_address(tensor.data + tensor.byte_offset))
    ctypes.CFUNCTYPE(None, c_void_p)(found.deleter)(ctypes.addressof(found))
    return values


class DLPack(Case):
    def test_the_device(self):
        self.assertEqual(numbers().__dlpack_device__(), (1, 0))

    def test_consumers_of_both_versions(self):
        for version in (None, (0, 8), (1, 0), (2, 7)):
            name = b"dltensor" if version in (None, (0, 8)) else b"dltensor_versioned"
            for type in (ab.int32(), ab.int64(), ab.uint8(), ab.float64()):
                array = ab.Array.from_pylist([9, 1, 2, 3], type).slice(1)
                self.assertEqual(consume(array.__dlpack__(max_version=version), name), [1, 2, 3])

    def test_the_tensor(self):
        array = ab.Array.from_pylist([1, 2, 3], ab.uint16())
        capsule = array.__dlpack__(max_version=(1, 1), dl_device=(1, 0), copy=False, stream=None)
        found = managed(capsule, b"dltensor_versioned")
        self.assertEqual((found.major, found.minor, found.flags), (1, 0, 1))  # read-only
        tensor = found.tensor
        self.assertEqual((tensor.data, tensor.byte_offset), (array.buffers()[1].address, 0))
        self.assertEqual((tensor.device_type, tensor.device_id, tensor.ndim), (1, 0, 1))
        self.assertEqual((tensor.code, tensor.bits, tensor.lanes), (1, 16, 1))
        self.assertEqual((tensor.shape[0], tensor.strides[0]), (3, 1))

    def test_a_copy(self):
        array = ab.Array.from_pylist([1, 2, 3])
        found = managed(capsule := array.__dlpack__(max_version=(1, 0), copy=True), b"dltensor_versioned")
        self.assertEqual(found.flags, 2)  # copied, and thereby writable
        self.assertNotEqual(found.tensor.data, array.buffers()[1].address)
        del array
        gc.collect()
        self.assertEqual(consume(capsule, b"dltensor_versioned"), [1, 2, 3])
        self.assertEqual(consume(ab.Array.from_pylist([4]).__dlpack__(copy=True), b"dltensor"), [4])

    def test_a_tensor_keeps_the_memory_alive_until_it_is_deleted(self):
        for version in (None, (1, 0)):
            capsule = ab.Array.from_pylist(list(range(1000))).__dlpack__(max_version=version)
            gc.collect()
            self.assertGreater(ab.live_counts()["bytes"], self.before["bytes"])
            del capsule  # which nobody has consumed
            gc.collect()
            self.assertEqual(ab.live_counts()["bytes"], self.before["bytes"])

    def test_requests_that_cannot_be_met(self):
        array = numbers()
        for keywords, error in [
            ({"stream": 1}, BufferError),
            ({"dl_device": (2, 0)}, BufferError),
            ({"dl_device": (1, 1)}, BufferError),
            ({"dl_device": 1}, TypeError),
            ({"max_version": (1,)}, TypeError),
            ({"max_version": ("1", None)}, TypeError),
            ({"unknown": None}, TypeError),
        ]:
            with self.subTest(**keywords), self.assertRaises(error):
                array.__dlpack__(**keywords)
        with self.assertRaises(TypeError):
            array.__dlpack__(None)


@unittest.skipUnless(importlib.util.find_spec("numpy"), "numpy is not installed")
class Numpy(Case):
    def test_arrays_share_memory(self):
        import numpy

        for name in (*INTEGERS, *LONG, *FLOATS, "float16"):
            array = ab.Array.from_pylist([9, 1, 2], getattr(ab, name)()).slice(1)
            for made in (numpy.from_dlpack(array), numpy.asarray(array), numpy.asarray(memoryview(array))):
                self.assertEqual((made.dtype.num, made.tolist()), (numpy.dtype(name).num, [1, 2]))
                self.assertEqual(made.ctypes.data, array.buffers()[1].address + made.itemsize)
                self.assertFalse(made.flags.writeable)

    def test_memory_lives_as_long_as_the_tensor(self):
        import numpy

        made = numpy.from_dlpack(ab.Array.from_pylist(list(range(1000))))
        gc.collect()
        self.assertEqual(made.sum(), sum(range(1000)))

    def test_nulls_and_other_types(self):
        import numpy

        with self.assertRaises(BufferError):
            numpy.from_dlpack(ab.Array.from_pylist([1, None]))
        self.assertEqual(numpy.asarray(ab.Array.from_pylist([1], ab.timestamp("s"))).dtype.str, "<M8[s]")


if __name__ == "__main__":
    unittest.main()
