// Every function of decoders and encoders, with every pointer NULL.

#include <cerrno>

#include "support/ipc_decoding.h"
#include "support/null_masks.h"
#include "support/reader_fixture.h"

namespace {

using namespace arrowbridge_tests;  // NOLINT

class ApiNullMessages : public NullTest {
 protected:
  void SetUp() override {
    NullTest::SetUp();
    bytes_ = ReadBytes(ExampleData("timezones.arrows"));
    schema_ = ImportSchema(NumberedBatch(0));
    batch_ = ImportArray(NumberedBatch(2));
    BeginCalls();
  }
  void TearDown() override {
    schema_.reset();
    batch_.reset();
    NullTest::TearDown();
  }
  DecoderHandle Decoder() {
    ArrowBridgeIpcDecoder* decoder = nullptr;
    EXPECT_EQ(ArrowBridgeIpcDecoderNew(nullptr, &decoder, nullptr), 0);
    return DecoderHandle(decoder);
  }
  // A decoder that has taken the whole file.
  DecoderHandle FullDecoder() {
    DecoderHandle decoder = Decoder();
    std::vector<ArrowArray> batches;
    ArrowBridgeError error;
    EXPECT_EQ(FeedAll(decoder.get(), bytes_.data(), bytes_.size(), &batches, &error), 0);
    for (auto& batch : batches) ReleaseChecked(&batch);
    return decoder;
  }
  EncoderHandle Encoder() {
    ArrowBridgeIpcEncoder* encoder = nullptr;
    EXPECT_EQ(ArrowBridgeIpcEncoderNew(schema_.get(), nullptr, &encoder, nullptr), 0);
    return EncoderHandle(encoder);
  }
  static void ReleaseIfLive(ArrowArray* array) {
    if (array->release != nullptr) ReleaseChecked(array);
  }

