"""Rules PYC-1 to PYC-6 and PYC-25: names, ownership and lifetime of capsules."""

import ctypes
import gc
import threading
import unittest
from ctypes import addressof

import arrowbridge as ab
from abi import ArrowArray, ArrowArrayStream, ArrowDeviceArray, ArrowDeviceArrayStream, ArrowSchema

from support import Case, Producer, StreamProducer, api, batches, content, numbers

_SIZES = {
    "arrow_schema": ctypes.sizeof(ArrowSchema),
    "arrow_array": ctypes.sizeof(ArrowArray),
    "arrow_array_stream": ctypes.sizeof(ArrowArrayStream),
    "arrow_device_array": ctypes.sizeof(ArrowDeviceArray),
    "arrow_device_array_stream": ctypes.sizeof(ArrowDeviceArrayStream),
}


def _name_of(capsule):
    api.PyCapsule_GetName.restype = ctypes.c_char_p
    api.PyCapsule_GetName.argtypes = [ctypes.py_object]
    return api.PyCapsule_GetName(capsule).decode()


class Names(Case):
    def test_PYC_1_names_are_exact(self):
        array, table = numbers(), ab.Table.from_batches(batches())
        self.assertEqual(_name_of(ab.int32().__arrow_c_schema__()), "arrow_schema")
        self.assertEqual([_name_of(c) for c in array.__arrow_c_array__()], ["arrow_schema", "arrow_array"])
        self.assertEqual(_name_of(table.__arrow_c_stream__()), "arrow_array_stream")
        names = [_name_of(c) for c in array.__arrow_c_device_array__()]
        self.assertEqual(names, ["arrow_schema", "arrow_device_array"])
        self.assertEqual(_name_of(table.__arrow_c_device_stream__()), "arrow_device_array_stream")

    def test_PYC_1_other_names_are_rejected(self):
        producer = Producer()
        schema, array = producer.__arrow_c_array__()
        for wrong in [(array, schema), (schema, schema), (array, array)]:
            with self.assertRaisesRegex(ValueError, "PyCapsule named 'arrow_(schema|array)', not 'arrow_"):
                ab.Array(wrong)
        with self.assertRaisesRegex(ValueError, "'arrow_array_stream', not 'arrow_schema'"):
            ab.RecordBatchReader(schema)
        with self.assertRaisesRegex(ValueError, "arrow_table"):
            ab.capsule_from_address("arrow_table", addressof(ArrowSchema()))
        self.assertEqual((producer.schema_releases, producer.array_releases), (0, 0))
        del schema, array, wrong
        gc.collect()
        self.assertEqual((producer.schema_releases, producer.array_releases), (1, 1))

    def test_PYC_1_other_types_are_rejected(self):
        for wrong in [(1, 2), (None, None), "ab"]:
            with self.assertRaises(TypeError):
                ab.Array(wrong)
        with self.assertRaisesRegex(TypeError, "a PyCapsule named 'arrow_array', not int"):
            ab.Array((1, 2))
        with self.assertRaisesRegex(TypeError, "tuple of two capsules"):
            ab.Array((1, 2, 3))


class Destruction(Case):
    def test_PYC_2_unconsumed_capsule_releases_once(self):
        producer, stream = Producer(), StreamProducer()
        capsules = [*producer.__arrow_c_array__(), stream.__arrow_c_stream__()]
        self.assertEqual((producer.schema_releases, producer.array_releases, stream.releases), (0, 0, 0))
        capsules.clear()
        gc.collect()
        self.assertEqual((producer.schema_releases, producer.array_releases, stream.releases), (1, 1, 1))

    def test_PYC_2_consumed_capsule_releases_nothing_more(self):
        producer = Producer()
        capsules = producer.__arrow_c_array__()
        array = ab.Array(capsules)
        del capsules
        gc.collect()
        self.assertEqual((producer.schema_releases, producer.array_releases), (1, 0))
        del array
        gc.collect()
        self.assertEqual((producer.schema_releases, producer.array_releases), (1, 1))

    def test_PYC_2_all_five_kinds_are_freed(self):
        type, array, table = ab.int32(), numbers(), ab.Table.from_batches(batches())
        before = ab.live_counts()
        for make in [
            type.__arrow_c_schema__,
            array.__arrow_c_array__,
            table.__arrow_c_stream__,
            array.__arrow_c_device_array__,
            table.__arrow_c_device_stream__,
        ]:
            made = make()
            self.assertGreater(ab.live_counts()["blocks"], before["blocks"])
            del made
            self.assertEqual(ab.live_counts(), before)

    def test_PYC_2_a_struct_released_in_the_capsule_is_not_released_again(self):
        producer = Producer()
        schema, array = producer.__arrow_c_array__()
        address = content(array, "arrow_array")
        from abi import RELEASE

        RELEASE(ArrowArray.from_address(address).release)(address)
        self.assertEqual(producer.array_releases, 1)
        del schema, array
        gc.collect()
        self.assertEqual(producer.array_releases, 1)

    def test_PYC_2_a_pending_exception_is_kept(self):
        producer = Producer()

        def fail():
            kept = producer.__arrow_c_array__()
            assert kept
            raise LookupError("pending")

        with self.assertRaisesRegex(LookupError, "pending"):
            fail()
        self.assertEqual(producer.array_releases, 1)

    def test_PYC_3_struct_is_wrapped_before_it_is_filled(self):
        # Each export is at its final address: the exporter knows it, and nothing was moved into the capsule.
        schema, array = numbers().__arrow_c_array__()
        stream = ab.Table.from_batches(batches(1)).__arrow_c_stream__()
        for capsule, name, struct in (
            (schema, "arrow_schema", ArrowSchema),
            (array, "arrow_array", ArrowArray),
            (stream, "arrow_array_stream", ArrowArrayStream),
        ):
            self.assertTrue(struct.from_address(content(capsule, name)).release)
        # If an export fails, the capsule with the released struct is destroyed, and nothing leaks.
        for empty in (ab.RecordBatchReader, ab.RecordBatch, ab.Array):
            with self.assertRaisesRegex(TypeError, "not initialized"):
                method = "__arrow_c_stream__" if empty is ab.RecordBatchReader else "__arrow_c_array__"
                getattr(empty.__new__(empty), method)()


