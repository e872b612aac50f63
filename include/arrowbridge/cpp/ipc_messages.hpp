/// \file ipc_messages.hpp
/// Handles of a decoder and an encoder of IPC messages. Include arrowbridge.hpp.

#ifndef ARROWBRIDGE_CPP_IPC_MESSAGES_HPP
#define ARROWBRIDGE_CPP_IPC_MESSAGES_HPP

#include "arrowbridge/cpp/ipc_file.hpp"
#include "arrowbridge/ipc_decode.h"
#include "arrowbridge/ipc_encode.h"

ARROWBRIDGE_BEGIN_NAMESPACE

/// Decodes a stream whose bytes arrive in pieces.
class IpcDecoder : public detail::Handle<ArrowBridgeIpcDecoder, ArrowBridgeIpcDecoderRelease> {
 public:
  IpcDecoder() = default;

  /// Takes over a handle from a C function.
  static IpcDecoder Adopt(ArrowBridgeIpcDecoder* handle) noexcept { return IpcDecoder(handle); }

  /// Makes a decoder of a stream that begins with its schema.
  static Result<IpcDecoder> TryNew(const ArrowBridgeIpcReadOptions& options = IpcReadOptions()) {
    IpcDecoder made;
    return detail::RunFor(
        made, [&](auto* error) { return ArrowBridgeIpcDecoderNew(&options, made.out(), error); });
  }

  /// Makes a decoder of messages whose schema is known from elsewhere.
  static Result<IpcDecoder> TryNew(const Schema& schema,
                                   const ArrowBridgeIpcReadOptions& options = IpcReadOptions()) {
    IpcDecoder made;
    return detail::RunFor(made, [&](auto* error) {
      return ArrowBridgeIpcDecoderNewWithSchema(schema.get(), &options, made.out(), error);
    });
  }

  /// Gives bytes, up to the end of the next record batch or of the stream. `used` is the number of
  /// bytes that were taken. The batch is empty if none is complete.
  Result<UniqueArray> TryFeed(const void* data, int64_t size, int64_t* used) {
    UniqueArray batch;
    return detail::RunFor(batch, [&](auto* error) {
      return ArrowBridgeIpcDecoderFeed(get(), data, size, used, batch.out(), error);
    });
  }

  /// Gives all bytes, and each batch that they complete to a callable `(UniqueArray)`.
  template <typename Sink>
  Status TryFeedAll(const void* data, int64_t size, Sink&& sink) {
    const auto* bytes = static_cast<const unsigned char*>(data);
    while (size > 0) {
      int64_t used = 0;
      UniqueArray batch;
      Status status = detail::Run([&](auto* error) {
        return ArrowBridgeIpcDecoderFeed(get(), bytes, size, &used, batch.out(), error);
      });
      if (!status.ok()) return status;
      bytes += used;
      size -= used;
      if (batch) sink(std::move(batch));
    }
    return Status();
  }

  /// Gives one message in place; `release_body` may be NULL. The batch is empty if the message is
  /// not a record batch.
  Result<UniqueArray> TryFeedMessage(const void* metadata, int64_t metadata_size, const void* body,
                                     int64_t body_size,
                                     void (*release_body)(void* context) = nullptr,
                                     void* context = nullptr) {
    UniqueArray batch;
    return detail::RunFor(batch, [&](auto* error) {
      return ArrowBridgeIpcDecoderFeedMessage(get(), metadata, metadata_size, body, body_size,
                                              release_body, context, batch.out(), error);
    });
  }

  /// Gets the number of bytes that the decoder needs next; 0 at end of stream.
  Result<int64_t> TryBytesWanted() {
    int64_t wanted = 0;
    return detail::RunFor(wanted, [&](auto* error) {
      return ArrowBridgeIpcDecoderBytesWanted(get(), &wanted, error);
    });
  }

  /// Counts the bytes that were given after the end-of-stream marker.
  Result<int64_t> TryBytesAfterEnd() {
    int64_t count = 0;
    return detail::RunFor(count, [&](auto* error) {
      return ArrowBridgeIpcDecoderBytesAfterEnd(get(), &count, error);
    });
  }

  /// Gets the schema, which is empty until it has arrived.
  Result<UniqueSchema> TryGetSchema() {
    UniqueSchema made;
    return detail::RunFor(made, [&](auto* error) {
      return ArrowBridgeIpcDecoderGetSchema(get(), made.out(), error);
    });
  }

