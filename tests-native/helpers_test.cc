// The helpers of helpers.h, tested alike for all five structs.

#include <cstring>
#include <string>
#include <type_traits>

#include <gtest/gtest.h>

#include "support/counted_structs.h"

namespace {

using arrowbridge_tests::CountAndRelease;
using arrowbridge_tests::MakeLive;
using arrowbridge_tests::ReleaseLog;

template <typename T>
class Helpers : public ::testing::Test {
 protected:
  using Base = typename arrowbridge_tests::Helpers<T>::Base;

  void SetUp() override {
    MakeLive(&live_, &log_, &CountAndRelease<Base>);
    std::memset(static_cast<void*>(&dest_), 0xCC, sizeof(T));
  }

  // All bytes of `x`, padding included.
  static std::string BytesOf(const T& x) {
    return std::string(reinterpret_cast<const char*>(&x), sizeof(T));
  }

  ReleaseLog log_;
  T live_;
  T dest_;
};

struct StructName {
  template <typename T>
  static std::string GetName(int) {
    if (std::is_same<T, ArrowSchema>::value) return "ArrowSchema";
    if (std::is_same<T, ArrowArray>::value) return "ArrowArray";
    if (std::is_same<T, ArrowDeviceArray>::value) return "ArrowDeviceArray";
    if (std::is_same<T, ArrowArrayStream>::value) return "ArrowArrayStream";
    return "ArrowDeviceArrayStream";
  }
};

using AllStructs = ::testing::Types<ArrowSchema, ArrowArray, ArrowDeviceArray, ArrowArrayStream,
                                    ArrowDeviceArrayStream>;
TYPED_TEST_SUITE(Helpers, AllStructs, StructName);

TYPED_TEST(Helpers, MEM_4_ReleasedMeansReleaseIsNull) {
  using H = arrowbridge_tests::Helpers<TypeParam>;
  EXPECT_EQ(H::IsReleased(&this->live_), 0);
  H::BaseOf(&this->live_)->release = nullptr;
  EXPECT_EQ(H::IsReleased(&this->live_), 1);
}

TYPED_TEST(Helpers, MEM_4_MarkReleasedWritesReleaseOnly) {
  using H = arrowbridge_tests::Helpers<TypeParam>;
  const std::string before = this->BytesOf(this->live_);
  H::MarkReleased(&this->live_);
  EXPECT_EQ(H::BaseOf(&this->live_)->release, nullptr);
  EXPECT_EQ(this->log_.calls, 0);
  H::BaseOf(&this->live_)->release = &CountAndRelease<typename H::Base>;
  EXPECT_EQ(this->BytesOf(this->live_), before);
}

TYPED_TEST(Helpers, MEM_6_ReleaseCallsTheCallbackOnce) {
  using H = arrowbridge_tests::Helpers<TypeParam>;
  H::Release(&this->live_);
  EXPECT_EQ(this->log_.calls, 1);
  EXPECT_EQ(this->log_.last, H::BaseOf(&this->live_));
  EXPECT_EQ(H::IsReleased(&this->live_), 1);
}

TYPED_TEST(Helpers, MEM_14_ReleaseOfAReleasedStructDoesNothing) {
  using H = arrowbridge_tests::Helpers<TypeParam>;
  H::Release(&this->live_);
  const std::string before = this->BytesOf(this->live_);
  H::Release(&this->live_);
  EXPECT_EQ(this->log_.calls, 1);
  EXPECT_EQ(this->BytesOf(this->live_), before);
}

TYPED_TEST(Helpers, MOV_1_MoveMarksTheSourceWithoutCallingRelease) {
  using H = arrowbridge_tests::Helpers<TypeParam>;
  const std::string before = this->BytesOf(this->live_);
  H::Move(&this->live_, &this->dest_);
  EXPECT_EQ(this->log_.calls, 0);
  EXPECT_EQ(H::IsReleased(&this->live_), 1);
  EXPECT_EQ(H::IsReleased(&this->dest_), 0);
  EXPECT_EQ(this->BytesOf(this->dest_), before);
}

TYPED_TEST(Helpers, MOV_1_OnlyTheDestinationIsReleasedAfterAMove) {
  using H = arrowbridge_tests::Helpers<TypeParam>;
  H::Move(&this->live_, &this->dest_);
  H::Release(&this->live_);
  EXPECT_EQ(this->log_.calls, 0);
  H::Release(&this->dest_);
  EXPECT_EQ(this->log_.calls, 1);
  EXPECT_EQ(this->log_.last, H::BaseOf(&this->dest_));
}

}  // namespace
