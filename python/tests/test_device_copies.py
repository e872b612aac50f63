"""Copies between a device and main memory, by a copier that is a Python object."""

import ctypes
import errno
import gc
import threading
import unittest

import arrowbridge as ab
from abi import ArrowDeviceArray
from support import Case, batches, content, numbers

DEVICE = 12


class Copier:
    """A device in main memory. A key of `fails` is the method that raises the value."""

    def __init__(self):
        self.buffers = {}
        self.calls = []
        self.fails = {}

    def _call(self, name, device_id):
        self.calls.append((name, device_id))
        if name in self.fails:
            raise self.fails[name]

    def wait(self, device_id, sync_event):
        self._call("wait", device_id)
        ctypes.c_int64.from_address(sync_event).value += 1

    def copy_to_host(self, device_id, buffer, offset, size, to):
        self._call("copy_to_host", device_id)
        ctypes.memmove(to, buffer + offset, size)

    def copy_from_host(self, device_id, source, size, buffer):
        self._call("copy_from_host", device_id)
        ctypes.memmove(buffer, source, size)

    def allocate(self, device_id, size):
        self._call("allocate", device_id)
        memory = ctypes.create_string_buffer(size)
        self.buffers[ctypes.addressof(memory)] = memory
        return ctypes.addressof(memory)

    def deallocate(self, device_id, buffer, size):
        memory = self.buffers.pop(buffer)
        assert ctypes.sizeof(memory) == size


class DeviceCopies(Case):
    def setUp(self):
        super().setUp()
        self.copier = Copier()
        ab.register_device_copier(DEVICE, self.copier)

    def tearDown(self):
        gc.collect()
        ab.unregister_device_copier(DEVICE)
        self.assertEqual(self.copier.buffers, {})
        del self.copier
        super().tearDown()

    def test_arrays_there_and_back(self):
        nested = ab.array([{"a": [1, None], "b": "text"}, None, {"a": [], "b": None}])
        for array in (numbers(), nested, nested.slice(1, 2), ab.array([])):
            device = ab.copy_to_device(array, DEVICE, 3)
            self.assertIsInstance(device, ab.DeviceArray)
            self.assertEqual(ab.array(device).to_pylist(), array.to_pylist())
        self.assertEqual({device_id for _, device_id in self.copier.calls}, {3})

    def test_batches_and_streams(self):
        batch = batches(1)[0]
        self.assertTrue(ab.RecordBatch(ab.copy_to_device(batch, DEVICE)).equals(batch))
        table = ab.Table.from_batches(batches(3))
        for data in (table, table.to_reader()):
            device = ab.copy_to_device(data, DEVICE, 0)
            self.assertIsInstance(device, ab.DeviceStream)
            self.assertEqual(ab.Table(device).to_pylist(), table.to_pylist())

    def test_DEV_7_the_event_is_waited_for(self):
        device = ab.copy_to_device(numbers(), DEVICE, 1)
        event = ctypes.c_int64(0)
        struct = ArrowDeviceArray.from_address(content(device.__arrow_c_device_array__()[1], "arrow_device_array"))
        struct.sync_event = ctypes.addressof(event)
        self.copier.calls.clear()
        ab.array(device)
        self.assertEqual(event.value, 1)
        self.assertEqual(self.copier.calls, [("wait", 1), ("copy_to_host", 1)])

    def test_exceptions_arrive_as_they_are(self):
        for method in ("allocate", "copy_from_host"):
            self.copier.fails = {method: KeyError("the card is gone")}
            with self.assertRaises(KeyError) as caught:
                ab.copy_to_device(numbers(), DEVICE)
            self.assertIs(caught.exception, self.copier.fails[method])
        self.copier.fails = {}
        device = ab.copy_to_device(ab.Table.from_batches(batches(2)), DEVICE)
        reader = ab.RecordBatchReader(device)
        reader.read_next_batch()
        self.copier.fails = {"copy_to_host": OSError(errno.EIO, "the card is on fire")}
        for _ in range(2):
            with self.assertRaisesRegex(OSError, "the card is on fire"):
                reader.read_next_batch()

    def test_what_allocate_returns_must_be_an_address(self):
        self.copier.allocate = lambda device_id, size: "nothing"
        with self.assertRaises(TypeError):
            ab.copy_to_device(numbers(), DEVICE)
        self.copier.allocate = lambda device_id, size: 0
        with self.assertRaisesRegex(ValueError, "allocate returned 0, but no buffer"):
            ab.copy_to_device(numbers(), DEVICE)

    def test_one_copier_for_each_type(self):
        with self.assertRaises(ab.ArrowBridgeError) as caught:
            ab.register_device_copier(DEVICE, Copier())
        self.assertEqual(caught.exception.errno, errno.EBUSY)
        with self.assertRaises(FileNotFoundError):
            ab.unregister_device_copier(7)
        with self.assertRaisesRegex(ValueError, "no callbacks"):
            ab.register_device_copier(7, object())
        with self.assertRaisesRegex(ValueError, "needs no copier"):
            ab.register_device_copier(1, Copier())
        with self.assertRaisesRegex(NotImplementedError, "DEV-3: device type 7"):
            ab.copy_to_device(numbers(), 7)
        with self.assertRaises(TypeError):
            ab.copy_to_device(42, DEVICE)

    def test_a_copier_is_kept_while_it_is_used(self):
        class Other(Copier):
            alive = 0

            def __init__(self):
                super().__init__()
                Other.alive += 1

            def __del__(self):
                Other.alive -= 1

        ab.register_device_copier(8, Other())
        device = ab.copy_to_device(numbers(), 8)
        ab.unregister_device_copier(8)
        gc.collect()
        self.assertEqual(Other.alive, 1)
        del device
        gc.collect()
        self.assertEqual(Other.alive, 0)

    def test_on_other_threads(self):
        results = []

        def copy():
            results.append(ab.array(ab.copy_to_device(numbers((1, 2)), DEVICE)).to_pylist())

        threads = [threading.Thread(target=copy) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(results, [[1, 2]] * 4)


if __name__ == "__main__":
    unittest.main()
