// Rebatching: the same rows in batches of other lengths.

#include "support/adapter_fixture.h"
#include "support/all_types.h"

namespace {

using namespace arrowbridge_tests;  // NOLINT

class Rebatching : public AdapterFixture {
 protected:
  // Returns the lengths of all remaining batches. Their rows, concatenated, must be the rows of
  // batches of these lengths.
  std::vector<int64_t> Lengths(const ReaderHandle& reader) {
    std::vector<int64_t> lengths;
    for (ArrayHandle batch = Next(reader); batch != nullptr; batch = Next(reader)) {
      lengths.push_back(ArrowBridgeArrayLength(batch.get()));
    }
    ExpectEnd(reader);
    return lengths;
  }

  ReaderHandle OfLengths(const std::vector<int64_t>& lengths) {
    std::vector<ArrayData> batches;
    for (const int64_t rows : lengths) batches.push_back(NumberedBatch(0, rows));
    return Import(Foreign(batches));
  }
};

using Rows = std::vector<int64_t>;

TEST_F(Rebatching, LengthsAreAsRequested) {
  const Rows in = {5, 0, 1, 7, 2, 3};
  const struct {
    int64_t min;
    int64_t max;
    Rows out;
  } cases[] = {
      {0, 0, in},
      {1, 0, {5, 1, 7, 2, 3}},
      {0, 4, {4, 1, 0, 1, 4, 3, 2, 3}},
      {4, 4, {4, 4, 4, 4, 2}},
      {6, 0, {6, 7, 5}},
      {3, 5, {5, 5, 3, 5}},
      {100, 0, {18}},
      {100, 200, {18}},
      {18, 18, {18}},
      {19, 19, {18}},
      {1, 1, Rows(18, 1)},
  };
  for (const auto& one : cases) {
    SCOPED_TRACE("min " + std::to_string(one.min) + ", max " + std::to_string(one.max));
    EXPECT_EQ(Lengths(Rebatch(OfLengths(in), one.min, one.max)), one.out);
  }
  EXPECT_EQ(Lengths(Rebatch(OfLengths({}), 10, 20)), Rows{});
  EXPECT_EQ(Lengths(Rebatch(OfLengths({0, 0}), 10, 20)), Rows{});
}

TEST_F(Rebatching, CuttingCopiesNothing) {
  const ReaderHandle reader = Rebatch(OfLengths({10}), 0, 4);
  const int64_t copied = ArrowBridgeBytesCopied();
  ArrowArray parts[3];
  const void* numbers = nullptr;
  for (ArrowArray& part : parts) {
    ASSERT_OK(ArrowBridgeReaderNext(reader.get(), &part, &error_));
    EXPECT_EQ(part.offset, 0) << "consumers want batches without an offset of their own";
    if (numbers == nullptr) numbers = part.children[0]->buffers[1];
    EXPECT_EQ(part.children[0]->buffers[1], numbers);
  }
  EXPECT_EQ(parts[1].children[0]->offset, 4);
  EXPECT_EQ(parts[2].length, 2);
  EXPECT_EQ(ArrowBridgeBytesCopied(), copied);
  EXPECT_EQ(Log().arrays[0]->Calls(""), 0);
  for (ArrowArray& part : parts) ReleaseChecked(&part);
  EXPECT_EQ(Log().arrays[0]->Calls(""), 1);
}

TEST_F(Rebatching, BatchesThatFitArePassedOnUnchanged) {
  const ReaderHandle reader = Rebatch(OfLengths({5}), 2, 8);
  ArrowArray batch;
  ASSERT_OK(ArrowBridgeReaderNext(reader.get(), &batch, &error_));
  EXPECT_EQ(Log().arrays[0]->Calls(""), 0);
  ReleaseChecked(&batch);
  EXPECT_EQ(Log().arrays[0]->Calls(""), 1);
}

TEST_F(Rebatching, RowsBeforeAnErrorAreReturnedFirst) {
  const ReaderHandle reader = Rebatch(Imported(4, FailingAt(3)), 100, 0);  // 1 + 2 + 3 rows
  EXPECT_EQ(ArrowBridgeArrayLength(Next(reader).get()), 6);
  ExpectDiskError(reader);
}

TEST_F(Rebatching, BufferedRowsAreReleasedWithTheReader) {
  ReaderHandle cut = Rebatch(OfLengths({10}), 0, 4);
  const ArrayHandle first = Next(cut);
  cut.reset();
  EXPECT_EQ(Log().arrays[0]->Calls(""), 0);
  EXPECT_EQ(Log().release, 1);
}

TEST_F(Rebatching, InvalidLengthsAreErrors) {
  const ReaderHandle reader = Imported(1);
  auto* out = Garbage<ArrowBridgeReader*>();
  EXPECT_ERROR(ArrowBridgeReaderRebatch(reader.get(), -1, 0, &out, &error_), EINVAL,
               "ArrowBridgeReaderRebatch: argument 'min_rows' is -1");
  EXPECT_ERROR(ArrowBridgeReaderRebatch(reader.get(), 0, -1, &out, &error_), EINVAL,
               "'max_rows' is -1");
  EXPECT_ERROR(ArrowBridgeReaderRebatch(reader.get(), 4, 3, &out, &error_), EINVAL,
               "'max_rows' is 3, but min_rows is 4");
  EXPECT_EQ(out, nullptr);
}

TEST_F(Rebatching, CancelStopsACallThatConcatenates) {
  const ReaderHandle reader = Rebatch(Endless(), INT64_MAX, 0);
  ArrowBridgeReaderCancel(reader.get());
  auto* out = Garbage<ArrowBridgeArray*>();
  EXPECT_ERROR(ArrowBridgeReaderNextArray(reader.get(), &out, &error_), ECANCELED, "cancelled");
}

// All types, with nulls, from slices: cutting and concatenating keeps the values.
class RebatchingTypes : public Rebatching, public ::testing::WithParamInterface<TypeCase> {
 protected:
  static constexpr int64_t kRows = 40;

  ReaderHandle Reader(const ArrayData& column) {
    ArrowArrayStream stream = Foreign(Batch(0, {column.Named("c")}),
                                      {Batch(kRows, {column.Named("c")}).Sliced(3, kRows - 3)}, {});
    return Import(stream);
  }
};

TEST_P(RebatchingTypes, CutAndConcatenated) {
  const ArrayData column = GetParam().make(kRows, true);
  const ArrayHandle whole = Next(Reader(column));
  const ReaderHandle cut = Rebatch(Reader(column), 0, 7);
  const ReaderHandle together = Rebatch(cut, kRows, 0);
  const ArrayHandle result = Next(together);
  ASSERT_OK(ArrowBridgeArrayValidate(result.get(), ARROWBRIDGE_VALIDATE_FULL, &error_));
  EXPECT_TRUE(SameValues(result, whole));
  ExpectEnd(together);
}

INSTANTIATE_TEST_SUITE_P(Types, RebatchingTypes, ::testing::ValuesIn(AllTypes()),
                         TypeCaseName<::testing::TestParamInfo<TypeCase>>);

}  // namespace
