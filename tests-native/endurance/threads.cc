// Endless threads: parallel readers whose batches are released on other threads, and threads that
// start and end.

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

#include "endurance/runs.h"

namespace arrowbridge_tests {
namespace {

// Queue of arrays for the thread that releases them.
class Queue {
 public:
  void Put(const ArrowArray& array) {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      waiting_.push_back(array);
    }
    changed_.notify_one();
  }
  void End() {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      finished_ = true;
    }
    changed_.notify_all();
  }
  void ReleaseAll() {
    for (;;) {
      ArrowArray array;
      {
        std::unique_lock<std::mutex> lock(mutex_);
        changed_.wait(lock, [this] { return finished_ || !waiting_.empty(); });
        if (waiting_.empty()) return;
        array = waiting_.front();
        waiting_.pop_front();
      }
      array.release(&array);
    }
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<ArrowArray> waiting_;
  bool finished_ = false;
};

// Reads batches and moves their columns out. Columns and batches are released on different threads.
void ReadInto(Queue* queue) {
  BatchRepeater repeater{ImportArray(SampleBatch()), 200};
  const ReaderHandle producer = BatchRepeater::Reader(&repeater);
  ArrowArrayStream stream;
  ASSERT_EQ(ArrowBridgeExportRecordBatchReader(producer.get(), &stream, nullptr), 0);
  for (;;) {
    ArrowArray batch;
    ASSERT_EQ(stream.get_next(&stream, &batch), 0);
    if (batch.release == nullptr) break;
    ArrowArray column = *batch.children[1];
    batch.children[1]->release = nullptr;
    queue->Put(column);
    batch.release(&batch);
  }
  stream.release(&stream);
}

TEST(Threads, ReleaseWhileOthersRead) {
  Endurance run;
  while (run.Continues()) {
    Queue queue;
    std::vector<std::thread> readers, releasers;
    std::atomic<bool> over{false};
    for (int i = 0; i < 2; ++i) releasers.emplace_back([&] { queue.ReleaseAll(); });
    for (int i = 0; i < 4; ++i) readers.emplace_back([&] { ReadInto(&queue); });
    std::thread collector([&] {
      while (!over) InternalArrowBridgeCollect();
    });
    for (std::thread& thread : readers) thread.join();
    queue.End();
    for (std::thread& thread : releasers) thread.join();
    over = true;
    collector.join();
  }
}

TEST(Threads, ShortLived) {
  Endurance run;
  while (run.Continues()) {
    LiveObjects objects;
    std::thread([&] { objects.Make(); }).join();
    std::thread([&] { objects.ReleaseAll(); }).join();
    EXPECT_TRUE(objects.log->AllOnce());
  }
}

// One array that all threads keep, print, compare and export.
TEST(Threads, ShareAnArray) {
  Endurance run;
  ArrayHandle shared = ImportArray(SampleBatch());
  while (run.Continues()) {
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
      threads.emplace_back([&] {
        for (int round = 0; round < 50; ++round) {
          ArrowArray batch;
          ASSERT_EQ(ArrowBridgeExportRecordBatch(shared.get(), &batch, nullptr, nullptr), 0);
          ArrowBridgeArray* column = nullptr;
          ASSERT_EQ(ArrowBridgeArrayColumn(shared.get(), round % 2, &column, nullptr), 0);
          char* text = nullptr;
          EXPECT_EQ(ArrowBridgeArrayToString(column, nullptr, &text, nullptr), 0);
          ArrowBridgeStringRelease(text);
          int equal = 0;
          EXPECT_EQ(ArrowBridgeArrayEquals(column, column, &equal, nullptr), 0);
          EXPECT_EQ(equal, 1);
          ArrowBridgeArrayRelease(column);
          batch.release(&batch);
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
  }
  shared.reset();
}

}  // namespace
}  // namespace arrowbridge_tests
