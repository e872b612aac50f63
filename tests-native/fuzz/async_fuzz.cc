// Asynchronous streams whose other side breaks rules, or keeps to them in unusual ways.

#include <cerrno>
#include <memory>
#include <vector>

#include "checks.h"
#include "harness.h"
#include "producer.h"
#include "struct_mutations.h"

namespace arrowbridge_fuzz {
namespace {

constexpr uint64_t kSeeds = 500;
constexpr size_t kSeedBytes = 300;

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

class AsyncFuzzer : public Fuzzer {
 public:
  void Round(Random* random) override {
    const LiveCheck live;
    RunHandler(random);
    live.ExpectUnchanged();
  }

  void Input(const std::vector<uint8_t>&) override {
    Fail("this fuzzer has no files; repeat a round");
  }

  // The input is the list of decisions.
  std::vector<std::vector<uint8_t>> StartingInputs() override {
    std::vector<std::vector<uint8_t>> seeds;
    for (uint64_t round = 0; round < kSeeds; round++) {
      Random random(1, round);
      seeds.emplace_back(kSeedBytes);
      for (uint8_t& byte : seeds.back()) byte = static_cast<uint8_t>(random.Next());
    }
    return seeds;
  }

  void Run(const std::vector<uint8_t>& bytes, Random*) override {
    Random choices(bytes);
    Round(&choices);
  }

  void Alter(std::vector<uint8_t>* bytes, const std::vector<uint8_t>&, Random* random) override {
    if (!bytes->empty())
      (*bytes)[random->Below(bytes->size())] = static_cast<uint8_t>(random->Next());
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
};

}  // namespace

std::unique_ptr<Fuzzer> MakeFuzzer() { return std::make_unique<AsyncFuzzer>(); }

}  // namespace arrowbridge_fuzz
