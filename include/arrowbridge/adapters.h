/// \file adapters.h
/// Readers over readers. The head of bridge.h has the rules that hold for all functions.
#ifndef ARROWBRIDGE_ADAPTERS_H
#define ARROWBRIDGE_ADAPTERS_H

#include <stdint.h>

#include "arrowbridge/abi.h"
#include "arrowbridge/core.h"

#ifdef __cplusplus
extern "C" {
#endif

/// \defgroup adapters Adapters
/// An adapter is a reader that reads from other readers. It keeps them alive; the caller still
/// releases its own handles. It shares their position: a batch that is read through the adapter is
/// not read again through them. If a source fails, the adapter fails with the same code and
/// message.
///
/// Any reader can be a source, other adapters included. An adapter over readers of arrays that are
/// not record batches yields such arrays. casts.h, checked.h, compact.h and dictionaries.h have
/// further adapters.
/// \{

/// \brief Make a reader that yields all batches of the first reader, then all of the second, and so
///        on.
/// \param[in] n_readers  Number of readers, 1 or more.
/// \param[in] readers    The readers. Borrowed. Their schemas must be equal, including names,
///                       nullability and metadata. A reader is read only when the one before it has
///                       reached end of stream, and is not kept alive after its own end of stream.
/// \param[out] out       The new handle; NULL on failure. Release it with
///                       ArrowBridgeReaderRelease().
/// \param[out] error     Error message. May be NULL.
/// \return 0, EINVAL (no readers, or the schemas differ: which reader, which field and how),
///         ENOMEM.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeReaderConcat(int64_t n_readers,
                                               struct ArrowBridgeReader* const* readers,
                                               struct ArrowBridgeReader** out,
                                               struct ArrowBridgeError* error);

/// \brief Make a reader that yields the same rows in batches of other lengths.
///
/// With `min_rows` equal to `max_rows`, every batch but the last has exactly that many rows. If the
/// source fails, the rows before the failure are yielded first.
///
/// Where batches with dictionaries are concatenated and one dictionary is the beginning of the
/// other, as it is for equal ones, the batch has the longer one. Otherwise it has the values of the
/// first, followed by those of the second that the first does not have; values that are nested or
/// dictionary-encoded themselves are not compared, all of the second follow. For batches without
/// dictionaries, cast the reader first to what ArrowBridgeSchemaDecodeDictionaries() gives.
/// \param[in] reader    The source. Borrowed.
/// \param[in] min_rows  Shorter batches are concatenated with the batches after them, which copies
///                      them; the last batch may stay shorter. Batches without rows are dropped. 0:
///                      no batches are concatenated or dropped.
/// \param[in] max_rows  Longer batches are split, which copies nothing. 0: no batches are split;
///                      otherwise at least `min_rows`.
/// \param[out] out      The new handle; NULL on failure. Release it with
///                      ArrowBridgeReaderRelease().
/// \param[out] error    Error message. May be NULL.
/// \return 0, EINVAL (a negative number, or `max_rows` is below `min_rows`), ENOMEM. Reading a
/// batch
///         also fails with ENOTSUP if the concatenated batch has more bytes, items, rows or
///         dictionary values than the offsets or indices of its types can count, or if an ordered
///         dictionary differs between batches (cast the field to its values first), or if views in
///         dictionaries share so many bytes that comparing them would take too long.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeReaderRebatch(struct ArrowBridgeReader* reader, int64_t min_rows,
                                                int64_t max_rows, struct ArrowBridgeReader** out,
                                                struct ArrowBridgeError* error);

/// \brief Split a reader into `n_readers` readers that each yield all remaining batches.
///
/// The reader that is furthest ahead reads from the source. Its batches are shared with the others,
/// not copied, and kept until the slowest reader has passed them: release readers that are no
/// longer needed. Each reader reaches end of stream, or fails, by itself.
///
/// Threads: the readers may be used on different threads. Readers that need the same next batch
/// wait for the one that reads it. A callback of the source that reads it through one of them gets
/// EBUSY.
/// \param[in] reader        The source. Borrowed.
/// \param[in] n_readers     Number of readers, 1 or more.
/// \param[out] out_readers  An array of `n_readers` handles, all NULL on failure. Release each of
///                          them with ArrowBridgeReaderRelease().
/// \param[out] error        Error message. May be NULL.
/// \return 0, EINVAL, ENOMEM.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeReaderTee(struct ArrowBridgeReader* reader, int64_t n_readers,
                                            struct ArrowBridgeReader** out_readers,
                                            struct ArrowBridgeError* error);

