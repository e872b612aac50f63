// Scenarios that move children and dictionaries out of their parent and release the parent first.
#include "moved.h"
#include "producer_calls.h"

static bool RunArrays(struct Kit* kit, enum KitWhich which, int64_t index) {
  struct KitMade made;
  struct KitMovedArrays moved = {.count = 0};
  const char* what = kKitWhichNames[which];
  if (!KitMake(kit, &made)) return false;
  if (made.array.release != NULL) {
    KitMoveArraysOut(kit, &moved, &made.array, &made.schema, which, index);
    KitStep(kit, "MEM-11", "the parent is released after %s were moved out", what);
    made.array.release(&made.array);
    int before = KitFindings(kit);
    if (KitReadMovedArrays(kit, &moved, what)) KitReleaseMovedArrays(kit, &moved, what);
    if (KitFindings(kit) != before) return false;
  }
  KitReleaseSchema(kit, &made.schema);
  return moved.count > 0;
}

static void Arrays(struct Kit* kit) {
  if (!KitReleasesInPlace(kit)) return;
  int64_t index = 0;
  while (index < 40 && KitHasTime(kit) && RunArrays(kit, kKitOneChild, index)) ++index;
  if (index == 0 && KitFindings(kit) == 0) KitNote(kit, "the array has no children to move out");
  for (int which = kKitSeveralChildren; which < kKitWhichCount; ++which) {
    int before = KitFindings(kit);
    RunArrays(kit, (enum KitWhich)which, 0);
    if (KitFindings(kit) != before) return;
  }
}

static void Schemas(struct Kit* kit) {
  if (!KitReleasesInPlace(kit)) return;
  for (int which = 0; which < kKitWhichCount; ++which) {
    struct KitMade made;
    struct KitMovedSchemas moved = {.count = 0};
    const char* what = kKitWhichNames[which];
    if (!KitMake(kit, &made)) return;
    KitReleaseArray(kit, &made.array);
    KitMoveSchemasOut(kit, &moved, &made.schema, (enum KitWhich)which);
    KitStep(kit, "MEM-11", "the schema is released after %s were moved out", what);
    made.schema.release(&made.schema);
    if (!KitReleaseMovedSchemas(kit, &moved, what)) return;
  }
}

#define RULES "MEM-11 MEM-13 MOV-3"

const struct KitScenario kKitChildrenScenarios[] = {
    {"stream-children-outlive", RULES, "children and dictionaries outlive their batch",
     kKitProducer, KIT_GUARD_PAGES, Arrays},
    {"stream-schema-children-outlive", RULES, "children and dictionaries outlive the schema",
     kKitProducer, KIT_GUARD_PAGES, Schemas},
    {"array-children-outlive", RULES, "children and dictionaries outlive their array",
     kKitArrayProducer, KIT_GUARD_PAGES, Arrays},
    {"array-schema-children-outlive", RULES, "children and dictionaries outlive the schema",
     kKitArrayProducer, KIT_GUARD_PAGES, Schemas},
    {"schema-children-outlive", RULES, "children and dictionaries outlive their schema",
     kKitSchemaProducer, KIT_GUARD_PAGES, Schemas},
    {NULL, NULL, NULL, kKitProducer, 0, NULL},
};
