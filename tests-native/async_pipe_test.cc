// The producer and the consumer of asynchronous streams connected to each other.

#include <cerrno>

#include "support/async_consumer_fixture.h"

namespace {

using namespace arrowbridge_tests;  // NOLINT

class AsyncPipe : public AsyncConsumerFixture {
 protected:
  // A reader of all that `source` yields, on another thread.
  ReaderHandle Pipe(const ReaderHandle& source, int64_t max_batches) {
    ArrowBridgeAsyncHandler* handler = nullptr;
    ArrowAsyncDeviceStreamHandler* callbacks = nullptr;
    EXPECT_OK(ArrowBridgeAsyncHandlerNew(max_batches, &handler, &callbacks, &error_));
    EXPECT_OK(ArrowBridgeReaderDriveHandler(source.get(), callbacks, &error_));
    ArrowBridgeReader* out = nullptr;
    EXPECT_OK(ArrowBridgeAsyncHandlerGetReader(handler, 0, &out, &error_));
    ArrowBridgeAsyncHandlerRelease(handler);
    return ReaderHandle(out);
  }
};

TEST_F(AsyncPipe, BatchesArriveInOrder) {
  for (const int64_t queue : {1, 2, 7, 100}) {
    const ReaderHandle reader = Pipe(Imported(30), queue);
    for (int i = 0; i < 30; ++i) ExpectNext(reader, i);
    for (int call = 0; call < 2; ++call) ExpectEnd(reader);
  }
}

TEST_F(AsyncPipe, ErrorsFollowTheBatchesBefore) {
  const ReaderHandle reader = Pipe(Imported(4, FailingAt(2)), 10);
  ExpectNext(reader, 0);
  ExpectNext(reader, 1);
  ExpectDiskError(reader);
}

TEST_F(AsyncPipe, OverEachOther) {
  ReaderHandle reader = Imported(20);
  for (int i = 0; i < 3; ++i) reader = Pipe(reader, 2);
  for (int i = 0; i < 20; ++i) ExpectNext(reader, i);
  ExpectEnd(reader);
}

TEST_F(AsyncPipe, ASY_19_ReleasingAtAnyMoment) {
  for (int round = 0; round < 60; ++round) {
    const ReaderHandle reader = Pipe(Imported(round % 7), 1 + round % 3);
    for (int i = 0; i < round % 7 && i < round % 4; ++i) ExpectNext(reader, i);
  }
}

TEST_F(AsyncPipe, CancellingEndsAWaitForASourceThatBlocks) {
  const auto source = std::make_shared<BlockingSource>();
  source->blocks_at = 1;
  ExpectCancelEndsAWait(Pipe(Blocking(source), 2), source);
}

}  // namespace
