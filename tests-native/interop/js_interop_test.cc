// Files written by npm packages, read through the library: full validation of every file, and every
// cell compared with the original value.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "arrowbridge/arrowbridge.h"

namespace {

struct Release {
  void operator()(ArrowBridgeArray* array) const { ArrowBridgeArrayRelease(array); }
};
using Array = std::unique_ptr<ArrowBridgeArray, Release>;

std::string FailureText(const char* what, const ArrowBridgeError& error) {
  return std::string(what) + ": " + error.message;
}

// All batches of a file, or a test failure.
std::vector<Array> Read(const std::string& path, int level) {
  std::vector<Array> batches;
  ArrowBridgeError error;
  ArrowBridgeIpcReadOptions options = {};
  options.struct_size = sizeof(options);
  options.validate = level;
  ArrowBridgeReader* reader;
  if (ArrowBridgeOpenIpcFile(path.c_str(), &options, &reader, &error) != 0) {
    ADD_FAILURE() << FailureText("open", error);
    return batches;
  }
  while (true) {
    ArrowBridgeArray* batch;
    if (ArrowBridgeReaderNextArray(reader, &batch, &error) != 0) {
      ADD_FAILURE() << FailureText("next", error);
    }
    if (batch == nullptr) break;
    batches.emplace_back(batch);
  }
  ArrowBridgeReaderRelease(reader);
  return batches;
}

// The cells of one line of a table, without the padding.
std::vector<std::string> Cells(const std::string& line) {
  const std::string rule = "\u2502";
  std::vector<std::string> cells;
  for (size_t start = 0; start <= line.size();) {
    const size_t end = std::min(line.find(rule, start), line.size());
    const std::string cell = line.substr(start, end - start);
    const size_t first = cell.find_first_not_of(' ');
    cells.push_back(first == std::string::npos
                        ? ""
                        : cell.substr(first, cell.find_last_not_of(' ') - first + 1));
    start = end + rule.size();
  }
  return cells;
}

// One value of a batch as printed in a table. The printed lines are: names, types, a rule, the row.
std::string Cell(const ArrowBridgeArray* batch, const std::string& column, int64_t row) {
  ArrowBridgeError error;
  ArrowBridgeArray* out = nullptr;
  if (ArrowBridgeArraySlice(batch, row, 1, &out, &error) != 0) return FailureText("slice", error);
  const Array one(out);
  ArrowBridgePrintOptions options = {};
  options.struct_size = sizeof(options);
  options.tail = -1;
  options.max_width = 1000;
  char* text;
  if (ArrowBridgeArrayToString(one.get(), &options, &text, &error) != 0) {
    return FailureText("print", error);
  }
  std::istringstream lines(text);
  ArrowBridgeStringRelease(text);
  std::string line;
  std::getline(lines, line);
  const std::vector<std::string> names = Cells(line);
  const auto position = std::find(names.begin(), names.end(), column);
  if (position == names.end()) return "no column " + column;
  for (int i = 0; i < 3; i++) std::getline(lines, line);
  const std::vector<std::string> cells = Cells(line);
  return cells.size() != names.size() ? "not a row: " + line
                                      : cells[static_cast<size_t>(position - names.begin())];
}

// The batch that contains a row, counted over all batches, and the row's index in it.
std::pair<const ArrowBridgeArray*, int64_t> FindRow(const std::vector<Array>& batches,
                                                    int64_t row) {
  for (const Array& batch : batches) {
    if (row < ArrowBridgeArrayLength(batch.get())) return {batch.get(), row};
    row -= ArrowBridgeArrayLength(batch.get());
  }
  return {nullptr, 0};
}

void Compare(const std::filesystem::path& data, const std::filesystem::path& expected) {
  const bool miscounted = data.filename().string().find("miscounted") != std::string::npos;
  const std::vector<Array> batches =
      Read(data.string(), miscounted ? ARROWBRIDGE_VALIDATE_DEFAULT : ARROWBRIDGE_VALIDATE_FULL);
  int64_t rows = 0;
  for (const Array& batch : batches) rows += ArrowBridgeArrayLength(batch.get());
  std::ifstream file(expected);
  std::string line;
  std::getline(file, line);
  EXPECT_EQ(rows, std::stoll(line));
  while (std::getline(file, line)) {
    const size_t first = line.find('\t');
    const size_t second = line.find('\t', first + 1);
    const std::string column = line.substr(0, first);
    const int64_t row = std::stoll(line.substr(first + 1, second - first - 1));
    const auto [batch, at] = FindRow(batches, row);
    ASSERT_NE(batch, nullptr) << line;
    EXPECT_EQ(Cell(batch, column, at), line.substr(second + 1)) << column << ", row " << row;
  }
}

// Compares every file of a package; there must be at least `at_least`.
void CompareAll(const std::string& package, int at_least) {
  ArrowBridgeLiveCounts before;
  ArrowBridgeGetLiveCounts(&before);
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(JS_DATA)) {
    const std::filesystem::path expected = entry.path();
    const std::string name = expected.filename().string();
    if (expected.extension() != ".expected" || name.rfind(package, 0) != 0) continue;
    std::filesystem::path data = expected;
    data.replace_extension();
    SCOPED_TRACE(data.filename().string());
    Compare(data, expected);
    files++;
  }
  EXPECT_GE(files, at_least);
  ArrowBridgeLiveCounts after;
  ArrowBridgeGetLiveCounts(&after);
  EXPECT_EQ(after.blocks, before.blocks);
  EXPECT_EQ(after.handles, before.handles);
}

