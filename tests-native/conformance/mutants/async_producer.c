// A reference producer of asynchronous device streams, with its own thread, and its mutants: three
// arrays of int32 on the CPU.
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "reference_consumer.h"

enum { kRows = 5, kTasks = 3 };

struct Producer {
  struct ArrowAsyncProducer* given;
  pthread_t thread;
  struct ArrowAsyncDeviceStreamHandler* handler;
  pthread_mutex_t mutex;
  int64_t requested;
  bool cancelled;
  bool asked_wrong;
  atomic_bool beside;  // the second thread of a mutant is about to call
  char* metadata;
  int32_t* last;  // data of a mutant that shares it
  struct ArrowAsyncTask* home;
};

struct Array {
  pthread_t thread;
  const void* buffers[2];
  int32_t data[kRows];
};

// Calls the handler on the thread of the caller, before it returns.
static bool ServesHere(void) { return MutantIs("ok/here") || MutantIs("ASY-15/thread"); }

static void ReleaseArray(struct ArrowArray* self) {
  const struct Array* array = (const struct Array*)self->private_data;
  if (MutantIs("ASY-15/thread") && !pthread_equal(array->thread, pthread_self())) abort();
  free(self->private_data);
  self->release = NULL;
}

static int Extract(struct ArrowAsyncTask* self, struct ArrowDeviceArray* out) {
  struct Producer* producer = (struct Producer*)self->private_data;
  if (MutantIs("ASY-7/home") && self != producer->home) abort();
  if (out == NULL && !MutantIs("ASY-15/null")) return 0;
  struct Array* array = (struct Array*)calloc(1, sizeof(*array));
  if (array == NULL) return ENOMEM;
  array->buffers[1] = array->data;
  array->thread = pthread_self();
  if (MutantIs("ASY-15/tied")) {
    if (producer->last == NULL) producer->last = (int32_t*)calloc(kRows, sizeof(int32_t));
    array->buffers[1] = producer->last;
  }
  memset(out, 0, sizeof(*out));
  out->array = (struct ArrowArray){.length = kRows,
                                   .n_buffers = 2,
                                   .buffers = array->buffers,
                                   .release = ReleaseArray,
                                   .private_data = array};
  if (MutantIs("ASY-15/none")) ReleaseArray(&out->array);
  out->device_id = -1;
  out->device_type = ARROW_DEVICE_CPU;
  return 0;
}

static int GiveTask(struct Producer* producer) {
  static const char kPairs[4] = {0, 0, 0, 0};
  struct ArrowAsyncTask task = {Extract, producer};
  producer->home = &task;
  return producer->handler->on_next_task(producer->handler, &task,
                                         MutantIs("ASY-7/endless") ? EndlessMetadata() : kPairs);
}

static void Request(struct ArrowAsyncProducer* self, int64_t n) {
  struct Producer* producer = (struct Producer*)self->private_data;
  pthread_mutex_lock(&producer->mutex);
  if (n > 0) producer->requested += n;
  if (n <= 0 && !MutantIs("ASY-18/ignores")) producer->asked_wrong = true;
  pthread_mutex_unlock(&producer->mutex);
  if (MutantIs("ASY-18/calls") && n > 0 && !producer->cancelled) {
    pthread_mutex_lock(&producer->mutex);
    --producer->requested;
    pthread_mutex_unlock(&producer->mutex);
    producer->handler->on_next_task(producer->handler, NULL, NULL);
    producer->cancelled = true;
  }
}

static void Cancel(struct ArrowAsyncProducer* self) {
  struct Producer* producer = (struct Producer*)self->private_data;
  pthread_mutex_lock(&producer->mutex);
  if (MutantIs("ASY-19/once") && producer->cancelled) abort();
  bool first = !producer->cancelled;
  producer->cancelled = true;
  pthread_mutex_unlock(&producer->mutex);
  if (MutantIs("ASY-19/calls") && first && pthread_equal(pthread_self(), producer->thread)) {
    producer->handler->on_next_task(producer->handler, NULL, NULL);
  }
}

static void ReleaseSchema(struct ArrowSchema* self) { self->release = NULL; }

// Waits for a request. True if a task may be given now; false if the stream is over.
static bool Wait(struct Producer* producer) {
  for (int i = 0; i < (ServesHere() ? 50 : 5000); ++i) {
    pthread_mutex_lock(&producer->mutex);
    bool over = (producer->cancelled && !MutantIs("ASY-9/cancelled")) || producer->asked_wrong;
    bool wanted = producer->requested > 0 || MutantIs("ASY-9/unasked");
    if (wanted && !over) --producer->requested;
    pthread_mutex_unlock(&producer->mutex);
    if (over) return false;
    if (wanted) return true;
    usleep(1000);
  }
  return false;
}

static void* GiveBeside(void* argument) {
  struct Producer* producer = (struct Producer*)argument;
  atomic_store(&producer->beside, true);
  GiveTask(producer);
  return NULL;
}

