// How long one thread waits while another thread works: the distribution of the times of single
// hops. A hop is the next batch of a stream of 10 columns that is imported and exported. The other
// thread does nothing, calculates, opens IPC readers, raises errors, or prints batches. On a
// virtual machine hops wait for the host as well: the first two rows are the floor.
//
// Options: --hops=N, the number of hops per row (default 10,000,000).
#include <pthread.h>
#include <sched.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cinttypes>
#include <functional>
#include <thread>

#include "batches.h"
#include "ipc_bytes.h"

namespace {

constexpr int kColumns = 10;
constexpr int64_t kRows = 100;
constexpr int64_t kLongNs = 50'000;

// Counts per nanosecond up to 1 ms. Longer times share the last count.
class Histogram {
 public:
  void Add(int64_t ns) {
    counts_[static_cast<size_t>(std::min(ns, kLast))]++;
    max_ = std::max(max_, ns);
    long_ += ns > kLongNs;
    total_++;
  }
  int64_t Quantile(double q) const {
    const auto rank = static_cast<int64_t>(q * static_cast<double>(total_));
    int64_t seen = 0;
    for (size_t i = 0; i < counts_.size(); i++) {
      seen += counts_[i];
      if (seen > rank) return static_cast<int64_t>(i);
    }
    return max_;
  }
  int64_t max() const { return max_; }
  int64_t long_count() const { return long_; }

 private:
  static constexpr int64_t kLast = 1'000'000;
  std::vector<int64_t> counts_ = std::vector<int64_t>(kLast + 1);
  int64_t max_ = 0, long_ = 0, total_ = 0;
};

// Pins the calling thread to the `index`th core that the process may use. With one core, both
// threads share it.
void Pin(int index) {
  cpu_set_t allowed, one;
  CPU_ZERO(&one);
  if (sched_getaffinity(0, sizeof(allowed), &allowed) != 0) return;
  for (int cpu = 0; cpu < CPU_SETSIZE; cpu++) {
    if (!CPU_ISSET(cpu, &allowed)) continue;
    CPU_ZERO(&one);
    CPU_SET(cpu, &one);
    if (index-- == 0) break;
  }
  pthread_setaffinity_np(pthread_self(), sizeof(one), &one);
}

void MeasureHops(int64_t hops, Histogram* histogram) {
  using Clock = std::chrono::steady_clock;
  StaticBatch source(kColumns, kRows);
  ArrowArrayStream stream, exported;
  ArrowBridgeReader* reader;
  ArrowBridgeError error;
  source.Stream(&stream);
  Check(ArrowBridgeImportRecordBatchReader(&stream, &reader, &error), error);
  Check(ArrowBridgeExportRecordBatchReader(reader, &exported, &error), error);
  ArrowBridgeReaderRelease(reader);
  for (int64_t i = -10'000; i < hops; i++) {  // the first hops are not measured
    ArrowArray array;
    const auto start = Clock::now();
    if (exported.get_next(&exported, &array) != 0) std::abort();
    array.release(&array);
    const auto time = Clock::now() - start;
    if (i >= 0) histogram->Add(std::chrono::duration_cast<std::chrono::nanoseconds>(time).count());
  }
  exported.release(&exported);
}

// `work` is one operation of the other thread. Without it, there is no other thread.
void Row(const char* name, int64_t hops, const std::function<void()>& work) {
  Histogram histogram;
  std::atomic<bool> started{!work}, stop{false};
  int64_t operations = 0, managed = 0;
  std::thread other([&] {
    if (!work) return;
    // Another main thread would inherit the core of this one, so each thread pins itself.
    Pin(1);
    work();
    const int64_t before = InternalArrowBridgeManagedBytes();
    started = true;
    for (; !stop.load(std::memory_order_relaxed); operations++) work();
    managed = InternalArrowBridgeManagedBytes() - before;
  });
  while (!started) std::this_thread::yield();
  MeasureHops(hops, &histogram);
  stop = true;
  other.join();
  const auto waits = static_cast<double>(histogram.long_count());
  std::printf("%-20s %8" PRId64 " %10" PRId64 " %10.1f %8" PRId64, name, histogram.Quantile(0.5),
              histogram.Quantile(0.9999), static_cast<double>(histogram.max()) / 1e3,
              histogram.long_count());
  if (operations > 0) {
    const auto count = static_cast<double>(operations);
    std::printf(" %12" PRId64 " %14.2f %12.0f", operations, waits * 1e5 / count,
                static_cast<double>(managed) / count);
  }
  std::printf("\n");
  std::fflush(stdout);
}

void Calculate() {
  volatile uint64_t value = 1;
  for (int i = 0; i < 1000; i++) value = value * 6364136223846793005u + 1442695040888963407u;
}

void OpenReader(const std::vector<uint8_t>& bytes) {
  ArrowBridgeReader* reader;
  ArrowBridgeError error;
  Check(ArrowBridgeOpenIpcBuffer(bytes.data(), static_cast<int64_t>(bytes.size()), nullptr, nullptr,
                                 nullptr, &reader, &error),
        error);
  ArrowBridgeReaderRelease(reader);
}

void RaiseError() {
  ArrowSchema schema = {
      "no format", "",      nullptr, 0,
      0,           nullptr, nullptr, [](ArrowSchema* self) { self->release = nullptr; },
      nullptr};
  ArrowBridgeSchema* out;
  ArrowBridgeError error;
  if (ArrowBridgeImportSchema(&schema, &out, &error) == 0) std::abort();
}

void Print(const ArrowBridgeArray* batch) {
  char* text;
  ArrowBridgeError error;
  Check(ArrowBridgeArrayToString(batch, nullptr, &text, &error), error);
  ArrowBridgeStringRelease(text);
}

}  // namespace

int main(int argc, char** argv) {
  int64_t hops = 10'000'000;
  for (int i = 1; i < argc; i++) {
    if (std::strncmp(argv[i], "--hops=", 7) == 0) {
      hops = std::strtoll(argv[i] + 7, nullptr, 10);
    } else if (std::strncmp(argv[i], "--benchmark_", 12) != 0) {  // the target `bench` passes these
      hops = 0;
    }
  }
  if (hops <= 0) {
    std::fprintf(stderr, "usage: %s [--hops=N], N at least 1\n", argv[0]);
    return 2;
  }
  Pin(0);
  const auto bytes = ipc::Stream(kColumns, kRows, 1);
  const StaticBatch source(kColumns, kRows);
  ArrowSchema schema_struct;
  ArrowArray array;
  ArrowBridgeSchema* schema;
  ArrowBridgeArray* batch;
  ArrowBridgeError error;
  source.Schema(&schema_struct);
  Check(ArrowBridgeImportSchema(&schema_struct, &schema, &error), error);
  source.Array(&array);
  Check(ArrowBridgeImportRecordBatch(&array, schema, &batch, &error), error);

  std::printf("%" PRId64 " hops per row\n", hops);
  std::printf("%-20s %8s %10s %10s %8s %12s %14s %12s\n", "the other thread", "p50 ns", "p99.99 ns",
              "max us", "> 50 us", "operations", "per 100,000", "bytes each");
  Row("does nothing", hops, nullptr);
  Row("calculates", hops, Calculate);
  Row("opens IPC readers", hops, [&] { OpenReader(bytes); });
  Row("raises errors", hops, RaiseError);
  Row("prints batches", hops, [&] { Print(batch); });
  ArrowBridgeArrayRelease(batch);
  ArrowBridgeSchemaRelease(schema);
  return 0;
}
