// Correct producers and consumers, however unusual: a checked stream reports no finding and behaves
// like an unchecked one.

#include <thread>

#include "support/all_types.h"
#include "support/findings.h"
#include "support/exported_arrays.h"

namespace {

using namespace arrowbridge_tests;  // NOLINT

class CheckedCorrect : public CheckedFixture {
 protected:
  void TearDown() override {
    for (const Finding& finding : findings_.all()) {
      ADD_FAILURE() << finding.rule << " " << finding.operation << " '" << finding.field
                    << "': " << finding.message;
    }
    CheckedFixture::TearDown();
  }
};

class CheckedTypes : public CheckedCorrect, public ::testing::WithParamInterface<TypeCase> {};

// Every way to read and release a batch, for every type at every level.
TEST_P(CheckedTypes, STR_20_EveryTypeInEveryWayAtEveryLevel) {
  for (const int32_t level : std::initializer_list<int32_t>{ARROWBRIDGE_CHECK_CALLS, 1, 2, 3}) {
    SCOPED_TRACE("level " + std::to_string(level));
    std::vector<ArrayData> arrays;
    for (const int64_t rows : {7, 0, 24}) {
      for (const bool with_nulls : {false, true})
        arrays.push_back(GetParam().make(rows, with_nulls));
    }
    ArrowArrayStream stream = Checked(Foreign(arrays[0], arrays, {}), level);
    for (int i = 0; i < 7; ++i) {
      ArrowSchema schema = Schema(&stream);
      ReleaseChecked(&schema);
    }
    std::vector<ArrowArray> kept(arrays.size());
    for (ArrowArray& array : kept) array = Next(&stream);
    ArrowArray end = Next(&stream);
    EXPECT_EQ(end.release, nullptr);
    // In place, from another address, on another thread, after the stream.
    ReleaseChecked(&kept[0]);
    auto moved = Relocate(&kept[1]);
    ReleaseChecked(moved.get());
    std::thread([&] { ReleaseChecked(&kept[2]); }).join();
    ReleaseChecked(&stream);
    // Children moved out of the array, which is released at once; they are read and released later.
    std::vector<ArrowArray> children;
    for (int64_t i = 0; i < kept[3].n_children; ++i) {
      if (i != 1) children.push_back(MoveOut(kept[3].children[i]));
    }
    if (kept[3].dictionary != nullptr) children.push_back(MoveOut(kept[3].dictionary));
    ReleaseChecked(&kept[3]);
    for (ArrowArray& child : children) {
      EXPECT_GE(child.length, 0);
      ReleaseChecked(&child);
    }
    ReleaseChecked(&kept[4]);
    ReleaseChecked(&kept[5]);
  }
}

INSTANTIATE_TEST_SUITE_P(All, CheckedTypes, ::testing::ValuesIn(AllTypes()),
                         TypeCaseName<::testing::TestParamInfo<TypeCase>>);

TEST_F(CheckedCorrect, STR_2_TheProducerGetsTheConsumersCalls) {
  ArrowArrayStream stream = Checked(Foreign(NumberedBatches(3)));
  EXPECT_EQ(Log().get_schema, 0);
  EXPECT_EQ(Log().get_next, 0);
  ExpectNext(&stream, 0);
  EXPECT_EQ(Log().get_schema, 0);
  ArrowSchema schema = Schema(&stream);
  ExpectNumberedSchema(schema);
  schema.release(&schema);
  ExpectNext(&stream, 1);
  ExpectNext(&stream, 2);
  for (int i = 0; i < 3; ++i) {
    ArrowArray batch = Next(&stream);
    EXPECT_EQ(batch.release, nullptr);
  }
  EXPECT_EQ(Log().get_schema, 1);
  EXPECT_EQ(Log().get_next, 6);
  EXPECT_EQ(Log().get_last_error, 0);
  EXPECT_EQ(ArrowBridgeStreamFindingCount(&stream), 0);
  stream.release(&stream);
  EXPECT_EQ(Log().release, 1);
  EXPECT_EQ(findings_.releases(), 1);
}

TEST_F(CheckedCorrect, MOV_6_BuffersAreTheProducersOwn) {
  const ArrayData data = NumberedBatch(3);
  ArrowArray plain;
  ArrowArrayStream direct = Foreign({data});
  ASSERT_EQ(direct.get_next(&direct, &plain), 0);
  direct.release(&direct);
  ArrowArrayStream stream = Checked(Foreign({data}));
  ArrowSchema schema = Schema(&stream);
  schema.release(&schema);
  ArrowArray batch = Next(&stream);
  EXPECT_EQ(batch.length, plain.length);
  EXPECT_EQ(HashOfBuffers(data, batch), HashOfBuffers(data, plain));
  ExpectLiveStructs(batch);
  plain.release(&plain);
  batch.release(&batch);
  stream.release(&stream);
}

TEST_F(CheckedCorrect, STR_15_CodesAndMessagesAreTheProducersOwn) {
  for (const int code : {EIO, ENOMEM, ENODATA}) {
    StreamOptions options;
    options.fail_at = 1;
    options.code = code;
    options.text = "M\xC3\xB6wen fly";
    ArrowArrayStream stream = Checked(Foreign(NumberedBatches(3), options));
    ExpectNext(&stream, 0);
    for (int i = 0; i < 2; ++i) {
      auto batch = Garbage<ArrowArray>();
      EXPECT_EQ(stream.get_next(&stream, &batch), code);
      EXPECT_EQ(batch.release, nullptr);
      EXPECT_EQ(LastError(&stream), "M\xC3\xB6wen fly");
      EXPECT_EQ(LastError(&stream), "M\xC3\xB6wen fly");
    }
    stream.release(&stream);
    options.fail_schema = true;
    options.text.reset();
    stream = Checked(Foreign(NumberedBatches(3), options));
    auto schema = Garbage<ArrowSchema>();
    EXPECT_EQ(stream.get_schema(&stream, &schema), code);
    EXPECT_EQ(schema.release, nullptr);
    EXPECT_EQ(LastError(&stream), std::nullopt);
    stream.release(&stream);
  }
}

TEST_F(CheckedCorrect, STR_19_ReleasedAfterAnyNumberOfBatches) {
  for (int pulled = 0; pulled < 4; ++pulled) {
    ArrowArrayStream stream = Checked(Foreign(NumberedBatches(3)));
    for (int i = 0; i < pulled; ++i) {
      ArrowArray batch = Next(&stream);
      if (batch.release != nullptr) batch.release(&batch);
    }
    auto moved = Relocate(&stream);
    ReleaseChecked(moved.get());
    EXPECT_EQ(findings_.releases(), pulled + 1);
  }
}

TEST_F(CheckedCorrect, STR_16_ResultsOutliveTheStreamAndTheReportIsReleasedLast) {
  ArrowArrayStream stream = Checked(Foreign(NumberedBatches(2)));
  ArrowSchema schema = Schema(&stream);
  ArrowArray batch = Next(&stream);
  stream.release(&stream);
  EXPECT_EQ(findings_.releases(), 0);
  ExpectNumberedBatch(batch, 0);
  ArrowArray child = MoveOut(batch.children[1]);
  batch.release(&batch);
  ExpectNumberedSchema(schema);
  ArrowSchema field = MoveOut(schema.children[0]);
  schema.release(&schema);
  EXPECT_STREQ(field.name, "number");
  field.release(&field);
  EXPECT_EQ(findings_.releases(), 0);
  child.release(&child);
  EXPECT_EQ(findings_.releases(), 1);
}

// A checked stream over a checked stream: the consumer checks a stream that the environment
// variable has already made checked.
TEST_F(CheckedCorrect, MEM_11_ACheckedStreamOverAnother) {
  ArrowArrayStream stream = Checked(Checked(Foreign(NumberedBatches(2))));
  ArrowSchema schema = Schema(&stream);
  ArrowSchema field = MoveOut(schema.children[0]);
  schema.release(&schema);
  field.release(&field);
  ArrowArray first = Next(&stream);
  ArrowArray second = Next(&stream);
  ArrowArray child = MoveOut(first.children[0]);
  first.release(&first);
  child.release(&child);
  second.release(&second);
  stream.release(&stream);
  EXPECT_EQ(findings_.releases(), 2);
}

// A producer may fill a large buffer step by step and return batches over the full part.
TEST_F(CheckedCorrect, MUT_1_BitsPastTheLastRowMayChange) {
  ArrowArrayStream stream = Checked(Foreign(Int32s({}), {Int32s({1, std::nullopt, 3})}, {}));
  ArrowSchema schema = Schema(&stream);
  schema.release(&schema);
  ArrowArray array = Next(&stream);
  *static_cast<uint8_t*>(const_cast<void*>(array.buffers[0])) |= 0xF8;
  array.release(&array);
  stream.release(&stream);
}

// The library is a consumer too: it moves columns out, exports arrays, and keeps batches.
TEST_F(CheckedCorrect, MOV_3_TheLibraryAsConsumer) {
  ArrayData sliced = NumberedBatch(5);
  sliced.offset = 1;
  sliced.length -= 1;
  const std::vector<ArrayData> batches = {NumberedBatch(0), sliced, NumberedBatch(2)};
  const ReaderHandle reader = Import(Checked(Foreign(batches)));
  EXPECT_EQ(ArrowBridgeReaderFindingCount(reader.get()), 0);
  ArrowBridgeArray** all = nullptr;
  int64_t count = 0;
  ASSERT_OK(ArrowBridgeReaderReadAll(reader.get(), &all, &count, &error_));
  ASSERT_EQ(count, 3);
  for (int64_t i = 0; i < count; ++i) {
    ArrowBridgeArray* column = nullptr;
    ASSERT_OK(ArrowBridgeArrayColumn(all[i], 1, &column, &error_));
    ArrowBridgeArrayRelease(std::exchange(all[i], nullptr));
    ArrowArray exported;
    ASSERT_OK(ArrowBridgeExportArray(column, &exported, nullptr, &error_));
    ArrowBridgeArrayRelease(column);
    exported.release(&exported);
  }
  ArrowBridgeArrayListRelease(all, count);
}

}  // namespace
