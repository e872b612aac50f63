// Scenarios about leaks: of memory and of file descriptors, by the order in which structs are used
// and released.
#include <string.h>

#include "callers.h"
#include "producer_calls.h"
#include "usage.h"

enum { kMostBatches = 1000, kMostKept = 16 };

/* -------------------------------------------------------------------------------------- streams */

struct StreamUse {
  int batches;  // -1: to the end
  bool asks_schema;
  bool keeps;      // releases schema and batches after the stream
  bool elsewhere;  // releases schema and batches on another thread
};

static struct KitCallers g_callers;

struct Release {
  struct ArrowSchema* schema;
  struct ArrowArray* array;
};

static void ReleaseBoth(void* data) {
  struct Release* both = (struct Release*)data;
  if (both->array != NULL && both->array->release != NULL) both->array->release(both->array);
  if (both->schema != NULL && both->schema->release != NULL) both->schema->release(both->schema);
}

static void ReleaseResult(struct Kit* kit, const struct StreamUse* use, struct ArrowSchema* schema,
                          struct ArrowArray* array, bool after_stream) {
  struct Release both = {schema, array};
  if (use->elsewhere) {
    KitStep(kit, "STR-17", "a result is released on another thread than it was made on");
    KitCallersRun(&g_callers, 0, ReleaseBoth, &both);
  } else if (after_stream) {
    KitStep(kit, "STR-16", "a result is released after its stream");
    ReleaseBoth(&both);
  } else if (array != NULL) {
    KitReleaseArray(kit, array);
  } else {
    KitReleaseSchema(kit, schema);
  }
}

// Opens a stream, uses it and releases it. False if the stream has no end.
static bool UseStream(struct Kit* kit, const void* how) {
  const struct StreamUse* use = (const struct StreamUse*)how;
  struct ArrowArrayStream stream;
  struct ArrowSchema schema = {.release = NULL};
  struct ArrowArray kept[kMostKept];
  int n_kept = 0;
  if (!KitOpenStream(kit, &stream)) return false;
  if (use->asks_schema && KitGetSchema(kit, &stream, &schema) != 0) schema.release = NULL;
  if (!use->keeps) ReleaseResult(kit, use, &schema, NULL, false);
  bool at_end = false;
  for (int i = 0; i < (use->batches < 0 ? kMostBatches : use->batches) && !at_end; ++i) {
    struct ArrowArray other;
    bool keeps = use->keeps && n_kept < kMostKept;
    struct ArrowArray* array = keeps ? &kept[n_kept] : &other;
    at_end = KitGetNext(kit, &stream, array) != 0 || array->release == NULL;
    if (at_end) break;
    if (keeps) {
      ++n_kept;
    } else {
      ReleaseResult(kit, use, NULL, array, false);
    }
  }
  KitReleaseStream(kit, &stream, at_end);
  for (int i = 0; i < n_kept; ++i) ReleaseResult(kit, use, NULL, &kept[i], true);
  if (use->keeps) ReleaseResult(kit, use, &schema, NULL, true);
  if (use->batches >= 0 || at_end) return true;
  if (use->asks_schema && !use->keeps && !use->elsewhere)
    KitNote(kit, "the stream has too many batches: it is not read to its end");
  return false;
}

static void StreamMemory(struct Kit* kit) {
  static const struct StreamUse kUses[] = {
      {-1, true, false, false}, {-1, false, false, false}, {-1, true, true, false},
      {-1, true, false, true},  {0, true, false, false},   {1, true, false, false},
  };
  static const struct KitUse kAll[] = {
      {"MEM-12", "each stream that is read to its end", UseStream, &kUses[0]},
      {"MEM-12", "each stream whose schema is never asked for", UseStream, &kUses[1]},
      {"MEM-12", "each stream that is released before its schema and batches", UseStream,
       &kUses[2]},
      {"MEM-12", "each stream whose schema and batches are released on another thread", UseStream,
       &kUses[3]},
      {"STR-19", "each stream that is released before its first batch", UseStream, &kUses[4]},
      {"STR-19", "each stream that is released after its first batch", UseStream, &kUses[5]},
  };
  KitCallersStart(kit, &g_callers, true);
  KitFindLeak(kit, kAll, (int)(sizeof(kAll) / sizeof(kAll[0])));
  KitCallersEnd(&g_callers);
}

/* --------------------------------------------------------------------------- arrays and schemas */

enum MadeOrder { kArrayFirst, kSchemaFirst, kElsewhere };

static bool UseMade(struct Kit* kit, const void* how) {
  enum MadeOrder order = *(const enum MadeOrder*)how;
  struct KitMade made;
  if (!KitMakeAny(kit, &made)) return false;
  if (order == kElsewhere) {
    struct Release both = {&made.schema, &made.array};
    KitStep(kit, "MEM-12", "a result is released on another thread than it was made on");
    KitCallersRun(&g_callers, 0, ReleaseBoth, &both);
    return true;
  }
  if (order == kSchemaFirst) KitReleaseSchema(kit, &made.schema);
  return KitReleaseMade(kit, &made);
}

static void MadeMemory(struct Kit* kit) {
  static const enum MadeOrder kOrders[] = {kArrayFirst, kSchemaFirst, kElsewhere};
  static const struct KitUse kAll[] = {
      {"MEM-12", "each result", UseMade, &kOrders[0]},
      {"MEM-12", "each array whose schema is released first", UseMade, &kOrders[1]},
      {"MEM-12", "each result that is released on another thread", UseMade, &kOrders[2]},
  };
  KitCallersStart(kit, &g_callers, true);
  KitFindLeak(kit, kAll, (int)(sizeof(kAll) / sizeof(kAll[0])));
  KitCallersEnd(&g_callers);
}

const struct KitScenario kKitMemoryScenarios[] = {
    {"stream-memory", "MEM-12 STR-16 STR-17 STR-19",
     "counts memory and file descriptors over many streams, used in several orders", kKitProducer,
     0, StreamMemory},
    {"array-memory", "MEM-12", "counts memory and file descriptors over many arrays",
     kKitArrayProducer, 0, MadeMemory},
    {"schema-memory", "MEM-12", "counts memory and file descriptors over many schemas",
     kKitSchemaProducer, 0, MadeMemory},
    {NULL, NULL, NULL, kKitProducer, 0, NULL},
};
