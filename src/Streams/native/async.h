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

/* The other end of an asynchronous stream: a handler, and the batches that a reader has not taken.
 * The block is the handle. When it ends, the producer is cancelled; it is freed when the producer
 * has released the handler too. */
typedef struct AsyncConsumer AsyncConsumer;

enum {
  AB_ASYNC_TAKEN,
  AB_ASYNC_ENDED,
  AB_ASYNC_FAILED,
  AB_ASYNC_LATE,
  AB_ASYNC_CANCELLED,
  AB_ASYNC_OWN_THREAD,
  AB_ASYNC_HAS_READER
};

/* NULL: out of memory. The capacity is the number of batches that may wait. */
AB_API AsyncConsumer* ab_async_consumer_new(int64_t capacity);
AB_API struct ArrowAsyncDeviceStreamHandler* ab_async_consumer_handler(AsyncConsumer* consumer);
/* Waits for the schema, until a time of ab_now_ms() unless that is negative. It is taken once. */
AB_API int ab_async_take_schema(AsyncConsumer* consumer, int64_t end, struct ArrowSchema* out);
/* Waits for the next batch, or until the reader is cancelled. */
AB_API int ab_async_take(AsyncConsumer* consumer, Reader* reader, struct ArrowArray* out);
AB_API void ab_async_cancel(AsyncConsumer* consumer);
/* The failure; NULL if there was no memory for its text. */
AB_API const char* ab_async_error(AsyncConsumer* consumer, int32_t* code);
void ab_async_consumer_end(AsyncConsumer* consumer);

#endif
