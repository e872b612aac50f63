// What an adapter costs per batch: the batches of a stream that never ends, read from the imported
// stream itself and through an adapter.
#include <arrowbridge/adapters.h>
#include <benchmark/benchmark.h>

#include <cstdint>

#include "read_through.h"

namespace {

constexpr int64_t kRows = 100;

void NoAdapter(benchmark::State& state) {
  StaticBatch batch(kColumns, kRows);
  ReadAndRelease(state, ImportedReader(&batch));
}
BENCHMARK(NoAdapter);

void Concat(benchmark::State& state) {
  ReadThrough(state, kRows, [](auto* source, auto** out, auto* error) {
    return ArrowBridgeReaderConcat(1, &source, out, error);
  });
}
BENCHMARK(Concat);

void Head(benchmark::State& state) {
  ReadThrough(state, kRows, [](auto* source, auto** out, auto* error) {
    return ArrowBridgeReaderHead(source, INT64_MAX, out, error);
  });
}
BENCHMARK(Head);

// Each batch is skipped but for its last row.
void SkipWithinBatch(benchmark::State& state) {
  StaticBatch batch(kColumns, kRows);
  ArrowBridgeError error;
  ArrowBridgeReader* source = ImportedReader(&batch);
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
  ReadThrough(state, kRows, [](auto* source, auto** out, auto* error) {
    ArrowBridgeReader* first = nullptr;
    const int code = ArrowBridgeReaderPeek(source, 1, 0, &first, out, error);
    ArrowBridgeReaderRelease(first);
    return code;
  });
}
BENCHMARK(Peeked);

// Batches that cost nothing to produce: what is measured is handing them from thread to thread.
void Prefetch(benchmark::State& state) {
  ReadThrough(state, kRows, [&](auto* source, auto** out, auto* error) {
    return ArrowBridgeReaderPrefetch(source, state.range(0), state.range(1), out, error);
  });
}
BENCHMARK(Prefetch)->Args({2, 0})->Args({64, 0})->Args({64, 1 << 30})->UseRealTime();

void WithTimeout(benchmark::State& state) {
  ReadThrough(state, kRows, [](auto* source, auto** out, auto* error) {
    return ArrowBridgeReaderWithTimeout(source, 60000, 0, out, error);
  });
}
BENCHMARK(WithTimeout)->UseRealTime();

}  // namespace
