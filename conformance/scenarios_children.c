// Scenarios that move children and dictionaries out of their parent and release the parent first.
#include <string.h>

#include "producer_calls.h"

enum { kMostMoved = 64 };

struct MovedArray {
  struct ArrowArray array;
  const struct ArrowSchema* schema;
  uint64_t print;
};

struct MovedArrays {
  struct MovedArray all[kMostMoved];
  int count;
};

static void TakeArray(struct MovedArrays* moved, struct ArrowArray* array,
                      const struct ArrowSchema* schema) {
  if (array->release == NULL || moved->count == kMostMoved) return;
  struct MovedArray* one = &moved->all[moved->count++];
  one->array = *array;
  one->schema = schema;
  one->print = KitFingerprint(&one->array, schema);
  array->release = NULL;
}

enum Which { kOne, kSeveral, kAll, kGrandchildren, kDictionaries, kWhichCount };
static const char* const kWhichNames[kWhichCount] = {
    "one child", "several children", "all children", "grandchildren", "dictionaries"};

static void TakeDictionaries(struct MovedArrays* moved, struct ArrowArray* array,
                             const struct ArrowSchema* schema) {
  for (int64_t i = 0; i < array->n_children; ++i) {
    TakeDictionaries(moved, array->children[i], schema->children[i]);
  }
  if (array->dictionary != NULL) TakeArray(moved, array->dictionary, schema->dictionary);
}

static void Take(struct Kit* kit, struct MovedArrays* moved, struct ArrowArray* array,
                 const struct ArrowSchema* schema, enum Which which, int64_t index) {
  if (which == kDictionaries) {
    TakeDictionaries(moved, array, schema);
    return;
  }
  for (int64_t i = 0; i < array->n_children; ++i) {
    struct ArrowArray* child = array->children[i];
    if (which == kGrandchildren) {
      for (int64_t j = 0; j < child->n_children; ++j) {
        TakeArray(moved, child->children[j], schema->children[i]->children[j]);
      }
    } else if (which == kAll || (which == kOne && i == index) ||
               (which == kSeveral && KitRandom(kit) % 2 == 0)) {
      TakeArray(moved, child, schema->children[i]);
    }
  }
}

static void CheckMoved(struct Kit* kit, struct MovedArrays* moved, const char* what) {
  for (int i = 0; i < moved->count; ++i) {
    KitStep(kit, "MOV-3", "%s: reading a moved child after its parent was released", what);
    if (KitFingerprint(&moved->all[i].array, moved->all[i].schema) != moved->all[i].print) {
      KitFind(kit, "MOV-3", "a child that was moved out stays valid after its parent is released",
              "%s: the values changed", what);
      return;
    }
  }
  // In either direction, so that both orders of any two children are tried.
  bool forwards = KitRandom(kit) % 2 == 0;
  for (int i = 0; i < moved->count; ++i) {
    struct ArrowArray* array = &moved->all[forwards ? i : moved->count - 1 - i].array;
    KitStep(kit, "MOV-3", "%s: releasing a moved child after its parent was released", what);
    array->release(array);
    KitCheck(kit, array->release == NULL, "MEM-13", "release sets release to NULL",
             "release of a moved child is still set");
  }
}

static bool RunArrays(struct Kit* kit, enum Which which, int64_t index) {
  struct KitMade made;
  struct MovedArrays moved = {.count = 0};
  if (!KitMake(kit, &made)) return false;
  if (made.array.release != NULL) {
    Take(kit, &moved, &made.array, &made.schema, which, index);
    KitStep(kit, "MEM-11", "the parent is released after %s were moved out", kWhichNames[which]);
    made.array.release(&made.array);
    int before = KitFindings(kit);
    CheckMoved(kit, &moved, kWhichNames[which]);
    if (KitFindings(kit) != before) return false;
  }
  KitReleaseSchema(kit, &made.schema);
  return moved.count > 0;
}

static void Arrays(struct Kit* kit) {
  if (!KitReleasesInPlace(kit)) return;
  int64_t index = 0;
  while (index < 40 && KitHasTime(kit) && RunArrays(kit, kOne, index)) ++index;
  if (index == 0 && KitFindings(kit) == 0) KitNote(kit, "the array has no children to move out");
  for (int which = kSeveral; which < kWhichCount; ++which) {
    int before = KitFindings(kit);
    RunArrays(kit, (enum Which)which, 0);
    if (KitFindings(kit) != before) return;
  }
}

struct MovedSchemas {
  struct ArrowSchema all[kMostMoved];
  uint64_t prints[kMostMoved];
  int count;
};

static void TakeSchema(struct MovedSchemas* moved, struct ArrowSchema* schema) {
  if (schema == NULL || schema->release == NULL || moved->count == kMostMoved) return;
  moved->prints[moved->count] = KitSchemaFingerprint(schema);
  moved->all[moved->count++] = *schema;
  schema->release = NULL;
}

static void TakeSchemas(struct Kit* kit, struct MovedSchemas* moved, struct ArrowSchema* schema,
                        enum Which which) {
  for (int64_t i = 0; i < schema->n_children; ++i) {
    struct ArrowSchema* child = schema->children[i];
    if (which == kDictionaries) {
      TakeSchema(moved, child->dictionary);
    } else if (which == kGrandchildren) {
      for (int64_t j = 0; j < child->n_children; ++j) TakeSchema(moved, child->children[j]);
    } else if (which == kAll || (which == kOne && i == 0) || KitRandom(kit) % 2 == 0) {
      TakeSchema(moved, child);
    }
  }
  if (which == kDictionaries) TakeSchema(moved, schema->dictionary);
}

static void Schemas(struct Kit* kit) {
  if (!KitReleasesInPlace(kit)) return;
  for (int which = 0; which < kWhichCount; ++which) {
    struct KitMade made;
    struct MovedSchemas moved = {.count = 0};
    if (!KitMake(kit, &made)) return;
    KitReleaseArray(kit, &made.array);
    TakeSchemas(kit, &moved, &made.schema, (enum Which)which);
    KitStep(kit, "MEM-11", "the schema is released after %s were moved out", kWhichNames[which]);
    made.schema.release(&made.schema);
    for (int i = 0; i < moved.count; ++i) {
      KitStep(kit, "MOV-3", "%s of a schema are read and released after their parent",
              kWhichNames[which]);
      if (KitSchemaFingerprint(&moved.all[i]) != moved.prints[i]) {
        KitFind(kit, "MOV-3", "a child that was moved out stays valid after its parent is released",
                "%s of a schema changed", kWhichNames[which]);
        return;
      }
      moved.all[i].release(&moved.all[i]);
      if (moved.all[i].release != NULL) {
        KitFind(kit, "MEM-13", "release sets release to NULL",
                "release of a moved schema is still set");
        return;
      }
    }
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
