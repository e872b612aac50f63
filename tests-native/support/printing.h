// Compares the library's printed text with expected texts, which begin after their first line
// break.

#ifndef ARROWBRIDGE_TESTS_PRINTING_H
#define ARROWBRIDGE_TESTS_PRINTING_H

#include <string>

#include "support/builders.h"
#include "support/handles.h"
#include "support/live_counts.h"

namespace arrowbridge_tests {

class PrintingTest : public LiveCountsTest {
 protected:
  static ArrowBridgePrintOptions Options(int64_t head, int64_t tail, int64_t max_width = 0,
                                         int64_t total_width = 0) {
    return {sizeof(ArrowBridgePrintOptions), head, tail, max_width, total_width};
  }

  std::string Table(const ArrayData& data, const ArrowBridgePrintOptions* options = nullptr) {
    const ArrayHandle array = ImportArray(data);
    char* out = Garbage<char*>();
    EXPECT_OK(ArrowBridgeArrayToString(array.get(), options, &out, &error_));
    return CopyAndRelease(out);
  }

  std::string SchemaText(const ArrayData& data) {
    const SchemaHandle schema = ImportSchema(data);
    char* out = Garbage<char*>();
    EXPECT_OK(ArrowBridgeSchemaToString(schema.get(), &out, &error_));
    return CopyAndRelease(out);
  }

  static std::string CopyAndRelease(char* text) {
    const std::string copy = text == nullptr ? "" : std::string("\n") + text;
    ArrowBridgeStringRelease(text);
    return copy;
  }
};

}  // namespace arrowbridge_tests

#endif  // ARROWBRIDGE_TESTS_PRINTING_H
