/// \file async.hpp
/// Asynchronous streams; async.h describes them. Include arrowbridge.hpp.

#ifndef ARROWBRIDGE_CPP_ASYNC_HPP
#define ARROWBRIDGE_CPP_ASYNC_HPP

#include "arrowbridge/async.h"
#include "arrowbridge/cpp/reader.hpp"

ARROWBRIDGE_BEGIN_NAMESPACE

/// Passes all batches of a reader to an asynchronous handler, on a thread of the library. `release`
/// of the handler is called in every outcome.
inline Status TryDriveHandler(const Reader& reader, ArrowAsyncDeviceStreamHandler* handler) {
  return detail::Run(
      [&](auto* error) { return ArrowBridgeReaderDriveHandler(reader.get(), handler, error); });
}

/// Passes all batches of a reader to an asynchronous handler, on the calling thread, and returns
/// after `release` of the handler, which is called in every outcome.
inline Status TryRunHandler(const Reader& reader, ArrowAsyncDeviceStreamHandler* handler) {
  return detail::Run(
      [&](auto* error) { return ArrowBridgeReaderRunHandler(reader.get(), handler, error); });
}

#if ARROWBRIDGE_EXCEPTIONS
inline void DriveHandler(const Reader& reader, ArrowAsyncDeviceStreamHandler* handler) {
  TryDriveHandler(reader, handler).ThrowIfFailed();
}
inline void RunHandler(const Reader& reader, ArrowAsyncDeviceStreamHandler* handler) {
  TryRunHandler(reader, handler).ThrowIfFailed();
}
#endif

ARROWBRIDGE_END_NAMESPACE

#endif  // ARROWBRIDGE_CPP_ASYNC_HPP
