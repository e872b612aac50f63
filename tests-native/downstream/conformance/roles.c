// The counter as an implementation of the other roles.
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "arrowbridge/abi.h"

int CounterStream(struct ArrowArrayStream* out);

int CounterSchema(struct ArrowSchema* out);
int CounterSchema(struct ArrowSchema* out) {
  struct ArrowArrayStream stream;
  int code = CounterStream(&stream);
  if (code != 0) return code;
  code = stream.get_schema(&stream, out);
  stream.release(&stream);
  return code;
}

int CounterArray(struct ArrowArray* out, struct ArrowSchema* schema);
int CounterArray(struct ArrowArray* out, struct ArrowSchema* schema) {
  struct ArrowArrayStream stream;
  int code = CounterSchema(schema);
  if (code == 0) code = CounterStream(&stream);
  if (code != 0) return code;
  code = stream.get_next(&stream, out);
  stream.release(&stream);
  return code;
}

// Reads a stream to its end. Returns the error code of the stream.
int CountRows(struct ArrowArrayStream* stream);
int CountRows(struct ArrowArrayStream* stream) {
  struct ArrowArray batch;
  int64_t rows = 0;
  int code = EINVAL;
  if (stream->release == NULL) return code;
  while ((code = stream->get_next(stream, &batch)) == 0 && batch.release != NULL) {
    rows += batch.length;
    batch.release(&batch);
  }
  stream->release(stream);
  return rows < 0 ? EINVAL : code;
}

int HandOn(struct ArrowArrayStream* in, struct ArrowArrayStream* out);
int HandOn(struct ArrowArrayStream* in, struct ArrowArrayStream* out) {
  *out = *in;
  in->release = NULL;
  return 0;
}

/* The CPU as a device. */

static struct ArrowArrayStream* Inner(struct ArrowDeviceArrayStream* self) {
  return (struct ArrowArrayStream*)self->private_data;
}
static int DeviceSchema(struct ArrowDeviceArrayStream* self, struct ArrowSchema* out) {
  return Inner(self)->get_schema(Inner(self), out);
}
static int DeviceNext(struct ArrowDeviceArrayStream* self, struct ArrowDeviceArray* out) {
  memset(out, 0, sizeof(*out));
  out->device_id = -1;
  out->device_type = ARROW_DEVICE_CPU;
  return Inner(self)->get_next(Inner(self), &out->array);
}
static const char* DeviceError(struct ArrowDeviceArrayStream* self) {
  return Inner(self)->get_last_error(Inner(self));
}
static void DeviceRelease(struct ArrowDeviceArrayStream* self) {
  Inner(self)->release(Inner(self));
  free(self->private_data);
  self->release = NULL;
}

int CounterDevice(struct ArrowDeviceArrayStream* out);
int CounterDevice(struct ArrowDeviceArrayStream* out) {
  struct ArrowArrayStream* inner = (struct ArrowArrayStream*)calloc(1, sizeof(*inner));
  if (inner == NULL) return ENOMEM;
  int code = CounterStream(inner);
  if (code != 0) {
    free(inner);
    return code;
  }
  out->device_type = ARROW_DEVICE_CPU;
  out->get_schema = DeviceSchema;
  out->get_next = DeviceNext;
  out->get_last_error = DeviceError;
  out->release = DeviceRelease;
  out->private_data = inner;
  return 0;
}

// Reads streams of the CPU and refuses those of other devices.
int CountDeviceRows(struct ArrowDeviceArrayStream* stream);
int CountDeviceRows(struct ArrowDeviceArrayStream* stream) {
  struct ArrowDeviceArray batch;
  int code = EINVAL;
  if (stream->release == NULL) return code;
  if (stream->device_type != ARROW_DEVICE_CPU) {
    stream->release(stream);
    return ENOTSUP;
  }
  while ((code = stream->get_next(stream, &batch)) == 0 && batch.array.release != NULL) {
    if (batch.device_type != ARROW_DEVICE_CPU) code = EINVAL;
    batch.array.release(&batch.array);
    if (code != 0) break;
  }
  stream->release(stream);
  return code;
}
