#include "seeds.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "seed_writer.h"
#include "support/all_types.h"

namespace arrowbridge_fuzz {
namespace {

using arrowbridge_tests::AllTypes;
using arrowbridge_tests::Batch;

constexpr uintmax_t kMostBytes = 40000;
constexpr size_t kColumns = 5;

// Two batches over some of the types, starting with the given one.
Bytes Make(size_t first, size_t columns, bool as_file) {
  std::vector<ArrayData> batches;
  for (const int64_t rows : {7, 5}) {
    std::vector<ArrayData> data;
    for (size_t i = 0; i < columns; i++) {
      const auto& type = AllTypes()[(first + i) % AllTypes().size()];
      data.push_back(type.make(rows, (first + i) % 2 == 0).Named(type.name));
    }
    batches.push_back(Batch(rows, data));
  }
  return WriteSeed(batches, as_file);
}

// Deeper nesting: lists of lists of lists, views inside of dictionaries.
void AddDeep(std::vector<Bytes>* seeds) {
  using namespace arrowbridge_tests;
  const ArrayData texts =
      Views("vu", {"one", std::nullopt, "three, and longer than twelve", "4"}, 2);
  ArrayData deep = Dictionary(Fixed("c", Values<int8_t>{0, 3, 1, std::nullopt}), texts);
  for (const char* format : {"+vl", "+l", "+vL", "+L", "+vl"}) {
    deep = format[1] == 'v' ? ListViews(format, {2, std::nullopt, 1, 1}, deep)
                            : Lists(format, {2, 0, 1, 1}, deep);
  }
  const ArrayData runs = RunEndEncoded(4, Int32s({1, 2, 3, 4}), deep);
  const ArrayData table =
      Struct({true, false, true, true}, {runs.Named("runs"), deep.Named("deep")});
  seeds->push_back(WriteSeed({Batch(4, {table.Named("table")})}, false));
  seeds->push_back(WriteSeed({Batch(4, {table.Named("table")})}, true));
}

void AddFolder(const char* folder, std::vector<Bytes>* valid, std::vector<Bytes>* others) {
  if (folder == nullptr || !std::filesystem::is_directory(folder)) return;
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    const std::string type = entry.path().extension().string();
    const bool text = type == ".gz" || type == ".json" || type == ".md" || type == ".mjs";
    if (entry.is_regular_file() && entry.file_size() <= kMostBytes && !text) {
      paths.push_back(entry.path());
    }
  }
  std::sort(paths.begin(), paths.end());
  for (const auto& path : paths) {
    std::ifstream file(path, std::ios::binary);
    const bool is_valid = path.extension().string().rfind(".arrow", 0) == 0;
    (is_valid ? valid : others)
        ->emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
}

}  // namespace

Seeds AllSeeds() {
  Seeds seeds;
  for (size_t i = 0; i < AllTypes().size(); i++) {
    seeds.valid.push_back(Make(i, 1, i % 2 == 0));
    if (i % kColumns == 0) {
      seeds.valid.push_back(Make(i, kColumns, false));
      seeds.valid.push_back(Make(i, kColumns, true));
    }
  }
  seeds.valid.push_back(Make(0, 0, false));
  AddDeep(&seeds.valid);
  AddFolder(std::getenv("ARROWBRIDGE_EXAMPLE_DATA"), &seeds.valid, &seeds.others);
  AddFolder(std::getenv("ARROW_TEST_DATA"), &seeds.others, &seeds.others);
  return seeds;
}

}  // namespace arrowbridge_fuzz
