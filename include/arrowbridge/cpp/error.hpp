/// \file error.hpp
/// Errors: Status, Result and, if exceptions are enabled, Error. Include arrowbridge.hpp.

#ifndef ARROWBRIDGE_CPP_ERROR_HPP
#define ARROWBRIDGE_CPP_ERROR_HPP

#include <cerrno>
#include <cstdlib>
#include <optional>
#include <string>
#include <utility>

#include "arrowbridge/bridge.h"

#if defined(__cpp_exceptions) || defined(_CPPUNWIND)
#define ARROWBRIDGE_EXCEPTIONS 1
#include <stdexcept>
#else
#define ARROWBRIDGE_EXCEPTIONS 0
#endif

// The classes differ with and without exceptions, so their linkage names differ too: the linker
// must not merge the inline functions of both kinds.
#if ARROWBRIDGE_EXCEPTIONS
#define ARROWBRIDGE_BEGIN_NAMESPACE \
  namespace arrowbridge {           \
  inline namespace throwing {
#else
#define ARROWBRIDGE_BEGIN_NAMESPACE \
  namespace arrowbridge {           \
  inline namespace nonthrowing {
#endif
#define ARROWBRIDGE_END_NAMESPACE \
  }                               \
  }

ARROWBRIDGE_BEGIN_NAMESPACE

#if ARROWBRIDGE_EXCEPTIONS
/// A failed call: what() is its message, code() its errno value.
class Error : public std::runtime_error {
 public:
  Error(int code, const std::string& message) : std::runtime_error(message), code_(code) {}

  int code() const noexcept { return code_; }

 private:
  int code_;
};
#endif

/// Result of a call: 0, or an errno value with a message.
class [[nodiscard]] Status {
 public:
  /// Success.
  Status() = default;
  Status(int code, std::string message) : code_(code), message_(std::move(message)) {}
  /// The code that a C function returned and the message it wrote.
  Status(int code, const ArrowBridgeError& error) : code_(code) {
    if (code != 0) message_ = error.message;
  }

  bool ok() const noexcept { return code_ == 0; }
  int code() const noexcept { return code_; }
  /// Empty on success.
  const std::string& message() const noexcept { return message_; }

#if ARROWBRIDGE_EXCEPTIONS
  /// Throws an Error if the call failed.
  void ThrowIfFailed() const {
    if (!ok()) throw Error(code_, message_);
  }
#endif

 private:
  int code_ = 0;
  std::string message_;
};

/// The value of a call that succeeded, or the Status of a call that failed. There is deliberately
/// no conversion to bool: in a Result<bool> it could be mistaken for the value.
template <typename T>
class [[nodiscard]] Result {
 public:
  using value_type = T;

  Result(T value) : value_(std::move(value)) {}         // NOLINT: implicit by intent
  Result(Status status) : status_(std::move(status)) {  // NOLINT: implicit by intent
    if (status_.ok()) status_ = Status(EINVAL, "a Result needs a value or a failure");
  }

  bool ok() const noexcept { return value_.has_value(); }
  const Status& status() const& noexcept { return status_; }
  Status status() && { return std::move(status_); }
  int code() const noexcept { return status_.code(); }
  const std::string& message() const noexcept { return status_.message(); }

  /// Returns the value. If the call failed, throws the Error; aborts if exceptions are disabled.
  T& value() & {
    RequireValue();
    return *value_;
  }
  const T& value() const& {
    RequireValue();
    return *value_;
  }
  T value() && {
    RequireValue();
    return std::move(*value_);
  }

  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

 private:
  void RequireValue() const {
    if (value_.has_value()) return;
#if ARROWBRIDGE_EXCEPTIONS
    throw Error(status_.code(), status_.message());
#else
    std::abort();
#endif
  }

  std::optional<T> value_;
  Status status_;
};

namespace detail {

// Calls a C function that takes an ArrowBridgeError*, and returns its code and message.
template <typename Call>
Status Run(const Call& call) {
  ArrowBridgeError error;
  error.message[0] = '\0';
  const int code = call(&error);
  return Status(code, error);
}

// As Run(), and returns the value that the function made.
template <typename T, typename Call>
Result<T> RunFor(T& value, const Call& call) {
  Status status = Run(call);
  if (!status.ok()) return status;
  return std::move(value);
}

// C strings end at the first NUL: a text that contains one would name something else.
inline Status RequireNoNul(const std::string& text, const char* what) {
  if (text.find('\0') == std::string::npos) return Status();
  return Status(EINVAL, std::string(what) + " contains a NUL character");
}

// Owns a string of the library.
class OwnedText {
 public:
  OwnedText() = default;
  OwnedText(const OwnedText&) = delete;
  OwnedText& operator=(const OwnedText&) = delete;
  ~OwnedText() { ArrowBridgeStringRelease(text_); }

  char** out() noexcept { return &text_; }
  const char* get() const noexcept { return text_; }
  std::string str() const { return text_ == nullptr ? std::string() : std::string(text_); }

 private:
  char* text_ = nullptr;
};

}  // namespace detail

/// Reads what the library keeps alive. All counts are zero when everything is released.
inline ArrowBridgeLiveCounts LiveCounts() noexcept {
  ArrowBridgeLiveCounts counts = {};
  ArrowBridgeGetLiveCounts(&counts);
  return counts;
}

/// Number of bytes that were copied because buffers could not be shared.
inline int64_t BytesCopied() noexcept { return ArrowBridgeBytesCopied(); }

/// Bytes that are kept for reuse.
inline int64_t MemoryPoolBytes() noexcept { return ArrowBridgeMemoryPoolBytes(); }
/// Sets how many bytes are kept for reuse at most, and returns the limit before.
inline int64_t SetMemoryPoolLimit(int64_t bytes) noexcept {
  return ArrowBridgeMemoryPoolSetLimit(bytes);
}
/// Gives the memory that is kept for reuse back.
inline void TrimMemoryPool() noexcept { ArrowBridgeMemoryPoolTrim(); }

/// Version of the loaded library.
inline const char* Version() noexcept { return ArrowBridgeVersion(); }
/// Version of the loaded library as a number, for comparison with ARROWBRIDGE_VERSION_INT.
inline int VersionInt() noexcept { return ArrowBridgeVersionInt(); }

ARROWBRIDGE_END_NAMESPACE

#endif  // ARROWBRIDGE_CPP_ERROR_HPP
