/// \file compact.h
/// Copies without offsets and without what slices leave out. The head of bridge.h has the rules
/// that hold for all functions.
#ifndef ARROWBRIDGE_COMPACT_H
#define ARROWBRIDGE_COMPACT_H

#include "arrowbridge/abi.h"
#include "arrowbridge/core.h"

#ifdef __cplusplus
extern "C" {
#endif

/// \defgroup compact Compact arrays
/// Some consumers support no offsets (Java), and a slice keeps the whole array alive of which it is
/// a part. A compact array is equal to its source and has, at any depth:
///
/// - offset 0, and offsets of lists, strings and binary values that begin at 0;
/// - buffers that are aligned to 64 bytes;
/// - no rows, bytes, items, values of unions or runs that its rows do not refer to. A dictionary is
///   kept whole, with offset 0.
///
/// Columns that are compact already are shared, without a copy; all others are copied with all that
/// is below them, each by itself. A copied column keeps nothing of the source alive. If nothing has
/// to be copied, the result is the source itself. ArrowBridgeBytesCopied() counts what is copied.
///
/// The sizes of buffers are not part of an array. So the first rows of a longer array, with offset
/// 0, look like an array of their own: slices that were made by this library are recognised, those
/// of other libraries are not, and are shared.
///
/// Bytes, items and values that several rows refer to are copied once. For that, some gaps are
/// kept: the buffers of views whose rows refer to more bytes than they have, or to more than 2 GiB;
/// list items between the first and the last if list views overlap or are not in order; and values
/// of a dense union in the same way.
/// \{

/// \brief Make a compact copy of an array or a record batch.
/// \param[in] array   Borrowed. Its contents are validated at level DEFAULT if anything is copied.
/// \param[out] out    A new handle, which may share all or some columns with `array`; NULL on
///                    failure. Release it with ArrowBridgeArrayRelease().
/// \param[out] error  Error message. May be NULL.
/// \return 0, EINVAL (an argument, or the contents are invalid: the rule, the field and the row),
///         ENOMEM.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeArrayCompact(const struct ArrowBridgeArray* array,
                                               struct ArrowBridgeArray** out,
                                               struct ArrowBridgeError* error);

/// \brief Make a reader that yields compact batches.
///
/// The new reader is an adapter: both share one position; see adapters.h. Batches that are compact
/// are passed on unchanged.
/// \param[in] reader  The source. Borrowed; the new reader keeps it alive. The caller still
///                    releases its own handle.
/// \param[out] out    The new handle; NULL on failure. Release it with ArrowBridgeReaderRelease().
/// \param[out] error  Error message. May be NULL.
/// \return 0, EINVAL (an argument), ENOMEM. Reading a batch also fails as
///         ArrowBridgeArrayCompact(), with batch, field and row.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeReaderCompact(struct ArrowBridgeReader* reader,
                                                struct ArrowBridgeReader** out,
                                                struct ArrowBridgeError* error);

/// \}

#ifdef __cplusplus
}
#endif

#endif  // ARROWBRIDGE_COMPACT_H
