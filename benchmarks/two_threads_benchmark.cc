// Independent work on one thread and on two: time per operation of each thread. Only counters and
// memory could be shared. With as many idle cores as threads, the floor is the time of one thread.
#include <benchmark/benchmark.h>

#include "batches.h"
#include "ipc_bytes.h"

namespace {

void ExportOnThreads(benchmark::State& state) {
  const StaticBatch data(10, 100);
  ArrowBridgeError error;
  ArrowSchema schema_struct;
  ArrowArray array;
  ArrowBridgeSchema* schema;
  ArrowBridgeArray* batch;
  data.Schema(&schema_struct);
  Check(ArrowBridgeImportSchema(&schema_struct, &schema, &error), error);
  data.Array(&array);
  Check(ArrowBridgeImportRecordBatch(&array, schema, &batch, &error), error);
  for (auto _ : state) {
    Check(ArrowBridgeExportRecordBatch(batch, &array, nullptr, &error), error);
    array.release(&array);
  }
  ArrowBridgeArrayRelease(batch);
  ArrowBridgeSchemaRelease(schema);
}
BENCHMARK(ExportOnThreads)->Threads(1)->Threads(2)->UseRealTime();

// Opens a stream in memory, reads its two batches, and releases all of it.
void ReadSmallIpcOnThreads(benchmark::State& state) {
  const auto bytes = ipc::Stream(10, 100, 2);
  ArrowBridgeError error;
  for (auto _ : state) {
    ArrowBridgeReader* reader;
    Check(ArrowBridgeOpenIpcBuffer(bytes.data(), static_cast<int64_t>(bytes.size()), nullptr,
                                   nullptr, nullptr, &reader, &error),
          error);
    for (int i = 0; i < 2; i++) {
      ArrowArray array;
      Check(ArrowBridgeReaderNext(reader, &array, &error), error);
      array.release(&array);
    }
    ArrowBridgeReaderRelease(reader);
  }
}
BENCHMARK(ReadSmallIpcOnThreads)->Threads(1)->Threads(2)->UseRealTime();

// A batch of a stream that is imported and exported.
void HopOnThreads(benchmark::State& state) {
  StaticBatch data(10, 100);
  ArrowBridgeError error;
  ArrowArrayStream source, stream;
  ArrowBridgeReader* reader;
  data.Stream(&source);
  Check(ArrowBridgeImportRecordBatchReader(&source, &reader, &error), error);
  Check(ArrowBridgeExportRecordBatchReader(reader, &stream, &error), error);
  ArrowBridgeReaderRelease(reader);
  for (auto _ : state) {
    ArrowArray array;
    if (stream.get_next(&stream, &array) != 0) std::abort();
    array.release(&array);
  }
  stream.release(&stream);
}
BENCHMARK(HopOnThreads)->Threads(1)->Threads(2)->UseRealTime();

}  // namespace
