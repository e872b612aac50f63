// The push decoder gives the batches of a reader, however the bytes are cut.

#include <cerrno>
#include <random>

#include "support/ipc_decoding.h"
#include "support/ipc_messages_fixture.h"
#include "support/reader_fixture.h"

namespace arrowbridge_tests {
namespace {

class IpcDecoder : public IpcMessages {
 protected:
  DecoderHandle New(const ArrowBridgeIpcReadOptions* options = nullptr) {
    auto* decoder = Garbage<ArrowBridgeIpcDecoder*>();
    EXPECT_OK(ArrowBridgeIpcDecoderNew(options, &decoder, &error_));
    return DecoderHandle(decoder);
  }
  // Feeds a stream whose last message need not be the last.
  int Feed(const DecoderHandle& decoder, const Bytes& bytes, std::vector<ArrowArray>* batches) {
    return FeedAll(decoder.get(), bytes.data(), bytes.size(), batches, &error_);
  }
  Decoded Whole(const ipc::Stream& stream) {
    return Decode(
        stream.bytes().data(), stream.bytes().size(), [] { return SIZE_MAX; }, &error_);
  }
  int64_t Wanted(const DecoderHandle& decoder) {
    auto wanted = Garbage<int64_t>();
    EXPECT_OK(ArrowBridgeIpcDecoderBytesWanted(decoder.get(), &wanted, &error_));
    return wanted;
  }
  static void ReleaseAll(std::vector<ArrowArray>* batches) {
    for (auto& batch : *batches) ReleaseChecked(&batch);
    batches->clear();
  }
};

TEST_F(IpcDecoder, WhatIsNotAStreamIsRefused) {
  const auto refuse = [&](const std::string& text, int code,
                          std::initializer_list<std::string> parts) {
    for (const size_t piece : {size_t{1}, size_t{3}, SIZE_MAX}) {
      SCOPED_TRACE(text + " in pieces of " + std::to_string(piece));
      const auto* data = reinterpret_cast<const uint8_t*>(text.data());
      const Decoded decoded = Decode(
          data, text.size(), [&] { return piece; }, &error_);
      EXPECT_TRUE(IsError(decoded.code, code, error_, parts));
    }
  };
  refuse("", EINVAL, {"IPC-3", "empty"});
  refuse("a,b\n1,2\n", EINVAL, {"IPC-1", "not Arrow IPC"});
  refuse(std::string("ARROW1\0\0", 8), ENOTSUP, {"IPC-5", "file format"});
  refuse(std::string("\xFF\xFF\xFF\xFF\xFE\xFF\xFF\xFF", 8), EINVAL, {"IPC-1", "negative"});
  refuse("\xFF\xFF", EIO, {"IPC-4", "prefix", "ends after 2"});
  refuse(std::string("\xFF\xFF\xFF\xFF\0\0\0\0", 8), EINVAL, {"IPC-3", "schema"});
}

TEST_F(IpcDecoder, ErrorsAreThoseOfAReaderAndStay) {
  const auto stream = Numbers().Record(Int32Column({1})).Record(Int32Column({1, 2}));
  Bytes bytes = Numbers().Record(Int32Column({1})).bytes();
  auto broken = Int32Column({1, 2});
  broken.nodes.clear();
  bytes = Numbers().Record(Int32Column({1})).Record(broken).bytes();
  const auto decoder = New();
  std::vector<ArrowArray> batches;
  EXPECT_ERROR(Feed(decoder, bytes, &batches), EINVAL, "IPC-9", "batch 1", "nodes");
  EXPECT_EQ(batches.size(), 1u);
  const std::string text = error_.message;
  for (int i = 0; i < 2; i++) {
    EXPECT_ERROR(Feed(decoder, stream.bytes(), &batches), EINVAL, "IPC-9");
    EXPECT_STREQ(error_.message, text.c_str());
  }
  auto wanted = Garbage<int64_t>();
  EXPECT_ERROR(ArrowBridgeIpcDecoderBytesWanted(decoder.get(), &wanted, &error_), EINVAL, "IPC-9");
  EXPECT_ERROR(ArrowBridgeIpcDecoderFinish(decoder.get(), &error_), EINVAL, "IPC-9");
  auto schema = Garbage<ArrowSchema>();
  EXPECT_ERROR(ArrowBridgeIpcDecoderGetSchema(decoder.get(), &schema, &error_), EINVAL, "IPC-9");
  EXPECT_EQ(schema.release, nullptr);
  ReleaseAll(&batches);
}

TEST_F(IpcDecoder, MessagesOutOfOrderAreRefused) {
  EXPECT_ERROR(Whole(ipc::Stream().Record(Int32Column({1}))).code, EINVAL, "IPC-3", "RecordBatch");
  Flat flat;
  auto stream = Numbers();
  stream.Schema(&flat, {ipc::Field(&flat, "n", ipc::kInt, ipc::IntType(&flat, 32))});
  EXPECT_ERROR(Whole(stream).code, EINVAL, "IPC-3", "second");
  // Between a dictionary and the batch that needs it the stream may end only with a marker.
  const auto words = Words().Dictionary(7, Texts({"A"})).Record(Int32Column({0}));
  EXPECT_OK(Whole(words).code);
  EXPECT_ERROR(
      Whole(
          Words().Dictionary(7, Texts({"A"})).Record(Int32Column({0})).Dictionary(7, Texts({"B"})))
          .code,
      EIO, "IPC-4", "dictionary");
}

// IPC-4: a stream that ends inside a message is an error that says where; one that ends between two
// messages is whole.
TEST_F(IpcDecoder, TruncatedAtEveryByte) {
  auto stream = Words().Dictionary(7, Texts({"A", "B"})).Record(Int32Column({1}));
  const size_t first = stream.bytes().size();
  const Bytes bytes = stream.Record(Int32Column({0, 1})).Push(0xFFFFFFFFu).Push(0).bytes();
  const size_t schema = Words().bytes().size();
  const size_t dictionary = Words().Dictionary(7, Texts({"A", "B"})).bytes().size();
  const size_t second = bytes.size() - 8;
  for (size_t size = 0; size < bytes.size(); size++) {
    SCOPED_TRACE(size);
    const Decoded decoded = Decode(
        bytes.data(), size, [] { return SIZE_MAX; }, &error_);
    EXPECT_EQ(decoded.batches.size(), size < first ? 0u : size < second ? 1u : 2u);
    if (size == schema || size == dictionary || size == first || size == second) {
      EXPECT_OK(decoded.code);
    } else if (size == 0) {
      EXPECT_ERROR(decoded.code, EINVAL, "IPC-3", "empty");
    } else {
      EXPECT_ERROR(decoded.code, EIO, "IPC-4");
    }
  }
}

TEST_F(IpcDecoder, OldFramingsAndByteOrders) {
  for (const bool legacy : {false, true}) {
    for (const int16_t version : {ipc::kV4, ipc::kV5}) {
      auto stream = Numbers(version, legacy).Record(Int32Column({1, 2, 3}));
      if (!legacy) stream.Push(0xFFFFFFFFu);
      stream.Push(0);
      for (const size_t piece : {size_t{1}, size_t{7}, SIZE_MAX}) {
        const Decoded decoded = Decode(
            stream.bytes().data(), stream.bytes().size(), [&] { return piece; }, &error_);
        EXPECT_OK(decoded.code);
        ASSERT_EQ(decoded.batches.size(), 1u);
        EXPECT_EQ(static_cast<const int32_t*>(decoded.batches[0].children[0]->buffers[1])[2], 3);
      }
    }
  }
}

TEST_F(IpcDecoder, BytesAfterTheEndAreIgnoredAndCounted) {
  auto stream = Numbers().Record(Int32Column({1})).Push(0xFFFFFFFFu).Push(0);
  const size_t end = stream.bytes().size();
  const Bytes bytes = stream.Push(1).Push(2).bytes();
  const auto decoder = New();
  std::vector<ArrowArray> batches;
  auto count = Garbage<int64_t>();
  EXPECT_ERROR(ArrowBridgeIpcDecoderBytesAfterEnd(decoder.get(), &count, &error_), EINVAL,
               "not reached the end");
  EXPECT_EQ(count, 0);
  EXPECT_OK(Feed(decoder, Numbers().Record(Int32Column({1})).bytes(), &batches));
  const size_t at = Numbers().Record(Int32Column({1})).bytes().size();
  auto used = Garbage<int64_t>();
  auto batch = Garbage<ArrowArray>();
  EXPECT_OK(ArrowBridgeIpcDecoderFeed(decoder.get(), bytes.data() + at,
                                      static_cast<int64_t>(bytes.size() - at), &used, &batch,
                                      &error_));
  EXPECT_EQ(used, 8) << "the call takes the marker only";
  EXPECT_EQ(batch.release, nullptr);
  EXPECT_EQ(Wanted(decoder), 0);
  EXPECT_OK(FeedAll(decoder.get(), bytes.data() + end, bytes.size() - end, &batches, &error_));
  EXPECT_OK(ArrowBridgeIpcDecoderBytesAfterEnd(decoder.get(), &count, &error_));
  EXPECT_EQ(count, 8);
  EXPECT_OK(ArrowBridgeIpcDecoderFinish(decoder.get(), &error_));
  ReleaseAll(&batches);
}

// A reader of a socket that asks for as many bytes as are wanted never reads too many.
TEST_F(IpcDecoder, BytesWantedEndWithEachMessage) {
  const Bytes bytes = Words()
                          .Dictionary(7, Texts({"A", "B"}))
                          .Record(Int32Column({1, 0, 1}))
                          .Push(0xFFFFFFFFu)
                          .Push(0)
                          .Push(0xDEADBEEFu)
                          .bytes();
  const auto decoder = New();
  std::vector<ArrowArray> batches;
  size_t at = 0;
  for (int64_t wanted = Wanted(decoder); wanted > 0; wanted = Wanted(decoder)) {
    ASSERT_LE(at + static_cast<size_t>(wanted), bytes.size());
    ASSERT_OK(
        FeedAll(decoder.get(), bytes.data() + at, static_cast<size_t>(wanted), &batches, &error_));
    at += static_cast<size_t>(wanted);
  }
  EXPECT_EQ(at, bytes.size() - 4);
  ASSERT_EQ(batches.size(), 1u);
  EXPECT_EQ(Joined(*batches[0].children[0]), "B A B ");
  ReleaseAll(&batches);
}

TEST_F(IpcDecoder, SchemaIsThereAsSoonAsItHasArrived) {
  const auto decoder = New();
  auto schema = Garbage<ArrowSchema>();
  EXPECT_OK(ArrowBridgeIpcDecoderGetSchema(decoder.get(), &schema, &error_));
  EXPECT_EQ(schema.release, nullptr);
  std::vector<ArrowArray> none;
  EXPECT_OK(Feed(decoder, Words().bytes(), &none));
  EXPECT_OK(ArrowBridgeIpcDecoderGetSchema(decoder.get(), &schema, &error_));
  ASSERT_EQ(schema.n_children, 1);
  EXPECT_STREQ(schema.children[0]->name, "words");
  ReleaseChecked(&schema);
}

TEST_F(IpcDecoder, MetadataIsThatOfTheBatchJustGiven) {
  const Bytes bytes = Numbers().Record(Int32Column({1}), {{"key", "value"}}).bytes();
  const auto decoder = New();
  std::vector<ArrowArray> batches;
  const auto size_of = [&] {
    auto* metadata = Garbage<char*>();
    auto size = Garbage<int64_t>();
    EXPECT_OK(ArrowBridgeIpcDecoderBatchMetadata(decoder.get(), &metadata, &size, &error_));
    ArrowBridgeStringRelease(metadata);
    return size;
  };
  EXPECT_EQ(size_of(), 0);
  EXPECT_OK(Feed(decoder, bytes, &batches));
  EXPECT_EQ(size_of(), 4 + 4 + 3 + 4 + 5);
  // The first bytes of the next message overwrite the memory of the metadata.
  EXPECT_OK(Feed(decoder, Bytes(bytes.begin(), bytes.begin() + 20), &batches));
  EXPECT_EQ(size_of(), 0);
  ReleaseAll(&batches);
}

TEST_F(IpcDecoder, FinishedDecodersTakeNoMore) {
  const auto decoder = New();
  std::vector<ArrowArray> batches;
  const Bytes bytes = Numbers().Record(Int32Column({1})).bytes();
  EXPECT_OK(Feed(decoder, bytes, &batches));
  EXPECT_OK(ArrowBridgeIpcDecoderFinish(decoder.get(), &error_));
  EXPECT_ERROR(ArrowBridgeIpcDecoderFinish(decoder.get(), &error_), EINVAL, "'decoder'",
               "finished");
  EXPECT_ERROR(Feed(decoder, bytes, &batches), EINVAL, "'decoder'", "finished");
  EXPECT_EQ(Wanted(decoder), 0);
  ReleaseAll(&batches);
}

// Announced sizes are not trusted: memory grows with the bytes that arrive, and max_bytes holds.
TEST_F(IpcDecoder, AnnouncedSizesAllocateNothing) {
  ipc::Batch batch = Int32Column({1});
  Bytes bytes = Numbers().bytes();
  const auto decoder = New();
  std::vector<ArrowArray> batches;
  EXPECT_OK(Feed(decoder, bytes, &batches));
  const Bytes prefix = ipc::Stream().Push(0xFFFFFFFFu).Push(0x7FFFFFF0u).Push(0).bytes();
  const int64_t before = LiveCounts().bytes;
  EXPECT_OK(Feed(decoder, prefix, &batches));
  EXPECT_EQ(Wanted(decoder), 0x7FFFFFF0 - 4);
  EXPECT_LT(LiveCounts().bytes - before, 2 << 20);
  ArrowBridgeIpcReadOptions options = ReadOptions();
  options.max_bytes = 64;
  const auto limited = New(&options);
  EXPECT_ERROR(
      Feed(limited, Numbers().Record(Int32Column(std::vector<int32_t>(100))).bytes(), &batches),
      ENOMEM, "SEC-6", "max_bytes");
}

TEST_F(IpcDecoder, ColumnsAreCopiedWithTheOptions) {
  const auto batches = NumberedBatches(2);
  ArrowSchema type;
  const Log type_log = MakeSchema(batches[0], &type);
  ArrowArray arrays[2];
  const Log logs[] = {MakeArray(batches[0], &arrays[0]), MakeArray(batches[1], &arrays[1])};
  ArrowBridgeReader* reader = nullptr;
  ASSERT_OK(ArrowBridgeReaderFromBatches(&type, 2, arrays, &reader, &error_));
  const ReaderHandle owned(reader);
  MemoryOutput memory;
  const ArrowBridgeOutput output = memory.Get();
  ASSERT_OK(ArrowBridgeWriteIpcOutput(reader, &output, nullptr, &error_));
  for (const bool by_name : {true, false}) {
    DecoderHandle decoder;
    {
      std::string name = "text";
      const char* names[] = {name.c_str()};
      const int64_t indices[] = {1};
      ArrowBridgeIpcReadOptions options = ReadOptions();
      options.n_columns = 1;
      if (by_name) {
        options.column_names = names;
      } else {
        options.column_indices = indices;
      }
      decoder = New(&options);
      name.assign("gone");
      names[0] = nullptr;
    }
    std::vector<ArrowArray> decoded;
    EXPECT_OK(Feed(decoder, memory.bytes(), &decoded));
    ASSERT_EQ(decoded.size(), 2u);
    EXPECT_EQ(decoded[1].n_children, 1);
    EXPECT_EQ(decoded[1].children[0]->n_buffers, 3);
    ReleaseAll(&decoded);
  }
  const char* names[] = {"absent"};
  ArrowBridgeIpcReadOptions options = ReadOptions();
  options.column_names = names;
  options.n_columns = 1;
  std::vector<ArrowArray> decoded;
  EXPECT_ERROR(Feed(New(&options), memory.bytes(), &decoded), EINVAL, "absent");
}

}  // namespace
}  // namespace arrowbridge_tests
