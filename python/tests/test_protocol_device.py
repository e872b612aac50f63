"""Rules PYC-16 to PYC-22, DEV-* and DST-*: CPU memory as a device, and other devices."""

import ctypes
import gc
import unittest
from ctypes import CFUNCTYPE, addressof, c_int, c_void_p, cast

import arrowbridge as ab
from abi import ArrowDeviceArray, ArrowDeviceArrayStream
from support import RELEASE, Case, Only, Producer, StreamProducer, batches, content, numbers, read_numbers

CPU, CUDA, CUDA_HOST = 1, 2, 3


class DeviceProducer(Producer):
    """A producer of an array with the given device type, device id and event."""

    def __init__(self, device_type=CPU, device_id=-1, event=None, **options):
        super().__init__(**options)
        self.device = device_type, device_id, event

    def device_array(self):
        device_type, device_id, event = self.device
        return ArrowDeviceArray(array=self.array(), device_id=device_id, device_type=device_type, sync_event=event)

    def __arrow_c_device_array__(self, requested_schema=None, **kwargs):
        array = self.device_array()
        return self.__arrow_c_schema__(), ab.capsule_from_address("arrow_device_array", addressof(array))


class DeviceStreamProducer(StreamProducer):
    """A stream with the given device type, whose arrays may have another device type."""

    def __init__(self, device_type=CPU, array_type=None, event=None, **options):
        super().__init__(**options)
        self.device_type = device_type
        self.array_type = device_type if array_type is None else array_type
        self.event = event
        kind = CFUNCTYPE(c_int, c_void_p, c_void_p)
        self._device_next, self._device_release = kind(self._get_device_next), RELEASE(self._release_device)

    def _get_device_next(self, _, out):
        array = ArrowDeviceArray.from_address(out)
        code = self._get_next(None, out)
        array.device_id, array.device_type, array.sync_event = 0, self.array_type, self.event
        return code

    def _release_device(self, address):
        self.releases += 1
        ArrowDeviceArrayStream.from_address(address).release = None

    def __arrow_c_device_stream__(self, requested_schema=None, **kwargs):
        get_schema, _, get_last_error, _ = [cast(callback, c_void_p) for callback in self._callbacks]
        get_next, release = cast(self._device_next, c_void_p), cast(self._device_release, c_void_p)
        stream = ArrowDeviceArrayStream(self.device_type, get_schema, get_next, get_last_error, release)
        return ab.capsule_from_address("arrow_device_array_stream", addressof(stream))


def device_struct(capsules):
    return ArrowDeviceArray.from_address(content(capsules[1], "arrow_device_array"))


class Layout(unittest.TestCase):
    def test_DEV_1_DST_1_sizes_and_offsets(self):
        self.assertEqual(ctypes.sizeof(ArrowDeviceArray), 128)
        self.assertEqual(
            [getattr(ArrowDeviceArray, name).offset for name in ("device_id", "device_type", "sync_event", "reserved")],
            [80, 88, 96, 104],
        )
        self.assertEqual(ctypes.sizeof(ArrowDeviceArrayStream), 48)
        self.assertEqual(ArrowDeviceArrayStream.get_schema.offset, 8)


class Producing(Case):
    def test_DEV_5_DEV_6_DEV_8_DEV_9_DEV_11_DEV_16_the_cpu_has_id_minus_1_no_event_and_zeros(self):
        array, batch = numbers(), batches(1)[0]
        for value in (array, batch):
            capsules = value.__arrow_c_device_array__()
            device = device_struct(capsules)
            self.assertEqual((device.device_id, device.device_type), (-1, CPU))
            self.assertIsNone(device.sync_event)
            self.assertEqual(list(device.reserved), [0, 0, 0])
            self.assertEqual(device.array.length, 3)

    def test_DEV_4_DEV_13_DEV_14_dropped_or_moved(self):
        producer = Producer()
        array = ab.Array(producer)
        capsules = array.__arrow_c_device_array__()
        del array
        gc.collect()
        moved = ArrowDeviceArray()
        ab.struct_from_capsule(capsules[1], "arrow_device_array", addressof(moved))
        self.assertIsNone(device_struct(capsules).array.release)
        del capsules
        gc.collect()
        self.assertEqual(producer.array_releases, 0)
        RELEASE(moved.array.release)(addressof(moved))
        self.assertEqual(producer.array_releases, 1)

    def test_PYC_16_PYC_19_PYC_20_DEV_15_both_methods_export_the_same_memory(self):
        array, table = numbers((4, 5, 6)), ab.Table.from_batches(batches())
        device = ab.Array(Only(array, "__arrow_c_device_array__"))
        self.assertEqual(device.buffers(), array.buffers())
        self.assertEqual((read_numbers(array), read_numbers(device)), ([4, 5, 6], [4, 5, 6]))
        copied = ab.bytes_copied()
        imported = ab.Table(Only(table, "__arrow_c_device_stream__"))
        self.assertEqual([b.buffers() for b in imported], [b.buffers() for b in table])
        self.assertEqual(ab.bytes_copied(), copied)

    def test_PYC_21_results_of_the_methods(self):
        batch, table = batches(1)[0], ab.Table.from_batches(batches())
        for value in (batch, batch.column(0)):
            self.assertEqual(len(value.__arrow_c_device_array__(None)), 2)
            self.assertEqual(len(value.__arrow_c_device_array__(requested_schema=None)), 2)
        for value in (table, table.column(0), table.to_reader()):
            capsule = value.__arrow_c_device_stream__(requested_schema=None)
            stream = ArrowDeviceArrayStream.from_address(content(capsule, "arrow_device_array_stream"))
            self.assertEqual(stream.device_type, CPU)

    def test_PYC_22_keywords(self):
        array, table = numbers(), ab.Table.from_batches(batches())
        for produce in (
            array.__arrow_c_device_array__,
            table.to_batches()[0].__arrow_c_device_array__,
            table.__arrow_c_device_stream__,
            table.column(0).__arrow_c_device_stream__,
            table.to_reader().__arrow_c_device_stream__,
        ):
            with self.assertRaisesRegex(NotImplementedError, "'stream'"):
                produce(stream=7)
            produce(stream=None, anything=None)

    def test_DST_3_DST_4_arrays_have_the_device_of_the_stream_and_end_of_stream(self):
        table = ab.Table.from_batches(batches(2))
        capsule = table.__arrow_c_device_stream__()
        stream = ArrowDeviceArrayStream()
        ab.struct_from_capsule(capsule, "arrow_device_array_stream", addressof(stream))
        get_next = CFUNCTYPE(c_int, c_void_p, c_void_p)(stream.get_next)
        seen = []
        for _ in range(4):
            device = ArrowDeviceArray()
            ctypes.memset(addressof(device), 0xCC, ctypes.sizeof(device))
            self.assertEqual(get_next(addressof(stream), addressof(device)), 0)
            seen.append((bool(device.array.release), device.device_type, device.device_id))
            if device.array.release:
                self.assertEqual((device.sync_event, list(device.reserved)), (None, [0, 0, 0]))
                RELEASE(device.array.release)(addressof(device))
        self.assertEqual(seen[:2], [(True, CPU, -1)] * 2)
        self.assertEqual([live for live, _, _ in seen], [True, True, False, False])
        RELEASE(stream.release)(addressof(stream))
        self.assertIsNone(stream.release)

    def test_DST_6_results_outlive_the_stream(self):
        batch = ab.RecordBatchReader(
            Only(ab.Table.from_batches(batches(1, (7, 8))), "__arrow_c_device_stream__")
        ).read_next_batch()
        gc.collect()
        self.assertEqual(read_numbers(batch.column(0)), [7, 8])


