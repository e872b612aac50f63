// The producer of asynchronous streams: a reader that is passed to a handler.

#include <pthread.h>

#include <cerrno>
#include <csignal>

#include "support/async_producer_fixture.h"

namespace {

using namespace arrowbridge_tests;  // NOLINT

using AsyncProducer = AsyncProducerFixture;

INSTANTIATE_TEST_SUITE_P(On, AsyncProducer, ::testing::Bool(), ThreadName);

TEST_P(AsyncProducer, ASY_3_ASY_7_BatchesArriveInOrderAndThenTheEnd) {
  for (const int count : {0, 1, 30}) {
    RecordingHandler handler;
    const ReaderHandle reader = Imported(count);
    Run(reader, &handler);
    EXPECT_EQ(handler.calls, "s" + std::string(static_cast<size_t>(count), 't') + "Er");
    ExpectNumberedSchema(handler.schema);
    ExpectNumbered(handler, count);
    ExpectEnd(reader);
  }
}

TEST_P(AsyncProducer, ASY_17_ASY_20_ArraysAreInMainMemory) {
  RecordingHandler handler;
  handler.on_schema = [&] {
    EXPECT_EQ(handler.producer()->device_type, ARROW_DEVICE_CPU);
    EXPECT_EQ(handler.producer()->additional_metadata, nullptr);
    return 0;
  };
  Run(Imported(2), &handler);
  ASSERT_EQ(handler.arrays.size(), 2u);
  for (const ArrowDeviceArray& array : handler.arrays) {
    EXPECT_EQ(array.device_type, ARROW_DEVICE_CPU);
    EXPECT_EQ(array.device_id, -1);
    EXPECT_EQ(array.sync_event, nullptr);
    for (const int64_t reserved : array.reserved) EXPECT_EQ(reserved, 0);
  }
}

TEST_P(AsyncProducer, ASY_4_ASchemaThatTheHandlerLeavesIsReleased) {
  RecordingHandler handler;
  handler.get()->on_schema = [](ArrowAsyncDeviceStreamHandler*, ArrowSchema*) { return EIO; };
  const ReaderHandle reader = Imported(1);
  if (OnLibraryThread()) {
    EXPECT_OK(ArrowBridgeReaderDriveHandler(reader.get(), handler.get(), &error_));
  } else {
    EXPECT_OK(ArrowBridgeReaderRunHandler(reader.get(), handler.get(), &error_));
  }
  handler.WaitUntilReleased();
  EXPECT_EQ(handler.calls, "r");
}

TEST_P(AsyncProducer, ASY_5_OnlyReleaseFollowsARefusedSchema) {
  RecordingHandler handler;
  handler.on_schema = [] { return ENOMEM; };
  const ReaderHandle reader = Imported(3);
  Run(reader, &handler);
  EXPECT_EQ(handler.calls, "sr");
  ExpectNext(reader, 0);
}

TEST_P(AsyncProducer, ASY_8_AllCallsAreMadeOnOneThread) {
  RecordingHandler handler(1);
  handler.on_task = [&](ArrowAsyncTask* task) {
    handler.Request(1);
    return task->extract_data(task, nullptr);
  };
  Start(Imported(5), &handler);
  const std::thread::id lent = runner_.get_id();
  handler.WaitUntilReleased();
  EXPECT_EQ(handler.calls, "stttttEr");
  for (const std::thread::id& thread : handler.threads) {
    EXPECT_NE(thread, std::this_thread::get_id());
    if (OnLibraryThread()) {
      EXPECT_EQ(thread, handler.threads[0]);
    } else {
      EXPECT_EQ(thread, lent);
    }
  }
}

TEST_P(AsyncProducer, ASY_9_NothingIsReadThatWasNotRequested) {
  RecordingHandler handler(0);
  const auto source = std::make_shared<BlockingSource>();
  Start(Blocking(source), &handler);
  handler.WaitForCalls('s', 1);
  handler.ExpectCallsStay("s");
  EXPECT_EQ(source->calls, 0);
  handler.Request(2);
  handler.WaitForCalls('t', 2);
  handler.ExpectCallsStay("stt");
  EXPECT_EQ(source->calls, 2);
  handler.Request(1);
  handler.WaitForCalls('t', 3);
  handler.Cancel();
  handler.WaitUntilReleased();
  EXPECT_EQ(handler.calls, "stttr");
}

TEST_P(AsyncProducer, ASY_10_OnlyReleaseFollowsARefusedTask) {
  RecordingHandler handler;
  handler.on_task = [](ArrowAsyncTask* task) {
    EXPECT_EQ(task->extract_data(task, nullptr), 0);
    return EIO;
  };
  const ReaderHandle reader = Imported(3);
  Run(reader, &handler);
  EXPECT_EQ(handler.calls, "str");
  ExpectNext(reader, 1);
}

TEST_P(AsyncProducer, ASY_11_ErrorsArriveUnchangedAndInOrder) {
  const std::string long_text(5000, 'x');
  for (const int64_t fail_at : {0, 2}) {
    for (const std::string& text : {std::string("the disk is on fire"), long_text}) {
      StreamOptions options = FailingAt(static_cast<int>(fail_at));
      options.text = text;
      RecordingHandler handler;
      Run(Imported(4, options), &handler);
      EXPECT_EQ(handler.calls, "s" + std::string(static_cast<size_t>(fail_at), 't') + "fr");
      EXPECT_EQ(handler.code, 4711);
      EXPECT_EQ(handler.message, text);
    }
  }
}

TEST_P(AsyncProducer, ASY_11_AReaderThatHasFailedBefore) {
  const ReaderHandle reader = Imported(1, FailingAt(0));
  ExpectDiskError(reader);
  RecordingHandler handler;
  Run(reader, &handler);
  EXPECT_EQ(handler.calls, "sfr");
  EXPECT_EQ(handler.code, 4711);
}

TEST_P(AsyncProducer, ASY_12_TheSourceIsReleasedBeforeTheHandler) {
  RecordingHandler handler(1);
  const auto source = std::make_shared<BlockingSource>();
  ReaderHandle reader = Blocking(source);
  handler.on_task = [&](ArrowAsyncTask* task) {
    reader.reset();
    handler.Cancel();
    return task->extract_data(task, nullptr);
  };
  bool before = false;
  handler.on_release = [&] { before = source->released; };
  Start(reader, &handler);
  handler.WaitUntilReleased();
  EXPECT_TRUE(before);
  EXPECT_EQ(handler.calls, "str");
}

TEST_P(AsyncProducer, ASY_15_ATaskIsExtractedOnce) {
  RecordingHandler handler;
  handler.on_task = [](ArrowAsyncTask* task) {
    auto array = Garbage<ArrowDeviceArray>();
    EXPECT_EQ(task->extract_data(task, &array), 0);
    array.array.release(&array.array);
    array = Garbage<ArrowDeviceArray>();
    EXPECT_EQ(task->extract_data(task, &array), EINVAL);
    EXPECT_EQ(array.array.release, nullptr);
    EXPECT_EQ(task->extract_data(task, nullptr), EINVAL);
    return task->extract_data(nullptr, nullptr) == EINVAL ? 0 : EIO;
  };
  Run(Imported(2), &handler);
  EXPECT_EQ(handler.calls, "sttEr");
}

TEST_P(AsyncProducer, ASY_7_ASY_15_ATaskMayBeMovedAndOutliveTheStream) {
  RecordingHandler handler;
  std::vector<ArrowAsyncTask> tasks;
  handler.on_task = [&](ArrowAsyncTask* task) {
    tasks.push_back(*task);
    *task = Garbage<ArrowAsyncTask>();
    return 0;
  };
  Run(Imported(2), &handler);
  ASSERT_EQ(tasks.size(), 2u);
  ArrowDeviceArray array;
  EXPECT_EQ(tasks[1].extract_data(&tasks[1], &array), 0);
  ExpectNumberedBatch(array.array, 1);
  array.array.release(&array.array);
  EXPECT_EQ(tasks[0].extract_data(&tasks[0], nullptr), 0);
}

class AsyncProducerThreads : public ThreadedFixture {};

TEST_F(AsyncProducerThreads, ASY_1_CallbacksThatAreNullAreErrors) {
  const ReaderHandle reader = Imported(1);
  for (auto* function : {ArrowBridgeReaderDriveHandler, ArrowBridgeReaderRunHandler}) {
    for (const std::string name : {"on_schema", "on_next_task", "on_error", "release"}) {
      RecordingHandler handler;
      if (name == "on_schema") handler.get()->on_schema = nullptr;
      if (name == "on_next_task") handler.get()->on_next_task = nullptr;
      if (name == "on_error") handler.get()->on_error = nullptr;
      if (name == "release") handler.get()->release = nullptr;
      EXPECT_ERROR(function(reader.get(), handler.get(), &error_), EINVAL,
                   "ASY-1: " + name + " of the handler is NULL");
      EXPECT_EQ(handler.calls, name == "release" ? "" : "r");
      EXPECT_EQ(handler.producer(), nullptr);
    }
    RecordingHandler handler;
    const SchemaHandle schema = ImportSchema(NumberedBatch(0));
    EXPECT_ERROR(
        function(reinterpret_cast<ArrowBridgeReader*>(schema.get()), handler.get(), &error_),
        EINVAL, "'reader' is not a reader handle");
    EXPECT_EQ(handler.calls, "r");
  }
  ExpectNext(reader, 0);
}

TEST_F(AsyncProducerThreads, SignalsAreBlockedOnTheThread) {
  sigset_t mask;
  sigemptyset(&mask);
  RecordingHandler handler;
  handler.on_schema = [&] { return pthread_sigmask(SIG_BLOCK, nullptr, &mask); };
  const ReaderHandle reader = Imported(1);
  ASSERT_OK(ArrowBridgeReaderDriveHandler(reader.get(), handler.get(), &error_));
  handler.WaitUntilReleased();
  EXPECT_EQ(handler.calls, "stEr");
  for (const int number : {SIGINT, SIGTERM, SIGCHLD}) EXPECT_EQ(sigismember(&mask, number), 1);
  for (const int number : {SIGSEGV, SIGRTMIN}) EXPECT_EQ(sigismember(&mask, number), 0);
}

// A lent thread that waits for requests, which come from other threads.
TEST_F(AsyncProducerThreads, ManyHandlersAtOnce) {
  constexpr int kCount = 8;
  std::vector<std::unique_ptr<RecordingHandler>> handlers;
  for (int i = 0; i < kCount; ++i) {
    handlers.push_back(std::make_unique<RecordingHandler>(1));
    const ReaderHandle reader = Imported(10);
    ASSERT_OK(ArrowBridgeReaderDriveHandler(reader.get(), handlers.back()->get(), &error_));
  }
  for (int request = 0; request < 10; ++request) {
    for (const auto& handler : handlers) {
      handler->WaitForCalls('t', request + 1);
      handler->Request(1);
    }
  }
  for (const auto& handler : handlers) {
    handler->WaitUntilReleased();
    EXPECT_EQ(handler->arrays.size(), 10u);
  }
}

}  // namespace
