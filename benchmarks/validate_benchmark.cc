// Validation by level, in bytes of values per second. The baseline reads every byte of the data
// once.
#include <benchmark/benchmark.h>

#include "batches.h"

namespace {

// A utf8 column with 8 ASCII characters per row, and nulls.
class Text {
 public:
  explicit Text(int64_t rows) : source_(2, rows) {
    ArrowSchema schema;
    ArrowArray array;
    source_.Schema(&schema);
    source_.Array(&array);
    text_ = static_cast<const uint8_t*>(array.children[1]->buffers[2]);
    std::memset(const_cast<uint8_t*>(text_), 'x', static_cast<size_t>(rows) * 8);
    Check(ArrowBridgeImportSchema(&schema, &schema_, &error_), error_);
    Check(ArrowBridgeImportRecordBatch(&array, schema_, &batch_, &error_), error_);
    Check(ArrowBridgeArrayColumn(batch_, 1, &column_, &error_), error_);
  }
  ~Text() {
    ArrowBridgeArrayRelease(column_);
    ArrowBridgeArrayRelease(batch_);
    ArrowBridgeSchemaRelease(schema_);
  }

  const uint8_t* text() const { return text_; }
  ArrowBridgeArray* column() const { return column_; }

 private:
  StaticBatch source_;
  const uint8_t* text_;
  ArrowBridgeSchema* schema_;
  ArrowBridgeArray* batch_;
  ArrowBridgeArray* column_;
  ArrowBridgeError error_;
};

constexpr int64_t kRows = 65536;

void ValidateTextBaseline(benchmark::State& state) {
  Text text(kRows);
  for (auto _ : state) {
    uint8_t all = 0;
    for (int64_t i = 0; i < kRows * 8; i++) all |= text.text()[i];
    benchmark::DoNotOptimize(all);
  }
  state.SetBytesProcessed(state.iterations() * kRows * 8);
}
BENCHMARK(ValidateTextBaseline);

void ValidateText(benchmark::State& state) {
  Text text(kRows);
  ArrowBridgeError error;
  for (auto _ : state) {
    Check(ArrowBridgeArrayValidate(text.column(), static_cast<int>(state.range(0)), &error), error);
  }
  state.SetBytesProcessed(state.iterations() * kRows * 8);
}
BENCHMARK(ValidateText)
    ->Arg(ARROWBRIDGE_VALIDATE_MINIMAL)
    ->Arg(ARROWBRIDGE_VALIDATE_DEFAULT)
    ->Arg(ARROWBRIDGE_VALIDATE_FULL);

}  // namespace
