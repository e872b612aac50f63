/* The copiers of the process, and the device memory that they allocated. */
#include "copiers.h"

#include <errno.h>

#include "threads.h"

/* Ends as an Owner: by the callback `release` of the program, or with the managed block. */
typedef struct Copier {
  Owner owner;
  struct ArrowBridgeDeviceCopier callbacks;
  struct Copier* next;
  ArrowDeviceType type;
} Copier;

/* Ends as an Owner, too: by freeing the device memory. */
typedef struct DeviceMemory {
  Owner owner;
  Copier* copier;
  int64_t device_id;
  int64_t size;
  void* address;  /* NULL: none */
  Block* managed; /* frees the memory in place of the callback; NULL: the callback does */
} DeviceMemory;

static Lock lock = LOCK_INITIALIZER; /* guards the list */
static Copier* copiers;

static void release_block(void* block) { ab_release(block); }

Block* ab_copier_new(ArrowDeviceType type, const struct ArrowBridgeDeviceCopier* callbacks,
                     Block* managed) {
  Copier* copier = (Copier*)ab_alloc(AB_OWNER, sizeof(Copier));
  if (copier == NULL) return NULL;
  copier->owner.release = managed != NULL ? release_block : callbacks->release;
  copier->owner.owner = managed != NULL ? managed : callbacks->context;
  copier->callbacks = *callbacks;
  copier->next = NULL;
  copier->type = type;
  return &copier->owner.head;
}

int32_t ab_copier_capabilities(const Block* copier) {
  const struct ArrowBridgeDeviceCopier* callbacks = &((const Copier*)copier)->callbacks;
  const int makes = callbacks->copy_from_host != NULL && callbacks->allocate != NULL &&
                    callbacks->deallocate != NULL;
  return (callbacks->wait != NULL ? AB_COPIER_WAITS : 0) |
         (callbacks->copy_to_host != NULL ? AB_COPIER_TO_HOST : 0) |
         (makes ? AB_COPIER_FROM_HOST : 0);
}

/* Where the list refers to the copier of a type, or where it ends. */
static Copier** slot_of(ArrowDeviceType type) {
  Copier** slot = &copiers;
  while (*slot != NULL && (*slot)->type != type) slot = &(*slot)->next;
  return slot;
}

int ab_copier_add(Block* block) {
  Copier* copier = (Copier*)block;
  lock_take(&lock);
  Copier** slot = slot_of(copier->type);
  const int code = *slot == NULL ? 0 : EBUSY;
  if (code == 0) *slot = copier;
  lock_leave(&lock);
  return code;
}

Block* ab_copier_remove(ArrowDeviceType type) {
  lock_take(&lock);
  Copier** slot = slot_of(type);
  Copier* copier = *slot;
  if (copier != NULL) *slot = copier->next;
  lock_leave(&lock);
  return (Block*)copier;
}

Block* ab_copier_find(ArrowDeviceType type) {
  lock_take(&lock);
  Copier* copier = *slot_of(type);
  if (copier != NULL) ab_retain(&copier->owner.head);
  lock_leave(&lock);
  return (Block*)copier;
}

int ab_copier_wait(Block* copier, int64_t device_id, void* event, struct ArrowBridgeError* error) {
  const struct ArrowBridgeDeviceCopier* callbacks = &((Copier*)copier)->callbacks;
  return callbacks->wait(callbacks->context, device_id, event, error);
}

int ab_copier_to_host(Block* copier, int64_t device_id, const void* buffer, int64_t offset,
                      int64_t size, void* to, struct ArrowBridgeError* error) {
  const struct ArrowBridgeDeviceCopier* callbacks = &((Copier*)copier)->callbacks;
  return callbacks->copy_to_host(callbacks->context, device_id, buffer, offset, size, to, error);
}

int ab_copier_from_host(Block* copier, int64_t device_id, const void* from, int64_t size,
                        void* buffer, struct ArrowBridgeError* error) {
  const struct ArrowBridgeDeviceCopier* callbacks = &((Copier*)copier)->callbacks;
  return callbacks->copy_from_host(callbacks->context, device_id, from, size, buffer, error);
}

static void end_memory(void* owner) {
  DeviceMemory* memory = owner;
  const struct ArrowBridgeDeviceCopier* callbacks = &memory->copier->callbacks;
  if (memory->managed != NULL)
    ab_release(memory->managed);
  else if (memory->address != NULL)
    callbacks->deallocate(callbacks->context, memory->device_id, memory->address, memory->size);
  ab_release(&memory->copier->owner.head);
}

Block* ab_device_memory_new(Block* copier, int64_t device_id, int64_t size) {
  DeviceMemory* memory = (DeviceMemory*)ab_alloc(AB_OWNER, sizeof(DeviceMemory));
  if (memory == NULL) return NULL;
  memory->owner.release = end_memory;
  memory->owner.owner = memory;
  memory->copier = (Copier*)copier;
  memory->device_id = device_id;
  memory->size = size;
  memory->address = NULL;
  memory->managed = NULL;
  ab_retain(copier);
  return &memory->owner.head;
}

int ab_device_memory_allocate(Block* block, void** out, struct ArrowBridgeError* error) {
  DeviceMemory* memory = (DeviceMemory*)block;
  const struct ArrowBridgeDeviceCopier* callbacks = &memory->copier->callbacks;
  void* made[2] = {NULL, NULL}; /* the buffer, and by a managed copier what frees it */
  const int code =
      callbacks->allocate(callbacks->context, memory->device_id, memory->size, made, error);
  memory->address = code == 0 ? made[0] : NULL; /* a failed call may leave anything */
  memory->managed = code == 0 ? made[1] : NULL;
  *out = memory->address;
  return code;
}
