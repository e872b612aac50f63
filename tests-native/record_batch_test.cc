// Record batches: imports accept everything that a struct may contain; exports have the form that
// every consumer understands (RB-1).

#include <cerrno>
#include <string>
#include <vector>

#include "support/all_types.h"
#include "support/handles.h"
#include "support/live_counts.h"
#include "support/read.h"

namespace {

using namespace arrowbridge_tests;  // NOLINT

using Ints = Values<int32_t>;
constexpr auto kNull = std::nullopt;

class RecordBatchTest : public LiveCountsTest {
 protected:
  ArrayHandle ImportBatch(const ArrayData& data) {
    const SchemaHandle schema = ImportSchema(data);
    ArrowArray array;
    log_ = MakeArray(data, &array);
    ArrowBridgeArray* out = nullptr;
    EXPECT_OK(ArrowBridgeImportRecordBatch(&array, schema.get(), &out, &error_));
    EXPECT_EQ(array.release, nullptr);
    return ArrayHandle(out);
  }

  // Exports the batch and checks that it has the form that every consumer understands. The handle
  // is released first.
  ArrowArray Export(ArrayHandle batch) {
    auto exported = Garbage<ArrowArray>();
    EXPECT_OK(ArrowBridgeExportRecordBatch(batch.get(), &exported, nullptr, &error_));
    if (exported.release == nullptr) return exported;
    const int64_t rows = ArrowBridgeArrayLength(batch.get());
    batch.reset();
    EXPECT_EQ(exported.offset, 0);
    EXPECT_EQ(exported.null_count, 0);
    EXPECT_EQ(exported.n_buffers, 1);
    EXPECT_EQ(exported.buffers[0], nullptr);
    EXPECT_EQ(exported.length, rows);
    for (int64_t i = 0; i < exported.n_children; i++) {
      EXPECT_EQ(exported.children[i]->length, rows);
    }
    return exported;
  }

  ArrayHandle Slice(const ArrayHandle& array, int64_t offset, int64_t length) {
    auto* out = Garbage<ArrowBridgeArray*>();
    EXPECT_OK(ArrowBridgeArraySlice(array.get(), offset, length, &out, &error_));
    return ArrayHandle(out);
  }

