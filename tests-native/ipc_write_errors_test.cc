// Writing that fails: an errno value, a message with the path, no incomplete file, no leak.
#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <thread>

#include "support/ipc_outputs.h"
#include "support/reader_fixture.h"

namespace arrowbridge_tests {
namespace {

class IpcWriteErrors : public IpcWriteTest {
 protected:
  int WriteFile(const std::string& path, const ArrowBridgeIpcWriteOptions* options = nullptr) {
    return ArrowBridgeWriteIpcFile(ReaderOf(NumberedBatches(3)).get(), path.c_str(), options,
                                   &error_);
  }

  // More data than any pipe can buffer, so that writing depends on its other end.
  ReaderHandle LargeReader() {
    const Values<int64_t> values(1 << 17, 7);
    return ReaderOf(
        {Batch(1 << 17, {Int64s(values).Named("x")}), Batch(1 << 17, {Int64s(values).Named("x")})});
  }

  const TemporaryFolder folder_;
};

TEST_F(IpcWriteErrors, FullDisk) {
  for (const int format : {ARROWBRIDGE_IPC_FORMAT_FILE, ARROWBRIDGE_IPC_FORMAT_STREAM}) {
    const ArrowBridgeIpcWriteOptions options = WriteOptions(format);
    EXPECT_ERROR(WriteFile("/dev/full", &options), ENOSPC, "ArrowBridgeWriteIpcFile",
                 "'/dev/full'");
  }
  struct stat status;
  ASSERT_EQ(stat("/dev/full", &status), 0);
  EXPECT_TRUE(S_ISCHR(status.st_mode)) << "a device is written to, not replaced";
}

TEST_F(IpcWriteErrors, DeviceIsWrittenDirectly) { EXPECT_OK(WriteFile("/dev/null")); }

TEST_F(IpcWriteErrors, InvalidPaths) {
  EXPECT_ERROR(WriteFile(folder_.Path("")), EISDIR, folder_.Path(""));
  EXPECT_ERROR(WriteFile(folder_.Path("none/a.arrow")), ENOENT, "none/a.arrow");
  EXPECT_ERROR(WriteFile(""), ENOENT, "''");
  EXPECT_ERROR(WriteFile("/dev/null/a.arrow"), ENOTDIR, "/dev/null/a.arrow");
  EXPECT_TRUE(folder_.Names().empty());
}

TEST_F(IpcWriteErrors, UnwritableFolders) {
  if (geteuid() == 0) {
    // The superuser may write anywhere, except on a read-only file system.
    EXPECT_NE(WriteFile("/proc/a.arrow"), 0);
    GTEST_SKIP() << "permissions do not bind this user";
  }
  ASSERT_OK(WriteFile(folder_.Path("a.arrow")));
  ASSERT_EQ(chmod(folder_.Path("a.arrow").c_str(), 0400), 0);
  EXPECT_ERROR(WriteFile(folder_.Path("a.arrow")), EACCES, "a.arrow");
  ASSERT_EQ(chmod(folder_.Path("").c_str(), 0500), 0);
  EXPECT_ERROR(WriteFile(folder_.Path("b.arrow")), EACCES, "b.arrow");
  ASSERT_EQ(chmod(folder_.Path("").c_str(), 0700), 0);
  EXPECT_EQ(folder_.Names(), (std::set<std::string>{"a.arrow"}));
}

// A foreign code and message pass through unchanged, and the old file stays.
TEST_F(IpcWriteErrors, ReaderFails) {
  const std::string path = folder_.Path("a.arrow");
  ASSERT_OK(WriteFile(path));
  const Bytes before = ReadBytes(path);
  for (const bool is_new : {false, true}) {
    StreamOptions options;
    options.fail_at = 2;
    options.code = 1234;
    options.text = "the producer's own words";
    auto stream = Garbage<ArrowArrayStream>();
    const auto log = MakeStream(NumberedBatch(0), NumberedBatches(5), &stream, options);
    auto* reader = Garbage<ArrowBridgeReader*>();
    ASSERT_OK(ArrowBridgeImportRecordBatchReader(&stream, &reader, &error_));
    const std::string target = is_new ? folder_.Path("new.arrow") : path;
    EXPECT_EQ(ArrowBridgeWriteIpcFile(reader, target.c_str(), nullptr, &error_), 1234);
    EXPECT_STREQ(error_.message, "the producer's own words");
    ArrowBridgeReaderRelease(reader);
    EXPECT_TRUE(log->AllOnce());
  }
  EXPECT_EQ(ReadBytes(path), before);
  EXPECT_EQ(folder_.Names(), (std::set<std::string>{"a.arrow"}));
}

TEST_F(IpcWriteErrors, OutputFails) {
  const size_t whole = Written(NumberedBatches(3), WriteOptions()).size();
  for (const size_t size : {size_t{0}, size_t{600}, whole - 1}) {
    MemoryOutput memory;
    memory.FailFrom(size, 4321, "no more room");
    const ArrowBridgeOutput output = memory.Get();
    EXPECT_EQ(
        ArrowBridgeWriteIpcOutput(ReaderOf(NumberedBatches(3)).get(), &output, nullptr, &error_),
        4321);
    EXPECT_STREQ(error_.message, "no more room");
    EXPECT_EQ(memory.releases(), 1);
  }
}

// After an error the writer returns the same error until it is released.
TEST_F(IpcWriteErrors, WriterStaysFailed) {
  MemoryOutput memory;
  memory.FailFrom(1000, ENOSPC, "no more room");
  const ArrowBridgeOutput output = memory.Get();
  auto* writer = Garbage<ArrowBridgeIpcWriter*>();
  ASSERT_OK(ArrowBridgeIpcWriterOpenOutput(ImportSchema(NumberedBatch(0)).get(), &output, nullptr,
                                           &writer, &error_));
  const ArrayHandle batch = BatchOf(NumberedBatch(20));
  int code = 0;
  for (int i = 0; i < 10 && code == 0; i++)
    code = ArrowBridgeIpcWriterWrite(writer, batch.get(), nullptr, &error_);
  EXPECT_EQ(code, ENOSPC);
  const int writes = memory.writes();
  EXPECT_ERROR(ArrowBridgeIpcWriterWrite(writer, batch.get(), nullptr, &error_), ENOSPC,
               "no more room");
  EXPECT_ERROR(ArrowBridgeIpcWriterFinish(writer, &error_), ENOSPC, "no more room");
  EXPECT_EQ(memory.writes(), writes);
  EXPECT_EQ(memory.releases(), 0);
  ArrowBridgeIpcWriterRelease(writer);
  EXPECT_EQ(memory.releases(), 1);
}

TEST_F(IpcWriteErrors, AbandonedWriterLeavesNothing) {
  const std::string path = folder_.Path("a.arrow");
  auto* writer = Garbage<ArrowBridgeIpcWriter*>();
  ASSERT_OK(ArrowBridgeIpcWriterOpenFile(ImportSchema(NumberedBatch(0)).get(), path.c_str(),
                                         nullptr, &writer, &error_));
  ASSERT_OK(ArrowBridgeIpcWriterWrite(writer, BatchOf(NumberedBatch(0)).get(), nullptr, &error_));
  EXPECT_EQ(folder_.Names().size(), 1u);
  EXPECT_EQ(folder_.Names().count("a.arrow"), 0u);
  std::thread([writer] { ArrowBridgeIpcWriterRelease(writer); }).join();
  EXPECT_TRUE(folder_.Names().empty());
  ArrowBridgeIpcWriterRelease(nullptr);
}

// The default action of SIGPIPE ends the process: it must not be raised, nor stay pending.
TEST_F(IpcWriteErrors, ClosedPipe) {
  ASSERT_NE(signal(SIGPIPE, SIG_DFL), SIG_ERR);
  for (const bool is_socket : {false, true}) {
    int ends[2];
    ASSERT_EQ(is_socket ? socketpair(AF_UNIX, SOCK_STREAM, 0, ends) : pipe(ends), 0);
    ASSERT_EQ(close(ends[0]), 0);
    const ReaderHandle reader = LargeReader();
    EXPECT_ERROR(ArrowBridgeWriteIpcDescriptor(reader.get(), ends[1], nullptr, &error_), EPIPE,
                 "ArrowBridgeWriteIpcDescriptor", "cannot be written");
    EXPECT_EQ(close(ends[1]), 0);
  }
  sigset_t pending, mask;
  ASSERT_EQ(sigpending(&pending), 0);
  EXPECT_EQ(sigismember(&pending, SIGPIPE), 0);
  ASSERT_EQ(pthread_sigmask(SIG_SETMASK, nullptr, &mask), 0);
  EXPECT_EQ(sigismember(&mask, SIGPIPE), 0) << "the thread's mask is unchanged";
}

volatile sig_atomic_t pipe_signals = 0;
void CountPipeSignal(int) { pipe_signals = pipe_signals + 1; }

// A signal that the host blocks and that was pending before stays pending.
TEST_F(IpcWriteErrors, PendingSignalStays) {
  pipe_signals = 0;
  ASSERT_NE(signal(SIGPIPE, CountPipeSignal), SIG_ERR);
  sigset_t set, before;
  sigemptyset(&set);
  sigaddset(&set, SIGPIPE);
  ASSERT_EQ(pthread_sigmask(SIG_BLOCK, &set, &before), 0);
  ASSERT_EQ(pthread_kill(pthread_self(), SIGPIPE), 0);
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  ASSERT_EQ(close(ends[0]), 0);
  EXPECT_ERROR(ArrowBridgeWriteIpcDescriptor(LargeReader().get(), ends[1], nullptr, &error_), EPIPE,
               "");
  ASSERT_EQ(close(ends[1]), 0);
  EXPECT_EQ(pipe_signals, 0);
  ASSERT_EQ(pthread_sigmask(SIG_SETMASK, &before, nullptr), 0);
  EXPECT_EQ(pipe_signals, 1);
  ASSERT_NE(signal(SIGPIPE, SIG_DFL), SIG_ERR);
}

// Short writes, and a non-blocking descriptor.
TEST_F(IpcWriteErrors, SlowPipe) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  ASSERT_EQ(fcntl(ends[1], F_SETFL, O_NONBLOCK), 0);
  Bytes got;
  std::thread consumer([&] {
    uint8_t piece[5000];
    for (ssize_t size = read(ends[0], piece, sizeof(piece)); size > 0;
         size = read(ends[0], piece, sizeof(piece))) {
      got.insert(got.end(), piece, piece + size);
    }
  });
  EXPECT_OK(ArrowBridgeWriteIpcDescriptor(LargeReader().get(), ends[1], nullptr, &error_));
  close(ends[1]);
  consumer.join();
  close(ends[0]);
  EXPECT_EQ(got, Written(LargeReader().get(), WriteOptions()));
}

TEST_F(IpcWriteErrors, ClosedDescriptor) {
  EXPECT_ERROR(ArrowBridgeWriteIpcDescriptor(LargeReader().get(), 1 << 20, nullptr, &error_), EBADF,
               "cannot be written");
  EXPECT_ERROR(ArrowBridgeWriteIpcDescriptor(LargeReader().get(), -1, nullptr, &error_), EINVAL,
               "'fd'");
}

TEST_F(IpcWriteErrors, Options) {
  const auto expect_error = [&](ArrowBridgeIpcWriteOptions options, const char* what) {
    EXPECT_ERROR(WriteFile(folder_.Path("a.arrow"), &options), EINVAL, "'options'", what);
  };
  ArrowBridgeIpcWriteOptions options = WriteOptions();
  options.struct_size = 0;
  expect_error(options, "struct_size");
  options.struct_size = -1;
  expect_error(options, "struct_size");
  for (const int format : {-1, 3}) expect_error(WriteOptions(format), "format");
  for (const int codec : {-1, 3}) expect_error(WriteOptions(0, codec), "codec");
  for (const int alignment : {-8, 1, 16, 128}) {
    options = WriteOptions();
    options.alignment = alignment;
    expect_error(options, "alignment");
  }
  options = WriteOptions();
  options.threads = -1;
  expect_error(options, "asks for -1 threads");
  const std::string broken("\xFF\xFF\xFF\xFF", 4);
  options = WriteOptions();
  options.footer_metadata = broken.data();
  EXPECT_ERROR(WriteFile(folder_.Path("a.arrow"), &options), EINVAL, "SCH-7");
  EXPECT_TRUE(folder_.Names().empty());
}

// Callers that know fewer options than the library.
TEST_F(IpcWriteErrors, ShortOptions) {
  ArrowBridgeIpcWriteOptions options;
  std::memset(&options, 0xCC, sizeof(options));
  options.struct_size = 12;
  options.format = ARROWBRIDGE_IPC_FORMAT_STREAM;
  ASSERT_OK(WriteFile(folder_.Path("a.arrow"), &options));
  EXPECT_EQ(ReadBytes(folder_.Path("a.arrow")), Written(NumberedBatches(3), WriteOptions()));
}

TEST_F(IpcWriteErrors, NullArguments) {
  EXPECT_ERROR(ArrowBridgeWriteIpcFile(nullptr, "a", nullptr, &error_), EINVAL, "'reader'");
  EXPECT_ERROR(
      ArrowBridgeWriteIpcFile(ReaderOf(NumberedBatches(1)).get(), nullptr, nullptr, &error_),
      EINVAL, "'path'");
  EXPECT_ERROR(ArrowBridgeWriteIpcDescriptor(nullptr, 1, nullptr, &error_), EINVAL, "'reader'");
  EXPECT_ERROR(
      ArrowBridgeWriteIpcOutput(ReaderOf(NumberedBatches(1)).get(), nullptr, nullptr, &error_),
      EINVAL, "'output'");
  MemoryOutput memory;
  ArrowBridgeOutput output = memory.Get();
  EXPECT_ERROR(ArrowBridgeWriteIpcOutput(nullptr, &output, nullptr, &error_), EINVAL, "'reader'");
  EXPECT_EQ(memory.releases(), 1);
  output.write = nullptr;
  EXPECT_ERROR(
      ArrowBridgeWriteIpcOutput(ReaderOf(NumberedBatches(1)).get(), &output, nullptr, &error_),
      EINVAL, "'write'");
  EXPECT_EQ(memory.releases(), 2);

  const SchemaHandle schema = ImportSchema(NumberedBatch(0));
  output = memory.Get();
  EXPECT_ERROR(ArrowBridgeIpcWriterOpenOutput(schema.get(), &output, nullptr, nullptr, &error_),
               EINVAL, "'out'");
  EXPECT_EQ(memory.releases(), 3);
  auto* writer = Garbage<ArrowBridgeIpcWriter*>();
  EXPECT_ERROR(ArrowBridgeIpcWriterOpenOutput(nullptr, &output, nullptr, &writer, &error_), EINVAL,
               "'schema'");
  EXPECT_EQ(writer, nullptr);
  EXPECT_EQ(memory.releases(), 4);
  writer = Garbage<ArrowBridgeIpcWriter*>();
  EXPECT_ERROR(ArrowBridgeIpcWriterOpenFile(schema.get(), nullptr, nullptr, &writer, &error_),
               EINVAL, "'path'");
  EXPECT_EQ(writer, nullptr);
  EXPECT_ERROR(ArrowBridgeIpcWriterOpenDescriptor(schema.get(), -1, nullptr, &writer, &error_),
               EINVAL, "'fd'");
  EXPECT_ERROR(ArrowBridgeIpcWriterWrite(nullptr, nullptr, nullptr, &error_), EINVAL, "'writer'");
  EXPECT_ERROR(ArrowBridgeIpcWriterFinish(nullptr, &error_), EINVAL, "'writer'");
  EXPECT_ERROR(
      ArrowBridgeIpcWriterFinish(reinterpret_cast<ArrowBridgeIpcWriter*>(schema.get()), &error_),
      EINVAL, "'writer'");
  EXPECT_EQ(ArrowBridgeWriteIpcFile(nullptr, nullptr, nullptr, nullptr), EINVAL);
}

// A batch of another type is the caller's mistake; the writer can be used further.
TEST_F(IpcWriteErrors, OtherType) {
  MemoryOutput memory;
  const ArrowBridgeOutput output = memory.Get();
  auto* writer = Garbage<ArrowBridgeIpcWriter*>();
  ASSERT_OK(ArrowBridgeIpcWriterOpenOutput(ImportSchema(NumberedBatch(0)).get(), &output, nullptr,
                                           &writer, &error_));
  const IpcWriterHandle owned(writer);
  EXPECT_ERROR(ArrowBridgeIpcWriterWrite(writer, nullptr, nullptr, &error_), EINVAL, "'batch'");
  const ArrayData other = Batch(1, {Int32s({1}).Named("number"), Int32s({1}).Named("text")});
  EXPECT_ERROR(ArrowBridgeIpcWriterWrite(writer, BatchOf(other).get(), nullptr, &error_), EINVAL,
               "another type");
  EXPECT_ERROR(ArrowBridgeIpcWriterWrite(writer, BatchOf(Int32s({1})).get(), nullptr, &error_),
               EINVAL, "RB-1");
  ASSERT_OK(ArrowBridgeIpcWriterWrite(writer, BatchOf(NumberedBatch(2)).get(), nullptr, &error_));
  ASSERT_OK(ArrowBridgeIpcWriterFinish(writer, &error_));
  ExpectEqual(ReadBack(memory.bytes()), {NumberedBatch(2)});
  auto* of_arrays = Garbage<ArrowBridgeIpcWriter*>();
  EXPECT_ERROR(
      ArrowBridgeIpcWriterOpenFile(ImportSchema(Int32s({1})).get(), folder_.Path("a").c_str(),
                                   nullptr, &of_arrays, &error_),
      EINVAL, "RB-1");
}

// Wrong offsets, views and sizes do not lead out of their buffers.
TEST_F(IpcWriteErrors, InvalidOffsetsViewsAndSizes) {
  const auto expect_error = [&](const ArrayData& column, const char* rule, int64_t from = 0,
                                int64_t rows = -1) {
    const ArrayData whole = Batch(column.length, {column.Named("bad")});
    const ArrayData batch = rows < 0 ? whole : whole.Sliced(from, rows);
    MemoryOutput memory;
    const ArrowBridgeOutput output = memory.Get();
    auto* writer = Garbage<ArrowBridgeIpcWriter*>();
    ASSERT_OK(ArrowBridgeIpcWriterOpenOutput(ImportSchema(whole).get(), &output, nullptr, &writer,
                                             &error_));
    const size_t before = memory.bytes().size();
    EXPECT_ERROR(ArrowBridgeIpcWriterWrite(writer, BatchOf(batch).get(), nullptr, &error_), EINVAL,
                 rule, "field 'bad'");
    EXPECT_EQ(memory.bytes().size(), before);
    ArrowBridgeIpcWriterRelease(writer);
  };
  ArrayData text = Strings("u", {"a", "b", "c", "d"});
  text.buffers[1] = BytesOf<int32_t>({0, 1, 900, 3, 4});
  expect_error(text, "COL-5", 1, 1);
  text.buffers[1] = BytesOf<int32_t>({-5, 1, 2, 3, 4});
  expect_error(text, "COL-5");
  ArrayData list = Lists("+l", {1, 1}, Int32s({1, 2}));
  list.buffers[1] = BytesOf<int32_t>({0, 1, 3});
  expect_error(list, "COL-5");
  ArrayData views = ListViews("+vl", {1, 1}, Int32s({1, 2}));
  views.buffers[1] = BytesOf<int32_t>({1, 2});
  expect_error(views, "COL-9");
  ArrayData dense =
      DenseUnion("+ud:0,1", {0, 1}, {0, 1}, {Int32s({1}).Named("x"), Int32s({1}).Named("y")});
  expect_error(dense, "COL-12");
  ArrayData runs = RunEndEncoded(6, Fixed<int16_t>("s", {2, 5}), Int32s({1, 2}));
  expect_error(runs, "COL-16");
  ArrayData view = Views("vu", {"a text that is longer than a view", "b"});
  const int32_t far = 1000000;
  std::memcpy(view.buffers[1]->data() + 12, &far, sizeof(far));
  expect_error(view, "COL-8", 0, 1);
}

}  // namespace
}  // namespace arrowbridge_tests
