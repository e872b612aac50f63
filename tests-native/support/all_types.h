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
  std::string name;  // letters and digits only, so that it can be part of a test's name
  // Makes `rows` rows. If `with_nulls` is set and the type has a validity bitmap, every third row
  // is null.
  std::function<ArrayData(int64_t rows, bool with_nulls)> make;
};

// All types, including nested types and several kinds of dictionaries.
const std::vector<TypeCase>& AllTypes();

inline void PrintTo(const TypeCase& type, std::ostream* out) { *out << type.name; }

// For INSTANTIATE_TEST_SUITE_P.
template <typename Info>
std::string TypeCaseName(const Info& info) {
  return info.param.name;
}

}  // namespace arrowbridge_tests

#endif  // ARROWBRIDGE_TESTS_ALL_TYPES_H
