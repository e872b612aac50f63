// Tests of support/ itself: the checks that other tests rely on must be able to fail.

#include <gtest/gtest-spi.h>
#include <gtest/gtest.h>

#include "support/all_types.h"
#include "support/counted_stream.h"
#include "support/handles.h"
#include "support/live_counts.h"

namespace {

using namespace arrowbridge_tests;  // NOLINT

class Support : public LiveCountsTest, public ::testing::WithParamInterface<TypeCase> {};

TEST_P(Support, BuiltArraysAreValid) {
  for (int64_t rows : {0, 1, 20}) {
    for (bool with_nulls : {false, true}) {
      Log log;
      const ArrayHandle array = ImportArray(GetParam().make(rows, with_nulls), &log);
      ASSERT_NE(array, nullptr);
      EXPECT_EQ(ArrowBridgeArrayLength(array.get()), rows);
      EXPECT_TRUE(log->NoneYet());
    }
  }
}

INSTANTIATE_TEST_SUITE_P(AllTypes, Support, ::testing::ValuesIn(AllTypes()),
                         TypeCaseName<::testing::TestParamInfo<TypeCase>>);

TEST(ReleaseLog, CountsEveryStructOnce) {
  ArrowArray array;
  const Log log =
      MakeArray(Batch(2, {Int32s({1, 2}).Named("a"), Int32s({3, 4}).Named("b")}), &array);
  EXPECT_TRUE(log->NoneYet());
  EXPECT_EQ(log->Live(), 3);
  ArrowArray a = MoveOut(array.children[0]);
  array.release(&array);
  EXPECT_EQ(array.release, nullptr);
  EXPECT_EQ(log->Calls("a"), 0);
  EXPECT_EQ(log->Calls("b"), 1);
  EXPECT_FALSE(log->AllOnce());
  ReleaseChecked(&a);
  EXPECT_TRUE(log->AllOnce());
  EXPECT_EQ(log->Calls("c"), -1);
}

TEST(ReleaseLog, SecondReleaseIsAFailure) {
  ArrowArray array;
  const Log log = MakeArray(Int32s({1}), &array);
  ArrowArray copy = array;
  array.release(&array);
  EXPECT_NONFATAL_FAILURE(copy.release(&copy), "released twice");
  EXPECT_FALSE(log->AllOnce());
}

TEST(CountedStream, DetectsConsumerMistakes) {
  ArrowArrayStream stream;
  StreamOptions options;
  options.fail_at = 1;
  options.code = 77;
  options.text = "no more";
  const auto log = MakeStream(Int32s({}), {Int32s({1}), Int32s({2})}, &stream, options);
  EXPECT_NONFATAL_FAILURE(stream.get_last_error(&stream), "STR-10");
  auto array = Garbage<ArrowArray>();
  ASSERT_EQ(stream.get_next(&stream, &array), 0);
  ReleaseChecked(&array);
  EXPECT_EQ(stream.get_next(&stream, &array), 77);
  EXPECT_STREQ(stream.get_last_error(&stream), "no more");
  EXPECT_FALSE(log->AllOnce());
  ReleaseChecked(&stream);
  EXPECT_TRUE(log->AllOnce());
}

}  // namespace
