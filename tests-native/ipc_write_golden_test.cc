// The golden files of apache/arrow-testing: read, written in both formats and with every codec, and
// read back equal.
#include <set>

#include "support/golden.h"
#include "support/ipc_outputs.h"

namespace arrowbridge_tests {
namespace {

namespace fs = std::filesystem;

class IpcWriteGolden : public IpcWriteTest, public ::testing::WithParamInterface<const char*> {
 protected:
  static std::vector<std::string> Files() {
    std::vector<std::string> files;
    std::error_code missing;
    const std::string folder = ArrowTestData("arrow-ipc-stream/integration/") + GetParam();
    for (const auto& entry : fs::directory_iterator(folder, missing)) {
      const std::string extension = entry.path().extension().string();
      if (extension == ".stream" || extension == ".arrow_file") {
        files.push_back(entry.path().string());
      }
    }
    std::sort(files.begin(), files.end());
    return files;
  }

  ReaderHandle Open(const std::string& path) {
    auto* reader = Garbage<ArrowBridgeReader*>();
    EXPECT_OK(ArrowBridgeOpenIpcFile(path.c_str(), nullptr, &reader, &error_));
    return ReaderHandle(reader);
  }

  void ExpectSameSchema(const ReaderHandle& reader, const std::string& path) {
    ArrowBridgeSchema* schemas[2];
    const ReaderHandle golden = Open(path);
    const ArrowBridgeReader* readers[2] = {reader.get(), golden.get()};
    for (int i = 0; i < 2; i++) {
      ArrowSchema schema;
      ASSERT_OK(
          ArrowBridgeReaderGetSchema(const_cast<ArrowBridgeReader*>(readers[i]), &schema, &error_));
      ASSERT_OK(ArrowBridgeImportSchema(&schema, &schemas[i], &error_));
    }
    const SchemaHandle a(schemas[0]), b(schemas[1]);
    int equal = -1;
    ASSERT_OK(ArrowBridgeSchemaEquals(a.get(), b.get(), 1, &equal, &error_));
    EXPECT_EQ(equal, 1);
  }

  void ExpectSame(const std::string& path, const ArrowBridgeIpcWriteOptions& options) {
    const Bytes bytes = Written(Open(path).get(), options);
    ReaderHandle rewritten;
    ASSERT_EQ(OpenBytes(bytes.data(), bytes.size(), &rewritten, &error_), 0) << error_.message;
    ExpectSameSchema(rewritten, path);
    const Drained actual = ReadBack(bytes, ARROWBRIDGE_VALIDATE_DEFAULT);
    const ReaderHandle golden = Open(path);
    const Drained expected = Drain(golden.get(), &error_);
    ASSERT_OK(expected.code);
    ASSERT_EQ(actual.batches.size(), expected.batches.size());
    for (size_t i = 0; i < expected.batches.size(); i++) {
      ExpectValidGolden(actual.batches[i].get(), path);
      ExpectEqual(actual.batches[i].get(), expected.batches[i].get());
    }
  }
};

TEST_P(IpcWriteGolden, WrittenAndReadBack) {
  const std::vector<std::string> files = Files();
  if (files.empty()) GTEST_SKIP() << "no golden files of " << GetParam();
  for (const std::string& path : files) {
    SCOPED_TRACE(path);
    for (const int format : {ARROWBRIDGE_IPC_FORMAT_FILE, ARROWBRIDGE_IPC_FORMAT_STREAM}) {
      for (const int codec : {ARROWBRIDGE_IPC_CODEC_NONE, ARROWBRIDGE_IPC_CODEC_LZ4_FRAME,
                              ARROWBRIDGE_IPC_CODEC_ZSTD}) {
        SCOPED_TRACE("format " + std::to_string(format) + ", codec " + std::to_string(codec));
        ExpectSame(path, WriteOptions(format, codec));
      }
    }
  }
}

std::string VersionName(const ::testing::TestParamInfo<const char*>& version) {
  std::string name = "Version";
  for (const char* letter = version.param; *letter != '\0'; letter++) {
    if (std::isalnum(static_cast<unsigned char>(*letter))) name += *letter;
  }
  return name;
}

INSTANTIATE_TEST_SUITE_P(All, IpcWriteGolden,
                         ::testing::Values("0.14.1", "0.17.1", "1.0.0-littleendian",
                                           "1.0.0-bigendian", "2.0.0-compression",
                                           "4.0.0-shareddict", "cpp-21.0.0"),
                         VersionName);

}  // namespace
}  // namespace arrowbridge_tests
