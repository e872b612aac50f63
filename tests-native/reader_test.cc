// Readers over lists and over callbacks, and functions that work on any reader.

#include <cstring>
#include <string>
#include <vector>

#include "support/reader_fixture.h"

namespace {

using namespace arrowbridge_tests;

class Reader : public ReaderFixture {
 protected:
  // Makes a reader from a schema and arrays. `rc` is the result; all inputs must be consumed either
  // way.
  int FromArrays(const ArrayData& schema_data, const std::vector<ArrayData>& data, bool batches,
                 ArrowBridgeReader** out) {
    ArrowSchema schema;
    logs_.push_back(MakeSchema(schema_data, &schema));
    std::vector<ArrowArray> arrays(data.size());
    for (size_t i = 0; i < data.size(); ++i) logs_.push_back(MakeArray(data[i], &arrays[i]));
    const auto count = static_cast<int64_t>(arrays.size());
    const int rc = batches
                       ? ArrowBridgeReaderFromBatches(&schema, count, arrays.data(), out, &error_)
                       : ArrowBridgeReaderFromArrays(&schema, count, arrays.data(), out, &error_);
    EXPECT_EQ(schema.release, nullptr);
    for (const ArrowArray& array : arrays) EXPECT_EQ(array.release, nullptr);
    return rc;
  }
};

TEST_F(Reader, STR_5_ListIsReadInOrder) {
  ReaderHandle reader = FromList(NumberedBatches(3));
  for (int i = 0; i < 3; ++i) ExpectNext(reader, i);
  for (int i = 0; i < 3; ++i) ExpectEnd(reader);
}

TEST_F(Reader, STR_19_ListIsReleasedWithItsReader) {
  ReaderHandle reader = FromList(NumberedBatches(3));
  ExpectNext(reader, 0);
  EXPECT_EQ(logs_[1]->Live(), 0);
  EXPECT_TRUE(logs_[2]->NoneYet());
  reader.reset();
  EXPECT_TRUE(logs_[2]->AllOnce());
  EXPECT_TRUE(logs_[3]->AllOnce());
}

TEST_F(Reader, STR_8_ListIsCheckedAsAWhole) {
  std::vector<ArrayData> batches = NumberedBatches(3);
  batches[2].children[0].length = 1;
  auto* reader = Garbage<ArrowBridgeReader*>();
  EXPECT_ERROR(FromArrays(NumberedBatch(0), batches, true, &reader), EINVAL,
               "COL-11:", "batch 2:", "field 'number'", "ArrowBridgeReaderFromBatches");
  EXPECT_EQ(reader, nullptr);
}

TEST_F(Reader, X8_X9_NullCountsAndOffsetsAreSupplied) {
  ArrayData coded = Dictionary(Int32s({0, std::nullopt, 0}), Strings("u", {"x"})).Sliced(1, 2);
  coded.null_count = -1;
  ArrayData bare = Int32s({1, 2});
  bare.buffers[0] = std::nullopt;
  bare.null_count = -1;
  ArrayData empty = Strings("u", {});
  empty.buffers[1] = std::nullopt;
  for (const ArrayData& data : {coded, bare, empty}) {
    SCOPED_TRACE(data.format);
    ArrowBridgeReader* out = nullptr;
    ASSERT_OK(FromArrays(data, {data}, false, &out));
    ReaderHandle reader(out);
    ArrowArray array;
    ASSERT_OK(ArrowBridgeReaderNext(reader.get(), &array, &error_));
    EXPECT_EQ(array.offset, data.offset);
    EXPECT_EQ(array.null_count, data.dictionary.empty() ? 0 : 1);
    EXPECT_NE(array.buffers[1], nullptr);
    reader.reset();
    ReleaseChecked(&array);
    EXPECT_TRUE(logs_.back()->AllOnce());
  }
}

TEST_F(Reader, MEM_5_ReleasedBatchInAListIsAnError) {
  ArrowSchema schema;
  logs_.push_back(MakeSchema(NumberedBatch(0), &schema));
  ArrowArray arrays[2] = {};
  logs_.push_back(MakeArray(NumberedBatch(0), &arrays[0]));
  auto* reader = Garbage<ArrowBridgeReader*>();
  EXPECT_ERROR(ArrowBridgeReaderFromBatches(&schema, 2, arrays, &reader, &error_), EINVAL,
               "MEM-5:", "batch 1:");
  EXPECT_EQ(reader, nullptr);
  EXPECT_EQ(arrays[0].release, nullptr);
}

TEST_F(Reader, RB_1_BatchesAreStructs) {
  auto* reader = Garbage<ArrowBridgeReader*>();
  EXPECT_ERROR(FromArrays(Int32s({}), {Int32s({1})}, true, &reader), EINVAL, "RB-1:");
  EXPECT_EQ(reader, nullptr);
}

TEST_F(Reader, STR_20_ListOfArraysOfAnyType) {
  ArrowBridgeReader* out = nullptr;
  const ArrayData strings = Strings("u", {"a", std::nullopt, "c"});
  ASSERT_OK(FromArrays(strings, {strings, strings.Sliced(1, 2)}, false, &out));
  ReaderHandle reader(out);
  for (const int offset : {0, 1}) {
    auto array = Garbage<ArrowArray>();
    ASSERT_OK(ArrowBridgeReaderNext(reader.get(), &array, &error_));
    EXPECT_EQ(array.offset, offset);
    EXPECT_EQ(array.length, 3 - offset);
    ReleaseChecked(&array);
  }
  ExpectEnd(reader);
}

TEST_F(Reader, MEM_6_ListArgumentsAreConsumedOnSuccessAndFailure) {
  ArrowSchema schema;
  ArrowArray array;
  const auto fill = [&] {
    logs_.push_back(MakeSchema(NumberedBatch(0), &schema));
    logs_.push_back(MakeArray(NumberedBatch(0), &array));
  };
  auto* reader = Garbage<ArrowBridgeReader*>();
  fill();
  EXPECT_ERROR(ArrowBridgeReaderFromBatches(&schema, 1, &array, nullptr, &error_), EINVAL, "'out'");
  EXPECT_EQ(schema.release, nullptr);
  EXPECT_EQ(array.release, nullptr);
  fill();
  EXPECT_ERROR(ArrowBridgeReaderFromBatches(nullptr, 1, &array, &reader, &error_), EINVAL,
               "'schema'");
  EXPECT_EQ(array.release, nullptr);
  schema.release(&schema);
  fill();
  EXPECT_ERROR(ArrowBridgeReaderFromBatches(&schema, -1, &array, &reader, &error_), EINVAL,
               "'n_batches'", "-1");
  EXPECT_EQ(schema.release, nullptr);
  array.release(&array);
  fill();
  EXPECT_ERROR(ArrowBridgeReaderFromBatches(&schema, 1, nullptr, &reader, &error_), EINVAL,
               "'batches'");
  EXPECT_EQ(schema.release, nullptr);
  EXPECT_EQ(reader, nullptr);
  array.release(&array);
  // A count without a list must not be used.
  logs_.push_back(MakeSchema(NumberedBatch(0), &schema));
  EXPECT_ERROR(ArrowBridgeReaderFromArrays(&schema, INT64_MAX, nullptr, &reader, &error_), EINVAL,
               "NULL");
}

// A producer that forgets to mark its structs released (MEM-13) is called only once nevertheless.
TEST_F(Reader, MEM_6_FailedInputsAreReleasedExactlyOnce) {
  static int schema_calls;
  static int array_calls;
  schema_calls = array_calls = 0;
  ArrowSchema schema{
      "?", "", nullptr, 0, 0, nullptr, nullptr, [](ArrowSchema*) { ++schema_calls; }, nullptr};
  ArrowArray array{};
  array.release = [](ArrowArray*) { ++array_calls; };
  ArrowBridgeReader* reader = nullptr;
  EXPECT_ERROR(ArrowBridgeReaderFromBatches(&schema, 1, &array, &reader, &error_), ENOTSUP,
               "FMT-55:");
  EXPECT_EQ(schema_calls, 1);
  EXPECT_EQ(array_calls, 1);
  EXPECT_EQ(schema.release, nullptr);
  EXPECT_EQ(array.release, nullptr);
  schema.release = [](ArrowSchema*) { ++schema_calls; };
  const ArrowBridgeReaderCallbacks callbacks{nullptr, nullptr, nullptr};
  EXPECT_ERROR(ArrowBridgeReaderFromCallbacks(&schema, &callbacks, &reader, &error_), EINVAL,
               "'callbacks'", "next");
  EXPECT_EQ(schema_calls, 2);
}

TEST_F(Reader, STR_2_SchemaOfAReader) {
  ReaderHandle reader = FromList(NumberedBatches(1));
  for (int i = 0; i < 2; ++i) {
    auto schema = Garbage<ArrowSchema>();
    ASSERT_OK(ArrowBridgeReaderGetSchema(reader.get(), &schema, &error_));
    ExpectNumberedSchema(schema);
    ReleaseChecked(&schema);
    if (i == 0) ExpectNext(reader, 0);
  }
  auto schema = Garbage<ArrowSchema>();
  EXPECT_ERROR(ArrowBridgeReaderGetSchema(nullptr, &schema, &error_), EINVAL, "'reader'");
  EXPECT_EQ(schema.release, nullptr);
  EXPECT_ERROR(ArrowBridgeReaderGetSchema(reader.get(), nullptr, &error_), EINVAL, "'out'");
}

TEST_F(Reader, MEM_1_MissingArguments) {
  ReaderHandle reader = FromList(NumberedBatches(1));
  auto batch = Garbage<ArrowArray>();
  EXPECT_ERROR(ArrowBridgeReaderNext(nullptr, &batch, &error_), EINVAL, "'reader'");
  EXPECT_EQ(batch.release, nullptr);
  EXPECT_ERROR(ArrowBridgeReaderNext(reader.get(), nullptr, &error_), EINVAL, "'out'");
  auto* array = Garbage<ArrowBridgeArray*>();
  EXPECT_ERROR(ArrowBridgeReaderNextArray(nullptr, &array, &error_), EINVAL, "'reader'");
  EXPECT_EQ(array, nullptr);
  EXPECT_ERROR(ArrowBridgeReaderNextArray(reader.get(), nullptr, &error_), EINVAL, "'out'");
  ArrowBridgeArray** list = nullptr;
  int64_t count = -1;
  EXPECT_ERROR(ArrowBridgeReaderReadAll(nullptr, &list, &count, &error_), EINVAL, "'reader'");
  EXPECT_EQ(count, 0);
  EXPECT_ERROR(ArrowBridgeReaderReadAll(reader.get(), nullptr, &count, &error_), EINVAL,
               "'out_arrays'");
  EXPECT_ERROR(ArrowBridgeReaderReadAll(reader.get(), &list, nullptr, &error_), EINVAL,
               "'out_count'");
  EXPECT_EQ(list, nullptr);
  ExpectNext(reader, 0);
  ArrowBridgeReaderRelease(nullptr);
  ArrowBridgeArrayListRelease(nullptr, 3);
}

TEST_F(Reader, STR_5_BatchesAsHandles) {
  ReaderHandle reader = Import(Foreign(NumberedBatches(2)));
  for (int i = 0; i < 2; ++i) {
    auto* out = Garbage<ArrowBridgeArray*>();
    ASSERT_OK(ArrowBridgeReaderNextArray(reader.get(), &out, &error_));
    ArrayHandle array(out);
    EXPECT_EQ(ArrowBridgeArrayLength(array.get()), i + 1);
  }
  for (int i = 0; i < 2; ++i) {
    auto* out = Garbage<ArrowBridgeArray*>();
    ASSERT_OK(ArrowBridgeReaderNextArray(reader.get(), &out, &error_));
    EXPECT_EQ(out, nullptr);
  }
}

TEST_F(Reader, STR_16_AllRemainingBatches) {
  constexpr int kBatches = 40;  // more than the list's initial capacity
  ReaderHandle reader = FromList(NumberedBatches(kBatches));
  ExpectNext(reader, 0);
  auto** list = Garbage<ArrowBridgeArray**>();
  auto count = Garbage<int64_t>();
  ASSERT_OK(ArrowBridgeReaderReadAll(reader.get(), &list, &count, &error_));
  reader.reset();
  ASSERT_EQ(count, kBatches - 1);
  for (int64_t i = 0; i < count; ++i) EXPECT_EQ(ArrowBridgeArrayLength(list[i]), i + 2);
  ArrowBridgeArrayRelease(list[3]);
  list[3] = nullptr;
  ArrowBridgeArrayListRelease(list, count);
}

TEST_F(Reader, STR_16_NoRemainingBatchesGiveAnEmptyList) {
  ReaderHandle reader = FromList({});
  auto** list = Garbage<ArrowBridgeArray**>();
  auto count = Garbage<int64_t>();
  ASSERT_OK(ArrowBridgeReaderReadAll(reader.get(), &list, &count, &error_));
  EXPECT_EQ(count, 0);
  ArrowBridgeArrayListRelease(list, count);
}

TEST_F(Reader, STR_9_FailedReadAllReturnsNothing) {
  StreamOptions options;
  options.fail_at = 20;
  options.code = 2001;
  options.text = "gone";
  ReaderHandle reader = Import(Foreign(NumberedBatches(30), options));
  auto** list = Garbage<ArrowBridgeArray**>();
  auto count = Garbage<int64_t>();
  EXPECT_ERROR(ArrowBridgeReaderReadAll(reader.get(), &list, &count, &error_), 2001, "gone");
  EXPECT_EQ(list, nullptr);
  EXPECT_EQ(count, 0);
  for (const auto& log : Log().arrays) EXPECT_TRUE(log->AllOnce());
}

}  // namespace
