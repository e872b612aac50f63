/* The callbacks of a watched stream. */
#include <errno.h>
#include <string.h>

#include "watch.h"

static const char kSchema[] = "get_schema";
static const char kNext[] = "get_next";
static const char kLastError[] = "get_last_error";
static const char kRelease[] = "release of the stream";

enum { AB_POISON = 0xCC };

static void find_producer(Watch* watch, const char* rule, const char* operation, int64_t batch,
                          const char* message) {
  ab_find(watch, ARROWBRIDGE_SIDE_PRODUCER, ARROWBRIDGE_SEVERITY_ERROR, rule, operation, batch,
          message);
}

static void warn_producer(Watch* watch, const char* rule, const char* operation,
                          const char* message) {
  ab_find(watch, ARROWBRIDGE_SIDE_PRODUCER, ARROWBRIDGE_SEVERITY_WARNING, rule, operation, -1,
          message);
}

static void find_consumer(Watch* watch, const char* rule, const char* operation,
                          const char* message) {
  ab_find(watch, ARROWBRIDGE_SIDE_CONSUMER, ARROWBRIDGE_SEVERITY_ERROR, rule, operation, -1,
          message);
}

static Watch* find_watch(const struct ArrowArrayStream* self) {
  int32_t index;
  return self == NULL ? NULL : (Watch*)ab_entry_find(self->private_data, AB_WATCH, &index);
}

/* Begins a call of the consumer; NULL where there is no stream to call any more. */
static Watch* enter(const struct ArrowArrayStream* self, const char* operation) {
  Watch* watch = find_watch(self);
  if (watch == NULL) return NULL;
  if (!atomic_load_explicit(&watch->is_live, memory_order_acquire)) {
    find_consumer(watch, "STR-3", operation, "the stream was released before");
    ab_release(&watch->entry.head);
    return NULL;
  }
  if (atomic_fetch_add_explicit(&watch->calls, 1, memory_order_acq_rel) != 0) {
    find_consumer(watch, "STR-17", operation, "another call on the stream has not come back yet");
  }
  return watch;
}

static void leave(Watch* watch) {
  atomic_fetch_sub_explicit(&watch->calls, 1, memory_order_acq_rel);
  ab_release(&watch->entry.head);
}

/* Ends a call with its code. */
static int answer(Watch* watch, int code, int is_own) {
  atomic_store_explicit(&watch->code, code, memory_order_relaxed);
  atomic_store_explicit(&watch->is_own, is_own, memory_order_relaxed);
  leave(watch);
  return code;
}

static int fails(Watch* watch) { return atomic_load_explicit(&watch->fails, memory_order_acquire); }

/* Whether a number is one of this platform's. */
static int is_errno(int code) {
#if defined(EHWPOISON)
  return code > 0 && (code <= EHWPOISON || code == EDQUOT);
#elif defined(ELAST)
  return code > 0 && code <= ELAST;
#else
  return code > 0 && code < 200;
#endif
}

static void look_at_code(Watch* watch, const char* operation, int code) {
  atomic_store_explicit(&watch->has_failed, 1, memory_order_relaxed);
  if (!is_errno(code))
    warn_producer(watch, "STR-15", operation,
                  "the code of the error is no errno value of this platform");
}

/* Outputs that the producer fills are poisoned, so that it shows what it reads and what it leaves.
 * Their release is a trap. */
static void trapped(const void* private_data, const char* operation) {
  int32_t index;
  Watch* watch = (Watch*)ab_entry_find(private_data, AB_WATCH, &index);
  if (watch == NULL) return;
  find_producer(watch, "MEM-1", operation, -1,
                "the output is released before it is filled: it is memory of the consumer, and may "
                "hold anything");
  ab_release(&watch->entry.head);
}

static void trap_schema(struct ArrowSchema* schema) {
  trapped(schema->private_data, kSchema);
  schema->release = NULL;
}

static void trap_array(struct ArrowArray* array) {
  trapped(array->private_data, kNext);
  array->release = NULL;
}

/* A member that was left as it was; it becomes what the consumer's own memory would most likely
 * hold. */
static void mend(Watch* watch, void* member, size_t size, const char* operation, int64_t batch,
                 const char* message) {
  unsigned char* bytes = member;
  for (size_t i = 0; i < size; i++) {
    if (bytes[i] != AB_POISON) return;
  }
  memset(member, 0, size);
  find_producer(watch, "MEM-1", operation, batch, message);
}

