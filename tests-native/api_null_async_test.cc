// Every function of asynchronous streams, with every pointer NULL.

#include <cerrno>

#include "support/null_masks.h"
#include "support/reader_fixture.h"
#include "support/recording_handler.h"

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

}  // namespace
