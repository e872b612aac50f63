// Casts of rows below null parents to types without nullable fields: the result of a cast of valid
// data is valid at level FULL, which TryCast() checks.

#include "support/all_types.h"
#include "support/casts.h"

namespace {

using namespace arrowbridge_tests;  // NOLINT

constexpr int64_t kRows = 7;

// No field is nullable, at any depth.
ArrayData Required(ArrayData data) {
  data.flags &= ~static_cast<int64_t>(ARROW_FLAG_NULLABLE);
  for (ArrayData& child : data.children) child = Required(child);
  for (ArrayData& values : data.dictionary) values = Required(values);
  return data;
}

class CastMasked : public CastTest {
 protected:
  // Rows of a column below a struct whose rows are all null but those of `shown`.
  static ArrayData Below(const ArrayData& column, const std::vector<bool>& shown) {
    return Struct(shown, {column.Named("x")});
  }
};

// The values of a dictionary have no null row above them.
TEST_F(CastMasked, SCH_14_DictionariesContainReachableRowsOnly) {
  const ArrayData points = Struct(
      {true, true, true},
      {Int32s({1, std::nullopt, 3}).Named("a"), Strings("z", {"p", "\xFF", "q"}).Named("b")});
  const ArrayData to = Required(
      Struct({true, true}, {Int64s({1, 3}).Named("a"), Strings("u", {"p", "q"}).Named("b")}));
  const std::vector<bool> shown = {true, false, true};
  const ArrayData encoded = Required(Dictionary(Int32s({0, std::nullopt, 1}), to));
  ExpectCast(Below(points, shown), Below(encoded, shown));
  ExpectCast(Below(points, shown).Sliced(1, 2), Below(encoded, shown).Sliced(1, 2));
  // Hidden rows take no index.
  Values<int32_t> many;
  std::vector<bool> few;
  for (int32_t i = 0; i < 300; i++) {
    many.push_back(i);
    few.push_back(i % 3 == 0);
  }
  const auto small = [](const ArrayData& values) {
    return Dictionary(Fixed("c", Values<int8_t>{}), values);
  };
  EXPECT_NE(Cast(Below(Int32s(many), few), Below(small(Int32s({})), {})), nullptr);
  const ArrayData structs = Batch(300, {Int32s(many).Named("i")});
  EXPECT_NE(Cast(Below(structs, few), Below(small(structs.Sliced(0, 0)), {})), nullptr);
}

class CastMaskedPairs : public CastMasked, public ::testing::WithParamInterface<TypeCase> {
 protected:
  struct Shape {
    ArrayData from;
    ArrayData to;
  };

  static std::vector<bool> All(const ArrayData& data, bool valid) {
    return std::vector<bool>(static_cast<size_t>(data.length), valid);
  }
  static ArrayData Wrapped(const ArrayData& data) {
    return Struct(All(data, true), {data.Named("w")});
  }
  static ArrayData InRuns(const ArrayData& data) {
    Values<int32_t> ends;
    for (int32_t i = 0; i < data.length; i++) ends.push_back(i + 1);
    return RunEndEncoded(data.length, Int32s(ends), data);
  }
  static ArrayData InList(const ArrayData& data, const std::string& format) {
    const Values<int64_t> sizes(static_cast<size_t>(data.length), 1);
    return format[1] == 'v' ? ListViews(format, sizes, data) : Lists(format, sizes, data);
  }
  static ArrayData InFixedSizeList(const ArrayData& data) {
    return FixedSizeLists(1, All(data, true), data);
  }
  static ArrayData InUnion(const ArrayData& data) {
    return SparseUnion(
        "+us:0,1", std::vector<int8_t>(static_cast<size_t>(data.length), 1),
        {data.Named("a"), Int32s(Values<int32_t>(All(data, true).size(), 1)).Named("b")});
  }
  static ArrayData InDictionary(const ArrayData& data) { return Dictionary(Int32s({}), data); }

  static std::vector<Shape> Shapes(const ArrayData& from, const ArrayData& to) {
    std::vector<Shape> shapes = {{from, to},
                                 {Wrapped(from), Wrapped(to)},
                                 {Wrapped(from), InDictionary(Wrapped(to))},
                                 {Wrapped(from), InRuns(Wrapped(to))},
                                 {InRuns(Wrapped(from)), Wrapped(to)},
                                 {InRuns(from), InRuns(to)},
                                 {InList(from, "+l"), InList(to, "+vl")},
                                 {InList(from, "+vl"), InList(to, "+L")},
                                 {InList(Wrapped(from), "+l"), InFixedSizeList(Wrapped(to))},
                                 {InFixedSizeList(from), InDictionary(InList(to, "+l"))},
                                 {InUnion(from), InUnion(to)},
                                 {InUnion(from), InDictionary(InUnion(to))}};
    if (to.dictionary.empty()) shapes.push_back({from, InDictionary(to)});
    return shapes;
  }

  void CheckAll(const std::vector<bool>& shown, bool with_nulls, int64_t first, int64_t rows) {
    for (const TypeCase& type : AllTypes()) {
      int number = 0;
      const ArrayData source = GetParam().make(kRows, with_nulls);
      for (const Shape& shape : Shapes(source, type.make(kRows, false))) {
        SCOPED_TRACE(GetParam().name + " to " + type.name + ", shape " + std::to_string(number++));
        const ArrayHandle array = ImportArray(Below(shape.from, shown).Sliced(first, rows));
        const SchemaHandle schema = ImportSchema(Below(Required(shape.to), shown));
        TryCast(array, schema);
        EXPECT_TRUE(code_ == 0 || code_ == EINVAL || code_ == ENOTSUP) << error_.message;
        if (HasFailure()) return;
      }
    }
  }
};

// Values that no row leads to are never the cause of a refusal, except in dictionaries, whose
// values are all converted.
TEST_P(CastMaskedPairs, AllRowsAreHidden) {
  CheckAll(std::vector<bool>(kRows, false), true, 0, kRows);
}

TEST_P(CastMaskedPairs, NullsAreHidden) {
  std::vector<bool> shown;
  for (int64_t i = 0; i < kRows; i++) shown.push_back(i % 3 != 1);
  CheckAll(shown, true, 0, kRows);
}

TEST_P(CastMaskedPairs, NullsAreHiddenInASlice) {
  std::vector<bool> shown;
  for (int64_t i = 0; i < kRows; i++) shown.push_back(i % 3 == 2);
  CheckAll(shown, true, 1, kRows - 2);
}

INSTANTIATE_TEST_SUITE_P(AllTypes, CastMaskedPairs, ::testing::ValuesIn(AllTypes()),
                         TypeCaseName<::testing::TestParamInfo<TypeCase>>);

}  // namespace
