/// \file guarded_memory.h
/// Guarded memory: blocks that detect invalid accesses. A block ends at the end of a page, and the
/// next page is a guard page, which cannot be accessed. No address is used twice, so a block that
/// was made inaccessible stays so. An invalid access becomes a finding that names the block and the
/// rule.

#ifndef ARROWBRIDGE_CONFORMANCE_GUARDED_MEMORY_H
#define ARROWBRIDGE_CONFORMANCE_GUARDED_MEMORY_H

#include "../kit.h"

/// The rules that an invalid access to a block breaks, by kind of access. NULL: that access is
/// valid, or cannot happen.
struct KitGuardRules {
  const char* outside;       ///< access before or after its bytes, while it is live
  const char* written;       ///< write after KitGuardMakeReadOnly()
  const char* inaccessible;  ///< access after KitGuardMakeInaccessible()
  const char* far;           ///< access more than one byte past the end; NULL: as `outside`
};

struct KitGuardedBlock {
  unsigned char* begin;
  size_t size;
  unsigned char* pages;
  size_t pages_size;
  struct KitGuardRules rules;
  bool live;
  bool is_data;                  ///< a buffer that would be in the memory of a device
  void* owner;                   ///< what KitGuardOwner() returns
  struct KitGuardedBlock* next;  ///< next block of the same owner
  char label[160];
};

/// \brief Reserves the address space and installs the signal handlers, once per process. Findings
/// go to `kit`.
void KitGuardStart(struct Kit* kit);

/// \brief Allocates a block of `size` zero bytes that end at a guard page. It is writable at first.
struct KitGuardedBlock* KitGuardAllocate(size_t size, struct KitGuardRules rules, void* owner,
                                         const char* label, ...) KIT_PRINTF(4, 5);

/// \brief Makes the block read-only.
void KitGuardMakeReadOnly(struct KitGuardedBlock* block);

/// \brief Makes an inaccessible block readable.
void KitGuardMakeReadable(struct KitGuardedBlock* block);

/// \brief Makes the block inaccessible.
void KitGuardMakeInaccessible(struct KitGuardedBlock* block);

/// Neighbouring blocks that are protected together: a call to the system for each block costs more
/// than all else that a scenario does. Begin with zeros.
struct KitGuardRange {
  struct KitGuardedBlock* first;
  struct KitGuardedBlock* last;
  int protection;
};

/// \brief Makes the block read-only, at the latest when KitGuardApply() is called.
void KitGuardAddReadOnly(struct KitGuardRange* range, struct KitGuardedBlock* block);

/// \brief Makes the block inaccessible, at the latest when KitGuardApply() is called.
void KitGuardAddInaccessible(struct KitGuardRange* range, struct KitGuardedBlock* block);

/// \brief Protects what is left of the range, and empties it.
void KitGuardApply(struct KitGuardRange* range);

/// \brief The owner of the block that contains the address, or NULL.
void* KitGuardOwner(const void* address);

/// \brief Installs the handlers of SIGSEGV and SIGBUS again, in case a library replaced them.
void KitGuardInstallHandlers(void);

/// \brief Ends this process after its findings are sent. From any thread or signal handler.
void KitGuardExit(void);

#endif  // ARROWBRIDGE_CONFORMANCE_GUARDED_MEMORY_H
