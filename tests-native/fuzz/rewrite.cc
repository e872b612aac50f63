#include "rewrite.h"

#include <cstdint>
#include <vector>

#include "checks.h"
#include "harness.h"

namespace arrowbridge_fuzz {

using Bytes = std::vector<uint8_t>;

void CheckRewrite(ArrowBridgeReader* reader, Random* random) {
  Bytes written;
  const auto write = [](void* context, const void* data, int64_t size, ArrowBridgeError*) {
    auto* bytes = static_cast<Bytes*>(context);
    const auto* start = static_cast<const uint8_t*>(data);
    bytes->insert(bytes->end(), start, start + size);
    return 0;
  };
  const ArrowBridgeOutput output{write, nullptr, &written};
  ArrowBridgeIpcWriteOptions options = {};
  options.struct_size = sizeof(options);
  options.format = static_cast<int32_t>(random->Below(3));
  options.codec = static_cast<int32_t>(random->Below(3));
  options.alignment = random->OneIn(2) ? 8 : 64;
  options.dictionary_deltas = random->OneIn(2);
  ErrorText error;
  if (error.Check(ArrowBridgeWriteIpcOutput(reader, &output, &options, error.For("write"))) != 0) {
    Count("not written");
    return;
  }
  Count("rewritten");
  ArrowBridgeReader* rewritten = nullptr;
  int rc = error.Check(
      ArrowBridgeOpenIpcBuffer(written.data(), static_cast<int64_t>(written.size()), nullptr,
                               nullptr, nullptr, &rewritten, error.For("open what was written")));
  const ReaderHandle owner(rewritten);
  while (rc == 0) {
    ArrowBridgeArray* batch = nullptr;
    rc = error.Check(
        ArrowBridgeReaderNextArray(rewritten, &batch, error.For("read what was written")));
    if (batch == nullptr) break;
    ArrowBridgeArrayRelease(batch);
  }
  if (rc != 0) Fail("rewritten data is rejected: " + error.text());
}

}  // namespace arrowbridge_fuzz
