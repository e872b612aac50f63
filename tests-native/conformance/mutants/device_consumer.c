// A reference consumer of device streams on the CPU and on the kit's simulated device, and its
// mutants.
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "device/pretended.h"
#include "reference_consumer.h"

static void TakeError(struct ArrowDeviceArrayStream* stream) {
  const char* text = stream->get_last_error(stream);
  if (MutantIs("DST-4/later-message")) {
    struct ArrowDeviceArray array;
    if (stream->get_next(stream, &array) == 0 && array.array.release != NULL) {
      array.array.release(&array.array);
    }
  }
  if (text != NULL || MutantIs("DST-4/null-message")) ReadBytes(text, (int64_t)strlen(text) + 1);
}

static int WaitFor(struct ArrowDeviceArray* batch) {
  struct ArrowBridgeDeviceEvent* event = (struct ArrowBridgeDeviceEvent*)batch->sync_event;
  if (MutantIs("DEV-8") && batch->device_type == ARROW_DEVICE_EXT_DEV) return event->wait(event);
  if (event == NULL || MutantIs("DEV-7")) return 0;
  if (MutantIs("DEV-10")) ReadBytes(event, (int64_t)sizeof(*event) + 8);
  return event->wait(event);
}

static void EndBatch(struct ArrowDeviceArray* batch) {
  struct ArrowBridgeDeviceEvent* event = (struct ArrowBridgeDeviceEvent*)batch->sync_event;
  struct ArrowDeviceArray copy = *batch;
  if (MutantIs("DEV-13/leaks")) return;
  bool readable =
      batch->device_type == ARROW_DEVICE_CPU || batch->device_type == ARROW_DEVICE_EXT_DEV;
  if (MutantIs("DEV-15") && readable && batch->array.n_children > 0) {
    const struct ArrowArray* child = batch->array.children[0];
    if (child->n_buffers == 2 && child->length > 0) {
      *(volatile char*)(uintptr_t)child->buffers[1] = 1;
    }
  }
  if (MutantIs("ok/moves")) {
    batch->array.release = NULL;
    copy.array.release(&copy.array);
    return;
  }
  batch->array.release(&batch->array);
  if (MutantIs("DEV-13/twice")) copy.array.release(&batch->array);
  if (MutantIs("DEV-14")) copy.array.release(&copy.array);
  if (MutantIs("DEV-12") && event != NULL) event->wait(event);
  if (MutantIs("MEM-8")) ReadBytes(copy.array.buffers, 1);
}

// The sizes of variadic buffers are in main memory, wherever the buffers are.
static void ReadLengths(const struct ArrowSchema* schema, const struct ArrowArray* array) {
  for (int64_t i = 0; i < schema->n_children; ++i) {
    ReadLengths(schema->children[i], array->children[i]);
  }
  if (schema->format[0] != 'v' || array->n_buffers < 4) return;
  ReadBytes(array->buffers[array->n_buffers - 1], 8 * (array->n_buffers - 3));
  if (MutantIs("DEV-3/lengths")) ReadBytes(array->buffers[array->n_buffers - 2], 1);
}

static int ReadBatch(const struct ArrowSchema* schema, struct ArrowDeviceArray* batch) {
  static int64_t first_id = -2;
  ArrowDeviceType type = batch->device_type;
  bool readable = type == ARROW_DEVICE_CPU || type == ARROW_DEVICE_EXT_DEV;
  if (MutantIs("DEV-2") && type > ARROW_DEVICE_HEXAGON) abort();
  if (MutantIs("DEV-5") && type == ARROW_DEVICE_CPU && batch->device_id != -1) abort();
  if (first_id == -2) first_id = batch->device_id;
  if (MutantIs("DST-2") && batch->device_id != first_id) abort();
  if (!readable && type == ARROW_DEVICE_HEXAGON) ReadLengths(schema, &batch->array);
  if (MutantIs("DEV-3/reads") && type == ARROW_DEVICE_HEXAGON) readable = true;
  if (!readable) return ENOTSUP;
  int code = WaitFor(batch);
  if (code == 0) ReferenceReadArray(schema, &batch->array, 0, batch->array.length, 0);
  return code;
}

static int ReadBatches(const struct ArrowSchema* schema, struct ArrowDeviceArrayStream* stream) {
  int64_t rows = -1;
  for (;;) {
    struct ArrowDeviceArray batch;
    memset(&batch, 0, sizeof(batch));
    int code = stream->get_next(stream, &batch);
    if (code != 0) {
      TakeError(stream);
      return MutantIs("DST-4/code") ? 0 : code;
    }
    if (MutantIs("DST-4/asks")) stream->get_last_error(stream);
    if (MutantIs("DST-4/end") && batch.array.n_buffers > 0) ReadBytes(batch.array.buffers, 1);
    if (MutantIs("DST-4/last") && batch.array.release == NULL && rows == 0) abort();
    if (batch.array.release == NULL) return 0;
    rows = batch.array.length;
    bool stop = MutantIs("DST-4/empty") && batch.array.length == 0;
    code = ReadBatch(schema, &batch);
    EndBatch(&batch);
    if (code != 0 || stop) return code;
  }
}

static void* NextOnThread(void* argument) {
  struct ArrowDeviceArrayStream* stream = (struct ArrowDeviceArrayStream*)argument;
  struct ArrowDeviceArray batch;
  if (stream->get_next(stream, &batch) == 0 && batch.array.release != NULL) {
    batch.array.release(&batch.array);
  }
  return NULL;
}

static void ReadByThreads(struct ArrowDeviceArrayStream* stream) {
  pthread_t threads[2];
  int n = 0;
  while (n < 2 && pthread_create(&threads[n], NULL, NextOnThread, stream) == 0) ++n;
  while (n > 0) pthread_join(threads[--n], NULL);
}

static int Read(struct ArrowDeviceArrayStream* stream) {
  struct ArrowSchema schema;
  int code = stream->get_schema(stream, &schema);
  if (code != 0) {
    TakeError(stream);
    return code;
  }
  if (MutantIs("DST-6/threads")) ReadByThreads(stream);
  code = ReadBatches(&schema, stream);
  schema.release(&schema);
  return code;
}

int MutantConsumeDevice(struct ArrowDeviceArrayStream* stream, const char* mutant);
int MutantConsumeDevice(struct ArrowDeviceArrayStream* stream, const char* mutant) {
  SelectMutant(mutant);
  if (stream->release == NULL) {
    if (MutantIs("MEM-5")) stream->get_schema(stream, &(struct ArrowSchema){0});
    return EINVAL;
  }
  if (MutantIs("DST-1")) ReadBytes(stream, (int64_t)sizeof(*stream) + 8);
  if (MutantIs("DST-6/reads")) ReadBytes(stream->private_data, 1);
  if (MutantIs("DST-6/left")) stream->get_next = NULL;
  if (MutantIs("DST-6/left") || MutantIs("ok/leaves")) return ENOTSUP;
  struct ArrowDeviceArrayStream moved = *stream;
  if (!MutantIs("DST-6/moves")) stream->release = NULL;
  if (MutantIs("DST-6/changes")) moved.private_data = &moved;
  int code = ENOTSUP;
  if (!MutantIs("ok/cpu") || moved.device_type == ARROW_DEVICE_CPU) code = Read(&moved);
  struct ArrowDeviceArrayStream copy = moved;
  if (MutantIs("DST-6/leaks")) return code;
  moved.release(&moved);
  if (MutantIs("DST-6/twice")) copy.release(&moved);
  if (MutantIs("DST-4/released")) copy.get_next(&copy, &(struct ArrowDeviceArray){0});
  return code;
}
