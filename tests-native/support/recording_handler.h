// A handler of asynchronous streams that records the calls it gets. The callbacks check what every
// producer must keep to; a test adds what its handler does in them.

#ifndef ARROWBRIDGE_TESTS_RECORDING_HANDLER_H
#define ARROWBRIDGE_TESTS_RECORDING_HANDLER_H

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "arrowbridge/arrowbridge.h"

namespace arrowbridge_tests {

class RecordingHandler {
 public:
  explicit RecordingHandler(int64_t first_request = INT64_MAX) : first_request_(first_request) {
    handler_ = {OnSchema, OnTask, OnError, OnRelease, nullptr, this};
  }
  ~RecordingHandler() { ReleaseAll(); }
  RecordingHandler(const RecordingHandler&) = delete;
  RecordingHandler& operator=(const RecordingHandler&) = delete;

  // What the callbacks do besides recording. They return what the callback returns.
  std::function<int()> on_schema;
  std::function<int(ArrowAsyncTask*)> on_task;  // instead of extracting; not called at the end
  std::function<void()> on_release;

  // What was recorded. Read it after WaitUntilReleased(), or in callbacks.
  std::string calls;  // a letter each: schema, task, End, failure, release
  ArrowSchema schema{};
  std::vector<ArrowDeviceArray> arrays;
  int code = 0;
  std::optional<std::string> message;
  std::vector<std::thread::id> threads;

  ArrowAsyncDeviceStreamHandler* get() { return &handler_; }
  ArrowAsyncProducer* producer() { return handler_.producer; }
  void Request(int64_t n) { producer()->request(producer(), n); }
  void Cancel() { producer()->cancel(producer()); }

  // Releases what was received.
  void ReleaseAll() {
    for (ArrowDeviceArray& array : arrays) array.array.release(&array.array);
    arrays.clear();
    if (schema.release != nullptr) schema.release(&schema);
  }

  void WaitUntilReleased() { WaitForCalls('r', 1); }

  // Waits until the call was made so often.
  void WaitForCalls(char letter, int64_t count) {
    std::unique_lock<std::mutex> lock(mutex_);
    EXPECT_TRUE(
        changed_.wait_for(lock, std::chrono::seconds(60), [&] { return CountOf(letter) >= count; }))
        << "only " << calls;
  }
  // Expects that the calls stay the same for a while.
  void ExpectCallsStay(const std::string& expected) {
    std::this_thread::sleep_for(std::chrono::milliseconds(30));
    const std::lock_guard<std::mutex> lock(mutex_);
    EXPECT_EQ(calls, expected);
  }

 private:
  int64_t CountOf(char letter) const {
    return static_cast<int64_t>(std::count(calls.begin(), calls.end(), letter));
  }

  // Notes a call; the destructor ends it.
  class Call {
   public:
    Call(RecordingHandler* owner, char letter) : owner_(owner), letter_(letter) {
      EXPECT_EQ(owner->inside_.exchange(true), false) << "ASY-8: called during another call";
      EXPECT_EQ(owner->calls.find('r'), std::string::npos) << "ASY-12: called after release";
      if (letter != 'r') {
        EXPECT_EQ(owner->calls.find('f'), std::string::npos) << "ASY-11: called after on_error";
        EXPECT_NE(owner->producer(), nullptr) << "ASY-2";
      }
    }
    ~Call() {
      owner_->inside_ = false;
      const std::lock_guard<std::mutex> lock(owner_->mutex_);
      owner_->threads.push_back(std::this_thread::get_id());
      owner_->calls += letter_;
      owner_->changed_.notify_all();
    }

   private:
    RecordingHandler* owner_;
    char letter_;
  };

  static RecordingHandler* Of(ArrowAsyncDeviceStreamHandler* self) {
    return static_cast<RecordingHandler*>(self->private_data);
  }

  static int OnSchema(ArrowAsyncDeviceStreamHandler* self, ArrowSchema* schema) {
    RecordingHandler* const me = Of(self);
    const Call call(me, 's');
    EXPECT_EQ(me->calls, "") << "ASY-3";
    me->schema = *schema;
    schema->release = nullptr;
    if (me->first_request_ != 0) me->Request(me->first_request_);
    return me->on_schema ? me->on_schema() : 0;
  }

  static int OnTask(ArrowAsyncDeviceStreamHandler* self, ArrowAsyncTask* task,
                    const char* metadata) {
    RecordingHandler* const me = Of(self);
    const Call call(me, task == nullptr ? 'E' : 't');
    EXPECT_EQ(metadata, nullptr);
    if (task == nullptr) return 0;
    if (me->on_task) return me->on_task(task);
    ArrowDeviceArray array;
    EXPECT_EQ(task->extract_data(task, &array), 0);
    me->arrays.push_back(array);
    return 0;
  }

  static void OnError(ArrowAsyncDeviceStreamHandler* self, int code, const char* message,
                      const char* metadata) {
    RecordingHandler* const me = Of(self);
    const Call call(me, 'f');
    EXPECT_EQ(metadata, nullptr);
    me->code = code;
    if (message != nullptr) me->message = message;
  }

  static void OnRelease(ArrowAsyncDeviceStreamHandler* self) {
    RecordingHandler* const me = Of(self);
    const Call call(me, 'r');
    if (me->on_release) me->on_release();
  }

  ArrowAsyncDeviceStreamHandler handler_;
  int64_t first_request_;
  std::atomic<bool> inside_{false};
  std::mutex mutex_;
  std::condition_variable changed_;
};

}  // namespace arrowbridge_tests

#endif  // ARROWBRIDGE_TESTS_RECORDING_HANDLER_H
