// Readers that cast, and the lifetime of their batches.

#include "../benchmarks/batches.h"
#include "support/casts.h"
#include "support/reader_fixture.h"

namespace {

using namespace arrowbridge_tests;  // NOLINT

class CastReader : public ReaderFixture {
 protected:
  static ArrayData Wide(int i = 0) {
    Values<int64_t> numbers;
    Values<std::string> texts;
    for (int row = 0; row < i + 1; ++row) {
      numbers.push_back(100 * i + row);
      texts.push_back("batch " + std::to_string(i));
    }
    return Batch(i + 1, {Int64s(numbers).Named("number"), Strings("U", texts).Named("text")});
  }

  ReaderHandle Cast(const ReaderHandle& reader, const ArrayData& to,
                    int mode = ARROWBRIDGE_CAST_STRICT) {
    auto* out = Garbage<ArrowBridgeReader*>();
    const SchemaHandle schema = ImportSchema(to);
    EXPECT_OK(ArrowBridgeReaderCast(reader.get(), schema.get(), mode, &out, &error_));
    return ReaderHandle(out);
  }

  void ExpectError(const ReaderHandle& reader, const ArrayData& to, int mode,
                   const std::string& part) {
    auto* out = Garbage<ArrowBridgeReader*>();
    const SchemaHandle schema = ImportSchema(to);
    EXPECT_ERROR(ArrowBridgeReaderCast(reader.get(), schema.get(), mode, &out, &error_), EINVAL,
                 "ArrowBridgeReaderCast: ", part);
    EXPECT_EQ(out, nullptr);
  }

