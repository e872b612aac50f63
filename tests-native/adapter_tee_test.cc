// Several readers of one source, and one reader for several threads.

#include <atomic>
#include <cerrno>
#include <thread>

#include "support/adapter_fixture.h"

namespace {

using namespace arrowbridge_tests;  // NOLINT

class Teeing : public AdapterFixture {};

TEST_F(Teeing, EachReaderGetsAllBatches) {
  const std::vector<ReaderHandle> readers = Tee(Imported(4), 3);
  for (const int i : {0, 1, 2}) ExpectNext(readers[0], i);
  EXPECT_EQ(Log().get_next, 3);
  for (const int i : {0, 1, 2, 3}) ExpectNext(readers[1], i);
  EXPECT_EQ(Log().get_next, 4);
  ExpectNext(readers[0], 3);
  for (const int i : {0, 1, 2, 3}) ExpectNext(readers[2], i);
  for (const ReaderHandle& reader : readers) {
    ExpectEnd(reader);
    ExpectEnd(reader);
  }
}

TEST_F(Teeing, BatchesAreSharedAndReleasedAfterTheSlowestReader) {
  std::vector<ReaderHandle> readers = Tee(Imported(3), 2);
  ArrowArray a;
  ArrowArray b;
  ASSERT_OK(ArrowBridgeReaderNext(readers[0].get(), &a, &error_));
  ASSERT_OK(ArrowBridgeReaderNext(readers[1].get(), &b, &error_));
  EXPECT_EQ(a.children[0]->buffers[1], b.children[0]->buffers[1]);
  ReleaseChecked(&a);
  EXPECT_EQ(Log().arrays[0]->Calls(""), 0);
  ReleaseChecked(&b);
  EXPECT_EQ(Log().arrays[0]->Calls(""), 1);
  ExpectNext(readers[0], 1);
  ExpectNext(readers[0], 2);
  EXPECT_EQ(Log().arrays[1]->Calls(""), 0) << "the second reader has not returned it yet";
  readers[1].reset();
  EXPECT_EQ(Log().arrays[1]->Calls(""), 1);
  EXPECT_EQ(Log().arrays[2]->Calls(""), 1);
}

// Releasing a long queue must not recurse.
TEST_F(Teeing, SlowReaderIsReleasedWithoutRecursion) {
  std::vector<ReaderHandle> readers = Tee(Endless(), 2);
  for (int i = 0; i < 100000; i++) {
    ArrowArray batch;
    ASSERT_OK(ArrowBridgeReaderNext(readers[0].get(), &batch, &error_));
    batch.release(&batch);
  }
  readers[0].reset();
  ExpectNext(readers[1], 1);
  readers[1].reset();
}

TEST_F(Teeing, EachReaderReturnsTheErrorAtItsPosition) {
  const std::vector<ReaderHandle> readers = Tee(Imported(3, FailingAt(2)), 2);
  for (const ReaderHandle& reader : readers) {
    ExpectNext(reader, 0);
    ExpectNext(reader, 1);
    ExpectDiskError(reader);
  }
  EXPECT_EQ(Log().get_next, 3);
}

TEST_F(Teeing, CancellingOneLeavesTheOthers) {
  const std::vector<ReaderHandle> readers = Tee(Imported(2), 2);
  ArrowBridgeReaderCancel(readers[0].get());
  auto* out = Garbage<ArrowBridgeArray*>();
  EXPECT_EQ(ArrowBridgeReaderNextArray(readers[0].get(), &out, &error_), ECANCELED);
  ExpectNext(readers[1], 0);
}

TEST_F(Teeing, InvalidCountsAreErrors) {
  const ReaderHandle reader = Imported(1);
  auto* out = Garbage<ArrowBridgeReader*>();
  for (const int64_t count : {int64_t{0}, int64_t{-1}}) {
    EXPECT_ERROR(ArrowBridgeReaderTee(reader.get(), count, &out, &error_), EINVAL,
                 "ArrowBridgeReaderTee: ", "'n_readers' is ");
  }
  EXPECT_TRUE(IsGarbage(out)) << "there is no output to write to";
}

// Every reader, on its own thread, sees every batch once and in order.
TEST_F(Teeing, ReadersOnDifferentThreads) {
  constexpr int kBatches = 300;
  const std::vector<ReaderHandle> readers = Tee(Imported(kBatches), 4);
  std::vector<std::thread> threads;
  std::atomic<int> wrong{0};
  for (const ReaderHandle& reader : readers) {
    threads.emplace_back([&] {
      for (int64_t i = 0; i < kBatches; i++) {
        ArrowArray batch;
        ArrowBridgeError error;
        if (ArrowBridgeReaderNext(reader.get(), &batch, &error) != 0 || batch.release == nullptr) {
          wrong++;
          return;
        }
        wrong += batch.length != i + 1;
        batch.release(&batch);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
  EXPECT_EQ(Log().get_next, kBatches);
}

// A locked reader that is read on several threads: together they get every batch once.
TEST_F(Teeing, LockedReadersTakeTurns) {
  constexpr int kBatches = 500;
  const ReaderHandle reader = Locked(Imported(kBatches));
  std::vector<std::thread> threads;
  std::atomic<int64_t> rows{0};
  std::atomic<int> batches{0};
  std::atomic<int> failed{0};
  for (int i = 0; i < 4; i++) {
    threads.emplace_back([&] {
      for (;;) {
        ArrowArray batch;
        ArrowBridgeError error;
        failed += ArrowBridgeReaderNext(reader.get(), &batch, &error) != 0;
        if (batch.release == nullptr) return;
        rows += batch.length;
        batches++;
        batch.release(&batch);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(failed, 0);
  EXPECT_EQ(batches, kBatches);
  EXPECT_EQ(rows, int64_t{kBatches} * (kBatches + 1) / 2);
}

// A callback that calls the reader that called it would wait for itself.
TEST_F(Teeing, LockedReadersRejectReentrantCalls) {
  struct Context {
    ReaderHandle locked;
    int code = 0;
    std::string text;
  } context;
  const ArrowBridgeReaderCallbacks callbacks = {[](void* opaque, ArrowArray*, ArrowBridgeError*) {
                                                  auto* self = static_cast<Context*>(opaque);
                                                  ArrowArray batch;
                                                  ArrowBridgeError error;
                                                  self->code = ArrowBridgeReaderNext(
                                                      self->locked.get(), &batch, &error);
                                                  self->text = error.message;
                                                  return 0;
                                                },
                                                nullptr, &context};
  ArrowSchema schema;
  logs_.push_back(MakeSchema(NumberedBatch(0), &schema));
  ArrowBridgeReader* made = nullptr;
  ASSERT_OK(ArrowBridgeReaderFromCallbacks(&schema, &callbacks, &made, &error_));
  context.locked = Locked(ReaderHandle(made));
  ExpectEnd(context.locked);
  EXPECT_EQ(context.code, EBUSY);
  EXPECT_NE(context.text.find("the reader is in another call"), std::string::npos) << context.text;
}

TEST_F(Teeing, LockedReadersKeepErrorsAndSource) {
  ReaderHandle reader = Imported(2, FailingAt(1));
  const ReaderHandle locked = Locked(reader);
  reader.reset();
  EXPECT_EQ(Log().release, 0);
  ExpectNext(locked, 0);
  ExpectDiskError(locked);
}

}  // namespace
