/* The producer of asynchronous streams: calls a handler with the batches of a reader. The lock is
 * held for moments only, never while foreign code runs. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "async.h"
#include "foreign_calls.h"
#include "threads.h"

typedef struct Producer {
  Block head;
  Lock lock;
  Condition changed;
  struct ArrowAsyncProducer given; /* what the handler sees */
  struct ArrowAsyncDeviceStreamHandler* handler;
  struct ArrowArrayStream stream; /* of the reader, which it keeps alive */
  Reader* reader;                 /* NULL once the stream is released */
  int64_t requested;              /* batches that the handler still wants */
  int64_t refused;                /* the argument of a request that is not valid */
  int32_t has_refused;
  int32_t is_cancelled;
  int32_t on_thread; /* of the library */
} Producer;

/* What private_data of a task points to. It depends on nothing else, so that a task may be moved
 * and outlive the producer. */
typedef struct Task {
  Block head;
  struct ArrowArray array;
} Task;

static int extract_data(struct ArrowAsyncTask* self, struct ArrowDeviceArray* out) {
  Task* task = self == NULL ? NULL : self->private_data;
  if (out != NULL) memset(out, 0, sizeof(*out));
  if (task == NULL) return EINVAL;
  self->private_data = NULL;
  if (out != NULL) {
    out->array = task->array;
    out->device_id = -1;
    out->device_type = ARROW_DEVICE_CPU;
  } else {
    task->array.release(&task->array);
  }
  ab_free(&task->head);
  return 0;
}

/* In a forked child another thread may have held the lock, and nobody would answer. */
static void request(struct ArrowAsyncProducer* self, int64_t n) {
  Producer* producer = self == NULL ? NULL : self->private_data;
  if (producer == NULL || ab_is_forked()) return;
  lock_take(&producer->lock);
  if (n > 0) {
    const int64_t most = INT64_MAX - producer->requested;
    producer->requested += n < most ? n : most;
  } else if (!producer->has_refused) {
    producer->has_refused = 1;
    producer->refused = n;
  }
  condition_one(&producer->changed);
  lock_leave(&producer->lock);
}

static void cancel(struct ArrowAsyncProducer* self) {
  Producer* producer = self == NULL ? NULL : self->private_data;
  if (producer == NULL || ab_is_forked()) return;
  lock_take(&producer->lock);
  if (!producer->is_cancelled && producer->reader != NULL) {
    atomic_store(&producer->reader->cancelled, 1);
  }
  producer->is_cancelled = 1;
  condition_one(&producer->changed);
  lock_leave(&producer->lock);
}

static int is_cancelled(Producer* producer) {
  lock_take(&producer->lock);
  const int cancelled = producer->is_cancelled;
  lock_leave(&producer->lock);
  return cancelled;
}

/* Calls on_error unless the stream was cancelled. Returns 0: nothing but release follows. */
static int fail(Producer* producer, int code, const char* message) {
  if (!is_cancelled(producer)) {
    producer->handler->on_error(producer->handler, code, message, NULL);
  }
  return 0;
}

static int fail_as_stream(Producer* producer, int code) {
  return fail(producer, code, producer->stream.get_last_error(&producer->stream));
}

/* The steps return whether the stream goes on. */
static int pass_schema(Producer* producer) {
  struct ArrowSchema schema = {0};
  int code = producer->stream.get_schema(&producer->stream, &schema);
  if (code != 0) return fail_as_stream(producer, code);
  code = producer->handler->on_schema(producer->handler, &schema);
  if (schema.release != NULL) schema.release(&schema);
  return code == 0;
}

static int pass_task(Producer* producer, struct ArrowArray* array) {
  Task* task = (Task*)ab_alloc(AB_MEMORY, sizeof(Task));
  if (task == NULL) {
    array->release(array);
    return fail(producer, ENOMEM, "on_next_task: out of memory for a task");
  }
  task->array = *array;
  struct ArrowAsyncTask given = {extract_data, task};
  return producer->handler->on_next_task(producer->handler, &given, NULL) == 0;
}

static int pass_next(Producer* producer) {
  struct ArrowArray array = {0};
  const int code = producer->stream.get_next(&producer->stream, &array);
  if (code != 0) return fail_as_stream(producer, code);
  if (is_cancelled(producer)) {
    if (array.release != NULL) array.release(&array);
    return 0;
  }
  if (array.release != NULL) return pass_task(producer, &array);
  producer->handler->on_next_task(producer->handler, NULL, NULL);
  return 0;
}