class Consumption(Case):
    def test_PYC_4_consumer_moves_and_marks_released(self):
        schema, array = Producer().__arrow_c_array__()
        addresses = content(schema, "arrow_schema"), content(array, "arrow_array")
        kept = ab.Array((schema, array))
        self.assertIsNone(ArrowSchema.from_address(addresses[0]).release)
        self.assertIsNone(ArrowArray.from_address(addresses[1]).release)
        self.assertEqual(len(kept), 3)

    def test_PYC_5_consumed_once(self):
        for capsules in (numbers().__arrow_c_array__(), Producer().__arrow_c_array__()):
            ab.Array(capsules)
            with self.assertRaisesRegex(ValueError, "released"):
                ab.Array(capsules)
        for capsule in (ab.Table.from_batches(batches()).__arrow_c_stream__(), StreamProducer().__arrow_c_stream__()):
            ab.RecordBatchReader(capsule).close()
            with self.assertRaisesRegex(ValueError, "released"):
                ab.RecordBatchReader(capsule)
        capsule = ab.int32().__arrow_c_schema__()
        ab.Schema(ab.schema({"a": ab.int32()}).__arrow_c_schema__())
        ab.DataType(capsule)
        with self.assertRaisesRegex(ValueError, "released"):
            ab.DataType(capsule)

    def test_PYC_5_one_of_many_threads_consumes_it(self):
        for _ in range(20):
            producer = StreamProducer()
            capsule = producer.__arrow_c_stream__()
            barrier = threading.Barrier(8)
            readers, errors = [], []

            def consume():
                barrier.wait()
                try:
                    readers.append(ab.RecordBatchReader(capsule))
                except ValueError as error:
                    errors.append(str(error))

            threads = [threading.Thread(target=consume) for _ in range(8)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            self.assertEqual((len(readers), len(errors)), (1, 7))
            readers.clear()
            self.assertEqual(producer.releases, 1)

    def test_PYC_6_the_embedded_release_of_device_capsules_is_checked(self):
        producer = Producer()
        device = ArrowDeviceArray(array=producer.array(), device_id=-1, device_type=1)
        capsule = ab.capsule_from_address("arrow_device_array", addressof(device))
        self.assertIsNone(device.array.release)
        del capsule
        gc.collect()
        self.assertEqual(producer.array_releases, 1)

    def test_PYC_25_capsules_can_be_destroyed_after_the_import(self):
        producer = Producer((7, 8, 9))
        capsules = producer.__arrow_c_array__()
        array = ab.Array(capsules)
        del capsules
        gc.collect()
        self.assertEqual(array.buffers()[1].address, addressof(producer.values))


class StructFunctions(Case):
    def test_struct_from_capsule_moves_once(self):
        producer = Producer()
        schema, array = producer.__arrow_c_array__()
        out = ArrowArray()
        ctypes.memset(addressof(out), 0xCC, ctypes.sizeof(out))
        ab.struct_from_capsule(array, "arrow_array", addressof(out))
        self.assertEqual((out.length, out.n_buffers), (3, 2))
        capsule = ab.capsule_from_address("arrow_array", addressof(out))
        with self.assertRaisesRegex(ValueError, "released"):
            ab.struct_from_capsule(array, "arrow_array", addressof(out))
        self.assertIsNone(out.release)
        self.assertEqual(len(ab.Array((schema, capsule))), 3)

    def test_wrong_arguments(self):
        schema = ab.int32().__arrow_c_schema__()
        empty = ArrowDeviceArray()
        with self.assertRaises(ValueError):
            ab.struct_from_capsule(schema, "arrow_array", addressof(empty))
        with self.assertRaises(TypeError):
            ab.struct_from_capsule(object(), "arrow_schema", addressof(empty))
        with self.assertRaisesRegex(ValueError, "NULL"):
            ab.struct_from_capsule(schema, "arrow_schema", 0)
        with self.assertRaisesRegex(ValueError, "NULL"):
            ab.capsule_from_address("arrow_schema", 0)
        with self.assertRaisesRegex(ValueError, "released"):
            ab.capsule_from_address("arrow_schema", addressof(empty))


if __name__ == "__main__":
    unittest.main()
