/* Reading ahead under ThreadSanitizer: a thread reads a source while others take, cancel and
 * release. Every batch is released once, and nothing is alive at the end. */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "batches_tsan.h"

static atomic_int calls;

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
  make_batch(number, out);
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

int main(void) { return run_rounds(read_once); }
