/// \file consumer_driver.h
/// A device stream that is fed to a consumer, and checks what the consumer does.

#ifndef ARROWBRIDGE_CONFORMANCE_DEVICE_CONSUMER_DRIVER_H
#define ARROWBRIDGE_CONFORMANCE_DEVICE_CONSUMER_DRIVER_H

#include "../consumer/consumer_driver.h"
#include "generator.h"

struct KitDeviceScenario {
  struct KitStreamScenario stream;
  struct KitPlacement placement;
  bool mixed_ids;     ///< batches are on the devices 0, 1, 2, …
  bool mixed_events;  ///< only every second batch has an event
};

/// \brief Plays it to the device consumer and reports.
void KitRunDeviceScenario(struct Kit* kit, const struct KitDeviceScenario* scenario);

#endif  // ARROWBRIDGE_CONFORMANCE_DEVICE_CONSUMER_DRIVER_H
