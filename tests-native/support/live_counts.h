// A fixture whose tests must end with the same live counts that they started with.

#ifndef ARROWBRIDGE_TESTS_LIVE_COUNTS_H
#define ARROWBRIDGE_TESTS_LIVE_COUNTS_H

#include <cstring>

#include <gtest/gtest.h>

#include "arrowbridge/arrowbridge.h"
#include "support/internal.h"

namespace arrowbridge_tests {

inline ArrowBridgeLiveCounts LiveCounts() {
  InternalArrowBridgeCollect();
  ArrowBridgeLiveCounts counts;
  std::memset(&counts, 0xCC, sizeof(counts));
  ArrowBridgeGetLiveCounts(&counts);
  return counts;
}

inline void ExpectSameCounts(const ArrowBridgeLiveCounts& before,
                             const ArrowBridgeLiveCounts& after) {
  EXPECT_EQ(after.bytes, before.bytes);
  EXPECT_EQ(after.blocks, before.blocks);
  EXPECT_EQ(after.handles, before.handles);
  EXPECT_EQ(after.exported_schemas, before.exported_schemas);
  EXPECT_EQ(after.exported_arrays, before.exported_arrays);
  EXPECT_EQ(after.exported_streams, before.exported_streams);
}

// Fixtures that override SetUp must call this one first; those that override TearDown, last.
class LiveCountsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    counts_ = LiveCounts();
    std::memset(&error_, 0xCC, sizeof(error_));
    error_.message[0] = '\0';
  }
  void TearDown() override { ExpectSameCounts(counts_, LiveCounts()); }

  // The error argument of calls under test; EXPECT_OK and EXPECT_ERROR read it.
  ArrowBridgeError error_;
  ArrowBridgeLiveCounts counts_;
};

}  // namespace arrowbridge_tests

#endif  // ARROWBRIDGE_TESTS_LIVE_COUNTS_H
