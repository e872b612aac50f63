// An asynchronous producer whose calls a test makes one by one.

#ifndef ARROWBRIDGE_TESTS_SCRIPTED_PRODUCER_H
#define ARROWBRIDGE_TESTS_SCRIPTED_PRODUCER_H

#include <atomic>
#include <cerrno>
#include <functional>
#include <memory>
#include <vector>

#include "support/array_data.h"
#include "support/matchers.h"

namespace arrowbridge_tests {

// What a task does when it is extracted.
struct TaskOptions {
  int code = 0;                // extract_data fails with this code
  bool without_array = false;  // extract_data returns 0, but no array
  ArrowDeviceType device_type = ARROW_DEVICE_CPU;
  void* event = nullptr;
  std::function<void()> on_extract;
};

class ScriptedProducer {
 public:
  explicit ScriptedProducer(ArrowAsyncDeviceStreamHandler* handler) : handler_(handler) {
    producer = {ARROW_DEVICE_CPU, OnRequest, OnCancel, nullptr, this};
    handler_->producer = &producer;
  }
  // Everything that was passed must have been released once.
  ~ScriptedProducer() {
    for (const Log& log : logs_) EXPECT_TRUE(log->AllOnce());
    for (const auto& task : tasks_) EXPECT_EQ(task->extracted, 1) << "ASY-15";
  }
  ScriptedProducer(const ScriptedProducer&) = delete;
  ScriptedProducer& operator=(const ScriptedProducer&) = delete;

  int Schema(const ArrayData& data) {
    ArrowSchema schema;
    logs_.push_back(MakeSchema(data, &schema));
    const int code = handler_->on_schema(handler_, &schema);
    EXPECT_EQ(schema.release, nullptr) << "ASY-4";
    return code;
  }
  int Task(const ArrayData& data, const TaskOptions& options = {}) {
    tasks_.push_back(std::make_unique<Given>(Given{this, data, options}));
    ArrowAsyncTask task = {OnExtract, tasks_.back().get()};
    const int code = handler_->on_next_task(handler_, &task, nullptr);
    task = Garbage<ArrowAsyncTask>();
    return code;
  }
  int End() { return handler_->on_next_task(handler_, nullptr, nullptr); }
  void Error(int code, const char* message) {
    handler_->on_error(handler_, code, message, nullptr);
  }
  void Release() { handler_->release(handler_); }

  ArrowAsyncProducer producer;
  std::atomic<int64_t> requested{0};  // the sum
  std::atomic<int> requests{0};
  std::atomic<int> cancels{0};
  std::function<void()> on_request;
  std::function<void()> on_cancel;

 private:
  struct Given {
    ScriptedProducer* owner;
    ArrayData data;
    TaskOptions options;
    int extracted = 0;
  };

  static int OnExtract(ArrowAsyncTask* self, ArrowDeviceArray* out) {
    auto* given = static_cast<Given*>(self->private_data);
    ++given->extracted;
    if (given->options.on_extract) given->options.on_extract();
    if (out == nullptr) return 0;
    if (given->options.code != 0) {
      *out = Garbage<ArrowDeviceArray>();
      return given->options.code;
    }
    *out = {{}, -1, given->options.device_type, given->options.event, {}};
    if (!given->options.without_array) {
      given->owner->logs_.push_back(MakeArray(given->data, &out->array));
    }
    return 0;
  }
  static void OnRequest(ArrowAsyncProducer* self, int64_t n) {
    auto* me = static_cast<ScriptedProducer*>(self->private_data);
    EXPECT_GT(n, 0) << "ASY-18";
    me->requested += n;
    ++me->requests;
    if (me->on_request) me->on_request();
  }
  static void OnCancel(ArrowAsyncProducer* self) {
    auto* me = static_cast<ScriptedProducer*>(self->private_data);
    ++me->cancels;
    if (me->on_cancel) me->on_cancel();
  }

  ArrowAsyncDeviceStreamHandler* handler_;
  std::vector<Log> logs_;
  std::vector<std::unique_ptr<Given>> tasks_;
};

}  // namespace arrowbridge_tests

#endif  // ARROWBRIDGE_TESTS_SCRIPTED_PRODUCER_H
