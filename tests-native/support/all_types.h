// Every type of the specification as a named case, for parameterised tests.

#ifndef ARROWBRIDGE_TESTS_ALL_TYPES_H
#define ARROWBRIDGE_TESTS_ALL_TYPES_H

#include <functional>
#include <ostream>
#include <string>
#include <vector>

#include "support/builders.h"

namespace arrowbridge_tests {

struct TypeCase {
  std::string name;  // letters and digits, fit for a test's name
  // `rows` rows, every third one null if `with_nulls`, where the type has nulls of its own.
  std::function<ArrayData(int64_t rows, bool with_nulls)> make;
};

// All types, nested ones and dictionaries of several kinds too.
const std::vector<TypeCase>& AllTypes();

inline void PrintTo(const TypeCase& type, std::ostream* out) { *out << type.name; }

// For INSTANTIATE_TEST_SUITE_P.
template <typename Info>
std::string TypeCaseName(const Info& info) {
  return info.param.name;
}

}  // namespace arrowbridge_tests

#endif  // ARROWBRIDGE_TESTS_ALL_TYPES_H
