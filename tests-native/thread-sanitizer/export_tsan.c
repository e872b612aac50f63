/* The C of src/Exports and capsule.h under ThreadSanitizer: capsules that several threads want,
 * with a fake of Python's header, and device streams side by side. */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arrowbridge/arrowbridge.h"
#include "arrowbridge/capsule.h"
#include "streams.h"

enum { THREADS = 6, ROUNDS = 300 };

static atomic_int failures;

static void expect(int condition, const char* what) {
  if (condition) return;
  fprintf(stderr, "%s\n", what);
  atomic_fetch_add(&failures, 1);
}

static pthread_barrier_t start;

static void run(void* (*work)(void*), void* argument) {
  pthread_t threads[THREADS];
  pthread_barrier_init(&start, NULL, THREADS);
  for (int i = 0; i < THREADS; i++) pthread_create(&threads[i], NULL, work, argument);
  for (int i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);
  pthread_barrier_destroy(&start);
}

typedef struct Wanted {
  PyObject* capsule;
  atomic_int released;
  atomic_int taken;
} Wanted;

static void count_release(struct ArrowArray* array) {
  atomic_fetch_add((atomic_int*)array->private_data, 1);
  array->release = NULL;
}

/* PYC-5: one of them gets it. */
static void* take_capsule(void* argument) {
  Wanted* wanted = argument;
  struct ArrowArray array;
  pthread_barrier_wait(&start);
  if (ArrowBridgeCapsuleTake(wanted->capsule, "arrow_array", &array) == 0) {
    atomic_fetch_add(&wanted->taken, 1);
    array.release(&array);
  }
  return NULL;
}

static void capsule_wanted_by_all(void) {
  Wanted wanted;
  struct ArrowArray array = {.release = count_release, .private_data = &wanted.released};
  atomic_init(&wanted.released, 0);
  atomic_init(&wanted.taken, 0);
  wanted.capsule = ArrowBridgeCapsuleFromStruct("arrow_array", &array);
  expect(wanted.capsule != NULL, "a capsule is made");
  run(take_capsule, &wanted);
  expect(wanted.taken == 1 && wanted.released == 1, "one thread takes the struct out of a capsule");
  Destroy(wanted.capsule);
}

static int no_schema(struct ArrowArrayStream* self, struct ArrowSchema* out) {
  (void)self, (void)out;
  return EIO;
}
static int count_next(struct ArrowArrayStream* self, struct ArrowArray* out) {
  memset(out, 0, sizeof(*out));
  out->private_data = self->private_data;
  out->release = count_release;
  return 0;
}
static const char* no_text(struct ArrowArrayStream* self) {
  (void)self;
  return NULL;
}
static void end_stream(struct ArrowArrayStream* self) { self->release = NULL; }

/* There and back, each thread for itself. */
static void* use_device_stream(void* argument) {
  struct ArrowArrayStream stream = {no_schema, count_next, no_text, end_stream, argument};
  struct ArrowDeviceArrayStream device;
  struct ArrowArray array;
  pthread_barrier_wait(&start);
  expect(ArrowBridgeStreamToDevice(&stream, &device, NULL) == 0,
         "a stream becomes a device stream");
  expect(ArrowBridgeStreamFromDevice(&device, &stream, NULL) == 0, "and a stream again");
  expect(stream.get_next(&stream, &array) == 0, "it gives a batch");
  array.release(&array);
  stream.release(&stream);
  return NULL;
}

static void device_streams(void) {
  atomic_int released;
  atomic_init(&released, 0);
  run(use_device_stream, &released);
  expect(released == THREADS, "each batch is released once");
}

int main(void) {
  ab_streams_register();
  for (int round = 0; round < ROUNDS; round++) {
    capsule_wanted_by_all();
    device_streams();
  }
  struct ArrowBridgeLiveCounts counts;
  ab_live_counts(&counts);
  expect(counts.blocks == 0 && counts.bytes == 0, "nothing is alive");
  return failures != 0;
}