/// \brief Make a reader that several threads may read from at the same time.
///
/// Threads: a call waits while another call runs, where other readers fail with EBUSY. The same
/// holds for streams that are exported from the reader. Each batch goes to one of the callers. A
/// callback of the source that calls the reader again still gets EBUSY.
/// \param[in] reader  The source. Borrowed. The source itself still takes one call at a time.
/// \param[out] out    The new handle; NULL on failure. Release it with ArrowBridgeReaderRelease()
///                    when no call is running.
/// \param[out] error  Error message. May be NULL.
/// \return 0, EINVAL, ENOMEM.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeReaderLock(struct ArrowBridgeReader* reader,
                                             struct ArrowBridgeReader** out,
                                             struct ArrowBridgeError* error);

/// \brief Cancel a reader: its next call fails with ECANCELED.
///
/// A call that is running fails with ECANCELED when the source returns its batch, which is
/// released; a source that blocks is not interrupted. As with other errors, every further call then
/// fails the same way. A reader that has reached end of stream or has failed is not changed.
/// Streams that were exported from the reader, and functions that read it to its end, are stopped
/// too.
///
/// Threads: any thread may call this function at any time while the handle is alive, also in a
/// signal handler.
/// \param[in] reader  The reader. NULL is a no-op.
/// \since 0.1.0
ARROWBRIDGE_EXPORT void ArrowBridgeReaderCancel(struct ArrowBridgeReader* reader);

/// \brief Make a reader that yields the first rows of the source.
///
/// The last batch is cut by a slice, which copies nothing; the batches before it are passed on
/// unchanged, batches without rows too. With the last row the stream is at its end: the adapter
/// releases its reference to the source in the call that yields that row, and later failures of the
/// source are not seen.
/// \param[in] reader  The source. Borrowed. It may also yield arrays that are not record batches.
/// \param[in] n_rows  Number of rows, 0 or more. 0: the source is not read.
/// \param[out] out    The new handle; NULL on failure. Release it with ArrowBridgeReaderRelease().
/// \param[out] error  Error message. May be NULL.
/// \return 0, EINVAL (`n_rows` is negative), ENOMEM. Reading a batch also fails with EINVAL if a
///         batch is cut and its offsets there are invalid (COL-5).
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeReaderHead(struct ArrowBridgeReader* reader, int64_t n_rows,
                                             struct ArrowBridgeReader** out,
                                             struct ArrowBridgeError* error);

/// \brief Make a reader that yields all rows of the source but the first ones.
///
/// Batches that end with the last skipped row or before it are read and released. A batch with more
/// rows is cut by a slice, which copies nothing. A source with fewer rows is at its end.
/// \param[in] reader  The source. Borrowed. It may also yield arrays that are not record batches.
/// \param[in] n_rows  Number of rows to skip, 0 or more.
/// \param[out] out    The new handle; NULL on failure. Release it with ArrowBridgeReaderRelease().
/// \param[out] error  Error message. May be NULL.
/// \return As ArrowBridgeReaderHead().
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeReaderSkip(struct ArrowBridgeReader* reader, int64_t n_rows,
                                             struct ArrowBridgeReader** out,
                                             struct ArrowBridgeError* error);

/// \brief Make a reader that skips `offset` rows and yields the next `n_rows` rows, as
///        ArrowBridgeReaderHead() of ArrowBridgeReaderSkip() does.
/// \param[in] reader  The source. Borrowed. It may also yield arrays that are not record batches.
/// \param[in] offset  Number of rows to skip, 0 or more.
/// \param[in] n_rows  Number of rows, 0 or more. 0: the source is not read.
/// \param[out] out    The new handle; NULL on failure. Release it with ArrowBridgeReaderRelease().
/// \param[out] error  Error message. May be NULL.
/// \return As ArrowBridgeReaderHead().
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeReaderLimit(struct ArrowBridgeReader* reader, int64_t offset,
                                              int64_t n_rows, struct ArrowBridgeReader** out,
                                              struct ArrowBridgeError* error);

/// \brief Look at the first rows of a reader, and read all rows afterwards.
///
/// Makes two readers: `out_first` yields the first rows, and `out_all` yields all rows, those
/// included. They share batches as the readers of ArrowBridgeReaderTee() do. Nothing is read before
/// one of them is read, and `out_first` reads no more batches of the source than it needs. Batches
/// that it has read are kept until `out_all` has yielded them. Release `out_first` after looking:
/// before that, unless it is at its end, batches that only `out_all` has read are kept for it.
///
/// If the source fails, each of the two readers fails after the rows before the failure.
/// \param[in] reader       The source. Borrowed. Read `out_all` in its place. It may also yield
///                         arrays that are not record batches.
/// \param[in] max_batches  Maximum number of batches to look at, those without rows included.
///                         0: no limit.
/// \param[in] max_rows     Maximum number of rows to look at. 0: no limit. One of the two limits
/// must
///                         be given.
/// \param[out] out_first   The first rows; NULL on failure. Release it with
///                         ArrowBridgeReaderRelease().
/// \param[out] out_all     All rows; NULL on failure. Release it with ArrowBridgeReaderRelease().
/// \param[out] error       Error message. May be NULL.
/// \return As ArrowBridgeReaderHead(), and EINVAL if both limits are 0.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeReaderPeek(struct ArrowBridgeReader* reader, int64_t max_batches,
                                             int64_t max_rows, struct ArrowBridgeReader** out_first,
                                             struct ArrowBridgeReader** out_all,
                                             struct ArrowBridgeError* error);

