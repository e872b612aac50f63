// Scenarios for producers of device streams: on the simulated device, on the CPU and, without
// reading data, on other devices.
#include "scenarios_producer.h"

#include <string.h>

#include "../callers.h"
#include "../usage.h"
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

/* -------------------------------------------------------------------- threads, schema, memory */

// How a stream ended.
struct Outcome {
  int64_t batches;
  bool failed;
};

static bool IsSame(const struct Outcome* a, const struct Outcome* b) {
  return a->batches == b->batches && a->failed == b->failed;
}

// Gets all batches of a stream on this thread, with or without a call of get_schema, and releases
// them and the stream. `reads` the batches too, which needs the schema.
static bool DrainAlone(struct Kit* kit, bool asks_schema, bool reads, struct Outcome* out) {
  struct Open open = {.kit = kit};
  if (asks_schema ? !Begin(kit, &open) : !KitOpenDevice(kit, &open.stream)) return false;
  out->batches = 0;
  while (KitGoesOn(kit, out->batches) && Next(&open)) {
    ++out->batches;
    if (reads) {
      KitUseDeviceArray(kit, &open.array, &open.schema);
    } else {
      KitReleaseDeviceArray(kit, &open.array, "DEV-13");
    }
  }
  out->failed = open.failed;
  KitReleaseDevice(kit, &open.stream);
  if (asks_schema) open.schema.release(&open.schema);
  return true;
}

void KitDeviceSchemaLate(struct Kit* kit) {
  struct Outcome without;
  struct Outcome with;
  struct Outcome again;
  if (!DrainAlone(kit, false, false, &without) || !DrainAlone(kit, true, false, &with)) return;
  if (IsSame(&without, &with) || !DrainAlone(kit, true, false, &again) || !IsSame(&with, &again))
    return;
  KitFind(kit, "DST-4", "get_next works without a call of get_schema",
          "without: %lld batches%s; after get_schema: %lld%s", (long long)without.batches,
          without.failed ? " and an error" : "", (long long)with.batches,
          with.failed ? " and an error" : "");
}

static void BeginOnThread(void* argument) {
  struct Open* open = (struct Open*)argument;
  struct Kit* kit = open->kit;
  open->live = Begin(kit, open);
}

static void NextOnThread(void* argument) { Next((struct Open*)argument); }

static void UseOnThread(void* argument) {
  struct Open* open = (struct Open*)argument;
  KitUseDeviceArray(open->kit, &open->array, &open->schema);
}

static void EndOnThread(void* argument) { End((struct Open*)argument); }

// get_next is called on each thread in turn; what a call made is released on the other thread.
static bool DrainOnThreads(struct Kit* kit, bool stay, struct Outcome* out) {
  struct Open open = {.kit = kit};
  struct KitCallers callers;
  KitCallersStart(kit, &callers, stay);
  KitCallersRun(&callers, 0, BeginOnThread, &open);
  bool opened = open.live;
  out->batches = 0;
  while (opened && open.live && KitGoesOn(kit, out->batches)) {
    KitCallersRun(&callers, out->batches, NextOnThread, &open);
    if (!open.live) break;
    KitCallersRun(&callers, ++out->batches, UseOnThread, &open);
  }
  out->failed = open.failed;
  if (opened) KitCallersRun(&callers, 1, EndOnThread, &open);
  KitCallersEnd(&callers);
  return opened;
}

void KitDeviceThreads(struct Kit* kit) {
  struct Outcome alone;
  struct Outcome shared;
  if (!DrainAlone(kit, true, true, &alone)) return;
  KitBlame(kit, "DST-6");
  for (int stay = 0; stay < 2 && KitFindings(kit) == 0; ++stay) {
    if (!DrainOnThreads(kit, stay == 1, &shared)) break;
    KitCheck(kit, IsSame(&shared, &alone), "DST-6",
             "calls may come from different threads, one at a time",
             "%lld batches%s; from one thread %lld%s", (long long)shared.batches,
             shared.failed ? " and an error" : "", (long long)alone.batches,
             alone.failed ? " and an error" : "");
  }
  KitBlame(kit, NULL);
}

enum DeviceOrder { kToTheEnd, kUnasked, kAfterStream, kUnread };

static bool UseDevice(struct Kit* kit, const void* how) {
  enum { kMostKept = 16 };
  enum DeviceOrder order = *(const enum DeviceOrder*)how;
  struct Open open = {.kit = kit};
  struct ArrowDeviceArray kept[kMostKept];
  struct Outcome unused;
  int count = 0;
  if (order == kToTheEnd || order == kUnasked)
    return DrainAlone(kit, order == kToTheEnd, false, &unused);
  if (!Begin(kit, &open)) return false;
  while (order == kAfterStream && count < kMostKept &&
         KitGetDeviceNext(kit, &open.stream, &kept[count]) == kKitArray) {
    ++count;
  }
  KitReleaseDevice(kit, &open.stream);
  for (int i = 0; i < count; ++i) KitReleaseDeviceArray(kit, &kept[i], "DST-6");
  open.schema.release(&open.schema);
  return true;
}

void KitDeviceMemory(struct Kit* kit) {
  static const enum DeviceOrder kOrders[] = {kToTheEnd, kUnasked, kAfterStream, kUnread};
  static const struct KitUse kUses[] = {
      {"DEV-4", "each stream that is read to its end", UseDevice, &kOrders[0]},
      {"DEV-4", "each stream whose schema is never asked for", UseDevice, &kOrders[1]},
      {"DEV-4", "each stream that is released before its batches", UseDevice, &kOrders[2]},
      {"DST-6", "each stream that is released before its first batch", UseDevice, &kOrders[3]},
  };
  KitFindLeak(kit, kUses, (int)(sizeof(kUses) / sizeof(kUses[0])));
}
