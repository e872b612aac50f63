// The push decoder gives what a reader gives, for all golden and all fuzzed files of
// apache/arrow-testing and for all types, in pieces of any size.

#include <filesystem>
#include <random>

#include "support/all_types.h"
#include "support/codecs.h"
#include "support/ipc_decoding.h"
#include "support/reader_fixture.h"

namespace arrowbridge_tests {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> Streams(const std::string& folder) {
  std::vector<std::string> files;
  std::error_code missing;
  for (const auto& entry : fs::recursive_directory_iterator(folder, missing)) {
    const auto extension = entry.path().extension();
    if (entry.is_regular_file() && extension != ".gz" && extension != ".arrow_file") {
      files.push_back(entry.path().string());
    }
  }
  std::sort(files.begin(), files.end());
  return files;
}

class IpcDecoderGolden : public IpcWriteTest {
 protected:
  // Compares with a reader of the same bytes: the batches up to the end, or up to an error.
  void ExpectAsReader(const Bytes& bytes, const std::function<size_t()>& next) {
    ReaderHandle reader;
    Drained expected;
    expected.code = OpenBytes(bytes.data(), bytes.size(), &reader, &error_);
    if (expected.code == 0) expected = Drain(reader.get(), &error_);
    Decoded decoded = Decode(bytes.data(), bytes.size(), next, &error_);
    // max_bytes and truncation may be met earlier; an input that fails must fail in both.
    ASSERT_EQ(decoded.code == 0, expected.code == 0) << error_.message;
    ASSERT_EQ(decoded.batches.size(), expected.batches.size());
    if (decoded.code != 0) return;
    const auto batches = decoded.Import();
    for (size_t i = 0; i < batches.size(); i++) {
      SCOPED_TRACE("batch " + std::to_string(i));
      if (ArrowBridgeArrayValidate(expected.batches[i].get(), ARROWBRIDGE_VALIDATE_DEFAULT,
                                   nullptr) == 0) {
        ExpectEqual(batches[i].get(), expected.batches[i].get());
      }
    }
    read_ += batches.size();
  }

  void ExpectAsReaderInAllPieces(const Bytes& bytes) {
    std::mt19937 random(static_cast<unsigned>(bytes.size()));
    ExpectAsReader(bytes, [] { return SIZE_MAX; });
    ExpectAsReader(bytes, [&] { return random() % 100 + 1; });
    ExpectAsReader(bytes, [&] { return random() % 5000 + 1; });
    if (bytes.size() < 30000) ExpectAsReader(bytes, [] { return 1; });
  }

  // Decodes messages one by one, whose memory is given to the decoder.
  void ExpectDecoded(const std::vector<Message>& messages, const ArrowBridgeSchema* schema,
                     const std::vector<ArrayData>& expected, bool apart) {
    ArrowBridgeIpcDecoder* decoder = nullptr;
    ASSERT_OK(schema == nullptr
                  ? ArrowBridgeIpcDecoderNew(nullptr, &decoder, &error_)
                  : ArrowBridgeIpcDecoderNewWithSchema(schema, nullptr, &decoder, &error_));
    DecoderHandle owned(decoder);
    int given = 0, released = 0;
    Decoded decoded;
    for (const auto& message : messages) {
      auto* memory = new Memory{message, &released};
      const bool in_two = apart && !message.metadata.empty();
      const Bytes& metadata = in_two ? memory->message.metadata : memory->message.data;
      const Bytes& body = memory->message.body;
      auto batch = Garbage<ArrowArray>();
      given++;
      ASSERT_OK(ArrowBridgeIpcDecoderFeedMessage(decoder, metadata.data(),
                                                 static_cast<int64_t>(metadata.size()),
                                                 in_two && !body.empty() ? body.data() : nullptr,
                                                 in_two ? static_cast<int64_t>(body.size()) : 0,
                                                 Memory::Release, memory, &batch, &error_));
      EXPECT_EQ(batch.release != nullptr, message.kind == ARROWBRIDGE_IPC_MESSAGE_RECORD_BATCH);
      if (batch.release != nullptr) decoded.batches.push_back(batch);
    }
    EXPECT_OK(ArrowBridgeIpcDecoderFinish(decoder, &error_));
    EXPECT_OK(ArrowBridgeIpcDecoderGetSchema(decoder, &decoded.schema, &error_));
    ASSERT_EQ(decoded.batches.size(), expected.size());
    {
      const auto batches = decoded.Import();
      for (size_t i = 0; i < batches.size(); i++) {
        ExpectEqual(batches[i].get(), ImportArray(expected[i]).get());
      }
    }
    owned.reset();
    InternalArrowBridgeCollect();
    EXPECT_EQ(released, given);
  }

