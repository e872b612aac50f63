// Widths of text in columns of a terminal.
#include <cerrno>
#include <cstring>

#include "support/reader_fixture.h"

namespace arrowbridge_tests {
namespace {

class PrintWidth : public ReaderFixture {
 protected:
  int64_t WidthOf(const std::string& text) {
    auto width = Garbage<int64_t>();
    EXPECT_OK(
        ArrowBridgeStringWidth(text.data(), static_cast<int64_t>(text.size()), &width, &error_));
    return width;
  }
};

TEST_F(PrintWidth, WideCombiningAndInvalid) {
  EXPECT_EQ(WidthOf("zone"), 4);
  EXPECT_EQ(WidthOf("値a"), 3);
  EXPECT_EQ(WidthOf("⏰⛔☰"), 6);  // emoji and trigrams that are wide since Unicode 9 and 16
  EXPECT_EQ(WidthOf("e\u0301"), 1);
  EXPECT_EQ(WidthOf("\xFF"
                    "a\xE5\x80"),
            3);
  EXPECT_EQ(WidthOf(""), 0);
}

TEST_F(PrintWidth, InvalidArguments) {
  auto width = Garbage<int64_t>();
  EXPECT_ERROR(ArrowBridgeStringWidth(nullptr, 1, &width, &error_), EINVAL, "'text' is NULL");
  EXPECT_EQ(width, 0);
  EXPECT_OK(ArrowBridgeStringWidth(nullptr, 0, &width, &error_));
  EXPECT_ERROR(ArrowBridgeStringWidth("a", -1, &width, &error_), EINVAL, "'size' is -1");
  EXPECT_ERROR(ArrowBridgeStringWidth("a", int64_t{1} << 31, &width, &error_), EINVAL, "'size'");
  EXPECT_ERROR(ArrowBridgeStringWidth("a", 1, nullptr, &error_), EINVAL, "'out' is NULL");
}

}  // namespace
}  // namespace arrowbridge_tests
