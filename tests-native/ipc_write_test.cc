// Written IPC: formats, targets, metadata, codecs, dictionaries; and the writer batch by batch.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "support/all_types.h"
#include "support/ipc_outputs.h"
#include "support/reader_fixture.h"

namespace arrowbridge_tests {
namespace {

namespace fs = std::filesystem;

constexpr int kFile = ARROWBRIDGE_IPC_FORMAT_FILE;
constexpr int kStream = ARROWBRIDGE_IPC_FORMAT_STREAM;

class IpcWrite : public IpcWriteTest {
 protected:
  IpcWriterHandle WriterTo(const ArrayData& schema, MemoryOutput* memory,
                           const ArrowBridgeIpcWriteOptions& options) {
    const ArrowBridgeOutput output = memory->Get();
    auto* writer = Garbage<ArrowBridgeIpcWriter*>();
    EXPECT_OK(ArrowBridgeIpcWriterOpenOutput(ImportSchema(schema).get(), &output, &options, &writer,
                                             &error_));
    return IpcWriterHandle(writer);
  }

  static bool IsFile(const Bytes& bytes) {
    return bytes.size() > 6 && std::equal(bytes.begin(), bytes.begin() + 6, "ARROW1");
  }

  static bool Contains(const Bytes& bytes, const std::string& text) {
    return std::search(bytes.begin(), bytes.end(), text.begin(), text.end()) != bytes.end();
  }

