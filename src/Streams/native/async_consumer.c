/* The queue of an asynchronous stream, from which a reader takes the batches. */
#include "async_consumer.h"

#include <string.h>

/* How long the last release waits for the producer's. */
#define RELEASE_WAIT_MS 20

static _Thread_local const Call* innermost;

void ab_async_call_begin(Call* call, const AsyncConsumer* consumer, int is_counted) {
  *call = (Call){consumer, is_counted, innermost};
  innermost = call;
}

void ab_async_call_end(const Call* call) { innermost = call->outer; }

int ab_async_own_calls(const AsyncConsumer* consumer, int only_counted) {
  int count = 0;
  for (const Call* call = innermost; call != NULL; call = call->outer) {
    count += call->consumer == consumer && (call->is_counted || !only_counted);
  }
  return count;
}

/* With the lock, which is released meanwhile. `n` is the number to request; 0: cancel. The
 * producer's struct is there until its release of the handler returns, and that waits for these
 * calls. */
static void call_producer(AsyncConsumer* consumer, int64_t n) {
  struct ArrowAsyncProducer* producer = consumer->producer;
  if (producer == NULL) return;
  Call call;
  consumer->calls++;
  lock_leave(&consumer->lock);
  ab_async_call_begin(&call, consumer, 1);
  if (n > 0) {
    producer->request(producer, n);
  } else {
    producer->cancel(producer);
  }
  ab_async_call_end(&call);
  lock_take(&consumer->lock);
  consumer->calls--;
  condition_all(&consumer->changed);
}

/* With the lock. Requests what fits into the queue, not one by one. */
void ab_async_request_more(AsyncConsumer* consumer) {
  const int64_t coming = consumer->requested + consumer->arriving;
  const int64_t unused = consumer->capacity - consumer->count - coming;
  if (consumer->state != AB_LIVE || consumer->is_cancelled || 2 * unused < consumer->capacity)
    return;
  consumer->requested += unused;
  call_producer(consumer, unused);
}

/* With the lock. */
static void cancel(AsyncConsumer* consumer) {
  if (consumer->is_cancelled) return;
  consumer->is_cancelled = 1;
  condition_all(&consumer->changed);
  if (consumer->state == AB_LIVE) call_producer(consumer, 0);
}

void ab_async_consumer_free(AsyncConsumer* consumer) {
  condition_end(&consumer->changed);
  lock_end(&consumer->lock);
  ab_release(consumer->text);
  ab_free(&consumer->head);
}

AsyncConsumer* ab_async_consumer_new(int64_t capacity) {
  const size_t size = sizeof(AsyncConsumer) + (size_t)capacity * sizeof(struct ArrowArray);
  AsyncConsumer* consumer = (AsyncConsumer*)ab_alloc(AB_ASYNC_CONSUMER, (int64_t)size);
  if (consumer == NULL) return NULL;
  memset(&consumer->head + 1, 0, sizeof(AsyncConsumer) - sizeof(Block));
  if (lock_and_condition_init(&consumer->lock, &consumer->changed) != 0) {
    ab_free(&consumer->head);
    return NULL;
  }
  ab_async_fill_handler(consumer);
  consumer->capacity = capacity;
  return consumer;
}

struct ArrowAsyncDeviceStreamHandler* ab_async_consumer_handler(AsyncConsumer* consumer) {
  return &consumer->handler;
}

/* With the lock. */
static int wait_for_schema(AsyncConsumer* consumer, int64_t end) {
  if (consumer->state == AB_NO_SCHEMA && ab_async_own_calls(consumer, 0) > 0)
    return AB_ASYNC_OWN_THREAD;
  while (consumer->state == AB_NO_SCHEMA) {
    const int64_t left = end < 0 ? AB_POLL_MS : end - now_ms();
    if (left <= 0) return AB_ASYNC_LATE;
    condition_wait_ms(&consumer->changed, &consumer->lock, left < AB_POLL_MS ? left : AB_POLL_MS);
  }
  if (consumer->has_reader) return AB_ASYNC_HAS_READER;
  return consumer->schema.release == NULL ? AB_ASYNC_FAILED : AB_ASYNC_TAKEN;
}

