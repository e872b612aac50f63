// Every function of asynchronous streams, with every pointer NULL.

#include <cerrno>

#include "support/null_masks.h"
#include "support/reader_fixture.h"
#include "support/recording_handler.h"
#include "support/scripted_producer.h"

namespace {

using namespace arrowbridge_tests;  // NOLINT

class ApiNullAsync : public NullTest {
 protected:
  // A thread of the library ends some time after it has released the handler.
  void WaitForThread(int64_t blocks) {
    for (int i = 0; i < 2000 && LiveCounts().blocks != blocks; ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
  }
};

TEST_F(ApiNullAsync, Handlers) {
  ArrowArrayStream stream;
  const auto log = MakeStream(NumberedBatch(0), NumberedBatches(1), &stream);
  ArrowBridgeReader* source = nullptr;
  ASSERT_OK(ArrowBridgeImportRecordBatchReader(&stream, &source, &error_));
  BeginCalls();
  const int64_t blocks = LiveCounts().blocks;
  for (auto* function : {ArrowBridgeReaderDriveHandler, ArrowBridgeReaderRunHandler}) {
    const bool runs = function == ArrowBridgeReaderRunHandler;
    ForEveryMask(runs ? "ArrowBridgeReaderRunHandler" : "ArrowBridgeReaderDriveHandler", 3, 0,
                 [&](NullMask null) {
                   RecordingHandler handler(0);
                   handler.on_schema = [] { return ECANCELED; };
                   const int code =
                       function(null.Or(0, source), null.Or(1, handler.get()), null.Or(2, &error_));
                   if (!null.Has(1)) handler.WaitUntilReleased();
                   WaitForThread(blocks + (handler.schema.release != nullptr ? 1 : 0));
                   return code;
                 });
  }
  ArrowBridgeReaderRelease(source);
  EXPECT_TRUE(log->AllOnce());
}

TEST_F(ApiNullAsync, NewHandler) {
  BeginCalls();
  ForEveryMask("ArrowBridgeAsyncHandlerNew", 3, 0, [&](NullMask null) {
    auto* out = Garbage<ArrowBridgeAsyncHandler*>();
    auto* callbacks = Garbage<ArrowAsyncDeviceStreamHandler*>();
    const int code = ArrowBridgeAsyncHandlerNew(1, null.Or(0, &out), null.Or(1, &callbacks),
                                                null.Or(2, &error_));
    EXPECT_EQ(!null.Has(0) && out != nullptr, code == 0);
    EXPECT_EQ(!null.Has(1) && callbacks != nullptr, code == 0);
    if (code != 0) return code;
    callbacks->release(callbacks);
    ArrowBridgeAsyncHandlerRelease(out);
    return code;
  });
  ArrowBridgeAsyncHandlerRelease(nullptr);
}

TEST_F(ApiNullAsync, GetReader) {
  BeginCalls();
  for (auto* function : {ArrowBridgeAsyncHandlerGetReader, ArrowBridgeAsyncHandlerGetArrayReader}) {
    const bool batches = function == ArrowBridgeAsyncHandlerGetReader;
    ForEveryMask(
        batches ? "ArrowBridgeAsyncHandlerGetReader" : "ArrowBridgeAsyncHandlerGetArrayReader", 3,
        0, [&](NullMask null) {
          ArrowBridgeAsyncHandler* handler = nullptr;
          ArrowAsyncDeviceStreamHandler* callbacks = nullptr;
          EXPECT_EQ(ArrowBridgeAsyncHandlerNew(1, &handler, &callbacks, nullptr), 0);
          {
            ScriptedProducer producer(callbacks);
            EXPECT_EQ(producer.Schema(NumberedBatch(0)), 0);
            auto* out = Garbage<ArrowBridgeReader*>();
            const int code =
                function(null.Or(0, handler), 0, null.Or(1, &out), null.Or(2, &error_));
            EXPECT_EQ(!null.Has(1) && out != nullptr, code == 0);
            if (!null.Has(1)) ArrowBridgeReaderRelease(out);
            ArrowBridgeAsyncHandlerRelease(handler);
            producer.Release();
            return code;
          }
        });
  }
  const SchemaHandle schema = ImportSchema(NumberedBatch(0));
  auto* wrong = reinterpret_cast<ArrowBridgeAsyncHandler*>(schema.get());
  auto* out = Garbage<ArrowBridgeReader*>();
  EXPECT_ERROR(ArrowBridgeAsyncHandlerGetReader(wrong, 0, &out, &error_), EINVAL, "'handler' is");
  ArrowBridgeAsyncHandlerRelease(wrong);
}

}  // namespace
