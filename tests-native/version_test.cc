// The parts of the version number agree with each other.

#include <string>

#include <gtest/gtest.h>

#include "arrowbridge/version.h"

namespace {

TEST(Version, StringMatchesTheNumbers) {
  EXPECT_EQ(ARROWBRIDGE_VERSION_STRING, std::to_string(ARROWBRIDGE_VERSION_MAJOR) + "." +
                                            std::to_string(ARROWBRIDGE_VERSION_MINOR) + "." +
                                            std::to_string(ARROWBRIDGE_VERSION_PATCH));
}

TEST(Version, IntOrdersVersions) {
  EXPECT_EQ(ARROWBRIDGE_VERSION_INT, ARROWBRIDGE_VERSION_MAJOR * 10000 +
                                         ARROWBRIDGE_VERSION_MINOR * 100 +
                                         ARROWBRIDGE_VERSION_PATCH);
  EXPECT_LT(ARROWBRIDGE_VERSION_MINOR, 100);
  EXPECT_LT(ARROWBRIDGE_VERSION_PATCH, 100);
}

}  // namespace
