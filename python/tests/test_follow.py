"""Reading a stream while it is being written."""

import errno
import os
import signal
import tempfile
import threading
import time
import unittest

import arrowbridge as ab
from support import FILE, Case

STREAM = FILE.with_suffix(".arrows").read_bytes()


class Following(Case):
    def setUp(self):
        super().setUp()
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.path = os.path.join(self.folder.name, "growing.arrows")

    def write(self, size):
        with open(self.path, "wb") as file:
            file.write(STREAM[:size])

    def test_a_writer_in_pieces(self):
        for make in (lambda path: self.write(0), os.mkfifo):
            if os.path.exists(self.path):
                os.unlink(self.path)
            make(self.path)

            def write():
                with open(self.path, "ab", buffering=0) as file:
                    for start in range(0, len(STREAM), 4000):
                        file.write(STREAM[start : start + 4000])
                        time.sleep(0.001)

            writer = threading.Thread(target=write)
            writer.start()
            with ab.follow_ipc(self.path, timeout=60) as reader:
                found = reader.read_all()
            writer.join()
            self.assertEqual(found, ab.open_ipc(STREAM).read_all())

    def test_timeout(self):
        self.write(len(STREAM) - 8)
        with ab.follow_ipc(self.path, timeout=0.05, columns=[0]) as reader:
            with self.assertRaisesRegex(ab.ArrowBridgeError, f"after {len(STREAM) - 8} bytes") as raised:
                reader.read_all()
        self.assertEqual(raised.exception.code, errno.ETIMEDOUT)
        with self.assertRaises(FileNotFoundError):
            ab.follow_ipc(self.path + ".absent")
        for timeout in (0, -1, float("nan"), float("inf")):
            with self.assertRaisesRegex(ab.ArrowBridgeError, "'timeout'"):
                ab.follow_ipc(self.path, timeout=timeout)

    def test_ctrl_c_ends_the_wait(self):
        self.write(100)
        timer = threading.Timer(0.1, signal.raise_signal, [signal.SIGINT])
        timer.start()
        with self.assertRaises(KeyboardInterrupt):
            ab.follow_ipc(self.path, timeout=60)
        timer.join()


if __name__ == "__main__":
    unittest.main()
