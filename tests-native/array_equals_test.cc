// ArrowBridgeArrayEquals compares values, not their layout.

#include <cerrno>
#include <cmath>
#include <limits>

#include "support/validate_arrays.h"

namespace {

using namespace validate_arrays;

class ArrayEquals : public Fixture {
 protected:
  static void ExpectEqual(const Column& a, const Column& b) { EXPECT_EQ(Compare(a, b), 1); }
  static void ExpectDifferent(const Column& a, const Column& b) { EXPECT_EQ(Compare(a, b), 0); }

  // Compares in both directions, and each array with itself.
  static int Compare(const Column& a, const Column& b) {
    ArrowBridgeArray* left = Import(a);
    ArrowBridgeArray* right = Import(b);
    const int equal = Ask(left, right);
    EXPECT_EQ(Ask(right, left), equal) << "equality is not symmetric";
    EXPECT_EQ(Ask(left, left), 1);
    EXPECT_EQ(Ask(right, right), 1);
    ArrowBridgeArrayRelease(left);
    ArrowBridgeArrayRelease(right);
    return equal;
  }

  static int Ask(ArrowBridgeArray* a, ArrowBridgeArray* b) {
    ArrowBridgeError error;
    int equal = 0xCCCC;
    EXPECT_EQ(ArrowBridgeArrayEquals(a, b, &equal, &error), 0) << error.message;
    return equal;
  }
};

TEST_F(ArrayEquals, ArgumentsAreChecked) {
  ArrowBridgeArray* array = Import(Int32({1}));
  ArrowBridgeError error;
  int equal = 7;
  EXPECT_EQ(ArrowBridgeArrayEquals(nullptr, array, &equal, &error), EINVAL);
  EXPECT_EQ(equal, 0);
  EXPECT_NE(std::string(error.message).find("'a' is NULL"), std::string::npos);
  EXPECT_EQ(ArrowBridgeArrayEquals(array, nullptr, &equal, &error), EINVAL);
  EXPECT_NE(std::string(error.message).find("'b' is NULL"), std::string::npos);
  EXPECT_EQ(ArrowBridgeArrayEquals(array, array, nullptr, &error), EINVAL);
  EXPECT_EQ(ArrowBridgeArrayEquals(nullptr, nullptr, nullptr, nullptr), EINVAL);
  ArrowBridgeArrayRelease(array);
}

TEST_F(ArrayEquals, BothMustBeValid) {
  ArrowBridgeArray* valid = Import(Text({"ab"}));
  ArrowBridgeArray* broken = Import(Offsets<int32_t>("u", {0, 2, 1}, "ab"));
  ArrowBridgeError error;
  int equal = 7;
  EXPECT_EQ(ArrowBridgeArrayEquals(valid, broken, &equal, &error), EINVAL);
  EXPECT_NE(std::string(error.message).find("COL-5"), std::string::npos) << error.message;
  EXPECT_EQ(equal, 0);
  EXPECT_EQ(ArrowBridgeArrayEquals(broken, valid, &equal, &error), EINVAL);
  ArrowBridgeArrayRelease(valid);
  ArrowBridgeArrayRelease(broken);
}

TEST_F(ArrayEquals, LengthAndTypeAreCompared) {
  ExpectDifferent(Int32({1, 2}), Int32({1, 2, 3}));
  ExpectDifferent(Int32({1}), Fixed<uint32_t>("I", {1}));
  ExpectDifferent(Fixed<int64_t>("tss:", {1}), Fixed<int64_t>("tss:UTC", {1}));
  ExpectDifferent(Fixed<int64_t>("tDs", {1}), Fixed<int64_t>("tDm", {1}));
  ExpectDifferent(Fixed<int64_t>("d:5,1,64", {1}), Fixed<int64_t>("d:5,2,64", {1}));
  ExpectDifferent(Text({"a"}), Offsets<int64_t>("U", {0, 1}, "a"));
  ExpectDifferent(Encoded(Int32({0}), Text({"a"})), Text({"a"}));
}

TEST_F(ArrayEquals, StructFieldNamesAreComparedNullabilityAndMetadataAreNot) {
  ExpectDifferent(Struct(1, {Int32({1}).Named("a")}), Struct(1, {Int32({1}).Named("b")}));
  Column other = Int32({1}).NotNull().Named("a");
  other.metadata = std::string("\1\0\0\0\1\0\0\0k\1\0\0\0v", 14);
  ExpectEqual(Struct(1, {Int32({1}).Named("a")}), Struct(1, {other}));
}

TEST_F(ArrayEquals, NamesOfItemsAndEntriesAreIgnored) {
  ExpectEqual(List<int32_t>("+l", {0, 1}, Int32({1}).Named("item")),
              List<int32_t>("+l", {0, 1}, Int32({1}).Named("element")));
  const Column map = Map({0, 1}, Text({"k"}), Int32({1}));
  Column other = map;
  other.children[0].name = "key_value";
  other.children[0].children[0].name = "k";
  ExpectEqual(map, other);
}

TEST_F(ArrayEquals, OneValueDiffersAtEachPosition) {
  std::vector<int32_t> values(150);
  for (size_t i = 0; i < values.size(); ++i) values[i] = static_cast<int32_t>(i);
  for (size_t i = 0; i < values.size(); ++i) {
    std::vector<int32_t> others = values;
    others[i] = -1;
    ExpectDifferent(Int32(values), Int32(others));
    std::string validity(values.size(), '1');
    validity[i] = '0';
    ExpectDifferent(Int32(values), Int32(values, validity));
    ExpectDifferent(Int32(values, validity), Int32(values));
    // The contents of a null slot are ignored.
    ExpectEqual(Int32(values, validity), Int32(others, validity));
  }
}

TEST_F(ArrayEquals, OneValidValueAmongNullsDiffers) {
  std::vector<int32_t> values(150);
  std::string validity;
  for (size_t i = 0; i < values.size(); ++i) validity += i % 7 < 4 || i > 80 ? '1' : '0';
  for (size_t i = 0; i < values.size(); ++i) {
    std::vector<int32_t> others = values;
    others[i] = -1;
    if (validity[i] == '1') {
      ExpectDifferent(Int32(values, validity), Int32(others, validity));
    } else {
      ExpectEqual(Int32(values, validity), Int32(others, validity));
    }
  }
}

TEST_F(ArrayEquals, COL_3_AMissingBitmapMeansAllValid) {
  ExpectEqual(Int32({1, 2}), Int32({1, 2}, "11"));
  Column unknown = Int32({1, 2}, "11");
  unknown.null_count = -1;
  ExpectEqual(Int32({1, 2}), unknown);
}

TEST_F(ArrayEquals, ARR_5_OffsetsAreIgnored) {
  ExpectEqual(Int32({9, 1, 2, 9}, "0101").Slice(1, 2), Int32({1, 2}, "10"));
  ExpectEqual(Make("b", 11, "", {Bitmap("10110100111")}).Slice(2, 9),
              Make("b", 9, "", {Bitmap("110100111")}));
  ExpectDifferent(Make("b", 11, "", {Bitmap("10110100110")}).Slice(2, 9),
                  Make("b", 9, "", {Bitmap("110100111")}));
  ExpectEqual(Text({"x", "ab", "", "c"}).Slice(1, 3), Text({"ab", "", "c"}));
}

TEST_F(ArrayEquals, SlicesOfHandles) {
  ArrowBridgeArray* batch = Import(Struct(4, {Text({"a", "b", "a", "b"}).Named("t")}));
  ArrowBridgeArray* slices[3] = {};
  ArrowBridgeError error;
  for (int i = 0; i < 3; ++i) {
    ASSERT_EQ(ArrowBridgeArraySlice(batch, i, 2, &slices[i], &error), 0) << error.message;
  }
  EXPECT_EQ(Ask(slices[0], slices[2]), 1);
  EXPECT_EQ(Ask(slices[0], slices[1]), 0);
  ArrowBridgeArrayRelease(batch);
  for (ArrowBridgeArray* slice : slices) ArrowBridgeArrayRelease(slice);
}

TEST_F(ArrayEquals, RB_1_OffsetAndNullsOfAStructItself) {
  const Column x = Int32({9, 1, 2, 3}).Named("x");
  ExpectEqual(Struct(4, {x}, "1101").Slice(1, 3), Struct(3, {Int32({1, 7, 3}).Named("x")}, "101"));
  ExpectDifferent(Struct(4, {x}, "1101").Slice(1, 3), Struct(3, {Int32({1, 2, 3}).Named("x")}));
  // A null row and a row of nulls are not the same.
  ExpectDifferent(Struct(1, {Int32({1}, "0").Named("x")}), Struct(1, {Int32({1}).Named("x")}, "0"));
  ExpectEqual(Struct(3, {}), Struct(5, {}).Slice(1, 3));
}

TEST_F(ArrayEquals, FloatsAreComparedBitwise) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  ExpectEqual(Fixed<double>("g", {nan}), Fixed<double>("g", {nan}));
  ExpectDifferent(Fixed<double>("g", {nan}), Fixed<double>("g", {std::copysign(nan, -1)}));
  ExpectDifferent(Fixed<float>("f", {0.0F}), Fixed<float>("f", {-0.0F}));
}

