/// \file adapters.hpp
/// Readers over readers; adapters.h describes them. Include arrowbridge.hpp. The source readers
/// keep their handles, and share their position with the new reader.

#ifndef ARROWBRIDGE_CPP_ADAPTERS_HPP
#define ARROWBRIDGE_CPP_ADAPTERS_HPP

#include <chrono>
#include <utility>
#include <vector>

#include "arrowbridge/adapters.h"
#include "arrowbridge/cpp/reader.hpp"

ARROWBRIDGE_BEGIN_NAMESPACE

/// Makes a reader that yields all batches of the first reader, then all of the second, and so on.
inline Result<Reader> TryConcat(const std::vector<Reader>& readers) {
  std::vector<ArrowBridgeReader*> handles;
  for (const Reader& reader : readers) handles.push_back(reader.get());
  return detail::Made<Reader>([&](auto** out, auto* error) {
    return ArrowBridgeReaderConcat(static_cast<int64_t>(handles.size()), handles.data(), out,
                                   error);
  });
}

/// Makes a reader that yields the same rows in batches of at least `min_rows` and at most
/// `max_rows` rows. 0: no limit.
inline Result<Reader> TryRebatch(const Reader& reader, int64_t min_rows, int64_t max_rows) {
  return detail::Made<Reader>([&](auto** out, auto* error) {
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
  return detail::Made<Reader>(
      [&](auto** out, auto* error) { return ArrowBridgeReaderLock(reader.get(), out, error); });
}

/// Makes a reader that yields the first rows.
inline Result<Reader> TryHead(const Reader& reader, int64_t n_rows) {
  return detail::Made<Reader>([&](auto** out, auto* error) {
    return ArrowBridgeReaderHead(reader.get(), n_rows, out, error);
  });
}

/// Makes a reader that yields all rows but the first ones.
inline Result<Reader> TrySkip(const Reader& reader, int64_t n_rows) {
  return detail::Made<Reader>([&](auto** out, auto* error) {
    return ArrowBridgeReaderSkip(reader.get(), n_rows, out, error);
  });
}

/// Makes a reader that skips `offset` rows and yields the next `n_rows` rows.
inline Result<Reader> TryLimit(const Reader& reader, int64_t offset, int64_t n_rows) {
  return detail::Made<Reader>([&](auto** out, auto* error) {
    return ArrowBridgeReaderLimit(reader.get(), offset, n_rows, out, error);
  });
}

/// What Peek() makes.
struct Peeked {
  Reader first;  ///< yields the first rows
  Reader all;    ///< yields all rows, the first ones included
};

/// Makes a reader of the first rows and a reader of all rows. 0: no limit of this kind.
inline Result<Peeked> TryPeek(const Reader& reader, int64_t max_batches, int64_t max_rows) {
  ArrowBridgeReader* first = nullptr;
  ArrowBridgeReader* all = nullptr;
  const Status status = detail::Run([&](auto* error) {
    return ArrowBridgeReaderPeek(reader.get(), max_batches, max_rows, &first, &all, error);
  });
  if (!status.ok()) return status;
  return Peeked{Reader::Adopt(first), Reader::Adopt(all)};
}

/// Makes a reader whose source is read ahead on a thread. 0: no limit of this kind.
inline Result<Reader> TryPrefetch(const Reader& reader, int64_t max_batches,
                                  int64_t max_bytes = 0) {
  return detail::Made<Reader>([&](auto** out, auto* error) {
    return ArrowBridgeReaderPrefetch(reader.get(), max_batches, max_bytes, out, error);
  });
}

/// Makes a reader that fails with ETIMEDOUT if the source does not answer in time. 0: no limit.
inline Result<Reader> TryWithTimeout(const Reader& reader, std::chrono::milliseconds per_call,
                                     std::chrono::milliseconds total = {}) {
  return detail::Made<Reader>([&](auto** out, auto* error) {
    return ArrowBridgeReaderWithTimeout(reader.get(), per_call.count(), total.count(), out, error);
  });
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
inline Reader Head(const Reader& reader, int64_t n_rows) { return TryHead(reader, n_rows).value(); }
inline Reader Skip(const Reader& reader, int64_t n_rows) { return TrySkip(reader, n_rows).value(); }
inline Reader Limit(const Reader& reader, int64_t offset, int64_t n_rows) {
  return TryLimit(reader, offset, n_rows).value();
}
inline Reader Prefetch(const Reader& reader, int64_t max_batches, int64_t max_bytes = 0) {
  return TryPrefetch(reader, max_batches, max_bytes).value();
}
inline Reader WithTimeout(const Reader& reader, std::chrono::milliseconds per_call,
                          std::chrono::milliseconds total = {}) {
  return TryWithTimeout(reader, per_call, total).value();
}
inline Peeked Peek(const Reader& reader, int64_t max_batches, int64_t max_rows) {
  return TryPeek(reader, max_batches, max_rows).value();
}
#endif

ARROWBRIDGE_END_NAMESPACE

#endif  // ARROWBRIDGE_CPP_ADAPTERS_HPP
