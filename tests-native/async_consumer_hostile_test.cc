// The consumer of asynchronous streams with producers that break rules.

#include <cerrno>

#include "support/async_consumer_fixture.h"

namespace {

using namespace arrowbridge_tests;  // NOLINT

class AsyncConsumerHostile : public AsyncConsumerFixture {
 protected:
  // Connects to a producer that misbehaves before it has passed a schema.
  void ExpectNoReader(int code, const std::string& message) {
    EXPECT_ERROR(GetReader(), code, message);
    EXPECT_EQ(producer_->requests, 0);
    EXPECT_EQ(producer_->Schema(NumberedBatch(0)) != 0, true);
    Release();
  }
};

TEST_F(AsyncConsumerHostile, ASY_2_NoProducer) {
  Connect();
  callbacks_->producer = nullptr;
  EXPECT_EQ(producer_->Schema(NumberedBatch(0)), EINVAL);
  ExpectNoReader(EINVAL, "on_schema: ASY-2: the producer of the handler is NULL");
  Connect();
  producer_->producer.request = nullptr;
  EXPECT_EQ(producer_->Schema(NumberedBatch(0)), EINVAL);
  ExpectNoReader(EINVAL, "ASY-1: request of the producer is NULL");
  Connect();
  producer_->producer.cancel = nullptr;
  EXPECT_EQ(producer_->Schema(NumberedBatch(0)), EINVAL);
  ExpectNoReader(EINVAL, "ASY-1: cancel of the producer is NULL");
}

TEST_F(AsyncConsumerHostile, ASY_3_CallsBeforeTheSchema) {
  Connect();
  EXPECT_EQ(producer_->Task(NumberedBatch(0)), EINVAL);
  ExpectNoReader(EINVAL, "on_next_task: ASY-3: it is called before on_schema");
  Connect();
  EXPECT_EQ(producer_->End(), EINVAL);
  ExpectNoReader(EINVAL, "on_next_task: ASY-3: it is called before on_schema");
}

TEST_F(AsyncConsumerHostile, ASY_3_NoSchemaInTheCall) {
  Connect();
  EXPECT_EQ(callbacks_->on_schema(callbacks_, nullptr), EINVAL);
  ExpectNoReader(EINVAL, "on_schema: ASY-3: it is called without a schema");
  Connect();
  ArrowSchema released = {};
  EXPECT_EQ(callbacks_->on_schema(callbacks_, &released), EINVAL);
  ExpectNoReader(EINVAL, "on_schema: ASY-3: it is called without a schema");
}

TEST_F(AsyncConsumerHostile, ASY_3_ASecondSchema) {
  Begin();
  EXPECT_EQ(producer_->Schema(NumberedBatch(0)), EINVAL);
  ExpectFailure(EINVAL, "on_schema: ASY-3: it is called a second time");
}

TEST_F(AsyncConsumerHostile, SchemasThatAreInvalid) {
  Connect();
  EXPECT_EQ(producer_->Schema(Int32s({})), 0);
  EXPECT_ERROR(GetReader(), EINVAL, "struct");
  EXPECT_EQ(producer_->cancels, 1);
  EXPECT_EQ(producer_->Task(NumberedBatch(0)), ECANCELED);
  Release();
  Connect();
  ArrayData invalid = NumberedBatch(0);
  invalid.format = "no such type";
  EXPECT_EQ(producer_->Schema(invalid), 0);
  EXPECT_NE(GetReader(), 0);
  EXPECT_EQ(producer_->cancels, 1);
}

TEST_F(AsyncConsumerHostile, ASY_9_TasksThatWereNotRequested) {
  Begin(2);
  for (int i = 0; i < 2; ++i) EXPECT_EQ(producer_->Task(NumberedBatch(i)), 0);
  EXPECT_EQ(producer_->Task(NumberedBatch(2)), EINVAL);
  EXPECT_EQ(producer_->Task(NumberedBatch(3)), ECANCELED);
  for (int i = 0; i < 2; ++i) ExpectNext(reader_, i);
  ExpectFailure(EINVAL, "on_next_task: ASY-9: batch 2 was not requested");
}

TEST_F(AsyncConsumerHostile, ASY_7_CallsAfterTheEnd) {
  Begin();
  EXPECT_EQ(producer_->End(), 0);
  EXPECT_EQ(producer_->Task(NumberedBatch(0)), ECANCELED);
  EXPECT_EQ(producer_->Schema(NumberedBatch(0)), EINVAL);
  EXPECT_EQ(producer_->End(), 0);
  producer_->Error(EIO, "too late");
  ExpectEnd(reader_);
}

TEST_F(AsyncConsumerHostile, ASY_11_CallsAfterAnError) {
  Begin();
  producer_->Error(EIO, "broken");
  EXPECT_EQ(producer_->Task(NumberedBatch(0)), ECANCELED);
  EXPECT_EQ(producer_->End(), 0);
  EXPECT_EQ(producer_->Schema(NumberedBatch(0)), EINVAL);
  ExpectFailure(EIO, "broken");
}

TEST_F(AsyncConsumerHostile, ASY_12_CallsAfterRelease) {
  Begin();
  producer_->Release();
  producer_->Release();
  EXPECT_EQ(producer_->Schema(NumberedBatch(0)), EINVAL);
  EXPECT_EQ(producer_->Task(NumberedBatch(0)), ECANCELED);
  EXPECT_EQ(producer_->End(), 0);
  producer_->Error(EIO, "too late");
  ExpectFailure(EIO, "ASY-7");
  Forget();
}

TEST_F(AsyncConsumerHostile, ASY_15_ExtractDataThatFails) {
  TaskOptions fails;
  fails.code = 4711;
  for (const int after : {0, 1, 2}) {
    Begin();
    EXPECT_EQ(producer_->Task(NumberedBatch(0)), 0);
    EXPECT_EQ(producer_->Task(NumberedBatch(1), fails), 0);
    EXPECT_EQ(producer_->Task(NumberedBatch(2)), ECANCELED) << "there is a batch missing before it";
    if (after == 0) producer_->Error(42, "why it failed");
    if (after == 1) producer_->End();
    Release();
    ExpectNext(reader_, 0);
    if (after == 0) {
      ExpectFailure(42, "why it failed");
    } else {
      ExpectFailure(4711, "extract_data: ASY-15: batch 1: it failed with code 4711");
    }
  }
}

TEST_F(AsyncConsumerHostile, ASY_15_TasksWithoutAnArray) {
  Begin();
  TaskOptions nothing;
  nothing.without_array = true;
  EXPECT_EQ(producer_->Task(NumberedBatch(0), nothing), EINVAL);
  ExpectFailure(EINVAL, "extract_data: ASY-15: batch 0: it returned 0, but no array");
  Release();
  Begin();
  ArrowAsyncTask task = {};
  EXPECT_EQ(callbacks_->on_next_task(callbacks_, &task, nullptr), EINVAL);
  ExpectFailure(EINVAL, "on_next_task: ASY-15: batch 0: extract_data is NULL");
  EXPECT_EQ(callbacks_->on_next_task(callbacks_, &task, nullptr), ECANCELED);
}

TEST_F(AsyncConsumerHostile, ASY_17_ArraysOfOtherDevices) {
  Begin();
  TaskOptions cuda;
  cuda.device_type = ARROW_DEVICE_CUDA;
  EXPECT_EQ(producer_->Task(NumberedBatch(0), cuda), EINVAL);
  ExpectFailure(EINVAL, "ASY-17: batch 0: an array of device type 2 in a stream of type 1");
  Release();
  Begin();
  TaskOptions waits;
  waits.event = &waits;
  EXPECT_EQ(producer_->Task(NumberedBatch(0), waits), ENOTSUP);
  ExpectFailure(ENOTSUP, "DEV-7: batch 0: the event");
  Release();
  Connect();
  producer_->producer.device_type = ARROW_DEVICE_VULKAN;
  EXPECT_EQ(producer_->Schema(NumberedBatch(0)), ENOTSUP);
  ExpectNoReader(ENOTSUP, "DEV-3: device type 7 is not main memory");
  Connect();
  producer_->producer.device_type = ARROW_DEVICE_CUDA_MANAGED;
  cuda.device_type = ARROW_DEVICE_CUDA_MANAGED;
  EXPECT_EQ(producer_->Schema(NumberedBatch(0)), 0);
  EXPECT_OK(GetReader());
  EXPECT_EQ(producer_->Task(NumberedBatch(0), cuda), 0);
  ExpectNext(reader_, 0);
}

TEST_F(AsyncConsumerHostile, ArraysThatDoNotMatchTheSchema) {
  Begin();
  EXPECT_EQ(producer_->Task(NumberedBatch(0)), 0);
  EXPECT_EQ(producer_->Task(Batch(1, {Int32s({1})})), 0);
  ExpectNext(reader_, 0);
  ExpectFailure(EINVAL, "batch 1");
}

// The calls that ASY-18 and ASY-19 forbid, on the thread that requests.
TEST_F(AsyncConsumerHostile, ASY_18_CallsInsideOfRequest) {
  Connect(1);
  int calls = 0;
  producer_->on_request = [&] {
    ++calls;
    EXPECT_EQ(calls < 4 ? producer_->Task(NumberedBatch(calls - 1)) : producer_->End(), 0);
  };
  EXPECT_EQ(producer_->Schema(NumberedBatch(0)), 0);
  ASSERT_OK(GetReader());
  for (int i = 0; i < 3; ++i) ExpectNext(reader_, i);
  ExpectEnd(reader_);
}

TEST_F(AsyncConsumerHostile, ASY_19_ReleaseInsideOfRequestAndCancel) {
  for (const bool in_cancel : {false, true}) {
    Begin(1);
    const auto release = [&] {
      producer_->Error(EIO, "no more");
      producer_->Release();
    };
    (in_cancel ? producer_->on_cancel : producer_->on_request) = release;
    EXPECT_EQ(producer_->Task(NumberedBatch(0)), 0);
    ExpectNext(reader_, 0);
    if (!in_cancel) ExpectFailure(EIO, "no more");
    reader_.reset();
    handler_.reset();
    EXPECT_EQ(producer_->cancels, in_cancel ? 1 : 0);
    Forget();
  }
}

TEST_F(AsyncConsumerHostile, ReadingInsideOfACallOfTheProducerIsBusy) {
  Connect();
  producer_->on_request = [&] {
    EXPECT_OK(GetReader());
    auto array = Garbage<ArrowArray>();
    EXPECT_ERROR(ArrowBridgeReaderNext(reader_.get(), &array, &error_), EBUSY, "another call");
  };
  EXPECT_EQ(producer_->Schema(NumberedBatch(0)), 0);
}

TEST_F(AsyncConsumerHostile, TheReaderMayBeReleasedInsideOfACallOfTheProducer) {
  Begin();
  TaskOptions releases;
  releases.on_extract = [&] {
    reader_.reset();
    handler_.reset();
  };
  EXPECT_EQ(producer_->Task(NumberedBatch(0), releases), ECANCELED);
  EXPECT_EQ(producer_->cancels, 1);
}

TEST_F(AsyncConsumerHostile, CallbacksWithoutAStruct) {
  Connect();
  ArrowAsyncDeviceStreamHandler empty = *callbacks_;
  empty.private_data = nullptr;
  for (ArrowAsyncDeviceStreamHandler* self : {&empty, static_cast<decltype(&empty)>(nullptr)}) {
    ArrowSchema schema;
    const auto log = MakeSchema(NumberedBatch(0), &schema);
    EXPECT_EQ(callbacks_->on_schema(self, &schema), EINVAL);
    EXPECT_TRUE(log->AllOnce());
    EXPECT_EQ(callbacks_->on_next_task(self, nullptr, nullptr), EINVAL);
    callbacks_->on_error(self, EIO, "lost", nullptr);
    callbacks_->release(self);
  }
}

}  // namespace
