// Opening a file, with and without reading its first batch. The files have 1 MB and 1 GB and the
// same number of batches. The baseline opens and maps the file.
#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <filesystem>

#include "batches.h"

namespace {

constexpr int kBatches = 16;
constexpr int kColumns = 8;

// A file with int64 and utf8 columns. It is written once and removed when the program ends.
class File {
 public:
  explicit File(int64_t bytes) {
    path_ = (std::filesystem::temp_directory_path() /
             ("arrowbridge-open-" + std::to_string(bytes) + "-" + std::to_string(getpid())))
                .string();
    // 8 bytes per number and 12 per string: 10 bytes per value on average.
    const StaticBatch data(kColumns, bytes / kBatches / (kColumns * 10));
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
    ArrowBridgeIpcWriteOptions options = {};
    options.struct_size = sizeof(options);
    options.format = ARROWBRIDGE_IPC_FORMAT_FILE;
    Check(ArrowBridgeIpcWriterOpenFile(schema, path_.c_str(), &options, &writer, &error), error);
    for (int i = 0; i < kBatches; i++)
      Check(ArrowBridgeIpcWriterWrite(writer, batch, nullptr, &error), error);
    Check(ArrowBridgeIpcWriterFinish(writer, &error), error);
    ArrowBridgeIpcWriterRelease(writer);
    ArrowBridgeArrayRelease(batch);
    ArrowBridgeSchemaRelease(schema);
  }
  ~File() { unlink(path_.c_str()); }
  File(const File&) = delete;

  const char* path() const { return path_.c_str(); }

  static const File& Of(int64_t bytes) {
    static const File small(int64_t{1} << 20);
    static const File large(int64_t{1} << 30);
    return bytes == int64_t{1} << 20 ? small : large;
  }

 private:
  std::string path_;
};

void OpenFile(benchmark::State& state, bool reads) {
  const File& file = File::Of(state.range(0));
  ArrowBridgeError error;
  for (auto _ : state) {
    ArrowBridgeReader* reader;
    Check(ArrowBridgeOpenIpcFile(file.path(), nullptr, &reader, &error), error);
    if (reads) {
      ArrowArray array;
      Check(ArrowBridgeReaderNext(reader, &array, &error), error);
      array.release(&array);
    }
    ArrowBridgeReaderRelease(reader);
  }
}
BENCHMARK_CAPTURE(OpenFile, alone, false)->Arg(1 << 20)->Arg(1 << 30);
BENCHMARK_CAPTURE(OpenFile, and_read_a_batch, true)->Arg(1 << 20)->Arg(1 << 30);

// The baseline. Reads the first and the last byte, because opening an IPC file reads its footer.
void MapFile(benchmark::State& state) {
  const File& file = File::Of(state.range(0));
  for (auto _ : state) {
    const int fd = open(file.path(), O_RDONLY | O_CLOEXEC);
    const auto size = static_cast<size_t>(lseek(fd, 0, SEEK_END));
    void* data = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, fd, 0);
    benchmark::DoNotOptimize(static_cast<const char*>(data)[0] +
                             static_cast<const char*>(data)[size - 1]);
    munmap(data, size);
    close(fd);
  }
}
BENCHMARK(MapFile)->Arg(1 << 20)->Arg(1 << 30);

}  // namespace
