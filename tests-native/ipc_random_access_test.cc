// Batches of files by index, metadata of footers and batches, and files that shrink.
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>

#include "support/codecs.h"
#include "support/ipc_file.h"
#include "support/ipc_inputs.h"
#include "support/live_counts.h"

namespace arrowbridge_tests {
namespace {

ipc::Batch Indices(const std::vector<int32_t>& values) {
  ipc::Batch batch;
  batch.length = static_cast<int64_t>(values.size());
  batch.Int32s(values);
  return batch;
}

ipc::Batch Texts(const std::vector<std::string>& words) {
  ipc::Batch batch;
  batch.length = static_cast<int64_t>(words.size());
  batch.Texts(words);
  return batch;
}

std::vector<Flat::Ref> Words(Flat* flat) { return {ipc::EncodedField(flat, "words", 7)}; }

// Encoded as ArrowSchema.metadata.
std::string Encoded(const ipc::Pairs& pairs) {
  std::string encoded;
  const auto number = [&](size_t value) {
    const auto n = static_cast<int32_t>(value);
    encoded.append(reinterpret_cast<const char*>(&n), sizeof(n));
  };
  number(pairs.size());
  for (const auto& [key, value] : pairs) {
    number(key.size());
    encoded += key;
    number(value.size());
    encoded += value;
  }
  return encoded;
}

class IpcRandomAccess : public LiveCountsTest {
 protected:
  void Open(const Bytes& bytes) {
    bytes_ = bytes;
    ASSERT_OK(OpenBytes(bytes_.data(), bytes_.size(), &reader_, &error_));
  }
  void TearDown() override {
    reader_.reset();
    LiveCountsTest::TearDown();
  }
  int ReadBatch(int64_t n, ArrowArray* out) {
    *out = Garbage<ArrowArray>();
    return ArrowBridgeIpcReaderReadBatch(reader_.get(), n, out, &error_);
  }
  int32_t FirstValue(int64_t n) {
    ArrowArray batch;
    const int code = ReadBatch(n, &batch);
    EXPECT_OK(code);
    if (code != 0) return -1;
    const int32_t value = static_cast<const int32_t*>(batch.children[0]->buffers[1])[0];
    ReleaseChecked(&batch);
    return value;
  }
  template <typename Function>
  std::string Metadata(Function function) {
    auto* text = Garbage<char*>();
    auto size = Garbage<int64_t>();
    EXPECT_OK(function(reader_.get(), &text, &size, &error_));
    EXPECT_EQ(text == nullptr, size == 0);
    const std::string copy(text == nullptr ? "" : text, static_cast<size_t>(size));
    ArrowBridgeStringRelease(text);
    return copy;
  }
  std::string BatchMetadata() { return Metadata(ArrowBridgeIpcReaderBatchMetadata); }

