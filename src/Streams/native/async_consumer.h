/* What the two halves of the consumer of asynchronous streams share: the callbacks of its handler
 * (async_handler.c), and the queue from which a reader takes (async_consumer.c). The lock is held
 * for moments only, never while foreign code runs. */
#ifndef ARROWBRIDGE_ASYNC_CONSUMER_H
#define ARROWBRIDGE_ASYNC_CONSUMER_H

#include "async.h"
#include "threads.h"

enum { AB_NO_SCHEMA, AB_LIVE, AB_ENDED, AB_FAILED };

struct AsyncConsumer {
  Block head;
  struct ArrowAsyncDeviceStreamHandler handler;
  Lock lock;
  Condition changed;
  struct ArrowAsyncProducer* producer; /* NULL while it must not be called */
  struct ArrowSchema schema;           /* released once it is taken */
  Block* text;                         /* of the failure; NULL: lost for lack of memory */
  ArrowDeviceType device_type;
  int32_t state;
  int32_t code;         /* of the failure */
  int32_t extract_code; /* of an extract_data that failed; on_error should follow */
  int32_t calls;        /* on the producer that are running, of all threads */
  int32_t has_reader;   /* the schema was taken */
  int32_t is_cancelled; /* nothing is accepted any more */
  int32_t is_released;  /* by the producer, */
  int32_t is_abandoned; /* and by the consumer: whoever comes last frees */
  int64_t requested;    /* batches that have not arrived; */
  int64_t arriving;     /* that are being extracted; */
  int64_t count;        /* and that wait: at most `capacity` in sum */
  int64_t arrived;      /* number of batches */
  int64_t capacity;
  int64_t first;
  struct ArrowArray queue[];
};

/* A call of the producer's code that this thread is in. */
typedef struct Call {
  const AsyncConsumer* consumer;
  int is_counted; /* in `calls` */
  const struct Call* outer;
} Call;

/* Begins and ends a call of the producer's code on this thread. */
void ab_async_call_begin(Call* call, const AsyncConsumer* consumer, int is_counted);
void ab_async_call_end(const Call* call);
/* Calls of this thread that are running: all, or those that are counted. */
int ab_async_own_calls(const AsyncConsumer* consumer, int only_counted);

/* With the lock, which is released meanwhile: requests what fits into the queue. */
void ab_async_request_more(AsyncConsumer* consumer);

/* Sets the callbacks. */
void ab_async_fill_handler(AsyncConsumer* consumer);

void ab_async_consumer_free(AsyncConsumer* consumer);

#endif
