/* Calls of foreign code that run on threads of the library, for the end of the process. */
#include "foreign_calls.h"

#include <stdatomic.h>
#include <stdlib.h>

#include "native.h"

#if !defined(_WIN32)
#include <time.h>
#endif

/* How long the end of the process waits for calls that are running. */
#define EXIT_WAIT_MS 1000

static atomic_int running;
static atomic_int exiting;

#if defined(_WIN32)
int ab_foreign_calls_watch(void) { return 0; }
#else
static void wait_at_exit(void) {
  const struct timespec millisecond = {0, 1000000};
  if (ab_is_forked()) return;
  atomic_store(&exiting, 1);
  for (int i = 0; i < EXIT_WAIT_MS && atomic_load(&running) != 0; i++) {
    nanosleep(&millisecond, NULL);
  }
}

int ab_foreign_calls_watch(void) {
  static atomic_int registered;
  return atomic_exchange(&registered, 1) != 0 ? 0 : atexit(wait_at_exit);
}
#endif

int ab_foreign_call_begin(void) {
  atomic_fetch_add(&running, 1);
  if (atomic_load(&exiting) == 0) return 1;
  ab_foreign_call_end();
  return 0;
}

void ab_foreign_call_end(void) { atomic_fetch_sub(&running, 1); }
