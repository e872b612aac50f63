// Handles of decoders and encoders, and ways to decode bytes in pieces.

#ifndef ARROWBRIDGE_TESTS_IPC_DECODING_H
#define ARROWBRIDGE_TESTS_IPC_DECODING_H

#include <functional>

#include "support/ipc_outputs.h"

namespace arrowbridge_tests {

struct IpcMessageRelease {
  void operator()(ArrowBridgeIpcDecoder* decoder) const { ArrowBridgeIpcDecoderRelease(decoder); }
  void operator()(ArrowBridgeIpcEncoder* encoder) const { ArrowBridgeIpcEncoderRelease(encoder); }
};
using DecoderHandle = std::unique_ptr<ArrowBridgeIpcDecoder, IpcMessageRelease>;
using EncoderHandle = std::unique_ptr<ArrowBridgeIpcEncoder, IpcMessageRelease>;

// What a decoder gave until its end or its first error.
struct Decoded {
  int code = 0;
  std::vector<ArrowArray> batches;
  ArrowSchema schema = {};

  Decoded() = default;
  Decoded(Decoded&& other) noexcept
      : code(other.code), batches(std::move(other.batches)), schema(MoveOut(&other.schema)) {
    other.batches.clear();
  }
  ~Decoded() {
    for (auto& batch : batches) {
      if (batch.release != nullptr) batch.release(&batch);
    }
    if (schema.release != nullptr) schema.release(&schema);
  }

  // The batches as handles.
  std::vector<ArrayHandle> Import() {
    std::vector<ArrayHandle> handles;
    ArrowBridgeError error = {};
    ArrowBridgeSchema* imported = nullptr;
    EXPECT_TRUE(IsOk(ArrowBridgeImportSchema(&schema, &imported, &error), error));
    const SchemaHandle owned(imported);
    for (auto& batch : batches) {
      ArrowBridgeArray* handle = nullptr;
      EXPECT_TRUE(IsOk(ArrowBridgeImportRecordBatch(&batch, imported, &handle, &error), error));
      handles.emplace_back(handle);
    }
    return handles;
  }
};

// Gives all bytes of a piece, and collects the batches.
inline int FeedAll(ArrowBridgeIpcDecoder* decoder, const uint8_t* data, size_t size,
                   std::vector<ArrowArray>* batches, ArrowBridgeError* error) {
  while (size > 0) {
    auto used = Garbage<int64_t>();
    auto batch = Garbage<ArrowArray>();
    const int code =
        ArrowBridgeIpcDecoderFeed(decoder, data, static_cast<int64_t>(size), &used, &batch, error);
    if (code != 0) {
      EXPECT_EQ(batch.release, nullptr);
      EXPECT_EQ(used, 0);
      return code;
    }
    if (batch.release != nullptr) batches->push_back(batch);
    EXPECT_TRUE(used > 0 && used <= static_cast<int64_t>(size)) << used;
    if (used <= 0) return EPROTO;
    data += used;
    size -= static_cast<size_t>(used);
  }
  return 0;
}

// Decodes bytes in pieces of the sizes that `next` gives.
inline Decoded Decode(const uint8_t* data, size_t size, const std::function<size_t()>& next,
                      ArrowBridgeError* error, const ArrowBridgeIpcReadOptions* options = nullptr) {
  Decoded decoded;
  ArrowBridgeIpcDecoder* decoder = nullptr;
  decoded.code = ArrowBridgeIpcDecoderNew(options, &decoder, error);
  const DecoderHandle owned(decoder);
  for (size_t at = 0; at < size && decoded.code == 0;) {
    // A copy of exactly these bytes, so that a read past its end is seen.
    const size_t piece = std::min(std::max<size_t>(next(), 1), size - at);
    const Bytes bytes(data + at, data + at + piece);
    decoded.code = FeedAll(decoder, bytes.data(), piece, &decoded.batches, error);
    at += piece;
  }
  if (decoded.code == 0) decoded.code = ArrowBridgeIpcDecoderFinish(decoder, error);
  if (decoded.code == 0) {
    decoded.code = ArrowBridgeIpcDecoderGetSchema(decoder, &decoded.schema, error);
  }
  return decoded;
}

// A copy of a message, which outlives the encoder.
struct Message {
  int32_t kind = 0;
  Bytes data, metadata, body;
};

inline Bytes Copy(const void* data, int64_t size) {
  const auto* bytes = static_cast<const uint8_t*>(data);
  return size == 0 ? Bytes() : Bytes(bytes, bytes + size);
}

// The messages one after the other, as in a stream.
inline Bytes Joined(const std::vector<Message>& messages) {
  Bytes bytes;
  for (const Message& message : messages)
    bytes.insert(bytes.end(), message.data.begin(), message.data.end());
  return bytes;
}

// Takes all messages that wait.
inline std::vector<Message> TakeAll(ArrowBridgeIpcEncoder* encoder, ArrowBridgeError* error) {
  std::vector<Message> taken;
  while (true) {
    auto message = Garbage<ArrowBridgeIpcMessage>();
    EXPECT_TRUE(IsOk(ArrowBridgeIpcEncoderNext(encoder, &message, error), *error));
    if (message.kind == ARROWBRIDGE_IPC_MESSAGE_NONE) {
      EXPECT_EQ(message.size, 0);
      return taken;
    }
    taken.push_back({message.kind, Copy(message.data, message.size),
                     Copy(message.metadata, message.metadata_size),
                     Copy(message.body, message.body_size)});
  }
}

}  // namespace arrowbridge_tests

#endif  // ARROWBRIDGE_TESTS_IPC_DECODING_H
