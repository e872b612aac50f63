// Reading a stream while it is being written, from a file and from a FIFO: waits, timeouts, and
// cancelling.

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <arrowbridge/arrowbridge.hpp>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <thread>

#include "support/ipc_outputs.h"
#include "support/reader_fixture.h"

namespace arrowbridge_tests {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr int64_t kLong = 60000;   // a timeout that no test waits for
constexpr int64_t kShort = 60;     // one that a test waits for
constexpr int64_t kPrompt = 5000;  // far below kLong, also on a machine that is busy

class IpcFollow : public IpcWriteTest {
 protected:
  void SetUp() override {
    IpcWriteTest::SetUp();
    bytes_ = Written(NumberedBatches(3), WriteOptions(ARROWBRIDGE_IPC_FORMAT_STREAM));
    path_ = folder_.Path("growing.arrows");
  }

  int Open(ReaderHandle* out, int64_t timeout = kLong) {
    ArrowBridgeIpcFollowOptions follow = arrowbridge::IpcFollowOptions(timeout);
    follow.release = [](void* context) { ++*static_cast<int*>(context); };
    follow.context = &releases_;
    auto* reader = Garbage<ArrowBridgeReader*>();
    const int code = ArrowBridgeFollowIpcFile(path_.c_str(), nullptr, &follow, &reader, &error_);
    EXPECT_EQ(reader == nullptr, code != 0);
    out->reset(reader);
    return code;
  }

  // Appends bytes to the file or FIFO, in pieces.
  void Append(size_t from, size_t to, size_t piece = SIZE_MAX) {
    const int fd = open(path_.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC);
    ASSERT_GE(fd, 0);
    while (from < to) {
      const size_t count = std::min(piece, to - from);
      ASSERT_EQ(write(fd, bytes_.data() + from, count), static_cast<ssize_t>(count));
      from += count;
      if (piece != SIZE_MAX) std::this_thread::sleep_for(milliseconds(1));
    }
    close(fd);
  }
  void Create(size_t size) {
    close(open(path_.c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600));
    Append(0, size);
  }
  void ExpectAll(ArrowBridgeReader* reader) {
    Drained drained = Drain(reader, &error_);
    EXPECT_OK(drained.code);
    ExpectEqual(drained, NumberedBatches(3));
  }