#define MEND(value, member, operation, batch)                              \
  mend(watch, &(value)->member, sizeof((value)->member), operation, batch, \
       "the output's " #member " is not written")

static void mend_schema(Watch* watch, struct ArrowSchema* schema) {
  MEND(schema, format, kSchema, -1);
  MEND(schema, name, kSchema, -1);
  MEND(schema, metadata, kSchema, -1);
  MEND(schema, flags, kSchema, -1);
  MEND(schema, n_children, kSchema, -1);
  if (schema->n_children != 0) MEND(schema, children, kSchema, -1);
  MEND(schema, dictionary, kSchema, -1);
}

static void mend_array(Watch* watch, struct ArrowArray* array) {
  MEND(array, length, kNext, watch->batches);
  MEND(array, null_count, kNext, watch->batches);
  MEND(array, offset, kNext, watch->batches);
  MEND(array, n_buffers, kNext, watch->batches);
  MEND(array, n_children, kNext, watch->batches);
  if (array->n_buffers != 0) MEND(array, buffers, kNext, watch->batches);
  if (array->n_children != 0) MEND(array, children, kNext, watch->batches);
  MEND(array, dictionary, kNext, watch->batches);
}

/* What may happen to any call of a stream that is in order. */
static int is_excused(int code) {
  return code == ENOMEM || code == EINTR || code == EAGAIN || code == EBUSY || code == ECANCELED ||
         code == ETIMEDOUT;
}

static int watched_get_schema(struct ArrowArrayStream* self, struct ArrowSchema* out) {
  struct ArrowSchema schema;
  Watch* watch = enter(self, kSchema);
  if (out != NULL) memset(out, 0, sizeof(*out));
  if (watch == NULL) return EINVAL;
  if (ab_is_forked())
    return answer(watch, out == NULL ? EINVAL : watch->source.get_schema(&watch->source, out), 0);
  if (fails(watch) || out == NULL) return answer(watch, EINVAL, 1);
  memset(&schema, AB_POISON, sizeof(schema));
  schema.private_data = self->private_data;
  schema.release = trap_schema;
  const int code = watch->source.get_schema(&watch->source, &schema);
  const int is_written = schema.release != trap_schema;
  if (code != 0) {
    if (watch->schema != NULL && !is_excused(code) && !atomic_load(&watch->has_failed)) {
      find_producer(watch, "STR-2", kSchema, -1,
                    "it fails, though it gave a schema before and nothing failed since");
    }
    look_at_code(watch, kSchema, code);
    if (is_written && schema.release != NULL)
      warn_producer(watch, "STR-9", kSchema, "it fails, and leaves an output that looks live");
    return answer(watch, code, 0);
  }
  if (!is_written || schema.release == NULL) {
    find_producer(watch, is_written ? "SCH-18" : "MEM-1", kSchema, -1,
                  is_written ? "it returns 0 and a schema that is marked released"
                             : "it returns 0 and leaves the output's release as it was");
  } else {
    mend_schema(watch, &schema);
    const int is_sound =
        watch->level > 0 && watch->check_schema(watch, &watch->schema, watch->level, &schema);
    ab_watch_schema(watch, &schema, is_sound);
    *out = schema;
  }
  if (!fails(watch)) return answer(watch, 0, 0);
  if (out->release != NULL) out->release(out);
  memset(out, 0, sizeof(*out));
  return answer(watch, EINVAL, 1);
}

static void look_at_end(Watch* watch, int is_written) {
  if (!is_written) {
    find_producer(watch, "STR-5", kNext, -1,
                  "it returns 0 and leaves the output as it was: the end is a released array");
  }
  atomic_store_explicit(&watch->has_ended, 1, memory_order_relaxed);
}

static int watched_get_next(struct ArrowArrayStream* self, struct ArrowArray* out) {
  struct ArrowArray array;
  Block* ranges = NULL;
  Watch* watch = enter(self, kNext);
  if (out != NULL) memset(out, 0, sizeof(*out));
  if (watch == NULL) return EINVAL;
  if (ab_is_forked())
    return answer(watch, out == NULL ? EINVAL : watch->source.get_next(&watch->source, out), 0);
  if (fails(watch) || out == NULL) return answer(watch, EINVAL, 1);
  memset(&array, AB_POISON, sizeof(array));
  array.private_data = self->private_data;
  array.release = trap_array;
  const int code = watch->source.get_next(&watch->source, &array);
  const int is_written = array.release != trap_array;
  const int is_batch = code == 0 && is_written && array.release != NULL;
  if (atomic_load(&watch->has_ended) && (code != 0 || is_batch)) {
    warn_producer(watch, "STR-6", kNext,
                  code != 0 ? "it fails after the end" : "it gives another array after the end");
  }
  if (code != 0) {
    look_at_code(watch, kNext, code);
    if (is_written && array.release != NULL)
      warn_producer(watch, "STR-9", kNext, "it fails, and leaves an output that looks live");
    return answer(watch, code, 0);
  }
  if (!is_batch) {
    look_at_end(watch, is_written);
  } else {
    mend_array(watch, &array);
    const int is_sound =
        watch->level > 0 && watch->schema != NULL &&
        watch->check_array(watch, watch->schema, watch->level, &array, watch->batches, &ranges);
    ab_watch_array(watch, &array, is_sound, watch->batches++, ranges);
    *out = array;
  }
  if (!fails(watch)) return answer(watch, 0, 0);
  if (out->release != NULL) out->release(out);
  memset(out, 0, sizeof(*out));
  return answer(watch, EINVAL, 1);
}

static const char* watched_get_last_error(struct ArrowArrayStream* self) {
  Watch* watch = enter(self, kLastError);
  if (watch == NULL) return NULL;
  const char* text = NULL;
  if (atomic_load_explicit(&watch->is_own, memory_order_relaxed)) {
    text = fails(watch) ? watch->failure : "the output is NULL";
  } else {
    if (atomic_load_explicit(&watch->code, memory_order_relaxed) == 0) {
      find_consumer(watch, "STR-10", kLastError, "it is called, but the last call did not fail");
    }
    text = watch->source.get_last_error(&watch->source);
    if (text != NULL && !ab_is_utf8(text))
      find_producer(watch, "STR-11", kLastError, -1, "the text of the error is not UTF-8");
  }
  leave(watch); /* the stream's own reference keeps the text */
  return text;
}

static void watched_release(struct ArrowArrayStream* self) {
  if (self == NULL || self->release == NULL) return;
  Watch* watch = find_watch(self);
  self->release = NULL;
  if (watch == NULL) return;
  if (!atomic_exchange_explicit(&watch->is_live, 0, memory_order_acq_rel)) {
    find_consumer(watch, "MOV-2", kRelease,
                  "it was released before, through another copy of the struct");
    ab_release(&watch->entry.head);
    return;
  }
  if (atomic_load_explicit(&watch->calls, memory_order_acquire) != 0) {
    find_consumer(watch, "STR-17", kRelease, "a call on the stream has not come back yet");
  }
  watch->source.release(&watch->source);
  if (watch->source.release != NULL)
    find_producer(watch, "STR-13", kRelease, -1,
                  "the release callback does not mark the stream released");
  ab_release(&watch->entry.head);
  ab_release(&watch->entry.head);
}

int ab_watch_stream(struct ArrowArrayStream* stream, const WatchSettings* settings,
                    struct ArrowArrayStream* out) {
  Watch* watch = (Watch*)ab_alloc(AB_WATCH, sizeof(Watch));
  if (watch == NULL) return ENOMEM;
  memset((char*)watch + sizeof(Block), 0, sizeof(Watch) - sizeof(Block));
  watch->source = *stream;
  stream->release = NULL;
  atomic_init(&watch->is_live, 1);
  watch->level = settings->level;
  watch->fail_on = settings->fail_on;
  watch->on_finding = settings->on_finding;
  watch->context = settings->context;
  watch->owner = settings->owner;
  watch->check_schema = settings->check_schema;
  watch->check_array = settings->check_array;
  ab_entry_add(&watch->entry);
  /* What is missing is missing for the consumer, too. */
  out->get_schema = watch->source.get_schema != NULL ? watched_get_schema : NULL;
  out->get_next = watch->source.get_next != NULL ? watched_get_next : NULL;
  out->get_last_error = watch->source.get_last_error != NULL ? watched_get_last_error : NULL;
  out->private_data = ab_number_pointer(&watch->entry, 0);
  out->release = watched_release;
  if (watch->source.get_schema == NULL || watch->source.get_next == NULL ||
      watch->source.get_last_error == NULL) {
    const char* missing = watch->source.get_schema == NULL ? kSchema
                          : watch->source.get_next == NULL ? kNext
                                                           : kLastError;
    find_producer(watch, "STR-1", missing, -1, "a callback of the stream is NULL");
  }
  return 0;
}

int64_t ab_watch_count(const struct ArrowArrayStream* stream) {
  if (stream == NULL || stream->release != watched_release) return -1;
  Watch* watch = find_watch(stream);
  if (watch == NULL) return -1;
  const int64_t count = atomic_load_explicit(&watch->findings, memory_order_relaxed);
  ab_release(&watch->entry.head);
  return count;
}

AB_API int64_t ArrowBridgeStreamFindingCount(const struct ArrowArrayStream* stream) {
  return ab_watch_count(stream);
}
