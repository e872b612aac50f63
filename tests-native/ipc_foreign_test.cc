// Data that is not Arrow IPC, inputs that cannot be opened, and invalid arguments: each is rejected
// with an error that names the problem, and nothing is leaked.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <thread>

#include "support/ipc_inputs.h"
#include "support/live_counts.h"

namespace arrowbridge_tests {
namespace {

class IpcForeign : public LiveCountsTest {
 protected:
  void SetUp() override {
    LiveCountsTest::SetUp();
    char name[] = "/tmp/ipc_foreign_XXXXXX";
    ASSERT_NE(mkdtemp(name), nullptr);
    folder_ = name;
  }
  void TearDown() override {
    std::filesystem::remove_all(folder_);
    LiveCountsTest::TearDown();
  }

  std::string Write(const std::string& name, const std::string& content) {
    const std::string path = folder_ + "/" + name;
    std::ofstream(path, std::ios::binary) << content;
    return path;
  }

  int Open(const std::string& path, const ArrowBridgeIpcReadOptions* options = nullptr) {
    auto* reader = Garbage<ArrowBridgeReader*>();
    const int rc = ArrowBridgeOpenIpcFile(path.c_str(), options, &reader, &error_);
    if (rc == 0) {
      ArrowBridgeReaderRelease(reader);
    } else {
      EXPECT_EQ(reader, nullptr);
    }
    return rc;
  }

