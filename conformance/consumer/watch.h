/// \file watch.h
/// Schemas and arrays that know what a consumer does with them: releases, moves, changes. What they
/// point to is in the yard and ends with them; private_data is an address that cannot be touched.

#ifndef ARROWBRIDGE_CONFORMANCE_WATCH_H
#define ARROWBRIDGE_CONFORMANCE_WATCH_H

#include "guarded_memory.h"

/// \brief Calls the subject's function of a `struct type*`, with the argument if there is one.
#define KIT_CALL(kit, type, pointer)                       \
  (KitArgument(kit) == NULL                                \
       ? ((int (*)(struct type*))KitSubject(kit))(pointer) \
       : ((int (*)(struct type*, const char*))KitSubject(kit))(pointer, KitArgument(kit)))

enum KitKind { kKitOfStream, kKitOfSchema, kKitOfArray };

struct KitWatched {
  enum KitKind kind;
  char label[128];
  struct KitWatched* parent;   ///< NULL: a base
  struct KitWatched* first;    ///< of its children and its dictionary
  struct KitWatched* sibling;  ///< the next child of its parent
  struct KitWatched* next;     ///< of all that are watched
  void* home;                  ///< where the struct was put; of a base the consumer's memory
  void* ended_at;              ///< where it was released
  bool live;
  bool ending;     ///< its release runs
  bool on_device;  ///< an array that is embedded in a device array
  struct KitGuardedBlock* blocks;
  void* private_data;
  struct KitGuardedBlock* private_block;
  union {
    struct ArrowSchema schema;
    struct ArrowArray array;
  } given;                            ///< as it was handed out
  void (*ended)(struct KitWatched*);  ///< NULL, or called when it is released
  void* context;                      ///< for `ended`
};

/// \brief Lays out the yard, and reports to `kit` from now on.
void KitWatchOpen(struct Kit* kit);
struct Kit* KitWatchKit(void);

/// \brief Everything that watches holds this while it works; it can be taken again and again.
void KitWatchLock(void);
void KitWatchUnlock(void);

/// \brief Reports that the consumer breaks `rule`.
void KitWatchFind(const char* rule, const char* happened, ...) KIT_PRINTF(2, 3);

/// \brief A new watched struct at `home`; it becomes live with KitWatchSchema() or KitWatchArray().
struct KitWatched* KitWatchNew(enum KitKind kind, struct KitWatched* parent, void* home,
                               const char* label, ...) KIT_PRINTF(4, 5);

/// \brief Memory that lives as long as the struct; `bytes` may be NULL. Writable until it is
/// sealed.
struct KitGuardedBlock* KitWatchBlock(struct KitWatched* watched, const void* bytes, size_t size,
                                      struct KitGuardRules rules, const char* what, ...)
    KIT_PRINTF(5, 6);

/// \brief Copies `given` to its home, with release and private_data.
void KitWatchSchema(struct KitWatched* watched, const struct ArrowSchema* given);
void KitWatchArray(struct KitWatched* watched, const struct ArrowArray* given);

/// \brief The watched struct that this private_data belongs to, or NULL.
struct KitWatched* KitWatchOf(enum KitKind kind, const void* private_data);

/// \brief Reports everything that is still live.
void KitWatchClose(void);

#endif  // ARROWBRIDGE_CONFORMANCE_WATCH_H
