/// \file checked.hpp
/// Streams and readers that are watched. Include arrowbridge.hpp; checked.h has what is looked at.

#ifndef ARROWBRIDGE_CPP_CHECKED_HPP
#define ARROWBRIDGE_CPP_CHECKED_HPP

#include "arrowbridge/checked.h"
#include "arrowbridge/cpp/reader.hpp"

ARROWBRIDGE_BEGIN_NAMESPACE

/// A rule that is broken, and where; its texts are valid during the callback.
using Finding = ArrowBridgeFinding;

/// ArrowBridgeCheckOptions with every field at its default: findings are lines on standard error.
struct CheckOptions : ArrowBridgeCheckOptions {
  explicit CheckOptions(int32_t check_level = 0, int32_t fails_on = 0) : ArrowBridgeCheckOptions{} {
    struct_size = sizeof(ArrowBridgeCheckOptions);
    level = check_level;
    fail_on = fails_on;
  }
};

namespace detail {

// What a callable throws goes nowhere: the one who watches must not disturb.
template <typename OnFinding>
void TellFinding(void* context, const ArrowBridgeFinding* finding) noexcept {
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
  options.on_finding = TellFinding<OnFinding>;
  options.release = Delete<OnFinding>;
  options.context = std::make_unique<OnFinding>(std::move(on_finding)).release();
  return options;
}

}  // namespace detail

/// Puts a watch between a foreign stream and its consumer.
inline Result<UniqueStream> TryChecked(UniqueStream stream, const CheckOptions& options) {
  UniqueStream made;
  return detail::RunFor(made, [&](auto* error) {
    return ArrowBridgeStreamCheck(stream.get(), &options, made.out(), error);
  });
}

/// A reader whose batches are those of another one, watched; both share one cursor.
inline Result<Reader> TryChecked(const Reader& reader, const CheckOptions& options) {
  ArrowBridgeReader* handle = nullptr;
  Status status = detail::Run([&](auto* error) {
    return ArrowBridgeReaderCheck(reader.get(), &options, &handle, error);
  });
  if (!status.ok()) return status;
  return Reader::Adopt(handle);
}

/// The same with a callable `(const Finding&)`, which is moved in, and destroyed when the stream
/// and all that it handed out are released. Several threads may call it at once; what it throws
/// goes nowhere.
template <typename OnFinding>
Result<UniqueStream> TryChecked(UniqueStream stream, OnFinding on_finding,
                                const CheckOptions& options = CheckOptions()) {
  return TryChecked(std::move(stream), detail::OptionsFor(std::move(on_finding), options));
}
template <typename OnFinding>
Result<Reader> TryChecked(const Reader& reader, OnFinding on_finding,
                          const CheckOptions& options = CheckOptions()) {
  return TryChecked(reader, detail::OptionsFor(std::move(on_finding), options));
}

#if ARROWBRIDGE_EXCEPTIONS
/// Takes the arguments of any TryChecked() for a stream.
template <typename... Arguments>
UniqueStream Checked(UniqueStream stream, Arguments&&... arguments) {
  return TryChecked(std::move(stream), std::forward<Arguments>(arguments)...).value();
}
/// Takes the arguments of any TryChecked() for a reader.
template <typename... Arguments>
Reader Checked(const Reader& reader, Arguments&&... arguments) {
  return TryChecked(reader, std::forward<Arguments>(arguments)...).value();
}
#endif

ARROWBRIDGE_END_NAMESPACE

#endif  // ARROWBRIDGE_CPP_CHECKED_HPP
