// The round trips through the library that the interop tests make, and a check that live counts
// return to their start.

#ifndef ARROWBRIDGE_TESTS_INTEROP_BRIDGE_ROUND_TRIPS_H
#define ARROWBRIDGE_TESTS_INTEROP_BRIDGE_ROUND_TRIPS_H

#include <arrowbridge/bridge.h>
#include <gtest/gtest.h>

#include <memory>
#include <vector>

#include "duckdb.h"

namespace interop {

struct HandleDeleter {
  void operator()(ArrowBridgeSchema* schema) const { ArrowBridgeSchemaRelease(schema); }
  void operator()(ArrowBridgeArray* array) const { ArrowBridgeArrayRelease(array); }
  void operator()(ArrowBridgeReader* reader) const { ArrowBridgeReaderRelease(reader); }
};

template <typename T>
using Handle = std::unique_ptr<T, HandleDeleter>;

inline Handle<ArrowBridgeReader> ImportReader(ArrowArrayStream* stream) {
  ArrowBridgeReader* reader = nullptr;
  ArrowBridgeError error{};
  EXPECT_EQ(ArrowBridgeImportRecordBatchReader(stream, &reader, &error), 0) << error.message;
  EXPECT_EQ(stream->release, nullptr);
  return Handle<ArrowBridgeReader>(reader);
}

inline OwnedStream ExportReader(ArrowBridgeReader* reader) {
  OwnedStream stream;
  ArrowBridgeError error{};
  EXPECT_EQ(ArrowBridgeExportRecordBatchReader(reader, stream.GetFilledWithRubbish(), &error), 0)
      << error.message;
  return stream;
}

// Imports the stream as a reader and exports it. The reader handle is released; the exported stream
// keeps the reader alive.
inline OwnedStream RoundTripAsReader(ArrowArrayStream* stream) {
  return ExportReader(ImportReader(stream).get());
}

// Imports one batch, validates every value, and exports it.
inline void RoundTripBatch(ArrowArray* array, const ArrowBridgeSchema* schema, ArrowArray* out) {
  ArrowBridgeArray* imported = nullptr;
  ArrowBridgeError error{};
  ASSERT_EQ(ArrowBridgeImportRecordBatch(array, schema, &imported, &error), 0) << error.message;
  const Handle<ArrowBridgeArray> batch(imported);
  EXPECT_EQ(array->release, nullptr);
  EXPECT_EQ(ArrowBridgeArrayValidate(batch.get(), ARROWBRIDGE_VALIDATE_FULL, &error), 0)
      << error.message;
  ASSERT_EQ(ArrowBridgeExportRecordBatch(batch.get(), out, nullptr, &error), 0) << error.message;
}

// Imports, validates and exports batch by batch, then exports a stream over the list of batches.
inline OwnedStream RoundTripAsBatches(ArrowArrayStream* stream) {
  const Handle<ArrowBridgeReader> reader = ImportReader(stream);
  ArrowBridgeError error{};
  OwnedSchema schema;
  EXPECT_EQ(ArrowBridgeReaderGetSchema(reader.get(), schema.GetFilledWithRubbish(), &error), 0)
      << error.message;
  ArrowBridgeSchema* imported_schema = nullptr;
  EXPECT_EQ(ArrowBridgeImportSchema(schema.get(), &imported_schema, &error), 0) << error.message;
  const Handle<ArrowBridgeSchema> bridge_schema(imported_schema);

  std::vector<ArrowArray> batches;
  for (;;) {
    OwnedArray array;
    const int code = ArrowBridgeReaderNext(reader.get(), array.GetFilledWithRubbish(), &error);
    EXPECT_EQ(code, 0) << error.message;
    if (code != 0 || array.IsReleased()) break;
    ArrowArray passed{};
    RoundTripBatch(array.get(), bridge_schema.get(), &passed);
    if (passed.release == nullptr) break;
    batches.push_back(passed);
  }

  OwnedSchema exported_schema;
  EXPECT_EQ(
      ArrowBridgeExportSchema(bridge_schema.get(), exported_schema.GetFilledWithRubbish(), &error),
      0)
      << error.message;
  ArrowBridgeReader* list = nullptr;
  EXPECT_EQ(
      ArrowBridgeReaderFromBatches(exported_schema.get(), static_cast<int64_t>(batches.size()),
                                   batches.data(), &list, &error),
      0)
      << error.message;
  return ExportReader(Handle<ArrowBridgeReader>(list).get());
}

// Expects that live counts at the end of a test are those of its start.
class LiveCountsFixture : public ::testing::Test {
 protected:
  void SetUp() override { ArrowBridgeGetLiveCounts(&before_); }
  void TearDown() override {
    ArrowBridgeLiveCounts after{};
    ArrowBridgeGetLiveCounts(&after);
    EXPECT_EQ(after.bytes, before_.bytes);
    EXPECT_EQ(after.blocks, before_.blocks);
    EXPECT_EQ(after.handles, before_.handles);
    EXPECT_EQ(after.exported_schemas, before_.exported_schemas);
    EXPECT_EQ(after.exported_arrays, before_.exported_arrays);
    EXPECT_EQ(after.exported_streams, before_.exported_streams);
  }

 private:
  ArrowBridgeLiveCounts before_{};
};

}  // namespace interop

#endif  // ARROWBRIDGE_TESTS_INTEROP_BRIDGE_ROUND_TRIPS_H
