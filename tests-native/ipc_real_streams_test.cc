// What writers of the past and of today really write, beyond the specification, and what people
// hand in instead of Arrow.
#include <unistd.h>

#include "support/codecs.h"
#include "support/ipc_messages_fixture.h"
#include "support/ipc_outputs.h"

namespace arrowbridge_tests {
namespace {

class IpcRealStreams : public IpcMessages {
 protected:
  static constexpr char kKey[] = "ARROW:experimental_compression";

  // A batch of one column of int32 whose buffers are compressed.
  static ipc::Batch Compressed(const std::vector<int32_t>& values, const Bytes& frame) {
    ipc::Batch batch;
    batch.length = static_cast<int64_t>(values.size());
    batch.Node(batch.length, 0);
    batch.Buffer({});
    batch.Buffer(Prefixed(4 * batch.length, frame));
    return batch;
  }
  static Bytes Prefixed(int64_t size, const Bytes& frame) {
    Bytes bytes = BytesOf(std::vector<int64_t>{size});
    bytes.insert(bytes.end(), frame.begin(), frame.end());
    return bytes;
  }
  void ExpectNumbers(const ipc::Stream& stream, const std::vector<int32_t>& expected) {
    auto batches = ReadAll(stream.bytes());
    EXPECT_OK(code_);
    ASSERT_EQ(batches.size(), 1u);
    const auto* values = static_cast<const int32_t*>(batches[0].children[0]->buffers[1]);
    EXPECT_EQ(std::vector<int32_t>(values, values + batches[0].length), expected);
    ReleaseChecked(&batches[0]);
  }
};

// IPC-11: Arrow 0.17 named the codec in the metadata of the message.
TEST_F(IpcRealStreams, CodecInTheMetadataOfTheMessage) {
  const std::vector<int32_t> values = {5, 6, 7, 8, 9, 10};
  for (const std::string name : {"LZ4", "lz4", "LZ4_FRAME", "ZSTD", "zstd"}) {
    const bool is_zstd = name == "ZSTD" || name == "zstd";
    const Bytes frame =
        is_zstd ? codecs::ZstdFrame(BytesOf(values)) : codecs::Lz4Frame(BytesOf(values));
    ExpectNumbers(Numbers(ipc::kV4).Record(Compressed(values, frame), {{"a", "b"}, {kKey, name}}),
                  values);
  }
  ExpectError(Numbers(ipc::kV4).Record(Int32Column(values), {{kKey, "SNAPPY"}}), ENOTSUP,
              {"IPC-11", "SNAPPY"});
  // Since V5 there is a field for it, and the key means nothing.
  ExpectNumbers(Numbers(ipc::kV5).Record(Int32Column(values), {{kKey, "LZ4"}}), values);
}

TEST_F(IpcRealStreams, CodecInTheMetadataOfADictionaryBatch) {
  const Bytes offsets = BytesOf(std::vector<int32_t>{0, 1, 2});
  ipc::Batch words;
  words.length = 2;
  words.Node(2, 0);
  words.Buffer({});
  words.Buffer(Prefixed(12, codecs::Lz4Frame(offsets)));
  words.Buffer(Prefixed(2, codecs::Lz4Frame({'A', 'B'})));
  Flat flat;
  ipc::Stream stream(ipc::kV4);
  stream.Schema(&flat, {ipc::EncodedField(&flat, "words", 7)});
  Flat message;
  const auto data = words.Write(&message);
  const auto header = message.Table({Flat::Scalar<int64_t>(0, 7), Flat::Offset(1, data)});
  stream.Append(&message, ipc::kDictionaryBatch, header, words.body, {{kKey, "LZ4"}});
  ExpectWords(stream.Record(Int32Column({1, 0})), {"B A "});
}

// The key says how the message is stored, so it is not handed on with the batch.
TEST_F(IpcRealStreams, CodecIsNotMetadataOfTheBatch) {
  const std::vector<int32_t> values = {1, 2, 3};
  const ipc::Batch batch = Compressed(values, codecs::Lz4Frame(BytesOf(values)));
  const Bytes bytes = Numbers(ipc::kV4)
                          .Record(batch, {{"a", "b"}, {kKey, "LZ4"}})
                          .Record(batch, {{kKey, "LZ4"}})
                          .bytes();
  ReaderHandle reader;
  ASSERT_OK(OpenBytes(bytes.data(), bytes.size(), &reader, &error_));
  for (const std::string& expected : {Metadata({{"a", "b"}}), std::string()}) {
    auto array = Garbage<ArrowArray>();
    ASSERT_OK(ArrowBridgeReaderNext(reader.get(), &array, &error_));
    ReleaseChecked(&array);
    int32_t codec = -1;
    EXPECT_OK(ArrowBridgeIpcReaderBatchCompression(reader.get(), &codec, nullptr, &error_));
    EXPECT_EQ(codec, ARROWBRIDGE_IPC_CODEC_LZ4_FRAME);
    char* text = nullptr;
    int64_t size = 0;
    EXPECT_OK(ArrowBridgeIpcReaderBatchMetadata(reader.get(), &text, &size, &error_));
    EXPECT_EQ(std::string(text == nullptr ? "" : text, static_cast<size_t>(size)), expected);
    ArrowBridgeStringRelease(text);
  }
}

// SEC-5: the single offset of a column without rows may be any number, and becomes 0.
TEST_F(IpcRealStreams, OffsetOfAColumnWithoutRows) {
  constexpr uint8_t kLargeUtf8 = 20;
  for (const uint8_t kind : {ipc::kUtf8, kLargeUtf8}) {
    Flat flat;
    ipc::Batch batch;
    batch.Node(0, 0);
    batch.Buffer({});
    batch.Buffer(BytesOf(std::vector<int64_t>{77}));
    batch.Buffer({});
    const auto field = ipc::Field(&flat, "texts", kind, flat.Table({}));
    auto batches = ReadAll(ipc::Stream().Schema(&flat, {field}).Record(batch).bytes());
    ASSERT_OK(code_);
    ASSERT_EQ(batches.size(), 1u);
    int64_t first = -1;
    std::memcpy(&first, batches[0].children[0]->buffers[1], sizeof(first));
    EXPECT_EQ(first, 0);
    ReleaseChecked(&batches[0]);
  }
}

// The node of a dictionary says how many values it has.
TEST_F(IpcRealStreams, LengthOfADictionaryBatchDiffersFromItsNode) {
  for (const int64_t length : {0, 1, 4, 1000}) {
    ipc::Batch words = Texts({"A", "B", "C"});
    words.length = length;
    ExpectWords(Words().Dictionary(7, words).Record(Int32Column({2, 0})), {"C A "});
  }
}

// IPC-4: without an end-of-stream marker, a stream that ends before the batch that needs its
// dictionaries was cut off.
TEST_F(IpcRealStreams, CutOffBetweenDictionaries) {
  const auto two = [] {
    Flat flat;
    ipc::Stream stream;
    return stream.Schema(&flat,
                         {ipc::EncodedField(&flat, "a", 1), ipc::EncodedField(&flat, "b", 2)});
  };
  ExpectError(two().Dictionary(1, Texts({"A"})), EIO, {"IPC-4", "cut off"});
  ExpectError(
      Words().Dictionary(7, Texts({"A"})).Record(Int32Column({0})).Dictionary(7, Texts({"B"})), EIO,
      {"IPC-4", "cut off"});
  ExpectError(Words()
                  .Dictionary(7, Texts({"A"}))
                  .Record(Int32Column({0}))
                  .Dictionary(7, Texts({"B"}), true),
              EIO, {"IPC-4", "cut off"});
  for (const ipc::Stream& stream : {
           two(),
           two().Dictionary(1, Texts({"A"})).Dictionary(2, Texts({"B"})),
           two().Dictionary(1, Texts({"A"})).Push(0xFFFFFFFFu).Push(0),
           Words().Dictionary(7, Texts({"A"})).Push(0),
       }) {
    EXPECT_TRUE(ReadAll(stream.bytes()).empty());
    EXPECT_OK(code_);
    PiecewiseInput input(stream.bytes().data(), stream.bytes().size(), 9);
    const ArrowBridgeInput callbacks = input.Get();
    auto* reader = Garbage<ArrowBridgeReader*>();
    ASSERT_OK(ArrowBridgeOpenIpcInput(&callbacks, nullptr, &reader, &error_));
    EXPECT_OK(Drain(reader, &error_).code);
    ArrowBridgeReaderRelease(reader);
  }
  const Bytes cut = two().Dictionary(1, Texts({"A"})).bytes();
  PiecewiseInput input(cut.data(), cut.size(), 9);
  const ArrowBridgeInput callbacks = input.Get();
  auto* reader = Garbage<ArrowBridgeReader*>();
  ASSERT_OK(ArrowBridgeOpenIpcInput(&callbacks, nullptr, &reader, &error_));
  EXPECT_ERROR(Drain(reader, &error_).code, EIO, "IPC-4", "cut off");
  EXPECT_ERROR(Drain(reader, &error_).code, EIO, "IPC-4", "cut off");
  ArrowBridgeReaderRelease(reader);
}

// The same when no column is read that has a dictionary, as when rows are counted.
TEST_F(IpcRealStreams, CutOffBetweenDictionariesThatAreNotRead) {
  Flat flat;
  ipc::Stream stream;
  stream.Schema(&flat, {ipc::EncodedField(&flat, "a", 1), ipc::EncodedField(&flat, "b", 2)});
  const int64_t none = 0;
  ArrowBridgeIpcReadOptions options = {};
  options.struct_size = sizeof(options);
  options.column_indices = &none;
  const auto code_of = [&](const Bytes& bytes) {
    auto* reader = Garbage<ArrowBridgeReader*>();
    EXPECT_OK(ArrowBridgeOpenIpcBuffer(bytes.data(), static_cast<int64_t>(bytes.size()), nullptr,
                                       nullptr, &options, &reader, &error_));
    const int code = Drain(reader, &error_).code;
    ArrowBridgeReaderRelease(reader);
    return code;
  };
  EXPECT_ERROR(code_of(stream.Dictionary(1, Texts({"A"})).bytes()), EIO, "IPC-4", "cut off");
  EXPECT_OK(code_of(stream.Dictionary(2, Texts({"B"})).bytes()));
}

TEST_F(IpcRealStreams, BytesAfterTheEnd) {
  const Bytes one = Numbers().Record(Int32Column({1, 2, 3})).Push(0xFFFFFFFFu).Push(0).bytes();
  const Bytes open = Numbers().Record(Int32Column({1, 2, 3})).bytes();
  Bytes two = one;
  two.insert(two.end(), one.begin(), one.end());
  const std::pair<const Bytes*, int64_t> cases[] = {
      {&one, 0}, {&open, 0}, {&two, static_cast<int64_t>(one.size())}};
  const auto expect = [this](ArrowBridgeReader* reader, int64_t expected) {
    int64_t count = -1;
    EXPECT_ERROR(ArrowBridgeIpcReaderBytesAfterEnd(reader, &count, &error_), EINVAL, "end");
    EXPECT_EQ(count, 0);
    EXPECT_EQ(Drain(reader, &error_).Rows(), 3);
    for (int i = 0; i < 2; i++) {
      EXPECT_OK(ArrowBridgeIpcReaderBytesAfterEnd(reader, &count, &error_));
      EXPECT_EQ(count, expected);
      EXPECT_EQ(Drain(reader, &error_).Rows(), 0);
    }
    ArrowBridgeReaderRelease(reader);
  };
  for (const auto& [bytes, expected] : cases) {
    auto* reader = Garbage<ArrowBridgeReader*>();
    ASSERT_OK(ArrowBridgeOpenIpcBuffer(bytes->data(), static_cast<int64_t>(bytes->size()), nullptr,
                                       nullptr, nullptr, &reader, &error_));
    expect(reader, expected);
    int ends[2];
    ASSERT_EQ(pipe(ends), 0);
    ASSERT_EQ(write(ends[1], bytes->data(), bytes->size()), static_cast<ssize_t>(bytes->size()));
    close(ends[1]);
    ASSERT_OK(ArrowBridgeOpenIpcDescriptor(ends[0], 1, nullptr, &reader, &error_));
    expect(reader, expected);
  }
}

// SCH-21: maps whose entries or keys are nullable are read, and written as they should be.
TEST_F(IpcRealStreams, SCH_21_NullableEntriesAndKeysOfMaps) {
  for (const int nullable : {0, 1, 2}) {
    Flat flat;
    const auto field = [&](const char* name, uint8_t kind, Flat::Ref type, bool is_nullable,
                           const std::vector<Flat::Ref>& children) {
      const auto text = flat.String(name);
      const auto list = flat.Offsets(children);
      return flat.Table({Flat::Offset(0, text), Flat::Scalar<uint8_t>(1, is_nullable),
                         Flat::Scalar<uint8_t>(2, kind), Flat::Offset(3, type),
                         Flat::Offset(5, list)});
    };
    const auto key = field("key", ipc::kInt, ipc::IntType(&flat, 32), nullable == 1, {});
    const auto value = field("value", ipc::kInt, ipc::IntType(&flat, 32), true, {});
    const auto entries =
        field("entries", ipc::kStruct, flat.Table({}), nullable == 2, {key, value});
    constexpr uint8_t kMap = 17;
    const auto map = field("map", kMap, flat.Table({}), true, {entries});
    ipc::Batch batch;
    batch.length = 1;
    batch.Node(1, 0);
    batch.Buffer({});
    batch.Buffer(BytesOf(std::vector<int32_t>{0, 2}));
    batch.Node(2, 0);
    batch.Buffer({});
    batch.Int32s({1, 2});
    batch.Int32s({3, 4});
    const Bytes bytes = ipc::Stream().Schema(&flat, {map}).Record(batch).bytes();

    ArrowBridgeIpcReadOptions options = ReadOptions();
    options.validate = ARROWBRIDGE_VALIDATE_FULL;
    ReaderHandle full;
    const int code = OpenBytes(bytes.data(), bytes.size(), &full, &error_, &options);
    if (nullable == 0) {
      EXPECT_OK(code);
    } else {
      EXPECT_ERROR(code, EINVAL, "SCH-21", nullable == 1 ? "map.entries.key" : "map.entries");
    }
    ReaderHandle reader;
    ASSERT_OK(OpenBytes(bytes.data(), bytes.size(), &reader, &error_));
    MemoryOutput memory;
    const ArrowBridgeOutput output = memory.Get();
    ASSERT_OK(ArrowBridgeWriteIpcOutput(reader.get(), &output, nullptr, &error_));
    ReaderHandle again;
    ASSERT_OK(OpenBytes(memory.bytes().data(), memory.bytes().size(), &again, &error_, &options));
    EXPECT_EQ(Drain(again.get(), &error_).Rows(), 1);

    ASSERT_OK(OpenBytes(bytes.data(), bytes.size(), &reader, &error_));
    const Drained drained = Drain(reader.get(), &error_);
    EXPECT_OK(ArrowBridgeArrayValidate(drained.batches.at(0).get(), ARROWBRIDGE_VALIDATE_DEFAULT,
                                       &error_));
    const int full_code =
        ArrowBridgeArrayValidate(drained.batches.at(0).get(), ARROWBRIDGE_VALIDATE_FULL, &error_);
    EXPECT_EQ(full_code, nullable == 0 ? 0 : EINVAL) << error_.message;
  }
}

// As in Arrow C++: 63 lists inside a batch.
TEST_F(IpcRealStreams, SCH_20_AsDeepAsOtherReadersAllow) {
  for (const int depth : {63, 64}) {
    Flat flat;
    auto field = ipc::Field(&flat, "leaf", ipc::kInt, ipc::IntType(&flat, 32));
    ipc::Batch batch;
    batch.length = 1;
    constexpr uint8_t kList = 12;
    for (int i = 0; i < depth; i++) {
      field = ipc::Field(&flat, "list", kList, flat.Table({}), {field});
      batch.Node(1, 0);
      batch.Buffer({});
      batch.Buffer(BytesOf(std::vector<int32_t>{0, 1}));
    }
    batch.Int32s({42});
    auto batches = ReadAll(ipc::Stream().Schema(&flat, {field}).Record(batch).bytes());
    if (depth == 64) {
      EXPECT_ERROR(code_, EINVAL, "SCH-20", "65");
      continue;
    }
    EXPECT_OK(code_);
    ASSERT_EQ(batches.size(), 1u);
    ReleaseChecked(&batches[0]);
  }
}

// IPC-1: what the input is instead, from memory and from a pipe.
TEST_F(IpcRealStreams, OtherFormatsAreNamed) {
  const std::pair<std::string, const char*> cases[] = {
      {"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 12345\n", "git lfs pull"},
      {"/annex/objects/SHA256E-s12345--00.arrow\n", "git annex get"},
      {"<!DOCTYPE html>\n<html><body>404</body></html>", "an HTML page"},
      {"\n  <HTML><body>404</body></html>", "an HTML page"},
      {"<?xml version=\"1.0\"?><Error/>", "XML text"},
      {"BZh91AY&SY\x00\x01\x02\x03\x04\x05", "bzip2"},
      {std::string("\xFD"
                   "7zXZ\x00\x00\x04\xE6\xD6",
                   10),
       "xz"},
      {std::string("\x80\x04\x95\x0B\x00\x00\x00\x00\x00\x00\x00", 11), "a Python pickle"},
      {std::string("\x80\x03}q\x00.", 6), "a Python pickle"},
      {"a,b\n1,2\n", "CSV"},
      {"{\"a\": 1}", "JSON"},
      {"PAR1\x15\x04\x15", "Parquet"},
  };
  for (const auto& [text, name] : cases) {
    auto* reader = Garbage<ArrowBridgeReader*>();
    EXPECT_ERROR(ArrowBridgeOpenIpcBuffer(text.data(), static_cast<int64_t>(text.size()), nullptr,
                                          nullptr, nullptr, &reader, &error_),
                 EINVAL, "IPC-1", name);
    int ends[2];
    ASSERT_EQ(pipe(ends), 0);
    ASSERT_EQ(write(ends[1], text.data(), text.size()), static_cast<ssize_t>(text.size()));
    EXPECT_ERROR(ArrowBridgeOpenIpcDescriptor(ends[0], 1, nullptr, &reader, &error_), EINVAL,
                 "IPC-1", name);
    close(ends[1]);
  }
}

}  // namespace
}  // namespace arrowbridge_tests
