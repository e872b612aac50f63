/// \file feed.h
/// A device stream that is fed to a consumer, and checks what the consumer does.

#ifndef ARROWBRIDGE_CONFORMANCE_DEVICE_FEED_H
#define ARROWBRIDGE_CONFORMANCE_DEVICE_FEED_H

#include "../consumer/feed.h"
#include "device.h"

struct KitDevicePlay {
  struct KitPlay play;
  struct KitPlacement placement;
  bool mixed_ids;     ///< batches are on the devices 0, 1, 2, …
  bool mixed_events;  ///< only every second batch has an event
};

/// \brief Plays it to the device consumer and reports.
void KitPlayDeviceStream(struct Kit* kit, const struct KitDevicePlay* play);

#endif  // ARROWBRIDGE_CONFORMANCE_DEVICE_FEED_H