  /// Gets the custom metadata of the batch just given.
  Result<Metadata> TryBatchMetadata() {
    return detail::GetMetadata(ArrowBridgeIpcDecoderBatchMetadata, get());
  }

  /// Tells that no more bytes come.
  Status TryFinish() {
    return detail::Run([&](auto* error) { return ArrowBridgeIpcDecoderFinish(get(), error); });
  }

#if ARROWBRIDGE_EXCEPTIONS
  static IpcDecoder New(const ArrowBridgeIpcReadOptions& options = IpcReadOptions()) {
    return TryNew(options).value();
  }
  static IpcDecoder New(const Schema& schema,
                        const ArrowBridgeIpcReadOptions& options = IpcReadOptions()) {
    return TryNew(schema, options).value();
  }
  UniqueArray Feed(const void* data, int64_t size, int64_t* used) {
    return TryFeed(data, size, used).value();
  }
  template <typename Sink>
  void FeedAll(const void* data, int64_t size, Sink&& sink) {
    TryFeedAll(data, size, std::forward<Sink>(sink)).ThrowIfFailed();
  }
  UniqueArray FeedMessage(const void* metadata, int64_t metadata_size, const void* body,
                          int64_t body_size, void (*release_body)(void* context) = nullptr,
                          void* context = nullptr) {
    return TryFeedMessage(metadata, metadata_size, body, body_size, release_body, context).value();
  }
  int64_t BytesWanted() { return TryBytesWanted().value(); }
  int64_t BytesAfterEnd() { return TryBytesAfterEnd().value(); }
  UniqueSchema GetSchema() { return TryGetSchema().value(); }
  Metadata BatchMetadata() { return TryBatchMetadata().value(); }
  void Finish() { TryFinish().ThrowIfFailed(); }
#endif

 private:
  explicit IpcDecoder(ArrowBridgeIpcDecoder* handle) noexcept : Handle(handle) {}
};

/// Encodes batches as IPC messages in memory.
class IpcEncoder : public detail::Handle<ArrowBridgeIpcEncoder, ArrowBridgeIpcEncoderRelease> {
 public:
  IpcEncoder() = default;

  /// Takes over a handle from a C function.
  static IpcEncoder Adopt(ArrowBridgeIpcEncoder* handle) noexcept { return IpcEncoder(handle); }

  /// Makes an encoder, whose first message is the schema.
  static Result<IpcEncoder> TryNew(const Schema& schema,
                                   const ArrowBridgeIpcWriteOptions& options = IpcWriteOptions()) {
    IpcEncoder made;
    return detail::RunFor(made, [&](auto* error) {
      return ArrowBridgeIpcEncoderNew(schema.get(), &options, made.out(), error);
    });
  }

  /// Encodes a batch. `metadata` is the custom metadata of the batch, or NULL.
  Status TryWrite(const Array& batch, const char* metadata = nullptr) {
    return detail::Run([&](auto* error) {
      return ArrowBridgeIpcEncoderWrite(get(), batch.get(), metadata, error);
    });
  }

  /// Takes the next message, of kind NONE if all have been taken. It is valid until the next call
  /// of TryWrite() or TryFinish().
  Result<ArrowBridgeIpcMessage> TryNext() {
    ArrowBridgeIpcMessage message = {};
    return detail::RunFor(
        message, [&](auto* error) { return ArrowBridgeIpcEncoderNext(get(), &message, error); });
  }

  /// Ends the stream. The last message is the end-of-stream marker.
  Status TryFinish() {
    return detail::Run([&](auto* error) { return ArrowBridgeIpcEncoderFinish(get(), error); });
  }

#if ARROWBRIDGE_EXCEPTIONS
  static IpcEncoder New(const Schema& schema,
                        const ArrowBridgeIpcWriteOptions& options = IpcWriteOptions()) {
    return TryNew(schema, options).value();
  }
  void Write(const Array& batch, const char* metadata = nullptr) {
    TryWrite(batch, metadata).ThrowIfFailed();
  }
  ArrowBridgeIpcMessage Next() { return TryNext().value(); }
  void Finish() { TryFinish().ThrowIfFailed(); }
#endif

 private:
  explicit IpcEncoder(ArrowBridgeIpcEncoder* handle) noexcept : Handle(handle) {}
};

ARROWBRIDGE_END_NAMESPACE

#endif  // ARROWBRIDGE_CPP_IPC_MESSAGES_HPP
