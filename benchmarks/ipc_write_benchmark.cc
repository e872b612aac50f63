// Writing IPC streams to memory, uncompressed and compressed, on one thread and on two: time per
// batch. The baseline copies the buffers of the body.
#include <benchmark/benchmark.h>

#include "batches.h"

namespace {

// Memory that is overwritten by each batch.
struct Sink {
  std::vector<uint8_t> bytes;
  size_t used = 0;
};

int WriteToSink(void* context, const void* data, int64_t size, ArrowBridgeError*) {
  auto* sink = static_cast<Sink*>(context);
  const auto count = static_cast<size_t>(size);
  if (sink->used + count > sink->bytes.size()) sink->used = 0;
  std::memcpy(sink->bytes.data() + sink->used, data, count);
  sink->used += count;
  return 0;
}

Sink NewSink(int64_t columns, int64_t rows) {
  Sink sink;
  sink.bytes.resize(static_cast<size_t>(columns * (rows * 13 + 4096) + 65536));
  return sink;
}

void WriteIpcStream(benchmark::State& state, int codec, int threads, bool varied) {
  const auto columns = static_cast<int>(state.range(0));
  const int64_t rows = state.range(1);
  const StaticBatch data(columns, rows, varied);
  Sink sink = NewSink(columns, rows);
  ArrowBridgeError error;
  ArrowSchema schema_struct;
  ArrowArray array;
  ArrowBridgeSchema* schema;
  ArrowBridgeArray* batch;
  ArrowBridgeIpcWriter* writer;
  data.Schema(&schema_struct);
  Check(ArrowBridgeImportSchema(&schema_struct, &schema, &error), error);
  data.Array(&array);
  Check(ArrowBridgeImportRecordBatch(&array, schema, &batch, &error), error);
  const ArrowBridgeOutput output = {WriteToSink, nullptr, &sink};
  ArrowBridgeIpcWriteOptions options = {};
  options.struct_size = sizeof(options);
  options.codec = codec;
  options.threads = threads;
  Check(ArrowBridgeIpcWriterOpenOutput(schema, &output, &options, &writer, &error), error);
  Check(ArrowBridgeIpcWriterWrite(writer, batch, nullptr, &error), error);
  const int64_t before = InternalArrowBridgeManagedBytes();
  for (auto _ : state) {
    sink.used = 0;
    Check(ArrowBridgeIpcWriterWrite(writer, batch, nullptr, &error), error);
    benchmark::ClobberMemory();
  }
  state.counters["managed_bytes"] =
      benchmark::Counter(static_cast<double>(InternalArrowBridgeManagedBytes() - before),
                         benchmark::Counter::kAvgIterations);
  state.SetBytesProcessed(state.iterations() * static_cast<int64_t>(sink.used));
  ArrowBridgeIpcWriterRelease(writer);
  ArrowBridgeArrayRelease(batch);
  ArrowBridgeSchemaRelease(schema);
}
constexpr int kNone = ARROWBRIDGE_IPC_CODEC_NONE, kLz4 = ARROWBRIDGE_IPC_CODEC_LZ4_FRAME,
              kZstd = ARROWBRIDGE_IPC_CODEC_ZSTD;
BENCHMARK_CAPTURE(WriteIpcStream, plain, kNone, 1, false)
    ->Args({10, 100})
    ->Args({10, 65536})
    ->Args({1280, 1024});
BENCHMARK_CAPTURE(WriteIpcStream, lz4, kLz4, 1, false)->Args({10, 100})->Args({10, 65536});
BENCHMARK_CAPTURE(WriteIpcStream, zstd, kZstd, 1, false)->Args({10, 100})->Args({10, 65536});
// Values with two random bytes each. Ten columns have 15 large buffers, which two threads cannot
// divide equally; 16 have 24.
BENCHMARK_CAPTURE(WriteIpcStream, lz4_varied, kLz4, 1, true)
    ->Args({10, 100})
    ->Args({10, 65536})
    ->Args({16, 65536})
    ->UseRealTime();
BENCHMARK_CAPTURE(WriteIpcStream, lz4_varied_2_threads, kLz4, 2, true)
    ->Args({10, 100})
    ->Args({10, 65536})
    ->Args({16, 65536})
    ->UseRealTime();
BENCHMARK_CAPTURE(WriteIpcStream, zstd_varied, kZstd, 1, true)
    ->Args({10, 100})
    ->Args({10, 65536})
    ->Args({16, 65536})
    ->UseRealTime();
BENCHMARK_CAPTURE(WriteIpcStream, zstd_varied_2_threads, kZstd, 2, true)
    ->Args({10, 100})
    ->Args({10, 65536})
    ->Args({16, 65536})
    ->UseRealTime();

// The baseline: copies the same buffers.
void CopyBody(benchmark::State& state) {
  const auto columns = static_cast<int>(state.range(0));
  const int64_t rows = state.range(1);
  const StaticBatch data(columns, rows);
  Sink sink = NewSink(columns, rows);
  ArrowArray array;
  data.Array(&array);
  for (auto _ : state) {
    sink.used = 0;
    for (int64_t i = 0; i < array.n_children; i++) {
      const ArrowArray& column = *array.children[i];
      const bool text = column.n_buffers == 3;
      WriteToSink(&sink, column.buffers[0], (rows + 7) / 8, nullptr);
      WriteToSink(&sink, column.buffers[1], text ? (rows + 1) * 4 : rows * 8, nullptr);
      if (text) WriteToSink(&sink, column.buffers[2], rows * 8, nullptr);
    }
    benchmark::ClobberMemory();
  }
  state.SetBytesProcessed(state.iterations() * static_cast<int64_t>(sink.used));
}
BENCHMARK(CopyBody)->Args({10, 100})->Args({10, 65536})->Args({1280, 1024});

}  // namespace