  Log log_;
};

class RecordBatch : public RecordBatchTest {};

TEST_F(RecordBatch, RB_1_PlainBatchIsSharedUnchanged) {
  ArrayData data = Batch(3, {Int32s({1, kNull, 3}).Named("a"), Int32s({4, 5, 6}).Named("b")});
  data.metadata = Metadata({{"k", "v"}});
  ArrayHandle batch = ImportBatch(data);
  EXPECT_EQ(ArrowBridgeArrayNumColumns(batch.get()), 2);
  auto exported = Garbage<ArrowArray>();
  auto type = Garbage<ArrowSchema>();
  ASSERT_OK(ArrowBridgeExportRecordBatch(batch.get(), &exported, &type, &error_));
  batch.reset();
  EXPECT_EQ(Read<int32_t>(*exported.children[0]), (Ints{1, kNull, 3}));
  EXPECT_STREQ(type.format, "+s");
  EXPECT_STREQ(type.children[1]->name, "b");
  EXPECT_EQ(std::string(type.metadata, data.metadata->size()), *data.metadata);
  ReleaseChecked(&type);
  ReleaseChecked(&exported);
  EXPECT_TRUE(log_->AllOnce());
}

TEST_F(RecordBatch, RB_1_TopLevelOffset) {
  const ArrayData own_offset = Int32s({9, 9, 10, 11, 12, 13}).Sliced(1, 5);
  const ArrayData data = Batch(5, {Int32s({1, 2, kNull, 4, 5}).Named("a"), own_offset.Named("b")});
  ArrowArray exported = Export(ImportBatch(data.Sliced(2, 2)));
  EXPECT_EQ(Read<int32_t>(*exported.children[0]), (Ints{kNull, 4}));
  EXPECT_EQ(Read<int32_t>(*exported.children[1]), (Ints{11, 12}));
  ReleaseChecked(&exported);
  EXPECT_TRUE(log_->AllOnce());
}

TEST_F(RecordBatch, RB_1_OffsetIsKeptOnRequest) {
  const ArrayHandle batch = ImportBatch(Batch(4, {Int32s({1, 2, 3, 4}).Named("a")}).Sliced(1, 2));
  auto exported = Garbage<ArrowArray>();
  ASSERT_OK(ArrowBridgeExportArray(batch.get(), &exported, nullptr, &error_));
  EXPECT_EQ(exported.offset, 1);
  EXPECT_EQ(exported.length, 2);
  EXPECT_EQ(exported.children[0]->length, 4);
  EXPECT_EQ(exported.children[0]->offset, 0);
  ReleaseChecked(&exported);
}

TEST_F(RecordBatch, RB_1_TopLevelNulls) {
  const ArrayData columns = Struct(
      {true, false, true, true},
      {Int32s({1, 2, kNull, 4}).Named("a"), Int32s({5, 6, 7, 8}).Named("b"), Nulls(4).Named("n")});
  ArrowArray exported = Export(ImportBatch(columns));
  EXPECT_EQ(Read<int32_t>(*exported.children[0]), (Ints{1, kNull, kNull, 4}));
  EXPECT_EQ(exported.children[0]->null_count, 2);
  EXPECT_EQ(Read<int32_t>(*exported.children[1]), (Ints{5, kNull, 7, 8}));
  EXPECT_EQ(exported.children[1]->null_count, 1);
  EXPECT_EQ(exported.children[2]->null_count, 4);
  ReleaseChecked(&exported);
  EXPECT_TRUE(log_->AllOnce());
}

TEST_F(RecordBatch, RB_1_OffsetAndNulls) {
  ArrayData data = Struct({false, true, true, false, true}, {Int32s({1, 2, 3, 4, 5}).Named("a")});
  data.children[0] = Int32s({0, 0, 0, 1, 2, kNull, 4, 5, 0}).Sliced(3, 5).Named("a");
  data = data.Sliced(1, 4);
  EXPECT_EQ(data.null_count, -1);
  ArrowArray exported = Export(ImportBatch(data));
  EXPECT_EQ(Read<int32_t>(*exported.children[0]), (Ints{2, kNull, kNull, 5}));
  EXPECT_EQ(exported.children[0]->null_count, 2);
  ReleaseChecked(&exported);
  EXPECT_TRUE(log_->AllOnce());
}

TEST_F(RecordBatch, RB_1_BitmapWithoutNullsIsDropped) {
  for (int64_t null_count : {0, -1}) {
    ArrayData data = Batch(3, {Int32s({1, 2, 3}).Named("a"),
                               SparseUnion("+us:0", {0, 0, 0}, {Int32s({1, 2, 3})}).Named("u")});
    data.buffers[0] = Bytes{0x07};
    data.null_count = null_count;
    ArrowArray exported = Export(ImportBatch(data));
    EXPECT_EQ(Read<int32_t>(*exported.children[0]), (Ints{1, 2, 3}));
    ReleaseChecked(&exported);
    EXPECT_TRUE(log_->AllOnce());
  }
}

TEST_F(RecordBatch, RB_1_ColumnsLongerThanTheBatch) {
  ArrayData data = Batch(3, {Int32s({1, 2, kNull, 4, 5}).Named("a"), Int32s({6, 7, 8}).Named("b")});
  ArrowArray exported = Export(ImportBatch(data));
  EXPECT_EQ(Read<int32_t>(*exported.children[0]), (Ints{1, 2, kNull}));
  EXPECT_EQ(Read<int32_t>(*exported.children[1]), (Ints{6, 7, 8}));
  ReleaseChecked(&exported);
  EXPECT_TRUE(log_->AllOnce());
}

TEST_F(RecordBatch, RB_1_RowsWithoutColumns) {
  for (const ArrayData& data : {Batch(7, {}), Batch(9, {}).Sliced(2, 7),
                                Struct({true, false, true, true, true, true, true}, {})}) {
    ArrayHandle batch = ImportBatch(data);
    EXPECT_EQ(ArrowBridgeArrayNumColumns(batch.get()), 0);
    ArrowArray exported = Export(std::move(batch));
    EXPECT_EQ(exported.length, 7);
    EXPECT_EQ(exported.n_children, 0);
    ReleaseChecked(&exported);
    EXPECT_TRUE(log_->AllOnce());
  }
}

TEST_F(RecordBatch, RB_1_NoRows) {
  ArrowArray exported = Export(ImportBatch(Batch(0, {Int32s({}).Named("a")})));
  EXPECT_EQ(exported.length, 0);
  ReleaseChecked(&exported);
}

TEST_F(RecordBatch, RB_1_SlicesOfSlices) {
  ArrayHandle batch = ImportBatch(Struct({true, true, true, false, true, true, true, true},
                                         {Int32s({0, 1, 2, 3, 4, 5, kNull, 7}).Named("a")}));
  ArrayHandle outer = Slice(batch, 1, 6);
  batch.reset();
  ArrayHandle inner = Slice(outer, 1, 4);
  outer.reset();
  ArrowArray exported = Export(Slice(inner, 1, 2));
  EXPECT_EQ(Read<int32_t>(*exported.children[0]), (Ints{kNull, 4}));
  ReleaseChecked(&exported);
  EXPECT_TRUE(log_->NoneYet()) << "the inner slice still refers to it";
  exported = Export(std::move(inner));
  EXPECT_EQ(Read<int32_t>(*exported.children[0]), (Ints{2, kNull, 4, 5}));
  ReleaseChecked(&exported);
  EXPECT_TRUE(log_->AllOnce());
}

TEST_F(RecordBatch, RB_1_OnlyNullRowsInTheSliceCount) {
  const ArrayHandle batch = ImportBatch(
      Struct({true, false, true, true},
             {SparseUnion("+us:0", {0, 0, 0, 0}, {Int32s({1, 2, 3, 4}).Named("x")}).Named("u")}));
  auto exported = Garbage<ArrowArray>();
  EXPECT_ERROR(ArrowBridgeExportRecordBatch(batch.get(), &exported, nullptr, &error_), ENOTSUP,
               "ArrowBridgeExportRecordBatch: RB-1: ", "field 'u': ");
  EXPECT_EQ(exported.release, nullptr);
  ArrowArray slice_of_batch = Export(Slice(batch, 2, 2));
  EXPECT_EQ(slice_of_batch.children[0]->offset, 2);
  ReleaseChecked(&slice_of_batch);
}

TEST_F(RecordBatch, RB_1_MustBeAStruct) {
  const ArrayHandle array = ImportArray(Int32s({1}));
  auto exported = Garbage<ArrowArray>();
  auto type = Garbage<ArrowSchema>();
  EXPECT_ERROR(ArrowBridgeExportRecordBatch(array.get(), &exported, &type, &error_), EINVAL,
               "ArrowBridgeExportRecordBatch: RB-1: ");
  EXPECT_EQ(exported.release, nullptr);
  EXPECT_EQ(type.release, nullptr);
}

// A batch of one column of every type, with rows that are null in the batch itself.
class RecordBatchTypes : public RecordBatchTest, public ::testing::WithParamInterface<TypeCase> {
 protected:
  static constexpr int64_t kRows = 20;

