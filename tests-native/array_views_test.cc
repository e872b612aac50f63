// Slices and columns: their contents, lifetimes and errors.

#include <cerrno>
#include <cstdint>

#include "support/all_types.h"
#include "support/handles.h"
#include "support/live_counts.h"
#include "support/read.h"

namespace {

using namespace arrowbridge_tests;  // NOLINT

using Ints = Values<int32_t>;

class ArrayViews : public LiveCountsTest {
 protected:
  ArrayHandle Slice(const ArrayHandle& array, int64_t offset, int64_t length) {
    auto* out = Garbage<ArrowBridgeArray*>();
    EXPECT_OK(ArrowBridgeArraySlice(array.get(), offset, length, &out, &error_));
    return ArrayHandle(out);
  }

  ArrayHandle Column(const ArrayHandle& array, int64_t index) {
    auto* out = Garbage<ArrowBridgeArray*>();
    EXPECT_OK(ArrowBridgeArrayColumn(array.get(), index, &out, &error_));
    return ArrayHandle(out);
  }

  Ints Ints32(const ArrayHandle& array) {
    auto exported = Garbage<ArrowArray>();
    EXPECT_OK(ArrowBridgeExportArray(array.get(), &exported, nullptr, &error_));
    if (exported.release == nullptr) return {};
    const Ints values = Read<int32_t>(exported);
    ReleaseChecked(&exported);
    return values;
  }

