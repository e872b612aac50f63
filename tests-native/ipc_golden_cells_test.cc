// A few cells of the golden files, compared with their JSON.
#include <fstream>
#include <string>

#include "support/ipc_inputs.h"
#include "support/live_counts.h"
#include "support/matchers.h"

namespace arrowbridge_tests {
namespace {

class IpcGoldenCells : public LiveCountsTest, public ::testing::WithParamInterface<const char*> {
 protected:
  // The column of that name; its values are in its second buffer.
  template <typename T>
  const T* Values(const char* name, ArrowArray* column) {
    ArrowBridgeArray* handle;
    EXPECT_OK(ArrowBridgeArrayColumnByName(batch_, name, &handle, &error_));
    EXPECT_OK(ArrowBridgeExportArray(handle, column, nullptr, &error_));
    ArrowBridgeArrayRelease(handle);
    return static_cast<const T*>(column->buffers[1]) + column->offset;
  }
  template <typename T>
  void ExpectFirst(const char* name, const std::vector<T>& expected) {
    ArrowArray column;
    const T* values = Values<T>(name, &column);
    for (size_t i = 0; i < expected.size(); i++)
      EXPECT_EQ(values[i], expected[i]) << name << " " << i;
    column.release(&column);
  }

  ArrowBridgeArray* batch_ = nullptr;
};

TEST_P(IpcGoldenCells, Primitive) {
  const std::string path =
      ArrowTestData("arrow-ipc-stream/integration/1.0.0-littleendian/generated_primitive") +
      GetParam();
  if (!std::ifstream(path)) GTEST_SKIP() << "no golden file " << path;
  ArrowBridgeReader* reader;
  ASSERT_OK(ArrowBridgeOpenIpcFile(path.c_str(), nullptr, &reader, &error_));
  ASSERT_OK(ArrowBridgeReaderNextArray(reader, &batch_, &error_));
  ASSERT_EQ(ArrowBridgeArrayLength(batch_), 17);
  ExpectFirst<int8_t>("int8_nonnullable", {-128, 127, -123, 123});
  ExpectFirst<int16_t>("int16_nonnullable", {-32768, 32767, 9635, -13307});
  ExpectFirst<int32_t>("int32_nonnullable", {-2147483647 - 1, 2147483647, -523457287, -60798598});
  ExpectFirst<int64_t>("int64_nonnullable", {-2147483648LL, 2147483647, 1188575893, -368972915});
  ExpectFirst<uint16_t>("uint16_nonnullable", {0, 65535, 52470, 28297});
  ExpectFirst<double>("float64_nonnullable", {471.617, -1174.894, 2613.999, -689.307});

  ArrowArray bits, texts;
  EXPECT_EQ(*Values<uint8_t>("bool_nonnullable", &bits) & 0x0F, 0x0E);  // false, true, true, true
  const int32_t* offsets = Values<int32_t>("utf8_nullable", &texts);
  EXPECT_EQ(*static_cast<const uint8_t*>(texts.buffers[0]) & 0x3F, 0x2E);  // 0 1 1 1 0 1
  const auto* text = static_cast<const char*>(texts.buffers[2]);
  EXPECT_EQ(std::string(text + offsets[1], text + offsets[2]), "r€j5mµc");
  EXPECT_EQ(std::string(text + offsets[3], text + offsets[4]), "n6r23mµ");
  bits.release(&bits);
  texts.release(&texts);
  ArrowBridgeArrayRelease(batch_);
  ArrowBridgeReaderRelease(reader);
}

INSTANTIATE_TEST_SUITE_P(Forms, IpcGoldenCells, ::testing::Values(".stream", ".arrow_file"),
                         [](const auto& form) {
                           return std::string(form.param) == ".stream" ? "Stream" : "File";
                         });

}  // namespace
}  // namespace arrowbridge_tests
