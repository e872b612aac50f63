/// \file adapters.h
/// Readers over readers. Part of bridge.h, which includes it and has the rules that hold for all
/// functions.
///
/// An adapter keeps the readers it reads from alive; the caller still releases its own handles. It
/// shares their cursor: a batch that is read here is not read there. Its error is theirs, number
/// and text unchanged. Whatever yields batches will do, and adapters of adapters too; readers of
/// arrays of any type give adapters of such arrays. casts.h has one more.
#ifndef ARROWBRIDGE_ADAPTERS_H
#define ARROWBRIDGE_ADAPTERS_H

#include <stdint.h>

#include "arrowbridge/abi.h"
#include "arrowbridge/core.h"

#ifdef __cplusplus
extern "C" {
#endif

/// \brief All batches of the first reader, then all of the second, and so on.
/// \param[in] n_readers  1 or more.
/// \param[in] readers    Borrowed. Their schemas must be equal, names, nullability and metadata
/// included. Each is let go of at its end. None
///                       is asked for anything before the one in front of it has ended.
/// \param[out] out       Set to NULL on failure. Release with ArrowBridgeReaderRelease().
/// \return 0, EINVAL (schemas differ: which reader, which field and how), ENOMEM.  \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeReaderConcat(int64_t n_readers,
                                                    struct ArrowBridgeReader* const* readers,
                                                    struct ArrowBridgeReader** out,
                                                    struct ArrowBridgeError* error);

/// \brief The same rows in batches of other lengths.
/// \param[in] reader    Borrowed.
/// \param[in] min_rows  Shorter batches are put together with those that follow, which copies them;
/// the last one may stay shorter. Batches
///                      without rows disappear. 0: none is put together.
/// \param[in] max_rows  Longer batches are cut, which copies nothing. 0: none is cut; else at least
/// `min_rows`. The same number for both
///                      gives batches of just that many rows.
/// \param[out] out      Set to NULL on failure. Release with ArrowBridgeReaderRelease(). Where its
/// reader fails, it first gives out what came before.
///                      Its batches fail with ENOTSUP where they would have more bytes, items or
///                      rows than 16- or 32-bit counts of their types can say.
/// \return 0, EINVAL (a negative number, `max_rows` below `min_rows`), ENOTSUP (`min_rows` is above
/// 1 and a field is dictionary-encoded: cast it
///         to its values first), ENOMEM.  \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeReaderRebatch(struct ArrowBridgeReader* reader, int64_t min_rows,
                                                int64_t max_rows, struct ArrowBridgeReader** out,
                                                struct ArrowBridgeError* error);

/// \brief Several readers that each give all batches which are left.
///
///        The one that is ahead reads from `reader`; the others follow in what it has read, which
///        is shared, not copied, and kept until the slowest of them has passed it: release those
///        that are not read any more. Each has an end, and errors, of its own. They may be used on
///        different threads; those that need the same next batch wait for the one that reads it. A
///        callback of the source that comes back for it meanwhile gets EBUSY.
/// \param[in] reader        Borrowed.
/// \param[in] n_readers     1 or more.
/// \param[out] out_readers  Room for `n_readers` handles, all set to NULL on failure. Release each
/// with ArrowBridgeReaderRelease(). \return 0, EINVAL, ENOMEM.  \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeReaderTee(struct ArrowBridgeReader* reader, int64_t n_readers,
                                            struct ArrowBridgeReader** out_readers,
                                            struct ArrowBridgeError* error);

/// \brief A reader that several threads may read from at once, and so may consumers of streams
/// exported from it: where another reader answers
///        EBUSY, a call waits for its turn. Each batch goes to one of them. A callback of the
///        source that comes back for the same reader still gets EBUSY.
/// \param[in] reader  Borrowed; itself it takes one call at a time as before.
/// \param[out] out    Set to NULL on failure. Release with ArrowBridgeReaderRelease(), when no call
/// is under way. \return 0, EINVAL, ENOMEM.  \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeReaderLock(struct ArrowBridgeReader* reader,
                                               struct ArrowBridgeReader** out,
                                               struct ArrowBridgeError* error);

/// \brief Stop a reader from outside: its next call fails with ECANCELED, and so does one that is
/// under way as soon as the source comes back with a batch,
///        which is released. That stays, as errors do; a reader that has ended or failed before
///        stays as it is. Streams that were exported from the reader, and functions that read it to
///        the end, stop with it. A source that blocks is not interrupted.
///
///        From any thread, at any time while the handle is alive, in signal handlers too.
/// \param[in] reader  NULL is a no-op.  \since 0.1.0
ARROWBRIDGE_EXPORT void ArrowBridgeReaderCancel(struct ArrowBridgeReader* reader);

#ifdef __cplusplus
}
#endif

#endif  // ARROWBRIDGE_ADAPTERS_H
