// Helpers that cast arrays given as values and check the results.

#ifndef ARROWBRIDGE_TESTS_CASTS_H
#define ARROWBRIDGE_TESTS_CASTS_H

#include <cerrno>
#include <string>
#include <vector>

#include "support/builders.h"
#include "support/handles.h"
#include "support/live_counts.h"

namespace arrowbridge_tests {

struct FieldCast {
  std::string path;
  std::string reason;
  int outcome = -1;
  int depth = -1;
};

struct CastAnswer {
  int outcome = -1;
  std::vector<FieldCast> fields;
  SchemaHandle schema;
};

inline CastAnswer CanCast(const SchemaHandle& from, const SchemaHandle& to, int mode) {
  CastAnswer answer;
  auto* fields = Garbage<ArrowBridgeFieldCast*>();
  auto* schema = Garbage<ArrowBridgeSchema*>();
  int64_t count = -1;
  ArrowBridgeError error = {};
  EXPECT_TRUE(IsOk(ArrowBridgeSchemaCanCast(from.get(), to.get(), mode, &answer.outcome, &fields,
                                            &count, &schema, &error),
                   error));
  int worst = 0;
  for (int64_t i = 0; i < count; i++) {
    answer.fields.push_back({fields[i].path, fields[i].reason, fields[i].outcome, fields[i].depth});
    worst = fields[i].outcome > worst ? fields[i].outcome : worst;
  }
  EXPECT_EQ(answer.outcome, worst);
  ArrowBridgeFieldCastListRelease(fields);
  answer.schema.reset(schema);
  EXPECT_EQ(schema == nullptr, answer.outcome == ARROWBRIDGE_CAST_IMPOSSIBLE);
  return answer;
}

inline bool SameSchema(const ArrowBridgeSchema* a, const ArrowBridgeSchema* b) {
  ArrowBridgeError error = {};
  int equal = -1;
  EXPECT_TRUE(IsOk(ArrowBridgeSchemaEquals(a, b, 1, &equal, &error), error));
  return equal == 1;
}

inline SchemaHandle SchemaOf(const ArrayHandle& array) {
  auto* schema = Garbage<ArrowBridgeSchema*>();
  ArrowBridgeError error = {};
  EXPECT_TRUE(IsOk(ArrowBridgeArrayGetSchemaHandle(array.get(), &schema, &error), error));
  return SchemaHandle(schema);
}

inline bool SameValues(const ArrayHandle& a, const ArrayHandle& b) {
  ArrowBridgeError error = {};
  int equal = -1;
  EXPECT_TRUE(IsOk(ArrowBridgeArrayEquals(a.get(), b.get(), &equal, &error), error));
  return equal == 1;
}

class CastTest : public LiveCountsTest {
 protected:
  // Leaves the code in `code_` and the message in `error_`; returns NULL after a failure. A result
  // must be valid at level FULL.
  ArrayHandle TryCast(const ArrayHandle& array, const SchemaHandle& to,
                      int mode = ARROWBRIDGE_CAST_STRICT) {
    auto* out = Garbage<ArrowBridgeArray*>();
    error_.message[0] = '\0';
    code_ = ArrowBridgeArrayCast(array.get(), to.get(), mode, &out, &error_);
    EXPECT_EQ(out == nullptr, code_ != 0) << error_.message;
    ArrayHandle result(out);
    ArrowBridgeError error = {};
    if (result != nullptr) {
      EXPECT_TRUE(
          IsOk(ArrowBridgeArrayValidate(result.get(), ARROWBRIDGE_VALIDATE_FULL, &error), error));
    }
    return result;
  }

  ArrayHandle Cast(const ArrayData& from, const ArrayData& to, int mode = ARROWBRIDGE_CAST_STRICT) {
    ArrayHandle result = TryCast(ImportArray(from), ImportSchema(to), mode);
    EXPECT_TRUE(IsOk(code_, error_));
    return result;
  }

  // Casts, and expects the values and the type of `to`.
  void ExpectCast(const ArrayData& from, const ArrayData& to) {
    const ArrayHandle result = Cast(from, to);
    if (result == nullptr) return;
    const ArrayHandle expected = ImportArray(to);
    EXPECT_TRUE(SameSchema(SchemaOf(result).get(), SchemaOf(expected).get()));
    EXPECT_TRUE(SameValues(result, expected));
  }

  // Casts in both directions.
  void ExpectSame(const ArrayData& a, const ArrayData& b) {
    ExpectCast(a, b);
    ExpectCast(b, a);
  }

  void ExpectError(const ArrayData& from, const ArrayData& to, const std::string& part,
                   int code = EINVAL) {
    const ArrayHandle result = TryCast(ImportArray(from), ImportSchema(to));
    EXPECT_ERROR(code_, code, "ArrowBridgeArrayCast: ", part);
  }

  int code_ = -1;
};

}  // namespace arrowbridge_tests

#endif  // ARROWBRIDGE_TESTS_CASTS_H
