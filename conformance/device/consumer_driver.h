/// \file consumer_driver.h
/// Drives a consumer of device streams: makes the stream that a scenario describes, passes it to
/// the consumer, and checks what the consumer does with it.

#ifndef ARROWBRIDGE_CONFORMANCE_DEVICE_CONSUMER_DRIVER_H
#define ARROWBRIDGE_CONFORMANCE_DEVICE_CONSUMER_DRIVER_H

#include "../consumer/consumer_driver.h"
#include "generator.h"

/// The device stream of a scenario.
struct KitDeviceScenario {
  struct KitStreamScenario stream;
  struct KitPlacement placement;
  bool mixed_ids;     ///< batches are on the devices 0, 1, 2, …
  bool mixed_events;  ///< every second batch has no event
};

/// \brief Runs the consumer on the device stream of `scenario` and reports.
void KitRunDeviceScenario(struct Kit* kit, const struct KitDeviceScenario* scenario);

#endif  // ARROWBRIDGE_CONFORMANCE_DEVICE_CONSUMER_DRIVER_H
