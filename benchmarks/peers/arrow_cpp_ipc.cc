// Arrow C++: reading and writing IPC in memory. Both libraries: reading compressed streams with one
// thread.
#include <arrow/io/api.h>
#include <arrow/ipc/api.h>

#include "../cold_cache.h"
#include "../ipc_bytes.h"
#include "arrow_cpp.h"

namespace {

using Bytes = std::vector<uint8_t>;

arrow::ipc::IpcReadOptions OneThread() {
  auto options = arrow::ipc::IpcReadOptions::Defaults();
  options.use_threads = false;
  return options;
}

int Batches(int64_t rows) { return rows > 10000 ? 8 : 64; }

void SetPerBatch(benchmark::State& state, int batches, int64_t body) {
  state.counters["per_batch"] = benchmark::Counter(
      static_cast<double>(batches - 1),
      benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
  state.SetBytesProcessed(state.iterations() * (batches - 1) * body);
}

// The total size of a batch's buffers.
int64_t BodySize(int64_t columns, int64_t rows) {
  return columns * ((rows + 7) / 8 + rows * 8) + columns / 2 * (rows + 1) * 4;
}

// With a cache, it is evicted before the batches are read.
void ReadByArrowCpp(benchmark::State& state, const Bytes& bytes, int batches,
                    ColdCache* cache = nullptr) {
  auto* data = static_cast<uint8_t*>(std::aligned_alloc(64, (bytes.size() + 63) / 64 * 64));
  std::memcpy(data, bytes.data(), bytes.size());
  const auto buffer = std::make_shared<arrow::Buffer>(data, static_cast<int64_t>(bytes.size()));
  for (auto _ : state) {
    state.PauseTiming();
    auto reader = Check(arrow::ipc::RecordBatchStreamReader::Open(
        std::make_shared<arrow::io::BufferReader>(buffer), OneThread()));
    std::shared_ptr<arrow::RecordBatch> batch;
    Check(reader->ReadNext(&batch));
    if (cache != nullptr) cache->Evict();
    state.ResumeTiming();
    for (int i = 1; i < batches; i++) Check(reader->ReadNext(&batch));
    state.PauseTiming();
    batch.reset();
    reader.reset();
    state.ResumeTiming();
  }
  SetPerBatch(state, batches, BodySize(state.range(0), state.range(1)));
  std::free(data);
}

void ReadByArrowBridge(benchmark::State& state, const Bytes& bytes) {
  const int batches = Batches(state.range(1));
  ArrowBridgeError error;
  for (auto _ : state) {
    state.PauseTiming();
    ArrowBridgeReader* reader;
    ArrowArray array;
    Check(ArrowBridgeOpenIpcBuffer(bytes.data(), static_cast<int64_t>(bytes.size()), nullptr,
                                   nullptr, nullptr, &reader, &error),
          error);
    Check(ArrowBridgeReaderNext(reader, &array, &error), error);
    array.release(&array);
    state.ResumeTiming();
    for (int i = 1; i < batches; i++) {
      Check(ArrowBridgeReaderNext(reader, &array, &error), error);
      array.release(&array);
    }
    state.PauseTiming();
    ArrowBridgeReaderRelease(reader);
    state.ResumeTiming();
  }
  SetPerBatch(state, batches, BodySize(state.range(0), state.range(1)));
}

void ArrowCppReadIpcStream(benchmark::State& state) {
  const int batches = Batches(state.range(1));
  ReadByArrowCpp(state, ipc::Stream(static_cast<int>(state.range(0)), state.range(1), batches),
                 batches);
}
BENCHMARK(ArrowCppReadIpcStream)->Args({10, 100})->Args({10, 65536})->Args({1280, 1024});

void ArrowCppReadColdIpcBatches(benchmark::State& state) {
  constexpr int kBatches = 8;
  ColdCache cache;
  ReadByArrowCpp(state, ipc::Stream(static_cast<int>(state.range(0)), state.range(1), kBatches),
                 kBatches, &cache);
}
BENCHMARK(ArrowCppReadColdIpcBatches)->Args({1280, 1024})->Iterations(20);

// A compressed stream, made by ArrowBridge from the uncompressed one.
Bytes Compressed(const benchmark::State& state, int codec) {
  const Bytes plain =
      ipc::Stream(static_cast<int>(state.range(0)), state.range(1), Batches(state.range(1)));
  Bytes compressed;
  ArrowBridgeReader* reader;
  ArrowBridgeError error;
  Check(ArrowBridgeOpenIpcBuffer(plain.data(), static_cast<int64_t>(plain.size()), nullptr, nullptr,
                                 nullptr, &reader, &error),
        error);
  ArrowBridgeOutput output = {};
  output.context = &compressed;
  output.write = [](void* context, const void* data, int64_t size, ArrowBridgeError*) {
    const auto* bytes = static_cast<const uint8_t*>(data);
    static_cast<Bytes*>(context)->insert(static_cast<Bytes*>(context)->end(), bytes, bytes + size);
    return 0;
  };
  ArrowBridgeIpcWriteOptions options = {};
  options.struct_size = sizeof(options);
  options.codec = codec;
  Check(ArrowBridgeWriteIpcOutput(reader, &output, &options, &error), error);
  ArrowBridgeReaderRelease(reader);
  return compressed;
}

void ArrowCppReadCompressedStream(benchmark::State& state, int codec) {
  ReadByArrowCpp(state, Compressed(state, codec), Batches(state.range(1)));
}
BENCHMARK_CAPTURE(ArrowCppReadCompressedStream, lz4, ARROWBRIDGE_IPC_CODEC_LZ4_FRAME)
    ->Args({10, 100})
    ->Args({10, 65536});
BENCHMARK_CAPTURE(ArrowCppReadCompressedStream, zstd, ARROWBRIDGE_IPC_CODEC_ZSTD)
    ->Args({10, 100})
    ->Args({10, 65536});

void ReadCompressedStream(benchmark::State& state, int codec) {
  ReadByArrowBridge(state, Compressed(state, codec));
}
BENCHMARK_CAPTURE(ReadCompressedStream, lz4, ARROWBRIDGE_IPC_CODEC_LZ4_FRAME)
    ->Args({10, 100})
    ->Args({10, 65536});
BENCHMARK_CAPTURE(ReadCompressedStream, zstd, ARROWBRIDGE_IPC_CODEC_ZSTD)
    ->Args({10, 100})
    ->Args({10, 65536});

// Memory that is overwritten by each batch, as in ipc_write_benchmark.cc.
class Sink : public arrow::io::OutputStream {
 public:
  explicit Sink(size_t size) : bytes_(size) {}

  arrow::Status Write(const void* data, int64_t size) override {
    const auto count = static_cast<size_t>(size);
    if (used_ + count > bytes_.size()) used_ = 0;
    std::memcpy(bytes_.data() + used_, data, count);
    used_ += count;
    position_ += size;
    return arrow::Status::OK();
  }
  arrow::Result<int64_t> Tell() const override { return position_; }
  arrow::Status Close() override { return arrow::Status::OK(); }
  bool closed() const override { return false; }
  void Restart() { used_ = 0; }
  int64_t used() const { return static_cast<int64_t>(used_); }

 private:
  Bytes bytes_;
  size_t used_ = 0;
  int64_t position_ = 0;
};

void ArrowCppWriteIpcStream(benchmark::State& state, arrow::Compression::type codec) {
  const int64_t columns = state.range(0), rows = state.range(1);
  const StaticBatch source(static_cast<int>(columns), rows);
  const auto batch = BatchOf(source);
  const auto sink =
      std::make_shared<Sink>(static_cast<size_t>(columns * (rows * 13 + 4096) + 65536));
  auto options = arrow::ipc::IpcWriteOptions::Defaults();
  options.use_threads = false;
  if (codec != arrow::Compression::UNCOMPRESSED)
    options.codec = Check(arrow::util::Codec::Create(codec));
  const auto writer = Check(arrow::ipc::MakeStreamWriter(sink, batch->schema(), options));
  Check(writer->WriteRecordBatch(*batch));
  for (auto _ : state) {
    sink->Restart();
    Check(writer->WriteRecordBatch(*batch));
    benchmark::ClobberMemory();
  }
  state.SetBytesProcessed(state.iterations() * sink->used());
}
BENCHMARK_CAPTURE(ArrowCppWriteIpcStream, plain, arrow::Compression::UNCOMPRESSED)
    ->Args({10, 100})
    ->Args({10, 65536})
    ->Args({1280, 1024});
BENCHMARK_CAPTURE(ArrowCppWriteIpcStream, lz4, arrow::Compression::LZ4_FRAME)
    ->Args({10, 100})
    ->Args({10, 65536});
BENCHMARK_CAPTURE(ArrowCppWriteIpcStream, zstd, arrow::Compression::ZSTD)
    ->Args({10, 100})
    ->Args({10, 65536});

}  // namespace