/// \brief Make a reader that reads ahead: a thread reads the source while the caller works.
///
/// The thread begins to read in this call. It pauses while the batches that wait reach a limit, and
/// ends at end of stream, after an error, and when the adapter is released. Batches and errors
/// arrive in the order of the source: an error follows the batches before it.
///
/// The thread is one of the library's. It calls the source, and releases what it does not hand on.
/// So callbacks of the source must not depend on the thread that calls them. Signals that the
/// program handles are blocked on it.
///
/// Cancelling the adapter with ArrowBridgeReaderCancel() ends a call that waits for the thread
/// within 20 ms, also while the source blocks. That and releasing the adapter before its end of
/// stream cancel the source, as ArrowBridgeReaderCancel() does: rows that were read ahead are lost,
/// so nobody can continue to read it. If the thread is in a call on the source then, the release
/// waits for that call for at most 20 ms, or 5 s if the source reads from memory or from a mapped
/// file, whose calls end by themselves. Afterwards the thread outlives the adapter until the call
/// returns, releases what it returns and then the source. So what callbacks use must live until
/// their `release` callback, and live counts include the source until then. The end of the process
/// waits for calls on sources for at most 1 s.
///
/// Threads: the adapter takes one call at a time, like every reader. Until it is released, do not
/// read the source: the thread or the caller would get EBUSY. A callback of the source that reads
/// the adapter gets EBUSY. In a forked child of the process the adapter can only be released; a
/// source that the thread was calling when the process was forked is not released there.
/// \param[in] reader       The source. Borrowed.
/// \param[in] max_batches  Maximum number of batches that wait, including one that is being read.
///                         0: no limit.
/// \param[in] max_bytes    The thread pauses while the buffers of the batches that wait have this
///                         many bytes or more, counted from the beginning of each buffer. One batch
///                         can always wait. 0: no limit. One of the two limits must be given.
/// \param[out] out         The new handle; NULL on failure. Release it with
///                         ArrowBridgeReaderRelease().
/// \param[out] error       Error message. May be NULL.
/// \return 0, EINVAL (a number is negative, or both are 0), ENOMEM, EAGAIN (no thread can be
///         started).
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeReaderPrefetch(struct ArrowBridgeReader* reader,
                                                 int64_t max_batches, int64_t max_bytes,
                                                 struct ArrowBridgeReader** out,
                                                 struct ArrowBridgeError* error);

/// \brief Make a reader that fails with ETIMEDOUT if the source does not answer in time.
///
/// A thread of the library calls the source, one batch for each call on the adapter. Its threads,
/// cancelling, releasing and forking are as described for ArrowBridgeReaderPrefetch(). A late
/// source is cancelled. What it still returns is released on the thread, and so is the source when
/// nobody else has it. Releasing the adapter after ETIMEDOUT does not wait for the source.
///
/// Batches that the caller reads in time are the same as without the adapter. If it was released
/// while no call was late or running, the source can be read further.
/// \param[in] reader       The source. Borrowed. Importing a stream and opening a file have read
///                         its schema already, so that is not limited.
/// \param[in] per_call_ms  Maximum time of a call on the adapter, in milliseconds. 0: no limit.
/// \param[in] total_ms     Maximum time from now to the end of the stream, in milliseconds, the
///                         time between calls included. 0: no limit. One of the two limits must be
///                         given.
/// \param[out] out         The new handle; NULL on failure. Release it with
///                         ArrowBridgeReaderRelease().
/// \param[out] error       Error message. May be NULL.
/// \return As ArrowBridgeReaderPrefetch(). Reading a batch also fails with ETIMEDOUT, and then
///         always fails in the same way.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeReaderWithTimeout(struct ArrowBridgeReader* reader,
                                                    int64_t per_call_ms, int64_t total_ms,
                                                    struct ArrowBridgeReader** out,
                                                    struct ArrowBridgeError* error);

/// \}

#ifdef __cplusplus
}
#endif

#endif  // ARROWBRIDGE_ADAPTERS_H
