// Memory that is kept for reuse: by the process for large buffers, by each thread for exported
// batches. Under AddressSanitizer and valgrind nothing is kept.

#include <malloc.h>
#include <sys/resource.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <set>
#include <string>
#include <thread>

#include "support/batch_repeater.h"
#include "support/casts.h"
#include "support/codecs.h"
#include "support/ipc_inputs.h"
#include "support/ipc_messages.h"
#include "support/reader_fixture.h"

namespace {

using namespace arrowbridge_tests;  // NOLINT

constexpr int64_t kRows = 50000;
constexpr int64_t kMiB = 1 << 20;

class MemoryPool : public ReaderFixture {
 protected:
  void SetUp() override {
    ReaderFixture::SetUp();
    ArrowBridgeMemoryPoolTrim();
    before_ = ArrowBridgeMemoryPoolSetLimit(64 * kMiB);
  }
  void TearDown() override {
    ArrowBridgeMemoryPoolSetLimit(before_);
    ReaderFixture::TearDown();
  }

  // Batches of two columns of int32, compressed.
  static Bytes Compressed(const std::vector<int64_t>& rows) {
    Flat flat;
    const auto field = [&](const char* name) {
      return ipc::Field(&flat, name, ipc::kInt, ipc::IntType(&flat, 32));
    };
    ipc::Stream stream;
    stream.Schema(&flat, {field("a"), field("b")});
    for (const int64_t length : rows) {
      ipc::Batch batch;
      batch.length = length;
      const std::vector<int32_t> values(static_cast<size_t>(length), 7);
      for (int column = 0; column < 2; column++) batch.Int32s(values);
      stream.Record(codecs::Compress(batch, codecs::kLz4));
    }
    return stream.bytes();
  }

  // The addresses of the two values buffers of the next batch, which is released.
  std::set<const void*> NextBuffers(const ReaderHandle& reader) {
    ArrowArray batch;
    EXPECT_OK(ArrowBridgeReaderNext(reader.get(), &batch, &error_));
    std::set<const void*> buffers;
    for (int i = 0; i < 2; i++) buffers.insert(batch.children[i]->buffers[1]);
    batch.release(&batch);
    return buffers;
  }

  // Casts `rows` of an array of int32 to int64, and returns the address of the values.
  const void* Widened(const ArrayHandle& array, int64_t rows) {
    auto* out = Garbage<ArrowBridgeArray*>();
    EXPECT_OK(ArrowBridgeArraySlice(array.get(), 0, rows, &out, &error_));
    const ArrayHandle slice(out);
    EXPECT_OK(
        ArrowBridgeArrayCast(slice.get(), int64_.get(), ARROWBRIDGE_CAST_STRICT, &out, &error_));
    const ArrayHandle wide(out);
    ArrowArray exported;
    EXPECT_OK(ArrowBridgeExportArray(wide.get(), &exported, nullptr, &error_));
    const void* values = exported.buffers[1];
    exported.release(&exported);
    return values;
  }

  static ArrayHandle Numbers(int64_t rows) {
    return ImportArray(Int32s(Values<int32_t>(static_cast<size_t>(rows), 5)));
  }

  SchemaHandle int64_ = ImportSchema(Int64s({}));

