// Single values and schemas of text: what a call costs.
#include <benchmark/benchmark.h>

#include "arrowbridge/values.h"
#include "batches.h"

namespace {

// An int64 column that is validated already.
class Column {
 public:
  explicit Column(int64_t rows) : source_(1, rows) {
    ArrowSchema schema;
    ArrowArray array;
    ArrowBridgeSchema* type;
    ArrowBridgeArray* batch;
    source_.Schema(&schema);
    source_.Array(&array);
    Check(ArrowBridgeImportSchema(&schema, &type, &error_), error_);
    Check(ArrowBridgeImportRecordBatch(&array, type, &batch, &error_), error_);
    Check(ArrowBridgeArrayColumn(batch, 0, &column_, &error_), error_);
    ArrowBridgeSchemaRelease(type);
    ArrowBridgeArrayRelease(batch);
  }
  ~Column() { ArrowBridgeArrayRelease(column_); }

  const ArrowBridgeArray* get() const { return column_; }

 private:
  StaticBatch source_;
  ArrowBridgeArray* column_ = nullptr;
  ArrowBridgeError error_;
};

constexpr int64_t kRows = 1024;

void GetInt64(benchmark::State& state) {
  const Column column(kRows);
  int64_t row = 0, sum = 0;
  for (auto _ : state) {
    int64_t value = 0;
    int is_null;
    ArrowBridgeError error;
    if (ArrowBridgeArrayGetInt64(column.get(), row, &value, &is_null, &error) != 0) {
      state.SkipWithError(error.message);
      break;
    }
    sum += value;
    row = (row + 1) % kRows;
  }
  benchmark::DoNotOptimize(sum);
}
BENCHMARK(GetInt64);

void ValueToString(benchmark::State& state) {
  const Column column(kRows);
  int64_t row = 0;
  for (auto _ : state) {
    char* text = nullptr;
    benchmark::DoNotOptimize(ArrowBridgeArrayValueToString(column.get(), row, 40, &text, nullptr));
    ArrowBridgeStringRelease(text);
    row = (row + 1) % kRows;
  }
}
BENCHMARK(ValueToString);

void SchemaParse(benchmark::State& state) {
  const char* text =
      "struct<id: int64 not null, name: utf8, tags: list<utf8>, at: timestamp[us, UTC]>";
  for (auto _ : state) {
    ArrowBridgeSchema* schema = nullptr;
    benchmark::DoNotOptimize(ArrowBridgeSchemaParse(text, &schema, nullptr));
    ArrowBridgeSchemaRelease(schema);
  }
}
BENCHMARK(SchemaParse);

}  // namespace
