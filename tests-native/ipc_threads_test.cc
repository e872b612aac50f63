// Compressed bodies decompressed on several threads: the same batches, errors and limits as on one
// thread, and no thread is left after the reader is released.
#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <thread>

#include "support/codecs.h"
#include "support/internal.h"
#include "support/ipc_inputs.h"
#include "support/ipc_messages.h"
#include "support/live_counts.h"
#include "support/process_threads.h"

namespace arrowbridge_tests {
namespace {

using codecs::kLz4;
using codecs::kZstd;
using codecs::Prefixed;

constexpr int kColumns = 12;
constexpr int64_t kRows = 20000;

std::vector<int32_t> Values(int seed) {
  std::vector<int32_t> values(kRows);
  for (size_t i = 0; i < values.size(); i++) {
    values[i] = static_cast<int32_t>((i + static_cast<size_t>(seed)) * 7919 % 1000);
  }
  return values;
}

class IpcThreads : public LiveCountsTest {
 protected:
  // Numbers, and texts in every third column, whose data can be located only after its offsets are
  // decompressed.
  static bool IsText(int column) { return column % 3 == 2; }

  static ipc::Batch Plain(int seed) {
    ipc::Batch batch;
    batch.length = kRows;
    for (int column = 0; column < kColumns; column++) {
      if (IsText(column)) {
        std::vector<std::string> words;
        for (const int32_t value : Values(seed + column)) words.push_back(std::to_string(value));
        batch.Texts(words);
      } else {
        batch.Int32s(Values(seed + column), kRows / 8, Bytes(kRows / 8, 0xFE));
      }
    }
    return batch;
  }

  static ipc::Stream Schema() {
    Flat flat;
    std::vector<Flat::Ref> fields;
    for (int column = 0; column < kColumns; column++) {
      const std::string name = "c" + std::to_string(column);
      fields.push_back(IsText(column)
                           ? ipc::Field(&flat, name, ipc::kUtf8, flat.Table({}))
                           : ipc::Field(&flat, name, ipc::kInt, ipc::IntType(&flat, 32)));
    }
    ipc::Stream stream;
    stream.Schema(&flat, fields);
    return stream;
  }

  static ArrowBridgeIpcReadOptions On(int threads, int64_t max_bytes = 0) {
    ArrowBridgeIpcReadOptions options = ReadOptions();
    options.threads = threads;
    options.max_bytes = max_bytes;
    return options;
  }

  void Open(const Bytes& bytes, const ArrowBridgeIpcReadOptions& options, ReaderHandle* out) {
    ASSERT_OK(OpenBytes(bytes.data(), bytes.size(), out, &error_, &options));
  }

  // The result of reading the only batch.
  int ReadOne(const Bytes& bytes, int threads, std::string* text, int64_t max_bytes = 0) {
    ReaderHandle reader;
    Open(bytes, On(threads, max_bytes), &reader);
    auto out = Garbage<ArrowArray>();
    error_.message[0] = '\0';
    const int code = ArrowBridgeReaderNext(reader.get(), &out, &error_);
    *text = error_.message;
    if (code == 0) {
      ReleaseChecked(&out);
    } else {
      EXPECT_EQ(out.release, nullptr);
    }
    return code;
  }

  // Many times, because the order of threads varies.
  void ExpectSameError(const ipc::Batch& batch, const std::string& part, int64_t max_bytes = 0) {
    const Bytes bytes = Schema().Record(batch).bytes();
    std::string expected, text;
    const int code = ReadOne(bytes, 1, &expected, max_bytes);
    EXPECT_NE(code, 0);
    EXPECT_NE(expected.find(part), std::string::npos) << expected;
    for (int i = 0; i < 20; i++) {
      EXPECT_EQ(ReadOne(bytes, 2 + i % 3, &text, max_bytes), code);
      EXPECT_EQ(text, expected);
    }
  }