 private:
  int64_t before_ = 0;
};

TEST_F(MemoryPool, BatchesAndReadersUseReleasedMemory) {
  const Bytes bytes = Compressed({kRows, kRows, kRows});
  std::set<const void*> first;
  for (int times = 0; times < 2; times++) {
    ReaderHandle reader;
    ASSERT_OK(OpenBytes(bytes.data(), bytes.size(), &reader, &error_));
    for (int i = 0; i < 3; i++) {
      const std::set<const void*> buffers = NextBuffers(reader);
      EXPECT_EQ(buffers, first.empty() ? buffers : first);
      first = buffers;
    }
  }
  EXPECT_GE(ArrowBridgeMemoryPoolBytes(), 2 * kRows * 4);
}

TEST_F(MemoryPool, CastsUseReleasedMemory) {
  const ArrayHandle numbers = Numbers(kRows);
  const void* values = Widened(numbers, kRows);
  EXPECT_EQ(Widened(numbers, kRows), values);
  EXPECT_EQ(Widened(numbers, kRows - 100), values) << "nearly the same size";
  EXPECT_NE(Widened(numbers, kRows / 2), values) << "half of the size";
}

TEST_F(MemoryPool, WhatIsKeptIsNotAlive) {
  const int64_t alive = LiveCounts().bytes;
  const ArrayHandle numbers = Numbers(kRows);
  Widened(numbers, kRows);
  EXPECT_GE(ArrowBridgeMemoryPoolBytes(), kRows * 8);
  EXPECT_LT(LiveCounts().bytes - alive, kRows);
}

TEST_F(MemoryPool, TheLimitHolds) {
  const ArrayHandle numbers = Numbers(kRows);
  EXPECT_EQ(ArrowBridgeMemoryPoolSetLimit(kMiB), 64 * kMiB);
  for (int64_t rows = 6000; rows <= kRows; rows += 1000) {
    Widened(numbers, rows);
    EXPECT_GT(ArrowBridgeMemoryPoolBytes(), 0);
    EXPECT_LE(ArrowBridgeMemoryPoolBytes(), kMiB) << rows;
  }
  EXPECT_EQ(ArrowBridgeMemoryPoolSetLimit(100000), kMiB);
  EXPECT_LE(ArrowBridgeMemoryPoolBytes(), 100000);
  Widened(numbers, kRows);
  EXPECT_LE(ArrowBridgeMemoryPoolBytes(), 100000) << "larger than the limit";
  EXPECT_EQ(ArrowBridgeMemoryPoolSetLimit(-1), 100000);
  EXPECT_EQ(ArrowBridgeMemoryPoolBytes(), 0);
  Widened(numbers, 10000);
  EXPECT_EQ(ArrowBridgeMemoryPoolBytes(), 0);
  EXPECT_EQ(ArrowBridgeMemoryPoolSetLimit(kMiB), 0);
}

TEST_F(MemoryPool, SizesThatAreNoLongerUsedGoFirst) {
  const ArrayHandle numbers = Numbers(kRows);
  ArrowBridgeMemoryPoolSetLimit(kMiB);
  for (int64_t rows = 5000; rows < 30000; rows += 5000) Widened(numbers, rows);
  const void* values = Widened(numbers, kRows);
  EXPECT_EQ(Widened(numbers, kRows), values);
  Widened(numbers, 40000);
  EXPECT_EQ(Widened(numbers, kRows), values) << "the size that was used before the last";
}

TEST_F(MemoryPool, TrimGivesAllBack) {
  Widened(Numbers(kRows), kRows);
  EXPECT_GT(ArrowBridgeMemoryPoolBytes(), 0);
  ArrowBridgeMemoryPoolTrim();
  EXPECT_EQ(ArrowBridgeMemoryPoolBytes(), 0);
}

long PageFaults() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_minflt;
}

// Bytes of address space of the process.
int64_t AddressSpace() {
  long pages = 0;
  FILE* file = std::fopen("/proc/self/statm", "r");
  EXPECT_EQ(std::fscanf(file, "%ld", &pages), 1);
  std::fclose(file);
  return pages * sysconf(_SC_PAGESIZE);
}

// Arrays that live on do not keep the memory of the others, which lay beside it.
TEST_F(MemoryPool, MemoryBesideLivingArraysGoesBack) {
  constexpr int kArrays = 120;  // no more than the pool keeps
  const ArrayHandle numbers = Numbers(kRows);
  Widened(numbers, kRows);
  ArrowBridgeMemoryPoolTrim();
  const int64_t space = AddressSpace();
  const int64_t resident = Resident();
  std::vector<ArrayHandle> arrays;
  for (int i = 0; i < kArrays; i++) {
    auto* out = Garbage<ArrowBridgeArray*>();
    ASSERT_OK(
        ArrowBridgeArrayCast(numbers.get(), int64_.get(), ARROWBRIDGE_CAST_STRICT, &out, &error_));
    arrays.emplace_back(out);
  }
  EXPECT_GT(Resident() - resident, kArrays * kRows * 8 / 2);
  std::vector<ArrayHandle> living;
  for (size_t i = 0; i < kArrays; i += 12) living.push_back(std::move(arrays[i]));
  arrays.clear();
  ArrowBridgeMemoryPoolTrim();
  EXPECT_LT(Resident() - resident, 30 * kRows * 8) << "10 arrays live";
  living.clear();
  ArrowBridgeMemoryPoolTrim();
  EXPECT_LT(AddressSpace() - space, 2 * kMiB);
}

// Fresh memory lies in huge pages, if the system has any.
TEST_F(MemoryPool, FreshMemoryHasFewPageFaults) {
  std::string choice(64, '\0');
  FILE* file = std::fopen("/sys/kernel/mm/transparent_hugepage/enabled", "r");
  if (file == nullptr) GTEST_SKIP() << "no huge pages here";
  choice.resize(std::fread(&choice[0], 1, choice.size(), file));
  std::fclose(file);
  if (choice.find("[never]") != std::string::npos) GTEST_SKIP() << "no huge pages here";
  const ArrayHandle numbers = Numbers(kRows);
  Widened(numbers, kRows);
  ArrowBridgeMemoryPoolTrim();
  const long before = PageFaults();
  std::vector<ArrayHandle> arrays;
  for (int i = 0; i < 20; i++) {
    auto* out = Garbage<ArrowBridgeArray*>();
    ASSERT_OK(
        ArrowBridgeArrayCast(numbers.get(), int64_.get(), ARROWBRIDGE_CAST_STRICT, &out, &error_));
    arrays.emplace_back(out);
  }
  EXPECT_LT(PageFaults() - before, 20 * kRows * 8 / 4096 / 2) << "one for each 4 KiB, or nearly";
}

