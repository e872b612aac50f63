/* What tests of threads that pass batches have in common: rounds, counted batches, and the
 * expectation that nothing is alive at the end. */
#ifndef ARROWBRIDGE_BATCHES_TSAN_H
#define ARROWBRIDGE_BATCHES_TSAN_H

#include <stdatomic.h>
#include <stdio.h>
#include <time.h>

#include "arrowbridge/arrowbridge.h"
#include "streams.h"

enum { ROUNDS = 300, BATCHES = 40 };

static int failures;
static atomic_int made;
static atomic_int released;

static void expect(int condition, const char* what, int round) {
  if (condition) return;
  fprintf(stderr, "round %d: %s\n", round, what);
  failures++;
}

static void release_batch(struct ArrowArray* array) {
  atomic_fetch_add(&released, 1);
  array->release = NULL;
}

static void make_batch(int number, struct ArrowArray* out) {
  out->length = number;
  out->release = release_batch;
  atomic_fetch_add(&made, 1);
}

/* A thread may end some time after its stream. */
static int is_quiet(void) {
  struct ArrowBridgeLiveCounts counts;
  const struct timespec moment = {0, 1000000};
  for (int i = 0; i < 5000; i++) {
    ab_live_counts(&counts);
    if (counts.blocks == 0 && counts.bytes == 0) return 1;
    nanosleep(&moment, NULL);
  }
  return 0;
}

/* What main() returns. */
static int run_rounds(void (*run)(int round)) {
  ab_streams_register();
  for (int round = 0; round < ROUNDS; round++) run(round);
  expect(is_quiet(), "nothing is alive", ROUNDS);
  expect(atomic_load(&made) == atomic_load(&released), "each batch is released once", ROUNDS);
  return failures != 0;
}

#endif
