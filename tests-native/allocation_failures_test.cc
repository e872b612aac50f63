// Allocation failures in imports and exports of schemas, batches and streams and in IPC files: each
// call fails with ENOMEM, nothing is lost or leaked, and the next call succeeds.

#include "support/allocation_failures.h"

namespace arrowbridge_tests {
namespace {

TEST_P(AllocationFailures, SchemaImportAndExport) {
  const ArrayData data = Data();
  Each([&] {
    ArrowSchema schema, copy;
    const Log log = MakeSchema(data, &schema);
    ArrowBridgeSchema* handle = nullptr;
    int code = ArrowBridgeImportSchema(&schema, &handle, &error_);
    EXPECT_TRUE(log->AllOnce());
    if (code == 0) code = ArrowBridgeExportSchema(handle, &copy, &error_);
    if (code == 0) copy.release(&copy);
    ArrowBridgeSchemaRelease(handle);
    return code;
  });
}

TEST_P(AllocationFailures, BatchImportAndExport) {
  const ArrayData data = Data();
  const SchemaHandle schema = ImportSchema(data);
  Each([&] {
    ArrowArray array, copy;
    const Log log = MakeArray(data, &array);
    ArrowBridgeArray *batch = nullptr, *column = nullptr, *slice = nullptr;
    char* text = nullptr;
    int code = ArrowBridgeImportRecordBatch(&array, schema.get(), &batch, &error_);
    EXPECT_EQ(array.release, nullptr);
    if (code == 0) code = ArrowBridgeArrayColumn(batch, 1, &column, &error_);
    if (code == 0) code = ArrowBridgeArraySlice(column, 1, 2, &slice, &error_);
    if (code == 0) code = ArrowBridgeArrayToString(slice, nullptr, &text, &error_);
    if (code == 0) code = ArrowBridgeArrayValidate(batch, ARROWBRIDGE_VALIDATE_FULL, &error_);
    if (code == 0) code = ArrowBridgeExportRecordBatch(batch, &copy, nullptr, &error_);
    if (code == 0) copy.release(&copy);
    ArrowBridgeStringRelease(text);
    ArrowBridgeArrayRelease(slice);
    ArrowBridgeArrayRelease(column);
    ArrowBridgeArrayRelease(batch);
    EXPECT_TRUE(log->AllOnce());
    return code;
  });
}

// Every buffer at an odd address, so that the import makes new structs and copies.
TEST_P(AllocationFailures, MisalignedBatchImport) {
  const ArrayData data = Data();
  const SchemaHandle schema = ImportSchema(data);
  ArrowBridgeImportOptions options = {};
  options.struct_size = sizeof(options);
  options.misaligned = ARROWBRIDGE_MISALIGNED_COPY;
  Each([&] {
    ArrowArray array;
    const Log log = MakeArray(data, &array);
    std::vector<Bytes> moved(data.children.size());
    for (size_t i = 0; i < moved.size(); ++i) {
      const ArrowArray& child = *array.children[i];
      const std::optional<Bytes>& bytes = data.children[i].buffers.at(child.n_buffers > 1 ? 1 : 0);
      if (!bytes.has_value() || child.n_buffers < 2) continue;
      moved[i].resize(bytes->size() + 1);
      std::copy(bytes->begin(), bytes->end(), moved[i].begin() + 1);
      child.buffers[1] = moved[i].data() + 1;
    }
    ArrowBridgeArray* batch = nullptr;
    const int code =
        ArrowBridgeImportRecordBatchWithOptions(&array, schema.get(), &options, &batch, &error_);
    EXPECT_EQ(array.release, nullptr);
    ArrowBridgeArrayRelease(batch);
    EXPECT_TRUE(log->AllOnce());
    return code;
  });
}

TEST_P(AllocationFailures, StreamImportAndExport) {
  // Nulls and an offset of the batch itself, so that the export allocates.
  ArrayData sliced = Data();
  sliced.offset = 1;
  sliced.length -= 1;
  const std::vector<ArrayData> batches = {Data(), sliced, Data()};
  Each([&] {
    ArrowArrayStream foreign, stream = {};
    const auto log = MakeStream(batches[0], batches, &foreign);
    ArrowBridgeReader* reader = nullptr;
    int code = ArrowBridgeImportRecordBatchReader(&foreign, &reader, &error_);
    EXPECT_EQ(foreign.release, nullptr);
    if (code == 0) code = ArrowBridgeExportRecordBatchReader(reader, &stream, &error_);
    ArrowBridgeReaderRelease(reader);
    if (code == 0) {
      ArrowSchema schema;
      code = stream.get_schema(&stream, &schema);
      if (code == 0) schema.release(&schema);
      ArrowArray batch = {};
      while (code == 0 && (code = stream.get_next(&stream, &batch)) == 0 && batch.release) {
        batch.release(&batch);
      }
      if (code != 0) {
        const char* text = stream.get_last_error(&stream);
        std::strncpy(error_.message, text == nullptr ? "" : text, sizeof(error_.message) - 1);
      }
      stream.release(&stream);
    }
    EXPECT_TRUE(log->AllOnce());
    return code;
  });
}

TEST_P(AllocationFailures, StreamsThroughAdapters) {
  const std::vector<ArrayData> batches = NumberedBatches(4);  // 1 + 2 + 3 + 4 rows
  Each([&] {
    ArrowArrayStream foreign[2];
    const auto first = MakeStream(batches[0], batches, &foreign[0]);
    const auto second = MakeStream(batches[0], batches, &foreign[1]);
    ArrowBridgeReader *sources[2] = {}, *chain = nullptr, *rebatched = nullptr, *tee[2] = {},
                      *locked = nullptr;
    int code = ArrowBridgeImportRecordBatchReader(&foreign[0], &sources[0], &error_);
    const int other =
        ArrowBridgeImportRecordBatchReader(&foreign[1], &sources[1], code == 0 ? &error_ : nullptr);
    if (code == 0) code = other;
    if (code == 0) code = ArrowBridgeReaderConcat(2, sources, &chain, &error_);
    if (code == 0) code = ArrowBridgeReaderRebatch(chain, 3, 4, &rebatched, &error_);
    if (code == 0) code = ArrowBridgeReaderTee(rebatched, 2, tee, &error_);
    if (code == 0) code = ArrowBridgeReaderLock(tee[1], &locked, &error_);
    for (ArrowBridgeReader* reader : {tee[0], locked}) {
      ArrowArray batch = {};
      while (code == 0 && (code = ArrowBridgeReaderNext(reader, &batch, &error_)) == 0 &&
             batch.release) {
        batch.release(&batch);
      }
    }
    for (ArrowBridgeReader* reader :
         {sources[0], sources[1], chain, rebatched, tee[0], tee[1], locked}) {
      ArrowBridgeReaderRelease(reader);
    }
    EXPECT_TRUE(first->AllOnce());
    EXPECT_TRUE(second->AllOnce());
    return code;
  });
}

// Without memory for the check, a batch is passed on unchecked: only creating the checked stream
// can fail.
TEST_P(AllocationFailures, CheckedStream) {
  const std::vector<ArrayData> batches = NumberedBatches(3);
  int64_t number = 0;
  for (bool met = true; met; ++number) {
    SCOPED_TRACE("allocation " + std::to_string(number));
    const auto before = LiveCounts();
    ArrowArrayStream foreign, stream = {};
    const auto log = MakeStream(batches[0], batches, &foreign);
    ArrowBridgeCheckOptions options = {};
    options.struct_size = sizeof(options);
    options.level = ARROWBRIDGE_VALIDATE_FULL;
    options.on_finding = [](void*, const ArrowBridgeFinding* finding) {
      ADD_FAILURE() << finding->rule << ": " << finding->message;
    };
    error_.message[0] = '\0';
    {
      const FailingAllocation failing(number, GetParam());
      const int code = ArrowBridgeStreamCheck(&foreign, &options, &stream, &error_);
      EXPECT_EQ(foreign.release, nullptr);
      EXPECT_EQ(code, stream.release == nullptr ? ENOMEM : 0) << error_.message;
      if (code == 0) {
        ArrowSchema schema;
        EXPECT_EQ(stream.get_schema(&stream, &schema), 0);
        schema.release(&schema);
        for (int i = 0; i < 3; ++i) {
          ArrowArray batch;
          ASSERT_EQ(stream.get_next(&stream, &batch), 0);
          ExpectNumberedBatch(batch, i);
          batch.release(&batch);
        }
        stream.release(&stream);
      }
      met = failing_malloc::failed > 0;
    }
    EXPECT_TRUE(log->AllOnce());
    ExpectSameCounts(before, LiveCounts());
    if (HasFailure()) return;
  }
  EXPECT_GT(number, 5);
}

TEST_P(AllocationFailures, IpcWrittenAndRead) {
  const std::vector<ArrayData> batches = NumberedBatches(3);
  for (const int codec :
       {ARROWBRIDGE_IPC_CODEC_NONE, ARROWBRIDGE_IPC_CODEC_LZ4_FRAME, ARROWBRIDGE_IPC_CODEC_ZSTD}) {
    SCOPED_TRACE("codec " + std::to_string(codec));
    const ArrowBridgeIpcWriteOptions options = WriteOptions(ARROWBRIDGE_IPC_FORMAT_FILE, codec);
    Each([&] {
      MemoryOutput memory;
      const ArrowBridgeOutput output = memory.Get();
      ArrowArrayStream foreign;
      const auto log = MakeStream(batches[0], batches, &foreign);
      ArrowBridgeReader *source = nullptr, *back = nullptr;
      int code = ArrowBridgeImportRecordBatchReader(&foreign, &source, &error_);
      if (code == 0) {
        code = ArrowBridgeWriteIpcOutput(source, &output, &options, &error_);
        EXPECT_EQ(memory.releases(), 1);
      }
      ArrowBridgeReaderRelease(source);
      if (code == 0) {
        code = ArrowBridgeOpenIpcBuffer(memory.bytes().data(),
                                        static_cast<int64_t>(memory.bytes().size()), nullptr,
                                        nullptr, nullptr, &back, &error_);
      }
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
}

// Memory fails while threads may compress: they are done with the batch when the call returns. Only
// the calling thread's allocations fail.
TEST_P(AllocationFailures, IpcWrittenWithThreads) {
  const int64_t rows = 9000;
  const Values<int64_t> values(rows, 7);
  const std::vector<ArrayData> batches(
      2, Batch(rows, {Int64s(values).Named("large"), Int32s(Values<int32_t>(rows, 7)).Named("x"),
                      Strings("u", Values<std::string>(rows, "seven")).Named("text")}));
  for (const int codec : {ARROWBRIDGE_IPC_CODEC_LZ4_FRAME, ARROWBRIDGE_IPC_CODEC_ZSTD}) {
    SCOPED_TRACE("codec " + std::to_string(codec));
    ArrowBridgeIpcWriteOptions options = WriteOptions(ARROWBRIDGE_IPC_FORMAT_FILE, codec);
    options.threads = 3;
    Each([&] {
      MemoryOutput memory;
      const ArrowBridgeOutput output = memory.Get();
      ArrowArrayStream foreign;
      const auto log = MakeStream(batches[0], batches, &foreign);
      ArrowBridgeReader* source = nullptr;
      int code = ArrowBridgeImportRecordBatchReader(&foreign, &source, &error_);
      if (code == 0) {
        code = ArrowBridgeWriteIpcOutput(source, &output, &options, &error_);
        EXPECT_EQ(memory.releases(), 1);
      }
      ArrowBridgeReaderRelease(source);
      EXPECT_TRUE(log->AllOnce());
      return code;
    });
  }
}

ARROWBRIDGE_INSTANTIATE_ALLOCATION_FAILURES(AllocationFailures);

}  // namespace
}  // namespace arrowbridge_tests