TEST_F(ArrayEquals, TextsAreComparedBytewise) {
  ExpectEqual(Text({"ab", "", "c"}), Offsets<int32_t>("u", {2, 4, 4, 5}, "xxabc"));
  ExpectDifferent(Text({"ab", "c"}), Text({"a", "bc"}));
  ExpectDifferent(Text({"ab", "c"}), Text({"ab", "d"}));
  ExpectEqual(Text({"ab", "junk", "c"}, "101"), Text({"ab", "", "c"}, "101"));
  ExpectEqual(Offsets<int64_t>("Z", {1, 2}, "xa"), Offsets<int64_t>("Z", {0, 1}, "a"));
}

TEST_F(ArrayEquals, COL_6_OffsetsThatDoNotStartAtZero) {
  ExpectEqual(Text({"ab", "c"}), Offsets<int32_t>("u", {3, 5, 6}, "xxxabc"));
  ExpectDifferent(Text({"ab", "c"}), Offsets<int32_t>("u", {0, 2, 3}, "xxxabc"));
}

TEST_F(ArrayEquals, COL_7_ViewsInAnyBuffers) {
  const std::string data = "a value of 21 letters";
  const Column one = Views("vu", {View::Inline("a"), View::Long(21, "a va", 0, 0)}, {data});
  ExpectEqual(one,
              Views("vu", {View::Inline("a"), View::Long(21, "a va", 1, 2)}, {"", "xx" + data}));
  ExpectDifferent(one, Views("vu", {View::Inline("a"), View::Long(21, "a va", 0, 0)},
                             {"a value of 21 lettErs"}));
  ExpectDifferent(one, Views("vu", {View::Inline("b"), View::Long(21, "a va", 0, 0)}, {data}));
  ExpectDifferent(one, Views("vu", {View::Inline("a"), View::Long(20, "a va", 0, 0)}, {data}));
  ExpectEqual(Views("vz", {View::Inline("x"), View::Long(-1, "junk", 9, 9)}, {}, "10"),
              Views("vz", {View::Inline("x"), View::Inline("")}, {}, "10"));
}

