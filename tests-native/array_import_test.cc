// Import of arrays: each structural rule broken on purpose, and unusual arrays that must be
// accepted.

#include <cstdint>

#include "support/builders.h"
#include "support/import_errors.h"

namespace {

using namespace arrowbridge_tests;  // NOLINT

constexpr int64_t kMost = INT64_MAX;

class ArrayImport : public ImportErrorTest {
 protected:
  // {a: int32, b: {c: utf8}}
  static ArrayData Nested() {
    return Batch(3, {Int32s({1, std::nullopt, 3}).Named("a"),
                     Batch(3, {Strings("u", {"x", std::nullopt, "z"}).Named("c")}).Named("b")});
  }

  static int64_t NullCount(const ArrayHandle& array) {
    int64_t count = -5;
    EXPECT_EQ(ArrowBridgeArrayNullCount(array.get(), &count, nullptr), 0);
    return count;
  }
};

TEST_F(ArrayImport, MEM_5_ReleasedArrayIsAnError) {
  const SchemaHandle schema = ImportSchema(Int32s({1}));
  auto array = Garbage<ArrowArray>();
  array.release = nullptr;
  auto* out = Garbage<ArrowBridgeArray*>();
  EXPECT_ERROR(ArrowBridgeImportArray(&array, schema.get(), &out, &error_), EINVAL,
               "ArrowBridgeImportArray: MEM-5: ");
  EXPECT_EQ(out, nullptr);
  EXPECT_EQ(array.release, nullptr);
}

TEST_F(ArrayImport, ARR_2_NeedsItsSchema) {
  ArrowArray array;
  const Log log = MakeArray(Nested(), &array);
  auto* out = Garbage<ArrowBridgeArray*>();
  EXPECT_ERROR(ArrowBridgeImportArray(&array, nullptr, &out, &error_), EINVAL, "'schema' is NULL");
  EXPECT_EQ(out, nullptr);
  EXPECT_EQ(array.release, nullptr);
  EXPECT_TRUE(log->AllOnce());
}

TEST_F(ArrayImport, ARR_2_SchemaOfAnotherTypeIsAnError) {
  const SchemaHandle schema = ImportSchema(Strings("u", {}));
  ArrowArray array;
  const Log log = MakeArray(Int32s({1}), &array);
  auto* out = Garbage<ArrowBridgeArray*>();
  EXPECT_ERROR(ArrowBridgeImportArray(&array, schema.get(), &out, &error_), EINVAL, "ARR-7: ");
  EXPECT_TRUE(log->AllOnce());
}

TEST_F(ArrayImport, ARR_3_NegativeLength) {
  ExpectError(Int32s({1}), "ARR-3", "", [](ArrowArray* a) { a->length = -1; });
  ExpectError(Nested(), "ARR-3", "a", [](ArrowArray* a) { a->children[0]->length = -1; });
  ExpectError(Nested(), "ARR-3", "b.c",
              [](ArrowArray* a) { a->children[1]->children[0]->length = INT64_MIN; });
}

TEST_F(ArrayImport, ARR_3_LengthBeyond32Bits) {
  const int64_t length = (int64_t{1} << 33) + 5;
  ArrayData data = Batch(0, {Nulls(length).Named("a")});
  data.length = length;
  EXPECT_EQ(ArrowBridgeArrayLength(ImportArray(data).get()), length);
  data = Nulls(kMost);
  EXPECT_EQ(ArrowBridgeArrayLength(ImportArray(data).get()), kMost);
}

TEST_F(ArrayImport, ARR_4_UnknownNullCountIsCounted) {
  ArrayData data = Int32s({1, std::nullopt, 3, std::nullopt});
  data.null_count = -1;
  EXPECT_EQ(NullCount(ImportArray(data)), 2);
  EXPECT_EQ(NullCount(ImportArray(data.Sliced(2, 2))), 1);
}

TEST_F(ArrayImport, ARR_4_NullCountOutOfRange) {
  ExpectError(Int32s({1}), "ARR-4", "", [](ArrowArray* a) { a->null_count = -2; });
  ExpectError(Int32s({1}), "ARR-4", "", [](ArrowArray* a) { a->null_count = 2; });
  ExpectError(Nested(), "ARR-4", "a", [](ArrowArray* a) { a->children[0]->null_count = 4; });
  ExpectError(Nested(), "ARR-4", "a",
              [](ArrowArray* a) { a->children[0]->null_count = INT64_MIN; });
  ExpectError(Nested(), "ARR-4", "b.c",
              [](ArrowArray* a) { a->children[1]->children[0]->null_count = kMost; });
}

TEST_F(ArrayImport, ARR_5_OffsetOutOfRange) {
  ExpectError(Int32s({1}), "ARR-5", "", [](ArrowArray* a) { a->offset = -1; });
  ExpectError(Nested(), "ARR-5", "a", [](ArrowArray* a) { a->children[0]->offset = INT64_MIN; });
  ExpectError(Nested(), "ARR-5", "b.c",
              [](ArrowArray* a) { a->children[1]->children[0]->offset = -1; });
  ExpectError(Nested(), "ARR-5", "a", [](ArrowArray* a) { a->children[0]->offset = kMost - 2; });
  ExpectError(Nulls(2), "ARR-5", "", [](ArrowArray* a) { a->offset = kMost - 1; });
}

TEST_F(ArrayImport, ARR_8_NullTableOfBuffers) {
  ExpectError(Int32s({}), "ARR-8", "", [](ArrowArray* a) { a->buffers = nullptr; });
  ExpectError(Nested(), "ARR-8", "", [](ArrowArray* a) { a->buffers = nullptr; });
  ExpectError(Nested(), "ARR-8", "a", [](ArrowArray* a) { a->children[0]->buffers = nullptr; });
}

TEST_F(ArrayImport, ARR_9_SizesThatOverflow) {
  const auto grow = [](int64_t length) { return [length](ArrowArray* a) { a->length = length; }; };
  ExpectError(Int64s({1}), "ARR-9", "", grow(kMost));
  ExpectError(Int64s({1}), "ARR-9", "", grow(kMost / 64 + 1));
  ExpectError(FixedBytes("d:76,1,256", 32, {"1"}), "ARR-9", "", grow(kMost / 256 + 1));
  ExpectError(FixedBytes("w:1000000", 1000000, {"1"}), "ARR-9", "", grow(kMost / 1000000));
  ExpectError(Strings("u", {"a"}), "ARR-9", "", grow(kMost - 1));
  ExpectError(Views("vu", {"a"}), "ARR-9", "", grow(kMost - 1));
  ExpectError(ListViews("+vL", {0}, Int32s({})), "ARR-9", "", grow(kMost / 8));
  ExpectError(Batch(1, {Int64s({1}).Named("a")}), "ARR-9", "a", [](ArrowArray* a) {
    a->length = kMost / 2;
    a->children[0]->length = kMost / 2;
  });
}

TEST_F(ArrayImport, COL_10_FixedSizeListThatOverflows) {
  ExpectError(FixedSizeLists(1000, {true}, Nulls(1000)), "COL-10", "",
              [](ArrowArray* a) { a->length = kMost / 100; });
  ExpectError(Batch(1, {FixedSizeLists(1000, {true}, Nulls(1000)).Named("a")}), "COL-10", "a",
              [](ArrowArray* a) { a->children[0]->offset = kMost / 100; });
}

TEST_F(ArrayImport, ARR_11_NullBitmapWithNulls) {
  ExpectError(Int32s({1, 2}), "ARR-11", "", [](ArrowArray* a) { a->null_count = 1; });
  ExpectError(Nested(), "ARR-11", "a", [](ArrowArray* a) { a->children[0]->buffers[0] = nullptr; });
}

TEST_F(ArrayImport, ARR_11_NullDataOfEmptyStrings) {
  ArrayData data = Strings("u", {"", std::nullopt, ""});
  data.buffers[2] = std::nullopt;
  EXPECT_NE(ImportArray(data), nullptr);
}

TEST_F(ArrayImport, ARR_12_WrongNumberOfChildren) {
  ExpectError(Nested(), "ARR-12", "", [](ArrowArray* a) { a->n_children = 1; });
  ExpectError(Nested(), "ARR-12", "", [](ArrowArray* a) { a->n_children = 3; });
  ExpectError(Nested(), "ARR-12", "", [](ArrowArray* a) { a->n_children = -1; });
  ExpectError(Nested(), "ARR-12", "b", [](ArrowArray* a) { a->children[1]->n_children = 0; });
  ExpectError(Nested(), "ARR-12", "a", [](ArrowArray* a) { a->children[0]->n_children = 1; });
}

TEST_F(ArrayImport, ARR_13_NullChildren) {
  ExpectError(Nested(), "ARR-13", "", [](ArrowArray* a) { a->children = nullptr; });
  ExpectError(Nested(), "ARR-13", "a", [](ArrowArray* a) { a->children[0] = nullptr; });
  ExpectError(Nested(), "ARR-13", "b.c",
              [](ArrowArray* a) { a->children[1]->children[0] = nullptr; });
}

TEST_F(ArrayImport, ARR_14_UnexpectedDictionary) {
  ArrowArray other;
  const Log log = MakeArray(Int32s({}), &other);
  ExpectError(Int32s({1}), "ARR-14", "", [&](ArrowArray* a) { a->dictionary = &other; });
  ExpectError(Nested(), "ARR-14", "a", [&](ArrowArray* a) { a->children[0]->dictionary = &other; });
  EXPECT_TRUE(log->NoneYet());
  ReleaseChecked(&other);
}

TEST_F(ArrayImport, ARR_14_MissingDictionary) {
  const ArrayData data = Dictionary(Int32s({0, 1}), Strings("u", {"x", "y"}));
  ExpectError(data, "ARR-14", "", [](ArrowArray* a) { a->dictionary = nullptr; });
  ExpectError(Batch(2, {data.Named("a")}), "ARR-14", "a",
              [](ArrowArray* a) { a->children[0]->dictionary = nullptr; });
}

TEST_F(ArrayImport, ARR_15_ReleasedChildrenAreErrors) {
  ExpectError(Nested(), "ARR-15", "a",
              [](ArrowArray* a) { a->children[0]->release(a->children[0]); });
  ExpectError(Nested(), "ARR-15", "b.c", [](ArrowArray* a) {
    a->children[1]->children[0]->release(a->children[1]->children[0]);
  });
  ExpectError(Dictionary(Int32s({0}), Int32s({7})), "ARR-15", "(dictionary)",
              [](ArrowArray* a) { a->dictionary->release(a->dictionary); });
}

TEST_F(ArrayImport, ARR_16_PrivateDataIsNotAccessed) {
  static int calls;
  calls = 0;
  static void* const kInvalidPointer = reinterpret_cast<void*>(uintptr_t{1});
  const void* buffers[] = {nullptr, nullptr};
  ArrowArray array = {};
  array.n_buffers = 2;
  array.buffers = buffers;
  array.private_data = kInvalidPointer;
  array.release = [](ArrowArray* self) {
    ++calls;
    EXPECT_EQ(self->private_data, kInvalidPointer);
    self->release = nullptr;
  };
  const SchemaHandle schema = ImportSchema(Int32s({}));
  ArrowBridgeArray* out = nullptr;
  ASSERT_OK(ArrowBridgeImportArray(&array, schema.get(), &out, &error_));
  EXPECT_EQ(array.release, nullptr);
  EXPECT_EQ(calls, 0);
  ArrowBridgeArrayRelease(out);
  EXPECT_EQ(calls, 1);
}

TEST_F(ArrayImport, COL_10_ChildOfFixedSizeListTooShort) {
  const ArrayData data = FixedSizeLists(2, {true, true}, Int32s({1, 2, 3, 4}));
  EXPECT_NE(ImportArray(data), nullptr);
  ExpectError(data, "COL-10", "item", [](ArrowArray* a) { a->children[0]->length = 3; });
  ExpectError(data, "COL-10", "item", [](ArrowArray* a) { a->offset = 1; });
}

TEST_F(ArrayImport, COL_11_ChildOfStructTooShort) {
  ExpectError(Nested(), "COL-11", "a", [](ArrowArray* a) { a->children[0]->length = 2; });
  ExpectError(Nested(), "COL-11", "a", [](ArrowArray* a) { a->offset = 1; });
  ExpectError(Nested(), "COL-11", "b.c",
              [](ArrowArray* a) { a->children[1]->children[0]->length = 2; });
}

TEST_F(ArrayImport, COL_13_ChildOfSparseUnionTooShort) {
  const ArrayData data =
      SparseUnion("+us:0,1", {0, 1}, {Int32s({1, 2}).Named("x"), Int32s({3, 4}).Named("y")});
  EXPECT_NE(ImportArray(data), nullptr);
  ExpectError(data, "COL-13", "y", [](ArrowArray* a) { a->children[1]->length = 1; });
}

TEST_F(ArrayImport, COL_14_NullCountOfTypesWithoutABitmap) {
  const ArrayData data = SparseUnion("+us:0", {0, 0}, {Int32s({1, 2}).Named("x")});
  ExpectError(data, "COL-14", "", [](ArrowArray* a) { a->null_count = 1; });
}

TEST_F(ArrayImport, COL_16_InvalidRunEnds) {
  const ArrayData data = RunEndEncoded(4, Int32s({2, 4}), Strings("u", {"x", "y"}));
  EXPECT_NE(ImportArray(data), nullptr);
  ExpectError(data, "COL-16", "", [](ArrowArray* a) { a->null_count = 1; });
  ExpectError(data, "COL-16", "", [](ArrowArray* a) { a->children[1]->length = 1; });
  ExpectError(data, "COL-16", "", [](ArrowArray* a) { a->children[0]->length = 0; });
  ExpectError(RunEndEncoded(4, Int32s({2, std::nullopt}), Int32s({1, 2})), "COL-16", "");
}

TEST_F(ArrayImport, X8_UnknownNullCountWithoutBitmap) {
  ArrayData data = Int32s({1, 2});
  data.null_count = -1;
  const ArrayHandle array = ImportArray(data);
  EXPECT_EQ(NullCount(array), 0);
  auto exported = Garbage<ArrowArray>();
  ASSERT_OK(ArrowBridgeExportArray(array.get(), &exported, nullptr, &error_));
  EXPECT_EQ(exported.buffers[0], nullptr);
  EXPECT_EQ(exported.null_count, 0);
  ReleaseChecked(&exported);
}

TEST_F(ArrayImport, SCH_20_SixtyFourLevels) {
  ArrayData data = Int32s({1, 2});
  for (int level = 1; level < 64; level++) data = Batch(2, {data.Named("f")});
  Log log;
  ArrayHandle array = ImportArray(data, &log);
  ASSERT_NE(array, nullptr);
  auto exported = Garbage<ArrowArray>();
  ASSERT_OK(ArrowBridgeExportArray(array.get(), &exported, nullptr, &error_));
  array.reset();
  EXPECT_TRUE(log->NoneYet());
  ReleaseChecked(&exported);
  EXPECT_TRUE(log->AllOnce());
}

TEST_F(ArrayImport, RB_1_RecordBatchMustBeAStruct) {
  const SchemaHandle schema = ImportSchema(Int32s({1}));
  ArrowArray array;
  const Log log = MakeArray(Int32s({1}), &array);
  auto* out = Garbage<ArrowBridgeArray*>();
  EXPECT_ERROR(ArrowBridgeImportRecordBatch(&array, schema.get(), &out, &error_), EINVAL,
               "ArrowBridgeImportRecordBatch: RB-1: ");
  EXPECT_EQ(out, nullptr);
  EXPECT_TRUE(log->AllOnce());
}

// Offsets are contents. The import reads them only to find out whether data that is missing is
// needed.
TEST_F(ArrayImport, ARR_11_OffsetsAreNotReadIfDataIsPresent) {
  constexpr int64_t kFarLength = int64_t{1} << 45;
  ArrayData data = Strings("u", {"a", "b"});
  data.length = kFarLength;
  const ArrayHandle array = ImportArray(data);
  EXPECT_EQ(ArrowBridgeArrayLength(array.get()), kFarLength);
}

}  // namespace
