/// \file producer_calls.h
/// Calls to a producer, each with a poisoned output and with what every call has to keep to.

#ifndef ARROWBRIDGE_CONFORMANCE_PRODUCER_CALLS_H
#define ARROWBRIDGE_CONFORMANCE_PRODUCER_CALLS_H

#include "check.h"
#include "kit.h"

/// What KitGetSchema() and KitGetNext() return where the call said 0, and its output is of no use:
/// that was reported then.
enum { kKitUnusable = -2147483647 - 1 };

/// What stands for a code where a stream was not read to its end: it goes on and on.
enum { kKitGoesOn = -2147483647 };

/// \brief Whether another batch is to be asked for, `count` being the number of those there were.
bool KitGoesOn(const struct Kit* kit, int64_t count);

/// Bytes after an output: a producer that takes the struct for a larger one overwrites them.
struct KitCanary {
  unsigned char bytes[64];
};
void KitFillCanary(struct KitCanary* canary);
void KitCheckCanary(struct Kit* kit, const struct KitCanary* canary, const char* rule,
                    const char* what);

/// \brief Fills an output with garbage, release with a trap that reports whoever calls it.
void KitPoisonStream(struct Kit* kit, struct ArrowArrayStream* out);
void KitPoisonSchema(struct Kit* kit, struct ArrowSchema* out);
void KitPoisonArray(struct Kit* kit, struct ArrowArray* out);

/// \brief Asks the producer for a stream. False if there is none to work with: then the scenario is
/// over, and why was said.
bool KitOpenStream(struct Kit* kit, struct ArrowArrayStream* out);

/// \brief get_schema, and what it returned; `out` is live only after 0.
int KitGetSchema(struct Kit* kit, struct ArrowArrayStream* stream, struct ArrowSchema* out);

/// \brief get_next, and what it returned; after 0 `out` is live, or released at the end.
int KitGetNext(struct Kit* kit, struct ArrowArrayStream* stream, struct ArrowArray* out);

/// \brief Releases what is live, and marks it so; a stream before or after its end. False if the
/// producer did not mark it.
bool KitReleaseStream(struct Kit* kit, struct ArrowArrayStream* stream, bool at_end);
bool KitReleaseSchema(struct Kit* kit, struct ArrowSchema* schema);
bool KitReleaseArray(struct Kit* kit, struct ArrowArray* array);

/// \brief True if the array can be walked, and everything in it read: no finding is reported here.
bool KitIsSound(struct Kit* kit, const struct ArrowArray* array, const struct ArrowSchema* schema);
bool KitIsSoundSchema(struct Kit* kit, const struct ArrowSchema* schema);

/// What a producer of any role makes: a schema, and an array of it (not of schema producers).
struct KitMade {
  struct ArrowSchema schema;
  struct KitCanary schema_canary;
  struct ArrowArray array;  // released where there is none
  struct KitCanary array_canary;
};

/// \brief Makes both, sound ones; of a stream, whose array is its first that is not empty, nothing
/// but these is left. False if that cannot be done: what is broken, other scenarios report.
bool KitMake(struct Kit* kit, struct KitMade* out);
/// \brief The same without a look at whether it is sound.
bool KitMakeAny(struct Kit* kit, struct KitMade* out);
bool KitReleaseMade(struct Kit* kit, struct KitMade* made);

/// \brief Makes and releases, without anything else. False if that is not right by itself: it was
/// reported.
bool KitReleasesInPlace(struct Kit* kit);

/// \brief What is alive once the producer's own threads have put away what they still held: when it
/// was the same for a while.
struct KitMemory KitSettledMemory(void);

/// \brief A struct in a page of its own. When it was moved away, its old place cannot be touched.
void* KitAllocatePage(void);
void KitMakePageInaccessible(void* page);

#endif  // ARROWBRIDGE_CONFORMANCE_PRODUCER_CALLS_H