  int64_t NullCount(const ArrayHandle& array) {
    int64_t count = -5;
    EXPECT_OK(ArrowBridgeArrayNullCount(array.get(), &count, &error_));
    return count;
  }
};

TEST_F(ArrayViews, SliceShowsItsRows) {
  const ArrayHandle array = ImportArray(Int32s({1, 2, std::nullopt, 4, 5}));
  const ArrayHandle slice = Slice(array, 1, 3);
  EXPECT_EQ(ArrowBridgeArrayLength(slice.get()), 3);
  EXPECT_EQ(NullCount(slice), 1);
  EXPECT_EQ(Ints32(slice), (Ints{2, std::nullopt, 4}));
  EXPECT_EQ(Ints32(Slice(slice, 2, 1)), (Ints{4}));
  EXPECT_EQ(Ints32(array).size(), 5u);
}

TEST_F(ArrayViews, SliceEndsWhereTheArrayEnds) {
  const ArrayHandle array = ImportArray(Int32s({1, 2, 3}));
  EXPECT_EQ(Ints32(Slice(array, 1, 100)), (Ints{2, 3}));
  EXPECT_EQ(Ints32(Slice(array, 0, INT64_MAX)), (Ints{1, 2, 3}));
  EXPECT_EQ(Ints32(Slice(array, 3, INT64_MAX)), Ints{});
  EXPECT_EQ(Ints32(Slice(Slice(array, 0, 2), 1, 5)), (Ints{2}));
}

TEST_F(ArrayViews, SliceOutOfRange) {
  const ArrayHandle array = ImportArray(Int32s({1, 2, 3}));
  const int64_t bad[][2] = {{-1, 1},        {4, 0},  {INT64_MIN, 1},
                            {INT64_MAX, 1}, {0, -1}, {1, INT64_MIN}};
  for (const auto& range : bad) {
    auto* out = Garbage<ArrowBridgeArray*>();
    EXPECT_ERROR(ArrowBridgeArraySlice(array.get(), range[0], range[1], &out, &error_), EINVAL,
                 "ArrowBridgeArraySlice: ", range[1] < 0 ? "'length'" : "'offset'");
    EXPECT_EQ(out, nullptr);
  }
}

TEST_F(ArrayViews, SlicesAreReleasedInAnyOrder) {
  Log log;
  ArrayHandle array = ImportArray(Int32s({1, 2, 3}), &log);
  ArrayHandle slice = Slice(array, 1, 2);
  array.reset();
  ArrayHandle inner = Slice(slice, 1, 1);
  slice.reset();
  EXPECT_EQ(Ints32(inner), (Ints{3}));
  EXPECT_TRUE(log->NoneYet());
  inner.reset();
  EXPECT_TRUE(log->AllOnce());
}

TEST_F(ArrayViews, ColumnsByIndexAndName) {
  Log log;
  ArrayHandle batch =
      ImportArray(Batch(2, {Int32s({1, 2}).Named("a"), Int32s({3, 4}).Named("\xC3\xA4"),
                            Int32s({5, 6}).Named("")}),
                  &log);
  EXPECT_EQ(ArrowBridgeArrayNumColumns(batch.get()), 3);
  EXPECT_EQ(Ints32(Column(batch, 0)), (Ints{1, 2}));
  const char* const names[] = {"a", "\xC3\xA4", ""};
  for (int i = 0; i < 3; i++) {
    auto* out = Garbage<ArrowBridgeArray*>();
    ASSERT_OK(ArrowBridgeArrayColumnByName(batch.get(), names[i], &out, &error_));
    EXPECT_EQ(Ints32(ArrayHandle(out)), (Ints{2 * i + 1, 2 * i + 2}));
  }
  ArrayHandle last = Column(batch, 2);
  batch.reset();
  EXPECT_EQ(log->Live(), 1);
  EXPECT_EQ(Ints32(last), (Ints{5, 6}));
  last.reset();
  EXPECT_TRUE(log->AllOnce());
}

TEST_F(ArrayViews, MissingColumns) {
  const ArrayHandle batch = ImportArray(
      Batch(1, {Int32s({1}).Named("a"), Int32s({2}).Named("twice"), Int32s({3}).Named("twice")}));
  for (int64_t index : {int64_t{-1}, int64_t{3}, INT64_MIN, INT64_MAX}) {
    auto* out = Garbage<ArrowBridgeArray*>();
    EXPECT_ERROR(ArrowBridgeArrayColumn(batch.get(), index, &out, &error_), EINVAL,
                 "ArrowBridgeArrayColumn: ", "'index'");
    EXPECT_EQ(out, nullptr);
  }
  for (const char* name : {"b", "", "twice", "A", "\xFF"}) {
    auto* out = Garbage<ArrowBridgeArray*>();
    EXPECT_ERROR(ArrowBridgeArrayColumnByName(batch.get(), name, &out, &error_), EINVAL,
                 "ArrowBridgeArrayColumnByName: ", "'name'");
    EXPECT_EQ(out, nullptr);
  }
  const ArrayHandle leaf = Column(batch, 0);
  auto* out = Garbage<ArrowBridgeArray*>();
  EXPECT_ERROR(ArrowBridgeArrayColumn(leaf.get(), 0, &out, &error_), EINVAL, "'index'");
}

TEST_F(ArrayViews, ColumnOfASliceIsASlice) {
  ArrayHandle batch =
      ImportArray(Struct({true, true, false, true},
                         {Int32s({1, 2, 3, 4}).Named("a"), Int32s({5, 6, 7, 8}).Named("b")}));
  ArrayHandle slice = Slice(batch, 1, 2);
  batch.reset();
  ArrayHandle column = Column(slice, 1);
  slice.reset();
  EXPECT_EQ(ArrowBridgeArrayLength(column.get()), 2);
  EXPECT_EQ(NullCount(column), 1);
  EXPECT_EQ(Ints32(column), (Ints{6, std::nullopt}));
  EXPECT_EQ(Ints32(Slice(column, 1, 1)), (Ints{std::nullopt}));
}

TEST_F(ArrayViews, ColumnOfANestedStruct) {
  const ArrayData inner = Struct({true, false, true}, {Int32s({1, 2, std::nullopt}).Named("x")});
  const ArrayHandle batch = ImportArray(Struct({false, true, true}, {inner.Named("s")}));
  EXPECT_EQ(Ints32(Column(Column(batch, 0), 0)), (Ints{std::nullopt, std::nullopt, std::nullopt}));
  EXPECT_EQ(Ints32(Column(Slice(Column(batch, 0), 2, 1), 0)), (Ints{std::nullopt}));
}

TEST_F(ArrayViews, ChildOfAListIsWhole) {
  Log log;
  ArrayHandle list = ImportArray(Lists("+l", {1, 2, 1}, Int32s({1, 2, 3, 4})), &log);
  EXPECT_EQ(ArrowBridgeArrayNumColumns(list.get()), 1);
  ArrayHandle items = Column(Slice(list, 1, 1), 0);
  list.reset();
  EXPECT_EQ(log->Calls(""), 1);
  EXPECT_EQ(Ints32(items), (Ints{1, 2, 3, 4}));
  items.reset();
  EXPECT_TRUE(log->AllOnce());
}

TEST_F(ArrayViews, SchemaOfAColumnIsItsOwn) {
  ArrayData a = Dictionary(Int32s({0}), Strings("u", {"v"})).Named("a");
  a.metadata = Metadata({{"k", "v"}});
  a.flags = ARROW_FLAG_NULLABLE | ARROW_FLAG_DICTIONARY_ORDERED | (int64_t{1} << 20);
  ArrayHandle batch = ImportArray(Batch(1, {a}));
  ArrayHandle column = Column(batch, 0);
  batch.reset();
  auto* out = Garbage<ArrowBridgeSchema*>();
  ASSERT_OK(ArrowBridgeArrayGetSchemaHandle(column.get(), &out, &error_));
  SchemaHandle schema(out);
  auto exported = Garbage<ArrowArray>();
  auto type = Garbage<ArrowSchema>();
  ASSERT_OK(ArrowBridgeExportArray(column.get(), &exported, &type, &error_));
  column.reset();
  EXPECT_STREQ(type.format, "i");
  EXPECT_STREQ(type.name, "a");
  EXPECT_EQ(type.flags, a.flags);
  EXPECT_EQ(std::string(type.metadata, a.metadata->size()), *a.metadata);
  EXPECT_STREQ(type.dictionary->format, "u");
  ReleaseChecked(&type);
  // The schema matches the column that it came from.
  ArrowBridgeArray* reimported = nullptr;
  ASSERT_OK(ArrowBridgeImportArray(&exported, schema.get(), &reimported, &error_));
  ArrowBridgeArrayRelease(reimported);
}

class ArrayViewTypes : public LiveCountsTest, public ::testing::WithParamInterface<TypeCase> {};

TEST_P(ArrayViewTypes, SliceThenExportThenImport) {
  for (bool with_nulls : {false, true}) {
    const ArrayData data = GetParam().make(20, with_nulls);
    const SchemaHandle schema = ImportSchema(data);
    Log log;
    ArrayHandle array = ImportArray(data, &log);
    for (int64_t offset : {0, 1, 9, 20}) {
      ArrowBridgeArray* out = nullptr;
      ASSERT_OK(ArrowBridgeArraySlice(array.get(), offset, 7, &out, &error_));
      const ArrayHandle slice(out);
      int64_t nulls = -5;
      ASSERT_OK(ArrowBridgeArrayNullCount(slice.get(), &nulls, &error_));
      auto exported = Garbage<ArrowArray>();
      ASSERT_OK(ArrowBridgeExportArray(slice.get(), &exported, nullptr, &error_));
      EXPECT_EQ(exported.offset, offset == 20 ? 0 : offset);
      EXPECT_EQ(exported.length, offset == 20 ? 0 : 7);
      EXPECT_TRUE(exported.null_count == nulls || exported.null_count == -1);
      EXPECT_TRUE(exported.null_count >= 0 || exported.buffers[0] != nullptr) << "X8";
      ASSERT_OK(ArrowBridgeImportArray(&exported, schema.get(), &out, &error_));
      const ArrayHandle reimported(out);
      int64_t nulls_after_import = -5;
      ASSERT_OK(ArrowBridgeArrayNullCount(reimported.get(), &nulls_after_import, &error_));
      EXPECT_EQ(nulls_after_import, nulls);
    }
    array.reset();
    EXPECT_TRUE(log->AllOnce());
  }
}

INSTANTIATE_TEST_SUITE_P(AllTypes, ArrayViewTypes, ::testing::ValuesIn(AllTypes()),
                         TypeCaseName<::testing::TestParamInfo<TypeCase>>);

}  // namespace