TEST(JsInterop, FlechetteIsRead) { CompareAll("flechette_", 75); }
TEST(JsInterop, ApacheArrowIsRead) { CompareAll("apache_", 40); }
TEST(JsInterop, PolarsIsRead) { CompareAll("polars_", 30); }

// Writes the files that the packages read in check_rewritten.mjs.
TEST(JsInterop, EveryFileIsRewritten) {
  const std::filesystem::path rewritten = JS_REWRITTEN;
  const std::vector<std::pair<std::string, int32_t>> codecs = {
      {"plain", ARROWBRIDGE_IPC_CODEC_NONE},
      {"lz4", ARROWBRIDGE_IPC_CODEC_LZ4_FRAME},
      {"zstd", ARROWBRIDGE_IPC_CODEC_ZSTD}};
  std::filesystem::remove_all(rewritten);
  for (const auto& codec : codecs) std::filesystem::create_directories(rewritten / codec.first);
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(JS_DATA)) {
    const std::string type = entry.path().extension().string();
    if (type != ".arrow" && type != ".arrows") continue;
    SCOPED_TRACE(entry.path().filename().string());
    for (const auto& [folder, codec] : codecs) {
      ArrowBridgeError error;
      ArrowBridgeReader* reader;
      ASSERT_EQ(ArrowBridgeOpenIpcFile(entry.path().string().c_str(), nullptr, &reader, &error), 0)
          << error.message;
      const std::string path = (rewritten / folder / entry.path().filename()).string();
      ArrowBridgeIpcWriteOptions options = {};
      options.struct_size = sizeof(options);
      options.codec = codec;
      EXPECT_EQ(ArrowBridgeWriteIpcFile(reader, path.c_str(), &options, &error), 0)
          << error.message;
      ArrowBridgeReaderRelease(reader);
    }
    files++;
  }
  EXPECT_GE(files, 150);
}

}  // namespace

int main(int argc, char** argv) {
  constexpr int kSkipped = 77;
  ::testing::InitGoogleTest(&argc, argv);
  if (!std::filesystem::exists(std::filesystem::path(JS_DATA) / "written")) {
    std::printf("JS interop left out: %s is not there; the test js_write makes it\n", JS_DATA);
    return kSkipped;
  }
  return RUN_ALL_TESTS();
}
