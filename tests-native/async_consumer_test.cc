// The consumer of asynchronous streams: batches, errors and cancelling.

#include <cerrno>

#include "support/async_consumer_fixture.h"
#include "support/recording_handler.h"

namespace {

using namespace arrowbridge_tests;  // NOLINT

using AsyncConsumer = AsyncConsumerFixture;

TEST_F(AsyncConsumer, BatchesArriveInOrderAndThenTheEnd) {
  Begin();
  ArrowSchema schema;
  ASSERT_OK(ArrowBridgeReaderGetSchema(reader_.get(), &schema, &error_));
  ExpectNumberedSchema(schema);
  schema.release(&schema);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(producer_->Task(NumberedBatch(i)), 0);
  EXPECT_EQ(producer_->End(), 0);
  Release();
  for (int i = 0; i < 3; ++i) ExpectNext(reader_, i);
  for (int call = 0; call < 3; ++call) ExpectEnd(reader_);
}

TEST_F(AsyncConsumer, ASY_9_RequestsWhatFitsIntoTheQueue) {
  Begin(4);
  EXPECT_EQ(producer_->requested, 4);
  for (int i = 0; i < 4; ++i) EXPECT_EQ(producer_->Task(NumberedBatch(i)), 0);
  ExpectNext(reader_, 0);
  EXPECT_EQ(producer_->requested, 4) << "less than half of the queue is free";
  ExpectNext(reader_, 1);
  EXPECT_EQ(producer_->requested, 6);
  EXPECT_EQ(producer_->requests, 2);
  ExpectNext(reader_, 2);
  ExpectNext(reader_, 3);
  EXPECT_EQ(producer_->requested, 8);
}

TEST_F(AsyncConsumer, AQueueOfOne) {
  Begin(1);
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(producer_->requested, i + 1);
    EXPECT_EQ(producer_->Task(NumberedBatch(i)), 0);
    ExpectNext(reader_, i);
  }
}

TEST_F(AsyncConsumer, LimitsOfTheQueue) {
  for (const int64_t batches : {int64_t{0}, int64_t{-1}, int64_t{65537}, INT64_MIN, INT64_MAX}) {
    auto* out = Garbage<ArrowBridgeAsyncHandler*>();
    auto* callbacks = Garbage<ArrowAsyncDeviceStreamHandler*>();
    EXPECT_ERROR(ArrowBridgeAsyncHandlerNew(batches, &out, &callbacks, &error_), EINVAL,
                 "argument 'max_batches' is " + std::to_string(batches));
    EXPECT_EQ(out, nullptr);
    EXPECT_EQ(callbacks, nullptr);
  }
  Begin(65536);
  EXPECT_EQ(producer_->requested, 65536);
}

TEST_F(AsyncConsumer, ASY_11_ErrorsArriveUnchangedAfterTheBatchesBefore) {
  for (const std::string& text : {std::string("the disk is on fire"), std::string(900, 'x')}) {
    Begin();
    EXPECT_EQ(producer_->Task(NumberedBatch(0)), 0);
    producer_->Error(4711, text.c_str());
    producer_->Error(1, "another one");
    Release();
    ExpectNext(reader_, 0);
    ExpectFailure(4711, text);
    EXPECT_EQ(error_.message, text);
  }
}

// The whole message goes on, where a message of this library would be cut.
TEST_F(AsyncConsumer, ASY_11_LongMessagesGoOn) {
  Begin();
  const std::string text(5000, 'x');
  producer_->Error(4711, text.c_str());
  RecordingHandler handler;
  ASSERT_OK(ArrowBridgeReaderRunHandler(reader_.get(), handler.get(), &error_));
  EXPECT_EQ(handler.code, 4711);
  EXPECT_EQ(handler.message, text);
}

TEST_F(AsyncConsumer, ASY_11_ErrorsWithoutAMessageOrACode) {
  Begin();
  producer_->Error(EIO, nullptr);
  ExpectFailure(EIO, "gave no message");
  Release();
  Begin();
  producer_->Error(0, "nothing");
  ExpectFailure(EINVAL, "on_error: ASY-11: it is called with code 0: nothing");
}

TEST_F(AsyncConsumer, ASY_3_AnErrorInsteadOfASchema) {
  Connect();
  producer_->Error(ENOENT, "no such table");
  for (int call = 0; call < 2; ++call) {
    EXPECT_EQ(GetReader(), ENOENT);
    EXPECT_STREQ(error_.message, "no such table");
  }
  EXPECT_EQ(producer_->requests, 0);
}

TEST_F(AsyncConsumer, ASY_12_ReleaseWithoutAnything) {
  Connect();
  Release();
  EXPECT_EQ(GetReader(), EIO);
  EXPECT_NE(std::strstr(error_.message, "ASY-12"), nullptr) << error_.message;
}

TEST_F(AsyncConsumer, ASY_7_ReleaseBeforeTheEndIsAnError) {
  Begin();
  EXPECT_EQ(producer_->Task(NumberedBatch(0)), 0);
  Release();
  ExpectNext(reader_, 0);
  ExpectFailure(EIO, "ASY-7");
}

