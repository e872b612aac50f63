// The fixture of tests that must leave nothing behind, and what errors must say.

#ifndef ARROWBRIDGE_TESTS_AT_BASELINE_H
#define ARROWBRIDGE_TESTS_AT_BASELINE_H

#include <cstring>
#include <initializer_list>
#include <string>

#include <gtest/gtest.h>

#include "arrowbridge/bridge.h"

namespace arrowbridge_tests {

// Every test ends with the live counts it began with.
class AtBaseline : public ::testing::Test {
 protected:
  void SetUp() override { ArrowBridgeGetLiveCounts(&before_); }

  void TearDown() override {
    ArrowBridgeLiveCounts after;
    ArrowBridgeGetLiveCounts(&after);
    EXPECT_EQ(after.bytes, before_.bytes);
    EXPECT_EQ(after.blocks, before_.blocks);
    EXPECT_EQ(after.handles, before_.handles);
    EXPECT_EQ(after.exported_schemas, before_.exported_schemas);
    EXPECT_EQ(after.exported_arrays, before_.exported_arrays);
    EXPECT_EQ(after.exported_streams, before_.exported_streams);
  }

 private:
  ArrowBridgeLiveCounts before_{};
};

// An output as a careless caller leaves it: garbage, which must never be read.
template <typename T>
T Garbage() {
  T value;
  std::memset(static_cast<void*>(&value), 0xCC, sizeof(value));
  return value;
}

// A failure with this number, and with all of these words in its text.
inline ::testing::AssertionResult Fails(int code, int expected, const ArrowBridgeError& error,
                                        std::initializer_list<std::string> words) {
  if (std::memchr(error.message, 0, sizeof(error.message)) == nullptr) {
    return ::testing::AssertionFailure() << "the text does not end";
  }
  const std::string text = error.message;
  if (code != expected) {
    return ::testing::AssertionFailure()
           << "code " << code << " instead of " << expected << ", text '" << text << "'";
  }
  for (const std::string& word : words) {
    if (text.find(word) == std::string::npos) {
      return ::testing::AssertionFailure() << "no '" << word << "' in '" << text << "'";
    }
  }
  return ::testing::AssertionSuccess();
}

}  // namespace arrowbridge_tests

#endif  // ARROWBRIDGE_TESTS_AT_BASELINE_H
