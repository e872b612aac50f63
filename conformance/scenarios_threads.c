// Scenarios that make calls on several threads, one at a time: a struct may be released on another
// thread than it was made on.
#include <stdio.h>

#include "callers.h"
#include "moved.h"
#include "producer_calls.h"
#include "reading.h"

/* --------------------------------------------------------------------------- calls of a stream */

struct Call {
  struct Kit* kit;
  struct KitReading* reading;
  bool ok;
};

static void Open(void* data) {
  struct Call* call = (struct Call*)data;
  call->ok = KitReadingBegin(call->kit, call->reading, "STR-17", false);
}
static void AskSchema(void* data) {
  struct Call* call = (struct Call*)data;
  struct KitReading* reading = call->reading;
  KitBlame(call->kit, "STR-17");
  reading->prints.code = KitGetSchema(call->kit, &reading->stream, &reading->schema);
  if (reading->prints.code != 0) reading->schema.release = NULL;
  KitBlame(call->kit, NULL);
}
static void Next(void* data) {
  struct Call* call = (struct Call*)data;
  KitReadingNext(call->kit, call->reading, &call->reading->schema);
}
static void ReleaseBatch(void* data) {
  struct Call* call = (struct Call*)data;
  KitReadingReleaseBatch(call->kit, call->reading);
}
static void ReleaseSchema(void* data) {
  struct Call* call = (struct Call*)data;
  KitReadingReleaseSchema(call->kit, call->reading);
}
static void ReleaseStream(void* data) {
  struct Call* call = (struct Call*)data;
  KitReadingReleaseStream(call->kit, call->reading);
}

// get_next is called on each thread in turn; what a call made is released on the other thread.
static bool ReadOnThreads(struct Kit* kit, struct KitCallers* callers, struct KitReading* reading) {
  struct Call call = {kit, reading, false};
  KitCallersRun(callers, 0, Open, &call);
  if (!call.ok) return false;
  KitCallersRun(callers, 1, AskSchema, &call);
  reading->over = reading->prints.code != 0 || !KitIsValidSchema(kit, &reading->schema);
  for (int64_t i = 0; !reading->over; ++i) {
    KitCallersRun(callers, i, Next, &call);
    KitCallersRun(callers, i + 1, ReleaseBatch, &call);
  }
  KitCallersRun(callers, 0, ReleaseSchema, &call);
  KitCallersRun(callers, 1, ReleaseStream, &call);
  return true;
}

static void Threads(struct Kit* kit) {
  struct KitFingerprints alone;
  struct KitReading reading;
  if (!KitReadingControl(kit, &alone)) return;
  for (int stay = 0; stay < 2 && KitFindings(kit) == 0; ++stay) {
    struct KitCallers callers;
    KitCallersStart(kit, &callers, stay == 1);
    bool opened = ReadOnThreads(kit, &callers, &reading);
    KitCallersEnd(&callers);
    if (!opened) return;
    KitCheck(kit, KitSameFingerprints(&reading.prints, &alone), "STR-17",
             "calls may come from different threads, one at a time",
             "%d batches and code %d; from one thread %d and %d", reading.prints.count,
             reading.prints.code, alone.count, alone.code);
  }
}

/* ------------------------------------------------------------------- releases on another thread */

struct Elsewhere {
  struct Kit* kit;
  const char* rule;  // at stake in the release of a base structure
  struct KitMade made;
  uint64_t print;
  struct KitMovedArrays arrays;
  struct KitMovedSchemas schemas;
  enum KitWhich which;
  bool ok;
};

static void Make(void* data) {
  struct Elsewhere* here = (struct Elsewhere*)data;
  const struct KitMade* made = &here->made;
  here->arrays.count = here->schemas.count = 0;
  here->ok = KitMake(here->kit, &here->made);
  if (here->ok && made->array.release != NULL)
    here->print = KitFingerprint(&made->array, &made->schema);
}

// On another thread than Make().
static void ReleaseMade(void* data) {
  static const char kExpected[] = "release works on any thread, and sets release to NULL";
  struct Elsewhere* here = (struct Elsewhere*)data;
  struct ArrowArray* array = &here->made.array;
  struct ArrowSchema* schema = &here->made.schema;
  if (array->release != NULL) {
    KitStep(here->kit, here->rule, "an array is read on another thread than it was made on");
    KitCheck(here->kit, KitFingerprint(array, schema) == here->print, here->rule,
             "an array can be read on any thread", "it changed");
    KitStep(here->kit, here->rule, "an array is released on another thread than it was made on");
    array->release(array);
    KitCheck(here->kit, array->release == NULL, here->rule, kExpected,
             "that of an array is still set");
  }
  KitStep(here->kit, here->rule, "a schema is released on another thread than it was made on");
  schema->release(schema);
  KitCheck(here->kit, schema->release == NULL, here->rule, kExpected,
           "that of a schema is still set");
}

