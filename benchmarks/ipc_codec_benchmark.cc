// Reading compressed IPC streams in memory: time per batch, with one thread and with two. The
// baseline calls only the codec, with one context, for frames of the same buffers. It decompresses
// into existing memory, or (`new_memory`) into memory that is allocated for each buffer, as a batch
// needs it.
#include <benchmark/benchmark.h>
#include <dlfcn.h>

#include "batches.h"

namespace {

constexpr int kLz4 = ARROWBRIDGE_IPC_CODEC_LZ4_FRAME, kZstd = ARROWBRIDGE_IPC_CODEC_ZSTD;

template <typename Function>
Function Load(const char* library, const char* name) {
  void* handle = dlopen(library, RTLD_NOW);
  if (handle == nullptr) std::abort();
  return reinterpret_cast<Function>(dlsym(handle, name));
}

class Codec {
 public:
  explicit Codec(int codec) : codec_(codec) {
    if (codec == kLz4) {
      Load<size_t (*)(void**, unsigned)>("liblz4.so.1", "LZ4F_createDecompressionContext")(
          &context_, 100);
    } else {
      context_ = Load<void* (*)()>("libzstd.so.1", "ZSTD_createDCtx")();
    }
  }

  std::vector<uint8_t> Frame(const void* data, size_t size) const {
    std::vector<uint8_t> frame(size + size / 64 + 1024);
    if (codec_ == kLz4) {
      const uint64_t preferences[7] = {0, 0, size};  // LZ4F_preferences_t with the content size
      frame.resize(Load<size_t (*)(void*, size_t, const void*, size_t, const void*)>(
          "liblz4.so.1", "LZ4F_compressFrame")(frame.data(), frame.size(), data, size,
                                               preferences));
    } else {
      frame.resize(Load<size_t (*)(void*, size_t, const void*, size_t, int)>(
          "libzstd.so.1", "ZSTD_compress")(frame.data(), frame.size(), data, size, 0));
    }
    return frame;
  }

  void Decompress(const std::vector<uint8_t>& frame, uint8_t* target, size_t size) const {
    if (codec_ == kLz4) {
      const uint32_t stable[4] = {1};
      size_t consumed = frame.size();
      lz4_(context_, target, &size, frame.data(), &consumed, stable);
    } else {
      zstd_(context_, target, size, frame.data(), frame.size());
    }
  }

