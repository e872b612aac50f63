// For runs of many batches: a reader that returns the same batch many times, and the resident
// memory of the process.

#ifndef ARROWBRIDGE_TESTS_BATCH_REPEATER_H
#define ARROWBRIDGE_TESTS_BATCH_REPEATER_H

#include <unistd.h>

#include <cstdio>

#include "support/handles.h"
#include "support/live_objects.h"

namespace arrowbridge_tests {

// Resident memory of this process, in bytes.
inline int64_t Resident() {
  long total = 0, resident = 0;
  FILE* file = std::fopen("/proc/self/statm", "r");
  EXPECT_NE(file, nullptr);
  EXPECT_EQ(std::fscanf(file, "%ld %ld", &total, &resident), 2);
  std::fclose(file);
  return static_cast<int64_t>(resident) * sysconf(_SC_PAGESIZE);
}

inline constexpr int64_t kGrowth = 2 << 20;  // allowed growth between a tenth of a run and its end

// Source of a reader that returns one batch `left` times.
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
