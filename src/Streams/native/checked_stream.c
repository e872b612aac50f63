/* The callbacks of a checked stream. */
#include <errno.h>
#include <string.h>

#include "checked_stream.h"

static const char kSchema[] = "get_schema";
static const char kNext[] = "get_next";
static const char kLastError[] = "get_last_error";
static const char kRelease[] = "release of the stream";

enum { AB_POISON = 0xCC };

static void find_producer(CheckedStream* checked, const char* rule, const char* operation,
                          int64_t batch, const char* message) {
  ab_find(checked, ARROWBRIDGE_SIDE_PRODUCER, ARROWBRIDGE_SEVERITY_ERROR, rule, operation, batch,
          message);
}

static void warn_producer(CheckedStream* checked, const char* rule, const char* operation,
                          const char* message) {
  ab_find(checked, ARROWBRIDGE_SIDE_PRODUCER, ARROWBRIDGE_SEVERITY_WARNING, rule, operation, -1,
          message);
}

static void find_consumer(CheckedStream* checked, const char* rule, const char* operation,
                          const char* message) {
  ab_find(checked, ARROWBRIDGE_SIDE_CONSUMER, ARROWBRIDGE_SEVERITY_ERROR, rule, operation, -1,
          message);
}

static CheckedStream* find_checked(const struct ArrowArrayStream* self) {
  int32_t index;
  return self == NULL
             ? NULL
             : (CheckedStream*)ab_entry_find(self->private_data, AB_CHECKED_STREAM, &index);
}

/* Begins a call of the consumer. Returns NULL if the stream was released. */
static CheckedStream* enter(const struct ArrowArrayStream* self, const char* operation) {
  CheckedStream* checked = find_checked(self);
  if (checked == NULL) return NULL;
  if (!atomic_load_explicit(&checked->is_live, memory_order_acquire)) {
    find_consumer(checked, "STR-3", operation, "the stream was released before");
    ab_release(&checked->entry.head);
    return NULL;
  }
  if (atomic_fetch_add_explicit(&checked->calls, 1, memory_order_acq_rel) != 0) {
    find_consumer(checked, "STR-17", operation, "another call on the stream has not come back yet");
  }
  return checked;
}

static void leave(CheckedStream* checked) {
  atomic_fetch_sub_explicit(&checked->calls, 1, memory_order_acq_rel);
  ab_release(&checked->entry.head);
}

/* Ends a call, with its code. */
static int answer(CheckedStream* checked, int code, int is_own) {
  atomic_store_explicit(&checked->code, code, memory_order_relaxed);
  atomic_store_explicit(&checked->is_own, is_own, memory_order_relaxed);
  leave(checked);
  return code;
}

/* Whether the producer released its own stream, whose callbacks must not be called any more. */
static int is_gone(const CheckedStream* checked) { return checked->source.release == NULL; }

/* After a callback of the producer. */
static void look_at_release(CheckedStream* checked, const char* operation) {
  if (is_gone(checked))
    find_producer(checked, "STR-13", operation, -1, "the callback releases its own stream");
}

static int fails(CheckedStream* checked) {
  return atomic_load_explicit(&checked->fails, memory_order_acquire);
}

/* Whether a code is an errno of this platform. */
static int is_errno(int code) {
#if defined(EHWPOISON)
  return code > 0 && (code <= EHWPOISON || code == EDQUOT);
#elif defined(ELAST)
  return code > 0 && code <= ELAST;
#else
  return code > 0 && code < 200;
#endif
}

static void look_at_code(CheckedStream* checked, const char* operation, int code) {
  atomic_store_explicit(&checked->has_failed, 1, memory_order_relaxed);
  if (!is_errno(code))
    warn_producer(checked, "STR-15", operation,
                  "the code of the error is no errno value of this platform");
}

/* Outputs that the producer fills are poisoned, which shows what it reads and what it leaves unset.
 * Their release callback reports its call. */
static void trapped(const void* private_data, const char* operation) {
  int32_t index;
  CheckedStream* checked = (CheckedStream*)ab_entry_find(private_data, AB_CHECKED_STREAM, &index);
  if (checked == NULL) return;
  find_producer(checked, "MEM-1", operation, -1,
                "the output is released before it is filled: it is memory of the consumer, and may "
                "hold anything");
  ab_release(&checked->entry.head);
}

static void trap_schema(struct ArrowSchema* schema) {
  trapped(schema->private_data, kSchema);
  schema->release = NULL;
}

static void trap_array(struct ArrowArray* array) {
  trapped(array->private_data, kNext);
  array->release = NULL;
}

/* A field that the producer did not set becomes what the memory of most consumers would contain. */
static void normalize(CheckedStream* checked, void* member, size_t size, const char* operation,
                      int64_t batch, const char* message) {
  unsigned char* bytes = member;
  for (size_t i = 0; i < size; i++) {
    if (bytes[i] != AB_POISON) return;
  }
  memset(member, 0, size);
  find_producer(checked, "MEM-1", operation, batch, message);
}

