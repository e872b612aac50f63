"""Rule PYC-24: exchange of structs by address, for libraries without capsules; and the definitions for cffi."""

import ctypes
import gc
import importlib.util
import unittest
from ctypes import addressof

import arrowbridge as ab
from abi import (
    RELEASE,
    ArrowArray,
    ArrowArrayStream,
    ArrowDeviceArray,
    ArrowDeviceArrayStream,
    ArrowSchema,
)
from support import Case, Only, Producer, StreamProducer, batches, numbers, read_numbers


def release(struct):
    RELEASE(struct.release)(addressof(struct))


class Addresses(Case):
    def test_PYC_24_schemas_types_and_fields(self):
        field = ab.field("a", ab.list_(ab.int32()), False, {"k": "v"})
        for value in (field, field.type, ab.schema([field], {"s": "t"})):
            struct = ArrowSchema()
            value._export_to_c(addressof(struct))
            imported = type(value)._import_from_c(addressof(struct))
            self.assertIsNone(struct.release)
            self.assertTrue(imported.equals(value, check_metadata=True))

    def test_PYC_24_arrays(self):
        array = numbers((4, 5))
        struct, schema = ArrowArray(), ArrowSchema()
        array._export_to_c(addressof(struct))
        self.assertEqual(ab.Array._import_from_c(addressof(struct), ab.int32()), array)
        array._export_to_c(addressof(struct), addressof(schema))
        imported = ab.Array._import_from_c(addressof(struct), addressof(schema))
        self.assertEqual((imported, imported.buffers()), (array, array.buffers()))
        self.assertEqual((struct.release, schema.release), (None, None))

    def test_PYC_24_record_batches(self):
        batch = batches(1)[0]
        struct, schema = ArrowArray(), ArrowSchema()
        batch._export_to_c(addressof(struct), addressof(schema))
        imported = ab.RecordBatch._import_from_c(addressof(struct), addressof(schema))
        self.assertEqual((imported, imported.buffers()), (batch, batch.buffers()))
        batch._export_to_c(addressof(struct))
        self.assertEqual(ab.RecordBatch._import_from_c(addressof(struct), batch.schema), batch)

    def test_PYC_24_streams(self):
        table = ab.Table.from_batches(batches(2))
        stream = ArrowArrayStream()
        table._export_to_c(addressof(stream))
        self.assertEqual(ab.Table._import_from_c(addressof(stream)), table)
        table.to_reader()._export_to_c(addressof(stream))
        self.assertEqual(len(ab.RecordBatchReader._import_from_c(addressof(stream)).read_all()), 6)
        column = table.column(0)
        column._export_to_c(addressof(stream))
        capsule = ab.capsule_from_address("arrow_array_stream", addressof(stream))
        self.assertEqual(ab.ChunkedArray(capsule), column)

    def test_a_reader_can_be_exported_once(self):
        reader = ab.Table.from_batches(batches(2)).to_reader()
        stream = ArrowArrayStream()
        reader._export_to_c(addressof(stream))
        with self.assertRaisesRegex(ValueError, "released"):
            reader._export_to_c(addressof(stream))
        release(stream)

    def test_null_and_released_structs_are_rejected(self):
        struct, schema, stream = ArrowArray(), ArrowSchema(), ArrowArrayStream()
        table = ab.Table.from_batches(batches(1))
        for rejected in (
            lambda: numbers()._export_to_c(0),
            lambda: table.to_batches()[0]._export_to_c(0),
            lambda: ab.int32()._export_to_c(0),
            lambda: table._export_to_c(0),
            lambda: table.to_reader()._export_to_c(0),
            lambda: table.column(0)._export_to_c(0),
            lambda: ab.Array._import_from_c(0, ab.int32()),
            lambda: ab.Array._import_from_c(addressof(struct), 0),
            lambda: ab.Array._import_from_c(addressof(struct), ab.int32()),
            lambda: ab.Schema._import_from_c(0),
            lambda: ab.Schema._import_from_c(addressof(schema)),
            lambda: ab.RecordBatchReader._import_from_c(0),
            lambda: ab.RecordBatchReader._import_from_c(addressof(stream)),
        ):
            with self.assertRaises(ValueError):
                rejected()

    def test_an_imported_struct_is_released_once(self):
        producer, stream = Producer(), StreamProducer()
        struct, schema, source = producer.array(), producer.schema(), stream.stream()
        array = ab.Array._import_from_c(addressof(struct), addressof(schema))
        reader = ab.RecordBatchReader._import_from_c(addressof(source))
        self.assertEqual(read_numbers(array), [1, 2, 3])
        self.assertEqual((producer.schema_releases, producer.array_releases, stream.releases), (1, 0, 0))
        del array, reader
        gc.collect()
        self.assertEqual((producer.schema_releases, producer.array_releases, stream.releases), (1, 1, 1))

    def test_MOV_3_an_array_is_consumed_when_its_schema_is_refused(self):
        for batch in (False, True):
            producer, cls = Producer(batch=batch), ab.RecordBatch if batch else ab.Array
            bad = ArrowSchema(format=b"nonsense", release=producer.schema().release)
            for type in (addressof(bad), Only(producer), 0):
                struct = producer.array()
                with self.assertRaises((ValueError, TypeError, NotImplementedError)):
                    cls._import_from_c(addressof(struct), type)
                self.assertIsNone(struct.release)
            self.assertEqual((producer.array_releases, bad.release), (3, None))


