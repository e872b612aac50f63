/// \file usage.h
/// What an implementation under test keeps: live memory and open file descriptors. Finds leaks.

#ifndef ARROWBRIDGE_CONFORMANCE_USAGE_H
#define ARROWBRIDGE_CONFORMANCE_USAGE_H

#include "kit.h"

struct KitUsage {
  struct KitMemory memory;  // 0 if it is not counted
  int64_t descriptors;
};

/// \brief The usage, once it has not changed for a while: threads of the producer may still free
/// memory and close files.
struct KitUsage KitStableUsage(void);

/// \brief Number of open file descriptors.
int64_t KitDescriptors(void);

/// A use of the implementation that leaves nothing behind.
struct KitUse {
  const char* rule;                               // that a leak breaks
  const char* what;                               // leaks: "each stream that is read to its end"
  bool (*run)(struct Kit* kit, const void* how);  // false: it cannot be measured
  const void* how;
};

/// \brief Reports the first of the uses that leaks, if one does: memory, or file descriptors. What
/// is allocated or opened once and kept is no leak.
void KitFindLeak(struct Kit* kit, const struct KitUse* uses, int count);

#endif  // ARROWBRIDGE_CONFORMANCE_USAGE_H