  Bytes bytes_;
  ReaderHandle reader_;
};

TEST_F(IpcRandomAccess, AnyOrder) {
  Open(ipc::FileBytes(Words)
           .Record(Indices({0}))
           .Dictionary(7, Texts({"A", "B"}))
           .Record(Indices({1}))
           .Dictionary(7, Texts({"C"}), true)
           .Record(Indices({2, 0}))
           .Finish());
  auto count = Garbage<int64_t>();
  ASSERT_OK(ArrowBridgeIpcReaderNumBatches(reader_.get(), &count, &error_));
  EXPECT_EQ(count, 3);
  for (const int n : {2, 0, 1, 1, 2}) EXPECT_EQ(FirstValue(n), n);
  // Next has its own order, whatever batches were read before, between and after.
  for (int n = 0; n < 3; n++) {
    auto batch = Garbage<ArrowArray>();
    ASSERT_OK(ArrowBridgeReaderNext(reader_.get(), &batch, &error_));
    ASSERT_NE(batch.release, nullptr);
    EXPECT_EQ(static_cast<const int32_t*>(batch.children[0]->buffers[1])[0], n);
    EXPECT_EQ(batch.children[0]->dictionary->length, 3);
    ReleaseChecked(&batch);
    EXPECT_EQ(FirstValue(2 - n), 2 - n);
  }
  auto end = Garbage<ArrowArray>();
  ASSERT_OK(ArrowBridgeReaderNext(reader_.get(), &end, &error_));
  EXPECT_EQ(end.release, nullptr);
  EXPECT_EQ(FirstValue(1), 1);
}

TEST_F(IpcRandomAccess, ErrorsAreNotPermanent) {
  auto bad = Indices({1});
  bad.buffers[3] = 1 << 20;
  Open(ipc::FileBytes(Words)
           .Dictionary(7, Texts({"A", "B"}))
           .Record(Indices({0}))
           .Record(bad)
           .Finish());
  ArrowArray batch;
  for (int round = 0; round < 2; round++) {
    EXPECT_ERROR(ReadBatch(1, &batch), EINVAL, "SEC-5", "batch 1", "words");
    EXPECT_EQ(batch.release, nullptr);
    EXPECT_ERROR(ReadBatch(2, &batch), EINVAL, "'n'", "2 batches");
    EXPECT_ERROR(ReadBatch(-1, &batch), EINVAL, "'n'");
    EXPECT_EQ(FirstValue(0), 0);
  }
  auto next = Garbage<ArrowArray>();
  ASSERT_OK(ArrowBridgeReaderNext(reader_.get(), &next, &error_));
  ReleaseChecked(&next);
}

// A dictionary that cannot be read is read again by the next batch, not skipped.
TEST_F(IpcRandomAccess, BrokenDictionaryIsPermanent) {
  auto bad = Texts({"A"});
  bad.nodes[0] = -1;
  Open(ipc::FileBytes(Words)
           .Dictionary(7, bad)
           .Dictionary(7, Texts({"B"}), true)
           .Record(Indices({0}))
           .Finish());
  ArrowArray batch;
  for (int round = 0; round < 3; round++) {
    EXPECT_ERROR(ReadBatch(0, &batch), EINVAL, "IPC-9", "words");
  }
  auto next = Garbage<ArrowArray>();
  EXPECT_ERROR(ArrowBridgeReaderNext(reader_.get(), &next, &error_), EINVAL, "IPC-9", "words");
}

// IPC-13.
TEST_F(IpcRandomAccess, CustomMetadata_IPC_13) {
  const ipc::Pairs footer = {{"made", "by hand"}, {"", std::string("\0x", 2)}};
  const ipc::Pairs first = {{"batch", "0"}}, third = {{"batch", "2"}, {"batch", "again"}};
  Open(ipc::FileBytes(Words)
           .Dictionary(7, Texts({"A"}))
           .Record(Indices({0}), first)
           .Record(Indices({0}))
           .Record(Indices({0}), third)
           .Finish(footer));
  EXPECT_EQ(Metadata(ArrowBridgeIpcReaderFooterMetadata), Encoded(footer));
  EXPECT_EQ(BatchMetadata(), "");
  EXPECT_EQ(FirstValue(2), 0);
  EXPECT_EQ(BatchMetadata(), Encoded(third));
  for (const auto& expected : {Encoded(first), std::string(), Encoded(third)}) {
    auto next = Garbage<ArrowArray>();
    ASSERT_OK(ArrowBridgeReaderNext(reader_.get(), &next, &error_));
    ReleaseChecked(&next);
    EXPECT_EQ(BatchMetadata(), expected);
  }
  auto end = Garbage<ArrowArray>();
  ASSERT_OK(ArrowBridgeReaderNext(reader_.get(), &end, &error_));
  EXPECT_EQ(BatchMetadata(), "");
}

TEST_F(IpcRandomAccess, MetadataOfStreams) {
  Flat flat;
  ipc::Stream stream;
  const ipc::Pairs pairs = {{"k", "v"}};
  const Bytes bytes = stream.Schema(&flat, Words(&flat))
                          .Dictionary(7, Texts({"A"}))
                          .Record(Indices({0}), pairs)
                          .Record(Indices({0}))
                          .bytes();
  PiecewiseInput input(bytes.data(), bytes.size(), 7);
  const ArrowBridgeInput callbacks = input.Get();
  auto* reader = Garbage<ArrowBridgeReader*>();
  ASSERT_OK(ArrowBridgeOpenIpcInput(&callbacks, nullptr, &reader, &error_));
  reader_.reset(reader);
  for (const auto& expected : {Encoded(pairs), std::string()}) {
    auto next = Garbage<ArrowArray>();
    ASSERT_OK(ArrowBridgeReaderNext(reader, &next, &error_));
    ReleaseChecked(&next);
    EXPECT_EQ(BatchMetadata(), expected);
  }
  auto batch = Garbage<ArrowArray>();
  auto count = Garbage<int64_t>();
  auto* text = Garbage<char*>();
  EXPECT_ERROR(ArrowBridgeIpcReaderReadBatch(reader, 0, &batch, &error_), ENOTSUP, "stream");
  EXPECT_EQ(batch.release, nullptr);
  EXPECT_ERROR(ArrowBridgeIpcReaderNumBatches(reader, &count, &error_), ENOTSUP, "stream");
  EXPECT_EQ(count, 0);
  EXPECT_ERROR(ArrowBridgeIpcReaderFooterMetadata(reader, &text, &count, &error_), ENOTSUP,
               "stream");
  EXPECT_EQ(text, nullptr);
  reader_.reset();  // released before the data that it reads from
}

TEST_F(IpcRandomAccess, OtherReadersAreErrors) {
  ArrowSchema schema;
  ArrayData rows;
  rows.format = "+s";
  const Log log = MakeSchema(rows, &schema);
  auto* reader = Garbage<ArrowBridgeReader*>();
  ASSERT_OK(ArrowBridgeReaderFromBatches(&schema, 0, nullptr, &reader, &error_));
  reader_.reset(reader);
  auto batch = Garbage<ArrowArray>();
  auto count = Garbage<int64_t>();
  auto* text = Garbage<char*>();
  EXPECT_ERROR(ArrowBridgeIpcReaderReadBatch(reader, 0, &batch, &error_), EINVAL, "reader", "IPC");
  EXPECT_ERROR(ArrowBridgeIpcReaderNumBatches(reader, &count, &error_), EINVAL, "reader", "IPC");
  EXPECT_ERROR(ArrowBridgeIpcReaderFooterMetadata(reader, &text, &count, &error_), EINVAL, "IPC");
  EXPECT_ERROR(ArrowBridgeIpcReaderBatchMetadata(reader, &text, &count, &error_), EINVAL, "IPC");
  EXPECT_EQ(text, nullptr);
  auto codec = Garbage<int32_t>();
  EXPECT_ERROR(ArrowBridgeIpcReaderBatchCompression(reader, &codec, &count, &error_), EINVAL,
               "IPC");
  EXPECT_EQ(codec, ARROWBRIDGE_IPC_CODEC_NONE);
  EXPECT_EQ(count, 0);
}

TEST_F(IpcRandomAccess, CompressionOfTheLastBatch) {
  const ipc::Batch lz4 = codecs::Compress(Indices({0}), codecs::kLz4);
  const ipc::Batch zstd = codecs::Compress(Indices({0, 0, 0}), codecs::kZstd);
  Open(ipc::FileBytes(Words)
           .Dictionary(7, codecs::Compress(Texts({"A"}), codecs::kLz4))
           .Record(lz4)
           .Record(Indices({0}))
           .Record(zstd)
           .Finish());
  const auto size = [](const ipc::Batch& batch) { return static_cast<int64_t>(batch.body.size()); };
  const auto expect = [&](int32_t codec, int64_t body) {
    auto last = Garbage<int32_t>();
    auto bytes = Garbage<int64_t>();
    EXPECT_OK(ArrowBridgeIpcReaderBatchCompression(reader_.get(), &last, &bytes, &error_));
    EXPECT_EQ(last, codec);
    EXPECT_EQ(bytes, body);
    EXPECT_OK(ArrowBridgeIpcReaderBatchCompression(reader_.get(), &last, nullptr, &error_));
  };
  expect(ARROWBRIDGE_IPC_CODEC_NONE, 0);
  EXPECT_EQ(FirstValue(2), 0);
  expect(ARROWBRIDGE_IPC_CODEC_ZSTD, size(zstd));
  for (const auto& [codec, body] :
       std::vector<std::pair<int32_t, int64_t>>{{ARROWBRIDGE_IPC_CODEC_LZ4_FRAME, size(lz4)},
                                                {ARROWBRIDGE_IPC_CODEC_NONE, size(Indices({0}))},
                                                {ARROWBRIDGE_IPC_CODEC_ZSTD, size(zstd)}}) {
    ArrowArray next;
    ASSERT_OK(ArrowBridgeReaderNext(reader_.get(), &next, &error_));
    ReleaseChecked(&next);
    expect(codec, body);
  }
  ArrowArray end;
  ASSERT_OK(ArrowBridgeReaderNext(reader_.get(), &end, &error_));
  expect(ARROWBRIDGE_IPC_CODEC_NONE, 0);
}

TEST_F(IpcRandomAccess, NullPointers) {
  Open(ipc::FileBytes(Words).Finish());
  auto codec = Garbage<int32_t>();
  EXPECT_EQ(ArrowBridgeIpcReaderBatchCompression(nullptr, &codec, nullptr, nullptr), EINVAL);
  EXPECT_EQ(codec, ARROWBRIDGE_IPC_CODEC_NONE);
  EXPECT_EQ(ArrowBridgeIpcReaderBatchCompression(reader_.get(), nullptr, nullptr, nullptr), EINVAL);
  auto count = Garbage<int64_t>();
  auto* text = Garbage<char*>();
  ArrowArray batch;
  EXPECT_EQ(ArrowBridgeIpcReaderNumBatches(nullptr, &count, nullptr), EINVAL);
  EXPECT_EQ(ArrowBridgeIpcReaderNumBatches(reader_.get(), nullptr, nullptr), EINVAL);
  EXPECT_EQ(ArrowBridgeIpcReaderReadBatch(nullptr, 0, &batch, nullptr), EINVAL);
  EXPECT_EQ(ArrowBridgeIpcReaderReadBatch(reader_.get(), 0, nullptr, nullptr), EINVAL);
  for (const auto function :
       {ArrowBridgeIpcReaderFooterMetadata, ArrowBridgeIpcReaderBatchMetadata}) {
    EXPECT_EQ(function(nullptr, &text, &count, nullptr), EINVAL);
    EXPECT_EQ(function(reader_.get(), nullptr, &count, nullptr), EINVAL);
    EXPECT_EQ(function(reader_.get(), &text, nullptr, nullptr), EINVAL);
    EXPECT_EQ(text, nullptr);
  }
}

// A mapped file is checked before each batch.
TEST_F(IpcRandomAccess, FileThatShrinks) {
  const Bytes file = ipc::FileBytes(Words)
                         .Dictionary(7, Texts({"A"}))
                         .Record(Indices(std::vector<int32_t>(100000)))
                         .Record(Indices({0}))
                         .Finish();
  const std::string path = ::testing::TempDir() + "shrinks_" + std::to_string(getpid());
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(file.data()), static_cast<std::streamsize>(file.size()));
  auto* reader = Garbage<ArrowBridgeReader*>();
  ASSERT_OK(ArrowBridgeOpenIpcFile(path.c_str(), nullptr, &reader, &error_));
  reader_.reset(reader);
  EXPECT_EQ(FirstValue(1), 0);
  ASSERT_EQ(truncate(path.c_str(), 100), 0);
  ArrowArray batch;
  EXPECT_ERROR(ReadBatch(1, &batch), EIO, "shortened", path, "100");
  auto* text = Garbage<char*>();
  auto size = Garbage<int64_t>();
  EXPECT_ERROR(ArrowBridgeIpcReaderFooterMetadata(reader, &text, &size, &error_), EIO, "shortened");
  auto next = Garbage<ArrowArray>();
  EXPECT_ERROR(ArrowBridgeReaderNext(reader, &next, &error_), EIO, "shortened", path);
  EXPECT_EQ(next.release, nullptr);
  unlink(path.c_str());
}

}  // namespace
}  // namespace arrowbridge_tests
