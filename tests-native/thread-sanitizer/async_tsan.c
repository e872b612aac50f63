/* Asynchronous streams under ThreadSanitizer: a producer's thread, a thread that reads, and others
 * that cancel and release at any moment. Every batch is released once, and nothing is alive at the
 * end. */
#include "async.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "batches_tsan.h"

static void release_schema(struct ArrowSchema* schema) { schema->release = NULL; }

/* The stream of a reader, without the runtime. */
typedef struct Source {
  Reader* reader;
  int next;
  int fail_at;
} Source;

static int get_schema(struct ArrowArrayStream* self, struct ArrowSchema* out) {
  (void)self;
  out->release = release_schema;
  return 0;
}

static int get_next(struct ArrowArrayStream* self, struct ArrowArray* out) {
  Source* source = self->private_data;
  if (atomic_load(&source->reader->cancelled) != 0) return ECANCELED;
  if (source->next == source->fail_at) return EIO;
  if (source->next == BATCHES) return 0;
  make_batch(source->next++, out);
  return 0;
}

static const char* get_last_error(struct ArrowArrayStream* self) {
  (void)self;
  return "the source failed";
}

static void release_stream(struct ArrowArrayStream* self) {
  Source* source = self->private_data;
  ab_release(&source->reader->head);
  free(source);
  self->release = NULL;
}

static Reader* new_reader(void) {
  Reader* reader = (Reader*)ab_alloc(AB_READER, sizeof(Reader));
  memset(&reader->head + 1, 0, sizeof(Reader) - sizeof(Block));
  return reader;
}

static void start_producer(struct ArrowAsyncDeviceStreamHandler* handler, int fail_at, int round) {
  Source* source = malloc(sizeof(Source));
  *source = (Source){new_reader(), 0, fail_at};
  struct ArrowArrayStream stream = {get_schema, get_next, get_last_error, release_stream, source};
  expect(ab_async_drive(source->reader, &stream, handler, 1) == 0, "a thread starts", round);
}

typedef struct Job {
  AsyncConsumer* consumer;
  Reader* reader;
  int most; /* batches to take */
  int result;
  int taken;
} Job;

static void* take(void* argument) {
  Job* job = argument;
  struct ArrowSchema schema = {0};
  job->result = ab_async_take_schema(job->consumer, -1, &schema);
  if (schema.release != NULL) schema.release(&schema);
  while (job->result == AB_ASYNC_TAKEN && job->taken < job->most) {
    struct ArrowArray array;
    job->result = ab_async_take(job->consumer, job->reader, &array);
    if (job->result != AB_ASYNC_TAKEN) break;
    expect(array.length == job->taken, "batches arrive in order", job->taken);
    job->taken++;
    array.release(&array);
  }
  return NULL;
}

static void* cancel(void* argument) {
  ab_async_cancel(argument);
  return NULL;
}

static void read_once(int round) {
  const int fail_at = round % 3 == 0 ? 7 : -1;
  Job job = {.reader = new_reader(), .most = round % 4 == 1 ? round % 11 : 2 * BATCHES};
  pthread_t reading;
  pthread_t cancelling;
  job.consumer = ab_async_consumer_new(1 + round % 5);
  start_producer(ab_async_consumer_handler(job.consumer), fail_at, round);
  pthread_create(&reading, NULL, take, &job);
  if (round % 5 == 4) {
    pthread_create(&cancelling, NULL, cancel, job.consumer);
    pthread_join(cancelling, NULL);
    atomic_store(&job.reader->cancelled, 1);
  }
  pthread_join(reading, NULL);
  if (job.result == AB_ASYNC_FAILED && round % 5 != 4) {
    int32_t code;
    expect(strcmp(ab_async_error(job.consumer, &code), "the source failed") == 0 && code == EIO,
           "the error arrives", round);
    expect(job.taken == fail_at, "and the batches before it", round);
  }
  if (job.result == AB_ASYNC_ENDED) expect(job.taken == BATCHES, "all batches arrive", round);
  ab_release((Block*)job.consumer);
  ab_release(&job.reader->head);
}

int main(void) { return run_rounds(read_once); }
