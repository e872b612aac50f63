/// \file async.h
/// Asynchronous streams. The head of bridge.h has the rules that hold for all functions.
#ifndef ARROWBRIDGE_ASYNC_H
#define ARROWBRIDGE_ASYNC_H

#include <stdint.h>

#include "arrowbridge/abi.h"
#include "arrowbridge/core.h"

#ifdef __cplusplus
extern "C" {
#endif

/// \defgroup async Asynchronous streams
/// In an asynchronous stream the producer calls the consumer: it passes the schema, then each batch
/// that was requested, to the callbacks of a struct ArrowAsyncDeviceStreamHandler (abi.h). That
/// interface is experimental in the specification. Where the text of the specification contradicts
/// Arrow's own abi.h, this library follows abi.h (ASY-1).
///
/// The library's producer reads a reader. It keeps to these rules:
///   - Arrays are in main memory: device type ARROW_DEVICE_CPU, device id -1, no event (ASY-17).
///   - A batch is read from the reader when it has been requested, never earlier. End of stream is
///     found by reading, so it too is passed only after a request for one batch more.
///   - Requests are added up; a sum of more than INT64_MAX is that number. After a request for 0 or
///     fewer batches, on_error is called with EINVAL (ASY-18).
///   - `cancel` cancels the reader, as ArrowBridgeReaderCancel() does, also while it waits for its
///     source. After that, neither on_next_task nor on_error is called, except by a call that had
///     already begun (ASY-19). Cancelling the reader itself, by ArrowBridgeReaderCancel(), is an
///     error: on_error is called with ECANCELED, within 20 ms if the producer waits for a request.
///   - If the reader fails, on_error gets its code and its whole message, unchanged. There is no
///     metadata. If a callback of the handler fails, only `release` follows; then the reader is not
///     cancelled.
///   - A task may be moved, and extracted later on any thread, also after `release`. A second call
///     of extract_data on the same struct returns EINVAL. A task that is never extracted is never
///     freed (ASY-15).
///   - All callbacks are called on one thread. The last one is `release`; the reference to the
///     reader has been released before it (ASY-12).
///
/// No lock is held while a callback runs: it may call `request` and `cancel`, and release the
/// reader. Do not read the reader elsewhere before `release`: batches that are read there are not
/// passed to the handler, and of two calls at the same time one gets EBUSY.
/// \{

/// \brief Pass all batches of a reader to an asynchronous handler, on a thread of the library.
///
/// The thread begins to call the handler in this call, and ends when it has called `release`. It
/// calls the source of the reader too. Signals that the program handles are blocked on it. The end
/// of the process waits for callbacks that are running for at most 1 s; after that begins, no
/// further callback is called. In a forked child of the process the thread does not exist: the
/// handler is not called there, and `request` and `cancel` do nothing.
/// \param[in] reader       The reader, of record batches or other arrays. Borrowed. It may be
///                         released at any time.
/// \param[in,out] handler  The handler. Its callbacks must be ready. In every outcome `release` is
///                         called once: as the last call, or before this function returns if it
///                         fails; then no other callback is called.
/// \param[out] error       Error message. May be NULL.
/// \return 0, EINVAL (a callback of the handler is NULL), ENOMEM, EAGAIN (no thread can be
///         started). Failures of the reader go to the handler.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeReaderDriveHandler(struct ArrowBridgeReader* reader,
                                                     struct ArrowAsyncDeviceStreamHandler* handler,
                                                     struct ArrowBridgeError* error);

/// \brief Pass all batches of a reader to an asynchronous handler, on the calling thread.
///
/// As ArrowBridgeReaderDriveHandler(), but this function calls all callbacks itself, and returns
/// after `release`. While nothing is requested it waits: a handler that does not request everything
/// in its callbacks must call `request` or `cancel` on another thread.
/// \param[in] reader       The reader, of record batches or other arrays. Borrowed. A callback may
///                         release it.
/// \param[in,out] handler  As for ArrowBridgeReaderDriveHandler().
/// \param[out] error       Error message. May be NULL.
/// \return 0 if the handler has been called, whatever the outcome of the stream. EINVAL (a callback
///         of the handler is NULL), ENOMEM.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeReaderRunHandler(struct ArrowBridgeReader* reader,
                                                   struct ArrowAsyncDeviceStreamHandler* handler,
                                                   struct ArrowBridgeError* error);

/// \}

#ifdef __cplusplus
}
#endif

#endif  // ARROWBRIDGE_ASYNC_H
