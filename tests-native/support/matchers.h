// Matchers for results and error messages, and outputs that are filled with garbage before a call.

#ifndef ARROWBRIDGE_TESTS_MATCHERS_H
#define ARROWBRIDGE_TESTS_MATCHERS_H

#include <cstring>
#include <initializer_list>
#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "arrowbridge/arrowbridge.h"

namespace arrowbridge_tests {

inline ::testing::AssertionResult IsOk(int rc, const ArrowBridgeError& error) {
  if (rc == 0) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << std::strerror(rc) << " (" << rc << "): " << error.message;
}

// Whether a call failed with `code` and with a message that contains all of `parts`.
inline ::testing::AssertionResult IsError(int rc, int code, const ArrowBridgeError& error,
                                          std::initializer_list<std::string> parts) {
  if (rc != code) {
    return ::testing::AssertionFailure()
           << "code is " << rc << " (" << std::strerror(rc) << "), not " << code << " ("
           << std::strerror(code) << "): " << error.message;
  }
  if (std::memchr(error.message, 0, sizeof(error.message)) == nullptr) {
    return ::testing::AssertionFailure() << "the message is not terminated";
  }
  for (const std::string& part : parts) {
    if (std::strstr(error.message, part.c_str()) == nullptr) {
      return ::testing::AssertionFailure()
             << "the message lacks \"" << part << "\": " << error.message;
    }
  }
  return ::testing::AssertionSuccess();
}

// A struct whose bytes are all 0xCC. An output may contain anything before the call (MEM-1).
template <typename T>
T Garbage() {
  T value;
  std::memset(static_cast<void*>(&value), 0xCC, sizeof(T));
  return value;
}

template <typename T>
bool IsGarbage(const T& value) {
  const T garbage = Garbage<T>();
  return std::memcmp(&value, &garbage, sizeof(T)) == 0;
}

// Moves a struct to another address, bit by bit, and overwrites the old one (MEM-10).
template <typename T>
std::unique_ptr<T> Relocate(T* from) {
  auto to = std::make_unique<T>();
  std::memcpy(static_cast<void*>(to.get()), from, sizeof(T));
  std::memset(static_cast<void*>(from), 0xCC, sizeof(T));
  from->release = nullptr;
  return to;
}

// Moves a struct bit by bit, and marks the old one released (MOV-1).
template <typename T>
T MoveOut(T* from) {
  T to = *from;
  from->release = nullptr;
  return to;
}

// Releases a struct and checks that it is marked released (MEM-13).
template <typename T>
void ReleaseChecked(T* value) {
  ASSERT_NE(value->release, nullptr);
  value->release(value);
  EXPECT_EQ(value->release, nullptr) << "MEM-13: the struct is not marked released";
}

}  // namespace arrowbridge_tests

// For calls that were given &error_.
#define EXPECT_OK(call) EXPECT_TRUE(::arrowbridge_tests::IsOk((call), error_))
#define ASSERT_OK(call) ASSERT_TRUE(::arrowbridge_tests::IsOk((call), error_))
#define EXPECT_ERROR(call, code, ...) \
  EXPECT_TRUE(::arrowbridge_tests::IsError((call), (code), error_, {__VA_ARGS__}))

#endif  // ARROWBRIDGE_TESTS_MATCHERS_H
