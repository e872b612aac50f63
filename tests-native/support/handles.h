// Owners of handles, and the usual ways to make handles in tests.

#ifndef ARROWBRIDGE_TESTS_HANDLES_H
#define ARROWBRIDGE_TESTS_HANDLES_H

#include <memory>

#include <gtest/gtest.h>

#include "arrowbridge/arrowbridge.h"
#include "support/array_data.h"
#include "support/matchers.h"

namespace arrowbridge_tests {

struct HandleRelease {
  void operator()(ArrowBridgeSchema* schema) const { ArrowBridgeSchemaRelease(schema); }
  void operator()(ArrowBridgeArray* array) const { ArrowBridgeArrayRelease(array); }
  void operator()(ArrowBridgeReader* reader) const { ArrowBridgeReaderRelease(reader); }
};

using SchemaHandle = std::unique_ptr<ArrowBridgeSchema, HandleRelease>;
using ArrayHandle = std::unique_ptr<ArrowBridgeArray, HandleRelease>;
using ReaderHandle = std::unique_ptr<ArrowBridgeReader, HandleRelease>;

inline SchemaHandle ImportSchema(const ArrayData& data) {
  ArrowSchema schema;
  const Log log = MakeSchema(data, &schema);
  auto* out = Garbage<ArrowBridgeSchema*>();
  ArrowBridgeError error = {};
  EXPECT_TRUE(IsOk(ArrowBridgeImportSchema(&schema, &out, &error), error));
  EXPECT_TRUE(log->AllOnce());
  return SchemaHandle(out);
}

// Imports the array with its type. `log`, if given, receives the array's release log.
inline ArrayHandle ImportArray(const ArrayData& data, Log* log = nullptr) {
  const SchemaHandle schema = ImportSchema(data);
  ArrowArray array;
  const Log own_log = MakeArray(data, &array);
  if (log != nullptr) *log = own_log;
  auto* out = Garbage<ArrowBridgeArray*>();
  ArrowBridgeError error = {};
  EXPECT_TRUE(IsOk(ArrowBridgeImportArray(&array, schema.get(), &out, &error), error));
  EXPECT_EQ(array.release, nullptr);
  return ArrayHandle(out);
}

}  // namespace arrowbridge_tests

#endif  // ARROWBRIDGE_TESTS_HANDLES_H
