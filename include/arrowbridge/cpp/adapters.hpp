/// \file adapters.hpp
/// Readers over readers (adapters.h). Include arrowbridge.hpp. The readers that go in keep their
/// handles, and share their cursor with what comes out.

#ifndef ARROWBRIDGE_CPP_ADAPTERS_HPP
#define ARROWBRIDGE_CPP_ADAPTERS_HPP

#include <utility>
#include <vector>

#include "arrowbridge/adapters.h"
#include "arrowbridge/cpp/reader.hpp"

ARROWBRIDGE_BEGIN_NAMESPACE

namespace detail {

// The reader that a call of adapters.h makes.
template <typename Call>
Result<Reader> Adapt(const Call& call) {
  ArrowBridgeReader* made = nullptr;
  Status status = Run([&](auto* error) { return call(&made, error); });
  if (!status.ok()) return status;
  return Reader::Adopt(made);
}

}  // namespace detail

/// All batches of the first reader, then all of the second, and so on.
inline Result<Reader> TryFromReaders(const std::vector<Reader>& readers) {
  std::vector<ArrowBridgeReader*> handles;
  for (const Reader& reader : readers) handles.push_back(reader.get());
  return detail::Adapt([&](auto** out, auto* error) {
    return ArrowBridgeReaderConcat(static_cast<int64_t>(handles.size()), handles.data(), out,
                                        error);
  });
}

/// The same rows in batches of at least `min_rows` and at most `max_rows`; 0 sets no bound.
inline Result<Reader> TryRebatch(const Reader& reader, int64_t min_rows, int64_t max_rows) {
  return detail::Adapt([&](auto** out, auto* error) {
    return ArrowBridgeReaderRebatch(reader.get(), min_rows, max_rows, out, error);
  });
}

/// `count` readers that each give all batches which are left.
inline Result<std::vector<Reader>> TryTee(const Reader& reader, size_t count) {
  std::vector<ArrowBridgeReader*> handles(count);
  std::vector<Reader> made(count);  // while there is nothing that could leak
  const Status status = detail::Run([&](auto* error) {
    return ArrowBridgeReaderTee(reader.get(), static_cast<int64_t>(count), handles.data(), error);
  });
  if (!status.ok()) return status;
  for (size_t i = 0; i < count; ++i) made[i] = Reader::Adopt(handles[i]);
  return made;
}

/// A reader that several threads may read from at once.
inline Result<Reader> TryLocked(const Reader& reader) {
  return detail::Adapt(
      [&](auto** out, auto* error) { return ArrowBridgeReaderLock(reader.get(), out, error); });
}

/// Makes the next call on a reader, and one that is under way, fail with ECANCELED. From any thread
/// and from signal handlers.
inline void Cancel(const Reader& reader) noexcept { ArrowBridgeReaderCancel(reader.get()); }

#if ARROWBRIDGE_EXCEPTIONS
inline Reader FromReaders(const std::vector<Reader>& readers) {
  return TryFromReaders(readers).value();
}
inline Reader Rebatch(const Reader& reader, int64_t min_rows, int64_t max_rows) {
  return TryRebatch(reader, min_rows, max_rows).value();
}
inline std::vector<Reader> Tee(const Reader& reader, size_t count) {
  return TryTee(reader, count).value();
}
inline Reader Locked(const Reader& reader) { return TryLocked(reader).value(); }
#endif

ARROWBRIDGE_END_NAMESPACE

#endif  // ARROWBRIDGE_CPP_ADAPTERS_HPP
