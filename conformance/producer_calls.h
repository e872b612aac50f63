/// \file producer_calls.h
/// Calls to a producer under test. Each call gets an output filled with garbage, and is checked for
/// the rules that apply to every call.

#ifndef ARROWBRIDGE_CONFORMANCE_PRODUCER_CALLS_H
#define ARROWBRIDGE_CONFORMANCE_PRODUCER_CALLS_H

#include "check.h"
#include "kit.h"

/// Returned by KitGetSchema() and KitGetNext() if the call returned 0 but its output cannot be
/// used. That was reported.
enum { kKitUnusable = -2147483647 - 1 };

/// Used in place of an error code if a stream was not read to its end, because it has too many
/// batches.
enum { kKitGoesOn = -2147483647 };

/// \brief True if another batch should be requested after `count` batches.
bool KitGoesOn(const struct Kit* kit, int64_t count);

/// Bytes after an output: a producer that takes the struct for a larger one overwrites them.
struct KitCanary {
  unsigned char bytes[64];
};
void KitFillCanary(struct KitCanary* canary);
void KitCheckCanary(struct Kit* kit, const struct KitCanary* canary, const char* rule,
                    const char* what);

/// \brief Fills an output with garbage. Its release is a function that reports the call.
void KitPoisonStream(struct Kit* kit, struct ArrowArrayStream* out);
void KitPoisonSchema(struct Kit* kit, struct ArrowSchema* out);
void KitPoisonArray(struct Kit* kit, struct ArrowArray* out);

/// The rule that a crash of the exported function breaks, whatever its outputs contain.
#define KIT_RETURNS "STR-4"

/// \brief Calls the producer for a stream. False if there is no usable stream: that was reported,
/// and the scenario returns.
bool KitOpenStream(struct Kit* kit, struct ArrowArrayStream* out);

/// \brief Calls get_schema and returns its code. `out` is live only if that is 0.
int KitGetSchema(struct Kit* kit, struct ArrowArrayStream* stream, struct ArrowSchema* out);

/// \brief Calls get_next and returns its code. If that is 0 `out` is live, or released at end of
/// stream.
int KitGetNext(struct Kit* kit, struct ArrowArrayStream* stream, struct ArrowArray* out);

/// \brief Releases the struct if it is live, and marks it released. False if the producer did not
/// mark it. `at_end`: the stream was read to its end.
bool KitReleaseStream(struct Kit* kit, struct ArrowArrayStream* stream, bool at_end);
bool KitReleaseSchema(struct Kit* kit, struct ArrowSchema* schema);
bool KitReleaseArray(struct Kit* kit, struct ArrowArray* array);

/// \brief True if the array is valid and can be read completely. Reports no findings.
bool KitIsValidArray(struct Kit* kit, const struct ArrowArray* array,
                     const struct ArrowSchema* schema);
bool KitIsValidSchema(struct Kit* kit, const struct ArrowSchema* schema);

/// \brief Skips the scenario because contents are unsound: the -contents scenario of the role says
/// why. `what` is "the stream", "the result".
void KitSkipUnsound(struct Kit* kit, const char* what);

/// The result of a producer of any role: a schema and, except for schema producers, an array.
struct KitMade {
  struct ArrowSchema schema;
  struct KitCanary schema_canary;
  struct ArrowArray array;  // marked released if there is none
  struct KitCanary array_canary;
};

/// \brief Calls the producer for a valid schema and array. For a stream producer the array is the
/// first batch with rows; the stream and its other batches are released. False if that fails: other
/// scenarios report what is broken.
bool KitMake(struct Kit* kit, struct KitMade* out);
/// \brief Like KitMake(), without the check that schema and array are valid.
bool KitMakeAny(struct Kit* kit, struct KitMade* out);
bool KitReleaseMade(struct Kit* kit, struct KitMade* made);

/// \brief Calls the producer and releases the result. False if that already breaks a rule: it was
/// reported.
bool KitReleasesInPlace(struct Kit* kit);

/// \brief Allocates a page for a struct.
void* KitAllocatePage(void);
/// \brief Makes the page inaccessible, after the struct was moved elsewhere.
void KitMakePageInaccessible(void* page);

#endif  // ARROWBRIDGE_CONFORMANCE_PRODUCER_CALLS_H