TEST_F(AsyncConsumer, GetReaderWaitsForTheSchema) {
  Connect();
  EXPECT_EQ(GetReader(1), ETIMEDOUT);
  EXPECT_NE(std::strstr(error_.message, "within 1 ms"), nullptr) << error_.message;
  EXPECT_EQ(GetReader(-1), EINVAL);
  std::thread other([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(30));
    EXPECT_EQ(producer_->Schema(NumberedBatch(0)), 0);
  });
  EXPECT_OK(GetReader());
  other.join();
  ReaderHandle first = std::move(reader_);
  EXPECT_EQ(GetReader(), EINVAL);
  EXPECT_NE(std::strstr(error_.message, "before"), nullptr) << error_.message;
}

TEST_F(AsyncConsumer, ReadingWaitsForABatch) {
  Begin();
  std::thread other([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(30));
    EXPECT_EQ(producer_->Task(NumberedBatch(0)), 0);
  });
  ExpectNext(reader_, 0);
  other.join();
}

TEST_F(AsyncConsumer, ASY_19_CancellingTheReaderEndsAWaitAndCancelsTheProducer) {
  Begin();
  std::thread canceller([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(30));
    ArrowBridgeReaderCancel(reader_.get());
  });
  ExpectPrompt([&] { ExpectFailure(ECANCELED, "cancelled"); });
  canceller.join();
  EXPECT_EQ(producer_->cancels, 1);
  EXPECT_EQ(producer_->Task(NumberedBatch(0)), ECANCELED) << "a late task is freed";
  producer_->Error(EIO, "tolerated");
  reader_.reset();
  handler_.reset();
  EXPECT_EQ(producer_->cancels, 1);
}

TEST_F(AsyncConsumer, ASY_19_ReleasingTheReaderCancelsTheProducer) {
  Begin();
  EXPECT_EQ(producer_->Task(NumberedBatch(0)), 0);
  reader_.reset();
  EXPECT_EQ(producer_->cancels, 0) << "the handle is still there";
  handler_.reset();
  EXPECT_EQ(producer_->cancels, 1);
  EXPECT_EQ(producer_->Task(NumberedBatch(1)), ECANCELED);
  EXPECT_EQ(producer_->End(), 0);
}

TEST_F(AsyncConsumer, TheReaderOutlivesItsHandle) {
  Begin();
  handler_.reset();
  EXPECT_EQ(producer_->Task(NumberedBatch(0)), 0);
  EXPECT_EQ(producer_->End(), 0);
  ExpectNext(reader_, 0);
  ExpectEnd(reader_);
  reader_.reset();
  EXPECT_EQ(producer_->cancels, 0) << "it was at its end";
}

TEST_F(AsyncConsumer, ASY_5_ASY_6_AHandleThatIsReleasedRefusesTheSchema) {
  Connect();
  handler_.reset();
  EXPECT_EQ(producer_->cancels, 0) << "ASY-6";
  EXPECT_EQ(producer_->Schema(NumberedBatch(0)), ECANCELED);
  EXPECT_EQ(producer_->requests, 0);
}

TEST_F(AsyncConsumer, AHandlerWithoutAProducer) {
  Connect();
  Forget();
  callbacks_->release(callbacks_);
  handler_.reset();
  ExpectSameCounts(counts_, LiveCounts());
}

TEST_F(AsyncConsumer, ASY_13_BatchesMayArriveBeforeTheReaderAndInACopyOfTheStruct) {
  Connect();
  ArrowAsyncDeviceStreamHandler copy = *callbacks_;
  producer_ = std::make_unique<ScriptedProducer>(&copy);
  EXPECT_EQ(producer_->Schema(NumberedBatch(0)), 0);
  EXPECT_EQ(producer_->Task(NumberedBatch(0)), 0);
  EXPECT_EQ(producer_->End(), 0);
  EXPECT_OK(GetReader());
  ExpectNext(reader_, 0);
  ExpectEnd(reader_);
  Release();
}

TEST_F(AsyncConsumer, ArraysThatAreNotBatches) {
  Connect();
  EXPECT_EQ(producer_->Schema(Int32s({})), 0);
  ArrowBridgeReader* arrays = nullptr;
  ASSERT_OK(ArrowBridgeAsyncHandlerGetArrayReader(handler_.get(), 0, &arrays, &error_));
  reader_.reset(arrays);
  EXPECT_EQ(producer_->Task(Int32s({1, 2})), 0);
  ArrowArray array;
  ASSERT_OK(ArrowBridgeReaderNext(reader_.get(), &array, &error_));
  EXPECT_EQ(array.length, 2);
  ReleaseChecked(&array);
}

// The producer's struct is in use until the call returns.
TEST_F(AsyncConsumer, ASY_21_ReleaseWaitsForARequestOnAnotherThread) {
  Begin(1);
  std::atomic<bool> requesting{false}, returned{false};
  producer_->on_request = [&] {
    requesting = true;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    returned = true;
  };
  EXPECT_EQ(producer_->Task(NumberedBatch(0)), 0);
  std::thread reading([&] { ExpectNext(reader_, 0); });
  while (!requesting) std::this_thread::yield();
  producer_->Error(EIO, "the end");
  Release();
  EXPECT_TRUE(returned);
  reading.join();
  ExpectFailure(EIO, "the end");
}

}  // namespace
