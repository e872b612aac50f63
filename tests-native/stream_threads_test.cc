// Streams and threads: threads that take turns on one stream, and parallel streams.

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

#include "support/reader_fixture.h"

namespace {

using namespace arrowbridge_tests;

class StreamThreads : public ReaderFixture {};

TEST_F(StreamThreads, STR_17_EachCallFromAnotherThread) {
  ArrowArrayStream stream = Hop(Foreign(NumberedBatches(8)));
  for (int i = 0; i < 8; ++i) std::thread([&, i] { ExpectNext(&stream, i); }).join();
  std::thread([&] { ExpectEnd(&stream); }).join();
  std::thread([&] { ReleaseChecked(&stream); }).join();
}

TEST_F(StreamThreads, STR_17_ReleasedOnAThirdThread) {
  ReaderHandle reader;
  std::thread([&] { reader = FromList(NumberedBatches(3)); }).join();
  ArrowArrayStream stream = Export(reader);
  auto batch = Garbage<ArrowArray>();
  std::thread([&] { EXPECT_EQ(stream.get_next(&stream, &batch), 0); }).join();
  std::thread([&] { reader.reset(); }).join();
  std::thread([&] { ReleaseChecked(&stream); }).join();
  std::thread([&] {
    ExpectNumberedBatch(batch, 0);
    ReleaseChecked(&batch);
  }).join();
}

TEST_F(StreamThreads, STR_12_ErrorTextReadOnAnotherThread) {
  StreamOptions options;
  options.fail_at = 0;
  options.code = 2001;
  options.text = "gone";
  ArrowArrayStream stream = Hop(Foreign({}, options));
  std::thread([&] {
    auto batch = Garbage<ArrowArray>();
    EXPECT_EQ(stream.get_next(&stream, &batch), 2001);
  }).join();
  EXPECT_EQ(LastError(&stream), "gone");
  ReleaseChecked(&stream);
}

// A producer that waits inside get_next until the test lets it continue.
struct Barrier {
  std::mutex mutex;
  std::condition_variable changed;
  bool inside = false;
  bool open = false;

  int Pass() {
    std::unique_lock<std::mutex> lock(mutex);
    inside = true;
    changed.notify_all();
    changed.wait(lock, [this] { return open; });
    return 0;
  }
};

TEST_F(StreamThreads, STR_18_SecondCallAtTheSameTimeIsBusy) {
  Barrier barrier;
  ArrowSchema schema;
  logs_.push_back(MakeSchema(NumberedBatch(0), &schema));
  const ArrowBridgeReaderCallbacks callbacks{[](void* context, ArrowArray*, ArrowBridgeError*) {
                                               return static_cast<Barrier*>(context)->Pass();
                                             },
                                             nullptr, &barrier};
  ArrowBridgeReader* out = nullptr;
  ASSERT_OK(ArrowBridgeReaderFromCallbacks(&schema, &callbacks, &out, &error_));
  ReaderHandle reader(out);
  ArrowArrayStream stream = Export(reader);
  std::thread waiting([&] { ExpectEnd(&stream); });
  {
    std::unique_lock<std::mutex> lock(barrier.mutex);
    barrier.changed.wait(lock, [&] { return barrier.inside; });
  }
  auto batch = Garbage<ArrowArray>();
  EXPECT_ERROR(ArrowBridgeReaderNext(reader.get(), &batch, &error_), EBUSY, "one call at a time");
  EXPECT_EQ(batch.release, nullptr);
  // Other readers are not blocked meanwhile.
  ReaderHandle other = FromList(NumberedBatches(1));
  ExpectNext(other, 0);
  {
    const std::lock_guard<std::mutex> lock(barrier.mutex);
    barrier.open = true;
  }
  barrier.changed.notify_all();
  waiting.join();
  ExpectEnd(reader);
  ReleaseChecked(&stream);
}

TEST_F(StreamThreads, STR_17_ReadersInParallel) {
  constexpr int kThreads = 4;
  std::vector<ArrowArrayStream> streams;
  for (int t = 0; t < kThreads; ++t) streams.push_back(Foreign(NumberedBatches(50)));
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      ArrowArrayStream stream = streams[static_cast<size_t>(t)];
      for (int hop = 0; hop < 3; ++hop) {
        ArrowBridgeReader* reader = nullptr;
        EXPECT_EQ(ArrowBridgeImportRecordBatchReader(&stream, &reader, nullptr), 0);
        EXPECT_EQ(ArrowBridgeExportRecordBatchReader(reader, &stream, nullptr), 0);
        ArrowBridgeReaderRelease(reader);
      }
      for (int i = 0; i < 50; ++i) ExpectNext(&stream, i);
      ExpectEnd(&stream);
      ReleaseChecked(&stream);
    });
  }
  for (std::thread& thread : threads) thread.join();
}

// A schema handle and its exports, used by all threads at once.
TEST_F(StreamThreads, MEM_6_SchemaSharedByThreads) {
  SchemaHandle handle = ImportSchema(NumberedBatch(0));
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 500; ++i) {
        auto schema = Garbage<ArrowSchema>();
        EXPECT_EQ(ArrowBridgeExportSchema(handle.get(), &schema, nullptr), 0);
        ArrowSchema child = MoveOut(schema.children[1]);
        ReleaseChecked(&schema);
        EXPECT_STREQ(child.name, "text");
        ReleaseChecked(&child);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

// Readers are made and released on several threads, so that the release queue is drained there.
TEST_F(StreamThreads, STR_19_ReadersReleasedWhileOthersAreMade) {
  std::vector<std::thread> threads;
  std::atomic<int> released{0};
  for (int t = 0; t < 3; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 300; ++i) {
        ArrowSchema schema;
        const auto log = MakeSchema(NumberedBatch(0), &schema);
        const ArrowBridgeReaderCallbacks callbacks{
            [](void*, ArrowArray*, ArrowBridgeError*) { return 0; },
            [](void* context) { ++*static_cast<std::atomic<int>*>(context); }, &released};
        ArrowBridgeReader* reader = nullptr;
        ASSERT_EQ(ArrowBridgeReaderFromCallbacks(&schema, &callbacks, &reader, nullptr), 0);
        ArrowArrayStream stream;
        EXPECT_EQ(ArrowBridgeExportRecordBatchReader(reader, &stream, nullptr), 0);
        ArrowBridgeReaderRelease(reader);
        ExpectEnd(&stream);
        ReleaseChecked(&stream);
        EXPECT_TRUE(log->AllOnce());
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(released, 900);
}

}  // namespace
