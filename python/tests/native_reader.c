/* Native threads that read streams, while the Python interpreter runs and after it has shut down.
 * Compiled and loaded by test_process.py. */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "arrowbridge/abi.h"

enum { MAX_READERS = 8 };

static struct {
  struct ArrowArrayStream stream;
  int releases_early;
  pthread_t thread;
} readers[MAX_READERS];
static int n_readers;
static int n_batches;
static int may_stop;

static int next(struct ArrowArrayStream* stream) {
  struct ArrowArray array = {0};
  const int code = stream->get_next(stream, &array);
  if (array.release != NULL) array.release(&array);
  return code;
}

static void* read_on(void* argument) {
  const int i = (int)(long)argument;
  struct ArrowArrayStream* stream = &readers[i].stream;
  int code = 0;
  while (code == 0 && __atomic_load_n(&may_stop, __ATOMIC_ACQUIRE) == 0) {
    code = next(stream);
    __atomic_fetch_add(&n_batches, 1, __ATOMIC_RELAXED);
  }
  if (readers[i].releases_early) stream->release(stream);
  return NULL;
}

/* Called at exit, after the shutdown of the interpreter. */
static void after(void) {
  __atomic_store_n(&may_stop, 1, __ATOMIC_RELEASE);
  int code = 0;
  for (int i = 0; i < n_readers; i++) {
    struct ArrowArrayStream* stream = &readers[i].stream;
    pthread_join(readers[i].thread, NULL);
    if (stream->release == NULL) continue;
    code = next(stream);
    stream->release(stream);
  }
  printf("after the end: %s\n", code == ECANCELED ? "ECANCELED" : "something else");
  fflush(stdout);
}

void start(struct ArrowArrayStream* stream, int releases_early) {
  const int i = n_readers++;
  if (i == 0) atexit(after);
  readers[i].stream = *stream;
  readers[i].releases_early = releases_early;
  stream->release = NULL;
  pthread_create(&readers[i].thread, NULL, read_on, (void*)(long)i);
}

int batches(void) { return __atomic_load_n(&n_batches, __ATOMIC_RELAXED); }

static void* read_all(void* argument) {
  struct ArrowArrayStream* stream = argument;
  struct ArrowArray array = {0};
  while (stream->get_next(stream, &array) == 0 && array.release != NULL) array.release(&array);
  stream->release(stream);
  return NULL;
}

void read_and_release(struct ArrowArrayStream* stream) {
  pthread_t thread;
  pthread_create(&thread, NULL, read_all, stream);
  pthread_join(thread, NULL);
}
