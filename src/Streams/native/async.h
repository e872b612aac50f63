/* Asynchronous streams. */
#ifndef ARROWBRIDGE_NATIVE_ASYNC_H
#define ARROWBRIDGE_NATIVE_ASYNC_H

#include "streams.h"

/* The name of a callback that is NULL. NULL: there is none. */
AB_API const char* ab_async_missing_callback(const struct ArrowAsyncDeviceStreamHandler* handler);

/* Releases a handler that no other callback was called of. NULL is a no-op. */
AB_API void ab_async_end_handler(struct ArrowAsyncDeviceStreamHandler* handler);

/* Passes the batches of a reader to a handler: on a new thread, or in this call. Takes over the
 * stream, which reads from the reader. Returns an errno; then the handler was not called. */
AB_API int ab_async_drive(Reader* reader, struct ArrowArrayStream* stream,
                          struct ArrowAsyncDeviceStreamHandler* handler, int on_thread);

#endif
