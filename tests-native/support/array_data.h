// Arrays as plain values, and the C structs of a foreign producer made from them.

#ifndef ARROWBRIDGE_TESTS_ARRAY_DATA_H
#define ARROWBRIDGE_TESTS_ARRAY_DATA_H

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "arrowbridge/abi.h"

namespace arrowbridge_tests {

using Bytes = std::vector<uint8_t>;

// An array with its type, children and dictionary: whatever a test wants to have in the C structs.
struct ArrayData {
  std::string format;
  std::optional<std::string> name = "";  // absent: NULL (SCH-4)
  std::optional<std::string> metadata;   // encoded bytes; absent: NULL
  int64_t flags = ARROW_FLAG_NULLABLE;

  int64_t length = 0;
  int64_t null_count = 0;
  int64_t offset = 0;
  std::vector<std::optional<Bytes>> buffers;  // absent: NULL
  std::vector<ArrayData> children;
  std::vector<ArrayData> dictionary;  // none or one

  ArrayData Named(const std::string& new_name) const;
  // The rows from `from`, by the array's own offset: every buffer stays.
  ArrayData Sliced(int64_t from, int64_t rows) const;
};

// What happened to the structs of one tree. Structs are named by their path: "" the root, "a" and
// "a.b" children by name, a dictionary as "a[dictionary]".
class ReleaseLog {
 public:
  // A struct's private_data. It lives as long as the log or any struct of the tree, so that a
  // second release is seen as such; what the struct owns goes with the first.
  struct Entry {
    std::string path;
    std::atomic<int> calls{0};
    std::shared_ptr<void> owned;
    std::shared_ptr<ReleaseLog> log;
  };

  Entry* Add(const std::string& path, std::shared_ptr<ReleaseLog> self);
  // How often the release callback of a struct ran. -1: there is no such struct.
  int Calls(const std::string& path) const;
  // Structs that were not released yet.
  int Live() const;
  // Whether every struct was released, once and never twice.
  bool AllOnce() const;
  // Whether nothing was released yet.
  bool NoneYet() const;

 private:
  std::vector<std::unique_ptr<Entry>> entries_;
};

using Log = std::shared_ptr<ReleaseLog>;

// Fill live structs as a correct producer does: every struct has allocations of its own, takes none
// of its own fields for granted when it is released (tests may break them), releases children only
// where they were not moved out, and poisons all it had (MEM-8). A second release of a struct is a
// test failure.
Log MakeSchema(const ArrayData& data, ArrowSchema* out);
Log MakeArray(const ArrayData& data, ArrowArray* out);

// A hash of all bytes of all buffers, in pre-order: to see that nobody wrote to them (MUT-1).
// `data` tells the sizes, `array` was made from it.
uint64_t HashOfBuffers(const ArrayData& data, const ArrowArray& array);

}  // namespace arrowbridge_tests

#endif  // ARROWBRIDGE_TESTS_ARRAY_DATA_H
