// Asynchronous streams whose other side breaks rules, or keeps to them in unusual ways.

#include <cerrno>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "checks.h"
#include "decision_fuzzer.h"
#include "harness.h"
#include "producer.h"
#include "struct_mutations.h"

namespace arrowbridge_fuzz {
namespace {

using arrowbridge_tests::MakeArray;
using arrowbridge_tests::MakeSchema;

std::vector<ArrayData> MakeBatches(Random* random) {
  std::vector<ArrayData> batches;
  for (size_t left = 1 + random->Below(4); left > 0; left--) {
    batches.push_back(batches.empty() ? MakeValid(random) : batches.back());
    if (random->OneIn(2)) AlterContents(&batches.back(), random);
  }
  return batches;
}

// A handler that requests, extracts, refuses and cancels as it likes.
class Consumer {
 public:
  explicit Consumer(Random* random) : random_(random) {
    handler_ = {OnSchema, OnTask, OnError, OnRelease, nullptr, this};
  }

  ArrowAsyncDeviceStreamHandler* handler() { return &handler_; }
  void ExpectReleased() const {
    if (releases_ != 1) Fail("the handler was released " + std::to_string(releases_) + " times");
  }

 private:
  static Consumer* Of(ArrowAsyncDeviceStreamHandler* self) {
    return static_cast<Consumer*>(self->private_data);
  }

  // Makes sure that the stream goes on or ends: nobody else would request more.
  int Answer() {
    ArrowAsyncProducer* producer = handler_.producer;
    switch (random_->Below(20)) {
      case 0:
        producer->cancel(producer);
        break;
      case 1:
        is_over_ = true;
        return EIO;
      case 2:
        producer->request(producer, -static_cast<int64_t>(random_->Below(3)));
        break;
      case 3:
        producer->request(producer, INT64_MAX);
        break;
      default:
        break;
    }
    producer->request(producer, 1 + static_cast<int64_t>(random_->Below(3)));
    return 0;
  }

  static int OnSchema(ArrowAsyncDeviceStreamHandler* self, ArrowSchema* schema) {
    Consumer* me = Of(self);
    if (me->random_->OneIn(2)) schema->release(schema);
    return me->Answer();
  }

  static int OnTask(ArrowAsyncDeviceStreamHandler* self, ArrowAsyncTask* task, const char*) {
    Consumer* me = Of(self);
    if (me->is_over_) Fail("on_next_task is called after the end");
    me->is_over_ = task == nullptr;
    if (task == nullptr) return 0;
    ArrowDeviceArray array;
    const bool wants = !me->random_->OneIn(3);
    if (task->extract_data(task, wants ? &array : nullptr) != 0) Fail("extract_data failed");
    if (wants) array.array.release(&array.array);
    return me->Answer();
  }

  static void OnError(ArrowAsyncDeviceStreamHandler* self, int code, const char* message,
                      const char*) {
    Consumer* me = Of(self);
    if (me->is_over_) Fail("on_error is called after the end");
    if (code == 0 || message == nullptr) Fail("on_error is called without a reason");
    me->is_over_ = true;
    NoteOutcome("on_error", code, message);
  }

  static void OnRelease(ArrowAsyncDeviceStreamHandler* self) { Of(self)->releases_++; }

  Random* const random_;
  ArrowAsyncDeviceStreamHandler handler_;
  bool is_over_ = false;
  int releases_ = 0;
};

// A producer that makes any calls in any order, on the calling thread.
class AsyncProducer {
 public:
  AsyncProducer(const std::vector<ArrayData>& batches, ArrowAsyncDeviceStreamHandler* handler,
                Random* random)
      : batches_(batches), handler_(handler), random_(random) {
    const ArrowDeviceType types[] = {ARROW_DEVICE_CPU, ARROW_DEVICE_CUDA, ARROW_DEVICE_CUDA_HOST};
    producer_ = {types[random->OneIn(8) ? random->Below(3) : 0], Request, Cancel, nullptr, this};
    if (random->OneIn(30)) producer_.request = nullptr;
    if (!random->OneIn(30)) handler->producer = &producer_;
  }

  bool is_over() const { return is_over_; }
  bool has_other_types() const { return has_other_types_; }

  void PassSchema() {
    ArrowSchema schema;
    if (random_->OneIn(20)) {
      schema.release = nullptr;
      handler_->on_schema(handler_, random_->OneIn(2) ? nullptr : &schema);
      return;
    }
    const bool other = random_->OneIn(15);
    has_other_types_ |= other;
    logs_.push_back(MakeSchema(other ? MakeValid(random_) : batches_[0], &schema));
    handler_->on_schema(handler_, &schema);
    if (schema.release != nullptr) Fail("ASY-4: the schema was not moved or released");
  }

  void Step() {
    switch (random_->Below(is_over_ ? 6 : 20)) {
      case 0:
        PassSchema();
        break;
      case 1:
        handler_->on_error(handler_, random_->OneIn(5) ? 0 : EIO,
                           random_->OneIn(2) ? nullptr : "a producer", nullptr);
        break;
      case 2:
        handler_->on_next_task(handler_, nullptr, nullptr);
        break;
      case 3:
        Release();
        break;
      default:
        PassTask();
        break;
    }
  }

  void Release() {
    is_over_ = true;
    if (released_++ == 0) handler_->release(handler_);
  }

  void Finish() {
    Release();
    for (const arrowbridge_tests::Log& log : logs_) {
      if (!log->AllOnce()) Fail("a struct of the producer was not released exactly once");
    }
    if (tasks_ != extracted_) Fail("ASY-15: a task was not extracted once");
  }