 private:
  int codec_;
  void* context_ = nullptr;
  size_t (*lz4_)(void*, void*, size_t*, const void*, size_t*,
                 const void*) = Load<decltype(lz4_)>("liblz4.so.1", "LZ4F_decompress");
  size_t (*zstd_)(void*, void*, size_t, const void*,
                  size_t) = Load<decltype(zstd_)>("libzstd.so.1", "ZSTD_decompressDCtx");
};

void SetRates(benchmark::State& state, int64_t rows, int batches) {
  state.SetBytesProcessed(state.iterations() * batches * state.range(0) * (rows / 8 + rows * 10));
  state.counters["per_batch"] = benchmark::Counter(
      static_cast<double>(batches),
      benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}

void CodecAlone(benchmark::State& state, int kind, bool fresh) {
  const auto columns = static_cast<int>(state.range(0));
  const int64_t rows = state.range(1);
  const StaticBatch data(columns, rows, true);
  const Codec codec(kind);
  ArrowArray array;
  data.Array(&array);
  struct Buffer {
    std::vector<uint8_t> frame;
    size_t size;
  };
  std::vector<Buffer> buffers;
  for (int64_t i = 0; i < array.n_children; i++) {
    const ArrowArray& column = *array.children[i];
    const bool text = column.n_buffers == 3;
    const auto add = [&](const void* bytes, int64_t size) {
      Buffer buffer = {codec.Frame(bytes, static_cast<size_t>(size)), static_cast<size_t>(size)};
      // IPC stores buffers uncompressed that compression does not make smaller.
      if (buffer.frame.size() < buffer.size) buffers.push_back(std::move(buffer));
    };
    add(column.buffers[0], (rows + 7) / 8);
    add(column.buffers[1], text ? (rows + 1) * 4 : rows * 8);
    if (text) add(column.buffers[2], rows * 8);
  }
  std::vector<uint8_t*> targets(buffers.size());
  for (size_t i = 0; i < buffers.size(); i++)
    targets[i] = static_cast<uint8_t*>(std::malloc(buffers[i].size));
  for (auto _ : state) {
    for (size_t i = 0; i < buffers.size(); i++) {
      if (fresh) targets[i] = static_cast<uint8_t*>(std::malloc(buffers[i].size));
      codec.Decompress(buffers[i].frame, targets[i], buffers[i].size);
    }
    benchmark::ClobberMemory();
    for (size_t i = 0; fresh && i < buffers.size(); i++) std::free(targets[i]);
  }
  SetRates(state, rows, 1);
}
BENCHMARK_CAPTURE(CodecAlone, lz4, kLz4, false)->Args({10, 100})->Args({10, 65536});
BENCHMARK_CAPTURE(CodecAlone, lz4_new_memory, kLz4, true)->Args({10, 100})->Args({10, 65536});
BENCHMARK_CAPTURE(CodecAlone, zstd, kZstd, false)->Args({10, 100})->Args({10, 65536});
BENCHMARK_CAPTURE(CodecAlone, zstd_new_memory, kZstd, true)->Args({10, 100})->Args({10, 65536});

int Append(void* context, const void* data, int64_t size, ArrowBridgeError*) {
  auto* bytes = static_cast<std::vector<uint8_t>*>(context);
  const auto* begin = static_cast<const uint8_t*>(data);
  bytes->insert(bytes->end(), begin, begin + size);
  return 0;
}

std::vector<uint8_t> WriteStream(const StaticBatch& data, int codec, int batches) {
  std::vector<uint8_t> bytes;
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
  const ArrowBridgeOutput output = {Append, nullptr, &bytes};
  ArrowBridgeIpcWriteOptions options = {};
  options.struct_size = sizeof(options);
  options.codec = codec;
  Check(ArrowBridgeIpcWriterOpenOutput(schema, &output, &options, &writer, &error), error);
  for (int i = 0; i < batches; i++)
    Check(ArrowBridgeIpcWriterWrite(writer, batch, nullptr, &error), error);
  Check(ArrowBridgeIpcWriterFinish(writer, &error), error);
  ArrowBridgeIpcWriterRelease(writer);
  ArrowBridgeArrayRelease(batch);
  ArrowBridgeSchemaRelease(schema);
  return bytes;
}

void ReadCompressed(benchmark::State& state, int codec) {
  const int64_t rows = state.range(1);
  const int batches = rows > 10000 ? 9 : 65;
  const auto bytes =
      WriteStream(StaticBatch(static_cast<int>(state.range(0)), rows, true), codec, batches);
  ArrowBridgeError error;
  ArrowBridgeIpcReadOptions options = {};
  options.struct_size = sizeof(options);
  options.threads = static_cast<int32_t>(state.range(2));
  int64_t managed = 0;
  for (auto _ : state) {
    state.PauseTiming();
    ArrowBridgeReader* reader;
    Check(ArrowBridgeOpenIpcBuffer(bytes.data(), static_cast<int64_t>(bytes.size()), nullptr,
                                   nullptr, &options, &reader, &error),
          error);
    ArrowArray array;
    // The first batch is not measured: with it the reader allocates what it reuses later.
    Check(ArrowBridgeReaderNext(reader, &array, &error), error);
    array.release(&array);
    const int64_t before = InternalArrowBridgeManagedBytes();
    state.ResumeTiming();
    for (int i = 1; i < batches; i++) {
      Check(ArrowBridgeReaderNext(reader, &array, &error), error);
      array.release(&array);
    }
    state.PauseTiming();
    managed += InternalArrowBridgeManagedBytes() - before;
    ArrowBridgeReaderRelease(reader);
    state.ResumeTiming();
  }
  SetRates(state, rows, batches - 1);
  state.counters["managed_bytes"] =
      benchmark::Counter(static_cast<double>(managed), benchmark::Counter::kAvgIterations);
}
BENCHMARK_CAPTURE(ReadCompressed, lz4, kLz4)
    ->ArgNames({"", "", "threads"})
    ->Args({10, 100, 1})
    ->Args({10, 65536, 1})
    ->Args({10, 65536, 2})
    ->UseRealTime();
BENCHMARK_CAPTURE(ReadCompressed, zstd, kZstd)
    ->ArgNames({"", "", "threads"})
    ->Args({10, 100, 1})
    ->Args({10, 65536, 1})
    ->Args({10, 65536, 2})
    ->UseRealTime();

}  // namespace