TEST_F(ArrayEquals, ListsWithItemsInAnyOrder) {
  const Column items = Int32({9, 1, 2, 3, 9});
  ExpectEqual(List<int32_t>("+l", {1, 3, 3, 4}, items),
              List<int32_t>("+l", {0, 2, 2, 3}, Int32({1, 2, 3})));
  ExpectEqual(List<int32_t>("+l", {0, 1, 3, 4}, items, "011"),
              List<int32_t>("+l", {0, 0, 2, 3}, Int32({1, 2, 3}), "011"));
  ExpectDifferent(List<int32_t>("+l", {1, 3, 4}, items), List<int32_t>("+l", {1, 2, 4}, items));
  ExpectDifferent(List<int64_t>("+L", {0, 1}, items), List<int64_t>("+L", {1, 2}, items));
  ExpectDifferent(Map({0, 1}, Text({"a"}), items), Map({0, 1}, Text({"b"}), items));
}

TEST_F(ArrayEquals, COL_9_ListViewsInAnyOrder) {
  const Column one = ListView<int32_t>("+vl", {0, 2, 0}, {2, 1, 1}, Int32({1, 2, 3}));
  ExpectEqual(one, ListView<int32_t>("+vl", {2, 0, 1}, {2, 1, 1}, Int32({3, 1, 1, 2})));
  ExpectDifferent(one, ListView<int32_t>("+vl", {2, 0, 2}, {2, 1, 2}, Int32({3, 1, 1, 2})));
  ExpectEqual(ListView<int64_t>("+vL", {0, 1}, {1, 1}, Int32({1, 2}), "10"),
              ListView<int64_t>("+vL", {1, 0}, {1, 2}, Int32({1, 1}), "10"));
}

