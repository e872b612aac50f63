// Memory of released batches is used again for the next ones (memory_pool_process_test.cc), but
// never what is still in use.
#include <thread>

#include "support/codecs.h"
#include "support/ipc_inputs.h"
#include "support/ipc_messages.h"
#include "support/live_counts.h"

namespace arrowbridge_tests {
namespace {

constexpr int64_t kRows = 50000;

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

  Bytes bytes_;
};

TEST_F(IpcReuse, MemoryInUseIsNotReused) {
  ReaderHandle reader;
  Open({kRows, kRows, kRows}, &reader);
  ArrowArray first = Next(reader);
  ArrowArray column = *first.children[0];
  first.children[0]->release = nullptr;
  ReleaseChecked(&first);
  ArrowArray second = Next(reader);
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
