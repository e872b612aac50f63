// abi.h together with foreign copies of the specification's blocks. This file and its C99 half are
// compiled once for each order of includes; header_coexistence.h lists the orders.

#include "header_coexistence.h"

#include <gtest/gtest.h>

extern "C" int COEXISTENCE_C_ERRORS(void);

namespace {

TEST(HeaderCoexistence, COEXISTENCE_PASTE(SCH_2_Cpp_BlocksBefore, COEXISTENCE_BEFORE)) {
  EXPECT_EQ(CountCoexistenceErrors(), 0);
}

TEST(HeaderCoexistence, COEXISTENCE_PASTE(SCH_2_C99_BlocksBefore, COEXISTENCE_BEFORE)) {
  EXPECT_EQ(COEXISTENCE_C_ERRORS(), 0);
}

}  // namespace
