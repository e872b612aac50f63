/// \file producer_calls.h
/// Calls to a producer of device arrays, each with a poisoned output and with what every call has
/// to keep to.

#ifndef ARROWBRIDGE_CONFORMANCE_DEVICE_PRODUCER_CALLS_H
#define ARROWBRIDGE_CONFORMANCE_DEVICE_PRODUCER_CALLS_H

#include "../producer_calls.h"

/// \brief Asks the producer for a device stream. False if there is none to work with.
bool KitOpenDevice(struct Kit* kit, struct ArrowDeviceArrayStream* out);

/// \brief Calls get_schema. False if there is no valid schema: that was reported.
bool KitGetDeviceSchema(struct Kit* kit, struct ArrowDeviceArrayStream* stream,
                        struct ArrowSchema* out);

enum KitNextResult { kKitArray, kKitEnd, kKitError };

/// \brief get_next.
enum KitNextResult KitGetDeviceNext(struct Kit* kit, struct ArrowDeviceArrayStream* stream,
                                    struct ArrowDeviceArray* out);

/// \brief The members of a device array; `type` is what its stream or its producer said.
void KitCheckDeviceArray(struct Kit* kit, const struct ArrowDeviceArray* array,
                         ArrowDeviceType type, const char* type_rule);

/// \brief Waits for the event, if there is one; `rule` is to blame for a crash.
bool KitWaitForEvent(struct Kit* kit, const struct ArrowDeviceArray* array, const char* rule);

/// \brief Reads the whole array, if that can be done here; `rule` is to blame for a crash, NULL
/// stands for the rule of data that has, or has not, an event.
bool KitReadDeviceArray(struct Kit* kit, const struct ArrowDeviceArray* array,
                        const struct ArrowSchema* schema, const char* rule);

/// \brief Waits, reads, releases: what is done with most arrays.
void KitUseDeviceArray(struct Kit* kit, struct ArrowDeviceArray* array,
                       const struct ArrowSchema* schema);

void KitReleaseDeviceArray(struct Kit* kit, struct ArrowDeviceArray* array, const char* rule);
void KitReleaseDevice(struct Kit* kit, struct ArrowDeviceArrayStream* stream);

#endif  // ARROWBRIDGE_CONFORMANCE_DEVICE_PRODUCER_CALLS_H
