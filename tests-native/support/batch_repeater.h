// For runs of many batches: a reader that gives the same one again and again, and what the process
// needs.

#ifndef ARROWBRIDGE_TESTS_BATCH_REPEATER_H
#define ARROWBRIDGE_TESTS_BATCH_REPEATER_H

#include <unistd.h>

#include <cstdio>

#include "support/handles.h"
#include "support/live_objects.h"

namespace arrowbridge_tests {

// Memory of this process that is in use, in bytes.
inline int64_t Resident() {
  long total = 0, resident = 0;
  FILE* file = std::fopen("/proc/self/statm", "r");
  EXPECT_NE(file, nullptr);
  EXPECT_EQ(std::fscanf(file, "%ld %ld", &total, &resident), 2);
  std::fclose(file);
  return static_cast<int64_t>(resident) * sysconf(_SC_PAGESIZE);
}

inline constexpr int64_t kGrowth =
    2 << 20;  // what a run may take more at its end than after its tenth part

// Hands out one batch as often as told.
struct BatchRepeater {
  ArrayHandle batch;
  int64_t left;

  static int Next(void* context, ArrowArray* out, ArrowBridgeError* error) {
    auto* self = static_cast<BatchRepeater*>(context);
    if (self->left == 0) return 0;
    self->left--;
    return ArrowBridgeExportRecordBatch(self->batch.get(), out, nullptr, error);
  }

  static ReaderHandle Reader(BatchRepeater* repeater) {
    ArrowSchema schema;
    MakeSchema(SampleBatch(), &schema);
    const ArrowBridgeReaderCallbacks callbacks{Next, nullptr, repeater};
    ArrowBridgeReader* reader = nullptr;
    EXPECT_EQ(ArrowBridgeReaderFromCallbacks(&schema, &callbacks, &reader, nullptr), 0);
    return ReaderHandle(reader);
  }
};

}  // namespace arrowbridge_tests

#endif  // ARROWBRIDGE_TESTS_BATCH_REPEATER_H
