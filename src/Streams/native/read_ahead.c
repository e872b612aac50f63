/* Reading ahead: a thread reads a source, and the batches wait in a ring until a reader takes them.
 * The lock is held for moments only, never while foreign code runs. */
#include <errno.h>
#include <string.h>

#include "foreign_calls.h"
#include "streams.h"
#include "threads.h"

/* How long a release waits for a call on a source that may block, */
#define RELEASE_WAIT_MS 20
/* and on a source in memory, whose calls end by themselves. */
#define MEMORY_WAIT_MS 5000

enum { IDLE, READING, RELEASING };

typedef struct Entry {
  struct ArrowArray array;
  int64_t bytes;
} Entry;

struct ReadAhead {
  Block head;
  Lock lock;
  Condition wanted; /* the thread may read, or must stop */
  Condition filled; /* there is a batch, or the thread has ended */
  ReadAheadOptions options;
  Block* ring; /* entries; batches that wait begin at `first` */
  int64_t capacity;
  int64_t first;
  int64_t count;
  int64_t bytes; /* of those that wait */
  int32_t is_wanted;
  int32_t stop;
  int32_t activity;  /* of the thread, without the lock */
  int32_t is_late;   /* a call on the source took too long */
  int32_t result;    /* AB_AHEAD_TAKEN while the source may have more */
  int32_t finished;  /* the thread uses nothing of this any more, unless it is abandoned */
  int32_t abandoned; /* the reader is released; whoever comes last frees */
  int32_t code;
  char text[AB_TEXT_SIZE];
};

static _Thread_local ReadAhead* of_this_thread;

int64_t ab_now_ms(void) { return now_ms(); }

static Entry* entry_at(ReadAhead* ahead, int64_t index) {
  return (Entry*)(ahead->ring + 1) + (ahead->first + index) % ahead->capacity;
}

static int grow(ReadAhead* ahead) {
  const int64_t capacity = ahead->capacity == 0 ? 4 : 2 * ahead->capacity;
  Block* ring = ab_alloc(AB_MEMORY, (int64_t)sizeof(Block) + capacity * (int64_t)sizeof(Entry));
  if (ring == NULL) return ENOMEM;
  for (int64_t i = 0; i < ahead->count; i++) ((Entry*)(ring + 1))[i] = *entry_at(ahead, i);
  ab_release(ahead->ring);
  ahead->ring = ring;
  ahead->first = 0;
  ahead->capacity = capacity;
  return 0;
}

static Entry take_first(ReadAhead* ahead) {
  const Entry entry = *entry_at(ahead, 0);
  ahead->first = (ahead->first + 1) % ahead->capacity;
  ahead->count--;
  ahead->bytes -= entry.bytes;
  return entry;
}

/* Whether the thread should read. One batch can always wait. */
static int may_read(const ReadAhead* ahead) {
  if (ahead->options.on_request) return ahead->is_wanted;
  if (ahead->count == 0) return 1;
  return (ahead->options.max_batches == 0 || ahead->count < ahead->options.max_batches) &&
         (ahead->options.max_bytes == 0 || ahead->bytes < ahead->options.max_bytes);
}

/* With the lock. Rows that were read are lost, so nobody may read on: the source is cancelled. */
static void stop_thread(ReadAhead* ahead) {
  if (ahead->stop) return;
  ahead->stop = 1;
  if (ahead->result == AB_AHEAD_TAKEN && (ahead->activity != IDLE || !ahead->options.on_request)) {
    atomic_store(&ahead->options.source->cancelled, 1);
  }
  condition_one(&ahead->wanted);
}

static void fail(ReadAhead* ahead, int code, const char* text) {
  ahead->result = AB_AHEAD_FAILED;
  ahead->code = code;
  memcpy(ahead->text, text, strlen(text) + 1);
}

static int call_source(ReadAhead* ahead, Entry* out, char* text) {
  if (!ab_foreign_call_begin()) {
    strcpy(text, "the process is ending");
    return ECANCELED;
  }
  const int code = ahead->options.fetch(ahead->options.source, &out->array,
                                        ahead->options.max_bytes > 0 ? &out->bytes : NULL, text);
  ab_foreign_call_end();
  return code;
}

/* With the lock. A batch for which there is no memory, or nobody, is released. */
static void add(ReadAhead* ahead, Entry* entry) {
  const int is_full = !ahead->stop && ahead->count == ahead->capacity && grow(ahead) != 0;
  if (!ahead->stop && !is_full) {
    ahead->count++;
    ahead->bytes += entry->bytes;
    *entry_at(ahead, ahead->count - 1) = *entry;
    return;
  }
  ahead->activity = RELEASING;
  lock_leave(&ahead->lock);
  entry->array.release(&entry->array);
  lock_take(&ahead->lock);
  if (is_full) fail(ahead, ENOMEM, "out of memory for batches that wait");
}

/* Reads one batch. With the lock, which is released meanwhile. */
static void read_one(ReadAhead* ahead) {
  char text[AB_TEXT_SIZE] = "";
  Entry entry = {{0}, 0};
  ahead->activity = READING;
  lock_leave(&ahead->lock);
  const int code = call_source(ahead, &entry, text);
  lock_take(&ahead->lock);
  ahead->is_wanted = 0;
  if (code != 0) {
    fail(ahead, code, text);
  } else if (entry.array.release == NULL) {
    ahead->result = AB_AHEAD_ENDED;
  } else {
    add(ahead, &entry);
  }
  ahead->activity = IDLE;
  condition_one(&ahead->filled);
}

