/// \file scenarios_consumer.h
/// The scenarios for consumers of device streams. Their table is in scenarios.c.

#ifndef ARROWBRIDGE_CONFORMANCE_DEVICE_SCENARIOS_CONSUMER_H
#define ARROWBRIDGE_CONFORMANCE_DEVICE_SCENARIOS_CONSUMER_H

#include "../kit.h"

void KitDeviceCpu(struct Kit* kit);
void KitDeviceCpuZero(struct Kit* kit);
void KitDeviceReady(struct Kit* kit);
void KitDevicePending(struct Kit* kit);
void KitDeviceMixed(struct Kit* kit);
void KitDeviceIds(struct Kit* kit);
void KitDeviceLayouts(struct Kit* kit);
void KitDeviceEmpties(struct Kit* kit);
void KitDeviceElsewhere(struct Kit* kit);
void KitDeviceUnknown(struct Kit* kit);
void KitDeviceSchemaError(struct Kit* kit);
void KitDeviceLaterError(struct Kit* kit);
void KitDeviceNullMessage(struct Kit* kit);
void KitDeviceEndGarbage(struct Kit* kit);
void KitDeviceSlowly(struct Kit* kit);
void KitDeviceReleased(struct Kit* kit);

#endif  // ARROWBRIDGE_CONFORMANCE_DEVICE_SCENARIOS_CONSUMER_H
