/// \file generator.h
/// Makes arrays on the simulated device: their buffers are inaccessible until their event has been
/// waited for.

#ifndef ARROWBRIDGE_CONFORMANCE_DEVICE_GENERATOR_H
#define ARROWBRIDGE_CONFORMANCE_DEVICE_GENERATOR_H

#include "../consumer/array_spec.h"
#include "pretended.h"

/// The kind of memory that an array is in.
enum KitMemoryKind {
  kKitOnCpu,      ///< readable at once, device_id -1
  kKitReady,      ///< on the simulated device, without an event
  kKitPending,    ///< on the simulated device, with an event
  kKitElsewhere,  ///< memory that the CPU cannot read
};

/// Where an array is.
struct KitPlacement {
  enum KitMemoryKind kind;
  ArrowDeviceType type;
  int64_t id;
};

/// \brief Makes a tracked device array at `out`.
void KitGenerateDeviceArray(const struct KitArraySpec* spec, unsigned quirks, int64_t length,
                            struct KitPlacement placement, const char* label,
                            struct ArrowDeviceArray* out);

#endif  // ARROWBRIDGE_CONFORMANCE_DEVICE_GENERATOR_H
