// Dictionaries that fields share, written from a reader and batch by batch.
#include <cerrno>

#include "support/ipc_messages.h"
#include "support/ipc_outputs.h"

namespace arrowbridge_tests {
namespace {

constexpr int kFile = ARROWBRIDGE_IPC_FORMAT_FILE;
constexpr int kStream = ARROWBRIDGE_IPC_FORMAT_STREAM;

// Fields that share a dictionary in an IPC reader share it in the written data too.
class IpcWriteShared : public IpcWriteTest {
 protected:
  static ipc::Batch Words(const std::vector<std::string>& words) {
    ipc::Batch batch;
    batch.length = static_cast<int64_t>(words.size());
    batch.Texts(words);
    return batch;
  }
  static ipc::Batch Structs(const std::vector<int32_t>& indices) {
    ipc::Batch batch;
    batch.length = static_cast<int64_t>(indices.size());
    batch.Node(batch.length, 0);
    batch.Buffer({});
    batch.Int32s(indices);
    return batch;
  }
  static ipc::Batch Columns(const std::vector<int32_t>& a, const std::vector<int32_t>& b) {
    ipc::Batch batch;
    batch.length = static_cast<int64_t>(a.size());
    batch.Int32s(a);
    batch.Int32s(b);
    return batch;
  }

  // Writes the batches of the stream, expects to read the same batches back, and counts a text.
  int RewriteAndCount(const ipc::Stream& stream, const ArrowBridgeIpcWriteOptions& options,
                      const std::string& text) {
    ReaderHandle reader;
    EXPECT_OK(OpenBytes(stream.bytes().data(), stream.bytes().size(), &reader, &error_));
    const Bytes bytes = Written(reader.get(), options);
    ExpectSame(bytes, stream.bytes());
    return CountOf(text, bytes);
  }

  void ExpectSame(const Bytes& actual_bytes, const Bytes& expected_bytes) {
    const Drained expected = ReadBack(expected_bytes);
    const Drained actual = ReadBack(actual_bytes);
    ASSERT_EQ(actual.batches.size(), expected.batches.size());
    for (size_t i = 0; i < expected.batches.size(); i++) {
      SCOPED_TRACE(i);
      ExpectEqual(actual.batches[i].get(), expected.batches[i].get());
    }
  }

  static int CountOf(const std::string& text, const Bytes& bytes) {
    const std::string all(bytes.begin(), bytes.end());
    int count = 0;
    for (size_t at = all.find(text); at != std::string::npos; at = all.find(text, at + 1)) count++;
    return count;
  }

  static ArrowBridgeIpcWriteOptions Deltas() {
    ArrowBridgeIpcWriteOptions options = WriteOptions(kStream);
    options.dictionary_deltas = 1;
    return options;
  }

  // Two fields with one dictionary, which grows.
  static ipc::Stream Pairs() {
    Flat flat;
    ipc::Stream stream;
    stream.Schema(&flat, {ipc::EncodedField(&flat, "a", 7), ipc::EncodedField(&flat, "b", 7)})
        .Dictionary(7, Words({"first", "second"}))
        .Record(Columns({0, 1}, {1, 1}))
        .Dictionary(7, Words({"third"}), true)
        .Record(Columns({2, 0}, {1, 2}));
    return stream;
  }

  // Opens a writer to memory.
  int Open(const ArrowBridgeSchema* schema, MemoryOutput* memory,
           const ArrowBridgeIpcWriteOptions& options, IpcWriterHandle* out) {
    const ArrowBridgeOutput output = memory->Get();
    auto* writer = Garbage<ArrowBridgeIpcWriter*>();
    const int code = ArrowBridgeIpcWriterOpenOutput(schema, &output, &options, &writer, &error_);
    EXPECT_EQ(code == 0, writer != nullptr);
    out->reset(writer);
    return code;
  }

