// arrowbridge.hpp: decoding of bytes in pieces, and messages one by one.

#include <arrowbridge/arrowbridge.hpp>

#include "support/ipc_outputs.h"
#include "support/reader_fixture.h"

namespace arrowbridge_tests {
namespace {

using arrowbridge::Array;
using arrowbridge::IpcDecoder;
using arrowbridge::IpcEncoder;
using arrowbridge::Schema;
using arrowbridge::UniqueArray;

class HppIpcMessages : public IpcWriteTest {
 protected:
  void SetUp() override {
    IpcWriteTest::SetUp();
    bytes_ = Written(NumberedBatches(3), WriteOptions(ARROWBRIDGE_IPC_FORMAT_STREAM));
    size_ = static_cast<int64_t>(bytes_.size());
  }

  Bytes bytes_;
  int64_t size_ = 0;
};

TEST_F(HppIpcMessages, BytesInPieces) {
  IpcDecoder decoder = IpcDecoder::New();
  EXPECT_FALSE(decoder.GetSchema());
  EXPECT_EQ(decoder.BytesWanted(), 4);
  int batches = 0;
  for (const uint8_t byte : bytes_) {
    decoder.FeedAll(&byte, 1,
                    [&](UniqueArray batch) { ExpectNumberedBatch(*batch.get(), batches++); });
  }
  EXPECT_EQ(batches, 3);
  EXPECT_TRUE(decoder.BatchMetadata().empty());
  EXPECT_EQ(decoder.BytesAfterEnd(), 0);
  decoder.Finish();
  ExpectNumberedSchema(*decoder.GetSchema().get());
}

TEST_F(HppIpcMessages, OneBatchPerCall) {
  IpcDecoder decoder = IpcDecoder::Adopt(IpcDecoder::New().release());
  int64_t at = 0, used = 0;
  for (int i = 0; i < 3; i++) {
    const UniqueArray batch = decoder.Feed(bytes_.data() + at, size_ - at, &used);
    ExpectNumberedBatch(*batch.get(), i);
    at += used;
  }
  EXPECT_FALSE(decoder.Feed(bytes_.data() + at, size_ - at, &used));
  EXPECT_EQ(at + used, size_);
}

TEST_F(HppIpcMessages, ErrorsKeepCodeAndMessage) {
  IpcDecoder decoder = IpcDecoder::New();
  const auto result = decoder.TryFeedAll("a,b,c", 5, [](UniqueArray) {});
  EXPECT_EQ(result.code(), EINVAL);
  EXPECT_NE(result.message().find("IPC-1"), std::string::npos);
  EXPECT_THROW(decoder.Finish(), arrowbridge::Error);
  EXPECT_FALSE(IpcDecoder().TryFinish().ok());
  EXPECT_FALSE(IpcEncoder().TryFinish().ok());
  arrowbridge::IpcWriteOptions file;
  file.format = ARROWBRIDGE_IPC_FORMAT_FILE;
  const Schema schema = Schema::Adopt(ImportSchema(NumberedBatch(0)).release());
  EXPECT_THROW(IpcEncoder::New(schema, file), arrowbridge::Error);
}

TEST_F(HppIpcMessages, EncoderToDecoder) {
  const Schema schema = Schema::Adopt(ImportSchema(NumberedBatch(0)).release());
  IpcEncoder encoder = IpcEncoder::Adopt(IpcEncoder::New(schema).release());
  IpcDecoder decoder = IpcDecoder::New(schema);
  Bytes all;
  int batches = 0;
  const auto send = [&] {
    for (auto message = encoder.Next(); message.kind != ARROWBRIDGE_IPC_MESSAGE_NONE;
         message = encoder.Next()) {
      const auto* data = static_cast<const uint8_t*>(message.data);
      all.insert(all.end(), data, data + message.size);
      if (message.kind != ARROWBRIDGE_IPC_MESSAGE_RECORD_BATCH) continue;
      const UniqueArray batch = decoder.FeedMessage(message.metadata, message.metadata_size,
                                                    message.body, message.body_size);
      ExpectNumberedBatch(*batch.get(), batches++);
    }
  };
  for (int i = 0; i < 3; i++) {
    encoder.Write(Array::Adopt(BatchOf(NumberedBatch(i)).release()));
    send();
  }
  encoder.Finish();
  send();
  EXPECT_EQ(batches, 3);
  EXPECT_TRUE(all == bytes_);
}

}  // namespace
}  // namespace arrowbridge_tests
