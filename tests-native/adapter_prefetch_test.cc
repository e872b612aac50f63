// Readers that read ahead on a thread.

#include <pthread.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <future>

#include "support/blocking_source.h"
#include "support/internal.h"

namespace {

using namespace arrowbridge_tests;  // NOLINT

class AdapterPrefetch : public ThreadedFixture {
 protected:
  // Waits until the source was called so often, and expects that no further call follows.
  static void ExpectCalls(const std::shared_ptr<BlockingSource>& source, int calls) {
    std::unique_lock<std::mutex> lock(source->mutex);
    EXPECT_TRUE(source->changed.wait_for(lock, std::chrono::seconds(60),
                                         [&] { return source->calls >= calls; }));
    lock.unlock();
    std::this_thread::sleep_for(std::chrono::milliseconds(30));
    lock.lock();
    EXPECT_EQ(source->calls, calls);
  }
};

TEST_F(AdapterPrefetch, LimitsThatAreNoneAreErrors) {
  const ReaderHandle reader = Imported(1);
  auto* out = Garbage<ArrowBridgeReader*>();
  EXPECT_ERROR(ArrowBridgeReaderPrefetch(reader.get(), -1, 1, &out, &error_), EINVAL,
               "ArrowBridgeReaderPrefetch: argument 'max_batches' is -1");
  EXPECT_EQ(out, nullptr);
  EXPECT_ERROR(ArrowBridgeReaderPrefetch(reader.get(), 1, INT64_MIN, &out, &error_), EINVAL,
               "argument 'max_bytes' is -9223372036854775808");
  EXPECT_ERROR(ArrowBridgeReaderPrefetch(reader.get(), 0, 0, &out, &error_), EINVAL,
               "there must be a limit");
  const SchemaHandle schema = ImportSchema(NumberedBatch(0));
  EXPECT_ERROR(ArrowBridgeReaderPrefetch(reinterpret_cast<ArrowBridgeReader*>(schema.get()), 1, 0,
                                         &out, &error_),
               EINVAL, "'reader' is not a reader handle");
  EXPECT_EQ(Log().get_next, 0);
}

TEST_F(AdapterPrefetch, BatchesArriveInOrder) {
  const struct {
    int64_t batches;
    int64_t bytes;
  } limits[] = {{1, 0}, {2, 0}, {100, 0}, {INT64_MAX, INT64_MAX}, {0, 1}, {0, 100}, {3, 50}};
  for (const auto& limit : limits) {
    SCOPED_TRACE(std::to_string(limit.batches) + " batches, " + std::to_string(limit.bytes));
    ReaderHandle source = Imported(30);
    const ReaderHandle reader = Prefetch(source, limit.batches, limit.bytes);
    source.reset();
    for (int i = 0; i < 30; ++i) ExpectNext(reader, i);
    for (int call = 0; call < 3; ++call) ExpectEnd(reader);
    EXPECT_EQ(Log().get_next, 31);
  }
}

TEST_F(AdapterPrefetch, TheThreadPausesAtTheLimitOfBatches) {
  const auto source = std::make_shared<BlockingSource>();
  const ReaderHandle reader = Prefetch(Blocking(source), 3);
  ExpectCalls(source, 3);
  ExpectNext(reader, 0);
  ExpectCalls(source, 4);
}

// Batch 0 has one row: 4 bytes of numbers, 8 bytes of offsets and 7 bytes of text.
TEST_F(AdapterPrefetch, TheThreadPausesAtTheLimitOfBytes) {
  for (const int64_t limit : {int64_t{1}, int64_t{19}, int64_t{20}}) {
    const auto source = std::make_shared<BlockingSource>();
    const ReaderHandle reader = Prefetch(Blocking(source), 0, limit);
    ExpectCalls(source, limit < 20 ? 1 : 2);
  }
}

TEST_F(AdapterPrefetch, AnErrorFollowsTheBatchesBeforeIt) {
  const ReaderHandle reader = Prefetch(Imported(4, FailingAt(2)), 100);
  std::this_thread::sleep_for(std::chrono::milliseconds(30));
  ExpectNext(reader, 0);
  ExpectNext(reader, 1);
  ExpectDiskError(reader);
}

TEST_F(AdapterPrefetch, ASourceThatIsInAnotherCallIsBusy) {
  const auto source = std::make_shared<BlockingSource>();
  source->blocks_at = 0;
  const ReaderHandle blocking = Blocking(source);
  const ReaderHandle first = Prefetch(blocking, 1);
  source->WaitUntilBlocked();
  auto array = Garbage<ArrowArray>();
  EXPECT_ERROR(ArrowBridgeReaderNext(blocking.get(), &array, &error_), EBUSY, "another call");
  const ReaderHandle second = Prefetch(blocking, 1);
  for (int call = 0; call < 2; ++call) {
    EXPECT_ERROR(ArrowBridgeReaderNext(second.get(), &array, &error_), EBUSY, "another call");
  }
  source->Open();
  ExpectNext(first, 0);
}

TEST_F(AdapterPrefetch, ACallbackThatReadsTheReaderGetsEbusy) {
  const auto source = std::make_shared<BlockingSource>();
  std::atomic<ArrowBridgeReader*> reader{nullptr};
  std::promise<int> code;
  source->blocks_at = 0;
  source->on_call = [&](int number) {
    if (number != 0) return;
    ArrowArray array;
    code.set_value(ArrowBridgeReaderNext(reader, &array, nullptr));
  };
  const ReaderHandle owner = Prefetch(Blocking(source), 1);
  reader = owner.get();
  source->Open();
  EXPECT_EQ(code.get_future().get(), EBUSY);
  ExpectCalls(source, 1);
}

TEST_F(AdapterPrefetch, CancelEndsACallThatWaits) {
  const auto source = std::make_shared<BlockingSource>();
  source->blocks_at = 1;
  ExpectCancelEndsAWait(Prefetch(Blocking(source), 2), source);
}

TEST_F(AdapterPrefetch, ReleaseDoesNotWaitForASourceThatBlocks) {
  const auto source = std::make_shared<BlockingSource>();
  source->blocks_at = 2;
  ReaderHandle reader = Prefetch(Blocking(source), 5);
  source->WaitUntilBlocked();
  ExpectPrompt([&] { reader.reset(); });
  {
    const std::lock_guard<std::mutex> lock(source->mutex);
    EXPECT_FALSE(source->released);
    EXPECT_EQ(source->calls, 3);
  }
  source->Open();
  source->WaitUntilReleased();
  EXPECT_EQ(source->calls, 3) << "called after the release";
}

TEST_F(AdapterPrefetch, ReleaseWaitsForASourceInMemory) {
  const std::vector<ArrayData> batches = NumberedBatches(50);
  for (int round = 0; round < 50; ++round) {
    const ReaderHandle reader = Prefetch(FromList(batches), 3);
    if (round % 2 == 1) ExpectNext(reader, 0);
  }
  ExpectSameCounts(counts_, LiveCounts());
}

TEST_F(AdapterPrefetch, RowsThatNobodyGetsCancelTheSource) {
  const ReaderHandle source = FromList(NumberedBatches(9));
  Prefetch(source, 2).reset();
  auto array = Garbage<ArrowArray>();
  EXPECT_ERROR(ArrowBridgeReaderNext(source.get(), &array, &error_), ECANCELED, "cancelled");
}

TEST_F(AdapterPrefetch, ACallbackMayReleaseTheReader) {
  const auto source = std::make_shared<BlockingSource>();
  std::atomic<ArrowBridgeReader*> reader{nullptr};
  source->blocks_at = 0;
  source->on_call = [&](int number) {
    if (number == 0) ArrowBridgeReaderRelease(reader);
  };
  reader = Prefetch(Blocking(source), 1).release();
  source->Open();
  source->WaitUntilReleased();
  EXPECT_EQ(source->calls, 1);
}

TEST_F(AdapterPrefetch, ACancelledSourceFails) {
  const ReaderHandle source = Imported(3);
  ArrowBridgeReaderCancel(source.get());
  const ReaderHandle reader = Prefetch(source, 1);
  auto array = Garbage<ArrowArray>();
  EXPECT_ERROR(ArrowBridgeReaderNext(reader.get(), &array, &error_), ECANCELED, "cancelled");
}

TEST_F(AdapterPrefetch, ArraysThatAreNotBatches) {
  ArrowArrayStream stream = Foreign(Int32s({}), {Int32s({1, 2}), Int32s({3})}, {});
  ArrowBridgeReader* arrays = nullptr;
  ASSERT_OK(ArrowBridgeImportArrayReader(&stream, &arrays, &error_));
  const ReaderHandle owner(arrays);
  const ReaderHandle reader = Prefetch(owner, 0, 1);
  for (const int64_t length : {2, 1}) {
    ArrowArray array;
    ASSERT_OK(ArrowBridgeReaderNext(reader.get(), &array, &error_));
    EXPECT_EQ(array.length, length);
    ReleaseChecked(&array);
  }
  ExpectEnd(reader);
}

// The collector must be able to stop the threads, whatever they do.
TEST_F(AdapterPrefetch, CollectionsWhileThreadsRead) {
  std::vector<ReaderHandle> readers;
  for (int i = 0; i < 3; ++i) readers.push_back(Prefetch(Rebatch(Endless(), 5, 5), 2));
  for (int round = 0; round < 50; ++round) {
    InternalArrowBridgeCollect();
    for (const ReaderHandle& reader : readers) {
      EXPECT_EQ(ArrowBridgeArrayLength(Next(reader).get()), 5);
    }
  }
}

// The program's signals are handled on its own threads. The runtime needs some of its own.
TEST_F(AdapterPrefetch, SignalsAreBlockedOnTheThread) {
  const auto source = std::make_shared<BlockingSource>();
  sigset_t mask;
  sigemptyset(&mask);
  source->blocks_at = 0;
  source->on_call = [&](int number) {
    if (number == 0) pthread_sigmask(SIG_BLOCK, nullptr, &mask);
  };
  const ReaderHandle reader = Prefetch(Blocking(source), 1);
  source->Open();
  ExpectNext(reader, 0);
  for (const int number : {SIGINT, SIGTERM, SIGALRM, SIGCHLD, SIGUSR1, SIGPROF}) {
    EXPECT_EQ(sigismember(&mask, number), 1) << number;
  }
  for (const int number : {SIGSEGV, SIGFPE, SIGBUS, SIGRTMIN}) {
    EXPECT_EQ(sigismember(&mask, number), 0) << number;
  }
}

TEST_F(AdapterPrefetch, AdaptersOverEachOther) {
  ReaderHandle reader = Imported(20);
  for (int i = 0; i < 4; ++i) {
    reader = i % 2 == 0 ? Prefetch(reader, 2) : WithTimeout(reader, 60000);
  }
  for (int i = 0; i < 20; ++i) ExpectNext(reader, i);
  ExpectEnd(reader);
}

// The runtime has left the thread when destructors of keys run.
TEST_F(AdapterPrefetch, AStreamIsReleasedWhenAThreadExits) {
  const auto source = std::make_shared<BlockingSource>();
  ReaderHandle reader = Prefetch(Blocking(source), 2);
  ArrowArrayStream stream = Export(reader);
  reader.reset();
  pthread_key_t key;
  ASSERT_EQ(pthread_key_create(&key,
                               [](void* value) {
                                 auto* at_exit = static_cast<ArrowArrayStream*>(value);
                                 at_exit->release(at_exit);
                               }),
            0);
  std::thread([&] {
    ExpectNext(&stream, 0);
    pthread_setspecific(key, &stream);
  }).join();
  source->WaitUntilReleased();
  pthread_key_delete(key);
  InternalArrowBridgeCollect();
}

}  // namespace