class Consuming(Case):
    def test_PYC_17_PYC_18_objects_with_only_device_methods_are_accepted(self):
        producer = DeviceProducer(values=(1, 2), device_id=0)
        self.assertEqual(read_numbers(ab.Array(Only(producer, "__arrow_c_device_array__"))), [1, 2])
        pinned = DeviceProducer(CUDA_HOST, values=(3, 4))
        self.assertEqual(read_numbers(ab.Array(Only(pinned, "__arrow_c_device_array__"))), [3, 4])
        stream = DeviceStreamProducer()
        self.assertEqual(len(ab.Table(Only(stream, "__arrow_c_device_stream__"))), 9)
        self.assertEqual(stream.releases, 1)

    def test_DEV_3_memory_of_other_devices_is_not_accessed(self):
        producer = DeviceProducer(CUDA, 0)
        with self.assertRaisesRegex(NotImplementedError, "DEV-3: device type 2"):
            ab.Array(Only(producer, "__arrow_c_device_array__"))
        gc.collect()
        self.assertEqual((producer.schema_releases, producer.array_releases), (1, 1))
        stream = DeviceStreamProducer(CUDA)
        with self.assertRaisesRegex(NotImplementedError, "DEV-3: device type 2"):
            ab.Table(Only(stream, "__arrow_c_device_stream__"))
        self.assertEqual((stream.releases, stream.served), (1, 0))

    def test_DEV_7_DEV_12_events_are_not_ignored_and_stay_the_producers(self):
        event = ctypes.c_int64(1)
        producer = DeviceProducer(CUDA_HOST, 0, addressof(event))
        with self.assertRaisesRegex(NotImplementedError, "DEV-7"):
            ab.Array(Only(producer, "__arrow_c_device_array__"))
        self.assertEqual((producer.array_releases, event.value), (1, 1))
        stream = DeviceStreamProducer(CUDA_HOST, event=addressof(event))
        reader = ab.RecordBatchReader(Only(stream, "__arrow_c_device_stream__"))
        with self.assertRaisesRegex(NotImplementedError, "DEV-7"):
            reader.read_next_batch()
        self.assertEqual(stream.producer.array_releases, 1)

    def test_DST_3_an_array_of_another_device(self):
        stream = DeviceStreamProducer(CPU, array_type=CUDA)
        reader = ab.RecordBatchReader(Only(stream, "__arrow_c_device_stream__"))
        with self.assertRaisesRegex(ValueError, "DST-3.*type 2 in a stream of type 1"):
            reader.read_next_batch()
        self.assertEqual((stream.producer.array_releases, stream.releases), (1, 1))

    def test_DST_4_errors_are_passed_on(self):
        stream = DeviceStreamProducer(n_batches=1, code=5, text=b"the card is gone")
        reader = ab.RecordBatchReader(Only(stream, "__arrow_c_device_stream__"))
        reader.read_next_batch()
        with self.assertRaisesRegex(OSError, "the card is gone"):
            reader.read_next_batch()
        failing = ab.RecordBatchReader(StreamProducer(n_batches=0, code=5, text=b"gone")).__arrow_c_device_stream__()
        imported = ab.RecordBatchReader(_Capsule(failing))
        with self.assertRaisesRegex(OSError, "gone"):
            imported.read_next_batch()


class _Capsule:
    def __init__(self, capsule):
        self.capsule = capsule

    def __arrow_c_device_stream__(self, requested_schema=None, **kwargs):
        return self.capsule


if __name__ == "__main__":
    unittest.main()
