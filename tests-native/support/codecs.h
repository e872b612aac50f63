// The system's codecs, loaded as the library loads them, to compress the buffers of hand-made
// messages.

#ifndef ARROWBRIDGE_TESTS_CODECS_H
#define ARROWBRIDGE_TESTS_CODECS_H

#include <dlfcn.h>

#include <cstdint>
#include <cstring>

#include "support/ipc_messages.h"

namespace arrowbridge_tests {
namespace codecs {

constexpr int kLz4 = 0, kZstd = 1;

template <typename Function>
Function Load(const char* library, const char* name) {
  void* handle = dlopen(library, RTLD_NOW);
  if (handle == nullptr) return nullptr;
  return reinterpret_cast<Function>(dlsym(handle, name));
}

// LZ4F_preferences_t of lz4frame.h.
struct Lz4Preferences {
  int32_t block_size_id = 0;
  int32_t independent_blocks = 0;
  int32_t content_checksum = 0;
  int32_t frame_type = 0;
  uint64_t content_size = 0;
  uint32_t dictionary = 0;
  int32_t block_checksum = 0;
  int32_t level = 0;
  uint32_t auto_flush = 0;
  uint32_t favour_speed = 0;
  uint32_t reserved[3] = {};
};

inline Bytes Lz4Frame(const Bytes& bytes, const Lz4Preferences& preferences = {}) {
  static const auto bound =
      Load<size_t (*)(size_t, const void*)>("liblz4.so.1", "LZ4F_compressFrameBound");
  static const auto compress = Load<size_t (*)(void*, size_t, const void*, size_t, const void*)>(
      "liblz4.so.1", "LZ4F_compressFrame");
  Bytes frame(bound(bytes.size(), &preferences));
  frame.resize(compress(frame.data(), frame.size(), bytes.data(), bytes.size(), &preferences));
  return frame;
}

// Frame with the content size in its header.
inline Bytes ZstdFrame(const Bytes& bytes, int level = 1) {
  static const auto compress =
      Load<size_t (*)(void*, size_t, const void*, size_t, int)>("libzstd.so.1", "ZSTD_compress");
  Bytes frame(bytes.size() + bytes.size() / 128 + 1024);
  frame.resize(compress(frame.data(), frame.size(), bytes.data(), bytes.size(), level));
  return frame;
}

// Frame without the content size, as a streaming writer makes it.
inline Bytes ZstdFrameOfUnknownSize(const Bytes& bytes) {
  struct Span {
    const void* data;
    size_t size;
    size_t position;
  };
  static const auto create = Load<void* (*)()>("libzstd.so.1", "ZSTD_createCCtx");
  static const auto free = Load<size_t (*)(void*)>("libzstd.so.1", "ZSTD_freeCCtx");
  static const auto compress =
      Load<size_t (*)(void*, Span*, Span*, int)>("libzstd.so.1", "ZSTD_compressStream2");
  constexpr int kContinue = 0, kEnd = 2;
  Bytes frame(bytes.size() + bytes.size() / 128 + 1024);
  void* context = create();
  Span output = {frame.data(), frame.size(), 0};
  Span input = {bytes.data(), bytes.size(), 0};
  compress(context, &output, &input, kContinue);
  while (compress(context, &output, &input, kEnd) != 0) {
  }
  free(context);
  frame.resize(output.position);
  return frame;
}

inline Bytes Frame(int codec, const Bytes& bytes) {
  return codec == kLz4 ? Lz4Frame(bytes) : ZstdFrame(bytes);
}

// A buffer of a compressed body: its uncompressed length (-1 if it is stored uncompressed), then
// its bytes.
inline Bytes Prefixed(int64_t length, const Bytes& frame) {
  Bytes buffer(sizeof(length));
  std::memcpy(buffer.data(), &length, sizeof(length));
  buffer.insert(buffer.end(), frame.begin(), frame.end());
  return buffer;
}

// The batch with every buffer compressed. Empty buffers stay empty.
inline ipc::Batch Compress(const ipc::Batch& plain, int codec) {
  ipc::Batch compressed = plain;
  compressed.codec = codec;
  compressed.buffers.clear();
  compressed.body.clear();
  for (size_t i = 0; i < plain.buffers.size(); i += 2) {
    const auto start = plain.body.begin() + plain.buffers[i];
    const Bytes bytes(start, start + plain.buffers[i + 1]);
    compressed.Buffer(
        bytes.empty() ? bytes : Prefixed(static_cast<int64_t>(bytes.size()), Frame(codec, bytes)));
  }
  return compressed;
}

}  // namespace codecs
}  // namespace arrowbridge_tests

#endif  // ARROWBRIDGE_TESTS_CODECS_H