  // Changes a byte in the content (not the header) of the frame of a buffer, counted from 0.
  static void Break(ipc::Batch* batch, int buffer) {
    const auto at = static_cast<size_t>(batch->buffers[static_cast<size_t>(buffer) * 2]);
    const auto size = static_cast<size_t>(batch->buffers[static_cast<size_t>(buffer) * 2 + 1]);
    for (size_t i = at + size / 2; i < at + size; i++) batch->body[i] ^= 0x5A;
  }
};

TEST_F(IpcThreads, SameBatchesInTheSameOrder) {
  for (const int codec : {kLz4, kZstd}) {
    ipc::Stream stream = Schema();
    for (int i = 0; i < 6; i++)
      stream.Record(codecs::Compress(Plain(i), i == 3 ? 1 - codec : codec));
    const Bytes bytes = stream.bytes();
    for (const int threads : {0, 1, 2, 5, 64, 100000}) {
      SCOPED_TRACE(threads);
      ReaderHandle alone, together;
      Open(bytes, On(1), &alone);
      Open(bytes, On(threads), &together);
      const Drained a = Drain(alone.get(), &error_);
      const Drained b = Drain(together.get(), &error_);
      ASSERT_EQ(a.batches.size(), 6u);
      ASSERT_EQ(b.batches.size(), 6u);
      for (size_t i = 0; i < 6; i++) {
        int equal = 0;
        EXPECT_OK(ArrowBridgeArrayValidate(b.batches[i].get(), ARROWBRIDGE_VALIDATE_FULL, &error_));
        EXPECT_OK(ArrowBridgeArrayEquals(a.batches[i].get(), b.batches[i].get(), &equal, &error_));
        EXPECT_EQ(equal, 1) << i;
      }
    }
  }
}

TEST_F(IpcThreads, ThreadsStartWhenNeededAndEndWithTheReader) {
  const int64_t before = ProcessThreads();
  if (before < 0) GTEST_SKIP() << "the system does not tell the number of threads";
  ipc::Stream stream = Schema();
  stream.Record(Plain(0)).Record(codecs::Compress(Plain(1), kZstd));
  const Bytes bytes = stream.bytes();
  ArrowArray array;
  {
    ReaderHandle reader;
    Open(bytes, On(4), &reader);
    ASSERT_OK(ArrowBridgeReaderNext(reader.get(), &array, &error_));
    ReleaseChecked(&array);
    EXPECT_EQ(ProcessThreads(), before) << "nothing to decompress yet";
    ASSERT_OK(ArrowBridgeReaderNext(reader.get(), &array, &error_));
    EXPECT_EQ(ProcessThreads(), before + 3);
  }
  EXPECT_EQ(ProcessThreads(), before) << "the batch needs no threads";
  EXPECT_EQ(array.length, kRows);
  ReleaseChecked(&array);
}

TEST_F(IpcThreads, SameErrors) {
  for (const int codec : {kLz4, kZstd}) {
    SCOPED_TRACE(codec);
    const ipc::Batch whole = codecs::Compress(Plain(0), codec);
    // Buffers: two for numbers, three for texts; 1 holds values, 5 offsets, 6 data.
    for (const int buffer : {1, 5, 6, 8, 13}) {
      SCOPED_TRACE(buffer);
      ipc::Batch broken = whole;
      Break(&broken, buffer);
      ExpectSameError(broken, "IPC-11");
    }
    // Two broken buffers: the first one gives the error, whichever thread is faster.
    ipc::Batch broken = whole;
    Break(&broken, 15);
    Break(&broken, 3);
    ExpectSameError(broken, "field 'c1'");
    // An error that the calling thread finds at once comes after errors in earlier buffers on other
    // threads.
    broken = whole;
    Break(&broken, 3);
    broken.buffers[2 * 15] = -1;
    ExpectSameError(broken, "field 'c1'");
    broken = whole;
    broken.buffers[2 * 15] = -1;
    ExpectSameError(broken, "SEC-5");
  }
}

TEST_F(IpcThreads, SameLimits) {
  const ipc::Batch batch = codecs::Compress(Plain(0), kLz4);
  ExpectSameError(batch, "SEC-6", kRows * 4);
  ExpectSameError(batch, "SEC-6", kRows * 4 * 5);
  ipc::Batch broken = batch;
  Break(&broken, 1);
  ExpectSameError(broken, "IPC-11", kRows * 4 * 2);
}

TEST_F(IpcThreads, NegativeCountsAreErrors) {
  const Bytes bytes = Schema().bytes();
  ReaderHandle reader;
  const auto options = On(-1);
  EXPECT_ERROR(OpenBytes(bytes.data(), bytes.size(), &reader, &error_, &options), EINVAL, "options",
               "-1 threads");
}

TEST_F(IpcThreads, NothingIsAllocatedOnTheManagedHeap) {
  constexpr int kBatches = 40;
  ipc::Stream stream = Schema();
  const ipc::Batch batch = codecs::Compress(Plain(0), kLz4);
  for (int i = 0; i < kBatches; i++) stream.Record(batch);
  const Bytes bytes = stream.bytes();
  ReaderHandle reader;
  Open(bytes, On(3), &reader);
  int64_t before = 0;
  for (int i = 0; i < kBatches; i++) {
    ArrowArray array;
    if (i == 1) before = InternalArrowBridgeManagedBytes();
    ASSERT_OK(ArrowBridgeReaderNext(reader.get(), &array, &error_));
    ReleaseChecked(&array);
  }
  EXPECT_EQ(InternalArrowBridgeManagedBytes(), before);
}

// Several readers in parallel, each moved from thread to thread, during garbage collections.
TEST_F(IpcThreads, ManyReaders) {
  ipc::Stream stream = Schema();
  for (int i = 0; i < 4; i++) stream.Record(codecs::Compress(Plain(i), i % 2 == 0 ? kZstd : kLz4));
  const Bytes bytes = stream.bytes();
  std::vector<std::thread> users;
  for (int user = 0; user < 4; user++) {
    users.emplace_back([&] {
      ArrowBridgeError error;
      const auto options = On(3);
      for (int round = 0; round < 5; round++) {
        ReaderHandle reader;
        ASSERT_OK(OpenBytes(bytes.data(), bytes.size(), &reader, &error, &options));
        for (int i = 0; i < 4; i++) {
          std::thread([&] {
            ArrowArray array;
            ASSERT_OK(ArrowBridgeReaderNext(reader.get(), &array, &error));
            const auto* values = static_cast<const int32_t*>(array.children[1]->buffers[1]);
            EXPECT_EQ(values[5], Values(i + 1)[5]);
            array.release(&array);
          }).join();
          InternalArrowBridgeCollect();
        }
      }
    });
  }
  for (auto& user : users) user.join();
}

// On a thread that must not enter the runtime: a destructor of thread-specific data.
TEST_F(IpcThreads, ReaderIsReleasedInAThreadExitDestructor) {
  const int64_t before = ProcessThreads();
  const Bytes bytes = Schema().Record(codecs::Compress(Plain(0), kZstd)).bytes();
  pthread_key_t key;
  ASSERT_EQ(pthread_key_create(&key,
                               [](void* reader) {
                                 ArrowBridgeReaderRelease(static_cast<ArrowBridgeReader*>(reader));
                               }),
            0);
  std::thread([&] {
    ReaderHandle reader;
    Open(bytes, On(4), &reader);
    ArrowArray array;
    ASSERT_OK(ArrowBridgeReaderNext(reader.get(), &array, &error_));
    array.release(&array);
    pthread_setspecific(key, reader.release());
  }).join();
  pthread_key_delete(key);
  EXPECT_EQ(ProcessThreads(), before);
}

}  // namespace
}  // namespace arrowbridge_tests
