// Measures reading in a fresh process. For each sample the program starts itself anew, so that
// nothing is warm: the process gets a stream of two batches on its standard input, and opens, reads
// and closes it again and again. CPU time and page faults of the very first read, and the median of
// the later ones.
#ifndef ARROWBRIDGE_BENCHMARKS_FRESH_PROCESS_H
#define ARROWBRIDGE_BENCHMARKS_FRESH_PROCESS_H

#include <benchmark/benchmark.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <ctime>

#include "batches.h"

namespace fresh {

using Bytes = std::vector<uint8_t>;

struct Sample {
  double first_ms, first_faults, later_ms, later_faults;
};

constexpr const char* kRequest = "ARROWBRIDGE_FRESH_PROCESS";
constexpr int kReads = 40;

inline double CpuMilliseconds() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

inline double PageFaults() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_minflt);
}

inline int Append(void* context, const void* data, int64_t size, ArrowBridgeError*) {
  auto* bytes = static_cast<Bytes*>(context);
  const auto* first = static_cast<const uint8_t*>(data);
  bytes->insert(bytes->end(), first, first + size);
  return 0;
}

// A stream of two batches. The reading process gets the bytes, and so has not called in before.
inline Bytes Write(int codec) {
  StaticBatch data(10, 65536, true);
  Bytes bytes;
  ArrowBridgeError error;
  ArrowSchema schema_struct;
  ArrowBridgeSchema* schema;
  ArrowBridgeIpcWriter* writer;
  data.Schema(&schema_struct);
  Check(ArrowBridgeImportSchema(&schema_struct, &schema, &error), error);
  const ArrowBridgeOutput output = {Append, nullptr, &bytes};
  ArrowBridgeIpcWriteOptions options = {};
  options.struct_size = sizeof(options);
  options.codec = codec;
  Check(ArrowBridgeIpcWriterOpenOutput(schema, &output, &options, &writer, &error), error);
  for (int i = 0; i < 2; i++) {
    ArrowArray array;
    ArrowBridgeArray* batch;
    data.Array(&array);
    Check(ArrowBridgeImportRecordBatch(&array, schema, &batch, &error), error);
    Check(ArrowBridgeIpcWriterWrite(writer, batch, nullptr, &error), error);
    ArrowBridgeArrayRelease(batch);
  }
  Check(ArrowBridgeIpcWriterFinish(writer, &error), error);
  ArrowBridgeIpcWriterRelease(writer);
  ArrowBridgeSchemaRelease(schema);
  return bytes;
}

// In the fresh process of a reader of this name: measures it and ends. In others: returns 0.
inline int MeasureIfRequested(const char* name, void (*read_stream)(const Bytes&)) {
  const char* request = std::getenv(kRequest);
  if (request == nullptr || std::strcmp(request, name) != 0) return 0;
  Bytes bytes;
  uint8_t part[65536];
  for (ssize_t got; (got = read(STDIN_FILENO, part, sizeof(part))) > 0;)
    bytes.insert(bytes.end(), part, part + got);
  std::vector<double> times, faults;
  for (int i = 0; i < kReads; i++) {
    const double time = CpuMilliseconds(), before = PageFaults();
    read_stream(bytes);
    times.push_back(CpuMilliseconds() - time);
    faults.push_back(PageFaults() - before);
  }
  Sample sample = {times[0], faults[0], 0, 0};
  std::sort(times.begin() + 1, times.end());
  std::sort(faults.begin() + 1, faults.end());
  sample.later_ms = times[kReads / 2];
  sample.later_faults = faults[kReads / 2];
  if (write(STDOUT_FILENO, &sample, sizeof(sample)) != sizeof(sample)) std::abort();
  _exit(0);
}

inline Sample Run(const char* reader, FILE* stream) {
  int ends[2];
  if (pipe(ends) != 0) std::abort();
  std::rewind(stream);
  const pid_t child = fork();
  if (child == 0) {
    char name[] = "/proc/self/exe";
    char* arguments[] = {name, nullptr};
    setenv(kRequest, reader, 1);
    dup2(fileno(stream), STDIN_FILENO);
    dup2(ends[1], STDOUT_FILENO);
    execv(name, arguments);
    _exit(127);
  }
  close(ends[1]);
  Sample sample{};
  if (read(ends[0], &sample, sizeof(sample)) != sizeof(sample)) std::abort();
  close(ends[0]);
  waitpid(child, nullptr, 0);
  return sample;
}

inline void Read(benchmark::State& state, const char* reader, int codec) {
  const auto bytes = Write(codec);
  FILE* stream = std::tmpfile();
  if (stream == nullptr || std::fwrite(bytes.data(), 1, bytes.size(), stream) != bytes.size())
    std::abort();
  std::fflush(stream);
  Sample sum{};
  for (auto _ : state) {
    const Sample sample = Run(reader, stream);
    state.SetIterationTime(sample.later_ms / 1e3);
    sum.first_ms += sample.first_ms;
    sum.first_faults += sample.first_faults;
    sum.later_faults += sample.later_faults;
  }
  std::fclose(stream);
  const auto mean = [](double value) {
    return benchmark::Counter(value, benchmark::Counter::kAvgIterations);
  };
  state.counters["first_ms"] = mean(sum.first_ms);
  state.counters["first_faults"] = mean(sum.first_faults);
  state.counters["faults"] = mean(sum.later_faults);
}

// Registers Read() for uncompressed streams and for both codecs, as TITLE/none, TITLE/lz4 and
// TITLE/zstd.
inline int Register(const char* title, const char* reader) {
  const std::pair<const char*, int> codecs[] = {{"none", ARROWBRIDGE_IPC_CODEC_NONE},
                                                {"lz4", ARROWBRIDGE_IPC_CODEC_LZ4_FRAME},
                                                {"zstd", ARROWBRIDGE_IPC_CODEC_ZSTD}};
  for (const auto& [name, codec] : codecs) {
    benchmark::RegisterBenchmark((std::string(title) + "/" + name).c_str(), Read, reader, codec)
        ->UseManualTime()
        ->Iterations(5)
        ->Unit(benchmark::kMillisecond);
  }
  return 0;
}

}  // namespace fresh

#endif
