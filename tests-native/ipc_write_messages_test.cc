// Messages of record batches do not depend on the batches before them, although a writer reuses
// their metadata.

#include "support/ipc_outputs.h"
#include "support/reader_fixture.h"

namespace arrowbridge_tests {
namespace {

class IpcWriteMessages : public IpcWriteTest {
 protected:
  struct Part {
    ArrayData batch;
    std::string metadata;
  };

  // A stream without its end, written batch by batch.
  Bytes Stream(const std::vector<Part>& parts, const ArrowBridgeIpcWriteOptions& options) {
    MemoryOutput memory;
    const ArrowBridgeOutput output = memory.Get();
    auto* writer = Garbage<ArrowBridgeIpcWriter*>();
    EXPECT_OK(ArrowBridgeIpcWriterOpenOutput(ImportSchema(Texts(1, 0)).get(), &output, &options,
                                             &writer, &error_));
    const IpcWriterHandle owned(writer);
    for (const Part& part : parts) {
      EXPECT_OK(ArrowBridgeIpcWriterWrite(writer, BatchOf(part.batch).get(),
                                          part.metadata.empty() ? nullptr : part.metadata.data(),
                                          &error_));
    }
    return memory.bytes();
  }

  // Views have no buffer if all texts are short, and so many as are requested otherwise.
  static ArrayData Texts(int64_t rows, int buffers, bool nulls = false) {
    Values<std::string> texts;
    Values<int64_t> numbers;
    for (int64_t i = 0; i < rows; i++) {
      texts.push_back(buffers == 0 ? "short"
                                   : "a text of many characters, number " + std::to_string(i));
      numbers.push_back(nulls && i % 3 == 0 ? std::nullopt : std::optional<int64_t>(i));
    }
    return Batch(rows, {Views("vu", texts, std::max(buffers, 1)).Named("views"),
                        Int64s(numbers).Named("numbers"), Strings("u", texts).Named("texts")});
  }
};

TEST_F(IpcWriteMessages, EachIsThatOfAWriterOfThisBatchAlone) {
  ArrayData slice = Texts(50, 2, true);
  slice.offset += 7;
  slice.length -= 20;
  const std::string metadata = Metadata({{"key", "value"}});
  const std::vector<Part> parts = {
      {Texts(50, 1), ""},       {Texts(50, 1, true), ""}, {Texts(3, 3), ""},    {Texts(0, 0), ""},
      {Texts(50, 1), metadata}, {Texts(50, 1), ""},       {Texts(700, 1), ""},  {slice, ""},
      {slice, metadata},        {Texts(40, 1), metadata}, {Texts(9000, 1), ""}, {Texts(9, 0), ""},
      {Texts(50, 2, true), ""}, {Texts(50, 2), ""},
  };
  for (const int codec : {ARROWBRIDGE_IPC_CODEC_NONE, ARROWBRIDGE_IPC_CODEC_LZ4_FRAME}) {
    for (const int alignment : {8, 64}) {
      SCOPED_TRACE(std::to_string(codec) + ", " + std::to_string(alignment));
      ArrowBridgeIpcWriteOptions options = WriteOptions(ARROWBRIDGE_IPC_FORMAT_STREAM, codec);
      options.alignment = alignment;
      const Bytes schema = Stream({}, options);
      Bytes expected = schema;
      for (const Part& part : parts) {
        const Bytes alone = Stream({part}, options);
        expected.insert(expected.end(), alone.begin() + static_cast<int64_t>(schema.size()),
                        alone.end());
      }
      EXPECT_TRUE(Stream(parts, options) == expected);
    }
  }
}

// Padding is zero (SEC-2), whatever was in the memory before: large batches fill it, small ones
// follow.
TEST_F(IpcWriteMessages, PaddingIsZero) {
  ArrowBridgeIpcWriteOptions options = WriteOptions(ARROWBRIDGE_IPC_FORMAT_STREAM);
  const ArrayData ones = Batch(61, {FixedBytes("w:1", 1, Values<std::string>(61, "\xFF"))});
  const std::vector<ArrayData> batches(3, ones);
  const Bytes bytes = Written(batches, options);
  // The bodies are the only bytes 0xFF besides the four that begin each of four messages and the
  // end of the stream.
  const auto count = std::count(bytes.begin(), bytes.end(), 0xFF);
  EXPECT_EQ(count, 3 * 61 + 5 * 4);
  for (size_t at = 0; at + 64 <= bytes.size(); at += 64) {
    if (bytes[at] == 0xFF && bytes[at + 60] == 0xFF) {
      EXPECT_EQ(bytes[at + 61] | bytes[at + 62] | bytes[at + 63], 0) << at;
    }
  }
}

}  // namespace
}  // namespace arrowbridge_tests
