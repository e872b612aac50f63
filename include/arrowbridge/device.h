/// \file device.h
/// Device arrays and device streams of main memory, from and to the plain structs. Part of
/// bridge.h, which includes it and has the rules that hold for all functions.
///
/// Nothing is copied between devices, and no event is waited for: a device array is taken where the
/// processor can read it as it is, which is so on ARROW_DEVICE_CPU, _CUDA_HOST, _ROCM_HOST and
/// _CUDA_MANAGED while it has no event. Buffers are never looked at. These functions, and the
/// streams that they make, work in forked children as far as what is inside them does.
#ifndef ARROWBRIDGE_DEVICE_H
#define ARROWBRIDGE_DEVICE_H

#include <stdint.h>

#include "arrowbridge/abi.h"
#include "arrowbridge/core.h"

#ifdef __cplusplus
extern "C" {
#endif

/// \brief Wrap an array of main memory: device type ARROW_DEVICE_CPU, device id -1, no event.
/// \param[in,out] array  Consumed in every outcome.
/// \param[out] out       Never read. Marked released on failure.
/// \return 0, EINVAL.  \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeArrayToDevice(struct ArrowArray* array,
                                                struct ArrowDeviceArray* out,
                                                struct ArrowBridgeError* error);

/// \brief Take the array out of a device array.
/// \param[in,out] array  Consumed in every outcome.
/// \param[out] out       Never read. Marked released on failure.
/// \return 0, EINVAL, ENOTSUP (another device, or an event).  \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeArrayFromDevice(struct ArrowDeviceArray* array,
                                                  struct ArrowArray* out,
                                                  struct ArrowBridgeError* error);

/// \brief Wrap a stream of arrays in main memory. Codes and texts of errors are those of the
/// stream. \param[in,out] stream  Consumed in every outcome. \param[out] out        Never read.
/// Marked released on failure. \return 0, EINVAL, ENOMEM.  \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeStreamToDevice(struct ArrowArrayStream* stream,
                                                 struct ArrowDeviceArrayStream* out,
                                                 struct ArrowBridgeError* error);

/// \brief Make a plain stream of a device stream. Each array is looked at as by
/// ArrowBridgeArrayFromDevice(), and must be of the device
///        type of the stream (DST-3): get_next answers ENOTSUP or EINVAL where that is not so.
/// \param[in,out] stream  Consumed in every outcome.
/// \param[out] out        Never read. Marked released on failure.
/// \return 0, EINVAL, ENOTSUP (a stream of another device), ENOMEM.  \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeStreamFromDevice(struct ArrowDeviceArrayStream* stream,
                                                   struct ArrowArrayStream* out,
                                                   struct ArrowBridgeError* error);

#ifdef __cplusplus
}
#endif

#endif  // ARROWBRIDGE_DEVICE_H
