// helpers.h together with headers that define the same names. Each order of includes is a separate
// translation unit, once in C99 and once in C++17.

#include <gtest/gtest.h>

extern "C" int HelpersAfterArrowInC(void);
extern "C" int HelpersSwitchedOffInC(void);
extern "C" int HelpersBeforeNanoarrowInC(void);
extern "C" int HelpersAfterNanoarrowInC(void);
extern "C" int HelpersBeforeNanoarrowInCpp(void);
extern "C" int HelpersAfterNanoarrowInCpp(void);
int HelpersAfterArrowInCpp();
int HelpersSwitchedOffInCpp();

namespace {

TEST(HelpersCoexistence, ArrowHelpersBeforeOursWinInC99) { EXPECT_EQ(HelpersAfterArrowInC(), 5); }

TEST(HelpersCoexistence, ArrowHelpersBeforeOursWinInCpp) { EXPECT_EQ(HelpersAfterArrowInCpp(), 5); }

TEST(HelpersCoexistence, NoHelpersLeavesNamesFreeInC99) { EXPECT_EQ(HelpersSwitchedOffInC(), 3); }

TEST(HelpersCoexistence, NoHelpersLeavesNamesFreeInCpp) { EXPECT_EQ(HelpersSwitchedOffInCpp(), 3); }

TEST(HelpersCoexistence, ArrowBridgeBeforeNanoarrow) {
  EXPECT_EQ(HelpersBeforeNanoarrowInC(), 0);
  EXPECT_EQ(HelpersBeforeNanoarrowInCpp(), 0);
}

TEST(HelpersCoexistence, ArrowBridgeAfterNanoarrow) {
  EXPECT_EQ(HelpersAfterNanoarrowInC(), 0);
  EXPECT_EQ(HelpersAfterNanoarrowInCpp(), 0);
}

}  // namespace
