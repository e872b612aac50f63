#include "moved.h"

#include "check.h"

const char* const kKitWhichNames[kKitWhichCount] = {"one child", "several children", "all children",
                                                    "grandchildren", "dictionaries"};

const enum KitWhich kKitMoved[kKitMovedCount] = {kKitAllChildren, kKitGrandchildren,
                                                 kKitDictionaries};

static void TakeArray(struct KitMovedArrays* moved, struct ArrowArray* array,
                      const struct ArrowSchema* schema) {
  if (array->release == NULL || moved->count == kKitMostMoved) return;
  struct KitMovedArray* one = &moved->all[moved->count++];
  one->array = *array;
  one->schema = schema;
  one->print = KitFingerprint(&one->array, schema);
  array->release = NULL;
}

static void TakeDictionaries(struct KitMovedArrays* moved, struct ArrowArray* array,
                             const struct ArrowSchema* schema) {
  for (int64_t i = 0; i < array->n_children; ++i) {
    TakeDictionaries(moved, array->children[i], schema->children[i]);
  }
  if (array->dictionary != NULL) TakeArray(moved, array->dictionary, schema->dictionary);
}

void KitMoveArraysOut(struct Kit* kit, struct KitMovedArrays* moved, struct ArrowArray* array,
                      const struct ArrowSchema* schema, enum KitWhich which, int64_t index) {
  if (which == kKitDictionaries) {
    TakeDictionaries(moved, array, schema);
    return;
  }
  for (int64_t i = 0; i < array->n_children; ++i) {
    struct ArrowArray* child = array->children[i];
    if (which == kKitGrandchildren) {
      for (int64_t j = 0; j < child->n_children; ++j) {
        TakeArray(moved, child->children[j], schema->children[i]->children[j]);
      }
    } else if (which == kKitAllChildren || (which == kKitOneChild && i == index) ||
               (which == kKitSeveralChildren && KitRandom(kit) % 2 == 0)) {
      TakeArray(moved, child, schema->children[i]);
    }
  }
}

bool KitReadMovedArrays(struct Kit* kit, const struct KitMovedArrays* moved, const char* what) {
  for (int i = 0; i < moved->count; ++i) {
    KitStep(kit, "MOV-3", "%s: reading a moved child after its parent was released", what);
    if (KitFingerprint(&moved->all[i].array, moved->all[i].schema) != moved->all[i].print) {
      KitFind(kit, "MOV-3", "a child that was moved out stays valid after its parent is released",
              "%s: the values changed", what);
      return false;
    }
  }
  return true;
}

void KitReleaseMovedArrays(struct Kit* kit, struct KitMovedArrays* moved, const char* what) {
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

static void TakeSchema(struct KitMovedSchemas* moved, struct ArrowSchema* schema) {
  if (schema == NULL || schema->release == NULL || moved->count == kKitMostMoved) return;
  moved->prints[moved->count] = KitSchemaFingerprint(schema);
  moved->all[moved->count++] = *schema;
  schema->release = NULL;
}

void KitMoveSchemasOut(struct Kit* kit, struct KitMovedSchemas* moved, struct ArrowSchema* schema,
                       enum KitWhich which) {
  for (int64_t i = 0; i < schema->n_children; ++i) {
    struct ArrowSchema* child = schema->children[i];
    if (which == kKitDictionaries) {
      TakeSchema(moved, child->dictionary);
    } else if (which == kKitGrandchildren) {
      for (int64_t j = 0; j < child->n_children; ++j) TakeSchema(moved, child->children[j]);
    } else if (which == kKitAllChildren || (which == kKitOneChild && i == 0) ||
               KitRandom(kit) % 2 == 0) {
      TakeSchema(moved, child);
    }
  }
  if (which == kKitDictionaries) TakeSchema(moved, schema->dictionary);
}

bool KitReleaseMovedSchemas(struct Kit* kit, struct KitMovedSchemas* moved, const char* what) {
  for (int i = 0; i < moved->count; ++i) {
    KitStep(kit, "MOV-3", "%s of a schema are read and released after their parent", what);
    if (KitSchemaFingerprint(&moved->all[i]) != moved->prints[i]) {
      KitFind(kit, "MOV-3", "a child that was moved out stays valid after its parent is released",
              "%s of a schema changed", what);
      return false;
    }
    moved->all[i].release(&moved->all[i]);
    if (!KitCheck(kit, moved->all[i].release == NULL, "MEM-13", "release sets release to NULL",
                  "release of a moved schema is still set")) {
      return false;
    }
  }
  return true;
}