TEST_F(ArrayEquals, COL_10_FixedSizeLists) {
  ExpectEqual(FixedSizeList(2, 3, Int32({9, 9, 1, 2, 3, 4})).Slice(1, 2),
              FixedSizeList(2, 2, Int32({1, 2, 3, 4})));
  ExpectEqual(FixedSizeList(2, 2, Int32({9, 9, 3, 4}), "01"),
              FixedSizeList(2, 2, Int32({1, 2, 3, 4}), "01"));
  ExpectDifferent(FixedSizeList(2, 2, Int32({1, 2, 3, 5})),
                  FixedSizeList(2, 2, Int32({1, 2, 3, 4})));
  ExpectDifferent(FixedSizeList(2, 0, Int32({})), FixedSizeList(3, 0, Int32({})));
  ExpectEqual(FixedSizeList(0, 5, Int32({})), FixedSizeList(0, 5, Int32({1})));
}

TEST_F(ArrayEquals, COL_12_DenseUnionsWithOtherChildren) {
  const Column one = Union("+ud:0,5", {0, 5, 0, 5}, {0, 0, 1, 1},
                           {Int32({1, 2}).Named("n"), Text({"a", "b"}).Named("t")});
  ExpectEqual(one, Union("+ud:0,5", {0, 5, 0, 5}, {1, 2, 2, 3},
                         {Int32({9, 1, 2}).Named("n"), Text({"x", "x", "a", "b"}).Named("t")}));
  ExpectDifferent(one, Union("+ud:0,5", {0, 5, 0, 5}, {0, 0, 1, 0},
                             {Int32({1, 2}).Named("n"), Text({"a", "b"}).Named("t")}));
  ExpectDifferent(one, Union("+ud:0,5", {0, 5, 0, 0}, {0, 0, 1, 1},
                             {Int32({1, 2}).Named("n"), Text({"a", "b"}).Named("t")}));
  ExpectDifferent(Union("+ud:0", {}, {}, {Int32({})}), Union("+ud:1", {}, {}, {Int32({})}));
}

TEST_F(ArrayEquals, COL_13_SparseUnionsWhereTheBranchIsTaken) {
  const Column one = Union("+us:0,1", {0, 1, 1}, {}, {Int32({1, 0, 0}), Text({"", "a", "b"})});
  ExpectEqual(one, Union("+us:0,1", {0, 1, 1}, {}, {Int32({1, 7, 8}), Text({"x", "a", "b"})}));
  ExpectDifferent(one, Union("+us:0,1", {0, 1, 1}, {}, {Int32({1, 0, 0}), Text({"", "a", "c"})}));
  ExpectEqual(Union("+us:0,1", {1, 0, 1, 1}, {}, {Int32({5, 1, 0, 0}), Text({"y", "", "a", "b"})})
                  .Slice(1, 3),
              one);
}

TEST_F(ArrayEquals, DIC_1_OtherDictionariesOfTheSameValues) {
  const Column one = Encoded(Int32({0, 1, 0, 2}), Text({"a", "b", "c"}));
  ExpectEqual(one, Encoded(Int32({2, 1, 3, 0}), Text({"c", "b", "a", "a"})));
  ExpectEqual(one,
              Encoded(Int32({9, 0, 1, 0, 2}).Slice(1, 4), Text({"x", "a", "b", "c"}).Slice(1, 3)));
  ExpectDifferent(one, Encoded(Int32({0, 1, 1, 2}), Text({"a", "b", "c"})));
  ExpectDifferent(one, Encoded(Int32({0, 1, 0, 2}), Text({"a", "b", "d"})));
  ExpectDifferent(Encoded(Fixed<int8_t>("c", {0}), Text({"a"})), Encoded(Int32({0}), Text({"a"})));
}

TEST_F(ArrayEquals, DIC_1_AnIndexOfANullEntryIsANull) {
  const Column by_index = Encoded(Int32({0, 7}, "10"), Text({"a"}));
  const Column by_entry = Encoded(Int32({1, 0}), Text({"", "a"}, "01"));
  ExpectEqual(by_index, by_entry);
  ExpectEqual(by_entry, Encoded(Int32({0, 1}), Text({"a", "junk"}, "10")));
  ExpectDifferent(by_index, Encoded(Int32({0, 0}), Text({"a"})));
  ExpectDifferent(by_entry, Encoded(Int32({0, 1}), Text({"a", ""})));
}

