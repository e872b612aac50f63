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

/// A handler of asynchronous streams that a reader reads from. The struct is opaque.
struct ArrowBridgeAsyncHandler;

/// \brief Make a handler that an asynchronous producer may call, for a reader.
///
/// The handler puts batches into a queue, from which the reader takes them. It requests as many
/// batches as the queue has room for: at first `max_batches`, then more when half of the queue is
/// free. How to use it:
///   1. Make it, and pass `out_handler` to one producer. The producer may call it before this
///      function's caller goes on, on any thread, one call at a time (ASY-8).
///   2. Get the reader, which waits for the schema, and read.
///   3. Release the reader and `out`, in any order.
///
/// A producer that breaks a rule never makes the process crash, as long as its pointers lead to
/// what they should and it calls nothing after `release`. The reader then fails with EINVAL and a
/// message that names the rule: a call before on_schema or a second schema (ASY-3), no producer
/// (ASY-2), a task that was not requested (ASY-9), a task without an array (ASY-15), an array of
/// another device (ASY-17), `release` before end of stream (ASY-7, with EIO). If the CPU cannot
/// read the device, or an array has an event, it fails with ENOTSUP. The callback that notices
/// returns the same code, after which only `release` may follow. Tasks that nobody wants are freed
/// at once.
///
/// The code and the message of on_error are those of the reader, after the batches before it. If
/// extract_data fails, on_error has to follow (ASY-15). Metadata of the producer and of its calls
/// is ignored.
///
/// Threads: callbacks do not wait for the reader. `release` waits for calls of `request` and
/// `cancel` that are running on other threads, since the producer's struct is in use until they
/// return (ASY-21); so a producer must not hold a lock that those need. Callbacks do not enter the
/// .NET runtime. In a forked child they do nothing but free what they are given, on_schema and
/// on_next_task return ENOTSUP, and the producer is not called.
/// \param[in] max_batches   Maximum number of batches that wait, from 1 to 65536.
/// \param[out] out          The new handle; NULL on failure. Release it with
///                          ArrowBridgeAsyncHandlerRelease().
/// \param[out] out_handler  The struct to pass to a producer; NULL on failure. Call `release` of it
///                          if there is no producer after all. It stays valid until then; the
///                          library frees it. Its contents may be copied to a struct of the caller,
///                          which the producer gets instead.
/// \param[out] error        Error message. May be NULL.
/// \return 0, EINVAL, ENOMEM.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeAsyncHandlerNew(
    int64_t max_batches, struct ArrowBridgeAsyncHandler** out,
    struct ArrowAsyncDeviceStreamHandler** out_handler, struct ArrowBridgeError* error);

/// \brief Wait until the producer passes the schema, and make the reader of the batches.
///
/// The structure of every batch is checked against the schema before the batch is handed on;
/// nothing is copied. Reading waits for the producer. Cancelling the reader with
/// ArrowBridgeReaderCancel() ends a call that waits within 20 ms, and then cancels the producer.
/// Releasing the reader and the handle cancels the producer unless it has reached its end.
/// Whichever is last waits at most 20 ms until the producer releases the handler. What it passes
/// later is freed at once. \param[in] handler     The handler. It has one reader. \param[in]
/// timeout_ms  Maximum time to wait, in milliseconds. 0: no limit. \param[out] out        The new
/// handle; NULL on failure. Release it with
///                        ArrowBridgeReaderRelease().
/// \param[out] error      Error message. May be NULL.
/// \return 0; the code of the producer, if on_error is called instead of on_schema; ETIMEDOUT,
/// after
///         which the function may be called again; EINVAL (the schema is invalid or is not a
///         struct, the producer broke a rule, or there is a reader already); ENOTSUP (unknown
///         format string, or the CPU cannot read the device); EIO (the producer released the
///         handler); EBUSY (called by the producer while it is called by the library); ENOMEM.
///         After an invalid schema the producer is cancelled.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeAsyncHandlerGetReader(struct ArrowBridgeAsyncHandler* handler,
                                                        int64_t timeout_ms,
                                                        struct ArrowBridgeReader** out,
                                                        struct ArrowBridgeError* error);

/// \brief ArrowBridgeAsyncHandlerGetReader() for arrays of any type, which keep their offsets.
/// \param[in] handler     The handler. It has one reader.
/// \param[in] timeout_ms  Maximum time to wait, in milliseconds. 0: no limit.
/// \param[out] out        The new handle; NULL on failure. Release it with
///                        ArrowBridgeReaderRelease().
/// \param[out] error      Error message. May be NULL.
/// \return As ArrowBridgeAsyncHandlerGetReader().
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeAsyncHandlerGetArrayReader(
    struct ArrowBridgeAsyncHandler* handler, int64_t timeout_ms, struct ArrowBridgeReader** out,
    struct ArrowBridgeError* error);

/// \brief Release the handle of a handler. Its reader stays valid.
///
/// Without a reader, the producer is cancelled. The struct that the producer calls is not released:
/// that is up to the producer.
/// \param[in] handler  The handle. NULL is a no-op.
/// \since 0.1.0
ARROWBRIDGE_EXPORT void ArrowBridgeAsyncHandlerRelease(struct ArrowBridgeAsyncHandler* handler);

/// \}

#ifdef __cplusplus
}
#endif

#endif  // ARROWBRIDGE_ASYNC_H
