// Every function of text.h, and that of widths, with every pointer NULL.
#include <cstdint>

#include "support/ipc_inputs.h"
#include "support/null_masks.h"

namespace {

using namespace arrowbridge_tests;  // NOLINT

class ApiNullText : public NullTest {
 protected:
  void SetUp() override {
    NullTest::SetUp();
    bytes_ = ReadBytes(ExampleData("timezones.arrows"));
    options_.struct_size = sizeof(options_);
    options_.max_rows = 2;
    BeginCalls();
  }

  ReaderHandle Open() {
    ReaderHandle reader;
    EXPECT_EQ(OpenBytes(bytes_.data(), bytes_.size(), &reader, &error_), 0);
    return reader;
  }

  Bytes bytes_;
  ArrowBridgeTextWriteOptions options_ = {};
};

TEST_F(ApiNullText, WriteTextFile) {
  const std::string path = testing::TempDir() + "api_null_text.csv";
  ForEveryMask("ArrowBridgeWriteTextFile", 4, 1u << 2, [&](NullMask null) {
    const ReaderHandle reader = Open();
    return ArrowBridgeWriteTextFile(null.Or(0, reader.get()), null.Or(1, path.c_str()),
                                    null.Or(2, &options_), null.Or(3, &error_));
  });
  std::remove(path.c_str());
}

TEST_F(ApiNullText, WriteTextOutput) {
  ForEveryMask("ArrowBridgeWriteTextOutput", 4, 1u << 2, [&](NullMask null) {
    const ReaderHandle reader = Open();
    const ArrowBridgeOutput output = {
        [](void*, const void*, int64_t, ArrowBridgeError*) { return 0; }, nullptr, nullptr};
    return ArrowBridgeWriteTextOutput(null.Or(0, reader.get()), null.Or(1, &output),
                                      null.Or(2, &options_), null.Or(3, &error_));
  });
}

TEST_F(ApiNullText, StringWidth) {
  ForEveryMask("ArrowBridgeStringWidth", 3, 0, [&](NullMask null) {
    auto width = Garbage<int64_t>();
    const int rc =
        ArrowBridgeStringWidth(null.Or(0, "ab"), 2, null.Or(1, &width), null.Or(2, &error_));
    if (!null.Has(1)) {
      EXPECT_EQ(width, rc == 0 ? 2 : 0);
    }
    return rc;
  });
}

}  // namespace
