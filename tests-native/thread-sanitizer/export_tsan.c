/* The C of src/Exports under ThreadSanitizer: capsules that several threads want, the interpreter
 * that ends while they call in, sources that are released elsewhere, device streams side by side.
 * The interpreter is played; the one function of the runtime that is needed, too. */
#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arrowbridge/arrowbridge.h"
#include "freelist.h"
#include "python.h"
#include "streams.h"

enum { THREADS = 6, ROUNDS = 300 };

static atomic_int failures;

static void expect(int condition, const char* what) {
  if (condition) return;
  fprintf(stderr, "%s\n", what);
  atomic_fetch_add(&failures, 1);
}

/* The interpreter. */

typedef struct Object {
  void* pointer;
  const char* name;
  void (*destructor)(void*);
} Object;

static pthread_mutex_t gil = PTHREAD_MUTEX_INITIALIZER;
static atomic_int decrefs;

#define PYTHON_API __attribute__((visibility("default")))
PYTHON_API int Py_IsInitialized(void);
PYTHON_API int Py_IsInitialized(void) { return 1; }
PYTHON_API int Py_IsFinalizing(void);
PYTHON_API int Py_IsFinalizing(void) { return 0; }
PYTHON_API int PyGILState_Ensure(void);
PYTHON_API int PyGILState_Ensure(void) { return pthread_mutex_lock(&gil); }
PYTHON_API void PyGILState_Release(int state);
PYTHON_API void PyGILState_Release(int state) {
  (void)state;
  pthread_mutex_unlock(&gil);
}
/* As without a GIL: there is nothing to give up. */
PYTHON_API void* PyEval_SaveThread(void);
PYTHON_API void* PyEval_SaveThread(void) { return NULL; }
PYTHON_API void PyEval_RestoreThread(void* state);
PYTHON_API void PyEval_RestoreThread(void* state) { (void)state; }
PYTHON_API void Py_DecRef(void* object);
PYTHON_API void Py_DecRef(void* object) {
  (void)object;
  atomic_fetch_add(&decrefs, 1);
}
PYTHON_API void PyErr_Fetch(void** type, void** value, void** traceback);
PYTHON_API void PyErr_Fetch(void** type, void** value, void** traceback) {
  *type = *value = *traceback = NULL;
}
PYTHON_API void PyErr_Restore(void* type, void* value, void* traceback);
PYTHON_API void PyErr_Restore(void* type, void* value, void* traceback) {
  (void)type, (void)value, (void)traceback;
}
PYTHON_API void PyErr_Clear(void);
PYTHON_API void PyErr_Clear(void) {}
PYTHON_API void* PyCapsule_New(void* pointer, const char* name, void (*destructor)(void*));
PYTHON_API void* PyCapsule_New(void* pointer, const char* name, void (*destructor)(void*)) {
  Object* object = malloc(sizeof(Object));
  *object = (Object){pointer, name, destructor};
  return object;
}
PYTHON_API void* PyCapsule_GetPointer(void* capsule, const char* name);
PYTHON_API void* PyCapsule_GetPointer(void* capsule, const char* name) {
  (void)name;
  return ((Object*)capsule)->pointer;
}
PYTHON_API const char* PyCapsule_GetName(void* capsule);
PYTHON_API const char* PyCapsule_GetName(void* capsule) { return ((Object*)capsule)->name; }
PYTHON_API int PyCapsule_IsValid(void* capsule, const char* name);
PYTHON_API int PyCapsule_IsValid(void* capsule, const char* name) {
  return strcmp(((Object*)capsule)->name, name) == 0;
}

/* The runtime: a reader is the callbacks that it was made of. */

static struct ArrowBridgeReaderCallbacks source;

int ArrowBridgeReaderFromCallbacks(struct ArrowSchema* schema,
                                   const struct ArrowBridgeReaderCallbacks* callbacks,
                                   struct ArrowBridgeReader** out, struct ArrowBridgeError* error) {
  (void)error;
  schema->release = NULL;
  source = *callbacks;
  *out = NULL;
  return 0;
}

