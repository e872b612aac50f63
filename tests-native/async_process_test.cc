// Asynchronous streams in forked children, and at the end of the process.

#include <cerrno>

#include "support/child_process.h"
#include "support/counted_stream.h"
#include "support/live_objects.h"
#include "support/recording_handler.h"
#include "support/scripted_producer.h"

namespace {

using namespace arrowbridge_tests;  // NOLINT

ArrowBridgeReader* NewReader() {
  ArrowArrayStream stream;
  MakeStream(SampleBatch(), {SampleBatch(), SampleBatch(), SampleBatch()}, &stream);
  ArrowBridgeReader* reader = nullptr;
  EXPECT_EQ(ArrowBridgeImportRecordBatchReader(&stream, &reader, nullptr), 0);
  return reader;
}

TEST(AsyncProcess, ASY_12_AForkedChildReleasesTheHandler) {
  EXPECT_EQ(
      RunInChild([] {
        ArrowBridgeReader* reader = NewReader();
        RecordingHandler driven(1);
        EXPECT_EQ(ArrowBridgeReaderDriveHandler(reader, driven.get(), nullptr), 0);
        driven.WaitForCalls('t', 1);
        EXPECT_EQ(
            RunInChild([&] {
              driven.Request(1);
              driven.Cancel();
              driven.ExpectCallsStay("st");
              for (auto* function : {ArrowBridgeReaderDriveHandler, ArrowBridgeReaderRunHandler}) {
                RecordingHandler handler;
                ArrowBridgeError error;
                EXPECT_EQ(function(reader, handler.get(), &error), ENOTSUP);
                EXPECT_NE(std::strstr(error.message, "forked child"), nullptr);
                EXPECT_EQ(handler.calls, "r");
              }
              ArrowBridgeReaderRelease(reader);
            }),
            0);
        driven.Request(INT64_MAX);
        driven.WaitUntilReleased();
        EXPECT_EQ(driven.calls, "stttEr");
        ArrowBridgeReaderRelease(reader);
      }),
      0);
}

TEST(AsyncProcess, ASY_12_AForkedChildReleasesTheConsumer) {
  EXPECT_EQ(RunInChild([] {
              ArrowBridgeAsyncHandler* handler = nullptr;
              ArrowAsyncDeviceStreamHandler* callbacks = nullptr;
              ASSERT_EQ(ArrowBridgeAsyncHandlerNew(2, &handler, &callbacks, nullptr), 0);
              ScriptedProducer producer(callbacks);
              EXPECT_EQ(producer.Schema(SampleBatch()), 0);
              ArrowBridgeReader* reader = nullptr;
              ASSERT_EQ(ArrowBridgeAsyncHandlerGetReader(handler, 0, &reader, nullptr), 0);
              EXPECT_EQ(producer.Task(SampleBatch()), 0);
              EXPECT_EQ(RunInChild([&] {
                          ArrowArray batch;
                          EXPECT_EQ(ArrowBridgeReaderNext(reader, &batch, nullptr), ENOTSUP);
                          ArrowBridgeReader* other = nullptr;
                          EXPECT_EQ(ArrowBridgeAsyncHandlerGetReader(handler, 0, &other, nullptr),
                                    ENOTSUP);
                          EXPECT_EQ(producer.Schema(SampleBatch()), ENOTSUP);
                          EXPECT_EQ(producer.Task(SampleBatch()), ENOTSUP);
                          EXPECT_EQ(producer.End(), 0);
                          producer.Error(EIO, "ignored");
                          ArrowBridgeReaderRelease(reader);
                          ArrowBridgeAsyncHandlerRelease(handler);
                          EXPECT_EQ(producer.cancels, 0);
                          producer.Release();
                        }),
                        0);
              EXPECT_EQ(producer.End(), 0);
              ArrowArray batch;
              EXPECT_EQ(ArrowBridgeReaderNext(reader, &batch, nullptr), 0);
              batch.release(&batch);
              EXPECT_EQ(ArrowBridgeReaderNext(reader, &batch, nullptr), 0);
              EXPECT_EQ(batch.release, nullptr);
              ArrowBridgeReaderRelease(reader);
              ArrowBridgeAsyncHandlerRelease(handler);
              producer.Release();
              EXPECT_TRUE(NothingAlive());
            }),
            0);
}

// While the handler waits, and while it is in a callback.
TEST(AsyncProcess, TheProcessEndsDuringAStream) {
  for (const bool in_callback : {false, true}) {
    for (const Ending ending : {Ending::kExit, Ending::kAtOnce}) {
      EXPECT_EQ(RunInChild(
                    [&] {
                      auto* handler = new RecordingHandler(in_callback ? INT64_MAX : 1);
                      if (in_callback) {
                        handler->on_task = [](ArrowAsyncTask* task) {
                          std::this_thread::sleep_for(std::chrono::milliseconds(10));
                          return task->extract_data(task, nullptr);
                        };
                      }
                      ArrowBridgeReader* reader = NewReader();
                      EXPECT_EQ(ArrowBridgeReaderDriveHandler(reader, handler->get(), nullptr), 0);
                      handler->WaitForCalls('t', 1);
                    },
                    ending),
                0);
    }
  }
}

}  // namespace
