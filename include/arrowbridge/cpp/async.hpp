/// \file async.hpp
/// Asynchronous streams; async.h describes them. Include arrowbridge.hpp.

#ifndef ARROWBRIDGE_CPP_ASYNC_HPP
#define ARROWBRIDGE_CPP_ASYNC_HPP

#include <chrono>

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

/// Makes a reader of what an asynchronous producer passes to `callbacks()`.
class AsyncHandler
    : public detail::Handle<ArrowBridgeAsyncHandler, ArrowBridgeAsyncHandlerRelease> {
 public:
  AsyncHandler() = default;

  /// Makes a handler whose queue has room for `max_batches` batches.
  static Result<AsyncHandler> TryNew(int64_t max_batches) {
    AsyncHandler made;
    ArrowAsyncDeviceStreamHandler* callbacks = nullptr;
    Status status = detail::Run([&](auto* error) {
      return ArrowBridgeAsyncHandlerNew(max_batches, made.out(), &callbacks, error);
    });
    if (!status.ok()) return status;
    made.callbacks_ = callbacks;
    return made;
  }

  /// The struct to pass to a producer. If there is no producer after all, call its `release`.
  ArrowAsyncDeviceStreamHandler* callbacks() const noexcept { return callbacks_; }

  /// Waits until the producer passes the schema, and makes the reader of the batches. 0: no limit.
  Result<Reader> TryGetReader(std::chrono::milliseconds timeout = {}) const {
    return detail::Made<Reader>([&](auto** out, auto* error) {
      return ArrowBridgeAsyncHandlerGetReader(get(), timeout.count(), out, error);
    });
  }
  /// The same for arrays of any type.
  Result<Reader> TryGetArrayReader(std::chrono::milliseconds timeout = {}) const {
    return detail::Made<Reader>([&](auto** out, auto* error) {
      return ArrowBridgeAsyncHandlerGetArrayReader(get(), timeout.count(), out, error);
    });
  }

#if ARROWBRIDGE_EXCEPTIONS
  static AsyncHandler New(int64_t max_batches) { return TryNew(max_batches).value(); }
  Reader GetReader(std::chrono::milliseconds timeout = {}) const {
    return TryGetReader(timeout).value();
  }
  Reader GetArrayReader(std::chrono::milliseconds timeout = {}) const {
    return TryGetArrayReader(timeout).value();
  }
#endif

 private:
  ArrowAsyncDeviceStreamHandler* callbacks_ = nullptr;
};

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