  // The memory of one message. It is overwritten when it is released, so that a later use is seen.
  struct Memory {
    Message message;
    int* released;

    static void Release(void* context) {
      auto* self = static_cast<Memory*>(context);
      ++*self->released;
      std::fill(self->message.data.begin(), self->message.data.end(), uint8_t{0xCC});
      std::fill(self->message.body.begin(), self->message.body.end(), uint8_t{0xCC});
      delete self;
    }
  };

  size_t read_ = 0;
};

TEST_F(IpcDecoderGolden, EveryGoldenStream) {
  const auto files = Streams(ArrowTestData("arrow-ipc-stream/integration"));
  if (files.empty()) GTEST_SKIP() << "no golden files";
  for (const auto& path : files) {
    if (fs::path(path).extension() != ".stream") continue;
    SCOPED_TRACE(path);
    ASSERT_NO_FATAL_FAILURE(ExpectAsReaderInAllPieces(ReadBytes(path)));
  }
  EXPECT_GT(read_, 0u);
}

TEST_F(IpcDecoderGolden, EveryFuzzedStream) {
  const auto files = Streams(ArrowTestData("arrow-ipc-stream"));
  if (files.empty()) GTEST_SKIP() << "no fuzzed files";
  for (const auto& path : files) {
    const Bytes bytes = ReadBytes(path);
    if (bytes.size() > 6 && std::memcmp(bytes.data(), "ARROW1", 6) == 0) continue;
    SCOPED_TRACE(path);
    ASSERT_NO_FATAL_FAILURE(ExpectAsReader(bytes, [] { return SIZE_MAX; }));
    ASSERT_NO_FATAL_FAILURE(ExpectAsReader(bytes, [] { return 777; }));
  }
}

class IpcMessagesOfTypes : public IpcDecoderGolden,
                           public ::testing::WithParamInterface<TypeCase> {};

// Encoder and decoder: all messages in one are the stream that a writer writes; one by one, they
// give the batches again, with metadata and body apart and encapsulated, in the decoder of the
// schema too.
TEST_P(IpcMessagesOfTypes, RoundTrip) {
  std::vector<ArrayData> batches;
  for (const int64_t rows : {5, 0, 300}) {
    batches.push_back(Batch(rows, {GetParam().make(rows, true).Named("column")}));
  }
  for (const int codec : {ARROWBRIDGE_IPC_CODEC_NONE, ARROWBRIDGE_IPC_CODEC_ZSTD}) {
    const auto options = WriteOptions(0, codec);
    const Bytes stream = Written(batches, options);
    ASSERT_NO_FATAL_FAILURE(ExpectAsReaderInAllPieces(stream));
    const SchemaHandle schema = ImportSchema(batches[0]);
    ArrowBridgeIpcEncoder* encoder = nullptr;
    ASSERT_OK(ArrowBridgeIpcEncoderNew(schema.get(), &options, &encoder, &error_));
    const EncoderHandle owned(encoder);
    auto messages = TakeAll(encoder, &error_);
    for (const ArrayData& batch : batches) {
      EXPECT_OK(ArrowBridgeIpcEncoderWrite(encoder, BatchOf(batch).get(), nullptr, &error_));
      for (auto& message : TakeAll(encoder, &error_)) messages.push_back(std::move(message));
    }
    EXPECT_OK(ArrowBridgeIpcEncoderFinish(encoder, &error_));
    for (auto& message : TakeAll(encoder, &error_)) messages.push_back(std::move(message));
    EXPECT_TRUE(Joined(messages) == stream);
    ExpectDecoded(messages, nullptr, batches, true);
    ExpectDecoded(messages, nullptr, batches, false);
    messages.erase(messages.begin());
    ExpectDecoded(messages, schema.get(), batches, true);
  }
}

INSTANTIATE_TEST_SUITE_P(All, IpcMessagesOfTypes, ::testing::ValuesIn(AllTypes()),
                         TypeCaseName<::testing::TestParamInfo<TypeCase>>);

}  // namespace
}  // namespace arrowbridge_tests
