// Arrow C++: the C data and C stream interfaces, and full validation.
#include "arrow_cpp.h"

namespace {

void ArrowCppExportSchema(benchmark::State& state) {
  const StaticBatch source(static_cast<int>(state.range(0)), 100);
  const auto schema = SchemaOf(source);
  for (auto _ : state) {
    ArrowSchema out;
    Check(arrow::ExportSchema(*schema, &out));
    out.release(&out);
  }
}
BENCHMARK(ArrowCppExportSchema)->Arg(10)->Arg(1280);

void ArrowCppExportBatch(benchmark::State& state) {
  const StaticBatch source(static_cast<int>(state.range(0)), 100);
  const auto batch = BatchOf(source);
  for (auto _ : state) {
    ArrowArray out;
    Check(arrow::ExportRecordBatch(*batch, &out));
    out.release(&out);
  }
}
BENCHMARK(ArrowCppExportBatch)->Arg(10)->Arg(1280);

void ArrowCppExportAndImportBatch(benchmark::State& state) {
  const StaticBatch source(static_cast<int>(state.range(0)), 100);
  const auto batch = BatchOf(source);
  for (auto _ : state) {
    ArrowArray out;
    Check(arrow::ExportRecordBatch(*batch, &out));
    benchmark::DoNotOptimize(Check(arrow::ImportRecordBatch(&out, batch->schema())));
  }
}
BENCHMARK(ArrowCppExportAndImportBatch)->Arg(10)->Arg(1280);

void ArrowCppHop(benchmark::State& state) {
  StaticBatch source(static_cast<int>(state.range(0)), 100);
  ArrowArrayStream stream, exported;
  source.Stream(&stream);
  Check(arrow::ExportRecordBatchReader(Check(arrow::ImportRecordBatchReader(&stream)), &exported));
  for (auto _ : state) {
    ArrowArray array;
    if (exported.get_next(&exported, &array) != 0) std::abort();
    benchmark::DoNotOptimize(array);
    array.release(&array);
  }
  exported.release(&exported);
}
BENCHMARK(ArrowCppHop)->Arg(10)->Arg(1280);

// The same data as in ValidateText: 8 ASCII characters per row, with nulls.
void ArrowCppValidateText(benchmark::State& state) {
  constexpr int64_t kRows = 65536;
  const StaticBatch source(2, kRows);
  const auto texts = BatchOf(source)->column(1);
  for (auto _ : state) Check(texts->ValidateFull());
  state.SetBytesProcessed(state.iterations() * kRows * 8);
}
BENCHMARK(ArrowCppValidateText);

}  // namespace
