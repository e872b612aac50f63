// Arrays whose contents break the rules and were never validated. Whatever reads contents validates
// them first. A slice keeps the size of the bytes of the whole, which is its last offset. Handing
// on does not look at contents.

#include <cerrno>
#include <cstdint>
#include <string>

#include "support/builders.h"
#include "support/handles.h"
#include "support/live_counts.h"
#include "support/read.h"

namespace {

using namespace arrowbridge_tests;  // NOLINT

constexpr int64_t kFar = 2147483632;

// Three texts; the offset in the middle leads far beyond the bytes.
ArrayData WildTexts(const std::string& format) {
  ArrayData data = Strings(format, {"abcd", "efgh", "ijkl"});
  data.buffers[1] = format == "u" || format == "z"
                        ? BytesOf<int32_t>({0, static_cast<int32_t>(kFar), 8, 12})
                        : BytesOf<int64_t>({0, kFar, 8, 12});
  return data;
}

class Unvalidated : public LiveCountsTest {
 protected:
  // The message of a slice, or "" if it was made.
  std::string SliceError(const ArrayHandle& array, int64_t from, int64_t rows) {
    auto* out = Garbage<ArrowBridgeArray*>();
    const int code = ArrowBridgeArraySlice(array.get(), from, rows, &out, &error_);
    EXPECT_TRUE(code == 0 || code == EINVAL);
    EXPECT_EQ(out == nullptr, code != 0);
    ArrowBridgeArrayRelease(out);
    return code == 0 ? "" : error_.message;
  }

