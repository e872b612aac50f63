// Fixture for the producer of asynchronous streams.

#ifndef ARROWBRIDGE_TESTS_ASYNC_PRODUCER_FIXTURE_H
#define ARROWBRIDGE_TESTS_ASYNC_PRODUCER_FIXTURE_H

#include <string>
#include <thread>

#include "support/blocking_source.h"
#include "support/recording_handler.h"

namespace arrowbridge_tests {

// Each test runs with a thread of the library and with the calling thread.
class AsyncProducerFixture : public ThreadedFixture, public ::testing::WithParamInterface<bool> {
 protected:
  void TearDown() override {
    if (runner_.joinable()) runner_.join();
    ThreadedFixture::TearDown();
  }

  static bool OnLibraryThread() { return GetParam(); }

  // Begins to pass the batches; where the caller lends a thread, that is another one.
  void Start(const ReaderHandle& reader, RecordingHandler* handler) {
    if (OnLibraryThread()) {
      EXPECT_OK(ArrowBridgeReaderDriveHandler(reader.get(), handler->get(), &error_));
      return;
    }
    runner_ = std::thread([handler, lent = reader.get()] {
      EXPECT_EQ(ArrowBridgeReaderRunHandler(lent, handler->get(), nullptr), 0);
    });
    handler->WaitForCalls('s', 1);  // the handle may be released from now on
  }

  void Run(const ReaderHandle& reader, RecordingHandler* handler) {
    Start(reader, handler);
    handler->WaitUntilReleased();
    if (runner_.joinable()) runner_.join();
  }

  static void ExpectNumbered(const RecordingHandler& handler, int count) {
    ASSERT_EQ(handler.arrays.size(), static_cast<size_t>(count));
    for (int i = 0; i < count; ++i) {
      ExpectNumberedBatch(handler.arrays[static_cast<size_t>(i)].array, i);
    }
  }

  std::thread runner_;
};

inline std::string ThreadName(const ::testing::TestParamInfo<bool>& chosen) {
  return chosen.param ? "ALibraryThread" : "ALentThread";
}

}  // namespace arrowbridge_tests

#endif  // ARROWBRIDGE_TESTS_ASYNC_PRODUCER_FIXTURE_H
