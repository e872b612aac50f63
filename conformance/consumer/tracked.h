/// \file tracked.h
/// Tracked structs: schemas, arrays and streams of the kit that record what a consumer does with
/// them: releases, moves, changes. What they point to is in guarded memory and becomes inaccessible
/// when the struct is released. private_data is an address that cannot be accessed.

#ifndef ARROWBRIDGE_CONFORMANCE_TRACKED_H
#define ARROWBRIDGE_CONFORMANCE_TRACKED_H

#include "guarded_memory.h"

/// \brief Calls the function under test, which takes a `struct type*`, with the argument if there
/// is one.
#define KIT_CALL(kit, type, pointer)                              \
  (KitArgument(kit) == NULL                                       \
       ? ((int (*)(struct type*))KitImplementation(kit))(pointer) \
       : ((int (*)(struct type*, const char*))KitImplementation(kit))(pointer, KitArgument(kit)))

enum KitKind { kKitOfStream, kKitOfSchema, kKitOfArray };

struct KitTracked {
  enum KitKind kind;
  char label[128];
  struct KitTracked* parent;   ///< NULL: a base structure
  struct KitTracked* first;    ///< the first of its children and its dictionary
  struct KitTracked* sibling;  ///< the next child of its parent
  struct KitTracked* next;     ///< in the list of all tracked structs
  void* home;                  ///< address of the struct when it was given to the consumer
  void* released_at;           ///< address of the struct at its release
  bool live;
  bool releasing;  ///< its release callback is running
  bool on_device;  ///< the array is embedded in a device array
  struct KitGuardedBlock* blocks;
  void* private_data;
  struct KitGuardedBlock* private_block;
  union {
    struct ArrowSchema schema;
    struct ArrowArray array;
  } given;                                 ///< a copy of the struct as it was given to the consumer
  void (*on_release)(struct KitTracked*);  ///< NULL, or called at release
  void* context;                           ///< for on_release
};

/// \brief Initializes guarded memory and the list of tracked structs. Findings go to `kit`.
void KitTrackingStart(struct Kit* kit);

/// \brief A recursive lock, held by every callback of a tracked struct.
void KitTrackingLock(void);
void KitTrackingUnlock(void);

/// \brief Reports that the consumer breaks `rule`; what the rule asks for is in rules.c.
void KitFindBroken(const char* rule, const char* happened, ...) KIT_PRINTF(2, 3);

/// \brief Adds a tracked struct at `home`. KitTrackedSchema() or KitTrackedArray() make it live.
struct KitTracked* KitTrackedNew(enum KitKind kind, struct KitTracked* parent, void* home,
                                 const char* label, ...) KIT_PRINTF(4, 5);

/// \brief Allocates guarded memory that is accessible until the struct is released, and copies
/// `bytes` to it unless NULL. It is writable until KitTrackedMakeReadOnly().
struct KitGuardedBlock* KitTrackedAllocate(struct KitTracked* tracked, const void* bytes,
                                           size_t size, struct KitGuardRules rules,
                                           const char* what, ...) KIT_PRINTF(5, 6);

/// \brief Makes all that must not be written read-only: memory of the struct and of its children
/// whose rules have a rule for writing.
void KitTrackedMakeReadOnly(struct KitTracked* tracked);

/// \brief Copies `given` to its home, with release and private_data.
void KitTrackedSchema(struct KitTracked* tracked, const struct ArrowSchema* given);
void KitTrackedArray(struct KitTracked* tracked, const struct ArrowArray* given);

/// \brief The tracked struct that this private_data belongs to, or NULL.
struct KitTracked* KitTrackedOf(enum KitKind kind, const void* private_data);

/// \brief Reports everything that is still live.
void KitTrackingEnd(void);

#endif  // ARROWBRIDGE_CONFORMANCE_TRACKED_H
