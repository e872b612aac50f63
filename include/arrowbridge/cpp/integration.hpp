/// \file integration.hpp
/// JSON of the integration format; integration.h describes it. Include arrowbridge.hpp.

#ifndef ARROWBRIDGE_CPP_INTEGRATION_HPP
#define ARROWBRIDGE_CPP_INTEGRATION_HPP

#include <string>

#include "arrowbridge/cpp/reader.hpp"
#include "arrowbridge/integration.h"

ARROWBRIDGE_BEGIN_NAMESPACE

/// Opens a JSON file of the integration format; the path is UTF-8.
inline Result<Reader> TryOpenJsonFile(const std::string& path) {
  Status status = detail::RequireNoNul(path, "TryOpenJsonFile: 'path'");
  if (!status.ok()) return status;
  return detail::Made<Reader>(
      [&](auto** out, auto* error) { return ArrowBridgeOpenJsonFile(path.c_str(), out, error); });
}

/// Writes all remaining batches of a reader to a JSON file; the path is UTF-8.
inline Status TryWriteJsonFile(const Reader& reader, const std::string& path) {
  Status status = detail::RequireNoNul(path, "TryWriteJsonFile: 'path'");
  if (!status.ok()) return status;
  return detail::Run(
      [&](auto* error) { return ArrowBridgeWriteJsonFile(reader.get(), path.c_str(), error); });
}

#if ARROWBRIDGE_EXCEPTIONS
inline Reader OpenJsonFile(const std::string& path) { return TryOpenJsonFile(path).value(); }
inline void WriteJsonFile(const Reader& reader, const std::string& path) {
  TryWriteJsonFile(reader, path).ThrowIfFailed();
}
#endif

ARROWBRIDGE_END_NAMESPACE

#endif  // ARROWBRIDGE_CPP_INTEGRATION_HPP