  ArrayHandle Next(const ReaderHandle& reader) {
    auto* out = Garbage<ArrowBridgeArray*>();
    EXPECT_OK(ArrowBridgeReaderNextArray(reader.get(), &out, &error_));
    return ArrayHandle(out);
  }
};

TEST_F(CastReader, EveryBatchIsCastInBothDirections) {
  const ReaderHandle wide = Cast(Import(Foreign(NumberedBatches(3))), Wide());
  ArrowSchema schema;
  ASSERT_OK(ArrowBridgeReaderGetSchema(wide.get(), &schema, &error_));
  EXPECT_STREQ(schema.children[0]->format, "l");
  EXPECT_STREQ(schema.children[1]->format, "U");
  ReleaseChecked(&schema);
  for (int i = 0; i < 2; i++) EXPECT_TRUE(SameValues(Next(wide), ImportArray(Wide(i))));
  ArrowArrayStream stream = Export(Cast(wide, NumberedBatch(0)));
  ExpectNext(&stream, 2);
  ExpectEnd(&stream);
  ExpectEnd(&stream);
  stream.release(&stream);
}

TEST_F(CastReader, BothShareOneCursor) {
  const ReaderHandle reader = Import(Foreign(NumberedBatches(3)));
  const ReaderHandle wide = Cast(reader, Wide());
  ExpectNext(reader, 0);
  EXPECT_TRUE(SameValues(Next(wide), ImportArray(Wide(1))));
  ExpectNext(reader, 2);
  ExpectEnd(wide);
}

TEST_F(CastReader, TheCastKeepsTheSourceAlive) {
  ReaderHandle reader = Import(Foreign(NumberedBatches(2)));
  ReaderHandle wide = Cast(reader, Wide());
  reader.reset();
  EXPECT_EQ(Log().release, 0);
  ArrayHandle batch = Next(wide);
  wide.reset();
  EXPECT_EQ(Log().release, 1);
  EXPECT_TRUE(SameValues(batch, ImportArray(Wide(0))));
}

TEST_F(CastReader, UnchangedBatchesPassThrough) {
  ArrayData renamed = NumberedBatch(0);
  renamed.children[0].name = "another";
  renamed.children[1].format = "z";
  const ReaderHandle reader = Cast(Import(Foreign(NumberedBatches(1))), renamed);
  const int64_t copied = ArrowBridgeBytesCopied();
  ArrowArray batch;
  ASSERT_OK(ArrowBridgeReaderNext(reader.get(), &batch, &error_));
  EXPECT_EQ(Log().arrays[0]->Calls(""), 0);
  ReleaseChecked(&batch);
  EXPECT_EQ(Log().arrays[0]->Calls(""), 1) << "the foreign struct itself is passed on";
  EXPECT_EQ(ArrowBridgeBytesCopied(), copied);
}

TEST_F(CastReader, ValuesThatDoNotFitEndTheStream) {
  for (const int mode : {ARROWBRIDGE_CAST_STRICT, ARROWBRIDGE_CAST_BEST_EFFORT}) {
    const auto batch = [](int64_t value) { return Batch(2, {Int64s({1, value}).Named("n")}); };
    const ReaderHandle reader =
        Cast(Import(Foreign(batch(0), {batch(5), batch(300), batch(6)}, {})),
             Batch(0, {Fixed<uint8_t>("C", {}).Named("n")}), mode);
    EXPECT_NE(Next(reader), nullptr);
    for (int call = 0; call < 2; call++) {
      ArrowArray array;
      EXPECT_ERROR(ArrowBridgeReaderNext(reader.get(), &array, &error_), EINVAL,
                   "batch 1: field 'n': row 1: 300 does not fit");
      EXPECT_EQ(array.release, nullptr);
    }
  }
}

TEST_F(CastReader, ForeignErrorsPassThrough) {
  StreamOptions options;
  options.fail_at = 1;
  options.code = 4711;
  options.text = "the disk is on fire";
  const ReaderHandle reader = Cast(Import(Foreign(NumberedBatches(3), options)), Wide());
  EXPECT_NE(Next(reader), nullptr);
  ArrowArray array;
  EXPECT_EQ(ArrowBridgeReaderNext(reader.get(), &array, &error_), 4711);
  EXPECT_STREQ(error_.message, "the disk is on fire");
}

TEST_F(CastReader, ImpossibleCastsFailAtOnce) {
  const ReaderHandle reader = Import(Foreign(NumberedBatches(1)));
  ArrayData wrong = NumberedBatch(0);
  wrong.children[0].format = "u";
  wrong.children[0].buffers.emplace_back();
  ExpectError(reader, wrong, ARROWBRIDGE_CAST_STRICT, "field 'number': int32 cannot become utf8");
  ExpectError(reader, Int32s({}), ARROWBRIDGE_CAST_STRICT, "cannot become");
  ExpectError(reader, Wide(), 7, "'mode' is 7");
  ExpectError(reader, Wide(), -1, "'mode' is -1");
  // Nothing was read from the stream.
  ExpectNext(reader, 0);
}

TEST_F(CastReader, PYC_12_BestEffortLeavesImpossibleFieldsUnchanged) {
  ArrayData wanted = Wide();
  wanted.children[0] = Strings("u", {}).Named("number of another name");
  const ReaderHandle reader =
      Cast(Import(Foreign(NumberedBatches(1))), wanted, ARROWBRIDGE_CAST_BEST_EFFORT);
  ArrowSchema schema;
  ASSERT_OK(ArrowBridgeReaderGetSchema(reader.get(), &schema, &error_));
  EXPECT_STREQ(schema.children[0]->format, "i");
  EXPECT_STREQ(schema.children[0]->name, "number");
  EXPECT_STREQ(schema.children[1]->format, "U");
  ReleaseChecked(&schema);
  EXPECT_TRUE(SameValues(
      Next(reader), ImportArray(Batch(1, {NumberedBatch(0).children[0], Wide(0).children[1]}))));
}

TEST_F(CastReader, PYC_13_AnotherNumberOfFieldsIsAlwaysAnError) {
  const ReaderHandle reader = Import(Foreign(NumberedBatches(1)));
  const ArrayData one = Batch(0, {Int32s({}).Named("number")});
  for (const int mode : {ARROWBRIDGE_CAST_STRICT, ARROWBRIDGE_CAST_BEST_EFFORT}) {
    ExpectError(reader, one, mode, "PYC-13: 2 fields cannot become 1");
    ExpectError(reader, Batch(0, {}), mode, "PYC-13: 2 fields cannot become 0");
  }
}

TEST_F(CastReader, BatchesStayBatches) {
  const ReaderHandle reader = Import(Foreign(NumberedBatches(1)));
  const ArrayData encoded = Dictionary(Int32s({}), NumberedBatch(0, 0));
  ExpectError(reader, encoded, ARROWBRIDGE_CAST_STRICT, "RB-1");
}

TEST_F(CastReader, ZeroColumnsKeepTheirRows) {
  const ReaderHandle reader = Cast(Import(Foreign(Batch(7, {}), {Batch(7, {})}, {})), Batch(0, {}));
  EXPECT_EQ(ArrowBridgeArrayLength(Next(reader).get()), 7);
}

TEST_F(CastReader, ArraysOfAnyType) {
  auto stream = Foreign(Int32s({}), {Int32s({1, 2}), Int32s({3})}, {});
  auto* arrays = Garbage<ArrowBridgeReader*>();
  ASSERT_OK(ArrowBridgeImportArrayReader(&stream, &arrays, &error_));
  const ReaderHandle reader = Cast(ReaderHandle(arrays), Int64s({}));
  EXPECT_TRUE(SameValues(Next(reader), ImportArray(Int64s({1, 2}))));
  EXPECT_TRUE(SameValues(Next(reader), ImportArray(Int64s({3}))));
  EXPECT_EQ(Next(reader), nullptr);
}

TEST_F(CastReader, BatchesWithNullRowsAndOffsets) {
  ArrayData batch = Struct({true, false, true, true},
                           {Int32s({1, 2, 3, 4}).Named("n"),
                            Dictionary(Int32s({0, 1, 0, 1}), Strings("u", {"a", "b"})).Named("d")});
  const ArrayData to = Batch(0, {Int64s({}).Named("n"), Strings("U", {}).Named("d")});
  const ReaderHandle reader = Cast(Import(Foreign(batch, {batch.Sliced(1, 3)}, {})), to);
  const ArrayData expected = Batch(3, {Int64s({std::nullopt, 3, 4}).Named("n"),
                                       Strings("U", {std::nullopt, "a", "b"}).Named("d")});
  EXPECT_TRUE(SameValues(Next(reader), ImportArray(expected)));
}

// A column that is moved out keeps what it shares alive, and nothing of the other columns.
TEST_F(CastReader, MOV_6_ColumnsAreIndependent) {
  const ArrayData data = Batch(2, {Int32s({1, 2}).Named("a"), Strings("u", {"x", "y"}).Named("b"),
                                   Int32s({3, 4}).Named("c")});
  const ArrayData to =
      Batch(0, {Int64s({}).Named("a"), Strings("U", {}).Named("b"), Int32s({}).Named("c")});
  const ReaderHandle reader = Cast(Import(Foreign(data, {data}, {})), to);
  ArrowArray batch;
  ASSERT_OK(ArrowBridgeReaderNext(reader.get(), &batch, &error_));
  ArrowArray texts = MoveOut(batch.children[1]);
  ReleaseChecked(&batch);
  const auto& log = Log().arrays[0];
  EXPECT_EQ(log->Calls("a"), 1);
  EXPECT_EQ(log->Calls("b"), 0) << "the texts share their bytes with the foreign column";
  EXPECT_EQ(log->Calls("c"), 1);
  EXPECT_EQ(std::string(static_cast<const char*>(texts.buffers[2]), 2), "xy");
  ReleaseChecked(&texts);
}

// The same if the root is not a struct of columns.
TEST_F(CastReader, MOV_6_ChildrenOfDecodedArraysAreIndependent) {
  const ArrayData values = Struct(
      {true, true},
      {Int32s({1, 2}).Named("a"), Views("vu", {"x", "a text that is long enough"}).Named("b")});
  arrowbridge_tests::Log log;
  ArrayHandle encoded = ImportArray(Dictionary(Int32s({1, 0}), values), &log);
  auto* out = Garbage<ArrowBridgeArray*>();
  const SchemaHandle schema = ImportSchema(values);
  ASSERT_OK(
      ArrowBridgeArrayCast(encoded.get(), schema.get(), ARROWBRIDGE_CAST_STRICT, &out, &error_));
  encoded.reset();
  ArrowArray array;
  ASSERT_OK(ArrowBridgeExportArray(out, &array, nullptr, &error_));
  ArrowBridgeArrayRelease(out);
  ArrowArray texts = MoveOut(array.children[1]);
  ReleaseChecked(&array);
  EXPECT_TRUE(log->NoneYet());
  const auto* views = static_cast<const int32_t*>(texts.buffers[1]);
  EXPECT_EQ(views[0], 26);
  EXPECT_EQ(std::string(static_cast<const char*>(texts.buffers[2]) + views[3], 6), "a text");
  ReleaseChecked(&texts);
  EXPECT_TRUE(log->AllOnce());
}

TEST_F(CastReader, InvalidContentsAreErrors) {
  ArrayData texts = Strings("u", {"a", "b"});
  texts.buffers[1] = BytesOf<int32_t>({0, 2, 1});
  const ArrayData indices = Dictionary(Int32s({0, 9}), Strings("u", {"a"}));
  const auto expect = [this](const ArrayData& data, const ArrayData& to, const std::string& rule) {
    auto* out = Garbage<ArrowBridgeArray*>();
    const SchemaHandle schema = ImportSchema(to);
    EXPECT_ERROR(ArrowBridgeArrayCast(ImportArray(data).get(), schema.get(), 0, &out, &error_),
                 EINVAL, rule);
    EXPECT_EQ(out, nullptr);
  };
  expect(texts, Strings("U", {}), "COL-5");
  expect(texts, Views("vu", {}), "COL-5");
  expect(indices, Strings("u", {}), "COL-15");
  expect(Struct({true, true}, {texts.Named("x")}), Struct({}, {Strings("U", {}).Named("x")}),
         "COL-5");
  ArrayData lists = Lists("+l", {1, 1}, Int32s({1, 2}));
  lists.buffers[1] = BytesOf<int32_t>({0, 1, 5});
  expect(lists, Lists("+L", {}, Int32s({})), "COL-5");
  expect(lists, Lists("+l", {}, Int64s({})), "COL-5");
  ArrayData runs = RunEndEncoded(4, Int32s({2, 3}), Int32s({1, 2}));
  expect(runs, Int32s({}), "COL-16");
}

TEST_F(CastReader, NothingIsAllocatedOnTheManagedHeap) {
  StaticBatch source(10, 100);
  ArrowArrayStream stream;
  source.Stream(&stream);
  auto* foreign = Garbage<ArrowBridgeReader*>();
  ASSERT_OK(ArrowBridgeImportRecordBatchReader(&stream, &foreign, &error_));
  const ReaderHandle reader =
      Cast(ReaderHandle(foreign),
           Batch(0, {Int32s({}), Strings("U", {}), Fixed<double>("g", {}), Views("vu", {}),
                     Dictionary(Fixed<int8_t>("c", {}), Int32s({})),
                     Dictionary(Fixed<int8_t>("c", {}), Views("vz", {})),
                     RunEndEncoded(0, Int32s({}), Int64s({})), FixedBytes("w:8", 8, {}),
                     Fixed<uint64_t>("L", {}), RunEndEncoded(0, Int32s({}), Strings("z", {}))}));
  const auto rounds = [&](int count) {
    for (int i = 0; i < count; i++) {
      ArrowArray batch;
      ASSERT_OK(ArrowBridgeReaderNext(reader.get(), &batch, &error_));
      batch.release(&batch);
    }
  };
  rounds(1);
  const int64_t before = InternalArrowBridgeManagedBytes();
  rounds(200);
  EXPECT_EQ(InternalArrowBridgeManagedBytes() - before, 0);
}

}  // namespace