 private:
  static AsyncProducer* Of(void* self) { return static_cast<AsyncProducer*>(self); }

  void PassTask() {
    ArrowAsyncTask task = {Extract, this};
    if (random_->OneIn(30)) {
      task.extract_data = nullptr;
    } else {
      tasks_++;
    }
    handler_->on_next_task(handler_, &task, nullptr);
  }

  static int Extract(ArrowAsyncTask* self, ArrowDeviceArray* out) {
    AsyncProducer* me = Of(self->private_data);
    Random* random = me->random_;
    me->extracted_++;
    if (out == nullptr) return random->OneIn(10) ? EIO : 0;
    *out = {};
    if (random->OneIn(15)) return random->OneIn(2) ? EIO : 0;
    out->device_type = random->OneIn(20) ? ARROW_DEVICE_METAL : me->producer_.device_type;
    if (random->OneIn(20)) out->sync_event = me;
    const bool other = random->OneIn(15);
    me->has_other_types_ |= other;
    me->logs_.push_back(
        MakeArray(other ? MakeValid(random) : random->Choose(me->batches_), &out->array));
    return 0;
  }
  // Sometimes calls back, which is forbidden.
  void Misbehave() {
    if (depth_ > 3 || !random_->OneIn(6)) return;
    depth_++;
    Step();
    depth_--;
  }
  static void Request(ArrowAsyncProducer* self, int64_t n) {
    if (n <= 0) Fail("ASY-18: request of " + std::to_string(n));
    if (Of(self->private_data)->released_ > 0) Fail("ASY-21: request after release");
    Of(self->private_data)->Misbehave();
  }
  static void Cancel(ArrowAsyncProducer* self) {
    if (Of(self->private_data)->released_ > 0) Fail("ASY-21: cancel after release");
    Of(self->private_data)->Misbehave();
  }

  const std::vector<ArrayData> batches_;
  ArrowAsyncDeviceStreamHandler* const handler_;
  Random* const random_;
  ArrowAsyncProducer producer_;
  std::vector<arrowbridge_tests::Log> logs_;
  int tasks_ = 0, extracted_ = 0, released_ = 0, depth_ = 0;
  bool is_over_ = false, has_other_types_ = false;
};

class AsyncFuzzer : public DecisionFuzzer {
 public:
  void Round(Random* random) override {
    const LiveCheck live;
    random->OneIn(2) ? RunHandler(random) : ReadFromProducer(random);
    live.ExpectUnchanged();
  }

 private:
  // Passes a stream that breaks rules to a handler.
  static void RunHandler(Random* random) {
    Producer producer(MakeBatches(random), random);
    Consumer consumer(random);
    ErrorText error;
    ArrowBridgeReader* reader = producer.OpenReader();
    const int rc = error.Check(
        ArrowBridgeReaderRunHandler(reader, consumer.handler(), error.For("run a handler")));
    ArrowBridgeReaderRelease(reader);
    if ((rc != 0) != (reader == nullptr)) Fail("the handler was not run: " + error.text());
    consumer.ExpectReleased();
    producer.ExpectReleased();
    Count(rc == 0 ? "handlers run" : "readers rejected");
  }

  // Reads what a producer passes that breaks rules. Reading must not wait, as nobody else would
  // make a call: the last steps are made before.
  static void ReadFromProducer(Random* random) {
    ErrorText error;
    ArrowBridgeAsyncHandler* handler = nullptr;
    ArrowAsyncDeviceStreamHandler* callbacks = nullptr;
    const auto most = 1 + static_cast<int64_t>(random->Below(4));
    if (error.Check(ArrowBridgeAsyncHandlerNew(most, &handler, &callbacks,
                                               error.For("make a handler"))) != 0) {
      Fail("a handler cannot be made: " + error.text());
    }
    AsyncProducer producer(MakeBatches(random), callbacks, random);
    if (!random->OneIn(10)) producer.PassSchema();
    for (size_t left = random->Below(8); left > 0; left--) producer.Step();
    if (random->OneIn(2)) producer.Release();
    ArrowBridgeReader* reader = nullptr;
    if (random->OneIn(10)) ArrowBridgeAsyncHandlerRelease(std::exchange(handler, nullptr));
    if (handler != nullptr) {
      error.Check(ArrowBridgeAsyncHandlerGetArrayReader(handler, 1, &reader, error.For("get it")));
    }
    for (size_t left = random->Below(6); reader != nullptr && left > 0; left--) {
      if (!producer.is_over()) ArrowBridgeReaderCancel(reader);
      auto* array = reinterpret_cast<ArrowBridgeArray*>(1);
      const int rc = error.Check(ArrowBridgeReaderNextArray(reader, &array, error.For("read it")));
      const ArrayHandle owner(array);
      if (rc != 0 && array != nullptr) Fail("the output is set after a failure");
      // Nobody can know where the buffers of an array end that has another type than the schema.
      if (array != nullptr && !producer.has_other_types()) UseArray(array, random);
      if (rc == 0) Count(array != nullptr ? "batches of a producer" : "ends of a producer");
    }
    ArrowBridgeReaderRelease(reader);
    ArrowBridgeAsyncHandlerRelease(handler);
    for (size_t left = random->Below(3); left > 0 && !producer.is_over(); left--) producer.Step();
    producer.Finish();
  }
};

}  // namespace

std::unique_ptr<Fuzzer> MakeFuzzer() { return std::make_unique<AsyncFuzzer>(); }

}  // namespace arrowbridge_fuzz
