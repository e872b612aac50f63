// Allocation failures in casts, comparisons, printing, building, dictionaries, the writer, JSON and
// device streams.

#include <unistd.h>

#include <filesystem>

#include "support/allocation_failures.h"
#include "support/fake_device.h"
#include "support/parts.h"

namespace arrowbridge_tests {
namespace {

class AllocationFailuresCalls : public AllocationFailures {
 protected:
  void SetUp() override {
    AllocationFailures::SetUp();
    path_ = std::filesystem::temp_directory_path() /
            ("arrowbridge-allocation-failures-" + std::to_string(getpid()));
  }
  void TearDown() override {
    std::filesystem::remove(path_);
    AllocationFailures::TearDown();
  }

  std::string path_;
};

ArrayData Mixed() {
  return Batch(4, {Int32s({1, {}, 3, 4}).Named("a"),
                   Strings("u", {"1", "2", {}, "a text that is longer"}).Named("b"),
                   Views("vu", {"x", "a view of more than twelve bytes", {}, "y"}).Named("c")});
}

ArrayData Wide() {
  return Batch(0,
               {Int64s({}).Named("a"), Strings("U", {}).Named("b"), Strings("u", {}).Named("c")});
}

TEST_P(AllocationFailuresCalls, ArraysCast) {
  const ArrayHandle batch = ImportArray(Mixed());
  const SchemaHandle wide = ImportSchema(Wide());
  Each([&] {
    ArrowBridgeArray* cast = nullptr;
    const int code =
        ArrowBridgeArrayCast(batch.get(), wide.get(), ARROWBRIDGE_CAST_STRICT, &cast, &error_);
    EXPECT_EQ(cast == nullptr, code != 0);
    ArrowBridgeArrayRelease(cast);
    return code;
  });
}

TEST_P(AllocationFailuresCalls, CanCast) {
  const SchemaHandle from = ImportSchema(Mixed()), to = ImportSchema(Wide());
  Each([&] {
    int outcome = 0;
    ArrowBridgeFieldCast* fields = nullptr;
    ArrowBridgeSchema* schema = nullptr;
    int64_t count = 0;
    const int code = ArrowBridgeSchemaCanCast(from.get(), to.get(), ARROWBRIDGE_CAST_STRICT,
                                              &outcome, &fields, &count, &schema, &error_);
    ArrowBridgeFieldCastListRelease(fields);
    ArrowBridgeSchemaRelease(schema);
    return code;
  });
}

TEST_P(AllocationFailuresCalls, ReadersCast) {
  const std::vector<ArrayData> batches = {Mixed(), Mixed()};
  const SchemaHandle wide = ImportSchema(Wide());
  Each([&] {
    ArrowArrayStream foreign;
    const auto log = MakeStream(batches[0], batches, &foreign);
    ArrowBridgeReader *reader = nullptr, *cast = nullptr;
    int code = ArrowBridgeImportRecordBatchReader(&foreign, &reader, &error_);
    if (code == 0)
      code = ArrowBridgeReaderCast(reader, wide.get(), ARROWBRIDGE_CAST_STRICT, &cast, &error_);
    ArrowBridgeReaderRelease(reader);
    ArrowArray batch = {};
    while (code == 0 && (code = ArrowBridgeReaderNext(cast, &batch, &error_)) == 0 &&
           batch.release) {
      batch.release(&batch);
    }
    ArrowBridgeReaderRelease(cast);
    EXPECT_TRUE(log->AllOnce());
    return code;
  });
}

TEST_P(AllocationFailuresCalls, SchemasAndArraysPrinted) {
  const ArrayHandle batch = ImportArray(Mixed());
  const SchemaHandle schema = ImportSchema(Mixed());
  Each([&] {
    char *of_schema = nullptr, *of_batch = nullptr;
    int code = ArrowBridgeSchemaToString(schema.get(), &of_schema, &error_);
    if (code == 0) code = ArrowBridgeArrayToString(batch.get(), nullptr, &of_batch, &error_);
    ArrowBridgeStringRelease(of_schema);
    ArrowBridgeStringRelease(of_batch);
    return code;
  });
}

TEST_P(AllocationFailuresCalls, SingleValues) {
  const ArrayHandle batch = ImportArray(Mixed());
  Each([&] {
    char* text = nullptr;
    const int code = ArrowBridgeArrayValueToString(batch.get(), 0, 0, &text, &error_);
    ArrowBridgeStringRelease(text);
    return code;
  });
}

TEST_P(AllocationFailuresCalls, SchemasOfText) {
  const SchemaHandle schema = ImportSchema(Mixed());
  Each([&] {
    char* line = nullptr;
    ArrowBridgeSchema *parsed = nullptr, *parent = nullptr;
    int code = ArrowBridgeSchemaToLine(schema.get(), 1, &line, &error_);
    if (code == 0) code = ArrowBridgeSchemaParse(line, &parsed, &error_);
    if (code == 0) {
      code = ArrowBridgeSchemaFromFormat("+l", "list", 0, nullptr, 1, &parsed, nullptr, &parent,
                                         &error_);
    }
    ArrowBridgeStringRelease(line);
    ArrowBridgeSchemaRelease(parsed);
    ArrowBridgeSchemaRelease(parent);
    return code;
  });
}

TEST_P(AllocationFailuresCalls, AllBatchesRead) {
  const std::vector<ArrayData> batches = NumberedBatches(3);
  Each([&] {
    ArrowArrayStream foreign;
    const auto log = MakeStream(batches[0], batches, &foreign);
    ArrowBridgeReader* reader = nullptr;
    ArrowBridgeArray** all = nullptr;
    int64_t count = 0;
    int code = ArrowBridgeImportRecordBatchReader(&foreign, &reader, &error_);
    if (code == 0) code = ArrowBridgeReaderReadAll(reader, &all, &count, &error_);
    if (code == 0) {
      int equal = 0;
      code = ArrowBridgeArrayEquals(all[0], all[count - 1], &equal, &error_);
      EXPECT_EQ(equal, 0);
    }
    ArrowBridgeArrayListRelease(all, count);
    ArrowBridgeReaderRelease(reader);
    EXPECT_TRUE(log->AllOnce());
    return code;
  });
}

TEST_P(AllocationFailuresCalls, BuiltFromParts) {
  const ArrayData data = Batch(2, {Int32s({1, 2}).Named("a"), Strings("u", {"x", "y"}).Named("b")});
  const SchemaHandle schema = ImportSchema(data);
  Each([&] {
    CountedOwner owner;
    Parts parts(data, &owner);
    ArrowBridgeArray* array = nullptr;
    const int code = parts.Make(schema.get(), &array, &error_);
    ArrowBridgeArrayRelease(array);
    EXPECT_EQ(owner.calls, parts.owned());
    return code;
  });
}

TEST_P(AllocationFailuresCalls, WrittenBatchByBatch) {
  const ArrayHandle batch = ImportArray(Mixed());
  const SchemaHandle schema = ImportSchema(Mixed());
  for (const int codec : {ARROWBRIDGE_IPC_CODEC_NONE, ARROWBRIDGE_IPC_CODEC_LZ4_FRAME}) {
    const ArrowBridgeIpcWriteOptions options = WriteOptions(ARROWBRIDGE_IPC_FORMAT_STREAM, codec);
    Each([&] {
      MemoryOutput memory;
      const ArrowBridgeOutput output = memory.Get();
      ArrowBridgeIpcWriter* writer = nullptr;
      int code = ArrowBridgeIpcWriterOpenOutput(schema.get(), &output, &options, &writer, &error_);
      for (int i = 0; i < 2 && code == 0; ++i)
        code = ArrowBridgeIpcWriterWrite(writer, batch.get(), nullptr, &error_);
      if (code == 0) code = ArrowBridgeIpcWriterFinish(writer, &error_);
      ArrowBridgeIpcWriterRelease(writer);
      EXPECT_EQ(memory.releases(), 1);
      return code;
    });
  }
}

TEST_P(AllocationFailuresCalls, JsonWrittenAndRead) {
  const std::vector<ArrayData> batches = {Mixed(), Mixed()};
  Each([&] {
    ArrowArrayStream foreign;
    const auto log = MakeStream(batches[0], batches, &foreign);
    ArrowBridgeReader *reader = nullptr, *back = nullptr;
    int code = ArrowBridgeImportRecordBatchReader(&foreign, &reader, &error_);
    if (code == 0) code = ArrowBridgeWriteJsonFile(reader, path_.c_str(), &error_);
    ArrowBridgeReaderRelease(reader);
    if (code == 0) code = ArrowBridgeOpenJsonFile(path_.c_str(), &back, &error_);
    ArrowArray batch = {};
    while (code == 0 && (code = ArrowBridgeReaderNext(back, &batch, &error_)) == 0 &&
           batch.release) {
      batch.release(&batch);
    }
    ArrowBridgeReaderRelease(back);
    EXPECT_TRUE(log->AllOnce());
    return code;
  });
}

TEST_P(AllocationFailuresCalls, TextWritten) {
  const std::vector<ArrayData> batches = {Mixed(), Mixed()};
  for (const int format : {ARROWBRIDGE_TEXT_FORMAT_CSV, ARROWBRIDGE_TEXT_FORMAT_NDJSON}) {
    ArrowBridgeTextWriteOptions options = {};
    options.struct_size = sizeof(options);
    options.format = format;
    Each([&] {
      ArrowArrayStream foreign;
      const auto log = MakeStream(batches[0], batches, &foreign);
      ArrowBridgeReader* reader = nullptr;
      int code = ArrowBridgeImportRecordBatchReader(&foreign, &reader, &error_);
      if (code == 0) code = ArrowBridgeWriteTextFile(reader, path_.c_str(), &options, &error_);
      ArrowBridgeReaderRelease(reader);
      EXPECT_TRUE(log->AllOnce());
      return code;
    });
    Each([&] {
      MemoryOutput memory;
      const ArrowBridgeOutput output = memory.Get();
      ArrowArrayStream foreign;
      const auto log = MakeStream(batches[0], batches, &foreign);
      ArrowBridgeReader* reader = nullptr;
      int code = ArrowBridgeImportRecordBatchReader(&foreign, &reader, &error_);
      if (code == 0) {
        code = ArrowBridgeWriteTextOutput(reader, &output, &options, &error_);
        EXPECT_EQ(memory.releases(), 1);
      }
      ArrowBridgeReaderRelease(reader);
      EXPECT_TRUE(log->AllOnce());
      return code;
    });
  }
}

TEST_P(AllocationFailuresCalls, DeviceStreams) {
  const std::vector<ArrayData> batches = NumberedBatches(2);
  Each([&] {
    ArrowArrayStream foreign, back = {};
    ArrowDeviceArrayStream device = {};
    const auto log = MakeStream(batches[0], batches, &foreign);
    int code = ArrowBridgeStreamToDevice(&foreign, &device, &error_);
    if (code == 0) code = ArrowBridgeStreamFromDevice(&device, &back, &error_);
    if (code == 0) back.release(&back);
    EXPECT_TRUE(log->AllOnce());
    return code;
  });
}

// A batch and its dictionary, copied to a device and back.
TEST_P(AllocationFailuresCalls, DeviceCopies) {
  const std::vector<ArrayData> batches(
      2, Batch(2, {Dictionary(Int32s({0, 1}), Strings("u", {"a", {}})).Named("d"),
                   Lists("+l", {1, {}}, Int32s({1})).Named("l")}));
  FakeDevice fake;
  Each([&] {
    const ArrowBridgeDeviceCopier copier = fake.Copier();
    ArrowArrayStream foreign, back = {};
    ArrowDeviceArrayStream device = {};
    const auto log = MakeStream(batches[0], batches, &foreign);
    int code = ArrowBridgeRegisterDeviceCopier(kFakeType, &copier, &error_);
    const bool is_registered = code == 0;
    if (code == 0) code = ArrowBridgeStreamCopyToDevice(&foreign, kFakeType, 0, &device, &error_);
    if (code == 0) code = ArrowBridgeStreamCopyFromDevice(&device, &back, &error_);
    while (code == 0) {
      ArrowArray batch = {};
      code = back.get_next(&back, &batch);
      if (batch.release == nullptr) break;
      batch.release(&batch);
    }
    if (back.release != nullptr) {
      const char* text = code == 0 ? nullptr : back.get_last_error(&back);
      if (text != nullptr) std::snprintf(error_.message, sizeof(error_.message), "%s", text);
      back.release(&back);
    }
    EXPECT_EQ(ArrowBridgeUnregisterDeviceCopier(kFakeType, nullptr), is_registered ? 0 : ENOENT);
    if (foreign.release != nullptr) foreign.release(&foreign);
    EXPECT_TRUE(log->AllOnce());
    EXPECT_EQ(fake.allocated(), 0u);
    return code;
  });
}

TEST_P(AllocationFailuresCalls, LiveObjectsAreListed) {
  ArrowBridgeTrackLiveObjects(1);
  Each([&] {
    const auto visit = [](void*, const ArrowBridgeLiveObject*) { return 0; };
    return ArrowBridgeVisitLiveObjects(visit, nullptr, &error_);
  });
  ArrowBridgeTrackLiveObjects(0);
}

ARROWBRIDGE_INSTANTIATE_ALLOCATION_FAILURES(AllocationFailuresCalls);

}  // namespace
}  // namespace arrowbridge_tests
