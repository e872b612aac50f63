/// \file scenarios_producer.h
/// The scenarios for producers of device streams. Their table is in scenarios.c.

#ifndef ARROWBRIDGE_CONFORMANCE_DEVICE_SCENARIOS_PRODUCER_H
#define ARROWBRIDGE_CONFORMANCE_DEVICE_SCENARIOS_PRODUCER_H

#include "../kit.h"

void KitDeviceDrain(struct Kit* kit);
void KitDeviceEnds(struct Kit* kit);
void KitDeviceAbandon(struct Kit* kit);
void KitDeviceOutlive(struct Kit* kit);
void KitDeviceMoved(struct Kit* kit);
void KitDeviceImmutable(struct Kit* kit);
void KitDeviceSchemaLate(struct Kit* kit);
void KitDeviceThreads(struct Kit* kit);
void KitDeviceMemory(struct Kit* kit);

#endif  // ARROWBRIDGE_CONFORMANCE_DEVICE_SCENARIOS_PRODUCER_H
