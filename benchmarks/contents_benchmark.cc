// What changes how contents are stored, or tells about them: the cost per batch.
#include <arrowbridge/arrowbridge.h>
#include <benchmark/benchmark.h>

#include "read_through.h"

namespace {

// Most buffers of the source are not aligned to 64 bytes, so all columns are copied.
void CompactCopies(benchmark::State& state) {
  ReadThrough(state, state.range(0), ArrowBridgeReaderCompact);
}
BENCHMARK(CompactCopies)->Arg(100)->Arg(65536);

// Every batch was made compact before.
void CompactShares(benchmark::State& state) {
  ReadThrough(state, state.range(0), [](auto* reader, auto** out, auto* error) {
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
  ReadThrough(state, state.range(0), [](auto* reader, auto** out, auto* error) {
    return ArrowBridgeReaderUnifyDictionaries(reader, nullptr, out, error);
  });
}
BENCHMARK(UnifyNothing)->Arg(100);

// Null counts, least and greatest values of all columns.
void WithStatistics(benchmark::State& state) {
  ReadThrough(state, state.range(0), ArrowBridgeReaderWithStatistics);
}
BENCHMARK(WithStatistics)->Arg(100)->Arg(65536);

}  // namespace
