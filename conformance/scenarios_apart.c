// Scenarios about results that are live at the same time: each is independent of the others.
#include <string.h>

#include "moved.h"
#include "producer_calls.h"
#include "reading.h"

/* --------------------------------------------------------------------------------- two streams */

static void TwoStreams(struct Kit* kit) {
  struct KitFingerprints alone;
  struct KitReading readings[2];
  if (!KitReadingControl(kit, &alone)) return;
  for (int i = 0; i < 2; ++i) {
    if (!KitReadingBegin(kit, &readings[i], "MEM-9", true)) return;
  }
  while (!readings[0].over || !readings[1].over) {
    int next = readings[0].over ? 1 : readings[1].over ? 0 : (int)(KitRandom(kit) % 2);
    KitReadingNext(kit, &readings[next], &readings[next].schema);
    KitReadingReleaseBatch(kit, &readings[next]);
  }
  for (int i = 0; i < 2; ++i) {
    KitCheck(kit, KitSameFingerprints(&readings[i].prints, &alone), "MEM-9",
             "streams are independent of each other",
             "read alternately with another stream: %d batches and code %d; read alone: %d and %d",
             readings[i].prints.count, readings[i].prints.code, alone.count, alone.code);
    KitReadingReleaseSchema(kit, &readings[i]);
    KitReadingReleaseStream(kit, &readings[i]);
  }
}

/* ---------------------------------------------------------------------- two results of a stream */

// Moves children out of the first schema, releases it, and reads the second. What was moved out is
// left: other scenarios use and release it.
static bool SchemasApart(struct Kit* kit, struct ArrowArrayStream* stream, enum KitWhich which) {
  static const char kExpected[] = "the schemas that get_schema returns are independent";
  const char* what = kKitWhichNames[which];
  struct ArrowSchema first;
  struct ArrowSchema second;
  struct KitMovedSchemas moved = {.count = 0};
  if (KitGetSchema(kit, stream, &first) != 0) {
    KitSkip(kit, "the stream has no schema");
    return false;
  }
  if (KitGetSchema(kit, stream, &second) != 0) return false;
  if (!KitIsValidSchema(kit, &first) || !KitIsValidSchema(kit, &second)) {
    KitSkipUnsound(kit, "the schema of the stream");
    return false;
  }
  uint64_t print = KitSchemaFingerprint(&second);
  KitStep(kit, "STR-2", "%s are moved out of a schema after the next one was made", what);
  KitMoveSchemasOut(kit, &moved, &first, which);
  for (int released = 0; released < 2; ++released) {
    if (released == 1) {
      KitStep(kit, "MEM-11", "a schema is released after %s were moved out", what);
      first.release(&first);
    }
    KitBlame(kit, "STR-2");
    bool same = KitIsValidSchema(kit, &second) && KitSchemaFingerprint(&second) == print;
    KitBlame(kit, NULL);
    if (!KitCheck(kit, same, "STR-2", kExpected,
                  "%s were moved out of one%s, and another one changed", what,
                  released == 0 ? "" : ", it was released")) {
      return false;
    }
  }
  KitStep(kit, "STR-2", "a schema is released after %s of another one were moved out", what);
  second.release(&second);
  return true;
}

// The next batch with rows. False if there is none.
static bool NextWithRows(struct Kit* kit, struct ArrowArrayStream* stream,
                         const struct ArrowSchema* schema, struct ArrowArray* out) {
  for (int64_t count = 0; KitGoesOn(kit, count); ++count) {
    if (KitGetNext(kit, stream, out) != 0 || out->release == NULL) break;
    if (!KitIsValidArray(kit, out, schema)) {
      KitSkipUnsound(kit, "the stream");
      break;
    }
    if (out->length > 0) return true;
    KitReleaseArray(kit, out);
  }
  out->release = NULL;
  return false;
}

static bool BatchesApart(struct Kit* kit, const struct ArrowSchema* schema, enum KitWhich which) {
  const char* what = kKitWhichNames[which];
  struct ArrowArrayStream stream;
  struct ArrowArray first;
  struct ArrowArray second;
  struct KitMovedArrays moved = {.count = 0};
  bool goes_on = false;
  if (!KitOpenStream(kit, &stream)) return false;
  if (!NextWithRows(kit, &stream, schema, &first)) {
    second.release = NULL;
  } else if (NextWithRows(kit, &stream, schema, &second)) {
    uint64_t print = KitFingerprint(&second, schema);
    KitStep(kit, "STR-16", "%s are moved out of a batch after the next one was made", what);
    KitMoveArraysOut(kit, &moved, &first, schema, which, 0);
    KitStep(kit, "MEM-11", "a batch is released after %s were moved out", what);
    first.release(&first);
    first.release = NULL;
    KitStep(kit, "STR-16", "a batch is read after %s of another one were moved out", what);
    KitBlame(kit, "STR-16");
    goes_on = KitCheck(
        kit, KitIsValidArray(kit, &second, schema) && KitFingerprint(&second, schema) == print,
        "STR-16", "the batches of a stream are independent",
        "%s were moved out of one, it was released, and another one changed", what);
    KitBlame(kit, NULL);
  }
  if (KitFindings(kit) > 0) return false;
  KitReleaseArray(kit, &first);
  KitReleaseArray(kit, &second);
  KitReleaseStream(kit, &stream, false);
  return goes_on;
}

