/// \file ipc_file.hpp
/// What a reader of IPC knows beyond its batches: batches by index, custom metadata, compression;
/// ipc_read.h describes it. All functions fail with EINVAL for readers of anything else. Include
/// arrowbridge.hpp.

#ifndef ARROWBRIDGE_CPP_IPC_FILE_HPP
#define ARROWBRIDGE_CPP_IPC_FILE_HPP

#include <cstring>
#include <string>
#include <utility>
#include <vector>

#include "arrowbridge/cpp/reader.hpp"
#include "arrowbridge/ipc_read.h"

ARROWBRIDGE_BEGIN_NAMESPACE

/// Custom metadata: pairs of key and value in their order.
using Metadata = std::vector<std::pair<std::string, std::string>>;

/// How a batch is stored.
struct IpcBatchInfo {
  ArrowBridgeIpcCodec codec;
  /// Size in bytes of the whole body as stored.
  int64_t body_size;
};

namespace detail {

// Pairs that the library encoded as ArrowSchema.metadata. NULL: none.
inline Metadata DecodeMetadata(const char* at) {
  const auto number = [&at] {
    int32_t value = 0;
    std::memcpy(&value, at, sizeof(value));
    at += sizeof(value);
    return value;
  };
  const auto text = [&] {
    const auto size = static_cast<size_t>(number());
    std::string value(at, size);
    at += size;
    return value;
  };
  Metadata pairs;
  for (int32_t left = at == nullptr ? 0 : number(); left > 0; --left) {
    std::string key = text();
    pairs.emplace_back(std::move(key), text());
  }
  return pairs;
}

// Calls a function that copies metadata for a handle.
template <typename Owner>
Result<Metadata> GetMetadata(int (*get)(Owner*, char**, int64_t*, ArrowBridgeError*),
                             Owner* handle) {
  OwnedText encoded;
  int64_t size = 0;
  Status status = Run([&](auto* error) { return get(handle, encoded.out(), &size, error); });
  if (!status.ok()) return status;
  return DecodeMetadata(encoded.get());
}

// Calls a function that gets a number.
inline Result<int64_t> GetNumber(int (*get)(ArrowBridgeReader*, int64_t*, ArrowBridgeError*),
                                 const Reader& reader) {
  int64_t number = 0;
  return RunFor(number, [&](auto* error) { return get(reader.get(), &number, error); });
}

}  // namespace detail

/// Counts the record batches of a file.
inline Result<int64_t> TryIpcNumBatches(const Reader& reader) {
  return detail::GetNumber(ArrowBridgeIpcReaderNumBatches, reader);
}

/// Reads one record batch of a file by its index. The order of the other batches does not change.
inline Result<UniqueArray> TryIpcReadBatchStruct(const Reader& reader, int64_t index) {
  UniqueArray made;
  return detail::RunFor(made, [&](auto* error) {
    return ArrowBridgeIpcReaderReadBatch(reader.get(), index, made.out(), error);
  });
}
inline Result<Array> TryIpcReadBatch(const Reader& reader, int64_t index) {
  Result<UniqueArray> batch = TryIpcReadBatchStruct(reader, index);
  if (!batch.ok()) return std::move(batch).status();
  Result<Schema> schema = detail::Made<Schema>([&](auto** out, auto* error) {
    return ArrowBridgeReaderGetSchemaHandle(reader.get(), out, error);
  });
  if (!schema.ok()) return std::move(schema).status();
  return Array::TryImportRecordBatch(std::move(batch).value(), schema.value());
}

/// Gets the custom metadata of the footer of a file.
inline Result<Metadata> TryIpcFooterMetadata(const Reader& reader) {
  return detail::GetMetadata(ArrowBridgeIpcReaderFooterMetadata, reader.get());
}

/// Gets the custom metadata of the batch that was read last.
inline Result<Metadata> TryIpcBatchMetadata(const Reader& reader) {
  return detail::GetMetadata(ArrowBridgeIpcReaderBatchMetadata, reader.get());
}

/// Gets how the batch that was read last is stored.
inline Result<IpcBatchInfo> TryGetIpcBatchInfo(const Reader& reader) {
  int32_t codec = 0;
  int64_t body_size = 0;
  Status status = detail::Run([&](auto* error) {
    return ArrowBridgeIpcReaderBatchCompression(reader.get(), &codec, &body_size, error);
  });
  if (!status.ok()) return status;
  return IpcBatchInfo{static_cast<ArrowBridgeIpcCodec>(codec), body_size};
}

/// Counts the bytes that follow the end of a stream and do not belong to it.
inline Result<int64_t> TryIpcBytesAfterEnd(const Reader& reader) {
  return detail::GetNumber(ArrowBridgeIpcReaderBytesAfterEnd, reader);
}

#if ARROWBRIDGE_EXCEPTIONS
inline int64_t IpcNumBatches(const Reader& reader) { return TryIpcNumBatches(reader).value(); }
inline UniqueArray IpcReadBatchStruct(const Reader& reader, int64_t index) {
  return TryIpcReadBatchStruct(reader, index).value();
}
inline Array IpcReadBatch(const Reader& reader, int64_t index) {
  return TryIpcReadBatch(reader, index).value();
}
inline Metadata IpcFooterMetadata(const Reader& reader) {
  return TryIpcFooterMetadata(reader).value();
}
inline Metadata IpcBatchMetadata(const Reader& reader) {
  return TryIpcBatchMetadata(reader).value();
}
inline IpcBatchInfo GetIpcBatchInfo(const Reader& reader) {
  return TryGetIpcBatchInfo(reader).value();
}
inline int64_t IpcBytesAfterEnd(const Reader& reader) {
  return TryIpcBytesAfterEnd(reader).value();
}
#endif

ARROWBRIDGE_END_NAMESPACE

#endif  // ARROWBRIDGE_CPP_IPC_FILE_HPP
