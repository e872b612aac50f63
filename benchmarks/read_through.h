// The cost of readers per batch: batches of ten columns of a stream that never ends.
#ifndef ARROWBRIDGE_BENCHMARKS_READ_THROUGH_H
#define ARROWBRIDGE_BENCHMARKS_READ_THROUGH_H

#include <arrowbridge/reader.h>
#include <benchmark/benchmark.h>

#include <cstdint>

#include "batches.h"

constexpr int kColumns = 10;

inline ArrowBridgeReader* ImportedReader(StaticBatch* batch) {
  ArrowArrayStream stream;
  ArrowBridgeReader* reader;
  ArrowBridgeError error;
  batch->Stream(&stream);
  Check(ArrowBridgeImportRecordBatchReader(&stream, &reader, &error), error);
  return reader;
}

// Reads one batch per iteration, and releases the reader.
inline void ReadAndRelease(benchmark::State& state, ArrowBridgeReader* reader) {
  ArrowBridgeError error;
  for (auto _ : state) {
    ArrowArray array;
    Check(ArrowBridgeReaderNext(reader, &array, &error), error);
    array.release(&array);
  }
  ArrowBridgeReaderRelease(reader);
}

// Reads one batch per iteration from what `adapt` makes of the source.
template <typename Adapt>
void ReadThrough(benchmark::State& state, int64_t rows, const Adapt& adapt) {
  StaticBatch batch(kColumns, rows);
  ArrowBridgeError error;
  ArrowBridgeReader* source = ImportedReader(&batch);
  ArrowBridgeReader* reader;
  Check(adapt(source, &reader, &error), error);
  ArrowBridgeReaderRelease(source);
  ReadAndRelease(state, reader);
}

#endif  // ARROWBRIDGE_BENCHMARKS_READ_THROUGH_H