static void ResultsApart(struct Kit* kit) {
  struct ArrowArrayStream stream;
  struct ArrowSchema schema;
  if (!KitReleasesInPlace(kit) || !KitOpenStream(kit, &stream)) return;
  bool goes_on = true;
  for (int i = 0; i < kKitMovedCount && goes_on; ++i)
    goes_on = SchemasApart(kit, &stream, kKitMoved[i]);
  if (!goes_on || KitGetSchema(kit, &stream, &schema) != 0) return;
  for (int i = 0; i < kKitMovedCount && goes_on; ++i)
    goes_on = BatchesApart(kit, &schema, kKitMoved[i]);
  KitReleaseSchema(kit, &schema);
  KitReleaseStream(kit, &stream, false);
}

/* -------------------------------------------------------------------------- arrays and schemas */

static bool IsSame(struct Kit* kit, const struct KitMade* made, uint64_t schema, uint64_t array) {
  KitBlame(kit, "MEM-3");
  bool same = KitIsValidSchema(kit, &made->schema) && KitSchemaFingerprint(&made->schema) == schema;
  if (same && made->array.release != NULL) {
    same = KitIsValidArray(kit, &made->array, &made->schema) &&
           KitFingerprint(&made->array, &made->schema) == array;
  }
  KitBlame(kit, NULL);
  return same;
}

// Makes a second result while the first is live, and releases it first: as it is, or without the
// children that were moved out of it.
static void TwoAtOnce(struct Kit* kit) {
  enum { kMade, kReleased, kMovedOut, kStages = kMovedOut + kKitMovedCount };
  static const char* const kWhen[] = {"", " and released", ", children were moved out of it"};
  struct KitMade first;
  struct KitMade second;
  if (!KitMake(kit, &first)) return;
  uint64_t schema = KitSchemaFingerprint(&first.schema);
  uint64_t array = first.array.release != NULL ? KitFingerprint(&first.array, &first.schema) : 0;
  for (int stage = kMade; stage < kStages; ++stage) {
    const char* when = kWhen[stage < kMovedOut ? stage : kMovedOut];
    if (stage != kReleased) {
      KitBlame(kit, "MEM-3");
      bool made = KitMakeAny(kit, &second);
      KitBlame(kit, NULL);
      if (!made) break;
    } else {
      KitReleaseMade(kit, &second);
    }
    KitStep(kit, "MEM-3", "the first result is read after a second was made%s", when);
    if (stage >= kMovedOut) {
      struct KitMovedArrays arrays = {.count = 0};
      struct KitMovedSchemas schemas = {.count = 0};
      enum KitWhich which = kKitMoved[stage - kMovedOut];
      if (!KitIsValidSchema(kit, &second.schema)) break;
      if (second.array.release != NULL) {
        if (!KitIsValidArray(kit, &second.array, &second.schema)) break;
        KitMoveArraysOut(kit, &arrays, &second.array, &second.schema, which, 0);
        KitStep(kit, "MEM-11", "an array is released after children were moved out");
        second.array.release(&second.array);
      }
      KitMoveSchemasOut(kit, &schemas, &second.schema, which);
      KitStep(kit, "MEM-11", "a schema is released after children were moved out");
      second.schema.release(&second.schema);
    }
    if (!KitCheck(kit, IsSame(kit, &first, schema, array), "MEM-3",
                  "the memory of a struct stays valid until the struct is released",
                  "the first result changed after a second was made%s", when)) {
      break;
    }
  }
  KitReleaseMade(kit, &first);
}

const struct KitScenario kKitApartScenarios[] = {
    {"stream-two", "MEM-9", "reads two streams alternately", kKitProducer, KIT_GUARD_PAGES,
     TwoStreams},
    {"stream-results-apart", "STR-2 STR-16 MEM-11",
     "moves children out of one of two schemas or batches of a stream, and reads the other",
     kKitProducer, KIT_GUARD_PAGES, ResultsApart},
    {"array-two", "MEM-3 MEM-11", "makes a second array while the first is live", kKitArrayProducer,
     KIT_GUARD_PAGES, TwoAtOnce},
    {"schema-two", "MEM-3 MEM-11", "makes a second schema while the first is live",
     kKitSchemaProducer, KIT_GUARD_PAGES, TwoAtOnce},
    {NULL, NULL, NULL, kKitProducer, 0, NULL},
};
