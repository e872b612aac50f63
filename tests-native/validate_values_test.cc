// ArrowBridgeArrayValidate at its highest level: every value. For each rule a valid array and the
// smallest one that breaks it.

#include <array>
#include <limits>

#include "support/validate_arrays.h"

namespace {

using namespace validate_arrays;

constexpr int kFull = ARROWBRIDGE_VALIDATE_FULL;

class ValidateValues : public Fixture {};

TEST_F(ValidateValues, FMT_18_TextIsUtf8) {
  ExpectValid(Text({"plain", "", "\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80"}));
  for (const char* bad : {"\x80", "\xc3", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xff"}) {
    ExpectInvalid(
        Struct(2, {Text({"ok", bad}).Named("t")}), kFull, "FMT-18", "t",
        "row 1: the value of " + std::to_string(std::strlen(bad)) + " bytes is not UTF-8");
  }
  ExpectValid(Offsets<int32_t>("z", {0, 1}, "\xff"));
}

TEST_F(ValidateValues, FMT_18_OneBadByteAtEachPositionOfALongText) {
  for (size_t position = 0; position < 200; position += 7) {
    std::string text(200, 'x');
    text[position] = '\xff';
    ExpectInvalid(Text({"first", text, "last"}), kFull, "FMT-18", "", "row 1:");
  }
}

TEST_F(ValidateValues, FMT_18_AnOffsetInsideACharacter) {
  const std::string data = "a\xc3\xa4z";
  ExpectValid(Offsets<int32_t>("u", {0, 1, 3, 4}, data));
  ExpectInvalid(Offsets<int32_t>("u", {0, 2, 4}, data), kFull, "FMT-18", "", "row 0:");
  ExpectInvalid(Offsets<int32_t>("u", {2, 4}, data), kFull, "FMT-18", "", "row 0:");
}

TEST_F(ValidateValues, FMT_19_LargeTextIsUtf8) {
  ExpectValid(Offsets<int64_t>("U", {0, 3}, "abc"));
  ExpectInvalid(Offsets<int64_t>("U", {0, 1, 2}, "a\xff"), kFull, "FMT-19", "", "row 1:");
}

TEST_F(ValidateValues, FMT_20_TextInViewsIsUtf8) {
  const std::string data = "thirteen b\xc3\xa4r";
  ExpectValid(Views("vu", {View::Inline("b\xc3\xa4r"), View::Long(13, "thir", 0, 0)}, {data}));
  ExpectInvalid(Views("vu", {View::Inline("b\xc3")}, {}), kFull, "FMT-20", "", "row 0:");
  const std::string bad = "thirteen b\xc3r!";
  ExpectInvalid(Views("vu", {View::Long(13, "thir", 0, 0)}, {bad}), kFull, "FMT-20", "");
  ExpectValid(Views("vz", {View::Inline("b\xc3"), View::Long(13, "thir", 0, 0)}, {bad}));
}

TEST_F(ValidateValues, COL_4_NullTextMayContainAnything) {
  ExpectValid(Text({"a", "\xff", "b"}, "101"));
  // A character is cut on either side of a null row, which is harmless only for the null row.
  ExpectInvalid(Offsets<int32_t>("u", {0, 1, 2}, "\xc3\xa4", "01"), kFull, "FMT-18", "", "row 1:");
  ExpectValid(Offsets<int32_t>("u", {0, 1, 2}, "\xc3\xa4", "00"));
  ExpectValid(Text({"a", "\xff", "b"}).Slice(0, 1));
}

TEST_F(ValidateValues, COL_7_PaddingOfInlineViewsIsZero) {
  for (size_t length = 0; length <= 12; ++length) {
    View view = View::Inline(std::string(length, 'x'));
    ExpectValid(Views("vz", {view}, {}));
    for (size_t position = length; position < 12; ++position) {
      View broken = view;
      broken.bytes[position] = '\1';
      ExpectInvalid(Struct(1, {Views("vz", {broken}, {}).Named("v")}), kFull, "COL-7", "v",
                    "row 0: the padding after the " + std::to_string(length));
    }
  }
}

TEST_F(ValidateValues, COL_8_PrefixOfAViewDiffers) {
  const std::string data = "thirteen char";
  ExpectValid(Views("vu", {View::Long(13, "thir", 0, 0)}, {data}));
  ExpectInvalid(Struct(1, {Views("vu", {View::Long(13, "thiR", 0, 0)}, {data}).Named("v")}), kFull,
                "COL-8", "v", "row 0: the prefix");
}

TEST_F(ValidateValues, ARR_4_NullCountDiffersFromTheBitmap) {
  Column column = Int32({1, 2, 3}, "101");
  ExpectValid(column);
  column.null_count = -1;
  ExpectValid(column);
  for (int64_t count : {0, 2, 3}) {
    column.null_count = count;
    ExpectInvalid(Struct(3, {column.Named("n")}), kFull, "ARR-4", "n",
                  "null_count is " + std::to_string(count) + ", but the bitmap has 1 nulls");
  }
  column.null_count = 1;
  ExpectValid(List<int32_t>("+l", {0, 3}, column));
}

TEST_F(ValidateValues, ARR_4_SlicesAreCheckedByTheirOwnRows) {
  constexpr int64_t kRows = 1 << 22;
  std::vector<uint8_t> bits(kRows / 8, 0xFF);
  bits[0] = 0xF7;
  Column column = Make("w:0", kRows, "", {std::nullopt}).Named("n");
  column.buffers[0] = bits;
  for (int64_t count : {INT64_C(1), INT64_C(-1), kRows - 9}) {
    column.null_count = count;
    ExpectValid(Struct(10, {column}));
  }
  column.null_count = 0;
  ExpectValid(Struct(20, {column}).Slice(10, 10));
  for (int64_t count : {INT64_C(0), kRows - 8}) {
    column.null_count = count;
    ExpectInvalid(Struct(10, {column}), kFull, "ARR-4", "n",
                  "but the bitmap has 1 nulls, and 4194294 rows outside the range");
    ExpectInvalid(Struct(kRows / 2, {column}), kFull, "ARR-4", "n", "the bitmap has 1 nulls");
  }
}

TEST_F(ValidateValues, SCH_14_NullInANonNullableField) {
  ExpectValid(Struct(2, {Int32({1, 2}, "11").NotNull().Named("n")}));
  ExpectInvalid(Struct(2, {Int32({1, 2}, "10").NotNull().Named("n")}), kFull, "SCH-14", "n",
                "row 1: a null, but the field is not nullable");
  ExpectInvalid(Int32({1, 2}, "10").NotNull(), kFull, "SCH-14", "");
  ExpectInvalid(Runs(2, Int32({1, 2}), Int32({1, 2}, "01").NotNull()), kFull, "SCH-14", "values");
}

TEST_F(ValidateValues, SCH_14_NullsOfTheBatchItselfAreAllowed) {
  ExpectValid(Struct(2, {Int32({1, 2})}, "10").NotNull());
}

TEST_F(ValidateValues, SCH_14_NothingIsCheckedBelowANullRow) {
  const Column inner = Int32({1, 2, 3}, "101").NotNull().Named("inner");
  ExpectValid(Struct(3, {inner}, "101"));
  ExpectInvalid(Struct(3, {inner}, "110"), kFull, "SCH-14", "inner", "row 1:");
  // The same two levels up.
  const Column middle = Struct(3, {inner}).NotNull().Named("middle");
  ExpectValid(Struct(3, {middle}, "001"));
  ExpectInvalid(Struct(3, {middle}, "011"), kFull, "SCH-14", "middle.inner");
}

TEST_F(ValidateValues, SCH_14_BelowNullLists) {
  const Column items = Int32({1, 2, 3, 4}, "1011").NotNull();
  ExpectValid(List<int32_t>("+l", {0, 1, 3, 4}, items, "101"));
  ExpectInvalid(List<int32_t>("+l", {0, 1, 3, 4}, items, "110"), kFull, "SCH-14", "item", "row 1:");
  ExpectValid(List<int64_t>("+L", {0, 1, 3, 4}, items, "101"));
  ExpectInvalid(List<int64_t>("+L", {0, 1, 3, 4}, items), kFull, "SCH-14", "item");
  ExpectValid(List<int32_t>("+l", {2, 3, 4}, items));
  ExpectValid(FixedSizeList(2, 2, items, "01"));
  ExpectInvalid(FixedSizeList(2, 2, items, "10"), kFull, "SCH-14", "item");
  ExpectValid(FixedSizeList(2, 2, items).Slice(1, 1));
}

TEST_F(ValidateValues, SCH_14_BelowListViews) {
  const Column items = Int32({1, 2, 3, 4}, "1011").NotNull();
  ExpectValid(ListView<int32_t>("+vl", {2, 0, 2}, {2, 1, 1}, items));
  ExpectValid(ListView<int64_t>("+vL", {2, 0, 0}, {2, 2, 1}, items, "101"));
  ExpectInvalid(ListView<int32_t>("+vl", {2, 0, 0}, {2, 2, 1}, items), kFull, "SCH-14", "item",
                "row 1:");
}

TEST_F(ValidateValues, SCH_14_BranchesOfUnionsThatAreNotTaken) {
  const Column holes = Int32({1, 2, 3}, "101").NotNull().Named("holes");
  const Column full = Int32({1, 2, 3}).Named("full");
  ExpectValid(Union("+us:0,1", {0, 1, 0}, {}, {holes, full}));
  ExpectInvalid(Union("+us:0,1", {1, 0, 1}, {}, {holes, full}), kFull, "SCH-14", "holes", "row 1:");
  ExpectValid(Union("+ud:0,1", {0, 1, 0}, {0, 1, 2}, {holes, full}));
  ExpectInvalid(Union("+ud:0,1", {0, 1, 0}, {1, 1, 2}, {holes, full}), kFull, "SCH-14", "holes");
}

TEST_F(ValidateValues, SCH_14_UnusedRuns) {
  const Column runs = Runs(4, Int32({1, 3, 4}), Int32({1, 2, 3}, "101").NotNull()).Named("r");
  ExpectInvalid(Struct(4, {runs}), kFull, "SCH-14", "r.values", "row 1:");
  ExpectValid(Struct(4, {runs}, "1001"));
  ExpectInvalid(Struct(4, {runs}, "0010"), kFull, "SCH-14", "r.values", "row 1:");
  ExpectValid(Union("+us:0,1", {0, 1, 1, 0}, {}, {runs, Int32({1, 2, 3, 4}).Named("n")}));
  ExpectInvalid(Union("+us:0,1", {0, 1, 0, 1}, {}, {runs, Int32({1, 2, 3, 4}).Named("n")}), kFull,
                "SCH-14", "r.values", "row 1:");
  ExpectValid(runs.Slice(3, 1));
  ExpectInvalid(runs.Slice(2, 2), kFull, "SCH-14", "values", "row 1:");
}

// A dictionary entry may be null, but no row of a field that is not nullable may refer to it.
TEST_F(ValidateValues, SCH_14_NullsInADictionary) {
  const Column words = Text({"a", "b"}, "10").NotNull();
  ExpectValid(Encoded(Int32({0, 1}), words));
  ExpectValid(Encoded(Int32({0, 0}).NotNull(), words));
  const Column refers = Encoded(Int32({0, 1}).NotNull(), words);
  ExpectInvalid(refers, kFull, "SCH-14", "", "row 1: a null, but the field is not nullable");
  ExpectValid(refers.Slice(0, 1));
  ExpectValid(Struct(2, {Column(refers).Named("d")}, "10"));
  ExpectInvalid(Struct(2, {Column(refers).Named("d")}, "01"), kFull, "SCH-14", "d", "row 1:");
}

TEST_F(ValidateValues, SCH_14_NullsInTheValuesOfRuns) {
  const Column runs = Runs(4, Int32({1, 3, 4}), Int32({1, 2, 3}, "101"));
  ExpectValid(runs);
  const Column required = Column(runs).NotNull();
  ExpectInvalid(required, kFull, "SCH-14", "", "row 1: a null, but the field is not nullable");
  ExpectValid(required.Slice(3, 1));
  ExpectInvalid(required.Slice(2, 2), kFull, "SCH-14", "", "row 0:");
  // Runs of a dictionary, of which an entry is null.
  const Column words = Encoded(Int32({0, 1}), Text({"a", "b"}, "10"));
  ExpectValid(Runs(2, Int32({1, 2}), words));
  ExpectInvalid(Runs(2, Int32({1, 2}), words).NotNull(), kFull, "SCH-14", "", "row 1:");
}

TEST_F(ValidateValues, SCH_14_NullsInTheMembersOfUnions) {
  const Column holes = Int32({1, 2, 3}, "101").Named("holes");
  const Column full = Int32({1, 2, 3}).Named("full");
  for (const bool dense : {false, true}) {
    const auto make = [&](const std::vector<int8_t>& ids) {
      return dense ? Union("+ud:0,1", ids, {0, 1, 2}, {holes, full})
                   : Union("+us:0,1", ids, {}, {holes, full});
    };
    ExpectValid(make({1, 0, 1}));
    ExpectValid(make({0, 1, 0}).NotNull());
    ExpectInvalid(make({1, 0, 1}).NotNull(), kFull, "SCH-14", "", "row 1: a null");
    ExpectInvalid(make({1, 0, 1}).NotNull().Slice(1, 2), kFull, "SCH-14", "", "row 0:");
  }
}

TEST_F(ValidateValues, COL_17_KeysOfAMapAreNull) {
  ExpectValid(Map({0, 2}, Text({"a", "b"}), Int32({1, 2}, "10")));
  Column map = Map({0, 2}, Text({"a", "b"}, "10"), Int32({1, 2})).Named("m");
  ExpectInvalid(Struct(1, {map}), kFull, "COL-17", "m.entries.key", "row 1:");
  map.children[0].children[0].flags = ARROW_FLAG_NULLABLE;
  ExpectInvalid(Struct(1, {map}), kFull, "COL-17", "m.entries.key", "row 1:");
}

TEST_F(ValidateValues, COL_17_EntriesOfAMapAreNull) {
  Column map = Map({0, 2}, Text({"a", "b"}), Int32({1, 2}));
  map.children[0].buffers[0] = Bitmap("01");
  map.children[0].null_count = 1;
  ExpectInvalid(map, kFull, "COL-17", "entries", "row 0:");
}

// Null slots, and slots below a null, may hold anything.
class ValidateRanges : public ValidateValues {
 protected:
  template <typename T>
  void ExpectRange(const char* format, const std::vector<T>& good, const std::vector<T>& bad,
                   const char* rule, const char* text) {
    SCOPED_TRACE(format);
    ExpectValid(Fixed<T>(format, good));
    for (const T& value : bad) {
      std::vector<T> values(21, good[0]);  // longer than a vector register
      values[19] = value;
      const Column column = Fixed<T>(format, values);
      ExpectInvalid(column, kFull, rule, "", text);
      ExpectInvalid(column.Slice(19, 2), kFull, rule, "", "row 0:");
      ExpectValid(column.Slice(0, 19));
      ExpectValid(Fixed<T>(format, values, "111111111111111111101"));
      ExpectValid(Struct(21, {column.Named("x")}, "111111111111111111101"));
      ExpectInvalid(Struct(21, {column.Named("x")}, "000000000000000000010"), kFull, rule, "x",
                    "row 19:");
    }
  }
};

TEST_F(ValidateRanges, FMT_21_DecimalsBeyondTheirPrecision) {
  ExpectRange<int32_t>("d:4,2,32", {9999, -9999, 0}, {10000, -10000, INT32_MIN}, "FMT-21",
                       "row 19: the decimal has more than 4 digits");
  ExpectRange<int32_t>("d:9,0,32", {999999999}, {1000000000, INT32_MIN}, "FMT-21", "9 digits");
  ExpectRange<int64_t>("d:3,0,64", {999, -999}, {1000, INT64_MIN}, "FMT-21", "3 digits");
  ExpectRange<int64_t>("d:18,0,64", {999999999999999999}, {1000000000000000000}, "FMT-21",
                       "18 digits");
  using Wide = std::array<int64_t, 2>;
  ExpectRange<Wide>("d:3,0", {Wide{999, 0}, Wide{-999, -1}}, {Wide{1000, 0}, Wide{-1000, -1}},
                    "FMT-21", "3 digits");
  const Wide ten19 = {static_cast<int64_t>(10000000000000000000u), 0};
  ExpectRange<Wide>("d:20,0", {ten19, Wide{INT64_MAX, 0}, Wide{-1, -1}},
                    {Wide{0, INT64_MAX}, Wide{0, INT64_MIN}, Wide{0, 100}}, "FMT-21", "20 digits");
  using Wider = std::array<int64_t, 4>;
  ExpectRange<Wider>("d:5,0,256", {Wider{99999}, Wider{-99999, -1, -1, -1}},
                     {Wider{100000}, Wider{-100000, -1, -1, -1}, Wider{0, 0, 0, INT64_MIN}},
                     "FMT-21", "5 digits");
}

TEST_F(ValidateRanges, FMT_25_ADate64IsAWholeDay) {
  ExpectRange<int64_t>("tdm", {0, 86400000, -86400000}, {1, -1, 86399999, INT64_MIN}, "FMT-25",
                       "which is no whole day");
}

TEST_F(ValidateRanges, FMT_26_TimesAreWithinADay) {
  ExpectRange<int32_t>("tts", {0, 86399}, {86400, -1, INT32_MIN}, "FMT-26",
                       "but a day has 86400 units");
  ExpectRange<int32_t>("ttm", {0, 86399999}, {86400000, -1}, "FMT-27", "a day has 86400000");
  ExpectRange<int64_t>("ttu", {0, 86399999999}, {86400000000, -1, INT64_MIN}, "FMT-28",
                       "a day has 86400000000");
  ExpectRange<int64_t>("ttn", {0, 86399999999999}, {86400000000000, -1}, "FMT-29", "a day has");
}

TEST_F(ValidateRanges, EntriesOfADictionary) {
  ExpectInvalid(Encoded(Int32({0}), Fixed<int32_t>("tts", {86400})), kFull, "FMT-26",
                "(dictionary)");
}

}  // namespace
