// Allocation failures in readers of some of the rows and in readers that are read on a thread. Only
// allocations of the calling thread fail.

#include "support/allocation_failures.h"
#include "support/recording_handler.h"
#include "support/scripted_producer.h"

namespace arrowbridge_tests {
namespace {

class AllocationFailuresAdapters : public AllocationFailures {};

TEST_P(AllocationFailuresAdapters, LimitAndPeek) {
  const std::vector<ArrayData> batches = NumberedBatches(4);  // 1 + 2 + 3 + 4 rows
  Each([&] {
    ArrowArrayStream foreign;
    const auto log = MakeStream(batches[0], batches, &foreign);
    ArrowBridgeReader *source = nullptr, *limited = nullptr, *first = nullptr, *all = nullptr;
    int code = ArrowBridgeImportRecordBatchReader(&foreign, &source, &error_);
    if (code == 0) code = ArrowBridgeReaderLimit(source, 2, 5, &limited, &error_);
    if (code == 0) code = ArrowBridgeReaderPeek(limited, 2, 2, &first, &all, &error_);
    EXPECT_EQ(first == nullptr, code != 0);
    EXPECT_EQ(all == nullptr, code != 0);
    for (ArrowBridgeReader* reader : {first, all}) {
      ArrowArray batch = {};
      while (code == 0 && (code = ArrowBridgeReaderNext(reader, &batch, &error_)) == 0 &&
             batch.release) {
        batch.release(&batch);
      }
    }
    for (ArrowBridgeReader* reader : {source, limited, first, all}) {
      ArrowBridgeReaderRelease(reader);
    }
    EXPECT_TRUE(log->AllOnce());
    return code;
  });
}

TEST_P(AllocationFailuresAdapters, PrefetchAndTimeout) {
  const std::vector<ArrayData> batches = NumberedBatches(4);
  for (const bool prefetch : {true, false}) {
    Each([&] {
      ArrowArrayStream foreign;
      const auto log = MakeStream(batches[0], batches, &foreign);
      ArrowBridgeReader *source = nullptr, *reader = nullptr;
      int code = ArrowBridgeImportRecordBatchReader(&foreign, &source, &error_);
      if (code == 0) {
        code = prefetch ? ArrowBridgeReaderPrefetch(source, 2, 0, &reader, &error_)
                        : ArrowBridgeReaderWithTimeout(source, 60000, 0, &reader, &error_);
      }
      EXPECT_EQ(reader == nullptr, code != 0);
      ArrowArray batch = {};
      while (code == 0 && (code = ArrowBridgeReaderNext(reader, &batch, &error_)) == 0 &&
             batch.release) {
        batch.release(&batch);
      }
      ArrowBridgeReaderRelease(source);
      ArrowBridgeReaderRelease(reader);
      EXPECT_TRUE(log->AllOnce());
      return code;
    });
  }
}

// On the calling thread, so that all allocations can fail.
TEST_P(AllocationFailuresAdapters, RunHandler) {
  const std::vector<ArrayData> batches = NumberedBatches(3);
  Each([&] {
    ArrowArrayStream foreign;
    const auto log = MakeStream(batches[0], batches, &foreign);
    ArrowBridgeReader* source = nullptr;
    RecordingHandler handler;
    int code = ArrowBridgeImportRecordBatchReader(&foreign, &source, &error_);
    if (code == 0) {
      code = ArrowBridgeReaderRunHandler(source, handler.get(), &error_);
      EXPECT_EQ(handler.calls.back(), 'r');
    }
    if (code == 0 && handler.code != 0) {
      code = handler.code;
      std::snprintf(error_.message, sizeof(error_.message), "%s",
                    handler.message.value_or("").c_str());
    }
    ArrowBridgeReaderRelease(source);
    handler.ReleaseAll();
    EXPECT_TRUE(log->AllOnce());
    return code;
  });
}

// A producer that passes two batches, on the calling thread.
TEST_P(AllocationFailuresAdapters, AsyncHandler) {
  const std::vector<ArrayData> batches = NumberedBatches(2);
  Each([&] {
    ArrowBridgeAsyncHandler* handler = nullptr;
    ArrowAsyncDeviceStreamHandler* callbacks = nullptr;
    int code = ArrowBridgeAsyncHandlerNew(2, &handler, &callbacks, &error_);
    if (code != 0) return code;
    ScriptedProducer producer(callbacks);
    producer.Schema(batches[0]);
    for (const ArrayData& batch : batches) producer.Task(batch);
    producer.End();
    ArrowBridgeReader* reader = nullptr;
    code = ArrowBridgeAsyncHandlerGetReader(handler, 0, &reader, &error_);
    EXPECT_EQ(reader == nullptr, code != 0);
    ArrowArray batch = {};
    while (code == 0 && (code = ArrowBridgeReaderNext(reader, &batch, &error_)) == 0 &&
           batch.release) {
      batch.release(&batch);
    }
    ArrowBridgeReaderRelease(reader);
    ArrowBridgeAsyncHandlerRelease(handler);
    producer.Release();
    return code;
  });
}

ARROWBRIDGE_INSTANTIATE_ALLOCATION_FAILURES(AllocationFailuresAdapters);

}  // namespace
}  // namespace arrowbridge_tests
