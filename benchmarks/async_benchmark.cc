// What asynchronous streams cost per batch, compared with NoAdapter of adapter_benchmark.
#include <arrowbridge/arrowbridge.h>
#include <benchmark/benchmark.h>

#include <cerrno>
#include <condition_variable>
#include <cstdint>
#include <mutex>

#include "read_through.h"

namespace {

constexpr int64_t kRows = 100;

// Requests `ahead` batches at once, and another one for each that arrives.
struct Consumer {
  ArrowAsyncDeviceStreamHandler handler;
  benchmark::State* state;
  int64_t ahead;
  std::mutex mutex;
  std::condition_variable ended;
  bool released = false;

  static int OnSchema(ArrowAsyncDeviceStreamHandler* self, ArrowSchema* schema) {
    schema->release(schema);
    self->producer->request(self->producer, static_cast<Consumer*>(self->private_data)->ahead);
    return 0;
  }
  static int OnTask(ArrowAsyncDeviceStreamHandler* self, ArrowAsyncTask* task, const char*) {
    ArrowDeviceArray array;
    if (task->extract_data(task, &array) != 0) return EIO;
    array.array.release(&array.array);
    if (static_cast<Consumer*>(self->private_data)->state->KeepRunning()) {
      self->producer->request(self->producer, 1);
    } else {
      self->producer->cancel(self->producer);
    }
    return 0;
  }
  static void OnError(ArrowAsyncDeviceStreamHandler* self, int, const char* message, const char*) {
    static_cast<Consumer*>(self->private_data)->state->SkipWithError(message);
  }
  static void OnRelease(ArrowAsyncDeviceStreamHandler* self) {
    auto* consumer = static_cast<Consumer*>(self->private_data);
    const std::lock_guard<std::mutex> lock(consumer->mutex);
    consumer->released = true;
    consumer->ended.notify_all();
  }
};

void Handler(benchmark::State& state, bool on_library_thread) {
  StaticBatch batch(kColumns, kRows);
  ArrowBridgeError error;
  ArrowBridgeReader* source = ImportedReader(&batch);
  Consumer consumer;
  consumer.handler = {Consumer::OnSchema,  Consumer::OnTask, Consumer::OnError,
                      Consumer::OnRelease, nullptr,          &consumer};
  consumer.state = &state;
  consumer.ahead = 1;
  Check(on_library_thread ? ArrowBridgeReaderDriveHandler(source, &consumer.handler, &error)
                          : ArrowBridgeReaderRunHandler(source, &consumer.handler, &error),
        error);
  std::unique_lock<std::mutex> lock(consumer.mutex);
  consumer.ended.wait(lock, [&] { return consumer.released; });
  ArrowBridgeReaderRelease(source);
}

void RunHandler(benchmark::State& state) { Handler(state, false); }
BENCHMARK(RunHandler);

void DriveHandler(benchmark::State& state) { Handler(state, true); }
BENCHMARK(DriveHandler)->UseRealTime();

// Both ends: a thread of the library passes batches to a handler, from which this thread reads.
void Pipe(benchmark::State& state) {
  StaticBatch batch(kColumns, kRows);
  ArrowBridgeError error;
  ArrowBridgeReader* source = ImportedReader(&batch);
  ArrowBridgeAsyncHandler* handler;
  ArrowAsyncDeviceStreamHandler* callbacks;
  ArrowBridgeReader* reader;
  Check(ArrowBridgeAsyncHandlerNew(state.range(0), &handler, &callbacks, &error), error);
  Check(ArrowBridgeReaderDriveHandler(source, callbacks, &error), error);
  Check(ArrowBridgeAsyncHandlerGetReader(handler, 0, &reader, &error), error);
  ReadAndRelease(state, reader);
  ArrowBridgeAsyncHandlerRelease(handler);
  ArrowBridgeReaderRelease(source);
}
BENCHMARK(Pipe)->Arg(2)->Arg(64)->UseRealTime();

}  // namespace