  std::string folder_;
};

struct Content {
  const char* name;
  std::string bytes;
  const char* said;
};

TEST_F(IpcForeign, ContentIsNamed) {
  const Content contents[] = {
      {"table.parquet", std::string("PAR1\x15\x04\x15\x10", 8) + "PAR1", "Parquet"},
      {"old.feather", std::string("FEA1\0\0\0\0", 8), "pyarrow.feather and R's arrow read it"},
      {"stream.gz", std::string("\x1F\x8B\x08\0\0\0\0\0\0\x03", 10), "gzip"},
      {"book.xlsx", std::string("PK\x03\x04\x14\0\x06\0", 8), "zip"},
      {"table.csv", "zone,country\nEurope/Andorra,Andorra\n", "CSV"},
      {"table.json", "{\"zone\": 1}", "JSON"},
      {"list.json", "[1, 2]", "JSON"},
      {"file.zst", std::string("\x28\xB5\x2F\xFD\x04\0\0\0", 8), "ZSTD"},
      {"file.lz4", std::string("\x04\x22\x4D\x18\x40\0\0\0", 8), "LZ4"},
      {"table.orc", std::string("ORC\x01\x02\x03\x04\x05", 8), "ORC"},
      {"empty.arrow", "", "empty"},
  };
  for (const Content& content : contents) {
    SCOPED_TRACE(content.name);
    const std::string path = Write(content.name, content.bytes);
    EXPECT_ERROR(Open(path), EINVAL, "ArrowBridgeOpenIpcFile", path.c_str(), "IPC-", content.said);
    auto no_map = ReadOptions();
    no_map.no_map = 1;
    EXPECT_ERROR(Open(path, &no_map), EINVAL, path.c_str(), content.said);
    const auto* data = reinterpret_cast<const uint8_t*>(content.bytes.data());
    PiecewiseInput input(data, content.bytes.size(), 3);
    const ArrowBridgeInput callbacks = input.Get();
    auto* reader = Garbage<ArrowBridgeReader*>();
    EXPECT_ERROR(ArrowBridgeOpenIpcInput(&callbacks, nullptr, &reader, &error_), EINVAL,
                 content.said);
    EXPECT_EQ(reader, nullptr);
    EXPECT_EQ(input.releases(), 1);
  }
}

TEST_F(IpcForeign, NoiseIsAnError) {
  for (uint32_t seed = 1; seed < 2000; seed++) {
    Bytes noise(64 + seed % 64);
    uint32_t state = seed * 2654435761u;
    for (auto& byte : noise) {
      state = state * 1664525u + 1013904223u;
      byte = static_cast<uint8_t>(state >> 24);
    }
    if (seed % 3 == 0) std::memset(noise.data(), 0xFF, 4);
    if (seed % 3 == 1) std::memcpy(noise.data(), "ARROW1\0\0", 8);
    ReaderHandle reader;
    EXPECT_NE(OpenBytes(noise.data(), noise.size(), &reader, &error_), 0) << seed;
  }
}

TEST_F(IpcForeign, MissingFile) {
  const std::string path = folder_ + "/none.arrow";
  EXPECT_ERROR(Open(path), ENOENT, "ArrowBridgeOpenIpcFile", path.c_str(), "cannot be opened",
               "No such file");
}

TEST_F(IpcForeign, Directory) {
  EXPECT_ERROR(Open(folder_), EISDIR, folder_.c_str(), "cannot be opened");
  auto no_map = ReadOptions();
  no_map.no_map = 1;
  EXPECT_ERROR(Open(folder_, &no_map), EISDIR, folder_.c_str());
}

TEST_F(IpcForeign, NamedPipeIsReadAsStream) {
  const std::string path = folder_ + "/pipe";
  ASSERT_EQ(mkfifo(path.c_str(), 0600), 0);
  const Bytes bytes = ReadBytes(ExampleData("timezones.arrows"));
  std::thread writer([&] {
    const int fd = open(path.c_str(), O_WRONLY);
    EXPECT_EQ(write(fd, bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size()));
    close(fd);
  });
  auto* reader = Garbage<ArrowBridgeReader*>();
  ASSERT_OK(ArrowBridgeOpenIpcFile(path.c_str(), nullptr, &reader, &error_));
  const ReaderHandle owned(reader);
  EXPECT_EQ(Drain(reader, &error_).Rows(), 312);
  writer.join();
}

TEST_F(IpcForeign, BadDescriptor) {
  auto* reader = Garbage<ArrowBridgeReader*>();
  EXPECT_ERROR(ArrowBridgeOpenIpcDescriptor(-1, 0, nullptr, &reader, &error_), EBADF,
               "cannot be read");
  EXPECT_EQ(reader, nullptr);
}

// An error while batches are read names the file too.
TEST_F(IpcForeign, LaterErrorsNameTheFile) {
  const Bytes bytes = ReadBytes(ExampleData("timezones.arrows"));
  const std::string path = Write("cut.arrows", std::string(bytes.begin(), bytes.begin() + 20000));
  auto* reader = Garbage<ArrowBridgeReader*>();
  ASSERT_OK(ArrowBridgeOpenIpcFile(path.c_str(), nullptr, &reader, &error_));
  const ReaderHandle owned(reader);
  const Drained drained = Drain(reader, &error_);
  EXPECT_ERROR(drained.code, EIO, path.c_str(), "IPC-4", "batch 2");
  EXPECT_EQ(drained.batches.size(), 2u);
}

void CountRelease(void* context) { ++*static_cast<int*>(context); }

TEST_F(IpcForeign, MissingArguments) {
  int releases = 0;
  auto* reader = Garbage<ArrowBridgeReader*>();
  EXPECT_ERROR(ArrowBridgeOpenIpcFile(nullptr, nullptr, &reader, &error_), EINVAL, "path");
  EXPECT_EQ(reader, nullptr);
  EXPECT_ERROR(ArrowBridgeOpenIpcFile("x", nullptr, nullptr, &error_), EINVAL, "out");
  EXPECT_EQ(ArrowBridgeOpenIpcFile(nullptr, nullptr, nullptr, nullptr), EINVAL);
  EXPECT_ERROR(
      ArrowBridgeOpenIpcBuffer(nullptr, 8, CountRelease, &releases, nullptr, &reader, &error_),
      EINVAL, "data");
  EXPECT_EQ(releases, 1);
  EXPECT_ERROR(ArrowBridgeOpenIpcBuffer("", 0, CountRelease, &releases, nullptr, nullptr, &error_),
               EINVAL, "out");
  EXPECT_EQ(releases, 2);
  EXPECT_ERROR(ArrowBridgeOpenIpcInput(nullptr, nullptr, &reader, &error_), EINVAL, "input");
  ArrowBridgeInput input = {nullptr, CountRelease, &releases};
  EXPECT_ERROR(ArrowBridgeOpenIpcInput(&input, nullptr, &reader, &error_), EINVAL, "read");
  EXPECT_EQ(releases, 3);
  EXPECT_ERROR(ArrowBridgeOpenIpcInput(&input, nullptr, nullptr, &error_), EINVAL, "out");
  EXPECT_EQ(releases, 4);
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  EXPECT_ERROR(ArrowBridgeOpenIpcDescriptor(ends[0], 1, nullptr, nullptr, &error_), EINVAL, "out");
  EXPECT_EQ(close(ends[0]), -1) << "the descriptor was not closed";
  close(ends[1]);
}

// A callback that claims to have read more than requested is an error.
int LyingRead(void*, void*, int64_t size, int64_t* out_size, ArrowBridgeError*) {
  *out_size = size + 1;
  return 0;
}
int SilentRead(void*, void*, int64_t, int64_t*, ArrowBridgeError*) { return 0; }

TEST_F(IpcForeign, CallbackThatReturnsTooMuch) {
  for (auto* read : {LyingRead, SilentRead}) {
    const ArrowBridgeInput input = {read, nullptr, nullptr};
    auto* reader = Garbage<ArrowBridgeReader*>();
    EXPECT_ERROR(ArrowBridgeOpenIpcInput(&input, nullptr, &reader, &error_), EINVAL, "input");
  }
}

TEST_F(IpcForeign, Options) {
  const std::string path = ExampleData("timezones.arrow");
  ArrowBridgeIpcReadOptions options = {};
  EXPECT_ERROR(Open(path, &options), EINVAL, "struct_size");
  options.struct_size = -8;
  EXPECT_ERROR(Open(path, &options), EINVAL, "struct_size");
  options = ReadOptions();
  options.validate = 4;
  EXPECT_ERROR(Open(path, &options), EINVAL, "validation");
  options.validate = -1;
  EXPECT_ERROR(Open(path, &options), EINVAL, "validation");
  // An older caller knows only the first member; a newer one passes more members than the library
  // knows.
  options.struct_size = sizeof(int64_t);
  options.validate = 99;
  EXPECT_OK(Open(path, &options));
  struct {
    ArrowBridgeIpcReadOptions known;
    int64_t more;
  } newer = {ReadOptions(), 1};
  newer.known.struct_size = sizeof(newer);
  EXPECT_OK(Open(path, &newer.known));
}

}  // namespace
}  // namespace arrowbridge_tests
