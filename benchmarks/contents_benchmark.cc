// What changes how contents are stored, or tells about them: the cost per batch.
#include <arrowbridge/arrowbridge.h>
#include <benchmark/benchmark.h>

#include "batches.h"

namespace {

constexpr int kColumns = 10;

// Reads one batch per iteration through an adapter over a stream that never ends.
template <typename Adapt>
void ReadThrough(benchmark::State& state, const Adapt& adapt) {
  StaticBatch source(kColumns, state.range(0));
  ArrowArrayStream stream;
  source.Stream(&stream);
  ArrowBridgeError error;
  ArrowBridgeReader *reader, *adapter;
  Check(ArrowBridgeImportRecordBatchReader(&stream, &reader, &error), error);
  Check(adapt(reader, &adapter, &error), error);
  for (auto _ : state) {
    ArrowArray batch;
    Check(ArrowBridgeReaderNext(adapter, &batch, &error), error);
    batch.release(&batch);
  }
  ArrowBridgeReaderRelease(adapter);
  ArrowBridgeReaderRelease(reader);
}

// Most buffers of the source are not aligned to 64 bytes, so all columns are copied.
void CompactCopies(benchmark::State& state) { ReadThrough(state, ArrowBridgeReaderCompact); }
BENCHMARK(CompactCopies)->Arg(100)->Arg(65536);

// Every batch was made compact before.
void CompactShares(benchmark::State& state) {
  ReadThrough(state, [](auto* reader, auto** out, auto* error) {
    ArrowBridgeReader* first;
    int code = ArrowBridgeReaderCompact(reader, &first, error);
    if (code == 0) code = ArrowBridgeReaderCompact(first, out, error);
    ArrowBridgeReaderRelease(first);
    return code;
  });
}
BENCHMARK(CompactShares)->Arg(100)->Arg(65536);

// Without dictionaries: what an adapter costs at least.
void UnifyNothing(benchmark::State& state) {
  ReadThrough(state, [](auto* reader, auto** out, auto* error) {
    return ArrowBridgeReaderUnifyDictionaries(reader, nullptr, out, error);
  });
}
BENCHMARK(UnifyNothing)->Arg(100);

// Null counts, least and greatest values of all columns.
void WithStatistics(benchmark::State& state) {
  ReadThrough(state, ArrowBridgeReaderWithStatistics);
}
BENCHMARK(WithStatistics)->Arg(100)->Arg(65536);

}  // namespace
