// A reference handler of asynchronous device streams, which requests one task after the other, and
// its mutants.
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "device/pretended.h"
#include "reference_consumer.h"

static _Thread_local bool t_called;  // a callback ran on this thread before

struct Handler {
  struct ArrowSchema schema;
  struct ArrowSchema* schema_pointer;
  struct ArrowAsyncTask task;  // of the previous call, if it is extracted later
  struct ArrowAsyncTask* task_pointer;
  const char* metadata;
  const char* message;
  struct ArrowAsyncProducer* producer;
  int n_tasks;
  bool failed;
};

static void Read(struct Handler* handler, struct ArrowDeviceArray* array) {
  struct ArrowBridgeDeviceEvent* event = (struct ArrowBridgeDeviceEvent*)array->sync_event;
  if (event != NULL && !MutantIs("DEV-7")) event->wait(event);
  ReferenceReadArray(&handler->schema, &array->array, 0, array->array.length, 0);
  if (!MutantIs("DEV-13")) array->array.release(&array->array);
}

static int Take(struct Handler* handler, struct ArrowAsyncTask* task) {
  struct ArrowDeviceArray array;
  memset(&array, 0, sizeof(array));
  int code = task->extract_data(task, &array);
  if (MutantIs("ASY-15/failed") && code != 0) ReadBytes(array.array.buffers, 8);
  if (code != 0) return code;
  if (MutantIs("ASY-15/twice")) task->extract_data(task, NULL);
  Read(handler, &array);
  return 0;
}

static int OnSchema(struct ArrowAsyncDeviceStreamHandler* self, struct ArrowSchema* schema) {
  struct Handler* handler = (struct Handler*)self->private_data;
  handler->schema_pointer = schema;
  handler->producer = self->producer;
  t_called = true;
  if (MutantIs("ASY-1")) ReadBytes(self->producer, (int64_t)sizeof(*self->producer) + 8);
  if (MutantIs("ASY-4/leaves")) return ECANCELED;
  handler->schema = *schema;
  schema->release = NULL;
  ReferenceReadSchema(&handler->schema, 0);
  const char* extra = self->producer->additional_metadata;
  if (extra != NULL || MutantIs("ASY-20")) ReadBytes(extra, 4);
  if (MutantIs("ok/refuses")) return ECANCELED;
  self->producer->request(self->producer, MutantIs("ASY-18") ? 0 : 1);
  if (MutantIs("ASY-18")) self->producer->request(self->producer, 1);
  return 0;
}

static int OnTask(struct ArrowAsyncDeviceStreamHandler* self, struct ArrowAsyncTask* task,
                  const char* metadata) {
  struct Handler* handler = (struct Handler*)self->private_data;
  if (MutantIs("ASY-8") && !t_called) abort();
  if (MutantIs("ASY-4/keeps")) ReadBytes(&handler->schema_pointer->n_children, 8);
  if (MutantIs("ASY-7/metadata") && handler->metadata != NULL) ReadBytes(handler->metadata, 4);
  if (MutantIs("ASY-7/task") && handler->task_pointer != NULL) {
    ReadBytes(handler->task_pointer, (int64_t)sizeof(*handler->task_pointer));
  }
  if (MutantIs("ok/later") && handler->task.extract_data != NULL) {
    struct ArrowAsyncTask moved = handler->task;
    handler->task.extract_data = NULL;
    Take(handler, &moved);
  }
  if (task == NULL && !MutantIs("ASY-7/end")) return 0;
  if (MutantIs("ASY-19") && handler->n_tasks > 0) abort();
  if (metadata != NULL) ReadBytes(metadata, 4);
  handler->metadata = metadata;
  handler->task_pointer = task;
  ++handler->n_tasks;
  bool cancels = MutantIs("ok/cancels") || MutantIs("ASY-19");
  self->producer->request(self->producer, cancels ? 2 : 1);
  if (cancels) self->producer->cancel(self->producer);
  if (MutantIs("ok/later")) {
    handler->task = *task;
    return 0;
  }
  if (MutantIs("ASY-15/never")) return 0;
  if (MutantIs("ok/discards")) return task->extract_data(task, NULL);
  return Take(handler, task);
}

static void OnError(struct ArrowAsyncDeviceStreamHandler* self, int code, const char* message,
                    const char* metadata) {
  struct Handler* handler = (struct Handler*)self->private_data;
  (void)code;
  (void)metadata;
  if (message != NULL || MutantIs("ASY-11/null")) ReadBytes(message, (int64_t)strlen(message) + 1);
  handler->message = message;
  handler->failed = true;
  if (MutantIs("ASY-3") && handler->schema_pointer == NULL) abort();
  if (MutantIs("ASY-11/cancels")) self->producer->cancel(self->producer);
}

struct Afterwards {
  struct ArrowAsyncProducer* producer;
  void (*cancel)(struct ArrowAsyncProducer*);
};

static void* UseAfterwards(void* argument) {
  struct Afterwards* afterwards = (struct Afterwards*)argument;
  struct timespec pause = {0, 20000000};
  nanosleep(&pause, NULL);
  afterwards->cancel(afterwards->producer);
  free(afterwards);
  return NULL;
}

static void Release(struct ArrowAsyncDeviceStreamHandler* self) {
  struct Handler* handler = (struct Handler*)self->private_data;
  if (MutantIs("ASY-12/null") && handler->schema.format == NULL && !handler->failed) abort();
  if (MutantIs("ASY-12/cancels")) self->producer->cancel(self->producer);
  if (MutantIs("ASY-11/keeps") && handler->message != NULL) ReadBytes(handler->message, 1);
  if (MutantIs("ok/later") && handler->task.extract_data != NULL) Take(handler, &handler->task);
  if (MutantIs("ASY-21") && handler->producer != NULL) {
    struct Afterwards* afterwards = (struct Afterwards*)malloc(sizeof(*afterwards));
    pthread_t thread;
    if (afterwards == NULL) abort();
    *afterwards = (struct Afterwards){handler->producer, handler->producer->cancel};
    if (pthread_create(&thread, NULL, UseAfterwards, afterwards) == 0) pthread_detach(thread);
  }
  if (handler->schema.release != NULL && !MutantIs("MEM-6"))
    handler->schema.release(&handler->schema);
  free(handler);
}

int MutantHandle(struct ArrowAsyncDeviceStreamHandler* out, const char* mutant);
int MutantHandle(struct ArrowAsyncDeviceStreamHandler* out, const char* mutant) {
  SelectMutant(mutant);
  struct Handler* handler = (struct Handler*)calloc(1, sizeof(*handler));
  if (handler == NULL) return ENOMEM;
  if (MutantIs("ASY-6")) out->producer->request(out->producer, 1);
  *out = (struct ArrowAsyncDeviceStreamHandler){OnSchema, OnTask, OnError, Release, NULL, handler};
  return 0;
}
