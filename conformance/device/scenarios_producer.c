// Scenarios for producers of device streams: on the simulated device, on the CPU and, without
// reading data, on other devices.
#include "scenarios_producer.h"

#include <string.h>

#include "producer_calls.h"

struct Open {
  struct Kit* kit;
  struct ArrowDeviceArrayStream stream;
  struct ArrowSchema schema;
  struct ArrowDeviceArray array;
  bool live;
  bool failed;
};

static bool Begin(struct Kit* kit, struct Open* open) {
  memset(open, 0, sizeof(*open));
  open->kit = kit;
  if (!KitOpenDevice(kit, &open->stream)) return false;
  if (KitGetDeviceSchema(kit, &open->stream, &open->schema)) return true;
  KitReleaseDevice(kit, &open->stream);
  return false;
}

static void End(struct Open* open) {
  KitReleaseDevice(open->kit, &open->stream);
  open->schema.release(&open->schema);
}

static bool Next(struct Open* open) {
  enum KitNextResult result = KitGetDeviceNext(open->kit, &open->stream, &open->array);
  open->live = result == kKitArray;
  open->failed = result == kKitError;
  return open->live;
}

void KitDeviceDrain(struct Kit* kit) {
  struct Open open;
  if (!Begin(kit, &open)) return;
  int n = 0;
  while (n++ < 1000 && Next(&open)) KitUseDeviceArray(kit, &open.array, &open.schema);
  End(&open);
}

void KitDeviceEnds(struct Kit* kit) {
  struct Open open;
  if (!Begin(kit, &open)) return;
  int64_t count = 0;
  while (KitGoesOn(kit, count++) && Next(&open)) {
    KitReleaseDeviceArray(kit, &open.array, "DEV-13");
  }
  if (open.failed) KitNote(kit, "the stream ends with an error");
  if (open.live) KitSkip(kit, "the stream has too many batches");
  for (int i = 0; i < 3 && !open.failed && !open.live; ++i) {
    KitStep(kit, "DST-4", "get_next after the end of the stream");
    memset(&open.array, 0xcc, sizeof(open.array));
    int code = open.stream.get_next(&open.stream, &open.array);
    KitCheck(kit, code == 0 && open.array.array.release == NULL, "DST-4",
             "after the end of the stream get_next returns 0 and a released array",
             "get_next returned %d", code);
  }
  struct ArrowSchema second;
  if (KitGetDeviceSchema(kit, &open.stream, &second)) {
    KitCheck(kit, KitSchemaFingerprint(&second) == KitSchemaFingerprint(&open.schema), "DST-4",
             "get_schema returns the same schema at any time",
             "it differs after the end of the stream");
    second.release(&second);
  }
  End(&open);
}

void KitDeviceAbandon(struct Kit* kit) {
  for (int batches = 0; batches < 3; ++batches) {
    struct Open open;
    if (!Begin(kit, &open)) return;
    for (int i = 0; i < batches && Next(&open); ++i) {
      KitReleaseDeviceArray(kit, &open.array, "DEV-13");
    }
    End(&open);
  }
}

void KitDeviceOutlive(struct Kit* kit) {
  struct Open open;
  if (!Begin(kit, &open)) return;
  bool live = Next(&open);
  bool readable = live && KitWaitForEvent(kit, &open.array, "DEV-7") &&
                  KitReadDeviceArray(kit, &open.array, &open.schema, NULL);
  KitReleaseDevice(kit, &open.stream);
  if (live) {
    if (readable && KitWaitForEvent(kit, &open.array, "DEV-12")) {
      KitReadDeviceArray(kit, &open.array, &open.schema, "DST-6");
    }
    KitReleaseDeviceArray(kit, &open.array, "DST-6");
  }
  open.schema.release(&open.schema);
}

void KitDeviceMoved(struct Kit* kit) {
  struct Open open;
  if (!Begin(kit, &open)) return;
  if (Next(&open)) {
    struct ArrowDeviceArray* old = (struct ArrowDeviceArray*)KitAllocatePage();
    struct ArrowDeviceArray moved;
    bool readable = KitWaitForEvent(kit, &open.array, "DEV-7") &&
                    KitReadDeviceArray(kit, &open.array, &open.schema, NULL);
    KitStep(kit, "DEV-14", "an array is moved to another address");
    *old = open.array;
    memset(&open.array, 0xcc, sizeof(open.array));
    moved = *old;
    KitMakePageInaccessible(old);
    if (readable && KitWaitForEvent(kit, &moved, "DEV-14"))
      KitReadDeviceArray(kit, &moved, &open.schema, "DEV-14");
    KitReleaseDeviceArray(kit, &moved, "DEV-14");
  }
  End(&open);
}

void KitDeviceImmutable(struct Kit* kit) {
  struct Open open;
  struct ArrowDeviceArray first;
  if (!Begin(kit, &open)) return;
  if (Next(&open)) {
    first = open.array;
    bool readable = KitWaitForEvent(kit, &first, "DEV-7") &&
                    KitReadDeviceArray(kit, &first, &open.schema, NULL);
    uint64_t before = readable ? KitFingerprint(&first.array, &open.schema) : 0;
    if (Next(&open)) KitUseDeviceArray(kit, &open.array, &open.schema);
    if (readable) {
      KitStep(kit, "DEV-15", "an array is read second, after the next one was made");
      KitCheck(kit, KitFingerprint(&first.array, &open.schema) == before, "DEV-15",
               "the data of a live array does not change", "the next get_next changed it");
    }
    KitReleaseDeviceArray(kit, &first, "DEV-14");
  }
  End(&open);
}

static void NextOnThread(void* argument) { Next((struct Open*)argument); }

static void UseOnThread(void* argument) {
  struct Open* open = (struct Open*)argument;
  KitUseDeviceArray(open->kit, &open->array, &open->schema);
}

static void EndOnThread(void* argument) { End((struct Open*)argument); }

void KitDeviceThreads(struct Kit* kit) {
  struct Open open;
  if (!Begin(kit, &open)) return;
  for (int i = 0; i < 4; ++i) {
    KitOnThread(kit, NextOnThread, &open);
    if (!open.live) break;
    KitOnThread(kit, UseOnThread, &open);
  }
  KitOnThread(kit, EndOnThread, &open);
}

static bool DrainOnce(struct Kit* kit, struct KitMemory* after) {
  struct Open open;
  if (!Begin(kit, &open)) return false;
  int64_t count = 0;
  while (KitGoesOn(kit, count++) && Next(&open)) {
    KitReleaseDeviceArray(kit, &open.array, "DEV-13");
  }
  End(&open);
  return KitLiveMemory(after);
}

void KitDeviceMemory(struct Kit* kit) {
  struct KitMemory once, second, more;
  if (!KitLiveMemory(&once)) {
    KitSkip(kit, "live memory cannot be counted on this system");
    return;
  }
  if (!DrainOnce(kit, &once) || !DrainOnce(kit, &second) || !DrainOnce(kit, &more)) return;
  KitCheck(kit, more.blocks <= second.blocks || second.blocks <= once.blocks, "DEV-4",
           "release of the embedded array frees all its memory, including the event",
           "each stream leaks %lld blocks", (long long)(more.blocks - second.blocks));
}
