// Ways to write Arrow IPC data in tests and to read it back.

#ifndef ARROWBRIDGE_TESTS_IPC_OUTPUTS_H
#define ARROWBRIDGE_TESTS_IPC_OUTPUTS_H

#include <cstdlib>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "support/builders.h"
#include "support/ipc_inputs.h"
#include "support/live_counts.h"

namespace arrowbridge_tests {

struct IpcWriterRelease {
  void operator()(ArrowBridgeIpcWriter* writer) const { ArrowBridgeIpcWriterRelease(writer); }
};
using IpcWriterHandle = std::unique_ptr<ArrowBridgeIpcWriter, IpcWriterRelease>;

inline ArrowBridgeIpcWriteOptions WriteOptions(int format = 0, int codec = 0) {
  ArrowBridgeIpcWriteOptions options = {};
  options.struct_size = sizeof(options);
  options.format = format;
  options.codec = codec;
  return options;
}

// An ArrowBridgeOutput that stores the bytes and can be made to fail.
class MemoryOutput {
 public:
  ArrowBridgeOutput Get() { return {Write, Release, this}; }
  const Bytes& bytes() const { return bytes_; }
  int writes() const { return writes_; }
  int releases() const { return releases_; }
  void FailFrom(size_t size, int code, const char* text) {
    fail_from_ = size;
    code_ = code;
    text_ = text;
  }

 private:
  static int Write(void* context, const void* data, int64_t size, ArrowBridgeError* error) {
    auto* self = static_cast<MemoryOutput*>(context);
    EXPECT_EQ(self->releases_, 0);
    EXPECT_GT(size, 0);
    self->writes_++;
    if (self->bytes_.size() + static_cast<size_t>(size) > self->fail_from_) {
      std::strncpy(error->message, self->text_, sizeof(error->message) - 1);
      return self->code_;
    }
    const auto* bytes = static_cast<const uint8_t*>(data);
    self->bytes_.insert(self->bytes_.end(), bytes, bytes + size);
    return 0;
  }
  static void Release(void* context) { static_cast<MemoryOutput*>(context)->releases_++; }

  Bytes bytes_;
  int writes_ = 0;
  int releases_ = 0;
  size_t fail_from_ = SIZE_MAX;
  int code_ = 0;
  const char* text_ = "";
};

// A folder that is removed at the end of the test.
class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "arrowbridge-test-XXXXXX").string();
    EXPECT_NE(mkdtemp(pattern.data()), nullptr);
    path_ = pattern;
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  std::string Path(const std::string& name) const { return (path_ / name).string(); }
  std::set<std::string> Names() const {
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(path_)) {
      names.insert(entry.path().filename().string());
    }
    return names;
  }

 private:
  std::filesystem::path path_;
};

class IpcWriteTest : public LiveCountsTest {
 protected:
  void TearDown() override {
    for (const auto& log : logs_) EXPECT_TRUE(log->AllOnce());
    LiveCountsTest::TearDown();
  }

  // A reader over a list, with the schema of the first batch or of `schema`.
  ReaderHandle ReaderOf(const std::vector<ArrayData>& batches) {
    return ReaderOf(batches.at(0), batches);
  }
  ReaderHandle ReaderOf(const ArrayData& schema, const std::vector<ArrayData>& batches) {
    ArrowSchema type;
    logs_.push_back(MakeSchema(schema, &type));
    std::vector<ArrowArray> arrays(batches.size());
    for (size_t i = 0; i < batches.size(); ++i) logs_.push_back(MakeArray(batches[i], &arrays[i]));
    auto* reader = Garbage<ArrowBridgeReader*>();
    EXPECT_OK(ArrowBridgeReaderFromBatches(&type, static_cast<int64_t>(arrays.size()),
                                           arrays.data(), &reader, &error_));
    return ReaderHandle(reader);
  }

  ArrayHandle BatchOf(const ArrayData& data) {
    arrowbridge_tests::Log log;
    ArrayHandle batch = ImportArray(data, &log);
    logs_.push_back(log);
    return batch;
  }

  // Writes all batches of the reader and returns the bytes.
  Bytes Written(ArrowBridgeReader* reader, const ArrowBridgeIpcWriteOptions& options) {
    MemoryOutput memory;
    const ArrowBridgeOutput output = memory.Get();
    EXPECT_OK(ArrowBridgeWriteIpcOutput(reader, &output, &options, &error_));
    EXPECT_EQ(memory.releases(), 1);
    return memory.bytes();
  }

  Bytes Written(const std::vector<ArrayData>& batches, const ArrowBridgeIpcWriteOptions& options) {
    return Written(ReaderOf(batches).get(), options);
  }

  // Reads bytes, which must be valid at the given level and must live as long as the batches.
  Drained ReadBack(const Bytes& bytes, int level = ARROWBRIDGE_VALIDATE_FULL) {
    ArrowBridgeIpcReadOptions options = {};
    options.struct_size = sizeof(options);
    options.validate = level;
    auto* reader = Garbage<ArrowBridgeReader*>();
    Drained drained;
    drained.code = ArrowBridgeOpenIpcBuffer(bytes.data(), static_cast<int64_t>(bytes.size()),
                                            nullptr, nullptr, &options, &reader, &error_);
    const ReaderHandle owned(drained.code == 0 ? reader : nullptr);
    if (drained.code == 0) drained = Drain(reader, &error_);
    EXPECT_OK(drained.code);
    return drained;
  }

  void ExpectEqual(const Drained& actual, const std::vector<ArrayData>& expected) {
    ASSERT_EQ(actual.batches.size(), expected.size());
    for (size_t i = 0; i < expected.size(); i++) {
      SCOPED_TRACE("batch " + std::to_string(i));
      ExpectEqual(actual.batches[i].get(), ImportArray(expected[i]).get());
    }
  }

  void ExpectEqual(const ArrowBridgeArray* actual, const ArrowBridgeArray* expected) {
    int equal = -1;
    ASSERT_OK(ArrowBridgeArrayEquals(actual, expected, &equal, &error_));
    EXPECT_EQ(equal, 1);
  }

  // Writes the batches in a format, and expects to read the same batches back.
  void ExpectRoundTrip(const std::vector<ArrayData>& batches,
                       const ArrowBridgeIpcWriteOptions& options) {
    const Bytes bytes = Written(batches, options);
    ExpectEqual(ReadBack(bytes), batches);
  }

  std::vector<arrowbridge_tests::Log> logs_;
};

}  // namespace arrowbridge_tests

#endif  // ARROWBRIDGE_TESTS_IPC_OUTPUTS_H