int ab_async_take_schema(AsyncConsumer* consumer, int64_t end, struct ArrowSchema* out) {
  lock_take(&consumer->lock);
  const int result = wait_for_schema(consumer, end);
  if (result == AB_ASYNC_TAKEN) {
    *out = consumer->schema;
    consumer->schema.release = NULL;
    consumer->has_reader = 1;
  }
  lock_leave(&consumer->lock);
  return result;
}

/* With the lock. */
static int wait_for_batch(AsyncConsumer* consumer, Reader* reader) {
  while (atomic_load(&reader->cancelled) == 0) {
    if (consumer->count > 0) return AB_ASYNC_TAKEN;
    if (consumer->state != AB_LIVE)
      return consumer->state == AB_ENDED ? AB_ASYNC_ENDED : AB_ASYNC_FAILED;
    if (ab_async_own_calls(consumer, 0) > 0) return AB_ASYNC_OWN_THREAD;
    condition_wait_ms(&consumer->changed, &consumer->lock, AB_POLL_MS);
  }
  return AB_ASYNC_CANCELLED;
}

static struct ArrowArray take_first(AsyncConsumer* consumer) {
  const struct ArrowArray array = consumer->queue[consumer->first];
  consumer->first = (consumer->first + 1) % consumer->capacity;
  consumer->count--;
  return array;
}

int ab_async_take(AsyncConsumer* consumer, Reader* reader, struct ArrowArray* out) {
  lock_take(&consumer->lock);
  const int result = wait_for_batch(consumer, reader);
  if (result == AB_ASYNC_TAKEN) {
    *out = take_first(consumer);
    ab_async_request_more(consumer);
  } else if (result == AB_ASYNC_CANCELLED) {
    cancel(consumer);
  }
  lock_leave(&consumer->lock);
  return result;
}

void ab_async_cancel(AsyncConsumer* consumer) {
  lock_take(&consumer->lock);
  cancel(consumer);
  lock_leave(&consumer->lock);
}

/* Only after AB_ASYNC_FAILED, when nothing changes them any more. */
const char* ab_async_error(AsyncConsumer* consumer, int32_t* code) {
  *code = consumer->code;
  return consumer->text == NULL ? NULL : (const char*)(consumer->text + 1);
}

/* With the lock, which is released meanwhile. Nothing is added any more. */
static void release_waiting(AsyncConsumer* consumer) {
  struct ArrowSchema schema = consumer->schema;
  consumer->schema.release = NULL;
  while (consumer->count > 0) {
    struct ArrowArray array = take_first(consumer);
    lock_leave(&consumer->lock);
    array.release(&array);
    lock_take(&consumer->lock);
  }
  lock_leave(&consumer->lock);
  if (schema.release != NULL) schema.release(&schema);
  lock_take(&consumer->lock);
}

/* With the lock. The producer is about to release the handler, and with it its source. That is not
 * waited for long: the producer may need this thread. */
static void wait_for_release(AsyncConsumer* consumer) {
  const int64_t end = now_ms() + RELEASE_WAIT_MS;
  if (consumer->state == AB_NO_SCHEMA || ab_async_own_calls(consumer, 0) > 0) return;
  for (int64_t left = RELEASE_WAIT_MS; !consumer->is_released && left > 0; left = end - now_ms()) {
    condition_wait_ms(&consumer->changed, &consumer->lock, left);
  }
}

/* In a forked child the producer is not called: its threads do not exist there. A producer that is
 * released there may still release the handler, which therefore stays. */
void ab_async_consumer_end(AsyncConsumer* consumer) {
  const int forked = ab_is_forked();
  if (forked && !lock_try(&consumer->lock)) return;
  if (!forked) {
    lock_take(&consumer->lock);
    cancel(consumer);
  }
  release_waiting(consumer);
  if (!forked) wait_for_release(consumer);
  consumer->is_abandoned = 1;
  const int is_last = consumer->is_released && !forked;
  lock_leave(&consumer->lock);
  if (is_last) ab_async_consumer_free(consumer);
}
