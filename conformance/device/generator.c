#include "generator.h"

#include <string.h>
#include <time.h>

// Makes the data inaccessible. Accessing it breaks `rule`.
static void Hide(struct KitTracked* tracked, const char* rule) {
  for (struct KitGuardedBlock* block = tracked->blocks; block != NULL; block = block->next) {
    if (!block->is_data) continue;
    block->rules.inaccessible = rule;
    KitGuardMakeInaccessible(block);
  }
  for (struct KitTracked* child = tracked->first; child != NULL; child = child->sibling) {
    Hide(child, rule);
  }
}

static void Show(struct KitTracked* tracked) {
  for (struct KitGuardedBlock* block = tracked->blocks; block != NULL; block = block->next) {
    if (!block->is_data || block->live) continue;
    block->rules.inaccessible = "MEM-8";
    KitGuardMakeReadable(block);
  }
  for (struct KitTracked* child = tracked->first; child != NULL; child = child->sibling) {
    if (child->live) Show(child);
  }
}

static void MarkWritten(struct KitTracked* tracked) {
  for (struct KitGuardedBlock* block = tracked->blocks; block != NULL; block = block->next) {
    if (block->is_data) block->rules.written = "DEV-15";
  }
  for (struct KitTracked* child = tracked->first; child != NULL; child = child->sibling) {
    MarkWritten(child);
  }
}

// Makes the data readable after a delay: a consumer that does not wait accesses it too early.
static int Wait(struct ArrowBridgeDeviceEvent* self) {
  struct timespec pause = {0, 2000000};
  nanosleep(&pause, NULL);
  KitTrackingLock();
  struct KitTracked* tracked = (struct KitTracked*)KitGuardOwner(self);
  if (tracked != NULL && tracked->live) Show(tracked);
  KitTrackingUnlock();
  KitGuardInstallHandlers();
  return 0;
}

void KitGenerateDeviceArray(const struct KitArraySpec* spec, unsigned quirks, int64_t length,
                            struct KitPlacement placement, const char* label,
                            struct ArrowDeviceArray* out) {
  memset(out, 0, sizeof(*out));
  struct KitTracked* tracked = KitSpecifiedArray(spec, quirks, length, label, &out->array);
  tracked->on_device = true;
  MarkWritten(tracked);
  out->device_id = placement.id;
  out->device_type = placement.type;
  if (placement.kind == kKitElsewhere) Hide(tracked, "DEV-3");
  if (placement.kind != kKitPending) return;
  Hide(tracked, "DEV-7");
  struct ArrowBridgeDeviceEvent event = {Wait, NULL};
  struct KitGuardRules rules = {"DEV-10", "DEV-12", "DEV-12", NULL};
  struct KitGuardedBlock* block = KitTrackedAllocate(tracked, &event, sizeof(event), rules,
                                                     "the event that sync_event points to");
  KitGuardMakeReadOnly(block);
  out->sync_event = block->begin;
}
