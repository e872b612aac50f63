// What an adapter costs per batch: the batches of a stream that never ends, read from the imported
// stream itself and through an adapter.
#include <arrowbridge/adapters.h>
#include <benchmark/benchmark.h>

#include <cstdint>

#include "batches.h"

namespace {

constexpr int kColumns = 10;
constexpr int64_t kRows = 100;

ArrowBridgeReader* Source(StaticBatch* batch) {
  ArrowArrayStream stream;
  ArrowBridgeReader* reader;
  ArrowBridgeError error;
  batch->Stream(&stream);
  Check(ArrowBridgeImportRecordBatchReader(&stream, &reader, &error), error);
  return reader;
}

void NoAdapter(benchmark::State& state) {
  StaticBatch batch(kColumns, kRows);
  ArrowBridgeError error;
  ArrowBridgeReader* reader = Source(&batch);
  for (auto _ : state) {
    ArrowArray array;
    Check(ArrowBridgeReaderNext(reader, &array, &error), error);
    array.release(&array);
  }
  ArrowBridgeReaderRelease(reader);
}
BENCHMARK(NoAdapter);

// Reads one batch per iteration from what `adapt` makes of the source.
template <typename Adapt>
void ReadThrough(benchmark::State& state, Adapt adapt) {
  StaticBatch batch(kColumns, kRows);
  ArrowBridgeError error;
  ArrowBridgeReader* source = Source(&batch);
  ArrowBridgeReader* reader;
  Check(adapt(source, &reader, &error), error);
  ArrowBridgeReaderRelease(source);
  for (auto _ : state) {
    ArrowArray array;
    Check(ArrowBridgeReaderNext(reader, &array, &error), error);
    array.release(&array);
  }
  ArrowBridgeReaderRelease(reader);
}

void Concat(benchmark::State& state) {
  ReadThrough(state, [](auto* source, auto** out, auto* error) {
    return ArrowBridgeReaderConcat(1, &source, out, error);
  });
}
BENCHMARK(Concat);

void Head(benchmark::State& state) {
  ReadThrough(state, [](auto* source, auto** out, auto* error) {
    return ArrowBridgeReaderHead(source, INT64_MAX, out, error);
  });
}
BENCHMARK(Head);

// Each batch is skipped but for its last row.
void SkipWithinBatch(benchmark::State& state) {
  StaticBatch batch(kColumns, kRows);
  ArrowBridgeError error;
  ArrowBridgeReader* source = Source(&batch);
  for (auto _ : state) {
    ArrowBridgeReader* reader;
    ArrowArray array;
    Check(ArrowBridgeReaderLimit(source, kRows - 1, 1, &reader, &error), error);
    Check(ArrowBridgeReaderNext(reader, &array, &error), error);
    array.release(&array);
    ArrowBridgeReaderRelease(reader);
  }
  ArrowBridgeReaderRelease(source);
}
BENCHMARK(SkipWithinBatch);

// After peeking, batches come from a tee whose other reader is released.
void Peeked(benchmark::State& state) {
  ReadThrough(state, [](auto* source, auto** out, auto* error) {
    ArrowBridgeReader* first = nullptr;
    const int code = ArrowBridgeReaderPeek(source, 1, 0, &first, out, error);
    ArrowBridgeReaderRelease(first);
    return code;
  });
}
BENCHMARK(Peeked);

// Batches that cost nothing to produce: what is measured is handing them from thread to thread.
void Prefetch(benchmark::State& state) {
  ReadThrough(state, [&](auto* source, auto** out, auto* error) {
    return ArrowBridgeReaderPrefetch(source, state.range(0), state.range(1), out, error);
  });
}
BENCHMARK(Prefetch)->Args({2, 0})->Args({64, 0})->Args({64, 1 << 30})->UseRealTime();

void WithTimeout(benchmark::State& state) {
  ReadThrough(state, [](auto* source, auto** out, auto* error) {
    return ArrowBridgeReaderWithTimeout(source, 60000, 0, out, error);
  });
}
BENCHMARK(WithTimeout)->UseRealTime();

}  // namespace
