// The producer of asynchronous streams: requests and cancelling.

#include <cerrno>

#include "support/async_producer_fixture.h"

namespace {

using namespace arrowbridge_tests;  // NOLINT

using AsyncProducerCancel = AsyncProducerFixture;

INSTANTIATE_TEST_SUITE_P(On, AsyncProducerCancel, ::testing::Bool(), ThreadName);

TEST_P(AsyncProducerCancel, ASY_18_RequestMayBeCalledInCallbacksAndItsSumsSaturate) {
  RecordingHandler handler(INT64_MAX);
  handler.on_schema = [&] {
    handler.Request(INT64_MAX);
    handler.Request(1);
    handler.producer()->request(nullptr, -1);
    handler.producer()->cancel(nullptr);
    return 0;
  };
  handler.on_task = [&](ArrowAsyncTask* task) {
    handler.Request(INT64_MAX);  // the handler checks that no call begins meanwhile
    return task->extract_data(task, nullptr);
  };
  Run(Imported(3), &handler);
  EXPECT_EQ(handler.calls, "stttEr");
}

TEST_P(AsyncProducerCancel, ASY_18_RequestsForNothingAreErrors) {
  for (const int64_t n : {int64_t{0}, int64_t{-1}, INT64_MIN}) {
    RecordingHandler handler(n == 0 ? 1 : n);
    handler.on_schema = [&] {
      if (n == 0) handler.Request(n);
      handler.Request(n);
      return 0;
    };
    const ReaderHandle reader = Imported(3);
    Run(reader, &handler);
    EXPECT_EQ(handler.calls, "sfr");
    EXPECT_EQ(handler.code, EINVAL);
    EXPECT_EQ(handler.message, "request: ASY-18: " + std::to_string(n) + " batches were requested");
    ExpectNext(reader, 0);
  }
}

TEST_P(AsyncProducerCancel, ASY_19_CancelInACallback) {
  for (const int at : {0, 1}) {
    RecordingHandler handler;
    const auto cancel = [&] {
      for (int call = 0; call < 2; ++call) handler.Cancel();
      handler.Request(5);
      handler.Request(-1);
      return 0;
    };
    if (at == 0) handler.on_schema = cancel;
    handler.on_task = [&](ArrowAsyncTask* task) {
      cancel();
      return task->extract_data(task, nullptr);
    };
    const ReaderHandle reader = Imported(5);
    Run(reader, &handler);
    EXPECT_EQ(handler.calls, at == 0 ? "sr" : "str");
    auto array = Garbage<ArrowArray>();
    EXPECT_ERROR(ArrowBridgeReaderNext(reader.get(), &array, &error_), ECANCELED, "cancelled");
  }
}

TEST_P(AsyncProducerCancel, ASY_19_CancelOnAnotherThread) {
  RecordingHandler handler(2);
  bool is_second = false;
  // During a callback: after it the producer may end (ASY-21).
  handler.on_task = [&](ArrowAsyncTask* task) {
    std::vector<std::thread> threads;
    for (int i = 0; is_second && i < 3; ++i) threads.emplace_back([&] { handler.Cancel(); });
    for (std::thread& thread : threads) thread.join();
    is_second = true;
    return task->extract_data(task, nullptr);
  };
  Start(Imported(5), &handler);
  ExpectPrompt([&] { handler.WaitUntilReleased(); });
  EXPECT_EQ(handler.calls, "sttr");
}

// The adapter that reads ahead ends its call when it is cancelled, while its source still blocks.
TEST_P(AsyncProducerCancel, ASY_19_CancelEndsACallOnASourceThatBlocks) {
  const auto source = std::make_shared<BlockingSource>();
  source->blocks_at = 1;
  RecordingHandler handler;
  ReaderHandle ahead = Prefetch(Blocking(source), 2);
  Start(ahead, &handler);
  source->WaitUntilBlocked();
  handler.WaitForCalls('t', 1);
  ahead.reset();
  ExpectPrompt([&] {
    handler.Cancel();
    handler.WaitUntilReleased();
  });
  EXPECT_EQ(handler.calls, "str");
}

TEST_P(AsyncProducerCancel, CancellingTheReaderIsAnError) {
  RecordingHandler handler(1);
  const ReaderHandle reader = Imported(5);
  Start(reader, &handler);
  handler.WaitForCalls('t', 1);
  ArrowBridgeReaderCancel(reader.get());
  ExpectPrompt([&] { handler.WaitUntilReleased(); });
  EXPECT_EQ(handler.calls, "stfr");
  EXPECT_EQ(handler.code, ECANCELED);
}

TEST_P(AsyncProducerCancel, ArraysThatAreNotBatches) {
  ArrowArrayStream stream = Foreign(Int32s({}), {Int32s({1, 2}), Int32s({3})}, {});
  ArrowBridgeReader* arrays = nullptr;
  ASSERT_OK(ArrowBridgeImportArrayReader(&stream, &arrays, &error_));
  RecordingHandler handler;
  Run(ReaderHandle(arrays), &handler);
  EXPECT_STREQ(handler.schema.format, "i");
  ASSERT_EQ(handler.arrays.size(), 2u);
  EXPECT_EQ(handler.arrays[0].array.length, 2);
  EXPECT_EQ(handler.calls, "sttEr");
}

TEST_P(AsyncProducerCancel, AReaderThatIsReadElsewhereIsBusy) {
  RecordingHandler handler;
  const ReaderHandle reader = Imported(2);
  handler.on_task = [&](ArrowAsyncTask* task) {
    ExpectNext(reader, 1);
    return task->extract_data(task, nullptr);
  };
  Run(reader, &handler);
  EXPECT_EQ(handler.calls, "stEr") << "between calls of the producer the reader can be read";

  const auto source = std::make_shared<BlockingSource>();
  source->blocks_at = 0;
  const ReaderHandle blocking = Blocking(source);
  std::thread elsewhere([&] { ExpectNext(blocking, 0); });
  source->WaitUntilBlocked();
  RecordingHandler refused;
  Run(blocking, &refused);
  EXPECT_EQ(refused.calls, "sfr");
  EXPECT_EQ(refused.code, EBUSY);
  source->Open();
  elsewhere.join();
}

// Requests and cancels on another thread while the producer runs, and never after the end.
TEST_P(AsyncProducerCancel, ASY_19_CancelAtAnyMoment) {
  for (int round = 0; round < 100; ++round) {
    RecordingHandler handler(1);
    Start(Imported(3), &handler);
    handler.WaitForCalls('s', 1);
    std::thread other([&] {
      for (int i = 0; i < round % 3; ++i) handler.Request(1);
      handler.Cancel();
    });
    other.join();
    handler.WaitUntilReleased();
    EXPECT_EQ(handler.code, 0);
    if (runner_.joinable()) runner_.join();
  }
}

}  // namespace