#define NORMALIZE(value, member, operation, batch)                                \
  normalize(checked, &(value)->member, sizeof((value)->member), operation, batch, \
            "the output's " #member " is not written")

static void normalize_schema(CheckedStream* checked, struct ArrowSchema* schema) {
  NORMALIZE(schema, format, kSchema, -1);
  NORMALIZE(schema, name, kSchema, -1);
  NORMALIZE(schema, metadata, kSchema, -1);
  NORMALIZE(schema, flags, kSchema, -1);
  NORMALIZE(schema, n_children, kSchema, -1);
  if (schema->n_children != 0) NORMALIZE(schema, children, kSchema, -1);
  NORMALIZE(schema, dictionary, kSchema, -1);
}

static void normalize_array(CheckedStream* checked, struct ArrowArray* array) {
  NORMALIZE(array, length, kNext, checked->batches);
  NORMALIZE(array, null_count, kNext, checked->batches);
  NORMALIZE(array, offset, kNext, checked->batches);
  NORMALIZE(array, n_buffers, kNext, checked->batches);
  NORMALIZE(array, n_children, kNext, checked->batches);
  if (array->n_buffers != 0) NORMALIZE(array, buffers, kNext, checked->batches);
  if (array->n_children != 0) NORMALIZE(array, children, kNext, checked->batches);
  NORMALIZE(array, dictionary, kNext, checked->batches);
}

/* Checks that hold for every call of a valid stream. */
static int is_excused(int code) {
  return code == ENOMEM || code == EINTR || code == EAGAIN || code == EBUSY || code == ECANCELED ||
         code == ETIMEDOUT;
}

static int checked_get_schema(struct ArrowArrayStream* self, struct ArrowSchema* out) {
  struct ArrowSchema schema;
  CheckedStream* checked = enter(self, kSchema);
  if (out != NULL) memset(out, 0, sizeof(*out));
  if (checked == NULL) return EINVAL;
  if (is_gone(checked)) return answer(checked, EINVAL, 1);
  if (ab_is_forked())
    return answer(checked, out == NULL ? EINVAL : checked->source.get_schema(&checked->source, out),
                  0);
  if (fails(checked) || out == NULL) return answer(checked, EINVAL, 1);
  memset(&schema, AB_POISON, sizeof(schema));
  schema.private_data = self->private_data;
  schema.release = trap_schema;
  const int code = checked->source.get_schema(&checked->source, &schema);
  look_at_release(checked, kSchema);
  const int is_written = schema.release != trap_schema;
  if (code != 0) {
    if (checked->schema != NULL && !is_excused(code) && !atomic_load(&checked->has_failed)) {
      find_producer(checked, "STR-2", kSchema, -1,
                    "it fails, though it gave a schema before and nothing failed since");
    }
    look_at_code(checked, kSchema, code);
    if (is_written && schema.release != NULL)
      warn_producer(checked, "STR-9", kSchema, "it fails, and leaves an output that looks live");
    return answer(checked, code, 0);
  }
  if (!is_written || schema.release == NULL) {
    find_producer(checked, is_written ? "SCH-18" : "MEM-1", kSchema, -1,
                  is_written ? "it returns 0 and a schema that is marked released"
                             : "it returns 0 and leaves the output's release as it was");
  } else {
    normalize_schema(checked, &schema);
    const int is_sound = checked->level > 0 &&
                         checked->check_schema(checked, &checked->schema, checked->level, &schema);
    ab_check_schema(checked, &schema, is_sound);
    *out = schema;
  }
  if (!fails(checked)) return answer(checked, 0, 0);
  if (out->release != NULL) out->release(out);
  memset(out, 0, sizeof(*out));
  return answer(checked, EINVAL, 1);
}

static void look_at_end(CheckedStream* checked, int is_written) {
  if (!is_written) {
    find_producer(checked, "STR-5", kNext, -1,
                  "it returns 0 and leaves the output as it was: the end is a released array");
  }
  atomic_store_explicit(&checked->has_ended, 1, memory_order_relaxed);
}

static int checked_get_next(struct ArrowArrayStream* self, struct ArrowArray* out) {
  struct ArrowArray array;
  Block* checksums = NULL;
  CheckedStream* checked = enter(self, kNext);
  if (out != NULL) memset(out, 0, sizeof(*out));
  if (checked == NULL) return EINVAL;
  if (is_gone(checked)) return answer(checked, EINVAL, 1);
  if (ab_is_forked())
    return answer(checked, out == NULL ? EINVAL : checked->source.get_next(&checked->source, out),
                  0);
  if (fails(checked) || out == NULL) return answer(checked, EINVAL, 1);
  memset(&array, AB_POISON, sizeof(array));
  array.private_data = self->private_data;
  array.release = trap_array;
  const int code = checked->source.get_next(&checked->source, &array);
  look_at_release(checked, kNext);
  const int is_written = array.release != trap_array;
  const int is_batch = code == 0 && is_written && array.release != NULL;
  if (atomic_load(&checked->has_ended) && (code != 0 || is_batch)) {
    warn_producer(checked, "STR-6", kNext,
                  code != 0 ? "it fails after the end" : "it gives another array after the end");
  }
  if (code != 0) {
    look_at_code(checked, kNext, code);
    if (is_written && array.release != NULL)
      warn_producer(checked, "STR-9", kNext, "it fails, and leaves an output that looks live");
    return answer(checked, code, 0);
  }
  if (!is_batch) {
    look_at_end(checked, is_written);
  } else {
    normalize_array(checked, &array);
    const int is_sound = checked->level > 0 && checked->schema != NULL &&
                         checked->check_array(checked, checked->schema, checked->level, &array,
                                              checked->batches, &checksums);
    ab_check_array(checked, &array, is_sound, checked->batches++, checksums);
    *out = array;
  }
  if (!fails(checked)) return answer(checked, 0, 0);
  if (out->release != NULL) out->release(out);
  memset(out, 0, sizeof(*out));
  return answer(checked, EINVAL, 1);
}

static const char* checked_get_last_error(struct ArrowArrayStream* self) {
  CheckedStream* checked = enter(self, kLastError);
  if (checked == NULL) return NULL;
  const char* text = NULL;
  if (atomic_load_explicit(&checked->is_own, memory_order_relaxed)) {
    text = fails(checked)     ? checked->failure
           : is_gone(checked) ? "the producer released its own stream"
                              : "the output is NULL";
  } else if (!is_gone(checked)) {
    if (atomic_load_explicit(&checked->code, memory_order_relaxed) == 0) {
      find_consumer(checked, "STR-10", kLastError, "it is called, but the last call did not fail");
    }
    text = checked->source.get_last_error(&checked->source);
    look_at_release(checked, kLastError);
    if (is_gone(checked)) text = NULL; /* it lived as long as the stream (STR-12) */
    if (text != NULL && !ab_is_utf8(text))
      find_producer(checked, "STR-11", kLastError, -1, "the text of the error is not UTF-8");
  }
  leave(checked); /* the stream's own reference keeps the message alive */
  return text;
}

static void checked_release(struct ArrowArrayStream* self) {
  if (self == NULL || self->release == NULL) return;
  CheckedStream* checked = find_checked(self);
  self->release = NULL;
  if (checked == NULL) return;
  if (!atomic_exchange_explicit(&checked->is_live, 0, memory_order_acq_rel)) {
    find_consumer(checked, "MOV-2", kRelease,
                  "it was released before, through another copy of the struct");
    ab_release(&checked->entry.head);
    return;
  }
  if (atomic_load_explicit(&checked->calls, memory_order_acquire) != 0) {
    find_consumer(checked, "STR-17", kRelease, "a call on the stream has not come back yet");
  }
  if (!is_gone(checked)) checked->source.release(&checked->source);
  if (checked->source.release != NULL)
    find_producer(checked, "STR-13", kRelease, -1,
                  "the release callback does not mark the stream released");
  ab_release(&checked->entry.head);
  ab_release(&checked->entry.head);
}

int ab_check_stream(struct ArrowArrayStream* stream, const CheckedStreamOptions* options,
                    struct ArrowArrayStream* out) {
  CheckedStream* checked = (CheckedStream*)ab_alloc(AB_CHECKED_STREAM, sizeof(CheckedStream));
  if (checked == NULL) return ENOMEM;
  memset((char*)checked + sizeof(Block), 0, sizeof(CheckedStream) - sizeof(Block));
  checked->source = *stream;
  stream->release = NULL;
  atomic_init(&checked->is_live, 1);
  checked->level = options->level;
  checked->fail_on = options->fail_on;
  checked->on_finding = options->on_finding;
  checked->context = options->context;
  checked->owner = options->owner;
  checked->check_schema = options->check_schema;
  checked->check_array = options->check_array;
  ab_entry_add(&checked->entry);
  /* A callback that is missing in the source is missing for the consumer, too. */
  out->get_schema = checked->source.get_schema != NULL ? checked_get_schema : NULL;
  out->get_next = checked->source.get_next != NULL ? checked_get_next : NULL;
  out->get_last_error = checked->source.get_last_error != NULL ? checked_get_last_error : NULL;
  out->private_data = ab_number_pointer(&checked->entry, 0);
  out->release = checked_release;
  if (checked->source.get_schema == NULL || checked->source.get_next == NULL ||
      checked->source.get_last_error == NULL) {
    const char* missing = checked->source.get_schema == NULL ? kSchema
                          : checked->source.get_next == NULL ? kNext
                                                             : kLastError;
    find_producer(checked, "STR-1", missing, -1, "a callback of the stream is NULL");
  }
  return 0;
}

int64_t ab_finding_count(const struct ArrowArrayStream* stream) {
  if (stream == NULL || stream->release != checked_release) return -1;
  CheckedStream* checked = find_checked(stream);
  if (checked == NULL) return -1;
  const int64_t count = atomic_load_explicit(&checked->findings, memory_order_relaxed);
  ab_release(&checked->entry.head);
  return count;
}
