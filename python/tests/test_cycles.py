"""The garbage collector collects cycles of a Python source and the reader over it, and nothing that is still used."""

import gc
import unittest
import weakref

import arrowbridge as ab
from support import Case, Only, batches

SCHEMA = ab.schema({"n": ab.int32()})


class Holder:
    """An iterable of batches that can refer to the reader over it."""

    reader = None

    def __iter__(self):
        yield from batches(3)


class Cycles(Case):
    def collected(self, make):
        """Return whether a cycle through `holder.reader = make(reader)` is collected."""
        holder = Holder()
        reference = weakref.ref(holder)
        holder.reader = make(ab.RecordBatchReader.from_batches(SCHEMA, holder))
        del holder
        self.assertIsNotNone(reference())
        gc.collect()
        return reference() is None

    def test_an_unread_reader(self):
        self.assertTrue(self.collected(lambda reader: reader))

    def test_a_reader_that_is_partly_read(self):
        def read(reader):
            reader.read_next_batch()
            return reader

        self.assertTrue(self.collected(read))

    def test_adapters(self):
        for adapt in (
            lambda reader: reader.cast(SCHEMA),
            lambda reader: reader.rebatch(2, 2),
            lambda reader: reader.check(),
            lambda reader: reader.cast(SCHEMA).rebatch(1, 1).cast(SCHEMA),
        ):
            self.assertTrue(self.collected(adapt))

    def test_a_generator_that_has_its_reader(self):
        ended = []

        def generate():
            own = []
            try:
                yield own
                yield from batches(3)
            finally:
                ended.append(own)

        generator = generate()
        own = next(generator)
        own.append(ab.RecordBatchReader.from_batches(SCHEMA, generator))
        del own, generator
        self.assertEqual(ended, [])
        gc.collect()
        self.assertEqual(len(ended), 1)
        ended.clear()
        gc.collect()

    def test_a_failed_reader_and_its_traceback(self):
        class Failing(Holder):
            def __iter__(self):
                yield from batches(1)
                raise LookupError(self)

        holder = Failing()
        reference = weakref.ref(holder)
        holder.reader = ab.RecordBatchReader.from_batches(SCHEMA, holder)
        with self.assertRaises(LookupError):
            holder.reader.read_all()
        del holder
        gc.collect()
        self.assertIsNone(reference())

    def test_what_is_used_is_not_collected(self):
        holder = Holder()
        reference = weakref.ref(holder)
        reader = ab.RecordBatchReader.from_batches(SCHEMA, holder)
        holder.reader = reader
        del holder
        gc.collect()
        self.assertEqual(len(reader.read_next_batch()), 3)
        # In the hands of a consumer: the stream leads to the source, and the consumer is not a Python object.
        stream = ab.RecordBatchReader(Only(reader, "__arrow_c_stream__"))
        del reader
        gc.collect()
        self.assertIsNotNone(reference())
        self.assertEqual(len(stream.read_all()), 6)
        reference = [weakref.ref(Holder()) for _ in range(2)][0]
        del stream
        gc.collect()
        self.assertIsNone(reference())

    def test_while_the_source_is_called(self):
        class Collecting(Holder):
            def __iter__(self):
                for batch in batches(3):
                    gc.collect()
                    yield batch
                    gc.collect()

        holder = Collecting()
        holder.reader = ab.RecordBatchReader.from_batches(SCHEMA, holder)
        self.assertEqual(len(holder.reader.read_all()), 9)

    def test_readers_of_a_tee(self):
        # Each of several readers leads to the source, so a cycle through one of them is not seen as garbage.
        holder = Holder()
        one, two = ab.RecordBatchReader.from_batches(SCHEMA, holder).tee()
        holder.reader = one
        del holder, one
        gc.collect()
        self.assertEqual(len(two.read_all()), 9)


if __name__ == "__main__":
    unittest.main()