static int refuse_request(Producer* producer) {
  char text[128];
  snprintf(text, sizeof(text), "request: ASY-18: %lld batches were requested",
           (long long)producer->refused);
  return fail(producer, EINVAL, text);
}

/* The handler may be waiting for its release to free everything, so the source goes first. The
 * producer's struct must be there until the release returns (ASY-21). */
static int finish(Producer* producer) {
  lock_take(&producer->lock);
  producer->reader = NULL;
  lock_leave(&producer->lock);
  producer->stream.release(&producer->stream);
  producer->handler->release(producer->handler);
  return 0;
}

/* Waits until the handler wants a batch or ends the stream, and returns the step to take. */
static int (*next_step(Producer* producer))(Producer*) {
  int (*step)(Producer*) = NULL;
  lock_take(&producer->lock);
  while (step == NULL) {
    if (producer->is_cancelled) {
      step = finish;
    } else if (producer->has_refused) {
      step = refuse_request;
    } else if (producer->requested > 0) {
      producer->requested--;
      step = pass_next;
    } else if (atomic_load(&producer->reader->cancelled) != 0) {
      step = pass_next; /* which fails */
    } else {
      condition_wait_ms(&producer->changed, &producer->lock, AB_POLL_MS);
    }
  }
  lock_leave(&producer->lock);
  return step;
}

static void end(Producer* producer) {
  condition_end(&producer->changed);
  lock_end(&producer->lock);
  ab_free(&producer->head);
}

/* A thread of the library takes no further step once the process ends, and leaves everything as it
 * is. */
static int take_step(Producer* producer, int (*step)(Producer*), int* goes_on) {
  if (producer->on_thread && !ab_foreign_call_begin()) return 0;
  *goes_on = step(producer);
  if (producer->on_thread) ab_foreign_call_end();
  return 1;
}

static void run(Producer* producer) {
  int (*step)(Producer*) = pass_schema;
  int goes_on = 1;
  producer->handler->producer = &producer->given;
  while (take_step(producer, step, &goes_on)) {
    if (step == finish) {
      end(producer);
      break;
    }
    step = goes_on ? next_step(producer) : finish;
  }
}

static AB_THREAD_RESULT run_on_thread(void* argument) {
  const char* outer = ab_begin_function("ArrowBridgeReaderDriveHandler");
  run(argument);
  ab_end_function(outer);
  return 0;
}

static Producer* new_producer(Reader* reader, struct ArrowArrayStream* stream,
                              struct ArrowAsyncDeviceStreamHandler* handler, int on_thread) {
  Producer* producer = (Producer*)ab_alloc(AB_MEMORY, sizeof(Producer));
  if (producer == NULL) return NULL;
  memset(&producer->head + 1, 0, sizeof(Producer) - sizeof(Block));
  if (ab_foreign_calls_watch() != 0 ||
      lock_and_condition_init(&producer->lock, &producer->changed) != 0) {
    ab_free(&producer->head);
    return NULL;
  }
  producer->given.device_type = ARROW_DEVICE_CPU;
  producer->given.request = request;
  producer->given.cancel = cancel;
  producer->given.private_data = producer;
  producer->handler = handler;
  producer->stream = *stream;
  producer->reader = reader;
  producer->on_thread = on_thread;
  return producer;
}

int ab_async_drive(Reader* reader, struct ArrowArrayStream* stream,
                   struct ArrowAsyncDeviceStreamHandler* handler, int on_thread) {
  Producer* producer = new_producer(reader, stream, handler, on_thread);
  if (producer == NULL) {
    stream->release(stream);
    return ENOMEM;
  }
  if (!on_thread) {
    run(producer);
    return 0;
  }
  const int code = thread_start_managed(run_on_thread, producer);
  if (code == 0) return 0;
  stream->release(stream);
  end(producer);
  return code;
}

const char* ab_async_missing_callback(const struct ArrowAsyncDeviceStreamHandler* handler) {
  if (handler->on_schema == NULL) return "on_schema";
  if (handler->on_next_task == NULL) return "on_next_task";
  if (handler->on_error == NULL) return "on_error";
  return handler->release == NULL ? "release" : NULL;
}

void ab_async_end_handler(struct ArrowAsyncDeviceStreamHandler* handler) {
  if (handler != NULL && handler->release != NULL) handler->release(handler);
}
