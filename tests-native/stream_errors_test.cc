// Errors: the same code and message, through any number of imports and exports, for any number of
// calls.

#include <cstring>
#include <string>
#include <vector>

#include "support/reader_fixture.h"

namespace {

using namespace arrowbridge_tests;

const int kForeignCodes[] = {EINVAL, ENOMEM, EIO, ENOSYS, 2001, -1, 131, 1, INT32_MIN, INT32_MAX};

class StreamErrors : public ReaderFixture {
 protected:
  static StreamOptions FailAt(int64_t at, int code, std::optional<std::string> text) {
    StreamOptions options;
    options.fail_at = at;
    options.code = code;
    options.text = std::move(text);
    return options;
  }

  void ExpectError(ArrowArrayStream* stream, int code, const std::optional<std::string>& text) {
    auto batch = Garbage<ArrowArray>();
    EXPECT_EQ(stream->get_next(stream, &batch), code);
    EXPECT_EQ(batch.release, nullptr);
    EXPECT_EQ(LastError(stream), text);
  }
};

TEST_F(StreamErrors, STR_15_ForeignCodesAndMessagesSurviveThreeRoundTrips) {
  const std::vector<std::string> texts = {"",
                                          "plain",
                                          std::string(5000, 'x'),
                                          "\xFF\xFE invalid \x80",
                                          std::string(5000, '\x80'),
                                          "\xC3\xA4 \xF0\x9F\x8F\xB9 %s %n"};
  for (const int code : kForeignCodes) {
    for (const std::string& text : texts) {
      SCOPED_TRACE(std::to_string(code) + " " + text.substr(0, 20));
      ArrowArrayStream stream = Foreign(NumberedBatches(2), FailAt(1, code, text));
      for (int hop = 0; hop < 3; ++hop) stream = Hop(stream);
      ExpectNext(&stream, 0);
      for (int i = 0; i < 3; ++i) ExpectError(&stream, code, text);
      ReleaseChecked(&stream);
    }
  }
}

TEST_F(StreamErrors, STR_11_MissingMessageIsReplacedOnceByOneThatNamesTheCode) {
  for (const int code : kForeignCodes) {
    ArrowArrayStream stream = Hop(Foreign({}, FailAt(0, code, std::nullopt)));
    auto batch = Garbage<ArrowArray>();
    ASSERT_EQ(stream.get_next(&stream, &batch), code);
    const std::optional<std::string> text = LastError(&stream);
    ReleaseChecked(&stream);
    ASSERT_NE(text, std::nullopt);
    EXPECT_NE(text->find(std::to_string(code)), std::string::npos) << *text;
    stream = Foreign({}, FailAt(0, code, std::nullopt));
    for (int hop = 0; hop < 3; ++hop) stream = Hop(stream);
    ExpectError(&stream, code, text);
    ReleaseChecked(&stream);
  }
}

TEST_F(StreamErrors, STR_15_FailingSchemaIsTheErrorOfTheImport) {
  for (const int code : kForeignCodes) {
    for (const std::optional<std::string>& text :
         {std::optional<std::string>("no such table \xFF"), std::optional<std::string>()}) {
      StreamOptions options = FailAt(-1, code, text);
      options.fail_schema = true;
      ArrowArrayStream stream = Foreign({}, options);
      auto* reader = Garbage<ArrowBridgeReader*>();
      error_ = Garbage<ArrowBridgeError>();
      EXPECT_EQ(ArrowBridgeImportRecordBatchReader(&stream, &reader, &error_), code);
      EXPECT_EQ(reader, nullptr);
      EXPECT_EQ(stream.release, nullptr);
      if (text) {
        EXPECT_EQ(std::string(error_.message), *text);
      } else {
        EXPECT_NE(std::strstr(error_.message, std::to_string(code).c_str()), nullptr);
      }
    }
  }
}

TEST_F(StreamErrors, STR_12_MessageIsCutAtACharacterAndMarkedInTheErrorStructOnly) {
  struct Case {
    std::string text;
    size_t kept;
  };
  std::string umlauts;
  while (umlauts.size() < 5000) umlauts += "\xC3\xA4";
  std::string arrows = "a";
  while (arrows.size() < 5000) arrows += "\xF0\x9F\x8F\xB9";
  for (const Case& c :
       {Case{std::string(1023, 'x'), 1023}, Case{std::string(1024, 'x'), 1020}, Case{umlauts, 1020},
        Case{arrows, 1017}, Case{std::string(5000, '\x80'), 1020}}) {
    ReaderHandle reader = Import(Foreign({}, FailAt(0, EIO, c.text)));
    auto batch = Garbage<ArrowArray>();
    error_ = Garbage<ArrowBridgeError>();
    EXPECT_EQ(ArrowBridgeReaderNext(reader.get(), &batch, &error_), EIO);
    const std::string mark = c.kept < c.text.size() ? "\xE2\x80\xA6" : "";
    EXPECT_EQ(std::string(error_.message), c.text.substr(0, c.kept) + mark);
    ArrowArrayStream stream = Export(reader);
    ExpectError(&stream, EIO, c.text);
    ReleaseChecked(&stream);
  }
}

TEST_F(StreamErrors, STR_9_SameErrorThroughTheHandleAndEveryStream) {
  StreamOptions options = FailAt(2, 2001, "gone");
  options.fails_once = true;  // the producer would continue on the next call
  ReaderHandle reader = Import(Foreign(NumberedBatches(5), options));
  ArrowArrayStream before = Export(reader);
  ExpectNext(&before, 0);
  ExpectNext(reader, 1);
  ExpectError(&before, 2001, "gone");
  ArrowArrayStream after = Export(reader);
  for (int i = 0; i < 3; ++i) {
    ExpectError(&before, 2001, "gone");
    ExpectError(&after, 2001, "gone");
    auto batch = Garbage<ArrowArray>();
    EXPECT_EQ(ArrowBridgeReaderNext(reader.get(), &batch, &error_), 2001);
    EXPECT_STREQ(error_.message, "gone");
    EXPECT_EQ(batch.release, nullptr);
    auto* array = Garbage<ArrowBridgeArray*>();
    EXPECT_EQ(ArrowBridgeReaderNextArray(reader.get(), &array, &error_), 2001);
    EXPECT_EQ(array, nullptr);
    EXPECT_EQ(ArrowBridgeReaderNext(reader.get(), &batch, nullptr), 2001);
  }
  EXPECT_EQ(Log().get_next, 3) << "the producer is not called again";
  EXPECT_EQ(Log().get_last_error, 1);
  reader.reset();
  ReleaseChecked(&before);
  ExpectError(&after, 2001, "gone");
  ReleaseChecked(&after);
}

TEST_F(StreamErrors, STR_10_SchemaAfterAFailureSucceedsAndClearsTheMessage) {
  ArrowArrayStream stream = Hop(Foreign({}, FailAt(0, EIO, "disk")));
  EXPECT_EQ(LastError(&stream), std::nullopt);
  ExpectError(&stream, EIO, "disk");
  auto schema = Garbage<ArrowSchema>();
  ASSERT_EQ(stream.get_schema(&stream, &schema), 0);
  EXPECT_EQ(LastError(&stream), std::nullopt);
  ReleaseChecked(&schema);
  ExpectError(&stream, EIO, "disk");
  ReleaseChecked(&stream);
}

TEST_F(StreamErrors, STR_12_MessageIsValidUntilTheNextCallOfItsStream) {
  ReaderHandle reader = Import(Foreign({}, FailAt(0, EIO, "disk")));
  ArrowArrayStream a = Export(reader);
  ArrowArrayStream b = Export(reader);
  auto batch = Garbage<ArrowArray>();
  ASSERT_EQ(a.get_next(&a, &batch), EIO);
  const char* text = a.get_last_error(&a);
  EXPECT_STREQ(text, "disk");
  ASSERT_EQ(b.get_next(&b, &batch), EIO);
  reader.reset();
  ReleaseChecked(&b);
  EXPECT_STREQ(text, "disk");
  EXPECT_STREQ(a.get_last_error(&a), "disk");
  ReleaseChecked(&a);
}

TEST_F(StreamErrors, STR_9_ErrorDoesNotAffectEarlierBatches) {
  ArrowArrayStream stream = Hop(Foreign(NumberedBatches(1), FailAt(1, EIO, "disk")));
  auto batch = Garbage<ArrowArray>();
  ASSERT_EQ(stream.get_next(&stream, &batch), 0);
  ExpectError(&stream, EIO, "disk");
  ReleaseChecked(&stream);
  ExpectNumberedBatch(batch, 0);
  ReleaseChecked(&batch);
}

}  // namespace
