/// \file generator.h
/// Arrays on a simulated device: their buffers cannot be touched before their event was waited for.

#ifndef ARROWBRIDGE_CONFORMANCE_DEVICE_GENERATOR_H
#define ARROWBRIDGE_CONFORMANCE_DEVICE_GENERATOR_H

#include "../consumer/array_spec.h"
#include "pretended.h"

/// What kind of memory an array is in.
enum KitMemoryKind {
  kKitOnCpu,      ///< readable at once, device_id -1
  kKitReady,      ///< on the simulated device, without an event
  kKitPending,    ///< on the simulated device, with an event that has to be waited for
  kKitElsewhere,  ///< where the CPU can never read
};

struct KitPlacement {
  enum KitMemoryKind kind;
  ArrowDeviceType type;
  int64_t id;
};

/// \brief Writes a tracked device array to `out`.
void KitGenerateDeviceArray(const struct KitArraySpec* spec, unsigned quirks, int64_t length,
                            struct KitPlacement placement, const char* label,
                            struct ArrowDeviceArray* out);

#endif  // ARROWBRIDGE_CONFORMANCE_DEVICE_GENERATOR_H
