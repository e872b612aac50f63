/* Reading ahead under ThreadSanitizer: a thread reads a source while others take, cancel and
 * release. Every batch is released once, and nothing is alive at the end. */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "arrowbridge/arrowbridge.h"
#include "streams.h"

enum { ROUNDS = 300, BATCHES = 40 };

static int failures;
static atomic_int made;
static atomic_int released;
static atomic_int calls;

static void expect(int condition, const char* what, int round) {
  if (condition) return;
  fprintf(stderr, "round %d: %s\n", round, what);
  failures++;
}

static void release_batch(struct ArrowArray* array) {
  atomic_fetch_add(&released, 1);
  array->release = NULL;
}

/* Fails at call number `code`, ends at call number BATCHES. */
static int fetch(Reader* source, struct ArrowArray* out, int64_t* bytes, char* text) {
  const int number = atomic_fetch_add(&calls, 1);
  if (atomic_load(&source->cancelled) != 0) return ECANCELED;
  if (number == source->code) {
    strcpy(text, "the source failed");
    return EIO;
  }
  if (number >= BATCHES) return 0;
  if (bytes != NULL) *bytes = 10;
  out->length = number;
  out->release = release_batch;
  atomic_fetch_add(&made, 1);
  return 0;
}

static Reader* new_reader(int fail_at) {
  Reader* reader = (Reader*)ab_alloc(AB_READER, sizeof(Reader));
  memset(&reader->head + 1, 0, sizeof(Reader) - sizeof(Block));
  reader->code = fail_at;
  return reader;
}

typedef struct Job {
  ReadAhead* ahead;
  Reader* reader;
  int most; /* batches to take */
  int result;
  int taken;
} Job;

static void* take(void* argument) {
  Job* job = argument;
  job->result = AB_AHEAD_TAKEN;
  while (job->taken < job->most && job->result == AB_AHEAD_TAKEN) {
    struct ArrowArray array;
    job->result = ab_read_ahead_take(job->ahead, job->reader, -1, &array);
    if (job->result != AB_AHEAD_TAKEN) break;
    expect(array.length == job->taken, "batches arrive in order", job->taken);
    job->taken++;
    array.release(&array);
  }
  return NULL;
}

static void cancel_meanwhile(const Job* job) {
  const struct timespec moment = {0, 20000};
  nanosleep(&moment, NULL);
  atomic_store(&job->reader->cancelled, 1);
}

static void read_once(int round) {
  const int fail_at = round % 3 == 0 ? 7 : -1;
  Reader* source = new_reader(fail_at);
  Job job = {.reader = new_reader(-1), .most = round % 4 == 1 ? 5 : 2 * BATCHES};
  ReadAheadOptions options = {.source = source, .fetch = fetch, .max_batches = 1 + round % 5};
  options.max_bytes = round % 2 == 0 ? 25 : 0;
  options.on_request = round % 7 == 0;
  options.may_block = 1;
  atomic_store(&calls, 0);
  expect(ab_read_ahead_new(&options, &job.ahead) == 0, "a thread starts", round);
  pthread_t thread;
  pthread_create(&thread, NULL, take, &job);
  if (round % 5 == 4) cancel_meanwhile(&job);
  pthread_join(thread, NULL);
  if (job.result == AB_AHEAD_FAILED) {
    int32_t code;
    expect(strcmp(ab_read_ahead_error(job.ahead, &code), "the source failed") == 0 && code == EIO,
           "the error arrives", round);
    expect(job.taken == fail_at, "and the batches before it", round);
  }
  if (job.result == AB_AHEAD_ENDED) expect(job.taken == BATCHES, "all batches arrive", round);
  ab_release((Block*)job.ahead);
  ab_release(&job.reader->head);
  ab_release(&source->head);
}

/* A thread that was in a call ends after its reader. */
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

int main(void) {
  ab_streams_register();
  for (int round = 0; round < ROUNDS; round++) read_once(round);
  expect(is_quiet(), "nothing is alive", ROUNDS);
  expect(atomic_load(&made) == atomic_load(&released), "each batch is released once", ROUNDS);
  return failures != 0;
}
