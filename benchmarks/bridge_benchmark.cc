// Schemas, batches and streams through the C data and C stream interfaces. Each benchmark has a
// baseline that makes the same structs in plain C.
#include <benchmark/benchmark.h>

#include "batches.h"

namespace {

// Reports the bytes allocated on the managed heap per iteration; 0 for batches.
class ManagedBytes {
 public:
  explicit ManagedBytes(benchmark::State& state)
      : state_(state), before_(InternalArrowBridgeManagedBytes()) {}
  ~ManagedBytes() {
    state_.counters["managed_bytes"] =
        benchmark::Counter(static_cast<double>(InternalArrowBridgeManagedBytes() - before_),
                           benchmark::Counter::kAvgIterations);
  }

 private:
  benchmark::State& state_;
  int64_t before_;
};

void ExportSchemaBaseline(benchmark::State& state) {
  StaticBatch batch(static_cast<int>(state.range(0)), 100);
  ArrowSchema schema;
  batch.Schema(&schema);
  for (auto _ : state) {
    ArrowSchema out;
    CopyStructs(schema, ReleaseCopiedSchema, &out);
    benchmark::DoNotOptimize(out);
    out.release(&out);
  }
}
BENCHMARK(ExportSchemaBaseline)->Arg(1)->Arg(10)->Arg(100)->Arg(1280);

void ExportSchema(benchmark::State& state) {
  StaticBatch batch(static_cast<int>(state.range(0)), 100);
  ArrowSchema schema;
  batch.Schema(&schema);
  ArrowBridgeError error;
  ArrowBridgeSchema* handle;
  Check(ArrowBridgeImportSchema(&schema, &handle, &error), error);
  {
    ManagedBytes managed(state);
    for (auto _ : state) {
      ArrowSchema out;
      Check(ArrowBridgeExportSchema(handle, &out, &error), error);
      out.release(&out);
    }
  }
  ArrowBridgeSchemaRelease(handle);
}
BENCHMARK(ExportSchema)->Arg(1)->Arg(10)->Arg(100)->Arg(1280);

void ExportBatchBaseline(benchmark::State& state) {
  StaticBatch batch(static_cast<int>(state.range(0)), 100);
  ArrowArray array;
  batch.Array(&array);
  for (auto _ : state) {
    ArrowArray out;
    CopyStructs(array, ReleaseCopiedArray, &out);
    benchmark::DoNotOptimize(out);
    out.release(&out);
  }
}
BENCHMARK(ExportBatchBaseline)->Arg(1)->Arg(10)->Arg(100)->Arg(1280);

struct Shared {
  ArrowBridgeSchema* schema;
  ArrowBridgeArray* batch;
  ArrowBridgeError error;

  explicit Shared(StaticBatch& source) {
    ArrowSchema schema_struct;
    source.Schema(&schema_struct);
    Check(ArrowBridgeImportSchema(&schema_struct, &schema, &error), error);
    ArrowArray array;
    source.Array(&array);
    Check(ArrowBridgeImportRecordBatch(&array, schema, &batch, &error), error);
  }
  ~Shared() {
    ArrowBridgeArrayRelease(batch);
    ArrowBridgeSchemaRelease(schema);
  }
};

void ExportBatch(benchmark::State& state) {
  StaticBatch source(static_cast<int>(state.range(0)), 100);
  Shared shared(source);
  ManagedBytes managed(state);
  for (auto _ : state) {
    ArrowArray out;
    Check(ArrowBridgeExportRecordBatch(shared.batch, &out, nullptr, &shared.error), shared.error);
    out.release(&out);
  }
}
BENCHMARK(ExportBatch)->Arg(1)->Arg(10)->Arg(100)->Arg(1280);

void ExportAndImportBatch(benchmark::State& state) {
  StaticBatch source(static_cast<int>(state.range(0)), 100);
  Shared shared(source);
  ManagedBytes managed(state);
  for (auto _ : state) {
    ArrowArray out;
    ArrowBridgeArray* imported;
    Check(ArrowBridgeExportRecordBatch(shared.batch, &out, nullptr, &shared.error), shared.error);
    Check(ArrowBridgeImportRecordBatch(&out, shared.schema, &imported, &shared.error),
          shared.error);
    ArrowBridgeArrayRelease(imported);
  }
}
BENCHMARK(ExportAndImportBatch)->Arg(1)->Arg(10)->Arg(100)->Arg(1280);

void Drain(benchmark::State& state, ArrowArrayStream* stream) {
  for (auto _ : state) {
    ArrowArray array;
    if (stream->get_next(stream, &array) != 0) std::abort();
    benchmark::DoNotOptimize(array);
    array.release(&array);
  }
}

void HopBaseline(benchmark::State& state) {
  StaticBatch source(static_cast<int>(state.range(0)), 100);
  ArrowArrayStream stream;
  source.Stream(&stream);
  Drain(state, &stream);
}
BENCHMARK(HopBaseline)->Arg(1)->Arg(10)->Arg(100)->Arg(1280);

void Hop(benchmark::State& state) {
  StaticBatch source(static_cast<int>(state.range(0)), 100);
  ArrowArrayStream stream, exported;
  source.Stream(&stream);
  ArrowBridgeReader* reader;
  ArrowBridgeError error;
  Check(ArrowBridgeImportRecordBatchReader(&stream, &reader, &error), error);
  Check(ArrowBridgeExportRecordBatchReader(reader, &exported, &error), error);
  ArrowBridgeReaderRelease(reader);
  {
    ManagedBytes managed(state);
    Drain(state, &exported);
  }
  exported.release(&exported);
}
BENCHMARK(Hop)->Arg(1)->Arg(10)->Arg(100)->Arg(1280);

}  // namespace
