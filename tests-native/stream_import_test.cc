// Imports of correct and broken foreign streams.

#include <cstring>

#include "support/reader_fixture.h"

namespace {

using namespace arrowbridge_tests;

class StreamImport : public ReaderFixture {
 protected:
  void ExpectError(ArrowArrayStream stream, int code, std::initializer_list<std::string> parts) {
    auto* reader = Garbage<ArrowBridgeReader*>();
    const int rc = ArrowBridgeImportRecordBatchReader(&stream, &reader, &error_);
    EXPECT_TRUE(IsError(rc, code, error_, parts));
    EXPECT_EQ(reader, nullptr);
    EXPECT_EQ(stream.release, nullptr);
  }

  // The second batch is `bad`: the first call succeeds, and the error repeats although batch 3 is
  // correct.
  void ExpectBatchError(const ArrayData& bad, std::initializer_list<std::string> parts) {
    ReaderHandle reader = Import(Foreign({NumberedBatch(0), bad, NumberedBatch(2)}));
    ArrowArrayStream stream = Export(reader);
    ExpectNext(&stream, 0);
    std::string text;
    for (int i = 0; i < 3; ++i) {
      auto batch = Garbage<ArrowArray>();
      EXPECT_TRUE(
          IsError(ArrowBridgeReaderNext(reader.get(), &batch, &error_), EINVAL, error_, parts));
      EXPECT_EQ(batch.release, nullptr);
      batch = Garbage<ArrowArray>();
      EXPECT_EQ(stream.get_next(&stream, &batch), EINVAL);
      EXPECT_EQ(batch.release, nullptr);
      EXPECT_EQ(LastError(&stream), std::string(error_.message));
    }
    ASSERT_EQ(Log().arrays.size(), 2u);
    EXPECT_TRUE(Log().arrays[1]->AllOnce()) << "the rejected batch is released at once";
    ReleaseChecked(&stream);
  }
};

TEST_F(StreamImport, STR_2_GetSchemaIsCalledAtOnceAndOnlyOnce) {
  ReaderHandle reader = Import(Foreign(NumberedBatches(2)));
  EXPECT_EQ(Log().get_schema, 1);
  EXPECT_EQ(Log().get_next, 0);
  EXPECT_TRUE(Log().schemas[0]->AllOnce());
  for (int i = 0; i < 3; ++i) {
    auto schema = Garbage<ArrowSchema>();
    EXPECT_OK(ArrowBridgeReaderGetSchema(reader.get(), &schema, &error_));
    ExpectNumberedSchema(schema);
    ReleaseChecked(&schema);
  }
  EXPECT_EQ(Log().get_schema, 1);
}

TEST_F(StreamImport, STR_5_SimpleRoundTrip) {
  ArrowArrayStream stream = Hop(Foreign(NumberedBatches(3)));
  for (int i = 0; i < 3; ++i) ExpectNext(&stream, i);
  ExpectEnd(&stream);
  EXPECT_EQ(Log().get_next, 4);
  EXPECT_EQ(Log().get_last_error, 0);
  ReleaseChecked(&stream);
}

TEST_F(StreamImport, STR_6_ForeignStreamIsNotCalledAfterItsEnd) {
  ArrowArrayStream stream = Hop(Foreign(NumberedBatches(1)));
  ExpectNext(&stream, 0);
  for (int i = 0; i < 10; ++i) ExpectEnd(&stream);
  EXPECT_EQ(Log().get_next, 2);
  ReleaseChecked(&stream);
}

TEST_F(StreamImport, STR_7_BatchesWithoutRowsArePassedOn) {
  ArrowArrayStream stream = Hop(Foreign({NumberedBatch(0, 0), NumberedBatch(1)}));
  auto batch = Garbage<ArrowArray>();
  ASSERT_EQ(stream.get_next(&stream, &batch), 0);
  ExpectNumberedBatch(batch, 0, 0);
  ReleaseChecked(&batch);
  ExpectNext(&stream, 1);
  ExpectEnd(&stream);
  ReleaseChecked(&stream);
}

TEST_F(StreamImport, STR_3_ReleasedStreamIsAnErrorAndNotCalled) {
  auto stream = Garbage<ArrowArrayStream>();  // a call to any callback would crash
  stream.release = nullptr;
  ExpectError(stream, EINVAL, {"MEM-5:", "stream", "ArrowBridgeImportRecordBatchReader"});
}

TEST_F(StreamImport, STR_13_ConsumedOnSuccessAndFailure) {
  ArrowArrayStream stream = Foreign({});
  EXPECT_ERROR(ArrowBridgeImportRecordBatchReader(&stream, nullptr, &error_), EINVAL, "'out'");
  EXPECT_EQ(stream.release, nullptr);
  EXPECT_EQ(Log().release, 1);
  auto* reader = Garbage<ArrowBridgeReader*>();
  EXPECT_ERROR(ArrowBridgeImportRecordBatchReader(nullptr, &reader, &error_), EINVAL, "'stream'");
  EXPECT_EQ(reader, nullptr);
  stream = Foreign({});
  EXPECT_ERROR(ArrowBridgeImportArrayReader(&stream, nullptr, &error_), EINVAL, "'out'");
  EXPECT_EQ(stream.release, nullptr);
}

TEST_F(StreamImport, STR_2_MissingCallbacksAreErrors) {
  ArrowArrayStream stream = Foreign({});
  stream.get_schema = nullptr;
  ExpectError(stream, EINVAL, {"STR-2:"});
  stream = Foreign({});
  stream.get_next = nullptr;
  ExpectError(stream, EINVAL, {"STR-2:"});
}

TEST_F(StreamImport, STR_11_MissingErrorCallbackIsAMissingMessage) {
  StreamOptions options;
  options.fail_at = 0;
  options.code = EIO;
  ArrowArrayStream stream = Foreign({}, options);
  stream.get_last_error = nullptr;
  ReaderHandle reader = Import(stream);
  auto batch = Garbage<ArrowArray>();
  EXPECT_ERROR(ArrowBridgeReaderNext(reader.get(), &batch, &error_), EIO, "no message");
}

TEST_F(StreamImport, STR_2_SuccessWithoutASchemaIsAnError) {
  ArrowArrayStream stream = Foreign({});
  stream.get_schema = [](ArrowArrayStream*, ArrowSchema* out) {
    out->release = nullptr;
    return 0;
  };
  ExpectError(stream, EINVAL, {"STR-2:"});
}

TEST_F(StreamImport, SCH_5_BrokenSchemaIsAnErrorAndReleased) {
  ArrayData schema = NumberedBatch(0);
  schema.children[1].name = "\xFF";
  ExpectError(Foreign(schema, {}, {}), EINVAL, {"SCH-5:"});
  schema.children[1].name = "text";
  schema.children[1].format = "?";
  ExpectError(Foreign(schema, {}, {}), ENOTSUP, {"FMT-55:", "'text'", "'?'"});
}

TEST_F(StreamImport, STR_8_WrongNumberOfColumns) {
  ArrayData bad = NumberedBatch(1);
  bad.children.pop_back();
  ExpectBatchError(bad, {"ARR-12:", "batch 1:", "n_children is 1"});
}

TEST_F(StreamImport, STR_8_WrongBuffersInAColumn) {
  ArrayData bad = NumberedBatch(1);
  bad.children[1].buffers.pop_back();
  ExpectBatchError(bad, {"ARR-7:", "batch 1:", "field 'text'"});
}

TEST_F(StreamImport, STR_8_ShortColumn) {
  ArrayData bad = NumberedBatch(4);
  bad.children[0].length = 3;
  ExpectBatchError(bad, {"COL-11:", "batch 1:", "field 'number'"});
}

TEST_F(StreamImport, STR_8_WrongColumnDeepInside) {
  const auto make = [](bool valid) {
    ArrayData list = Lists("+l", {2, 1}, Int32s({1, 2, 3}));
    if (!valid) list.children[0].null_count = 9;
    return Batch(2, {Struct({true, true}, {list.Named("inner")}).Named("outer")});
  };
  ReaderHandle reader = Import(Foreign(make(true), {make(true), make(false)}, {}));
  auto batch = Garbage<ArrowArray>();
  ASSERT_OK(ArrowBridgeReaderNext(reader.get(), &batch, &error_));
  ReleaseChecked(&batch);
  batch = Garbage<ArrowArray>();
  EXPECT_ERROR(ArrowBridgeReaderNext(reader.get(), &batch, &error_), EINVAL,
               "ARR-4:", "batch 1:", "field 'outer.inner.item'");
  EXPECT_EQ(batch.release, nullptr);
}

TEST_F(StreamImport, STR_9_OutputAfterAnErrorIsNotReleased) {
  StreamOptions options;
  options.fail_at = 1;
  options.code = EIO;
  options.text = "disk";
  options.garbage_on_error = true;
  ReaderHandle reader = Import(Foreign(NumberedBatches(2), options));
  ExpectNext(reader, 0);
  auto batch = Garbage<ArrowArray>();
  EXPECT_ERROR(ArrowBridgeReaderNext(reader.get(), &batch, &error_), EIO, "disk");
  EXPECT_EQ(batch.release, nullptr);
}

TEST_F(StreamImport, STR_9_OutputAfterAFailedSchemaIsNotReleased) {
  StreamOptions options;
  options.fail_schema = true;
  options.code = EIO;
  options.text = "disk";
  options.garbage_on_error = true;
  ExpectError(Foreign({}, options), EIO, {"disk"});
}

// A pointer that only its owner may follow.
void* const kPrivate = reinterpret_cast<void*>(uintptr_t{0x10});

TEST_F(StreamImport, STR_14_PrivateDataOfTheProducerIsNotAccessed) {
  static int releases;
  releases = 0;
  ArrowArrayStream stream;
  stream.get_schema = [](ArrowArrayStream* self, ArrowSchema* out) {
    EXPECT_EQ(self->private_data, kPrivate);
    *out = ArrowSchema{
        "+s",    "",      nullptr, 0,
        0,       nullptr, nullptr, [](ArrowSchema* schema) { schema->release = nullptr; },
        kPrivate};
    return 0;
  };
  stream.get_next = [](ArrowArrayStream* self, ArrowArray* out) {
    EXPECT_EQ(self->private_data, kPrivate);
    static const void* buffers[] = {nullptr};
    *out = ArrowArray{3,       0,       0,
                      1,       0,       buffers,
                      nullptr, nullptr, [](ArrowArray* array) { array->release = nullptr; },
                      kPrivate};
    return 0;
  };
  stream.get_last_error = [](ArrowArrayStream*) -> const char* { return "unused"; };
  stream.release = [](ArrowArrayStream* self) {
    EXPECT_EQ(self->private_data, kPrivate);
    ++releases;
    self->release = nullptr;
  };
  stream.private_data = kPrivate;
  ReaderHandle reader = Import(stream);
  for (int i = 0; i < 3; ++i) {
    auto batch = Garbage<ArrowArray>();
    ASSERT_OK(ArrowBridgeReaderNext(reader.get(), &batch, &error_));
    EXPECT_EQ(batch.length, 3) << "rows without columns";
    ReleaseChecked(&batch);
  }
  reader.reset();
  EXPECT_EQ(releases, 1);
}

TEST_F(StreamImport, SCH_14_NullabilityIsIndependentOfNulls) {
  ArrayData batch = Batch(2, {Int32s({1, 2}).Named("nullable"), Int32s({3, 4}).Named("not"),
                              Int32s({5, 6}).Named("x")});
  batch.children[1].flags = 0;
  batch.children[1].buffers[0] = Bytes{0xFF};  // a bitmap without a null
  batch.children[2].flags = 0;
  ArrowArrayStream stream = Hop(Foreign(batch, {batch}, {}));
  auto schema = Garbage<ArrowSchema>();
  ASSERT_EQ(stream.get_schema(&stream, &schema), 0);
  EXPECT_EQ(schema.children[0]->flags, ARROW_FLAG_NULLABLE);
  EXPECT_EQ(schema.children[1]->flags, 0);
  ReleaseChecked(&schema);
  auto out = Garbage<ArrowArray>();
  ASSERT_EQ(stream.get_next(&stream, &out), 0);
  EXPECT_EQ(out.children[0]->null_count, 0);
  EXPECT_NE(out.children[1]->buffers[0], nullptr);
  EXPECT_EQ(out.children[1]->null_count, 0);
  ReleaseChecked(&out);
  ReleaseChecked(&stream);
}

TEST_F(StreamImport, STR_19_ReleasedAfterAnyNumberOfBatches) {
  for (int taken = 0; taken <= 4; ++taken) {
    ReaderHandle reader = Import(Foreign(NumberedBatches(4)));
    for (int i = 0; i < taken; ++i) ExpectNext(reader, i);
    EXPECT_EQ(Log().release, 0);
    reader.reset();
    EXPECT_EQ(Log().release, 1) << "after " << taken;
    ArrowArrayStream stream = Hop(Foreign(NumberedBatches(4)));
    for (int i = 0; i < taken; ++i) ExpectNext(&stream, i);
    ReleaseChecked(&stream);
    EXPECT_EQ(Log().release, 1) << "after " << taken;
  }
}

TEST_F(StreamImport, STR_19_ReleasedAfterAnError) {
  StreamOptions options;
  options.fail_at = 1;
  options.code = 7;
  ReaderHandle reader = Import(Foreign(NumberedBatches(4), options));
  ExpectNext(reader, 0);
  auto batch = Garbage<ArrowArray>();
  EXPECT_ERROR(ArrowBridgeReaderNext(reader.get(), &batch, &error_), 7, "7");
  reader.reset();
  EXPECT_EQ(Log().release, 1);
}

TEST_F(StreamImport, STR_20_RecordBatchFunctionsRejectOtherTypes) {
  ExpectError(Foreign(Int32s({}), {}, {}), EINVAL, {"RB-1:", "'i'"});
  const ArrayData coded = Dictionary(Int32s({0}), Strings("u", {"a"}));
  ExpectError(Foreign(coded, {}, {}), EINVAL, {"RB-1:"});
  ArrowArrayStream stream = Foreign(Int32s({}), {}, {});
  ArrowBridgeReader* out = nullptr;
  ASSERT_OK(ArrowBridgeImportArrayReader(&stream, &out, &error_));
  ReaderHandle reader(out);
  auto exported = Garbage<ArrowArrayStream>();
  EXPECT_ERROR(ArrowBridgeExportRecordBatchReader(reader.get(), &exported, &error_), EINVAL,
               "RB-1:");
  EXPECT_EQ(exported.release, nullptr);
}

TEST_F(StreamImport, STR_20_StreamsOfAnyTypeThroughTheArrayFunctions) {
  const std::vector<ArrayData> arrays = {
      Int32s({1, std::nullopt, 3, 4}).Sliced(1, 2),
      Nulls(5),
      Booleans({true, false, std::nullopt}),
      Strings("U", {"a", "bc", std::nullopt}),
      Views("vu", {"short", "a text of more than twelve bytes"}),
      Lists("+L", {1, 2}, Int32s({1, 2, 3}).Named("item")),
      Dictionary(Int32s({0, 1, 0}), Strings("u", {"x", "y"})),
      SparseUnion("+us:4,5", {4, 5}, {Int32s({1, 2}), Strings("u", {"a", "b"})}),
      RunEndEncoded(5, Int32s({2, 5}).Named("run_ends"), Strings("u", {"a", "b"}).Named("values")),
      Struct({true, false}, {Int32s({1, 2}).Named("x")}),
  };
  for (const ArrayData& data : arrays) {
    SCOPED_TRACE(data.format);
    ArrowArrayStream stream = Foreign(data, {data, data}, {});
    ArrowBridgeReader* out = nullptr;
    ASSERT_OK(ArrowBridgeImportArrayReader(&stream, &out, &error_));
    ReaderHandle reader(out);
    ASSERT_OK(ArrowBridgeExportArrayReader(reader.get(), &stream, &error_));
    auto schema = Garbage<ArrowSchema>();
    ASSERT_EQ(stream.get_schema(&stream, &schema), 0);
    EXPECT_EQ(schema.format, data.format);
    ReleaseChecked(&schema);
    for (int i = 0; i < 2; ++i) {
      auto array = Garbage<ArrowArray>();
      ASSERT_EQ(stream.get_next(&stream, &array), 0);
      ASSERT_NE(array.release, nullptr);
      EXPECT_EQ(array.length, data.length);
      EXPECT_EQ(array.offset, data.offset);
      EXPECT_EQ(array.null_count, data.null_count);
      ReleaseChecked(&array);
    }
    ExpectEnd(&stream);
    ReleaseChecked(&stream);
  }
}

TEST_F(StreamImport, STR_20_ArrayReaderOfStructsIsNotABatchReader) {
  ArrowArrayStream stream = Foreign(NumberedBatches(1));
  ArrowBridgeReader* out = nullptr;
  ASSERT_OK(ArrowBridgeImportArrayReader(&stream, &out, &error_));
  ReaderHandle reader(out);
  EXPECT_ERROR(ArrowBridgeExportRecordBatchReader(reader.get(), &stream, &error_), EINVAL,
               "ArrowBridgeExportArrayReader");
  ASSERT_OK(ArrowBridgeExportArrayReader(reader.get(), &stream, &error_));
  ExpectNext(&stream, 0);
  ReleaseChecked(&stream);
}

}  // namespace
