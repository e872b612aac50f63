// Bodies compressed on several threads: the same bytes and errors as on one thread, and no thread
// is left after the writer is released.
#include <pthread.h>

#include <cerrno>
#include <thread>

#include "support/internal.h"
#include "support/ipc_outputs.h"
#include "support/process_threads.h"

namespace arrowbridge_tests {
namespace {

constexpr int64_t kRows = 20000;
constexpr int kLz4 = ARROWBRIDGE_IPC_CODEC_LZ4_FRAME, kZstd = ARROWBRIDGE_IPC_CODEC_ZSTD;

ArrowBridgeIpcWriteOptions On(int threads, int codec, int format = 0) {
  ArrowBridgeIpcWriteOptions options = WriteOptions(format, codec);
  options.threads = threads;
  return options;
}

// Columns of all kinds: large and small buffers, some that compression does not shrink, nulls,
// offsets that are written anew for a slice.
ArrayData Mixed(int seed) {
  Values<int64_t> alike, noise;
  Values<int32_t> nulls;
  Values<bool> bits;
  Values<std::string> texts;
  uint64_t state = static_cast<uint64_t>(seed) + 1;
  for (int64_t i = 0; i < kRows; i++) {
    state = state * 6364136223846793005u + 1442695040888963407u;
    const auto random = static_cast<int64_t>(state ^ (state >> 29));
    alike.push_back(random & 0xFF);
    noise.push_back(random);
    nulls.push_back(random % 3 == 0 ? std::nullopt
                                    : std::optional<int32_t>(static_cast<int32_t>(random % 50)));
    bits.push_back(random % 2 == 0);
    texts.push_back(std::to_string(random % 1000));
  }
  return Batch(kRows, {Int64s(alike).Named("alike"), Int64s(noise).Named("noise"),
                       Booleans(bits).Named("bits"), Int32s(nulls).Named("nulls"),
                       Strings("u", texts).Named("texts"), Nulls(kRows).Named("nothing"),
                       Int64s(alike).Named("again"), Views("vu", texts).Named("views")});
}

ArrayData Small(int seed) {
  return Batch(100, {Int64s(Values<int64_t>(100, seed)).Named("x"),
                     Int64s(Values<int64_t>(100, seed + 1)).Named("y")});
}

class IpcWriteThreads : public IpcWriteTest {
 protected:
  IpcWriterHandle Open(const ArrayData& batch, MemoryOutput* memory,
                       const ArrowBridgeIpcWriteOptions& options) {
    const ArrowBridgeOutput output = memory->Get();
    auto* writer = Garbage<ArrowBridgeIpcWriter*>();
    EXPECT_OK(ArrowBridgeIpcWriterOpenOutput(ImportSchema(batch).get(), &output, &options, &writer,
                                             &error_));
    return IpcWriterHandle(writer);
  }
};

TEST_F(IpcWriteThreads, SameBytes) {
  std::vector<ArrayData> batches = {Mixed(0), Mixed(1), Mixed(2), Mixed(3)};
  batches[2].offset += 1001;
  batches[2].length -= 2003;
  for (const int codec : {kLz4, kZstd}) {
    for (const int format : {ARROWBRIDGE_IPC_FORMAT_FILE, ARROWBRIDGE_IPC_FORMAT_STREAM}) {
      const Bytes alone = Written(batches, On(1, codec, format));
      for (const int threads : {0, 2, 3, 64, 100000}) {
        SCOPED_TRACE(std::to_string(codec) + " on " + std::to_string(threads));
        EXPECT_TRUE(Written(batches, On(threads, codec, format)) == alone);
      }
    }
  }
}

// The memory of frames that a batch needed is reused by the next one, whatever its size.
TEST_F(IpcWriteThreads, WhatIsWrittenIsReadBack) {
  const std::vector<ArrayData> batches = {Mixed(0), Mixed(1), Mixed(0)};
  for (const int codec : {kLz4, kZstd}) {
    ExpectRoundTrip(batches, On(4, codec));
    ExpectRoundTrip({Small(0), Small(1)}, On(4, codec));
  }
}

TEST_F(IpcWriteThreads, SameBytesOfDictionaries) {
  Values<std::string> words;
  Values<int32_t> indices;
  for (int i = 0; i < 9000; i++) words.push_back("word " + std::to_string(i * 7919 % 9000));
  for (int64_t i = 0; i < kRows; i++) indices.push_back(static_cast<int32_t>(i * i % 9000));
  const std::vector<ArrayData> batches = {
      Batch(kRows, {Dictionary(Int32s(indices), Strings("u", words)).Named("words")})};
  for (const int codec : {kLz4, kZstd}) {
    EXPECT_TRUE(Written(batches, On(3, codec)) == Written(batches, On(1, codec)));
  }
}

TEST_F(IpcWriteThreads, ThreadsStartWhenNeededAndEndWithTheWriter) {
  const ArrayHandle large = BatchOf(Mixed(0)), small = BatchOf(Small(0));
  MemoryOutput first;
  Open(Small(0), &first, On(4, kZstd));  // the runtime is started
  const int64_t before = ProcessThreads();
  if (before < 0) GTEST_SKIP() << "the system does not tell the number of threads";
  {
    MemoryOutput memory;
    const IpcWriterHandle writer = Open(Small(0), &memory, On(4, kZstd));
    ASSERT_OK(ArrowBridgeIpcWriterWrite(writer.get(), small.get(), nullptr, &error_));
    EXPECT_EQ(ProcessThreads(), before) << "all buffers are small";
  }
  {
    MemoryOutput memory;
    const IpcWriterHandle writer = Open(Mixed(0), &memory, On(4, kZstd));
    ASSERT_OK(ArrowBridgeIpcWriterWrite(writer.get(), large.get(), nullptr, &error_));
    EXPECT_EQ(ProcessThreads(), before + 3);
    ASSERT_OK(ArrowBridgeIpcWriterFinish(writer.get(), &error_));
  }
  EXPECT_EQ(ProcessThreads(), before);
  {
    MemoryOutput memory;
    const IpcWriterHandle writer = Open(Mixed(0), &memory, On(4, 0));
    ASSERT_OK(ArrowBridgeIpcWriterWrite(writer.get(), large.get(), nullptr, &error_));
    EXPECT_EQ(ProcessThreads(), before) << "nothing is compressed";
  }
}

TEST_F(IpcWriteThreads, SinkThatFailsGivesTheSameErrors) {
  const std::vector<ArrayData> batches = {Mixed(0), Mixed(1), Mixed(2)};
  const int64_t before = ProcessThreads();
  for (const size_t from : {0, 1000, 100000, 400000}) {
    std::string texts[2];
    Bytes bytes[2];
    for (const int threads : {1, 4}) {
      const size_t which = threads == 1 ? 0 : 1;
      MemoryOutput memory;
      memory.FailFrom(from, ENOSPC, "the tape is at its end");
      const ArrowBridgeOutput output = memory.Get();
      const ArrowBridgeIpcWriteOptions options = On(threads, kLz4);
      EXPECT_ERROR(ArrowBridgeWriteIpcOutput(ReaderOf(batches).get(), &output, &options, &error_),
                   ENOSPC, "the tape is at its end");
      EXPECT_EQ(memory.releases(), 1);
      texts[which] = error_.message;
      bytes[which] = memory.bytes();
    }
    EXPECT_EQ(texts[0], texts[1]);
    EXPECT_TRUE(bytes[0] == bytes[1]);
  }
  EXPECT_EQ(ProcessThreads(), before);
}

TEST_F(IpcWriteThreads, NothingIsAllocatedOnTheManagedHeap) {
  MemoryOutput memory;
  const IpcWriterHandle writer = Open(Mixed(0), &memory, On(3, kLz4));
  const ArrayHandle batch = BatchOf(Mixed(0));
  int64_t before = 0;
  for (int i = 0; i < 20; i++) {
    if (i == 1) before = InternalArrowBridgeManagedBytes();
    ASSERT_OK(ArrowBridgeIpcWriterWrite(writer.get(), batch.get(), nullptr, &error_));
  }
  EXPECT_EQ(InternalArrowBridgeManagedBytes(), before);
}

// Several writers in parallel, each moved from thread to thread, during garbage collections.
TEST_F(IpcWriteThreads, ManyWriters) {
  const ArrayHandle batch = BatchOf(Mixed(0));
  const SchemaHandle schema = ImportSchema(Mixed(0));
  const Bytes expected = Written({Mixed(0), Mixed(0), Mixed(0)}, On(1, kLz4));
  std::vector<std::thread> users;
  for (int user = 0; user < 4; user++) {
    users.emplace_back([&] {
      for (int round = 0; round < 5; round++) {
        MemoryOutput memory;
        const ArrowBridgeOutput output = memory.Get();
        const ArrowBridgeIpcWriteOptions options = On(3, kLz4, ARROWBRIDGE_IPC_FORMAT_STREAM);
        ArrowBridgeError error;
        ArrowBridgeIpcWriter* opened = nullptr;
        ASSERT_OK(ArrowBridgeIpcWriterOpenOutput(schema.get(), &output, &options, &opened, &error));
        const IpcWriterHandle writer(opened);
        for (int i = 0; i < 3; i++) {
          std::thread([&] {
            EXPECT_OK(ArrowBridgeIpcWriterWrite(writer.get(), batch.get(), nullptr, &error));
          }).join();
          InternalArrowBridgeCollect();
        }
        ASSERT_OK(ArrowBridgeIpcWriterFinish(writer.get(), &error));
        EXPECT_TRUE(memory.bytes() == expected);
      }
    });
  }
  for (auto& user : users) user.join();
}

// On a thread that must not enter the runtime: a destructor of thread-specific data.
TEST_F(IpcWriteThreads, WriterIsReleasedInAThreadExitDestructor) {
  const int64_t before = ProcessThreads();
  const ArrayHandle batch = BatchOf(Mixed(0));
  MemoryOutput memory;
  pthread_key_t key;
  ASSERT_EQ(
      pthread_key_create(&key,
                         [](void* writer) {
                           ArrowBridgeIpcWriterRelease(static_cast<ArrowBridgeIpcWriter*>(writer));
                         }),
      0);
  std::thread([&] {
    IpcWriterHandle writer = Open(Mixed(0), &memory, On(4, kZstd));
    ASSERT_OK(ArrowBridgeIpcWriterWrite(writer.get(), batch.get(), nullptr, &error_));
    pthread_setspecific(key, writer.release());
  }).join();
  pthread_key_delete(key);
  EXPECT_EQ(memory.releases(), 1);
  EXPECT_EQ(ProcessThreads(), before);
}

}  // namespace
}  // namespace arrowbridge_tests
