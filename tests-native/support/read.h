// Reads values of exported arrays as a consumer does, with offset and validity applied.

#ifndef ARROWBRIDGE_TESTS_READ_H
#define ARROWBRIDGE_TESTS_READ_H

#include <cstdint>

#include "support/builders.h"

namespace arrowbridge_tests {

inline bool IsValidAt(const ArrowArray& array, int64_t row) {
  const auto* bitmap =
      static_cast<const uint8_t*>(array.n_buffers > 0 ? array.buffers[0] : nullptr);
  const int64_t bit = array.offset + row;
  return bitmap == nullptr || (bitmap[bit / 8] >> (bit % 8) & 1) != 0;
}

// Reads an array of fixed-width values.
template <typename T>
Values<T> Read(const ArrowArray& array) {
  Values<T> values;
  for (int64_t i = 0; i < array.length; i++) {
    if (IsValidAt(array, i)) {
      values.push_back(static_cast<const T*>(array.buffers[1])[array.offset + i]);
    } else {
      values.push_back(std::nullopt);
    }
  }
  return values;
}

}  // namespace arrowbridge_tests

#endif  // ARROWBRIDGE_TESTS_READ_H
