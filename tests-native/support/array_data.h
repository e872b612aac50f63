// Arrays as plain values, and the C structs that a foreign producer makes from them.

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

// An array with its type, children and dictionary. A test sets the fields that the C structs shall
// have.
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
  // The rows from `from` on. Only the array's offset changes; every buffer stays.
  ArrayData Sliced(int64_t from, int64_t rows) const;
};

// Counts the releases of the structs of one array or schema. Structs are named by their path: "" is
// the root, "a" and "a.b" are children by name, "a[dictionary]" is a dictionary.
class ReleaseLog {
 public:
  // A struct's private_data. It lives as long as the log or any of the structs, so that a second
  // release is detected. What the struct owns is freed by the first release.
  struct Entry {
    std::string path;
    std::atomic<int> calls{0};
    std::shared_ptr<void> owned;
    std::shared_ptr<ReleaseLog> log;
  };

  Entry* Add(const std::string& path, std::shared_ptr<ReleaseLog> self);
  // How often the release callback of a struct ran. -1 if there is no such struct.
  int Calls(const std::string& path) const;
  // Number of structs that are not released yet.
  int Live() const;
  // Whether every struct was released exactly once.
  bool AllOnce() const;
  // Whether nothing was released yet.
  bool NoneYet() const;

 private:
  std::vector<std::unique_ptr<Entry>> entries_;
};

using Log = std::shared_ptr<ReleaseLog>;

// Fill live structs as a correct producer does. Every struct has its own allocations. Its release
// callback does not rely on the struct's fields (tests may break them), releases only children that
// were not moved out, and overwrites freed memory with a pattern (MEM-8). A second release of a
// struct is a test failure.
Log MakeSchema(const ArrayData& data, ArrowSchema* out);
Log MakeArray(const ArrayData& data, ArrowArray* out);

// A hash of all bytes of all buffers, in pre-order, to check that nobody wrote to them (MUT-1).
// `array` was made from `data`, which gives the sizes.
uint64_t HashOfBuffers(const ArrayData& data, const ArrowArray& array);

}  // namespace arrowbridge_tests

#endif  // ARROWBRIDGE_TESTS_ARRAY_DATA_H
