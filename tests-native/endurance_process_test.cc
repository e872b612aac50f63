// Tests that take long or need a special process: a million batches, one processor, two copies of
// the library.

#include <dlfcn.h>
#include <sched.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <thread>
#include <vector>

#include "support/child_process.h"
#include "support/handles.h"
#include "support/live_objects.h"
#include "support/internal.h"
#include "support/batch_repeater.h"

namespace arrowbridge_tests {
namespace {

// Counts batches from `next` until the end of the stream, and expects memory not to grow after the
// first tenth.
template <typename Next>
void ExpectFlat(int64_t batches, const Next& next) {
  int64_t seen = 0, early = 0;
  while (next()) {
    if (++seen == batches / 10) early = Resident();
  }
  EXPECT_EQ(seen, batches);
  EXPECT_LT(Resident(), early + kGrowth);
}

void MillionBatchesThroughAHop() {
  constexpr int64_t kBatches = 1000000;
  BatchRepeater repeater{ImportArray(SampleBatch()), kBatches};
  {
    const ReaderHandle producer = BatchRepeater::Reader(&repeater);
    ArrowArrayStream stream;
    ASSERT_EQ(ArrowBridgeExportRecordBatchReader(producer.get(), &stream, nullptr), 0);
    ArrowBridgeReader* consumer = nullptr;
    ASSERT_EQ(ArrowBridgeImportRecordBatchReader(&stream, &consumer, nullptr), 0);
    const ReaderHandle owned(consumer);
    ExpectFlat(kBatches, [&] {
      ArrowArray batch;
      EXPECT_EQ(ArrowBridgeReaderNext(consumer, &batch, nullptr), 0);
      if (batch.release == nullptr) return false;
      batch.release(&batch);
      return true;
    });
  }
  repeater.batch.reset();
  InternalArrowBridgeCollect();
  EXPECT_TRUE(NothingAlive());
}

TEST(Endurance, MEM_6_MillionBatchesThroughExportAndImport) {
  EXPECT_EQ(RunInChild(MillionBatchesThroughAHop), 0);
}

void BatchesThroughAPipe() {
  constexpr int64_t kBatches = 200000;
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  std::thread writer([&] {
    BatchRepeater repeater{ImportArray(SampleBatch()), kBatches};
    const ReaderHandle producer = BatchRepeater::Reader(&repeater);
    EXPECT_EQ(ArrowBridgeWriteIpcDescriptor(producer.get(), ends[1], nullptr, nullptr), 0);
    close(ends[1]);
  });
  ArrowBridgeReader* reader = nullptr;
  EXPECT_EQ(ArrowBridgeOpenIpcDescriptor(ends[0], 1, nullptr, &reader, nullptr), 0);
  ExpectFlat(kBatches, [&] {
    ArrowBridgeArray* batch = nullptr;
    EXPECT_EQ(ArrowBridgeReaderNextArray(reader, &batch, nullptr), 0);
    ArrowBridgeArrayRelease(batch);
    return batch != nullptr;
  });
  writer.join();
  ArrowBridgeReaderRelease(reader);
  InternalArrowBridgeCollect();
  EXPECT_TRUE(NothingAlive());
}

TEST(Endurance, MEM_6_BatchesThroughAPipe) { EXPECT_EQ(RunInChild(BatchesThroughAPipe), 0); }

#if defined(__linux__)
// A thread that waits for another must yield the processor, also during a garbage collection.
TEST(Endurance, STR_17_OneProcessor) {
  EXPECT_EQ(RunInChild([] {
              cpu_set_t one;
              CPU_ZERO(&one);
              CPU_SET(sched_getcpu(), &one);
              ASSERT_EQ(sched_setaffinity(0, sizeof(one), &one), 0);
              std::vector<std::thread> threads;
              for (int i = 0; i < 6; ++i) {
                threads.emplace_back([] {
                  for (int round = 0; round < 30; ++round) {
                    LiveObjects objects;
                    objects.Make();
                    if (round % 3 == 0) InternalArrowBridgeCollect();
                    objects.ReleaseAll();
                  }
                });
              }
              for (std::thread& thread : threads) thread.join();
              InternalArrowBridgeCollect();
              EXPECT_TRUE(NothingAlive());
            }),
            0);
}
#endif

// A copy of the library under another name has its own runtime in the same process.
class Copy {
 public:
  Copy() {
    Dl_info info;
    EXPECT_NE(dladdr(reinterpret_cast<void*>(&ArrowBridgeVersionInt), &info), 0);
    path_ = std::filesystem::temp_directory_path() /
            ("arrowbridge-copy-" + std::to_string(getpid()) + ".so");
    std::filesystem::copy_file(std::filesystem::canonical(info.dli_fname), path_);
    library_ = dlopen(path_.c_str(), RTLD_NOW | RTLD_LOCAL);
    EXPECT_NE(library_, nullptr) << dlerror();
  }
  ~Copy() { std::filesystem::remove(path_); }

