"""IPC in pieces: the decoder and the encoder."""

import io
import random
import unittest

import arrowbridge as ab
from support import FILE, Case

STREAM = FILE.with_suffix(".arrows").read_bytes()


class Decoding(Case):
    def test_batches_are_those_of_a_reader_however_the_bytes_are_cut(self):
        expected = ab.open_ipc(STREAM).read_all()
        cuts = random.Random(17)
        for most in (1, 7, 1000, len(STREAM)):
            decoder, batches, start = ab.IpcDecoder(), [], 0
            while start < len(STREAM):
                size = cuts.randint(1, most)
                batches += decoder.feed(memoryview(STREAM)[start : start + size])
                start += size
            decoder.finish()
            self.assertEqual(ab.Table.from_batches(batches, decoder.schema), expected)
            self.assertEqual((decoder.bytes_wanted, decoder.bytes_after_end), (0, 0))

    def test_schema_and_wanted_bytes(self):
        decoder = ab.IpcDecoder()
        self.assertIsNone(decoder.schema)
        file = io.BytesIO(STREAM + b"more")
        batches = []
        while decoder.bytes_wanted:
            batches += decoder.feed(file.read(decoder.bytes_wanted))
        self.assertEqual(file.read(), b"more")
        self.assertEqual(decoder.schema, ab.open_ipc(STREAM).schema)
        self.assertEqual(len(batches), len(list(ab.open_ipc(STREAM))))
        self.assertEqual(list(decoder.feed(b"more")), [])
        self.assertEqual(decoder.bytes_after_end, 4)

    def test_errors_stay(self):
        decoder = ab.IpcDecoder()
        with self.assertRaisesRegex(ab.ArrowBridgeError, "IPC-1.*CSV"):
            list(decoder.feed(b"a,b\n1,2\n"))
        with self.assertRaisesRegex(ab.ArrowBridgeError, "IPC-1.*CSV"):
            decoder.finish()
        decoder = ab.IpcDecoder()
        list(decoder.feed(STREAM[:-20]))
        with self.assertRaisesRegex(ab.ArrowBridgeError, "IPC-4"):
            decoder.finish()
        with self.assertRaisesRegex(ab.ArrowBridgeError, "absent"):
            list(ab.IpcDecoder(columns=["absent"]).feed(STREAM))
        with self.assertRaises(TypeError):
            list(ab.IpcDecoder().feed("text"))
        with self.assertRaises(ValueError):
            ab.IpcDecoder(validate="much")

    def test_columns_and_metadata(self):
        batch = ab.RecordBatch.from_pydict({"a": [1], "b": ["x"]})
        encoder = ab.IpcEncoder(batch.schema)
        data = b"".join(m.data for m in encoder.write(batch, {"k": "1"}) + encoder.write(batch) + encoder.finish())
        decoder = ab.IpcDecoder(columns=["b"], validate="full")
        found = [(batch.to_pydict(), decoder.batch_metadata) for batch in decoder.feed(data)]
        self.assertEqual(found, [({"b": ["x"]}, {b"k": b"1"}), ({"b": ["x"]}, None)])


class Encoding(Case):
    def test_the_messages_are_the_stream(self):
        table = ab.open_ipc(STREAM).read_all()
        for codec in (None, "zstd"):
            file = io.BytesIO()
            ab.write_ipc(table, file, codec=codec)
            encoder = ab.IpcEncoder(table.schema, codec=codec)
            messages = encoder.messages()
            for batch in table.to_reader():
                messages += encoder.write(batch)
            messages += encoder.finish()
            self.assertEqual(b"".join(message.data for message in messages), file.getvalue())

    def test_messages_apart_and_encapsulated(self):
        column = ab.Array.from_pylist(["a", "b", "a"]).cast(ab.dictionary("int8", "utf8"))
        words = ab.RecordBatch.from_arrays([column], ["words"])
        encoder = ab.IpcEncoder(words.schema)
        schema, *messages = encoder.write(words)
        self.assertEqual([message.kind for message in messages], ["dictionary", "batch"])
        for decoder in (ab.IpcDecoder(), ab.IpcDecoder(words.schema)):
            if decoder.schema is None:
                self.assertIsNone(decoder.feed_message(schema.metadata))
            found = [decoder.feed_message(message.metadata, message.body) for message in messages]
            found += [decoder.feed_message(message.data) for message in messages]
            self.assertEqual(found, [None, words, None, words])

    def test_a_body_is_used_in_place(self):
        batch = ab.RecordBatch.from_pydict({"a": list(range(100))})
        _, message = ab.IpcEncoder(batch.schema).write(batch)
        body = bytearray(message.body)
        found = ab.IpcDecoder(batch.schema).feed_message(message.metadata, body)
        with self.assertRaises(BufferError):
            body.clear()
        self.assertEqual(found, batch)
        del found
        body.clear()

    def test_errors(self):
        batch = ab.RecordBatch.from_pydict({"a": [1]})
        encoder = ab.IpcEncoder(batch.schema)
        with self.assertRaisesRegex(ab.ArrowBridgeError, "'batch'"):
            encoder.write(ab.RecordBatch.from_pydict({"a": ["x"]}))
        encoder.finish()
        with self.assertRaisesRegex(ab.ArrowBridgeError, "finished"):
            encoder.write(batch)
        decoder = ab.IpcDecoder(batch.schema)
        with self.assertRaisesRegex(ab.ArrowBridgeError, "SEC-5"):
            decoder.feed_message(b"garbage!", b"body")


if __name__ == "__main__":
    unittest.main()
