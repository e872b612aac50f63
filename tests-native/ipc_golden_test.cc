// The files of apache/arrow-testing: every uncompressed golden pair opens and gives the same
// batches in both formats; compressed files are rejected with the codec's name; fuzzed files give
// batches or an error.
#include <cerrno>
#include <filesystem>

#include "support/golden.h"
#include "support/ipc_inputs.h"
#include "support/live_counts.h"

namespace arrowbridge_tests {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> FilesIn(const std::string& folder, const std::string& extension) {
  std::vector<std::string> files;
  std::error_code missing;
  for (const auto& entry : fs::directory_iterator(folder, missing)) {
    if (entry.is_regular_file() && (extension.empty() || entry.path().extension() == extension)) {
      files.push_back(entry.path().string());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

class IpcGolden : public LiveCountsTest {
 protected:
  void Open(const std::string& path, ReaderHandle* out) {
    auto* reader = Garbage<ArrowBridgeReader*>();
    ASSERT_OK(ArrowBridgeOpenIpcFile(path.c_str(), nullptr, &reader, &error_));
    out->reset(reader);
  }

  void ExpectSamePair(const std::string& stream_path, const std::string& file_path) {
    SCOPED_TRACE(stream_path);
    ReaderHandle stream, file;
    ASSERT_NO_FATAL_FAILURE(Open(stream_path, &stream));
    ASSERT_NO_FATAL_FAILURE(Open(file_path, &file));
    const Drained a = Drain(stream.get(), &error_);
    ASSERT_OK(a.code);
    const Drained b = Drain(file.get(), &error_);
    ASSERT_OK(b.code);
    ASSERT_EQ(a.batches.size(), b.batches.size());
    for (size_t i = 0; i < a.batches.size(); i++) {
      ExpectValidGolden(a.batches[i].get(), stream_path);
      ExpectValidGolden(b.batches[i].get(), file_path);
      int equal = 0;
      EXPECT_OK(ArrowBridgeArrayEquals(a.batches[i].get(), b.batches[i].get(), &equal, &error_));
      EXPECT_EQ(equal, 1) << "batch " << i;
    }
    total_batches_ += a.batches.size();
  }

  void ReadGolden(const std::string& version) {
    const std::string folder = ArrowTestData("arrow-ipc-stream/integration/" + version);
    const auto streams = FilesIn(folder, ".stream");
    if (streams.empty()) GTEST_SKIP() << "no golden files in " << folder;
    for (const auto& stream : streams) {
      ExpectSamePair(stream, fs::path(stream).replace_extension(".arrow_file").string());
    }
    EXPECT_GT(total_batches_, 0u);
  }

  size_t total_batches_ = 0;
};

TEST_F(IpcGolden, Version0141) { ReadGolden("0.14.1"); }
TEST_F(IpcGolden, Version100) { ReadGolden("1.0.0-littleendian"); }
TEST_F(IpcGolden, Compression200) { ReadGolden("2.0.0-compression"); }
TEST_F(IpcGolden, SharedDictionary400) { ReadGolden("4.0.0-shareddict"); }

// Data that can be read in order gives the same batches through a callback; so does a file (its
// stream up to the end marker).
TEST_F(IpcGolden, InOrder) {
  for (const char* version :
       {"0.14.1", "1.0.0-littleendian", "2.0.0-compression", "4.0.0-shareddict"}) {
    for (const char* extension : {".stream", ".arrow_file"}) {
      const std::string folder =
          ArrowTestData(std::string("arrow-ipc-stream/integration/") + version);
      const auto files = FilesIn(folder, extension);
      if (files.empty()) GTEST_SKIP() << "no golden files in " << folder;
      for (const auto& path : files) {
        SCOPED_TRACE(path);
        const Bytes bytes = ReadBytes(path);
        ReaderHandle mapped;
        ASSERT_NO_FATAL_FAILURE(Open(path, &mapped));
        const Drained expected = Drain(mapped.get(), &error_);
        PiecewiseInput input(bytes.data(), bytes.size(), 1000);
        const ArrowBridgeInput callbacks = input.Get();
        auto* reader = Garbage<ArrowBridgeReader*>();
        ASSERT_OK(ArrowBridgeOpenIpcInput(&callbacks, nullptr, &reader, &error_));
        const ReaderHandle owned(reader);
        const Drained drained = Drain(reader, &error_);
        ASSERT_OK(drained.code);
        EXPECT_EQ(drained.batches.size(), expected.batches.size());
        EXPECT_EQ(drained.Rows(), expected.Rows());
      }
    }
  }
}

// SEC-5, SEC-8: inputs that made other readers crash.
class IpcFuzzed : public IpcGolden, public ::testing::WithParamInterface<const char*> {
 protected:
  // SEC-9: batches that were read can be validated, and printed if they are valid.
  void Look(const ArrowBridgeArray* batch) {
    if (ArrowBridgeArrayValidate(batch, ARROWBRIDGE_VALIDATE_FULL, &error_) != 0) return;
    char* text = nullptr;
    EXPECT_OK(ArrowBridgeArrayToString(batch, nullptr, &text, &error_));
    ArrowBridgeStringRelease(text);
  }
};

TEST_P(IpcFuzzed, EveryFileGivesBatchesOrAnError) {
  const std::string folder = ArrowTestData(GetParam());
  const auto files = FilesIn(folder, "");
  if (files.empty()) GTEST_SKIP() << "no fuzzed files in " << folder;
  for (const auto& path : files) {
    SCOPED_TRACE(path);
    const Bytes bytes = ReadBytes(path);
    ReaderHandle reader;
    if (OpenBytes(bytes.data(), bytes.size(), &reader, &error_) == 0) {
      const Drained drained = Drain(reader.get(), &error_);
      EXPECT_TRUE(drained.code == 0 || error_.message[0] != '\0');
      for (const auto& batch : drained.batches) Look(batch.get());
    }
    PiecewiseInput input(bytes.data(), bytes.size(), 4096);
    const ArrowBridgeInput callbacks = input.Get();
    auto* in_order = Garbage<ArrowBridgeReader*>();
    if (ArrowBridgeOpenIpcInput(&callbacks, nullptr, &in_order, &error_) == 0) {
      Drain(in_order, &error_);
      ArrowBridgeReaderRelease(in_order);
    }
    EXPECT_EQ(input.releases(), 1);
  }
}

std::string FormName(const ::testing::TestParamInfo<const char*>& form) {
  return std::string(form.param) == "arrow-ipc-stream" ? "Stream" : "File";
}

INSTANTIATE_TEST_SUITE_P(All, IpcFuzzed, ::testing::Values("arrow-ipc-stream", "arrow-ipc-file"),
                         FormName);

}  // namespace
}  // namespace arrowbridge_tests
