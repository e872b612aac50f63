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
  bool unreadable;  // memory of the struct that is checked, or of one below it, cannot be read
  char path[200];   // "batch 2 > child 3 (text)"
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

/// \brief KitEnter() with the name of the field, which must be readable. It may be NULL.
size_t KitEnterField(struct KitChecker* check, const char* what, int64_t i, const char* name);

/// \brief Reads `size` bytes under guard, before anything else reads them. If one of them cannot be
/// read, `rule` is broken: that is reported even by a quiet check, as a crash would be, with what
/// the memory is and the address. `what` is "buffer 1 (offsets)".
bool KitReadable(struct KitChecker* check, const char* rule, const void* begin, int64_t size,
                 const char* what, ...) KIT_PRINTF(5, 6);

/// \brief KitReadable() of a text, to its NUL.
bool KitReadableText(struct KitChecker* check, const char* rule, const char* text,
                     const char* what);

/// \brief KitReadable() of a release callback: false if it points to memory without code. NULL is
/// left to the caller.
bool KitReleasable(struct KitChecker* check, const char* rule, const void* pointer_to_release);

/// \brief KitReadable() of buffer `i`: all bytes that it must have. A buffer that is NULL can be
/// read.
bool KitReadableBuffer(struct KitChecker* check, const struct KitType* type,
                       const struct ArrowArray* array, int i);
/// \brief KitReadableBuffer() of what KitBufferSize() reads to know the size of buffer `i`. False
/// also if that is NULL.
bool KitReadableSize(struct KitChecker* check, const struct KitType* type,
                     const struct ArrowArray* array, int i);

/// \brief "offsets": what buffer `i` of the type is.
const char* KitBufferKind(const struct KitType* type, const struct ArrowArray* array, int i);

/// \brief Reads the length and the bytes of a key or value of metadata under guard, and moves `at`
/// past its end. False if that breaks `rule`: it was reported.
bool KitTakeMetadata(struct KitChecker* check, const char* rule, const char** at,
                     const char** bytes, int32_t* size, int32_t pair, const char* what);
/// \brief Reads the number of pairs under guard.
bool KitTakePairs(struct KitChecker* check, const char* rule, const char** at, int32_t* pairs);

/// \brief Reads metadata that is not part of a schema to the end of its last value.
bool KitReadMetadata(struct Kit* kit, const char* rule, const char* what, const char* metadata);

/// \brief True if the text can be read to its NUL; otherwise `rule` is broken.
bool KitReadMessage(struct Kit* kit, const char* rule, const char* what, const char* text);

/// \brief The rule that a crash would break now: `rule`, or that of KitBlame() (child.c).
const char* KitBlamed(const struct Kit* kit, const char* rule);

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
