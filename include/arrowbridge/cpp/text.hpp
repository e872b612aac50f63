/// \file text.hpp
/// Writes CSV and newline-delimited JSON; text.h describes both. Include arrowbridge.hpp.

#ifndef ARROWBRIDGE_CPP_TEXT_HPP
#define ARROWBRIDGE_CPP_TEXT_HPP

#include "arrowbridge/cpp/reader.hpp"
#include "arrowbridge/text.h"

ARROWBRIDGE_BEGIN_NAMESPACE

/// ArrowBridgeTextWriteOptions. Members that are not given have their default values: the path
/// decides the format, and all rows are written.
struct TextWriteOptions : ArrowBridgeTextWriteOptions {
  explicit TextWriteOptions(int32_t text_format = 0) : ArrowBridgeTextWriteOptions{} {
    struct_size = sizeof(ArrowBridgeTextWriteOptions);
    format = text_format;
  }
};

/// Writes all remaining batches of a reader to a file; the path is UTF-8.
inline Status TryWriteTextFile(const Reader& reader, const std::string& path,
                               const ArrowBridgeTextWriteOptions& options = TextWriteOptions()) {
  Status status = detail::RequireNoNul(path, "TryWriteTextFile: 'path'");
  if (!status.ok()) return status;
  return detail::Run([&](auto* error) {
    return ArrowBridgeWriteTextFile(reader.get(), path.c_str(), &options, error);
  });
}

/// Writes all remaining batches of a reader to a file descriptor, which is not closed.
inline Status TryWriteTextDescriptor(
    const Reader& reader, int fd, const ArrowBridgeTextWriteOptions& options = TextWriteOptions()) {
  return detail::Run([&](auto* error) {
    return ArrowBridgeWriteTextDescriptor(reader.get(), fd, &options, error);
  });
}

/// Writes all remaining batches of a reader to a callable `(const void* data, int64_t size)`, which
/// returns nothing or a Status. Exceptions are converted as in Reader::TryFromFunction().
template <typename Sink>
Status TryWriteTextFunction(const Reader& reader, Sink&& sink,
                            const ArrowBridgeTextWriteOptions& options = TextWriteOptions()) {
  const ArrowBridgeOutput output = detail::OutputTo(sink);
  return detail::Run([&](auto* error) {
    return ArrowBridgeWriteTextOutput(reader.get(), &output, &options, error);
  });
}

#if ARROWBRIDGE_EXCEPTIONS
inline void WriteTextFile(const Reader& reader, const std::string& path,
                          const ArrowBridgeTextWriteOptions& options = TextWriteOptions()) {
  TryWriteTextFile(reader, path, options).ThrowIfFailed();
}
inline void WriteTextDescriptor(const Reader& reader, int fd,
                                const ArrowBridgeTextWriteOptions& options = TextWriteOptions()) {
  TryWriteTextDescriptor(reader, fd, options).ThrowIfFailed();
}
template <typename Sink>
void WriteTextFunction(const Reader& reader, Sink&& sink,
                       const ArrowBridgeTextWriteOptions& options = TextWriteOptions()) {
  TryWriteTextFunction(reader, std::forward<Sink>(sink), options).ThrowIfFailed();
}
#endif

ARROWBRIDGE_END_NAMESPACE

#endif  // ARROWBRIDGE_CPP_TEXT_HPP
