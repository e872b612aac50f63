// Checked readers, and threads that share checked streams.

#include <atomic>
#include <thread>

#include "support/findings.h"

namespace {

using namespace arrowbridge_tests;  // NOLINT

class CheckedReader : public CheckedFixture {
 protected:
  ReaderHandle CheckedOver(const ReaderHandle& reader, int32_t level = ARROWBRIDGE_VALIDATE_FULL,
                           int32_t fail_on = 0) {
    const ArrowBridgeCheckOptions options = findings_.Options(level, fail_on);
    auto* out = Garbage<ArrowBridgeReader*>();
    EXPECT_OK(ArrowBridgeReaderCheck(reader.get(), &options, &out, &error_));
    return ReaderHandle(out);
  }

  // The structure is valid, so that an import succeeds.
  static ArrayData Broken() {
    ArrayData batch = NumberedBatch(1, 4);
    reinterpret_cast<int32_t*>(batch.children[1].buffers[1]->data())[2] = 1000;
    return batch;
  }
};

TEST_F(CheckedReader, STR_2_SharesTheCursorAndKeepsTheReader) {
  ReaderHandle reader = Import(Foreign(NumberedBatches(4)));
  const ReaderHandle checked = CheckedOver(reader);
  EXPECT_EQ(Log().get_next, 0);
  ExpectNext(reader, 0);
  ExpectNext(checked, 1);
  reader.reset();
  auto schema = Garbage<ArrowSchema>();
  ASSERT_OK(ArrowBridgeReaderGetSchema(checked.get(), &schema, &error_));
  ExpectNumberedSchema(schema);
  schema.release(&schema);
  ExpectNext(checked, 2);
  ArrowArrayStream stream = Export(checked);
  ExpectNext(&stream, 3);
  stream.release(&stream);
  for (int i = 0; i < 2; ++i) ExpectEnd(checked);
  EXPECT_EQ(ArrowBridgeReaderFindingCount(checked.get()), 0);
  EXPECT_EQ(findings_.releases(), 0);
}

TEST_F(CheckedReader, COL_5_ReportsAndPassesOn) {
  const ReaderHandle reader = Import(Foreign({NumberedBatch(0), Broken(), NumberedBatch(2)}));
  const ReaderHandle checked = CheckedOver(reader);
  for (int i = 0; i < 3; ++i) {
    auto batch = Garbage<ArrowArray>();
    ASSERT_OK(ArrowBridgeReaderNext(checked.get(), &batch, &error_));
    batch.release(&batch);
  }
  ExpectEnd(checked);
  EXPECT_FINDING(findings_, "COL-5", PRODUCER);
  EXPECT_EQ(findings_.all()[0].batch, 1);
  EXPECT_EQ(ArrowBridgeReaderFindingCount(checked.get()), 1);
  EXPECT_EQ(ArrowBridgeReaderFindingCount(reader.get()), -1);
  EXPECT_EQ(ArrowBridgeReaderFindingCount(nullptr), -1);
}

TEST_F(CheckedReader, COL_5_FailsPermanentlyIfTheOptionsAskForIt) {
  const ReaderHandle reader = Import(Foreign({NumberedBatch(0), Broken(), NumberedBatch(2)}));
  const ReaderHandle checked = CheckedOver(reader, 2, ARROWBRIDGE_SEVERITY_ERROR);
  ExpectNext(checked, 0);
  for (int i = 0; i < 2; ++i) {
    auto batch = Garbage<ArrowArray>();
    EXPECT_ERROR(ArrowBridgeReaderNext(checked.get(), &batch, &error_), EINVAL,
                 "get_next: COL-5: batch 1: field 'text': row 2: ");
    EXPECT_EQ(batch.release, nullptr);
  }
  ExpectNext(reader, 2);
}

TEST_F(CheckedReader, STR_15_ForeignFailuresPassThrough) {
  StreamOptions options;
  options.fail_at = 1;
  options.code = ENODATA;
  options.text = "the well is dry";
  const ReaderHandle checked = CheckedOver(Import(Foreign(NumberedBatches(3), options)));
  ExpectNext(checked, 0);
  for (int i = 0; i < 2; ++i) {
    ArrowArray batch;
    EXPECT_EQ(ArrowBridgeReaderNext(checked.get(), &batch, &error_), ENODATA);
    EXPECT_STREQ(error_.message, "the well is dry");
  }
  EXPECT_EQ(findings_.Rules(), "");
}

TEST_F(CheckedReader, STR_20_ArraysThatAreNoBatches) {
  ArrowArrayStream foreign = Foreign(Int32s({}), {Int32s({1, 2}), Int32s({3})}, {});
  ArrowBridgeReader* imported = nullptr;
  ASSERT_OK(ArrowBridgeImportArrayReader(&foreign, &imported, &error_));
  const ReaderHandle reader(imported);
  const ReaderHandle checked = CheckedOver(reader);
  for (const int64_t length : {2, 1}) {
    auto array = Garbage<ArrowArray>();
    ASSERT_OK(ArrowBridgeReaderNext(checked.get(), &array, &error_));
    EXPECT_EQ(array.length, length);
    array.release(&array);
  }
  ExpectEnd(checked);
}

TEST_F(CheckedReader, MOV_2_TheConsumerOfAReaderIsCheckedToo) {
  const ReaderHandle checked = CheckedOver(FromList(NumberedBatches(1)));
  auto batch = Garbage<ArrowArray>();
  ASSERT_OK(ArrowBridgeReaderNext(checked.get(), &batch, &error_));
  ArrowArray copy = batch;
  batch.release(&batch);
  copy.release(&copy);
  EXPECT_FINDING(findings_, "MOV-2", CONSUMER);
}

// One stream, one call at a time, from many threads; other threads release the batches.
TEST_F(CheckedReader, STR_17_HandedFromThreadToThread) {
  constexpr int kBatches = 400, kThreads = 4;
  ArrowArrayStream stream = Checked(Foreign(NumberedBatches(kBatches)));
  ArrowSchema schema = Schema(&stream);
  schema.release(&schema);
  std::mutex mutex;
  std::vector<ArrowArray> shelf;
  int pulled = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&] {
      for (;;) {
        ArrowArray mine = {};
        {
          const std::lock_guard<std::mutex> guard(mutex);
          if (pulled == kBatches && shelf.empty()) return;
          if (pulled < kBatches) {
            shelf.push_back(Next(&stream));
            ++pulled;
          }
          mine = shelf.front();
          shelf.erase(shelf.begin());
        }
        ArrowArray child = MoveOut(mine.children[mine.length % 2]);
        mine.release(&mine);
        child.release(&child);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(findings_.Rules(), "");
  stream.release(&stream);
}

// Parallel streams share only the counters.
TEST_F(CheckedReader, STR_17_ManyStreamsAtOnce) {
  std::atomic<int64_t> found{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int round = 0; round < 50; ++round) {
        ArrowArrayStream foreign, stream;
        const auto log = MakeStream(NumberedBatch(0), NumberedBatches(5), &foreign);
        FindingLog own;
        const ArrowBridgeCheckOptions options = own.Options();
        ASSERT_EQ(ArrowBridgeStreamCheck(&foreign, &options, &stream, nullptr), 0);
        EXPECT_EQ(Drain(&stream), 0);
        found += ArrowBridgeStreamFindingCount(&stream);
        stream.release(&stream);
        EXPECT_TRUE(log->AllOnce());
        EXPECT_EQ(own.releases(), 1);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(found, 0);
}

}  // namespace
