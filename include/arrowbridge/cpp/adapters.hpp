/// \file adapters.hpp
/// Readers over readers; adapters.h describes them. Include arrowbridge.hpp. The source readers
/// keep their handles, and share their position with the new reader.

#ifndef ARROWBRIDGE_CPP_ADAPTERS_HPP
#define ARROWBRIDGE_CPP_ADAPTERS_HPP

#include <utility>
#include <vector>

#include "arrowbridge/adapters.h"
#include "arrowbridge/cpp/reader.hpp"

ARROWBRIDGE_BEGIN_NAMESPACE

namespace detail {

// Returns the reader that a function of adapters.h makes.
template <typename Call>
Result<Reader> Adapt(const Call& call) {
  return Made<Reader>(call);
}

}  // namespace detail

/// Makes a reader that yields all batches of the first reader, then all of the second, and so on.
inline Result<Reader> TryConcat(const std::vector<Reader>& readers) {
  std::vector<ArrowBridgeReader*> handles;
  for (const Reader& reader : readers) handles.push_back(reader.get());
  return detail::Adapt([&](auto** out, auto* error) {
    return ArrowBridgeReaderConcat(static_cast<int64_t>(handles.size()), handles.data(), out,
                                   error);
  });
}

/// Makes a reader that yields the same rows in batches of at least `min_rows` and at most
/// `max_rows` rows. 0: no limit.
inline Result<Reader> TryRebatch(const Reader& reader, int64_t min_rows, int64_t max_rows) {
  return detail::Adapt([&](auto** out, auto* error) {
    return ArrowBridgeReaderRebatch(reader.get(), min_rows, max_rows, out, error);
  });
}

/// Splits a reader into `count` readers that each yield all remaining batches.
inline Result<std::vector<Reader>> TryTee(const Reader& reader, size_t count) {
  std::vector<ArrowBridgeReader*> handles(count);
  std::vector<Reader> made(count);  // allocated before there are handles to leak
  const Status status = detail::Run([&](auto* error) {
    return ArrowBridgeReaderTee(reader.get(), static_cast<int64_t>(count), handles.data(), error);
  });
  if (!status.ok()) return status;
  for (size_t i = 0; i < count; ++i) made[i] = Reader::Adopt(handles[i]);
  return made;
}

/// Makes a reader that several threads may read from at the same time.
inline Result<Reader> TryLock(const Reader& reader) {
  return detail::Adapt(
      [&](auto** out, auto* error) { return ArrowBridgeReaderLock(reader.get(), out, error); });
}

/// Makes the next call on a reader fail with ECANCELED, and a call that is running too. May be
/// called on any thread and in a signal handler.
inline void Cancel(const Reader& reader) noexcept { ArrowBridgeReaderCancel(reader.get()); }

#if ARROWBRIDGE_EXCEPTIONS
inline Reader Concat(const std::vector<Reader>& readers) { return TryConcat(readers).value(); }
inline Reader Rebatch(const Reader& reader, int64_t min_rows, int64_t max_rows) {
  return TryRebatch(reader, min_rows, max_rows).value();
}
inline std::vector<Reader> Tee(const Reader& reader, size_t count) {
  return TryTee(reader, count).value();
}
inline Reader Lock(const Reader& reader) { return TryLock(reader).value(); }
#endif

ARROWBRIDGE_END_NAMESPACE

#endif  // ARROWBRIDGE_CPP_ADAPTERS_HPP
