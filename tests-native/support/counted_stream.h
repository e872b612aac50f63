// A foreign ArrowArrayStream over a list of arrays. It counts calls and can be made to fail.

#ifndef ARROWBRIDGE_TESTS_COUNTED_STREAM_H
#define ARROWBRIDGE_TESTS_COUNTED_STREAM_H

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "support/array_data.h"

namespace arrowbridge_tests {

struct StreamOptions {
  int64_t fail_at = -1;             // index of the get_next call that fails; -1: none
  bool fail_schema = false;         // get_schema fails
  int code = 0;                     // with this code
  std::optional<std::string> text;  // and this text; absent: NULL (STR-11)
  bool garbage_on_error = false;    // a failing call leaves `out` full of 0xCC (STR-9)
  bool fails_once = false;          // after the failure the stream continues normally
};

// How often each callback was called. Calls that a consumer must not make are test failures: any
// call after the release (STR-3), and get_last_error without an error (STR-10).
struct StreamLog {
  std::atomic<int> get_schema{0};
  std::atomic<int> get_next{0};
  std::atomic<int> get_last_error{0};
  std::atomic<int> release{0};
  std::vector<Log> schemas;  // one per struct that was returned
  std::vector<Log> arrays;

  // Whether the stream and every struct that it returned were released exactly once.
  bool AllOnce() const;
};

// Fills `out` with a stream of `arrays` of type `schema`. An error message is valid only until the
// next callback (STR-12). The log outlives the stream.
std::shared_ptr<StreamLog> MakeStream(const ArrayData& schema, const std::vector<ArrayData>& arrays,
                                      ArrowArrayStream* out, const StreamOptions& options = {});

}  // namespace arrowbridge_tests

#endif  // ARROWBRIDGE_TESTS_COUNTED_STREAM_H
