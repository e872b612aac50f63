// The cost of the checked stream: import and export of a foreign stream with and without a checked
// stream in between, and the checked stream alone. The producer allocates one block per batch and
// releases each child, as real producers do.
#include <arrowbridge/checked.h>
#include <benchmark/benchmark.h>

#include "batches.h"

namespace {

constexpr int kUnchecked = -2;  // in place of a level: no checked stream

// A stream that never ends, of copies of a batch's structs.
struct CopyingStream {
  StaticBatch source;
  ArrowArray array;

  CopyingStream(int columns, int64_t rows) : source(columns, rows) { source.Array(&array); }

  void Stream(ArrowArrayStream* out) {
    source.Stream(out);
    out->get_schema = [](ArrowArrayStream* self, ArrowSchema* schema) {
      ArrowSchema once;
      static_cast<CopyingStream*>(self->private_data)->source.Schema(&once);
      CopyStructs(once, ReleaseCopiedSchema, schema);
      return 0;
    };
    out->get_next = [](ArrowArrayStream* self, ArrowArray* out_array) {
      CopyStructs(static_cast<CopyingStream*>(self->private_data)->array, ReleaseCopiedArray,
                  out_array);
      return 0;
    };
    out->private_data = this;
  }
};

// Replaces the stream with a checked stream that aborts on any finding.
void AddCheck(ArrowArrayStream* stream, int level) {
  if (level == kUnchecked) return;
  ArrowBridgeCheckOptions options = {};
  options.struct_size = sizeof(options);
  options.level = level;
  options.on_finding = [](void*, const ArrowBridgeFinding* finding) {
    std::fprintf(stderr, "%s: %s\n", finding->rule, finding->message);
    std::abort();
  };
  ArrowArrayStream checked;
  ArrowBridgeError error;
  Check(ArrowBridgeStreamCheck(stream, &options, &checked, &error), error);
  *stream = checked;
}

void Drain(benchmark::State& state, ArrowArrayStream* stream) {
  const int64_t before = InternalArrowBridgeManagedBytes();
  for (auto _ : state) {
    ArrowArray array;
    if (stream->get_next(stream, &array) != 0) std::abort();
    benchmark::DoNotOptimize(array);
    array.release(&array);
  }
  state.counters["managed_bytes"] =
      benchmark::Counter(static_cast<double>(InternalArrowBridgeManagedBytes() - before),
                         benchmark::Counter::kAvgIterations);
}

void CheckedStream(benchmark::State& state) {
  CopyingStream source(static_cast<int>(state.range(0)), state.range(1));
  ArrowArrayStream stream;
  source.Stream(&stream);
  AddCheck(&stream, static_cast<int>(state.range(2)));
  ArrowSchema schema;
  if (stream.get_schema(&stream, &schema) != 0) std::abort();
  schema.release(&schema);
  Drain(state, &stream);
  stream.release(&stream);
}

void CheckedHop(benchmark::State& state) {
  CopyingStream source(static_cast<int>(state.range(0)), state.range(1));
  ArrowArrayStream stream, exported;
  source.Stream(&stream);
  AddCheck(&stream, static_cast<int>(state.range(2)));
  ArrowBridgeReader* reader;
  ArrowBridgeError error;
  Check(ArrowBridgeImportRecordBatchReader(&stream, &reader, &error), error);
  Check(ArrowBridgeExportRecordBatchReader(reader, &exported, &error), error);
  ArrowBridgeReaderRelease(reader);
  Drain(state, &exported);
  exported.release(&exported);
}

void Cases(benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgNames({"columns", "rows", "level"});
  for (const auto& [columns, rows] : {std::pair<int, int>{10, 100}, {10, 65536}, {1280, 100}}) {
    for (const int level : std::initializer_list<int>{
             kUnchecked, ARROWBRIDGE_CHECK_CALLS, ARROWBRIDGE_VALIDATE_MINIMAL,
             ARROWBRIDGE_VALIDATE_DEFAULT, ARROWBRIDGE_VALIDATE_FULL}) {
      benchmark->Args({columns, rows, level});
    }
  }
}
BENCHMARK(CheckedStream)->Apply(Cases);
BENCHMARK(CheckedHop)->Apply(Cases);

}  // namespace
