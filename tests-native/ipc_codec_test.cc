// Compressed bodies built by hand: every form of frame, wrong lengths and frames, memory limits.
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <filesystem>
#include <fstream>

#include "support/codecs.h"
#include "support/ipc_inputs.h"
#include "support/ipc_messages.h"
#include "support/live_counts.h"

namespace arrowbridge_tests {
namespace {

using codecs::kLz4;
using codecs::kZstd;
using codecs::Prefixed;

std::vector<int32_t> Count(size_t n) {
  std::vector<int32_t> values(n);
  for (size_t i = 0; i < n; i++) values[i] = static_cast<int32_t>(i * 7919 % 1000);
  return values;
}

// While it exists, the process can use little more address space than it already does.
class LessMemory {
 public:
  explicit LessMemory(int64_t more) {
    getrlimit(RLIMIT_AS, &before_);
    int64_t pages = 0;
    std::ifstream("/proc/self/statm") >> pages;
    rlimit limit = before_;
    limit.rlim_cur = static_cast<rlim_t>(pages * sysconf(_SC_PAGESIZE) + more);
    EXPECT_EQ(setrlimit(RLIMIT_AS, &limit), 0);
  }
  ~LessMemory() { setrlimit(RLIMIT_AS, &before_); }

 private:
  rlimit before_;
};

class IpcCodec : public LiveCountsTest {
 protected:
  static ipc::Stream Numbers() {
    Flat flat;
    ipc::Stream stream;
    return stream.Schema(&flat, {ipc::Field(&flat, "numbers", ipc::kInt, ipc::IntType(&flat, 32))});
  }
  // A batch of int32 with the given values buffer.
  static ipc::Batch Raw(int codec, int64_t rows, const Bytes& buffer) {
    ipc::Batch batch;
    batch.length = rows;
    batch.codec = codec;
    batch.Node(rows, 0);
    batch.Buffer({});
    batch.Buffer(buffer);
    return batch;
  }

  int ReadOne(const ipc::Stream& stream, ArrowArray* out, int64_t max_bytes = 0) {
    ArrowBridgeIpcReadOptions options = {};
    options.struct_size = sizeof(options);
    options.validate = ARROWBRIDGE_VALIDATE_FULL;
    options.max_bytes = max_bytes;
    bytes_ = stream.bytes();
    auto* reader = Garbage<ArrowBridgeReader*>();
    EXPECT_OK(ArrowBridgeOpenIpcBuffer(bytes_.data(), static_cast<int64_t>(bytes_.size()), nullptr,
                                       nullptr, &options, &reader, &error_));
    *out = Garbage<ArrowArray>();
    const int code = ArrowBridgeReaderNext(reader, out, &error_);
    if (code == 0) {
      ArrowBridgeGetLiveCounts(&with_batch_);
    }
    ArrowBridgeReaderRelease(reader);
    return code;
  }
  void ExpectValues(const ipc::Batch& batch, const std::vector<int32_t>& expected) {
    ArrowArray array;
    ASSERT_OK(ReadOne(Numbers().Record(batch), &array));
    ASSERT_EQ(array.length, static_cast<int64_t>(expected.size()));
    const auto* values = static_cast<const int32_t*>(array.children[0]->buffers[1]);
    EXPECT_EQ(std::vector<int32_t>(values, values + expected.size()), expected);
    ReleaseChecked(&array);
  }
  void ExpectError(const ipc::Batch& batch, int code, std::initializer_list<std::string> parts,
                   int64_t max_bytes = 0) {
    ArrowArray array;
    EXPECT_TRUE(IsError(ReadOne(Numbers().Record(batch), &array, max_bytes), code, error_, parts));
    EXPECT_EQ(array.release, nullptr);
  }