TEST_F(ArrayEquals, DIC_1_DictionariesInsideDictionaries) {
  const Column inner = Encoded(Int32({0, 1}), Text({"a", "b"}));
  const Column other = Encoded(Int32({0, 1, 9}, "110"), Text({"b", "a"}));
  ExpectEqual(Encoded(Int32({0, 1}), inner), Encoded(Int32({1, 0}), other));
  ExpectEqual(Encoded(Int32({0, 0}, "10"), inner), Encoded(Int32({1, 2}), other));
  ExpectDifferent(Encoded(Int32({0, 1}), inner), Encoded(Int32({0, 1}), other));
}

TEST_F(ArrayEquals, COL_16_RunsOfOtherLengths) {
  const Column one = Runs(6, Int32({2, 6}), Text({"a", "b"}));
  ExpectEqual(one, Runs(6, Int32({1, 2, 5, 6}), Text({"a", "a", "b", "b"})));
  ExpectEqual(one, Runs(6, Int32({3, 5, 9}), Text({"a", "b", "b"})).Slice(1, 6));
  ExpectEqual(one, Runs(6, Int32({2, 4, 6, 20}), Text({"x", "y", "a", "b"})).Slice(4, 6));
  ExpectDifferent(one, Runs(6, Int32({3, 6}), Text({"a", "b"})));
  ExpectDifferent(one, Runs(6, Int32({2, 6}), Text({"a", "c"})));
  ExpectDifferent(one, Runs(6, Int32({2, 5, 6}), Text({"a", "b", "a"})));
  ExpectEqual(Runs(2, Int32({2}), Text({"x"}, "0")),
              Runs(2, Int32({1, 2}), Text({"x", "y"}, "00")));
  ExpectDifferent(Runs(2, Int32({2}), Text({"x"}, "0")), Runs(2, Int32({2}), Text({"x"})));
}

TEST_F(ArrayEquals, COL_2_LengthsHave64Bits) {
  const int64_t rows = int64_t{1} << 40;
  const Column ends = Fixed<int64_t>("l", {rows - 1, rows});
  const Column one = Runs(rows, ends, Text({"a", "b"}));
  ExpectEqual(one, Runs(rows, Fixed<int64_t>("l", {5, rows - 1, rows}), Text({"a", "a", "b"})));
  ExpectDifferent(one, Runs(rows, Fixed<int64_t>("l", {rows - 2, rows}), Text({"a", "b"})));
  ExpectDifferent(one, Runs(rows - 1, ends, Text({"a", "b"})));
}

TEST_F(ArrayEquals, NullsOfTheNullType) {
  Column nulls;
  nulls.format = "n";
  nulls.length = 5;
  nulls.null_count = 5;
  ExpectEqual(nulls, nulls);
  Column others = nulls;
  others.null_count = 0;
  ExpectEqual(nulls, others);
  others.length = 6;
  ExpectDifferent(nulls, others);
}

// Every level has eight rows, each of which is the whole level below.
Column Overlapping(int levels) {
  Column column = Int32({1, 2, 3, 4, 5, 6, 7, 8});
  for (int i = 0; i < levels; i++) {
    column =
        ListView<int32_t>("+vl", std::vector<int32_t>(8, 0), std::vector<int32_t>(8, 8), column);
  }
  return column;
}

TEST_F(ArrayEquals, ComparisonsThatWouldTakeYearsAreErrors) {
  ExpectEqual(Overlapping(5), Overlapping(5));
  ArrowBridgeArray* a = Import(Overlapping(30));
  ArrowBridgeArray* b = Import(Overlapping(30));
  ArrowBridgeError error;
  int equal = 0xCCCC;
  EXPECT_EQ(ArrowBridgeArrayEquals(a, b, &equal, &error), ENOTSUP);
  EXPECT_NE(std::strstr(error.message, "too long"), nullptr) << error.message;
  EXPECT_EQ(equal, 0);
  ArrowBridgeArrayRelease(a);
  ArrowBridgeArrayRelease(b);
}

}  // namespace
