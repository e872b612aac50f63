/// \file check.h
/// Checks of every rule about the contents of schemas and arrays.

#ifndef ARROWBRIDGE_CONFORMANCE_CHECK_H
#define ARROWBRIDGE_CONFORMANCE_CHECK_H

#include "kit.h"
#include "type.h"

enum { kKitMostDepth = 64 };

/// A running check: its position, and where it reports.
struct KitChecker {
  struct Kit* kit;
  bool quiet;      // only counts findings
  bool in_stream;  // a difference from the schema is a violation of STR-8
  int findings;
  char path[200];  // "batch 2, column a.item"
};

/// \brief Counts a finding and, unless quiet, reports it.
void KitFault(struct KitChecker* check, const char* rule, const char* expected,
              const char* happened, ...) KIT_PRINTF(4, 5);

/// \brief Reports a violation of a recommendation. It does not count as a finding of the check.
void KitHint(struct KitChecker* check, const char* rule, const char* expected, const char* happened,
             ...) KIT_PRINTF(4, 5);

/// \brief Checks a live schema completely. If there was no finding, all its members can be read.
void KitCheckSchema(struct KitChecker* check, const struct ArrowSchema* schema);

/// \brief Checks the numbers and pointers of a live array against a checked schema. Reads no
/// buffer.
void KitCheckStructure(struct KitChecker* check, const struct ArrowArray* array,
                       const struct ArrowSchema* schema);

/// \brief Reads an array whose structure was checked: every byte that its buffers must have, and
/// every value.
void KitCheckContents(struct KitChecker* check, const struct ArrowArray* array,
                      const struct ArrowSchema* schema);

/// \brief The bytes that buffer `i` must have for `length + offset` values. The size of
/// the data comes from the offsets, which are read from their buffer.
int64_t KitBufferSize(const struct KitType* type, const struct ArrowArray* array, int i);

/// \brief True if the first buffer is a validity bitmap.
bool KitHasValidity(const struct KitType* type);

/// \brief Value `i` of a buffer of signed integers of `width` bytes.
int64_t KitInteger(const void* buffer, int width, int64_t i);

/// \brief Appends a child or dictionary to `check->path`. Returns the old length of the path, at
/// which the caller truncates it afterwards.
size_t KitEnter(struct KitChecker* check, const char* what, int64_t i);

/// \brief True if the producer wrote every member of the struct.
bool KitSchemaWritten(struct KitChecker* check, const struct ArrowSchema* schema);
bool KitArrayWritten(struct KitChecker* check, const struct ArrowArray* array);

/// \brief True if bit `i` is set. In a bitmap that is NULL all bits are set.
static inline bool KitBit(const void* bitmap, int64_t i) {
  return bitmap == NULL || (((const uint8_t*)bitmap)[i >> 3] >> (i & 7) & 1) != 0;
}

/// \brief A hash of the array and all its children and buffers. The array must be valid.
uint64_t KitFingerprint(const struct ArrowArray* array, const struct ArrowSchema* schema);

/// \brief A hash of the schema. The schema must be valid.
uint64_t KitSchemaFingerprint(const struct ArrowSchema* schema);

#endif  // ARROWBRIDGE_CONFORMANCE_CHECK_H
