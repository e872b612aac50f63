/* The handler of an asynchronous stream, which any producer may call. Nothing that the producer
 * does is trusted but what a C program must trust: that pointers which are not NULL lead to what
 * they should, and that nothing is called after release. */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "async_consumer.h"
#include "device_streams.h"

/* A longer message of a producer is cut. */
#define MOST_TEXT (1 << 16)

static Block* copy_text(const char* text) {
  const char* end = memchr(text, '\0', MOST_TEXT);
  const size_t size = end == NULL ? ab_whole_characters(text, MOST_TEXT) : (size_t)(end - text);
  Block* block = ab_alloc(AB_MEMORY, (int64_t)(sizeof(Block) + size + 1));
  if (block == NULL) return NULL;
  memcpy(block + 1, text, size);
  ((char*)(block + 1))[size] = '\0';
  return block;
}

/* With the lock. The first failure stays, and an end that was given before. */
static void fail(AsyncConsumer* consumer, int code, const char* text) {
  if (consumer->state == AB_ENDED || consumer->state == AB_FAILED) return;
  consumer->state = AB_FAILED;
  consumer->code = code;
  consumer->text = copy_text(text);
  condition_all(&consumer->changed);
}

#if defined(__GNUC__)
__attribute__((format(printf, 3, 4)))
#endif
static int
refuse(AsyncConsumer* consumer, int code, const char* format, ...) {
  char text[AB_TEXT_SIZE];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof(text), format, arguments);
  va_end(arguments);
  fail(consumer, code, text);
  return code;
}

static AsyncConsumer* consumer_of(struct ArrowAsyncDeviceStreamHandler* self) {
  return self == NULL ? NULL : self->private_data;
}

/* With the lock. Returns an errno if the schema cannot be accepted. */
static int check_schema(AsyncConsumer* consumer, const struct ArrowAsyncProducer* producer,
                        const struct ArrowSchema* schema) {
  if (consumer->is_released) return EINVAL;
  if (consumer->state != AB_NO_SCHEMA) {
    return refuse(consumer, EINVAL, "on_schema: ASY-3: it is called a second time");
  }
  if (producer == NULL) {
    return refuse(consumer, EINVAL, "on_schema: ASY-2: the producer of the handler is NULL");
  }
  if (producer->request == NULL || producer->cancel == NULL) {
    return refuse(consumer, EINVAL, "on_schema: ASY-1: %s of the producer is NULL",
                  producer->request == NULL ? "request" : "cancel");
  }
  if (schema == NULL || schema->release == NULL) {
    return refuse(consumer, EINVAL, "on_schema: ASY-3: it is called without a schema");
  }
  if (!ab_is_main_memory(producer->device_type)) {
    return refuse(consumer, ENOTSUP, "on_schema: DEV-3: device type %d is not main memory",
                  (int)producer->device_type);
  }
  return consumer->is_cancelled ? ECANCELED : 0;
}

static int on_schema(struct ArrowAsyncDeviceStreamHandler* self, struct ArrowSchema* schema) {
  AsyncConsumer* consumer = consumer_of(self);
  int code = consumer == NULL ? EINVAL : ab_is_forked() ? ENOTSUP : 0;
  if (code == 0) {
    lock_take(&consumer->lock);
    code = check_schema(consumer, self->producer, schema);
    if (code == 0) {
      consumer->schema = *schema;
      schema->release = NULL;
      consumer->producer = self->producer;
      consumer->device_type = self->producer->device_type;
      consumer->state = AB_LIVE;
      condition_all(&consumer->changed);
      ab_async_request_more(consumer);
    }
    lock_leave(&consumer->lock);
  }
  if (schema != NULL && schema->release != NULL) {
    schema->release(schema);
    schema->release = NULL;
  }
  return code;
}

/* Frees a task whose array nobody wants (ASY-15). */
static int discard(struct ArrowAsyncTask* task, int code) {
  if (task->extract_data != NULL) (void)task->extract_data(task, NULL);
  return code;
}

/* With the lock. Returns an errno if the task cannot be accepted. */
static int check_task(AsyncConsumer* consumer, const struct ArrowAsyncTask* task) {
  const long long number = (long long)consumer->arrived;
  if (consumer->is_cancelled || consumer->is_released) return ECANCELED;
  if (consumer->state == AB_NO_SCHEMA) {
    return refuse(consumer, EINVAL, "on_next_task: ASY-3: it is called before on_schema");
  }
  if (consumer->state != AB_LIVE || consumer->extract_code != 0) return ECANCELED;
  if (task->extract_data == NULL) {
    return refuse(consumer, EINVAL, "on_next_task: ASY-15: batch %lld: extract_data is NULL",
                  number);
  }
  if (consumer->requested == 0) {
    return refuse(consumer, EINVAL, "on_next_task: ASY-9: batch %lld was not requested", number);
  }
  return 0;
}

/* With the lock. Returns an errno if the array cannot be accepted. */
static int check_array(AsyncConsumer* consumer, const struct ArrowDeviceArray* array) {
  const long long number = (long long)consumer->arrived;
  if (array->array.release == NULL) {
    return refuse(consumer, EINVAL, "extract_data: ASY-15: batch %lld: it returned 0, but no array",
                  number);
  }
  if (array->device_type != consumer->device_type) {
    return refuse(consumer, EINVAL,
                  "extract_data: ASY-17: batch %lld: an array of device type %d in a stream of "
                  "type %d",
                  number, (int)array->device_type, (int)consumer->device_type);
  }
  if (array->sync_event != NULL) {
    return refuse(consumer, ENOTSUP,
                  "extract_data: DEV-7: batch %lld: the event of device type %d cannot be waited "
                  "for",
                  number, (int)array->device_type);
  }
  return consumer->state == AB_LIVE && !consumer->is_cancelled ? 0 : ECANCELED;
}

