// Arrow C++: the casts of casts.h, in one thread.
#include <arrow/compute/api.h>
#include <arrow/compute/initialize.h>

#include "../casts.h"
#include "arrow_cpp.h"

namespace {

std::shared_ptr<arrow::DataType> Import(const casts::Type& type) {
  return Check(arrow::ImportType(casts::TypeStruct(type).get()));
}

// Arrow C++ has a separate function that encodes dictionaries.
arrow::Datum Cast(const arrow::Datum& array, const std::shared_ptr<arrow::DataType>& to) {
  if (to->id() == arrow::Type::DICTIONARY) return Check(arrow::compute::DictionaryEncode(array));
  return Check(arrow::compute::Cast(array, to));
}

void ArrowCppCastArray(benchmark::State& state, const casts::Case& cast) {
  Check(arrow::compute::Initialize());
  casts::Data data(cast.source);
  const auto from = Import(cast.from), to = Import(cast.to);
  arrow::Datum array = Check(arrow::ImportArray(data.get(), Import(data.type())));
  if (cast.from != data.type()) array = Cast(array, from);
  for (auto _ : state) benchmark::DoNotOptimize(Cast(array, to));
  state.SetItemsProcessed(state.iterations() * array.length());
}

const int kRegistered = [] {
  for (const casts::Case& cast : casts::kCases) {
    const auto name = std::string("ArrowCppCastArray/") + cast.name;
    benchmark::RegisterBenchmark(name.c_str(), ArrowCppCastArray, cast)
        ->Unit(benchmark::kMillisecond);
  }
  return 0;
}();

}  // namespace
