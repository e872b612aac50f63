// helpers.h with NDEBUG: mistakes of a producer never abort the host.

#ifndef NDEBUG
#define NDEBUG
#endif

#include <gtest/gtest.h>

#include "support/counted_structs.h"

namespace {

using arrowbridge_tests::CountAndForget;
using arrowbridge_tests::MakeLive;
using arrowbridge_tests::ReleaseLog;

template <typename T>
void ExpectForgetfulCallbackRunsOnce() {
  using H = arrowbridge_tests::Helpers<T>;
  ReleaseLog log;
  T live;
  MakeLive(&live, &log, &CountAndForget<typename H::Base>);
  H::Release(&live);
  EXPECT_EQ(H::IsReleased(&live), 1);
  H::Release(&live);
  EXPECT_EQ(log.calls, 1);
}

TEST(HelpersNdebug, MEM_13_ForgetfulCallbackRunsOnce) {
  ExpectForgetfulCallbackRunsOnce<ArrowSchema>();
  ExpectForgetfulCallbackRunsOnce<ArrowArray>();
  ExpectForgetfulCallbackRunsOnce<ArrowDeviceArray>();
  ExpectForgetfulCallbackRunsOnce<ArrowArrayStream>();
  ExpectForgetfulCallbackRunsOnce<ArrowDeviceArrayStream>();
}

}  // namespace
