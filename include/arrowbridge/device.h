/// \file device.h
/// Conversion between device structs in main memory and plain structs. The head of bridge.h has the
/// rules that hold for all functions.
#ifndef ARROWBRIDGE_DEVICE_H
#define ARROWBRIDGE_DEVICE_H

#include <stdint.h>

#include "arrowbridge/abi.h"
#include "arrowbridge/core.h"

#ifdef __cplusplus
extern "C" {
#endif

/// \defgroup devices Device arrays and streams
/// Nothing is copied between devices, and no event is waited for. A device array is accepted if the
/// CPU can read it as it is: its device type is ARROW_DEVICE_CPU, ARROW_DEVICE_CUDA_HOST,
/// ARROW_DEVICE_ROCM_HOST or ARROW_DEVICE_CUDA_MANAGED, and it has no event. Buffers are never
/// read.
///
/// These functions work in forked children. The streams that they make do too, if the streams
/// inside them do.
/// \{

/// \brief Wrap an array in main memory: device type ARROW_DEVICE_CPU, device id -1, no event.
/// \param[in,out] array  The array. Consumed in every outcome.
/// \param[out] out       The device array; marked released on failure.
/// \param[out] error     Error message. May be NULL.
/// \return 0, EINVAL.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeArrayToDevice(struct ArrowArray* array,
                                                struct ArrowDeviceArray* out,
                                                struct ArrowBridgeError* error);

/// \brief Move the array out of a device array.
/// \param[in,out] array  The device array. Consumed in every outcome.
/// \param[out] out       The array; marked released on failure.
/// \param[out] error     Error message. May be NULL.
/// \return 0, EINVAL, ENOTSUP (the CPU cannot read the device, or there is an event).
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeArrayFromDevice(struct ArrowDeviceArray* array,
                                                  struct ArrowArray* out,
                                                  struct ArrowBridgeError* error);

/// \brief Wrap a stream of arrays in main memory as a device stream.
///
/// Its errors have the codes and messages of the wrapped stream.
/// \param[in,out] stream  The stream. Consumed in every outcome.
/// \param[out] out        The device stream; marked released on failure.
/// \param[out] error      Error message. May be NULL.
/// \return 0, EINVAL, ENOMEM.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeStreamToDevice(struct ArrowArrayStream* stream,
                                                 struct ArrowDeviceArrayStream* out,
                                                 struct ArrowBridgeError* error);

/// \brief Make a plain stream of a device stream.
///
/// Its errors have the codes and messages of the device stream. Each array is converted as by
/// ArrowBridgeArrayFromDevice(): get_next fails with ENOTSUP if the CPU cannot read it, and with
/// EINVAL if its device type is not that of the stream (DST-3).
/// \param[in,out] stream  The device stream. Consumed in every outcome.
/// \param[out] out        The stream; marked released on failure.
/// \param[out] error      Error message. May be NULL.
/// \return 0, EINVAL, ENOTSUP (the CPU cannot read the device), ENOMEM.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeStreamFromDevice(struct ArrowDeviceArrayStream* stream,
                                                   struct ArrowArrayStream* out,
                                                   struct ArrowBridgeError* error);

/// \}

#ifdef __cplusplus
}
#endif

#endif  // ARROWBRIDGE_DEVICE_H
