/// \file reading.h
/// A stream that is read step by step, for comparison with the same stream read otherwise.

#ifndef ARROWBRIDGE_CONFORMANCE_READING_H
#define ARROWBRIDGE_CONFORMANCE_READING_H

#include "kit.h"

enum { kKitMostFingerprints = 64 };

/// Hashes of the batches of a stream.
struct KitFingerprints {
  uint64_t all[kKitMostFingerprints];
  int count;
  int code;
};

struct KitReading {
  struct ArrowArrayStream stream;
  struct ArrowSchema schema;
  struct ArrowArray array;  // the last batch, until it is released
  struct KitFingerprints prints;
  const char* rule;  // at stake in each call; NULL: the rule of the call
  bool over;
};

/// \brief Opens a stream and calls get_schema, if `asks_schema`.
bool KitReadingBegin(struct Kit* kit, struct KitReading* reading, const char* rule,
                     bool asks_schema);

/// \brief Calls get_next. The batch stays in `array`, and its hash is added: it is read with
/// `schema`, or not at all if that is NULL.
void KitReadingNext(struct Kit* kit, struct KitReading* reading, const struct ArrowSchema* schema);

/// \brief Releases the last batch, if there is one.
void KitReadingReleaseBatch(struct Kit* kit, struct KitReading* reading);

/// \brief Releases the schema, and the stream.
void KitReadingReleaseSchema(struct Kit* kit, struct KitReading* reading);
void KitReadingReleaseStream(struct Kit* kit, struct KitReading* reading);

bool KitSameFingerprints(const struct KitFingerprints* a, const struct KitFingerprints* b);

/// \brief Reads the rest of the stream.
void KitReadingRest(struct Kit* kit, struct KitReading* reading, const struct ArrowSchema* schema);

/// \brief Reads a stream alone, and another. False if they differ: the scenario is skipped.
bool KitReadingControl(struct Kit* kit, struct KitFingerprints* out);

#endif  // ARROWBRIDGE_CONFORMANCE_READING_H
