/* Streams as device streams, and device streams as streams. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "device_streams.h"

void ab_end_device_array(struct ArrowDeviceArray* array) {
  if (array != NULL && array->array.release != NULL) {
    array->array.release(&array->array);
    array->array.release = NULL;
  }
}

void ab_end_device_stream(struct ArrowDeviceArrayStream* stream) {
  if (stream != NULL && stream->release != NULL) {
    stream->release(stream);
    stream->release = NULL;
  }
}

int32_t ab_is_main_memory(ArrowDeviceType type) {
  return type == ARROW_DEVICE_CPU || type == ARROW_DEVICE_CUDA_HOST ||
         type == ARROW_DEVICE_ROCM_HOST || type == ARROW_DEVICE_CUDA_MANAGED;
}

void ab_wrap_device_array(struct ArrowArray* array, ArrowDeviceType type, int64_t id,
                          struct ArrowDeviceArray* out) {
  out->array = *array;
  out->device_id = type == ARROW_DEVICE_CPU ? -1 : id;
  out->device_type = type;
  array->release = NULL;
}

/* A stream as a device stream. */
typedef struct ToDevice {
  Block head;
  struct ArrowArrayStream inner;
  ArrowDeviceType type;
  int64_t id;
} ToDevice;

static int to_get_schema(struct ArrowDeviceArrayStream* self, struct ArrowSchema* out) {
  ToDevice* stream = self->private_data;
  return stream->inner.get_schema(&stream->inner, out);
}

static int to_get_next(struct ArrowDeviceArrayStream* self, struct ArrowDeviceArray* out) {
  ToDevice* stream = self->private_data;
  struct ArrowArray array = {0};
  memset(out, 0, sizeof(*out));
  const int code = stream->inner.get_next(&stream->inner, &array);
  if (code == 0 && array.release != NULL)
    ab_wrap_device_array(&array, stream->type, stream->id, out);
  return code;
}

static const char* to_get_last_error(struct ArrowDeviceArrayStream* self) {
  ToDevice* stream = self->private_data;
  return stream->inner.get_last_error == NULL ? NULL : stream->inner.get_last_error(&stream->inner);
}

static void to_release(struct ArrowDeviceArrayStream* self) {
  ToDevice* stream = self->private_data;
  if (stream->inner.release != NULL) stream->inner.release(&stream->inner);
  ab_free(&stream->head);
  self->release = NULL;
}

int ab_to_device_stream(struct ArrowArrayStream* stream, ArrowDeviceType type, int64_t id,
                        struct ArrowDeviceArrayStream* out) {
  ToDevice* made = (ToDevice*)ab_alloc(AB_MEMORY, sizeof(ToDevice));
  if (made == NULL) return ENOMEM;
  made->inner = *stream;
  made->type = type;
  made->id = id;
  stream->release = NULL;
  out->device_type = type;
  out->get_schema = to_get_schema;
  out->get_next = to_get_next;
  out->get_last_error = to_get_last_error;
  out->private_data = made;
  out->release = to_release;
  return 0;
}

/* A device stream as a stream. */
typedef struct FromDevice {
  Block head;
  struct ArrowDeviceArrayStream inner;
  int is_own_error;
  char error[AB_TEXT_SIZE];
} FromDevice;

static int from_get_schema(struct ArrowArrayStream* self, struct ArrowSchema* out) {
  FromDevice* stream = self->private_data;
  stream->is_own_error = 0;
  return stream->inner.get_schema(&stream->inner, out);
}

int ab_from_device_next(struct ArrowArrayStream* self, struct ArrowDeviceArray* out) {
  FromDevice* stream = self->private_data;
  memset(out, 0, sizeof(*out));
  stream->is_own_error = 0;
  int code = stream->inner.get_next(&stream->inner, out);
  if (code == 0 && out->array.release != NULL && out->device_type != stream->inner.device_type) {
    snprintf(stream->error, sizeof(stream->error),
             "get_next: DST-3: an array of device type %d in a stream of type %d",
             (int)out->device_type, (int)stream->inner.device_type);
    stream->is_own_error = 1;
    ab_end_device_array(out);
    code = EINVAL;
  }
  return code;
}

int ab_unwrap_device_array(struct ArrowDeviceArray* array, struct ArrowArray* out, const char* name,
                           char* text) {
  const int type = (int)array->device_type;
  if (!ab_is_main_memory(array->device_type)) {
    snprintf(text, AB_TEXT_SIZE, "%s: DEV-3: device type %d is not main memory", name, type);
    return ENOTSUP;
  }
  if (array->sync_event != NULL) {
    snprintf(text, AB_TEXT_SIZE, "%s: DEV-7: the event of device type %d cannot be waited for",
             name, type);
    return ENOTSUP;
  }
  *out = array->array;
  array->array.release = NULL;
  return 0;
}

static int from_get_next(struct ArrowArrayStream* self, struct ArrowArray* out) {
  FromDevice* stream = self->private_data;
  struct ArrowDeviceArray array;
  memset(out, 0, sizeof(*out));
  int code = ab_from_device_next(self, &array);
  if (code != 0 || array.array.release == NULL) return code;
  code = ab_unwrap_device_array(&array, out, "get_next", stream->error);
  stream->is_own_error = code != 0;
  ab_end_device_array(&array);
  return code;
}

static const char* from_get_last_error(struct ArrowArrayStream* self) {
  FromDevice* stream = self->private_data;
  if (stream->is_own_error) return stream->error;
  return stream->inner.get_last_error == NULL ? NULL : stream->inner.get_last_error(&stream->inner);
}

static void from_release(struct ArrowArrayStream* self) {
  FromDevice* stream = self->private_data;
  ab_end_device_stream(&stream->inner);
  ab_free(&stream->head);
  self->release = NULL;
}

int ab_from_device_stream(struct ArrowDeviceArrayStream* stream, struct ArrowArrayStream* out) {
  FromDevice* made = (FromDevice*)ab_alloc(AB_MEMORY, sizeof(FromDevice));
  if (made == NULL) return ENOMEM;
  made->inner = *stream;
  made->is_own_error = 0;
  stream->release = NULL;
  out->get_schema = from_get_schema;
  out->get_next = from_get_next;
  out->get_last_error = from_get_last_error;
  out->private_data = made;
  out->release = from_release;
  return 0;
}
