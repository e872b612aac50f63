/* Device arrays and device streams in main memory. */
#include <errno.h>
#include <string.h>

#include "errors.h"

static void end_device_stream(struct ArrowDeviceArrayStream* stream) {
  if (stream != NULL && stream->release != NULL) {
    stream->release(stream);
    stream->release = NULL;
  }
}

static void end_device_array(struct ArrowDeviceArray* array) {
  if (array != NULL && array->array.release != NULL) {
    array->array.release(&array->array);
    array->array.release = NULL;
  }
}

static void* alloc_for(const char* name, size_t size) {
  const char* outer = ab_begin_function(name);
  Block* block = ab_alloc(AB_MEMORY, (int64_t)size);
  ab_end_function(outer);
  return block;
}

/* Moves the array out, or reports why it cannot and leaves it. */
static int unwrap(struct ArrowDeviceArray* array, struct ArrowArray* out,
                  struct ArrowBridgeError* error, const char* name) {
  if (!ab_is_main_memory(array->device_type)) {
    return ab_fail(error, ENOTSUP, "%s: DEV-3: device type %d is not main memory", name,
                   (int)array->device_type);
  }
  if (array->sync_event != NULL) {
    return ab_fail(error, ENOTSUP, "%s: DEV-7: the event of device type %d cannot be waited for",
                   name, (int)array->device_type);
  }
  *out = array->array;
  array->array.release = NULL;
  return 0;
}

static void wrap(struct ArrowArray* array, struct ArrowDeviceArray* out) {
  out->array = *array;
  out->device_id = -1;
  out->device_type = ARROW_DEVICE_CPU;
  array->release = NULL;
}

AB_API int ArrowBridgeArrayToDevice(struct ArrowArray* array, struct ArrowDeviceArray* out,
                                    struct ArrowBridgeError* error) {
  static const char kName[] = "ArrowBridgeArrayToDevice";
  if (out != NULL) memset(out, 0, sizeof(*out));
  if (out == NULL || array == NULL) {
    ab_end_array(array);
    return ab_fail(error, EINVAL, "%s: %s is NULL", kName, out == NULL ? "out" : "array");
  }
  if (array->release == NULL)
    return ab_fail(error, EINVAL, "%s: ARR-15: the array is released", kName);
  wrap(array, out);
  return 0;
}

AB_API int ArrowBridgeArrayFromDevice(struct ArrowDeviceArray* array, struct ArrowArray* out,
                                      struct ArrowBridgeError* error) {
  static const char kName[] = "ArrowBridgeArrayFromDevice";
  if (out != NULL) memset(out, 0, sizeof(*out));
  if (out == NULL || array == NULL) {
    end_device_array(array);
    return ab_fail(error, EINVAL, "%s: %s is NULL", kName, out == NULL ? "out" : "array");
  }
  if (array->array.release == NULL)
    return ab_fail(error, EINVAL, "%s: DEV-13: the array is released", kName);
  const int code = unwrap(array, out, error, kName);
  end_device_array(array);
  return code;
}

/* A stream in main memory as a device stream. */
typedef struct ToDevice {
  Block head;
  struct ArrowArrayStream inner;
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
  if (code == 0 && array.release != NULL) wrap(&array, out);
  return code;
}

static const char* to_get_last_error(struct ArrowDeviceArrayStream* self) {
  ToDevice* stream = self->private_data;
  return stream->inner.get_last_error(&stream->inner);
}

static void to_release(struct ArrowDeviceArrayStream* self) {
  ToDevice* stream = self->private_data;
  ab_end_stream(&stream->inner);
  ab_free(&stream->head);
  self->release = NULL;
}

AB_API int ArrowBridgeStreamToDevice(struct ArrowArrayStream* stream,
                                     struct ArrowDeviceArrayStream* out,
                                     struct ArrowBridgeError* error) {
  static const char kName[] = "ArrowBridgeStreamToDevice";
  if (out != NULL) memset(out, 0, sizeof(*out));
  if (out == NULL || stream == NULL) {
    ab_end_stream(stream);
    return ab_fail(error, EINVAL, "%s: %s is NULL", kName, out == NULL ? "out" : "stream");
  }
  if (stream->release == NULL)
    return ab_fail(error, EINVAL, "%s: STR-3: the stream is released", kName);
  ToDevice* made = alloc_for(kName, sizeof(ToDevice));
  if (made == NULL) {
    ab_end_stream(stream);
    return ab_fail(error, ENOMEM, "%s: out of memory", kName);
  }
  made->inner = *stream;
  stream->release = NULL;
  out->device_type = ARROW_DEVICE_CPU;
  out->get_schema = to_get_schema;
  out->get_next = to_get_next;
  out->get_last_error = to_get_last_error;
  out->private_data = made;
  out->release = to_release;
  return 0;
}

/* A device stream, whose arrays the CPU can read, as a stream. */
typedef struct FromDevice {
  Block head;
  struct ArrowDeviceArrayStream inner;
  int is_own_error;
  struct ArrowBridgeError error;
} FromDevice;

static int from_get_schema(struct ArrowArrayStream* self, struct ArrowSchema* out) {
  FromDevice* stream = self->private_data;
  stream->is_own_error = 0;
  return stream->inner.get_schema(&stream->inner, out);
}

static int from_get_next(struct ArrowArrayStream* self, struct ArrowArray* out) {
  FromDevice* stream = self->private_data;
  struct ArrowDeviceArray array;
  memset(&array, 0, sizeof(array));
  memset(out, 0, sizeof(*out));
  stream->is_own_error = 0;
  int code = stream->inner.get_next(&stream->inner, &array);
  if (code != 0 || array.array.release == NULL) return code;
  if (array.device_type != stream->inner.device_type) {
    code = ab_fail(&stream->error, EINVAL,
                   "get_next: DST-3: an array of device type %d in a stream of type %d",
                   (int)array.device_type, (int)stream->inner.device_type);
  } else {
    code = unwrap(&array, out, &stream->error, "get_next");
  }
  stream->is_own_error = code != 0;
  end_device_array(&array);
  return code;
}

static const char* from_get_last_error(struct ArrowArrayStream* self) {
  FromDevice* stream = self->private_data;
  return stream->is_own_error ? stream->error.message
                              : stream->inner.get_last_error(&stream->inner);
}

static void from_release(struct ArrowArrayStream* self) {
  FromDevice* stream = self->private_data;
  end_device_stream(&stream->inner);
  ab_free(&stream->head);
  self->release = NULL;
}

AB_API int ArrowBridgeStreamFromDevice(struct ArrowDeviceArrayStream* stream,
                                       struct ArrowArrayStream* out,
                                       struct ArrowBridgeError* error) {
  static const char kName[] = "ArrowBridgeStreamFromDevice";
  if (out != NULL) memset(out, 0, sizeof(*out));
  int code = 0;
  FromDevice* made = NULL;
  if (out == NULL || stream == NULL) {
    code = ab_fail(error, EINVAL, "%s: %s is NULL", kName, out == NULL ? "out" : "stream");
  } else if (stream->release == NULL) {
    return ab_fail(error, EINVAL, "%s: DST-6: the stream is released", kName);
  } else if (!ab_is_main_memory(stream->device_type)) {
    code = ab_fail(error, ENOTSUP, "%s: DEV-3: device type %d is not main memory", kName,
                   (int)stream->device_type);
  } else {
    made = alloc_for(kName, sizeof(FromDevice));
    if (made == NULL) code = ab_fail(error, ENOMEM, "%s: out of memory", kName);
  }
  if (code != 0) {
    end_device_stream(stream);
    return code;
  }
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
