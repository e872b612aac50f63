// JSON files of the integration format for tests: written, opened and compared.

#ifndef ARROWBRIDGE_TESTS_JSON_FILES_H
#define ARROWBRIDGE_TESTS_JSON_FILES_H

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "support/golden.h"
#include "support/ipc_inputs.h"
#include "support/live_counts.h"
#include "support/reader_fixture.h"

namespace arrowbridge_tests {

// Golden files are compressed; reading them needs only gzip itself.
inline std::string Gunzip(const std::string& path) {
  const std::string command = "gzip -dc '" + path + "'";
  std::string text;
  FILE* pipe = popen(command.c_str(), "r");
  EXPECT_NE(pipe, nullptr);
  if (pipe == nullptr) return text;
  char piece[4096];
  for (size_t got; (got = fread(piece, 1, sizeof(piece), pipe)) > 0;) text.append(piece, got);
  EXPECT_EQ(pclose(pipe), 0) << command;
  return text;
}

class JsonFixture : public ReaderFixture {
 protected:
  // The golden file that is compared, if any: some hold values that full validation refuses.
  std::string golden_;

  void SetUp() override {
    ReaderFixture::SetUp();
    const auto* info = ::testing::UnitTest::GetInstance()->current_test_info();
    std::string name = std::string(info->test_suite_name()) + "." + info->name();
    for (char& letter : name) letter = letter == '/' ? '_' : letter;
    folder_ = std::filesystem::temp_directory_path() / ("arrowbridge-" + name);
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override {
    std::filesystem::remove_all(folder_);
    ReaderFixture::TearDown();
  }

  std::string Path(const std::string& name) const { return (folder_ / name).string(); }

  std::string Save(const std::string& text, const std::string& name = "test.json") const {
    // Writes to a new file instead of truncating an old one: some file systems wait for the disk
    // when a truncated file is closed.
    std::filesystem::remove(Path(name));
    std::ofstream(Path(name), std::ios::binary) << text;
    return Path(name);
  }

  static std::string Load(const std::string& path) {
    std::ostringstream text;
    text << std::ifstream(path, std::ios::binary).rdbuf();
    return text.str();
  }

  int Open(const std::string& path, ReaderHandle* out) {
    auto* reader = Garbage<ArrowBridgeReader*>();
    const int rc = ArrowBridgeOpenJsonFile(path.c_str(), &reader, &error_);
    EXPECT_EQ(rc == 0, reader != nullptr);
    out->reset(reader);
    return rc;
  }

  // The code of opening and of reading to the end of the stream; the error's message is in error_.
  int ReadAll(const std::string& path) {
    ReaderHandle reader;
    const int rc = Open(path, &reader);
    return rc != 0 ? rc : Drain(reader.get(), &error_).code;
  }

  SchemaHandle SchemaOf(ArrowBridgeReader* reader) {
    auto schema = Garbage<ArrowSchema>();
    EXPECT_OK(ArrowBridgeReaderGetSchema(reader, &schema, &error_));
    auto* out = Garbage<ArrowBridgeSchema*>();
    EXPECT_OK(ArrowBridgeImportSchema(&schema, &out, &error_));
    return SchemaHandle(out);
  }

  // Expects the same schema, metadata included, and the same batches.
  void ExpectSame(ArrowBridgeReader* a, ArrowBridgeReader* b) {
    const SchemaHandle schema_a = SchemaOf(a), schema_b = SchemaOf(b);
    int equal = 0;
    EXPECT_OK(ArrowBridgeSchemaEquals(schema_a.get(), schema_b.get(), 1, &equal, &error_));
    EXPECT_EQ(equal, 1) << "schemas differ";
    ExpectSameBatches(a, b);
  }

  void ExpectSameBatches(ArrowBridgeReader* a, ArrowBridgeReader* b) {
    int equal = 0;
    const Drained batches_a = Drain(a, &error_);
    ASSERT_OK(batches_a.code);
    const Drained batches_b = Drain(b, &error_);
    ASSERT_OK(batches_b.code);
    ASSERT_EQ(batches_a.batches.size(), batches_b.batches.size());
    for (size_t i = 0; i < batches_a.batches.size(); i++) {
      ExpectValidGolden(batches_a.batches[i].get(), golden_);
      equal = 0;
      EXPECT_OK(ArrowBridgeArrayEquals(batches_a.batches[i].get(), batches_b.batches[i].get(),
                                       &equal, &error_));
      EXPECT_EQ(equal, 1) << "batch " << i;
    }
  }

  // The schema of a batch. The format cannot say that the batch itself is nullable.
  void MakeBatchSchema(ArrayData batch, ArrowSchema* out) {
    batch.flags = 0;
    logs_.push_back(MakeSchema(batch, out));
  }

  // A reader over batches of one type.
  ReaderHandle ReaderOf(const std::vector<ArrayData>& batches) {
    ArrowSchema schema;
    MakeBatchSchema(batches[0], &schema);
    std::vector<ArrowArray> arrays(batches.size());
    for (size_t i = 0; i < batches.size(); i++) logs_.push_back(MakeArray(batches[i], &arrays[i]));
    auto* reader = Garbage<ArrowBridgeReader*>();
    EXPECT_OK(ArrowBridgeReaderFromBatches(&schema, static_cast<int64_t>(arrays.size()),
                                           arrays.data(), &reader, &error_));
    return ReaderHandle(reader);
  }

  // Writes the batches and expects to read the same batches back.
  void RoundTrip(const std::vector<ArrayData>& batches) {
    const std::string path = Path("round_trip.json");
    ASSERT_OK(ArrowBridgeWriteJsonFile(ReaderOf(batches).get(), path.c_str(), &error_));
    ReaderHandle back;
    ASSERT_OK(Open(path, &back));
    ExpectSame(back.get(), ReaderOf(batches).get());
  }

  std::filesystem::path folder_;
};

}  // namespace arrowbridge_tests

#endif  // ARROWBRIDGE_TESTS_JSON_FILES_H