/* By whoever comes last: the thread or the release of the reader. */
static void free_all(ReadAhead* ahead) {
  ab_release(&ahead->options.source->head);
  condition_end(&ahead->wanted);
  condition_end(&ahead->filled);
  lock_end(&ahead->lock);
  ab_release(ahead->ring);
  ab_free(&ahead->head);
}

static AB_THREAD_RESULT run(void* argument) {
  ReadAhead* ahead = argument;
  of_this_thread = ahead;
  lock_take(&ahead->lock);
  while (!ahead->stop && ahead->result == AB_AHEAD_TAKEN) {
    if (may_read(ahead)) {
      read_one(ahead);
    } else {
      condition_wait(&ahead->wanted, &ahead->lock);
    }
  }
  if (ahead->result == AB_AHEAD_TAKEN) ahead->result = AB_AHEAD_CANCELLED;
  ahead->finished = 1;
  const int is_last = ahead->abandoned;
  condition_one(&ahead->filled);
  lock_leave(&ahead->lock);
  if (is_last) free_all(ahead);
  return 0;
}

static int init(ReadAhead* ahead) {
  if (lock_and_condition_init(&ahead->lock, &ahead->wanted) != 0) return -1;
  if (condition_init(&ahead->filled) == 0) return 0;
  condition_end(&ahead->wanted);
  lock_end(&ahead->lock);
  return -1;
}

int ab_read_ahead_new(const ReadAheadOptions* options, ReadAhead** out) {
  ReadAhead* ahead = (ReadAhead*)ab_alloc(AB_READ_AHEAD, sizeof(ReadAhead));
  *out = NULL;
  if (ahead == NULL) return ENOMEM;
  memset(&ahead->head + 1, 0, sizeof(ReadAhead) - sizeof(Block));
  ahead->options = *options;
  if (ab_foreign_calls_watch() != 0 || init(ahead) != 0) {
    ab_free(&ahead->head);
    return ENOMEM;
  }
  ab_retain(&options->source->head);
  const int code = thread_start_managed(run, ahead);
  if (code != 0) {
    free_all(ahead);
    return code;
  }
  *out = ahead;
  return 0;
}

/* With the lock. Returns AB_AHEAD_TAKEN if a batch waits. */
static int wait_for_batch(ReadAhead* ahead, Reader* reader, int64_t end) {
  while (ahead->count == 0 && ahead->result == AB_AHEAD_TAKEN) {
    if (atomic_load(&reader->cancelled) != 0) return AB_AHEAD_CANCELLED;
    const int64_t left = end < 0 ? AB_POLL_MS : end - now_ms();
    if (left <= 0) return AB_AHEAD_LATE;
    condition_wait_ms(&ahead->filled, &ahead->lock, left < AB_POLL_MS ? left : AB_POLL_MS);
  }
  return ahead->count > 0 ? AB_AHEAD_TAKEN : ahead->result;
}

int ab_read_ahead_take(ReadAhead* ahead, Reader* reader, int64_t end, struct ArrowArray* out) {
  if (of_this_thread == ahead) return AB_AHEAD_OWN_THREAD;
  lock_take(&ahead->lock);
  if (ahead->options.on_request && (end < 0 || end > now_ms())) {
    ahead->is_wanted = 1;
    condition_one(&ahead->wanted);
  }
  const int result = wait_for_batch(ahead, reader, end);
  if (result == AB_AHEAD_TAKEN) {
    *out = take_first(ahead).array;
    if (may_read(ahead)) condition_one(&ahead->wanted);
  } else {
    ahead->is_late = result == AB_AHEAD_LATE;
    stop_thread(ahead);
  }
  lock_leave(&ahead->lock);
  return result;
}

/* Only after AB_AHEAD_FAILED, when the thread does not change them any more. */
const char* ab_read_ahead_error(ReadAhead* ahead, int32_t* code) {
  *code = ahead->code;
  return ahead->text;
}

/* With the lock, which is released meanwhile. */
static void release_waiting(ReadAhead* ahead) {
  while (ahead->count > 0) {
    Entry entry = take_first(ahead);
    lock_leave(&ahead->lock);
    entry.array.release(&entry.array);
    lock_take(&ahead->lock);
  }
}

/* The thread does not exist in a forked child. What it was using there is in any state, and is
 * left alone; otherwise it was waiting. Condition variables cannot be ended: it waits at one. */
static void end_in_child(ReadAhead* ahead) {
  if (!lock_try(&ahead->lock)) return;
  release_waiting(ahead);
  if (ahead->activity != IDLE) return;
  ab_release(&ahead->options.source->head);
  ab_release(ahead->ring);
  ab_free(&ahead->head);
}

/* With the lock. Waits for the thread, which is about to end, but not for long: foreign code may
 * need what the caller has locked. Returns whether it has ended. */
static int wait_for_end(ReadAhead* ahead) {
  const int64_t start = now_ms();
  while (!ahead->finished && of_this_thread != ahead) {
    const int is_foreign = ahead->options.may_block || ahead->activity == RELEASING;
    const int64_t most = is_foreign ? RELEASE_WAIT_MS : MEMORY_WAIT_MS;
    if (ahead->activity != IDLE && (ahead->is_late || now_ms() - start >= most)) break;
    condition_wait_ms(&ahead->filled, &ahead->lock, AB_POLL_MS);
  }
  return ahead->finished;
}

void ab_read_ahead_end(ReadAhead* ahead) {
  if (ab_is_forked()) {
    end_in_child(ahead);
    return;
  }
  lock_take(&ahead->lock);
  stop_thread(ahead);
  release_waiting(ahead);
  const int is_last = wait_for_end(ahead);
  ahead->abandoned = 1;
  lock_leave(&ahead->lock);
  if (is_last) free_all(ahead);
}
