// arrowbridge.hpp: what changes how contents are stored.

#include "support/hpp_fixture.h"

#include <cerrno>

namespace {

using arrowbridge::Array;
using arrowbridge::Reader;

using HppContents = HppFixture;

TEST_F(HppContents, Compact) {
  Reader reader = arrowbridge::Compact(MakeReader());
  const Array batch = reader.Next();
  EXPECT_EQ(Values(batch), (std::vector<int32_t>{1, 2}));
  const Array compact = arrowbridge::Compact(batch.Slice(1));
  EXPECT_EQ(Values(compact), (std::vector<int32_t>{2}));
  EXPECT_EQ(arrowbridge::TryCompact(Array()).code(), EINVAL);
  EXPECT_EQ(arrowbridge::TryCompact(Reader()).code(), EINVAL);
}

TEST_F(HppContents, UnifyDictionaries) {
  Reader reader = arrowbridge::UnifyDictionaries(MakeReader());
  EXPECT_EQ(Values(reader.Next()), (std::vector<int32_t>{1, 2}));
  arrowbridge::UnifyOptions options;
  options.index_bits = 7;
  const auto failed = arrowbridge::TryUnifyDictionaries(reader, options);
  EXPECT_EQ(failed.code(), EINVAL);
  EXPECT_NE(failed.message().find("index_bits"), std::string::npos) << failed.message();
}

TEST_F(HppContents, Statistics) {
  const Reader reader = arrowbridge::WithStatistics(MakeReader());
  EXPECT_EQ(arrowbridge::GetStatistics(reader).length(), 3);
  const Array statistics = arrowbridge::Statistics(reader);
  EXPECT_TRUE(statistics.Equals(arrowbridge::GetStatistics(reader)));
  EXPECT_TRUE(statistics.Equals(arrowbridge::Statistics(MakeReader())));
  EXPECT_EQ(arrowbridge::TryStatistics(Array()).code(), EINVAL);
  EXPECT_EQ(arrowbridge::TryStatistics(Reader()).code(), EINVAL);
  EXPECT_EQ(arrowbridge::TryWithStatistics(Reader()).code(), EINVAL);
  EXPECT_EQ(arrowbridge::TryGetStatistics(MakeReader()).code(), EINVAL);
}

}  // namespace
