// Readers over callbacks written in C.

#include <cstring>
#include <functional>
#include <string>

#include "support/reader_fixture.h"

namespace {

using namespace arrowbridge_tests;

class CallbackReader : public ReaderFixture {
 protected:
  // The behaviour of the callbacks. `next` gets the number of earlier calls.
  struct Source {
    std::function<int(int, ArrowArray*, ArrowBridgeError*)> next;
    int calls = 0;
    int releases = 0;
  };

  static int Next(void* context, ArrowArray* out, ArrowBridgeError* error) {
    auto* source = static_cast<Source*>(context);
    EXPECT_EQ(out->release, nullptr);
    return source->next(source->calls++, out, error);
  }
  static void Release(void* context) { ++static_cast<Source*>(context)->releases; }

  int Make(const ArrayData& data, Source* source, ArrowBridgeReader** out) {
    ArrowSchema schema;
    logs_.push_back(MakeSchema(data, &schema));
    const ArrowBridgeReaderCallbacks callbacks{&Next, &Release, source};
    const int rc = ArrowBridgeReaderFromCallbacks(&schema, &callbacks, out, &error_);
    EXPECT_EQ(schema.release, nullptr);
    return rc;
  }

  ReaderHandle Make(Source* source) {
    auto* reader = Garbage<ArrowBridgeReader*>();
    EXPECT_OK(Make(NumberedBatch(0), source, &reader));
    return ReaderHandle(reader);
  }

