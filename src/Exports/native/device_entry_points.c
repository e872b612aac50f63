/* The entry points of the copies of device.h. */
#include "device_streams.h"
#include "entry_points.h"

/* clang-format off */
ENTRY_POINT(ArrowBridgeRegisterDeviceCopier,
     (ArrowDeviceType device_type, const struct ArrowBridgeDeviceCopier* copier, struct ArrowBridgeError* error),
     (device_type, copier, error), NOTHING, NOTHING, END_CALLBACKS(copier))
ENTRY_POINT(ArrowBridgeUnregisterDeviceCopier,
     (ArrowDeviceType device_type, struct ArrowBridgeError* error),
     (device_type, error), NOTHING, NOTHING, NOTHING)
ENTRY_POINT(ArrowBridgeArrayCopyFromDevice,
     (struct ArrowDeviceArray* array, const struct ArrowBridgeSchema* schema, struct ArrowArray* out,
      struct ArrowBridgeError* error),
     (array, schema, out, error), CLEAR(out), ab_end_device_array(array), NOTHING)
ENTRY_POINT(ArrowBridgeArrayCopyToDevice,
     (struct ArrowArray* array, const struct ArrowBridgeSchema* schema, ArrowDeviceType device_type,
      int64_t device_id, struct ArrowDeviceArray* out, struct ArrowBridgeError* error),
     (array, schema, device_type, device_id, out, error), CLEAR(out), ab_end_array(array), NOTHING)
ENTRY_POINT(ArrowBridgeStreamCopyFromDevice,
     (struct ArrowDeviceArrayStream* stream, struct ArrowArrayStream* out, struct ArrowBridgeError* error),
     (stream, out, error), CLEAR(out), ab_end_device_stream(stream), NOTHING)
ENTRY_POINT(ArrowBridgeStreamCopyToDevice,
     (struct ArrowArrayStream* stream, ArrowDeviceType device_type, int64_t device_id,
      struct ArrowDeviceArrayStream* out, struct ArrowBridgeError* error),
     (stream, device_type, device_id, out, error), CLEAR(out), ab_end_stream(stream), NOTHING)
/* clang-format on */
