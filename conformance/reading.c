#include "reading.h"

#include <string.h>

#include "fault.h"
#include "producer_calls.h"

static const char* RuleOf(const struct KitReading* reading, const char* rule) {
  return reading->rule != NULL ? reading->rule : rule;
}

bool KitReadingBegin(struct Kit* kit, struct KitReading* reading, const char* rule,
                     bool asks_schema) {
  memset(reading, 0, sizeof(*reading));
  reading->rule = rule;
  if (!KitOpenStream(kit, &reading->stream)) return false;
  if (!asks_schema) return true;
  reading->prints.code = KitGetSchema(kit, &reading->stream, &reading->schema);
  if (reading->prints.code != 0) reading->schema.release = NULL;
  reading->over = reading->prints.code != 0 || !KitIsValidSchema(kit, &reading->schema);
  return true;
}

void KitReadingNext(struct Kit* kit, struct KitReading* reading, const struct ArrowSchema* schema) {
  struct KitFingerprints* prints = &reading->prints;
  struct ArrowArray* array = &reading->array;
  memset(array, 0, sizeof(*array));
  KitStep(kit, RuleOf(reading, "STR-4"), "get_next, for batch %d", prints->count + 1);
  prints->code = reading->stream.get_next(&reading->stream, array);
  // KitGetNext() reports it.
  if (prints->code == 0 && array->release != NULL && !KIT_IS_CALLABLE(array->release))
    array->release = NULL;
  reading->over =
      prints->code != 0 || array->release == NULL || prints->count == kKitMostFingerprints;
  if (prints->code != 0) array->release = NULL;
  if (reading->over) return;
  bool valid = schema != NULL && KitIsValidArray(kit, array, schema);
  prints->all[prints->count++] = valid ? KitFingerprint(array, schema) : 0;
}

void KitReadingReleaseBatch(struct Kit* kit, struct KitReading* reading) {
  if (reading->array.release == NULL) return;
  KitStep(kit, RuleOf(reading, "MEM-12"), "batch %d is released", reading->prints.count);
  reading->array.release(&reading->array);
  reading->array.release = NULL;
}

void KitReadingReleaseSchema(struct Kit* kit, struct KitReading* reading) {
  KitStep(kit, RuleOf(reading, "MEM-12"), "the schema is released");
  if (reading->schema.release != NULL) reading->schema.release(&reading->schema);
}

void KitReadingReleaseStream(struct Kit* kit, struct KitReading* reading) {
  KitStep(kit, RuleOf(reading, "STR-13"), "the stream is released");
  reading->stream.release(&reading->stream);
}

bool KitSameFingerprints(const struct KitFingerprints* a, const struct KitFingerprints* b) {
  return a->code == b->code && a->count == b->count &&
         memcmp(a->all, b->all, sizeof(a->all[0]) * (size_t)a->count) == 0;
}

void KitReadingRest(struct Kit* kit, struct KitReading* reading, const struct ArrowSchema* schema) {
  while (!reading->over) {
    KitReadingNext(kit, reading, schema);
    KitReadingReleaseBatch(kit, reading);
  }
}

static bool Alone(struct Kit* kit, struct KitFingerprints* out) {
  struct KitReading reading;
  if (!KitReadingBegin(kit, &reading, NULL, true)) return false;
  KitReadingRest(kit, &reading, &reading.schema);
  *out = reading.prints;
  KitReadingReleaseSchema(kit, &reading);
  KitReadingReleaseStream(kit, &reading);
  return true;
}

bool KitReadingControl(struct Kit* kit, struct KitFingerprints* out) {
  struct KitFingerprints second;
  if (!Alone(kit, out) || !Alone(kit, &second)) return false;
  if (KitSameFingerprints(out, &second)) return true;
  KitSkip(kit, "two streams, read one after the other, differ: nothing to compare with");
  return false;
}
