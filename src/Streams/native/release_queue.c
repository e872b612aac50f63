/* The release queue: released readers whose managed half is still to be freed, which only the
 * runtime can do. A release never enters the runtime, so it leaves the reader here. A thread of the
 * runtime waits for such readers if their managed halves have something to dispose. */
#include <stdlib.h>

#include "memory.h"
#include "streams.h"
#include "threads.h"

#if !defined(_WIN32)
#include <time.h>
#endif

/* How long the end of the process waits for the thread, in milliseconds. */
#define EXIT_WAIT_MS 5000

enum { NO_THREAD, WAITING, WORKING };

static _Atomic(Reader*) queue;
static Lock lock = LOCK_INITIALIZER;
static Condition filled;
static atomic_int thread_state = NO_THREAD;
static atomic_int exit_waits;

/* Where readers go that the calling thread releases in ab_release_collect; NULL: to the queue. */
static _Thread_local Reader** collected;
static _Thread_local int is_release_thread;

void ab_release_queue_put(Reader* reader) {
  if (collected != NULL) {
    reader->next_queued = *collected;
    *collected = reader;
    return;
  }
  if (reader->is_reusable && ab_spare_give(reader)) return;
  Reader* first = atomic_load_explicit(&queue, memory_order_relaxed);
  do {
    reader->next_queued = first;
  } while (!atomic_compare_exchange_weak(&queue, &first, reader));
  /* A forked child has no such thread, and another thread may have held the lock. */
  if (atomic_load(&thread_state) == NO_THREAD || ab_is_forked()) return;
  lock_take(&lock);
  condition_one(&filled);
  lock_leave(&lock);
}

/* Takes all readers of the queue; the caller frees both halves. */
Reader* ab_release_queue_take(void) {
  if (atomic_load(&queue) == NULL) return NULL;
  return atomic_exchange(&queue, NULL);
}

Reader* ab_release_queue_take_own(void) { return ab_spare_take(); }

void ab_release_queue_free(Reader* reader) { ab_free_uncounted(&reader->head); }

Reader* ab_release_collect(Block* block) {
  Reader* readers = NULL;
  Reader** before = collected;
  collected = &readers;
  ab_release(block);
  collected = before;
  return readers;
}

int ab_release_queue_is_idle(void) {
  if (is_release_thread || ab_is_forked()) return 1;
  lock_take(&lock);
  const int idle = atomic_load(&thread_state) != WORKING && atomic_load(&queue) == NULL;
  lock_leave(&lock);
  return idle;
}

void ab_release_queue_no_exit_wait(void) { atomic_store(&exit_waits, 0); }

#if !defined(_WIN32)
/* In a native library that is written in C#, nothing else tells the runtime that the process ends.
 */
static void wait_at_exit(void) {
  const struct timespec millisecond = {0, 1000000};
  for (int i = 0; i < EXIT_WAIT_MS && atomic_load(&exit_waits) != 0; i++) {
    if (ab_release_queue_is_idle()) return;
    nanosleep(&millisecond, NULL);
  }
}
#endif

int ab_release_queue_start(void) {
  if (condition_init(&filled) != 0) return -1;
#if !defined(_WIN32)
  if (atexit(wait_at_exit) != 0) return -1;
#endif
  return 0;
}

Reader* ab_release_queue_wait(void) {
  is_release_thread = 1;
  Reader* readers;
  lock_take(&lock);
  if (atomic_exchange(&thread_state, WAITING) == NO_THREAD) atomic_store(&exit_waits, 1);
  while ((readers = ab_release_queue_take()) == NULL) condition_wait(&filled, &lock);
  atomic_store(&thread_state, WORKING);
  lock_leave(&lock);
  return readers;
}
