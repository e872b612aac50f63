// Messages one by one: what an encoder refuses, what it gives, and messages that a decoder refuses.

#include <cerrno>

#include "support/all_types.h"
#include "support/ipc_decoding.h"
#include "support/ipc_messages_fixture.h"
#include "support/reader_fixture.h"

namespace arrowbridge_tests {
namespace {

class IpcEncoder : public IpcWriteTest {
 protected:
  EncoderHandle New(const ArrayData& type, const ArrowBridgeIpcWriteOptions* options = nullptr) {
    auto* encoder = Garbage<ArrowBridgeIpcEncoder*>();
    EXPECT_OK(ArrowBridgeIpcEncoderNew(ImportSchema(type).get(), options, &encoder, &error_));
    return EncoderHandle(encoder);
  }
  int Write(const EncoderHandle& encoder, const ArrayData& batch, const char* metadata = nullptr) {
    return ArrowBridgeIpcEncoderWrite(encoder.get(), BatchOf(batch).get(), metadata, &error_);
  }
  static std::vector<int32_t> Kinds(const std::vector<Message>& messages) {
    std::vector<int32_t> kinds;
    for (const auto& message : messages) kinds.push_back(message.kind);
    return kinds;
  }
  // Gives a message to a new decoder and expects an error; its memory must be released.
  void Refuse(const Bytes& first, const Bytes& metadata, const Bytes& body, int code,
              std::initializer_list<std::string> parts) {
    ArrowBridgeIpcDecoder* decoder = nullptr;
    ASSERT_OK(ArrowBridgeIpcDecoderNew(nullptr, &decoder, &error_));
    const DecoderHandle owned(decoder);
    std::vector<ArrowArray> none;
    ASSERT_OK(FeedAll(decoder, first.data(), first.size(), &none, &error_));
    int released = 0;
    auto batch = Garbage<ArrowArray>();
    EXPECT_TRUE(IsError(
        ArrowBridgeIpcDecoderFeedMessage(
            decoder, metadata.data(), static_cast<int64_t>(metadata.size()),
            body.empty() ? nullptr : body.data(), static_cast<int64_t>(body.size()),
            [](void* context) { ++*static_cast<int*>(context); }, &released, &batch, &error_),
        code, error_, parts));
    EXPECT_EQ(batch.release, nullptr);
    EXPECT_EQ(released, 1);
  }
};

TEST_F(IpcEncoder, RefusesTheFileFormatAndOtherTypes) {
  auto* encoder = Garbage<ArrowBridgeIpcEncoder*>();
  const auto file = WriteOptions(ARROWBRIDGE_IPC_FORMAT_FILE);
  EXPECT_ERROR(
      ArrowBridgeIpcEncoderNew(ImportSchema(NumberedBatch(0)).get(), &file, &encoder, &error_),
      EINVAL, "'options'", "file format");
  EXPECT_EQ(encoder, nullptr);
  EXPECT_ERROR(
      ArrowBridgeIpcEncoderNew(ImportSchema(Int32s({1})).get(), nullptr, &encoder, &error_), EINVAL,
      "struct");
  const EncoderHandle made = New(NumberedBatch(0));
  EXPECT_ERROR(Write(made, Batch(1, {Int64s({1})})), EINVAL, "'batch'");
  EXPECT_OK(Write(made, NumberedBatch(1)));
  EXPECT_EQ(Kinds(TakeAll(made.get(), &error_)), (std::vector<int32_t>{1, 3}));
  EXPECT_OK(ArrowBridgeIpcEncoderFinish(made.get(), &error_));
  EXPECT_ERROR(Write(made, NumberedBatch(1)), EINVAL, "'encoder'", "finished");
  EXPECT_EQ(Kinds(TakeAll(made.get(), &error_)), std::vector<int32_t>{4});
}

TEST_F(IpcEncoder, WritersAreNoEncoders) {
  MemoryOutput memory;
  const ArrowBridgeOutput output = memory.Get();
  ArrowBridgeIpcWriter* writer = nullptr;
  ASSERT_OK(ArrowBridgeIpcWriterOpenOutput(ImportSchema(NumberedBatch(0)).get(), &output, nullptr,
                                           &writer, &error_));
  const IpcWriterHandle owned(writer);
  auto message = Garbage<ArrowBridgeIpcMessage>();
  EXPECT_ERROR(ArrowBridgeIpcEncoderNext(reinterpret_cast<ArrowBridgeIpcEncoder*>(writer), &message,
                                         &error_),
               EINVAL, "'encoder'");
  EXPECT_EQ(message.kind, 0);
  EXPECT_EQ(message.data, nullptr);
}

// A message has its parts in itself: 8 bytes of prefix, metadata, body.
TEST_F(IpcEncoder, PartsLieInTheEncapsulatedMessage) {
  const EncoderHandle encoder = New(NumberedBatch(0));
  EXPECT_OK(Write(encoder, NumberedBatch(9)));
  for (const int32_t kind : {1, 3}) {
    auto message = Garbage<ArrowBridgeIpcMessage>();
    ASSERT_OK(ArrowBridgeIpcEncoderNext(encoder.get(), &message, &error_));
    EXPECT_EQ(message.kind, kind);
    const auto* data = static_cast<const uint8_t*>(message.data);
    EXPECT_EQ(message.metadata, data + 8);
    EXPECT_EQ(message.body, data + 8 + message.metadata_size);
    EXPECT_EQ(message.size, 8 + message.metadata_size + message.body_size);
    EXPECT_EQ(message.body_size > 0, kind == 3);
    EXPECT_EQ(reinterpret_cast<uintptr_t>(message.body) % 64, 0u);
  }
}

// Messages that were not taken stay, in order; the memory of those that were is used again.
TEST_F(IpcEncoder, MessagesWaitAndMemoryIsReused) {
  const EncoderHandle encoder = New(NumberedBatch(0));
  for (int i = 0; i < 3; i++) EXPECT_OK(Write(encoder, NumberedBatch(i)));
  EXPECT_EQ(Kinds(TakeAll(encoder.get(), &error_)), (std::vector<int32_t>{1, 3, 3, 3}));
  EXPECT_OK(Write(encoder, NumberedBatch(20)));
  TakeAll(encoder.get(), &error_);
  const int64_t before = LiveCounts().bytes;
  for (int i = 0; i < 100; i++) {
    EXPECT_OK(Write(encoder, NumberedBatch(20)));
    TakeAll(encoder.get(), &error_);
  }
  EXPECT_EQ(LiveCounts().bytes, before);
}

// Slices of all types, with small and with large buffers: what is placed directly in the memory of
// an encoder is what a writer gives its callback.
TEST_F(IpcEncoder, GivesTheBytesOfAWriter) {
  for (const TypeCase& type : AllTypes()) {
    for (const int64_t rows : {1, 9, 1000, 5000}) {
      const ArrayData column = type.make(rows + 15, true);
      const ArrayData batch =
          Batch(rows, {column.Sliced(0, rows), column.Sliced(8, rows), column.Sliced(3, rows)});
      for (const int codec : {ARROWBRIDGE_IPC_CODEC_NONE, ARROWBRIDGE_IPC_CODEC_LZ4_FRAME}) {
        SCOPED_TRACE(type.name + " " + std::to_string(rows) + " codec " + std::to_string(codec));
        const auto options = WriteOptions(ARROWBRIDGE_IPC_FORMAT_STREAM, codec);
        const EncoderHandle encoder = New(batch, &options);
        EXPECT_OK(Write(encoder, batch));
        EXPECT_OK(ArrowBridgeIpcEncoderFinish(encoder.get(), &error_));
        EXPECT_EQ(Joined(TakeAll(encoder.get(), &error_)), Written({batch}, options));
      }
    }
  }
}

TEST_F(IpcEncoder, DictionariesHaveTheirOwnMessages) {
  const auto words = [](const Values<std::string>& values) {
    return Batch(2, {Dictionary(Int32s({0, 1}), Strings("u", values)).Named("words")});
  };
  auto options = WriteOptions();
  options.dictionary_deltas = 1;
  const EncoderHandle encoder = New(words({"a", "b"}), &options);
  const auto kinds = [&] { return Kinds(TakeAll(encoder.get(), &error_)); };
  EXPECT_EQ(kinds(), std::vector<int32_t>{1});
  EXPECT_OK(Write(encoder, words({"a", "b"})));
  EXPECT_EQ(kinds(), (std::vector<int32_t>{2, 3}));
  EXPECT_OK(Write(encoder, words({"a", "b"})));
  EXPECT_EQ(kinds(), std::vector<int32_t>{3});
  EXPECT_OK(Write(encoder, words({"a", "b", "c"})));
  EXPECT_EQ(kinds(), (std::vector<int32_t>{2, 3}));
}

TEST_F(IpcEncoder, MessagesThatADecoderRefuses) {
  const EncoderHandle encoder = New(NumberedBatch(0));
  EXPECT_OK(Write(encoder, NumberedBatch(9)));
  const auto messages = TakeAll(encoder.get(), &error_);
  const Bytes& schema = messages[0].data;
  const Message& batch = messages[1];
  Bytes shorter = batch.body;
  shorter.resize(shorter.size() - 64);
  Refuse(schema, batch.metadata, shorter, EIO, {"IPC-4", "body"});
  Refuse(schema, batch.metadata, {}, EIO, {"IPC-4", "body"});
  Refuse(schema, Bytes(batch.metadata.begin(), batch.metadata.begin() + 7), batch.body, EINVAL,
         {"SEC-5"});
  Bytes longer = batch.data;
  longer.push_back(0);
  Refuse(schema, longer, {}, EINVAL, {"IPC-1", "follow the body"});
  Refuse(schema, Bytes(batch.data.begin(), batch.data.end() - 64), {}, EIO, {"IPC-4", "body"});
  Refuse(schema, Bytes(batch.data.begin(), batch.data.begin() + 20), {}, EIO,
         {"IPC-4", "metadata"});
  Refuse(schema, Bytes(batch.data.begin(), batch.data.begin() + 6), {}, EIO, {"IPC-4"});
  Refuse(schema, schema, {}, EINVAL, {"IPC-3", "second"});
  Refuse({}, batch.metadata, batch.body, EINVAL, {"IPC-3", "RecordBatch"});
  Refuse(Bytes(schema.begin(), schema.begin() + 9), batch.metadata, batch.body, EINVAL,
         {"'metadata'", "incomplete"});
  // A body may be longer: its end is known.
  longer = batch.body;
  longer.resize(longer.size() + 5);
  ArrowBridgeIpcDecoder* decoder = nullptr;
  ASSERT_OK(ArrowBridgeIpcDecoderNew(nullptr, &decoder, &error_));
  const DecoderHandle owned(decoder);
  std::vector<ArrowArray> none;
  ASSERT_OK(FeedAll(decoder, schema.data(), schema.size(), &none, &error_));
  auto array = Garbage<ArrowArray>();
  ASSERT_OK(ArrowBridgeIpcDecoderFeedMessage(
      decoder, batch.metadata.data(), static_cast<int64_t>(batch.metadata.size()), longer.data(),
      static_cast<int64_t>(longer.size()), nullptr, nullptr, &array, &error_));
  ExpectNumberedBatch(array, 9);
  ReleaseChecked(&array);
}

// The memory of a message that nothing uses is released inside the call.
TEST_F(IpcEncoder, ReleaseOfAMessageMayCallTheDecoder) {
  struct Inner {
    ArrowBridgeIpcDecoder* decoder = nullptr;
    ArrowBridgeError error = {};
    int code = 0;
    static void Release(void* context) {
      auto* self = static_cast<Inner*>(context);
      int64_t wanted;
      self->code = ArrowBridgeIpcDecoderBytesWanted(self->decoder, &wanted, &self->error);
    }
  };
  const EncoderHandle encoder = New(NumberedBatch(0));
  const auto messages = TakeAll(encoder.get(), &error_);
  Inner inner;
  ASSERT_OK(ArrowBridgeIpcDecoderNew(nullptr, &inner.decoder, &error_));
  const DecoderHandle owned(inner.decoder);
  const auto feed = [&](const Bytes& data) {
    auto batch = Garbage<ArrowArray>();
    return ArrowBridgeIpcDecoderFeedMessage(inner.decoder, data.data(),
                                            static_cast<int64_t>(data.size()), nullptr, 0,
                                            Inner::Release, &inner, &batch, &error_);
  };
  EXPECT_OK(feed(messages[0].data));
  EXPECT_TRUE(IsOk(inner.code, inner.error)) << "the call is over";
  EXPECT_ERROR(feed(messages[0].data), EINVAL, "IPC-3");
}

TEST_F(IpcEncoder, SchemaOfADecoderMustBeAStruct) {
  auto* decoder = Garbage<ArrowBridgeIpcDecoder*>();
  EXPECT_ERROR(ArrowBridgeIpcDecoderNewWithSchema(ImportSchema(Int32s({1})).get(), nullptr,
                                                  &decoder, &error_),
               EINVAL, "ArrowBridgeIpcDecoderNewWithSchema: ", "struct");
  EXPECT_EQ(decoder, nullptr);
}

}  // namespace
}  // namespace arrowbridge_tests
