// Reading uncompressed IPC streams in memory: time per batch. The baseline makes and releases the
// same structs in plain C, without reading any metadata.
#include <benchmark/benchmark.h>

#include "batches.h"
#include "ipc_bytes.h"

namespace {

void* AlignedCopy(const std::vector<uint8_t>& bytes) {
  void* copy = std::aligned_alloc(64, (bytes.size() + 63) / 64 * 64);
  std::memcpy(copy, bytes.data(), bytes.size());
  return copy;
}

void ReadIpcBaseline(benchmark::State& state) {
  StaticBatch batch(static_cast<int>(state.range(0)), state.range(1));
  ArrowArray array;
  batch.Array(&array);
  for (auto _ : state) {
    ArrowArray out;
    CopyStructs(array, ReleaseCopiedArray, &out);
    benchmark::DoNotOptimize(out);
    out.release(&out);
  }
}
BENCHMARK(ReadIpcBaseline)->Args({10, 100})->Args({10, 65536})->Args({1280, 1024});

void ReadIpcStream(benchmark::State& state) {
  const auto columns = static_cast<int>(state.range(0));
  const int64_t rows = state.range(1);
  const int batches = rows > 10000 ? 8 : 64;
  const auto bytes = ipc::Stream(columns, rows, batches);
  void* data = AlignedCopy(bytes);
  ArrowBridgeError error;
  int64_t managed = 0;
  for (auto _ : state) {
    state.PauseTiming();
    ArrowBridgeReader* reader;
    Check(ArrowBridgeOpenIpcBuffer(data, static_cast<int64_t>(bytes.size()), nullptr, nullptr,
                                   nullptr, &reader, &error),
          error);
    ArrowArray array;
    // The first batch is not measured: with it the reader allocates what it reuses later.
    Check(ArrowBridgeReaderNext(reader, &array, &error), error);
    array.release(&array);
    const int64_t before = InternalArrowBridgeManagedBytes();
    state.ResumeTiming();
    for (int i = 1; i < batches; i++) {
      Check(ArrowBridgeReaderNext(reader, &array, &error), error);
      array.release(&array);
    }
    state.PauseTiming();
    managed += InternalArrowBridgeManagedBytes() - before;
    ArrowBridgeReaderRelease(reader);
    state.ResumeTiming();
  }
  state.SetItemsProcessed(state.iterations() * (batches - 1));
  state.counters["per_batch"] = benchmark::Counter(
      static_cast<double>(batches - 1),
      benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
  state.counters["managed_bytes"] =
      benchmark::Counter(static_cast<double>(managed), benchmark::Counter::kAvgIterations);
  std::free(data);
}
BENCHMARK(ReadIpcStream)->Args({10, 100})->Args({10, 65536})->Args({1280, 1024});

}  // namespace