  template <typename Function>
  Function* Get(Function&, const char* name) const {
    void* symbol = dlsym(library_, name);
    EXPECT_NE(symbol, nullptr) << name;
    return reinterpret_cast<Function*>(symbol);
  }

 private:
  std::filesystem::path path_;
  void* library_ = nullptr;
};

#define IN_COPY(copy, function) (copy).Get(function, #function)

void StreamThroughBothCopies() {
  const Copy copy;
  auto* import_there = IN_COPY(copy, ArrowBridgeImportRecordBatchReader);
  auto* export_there = IN_COPY(copy, ArrowBridgeExportRecordBatchReader);
  auto* release_there = IN_COPY(copy, ArrowBridgeReaderRelease);
  auto* counts_there = IN_COPY(copy, ArrowBridgeGetLiveCounts);
  auto* collect_there = IN_COPY(copy, InternalArrowBridgeCollect);
  ASSERT_NE(import_there, &ArrowBridgeImportRecordBatchReader);

  ArrowArrayStream stream;
  const auto log = MakeStream(SampleBatch(), {SampleBatch(), SampleBatch()}, &stream);
  for (int hop = 0; hop < 6; ++hop) {  // from one copy to the other and back
    const bool here = hop % 2 == 0;
    ArrowBridgeReader* reader = nullptr;
    ASSERT_EQ(
        (here ? &ArrowBridgeImportRecordBatchReader : import_there)(&stream, &reader, nullptr), 0);
    ASSERT_EQ((here ? &ArrowBridgeExportRecordBatchReader : export_there)(reader, &stream, nullptr),
              0);
    (here ? &ArrowBridgeReaderRelease : release_there)(reader);
  }
  ArrowBridgeLiveCounts counts;
  counts_there(&counts);
  EXPECT_EQ(counts.exported_streams, 3) << "each copy counts only its own streams";
  ArrowArray batch;
  for (int i = 0; i < 2; ++i) {
    ASSERT_EQ(stream.get_next(&stream, &batch), 0);
    ASSERT_NE(batch.release, nullptr);
    batch.release(&batch);
  }
  ASSERT_EQ(stream.get_next(&stream, &batch), 0);
  EXPECT_EQ(batch.release, nullptr);
  stream.release(&stream);
  EXPECT_TRUE(log->AllOnce());
  InternalArrowBridgeCollect();
  collect_there();
  EXPECT_TRUE(NothingAlive());
  counts_there(&counts);
  EXPECT_EQ(counts.blocks, 0);
  EXPECT_EQ(counts.exported_streams, 0);
}

TEST(Endurance, STR_14_TwoCopiesInOneProcess) { EXPECT_EQ(RunInChild(StreamThroughBothCopies), 0); }

}  // namespace
}  // namespace arrowbridge_tests
