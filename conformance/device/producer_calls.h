/// \file producer_calls.h
/// Calls to a producer of device streams under test. Each call gets an output filled with garbage,
/// and is checked for the rules that apply to every call.

#ifndef ARROWBRIDGE_CONFORMANCE_DEVICE_PRODUCER_CALLS_H
#define ARROWBRIDGE_CONFORMANCE_DEVICE_PRODUCER_CALLS_H

#include "../producer_calls.h"

/// \brief Calls the producer for a device stream. False if there is no usable stream: that was
/// reported.
bool KitOpenDevice(struct Kit* kit, struct ArrowDeviceArrayStream* out);

/// \brief Calls get_schema. False if there is no valid schema: that was reported.
bool KitGetDeviceSchema(struct Kit* kit, struct ArrowDeviceArrayStream* stream,
                        struct ArrowSchema* out);

enum KitNextResult { kKitArray, kKitEnd, kKitError };

/// \brief Calls get_next.
enum KitNextResult KitGetDeviceNext(struct Kit* kit, struct ArrowDeviceArrayStream* stream,
                                    struct ArrowDeviceArray* out);

/// \brief Checks the members of a device array. `type` is the device type of its stream or
/// producer; `type_rule` is broken if that of the array differs.
void KitCheckDeviceArray(struct Kit* kit, const struct ArrowDeviceArray* array,
                         ArrowDeviceType type, const char* type_rule);

/// \brief Waits for the event, if there is one. A crash breaks `rule`.
bool KitWaitForEvent(struct Kit* kit, const struct ArrowDeviceArray* array, const char* rule);

/// \brief Reads the whole array, if the CPU can read it. A crash breaks `rule`; NULL: DEV-7 if the
/// array has an event, else DEV-8.
bool KitReadDeviceArray(struct Kit* kit, const struct ArrowDeviceArray* array,
                        const struct ArrowSchema* schema, const char* rule);

/// \brief Waits for the event, reads the array and releases it.
void KitUseDeviceArray(struct Kit* kit, struct ArrowDeviceArray* array,
                       const struct ArrowSchema* schema);

void KitReleaseDeviceArray(struct Kit* kit, struct ArrowDeviceArray* array, const char* rule);
void KitReleaseDevice(struct Kit* kit, struct ArrowDeviceArrayStream* stream);

#endif  // ARROWBRIDGE_CONFORMANCE_DEVICE_PRODUCER_CALLS_H