/* Extracts the array and adds it to the queue, where what was requested fits. */
static int take_task(AsyncConsumer* consumer, struct ArrowAsyncTask* task) {
  struct ArrowDeviceArray array = {{0}, 0, 0, NULL, {0}};
  Call call;
  ab_async_call_begin(&call, consumer, 0);
  const int extract_code = task->extract_data(task, &array);
  ab_async_call_end(&call);
  lock_take(&consumer->lock);
  consumer->arriving--;
  int code = 0;
  if (extract_code != 0) {
    consumer->extract_code = extract_code; /* on_error brings the message */
    array.array.release = NULL;
  } else {
    code = check_array(consumer, &array);
  }
  if (extract_code == 0 && code == 0) {
    consumer->queue[(consumer->first + consumer->count) % consumer->capacity] = array.array;
    consumer->count++;
    consumer->arrived++;
    array.array.release = NULL;
    condition_all(&consumer->changed);
  }
  lock_leave(&consumer->lock);
  if (array.array.release != NULL) array.array.release(&array.array);
  return code;
}

/* With the lock. A failed extract_data must be followed by on_error (ASY-15). */
static void fail_extracted(AsyncConsumer* consumer) {
  refuse(consumer, consumer->extract_code,
         "extract_data: ASY-15: batch %lld: it failed with code %d, and on_error was not called",
         (long long)consumer->arrived, consumer->extract_code);
}

static int take_end(AsyncConsumer* consumer) {
  int code = 0;
  lock_take(&consumer->lock);
  if (consumer->extract_code != 0) {
    fail_extracted(consumer);
  } else if (consumer->state == AB_NO_SCHEMA) {
    code = refuse(consumer, EINVAL, "on_next_task: ASY-3: it is called before on_schema");
  } else if (consumer->state == AB_LIVE) {
    consumer->state = AB_ENDED;
    condition_all(&consumer->changed);
  }
  lock_leave(&consumer->lock);
  return code;
}

static int on_next_task(struct ArrowAsyncDeviceStreamHandler* self, struct ArrowAsyncTask* task,
                        const char* metadata) {
  AsyncConsumer* consumer = consumer_of(self);
  (void)metadata;
  if (consumer == NULL) return task == NULL ? EINVAL : discard(task, EINVAL);
  if (ab_is_forked()) return task == NULL ? 0 : discard(task, ENOTSUP);
  if (task == NULL) return take_end(consumer);
  lock_take(&consumer->lock);
  const int code = check_task(consumer, task);
  if (code == 0) {
    consumer->requested--;
    consumer->arriving++;
  }
  lock_leave(&consumer->lock);
  return code == 0 ? take_task(consumer, task) : discard(task, code);
}

static void on_error(struct ArrowAsyncDeviceStreamHandler* self, int code, const char* message,
                     const char* metadata) {
  AsyncConsumer* consumer = consumer_of(self);
  (void)metadata;
  if (consumer == NULL || ab_is_forked()) return;
  lock_take(&consumer->lock);
  if (code == 0) {
    refuse(consumer, EINVAL, "on_error: ASY-11: it is called with code 0%s%s",
           message == NULL ? "" : ": ", message == NULL ? "" : message);
  } else if (message != NULL) {
    fail(consumer, code, message);
  } else {
    refuse(consumer, code, "on_error: the producer failed with code %d and gave no message", code);
  }
  lock_leave(&consumer->lock);
}

/* With the lock. Waits for calls on the producer, except those around this call. */
static void wait_for_calls(AsyncConsumer* consumer) {
  const int own = ab_async_own_calls(consumer, 1);
  consumer->producer = NULL;
  while (consumer->calls > own) condition_wait(&consumer->changed, &consumer->lock);
}

static void release(struct ArrowAsyncDeviceStreamHandler* self) {
  AsyncConsumer* consumer = consumer_of(self);
  if (consumer == NULL || ab_is_forked()) return;
  lock_take(&consumer->lock);
  if (consumer->is_released) {
    lock_leave(&consumer->lock);
    return;
  }
  wait_for_calls(consumer);
  if (consumer->extract_code != 0) {
    fail_extracted(consumer);
  } else if (consumer->state == AB_NO_SCHEMA) {
    refuse(consumer, EIO, "release: ASY-12: the producer released the handler without a schema");
  } else if (consumer->state == AB_LIVE) {
    refuse(consumer, EIO,
           "release: ASY-7: the producer released the handler before the end of the stream");
  }
  consumer->is_released = 1;
  condition_all(&consumer->changed);
  const int is_last = consumer->is_abandoned;
  lock_leave(&consumer->lock);
  if (is_last) ab_async_consumer_free(consumer);
}

void ab_async_fill_handler(AsyncConsumer* consumer) {
  consumer->handler.on_schema = on_schema;
  consumer->handler.on_next_task = on_next_task;
  consumer->handler.on_error = on_error;
  consumer->handler.release = release;
  consumer->handler.private_data = consumer;
}
