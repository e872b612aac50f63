// Compact arrays: the same values without offsets and without what no row refers to.

#include "support/adapter_fixture.h"
#include "support/all_types.h"

namespace {

using namespace arrowbridge_tests;  // NOLINT

class Compacting : public AdapterFixture {
 protected:
  ArrayHandle Compact(const ArrayHandle& array) {
    auto* out = Garbage<ArrowBridgeArray*>();
    EXPECT_OK(ArrowBridgeArrayCompact(array.get(), &out, &error_));
    return ArrayHandle(out);
  }
  ArrayHandle Compact(const ArrayData& data) { return Compact(ImportArray(data)); }

  ReaderHandle CompactReader(const ReaderHandle& reader) {
    auto* out = Garbage<ArrowBridgeReader*>();
    EXPECT_OK(ArrowBridgeReaderCompact(reader.get(), &out, &error_));
    return ReaderHandle(out);
  }

  ArrayHandle Slice(const ArrayHandle& array, int64_t offset, int64_t length) {
    auto* out = Garbage<ArrowBridgeArray*>();
    EXPECT_OK(ArrowBridgeArraySlice(array.get(), offset, length, &out, &error_));
    return ArrayHandle(out);
  }

  ArrowArray Exported(const ArrayHandle& array) {
    auto out = Garbage<ArrowArray>();
    EXPECT_OK(ArrowBridgeExportArray(array.get(), &out, nullptr, &error_));
    return out;
  }

