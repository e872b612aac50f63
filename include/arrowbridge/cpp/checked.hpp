/// \file checked.hpp
/// Checked streams and readers; checked.h says what is checked. Include arrowbridge.hpp.

#ifndef ARROWBRIDGE_CPP_CHECKED_HPP
#define ARROWBRIDGE_CPP_CHECKED_HPP

#include "arrowbridge/checked.h"
#include "arrowbridge/cpp/reader.hpp"

ARROWBRIDGE_BEGIN_NAMESPACE

/// A broken rule and where it was broken. Its strings are valid only during the callback.
using Finding = ArrowBridgeFinding;

/// ArrowBridgeCheckOptions. Members that are not given have their default values: findings are
/// lines on standard error.
struct CheckOptions : ArrowBridgeCheckOptions {
  explicit CheckOptions(int32_t check_level = 0, int32_t fails_on = 0) : ArrowBridgeCheckOptions{} {
    struct_size = sizeof(ArrowBridgeCheckOptions);
    level = check_level;
    fail_on = fails_on;
  }
};

namespace detail {

// Exceptions of the callable are ignored: a check must not change what the stream does.
template <typename OnFinding>
void ReportFinding(void* context, const ArrowBridgeFinding* finding) noexcept {
#if ARROWBRIDGE_EXCEPTIONS
  try {
#endif
    (*static_cast<OnFinding*>(context))(*finding);
#if ARROWBRIDGE_EXCEPTIONS
  } catch (...) {
  }
#endif
}

template <typename OnFinding>
CheckOptions OptionsFor(OnFinding on_finding, CheckOptions options) {
  options.on_finding = ReportFinding<OnFinding>;
  options.release = Delete<OnFinding>;
  options.context = std::make_unique<OnFinding>(std::move(on_finding)).release();
  return options;
}

}  // namespace detail

/// Makes a checked stream of a foreign stream.
inline Result<UniqueStream> TryCheck(UniqueStream stream, const CheckOptions& options) {
  UniqueStream made;
  return detail::RunFor(made, [&](auto* error) {
    return ArrowBridgeStreamCheck(stream.get(), &options, made.out(), error);
  });
}

/// Makes a checked reader of a reader. Both share one position.
inline Result<Reader> TryCheck(const Reader& reader, const CheckOptions& options) {
  return detail::Made<Reader>([&](auto** out, auto* error) {
    return ArrowBridgeReaderCheck(reader.get(), &options, out, error);
  });
}

/// Counts the findings of a checked stream or reader, also those that were not reported because an
/// equal one was. -1 if it is not checked.
inline int64_t FindingCount(const UniqueStream& stream) noexcept {
  return ArrowBridgeStreamFindingCount(stream.get());
}
inline int64_t FindingCount(const Reader& reader) noexcept {
  return ArrowBridgeReaderFindingCount(reader.get());
}

/// As above, with a callable `(const Finding&)` that gets the findings. It is moved in, and
/// destroyed when the stream and everything it returned are released. Several threads may call it
/// at the same time. Its exceptions are ignored.
template <typename OnFinding>
Result<UniqueStream> TryCheck(UniqueStream stream, OnFinding on_finding,
                              const CheckOptions& options = CheckOptions()) {
  return TryCheck(std::move(stream), detail::OptionsFor(std::move(on_finding), options));
}
template <typename OnFinding>
Result<Reader> TryCheck(const Reader& reader, OnFinding on_finding,
                        const CheckOptions& options = CheckOptions()) {
  return TryCheck(reader, detail::OptionsFor(std::move(on_finding), options));
}

#if ARROWBRIDGE_EXCEPTIONS
/// Takes the arguments of any TryCheck() for a stream.
template <typename... Arguments>
UniqueStream Check(UniqueStream stream, Arguments&&... arguments) {
  return TryCheck(std::move(stream), std::forward<Arguments>(arguments)...).value();
}
/// Takes the arguments of any TryCheck() for a reader.
template <typename... Arguments>
Reader Check(const Reader& reader, Arguments&&... arguments) {
  return TryCheck(reader, std::forward<Arguments>(arguments)...).value();
}
#endif

ARROWBRIDGE_END_NAMESPACE

#endif  // ARROWBRIDGE_CPP_CHECKED_HPP
