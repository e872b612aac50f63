// Expectations for exported arrays: shared buffers and live structs.

#ifndef ARROWBRIDGE_TESTS_EXPORTED_ARRAYS_H
#define ARROWBRIDGE_TESTS_EXPORTED_ARRAYS_H

#include <gtest/gtest.h>

#include "support/array_data.h"

namespace arrowbridge_tests {

// Expects the same buffers at the same addresses: nothing was copied. An array without rows is
// exported without an offset, and its offsets may have been supplied (X9).
inline void ExpectSharesBuffers(const ArrowArray& original, const ArrowArray& shared) {
  EXPECT_EQ(shared.length, original.length);
  EXPECT_EQ(shared.offset, original.length == 0 ? 0 : original.offset);
  ASSERT_EQ(shared.n_buffers, original.n_buffers);
  for (int64_t i = 0; i < original.n_buffers; i++) {
    if (original.buffers[i] != nullptr && (original.length > 0 || i != 1)) {
      EXPECT_EQ(shared.buffers[i], original.buffers[i]) << "buffer " << i;
    }
  }
  ASSERT_EQ(shared.n_children, original.n_children);
  for (int64_t i = 0; i < original.n_children; i++) {
    ExpectSharesBuffers(*original.children[i], *shared.children[i]);
  }
  ASSERT_EQ(shared.dictionary != nullptr, original.dictionary != nullptr);
  if (original.dictionary != nullptr) ExpectSharesBuffers(*original.dictionary, *shared.dictionary);
}

// Expects that every struct is live, that no pointer leads into the struct itself (MOV-4), and that
// tables without entries are NULL.
template <typename T>
void ExpectLiveStructs(const T& root) {
  EXPECT_NE(root.release, nullptr);
  const auto inside = [&root](const void* pointer) {
    return pointer >= &root && pointer < &root + 1;
  };
  EXPECT_FALSE(inside(root.children));
  EXPECT_FALSE(inside(root.private_data));
  EXPECT_NE(root.private_data, nullptr);
  for (int64_t i = 0; i < root.n_children; i++) {
    ASSERT_NE(root.children[i], nullptr);
    EXPECT_FALSE(inside(root.children[i]));
    ExpectLiveStructs(*root.children[i]);
  }
  if (root.dictionary != nullptr) ExpectLiveStructs(*root.dictionary);
}

}  // namespace arrowbridge_tests

#endif  // ARROWBRIDGE_TESTS_EXPORTED_ARRAYS_H