  // Whether compacting copies nothing.
  bool IsShared(const ArrayHandle& array) {
    const int64_t copied = ArrowBridgeBytesCopied();
    const ArrayHandle again = Compact(array);
    EXPECT_TRUE(SameValues(again, array));
    return ArrowBridgeBytesCopied() == copied;
  }
};

void ExpectNoOffsets(const ArrowArray& array) {
  EXPECT_EQ(array.offset, 0);
  for (int64_t i = 0; i < array.n_buffers; i++) {
    EXPECT_EQ(reinterpret_cast<uintptr_t>(array.buffers[i]) % 64, 0u) << "buffer " << i;
  }
  for (int64_t i = 0; i < array.n_children; i++) ExpectNoOffsets(*array.children[i]);
  if (array.dictionary != nullptr) ExpectNoOffsets(*array.dictionary);
}

class CompactingTypes : public Compacting, public ::testing::WithParamInterface<TypeCase> {};

// Every slice of every type has the same values, no offsets, and is not copied a second time.
TEST_P(CompactingTypes, Slices) {
  for (const bool with_nulls : {false, true}) {
    const ArrayHandle whole = ImportArray(GetParam().make(40, with_nulls));
    for (const auto& [offset, length] :
         std::vector<std::pair<int64_t, int64_t>>{{0, 40}, {3, 30}, {9, 1}, {0, 7}, {40, 0}}) {
      SCOPED_TRACE(std::to_string(offset) + ", " + std::to_string(length));
      const ArrayHandle slice = Slice(whole, offset, length);
      const ArrayHandle compact = Compact(slice);
      ASSERT_OK(ArrowBridgeArrayValidate(compact.get(), ARROWBRIDGE_VALIDATE_FULL, &error_));
      EXPECT_TRUE(SameValues(compact, slice));
      ArrowArray exported = Exported(compact);
      ExpectNoOffsets(exported);
      ReleaseChecked(&exported);
      EXPECT_TRUE(length == 0 || IsShared(compact));
    }
  }
}

// The batch, its column and the child all have an offset.
TEST_P(CompactingTypes, SlicesOfSlices) {
  const ArrayData column = GetParam().make(40, true).Named("c");
  const ArrayHandle batch = ImportArray(
      Batch(30, {column.Sliced(5, 35), Batch(31, {column.Sliced(2, 38)})}).Sliced(4, 20));
  const ArrayHandle compact = Compact(batch);
  ASSERT_OK(ArrowBridgeArrayValidate(compact.get(), ARROWBRIDGE_VALIDATE_FULL, &error_));
  EXPECT_TRUE(SameValues(compact, batch));
  ArrowArray exported = Exported(compact);
  ExpectNoOffsets(exported);
  for (int64_t i = 0; i < 2; i++) EXPECT_EQ(exported.children[i]->length, 20);
  ReleaseChecked(&exported);
}

TEST_P(CompactingTypes, Readers) {
  const ArrayData column = GetParam().make(40, true).Named("c");
  const std::vector<ArrayData> batches = {Batch(40, {column}), Batch(40, {column}).Sliced(7, 20),
                                          Batch(0, {GetParam().make(0, false).Named("c")})};
  const ReaderHandle plain = Import(Foreign(batches[0], batches, {}));
  const ReaderHandle compact = CompactReader(Import(Foreign(batches[0], batches, {})));
  for (int i = 0; i < 3; i++) {
    auto batch = Garbage<ArrowArray>();
    ASSERT_OK(ArrowBridgeReaderNext(compact.get(), &batch, &error_));
    ExpectNoOffsets(batch);
    const SchemaHandle schema = ImportSchema(batches[0]);
    auto* out = Garbage<ArrowBridgeArray*>();
    ASSERT_OK(ArrowBridgeImportRecordBatch(&batch, schema.get(), &out, &error_));
    EXPECT_TRUE(SameValues(ArrayHandle(out), Next(plain)));
  }
  ExpectEnd(compact);
}

INSTANTIATE_TEST_SUITE_P(Types, CompactingTypes, ::testing::ValuesIn(AllTypes()),
                         TypeCaseName<::testing::TestParamInfo<TypeCase>>);

TEST_F(Compacting, OnlyWhatTheRowsReferToIsLeft) {
  const Values<std::string> texts = {
      "zero", "one", "two", "three and more than twelve", "four", "another long text, number five"};
  ArrowArray array = Exported(Compact(Strings("u", texts).Sliced(1, 2)));
  EXPECT_EQ(static_cast<const int32_t*>(array.buffers[1])[2], 6);
  EXPECT_EQ(std::string(static_cast<const char*>(array.buffers[2]), 6), "onetwo");
  ReleaseChecked(&array);

  array = Exported(Compact(Views("vu", texts).Sliced(4, 2)));
  ASSERT_EQ(array.n_buffers, 4);
  EXPECT_EQ(*static_cast<const int64_t*>(array.buffers[3]), 30);
  ReleaseChecked(&array);
  array = Exported(Compact(Views("vu", texts).Sliced(0, 3)));
  EXPECT_EQ(array.n_buffers, 3) << "all values are inline";
  ReleaseChecked(&array);

  array = Exported(Compact(Lists("+l", {2, 1, 3}, Int32s({1, 2, 3, 4, 5, 6})).Sliced(1, 1)));
  EXPECT_EQ(array.children[0]->length, 1);
  EXPECT_EQ(*static_cast<const int32_t*>(array.children[0]->buffers[1]), 3);
  ReleaseChecked(&array);

  array = Exported(
      Compact(RunEndEncoded(9, Int32s({3, 6, 9}), Strings("u", {"a", "b", "c"})).Sliced(4, 2)));
  EXPECT_EQ(array.children[0]->length, 1);
  EXPECT_EQ(*static_cast<const int32_t*>(array.children[0]->buffers[1]), 2);
  ReleaseChecked(&array);

  array =
      Exported(Compact(Dictionary(Int32s({0, 1, 2}), Strings("u", {"a", "b", "c"})).Sliced(2, 1)));
  EXPECT_EQ(array.dictionary->length, 3) << "a dictionary is kept whole";
  EXPECT_EQ(*static_cast<const int32_t*>(array.buffers[1]), 2);
  ReleaseChecked(&array);
}

ArrayData ListViewsAt(const std::vector<int32_t>& starts, const std::vector<int32_t>& sizes) {
  Values<std::string> items;
  for (int i = 0; i < 8; i++) items.push_back("item number " + std::to_string(i));
  ArrayData data =
      ListViews("+vl", Values<int64_t>(starts.size(), 0), Views("vu", items).Named("item"));
  data.buffers[1] = BytesOf(starts);
  data.buffers[2] = BytesOf(sizes);
  return data;
}

TEST_F(Compacting, ItemsThatNoListViewRefersTo) {
  struct Case {
    std::vector<int32_t> starts, sizes;
    int64_t items;
  };
  for (const Case& one : {Case{{1, 4, 5}, {2, 1, 2}, 5},     // gaps
                          Case{{2, 4, 0}, {2, 2, 0}, 4},     // in order, without gaps
                          Case{{4, 1, 6}, {2, 1, 1}, 6},     // out of order: gaps stay
                          Case{{1, 1, 6}, {3, 3, 1}, 6}}) {  // shared items: gaps stay
    const ArrayHandle source = ImportArray(ListViewsAt(one.starts, one.sizes));
    const ArrayHandle compact = Compact(source);
    ASSERT_OK(ArrowBridgeArrayValidate(compact.get(), ARROWBRIDGE_VALIDATE_FULL, &error_));
    EXPECT_TRUE(SameValues(compact, source));
    ArrowArray array = Exported(compact);
    EXPECT_EQ(array.children[0]->length, one.items);
    ExpectNoOffsets(array);
    ReleaseChecked(&array);
  }
}

TEST_F(Compacting, ValuesThatNoRowOfAUnionUses) {
  struct Case {
    std::vector<int32_t> offsets;
    int64_t values;
  };
  for (const Case& one : {Case{{1, 3, 6}, 3}, Case{{2, 3, 4}, 3}, Case{{2, 2, 5}, 4}}) {
    const ArrayHandle source = ImportArray(
        DenseUnion("+ud:5,4", {5, 5, 5}, one.offsets,
                   {Int64s({0, 1, 2, 3, 4, 5, 6}).Named("x"), Int32s({1, 2}).Named("y")}));
    const ArrayHandle compact = Compact(source);
    ASSERT_OK(ArrowBridgeArrayValidate(compact.get(), ARROWBRIDGE_VALIDATE_FULL, &error_));
    EXPECT_TRUE(SameValues(compact, source));
    ArrowArray array = Exported(compact);
    EXPECT_EQ(array.children[0]->length, one.values);
    EXPECT_EQ(array.children[1]->length, 0);
    ReleaseChecked(&array);
  }
}

TEST_F(Compacting, ViewsThatShareBytesAreNotMultiplied) {
  ArrayData data = Views("vu", {"one text that all rows share", "x"});
  data.buffers[1]->resize(16);
  for (int i = 0; i < 9; i++) {
    data.buffers[1]->insert(data.buffers[1]->end(), data.buffers[1]->begin(),
                            data.buffers[1]->begin() + 16);
  }
  data.length = 10;
  ArrowArray array = Exported(Compact(data.Sliced(1, 9)));
  ASSERT_EQ(array.n_buffers, 4);
  EXPECT_EQ(*static_cast<const int64_t*>(array.buffers[3]), 28);
  ReleaseChecked(&array);
}

TEST_F(Compacting, ColumnsAreSharedOrCopiedEachByItself) {
  const ArrayHandle compact = Compact(NumberedBatch(5));
  ArrowArray exported = Exported(compact);
  // A batch of a compact column and of a sliced one.
  const ArrayHandle other = ImportArray(Int32s({7, 8, 9, 10, 11, 12, 13, 14}).Sliced(1, 6));
  ArrowArray sliced = Exported(other);
  ArrowArray* children[] = {exported.children[0], exported.children[1], &sliced};
  ArrayData three = NumberedBatch(5);
  three.children.push_back(Int32s({}).Named("more"));
  ArrowArray batch = exported;
  batch.children = children;
  batch.n_children = 3;
  batch.release = [](ArrowArray* array) { array->release = nullptr; };
  const SchemaHandle schema = ImportSchema(three);
  auto* out = Garbage<ArrowBridgeArray*>();
  ASSERT_OK(ArrowBridgeImportRecordBatch(&batch, schema.get(), &out, &error_));
  const ArrayHandle mixed(out);
  const int64_t copied = ArrowBridgeBytesCopied();
  const ArrayHandle result = Compact(mixed);
  EXPECT_EQ(ArrowBridgeBytesCopied() - copied, 24);
  EXPECT_TRUE(SameValues(result, mixed));
  ArrowArray array = Exported(result);
  EXPECT_EQ(array.children[0]->buffers[1], exported.children[0]->buffers[1]);
  EXPECT_EQ(array.children[1]->buffers[2], exported.children[1]->buffers[2]);
  EXPECT_NE(array.children[2]->buffers[1], sliced.buffers[1]);
  ReleaseChecked(&array);
  ReleaseChecked(&exported);
  ReleaseChecked(&sliced);
}

TEST_F(Compacting, ACopyKeepsNothingOfTheSourceAlive) {
  arrowbridge_tests::Log log;
  ArrayHandle batch = ImportArray(NumberedBatch(5), &log);
  ArrayHandle slice = Slice(batch, 0, 2);  // without an offset: the length shows it
  const ArrayHandle copy = Compact(slice);
  slice.reset();
  batch.reset();
  EXPECT_TRUE(log->AllOnce());
  EXPECT_TRUE(SameValues(copy, Compact(NumberedBatch(5).Sliced(0, 2))));
}

TEST_F(Compacting, SlicesOfThisLibraryAreRecognised) {
  const ArrayHandle compact = Compact(NumberedBatch(9));
  ArrowArray exported = Exported(compact);
  const ReaderHandle list = [&] {
    ArrowSchema schema;
    logs_.push_back(MakeSchema(NumberedBatch(0), &schema));
    auto* reader = Garbage<ArrowBridgeReader*>();
    EXPECT_OK(ArrowBridgeReaderFromBatches(&schema, 1, &exported, &reader, &error_));
    return ReaderHandle(reader);
  }();
  const ReaderHandle split = CompactReader(Rebatch(list, 0, 8));
  const int64_t copied = ArrowBridgeBytesCopied();
  const ArrayHandle first = Next(split);
  EXPECT_GT(ArrowBridgeBytesCopied(), copied);
  EXPECT_TRUE(SameValues(first, Slice(compact, 0, 8)));
  const ArrayHandle last = Next(split);
  EXPECT_TRUE(SameValues(last, Slice(compact, 8, 2)));
  ExpectEnd(split);
}

TEST_F(Compacting, CompactBatchesArePassedOn) {
  const ReaderHandle twice = CompactReader(CompactReader(Imported(2)));
  for (int i = 0; i < 2; i++) ExpectNext(twice, i);
  // How many bytes of an imported batch are copied depends on the addresses of its buffers.
  ArrowArray batch = Exported(Compact(NumberedBatch(0)));
  ArrowSchema schema;
  logs_.push_back(MakeSchema(NumberedBatch(0), &schema));
  auto* source = Garbage<ArrowBridgeReader*>();
  ASSERT_OK(ArrowBridgeReaderFromBatches(&schema, 1, &batch, &source, &error_));
  const ReaderHandle once = CompactReader(ReaderHandle(source));
  const int64_t copied = ArrowBridgeBytesCopied();
  ExpectNext(once, 0);
  EXPECT_EQ(ArrowBridgeBytesCopied(), copied);
}

TEST_F(Compacting, ErrorsOfTheSourcePassThrough) {
  const ReaderHandle reader = CompactReader(Imported(3, FailingAt(1)));
  ExpectNext(reader, 0);
  ExpectDiskError(reader);
}

TEST_F(Compacting, COL_5_ContentsAreValidatedFirst) {
  ArrayData texts = Strings("u", {"a", "b", "c"});
  texts.buffers[1] = BytesOf<int32_t>({0, 100, 2, 3});
  const ArrayData batch = Batch(3, {texts.Named("c")}).Sliced(1, 2);
  auto* out = Garbage<ArrowBridgeArray*>();
  EXPECT_ERROR(ArrowBridgeArrayCompact(ImportArray(batch).get(), &out, &error_), EINVAL,
               "ArrowBridgeArrayCompact: ", "COL-5", "'c'");
  EXPECT_EQ(out, nullptr);
  const ReaderHandle reader = CompactReader(Import(Foreign(batch, {batch}, {})));
  auto next = Garbage<ArrowArray>();
  EXPECT_ERROR(ArrowBridgeReaderNext(reader.get(), &next, &error_), EINVAL, "batch 0", "COL-5",
               "'c'");
  EXPECT_EQ(next.release, nullptr);
}

TEST_F(Compacting, HandlesOfAnotherKindAreErrors) {
  const SchemaHandle schema = ImportSchema(NumberedBatch(0));
  auto* out = Garbage<ArrowBridgeArray*>();
  EXPECT_ERROR(
      ArrowBridgeArrayCompact(reinterpret_cast<ArrowBridgeArray*>(schema.get()), &out, &error_),
      EINVAL, "'array' is not an array handle");
  EXPECT_EQ(out, nullptr);
  auto* reader = Garbage<ArrowBridgeReader*>();
  EXPECT_ERROR(ArrowBridgeReaderCompact(reinterpret_cast<ArrowBridgeReader*>(schema.get()), &reader,
                                        &error_),
               EINVAL, "'reader' is not a reader handle");
  EXPECT_EQ(reader, nullptr);
}

}  // namespace
