// ArrowBridgeArrayValidate: offsets, views, indices, unions, runs; everything that could lead a
// reader outside of a buffer. For each rule a valid array and the smallest one that breaks it.
// validate_values_test.cc tests the rules of single values.

#include <cerrno>
#include <limits>

#include "support/validate_arrays.h"

namespace {

using namespace validate_arrays;

constexpr int kDefault = ARROWBRIDGE_VALIDATE_DEFAULT;
constexpr int kFull = ARROWBRIDGE_VALIDATE_FULL;

class Validate : public Fixture {};

Column Batch(const Column& column) {
  Column batch = Struct(column.length, {column.Named("c")});
  return batch;
}

TEST_F(Validate, ArgumentsAreChecked) {
  ArrowBridgeError error;
  EXPECT_EQ(ArrowBridgeArrayValidate(nullptr, kFull, &error), EINVAL);
  EXPECT_NE(std::string(error.message).find("'array' is NULL"), std::string::npos);
  ArrowBridgeArray* array = Import(Int32({1}));
  EXPECT_EQ(ArrowBridgeArrayValidate(array, -1, &error), EINVAL);
  EXPECT_EQ(ArrowBridgeArrayValidate(array, 4, &error), EINVAL);
  EXPECT_NE(std::string(error.message).find("'level' is 4"), std::string::npos);
  EXPECT_EQ(ArrowBridgeArrayValidate(array, 4, nullptr), EINVAL);
  ArrowBridgeArrayRelease(array);
}

TEST_F(Validate, NoneAndMinimalDoNotReadContents) {
  const Column broken = Offsets<int32_t>("u", {0, 3, 1}, "abc");
  ExpectValid(broken, ARROWBRIDGE_VALIDATE_NONE);
  ExpectValid(broken, ARROWBRIDGE_VALIDATE_MINIMAL);
}

TEST_F(Validate, COL_5_OffsetsOfTextDecrease) {
  ExpectValid(Offsets<int32_t>("u", {0, 1, 1, 3}, "abc"));
  ExpectInvalid(Batch(Offsets<int32_t>("u", {0, 3, 1, 3}, "abc")), kDefault, "COL-5", "c",
                "row 1: the offset is 3, but the next one is 1");
  ExpectInvalid(Offsets<int64_t>("Z", {0, 3, 1, 3}, "abc"), kDefault, "COL-5", "", "row 1");
}

TEST_F(Validate, COL_5_OffsetsOfANullRowDecrease) {
  ExpectValid(Offsets<int32_t>("z", {0, 1, 3}, "abc", "10"));
  ExpectInvalid(Offsets<int32_t>("z", {0, 3, 1, 3}, "abc", "101"), kDefault, "COL-5", "", "row 1");
}

TEST_F(Validate, COL_5_OneDecreaseAtEachPositionOfALongColumn) {
  for (size_t position = 1; position <= 70; ++position) {
    std::vector<int32_t> offsets(71);
    std::vector<int64_t> wide(71);
    for (size_t i = 0; i < offsets.size(); ++i) {
      offsets[i] = static_cast<int32_t>(i >= position ? i - 1 + (i > position) : i + 1);
      wide[i] = offsets[i];
    }
    const std::string data(80, 'x');
    const std::string row = "row " + std::to_string(position - 1) + ":";
    ExpectInvalid(Offsets<int32_t>("u", offsets, data), kDefault, "COL-5", "", row);
    ExpectInvalid(Offsets<int64_t>("U", wide, data), kDefault, "COL-5", "", row);
  }
}

TEST_F(Validate, COL_5_FirstOffsetIsNegative) {
  ExpectValid(Offsets<int32_t>("u", {2, 3}, "abc"));
  ExpectInvalid(Offsets<int32_t>("u", {-1, 3}, "abc"), kDefault, "COL-5", "", "the offset is -1");
  ExpectInvalid(Offsets<int64_t>("U", {-1, 3}, "abc"), kDefault, "COL-5", "", "the offset is -1");
}

TEST_F(Validate, COL_5_OnlyOffsetsInsideTheSliceCount) {
  const Column broken = Offsets<int32_t>("u", {3, 0, 1, 2, 1}, "abc");
  ExpectValid(broken.Slice(1, 2));
  ExpectInvalid(broken.Slice(1, 3), kDefault, "COL-5", "", "row 2: the offset is 2");
}

TEST_F(Validate, COL_5_AViewOfAHandleIsCheckedIndependently) {
  ArrowBridgeArray* array = Import(Offsets<int32_t>("u", {3, 0, 1, 2}, "abc"));
  ArrowBridgeArray* slice = nullptr;
  ArrowBridgeError error;
  ASSERT_EQ(ArrowBridgeArraySlice(array, 1, 2, &slice, &error), 0) << error.message;
  EXPECT_EQ(ArrowBridgeArrayValidate(array, kDefault, &error), EINVAL);
  for (int level = 0; level <= kFull; ++level) {
    EXPECT_EQ(ArrowBridgeArrayValidate(slice, level, &error), 0) << error.message;
  }
  ArrowBridgeArrayRelease(array);
  ArrowBridgeArrayRelease(slice);
}

TEST_F(Validate, COL_5_NoRowsNeedNoOffsets) {
  Column none = Offsets<int32_t>("u", {0}, "");
  ExpectValid(none);
  none.buffers[1] = std::nullopt;
  ExpectValid(none);
  none.buffers[1] = std::vector<uint8_t>();
  ExpectValid(none);
}

TEST_F(Validate, ARR_11_OffsetsReferToMissingData) {
  // The last offset is 0, so that the data may be missing at the level minimal.
  Column column = Offsets<int32_t>("u", {0, 5, 0}, "");
  column.buffers[2] = std::nullopt;
  ArrowBridgeArray* array = Import(column);
  ArrowBridgeArray* slice = nullptr;
  ArrowBridgeError error;
  EXPECT_EQ(ArrowBridgeArraySlice(array, 0, 1, &slice, &error), EINVAL);
  EXPECT_NE(std::string(error.message).find("COL-5"), std::string::npos) << error.message;
  EXPECT_EQ(ArrowBridgeArrayValidate(array, kDefault, &error), EINVAL);
  ArrowBridgeArrayRelease(array);
  // Offsets that lead to data need the data.
  const Column nothing = [&] {
    Column data = Offsets<int32_t>("u", {0, 5}, "");
    data.buffers[2] = std::nullopt;
    return data;
  }();
  ArrowBridgeSchema* schema = ImportSchema(nothing);
  ArrowArray exported;
  ExportArray(nothing, &exported);
  EXPECT_EQ(ArrowBridgeImportArray(&exported, schema, &array, &error), EINVAL);
  EXPECT_NE(std::string(error.message).find("ARR-11"), std::string::npos) << error.message;
  ArrowBridgeSchemaRelease(schema);
  // A batch of one row over the first column.
  Column batch = Batch(column);
  batch.length = 1;
  ExpectInvalid(batch, kDefault, "COL-5", "c", "the value ends at byte 5");
}

TEST_F(Validate, COL_5_ListEndsPastItsItems) {
  const Column items = Int32({1, 2, 3});
  ExpectValid(Batch(List<int32_t>("+l", {0, 1, 3}, items)));
  ExpectInvalid(Batch(List<int32_t>("+l", {0, 1, 4}, items)), kDefault, "COL-5", "c",
                "row 1: the list ends at 4, but there are 3 items");
  ExpectInvalid(List<int64_t>("+L", {0, int64_t{1} << 40}, items), kDefault, "COL-5", "");
  ExpectInvalid(List<int64_t>("+L", {2, 1}, items), kDefault, "COL-5", "");
  ExpectInvalid(Map({0, 4}, items, items), kDefault, "COL-5", "", "there are 3 items");
}

TEST_F(Validate, COL_5_OnlyUsedItemsAreChecked) {
  const Column texts = Offsets<int32_t>("u", {3, 0, 1, 2, 1, 3}, "abc");
  ExpectValid(List<int32_t>("+l", {1, 3}, texts));
  ExpectInvalid(Batch(List<int32_t>("+l", {1, 4}, texts)), kDefault, "COL-5", "c.item", "row 3:");
  ExpectInvalid(List<int32_t>("+l", {0, 1}, texts), kDefault, "COL-5", "item", "row 0:");
}

TEST_F(Validate, COL_8_ViewOutsideItsBuffer) {
  const std::string data = "a value of 21 letters";
  ASSERT_EQ(data.size(), 21u);
  ExpectValid(Batch(Views("vu", {View::Long(21, "a va", 0, 0)}, {data})));
  ExpectInvalid(Batch(Views("vu", {View::Long(22, "a va", 0, 0)}, {data})), kDefault, "COL-8", "c",
                "row 0: the view refers to 22 bytes at 0 of variadic buffer 0, which has 21");
  ExpectInvalid(Views("vz", {View::Long(13, "a va", 0, 9)}, {data}), kDefault, "COL-8", "");
  ExpectInvalid(Views("vz", {View::Long(13, "a va", 0, -1)}, {data}), kDefault, "COL-8", "");
  ExpectInvalid(Views("vz",
                      {View::Long(std::numeric_limits<int32_t>::max(), "a va", 0,
                                  std::numeric_limits<int32_t>::max())},
                      {data}),
                kDefault, "COL-8", "");
}

TEST_F(Validate, COL_8_ViewNamesAMissingBuffer) {
  const std::string data(20, 'x');
  ExpectValid(Views("vu", {View::Long(20, "xxxx", 1, 0)}, {data, data}));
  ExpectInvalid(Views("vu", {View::Long(20, "xxxx", 2, 0)}, {data, data}), kDefault, "COL-8", "",
                "variadic buffer 2, but there are 2");
  ExpectInvalid(Views("vu", {View::Long(20, "xxxx", -1, 0)}, {data}), kDefault, "COL-8", "");
  ExpectInvalid(Views("vu", {View::Long(20, "xxxx", 0, 0)}, {}), kDefault, "COL-8", "");
}

TEST_F(Validate, COL_7_ViewOfNegativeLength) {
  ExpectInvalid(Views("vu", {View::Long(-1, "xxxx", 0, 0)}, {}), kDefault, "COL-7", "", "is -1");
}

TEST_F(Validate, COL_4_NullViewsMayContainAnything) {
  ExpectValid(
      Views("vu", {View::Inline("a"), View::Long(-5, "\xff\xff\xff\xff", 9, -1)}, {}, "10"));
}

TEST_F(Validate, VIEW_1_AnyNumberOfVariadicBuffers) {
  ExpectValid(Views("vu", {View::Inline("no buffer"), View::Inline("")}, {}));
  std::vector<std::string> data(10000, std::string(13, 'y'));
  ExpectValid(Views("vu", {View::Long(13, "yyyy", 9999, 0)}, data));
}

TEST_F(Validate, COL_9_ListViewOutsideItsItems) {
  const Column items = Int32({1, 2, 3});
  ExpectValid(ListView<int32_t>("+vl", {2, 0, 0}, {1, 3, 0}, items));
  ExpectInvalid(Batch(ListView<int32_t>("+vl", {0, 2}, {3, 2}, items)), kDefault, "COL-9", "c",
                "row 1: the list has offset 2 and size 2, but there are 3 items");
  ExpectInvalid(ListView<int32_t>("+vl", {-1}, {1}, items), kDefault, "COL-9", "");
  ExpectInvalid(ListView<int32_t>("+vl", {1}, {-1}, items), kDefault, "COL-9", "");
  ExpectInvalid(ListView<int32_t>("+vl", {4}, {0}, items), kDefault, "COL-9", "");
  const int64_t most = std::numeric_limits<int64_t>::max();
  ExpectInvalid(ListView<int64_t>("+vL", {most}, {most}, items), kDefault, "COL-9", "");
}

TEST_F(Validate, COL_9_NullListViewsMustBeValidToo) {
  const Column items = Int32({1, 2, 3});
  ExpectValid(ListView<int64_t>("+vL", {0, 3}, {3, 0}, items, "10"));
  ExpectInvalid(ListView<int64_t>("+vL", {0, 3}, {3, 1}, items, "10"), kDefault, "COL-9", "",
                "row 1:");
}

TEST_F(Validate, COL_10_ItemsOfFixedSizeLists) {
  const Column texts = Offsets<int32_t>("u", {0, 1, 2, 3, 0, 3}, "abc");
  ExpectValid(FixedSizeList(2, 1, texts));
  ExpectInvalid(Batch(FixedSizeList(2, 2, texts)), kDefault, "COL-5", "c.item", "row 3:");
  ExpectInvalid(FixedSizeList(2, 2, texts).Slice(1, 1), kDefault, "COL-5", "item", "row 3:");
  ExpectValid(FixedSizeList(0, 9, texts));
}

TEST_F(Validate, COL_11_ChildrenOfAStructAreCheckedAtItsRows) {
  const Column texts = Offsets<int32_t>("u", {1, 0, 1, 2, 1, 2}, "abc").Named("text");
  ExpectValid(Struct(4, {texts}).Slice(1, 2));
  ExpectInvalid(Struct(4, {texts}).Slice(1, 3), kDefault, "COL-5", "text", "row 3:");
  ExpectInvalid(Batch(Struct(4, {texts})), kDefault, "COL-5", "c.text", "row 0:");
}

TEST_F(Validate, COL_12_TypeIdIsNotDeclared) {
  const std::vector<Column> children{Int32({1, 2, 3}), Text({"a", "b", "c"})};
  ExpectValid(Union("+us:5,127", {5, 127, 5}, {}, children));
  ExpectInvalid(Batch(Union("+us:5,127", {5, 4, 5}, {}, children)), kDefault, "COL-12", "c",
                "row 1: the type id 4 is not one of the union's");
  ExpectInvalid(Union("+us:5,127", {5, 5, -1}, {}, children), kDefault, "COL-12", "", "row 2:");
  ExpectInvalid(Union("+ud:5,127", {0}, {0}, children), kDefault, "COL-12", "", "type id 0");
}

TEST_F(Validate, COL_12_DenseUnionPointsPastItsChild) {
  const std::vector<Column> children{Int32({1, 2, 3}), Text({"a"})};
  ExpectValid(Union("+ud:0,1", {0, 1, 0}, {0, 0, 2}, children));
  ExpectInvalid(Batch(Union("+ud:0,1", {0, 1, 0}, {0, 1, 2}, children)), kDefault, "COL-12", "c",
                "row 1: the offset is 1, but child 1 has 1 values");
  ExpectInvalid(Union("+ud:0,1", {0}, {-1}, children), kDefault, "COL-12", "", "offset is -1");
}

TEST_F(Validate, COL_12_DenseOffsetsOfAChildDecrease) {
  const std::vector<Column> children{Int32({1, 2, 3}), Text({"a", "b"})};
  ExpectValid(Union("+ud:0,1", {0, 1, 0, 1}, {1, 0, 1, 1}, children));
  ExpectInvalid(Union("+ud:0,1", {0, 1, 0}, {2, 0, 1}, children), kFull, "COL-12", "", "row 2:");
}

TEST_F(Validate, COL_13_ChildrenOfASparseUnionAreCheckedAtItsRows) {
  const Column texts = Offsets<int32_t>("u", {1, 0, 1, 2}, "abc").Named("text");
  ExpectValid(Union("+us:0", {0, 0, 0}, {}, {texts}).Slice(1, 2));
  ExpectInvalid(Union("+us:0", {0, 0, 0}, {}, {texts}), kDefault, "COL-5", "text");
}

TEST_F(Validate, COL_14_NullsAndUnionsHaveNoBitmap) {
  Column nulls;
  nulls.format = "n";
  nulls.length = 5;
  nulls.null_count = 5;
  ExpectValid(nulls);
  ExpectValid(Union("+us:", {}, {}, {}));
}

template <typename T>
class ValidateIndices : public Fixture {};

struct IndexFormats {
  static const char* Of(int8_t) { return "c"; }
  static const char* Of(uint8_t) { return "C"; }
  static const char* Of(int16_t) { return "s"; }
  static const char* Of(uint16_t) { return "S"; }
  static const char* Of(int32_t) { return "i"; }
  static const char* Of(uint32_t) { return "I"; }
  static const char* Of(int64_t) { return "l"; }
  static const char* Of(uint64_t) { return "L"; }
};

using IndexTypes =
    testing::Types<int8_t, uint8_t, int16_t, uint16_t, int32_t, uint32_t, int64_t, uint64_t>;
TYPED_TEST_SUITE(ValidateIndices, IndexTypes);

TYPED_TEST(ValidateIndices, COL_15_IndexOutsideTheDictionary) {
  const char* format = IndexFormats::Of(TypeParam{});
  const Column dictionary = Text({"a", "b"});
  const auto bad = static_cast<TypeParam>(-1);
  this->ExpectValid(Encoded(Fixed<TypeParam>(format, {0, 1, 1}), dictionary));
  this->ExpectValid(Encoded(Fixed<TypeParam>(format, {0, 2, bad}, "100"), dictionary));
  this->ExpectInvalid(Struct(2, {Encoded(Fixed<TypeParam>(format, {0, 2}), dictionary).Named("d")}),
                      kDefault, "COL-15", "d",
                      "row 1: the index is 2, but the dictionary has 2 entries");
  this->ExpectInvalid(Encoded(Fixed<TypeParam>(format, {bad}), dictionary), kDefault, "COL-15", "");
}

TEST_F(Validate, COL_15_ReadersTrustANullCountOfZero) {
  Column indices = Int32({0, 7}, "10");
  indices.null_count = 0;
  ExpectInvalid(Encoded(indices, Text({"a"})), kDefault, "COL-15", "", "row 1:");
}

TEST_F(Validate, DIC_1_TheDictionaryIsCheckedLikeAnyArray) {
  ExpectValid(Encoded(Int32({0, 0}, "00"), Text({})));
  ExpectValid(Encoded(Int32({0, 1}), Text({"a", "b", "c"}, "101").Slice(1, 2)));
  ExpectInvalid(Encoded(Int32({0, 2}), Text({"a", "b", "c"}).Slice(1, 2)), kDefault, "COL-15", "");
  ExpectInvalid(Struct(1, {Encoded(Int32({0}), Offsets<int32_t>("u", {1, 0}, "ab")).Named("d")}),
                kDefault, "COL-5", "d.(dictionary)");
}

TEST_F(Validate, COL_16_RunEndsDoNotAscend) {
  const Column values = Text({"a", "b", "c"});
  ExpectValid(Runs(6, Int32({1, 4, 6}), values));
  ExpectValid(Runs(4, Int32({1, 4, 6}), values).Slice(2, 4));
  ExpectInvalid(Batch(Runs(6, Int32({1, 1, 6}), values)), kDefault, "COL-16", "c.run_ends",
                "row 1: the run end 1 is not greater than 1");
  ExpectInvalid(Runs(6, Fixed<int16_t>("s", {0, 4, 6}), values), kDefault, "COL-16", "run_ends");
  ExpectInvalid(Runs(6, Fixed<int64_t>("l", {-1, 4, 6}), values), kDefault, "COL-16", "run_ends");
}

TEST_F(Validate, COL_16_RunsEndBeforeTheArray) {
  const Column values = Text({"a", "b"});
  ExpectInvalid(Batch(Runs(6, Int32({1, 5}), values)), kDefault, "COL-16", "c",
                "the last run ends at 5, but offset and length reach to 6");
  ExpectInvalid(Runs(5, Int32({1, 5}), values).Slice(1, 5), kDefault, "COL-16", "");
}

TEST_F(Validate, COL_16_NullsAmongTheRunEnds) {
  Column ends = Int32({1, 5}, "10");
  ends.null_count = -1;
  ExpectInvalid(Runs(5, ends, Text({"a", "b"})), kDefault, "COL-16", "run_ends", "nulls");
}

TEST_F(Validate, COL_16_ValuesOfRunsAreChecked) {
  ExpectInvalid(Runs(5, Int32({1, 5}), Offsets<int32_t>("u", {0, 2, 1}, "ab")), kDefault, "COL-5",
                "values");
}

}  // namespace
