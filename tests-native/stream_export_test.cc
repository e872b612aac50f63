// Exported streams, as a consumer sees them.

#include <cstring>

#include "support/reader_fixture.h"

namespace {

using namespace arrowbridge_tests;

class StreamExport : public ReaderFixture {};

TEST_F(StreamExport, STR_5_EmptyStreamIsAtItsEndAtOnce) {
  ArrowArrayStream stream = Export(FromList({}));
  ExpectEnd(&stream);
  auto schema = Garbage<ArrowSchema>();
  ASSERT_EQ(stream.get_schema(&stream, &schema), 0);
  ExpectNumberedSchema(schema);
  ReleaseChecked(&schema);
  ReleaseChecked(&stream);
}

TEST_F(StreamExport, STR_5_SimpleStreamYieldsItsBatchesInOrder) {
  ArrowArrayStream stream = Export(FromList(NumberedBatches(3)));
  for (int i = 0; i < 3; ++i) ExpectNext(&stream, i);
  ExpectEnd(&stream);
  ReleaseChecked(&stream);
}

TEST_F(StreamExport, STR_6_EndOfStreamIsRepeatable) {
  ArrowArrayStream stream = Export(FromList(NumberedBatches(1)));
  ExpectNext(&stream, 0);
  for (int i = 0; i < 1000; ++i) ExpectEnd(&stream);
  ReleaseChecked(&stream);
}

TEST_F(StreamExport, STR_2_SchemaAtAnyTime) {
  ArrowArrayStream stream = Export(FromList(NumberedBatches(2)));
  std::vector<ArrowSchema> schemas;
  const auto ask = [&] {
    schemas.push_back(Garbage<ArrowSchema>());
    ASSERT_EQ(stream.get_schema(&stream, &schemas.back()), 0);
  };
  ask();
  ask();
  ExpectNext(&stream, 0);
  ask();
  ExpectNext(&stream, 1);
  ExpectEnd(&stream);
  ask();
  schemas.front().release(&schemas.front());
  ReleaseChecked(&stream);
  for (size_t i = 1; i < schemas.size(); ++i) {
    ExpectNumberedSchema(schemas[i]);
    ReleaseChecked(&schemas[i]);
  }
}

TEST_F(StreamExport, STR_7_BatchesWithoutRowsAreNotTheEndOfStream) {
  const std::vector<ArrayData> batches = {NumberedBatch(0, 0), NumberedBatch(0, 0),
                                          NumberedBatch(1), NumberedBatch(0, 0)};
  ArrowArrayStream stream = Export(FromList(batches));
  for (const int rows : {0, 0, 2, 0}) {
    auto batch = Garbage<ArrowArray>();
    ASSERT_EQ(stream.get_next(&stream, &batch), 0);
    ASSERT_NE(batch.release, nullptr);
    EXPECT_EQ(batch.length, rows);
    ReleaseChecked(&batch);
  }
  ExpectEnd(&stream);
  ReleaseChecked(&stream);
}

TEST_F(StreamExport, MEM_1_EveryMemberIsWritten) {
  ArrowArrayStream stream = Export(FromList(NumberedBatches(1)));
  EXPECT_NE(stream.get_schema, nullptr);
  EXPECT_NE(stream.get_next, nullptr);
  EXPECT_NE(stream.get_last_error, nullptr);
  auto batch = Garbage<ArrowArray>();
  ASSERT_EQ(stream.get_next(&stream, &batch), 0);
  EXPECT_EQ(batch.null_count, 0);
  EXPECT_EQ(batch.offset, 0);
  EXPECT_EQ(batch.n_buffers, 1);
  EXPECT_EQ(batch.dictionary, nullptr);
  ReleaseChecked(&batch);
  batch = Garbage<ArrowArray>();
  const ArrowArray zero{};
  ASSERT_EQ(stream.get_next(&stream, &batch), 0);
  EXPECT_EQ(std::memcmp(&batch, &zero, sizeof(zero)), 0)
      << "garbage is left at the end of the stream";
  ReleaseChecked(&stream);
}

TEST_F(StreamExport, STR_4_MissingOutputIsAnErrorAndLosesNoBatch) {
  ArrowArrayStream stream = Export(FromList(NumberedBatches(1)));
  EXPECT_EQ(stream.get_next(&stream, nullptr), EINVAL);
  EXPECT_NE(LastError(&stream)->find("'out'"), std::string::npos);
  EXPECT_EQ(stream.get_schema(&stream, nullptr), EINVAL);
  EXPECT_NE(LastError(&stream)->find("get_schema"), std::string::npos);
  ExpectNext(&stream, 0);
  ReleaseChecked(&stream);
}

TEST_F(StreamExport, STR_10_NoMessageWithoutAnError) {
  ArrowArrayStream stream = Export(FromList(NumberedBatches(1)));
  EXPECT_EQ(LastError(&stream), std::nullopt);
  EXPECT_EQ(stream.get_next(&stream, nullptr), EINVAL);
  EXPECT_NE(LastError(&stream), std::nullopt);
  ExpectNext(&stream, 0);
  EXPECT_EQ(LastError(&stream), std::nullopt) << "success clears the message";
  ReleaseChecked(&stream);
}

TEST_F(StreamExport, STR_13_RelocatedStreamWorksAtItsNewAddress) {
  ArrowArrayStream first = Export(FromList(NumberedBatches(3)));
  ExpectNext(&first, 0);
  auto second = Relocate(&first);
  ExpectNext(second.get(), 1);
  EXPECT_EQ(second->get_next(second.get(), nullptr), EINVAL);
  auto third = Relocate(second.get());
  EXPECT_NE(LastError(third.get()), std::nullopt);
  ExpectNext(third.get(), 2);
  ReleaseChecked(third.get());
}

TEST_F(StreamExport, MEM_14_CallsOnAReleasedStreamGiveErrors) {
  ArrowArrayStream stream = Export(FromList(NumberedBatches(1)));
  const auto release = stream.release;
  release(&stream);
  EXPECT_EQ(stream.release, nullptr);
  release(&stream);
  auto batch = Garbage<ArrowArray>();
  EXPECT_EQ(stream.get_next(&stream, &batch), EINVAL);
  EXPECT_EQ(batch.release, nullptr);
  auto schema = Garbage<ArrowSchema>();
  EXPECT_EQ(stream.get_schema(&stream, &schema), EINVAL);
  EXPECT_EQ(schema.release, nullptr);
  EXPECT_EQ(stream.get_last_error(&stream), nullptr);
}

TEST_F(StreamExport, STR_16_AllStreamsAndTheHandleShareOneCursor) {
  ReaderHandle reader = FromList(NumberedBatches(5));
  ArrowArrayStream a = Export(reader);
  ArrowArrayStream b = Export(reader);
  ExpectNext(&a, 0);
  ExpectNext(&b, 1);
  ExpectNext(reader, 2);
  ReleaseChecked(&a);
  ExpectNext(&b, 3);
  reader.reset();
  ExpectNext(&b, 4);
  ExpectEnd(&b);
  ReleaseChecked(&b);
}

TEST_F(StreamExport, MEM_1_FailedExportLeavesAReleasedStream) {
  auto stream = Garbage<ArrowArrayStream>();
  EXPECT_ERROR(ArrowBridgeExportRecordBatchReader(nullptr, &stream, &error_), EINVAL, "'reader'",
               "ArrowBridgeExportRecordBatchReader");
  EXPECT_EQ(stream.release, nullptr);
  stream = Garbage<ArrowArrayStream>();
  EXPECT_ERROR(ArrowBridgeExportArrayReader(nullptr, &stream, &error_), EINVAL, "'reader'");
  EXPECT_EQ(stream.release, nullptr);
  ReaderHandle reader = FromList({});
  EXPECT_ERROR(ArrowBridgeExportRecordBatchReader(reader.get(), nullptr, &error_), EINVAL, "'out'");
  EXPECT_ERROR(ArrowBridgeExportArrayReader(reader.get(), nullptr, &error_), EINVAL, "'out'");
  EXPECT_EQ(ArrowBridgeExportRecordBatchReader(nullptr, nullptr, nullptr), EINVAL);
}

}  // namespace
