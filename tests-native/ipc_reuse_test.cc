// Memory of released batches is used again for the next ones (memory_pool_process_test.cc), but
// never what is still in use.
#include <functional>
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

// Readers use the objects of released ones; what those had been told or had read is forgotten. The
// inputs differ in everything that a reader remembers: format, columns, codecs, limit, progress,
// errors, paths.
class ReusedReaders : public IpcReuse {
 protected:
  static constexpr size_t kCut = 40;

  void SetUp() override {
    IpcReuse::SetUp();
    Open({100, 200}, &first_);
    compressed_ = bytes_;
    first_.reset();
    Flat flat;
    ipc::Stream plain;
    plain.Schema(&flat, {ipc::Field(&flat, "only", ipc::kInt, ipc::IntType(&flat, 32))});
    for (int i = 0; i < 3; i++) {
      ipc::Batch batch;
      batch.length = 7;
      batch.Int32s(Values(i, 7));
      plain.Record(batch);
    }
    plain_ = plain.bytes();
  }

  // Reads one column of the compressed stream, and stops in the middle.
  void ReadProjected() {
    const char* name = "b";
    ArrowBridgeIpcReadOptions options = {};
    options.struct_size = sizeof(options);
    options.column_names = &name;
    options.n_columns = 1;
    options.threads = 2;
    options.validate = ARROWBRIDGE_VALIDATE_FULL;
    ReaderHandle reader;
    ASSERT_OK(OpenBytes(compressed_.data(), compressed_.size(), &reader, &error_, &options));
    ArrowArray batch = Next(reader);
    ASSERT_EQ(batch.n_children, 1);
    ExpectInts(*batch.children[0], 0, 100);
    ReleaseChecked(&batch);
  }

  // Fails in the second batch, whose body is cut off.
  void ReadTruncated() {
    ReaderHandle reader;
    ArrowArray batch;
    ASSERT_OK(OpenBytes(compressed_.data(), compressed_.size() - kCut, &reader, &error_));
    batch = Next(reader);
    ReleaseChecked(&batch);
    EXPECT_EQ(ArrowBridgeReaderNext(reader.get(), &batch, &error_), EIO);
  }

  void ReadPlain() {
    ReaderHandle reader;
    ASSERT_OK(OpenBytes(plain_.data(), plain_.size(), &reader, &error_));
    for (int i = 0; i < 3; i++) {
      ArrowArray batch = Next(reader);
      ASSERT_EQ(batch.n_children, 1);
      ExpectInts(*batch.children[0], i, 7);
      ReleaseChecked(&batch);
    }
    ArrowArray end = Next(reader);
    EXPECT_EQ(end.release, nullptr);
  }

  void ReadNothing() {
    ReaderHandle reader;
    EXPECT_EQ(OpenBytes(plain_.data(), kCut, &reader, &error_), EIO);
  }

  static void ExpectInts(const ArrowArray& column, int number, int64_t rows) {
    const auto expected = Values(number, rows);
    ASSERT_EQ(column.length, rows);
    EXPECT_TRUE(std::equal(expected.begin(), expected.end(),
                           static_cast<const int32_t*>(column.buffers[1])));
  }

  ReaderHandle first_;
  Bytes compressed_, plain_;
};

TEST_F(ReusedReaders, ForgetTheInputBefore) {
  const std::function<void()> reads[] = {[this] { ReadProjected(); }, [this] { ReadTruncated(); },
                                         [this] { ReadPlain(); }, [this] { ReadNothing(); }};
  for (const auto& before : reads) {
    for (const auto& after : reads) {
      before();
      after();
    }
  }
}

// More readers than a thread keeps objects for, opened together and released together.
TEST_F(ReusedReaders, ManyAtOnce) {
  for (int round = 0; round < 3; round++) {
    std::vector<ReaderHandle> readers(20);
    for (ReaderHandle& reader : readers) {
      ASSERT_OK(OpenBytes(plain_.data(), plain_.size(), &reader, &error_));
    }
    for (int i = 0; i < 3; i++) {
      for (const ReaderHandle& reader : readers) {
        ArrowArray batch = Next(reader);
        ExpectInts(*batch.children[0], i, 7);
        ReleaseChecked(&batch);
      }
    }
  }
}

// The thread that opens is not the one that releases, nor the one that opens next.
TEST_F(ReusedReaders, OnManyThreads) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; i++) {
    threads.emplace_back([this] {
      for (int round = 0; round < 50; round++) {
        ReaderHandle reader;
        ArrowBridgeError error;
        ASSERT_OK(OpenBytes(plain_.data(), plain_.size(), &reader, &error));
        ArrowArray batch;
        ASSERT_OK(ArrowBridgeReaderNext(reader.get(), &batch, &error));
        ExpectInts(*batch.children[0], 0, 7);
        std::thread([&reader, &batch] {
          reader.reset();
          ReleaseChecked(&batch);
        }).join();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace arrowbridge_tests
