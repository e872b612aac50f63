// arrowbridge.hpp: adapters of readers.

#include "support/hpp_fixture.h"

#include <cerrno>

namespace {

using arrowbridge::Reader;

using HppAdapters = HppFixture;

TEST_F(HppAdapters, ReadersAreConcatenated) {
  std::vector<Reader> readers;
  readers.push_back(MakeReader());
  readers.push_back(MakeReader());
  Reader all = arrowbridge::Concat(readers);
  readers.clear();
  int64_t rows = 0;
  for (const arrowbridge::Array& batch : all.ReadAll()) rows += batch.length();
  EXPECT_EQ(rows, 10);
  EXPECT_EQ(ErrorOf([] { return arrowbridge::Concat({}); }).code(), EINVAL);
}

TEST_F(HppAdapters, Rebatch) {
  Reader reader = arrowbridge::Rebatch(MakeReader(), 3, 3);
  EXPECT_EQ(Values(reader.Next()), (std::vector<int32_t>{1, 2, 3}));
  EXPECT_EQ(reader.Next().length(), 2);
  EXPECT_FALSE(reader.Next());
  const auto failed = arrowbridge::TryRebatch(reader, 4, 3);
  EXPECT_EQ(failed.code(), EINVAL);
  EXPECT_NE(failed.message().find("max_rows"), std::string::npos) << failed.message();
}

TEST_F(HppAdapters, TeeAndLock) {
  std::vector<Reader> readers = arrowbridge::Tee(MakeReader(), 2);
  ASSERT_EQ(readers.size(), 2u);
  for (Reader& reader : readers) {
    Reader locked = arrowbridge::Lock(reader);
    EXPECT_EQ(Values(locked.Next()), (std::vector<int32_t>{1, 2}));
  }
  EXPECT_EQ(arrowbridge::TryTee(Reader(), 2).code(), EINVAL);
  EXPECT_EQ(arrowbridge::TryLock(Reader()).code(), EINVAL);
}

TEST_F(HppAdapters, HeadSkipAndLimit) {
  EXPECT_EQ(Values(arrowbridge::Head(MakeReader(), 1).Next()), (std::vector<int32_t>{1}));
  EXPECT_EQ(Values(arrowbridge::Skip(MakeReader(), 1).Next()), (std::vector<int32_t>{2}));
  EXPECT_EQ(Values(arrowbridge::Limit(MakeReader(), 2, 2).Next()), (std::vector<int32_t>{3}));
  EXPECT_EQ(arrowbridge::TryHead(MakeReader(), -1).code(), EINVAL);
  EXPECT_EQ(arrowbridge::TrySkip(Reader(), 1).code(), EINVAL);
  EXPECT_EQ(ErrorOf([&] { return arrowbridge::Limit(MakeReader(), -1, 1); }).code(), EINVAL);
}

TEST_F(HppAdapters, Peek) {
  arrowbridge::Peeked peeked = arrowbridge::Peek(MakeReader(), 0, 1);
  EXPECT_EQ(Values(peeked.first.Next()), (std::vector<int32_t>{1}));
  EXPECT_FALSE(peeked.first.Next());
  EXPECT_EQ(Values(peeked.all.Next()), (std::vector<int32_t>{1, 2}));
  EXPECT_EQ(arrowbridge::TryPeek(MakeReader(), 0, 0).code(), EINVAL);
}

TEST_F(HppAdapters, PrefetchAndTimeout) {
  Reader ahead = arrowbridge::Prefetch(MakeReader(), 2);
  EXPECT_EQ(Values(ahead.Next()), (std::vector<int32_t>{1, 2}));
  Reader limited = arrowbridge::WithTimeout(MakeReader(), std::chrono::minutes(1));
  EXPECT_EQ(Values(limited.Next()), (std::vector<int32_t>{1, 2}));
  EXPECT_EQ(arrowbridge::TryPrefetch(MakeReader(), 0).code(), EINVAL);
  EXPECT_EQ(arrowbridge::TryWithTimeout(Reader(), std::chrono::minutes(1)).code(), EINVAL);
}

TEST_F(HppAdapters, Cancel) {
  Reader reader = MakeReader();
  arrowbridge::Cancel(reader);
  EXPECT_EQ(ErrorOf([&] { return reader.Next(); }).code(), ECANCELED);
  arrowbridge::Cancel(Reader());
}

}  // namespace
