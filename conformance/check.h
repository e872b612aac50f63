/// \file check.h
/// What there is in a struct: every rule about the contents of schemas and arrays.

#ifndef ARROWBRIDGE_CONFORMANCE_CHECK_H
#define ARROWBRIDGE_CONFORMANCE_CHECK_H

#include "kit.h"
#include "type.h"

enum { kKitMostDepth = 64 };

/// A check that goes on: where it is, and whom it tells.
struct KitChecker {
  struct Kit* kit;
  bool quiet;      // counts findings, and reports none
  bool in_stream;  // differences to the schema are a stream's
  int findings;
  char path[200];  // "batch 2, column a.item"
};

/// \brief Reports, unless quiet.
void KitFault(struct KitChecker* check, const char* rule, const char* expected,
              const char* happened, ...) KIT_PRINTF(4, 5);

/// \brief The same of what is only recommended; it does not count as a finding of the check.
void KitHint(struct KitChecker* check, const char* rule, const char* expected, const char* happened,
             ...) KIT_PRINTF(4, 5);

/// \brief All of a live schema. Afterwards, if there was no finding, it can be walked.
void KitCheckSchema(struct KitChecker* check, const struct ArrowSchema* schema);

/// \brief Numbers and pointers of a live array, against a schema that was checked. Touches no
/// buffer.
void KitCheckStructure(struct KitChecker* check, const struct ArrowArray* array,
                       const struct ArrowSchema* schema);

/// \brief Reads everything in an array whose structure was checked: every byte that must be there,
/// and every value.
void KitCheckContents(struct KitChecker* check, const struct ArrowArray* array,
                      const struct ArrowSchema* schema);

/// \brief Bytes that buffer `i` must have for `length + offset` values. The size of
/// the data comes from the offsets, which are read from their buffer.
int64_t KitBufferSize(const struct KitType* type, const struct ArrowArray* array, int i);

/// \brief True where the first buffer is a validity bitmap.
bool KitHasValidity(const struct KitType* type);

/// \brief Value `i` of a buffer of signed integers of `width` bytes.
int64_t KitInteger(const void* buffer, int width, int64_t i);

/// \brief Adds a child or dictionary to `check->path`; ends at what it returns again afterwards.
size_t KitEnter(struct KitChecker* check, const char* what, int64_t i);

/// \brief True where every member of a struct was written over the poison.
bool KitSchemaWritten(struct KitChecker* check, const struct ArrowSchema* schema);
bool KitArrayWritten(struct KitChecker* check, const struct ArrowArray* array);

/// \brief True where bit `i` is set; a bitmap that is NULL has all.
static inline bool KitBit(const void* bitmap, int64_t i) {
  return bitmap == NULL || (((const uint8_t*)bitmap)[i >> 3] >> (i & 7) & 1) != 0;
}

/// \brief A number that changes with anything in the array, down to its last buffer. The array must
/// be sound.
uint64_t KitFingerprint(const struct ArrowArray* array, const struct ArrowSchema* schema);

/// \brief The same of a schema.
uint64_t KitSchemaFingerprint(const struct ArrowSchema* schema);

#endif  // ARROWBRIDGE_CONFORMANCE_CHECK_H
