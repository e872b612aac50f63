// The data of this project's benchmarks as Arrow C++ objects.
#ifndef ARROWBRIDGE_BENCHMARKS_PEERS_ARROW_CPP_H
#define ARROWBRIDGE_BENCHMARKS_PEERS_ARROW_CPP_H

#include <arrow/api.h>
#include <arrow/c/bridge.h>
#include <benchmark/benchmark.h>

#include <memory>

#include "../batches.h"

inline void Check(const arrow::Status& status) {
  if (status.ok()) return;
  std::fprintf(stderr, "%s\n", status.ToString().c_str());
  std::abort();
}

template <typename T>
T Check(arrow::Result<T> result) {
  Check(result.status());
  return std::move(result).ValueUnsafe();
}

inline std::shared_ptr<arrow::Schema> SchemaOf(const StaticBatch& source) {
  ArrowSchema schema;
  source.Schema(&schema);
  return Check(arrow::ImportSchema(&schema));
}

inline std::shared_ptr<arrow::RecordBatch> BatchOf(const StaticBatch& source) {
  ArrowArray array;
  source.Array(&array);
  return Check(arrow::ImportRecordBatch(&array, SchemaOf(source)));
}

#endif