class Misaligned(Case):
    """ARR-10: buffers that are not aligned are copied, or refused on request."""

    def test_arrays(self):
        for batch, cls in ((False, ab.Array), (True, ab.RecordBatch)):
            producer = Producer(batch=batch, misaligned=True)
            copied = ab.bytes_copied()
            array = cls(producer)
            self.assertEqual(read_numbers(array.column(0) if batch else array), [1, 2, 3])
            self.assertEqual(ab.bytes_copied() - copied, 12)
            self.assertEqual(cls(producer, misaligned="copy"), array)
            struct, schema = producer.array(), producer.schema()
            self.assertEqual(cls._import_from_c(addressof(struct), addressof(schema)), array)
            with self.assertRaisesRegex(ValueError, "ARR-10"):
                cls(producer, misaligned="refuse")
            self.assertEqual(producer.array_releases, 3)
            del array
            gc.collect()
            self.assertEqual(producer.array_releases, 4)

    def test_readers(self):
        expected = ab.Table.from_batches(batches(3))
        self.assertEqual(ab.RecordBatchReader(StreamProducer(misaligned=True)).read_all().num_rows, 9)
        self.assertEqual(ab.Table(StreamProducer(misaligned=True)).num_rows, expected.num_rows)
        self.assertEqual(len(ab.ChunkedArray(StreamProducer(batch=False, misaligned=True))), 9)
        stream = StreamProducer(misaligned=True).stream()
        self.assertEqual(ab.RecordBatchReader._import_from_c(addressof(stream)).read_all().num_rows, 9)
        one = ab.RecordBatchReader(Producer(batch=True, misaligned=True))
        self.assertEqual(one.read_all().num_rows, 3)
        with self.assertRaisesRegex(ValueError, "ARR-10"):
            ab.RecordBatchReader(StreamProducer(misaligned=True), misaligned="refuse").read_all()
        with self.assertRaisesRegex(ValueError, "ARR-10"):
            ab.RecordBatchReader(Producer(batch=True, misaligned=True), misaligned="refuse")

    def test_other_values_are_errors(self):
        for cls in (ab.Array, ab.RecordBatchReader):
            for value in ("", "COPY", None, 1, b"copy"):
                with self.assertRaisesRegex(ValueError, "misaligned is 'copy' or 'refuse', not"):
                    cls(Producer(), misaligned=value)


@unittest.skipUnless(importlib.util.find_spec("cffi"), "cffi is not installed")
class Definitions(Case):
    def test_sizes_and_offsets_match_the_specification(self):
        from arrowbridge.cffi import ffi

        for struct in (ArrowSchema, ArrowArray, ArrowArrayStream, ArrowDeviceArray, ArrowDeviceArrayStream):
            name = f"struct {struct.__name__}"
            self.assertEqual(ffi.sizeof(name), ctypes.sizeof(struct))
            for field in struct._fields_:
                self.assertEqual(ffi.offsetof(name, field[0]), getattr(struct, field[0]).offset)

    def test_an_array_through_cffi(self):
        from arrowbridge.cffi import ffi

        array = numbers((4, 5, 6))
        c_array, c_schema = ffi.new("struct ArrowArray*"), ffi.new("struct ArrowSchema*")
        addresses = [int(ffi.cast("uintptr_t", pointer)) for pointer in (c_array, c_schema)]
        array._export_to_c(*addresses)
        self.assertEqual((c_array.length, ffi.string(c_schema.format)), (3, b"i"))
        self.assertEqual(list(ffi.cast("int32_t*", c_array.buffers[1])[0:3]), [4, 5, 6])
        self.assertEqual(ab.Array._import_from_c(*addresses), array)
        self.assertEqual(c_array.release, ffi.NULL)


if __name__ == "__main__":
    unittest.main()
