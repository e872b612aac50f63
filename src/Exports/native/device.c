/* Device arrays and device streams in main memory. */
#include <errno.h>
#include <string.h>

#include "arrowbridge/device.h"
#include "device_streams.h"
#include "errors.h"

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
  ab_wrap_device_array(array, ARROW_DEVICE_CPU, -1, out);
  return 0;
}

AB_API int ArrowBridgeArrayFromDevice(struct ArrowDeviceArray* array, struct ArrowArray* out,
                                      struct ArrowBridgeError* error) {
  static const char kName[] = "ArrowBridgeArrayFromDevice";
  char text[AB_TEXT_SIZE];
  if (out != NULL) memset(out, 0, sizeof(*out));
  if (out == NULL || array == NULL) {
    ab_end_device_array(array);
    return ab_fail(error, EINVAL, "%s: %s is NULL", kName, out == NULL ? "out" : "array");
  }
  if (array->array.release == NULL)
    return ab_fail(error, EINVAL, "%s: DEV-13: the array is released", kName);
  const int code = ab_unwrap_device_array(array, out, kName, text);
  ab_end_device_array(array);
  return code == 0 ? 0 : ab_fail(error, code, "%s", text);
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
  const char* outer = ab_begin_function(kName);
  const int code = ab_to_device_stream(stream, ARROW_DEVICE_CPU, -1, out);
  ab_end_function(outer);
  ab_end_stream(stream);
  return code == 0 ? 0 : ab_fail(error, code, "%s: out of memory", kName);
}

AB_API int ArrowBridgeStreamFromDevice(struct ArrowDeviceArrayStream* stream,
                                       struct ArrowArrayStream* out,
                                       struct ArrowBridgeError* error) {
  static const char kName[] = "ArrowBridgeStreamFromDevice";
  if (out != NULL) memset(out, 0, sizeof(*out));
  int code = 0;
  if (out == NULL || stream == NULL) {
    code = ab_fail(error, EINVAL, "%s: %s is NULL", kName, out == NULL ? "out" : "stream");
  } else if (stream->release == NULL) {
    return ab_fail(error, EINVAL, "%s: DST-6: the stream is released", kName);
  } else if (!ab_is_main_memory(stream->device_type)) {
    code = ab_fail(error, ENOTSUP, "%s: DEV-3: device type %d is not main memory", kName,
                   (int)stream->device_type);
  } else {
    const char* outer = ab_begin_function(kName);
    code = ab_from_device_stream(stream, out);
    ab_end_function(outer);
    if (code != 0) ab_fail(error, code, "%s: out of memory", kName);
  }
  ab_end_device_stream(stream);
  return code;
}