  Bytes bytes_;
  ArrowBridgeLiveCounts with_batch_;
};

// IPC-11.
TEST_F(IpcCodec, BothCodecsAndStoredBuffers_IPC_11) {
  const auto values = Count(100000);
  const Bytes plain = BytesOf(values);
  const auto size = static_cast<int64_t>(plain.size());
  for (const int codec : {kLz4, kZstd}) {
    SCOPED_TRACE(codec);
    ExpectValues(Raw(codec, 100000, Prefixed(size, codecs::Frame(codec, plain))), values);
    ExpectValues(Raw(codec, 100000, Prefixed(-1, plain)), values);
    ExpectValues(Raw(codec, 0, {}), {});
    ExpectValues(Raw(codec, 0, Prefixed(0, {})), {});
    ExpectValues(Raw(codec, 0, Prefixed(0, codecs::Frame(codec, {}))), {});
  }
}

TEST_F(IpcCodec, StoredBuffersAreNotCopied) {
  ArrowArray array;
  const auto copied = ArrowBridgeBytesCopied();
  ASSERT_OK(ReadOne(Numbers().Record(Raw(kZstd, 4, Prefixed(-1, BytesOf(Count(4))))), &array));
  const auto* values = static_cast<const uint8_t*>(array.children[0]->buffers[1]);
  EXPECT_GE(values, bytes_.data());
  EXPECT_LT(values, bytes_.data() + bytes_.size());
  EXPECT_EQ(ArrowBridgeBytesCopied(), copied);
  ReleaseChecked(&array);
}

TEST_F(IpcCodec, FramesOfAllForms) {
  const auto values = Count(300000);
  const Bytes plain = BytesOf(values);
  const auto size = static_cast<int64_t>(plain.size());
  const auto rows = static_cast<int64_t>(values.size());
  for (const int block_size : {0, 4, 5, 6, 7}) {
    for (int flags = 0; flags < 16; flags++) {
      codecs::Lz4Preferences preferences;
      preferences.block_size_id = block_size;
      preferences.independent_blocks = flags & 1;
      preferences.content_checksum = flags >> 1 & 1;
      preferences.block_checksum = flags >> 2 & 1;
      preferences.content_size = (flags & 8) != 0 ? plain.size() : 0;
      ExpectValues(Raw(kLz4, rows, Prefixed(size, codecs::Lz4Frame(plain, preferences))), values);
    }
  }
  ExpectValues(Raw(kZstd, rows, Prefixed(size, codecs::ZstdFrameOfUnknownSize(plain))), values);
}

// Decompressed in steps, because the announced length is large for so little input.
TEST_F(IpcCodec, HighlyCompressedFrames) {
  const std::vector<int32_t> zeros(5000000);
  const Bytes plain = BytesOf(zeros);
  const auto size = static_cast<int64_t>(plain.size());
  for (const auto& frame : {codecs::ZstdFrame(plain), codecs::ZstdFrameOfUnknownSize(plain)}) {
    ASSERT_LT(frame.size() * 256, plain.size());
    ExpectValues(Raw(kZstd, 5000000, Prefixed(size, frame)), zeros);
    ExpectError(Raw(kZstd, 5000000, Prefixed(size - 4, frame)), EINVAL, {"SEC-5"});
    ExpectError(Raw(kZstd, 4000000, Prefixed(size - 4, frame)), EINVAL, {"IPC-11", "hold more"});
    ExpectError(Raw(kZstd, 4000000, Prefixed(size + 4, frame)), EINVAL, {"IPC-11", "end before"});
    const Bytes cut(frame.begin(), frame.end() - 1);
    ExpectError(Raw(kZstd, 5000000, Prefixed(size, cut)), EINVAL, {"IPC-11", "numbers"});
  }
  ExpectValues(Raw(kLz4, 5000000, Prefixed(size, codecs::Lz4Frame(plain))), zeros);
}

TEST_F(IpcCodec, WrongLengths) {
  const auto values = Count(1000);
  const Bytes plain = BytesOf(values);
  for (const int codec : {kLz4, kZstd}) {
    SCOPED_TRACE(codec);
    const Bytes frame = codecs::Frame(codec, plain);
    const auto expect_error = [&](int64_t announced, std::initializer_list<std::string> parts) {
      SCOPED_TRACE(announced);
      ExpectError(Raw(codec, 900, Prefixed(announced, frame)), EINVAL, parts);
    };
    expect_error(4001, {"IPC-11", "numbers", "batch 0", "4001"});
    expect_error(4004, {"IPC-11", "numbers"});
    expect_error(3996, {"IPC-11", "numbers"});
    expect_error(3600, {"IPC-11", "numbers"});
    expect_error(3596, {"SEC-5", "numbers", "3596", "3600"});
    expect_error(0, {"SEC-5", "numbers", "0 bytes", "3600"});
    expect_error(-2, {"IPC-11", "negative"});
    expect_error(INT64_MIN, {"IPC-11", "negative"});
    expect_error(INT64_MAX, {"IPC-11", "too few"});
    ExpectError(Raw(codec, 900, Bytes(7)), EINVAL, {"IPC-11", "7 bytes"});
    ExpectError(Raw(codec, 0, Bytes(1)), EINVAL, {"IPC-11", "1 bytes"});
  }
}

// A frame that is cut anywhere, or with any byte changed, is rejected or gives the same values.
TEST_F(IpcCodec, BrokenFrames) {
  const auto values = Count(200);
  const Bytes plain = BytesOf(values);
  for (const int codec : {kLz4, kZstd}) {
    SCOPED_TRACE(codec);
    const Bytes frame = codecs::Frame(codec, plain);
    for (size_t cut = 0; cut < frame.size(); cut++) {
      ExpectError(Raw(codec, 200,
                      Prefixed(800, Bytes(frame.begin(),
                                          frame.begin() + static_cast<std::ptrdiff_t>(cut)))),
                  EINVAL, {"IPC-11", "numbers"});
    }
    for (size_t at = 0; at < frame.size(); at++) {
      Bytes broken = frame;
      broken[at] ^= 0x55;
      ArrowArray array;
      if (ReadOne(Numbers().Record(Raw(codec, 200, Prefixed(800, broken))), &array) == 0) {
        EXPECT_EQ(array.length, 200);
        ReleaseChecked(&array);
      }
    }
    Bytes longer = frame;
    longer.insert(longer.end(), {1, 2, 3, 4});
    ExpectError(Raw(codec, 200, Prefixed(800, longer)), EINVAL, {"IPC-11", "numbers"});
  }
  ExpectError(Raw(kLz4, 200, Prefixed(800, codecs::ZstdFrame(plain))), EINVAL, {"IPC-11"});
  ExpectError(Raw(kZstd, 200, Prefixed(800, codecs::Lz4Frame(plain))), EINVAL, {"IPC-11"});
}

TEST_F(IpcCodec, BadChecksumIsDetected) {
  const Bytes plain = BytesOf(Count(1000));
  codecs::Lz4Preferences preferences;
  preferences.block_checksum = 1;
  Bytes frame = codecs::Lz4Frame(plain, preferences);
  frame[frame.size() - 5] ^= 1;  // the block's checksum, before the end mark
  ExpectError(Raw(kLz4, 1000, Prefixed(4000, frame)), EINVAL, {"IPC-11", "hecksum"});
}

// An impossible announced length is rejected before it is counted against the limit.
TEST_F(IpcCodec, IPC_11_ImpossibleLengthAfterAnotherBuffer) {
  const Bytes bitmap(8, 0xFF);
  ipc::Batch batch;
  batch.length = 64;
  batch.codec = kLz4;
  batch.Node(64, 0);
  batch.Buffer(Prefixed(8, codecs::Lz4Frame(bitmap)));
  batch.Buffer(Prefixed(INT64_MAX, codecs::Lz4Frame(BytesOf(Count(64)))));
  ExpectError(batch, EINVAL, {"IPC-11", "numbers", "too few"});
}

// SEC-6: 1.2 GB are announced in a process that may use only 256 MB more than now.
TEST_F(IpcCodec, HugeLengthsCostNothing_SEC_6) {
  constexpr int64_t kHuge = int64_t{1200} << 20;
  const Bytes plain = BytesOf(Count(1000));
  ExpectError(Raw(kLz4, 1, Prefixed(-1, {})), EINVAL, {"SEC-5"});
  const LessMemory limit(int64_t{256} << 20);
  for (const int codec : {kLz4, kZstd}) {
    ExpectError(Raw(codec, kHuge / 4, Prefixed(kHuge, {1, 2, 3, 4})), EINVAL,
                {"IPC-11", "too few"});
    ExpectError(Raw(codec, kHuge / 4, Prefixed(kHuge, codecs::Frame(codec, plain))), EINVAL,
                {"IPC-11", "too few"});
  }
  // Enough bytes for the bound, but no valid frame: only the first step is allocated.
  Bytes junk = codecs::ZstdFrame(plain);
  junk.resize(50000);
  ExpectError(Raw(kZstd, kHuge / 4, Prefixed(kHuge, junk)), EINVAL, {"IPC-11"});
}

TEST_F(IpcCodec, MaxBytes) {
  const auto values = Count(1000);
  const Bytes plain = BytesOf(values);
  const auto batch = Raw(kZstd, 1000, Prefixed(4000, codecs::ZstdFrame(plain)));
  ExpectError(batch, ENOMEM, {"SEC-6", "numbers", "3999", "max_bytes"}, 3999);
  ArrowArray array;
  ASSERT_OK(ReadOne(Numbers().Record(batch), &array, 4000));
  EXPECT_GT(with_batch_.bytes - counts_.bytes, 4000);
  ReleaseChecked(&array);
  // Buffers that stay in the input cost nothing.
  ASSERT_OK(ReadOne(Numbers().Record(Raw(kZstd, 1000, Prefixed(-1, plain))), &array, 1));
  ReleaseChecked(&array);
}

TEST_F(IpcCodec, UnknownCodecs) {
  const auto batch = Raw(kZstd, 1, Prefixed(-1, BytesOf(Count(1))));
  ipc::Batch other = batch;
  other.codec = 2;
  ExpectError(other, ENOTSUP, {"IPC-11", "number 2"});
  other = batch;
  other.method = 1;
  ExpectError(other, ENOTSUP, {"IPC-11", "method 1"});
}

// Dictionaries and deltas are compressed too, and a message may have its own codec.
TEST_F(IpcCodec, Dictionaries) {
  const auto texts = [](const std::vector<std::string>& words) {
    ipc::Batch batch;
    batch.length = static_cast<int64_t>(words.size());
    batch.Texts(words);
    return batch;
  };
  ipc::Batch indices;
  indices.length = 4;
  indices.Int32s({2, 0, 1, 2});
  Flat flat;
  ipc::Stream stream;
  stream.Schema(&flat, {ipc::EncodedField(&flat, "words", 7)})
      .Dictionary(7, codecs::Compress(texts({"one", "two"}), kLz4))
      .Dictionary(7, codecs::Compress(texts({"three"}), kZstd), true)
      .Record(codecs::Compress(indices, kZstd));
  ArrowArray array;
  ASSERT_OK(ReadOne(stream, &array));
  const ArrowArray& dictionary = *array.children[0]->dictionary;
  ASSERT_EQ(dictionary.length, 3);
  EXPECT_EQ(std::string(static_cast<const char*>(dictionary.buffers[2]), 11), "onetwothree");
  EXPECT_EQ(static_cast<const int32_t*>(array.children[0]->buffers[1])[0], 2);
  ReleaseChecked(&array);
  EXPECT_TRUE(IsError(ReadOne(stream, &array, 30), ENOMEM, error_, {"SEC-6", "words"}));
}

// SEC-6: many buffers that use the same frame, or the same bytes that must be copied.
TEST_F(IpcCodec, SEC_6_OverlappingBuffers) {
  const Bytes plain = BytesOf(Count(1000));
  const auto columns = [&](int count, bool compressed) {
    Flat flat;
    std::vector<Flat::Ref> fields;
    ipc::Batch batch;
    batch.length = 1000;
    batch.codec = compressed ? kZstd : -1;
    if (!compressed) batch.body = {0};
    const auto at = static_cast<int64_t>(batch.body.size());
    const Bytes bytes = compressed ? Prefixed(4000, codecs::ZstdFrame(plain)) : plain;
    batch.body.insert(batch.body.end(), bytes.begin(), bytes.end());
    for (int i = 0; i < count; i++) {
      fields.push_back(
          ipc::Field(&flat, "c" + std::to_string(i), ipc::kInt, ipc::IntType(&flat, 32)));
      batch.Node(1000, 0);
      batch.buffers.insert(batch.buffers.end(), {0, 0, at, static_cast<int64_t>(bytes.size())});
    }
    ipc::Stream stream;
    stream.Schema(&flat, fields).Record(batch);
    return stream;
  };
  for (const bool compressed : {true, false}) {
    SCOPED_TRACE(compressed);
    ArrowArray array;
    ASSERT_OK(ReadOne(columns(4, compressed), &array));
    ReleaseChecked(&array);
    EXPECT_TRUE(
        IsError(ReadOne(columns(5, compressed), &array), EINVAL, error_, {"SEC-6", "field 'c4'"}));
    EXPECT_TRUE(IsError(ReadOne(columns(5000, compressed), &array), EINVAL, error_,
                        {"SEC-6", "field 'c4'"}));
  }
}

// MOV-6: a column that is moved out keeps only its own decompressed buffers.
TEST_F(IpcCodec, ColumnsAreIndependent_MOV_6) {
  ipc::Batch plain;
  plain.length = 50000;
  plain.Int32s(Count(50000), 6250, Bytes(6250, 0xFE));
  plain.Int32s(Count(50000), 6250, Bytes(6250, 0xFE));
  Flat flat;
  ipc::Stream stream;
  stream
      .Schema(&flat, {ipc::Field(&flat, "a", ipc::kInt, ipc::IntType(&flat, 32)),
                      ipc::Field(&flat, "b", ipc::kInt, ipc::IntType(&flat, 32))})
      .Record(codecs::Compress(plain, kLz4));
  ArrowArray array;
  ASSERT_OK(ReadOne(stream, &array));
  const auto both = LiveCounts().bytes;
  ArrowArray column = *array.children[1];
  array.children[1]->release = nullptr;
  ReleaseChecked(&array);
  EXPECT_LT(LiveCounts().bytes, both - 200000);
  const auto* values = static_cast<const int32_t*>(column.buffers[1]);
  EXPECT_EQ(std::vector<int32_t>(values, values + 50000), Count(50000));
  ReleaseChecked(&column);
}

#if defined(__linux__)
// Runs in a process that finds files that are not libraries in place of the codecs.
TEST_F(IpcCodec, DISABLED_InAProcessWithoutCodecs) {
  const Bytes plain = BytesOf(Count(4));
  ExpectError(Raw(kLz4, 4, Prefixed(16, plain)), ENOSYS, {"IPC-11", "liblz4.so.1"});
  ExpectError(Raw(kZstd, 4, Prefixed(16, plain)), ENOSYS, {"IPC-11", "libzstd.so.1"});
  ExpectError(Raw(kZstd, 4, Prefixed(16, plain)), ENOSYS, {"libzstd.so.1"});
}

TEST_F(IpcCodec, MissingLibraryIsNamed) {
  const std::string folder = ::testing::TempDir() + "no_codecs_" + std::to_string(getpid());
  ASSERT_EQ(mkdir(folder.c_str(), 0700), 0);
  for (const char* name : {"/liblz4.so.1", "/libzstd.so.1"}) std::ofstream(folder + name) << "none";
  // Call it by its name: under valgrind, /proc/self/exe leads to valgrind.
  char self[PATH_MAX] = {};
  ASSERT_GT(readlink("/proc/self/exe", self, sizeof(self) - 1), 0);
  const pid_t child = fork();
  if (child == 0) {
    const char* arguments[] = {self, "--gtest_also_run_disabled_tests",
                               "--gtest_filter=IpcCodec.DISABLED_InAProcessWithoutCodecs", nullptr};
    setenv("LD_LIBRARY_PATH", folder.c_str(), 1);
    execv(self, const_cast<char**>(arguments));
    _exit(errno == ENOEXEC ? 126 : 127);
  }
  int status = -1;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  std::filesystem::remove_all(folder);
  if (status == 126 << 8) GTEST_SKIP() << "the kernel cannot execute a program of an emulator";
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
}
#endif

}  // namespace
}  // namespace arrowbridge_tests
