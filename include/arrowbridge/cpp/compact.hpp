/// \file compact.hpp
/// Compact arrays; compact.h describes them. Include arrowbridge.hpp.

#ifndef ARROWBRIDGE_CPP_COMPACT_HPP
#define ARROWBRIDGE_CPP_COMPACT_HPP

#include "arrowbridge/compact.h"
#include "arrowbridge/cpp/adapters.hpp"

ARROWBRIDGE_BEGIN_NAMESPACE

/// Makes an equal array without offsets and without what its rows do not refer to. Columns that are
/// compact already are shared.
inline Result<Array> TryCompact(const Array& array) {
  return detail::Made<Array>(
      [&](auto** out, auto* error) { return ArrowBridgeArrayCompact(array.get(), out, error); });
}

/// Makes a reader that yields compact batches.
inline Result<Reader> TryCompact(const Reader& reader) {
  return detail::Made<Reader>(
      [&](auto** out, auto* error) { return ArrowBridgeReaderCompact(reader.get(), out, error); });
}

#if ARROWBRIDGE_EXCEPTIONS
inline Array Compact(const Array& array) { return TryCompact(array).value(); }
inline Reader Compact(const Reader& reader) { return TryCompact(reader).value(); }
#endif

ARROWBRIDGE_END_NAMESPACE

#endif  // ARROWBRIDGE_CPP_COMPACT_HPP
