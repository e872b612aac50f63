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
from support import Case, Producer, StreamProducer, batches, numbers, read_numbers


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