static int Give(struct Producer* producer) {
  pthread_t thread;
  if (!MutantIs("ASY-8") || producer->requested < 1) return GiveTask(producer);
  bool beside = pthread_create(&thread, NULL, GiveBeside, producer) == 0;
  if (beside) --producer->requested;
  while (beside && !atomic_load(&producer->beside)) usleep(100);
  int code = GiveTask(producer);
  if (beside) pthread_join(thread, NULL);
  return code;
}

static void Fail(struct Producer* producer, int code) {
  struct ArrowAsyncDeviceStreamHandler* handler = producer->handler;
  handler->on_error(handler, MutantIs("ASY-11/code") ? -1 : code,
                    MutantIs("ASY-11/message")   ? "\xff\xfe"
                    : MutantIs("ASY-11/endless") ? AtPageEnd("it went wrong", 13)
                                                 : "it went wrong",
                    MutantIs("ASY-11/metadata") ? EndlessMetadata() : NULL);
  if (MutantIs("ASY-11/more")) handler->on_next_task(handler, NULL, NULL);
}

static int GiveSchema(struct Producer* producer) {
  struct ArrowAsyncDeviceStreamHandler* handler = producer->handler;
  struct ArrowSchema schema = {
      .format = "i", .name = "", .flags = ARROW_FLAG_NULLABLE, .release = ReleaseSchema};
  if (!MutantIs("ASY-2")) handler->producer = producer->given;
  if (MutantIs("ASY-14")) ReadBytes(handler->private_data, 1);
  if (MutantIs("ASY-1")) ReadBytes(handler, (int64_t)sizeof(*handler) + 8);
  if (MutantIs("ASY-3/none")) return handler->on_next_task(handler, NULL, NULL);
  int code = handler->on_schema(handler, &schema);
  if (code == 0 && MutantIs("ASY-3/twice")) {
    schema.release = ReleaseSchema;
    code = handler->on_schema(handler, &schema);
  }
  if (MutantIs("ASY-20")) free(producer->metadata);
  return code;
}

static void Serve(struct Producer* producer) {
  struct ArrowAsyncDeviceStreamHandler* handler = producer->handler;
  bool fails = MutantIs("ok/fails") || strncmp(MutantName(), "ASY-11", 6) == 0;
  if (GiveSchema(producer) != 0) {
    if (MutantIs("ASY-5")) Fail(producer, EIO);
    return;
  }
  for (int i = 0; i < kTasks; ++i) {
    if (!Wait(producer)) {
      if (producer->asked_wrong) Fail(producer, EINVAL);
      if (producer->cancelled && MutantIs("ASY-19/error")) Fail(producer, ECANCELED);
      return;
    }
    if (fails && i == 1) {
      Fail(producer, EIO);
      return;
    }
    if (Give(producer) != 0) {
      if (MutantIs("ASY-10")) Fail(producer, EIO);
      return;
    }
  }
  if (MutantIs("ASY-21")) {
    free(producer->given);
  }
  handler->on_next_task(handler, NULL, NULL);
  if (MutantIs("ASY-7/more")) handler->on_next_task(handler, NULL, NULL);
}

static void* Run(void* argument) {
  struct Producer* producer = (struct Producer*)argument;
  struct ArrowAsyncDeviceStreamHandler* handler = producer->handler;
  producer->thread = pthread_self();
  Serve(producer);
  if (MutantIs("ASY-12/never")) pause();
  free(producer->last);
  handler->release(handler);
  if (MutantIs("ASY-12/after")) handler->on_error(handler, EIO, NULL, NULL);
  if (MutantIs("ASY-12/twice")) handler->release(handler);
  return NULL;
}

int MutantServe(struct ArrowAsyncDeviceStreamHandler* handler, const char* mutant);
int MutantServe(struct ArrowAsyncDeviceStreamHandler* handler, const char* mutant) {
  SelectMutant(mutant);
  struct Producer* producer = (struct Producer*)calloc(1, sizeof(*producer));
  pthread_t thread;
  if (producer == NULL) return ENOMEM;
  producer->metadata = (char*)calloc(1, 4);
  producer->handler = handler;
  pthread_mutex_init(&producer->mutex, NULL);
  ArrowDeviceType type = MutantIs("ASY-17") ? ARROW_DEVICE_CUDA : ARROW_DEVICE_CPU;
  producer->given = (struct ArrowAsyncProducer*)malloc(sizeof(*producer->given));
  if (producer->given == NULL) return ENOMEM;
  *producer->given =
      (struct ArrowAsyncProducer){type, Request, Cancel, producer->metadata, producer};
  if (MutantIs("ASY-20/endless")) producer->given->additional_metadata = EndlessMetadata();
  if (ServesHere()) {
    Run(producer);
    return 0;
  }
  if (pthread_create(&thread, NULL, Run, producer) != 0) return EAGAIN;
  pthread_detach(thread);
  return 0;
}