// A codec's context has up to 256 KiB, which malloc() maps and unmaps each time here.
TEST_F(MemoryPool, ReadersUseContextsOfCodecsAgain) {
  ASSERT_EQ(mallopt(M_MMAP_THRESHOLD, 32768), 1);
  const Bytes bytes = Compressed({kRows});
  const auto read = [&](int times) {
    for (int i = 0; i < times; i++) {
      ReaderHandle reader;
      ASSERT_OK(OpenBytes(bytes.data(), bytes.size(), &reader, &error_));
      NextBuffers(reader);
    }
  };
  read(10);
  const long before = PageFaults();
  read(100);
  EXPECT_LT(PageFaults() - before, 100);
}

// With little address space left, an allocation that fails takes back what is kept.
TEST_F(MemoryPool, WhatIsKeptDoesNotMakeAllocationsFail) {
  constexpr int64_t kMany = 3000000;
  const ArrayHandle numbers = Numbers(kMany);
  std::vector<ArrayHandle> held;
  for (int i = 0; i < 8; i++) {
    auto* out = Garbage<ArrowBridgeArray*>();
    ASSERT_OK(ArrowBridgeArraySlice(numbers.get(), i, 900000, &out, &error_));
    const ArrayHandle slice(out);
    ASSERT_OK(
        ArrowBridgeArrayCast(slice.get(), int64_.get(), ARROWBRIDGE_CAST_STRICT, &out, &error_));
    held.emplace_back(out);
  }
  held.clear();
  EXPECT_GT(ArrowBridgeMemoryPoolBytes(), 50 * kMiB);
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_AS, &before), 0);
  rlimit limit = before;
  limit.rlim_cur = static_cast<rlim_t>(AddressSpace() + 4 * kMiB);
  ASSERT_EQ(setrlimit(RLIMIT_AS, &limit), 0);
  auto* out = Garbage<ArrowBridgeArray*>();
  const int code =
      ArrowBridgeArrayCast(numbers.get(), int64_.get(), ARROWBRIDGE_CAST_STRICT, &out, &error_);
  EXPECT_EQ(setrlimit(RLIMIT_AS, &before), 0);
  EXPECT_EQ(code, 0) << error_.message;
  ArrowBridgeArrayRelease(out);
}

// A million buffers of sizes that vary: neither the pool nor the process grows.
TEST_F(MemoryPool, AMillionBuffersTakeNoMoreThanTheLimit) {
  const ArrayHandle numbers = Numbers(20000);
  ArrowBridgeMemoryPoolSetLimit(8 * kMiB);
  int64_t early = 0;
  int64_t space = 0;
  for (int i = 0; i < 1000000; i++) {
    Widened(numbers, 4100 + (i % 1000 == 0 ? i * 13 % 15000 : i % 8));
    if (i == 20000) {
      early = Resident();
      space = AddressSpace();
    }
    if (i % 1000 == 0) {
      EXPECT_LE(ArrowBridgeMemoryPoolBytes(), 8 * kMiB);
    }
  }
  EXPECT_LT(Resident(), early + 4 * kMiB);
  EXPECT_LT(AddressSpace(), space + 16 * kMiB);
}

// Counts are sums over threads, also of those that have ended, and of more than have counters of
// their own.
TEST_F(MemoryPool, CountsOfManyThreads) {
  const ArrowBridgeLiveCounts before = LiveCounts();
  const ArrayHandle batch = ImportArray(NumberedBatch(1));
  constexpr size_t kThreads = 200;
  std::vector<ArrowArray> exported(kThreads);
  std::atomic<int> exporting{0};
  std::atomic<bool> end{false};
  std::vector<std::thread> threads;
  for (size_t i = 0; i < kThreads; i++) {
    threads.emplace_back([&, i] {
      ArrowBridgeError error;
      EXPECT_OK(ArrowBridgeExportRecordBatch(batch.get(), &exported[i], nullptr, &error));
      exporting++;
      while (!end) std::this_thread::sleep_for(std::chrono::milliseconds(1));
      ArrowArray& other = exported[(i + 1) % kThreads];
      other.release(&other);
    });
  }
  while (exporting < static_cast<int>(kThreads)) std::this_thread::yield();
  EXPECT_EQ(LiveCounts().exported_arrays - before.exported_arrays, kThreads);
  end = true;
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(LiveCounts().exported_arrays, before.exported_arrays);
}

}  // namespace
