/* Copiers: the callbacks with which a program copies to and from a type of device (device.h).
 *
 * They are C because device memory is freed by the release of an array, which must not enter the
 * runtime. Casts/Devices calls these functions. */
#ifndef ARROWBRIDGE_COPIERS_H
#define ARROWBRIDGE_COPIERS_H

#include "arrowbridge/device.h"
#include "native.h"

/* What a copier can do. */
enum { AB_COPIER_WAITS = 1, AB_COPIER_TO_HOST = 2, AB_COPIER_FROM_HOST = 4 };

/* Makes a copier, which owns the context of the callbacks, or `managed` if that is not NULL. NULL:
 * no memory; nothing is taken over then.
 *
 * The callbacks of a managed copier are C#. It is released as a block, since no release enters the
 * runtime, and so is its device memory: in place of a use of `deallocate`, `allocate` writes two
 * pointers, the buffer and a block that frees it. */
AB_API Block* ab_copier_new(ArrowDeviceType type, const struct ArrowBridgeDeviceCopier* callbacks,
                            Block* managed);
AB_API int32_t ab_copier_capabilities(const Block* copier);
/* Registers a copier for its type, and takes over the reference. EBUSY: the type has one, and the
 * reference stays the caller's. */
AB_API int ab_copier_add(Block* copier);
/* Unregisters the copier of a type, and returns the reference to it, or NULL. */
AB_API Block* ab_copier_remove(ArrowDeviceType type);
/* A further reference to the copier of a type, or NULL. */
AB_API Block* ab_copier_find(ArrowDeviceType type);

/* Call the callbacks. */
AB_API int ab_copier_wait(Block* copier, int64_t device_id, void* event,
                          struct ArrowBridgeError* error);
AB_API int ab_copier_to_host(Block* copier, int64_t device_id, const void* buffer, int64_t offset,
                             int64_t size, void* to, struct ArrowBridgeError* error);
AB_API int ab_copier_from_host(Block* copier, int64_t device_id, const void* from, int64_t size,
                               void* buffer, struct ArrowBridgeError* error);

/* A block that frees device memory when it ends, and keeps the copier alive; still without memory.
 * NULL: no memory for the block itself. */
AB_API Block* ab_device_memory_new(Block* copier, int64_t device_id, int64_t size);
/* Allocates the device memory, whose address is NULL after a failure. */
AB_API int ab_device_memory_allocate(Block* memory, void** out, struct ArrowBridgeError* error);

#endif
