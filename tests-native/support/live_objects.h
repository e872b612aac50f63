// One of each kind of object that a host may keep and release at any later time.

#ifndef ARROWBRIDGE_TESTS_LIVE_OBJECTS_H
#define ARROWBRIDGE_TESTS_LIVE_OBJECTS_H

#include <cstring>
#include <memory>

#include <gtest/gtest.h>

#include "arrowbridge/arrowbridge.h"
#include "support/builders.h"
#include "support/counted_stream.h"

namespace arrowbridge_tests {

inline ArrayData SampleBatch() {
  return Batch(2, {Int32s({1, 2}).Named("number"), Strings("u", {"a", "b"}).Named("text")});
}

inline bool NothingAlive() {
  ArrowBridgeLiveCounts counts;
  ArrowBridgeGetLiveCounts(&counts);
  return counts.blocks == 0 && counts.bytes == 0 && counts.handles == 0 &&
         counts.exported_schemas == 0 && counts.exported_arrays == 0 &&
         counts.exported_streams == 0;
}

struct LiveObjects {
  std::shared_ptr<StreamLog> log;
  ArrowBridgeReader* reader = nullptr;
  ArrowArrayStream stream{};
  ArrowArray batch{};   // pulled from the stream
  ArrowArray column{};  // moved out of an exported batch
  ArrowSchema schema{};
  ArrowBridgeSchema* schema_handle = nullptr;
  ArrowBridgeArray* array_handle = nullptr;

  // Creates the objects. This uses the library.
  void Make() {
    ArrowArrayStream foreign;
    log = MakeStream(SampleBatch(), {SampleBatch(), SampleBatch(), SampleBatch(), SampleBatch()},
                     &foreign);
    ASSERT_EQ(ArrowBridgeImportRecordBatchReader(&foreign, &reader, nullptr), 0);
    ASSERT_EQ(ArrowBridgeExportRecordBatchReader(reader, &stream, nullptr), 0);
    ASSERT_EQ(stream.get_next(&stream, &batch), 0);
    ASSERT_EQ(stream.get_schema(&stream, &schema), 0);
    ArrowSchema own;
    ASSERT_EQ(stream.get_schema(&stream, &own), 0);
    ASSERT_EQ(ArrowBridgeImportSchema(&own, &schema_handle, nullptr), 0);
    ASSERT_EQ(ArrowBridgeReaderNextArray(reader, &array_handle, nullptr), 0);
    ArrowArray exported;
    ASSERT_EQ(ArrowBridgeExportRecordBatch(array_handle, &exported, nullptr, nullptr), 0);
    column = *exported.children[1];
    exported.children[1]->release = nullptr;
    exported.release(&exported);
  }

  void ReleaseAll() {
    column.release(&column);
    batch.release(&batch);
    stream.release(&stream);
    ArrowBridgeReaderRelease(reader);
    schema.release(&schema);
    ArrowBridgeSchemaRelease(schema_handle);
    ArrowBridgeArrayRelease(array_handle);
  }
};

}  // namespace arrowbridge_tests

#endif  // ARROWBRIDGE_TESTS_LIVE_OBJECTS_H
