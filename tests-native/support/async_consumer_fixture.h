// Fixture for the consumer of asynchronous streams.

#ifndef ARROWBRIDGE_TESTS_ASYNC_CONSUMER_FIXTURE_H
#define ARROWBRIDGE_TESTS_ASYNC_CONSUMER_FIXTURE_H

#include <memory>
#include <utility>
#include <vector>

#include "support/blocking_source.h"
#include "support/scripted_producer.h"

namespace arrowbridge_tests {

struct AsyncHandlerRelease {
  void operator()(ArrowBridgeAsyncHandler* handler) const {
    ArrowBridgeAsyncHandlerRelease(handler);
  }
};
using AsyncHandler = std::unique_ptr<ArrowBridgeAsyncHandler, AsyncHandlerRelease>;

class AsyncConsumerFixture : public ThreadedFixture {
 protected:
  void TearDown() override {
    if (producer_ != nullptr) Release();
    reader_.reset();
    handler_.reset();
    released_.clear();
    ThreadedFixture::TearDown();
  }

  // Makes a handler and a producer that calls it.
  void Connect(int64_t max_batches = 4) {
    auto* out = Garbage<ArrowBridgeAsyncHandler*>();
    auto* callbacks = Garbage<ArrowAsyncDeviceStreamHandler*>();
    ASSERT_OK(ArrowBridgeAsyncHandlerNew(max_batches, &out, &callbacks, &error_));
    handler_.reset(out);
    callbacks_ = callbacks;
    producer_ = std::make_unique<ScriptedProducer>(callbacks);
  }

  int GetReader(int64_t timeout_ms = 0) {
    auto* out = Garbage<ArrowBridgeReader*>();
    const int code = ArrowBridgeAsyncHandlerGetReader(handler_.get(), timeout_ms, &out, &error_);
    EXPECT_EQ(out == nullptr, code != 0);
    reader_.reset(out);
    return code;
  }

  // A reader whose schema has arrived.
  void Begin(int64_t max_batches = 4) {
    Connect(max_batches);
    ASSERT_EQ(producer_->Schema(NumberedBatch(0)), 0);
    ASSERT_OK(GetReader());
  }

  // Expects that reading fails, always in the same way.
  void ExpectFailure(int code, const std::string& message) {
    for (int call = 0; call < 2; ++call) {
      auto array = Garbage<ArrowArray>();
      EXPECT_ERROR(ArrowBridgeReaderNext(reader_.get(), &array, &error_), code, message);
      EXPECT_EQ(array.release, nullptr);
    }
  }

  void Release() {
    producer_->Release();
    Forget();
  }

  // The producer has released the handler. What it has passed may be used further.
  void Forget() { released_.push_back(std::move(producer_)); }

  AsyncHandler handler_;
  ArrowAsyncDeviceStreamHandler* callbacks_ = nullptr;
  std::unique_ptr<ScriptedProducer> producer_;  // released at the end of the test
  ReaderHandle reader_;

 private:
  std::vector<std::unique_ptr<ScriptedProducer>> released_;
};

}  // namespace arrowbridge_tests

#endif  // ARROWBRIDGE_TESTS_ASYNC_CONSUMER_FIXTURE_H