  Bytes bytes_;
  SchemaHandle schema_;
  ArrayHandle batch_;
  ArrowBridgeIpcReadOptions read_options_ = ReadOptions();
  ArrowBridgeIpcWriteOptions write_options_ = WriteOptions();
};

void CountCall(void* count) { ++*static_cast<int*>(count); }

TEST_F(ApiNullMessages, New) {
  ForEveryMask("ArrowBridgeIpcDecoderNew", 3, 1u << 0, [&](NullMask null) {
    ArrowBridgeIpcDecoder* out = nullptr;
    const int rc =
        ArrowBridgeIpcDecoderNew(null.Or(0, &read_options_), null.Or(1, &out), null.Or(2, &error_));
    ArrowBridgeIpcDecoderRelease(out);
    return rc;
  });
  ForEveryMask("ArrowBridgeIpcDecoderNewWithSchema", 4, 1u << 1, [&](NullMask null) {
    ArrowBridgeIpcDecoder* out = nullptr;
    const int rc =
        ArrowBridgeIpcDecoderNewWithSchema(null.Or(0, schema_.get()), null.Or(1, &read_options_),
                                           null.Or(2, &out), null.Or(3, &error_));
    ArrowBridgeIpcDecoderRelease(out);
    return rc;
  });
  ForEveryMask("ArrowBridgeIpcEncoderNew", 4, 1u << 1, [&](NullMask null) {
    ArrowBridgeIpcEncoder* out = nullptr;
    const int rc = ArrowBridgeIpcEncoderNew(null.Or(0, schema_.get()), null.Or(1, &write_options_),
                                            null.Or(2, &out), null.Or(3, &error_));
    ArrowBridgeIpcEncoderRelease(out);
    return rc;
  });
}

TEST_F(ApiNullMessages, Feed) {
  ForEveryMask("ArrowBridgeIpcDecoderFeed", 5, 0, [&](NullMask null) {
    const DecoderHandle decoder = Decoder();
    int64_t used = 0;
    ArrowArray out = {};
    const int rc = ArrowBridgeIpcDecoderFeed(null.Or(0, decoder.get()), null.Or(1, bytes_.data()),
                                             static_cast<int64_t>(bytes_.size()), null.Or(2, &used),
                                             null.Or(3, &out), null.Or(4, &error_));
    EXPECT_EQ(out.release != nullptr, rc == 0);
    ReleaseIfLive(&out);
    return rc;
  });
  ForEveryMask("ArrowBridgeIpcDecoderFeedMessage", 5, 1u << 2, [&](NullMask null) {
    const EncoderHandle encoder = Encoder();
    ArrowBridgeIpcMessage message = {};
    EXPECT_EQ(ArrowBridgeIpcEncoderNext(encoder.get(), &message, nullptr), 0);
    const DecoderHandle decoder = Decoder();
    ArrowArray out = {};
    int released = 0;
    const int rc = ArrowBridgeIpcDecoderFeedMessage(
        null.Or(0, decoder.get()), null.Or(1, message.data), message.size, nullptr, 0,
        null.Or(2, &CountCall), &released, null.Or(3, &out), null.Or(4, &error_));
    EXPECT_EQ(released, null.Has(2) ? 0 : 1);
    return rc;
  });
}

TEST_F(ApiNullMessages, SizesBelowZero) {
  const DecoderHandle decoder = Decoder();
  auto used = Garbage<int64_t>();
  auto out = Garbage<ArrowArray>();
  EXPECT_ERROR(
      ArrowBridgeIpcDecoderFeed(decoder.get(), bytes_.data(), INT64_MIN, &used, &out, &error_),
      EINVAL, "'size'");
  EXPECT_ERROR(ArrowBridgeIpcDecoderFeedMessage(decoder.get(), bytes_.data(), -1, nullptr, 0,
                                                nullptr, nullptr, &out, &error_),
               EINVAL, "'metadata_size'");
  EXPECT_ERROR(ArrowBridgeIpcDecoderFeedMessage(decoder.get(), bytes_.data(), 1, nullptr, -1,
                                                nullptr, nullptr, &out, &error_),
               EINVAL, "'body_size'");
  EXPECT_ERROR(ArrowBridgeIpcDecoderFeedMessage(decoder.get(), bytes_.data(), 1, nullptr, 1,
                                                nullptr, nullptr, &out, &error_),
               EINVAL, "'body'");
  // Wrong arguments do not end the decoder.
  EXPECT_EQ(ArrowBridgeIpcDecoderFeed(decoder.get(), nullptr, 0, &used, &out, &error_), 0);
  EXPECT_EQ(used, 0);
}

TEST_F(ApiNullMessages, QuestionsToADecoder) {
  ForEveryMask("ArrowBridgeIpcDecoderBytesWanted", 3, 0, [&](NullMask null) {
    const DecoderHandle decoder = Decoder();
    int64_t out = 0;
    return ArrowBridgeIpcDecoderBytesWanted(null.Or(0, decoder.get()), null.Or(1, &out),
                                            null.Or(2, &error_));
  });
  ForEveryMask("ArrowBridgeIpcDecoderBytesAfterEnd", 3, 0, [&](NullMask null) {
    const DecoderHandle decoder = FullDecoder();
    int64_t out = 0;
    return ArrowBridgeIpcDecoderBytesAfterEnd(null.Or(0, decoder.get()), null.Or(1, &out),
                                              null.Or(2, &error_));
  });
  ForEveryMask("ArrowBridgeIpcDecoderGetSchema", 3, 0, [&](NullMask null) {
    const DecoderHandle decoder = FullDecoder();
    ArrowSchema out = {};
    const int rc = ArrowBridgeIpcDecoderGetSchema(null.Or(0, decoder.get()), null.Or(1, &out),
                                                  null.Or(2, &error_));
    if (out.release != nullptr) ReleaseChecked(&out);
    return rc;
  });
  ForEveryMask("ArrowBridgeIpcDecoderBatchMetadata", 4, 0, [&](NullMask null) {
    const DecoderHandle decoder = FullDecoder();
    char* out = nullptr;
    int64_t size = 0;
    return ArrowBridgeIpcDecoderBatchMetadata(null.Or(0, decoder.get()), null.Or(1, &out),
                                              null.Or(2, &size), null.Or(3, &error_));
  });
  ForEveryMask("ArrowBridgeIpcDecoderFinish", 2, 0, [&](NullMask null) {
    const DecoderHandle decoder = FullDecoder();
    return ArrowBridgeIpcDecoderFinish(null.Or(0, decoder.get()), null.Or(1, &error_));
  });
}

TEST_F(ApiNullMessages, Encoders) {
  ForEveryMask("ArrowBridgeIpcEncoderNext", 3, 0, [&](NullMask null) {
    const EncoderHandle encoder = Encoder();
    ArrowBridgeIpcMessage out = {};
    return ArrowBridgeIpcEncoderNext(null.Or(0, encoder.get()), null.Or(1, &out),
                                     null.Or(2, &error_));
  });
  ForEveryMask("ArrowBridgeIpcEncoderWrite", 4, 1u << 2, [&](NullMask null) {
    const EncoderHandle encoder = Encoder();
    const char none[4] = {};
    return ArrowBridgeIpcEncoderWrite(null.Or(0, encoder.get()), null.Or(1, batch_.get()),
                                      null.Or(2, none), null.Or(3, &error_));
  });
  ForEveryMask("ArrowBridgeIpcEncoderFinish", 2, 0, [&](NullMask null) {
    const EncoderHandle encoder = Encoder();
    return ArrowBridgeIpcEncoderFinish(null.Or(0, encoder.get()), null.Or(1, &error_));
  });
}

TEST_F(ApiNullMessages, HandlesOfOtherKinds) {
  auto out = Garbage<int64_t>();
  EXPECT_ERROR(ArrowBridgeIpcDecoderBytesWanted(
                   reinterpret_cast<ArrowBridgeIpcDecoder*>(schema_.get()), &out, &error_),
               EINVAL, "'decoder'");
  EXPECT_ERROR(
      ArrowBridgeIpcEncoderFinish(reinterpret_cast<ArrowBridgeIpcEncoder*>(schema_.get()), &error_),
      EINVAL, "'encoder'");
  ArrowBridgeIpcDecoderRelease(reinterpret_cast<ArrowBridgeIpcDecoder*>(schema_.get()));
  ArrowBridgeIpcEncoderRelease(reinterpret_cast<ArrowBridgeIpcEncoder*>(schema_.get()));
  ArrowBridgeIpcDecoderRelease(nullptr);
  ArrowBridgeIpcEncoderRelease(nullptr);
}

}  // namespace
