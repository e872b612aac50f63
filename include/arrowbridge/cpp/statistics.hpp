/// \file statistics.hpp
/// Statistics; statistics.h describes them. Include arrowbridge.hpp.

#ifndef ARROWBRIDGE_CPP_STATISTICS_HPP
#define ARROWBRIDGE_CPP_STATISTICS_HPP

#include "arrowbridge/cpp/adapters.hpp"
#include "arrowbridge/statistics.h"

ARROWBRIDGE_BEGIN_NAMESPACE

/// Makes a record batch of what is known of the columns of an array.
inline Result<Array> TryStatistics(const Array& array) {
  return detail::Made<Array>(
      [&](auto** out, auto* error) { return ArrowBridgeArrayStatistics(array.get(), out, error); });
}

/// Reads all remaining batches, and makes a record batch of what is known of their columns.
inline Result<Array> TryStatistics(const Reader& reader) {
  return detail::Made<Array>([&](auto** out, auto* error) {
    return ArrowBridgeReaderStatistics(reader.get(), out, error);
  });
}

/// Makes a reader of the same batches that collects their statistics.
inline Result<Reader> TryWithStatistics(const Reader& reader) {
  return detail::Made<Reader>([&](auto** out, auto* error) {
    return ArrowBridgeReaderWithStatistics(reader.get(), out, error);
  });
}

/// The statistics of what a reader of WithStatistics() has yielded so far.
inline Result<Array> TryGetStatistics(const Reader& reader) {
  return detail::Made<Array>([&](auto** out, auto* error) {
    return ArrowBridgeReaderGetStatistics(reader.get(), out, error);
  });
}

#if ARROWBRIDGE_EXCEPTIONS
inline Array Statistics(const Array& array) { return TryStatistics(array).value(); }
inline Array Statistics(const Reader& reader) { return TryStatistics(reader).value(); }
inline Reader WithStatistics(const Reader& reader) { return TryWithStatistics(reader).value(); }
inline Array GetStatistics(const Reader& reader) { return TryGetStatistics(reader).value(); }
#endif

ARROWBRIDGE_END_NAMESPACE

#endif  // ARROWBRIDGE_CPP_STATISTICS_HPP