  TemporaryFolder folder_;
  std::string path_;
  Bytes bytes_;
  int releases_ = 0;
};

TEST_F(IpcFollow, WhatCannotBeFollowed) {
  ReaderHandle reader;
  EXPECT_ERROR(Open(&reader), ENOENT, "growing.arrows");
  EXPECT_EQ(releases_, 1);
  Create(0);
  EXPECT_ERROR(Open(&reader, -1), EINVAL, "'follow'", "-1 ms");
  bytes_ = Written(NumberedBatches(1), WriteOptions(ARROWBRIDGE_IPC_FORMAT_FILE));
  Append(0, bytes_.size());
  EXPECT_ERROR(Open(&reader), ENOTSUP, "IPC-5", "growing.arrows", "footer");
  unlink(path_.c_str());
  bytes_ = {'a', ',', 'b', '\n'};
  Create(4);
  EXPECT_ERROR(Open(&reader), EINVAL, "IPC-1", "CSV");
  unlink(path_.c_str());
  mkdir(path_.c_str(), 0700);
  EXPECT_ERROR(Open(&reader), EISDIR, "growing.arrows");
  EXPECT_EQ(releases_, 5);
}

TEST_F(IpcFollow, AWholeStreamEndsAtItsMarker) {
  Create(bytes_.size());
  ReaderHandle reader;
  ASSERT_OK(Open(&reader));
  ExpectAll(reader.get());
  auto count = Garbage<int64_t>();
  EXPECT_OK(ArrowBridgeIpcReaderBytesAfterEnd(reader.get(), &count, &error_));
  EXPECT_EQ(count, 0);
  EXPECT_EQ(releases_, 0);
  reader.reset();
  InternalArrowBridgeCollect();
  EXPECT_EQ(releases_, 1);
}

TEST_F(IpcFollow, AFileThatGrowsInPieces) {
  Create(0);
  std::thread writer([this] { Append(0, bytes_.size(), 100); });
  ReaderHandle reader;
  const int code = Open(&reader);
  if (code == 0) ExpectAll(reader.get());
  writer.join();
  EXPECT_OK(code);
}

// Each batch is given when it is complete, not when the next one begins.
TEST_F(IpcFollow, BatchesComeAsSoonAsTheyAreComplete) {
  const Bytes two = Written(NumberedBatches(2), WriteOptions(ARROWBRIDGE_IPC_FORMAT_STREAM));
  const size_t end_of_two = two.size() - 8;  // without the marker
  Create(end_of_two);
  ReaderHandle reader;
  ASSERT_OK(Open(&reader));
  for (int i = 0; i < 2; i++) {
    auto batch = Garbage<ArrowArray>();
    ASSERT_OK(ArrowBridgeReaderNext(reader.get(), &batch, &error_));
    ExpectNumberedBatch(batch, i);
    ReleaseChecked(&batch);
  }
  std::thread writer([&] {
    std::this_thread::sleep_for(milliseconds(20));
    Append(end_of_two, bytes_.size());
  });
  auto batch = Garbage<ArrowArray>();
  EXPECT_OK(ArrowBridgeReaderNext(reader.get(), &batch, &error_));
  writer.join();
  ASSERT_NE(batch.release, nullptr);
  ExpectNumberedBatch(batch, 2);
  ReleaseChecked(&batch);
}

TEST_F(IpcFollow, AFifoWhoseWriterComesLateAndIsFollowedByAnother) {
  ASSERT_EQ(mkfifo(path_.c_str(), 0600), 0);
  std::thread writer([this] {
    std::this_thread::sleep_for(milliseconds(20));
    Append(0, 500, 70);
    std::this_thread::sleep_for(milliseconds(20));
    Append(500, bytes_.size(), 70);
  });
  ReaderHandle reader;
  const int code = Open(&reader);
  if (code == 0) ExpectAll(reader.get());
  writer.join();
  EXPECT_OK(code);
}

// A writer that died leaves a stream without its end: the message says after how many bytes.
TEST_F(IpcFollow, TimeoutsSayWhereTheStreamEnds) {
  for (const bool is_fifo : {false, true}) {
    unlink(path_.c_str());
    if (is_fifo) {
      ASSERT_EQ(mkfifo(path_.c_str(), 0600), 0);
    } else {
      Create(0);
    }
    ReaderHandle reader;
    EXPECT_ERROR(Open(&reader, kShort), ETIMEDOUT, "growing.arrows", "after 0 bytes");
  }
  unlink(path_.c_str());
  Create(bytes_.size() - 9);
  ReaderHandle reader;
  ASSERT_OK(Open(&reader, kShort));
  Drained drained = Drain(reader.get(), &error_);
  const std::string position = "after " + std::to_string(bytes_.size() - 9) + " bytes";
  EXPECT_ERROR(drained.code, ETIMEDOUT, position, "end-of-stream marker");
  EXPECT_EQ(drained.batches.size(), 2u);
  Append(bytes_.size() - 9, bytes_.size());
  EXPECT_ERROR(Drain(reader.get(), &error_).code, ETIMEDOUT, position) << "an error stays";
}

// The timeout counts from the last byte that came, not from the first wait, and not while the
// caller does something else.
TEST_F(IpcFollow, EachByteBeginsTheWaitAnew) {
  constexpr int64_t timeout = 1500;
  Create(bytes_.size() - 8);
  ReaderHandle reader;
  ASSERT_OK(Open(&reader, timeout));
  std::thread writer([&] {
    for (size_t at = bytes_.size() - 8; at < bytes_.size(); at += 2) {
      std::this_thread::sleep_for(milliseconds(timeout / 3));
      Append(at, at + 2);
    }
  });
  ExpectAll(reader.get());
  writer.join();
}

TEST_F(IpcFollow, CancellingEndsAWaitSoon) {
  for (const bool is_fifo : {false, true}) {
    unlink(path_.c_str());
    if (is_fifo) {
      ASSERT_EQ(mkfifo(path_.c_str(), 0600), 0);
    } else {
      Create(0);
    }
    // The end of the FIFO for writing stays open: it has a writer that writes nothing more.
    const int fd = open(path_.c_str(), is_fifo ? O_RDWR | O_CLOEXEC : O_RDONLY | O_CLOEXEC);
    Append(0, bytes_.size() - 8);
    ReaderHandle reader;
    ASSERT_OK(Open(&reader));
    std::thread canceller([&] {
      std::this_thread::sleep_for(milliseconds(30));
      ArrowBridgeReaderCancel(reader.get());
    });
    const auto start = Clock::now();
    const Drained drained = Drain(reader.get(), &error_);
    EXPECT_LT(Clock::now() - start, milliseconds(kPrompt));
    canceller.join();
    EXPECT_ERROR(drained.code, ECANCELED, "cancelled");
    EXPECT_EQ(drained.batches.size(), 3u);
    close(fd);
  }
}

TEST_F(IpcFollow, TheCallbackEndsTheWaitForTheSchema) {
  Create(10);
  ArrowBridgeIpcFollowOptions follow = arrowbridge::IpcFollowOptions();
  int calls = 0;
  follow.context = &calls;
  follow.cancelled = [](void* context) -> int { return ++*static_cast<int*>(context) == 3; };
  auto* reader = Garbage<ArrowBridgeReader*>();
  EXPECT_ERROR(ArrowBridgeFollowIpcFile(path_.c_str(), nullptr, &follow, &reader, &error_),
               ECANCELED, "growing.arrows", "cancelled");
  EXPECT_EQ(reader, nullptr);
  EXPECT_EQ(calls, 3);
}

// A device that has no bytes does not make the reader busy: it sleeps between its reads.
TEST_F(IpcFollow, WaitingCostsLittle) {
  for (const char* const kind : {"file", "FIFO", "device"}) {
    unlink(path_.c_str());
    if (kind[0] == 'F') {
      ASSERT_EQ(mkfifo(path_.c_str(), 0600), 0);
      close(open(path_.c_str(), O_RDWR | O_CLOEXEC));
    } else if (kind[0] == 'd') {
      ASSERT_EQ(symlink("/dev/null", path_.c_str()), 0);
    } else {
      Create(0);
    }
    ArrowBridgeIpcFollowOptions follow = arrowbridge::IpcFollowOptions(200);
    int calls = 0;
    follow.context = &calls;
    follow.cancelled = [](void* context) -> int { return ++*static_cast<int*>(context) < 0; };
    auto* reader = Garbage<ArrowBridgeReader*>();
    EXPECT_ERROR(ArrowBridgeFollowIpcFile(path_.c_str(), nullptr, &follow, &reader, &error_),
                 ETIMEDOUT, "after 0 bytes")
        << kind;
    EXPECT_GE(calls, 2) << kind;
    EXPECT_LE(calls, 25) << kind;
  }
}

TEST_F(IpcFollow, AFileThatBecomesShorterIsAnError) {
  Create(bytes_.size() - 8);
  ReaderHandle reader;
  ASSERT_OK(Open(&reader));
  ASSERT_EQ(truncate(path_.c_str(), 100), 0);
  EXPECT_ERROR(Drain(reader.get(), &error_).code, EIO, "IPC-4");
}

TEST_F(IpcFollow, NullAndShorterStructs) {
  Create(bytes_.size());
  auto* reader = Garbage<ArrowBridgeReader*>();
  ASSERT_OK(ArrowBridgeFollowIpcFile(path_.c_str(), nullptr, nullptr, &reader, &error_));
  ArrowBridgeReaderRelease(reader);
  ArrowBridgeIpcFollowOptions follow = arrowbridge::IpcFollowOptions(kLong);
  follow.struct_size = 16;  // the members after the timeout are not read
  std::memset(static_cast<void*>(&follow.cancelled), 0xCC, sizeof(follow) - 16);
  ASSERT_OK(ArrowBridgeFollowIpcFile(path_.c_str(), nullptr, &follow, &reader, &error_));
  ArrowBridgeReaderRelease(reader);
  follow = arrowbridge::IpcFollowOptions();
  follow.release = [](void* context) { ++*static_cast<int*>(context); };
  follow.context = &releases_;
  EXPECT_ERROR(ArrowBridgeFollowIpcFile(nullptr, nullptr, &follow, &reader, &error_), EINVAL,
               "'path' is NULL");
  EXPECT_ERROR(ArrowBridgeFollowIpcFile(path_.c_str(), nullptr, &follow, nullptr, &error_), EINVAL,
               "'out' is NULL");
  EXPECT_EQ(releases_, 2);
  follow.struct_size = 0;
  EXPECT_ERROR(ArrowBridgeFollowIpcFile(path_.c_str(), nullptr, &follow, &reader, &error_), EINVAL,
               "'options'");
}

TEST_F(IpcFollow, FromCpp) {
  Create(bytes_.size());
  arrowbridge::Reader reader = arrowbridge::FollowIpcFile(path_);
  ExpectAll(reader.get());
  EXPECT_THROW(arrowbridge::FollowIpcFile(path_ + ".absent"), arrowbridge::Error);
  EXPECT_EQ(arrowbridge::TryFollowIpcFile(std::string("a\0b", 3)).status().code(), EINVAL);
}

}  // namespace
}  // namespace arrowbridge_tests
