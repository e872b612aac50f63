/// \file page_guards.h
/// Pages of a reserved address space that cannot be accessed until they are opened.
///
/// Linux has markers of guard pages since 6.13. They need no mapping of their own, less time, and
/// stay while the protection of the pages around them changes. Elsewhere guard pages are those
/// whose protection never changed.

#ifndef ARROWBRIDGE_CONFORMANCE_PAGE_GUARDS_H
#define ARROWBRIDGE_CONFORMANCE_PAGE_GUARDS_H

#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>

#if !defined(MADV_POPULATE_WRITE)
#define MADV_POPULATE_WRITE 23
#endif
#if !defined(MADV_GUARD_INSTALL)
#define MADV_GUARD_INSTALL 102
#define MADV_GUARD_REMOVE 103
#endif

struct KitGuardPages {
  unsigned char* begin;
  size_t size;
  size_t page;
  bool has_markers;
  _Atomic(unsigned char*) marked;  ///< the pages before it are writable, or have markers
  atomic_flag marking;
};

/// How much is marked at once.
static const size_t kKitMarkedAtOnce = (size_t)4 << 20;

/// \brief Reserves the space, a multiple of kKitMarkedAtOnce.
static bool KitGuardPagesReserve(struct KitGuardPages* out, size_t size, size_t page) {
  const int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
  void* pages = mmap(NULL, size, PROT_NONE, flags, -1, 0);
  if (pages == MAP_FAILED) return false;
  out->begin = (unsigned char*)pages;
  out->size = size;
  out->page = page;
  atomic_store(&out->marked, out->begin);
  atomic_flag_clear(&out->marking);
  out->has_markers = madvise(pages, page, MADV_GUARD_INSTALL) == 0;
  return true;
}

// On failure the caller does without the pages.
static bool KitGuardPagesMark(struct KitGuardPages* space, const unsigned char* end) {
  while (atomic_load(&space->marked) < end) {
    // A child that was forked while another thread marked would wait in vain.
    for (int i = 0; atomic_flag_test_and_set(&space->marking); i++) {
      if (i == 100000) return false;
      sched_yield();
    }
    unsigned char* marked = atomic_load(&space->marked);
    const bool done =
        marked >= end || (madvise(marked, kKitMarkedAtOnce, MADV_GUARD_INSTALL) == 0 &&
                          mprotect(marked, kKitMarkedAtOnce, PROT_READ | PROT_WRITE) == 0);
    if (marked < end && done) atomic_store(&space->marked, marked + kKitMarkedAtOnce);
    atomic_flag_clear(&space->marking);
    if (!done) return false;
  }
  return true;
}

/// \brief Makes pages writable; the page after them stays a guard page. From any thread.
static bool KitGuardPagesOpen(struct KitGuardPages* space, unsigned char* pages, size_t size) {
  if (!space->has_markers) return mprotect(pages, size, PROT_READ | PROT_WRITE) == 0;
  if (!KitGuardPagesMark(space, pages + size + space->page)) return false;
  if (madvise(pages, size, MADV_GUARD_REMOVE) != 0) return false;
  // One call costs less than a fault for each page. Who wants many may not write to all of them.
  if (size <= 16 * space->page) madvise(pages, size, MADV_POPULATE_WRITE);
  return true;
}

#endif  // ARROWBRIDGE_CONFORMANCE_PAGE_GUARDS_H
