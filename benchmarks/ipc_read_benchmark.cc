// Reading uncompressed IPC streams in memory: time per batch, also on two threads that each have a
// stream. The baseline makes and releases the same structs in plain C, without reading any
// metadata.
#include <benchmark/benchmark.h>

#include <chrono>

#include "batches.h"
#include "cold_cache.h"
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
BENCHMARK(ReadIpcStream)
    ->Args({1, 100})
    ->Args({10, 100})
    ->Args({100, 100})
    ->Args({1280, 100})
    ->Args({10, 65536})
    ->Args({1280, 1024});

// Batches that are in no cache of the processor: neither their metadata nor their offsets.
void ReadColdIpcBatches(benchmark::State& state) {
  constexpr int kBatches = 8;
  const auto bytes = ipc::Stream(static_cast<int>(state.range(0)), state.range(1), kBatches);
  void* data = AlignedCopy(bytes);
  ColdCache cache;
  ArrowBridgeError error;
  for (auto _ : state) {
    state.PauseTiming();
    ArrowBridgeReader* reader;
    Check(ArrowBridgeOpenIpcBuffer(data, static_cast<int64_t>(bytes.size()), nullptr, nullptr,
                                   nullptr, &reader, &error),
          error);
    ArrowArray array;
    Check(ArrowBridgeReaderNext(reader, &array, &error), error);
    array.release(&array);
    cache.Evict();
    state.ResumeTiming();
    for (int i = 1; i < kBatches; i++) {
      Check(ArrowBridgeReaderNext(reader, &array, &error), error);
      array.release(&array);
    }
    state.PauseTiming();
    ArrowBridgeReaderRelease(reader);
    state.ResumeTiming();
  }
  state.counters["per_batch"] = benchmark::Counter(
      static_cast<double>(kBatches - 1),
      benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
  std::free(data);
}
BENCHMARK(ReadColdIpcBatches)->Args({1280, 1024})->Iterations(20);

// Elapsed time per batch on each thread. Opening the reader is part of it, once per 1,000 batches.
void ReadIpcStreamOnThreads(benchmark::State& state) {
  using Clock = std::chrono::steady_clock;
  constexpr int kBatches = 1000;
  const auto bytes = ipc::Stream(10, 100, kBatches);
  void* data = AlignedCopy(bytes);
  ArrowBridgeError error;
  const auto before = Clock::now();
  for (auto _ : state) {
    ArrowBridgeReader* reader;
    Check(ArrowBridgeOpenIpcBuffer(data, static_cast<int64_t>(bytes.size()), nullptr, nullptr,
                                   nullptr, &reader, &error),
          error);
    for (int i = 0; i < kBatches; i++) {
      ArrowArray array;
      Check(ArrowBridgeReaderNext(reader, &array, &error), error);
      array.release(&array);
    }
    ArrowBridgeReaderRelease(reader);
  }
  const std::chrono::duration<double> elapsed = Clock::now() - before;
  state.counters["elapsed_per_batch"] =
      benchmark::Counter(elapsed.count() / static_cast<double>(state.iterations()) / kBatches,
                         benchmark::Counter::kAvgThreads);
  std::free(data);
}
BENCHMARK(ReadIpcStreamOnThreads)->Threads(1)->Threads(2)->UseRealTime();

}  // namespace
