// abi.h together with foreign copies of the specification's blocks. header_coexistence.c and
// header_coexistence_cpp.cc are compiled once for each order of includes; header_coexistence.h
// lists the orders.

#include <gtest/gtest.h>

#define COEXISTENCE_TESTS(before)                           \
  extern "C" int CoexistenceErrorsInC_##before(void);       \
  extern "C" int CoexistenceErrorsInCpp_##before(void);     \
  TEST(HeaderCoexistence, SCH_2_Cpp_BlocksBefore##before) { \
    EXPECT_EQ(CoexistenceErrorsInCpp_##before(), 0);        \
  }                                                         \
  TEST(HeaderCoexistence, SCH_2_C99_BlocksBefore##before) { \
    EXPECT_EQ(CoexistenceErrorsInC_##before(), 0);          \
  }

COEXISTENCE_TESTS(0)
COEXISTENCE_TESTS(1)
COEXISTENCE_TESTS(3)
COEXISTENCE_TESTS(5)
COEXISTENCE_TESTS(7)
COEXISTENCE_TESTS(11)
COEXISTENCE_TESTS(15)
COEXISTENCE_TESTS(19)
COEXISTENCE_TESTS(23)
COEXISTENCE_TESTS(27)
COEXISTENCE_TESTS(31)
