// Fixture for imports of arrays that must fail.

#ifndef ARROWBRIDGE_TESTS_IMPORT_ERRORS_H
#define ARROWBRIDGE_TESTS_IMPORT_ERRORS_H

#include <cerrno>
#include <string>

#include "support/handles.h"
#include "support/live_counts.h"

namespace arrowbridge_tests {

class ImportErrorTest : public LiveCountsTest {
 protected:
  // Builds the array, lets `alter` change its structs, imports it with the type of `data`, and
  // expects the error: EINVAL, rule, function name and field path (empty for the root). The output
  // must be NULL, and every struct released exactly once.
  template <typename Alter>
  void ExpectError(const ArrayData& data, const std::string& rule, const std::string& field,
                   Alter alter) {
    const SchemaHandle schema = ImportSchema(data);
    ASSERT_NE(schema, nullptr);
    ArrowArray array;
    const Log log = MakeArray(data, &array);
    alter(&array);
    auto* out = Garbage<ArrowBridgeArray*>();
    EXPECT_ERROR(ArrowBridgeImportArray(&array, schema.get(), &out, &error_), EINVAL,
                 "ArrowBridgeImportArray: ", (rule + ": ").c_str());
    const std::string text = error_.message;
    const std::string field_text = field.empty() ? "field '" : "field '" + field + "': ";
    EXPECT_EQ(text.find(field_text) != std::string::npos, !field.empty()) << text;
    EXPECT_EQ(out, nullptr);
    EXPECT_EQ(array.release, nullptr);
    EXPECT_TRUE(log->AllOnce());
  }

  void ExpectError(const ArrayData& data, const std::string& rule, const std::string& field) {
    ExpectError(data, rule, field, [](ArrowArray*) {});
  }
};

}  // namespace arrowbridge_tests

#endif  // ARROWBRIDGE_TESTS_IMPORT_ERRORS_H
