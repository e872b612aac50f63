#include "decoding.h"

#include <algorithm>
#include <cstring>
#include <memory>

#include "checks.h"
#include "exact_memory.h"
#include "harness.h"

namespace arrowbridge_fuzz {
namespace {

struct DecoderRelease {
  void operator()(ArrowBridgeIpcDecoder* decoder) const { ArrowBridgeIpcDecoderRelease(decoder); }
};
using DecoderHandle = std::unique_ptr<ArrowBridgeIpcDecoder, DecoderRelease>;

DecoderHandle NewDecoder() {
  ErrorText error;
  ArrowBridgeIpcDecoder* decoder = nullptr;
  ArrowBridgeIpcReadOptions options = {};
  options.struct_size = sizeof(options);
  options.validate = ARROWBRIDGE_VALIDATE_DEFAULT;
  if (ArrowBridgeIpcDecoderNew(&options, &decoder, error.For("new decoder")) != 0) {
    Fail("no decoder can be made: " + error.text());
  }
  return DecoderHandle(decoder);
}

void TakeBatch(ArrowArray* batch, int rc) {
  if (batch->release == nullptr) return;
  if (rc != 0) Fail("a decoder gives a batch and fails");
  Count("decoded");
  batch->release(batch);
}

void Finish(ArrowBridgeIpcDecoder* decoder) {
  ErrorText error;
  error.Check(ArrowBridgeIpcDecoderFinish(decoder, error.For("finish a decoder")));
  ArrowSchema schema;
  error.Check(ArrowBridgeIpcDecoderGetSchema(decoder, &schema, error.For("schema of a decoder")));
  if (schema.release != nullptr) schema.release(&schema);
}

}  // namespace

void DecodeInPieces(const std::vector<uint8_t>& bytes, size_t most, int64_t memory) {
  const LiveCheck live;
  const DecoderHandle decoder = NewDecoder();
  for (size_t at = 0; at < bytes.size();) {
    // Memory of exactly this size, so that a read past its end is seen.
    const size_t piece = std::min(most, bytes.size() - at);
    const std::vector<uint8_t> copy(bytes.begin() + static_cast<std::ptrdiff_t>(at),
                                    bytes.begin() + static_cast<std::ptrdiff_t>(at + piece));
    ErrorText error;
    int64_t used = 0;
    ArrowArray batch;
    const int rc = error.Check(ArrowBridgeIpcDecoderFeed(
        decoder.get(), copy.data(), static_cast<int64_t>(piece), &used, &batch, error.For("feed")));
    TakeBatch(&batch, rc);
    if (rc != 0) break;
    if (used <= 0 || used > static_cast<int64_t>(piece)) Fail("a decoder does not go on");
    at += static_cast<size_t>(used);
    live.ExpectAtMost(memory);
  }
  Finish(decoder.get());
}

void DecodeMessages(const std::vector<uint8_t>& bytes) {
  const DecoderHandle decoder = NewDecoder();
  size_t at = 0;
  for (int i = 0; i < 2 && bytes.size() - at >= 8; i++) {
    uint32_t size;
    std::memcpy(&size, bytes.data() + at + 4, sizeof(size));
    const size_t end = at + 8 + std::min<size_t>(size, bytes.size() - at - 8);
    const auto begin = bytes.begin();
    const std::vector<uint8_t> metadata(begin + static_cast<std::ptrdiff_t>(at),
                                        begin + static_cast<std::ptrdiff_t>(end));
    const std::vector<uint8_t> body(begin + static_cast<std::ptrdiff_t>(end), bytes.end());
    auto* memory = new ExactMemory(i == 0 ? metadata : body, 0);
    ErrorText error;
    ArrowArray batch;
    const int rc = error.Check(ArrowBridgeIpcDecoderFeedMessage(
        decoder.get(), i == 0 ? memory->data() : metadata.data(),
        static_cast<int64_t>(metadata.size()), i == 0 || body.empty() ? nullptr : memory->data(),
        i == 0 ? 0 : static_cast<int64_t>(body.size()), ExactMemory::Release, memory, &batch,
        error.For("feed a message")));
    TakeBatch(&batch, rc);
    at = end;
  }
  Finish(decoder.get());
}

}  // namespace arrowbridge_fuzz
