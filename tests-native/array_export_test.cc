// Export of arrays: nothing is copied, every field is written, exports are independent.

#include <algorithm>
#include <cstdint>
#include <thread>
#include <vector>

#include "support/all_types.h"
#include "support/handles.h"
#include "support/live_counts.h"
#include "support/exported_arrays.h"

namespace {

using namespace arrowbridge_tests;  // NOLINT

// An imported array, and the producer's structs to compare with (copies that stay unchanged).
struct Imported {
  ArrayData data;
  Log log;
  ArrowArray original;
  ArrayHandle handle;
};

Imported Import(const ArrayData& data) {
  Imported result;
  result.data = data;
  const SchemaHandle schema = ImportSchema(data);
  ArrowArray array;
  result.log = MakeArray(data, &array);
  result.original = array;
  ArrowBridgeArray* out = nullptr;
  ArrowBridgeError error = {};
  EXPECT_TRUE(IsOk(ArrowBridgeImportArray(&array, schema.get(), &out, &error), error));
  result.handle.reset(out);
  return result;
}

class ArrayExportTypes : public LiveCountsTest, public ::testing::WithParamInterface<TypeCase> {
 protected:
  static std::vector<ArrayData> Variants() {
    std::vector<ArrayData> variants;
    for (bool with_nulls : {false, true}) {
      const ArrayData data = GetParam().make(20, with_nulls);
      for (const ArrayData& array : {data, data.Sliced(3, 10), data.Sliced(20, 0)}) {
        variants.push_back(array);
        variants.push_back(Batch(array.length, {array.Named("a"), Int32s(Values<int32_t>(20, 1))}));
      }
      variants.push_back(GetParam().make(0, with_nulls));
    }
    return variants;
  }
};

TEST_P(ArrayExportTypes, MEM_2_MEM_9_MOV_4_ExportSharesTheBuffers) {
  for (const ArrayData& data : Variants()) {
    const Imported imported = Import(data);
    ASSERT_NE(imported.handle, nullptr);
    auto exported = Garbage<ArrowArray>();
    auto type = Garbage<ArrowSchema>();
    ASSERT_OK(ArrowBridgeExportArray(imported.handle.get(), &exported, &type, &error_));
    EXPECT_STREQ(type.format, data.format.c_str());
    ExpectSharesBuffers(imported.original, exported);
    ExpectLiveStructs(exported);
    ExpectLiveStructs(type);
    EXPECT_GE(exported.null_count, -1);
    ReleaseChecked(&type);
    ReleaseChecked(&exported);
    EXPECT_TRUE(imported.log->NoneYet());
  }
}

TEST_P(ArrayExportTypes, MEM_2_ExportOutlivesTheHandle) {
  for (const ArrayData& data : Variants()) {
    Imported imported = Import(data);
    auto exported = Garbage<ArrowArray>();
    ASSERT_OK(ArrowBridgeExportArray(imported.handle.get(), &exported, nullptr, &error_));
    imported.handle.reset();
    EXPECT_TRUE(imported.log->NoneYet());
    if (data.length > 0) {
      EXPECT_EQ(HashOfBuffers(data, exported), HashOfBuffers(data, imported.original));
    }
    ReleaseChecked(&exported);
    EXPECT_TRUE(imported.log->AllOnce());
  }
}

TEST_P(ArrayExportTypes, MUT_1_BuffersAreUnchanged) {
  for (const ArrayData& data : Variants()) {
    Imported imported = Import(data);
    const uint64_t before = HashOfBuffers(data, imported.original);
    int64_t nulls;
    ASSERT_OK(ArrowBridgeArrayNullCount(imported.handle.get(), &nulls, &error_));
    ArrowBridgeArray* slice = nullptr;
    ASSERT_OK(ArrowBridgeArraySlice(imported.handle.get(), 0, 5, &slice, &error_));
    auto exported = Garbage<ArrowArray>();
    ASSERT_OK(ArrowBridgeExportArray(slice, &exported, nullptr, &error_));
    ReleaseChecked(&exported);
    ArrowBridgeArrayRelease(slice);
    EXPECT_EQ(HashOfBuffers(data, imported.original), before);
  }
}

TEST_P(ArrayExportTypes, ARR_4_DictionariesGetTheActualNullCount) {
  ArrayData data = GetParam().make(20, true);
  if (data.dictionary.empty()) return;
  data.null_count = -1;
  for (const ArrayData& array : {data, data.Sliced(2, 11)}) {
    int64_t expected = 0;
    for (int64_t i = array.offset; i < array.offset + array.length; i++) expected += i % 3 == 1;
    const Imported imported = Import(Batch(array.length, {array.Named("a")}));
    auto exported = Garbage<ArrowArray>();
    ASSERT_OK(ArrowBridgeExportArray(imported.handle.get(), &exported, nullptr, &error_));
    EXPECT_EQ(exported.children[0]->null_count, expected);
    ReleaseChecked(&exported);
    ASSERT_OK(ArrowBridgeExportRecordBatch(imported.handle.get(), &exported, nullptr, &error_));
    EXPECT_EQ(exported.children[0]->null_count, expected);
    ReleaseChecked(&exported);
  }
}

TEST_P(ArrayExportTypes, X9_MissingOffsetsAreSupplied) {
  ArrayData data = GetParam().make(0, false);
  for (auto& buffer : data.buffers) buffer = std::nullopt;
  if (data.format[0] == 'v') data.buffers.resize(3);
  Imported imported = Import(Batch(0, {data.Named("a")}));
  auto exported = Garbage<ArrowArray>();
  ASSERT_OK(ArrowBridgeExportArray(imported.handle.get(), &exported, nullptr, &error_));
  const char first = data.format[0];
  const std::string start = data.format.substr(0, 2);
  const bool has_offsets = first == 'u' || first == 'U' || first == 'z' || first == 'Z' ||
                           start == "+l" || start == "+L" || start == "+m";
  if (has_offsets) {
    ArrowArray column = MoveOut(exported.children[0]);
    ReleaseChecked(&exported);
    imported.handle.reset();
    ASSERT_NE(column.buffers[1], nullptr);
    EXPECT_EQ(*static_cast<const int64_t*>(column.buffers[1]), 0);
    ReleaseChecked(&column);
  } else {
    ReleaseChecked(&exported);
  }
}

INSTANTIATE_TEST_SUITE_P(AllTypes, ArrayExportTypes, ::testing::ValuesIn(AllTypes()),
                         TypeCaseName<::testing::TestParamInfo<TypeCase>>);

class ArrayExport : public LiveCountsTest {};

TEST_F(ArrayExport, MEM_1_EveryFieldIsWritten) {
  const Imported imported = Import(Int32s({1, 2}));
  ArrowArray exported[2] = {Garbage<ArrowArray>(), {}};
  ArrowSchema types[2] = {Garbage<ArrowSchema>(), {}};
  for (int i = 0; i < 2; i++) {
    ASSERT_OK(ArrowBridgeExportArray(imported.handle.get(), &exported[i], &types[i], &error_));
    EXPECT_EQ(exported[i].length, 2);
    EXPECT_EQ(exported[i].null_count, 0);
    EXPECT_EQ(exported[i].offset, 0);
    EXPECT_EQ(exported[i].n_buffers, 2);
    EXPECT_EQ(exported[i].n_children, 0);
    EXPECT_EQ(exported[i].children, nullptr);
    EXPECT_EQ(exported[i].dictionary, nullptr);
    EXPECT_STREQ(types[i].format, "i");
    EXPECT_STREQ(types[i].name, "");
    EXPECT_EQ(types[i].metadata, nullptr);
    EXPECT_EQ(types[i].flags, ARROW_FLAG_NULLABLE);
    EXPECT_EQ(types[i].n_children, 0);
    EXPECT_EQ(types[i].children, nullptr);
    EXPECT_EQ(types[i].dictionary, nullptr);
    ReleaseChecked(&exported[i]);
    ReleaseChecked(&types[i]);
  }
}

TEST_F(ArrayExport, MEM_6_ExportedManyTimes) {
  Imported imported =
      Import(Batch(2, {Int32s({1, 2}).Named("a"), Strings("u", {"x", "y"}).Named("b")}));
  std::vector<ArrowArray> exported(50, Garbage<ArrowArray>());
  for (ArrowArray& array : exported) {
    ASSERT_OK(ArrowBridgeExportArray(imported.handle.get(), &array, nullptr, &error_));
  }
  EXPECT_EQ(LiveCounts().exported_arrays, counts_.exported_arrays + 50);
  imported.handle.reset();
  for (size_t i = 0; i < exported.size(); i++) {
    EXPECT_TRUE(imported.log->NoneYet());
    ReleaseChecked(&exported[i * 7 % exported.size()]);
  }
  EXPECT_TRUE(imported.log->AllOnce());
}

TEST_F(ArrayExport, MEM_6_ReleasedOnOtherThreads) {
  Imported imported = Import(Batch(2, {Int32s({1, 2}).Named("a")}));
  std::vector<ArrowArray> exported(16, Garbage<ArrowArray>());
  for (ArrowArray& array : exported) {
    ASSERT_OK(ArrowBridgeExportArray(imported.handle.get(), &array, nullptr, &error_));
  }
  imported.handle.reset();
  std::vector<std::thread> threads;
  for (ArrowArray& array : exported) threads.emplace_back([&array] { array.release(&array); });
  for (std::thread& thread : threads) thread.join();
  EXPECT_TRUE(imported.log->AllOnce());
}

TEST_F(ArrayExport, MEM_10_ReleasedAtAnotherAddress) {
  Imported imported =
      Import(Batch(2, {Dictionary(Int32s({0, 1}), Strings("u", {"x", "y"})).Named("a"),
                       Lists("+l", {1, 1}, Int32s({1, 2})).Named("b")}));
  auto exported = Garbage<ArrowArray>();
  auto type = Garbage<ArrowSchema>();
  ASSERT_OK(ArrowBridgeExportArray(imported.handle.get(), &exported, &type, &error_));
  imported.handle.reset();
  const auto moved = Relocate(&exported);
  const auto moved_type = Relocate(&type);
  EXPECT_EQ(moved->children[0]->dictionary->length, 2);
  EXPECT_STREQ(moved_type->children[1]->name, "b");
  ReleaseChecked(moved.get());
  ReleaseChecked(moved_type.get());
  EXPECT_TRUE(imported.log->AllOnce());
}

TEST_F(ArrayExport, MEM_14_SecondReleaseIsANoOp) {
  Imported imported = Import(Batch(1, {Dictionary(Int32s({0}), Int32s({7})).Named("a")}));
  ArrowArray exported[2];
  for (ArrowArray& array : exported) {
    ASSERT_OK(ArrowBridgeExportArray(imported.handle.get(), &array, nullptr, &error_));
  }
  imported.handle.reset();
  const auto release = exported[0].release;
  ReleaseChecked(&exported[0]);
  release(&exported[0]);
  EXPECT_EQ(exported[0].release, nullptr);
  EXPECT_TRUE(imported.log->NoneYet());
  ReleaseChecked(&exported[1]);
  EXPECT_TRUE(imported.log->AllOnce());
}

TEST_F(ArrayExport, MEM_11_ChildReleasedBeforeItsParent) {
  Imported imported = Import(Batch(1, {Int32s({1}).Named("a"), Int32s({2}).Named("b")}));
  auto exported = Garbage<ArrowArray>();
  ASSERT_OK(ArrowBridgeExportArray(imported.handle.get(), &exported, nullptr, &error_));
  ReleaseChecked(exported.children[0]);
  imported.handle.reset();
  EXPECT_TRUE(imported.log->NoneYet());
  ReleaseChecked(&exported);
  EXPECT_TRUE(imported.log->AllOnce());
}

TEST_F(ArrayExport, MEM_6_InterceptorsOnChildrenAreCalledOnce) {
  static int calls;
  static void (*inner)(ArrowArray*);
  calls = 0;
  Imported imported = Import(Batch(1, {Int32s({1}).Named("a"), Int32s({2}).Named("b")}));
  auto exported = Garbage<ArrowArray>();
  ASSERT_OK(ArrowBridgeExportArray(imported.handle.get(), &exported, nullptr, &error_));
  inner = exported.release;
  exported.children[1]->release = [](ArrowArray* self) {
    ++calls;
    self->release = inner;
    inner(self);
  };
  imported.handle.reset();
  ReleaseChecked(&exported);
  EXPECT_EQ(calls, 1);
  EXPECT_TRUE(imported.log->AllOnce());
}

TEST_F(ArrayExport, DIC_1_DictionaryKeepsItsOwnOffsetAndNulls) {
  ArrayData values = Strings("u", {"w", std::nullopt, "y", "z"}).Sliced(1, 3);
  Imported imported = Import(Dictionary(Fixed("c", Values<int8_t>{0, std::nullopt, 2}), values));
  auto exported = Garbage<ArrowArray>();
  ASSERT_OK(ArrowBridgeExportArray(imported.handle.get(), &exported, nullptr, &error_));
  EXPECT_EQ(exported.null_count, 1) << "X10: nulls of the dictionary are not counted";
  EXPECT_EQ(exported.dictionary->offset, 1);
  EXPECT_EQ(exported.dictionary->length, 3);
  ReleaseChecked(&exported);
}

TEST_F(ArrayExport, DIC_1_EmptyDictionaryWithNullIndicesOnly) {
  const Values<int32_t> none(3, std::nullopt);
  Imported imported = Import(Dictionary(Int32s(none), Strings("u", {})));
  auto exported = Garbage<ArrowArray>();
  ASSERT_OK(ArrowBridgeExportArray(imported.handle.get(), &exported, nullptr, &error_));
  EXPECT_EQ(exported.null_count, 3);
  EXPECT_EQ(exported.dictionary->length, 0);
  ReleaseChecked(&exported);
}

TEST_F(ArrayExport, EXT_1_EXT_2_ExtensionsKeepTheirMetadata) {
  // Extensions on the array itself, on a child, inside a map, on the indices of a dictionary, and
  // by name only.
  const auto extend = [](ArrayData data, const std::string& name) {
    data.metadata = Metadata({{"k", ""}, {"ARROW:extension:name", name}});
    return data;
  };
  const ArrayData map = Maps({1}, Strings("u", {"x"}), extend(Int64s({1}), "mine.item"));
  const ArrayData data = extend(
      Batch(1, {extend(Int32s({1}), "mine.int").Named("a"), map.Named("b"),
                extend(Dictionary(Int32s({0}), Strings("u", {"v"})), "mine.dict").Named("c")}),
      "mine.batch");
  Imported imported = Import(data);
  auto exported = Garbage<ArrowArray>();
  auto type = Garbage<ArrowSchema>();
  ASSERT_OK(ArrowBridgeExportArray(imported.handle.get(), &exported, &type, &error_));
  ExpectSharesBuffers(imported.original, exported);
  const auto expect_same = [](const ArrayData& from, const ArrowSchema& to) {
    EXPECT_STREQ(to.format, from.format.c_str()) << "EXT-1: the format is that of the storage";
    ASSERT_NE(to.metadata, nullptr);
    EXPECT_EQ(std::string(to.metadata, from.metadata->size()), *from.metadata);
  };
  expect_same(data, type);
  expect_same(data.children[0], *type.children[0]);
  expect_same(data.children[2], *type.children[2]);
  expect_same(map.children[0].children[1], *type.children[1]->children[0]->children[1]);
  ReleaseChecked(&type);
  ReleaseChecked(&exported);
}

}  // namespace
