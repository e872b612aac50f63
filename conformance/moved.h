/// \file moved.h
/// Children and dictionaries that a scenario moves out of arrays and schemas.

#ifndef ARROWBRIDGE_CONFORMANCE_MOVED_H
#define ARROWBRIDGE_CONFORMANCE_MOVED_H

#include "kit.h"

enum { kKitMostMoved = 64 };

/// What is moved out.
enum KitWhich {
  kKitOneChild,
  kKitSeveralChildren,
  kKitAllChildren,
  kKitGrandchildren,
  kKitDictionaries,
  kKitWhichCount
};
extern const char* const kKitWhichNames[kKitWhichCount];

/// What scenarios move out that do not try one child and several apart.
enum { kKitMovedCount = 3 };
extern const enum KitWhich kKitMoved[kKitMovedCount];

struct KitMovedArray {
  struct ArrowArray array;
  const struct ArrowSchema* schema;
  uint64_t print;
};

struct KitMovedArrays {
  struct KitMovedArray all[kKitMostMoved];
  int count;
};

/// \brief Moves children of a valid array out. `index` is the child of kKitOneChild.
void KitMoveArraysOut(struct Kit* kit, struct KitMovedArrays* moved, struct ArrowArray* array,
                      const struct ArrowSchema* schema, enum KitWhich which, int64_t index);

/// \brief Reads the moved arrays, whose parent was released. False if one changed: reported.
bool KitReadMovedArrays(struct Kit* kit, const struct KitMovedArrays* moved, const char* what);

/// \brief Releases the moved arrays, in random order.
void KitReleaseMovedArrays(struct Kit* kit, struct KitMovedArrays* moved, const char* what);

struct KitMovedSchemas {
  struct ArrowSchema all[kKitMostMoved];
  uint64_t prints[kKitMostMoved];
  int count;
};

/// \brief Moves children of a valid schema out.
void KitMoveSchemasOut(struct Kit* kit, struct KitMovedSchemas* moved, struct ArrowSchema* schema,
                       enum KitWhich which);

/// \brief Reads and releases the moved schemas, whose parent was released. False if one changed, or
/// is not marked released: reported.
bool KitReleaseMovedSchemas(struct Kit* kit, struct KitMovedSchemas* moved, const char* what);

#endif  // ARROWBRIDGE_CONFORMANCE_MOVED_H