static pthread_barrier_t start;

static void run(void* (*work)(void*), void* argument) {
  pthread_t threads[THREADS];
  pthread_barrier_init(&start, NULL, THREADS);
  for (int i = 0; i < THREADS; i++) pthread_create(&threads[i], NULL, work, argument);
  for (int i = 0; i < THREADS; i++) pthread_join(threads[i], NULL);
  pthread_barrier_destroy(&start);
}

static void* find_python_at_once(void* argument) {
  (void)argument;
  pthread_barrier_wait(&start);
  expect(ab_python() != NULL, "the interpreter is found");
  return NULL;
}

typedef struct Wanted {
  void* capsule;
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
  struct ArrowBridgeError error;
  pthread_barrier_wait(&start);
  if (ArrowBridgeCapsuleTake(wanted->capsule, "arrow_array", &array, &error) == 0) {
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
  expect(ArrowBridgeCapsuleFromStruct("arrow_array", &array, &wanted.capsule, NULL) == 0,
         "a capsule is made");
  run(take_capsule, &wanted);
  expect(wanted.taken == 1 && wanted.released == 1, "one thread takes the struct out of a capsule");
  ((Object*)wanted.capsule)->destructor(wanted.capsule);
  free(wanted.capsule);
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

static void end_schema(struct ArrowSchema* schema) { schema->release = NULL; }

static void next_batch(void* object, struct ArrowArray* out, int* out_code,
                       struct ArrowBridgeError* error) {
  (void)object, (void)error;
  memset(out, 0, sizeof(*out));
  *out_code = ARROWBRIDGE_PYTHON_END;
}

/* A source is asked by one thread after another, and released by the last. */
static void* ask_source(void* argument) {
  static atomic_int turn;
  struct ArrowArray array;
  (void)argument;
  pthread_barrier_wait(&start);
  const int mine = atomic_fetch_add(&turn, 1) % THREADS;
  static atomic_int done;
  while (atomic_load(&done) % THREADS != mine) {
  }
  const int code = source.next(source.context, &array, NULL);
  expect(code == 0 || code == ECANCELED, "the source ends, or the interpreter does");
  if (mine == THREADS - 1) source.release(source.context);
  atomic_fetch_add(&done, 1);
  return NULL;
}

static void source_on_threads(void) {
  struct ArrowSchema schema = {.release = end_schema};
  struct ArrowBridgeReader* reader;
  expect(ArrowBridgeReaderFromPython(&schema, next_batch, &schema, &reader, NULL) == 0,
         "a source is made");
  run(ask_source, NULL);
}

/* The interpreter ends while others call in: from then on nobody does. */
static void* enter_or_stop(void* argument) {
  atomic_int* stopper = argument;
  pthread_barrier_wait(&start);
  if (atomic_fetch_add(stopper, 1) == 0) {
    expect(ArrowBridgePythonStop(10000) == 0, "all calls into Python come back");
    expect(!ab_python_enter(), "no call begins afterwards");
    return NULL;
  }
  for (int i = 0; i < 1000 && ab_python_enter(); i++) ab_python_leave();
  return NULL;
}

int main(void) {
  ab_streams_register();
  ab_ipc_register();
  run(find_python_at_once, NULL);
  for (int round = 0; round < ROUNDS; round++) {
    capsule_wanted_by_all();
    device_streams();
    source_on_threads();
  }
  expect(decrefs == ROUNDS, "each source gives its object back once");
  atomic_int stopper;
  atomic_init(&stopper, 0);
  run(enter_or_stop, &stopper);
  struct ArrowBridgeLiveCounts counts;
  ab_live_counts(&counts);
  expect(counts.blocks == 0 && counts.bytes == 0, "nothing is alive");
  return failures != 0;
}