  // Returns `count` batches, then the end of the stream.
  std::function<int(int, ArrowArray*, ArrowBridgeError*)> Count(int count) {
    return [this, count](int call, ArrowArray* out, ArrowBridgeError*) {
      if (call < count) logs_.push_back(MakeArray(NumberedBatch(call), out));
      return 0;
    };
  }
};

TEST_F(CallbackReader, STR_5_BatchesThenEndOfStream) {
  Source source{Count(2)};
  ReaderHandle reader = Make(&source);
  EXPECT_EQ(source.calls, 0);
  ExpectNext(reader, 0);
  ExpectNext(reader, 1);
  for (int i = 0; i < 3; ++i) ExpectEnd(reader);
  EXPECT_EQ(source.calls, 3) << "called after the end of the stream";
  EXPECT_EQ(source.releases, 0);
  reader.reset();
  EXPECT_EQ(source.releases, 1);
}

TEST_F(CallbackReader, STR_13_ReleasedWithTheLastOwner) {
  Source source{Count(3)};
  ReaderHandle reader = Make(&source);
  ArrowArrayStream stream = Export(reader);
  ExpectNext(reader, 0);
  reader.reset();
  EXPECT_EQ(source.releases, 0);
  ExpectNext(&stream, 1);
  ReleaseChecked(&stream);
  EXPECT_EQ(source.releases, 1);
}

TEST_F(CallbackReader, STR_15_CodeAndMessageOfTheCallbackAreKept) {
  for (const int code : {EIO, 2001, -1}) {
    Source source{[code](int, ArrowArray*, ArrowBridgeError* error) {
      std::strcpy(error->message, "the table is gone");
      return code;
    }};
    ReaderHandle reader = Make(&source);
    for (int i = 0; i < 3; ++i) {
      auto batch = Garbage<ArrowArray>();
      EXPECT_EQ(ArrowBridgeReaderNext(reader.get(), &batch, &error_), code);
      EXPECT_STREQ(error_.message, "the table is gone");
      EXPECT_EQ(batch.release, nullptr);
    }
    EXPECT_EQ(source.calls, 1) << "called after an error";
  }
}

TEST_F(CallbackReader, STR_11_MissingOrUnterminatedMessageOfTheCallback) {
  Source silent{[](int, ArrowArray*, ArrowBridgeError*) { return 2001; }};
  ReaderHandle reader = Make(&silent);
  auto batch = Garbage<ArrowArray>();
  EXPECT_ERROR(ArrowBridgeReaderNext(reader.get(), &batch, &error_), 2001, "2001");
  Source endless{[](int, ArrowArray*, ArrowBridgeError* error) {
    std::memset(error->message, 'x', sizeof(error->message));
    return EIO;
  }};
  reader = Make(&endless);
  EXPECT_EQ(ArrowBridgeReaderNext(reader.get(), &batch, &error_), EIO);
  EXPECT_EQ(std::string(error_.message), std::string(1020, 'x') + "…");
  ArrowArrayStream stream = Export(reader);
  EXPECT_EQ(stream.get_next(&stream, &batch), EIO);
  EXPECT_EQ(LastError(&stream), std::string(1024, 'x'));
  ReleaseChecked(&stream);
}

TEST_F(CallbackReader, STR_9_OutputAfterAnErrorIsNotReleased) {
  Source source{[](int, ArrowArray* out, ArrowBridgeError*) {
    *out = Garbage<ArrowArray>();
    return EIO;
  }};
  ReaderHandle reader = Make(&source);
  auto batch = Garbage<ArrowArray>();
  EXPECT_ERROR(ArrowBridgeReaderNext(reader.get(), &batch, &error_), EIO, "5");
  EXPECT_EQ(batch.release, nullptr);
}

TEST_F(CallbackReader, STR_8_BatchesAreChecked) {
  Source source{[this](int call, ArrowArray* out, ArrowBridgeError*) {
    ArrayData batch = NumberedBatch(call);
    if (call == 1) batch.children[1].null_count = 7;
    logs_.push_back(MakeArray(batch, out));
    return 0;
  }};
  ReaderHandle reader = Make(&source);
  ExpectNext(reader, 0);
  auto batch = Garbage<ArrowArray>();
  EXPECT_ERROR(ArrowBridgeReaderNext(reader.get(), &batch, &error_), EINVAL,
               "ARR-4:", "batch 1:", "field 'text'");
  EXPECT_EQ(batch.release, nullptr);
  EXPECT_TRUE(logs_.back()->AllOnce());
}

TEST_F(CallbackReader, STR_17_ReenteredReaderIsBusyAndContinues) {
  ReaderHandle reader;
  ArrowArrayStream stream{};
  auto next = Count(2);
  Source source{[&](int call, ArrowArray* out, ArrowBridgeError* error) {
    ArrowBridgeError inner;
    auto batch = Garbage<ArrowArray>();
    const int rc = ArrowBridgeReaderNext(reader.get(), &batch, &inner);
    EXPECT_TRUE(IsError(rc, EBUSY, inner, {"another call"}));
    EXPECT_EQ(batch.release, nullptr);
    EXPECT_EQ(stream.get_next(&stream, &batch), EBUSY);
    EXPECT_NE(LastError(&stream)->find("another call"), std::string::npos);
    auto* array = Garbage<ArrowBridgeArray*>();
    EXPECT_EQ(ArrowBridgeReaderNextArray(reader.get(), &array, nullptr), EBUSY);
    auto schema = Garbage<ArrowSchema>();  // of an immutable schema: at any time
    EXPECT_EQ(ArrowBridgeReaderGetSchema(reader.get(), &schema, nullptr), 0);
    ReleaseChecked(&schema);
    return next(call, out, error);
  }};
  reader = Make(&source);
  stream = Export(reader);
  ExpectNext(reader, 0);
  ExpectNext(reader, 1);
  ExpectEnd(reader);
  ReleaseChecked(&stream);
}

TEST_F(CallbackReader, STR_18_CallbackMayReadAnotherReader) {
  ReaderHandle below = FromList(NumberedBatches(2));
  Source source{[&](int, ArrowArray* out, ArrowBridgeError* error) {
    return ArrowBridgeReaderNext(below.get(), out, error);
  }};
  ReaderHandle reader = Make(&source);
  ExpectNext(reader, 0);
  ExpectNext(reader, 1);
  ExpectEnd(reader);
}

TEST_F(CallbackReader, MEM_6_ConsumedOnSuccessAndFailure) {
  Source source{Count(0)};
  EXPECT_ERROR(Make(NumberedBatch(0), &source, nullptr), EINVAL, "'out'");
  EXPECT_EQ(source.releases, 1);
  auto* reader = Garbage<ArrowBridgeReader*>();
  EXPECT_ERROR(Make(Int32s({}), &source, &reader), EINVAL, "RB-1:");
  EXPECT_EQ(reader, nullptr);
  EXPECT_EQ(source.releases, 2);
  const ArrowBridgeReaderCallbacks callbacks{&Next, &Release, &source};
  EXPECT_ERROR(ArrowBridgeReaderFromCallbacks(nullptr, &callbacks, &reader, &error_), EINVAL,
               "'schema'");
  EXPECT_EQ(source.releases, 3);
  const ArrowBridgeReaderCallbacks no_next{nullptr, &Release, &source};
  ArrowSchema schema;
  logs_.push_back(MakeSchema(NumberedBatch(0), &schema));
  EXPECT_ERROR(ArrowBridgeReaderFromCallbacks(&schema, &no_next, &reader, &error_), EINVAL,
               "'callbacks'");
  EXPECT_EQ(source.releases, 4);
  EXPECT_EQ(schema.release, nullptr);
  logs_.push_back(MakeSchema(NumberedBatch(0), &schema));
  EXPECT_ERROR(ArrowBridgeReaderFromCallbacks(&schema, nullptr, &reader, &error_), EINVAL,
               "'callbacks'");
  EXPECT_EQ(schema.release, nullptr);
  EXPECT_EQ(source.calls, 0);
}

TEST_F(CallbackReader, MEM_6_ReleaseMayBeMissing) {
  Source source{Count(1)};
  ArrowSchema schema;
  logs_.push_back(MakeSchema(NumberedBatch(0), &schema));
  const ArrowBridgeReaderCallbacks callbacks{&Next, nullptr, &source};
  ArrowBridgeReader* out = nullptr;
  ASSERT_OK(ArrowBridgeReaderFromCallbacks(&schema, &callbacks, &out, &error_));
  ReaderHandle reader(out);
  ExpectNext(reader, 0);
}

}  // namespace