  // Writes the batches of a stream one at a time.
  Bytes WrittenBatchByBatch(const Bytes& bytes, ArrowBridgeIpcWriteOptions options, bool shares) {
    ReaderHandle reader;
    EXPECT_OK(OpenBytes(bytes.data(), bytes.size(), &reader, &error_));
    if (shares) options.dictionaries_of = reader.get();
    ArrowSchema type;
    EXPECT_OK(ArrowBridgeReaderGetSchema(reader.get(), &type, &error_));
    auto* schema = Garbage<ArrowBridgeSchema*>();
    EXPECT_OK(ArrowBridgeImportSchema(&type, &schema, &error_));
    const SchemaHandle owned(schema);
    MemoryOutput memory;
    IpcWriterHandle writer;
    EXPECT_OK(Open(schema, &memory, options, &writer));
    const Drained drained = Drain(reader.get(), &error_);
    reader.reset();
    for (const ArrayHandle& batch : drained.batches) {
      EXPECT_OK(ArrowBridgeIpcWriterWrite(writer.get(), batch.get(), nullptr, &error_));
    }
    EXPECT_OK(ArrowBridgeIpcWriterFinish(writer.get(), &error_));
    return memory.bytes();
  }
};

TEST_F(IpcWriteShared, OneDictionaryForTwoFields) {
  ipc::Stream stream = Pairs();
  EXPECT_EQ(RewriteAndCount(stream, WriteOptions(kFile), "first"), 1);
  EXPECT_EQ(RewriteAndCount(stream, Deltas(), "first"), 1);
  EXPECT_EQ(RewriteAndCount(stream, WriteOptions(kStream), "third"), 1);
  stream.Dictionary(7, Words({"second", "first"})).Record(Columns({0, 1}, {1, 1}));
  EXPECT_EQ(RewriteAndCount(stream, WriteOptions(kStream), "second"), 3);
}

// The words change their order, and so do the indices inside the other dictionary. Its values stay
// the same, but its bytes in the stream do not.
TEST_F(IpcWriteShared, ReplacedForAnotherField) {
  Flat flat;
  ipc::Stream stream;
  const auto word = ipc::EncodedField(&flat, "word", 2);
  stream
      .Schema(&flat, {ipc::EncodedField(&flat, "plain", 2),
                      ipc::EncodedField(&flat, "pairs", 1, ipc::kStruct, {word})})
      .Dictionary(2, Words({"first", "second"}))
      .Dictionary(1, Structs({0, 1}))
      .Record(Columns({0, 1}, {0, 1}))
      .Dictionary(2, Words({"second", "first"}))
      .Dictionary(1, Structs({1, 0}))
      .Record(Columns({0, 1}, {0, 1}));
  EXPECT_EQ(RewriteAndCount(stream, WriteOptions(kStream), "first"), 2);
  EXPECT_EQ(RewriteAndCount(stream, Deltas(), "first"), 2);
}

TEST_F(IpcWriteShared, BatchByBatch) {
  const ipc::Stream stream = Pairs();
  for (const auto& options : {WriteOptions(kFile), WriteOptions(kStream), Deltas()}) {
    SCOPED_TRACE(options.format + 10 * options.dictionary_deltas);
    const int times = options.format == kFile || options.dictionary_deltas != 0 ? 1 : 2;
    const Bytes shared = WrittenBatchByBatch(stream.bytes(), options, true);
    ExpectSame(shared, stream.bytes());
    EXPECT_EQ(CountOf("first", shared), times);
    const Bytes apart = WrittenBatchByBatch(stream.bytes(), options, false);
    ExpectSame(apart, stream.bytes());
    EXPECT_EQ(CountOf("first", apart), 2 * times);
  }
}

// The batches come from another reader, which does not tell which fields share a dictionary.
TEST_F(IpcWriteShared, OfAnotherReader) {
  const ipc::Stream stream = Pairs();
  ReaderHandle source, reader;
  ASSERT_OK(OpenBytes(stream.bytes().data(), stream.bytes().size(), &source, &error_));
  ArrowArrayStream exported;
  ASSERT_OK(ArrowBridgeExportRecordBatchReader(source.get(), &exported, &error_));
  auto* imported = Garbage<ArrowBridgeReader*>();
  ASSERT_OK(ArrowBridgeImportRecordBatchReader(&exported, &imported, &error_));
  reader.reset(imported);
  ArrowBridgeIpcWriteOptions options = Deltas();
  options.dictionaries_of = source.get();
  const Bytes bytes = Written(reader.get(), options);
  ExpectSame(bytes, stream.bytes());
  EXPECT_EQ(CountOf("first", bytes), 1);
}

TEST_F(IpcWriteShared, ReaderOfOtherTypes) {
  const ipc::Stream stream = Pairs();
  ReaderHandle source;
  ASSERT_OK(OpenBytes(stream.bytes().data(), stream.bytes().size(), &source, &error_));
  ArrowBridgeIpcWriteOptions options = WriteOptions();
  options.dictionaries_of = source.get();
  const SchemaHandle other = ImportSchema(Batch(1, {Int32s({1}).Named("a")}));
  MemoryOutput memory;
  IpcWriterHandle writer;
  EXPECT_ERROR(Open(other.get(), &memory, options, &writer), EINVAL, "dictionaries_of");
  EXPECT_EQ(memory.releases(), 1);
  options.dictionaries_of = reinterpret_cast<const ArrowBridgeReader*>(other.get());
  MemoryOutput second;
  EXPECT_ERROR(Open(other.get(), &second, options, &writer), EINVAL, "not a reader");
  EXPECT_EQ(second.releases(), 1);
}

// Fields that share a dictionary in the reader have different dictionaries in the batch: written as
// one, the values of the first field would be lost.
TEST_F(IpcWriteShared, DifferentDictionariesInTheBatch_IPC_3) {
  using Texts = Values<std::string>;
  const auto batch = [](const Values<int32_t>& a, const Texts& of_a, const Values<int32_t>& b,
                        const Texts& of_b) {
    return Batch(2, {Dictionary(Fixed("i", a), Strings("u", of_a)).Named("a"),
                     Dictionary(Fixed("i", b), Strings("u", of_b)).Named("b")});
  };
  const ArrayData same = batch({0, 1}, {"first", "second"}, {1, 0}, {"first", "second"});
  const ArrayData shorter = batch({0, 1}, {"first", "second"}, {0, 0}, {"first"});
  const ArrayData longer = batch({0, 0}, {"first"}, {1, 2}, {"first", "second", "third"});
  const ArrayData unused = batch({1, 0}, {"first", "second"}, {std::nullopt, std::nullopt}, {});
  const ArrayData other = batch({0, 1}, {"first", "second"}, {0, 1}, {"second", "first"});
  const ipc::Stream stream = Pairs();
  for (auto options : {WriteOptions(kFile), WriteOptions(kStream), Deltas()}) {
    SCOPED_TRACE(options.format + 10 * options.dictionary_deltas);
    ReaderHandle source;
    ASSERT_OK(OpenBytes(stream.bytes().data(), stream.bytes().size(), &source, &error_));
    options.dictionaries_of = source.get();
    MemoryOutput memory;
    IpcWriterHandle writer;
    ASSERT_OK(Open(ImportSchema(same).get(), &memory, options, &writer));
    for (const ArrayData& data : {same, shorter, longer, unused}) {
      ASSERT_OK(ArrowBridgeIpcWriterWrite(writer.get(), BatchOf(data).get(), nullptr, &error_));
    }
    const ArrayHandle rejected = BatchOf(other);
    for (int times = 0; times < 2; times++) {
      EXPECT_ERROR(ArrowBridgeIpcWriterWrite(writer.get(), rejected.get(), nullptr, &error_),
                   EINVAL, "IPC-3", "field 'b'", "shared");
    }
    MemoryOutput whole;
    ASSERT_OK(Open(ImportSchema(same).get(), &whole, options, &writer));
    for (const ArrayData& data : {same, shorter, longer, unused}) {
      ASSERT_OK(ArrowBridgeIpcWriterWrite(writer.get(), BatchOf(data).get(), nullptr, &error_));
    }
    ASSERT_OK(ArrowBridgeIpcWriterFinish(writer.get(), &error_));
    ExpectEqual(ReadBack(whole.bytes()), {same, shorter, longer, unused});
  }
}

}  // namespace
}  // namespace arrowbridge_tests
