#ifndef ARROWBRIDGE_TESTS_GOLDEN_H
#define ARROWBRIDGE_TESTS_GOLDEN_H

// Golden files of apache/arrow-testing from 2019 and 2020 that hold values which the format does
// not allow: decimals beyond their precision, a date64 that is no whole day, and nulls in a union
// that is not nullable.

#include <cerrno>
#include <string>

#include "arrowbridge/arrowbridge.h"
#include "support/matchers.h"

namespace arrowbridge_tests {

/// The rule that some batches of a golden file break; empty if they break none.
inline std::string RuleBrokenByGolden(const std::string& path) {
  const bool is_old = path.find("/0.14.1/") != std::string::npos ||
                      path.find("/1.0.0-littleendian/") != std::string::npos;
  if (is_old && path.find("generated_decimal") != std::string::npos) return "FMT-21";
  if (is_old && path.find("generated_datetime.") != std::string::npos) return "FMT-25";
  if (is_old && path.find("generated_union.") != std::string::npos) return "SCH-14";
  return "";
}

/// Expects a batch of a golden file to pass full validation, or to be refused by the one rule that
/// the file is known to break.
inline void ExpectValidGolden(const ArrowBridgeArray* batch, const std::string& path) {
  ArrowBridgeError error = {};
  EXPECT_TRUE(IsOk(ArrowBridgeArrayValidate(batch, ARROWBRIDGE_VALIDATE_DEFAULT, &error), error));
  const std::string rule = RuleBrokenByGolden(path);
  const int code = ArrowBridgeArrayValidate(batch, ARROWBRIDGE_VALIDATE_FULL, &error);
  EXPECT_TRUE(rule.empty() || code == 0 ? IsOk(code, error) : IsError(code, EINVAL, error, {rule}));
}

}  // namespace arrowbridge_tests

#endif  // ARROWBRIDGE_TESTS_GOLDEN_H
