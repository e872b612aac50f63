/// \file yard.h
/// Memory that notices what is done with it. Each place ends where a page ends, and the page behind
/// it cannot be touched; nor can a place after its end, ever again, because no address is used
/// twice. A fault in the yard becomes a finding that names the place and the rule.

#ifndef ARROWBRIDGE_CONFORMANCE_YARD_H
#define ARROWBRIDGE_CONFORMANCE_YARD_H

#include "../kit.h"

/// The rules that touching a place can break; NULL: it cannot happen, or is the place's own matter.
struct KitYardRules {
  const char* beyond;   ///< outside of its bytes, while it is live
  const char* written;  ///< inside, by writing, after KitYardSeal()
  const char* ended;    ///< after KitYardEnd()
  const char* far;      ///< behind the first byte after its end; NULL: as beyond
};

struct KitYardPlace {
  unsigned char* begin;
  size_t size;
  unsigned char* pages;
  size_t pages_size;
  struct KitYardRules rules;
  bool live;
  bool is_data;               ///< of the kind that lies on a device
  void* owner;                ///< whose place it is, for KitYardOwner()
  struct KitYardPlace* next;  ///< of the same owner
  char label[160];
};

/// \brief Lays out the yard of this process, once; findings go to `kit`.
void KitYardOpen(struct Kit* kit);

/// \brief Takes a place of `size` zero bytes that end at an untouchable page; writable for now.
struct KitYardPlace* KitYardTake(size_t size, struct KitYardRules rules, void* owner,
                                 const char* label, ...) KIT_PRINTF(4, 5);

/// \brief From now on it can only be read.
void KitYardSeal(struct KitYardPlace* place);

/// \brief From now on it can be read again.
void KitYardUnlock(struct KitYardPlace* place);

/// \brief From now on it cannot be touched.
void KitYardEnd(struct KitYardPlace* place);

/// \brief Whose place the address is in; NULL if it is nobody's.
void* KitYardOwner(const void* address);

/// \brief Makes sure that faults are seen here first: libraries set handlers of their own.
void KitYardArm(void);

/// \brief Ends this process after its findings were given, from any thread or signal handler.
void KitYardLeave(void);

#endif  // ARROWBRIDGE_CONFORMANCE_YARD_H
