/// \file build.h
/// Building of arrays from buffers, for bindings and other producers that have values but no
/// ArrowArray. The head of bridge.h has the rules that hold for all functions.
#ifndef ARROWBRIDGE_BUILD_H
#define ARROWBRIDGE_BUILD_H

#include <stdint.h>

#include "arrowbridge/abi.h"
#include "arrowbridge/core.h"

#ifdef __cplusplus
extern "C" {
#endif

/// \defgroup build Building arrays
/// An array is described by a list of parts, one per field of its schema, in pre-order: the root
/// first, then each child followed by everything below it, and a dictionary last. A part is either
/// the counts and buffers of one array, or a finished ArrowArray that stands for the field and
/// everything below it. So existing columns become a record batch, and existing values a
/// dictionary, without a copy.
/// \{

/// A buffer that the caller provides. The layout is frozen.
struct ArrowBridgeBuffer {
  /// The bytes. May be NULL if `size` is 0.
  const void* data;
  /// Size in bytes. May be larger than the array needs.
  int64_t size;
  /// NULL: the bytes are copied, and the caller may change or free them when the call returns.
  /// Otherwise the bytes are used in place and must not change until `release` is called. It is
  /// called once, in every outcome, on any thread: when nothing needs the bytes any more, or during
  /// the call if they must be copied because `data` is not aligned for the type.
  void (*release)(void* context);
  /// Passed to `release`.
  void* context;
};

/// One field of an array to be built. The layout is frozen.
struct ArrowBridgeArrayPart {
  /// Number of rows.
  int64_t length;
  /// Number of nulls. -1: they are counted.
  int64_t null_count;
  /// Number of values to skip at the start of every buffer, and of the children of a struct or a
  /// sparse union. Usually 0.
  int64_t offset;
  /// Number of buffers. Empty buffers at the end may be left out.
  int64_t n_buffers;
  /// The buffers of the type, in the order of the columnar format: the validity bitmap first (NULL:
  /// no nulls). For views: the validity bitmap, the views, then the variadic buffers; the buffer
  /// with the lengths of the variadic buffers is made by the library.
  const struct ArrowBridgeBuffer* buffers;
  /// NULL, or a finished array for this field and everything below it, whose fields have no parts
  /// of their own. Consumed in every outcome. The other members are then ignored.
  struct ArrowArray* array;
};

/// \brief Build an array from buffers and finished arrays.
///
/// The structure is checked as at every import, and every buffer must be as large as its array
/// needs. Contents are not checked; ArrowBridgeArrayValidate() does that. All buffers of a column
/// that are copied share one allocation, each aligned to 64 bytes.
/// \param[in] schema     Type of the array. Borrowed.
/// \param[in] n_parts    Number of parts: one per field of the schema, without the fields below a
///                       finished array.
/// \param[in,out] parts  The parts. The list is borrowed. Buffers with a `release` callback and
///                       finished arrays are consumed in every outcome.
/// \param[out] out       The new handle; NULL on failure. Release it with
///                       ArrowBridgeArrayRelease().
/// \param[out] error     Error message. May be NULL.
/// \return 0, EINVAL (an argument, or a rule ARR-*, COL-* or VIEW-1 is broken, with the field),
///         ENOMEM.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeArrayFromParts(const struct ArrowBridgeSchema* schema,
                                                 int64_t n_parts,
                                                 const struct ArrowBridgeArrayPart* parts,
                                                 struct ArrowBridgeArray** out,
                                                 struct ArrowBridgeError* error);

/// \}

#ifdef __cplusplus
}
#endif

#endif  // ARROWBRIDGE_BUILD_H
