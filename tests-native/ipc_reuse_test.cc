// A reader that decompresses uses the memory of released batches for the next ones: the same
// addresses, within bounds. Nothing is kept after the end of the stream or the reader.
#include <thread>

#include "support/codecs.h"
#include "support/ipc_inputs.h"
#include "support/ipc_messages.h"
#include "support/live_counts.h"

namespace arrowbridge_tests {
namespace {

constexpr int64_t kRows = 50000;
constexpr int64_t kBatchBytes = 2 * kRows * static_cast<int64_t>(sizeof(int32_t));

std::vector<int32_t> Values(int batch, int64_t rows) {
  std::vector<int32_t> values(static_cast<size_t>(rows));
  for (size_t i = 0; i < values.size(); i++) values[i] = static_cast<int32_t>(i % 100) + batch;
  return values;
}

class IpcReuse : public LiveCountsTest {
 protected:
  // Batches of two columns, compressed by either codec in turn.
  void Open(const std::vector<int64_t>& rows, ReaderHandle* out) {
    Flat flat;
    const auto field = [&](const char* name) {
      return ipc::Field(&flat, name, ipc::kInt, ipc::IntType(&flat, 32));
    };
    ipc::Stream stream;
    stream.Schema(&flat, {field("a"), field("b")});
    for (size_t i = 0; i < rows.size(); i++) {
      ipc::Batch batch;
      batch.length = rows[i];
      for (int column = 0; column < 2; column++) batch.Int32s(Values(static_cast<int>(i), rows[i]));
      stream.Record(codecs::Compress(batch, i % 2 == 0 ? codecs::kLz4 : codecs::kZstd));
    }
    bytes_ = stream.bytes();
    ASSERT_OK(OpenBytes(bytes_.data(), bytes_.size(), out, &error_));
  }

  ArrowArray Next(const ReaderHandle& reader) {
    ArrowArray out;
    EXPECT_OK(ArrowBridgeReaderNext(reader.get(), &out, &error_));
    return out;
  }

  static const int32_t* Data(const ArrowArray& batch, int column) {
    return static_cast<const int32_t*>(batch.children[column]->buffers[1]);
  }

  static void ExpectValues(const ArrowArray& batch, int number) {
    const auto expected = Values(number, batch.length);
    for (int column = 0; column < 2; column++) {
      EXPECT_TRUE(std::equal(expected.begin(), expected.end(), Data(batch, column)));
    }
  }

  static int64_t LiveBytes() { return LiveCounts().bytes; }

