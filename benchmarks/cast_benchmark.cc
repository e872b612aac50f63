// Casts of readers: the cost per batch if no values change, and the cost per value if they do.
// Casts of arrays: those that are compared with Arrow C++.
#include <arrowbridge/casts.h>
#include <benchmark/benchmark.h>

#include <string>

#include "batches.h"
#include "casts.h"

namespace {

constexpr int kColumns = 10;

ArrowBridgeSchema* SchemaOf(const char* number, const char* text,
                            const char* number_values = nullptr,
                            const char* text_values = nullptr) {
  ArrowSchema fields[kColumns] = {};
  ArrowSchema values[kColumns] = {};
  ArrowSchema* pointers[kColumns];
  std::string names[kColumns];
  const auto release = [](ArrowSchema* self) { self->release = nullptr; };
  for (int i = 0; i < kColumns; i++) {
    names[i] = "column_" + std::to_string(i);
    fields[i] = {i % 2 == 0 ? number : text,
                 names[i].c_str(),
                 nullptr,
                 ARROW_FLAG_NULLABLE,
                 0,
                 nullptr,
                 nullptr,
                 release,
                 nullptr};
    const char* dictionary = i % 2 == 0 ? number_values : text_values;
    values[i] = {dictionary, "",      nullptr, ARROW_FLAG_NULLABLE, 0, nullptr,
                 nullptr,    release, nullptr};
    if (dictionary != nullptr) fields[i].dictionary = &values[i];
    pointers[i] = &fields[i];
  }
  ArrowSchema root = {"+s", "", nullptr, 0, kColumns, pointers, nullptr, release, nullptr};
  ArrowBridgeSchema* schema = nullptr;
  if (ArrowBridgeImportSchema(&root, &schema, nullptr) != 0) std::abort();
  return schema;
}

void Drain(benchmark::State& state, ArrowBridgeSchema* first, ArrowBridgeSchema* second) {
  StaticBatch source(kColumns, state.range(0));
  ArrowArrayStream stream;
  source.Stream(&stream);
  ArrowBridgeReader* reader = nullptr;
  if (ArrowBridgeImportRecordBatchReader(&stream, &reader, nullptr) != 0) std::abort();
  for (ArrowBridgeSchema* schema : {first, second}) {
    if (schema == nullptr) continue;
    ArrowBridgeReader* cast = nullptr;
    ArrowBridgeError error;
    if (ArrowBridgeReaderCast(reader, schema, ARROWBRIDGE_CAST_STRICT, &cast, &error) != 0) {
      state.SkipWithError(error.message);
    } else {
      ArrowBridgeReaderRelease(reader);
      reader = cast;
    }
    ArrowBridgeSchemaRelease(schema);
  }
  for (auto _ : state) {
    ArrowArray batch;
    ArrowBridgeError error;
    if (ArrowBridgeReaderNext(reader, &batch, &error) != 0) {
      state.SkipWithError(error.message);
      break;
    }
    batch.release(&batch);
  }
  state.counters["values"] =
      benchmark::Counter(static_cast<double>(state.iterations() * state.range(0) * kColumns),
                         benchmark::Counter::kIsRate);
  ArrowBridgeReaderRelease(reader);
}

void Hop(benchmark::State& state) { Drain(state, nullptr, nullptr); }
void Relabel(benchmark::State& state) { Drain(state, SchemaOf("l", "z"), nullptr); }
void Offsets(benchmark::State& state) { Drain(state, SchemaOf("l", "U"), nullptr); }
void OffsetsAndBack(benchmark::State& state) {
  Drain(state, SchemaOf("l", "U"), SchemaOf("l", "u"));
}
void Rounding(benchmark::State& state) { Drain(state, SchemaOf("g", "u"), SchemaOf("f", "u")); }
void Views(benchmark::State& state) { Drain(state, SchemaOf("l", "vu"), nullptr); }
void Integers(benchmark::State& state) { Drain(state, SchemaOf("i", "u"), nullptr); }
void Floats(benchmark::State& state) { Drain(state, SchemaOf("g", "u"), nullptr); }
void Encode(benchmark::State& state) { Drain(state, SchemaOf("i", "i", "l", "u"), nullptr); }
void EncodeAndDecode(benchmark::State& state) {
  Drain(state, SchemaOf("i", "i", "l", "u"), SchemaOf("l", "u"));
}

BENCHMARK(Hop)->Arg(100)->Arg(65536);
BENCHMARK(Relabel)->Arg(100)->Arg(65536);
BENCHMARK(Offsets)->Arg(100)->Arg(65536);
BENCHMARK(OffsetsAndBack)->Arg(100)->Arg(65536);
BENCHMARK(Rounding)->Arg(100)->Arg(65536);
BENCHMARK(Views)->Arg(100)->Arg(65536);
BENCHMARK(Integers)->Arg(100)->Arg(65536);
BENCHMARK(Floats)->Arg(100)->Arg(65536);
BENCHMARK(Encode)->Arg(100)->Arg(65536);
BENCHMARK(EncodeAndDecode)->Arg(100)->Arg(65536);

ArrowBridgeSchema* Import(const casts::Type& type) {
  ArrowBridgeSchema* schema;
  ArrowBridgeError error;
  Check(ArrowBridgeImportSchema(casts::TypeStruct(type).get(), &schema, &error), error);
  return schema;
}

ArrowBridgeArray* Cast(const ArrowBridgeArray* array, const ArrowBridgeSchema* to) {
  ArrowBridgeArray* result;
  ArrowBridgeError error;
  Check(ArrowBridgeArrayCast(array, to, ARROWBRIDGE_CAST_STRICT, &result, &error), error);
  return result;
}

void CastArray(benchmark::State& state, const casts::Case& cast) {
  casts::Data data(cast.source);
  ArrowBridgeSchema *source = Import(data.type()), *from = Import(cast.from), *to = Import(cast.to);
  ArrowBridgeArray* imported;
  ArrowBridgeError error;
  Check(ArrowBridgeImportArray(data.get(), source, &imported, &error), error);
  ArrowBridgeArray* array = Cast(imported, from);
  const int64_t rows = ArrowBridgeArrayLength(array);
  for (auto _ : state) ArrowBridgeArrayRelease(Cast(array, to));
  state.SetItemsProcessed(state.iterations() * rows);
  ArrowBridgeArrayRelease(array);
  ArrowBridgeArrayRelease(imported);
  for (ArrowBridgeSchema* schema : {source, from, to}) ArrowBridgeSchemaRelease(schema);
}

const int kRegistered = [] {
  for (const casts::Case& cast : casts::kCases) {
    const auto name = std::string("CastArray/") + cast.name;
    benchmark::RegisterBenchmark(name.c_str(), CastArray, cast)->Unit(benchmark::kMillisecond);
  }
  return 0;
}();

}  // namespace