// On the thread of Make(), with the release of the parent.
static void MoveArraysOut(void* data) {
  struct Elsewhere* here = (struct Elsewhere*)data;
  struct ArrowArray* array = &here->made.array;
  if (array->release == NULL) return;
  KitMoveArraysOut(here->kit, &here->arrays, array, &here->made.schema, here->which, 0);
  KitStep(here->kit, "MEM-11", "the parent is released after children were moved out");
  array->release(array);
}

static void MoveSchemasOut(void* data) {
  struct Elsewhere* here = (struct Elsewhere*)data;
  struct ArrowSchema* schema = &here->made.schema;
  KitMoveSchemasOut(here->kit, &here->schemas, schema, here->which);
  KitStep(here->kit, "MEM-11", "the schema is released after children were moved out");
  schema->release(schema);
}

static const char* WhatMoved(const struct Elsewhere* here, char* what, size_t size) {
  snprintf(what, size, "%s, on another thread", kKitWhichNames[here->which]);
  return what;
}

static void ReleaseMovedArrays(void* data) {
  struct Elsewhere* here = (struct Elsewhere*)data;
  char what[100];
  WhatMoved(here, what, sizeof(what));
  if (KitReadMovedArrays(here->kit, &here->arrays, what))
    KitReleaseMovedArrays(here->kit, &here->arrays, what);
}

static void ReleaseMovedSchemas(void* data) {
  struct Elsewhere* here = (struct Elsewhere*)data;
  char what[100];
  KitReleaseMovedSchemas(here->kit, &here->schemas, WhatMoved(here, what, sizeof(what)));
}

// First the whole results: a producer whose release fails on another thread breaks one rule.
static bool Whole(struct Elsewhere* here, struct KitCallers* callers) {
  KitCallersRun(callers, 0, Make, here);
  if (here->ok) KitCallersRun(callers, 1, ReleaseMade, here);
  return here->ok && KitFindings(here->kit) == 0;
}

static bool Moved(struct Elsewhere* here, struct KitCallers* callers, enum KitWhich which) {
  here->which = which;
  KitCallersRun(callers, 0, Make, here);
  if (!here->ok) return false;
  KitCallersRun(callers, 0, MoveArraysOut, here);
  KitCallersRun(callers, 1, ReleaseMovedArrays, here);
  KitCallersRun(callers, 0, MoveSchemasOut, here);
  KitCallersRun(callers, 1, ReleaseMovedSchemas, here);
  return KitFindings(here->kit) == 0;
}

static void Releases(struct Kit* kit) {
  static struct Elsewhere here;
  if (!KitReleasesInPlace(kit)) return;
  here.kit = kit;
  here.rule = KitRoleOf(kit) == kKitProducer ? "STR-17" : "MEM-12";
  bool goes_on = true;
  for (int stay = 0; stay < 2 && goes_on; ++stay) {
    struct KitCallers callers;
    KitCallersStart(kit, &callers, stay == 1);
    goes_on = Whole(&here, &callers);
    for (int i = 0; i < kKitMovedCount && stay == 1 && goes_on; ++i) {
      goes_on = Moved(&here, &callers, kKitMoved[i]);
    }
    KitCallersEnd(&callers);
  }
}

#define RULES "MEM-11 MEM-13 MOV-3 "

const struct KitScenario kKitThreadScenarios[] = {
    {"stream-threads", "STR-17", "makes every call on a new thread, and on two threads in turn",
     kKitProducer, KIT_GUARD_PAGES, Threads},
    {"stream-release-threads", RULES "STR-17",
     "reads and releases schema, batch and moved children on another thread", kKitProducer,
     KIT_GUARD_PAGES, Releases},
    {"array-release-threads", RULES "MEM-12",
     "reads and releases schema, array and moved children on another thread", kKitArrayProducer,
     KIT_GUARD_PAGES, Releases},
    {"schema-release-threads", RULES "MEM-12",
     "releases schemas and moved children on another thread", kKitSchemaProducer, KIT_GUARD_PAGES,
     Releases},
    {NULL, NULL, NULL, kKitProducer, 0, NULL},
};
