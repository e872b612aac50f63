#include "device.h"

#include <string.h>
#include <time.h>

// Data that is not to be read now, or ever, breaks `rule` when it is read.
static void Hide(struct KitWatched* watched, const char* rule) {
  for (struct KitYardPlace* place = watched->places; place != NULL; place = place->next) {
    if (!place->is_data) continue;
    place->rules.ended = rule;
    KitYardEnd(place);
  }
  for (struct KitWatched* child = watched->first; child != NULL; child = child->sibling) {
    Hide(child, rule);
  }
}

static void Show(struct KitWatched* watched) {
  for (struct KitYardPlace* place = watched->places; place != NULL; place = place->next) {
    if (!place->is_data || place->live) continue;
    place->rules.ended = "MEM-8";
    KitYardUnlock(place);
  }
  for (struct KitWatched* child = watched->first; child != NULL; child = child->sibling) {
    if (child->live) Show(child);
  }
}

static void MarkWritten(struct KitWatched* watched) {
  for (struct KitYardPlace* place = watched->places; place != NULL; place = place->next) {
    if (place->is_data) place->rules.written = "DEV-15";
  }
  for (struct KitWatched* child = watched->first; child != NULL; child = child->sibling) {
    MarkWritten(child);
  }
}

// The device takes its time: who does not wait for it is too early.
static int Wait(struct ArrowBridgeDeviceEvent* self) {
  struct timespec pause = {0, 2000000};
  nanosleep(&pause, NULL);
  KitWatchLock();
  struct KitWatched* watched = (struct KitWatched*)KitYardOwner(self);
  if (watched != NULL && watched->live) Show(watched);
  KitWatchUnlock();
  KitYardArm();
  return 0;
}

void KitDeviceArray(const struct KitSketch* sketch, unsigned habits, int64_t length,
                    struct KitPlacement placement, const char* label,
                    struct ArrowDeviceArray* out) {
  memset(out, 0, sizeof(*out));
  struct KitWatched* watched = KitSketchArray(sketch, habits, length, label, &out->array);
  watched->on_device = true;
  MarkWritten(watched);
  out->device_id = placement.id;
  out->device_type = placement.type;
  if (placement.kind == kKitElsewhere) Hide(watched, "DEV-3");
  if (placement.kind != kKitPending) return;
  Hide(watched, "DEV-7");
  struct ArrowBridgeDeviceEvent event = {Wait, NULL};
  struct KitYardRules rules = {"DEV-10", "DEV-12", "DEV-12", NULL};
  struct KitYardPlace* place =
      KitWatchPlace(watched, &event, sizeof(event), rules, "the event that sync_event points to");
  KitYardSeal(place);
  out->sync_event = place->begin;
}
