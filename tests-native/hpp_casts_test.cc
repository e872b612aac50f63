// arrowbridge.hpp: casts.

#include "support/hpp_fixture.h"

#include <cerrno>

namespace {

using arrowbridge::Array;
using arrowbridge::CanCast;
using arrowbridge::CastMode;
using arrowbridge::CastOutcome;
using arrowbridge::CastPlan;
using arrowbridge::Reader;
using arrowbridge::Result;
using arrowbridge::Schema;

class HppCasts : public HppFixture {
 protected:
  // The schema of the batches with another type of its column.
  static Schema WithFormat(const char* format) {
    arrowbridge::UniqueSchema schema = SchemaStruct();
    schema->children[0]->format = format;
    return Schema::Import(std::move(schema));
  }
};

TEST_F(HppCasts, PlanOfACast) {
  const CastPlan plan = CanCast(MakeSchema(), WithFormat("l"));
  EXPECT_EQ(plan.outcome, CastOutcome::kConverted);
  ASSERT_GE(plan.fields.size(), 2u);
  EXPECT_EQ(plan.fields[0].path, "");
  EXPECT_EQ(plan.fields[1].outcome, CastOutcome::kConverted);
  EXPECT_EQ(plan.fields[1].depth, 1);
  EXPECT_TRUE(plan.schema.Equals(WithFormat("l")));
}

TEST_F(HppCasts, ImpossibleCastIsAPlan) {
  const CastPlan plan = CanCast(MakeSchema(), WithFormat("u"));
  EXPECT_EQ(plan.outcome, CastOutcome::kImpossible);
  EXPECT_FALSE(plan.schema);
  EXPECT_FALSE(plan.fields[1].reason.empty());
  const CastPlan left = CanCast(MakeSchema(), WithFormat("u"), CastMode::kBestEffort);
  EXPECT_EQ(left.outcome, CastOutcome::kLeft);
  EXPECT_TRUE(left.schema.Equals(MakeSchema()));
  EXPECT_EQ(ErrorOf([] { return CanCast(Schema(), Schema()); }).code(), EINVAL);
}

TEST_F(HppCasts, ArraysAndReaders) {
  const Array wide = Cast(MakeBatch({1, std::nullopt}), WithFormat("l"));
  EXPECT_EQ(Values(Cast(wide, MakeSchema())), Values(MakeBatch({1, std::nullopt})));
  Reader back = Cast(Cast(MakeReader(), WithFormat("l")), MakeSchema());
  EXPECT_EQ(Values(back.Next()), (std::vector<int32_t>{1, 2}));
}

TEST_F(HppCasts, RefusedCasts) {
  const Result<Array> array = TryCast(MakeBatch({1000}), WithFormat("c"));
  EXPECT_EQ(array.code(), EINVAL);
  EXPECT_NE(array.message().find("1000"), std::string::npos) << array.message();
  EXPECT_EQ(TryCast(MakeReader(), WithFormat("u")).code(), EINVAL);
  EXPECT_EQ(TryCast(Reader(), MakeSchema()).code(), EINVAL);
}

}  // namespace