  Bytes bytes_;
};

TEST_F(IpcReuse, ReleasedMemoryIsReusedForTheNextBatch) {
  ReaderHandle reader;
  Open({kRows, kRows, kRows, kRows}, &reader);
  ArrowArray batch = Next(reader);
  const int32_t* data[] = {Data(batch, 0), Data(batch, 1)};
  ReleaseChecked(&batch);
  for (int i = 1; i < 4; i++) {
    batch = Next(reader);
    EXPECT_EQ(Data(batch, 0), data[0]);
    EXPECT_EQ(Data(batch, 1), data[1]);
    ExpectValues(batch, i);
    ReleaseChecked(&batch);
  }
}

TEST_F(IpcReuse, MemoryInUseIsNotReused) {
  ReaderHandle reader;
  Open({kRows, kRows, kRows}, &reader);
  ArrowArray first = Next(reader);
  ArrowArray column = *first.children[0];
  first.children[0]->release = nullptr;
  const int32_t* released = Data(first, 1);
  ReleaseChecked(&first);
  ArrowArray second = Next(reader);
  // Memory is used in the order of its release, whichever column it belonged to.
  EXPECT_EQ(Data(second, 0), released);
  EXPECT_NE(Data(second, 1), static_cast<const int32_t*>(column.buffers[1]));
  ArrowArray third = Next(reader);
  ExpectValues(second, 1);
  ExpectValues(third, 2);
  const auto expected = Values(0, kRows);
  EXPECT_TRUE(
      std::equal(expected.begin(), expected.end(), static_cast<const int32_t*>(column.buffers[1])));
  ReleaseChecked(&column);
  ReleaseChecked(&third);
  ReleaseChecked(&second);
}

// However many batches are released, the memory of at most one is kept.
TEST_F(IpcReuse, AtMostOneBatchIsKept) {
  ReaderHandle reader;
  Open(std::vector<int64_t>(8, kRows), &reader);
  const int64_t before = LiveBytes();
  std::vector<ArrowArray> batches;
  for (int i = 0; i < 6; i++) batches.push_back(Next(reader));
  EXPECT_GT(LiveBytes() - before, 6 * kBatchBytes);
  for (ArrowArray& batch : batches) ReleaseChecked(&batch);
  EXPECT_LT(LiveBytes() - before, kBatchBytes + kBatchBytes / 8);
  ArrowArray batch = Next(reader);
  ExpectValues(batch, 6);
  EXPECT_LT(LiveBytes() - before, kBatchBytes + kBatchBytes / 8);
  ReleaseChecked(&batch);
}

// A small batch does not use a large block, and blocks without use are freed.
TEST_F(IpcReuse, OtherSizes) {
  ReaderHandle reader;
  Open({kRows, 1000, 2 * kRows, kRows + 1, kRows}, &reader);
  const int64_t before = LiveBytes();
  for (int i = 0; i < 5; i++) {
    ArrowArray batch = Next(reader);
    ExpectValues(batch, i);
    if (i == 1) {
      EXPECT_LT(LiveBytes() - before, kBatchBytes / 8);
    }
    ReleaseChecked(&batch);
  }
}

TEST_F(IpcReuse, NothingIsKeptAfterEndOfStream) {
  ReaderHandle reader;
  Open({kRows, kRows}, &reader);
  const int64_t before = LiveBytes();
  for (int i = 0; i < 2; i++) {
    ArrowArray batch = Next(reader);
    ReleaseChecked(&batch);
  }
  EXPECT_GT(LiveBytes() - before, kBatchBytes);
  ArrowArray batch = Next(reader);
  EXPECT_EQ(batch.release, nullptr);
  EXPECT_LT(LiveBytes() - before, 1000);
}

TEST_F(IpcReuse, NothingIsKeptAfterAnError) {
  ReaderHandle reader;
  Open({kRows, kRows}, &reader);
  const int64_t before = LiveBytes();
  ArrowArray batch = Next(reader);
  ReleaseChecked(&batch);
  std::fill(bytes_.end() - 600, bytes_.end(), uint8_t{0xFF});
  EXPECT_NE(ArrowBridgeReaderNext(reader.get(), &batch, &error_), 0);
  EXPECT_LT(LiveBytes() - before, 4000);
}

// A batch that outlives its reader returns its memory to the system.
TEST_F(IpcReuse, BatchesOutliveTheReader) {
  ReaderHandle reader;
  Open({kRows, kRows, kRows}, &reader);
  ArrowArray first = Next(reader), second = Next(reader);
  ReleaseChecked(&first);
  reader.reset();
  ExpectValues(second, 1);
  ReleaseChecked(&second);
}

// Batches are released on other threads while the next are read, and the last one while the reader
// is released.
TEST_F(IpcReuse, ReleasedOnOtherThreads) {
  constexpr int kBatches = 60;
  ReaderHandle reader;
  Open(std::vector<int64_t>(kBatches, 5000), &reader);
  std::vector<std::thread> threads;
  for (int i = 0; i < kBatches; i++) {
    threads.emplace_back([i, batch = Next(reader)]() mutable {
      ExpectValues(batch, i);
      ReleaseChecked(&batch);
    });
    if (i % 8 == 7) threads[static_cast<size_t>(i) - 4].join();
  }
  reader.reset();
  for (std::thread& thread : threads) {
    if (thread.joinable()) thread.join();
  }
}

}  // namespace
}  // namespace arrowbridge_tests