  // Row 5 is null and inside all slices.
  static ArrayData Data(bool with_nulls) {
    std::vector<bool> valid(kRows, true);
    valid[5] = false;
    return Struct(valid, {GetParam().make(kRows, with_nulls).Named("a")});
  }

  static bool TakesNulls() {
    const std::string start = GetParam().make(1, false).format.substr(0, 2);
    return start != "+u" && start != "+r";
  }

  // The column as a range of rows from `offset` with the null row marked; other buffers are shared.
  void ExpectMarked(const ArrowArray& column, const ArrowArray& original, int64_t offset) {
    EXPECT_EQ(column.offset, original.offset + offset);
    for (int64_t i = 1; i < original.n_buffers; i++) {
      EXPECT_EQ(column.buffers[i], original.buffers[i]);
    }
    if (original.n_buffers == 0) return;
    int64_t nulls = 0;
    for (int64_t i = 0; i < column.length; i++) {
      const bool valid = i + offset != 5 && IsValidAt(original, i + offset);
      EXPECT_EQ(IsValidAt(column, i), valid) << i;
      nulls += !valid;
    }
    EXPECT_EQ(column.null_count, nulls);
  }
};

TEST_P(RecordBatchTypes, RB_1_NullRowsAreMarkedInTheColumn) {
  for (bool with_nulls : {false, true}) {
    for (int64_t offset : {0, 3}) {
      const ArrayData data = Data(with_nulls);
      const SchemaHandle schema = ImportSchema(data);
      ArrowArray array;
      const Log log = MakeArray(data.Sliced(offset, kRows - offset - 1), &array);
      const ArrowArray original =
          *array.children[0];  // the column outlives the batch, and so does this pointer
      ArrowBridgeArray* out = nullptr;
      ASSERT_OK(ArrowBridgeImportRecordBatch(&array, schema.get(), &out, &error_));
      ArrayHandle batch(out);
      auto exported = Garbage<ArrowArray>();
      if (!TakesNulls()) {
        EXPECT_ERROR(ArrowBridgeExportRecordBatch(batch.get(), &exported, nullptr, &error_),
                     ENOTSUP, "RB-1: field 'a': ");
        EXPECT_ERROR(ArrowBridgeArrayColumn(batch.get(), 0, &out, &error_), ENOTSUP,
                     "ArrowBridgeArrayColumn: RB-1: field 'a': ");
        EXPECT_EQ(out, nullptr);
        continue;
      }
      ASSERT_OK(ArrowBridgeArrayColumn(batch.get(), 0, &out, &error_));
      ArrayHandle column(out);
      EXPECT_EQ(ArrowBridgeArrayLength(column.get()), kRows - offset - 1);
      auto alone = Garbage<ArrowArray>();
      ASSERT_OK(ArrowBridgeExportArray(column.get(), &alone, nullptr, &error_));
      column.reset();
      exported = Export(std::move(batch));
      ExpectMarked(*exported.children[0], original, offset);
      ExpectMarked(alone, original, offset);
      ArrowArray moved = MoveOut(exported.children[0]);
      ReleaseChecked(&exported);
      ReleaseChecked(&alone);
      ExpectMarked(moved, original, offset);
      EXPECT_EQ(log->Calls("a"), 0);
      ReleaseChecked(&moved);
      EXPECT_TRUE(log->AllOnce());
    }
  }
}

INSTANTIATE_TEST_SUITE_P(AllTypes, RecordBatchTypes, ::testing::ValuesIn(AllTypes()),
                         TypeCaseName<::testing::TestParamInfo<TypeCase>>);

}  // namespace
