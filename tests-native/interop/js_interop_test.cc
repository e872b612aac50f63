// What packages from npm wrote, read through the library: every file in full validation, cell by
// cell what was put in.

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

#include "arrowbridge/bridge.h"

namespace {

struct Release {
  void operator()(ArrowBridgeArray* array) const { ArrowBridgeArrayRelease(array); }
};
using Array = std::unique_ptr<ArrowBridgeArray, Release>;

std::string Refused(const char* what, const ArrowBridgeError& error) {
  return std::string(what) + ": " + error.message;
}

// All batches of a file, or a failure of the test.
std::vector<Array> Read(const std::string& path) {
  std::vector<Array> batches;
  ArrowBridgeError error;
  ArrowBridgeIpcReadOptions options = {};
  options.struct_size = sizeof(options);
  options.validate = ARROWBRIDGE_VALIDATE_FULL;
  ArrowBridgeReader* reader;
  if (ArrowBridgeOpenIpcFile(path.c_str(), &options, &reader, &error) != 0) {
    ADD_FAILURE() << Refused("open", error);
    return batches;
  }
  while (true) {
    ArrowBridgeArray* batch;
    if (ArrowBridgeReaderNextArray(reader, &batch, &error) != 0) {
      ADD_FAILURE() << Refused("next", error);
    }
    if (batch == nullptr) break;
    batches.emplace_back(batch);
  }
  ArrowBridgeReaderRelease(reader);
  return batches;
}

// The one value of an array of one row, as it is printed.
std::string Cell(const ArrowBridgeArray* batch, const std::string& column, int64_t row) {
  ArrowBridgeError error;
  ArrowBridgeArray* out = nullptr;
  if (ArrowBridgeArrayColumnByName(batch, column.c_str(), &out, &error) != 0) {
    return Refused("column", error);
  }
  const Array values(out);
  if (ArrowBridgeArraySlice(values.get(), row, 1, &out, &error) != 0)
    return Refused("slice", error);
  const Array one(out);
  ArrowBridgePrintOptions options = {};
  options.struct_size = sizeof(options);
  options.tail = -1;
  options.max_width = 1000;
  char* text;
  if (ArrowBridgeArrayToString(one.get(), &options, &text, &error) != 0) {
    return Refused("print", error);
  }
  // Behind a rule of dashes.
  std::istringstream lines(text);
  ArrowBridgeStringRelease(text);
  std::string line;
  while (line.rfind("\u2500", 0) != 0 && std::getline(lines, line)) {
  }
  std::getline(lines, line);
  const size_t start = line.find_first_not_of(' ');
  return start == std::string::npos ? ""
                                    : line.substr(start, line.find_last_not_of(' ') - start + 1);
}

// Where a row of all batches is.
std::pair<const ArrowBridgeArray*, int64_t> Place(const std::vector<Array>& batches, int64_t row) {
  for (const Array& batch : batches) {
    if (row < ArrowBridgeArrayLength(batch.get())) return {batch.get(), row};
    row -= ArrowBridgeArrayLength(batch.get());
  }
  return {nullptr, 0};
}

void Compare(const std::filesystem::path& data, const std::filesystem::path& expected) {
  const std::vector<Array> batches = Read(data.string());
  int64_t rows = 0;
  for (const Array& batch : batches) rows += ArrowBridgeArrayLength(batch.get());
  std::ifstream file(expected);
  int64_t expected_rows = 0;
  for (std::string line; std::getline(file, line);) {
    const size_t first = line.find('\t');
    const size_t second = line.find('\t', first + 1);
    const std::string column = line.substr(0, first);
    const int64_t row = std::stoll(line.substr(first + 1, second - first - 1));
    expected_rows = std::max(expected_rows, row + 1);
    const auto [batch, at] = Place(batches, row);
    ASSERT_NE(batch, nullptr) << line;
    EXPECT_EQ(Cell(batch, column, at), line.substr(second + 1)) << column << ", row " << row;
  }
  EXPECT_EQ(rows, expected_rows);
}

// Every file of a partner; there are at least so many.
void CompareAll(const std::string& partner, int at_least) {
  ArrowBridgeLiveCounts before;
  ArrowBridgeGetLiveCounts(&before);
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(JS_DATA)) {
    const std::filesystem::path expected = entry.path();
    const std::string name = expected.filename().string();
    if (expected.extension() != ".expected" || name.rfind(partner, 0) != 0) continue;
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

TEST(JsInterop, FlechetteIsRead) { CompareAll("flechette_", 40); }
TEST(JsInterop, ApacheArrowIsRead) { CompareAll("apache_", 40); }
TEST(JsInterop, PolarsIsRead) { CompareAll("polars_", 8); }

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
