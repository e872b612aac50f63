// Fixture that imports and exports schemas.

#ifndef ARROWBRIDGE_TESTS_SCHEMA_FIXTURE_H
#define ARROWBRIDGE_TESTS_SCHEMA_FIXTURE_H

#include <cerrno>
#include <initializer_list>
#include <string>

#include "support/live_counts.h"
#include "support/matchers.h"
#include "support/raw_schema.h"

namespace arrowbridge_tests {

class SchemaFixture : public LiveCountsTest {
 protected:
  void TearDown() override {
    EXPECT_EQ(log_.released, log_.made);
    EXPECT_EQ(log_.child_calls, 0);
    LiveCountsTest::TearDown();
  }

  // Imports `spec`; the input must be consumed whatever the result is.
  int Import(const SchemaSpec& spec, ArrowBridgeSchema** out, ArrowBridgeError* error) {
    ArrowSchema schema;
    RawSchema::Make(spec, &log_, &schema);
    const int code = ArrowBridgeImportSchema(&schema, out, error);
    EXPECT_EQ(schema.release, nullptr);
    EXPECT_EQ(log_.released, log_.made);
    return code;
  }

  // Imports `spec`, exports it, and expects `expected`.
  void ExpectExportsAs(const SchemaSpec& spec, const SchemaSpec& expected) {
    auto* handle = Garbage<ArrowBridgeSchema*>();
    ArrowBridgeError error{};
    ASSERT_EQ(Import(spec, &handle, &error), 0) << error.message;
    auto out = Garbage<ArrowSchema>();
    ASSERT_EQ(ArrowBridgeExportSchema(handle, &out, &error), 0) << error.message;
    ArrowBridgeSchemaRelease(handle);
    ExpectSchema(out, expected);
    out.release(&out);
    EXPECT_EQ(out.release, nullptr);
  }

  void ExpectRoundTrip(const SchemaSpec& spec) { ExpectExportsAs(spec, spec); }

  void ExpectError(const SchemaSpec& spec, int code, std::initializer_list<std::string> words) {
    auto* handle = Garbage<ArrowBridgeSchema*>();
    auto error = Garbage<ArrowBridgeError>();
    const int got = Import(spec, &handle, &error);
    EXPECT_TRUE(IsError(got, code, error, words)) << "format " << spec.format.value_or("(NULL)");
    EXPECT_EQ(handle, nullptr);
  }

  ArrowBridgeSchema* Handle(const SchemaSpec& spec) {
    ArrowBridgeSchema* handle = nullptr;
    ArrowBridgeError error = {};
    EXPECT_EQ(Import(spec, &handle, &error), 0) << error.message;
    return handle;
  }

  ArrowSchema Exported(const SchemaSpec& spec) {
    ArrowBridgeSchema* handle = Handle(spec);
    auto out = Garbage<ArrowSchema>();
    EXPECT_EQ(ArrowBridgeExportSchema(handle, &out, nullptr), 0);
    ArrowBridgeSchemaRelease(handle);
    return out;
  }

  SchemaLog log_;
};

}  // namespace arrowbridge_tests

#endif  // ARROWBRIDGE_TESTS_SCHEMA_FIXTURE_H