  // A reader over one batch with these columns.
  ReaderHandle ReaderOf(const ArrayData& batch) {
    ArrowSchema schema;
    ArrowArray array;
    MakeSchema(batch, &schema);
    MakeArray(batch, &array);
    auto* reader = Garbage<ArrowBridgeReader*>();
    EXPECT_OK(ArrowBridgeReaderFromBatches(&schema, 1, &array, &reader, &error_));
    return ReaderHandle(reader);
  }
};

TEST_F(Unvalidated, COL_5_SlicesKeepTheEndOffsetOfTheWhole) {
  for (const std::string format : {"u", "z", "U", "Z"}) {
    SCOPED_TRACE(format);
    const ArrayHandle array = ImportArray(WildTexts(format));
    const std::string rule = "ArrowBridgeArraySlice: COL-5: ";
    EXPECT_EQ(SliceError(array, 0, 1).substr(0, rule.size()), rule);
    EXPECT_EQ(SliceError(array, 1, 2).substr(0, rule.size()), rule);
    EXPECT_EQ(SliceError(array, 1, 0), "");  // without rows, there are no bytes
    EXPECT_EQ(SliceError(array, 0, 2), "");
    auto* slice = Garbage<ArrowBridgeArray*>();
    ASSERT_OK(ArrowBridgeArraySlice(array.get(), 0, 2, &slice, &error_));
    EXPECT_ERROR(ArrowBridgeArrayValidate(slice, ARROWBRIDGE_VALIDATE_DEFAULT, &error_), EINVAL,
                 "COL-5");
    ArrowBridgeArrayRelease(slice);
    EXPECT_EQ(SliceError(array, 0, 3), "");
    EXPECT_EQ(SliceError(array, 2, 1), "");
  }
}

// The offset of a row that nothing leads to is no error. A slice without rows does not use it.
TEST_F(Unvalidated, COL_5_NoRowsOfAColumnWithAWildOffset) {
  for (const std::string format : {"u", "z", "U", "Z"}) {
    SCOPED_TRACE(format);
    ArrayData texts = WildTexts(format);
    texts.buffers[1] = format == "u" || format == "z" ? BytesOf<int32_t>({31, 31, 0, 0})
                                                      : BytesOf<int64_t>({31, 31, 0, 0});
    ArrayData batch = Batch(3, {texts.Named("c")});
    batch.length = 0;
    const ArrayHandle array = ImportArray(batch);
    ASSERT_OK(ArrowBridgeArrayValidate(array.get(), ARROWBRIDGE_VALIDATE_FULL, &error_));
    auto* text = Garbage<char*>();
    EXPECT_OK(ArrowBridgeArrayToString(array.get(), nullptr, &text, &error_));
    ArrowBridgeStringRelease(text);
    auto* column = Garbage<ArrowBridgeArray*>();
    ASSERT_OK(ArrowBridgeArrayColumn(array.get(), 0, &column, &error_));
    const ArrayHandle owned(column);
    auto exported = Garbage<ArrowArray>();
    ASSERT_OK(ArrowBridgeExportArray(column, &exported, nullptr, &error_));
    EXPECT_EQ(exported.length, 0);
    EXPECT_EQ(exported.offset, 0) << "consumers take the last offset as the size of the bytes";
    EXPECT_EQ(static_cast<const int32_t*>(exported.buffers[1])[0], 0);
    ReleaseChecked(&exported);
    // Rows without bytes beyond the end: a slice of them would be refused, so the whole is.
    ArrayData lists = Lists("+l", {1}, texts.Named("item"));
    EXPECT_ERROR(
        ArrowBridgeArrayValidate(ImportArray(lists).get(), ARROWBRIDGE_VALIDATE_DEFAULT, &error_),
        EINVAL, "COL-5", "ends at byte 31, past the last offset of the array, 0");
  }
}

TEST_F(Unvalidated, COL_5_ColumnsAndBatchesWithAnOffsetKeepItToo) {
  ArrayData batch = Batch(3, {WildTexts("u").Named("c")});
  batch.length = 1;
  const ArrayHandle array = ImportArray(batch);
  auto* column = Garbage<ArrowBridgeArray*>();
  EXPECT_ERROR(ArrowBridgeArrayColumn(array.get(), 0, &column, &error_), EINVAL, "COL-5", "'c'");
  EXPECT_EQ(column, nullptr);
  auto exported = Garbage<ArrowArray>();
  EXPECT_ERROR(ArrowBridgeExportRecordBatch(array.get(), &exported, nullptr, &error_), EINVAL,
               "COL-5", "'c'");
  EXPECT_EQ(exported.release, nullptr);
  // The struct itself, whose children stay whole.
  ASSERT_OK(ArrowBridgeExportArray(array.get(), &exported, nullptr, &error_));
  EXPECT_EQ(exported.children[0]->length, 3);
  ReleaseChecked(&exported);
}

TEST_F(Unvalidated, COL_5_ReadersOfContentsValidateFirst) {
  const ArrayHandle texts = ImportArray(WildTexts("u"));
  auto* text = Garbage<char*>();
  EXPECT_ERROR(ArrowBridgeArrayToString(texts.get(), nullptr, &text, &error_), EINVAL, "COL-5");
  EXPECT_EQ(text, nullptr);
  int equal = -1;
  EXPECT_ERROR(ArrowBridgeArrayEquals(texts.get(), texts.get(), &equal, &error_), EINVAL, "COL-5");
  const SchemaHandle views = ImportSchema(Views("vu", {}));
  auto* cast = Garbage<ArrowBridgeArray*>();
  EXPECT_ERROR(
      ArrowBridgeArrayCast(texts.get(), views.get(), ARROWBRIDGE_CAST_STRICT, &cast, &error_),
      EINVAL, "COL-5");
  EXPECT_EQ(cast, nullptr);
}

TEST_F(Unvalidated, COL_5_RebatchAndWritersValidateFirst) {
  const ArrayData batch = Batch(3, {WildTexts("u").Named("c")});
  for (const auto& [least, most] : {std::pair<int64_t, int64_t>{1, 2}, {4, 8}, {3, 0}}) {
    const ReaderHandle source = ReaderOf(batch);
    auto* reader = Garbage<ArrowBridgeReader*>();
    ASSERT_OK(ArrowBridgeReaderRebatch(source.get(), least, most, &reader, &error_));
    const ReaderHandle owned(reader);
    auto next = Garbage<ArrowArray>();
    if (least == 3) {
      EXPECT_OK(ArrowBridgeReaderNext(reader, &next, &error_));  // handed on as it came
      ReleaseChecked(&next);
      continue;
    }
    EXPECT_ERROR(ArrowBridgeReaderNext(reader, &next, &error_), EINVAL, "COL-5", "'c'");
    EXPECT_EQ(next.release, nullptr);
  }
  const std::string path = testing::TempDir() + "unvalidated.arrow";
  EXPECT_ERROR(ArrowBridgeWriteIpcFile(ReaderOf(batch).get(), path.c_str(), nullptr, &error_),
               EINVAL, "COL-5", "'c'");
  EXPECT_ERROR(ArrowBridgeWriteJsonFile(ReaderOf(batch).get(), path.c_str(), &error_), EINVAL,
               "COL-5", "'c'");
  EXPECT_ERROR(ArrowBridgeWriteTextFile(ReaderOf(batch).get(), path.c_str(), nullptr, &error_),
               EINVAL, "COL-5", "'c'");
}

// A level that was passed holds for slices and columns too, and is not checked again.
TEST_F(Unvalidated, TheLevelPassedIsRemembered) {
  ArrayData batch = Batch(3, {Strings("u", {"abcd", "efgh", "ijkl"}).Named("c")});
  ArrowArray array;
  MakeArray(batch, &array);
  auto* offsets = static_cast<int32_t*>(const_cast<void*>(array.children[0]->buffers[1]));
  const SchemaHandle schema = ImportSchema(batch);
  auto* handle = Garbage<ArrowBridgeArray*>();
  ASSERT_OK(ArrowBridgeImportArray(&array, schema.get(), &handle, &error_));
  const ArrayHandle owned(handle);
  ASSERT_OK(ArrowBridgeArrayValidate(handle, ARROWBRIDGE_VALIDATE_DEFAULT, &error_));
  offsets[1] = 9;  // a producer must not do this; it shows whether contents are read again
  EXPECT_OK(ArrowBridgeArrayValidate(handle, ARROWBRIDGE_VALIDATE_DEFAULT, &error_));
  auto* column = Garbage<ArrowBridgeArray*>();
  ASSERT_OK(ArrowBridgeArrayColumn(handle, 0, &column, &error_));
  const ArrayHandle column_owner(column);
  EXPECT_OK(ArrowBridgeArrayValidate(column, ARROWBRIDGE_VALIDATE_DEFAULT, &error_));
  EXPECT_ERROR(ArrowBridgeArrayValidate(column, ARROWBRIDGE_VALIDATE_FULL, &error_), EINVAL,
               "COL-5");
  offsets[1] = 4;
}

}  // namespace
