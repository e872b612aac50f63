// Validation by level, in bytes of values per second. The baseline reads every byte of the data
// once.
#include <benchmark/benchmark.h>

#include <algorithm>

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
  }
  ~Text() { ArrowBridgeSchemaRelease(schema_); }

  const uint8_t* text() const { return text_; }

  // The library remembers what is valid, so each validation needs an array that is imported anew.
  void Validate(int level) {
    ArrowArray array;
    ArrowBridgeArray* batch;
    ArrowBridgeArray* column;
    source_.Array(&array);
    Check(ArrowBridgeImportRecordBatch(&array, schema_, &batch, &error_), error_);
    Check(ArrowBridgeArrayColumn(batch, 1, &column, &error_), error_);
    Check(ArrowBridgeArrayValidate(column, level, &error_), error_);
    ArrowBridgeArrayRelease(column);
    ArrowBridgeArrayRelease(batch);
  }

 private:
  StaticBatch source_;
  const uint8_t* text_;
  ArrowBridgeSchema* schema_;
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
  for (auto _ : state) text.Validate(static_cast<int>(state.range(0)));
  state.SetBytesProcessed(state.iterations() * kRows * 8);
}
BENCHMARK(ValidateText)
    ->Arg(ARROWBRIDGE_VALIDATE_MINIMAL)
    ->Arg(ARROWBRIDGE_VALIDATE_DEFAULT)
    ->Arg(ARROWBRIDGE_VALIDATE_FULL);

// Full validation of texts by their characters, of 1 to 3 bytes, and by the length of rows.
constexpr const char* kAscii = "plain words and 12 numbers; ";
constexpr const char* kMixed =
    "caf\xC3\xA9 10 \xE2\x82\xAC, na\xC3\xAFve \xE4\xB8\xAD\xE6\x96\x87 text ";
constexpr const char* kWide = "\xE4\xB8\xAD\xE6\x96\x87\xE5\xAD\x97\xE7\xAC\xA6";

void ValidateCharacters(benchmark::State& state, const char* pattern) {
  // Rows hold whole patterns, so that no character is cut.
  const size_t length = std::strlen(pattern);
  const size_t patterns = std::max<size_t>(1, static_cast<size_t>(state.range(0)) / length);
  const size_t rows = (1 << 20) / (patterns * length);
  std::string text;
  std::vector<int32_t> offsets(1);
  for (size_t i = 0; i < rows; i++) {
    for (size_t j = 0; j < patterns; j++) text += pattern;
    offsets.push_back(static_cast<int32_t>(text.size()));
  }
  ArrowBridgeError error;
  ArrowBridgeSchema* schema;
  ArrowBridgeArray* column;
  ArrowSchema field = {"u", "text", nullptr, 0, 0, nullptr, nullptr, nullptr, nullptr};
  field.release = [](ArrowSchema* self) { self->release = nullptr; };
  const void* buffers[3] = {nullptr, offsets.data(), text.data()};
  ArrowArray array = {
      static_cast<int64_t>(rows), 0, 0, 3, 0, buffers, nullptr, nullptr, nullptr, nullptr};
  array.release = [](ArrowArray* self) { self->release = nullptr; };
  Check(ArrowBridgeImportSchema(&field, &schema, &error), error);
  for (auto _ : state) {
    ArrowArray imported = array;
    Check(ArrowBridgeImportArray(&imported, schema, &column, &error), error);
    Check(ArrowBridgeArrayValidate(column, ARROWBRIDGE_VALIDATE_FULL, &error), error);
    ArrowBridgeArrayRelease(column);
  }
  state.SetBytesProcessed(state.iterations() * static_cast<int64_t>(text.size()));
  ArrowBridgeSchemaRelease(schema);
}
BENCHMARK_CAPTURE(ValidateCharacters, ascii, kAscii)->Arg(28)->Arg(4096);
BENCHMARK_CAPTURE(ValidateCharacters, mixed, kMixed)->Arg(28)->Arg(4096);
BENCHMARK_CAPTURE(ValidateCharacters, three_bytes, kWide)->Arg(28)->Arg(4096);

}  // namespace
