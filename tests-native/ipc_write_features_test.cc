// Schema.features, in the message and in the footer, stays empty. nanoarrow rejects streams with
// features, even those that it could read, and Arrow C++ writes none either.
#include <cstring>

#include "support/ipc_outputs.h"

namespace arrowbridge_tests {
namespace {

constexpr int kFile = ARROWBRIDGE_IPC_FORMAT_FILE;
constexpr int kStream = ARROWBRIDGE_IPC_FORMAT_STREAM;
constexpr int kMessageHeader = 2, kFooterSchema = 1, kSchemaFeatures = 3;

using Features = std::vector<int64_t>;

template <typename T>
T Load(const uint8_t* at) {
  T value;
  std::memcpy(&value, at, sizeof(value));
  return value;
}

// The target of a table's field; NULL if it is absent.
const uint8_t* Follow(const uint8_t* table, int field) {
  const uint8_t* vtable = table - Load<int32_t>(table);
  const int slot = 4 + 2 * field;
  const int at = slot < Load<uint16_t>(vtable) ? Load<uint16_t>(vtable + slot) : 0;
  return at == 0 ? nullptr : table + at + Load<uint32_t>(table + at);
}

Features FeaturesOf(const uint8_t* flatbuffer, int schema_field) {
  const uint8_t* schema = Follow(flatbuffer + Load<uint32_t>(flatbuffer), schema_field);
  const uint8_t* vector = Follow(schema, kSchemaFeatures);
  Features features(vector == nullptr ? 0 : Load<uint32_t>(vector));
  for (size_t i = 0; i < features.size(); i++) {
    EXPECT_EQ(reinterpret_cast<uintptr_t>(vector + 4) % 8, 0u) << "not aligned";
    features[i] = Load<int64_t>(vector + 4 + 8 * i);
  }
  return features;
}

class IpcWriteFeatures : public IpcWriteTest {
 protected:
  void Expect(const ArrayData& column, int format, int codec) {
    SCOPED_TRACE("format " + std::to_string(format) + ", codec " + std::to_string(codec));
    const Bytes written = Written({Batch(3, {column})}, WriteOptions(format, codec));
    auto* aligned = static_cast<uint8_t*>(std::aligned_alloc(64, (written.size() + 63) / 64 * 64));
    std::memcpy(aligned, written.data(), written.size());
    const size_t message = format == kFile ? 8 : 0;
    EXPECT_EQ(FeaturesOf(aligned + message + 8, kMessageHeader), Features());
    if (format == kFile) {
      const uint8_t* end = aligned + written.size() - 10;
      EXPECT_EQ(FeaturesOf(end - Load<int32_t>(end), kFooterSchema), Features());
    }
    std::free(aligned);
    ReadBack(written);
  }
};

TEST_F(IpcWriteFeatures, NoFeaturesAreWritten) {
  const ArrayData plain = Int32s({1, 2, 3}).Named("plain");
  const ArrayData encoded =
      Dictionary(Fixed<int8_t>("c", {0, 1, 0}), Strings("u", {"a", "b"})).Named("encoded");
  for (const int format : {kFile, kStream}) {
    for (const int codec : {ARROWBRIDGE_IPC_CODEC_NONE, ARROWBRIDGE_IPC_CODEC_LZ4_FRAME,
                            ARROWBRIDGE_IPC_CODEC_ZSTD}) {
      Expect(plain, format, codec);
      Expect(encoded, format, codec);
    }
  }
}

}  // namespace
}  // namespace arrowbridge_tests
