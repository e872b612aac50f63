/// \file build.h
/// Arrays from buffers of the caller's: for bindings and other producers that have values, but no
/// ArrowArray. Part of bridge.h, which includes it and has the rules that hold for all functions.
///
/// An array is described by its parts, one per field of the schema, in pre-order: the root first,
/// then each child with all that is below it, a dictionary last. A part is either the numbers and
/// buffers of one array, or a finished ArrowArray that stands for the field and everything below
/// it; so existing columns become a batch, and existing values a dictionary, without a copy.
#ifndef ARROWBRIDGE_BUILD_H
#define ARROWBRIDGE_BUILD_H

#include <stdint.h>

#include "arrowbridge/abi.h"
#include "arrowbridge/core.h"

#ifdef __cplusplus
extern "C" {
#endif

/// A buffer of the caller's. Frozen.
struct ArrowBridgeBuffer {
  const void* data;  ///< may be NULL where `size` is 0
  int64_t size;      ///< in bytes; may be more than the array needs
  /// NULL: the bytes are copied, and `data` is the caller's again when the call returns. Otherwise
  /// they are used where they are, for as long as anything needs them, must not change meanwhile,
  /// and `release` is called once, with `context`, on any thread; in every outcome, and at once where
  /// they must be copied after all, because `data` is not aligned for the type.
  void (*release)(void* context);
  void* context;
};

/// One field of an array to be made. Frozen.
struct ArrowBridgeArrayPart {
  int64_t length;      ///< rows
  int64_t null_count;  ///< -1: it is counted
  int64_t offset;  ///< values to skip at the start of every buffer, and of the children of a struct
                   ///< or sparse union; usually 0
  /// As many as the type has: the validity bitmap (NULL: no nulls), then those of the columnar
  /// format, in its order. For views: bitmap, views, variadic buffers; the buffer with their
  /// lengths is made here. Buffers at the end that are empty may be left out.
  int64_t n_buffers;
  const struct ArrowBridgeBuffer* buffers;
  /// NULL, or a finished array for this field and all below it, which have no parts of their own.
  /// Consumed in every outcome. The other members are not looked at then.
  struct ArrowArray* array;
};

/// \brief Make an array of buffers and of arrays that are there. What is copied is aligned to 64
/// bytes, all buffers of a column in one
///        allocation. Checked are structure, as at every import, and that every buffer is as large
///        as its array needs; for contents there is ArrowBridgeArrayValidate().
/// \param[in] schema        Its type; borrowed.
/// \param[in] n_parts       How many parts there are: one per field of the schema, without those
/// below a finished array. \param[in,out] parts     The list is borrowed; owned buffers and
/// finished arrays in it are consumed in every outcome. \param[out] out          Set to NULL on
/// failure. Release with ArrowBridgeArrayRelease(). \return 0, EINVAL (a rule ARR-*, COL-* or
/// VIEW-1, with the field), ENOMEM.  \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeArrayFromParts(const struct ArrowBridgeSchema* schema,
                                                 int64_t n_parts,
                                                 const struct ArrowBridgeArrayPart* parts,
                                                 struct ArrowBridgeArray** out,
                                                 struct ArrowBridgeError* error);

#ifdef __cplusplus
}
#endif

#endif  // ARROWBRIDGE_BUILD_H
