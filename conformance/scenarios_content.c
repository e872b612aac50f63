// Scenarios that read everything that a producer makes, to the last byte.
#include <stdio.h>
#include <string.h>

#include "producer_calls.h"

enum { kMostChecked = 10000 };

static void CheckSchema(struct Kit* kit, const struct ArrowSchema* schema, bool* valid) {
  struct KitChecker check = {.kit = kit, .path = "schema"};
  KitStep(kit, "SCH-7", "reading the schema");
  KitCheckSchema(&check, schema);
  *valid = check.findings == 0;
}

static void CheckArray(struct Kit* kit, const struct ArrowArray* array,
                       const struct ArrowSchema* schema, int64_t batch, bool in_stream) {
  struct KitChecker check = {.kit = kit, .in_stream = in_stream};
  snprintf(check.path, sizeof(check.path), in_stream ? "batch %lld" : "array", (long long)batch);
  KitStep(kit, "ARR-8", "reading the members of the array and its children");
  KitCheckStructure(&check, array, schema);
  if (check.findings == 0) KitCheckContents(&check, array, schema);
}

static void Made(struct Kit* kit) {
  struct KitMade made;
  bool valid;
  if (!KitMakeAny(kit, &made)) return;
  KitCheckCanary(kit, &made.schema_canary, "SCH-1", "schema");
  KitCheckCanary(kit, &made.array_canary, "ARR-1", "array");
  CheckSchema(kit, &made.schema, &valid);
  if (made.array.release != NULL && valid) CheckArray(kit, &made.array, &made.schema, 0, false);
  KitReleaseMade(kit, &made);
}

static void Stream(struct Kit* kit) {
  struct {
    struct ArrowArrayStream stream;
    struct KitCanary stream_canary;
    struct ArrowSchema schema;
    struct KitCanary schema_canary;
    struct ArrowArray array;
    struct KitCanary array_canary;
  } out;
  bool valid = false;
  bool at_end = true;
  int64_t batches = 0;
  KitFillCanary(&out.stream_canary);
  KitFillCanary(&out.schema_canary);
  KitFillCanary(&out.array_canary);
  if (!KitOpenStream(kit, &out.stream)) return;
  KitCheckCanary(kit, &out.stream_canary, "STR-1", "stream");
  int code = KitGetSchema(kit, &out.stream, &out.schema);
  if (code == 0) {
    KitCheckCanary(kit, &out.schema_canary, "SCH-1", "schema");
    CheckSchema(kit, &out.schema, &valid);
    at_end = false;
    while (!at_end && batches < kMostChecked && KitHasTime(kit)) {
      code = KitGetNext(kit, &out.stream, &out.array);
      at_end = code != 0 || out.array.release == NULL;
      if (at_end) break;
      ++batches;
      if (valid) CheckArray(kit, &out.array, &out.schema, batches, true);
      KitReleaseArray(kit, &out.array);
    }
    KitReleaseSchema(kit, &out.schema);
    KitCheckCanary(kit, &out.array_canary, "ARR-1", "array");
  }
  if (!at_end) {
    KitNote(kit, "the stream has more than %lld batches: the rest is not checked",
            (long long)batches);
  }
  if (code != 0) KitNote(kit, "the stream fails after %lld batches", (long long)batches);
  KitReleaseStream(kit, &out.stream, at_end);
}

#define SCHEMA_RULES                                                                            \
  "MEM-1 MEM-12 MEM-13 SCH-1 SCH-3 SCH-5 SCH-6 SCH-7 SCH-8 SCH-11 SCH-12 SCH-15 SCH-16 SCH-17 " \
  "SCH-18 SCH-21 EXT-1 ABI-1 COL-18 "                                                           \
  "FMT-21 FMT-22 FMT-23 FMT-35 FMT-48 FMT-50 FMT-51 FMT-52 FMT-53"
#define ARRAY_RULES                                                                       \
  " ARR-1 ARR-3 ARR-4 ARR-5 ARR-7 ARR-8 ARR-9 ARR-10 ARR-11 ARR-12 ARR-13 ARR-14 ARR-15 " \
  "VIEW-1 COL-1 COL-2 COL-5 COL-7 COL-8 COL-9 COL-10 COL-11 COL-12 COL-13 COL-14 COL-15 " \
  "COL-16 COL-17 FMT-18 FMT-19 FMT-20"

const struct KitScenario kKitContentScenarios[] = {
    {"stream-contents", SCHEMA_RULES ARRAY_RULES " STR-1 STR-4 STR-5 STR-8",
     "reads the schema and every batch to the last byte", kKitProducer, KIT_GUARD_PAGES, Stream},
    {"array-contents", SCHEMA_RULES ARRAY_RULES " ARR-2 STR-4",
     "reads the schema and the array to the last byte", kKitArrayProducer, KIT_GUARD_PAGES, Made},
    {"schema-contents", SCHEMA_RULES " STR-4", "reads the schema to the last byte",
     kKitSchemaProducer, KIT_GUARD_PAGES, Made},
    {NULL, NULL, NULL, kKitProducer, 0, NULL},
};
