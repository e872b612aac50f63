// helpers.h without NDEBUG: mistakes are reported on stderr and abort the program.

#ifdef NDEBUG
#undef NDEBUG
#endif

#include <string>

#include <gtest/gtest.h>

#include "support/counted_structs.h"

namespace {

using arrowbridge_tests::CountAndForget;
using arrowbridge_tests::CountAndRelease;
using arrowbridge_tests::MakeLive;
using arrowbridge_tests::ReleaseLog;

template <typename T>
void ExpectMistakesAreReported(const std::string& type) {
  using H = arrowbridge_tests::Helpers<T>;
  ReleaseLog log;
  T live, other;
  MakeLive(&live, &log, &CountAndForget<typename H::Base>);
  EXPECT_DEATH(H::Release(&live), type + "Release: the callback left release set");
  MakeLive(&live, &log, &CountAndRelease<typename H::Base>);
  EXPECT_DEATH(H::Move(&live, &live), type + "Move: source and destination are the same struct");
  H::Release(&live);
  EXPECT_DEATH(H::Move(&live, &other), type + "Move: the source is released");
}

TEST(HelpersDebug, MEM_13_MistakesAreReported) {
  ExpectMistakesAreReported<ArrowSchema>("ArrowSchema");
  ExpectMistakesAreReported<ArrowArray>("ArrowArray");
  ExpectMistakesAreReported<ArrowDeviceArray>("ArrowDeviceArray");
  ExpectMistakesAreReported<ArrowArrayStream>("ArrowArrayStream");
  ExpectMistakesAreReported<ArrowDeviceArrayStream>("ArrowDeviceArrayStream");
}

}  // namespace
