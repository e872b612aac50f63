// A source whose callback blocks at a chosen batch until the test opens it, and a fixture for
// readers that are read on a thread.

#ifndef ARROWBRIDGE_TESTS_BLOCKING_SOURCE_H
#define ARROWBRIDGE_TESTS_BLOCKING_SOURCE_H

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "support/adapter_fixture.h"

namespace arrowbridge_tests {

// Returns numbered batches endlessly. Lives until the library releases it.
struct BlockingSource {
  std::mutex mutex;
  std::condition_variable changed;
  int blocks_at = -1;  // index of the call that blocks; -1: none
  int calls = 0;
  bool open = false;
  bool blocked = false;
  bool released = false;
  std::function<void(int)> on_call;  // before anything else

  int Next(ArrowArray* out);
  void Open() { Set(&open); }
  void WaitUntilBlocked() { Wait(&blocked); }
  void WaitUntilReleased() { Wait(&released); }

 private:
  void Set(bool* flag) {
    const std::lock_guard<std::mutex> lock(mutex);
    *flag = true;
    changed.notify_all();
  }
  void Wait(const bool* flag) {
    std::unique_lock<std::mutex> lock(mutex);
    EXPECT_TRUE(changed.wait_for(lock, std::chrono::seconds(60), [&] { return *flag; }));
  }
  friend class ThreadedFixture;
};

inline int BlockingSource::Next(ArrowArray* out) {
  int number = 0;
  {
    std::unique_lock<std::mutex> lock(mutex);
    number = calls++;
    if (number == blocks_at) {
      blocked = true;
      changed.notify_all();
      changed.wait(lock, [&] { return open; });
    }
    changed.notify_all();
  }
  if (on_call) on_call(number);
  MakeArray(NumberedBatch(number % 5), out);
  return 0;
}

class ThreadedFixture : public AdapterFixture {
 protected:
  // A thread that outlives its reader releases the source some time later.
  void TearDown() override {
    for (const auto& source : sources_) {
      source->Open();
      source->WaitUntilReleased();
    }
    for (int i = 0; i < 2000 && LiveCounts().blocks != counts_.blocks; ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    AdapterFixture::TearDown();
  }

  ReaderHandle Blocking(const std::shared_ptr<BlockingSource>& source) {
    sources_.push_back(source);
    using Owner = std::shared_ptr<BlockingSource>;
    const ArrowBridgeReaderCallbacks callbacks = {
        [](void* context, ArrowArray* out, ArrowBridgeError*) {
          return (*static_cast<Owner*>(context))->Next(out);
        },
        [](void* context) {
          const std::unique_ptr<Owner> owner(static_cast<Owner*>(context));
          (*owner)->Set(&(*owner)->released);
        },
        new Owner(source)};
    ArrowSchema schema;
    logs_.push_back(MakeSchema(NumberedBatch(0), &schema));
    auto* out = Garbage<ArrowBridgeReader*>();
    EXPECT_OK(ArrowBridgeReaderFromCallbacks(&schema, &callbacks, &out, &error_));
    return ReaderHandle(out);
  }

  ReaderHandle Prefetch(const ReaderHandle& reader, int64_t batches, int64_t bytes = 0) {
    auto* out = Garbage<ArrowBridgeReader*>();
    EXPECT_OK(ArrowBridgeReaderPrefetch(reader.get(), batches, bytes, &out, &error_));
    return ReaderHandle(out);
  }

  ReaderHandle WithTimeout(const ReaderHandle& reader, int64_t per_call, int64_t total = 0) {
    auto* out = Garbage<ArrowBridgeReader*>();
    EXPECT_OK(ArrowBridgeReaderWithTimeout(reader.get(), per_call, total, &out, &error_));
    return ReaderHandle(out);
  }

  // Cancels a reader while it waits for a source that blocks at its second call.
  void ExpectCancelEndsAWait(ReaderHandle reader, const std::shared_ptr<BlockingSource>& source) {
    ExpectNext(reader, 0);
    source->WaitUntilBlocked();
    std::thread canceller([&] {
      std::this_thread::sleep_for(std::chrono::milliseconds(30));
      ArrowBridgeReaderCancel(reader.get());
    });
    ExpectPrompt([&] {
      auto array = Garbage<ArrowArray>();
      EXPECT_EQ(ArrowBridgeReaderNext(reader.get(), &array, &error_), ECANCELED);
      EXPECT_EQ(array.release, nullptr);
    });
    canceller.join();
    ExpectPrompt([&] { reader.reset(); });
    EXPECT_FALSE(source->released);
  }

  // Expects that work takes less time than a minute-long wait would, also on a loaded machine.
  template <typename Work>
  void ExpectPrompt(Work work) {
    const auto start = std::chrono::steady_clock::now();
    work();
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(4));
  }

  std::vector<std::shared_ptr<BlockingSource>> sources_;
};

}  // namespace arrowbridge_tests

#endif  // ARROWBRIDGE_TESTS_BLOCKING_SOURCE_H