  static int32_t IntAt(const Bytes& bytes, size_t position) {
    int32_t value;
    std::memcpy(&value, bytes.data() + position, sizeof(value));
    return value;
  }
};

TEST_F(IpcWrite, FormatFollowsTheName) {
  const TemporaryFolder folder;
  for (const auto& [name, is_file] : std::vector<std::pair<std::string, bool>>{
           {"a.arrow", true}, {"a.feather", true}, {"a", true}, {"a.arrows", false}}) {
    SCOPED_TRACE(name);
    ASSERT_OK(ArrowBridgeWriteIpcFile(ReaderOf(NumberedBatches(3)).get(), folder.Path(name).c_str(),
                                      nullptr, &error_));
    const Bytes bytes = ReadBytes(folder.Path(name));
    EXPECT_EQ(IsFile(bytes), is_file);
    ExpectEqual(ReadBack(bytes), NumberedBatches(3));
  }
  EXPECT_EQ(folder.Names(), (std::set<std::string>{"a", "a.arrow", "a.arrows", "a.feather"}));
}

TEST_F(IpcWrite, OptionsTakePrecedenceOverTheName) {
  const TemporaryFolder folder;
  const std::string path = folder.Path("a.arrow");
  const ArrowBridgeIpcWriteOptions options = WriteOptions(kStream);
  ASSERT_OK(
      ArrowBridgeWriteIpcFile(ReaderOf(NumberedBatches(1)).get(), path.c_str(), &options, &error_));
  EXPECT_FALSE(IsFile(ReadBytes(path)));
}

TEST_F(IpcWrite, CallbacksAndDescriptorsGetStreams) {
  EXPECT_FALSE(IsFile(Written(NumberedBatches(2), WriteOptions())));
  EXPECT_TRUE(IsFile(Written(NumberedBatches(2), WriteOptions(kFile))));
  const TemporaryFolder folder;
  const std::string path = folder.Path("descriptor");
  const int fd = open(path.c_str(), O_WRONLY | O_CREAT, 0600);
  ASSERT_GE(fd, 0);
  ASSERT_OK(
      ArrowBridgeWriteIpcDescriptor(ReaderOf(NumberedBatches(2)).get(), fd, nullptr, &error_));
  EXPECT_EQ(close(fd), 0) << "the caller keeps the descriptor";
  EXPECT_EQ(ReadBytes(path), Written(NumberedBatches(2), WriteOptions()));
}

TEST_F(IpcWrite, NoBatches) {
  for (const int format : {kFile, kStream}) {
    const Bytes bytes = Written(ReaderOf(NumberedBatch(0), {}).get(), WriteOptions(format));
    EXPECT_TRUE(ReadBack(bytes).batches.empty());
  }
}

TEST_F(IpcWrite, NoColumns) {
  for (const int format : {kFile, kStream}) {
    ExpectRoundTrip({Batch(5, {}), Batch(0, {}), Batch(7, {})}, WriteOptions(format));
  }
}

// IPC-1: every body begins at a multiple of the alignment; a stream ends with its marker (IPC-4).
TEST_F(IpcWrite, MessagesAreAligned) {
  for (const int alignment : {8, 64}) {
    ArrowBridgeIpcWriteOptions options = WriteOptions(kStream);
    options.alignment = alignment;
    const Bytes bytes = Written(NumberedBatches(4), options);
    int messages = 0;
    size_t at = 0;
    while (IntAt(bytes, at + 4) != 0) {
      ASSERT_EQ(IntAt(bytes, at), -1);
      const size_t body = at + 8 + static_cast<size_t>(IntAt(bytes, at + 4));
      EXPECT_EQ(body % static_cast<size_t>(alignment), 0u);
      messages++;
      at = body;
      while (at + 8 < bytes.size() && IntAt(bytes, at) != -1) at += 8;
      ASSERT_LT(at, bytes.size());
    }
    EXPECT_EQ(messages, 5);
    EXPECT_EQ(IntAt(bytes, at), -1);
    EXPECT_EQ(at + 8, bytes.size());
  }
}

// SEC-2: the same data gives the same bytes, whatever the memory contained before.
TEST_F(IpcWrite, BytesAreReproducible) {
  for (const TypeCase& type : AllTypes()) {
    SCOPED_TRACE(type.name);
    const std::vector<ArrayData> batches = {Batch(11, {type.make(30, true).Sliced(5, 11)})};
    for (const int codec : {0, 1, 2}) {
      const Bytes first = Written(batches, WriteOptions(kFile, codec));
      Bytes dirt(1 << 20, 0xCC);
      EXPECT_EQ(dirt[1000], 0xCC);
      dirt = Bytes();
      EXPECT_EQ(Written(batches, WriteOptions(kFile, codec)), first);
    }
  }
}

TEST_F(IpcWrite, FileIsReplacedWhole) {
  const TemporaryFolder folder;
  const std::string path = folder.Path("a.arrow");
  ASSERT_OK(
      ArrowBridgeWriteIpcFile(ReaderOf(NumberedBatches(9)).get(), path.c_str(), nullptr, &error_));
  ASSERT_EQ(chmod(path.c_str(), 0640), 0);
  fs::create_symlink("a.arrow", folder.Path("link.arrow"));

  // Readers that have the old file open keep it mapped.
  auto* old = Garbage<ArrowBridgeReader*>();
  ASSERT_OK(ArrowBridgeOpenIpcFile(path.c_str(), nullptr, &old, &error_));
  const ReaderHandle owned(old);
  ASSERT_OK(ArrowBridgeWriteIpcFile(ReaderOf(NumberedBatches(2)).get(),
                                    folder.Path("link.arrow").c_str(), nullptr, &error_));
  EXPECT_EQ(Drain(old, &error_).batches.size(), 9u);
  ExpectEqual(ReadBack(ReadBytes(path)), NumberedBatches(2));
  EXPECT_TRUE(fs::is_symlink(folder.Path("link.arrow")));
  EXPECT_EQ(fs::status(path).permissions(), static_cast<fs::perms>(0640));
  EXPECT_EQ(folder.Names(), (std::set<std::string>{"a.arrow", "link.arrow"}));
}

// A file may be overwritten with data read from it.
TEST_F(IpcWrite, FileOntoItself) {
  const TemporaryFolder folder;
  const std::string path = folder.Path("a.arrow");
  ASSERT_OK(
      ArrowBridgeWriteIpcFile(ReaderOf(NumberedBatches(4)).get(), path.c_str(), nullptr, &error_));
  auto* reader = Garbage<ArrowBridgeReader*>();
  ASSERT_OK(ArrowBridgeOpenIpcFile(path.c_str(), nullptr, &reader, &error_));
  const ReaderHandle owned(reader);
  const ArrowBridgeIpcWriteOptions options = WriteOptions(kFile, ARROWBRIDGE_IPC_CODEC_ZSTD);
  ASSERT_OK(ArrowBridgeWriteIpcFile(reader, path.c_str(), &options, &error_));
  ExpectEqual(ReadBack(ReadBytes(path)), NumberedBatches(4));
}

TEST_F(IpcWrite, WriterBatchByBatch) {
  const TemporaryFolder folder;
  const std::string path = folder.Path("a.arrow");
  auto* writer = Garbage<ArrowBridgeIpcWriter*>();
  ASSERT_OK(ArrowBridgeIpcWriterOpenFile(ImportSchema(NumberedBatch(0)).get(), path.c_str(),
                                         nullptr, &writer, &error_));
  const IpcWriterHandle owned(writer);
  for (const ArrayData& batch : NumberedBatches(3)) {
    ASSERT_OK(ArrowBridgeIpcWriterWrite(writer, BatchOf(batch).get(), nullptr, &error_));
  }
  EXPECT_FALSE(fs::exists(path));
  ASSERT_OK(ArrowBridgeIpcWriterFinish(writer, &error_));
  ExpectEqual(ReadBack(ReadBytes(path)), NumberedBatches(3));
  EXPECT_EQ(folder.Names(), (std::set<std::string>{"a.arrow"}));
  EXPECT_ERROR(ArrowBridgeIpcWriterFinish(writer, &error_), EINVAL, "finished before");
  EXPECT_ERROR(ArrowBridgeIpcWriterWrite(writer, BatchOf(NumberedBatch(0)).get(), nullptr, &error_),
               EINVAL, "finished before");
}

// RB-1: rows that are null in the batch itself.
TEST_F(IpcWrite, NullRowsOfTheBatch) {
  const ArrayData batch =
      Struct({true, false, true, true},
             {Int32s({1, 2, std::nullopt, 4}).Named("x"),
              Dictionary(Fixed<int8_t>("c", {0, 1, 0, 1}), Strings("u", {"a", "b"})).Named("y")});
  MemoryOutput memory;
  const IpcWriterHandle writer = WriterTo(batch, &memory, WriteOptions());
  ASSERT_OK(ArrowBridgeIpcWriterWrite(writer.get(), BatchOf(batch).get(), nullptr, &error_));
  ASSERT_OK(
      ArrowBridgeIpcWriterWrite(writer.get(), BatchOf(batch.Sliced(1, 2)).get(), nullptr, &error_));
  ASSERT_OK(ArrowBridgeIpcWriterFinish(writer.get(), &error_));
  const auto expected = [](const Values<int32_t>& x, const Values<int8_t>& y) {
    return Batch(
        static_cast<int64_t>(x.size()),
        {Int32s(x).Named("x"), Dictionary(Fixed("c", y), Strings("u", {"a", "b"})).Named("y")});
  };
  ExpectEqual(ReadBack(memory.bytes()),
              {expected({1, std::nullopt, std::nullopt, 4}, {0, std::nullopt, 0, 1}),
               expected({std::nullopt, std::nullopt}, {std::nullopt, 0})});
}

std::string MetadataOf(int (*get)(ArrowBridgeReader*, char**, int64_t*, ArrowBridgeError*),
                       const ReaderHandle& reader) {
  ArrowBridgeError error_ = {};
  auto* text = Garbage<char*>();
  auto size = Garbage<int64_t>();
  EXPECT_OK(get(reader.get(), &text, &size, &error_));
  const std::string copy(text == nullptr ? "" : text, static_cast<size_t>(size));
  ArrowBridgeStringRelease(text);
  return copy;
}

// IPC-13
TEST_F(IpcWrite, CustomMetadata) {
  ArrayData data = Batch(2, {Int32s({1, 2}).Named("x")});
  data.metadata = Metadata({{"schema", "one"}});
  data.children[0].metadata = Metadata({{"field", std::string("a\0b", 3)}, {"field", "twice"}});
  const std::string footer = Metadata({{"footer", "f"}});
  const std::string of_batch = Metadata({{"batch", "second"}});
  ArrowBridgeIpcWriteOptions options = WriteOptions(kFile);
  options.footer_metadata = footer.data();
  MemoryOutput memory;
  const IpcWriterHandle writer = WriterTo(data, &memory, options);
  ASSERT_OK(ArrowBridgeIpcWriterWrite(writer.get(), BatchOf(data).get(), nullptr, &error_));
  ASSERT_OK(ArrowBridgeIpcWriterWrite(writer.get(), BatchOf(data).get(), of_batch.data(), &error_));
  ASSERT_OK(ArrowBridgeIpcWriterFinish(writer.get(), &error_));

  ReaderHandle reader;
  ASSERT_EQ(OpenBytes(memory.bytes().data(), memory.bytes().size(), &reader, &error_), 0);
  EXPECT_EQ(MetadataOf(ArrowBridgeIpcReaderFooterMetadata, reader), footer);
  ArrowSchema schema;
  ASSERT_OK(ArrowBridgeReaderGetSchema(reader.get(), &schema, &error_));
  EXPECT_EQ(std::memcmp(schema.metadata, data.metadata->data(), data.metadata->size()), 0);
  EXPECT_EQ(std::memcmp(schema.children[0]->metadata, data.children[0].metadata->data(),
                        data.children[0].metadata->size()),
            0);
  ReleaseChecked(&schema);
  for (const std::string& expected : {std::string(), of_batch}) {
    ArrowArray batch;
    ASSERT_OK(ArrowBridgeReaderNext(reader.get(), &batch, &error_));
    EXPECT_EQ(MetadataOf(ArrowBridgeIpcReaderBatchMetadata, reader), expected);
    ReleaseChecked(&batch);
  }
}

TEST_F(IpcWrite, SchemaMetadataOfTheOptions) {
  ArrayData data = Batch(1, {Int32s({1}).Named("x")});
  data.metadata = Metadata({{"old", "value"}});
  const std::string other = Metadata({{"new", "metadata"}});
  for (const int format : {kFile, kStream}) {
    ArrowBridgeIpcWriteOptions options = WriteOptions(format);
    options.schema_metadata = other.data();
    const Bytes bytes = Written({data}, options);
    ReaderHandle reader;
    ASSERT_EQ(OpenBytes(bytes.data(), bytes.size(), &reader, &error_), 0);
    ArrowSchema schema;
    ASSERT_OK(ArrowBridgeReaderGetSchema(reader.get(), &schema, &error_));
    EXPECT_EQ(std::memcmp(schema.metadata, other.data(), other.size()), 0);
    ReleaseChecked(&schema);
    EXPECT_FALSE(Contains(bytes, "old"));
  }
}

TEST_F(IpcWrite, CodecsAreUsedIfTheyShrinkABuffer) {
  const int64_t rows = 5000;
  Values<int64_t> alike, noise;
  uint64_t state = 1;
  for (int64_t i = 0; i < rows; i++) {
    alike.push_back(7);
    state = state * 6364136223846793005u + 1442695040888963407u;
    noise.push_back(static_cast<int64_t>(state ^ (state >> 29)));
  }
  const std::vector<ArrayData> batches = {Batch(rows, {Int64s(alike).Named("alike")})};
  const std::vector<ArrayData> hard = {Batch(rows, {Int64s(noise).Named("noise")})};
  const size_t plain = Written(batches, WriteOptions()).size();
  for (const int codec : {ARROWBRIDGE_IPC_CODEC_LZ4_FRAME, ARROWBRIDGE_IPC_CODEC_ZSTD}) {
    for (const int format : {kFile, kStream}) {
      ExpectRoundTrip(batches, WriteOptions(format, codec));
      ExpectRoundTrip(hard, WriteOptions(format, codec));
    }
    EXPECT_LT(Written(batches, WriteOptions(0, codec)).size(), plain / 10);
    // Buffers that do not shrink are stored uncompressed after a prefix of -1.
    EXPECT_LE(Written(hard, WriteOptions(0, codec)).size(), plain + 200);
  }
}

// As in Arrow C++: level 3, the default of libzstd, takes up to 2.6 times longer to save 5 %.
TEST_F(IpcWrite, DefaultLevelOfZstdIsOne) {
  const int64_t rows = 20000;
  Values<int64_t> values;
  for (int64_t i = 0; i < rows; i++) values.push_back(i * i % 1009 + i / 7);
  const std::vector<ArrayData> batches = {Batch(rows, {Int64s(values).Named("x")})};
  const auto written = [&](int32_t level) {
    ArrowBridgeIpcWriteOptions options = WriteOptions(kStream, ARROWBRIDGE_IPC_CODEC_ZSTD);
    options.level = level;
    return Written(batches, options);
  };
  EXPECT_NE(written(1), written(3));
  EXPECT_EQ(written(0), written(1));
}

TEST_F(IpcWrite, CodecsAndAllTypes) {
  for (const TypeCase& type : AllTypes()) {
    SCOPED_TRACE(type.name);
    const ArrayData column = type.make(500, true);
    for (const int codec : {ARROWBRIDGE_IPC_CODEC_LZ4_FRAME, ARROWBRIDGE_IPC_CODEC_ZSTD}) {
      ExpectRoundTrip(
          {Batch(500, {column}), Batch(0, {type.make(0, true)}), Batch(20, {column.Sliced(3, 20)})},
          WriteOptions(kStream, codec));
    }
  }
}

int StopAfter(void* context, int64_t batches, int64_t bytes) {
  auto* seen = static_cast<std::vector<int64_t>*>(context);
  EXPECT_EQ(batches, static_cast<int64_t>(seen->size()) + 1);
  EXPECT_GT(bytes, seen->empty() ? 0 : seen->back());
  seen->push_back(bytes);
  return batches == 3;
}

TEST_F(IpcWrite, ProgressCanStop) {
  std::vector<int64_t> seen;
  ArrowBridgeIpcWriteOptions options = WriteOptions();
  options.progress = StopAfter;
  options.progress_context = &seen;
  const TemporaryFolder folder;
  EXPECT_ERROR(ArrowBridgeWriteIpcFile(ReaderOf(NumberedBatches(5)).get(), folder.Path("a").c_str(),
                                       &options, &error_),
               ECANCELED, "progress");
  EXPECT_EQ(seen.size(), 3u);
  EXPECT_TRUE(folder.Names().empty());
  seen.clear();
  const Bytes bytes = Written(NumberedBatches(2), options);
  EXPECT_EQ(seen.size(), 2u);
  EXPECT_EQ(seen.back() + 8, static_cast<int64_t>(bytes.size()));
}

// A consumer at the other end of a pipe gets each batch as soon as it is written.
TEST_F(IpcWrite, BatchesAreWrittenAtOnce) {
  MemoryOutput memory;
  const IpcWriterHandle writer = WriterTo(NumberedBatch(0), &memory, WriteOptions());
  EXPECT_EQ(memory.writes(), 1);
  ASSERT_OK(
      ArrowBridgeIpcWriterWrite(writer.get(), BatchOf(NumberedBatch(0)).get(), nullptr, &error_));
  EXPECT_EQ(memory.writes(), 2);
  EXPECT_EQ(ReadBack(memory.bytes()).batches.size(), 1u);
}

// Writing a batch allocates nothing on the garbage-collected heap.
TEST_F(IpcWrite, NoManagedBytesPerBatch) {
  MemoryOutput memory;
  const ArrayData data =
      Batch(50, {AllTypes()[5].make(50, true), Strings("u", Values<std::string>(50, "text")),
                 AllTypes().back().make(50, true)});
  const ArrayHandle batch = BatchOf(data);
  const IpcWriterHandle writer = WriterTo(data, &memory, WriteOptions());
  ASSERT_OK(ArrowBridgeIpcWriterWrite(writer.get(), batch.get(), nullptr, &error_));
  const int64_t before = InternalArrowBridgeManagedBytes();
  for (int i = 0; i < 100; i++) {
    ASSERT_OK(ArrowBridgeIpcWriterWrite(writer.get(), batch.get(), nullptr, &error_));
  }
  EXPECT_EQ(InternalArrowBridgeManagedBytes(), before);
}

}  // namespace
}  // namespace arrowbridge_tests
