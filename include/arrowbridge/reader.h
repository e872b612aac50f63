/// \file reader.h
/// Readers. bridge.h includes this file; its head has the rules that hold for all functions.
#ifndef ARROWBRIDGE_READER_H
#define ARROWBRIDGE_READER_H

#include <stdint.h>

#include "arrowbridge/abi.h"
#include "arrowbridge/core.h"

#ifdef __cplusplus
extern "C" {
#endif

/// \defgroup readers Readers
/// An ArrowBridgeReader yields record batches, or arrays of any other type, one after the other.
/// Its source is a foreign stream, an IPC file, a list, a set of callbacks, or another reader
/// (adapters.h, casts.h, compact.h and others). All batches of a reader have the same schema.
///
/// Once a reader has reached end of stream, every further call reports end of stream. Once it has
/// failed, every further call fails with the same code and message.
///
/// A reader takes one call at a time, from any thread. Another call at the same time fails with
/// EBUSY. Streams exported from a reader share its position: a batch that is read through one of
/// them is not read again through another. They share the limit of one call at a time too.
/// \{

/// \brief Make a reader of a foreign stream of record batches.
///
/// The schema is read at once. The structure of every batch is checked against it before the batch
/// is handed on; nothing is copied.
/// \param[in,out] stream  The stream to import. Consumed in every outcome: moved on success,
///                        released on failure, and marked released.
/// \param[out] out        The new handle; NULL on failure. Release it with
///                        ArrowBridgeReaderRelease().
/// \param[out] error      Error message. May be NULL.
/// \return 0, the code that the stream returned, EINVAL (the stream is released, its schema is
///         invalid or is not a struct), ENOTSUP (unknown format string), ENOMEM.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeImportRecordBatchReader(struct ArrowArrayStream* stream,
                                                          struct ArrowBridgeReader** out,
                                                          struct ArrowBridgeError* error);

/// \brief Make a reader of a foreign stream of arrays of any type.
///
/// As ArrowBridgeImportRecordBatchReader(), but arrays keep their offsets.
/// \param[in,out] stream  The stream to import. Consumed in every outcome: moved on success,
///                        released on failure, and marked released.
/// \param[out] out        The new handle; NULL on failure. Release it with
///                        ArrowBridgeReaderRelease().
/// \param[out] error      Error message. May be NULL.
/// \return 0, the code that the stream returned, EINVAL (the stream is released, or its schema is
///         invalid), ENOTSUP (unknown format string), ENOMEM.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeImportArrayReader(struct ArrowArrayStream* stream,
                                                    struct ArrowBridgeReader** out,
                                                    struct ArrowBridgeError* error);

struct ArrowBridgeImportOptions; /* array.h */

/// \brief ArrowBridgeImportRecordBatchReader() with options, which hold for every batch.
/// \param[in,out] stream  As ArrowBridgeImportRecordBatchReader(): consumed in every outcome.
/// \param[in] options     Options. NULL means the defaults.
/// \param[out] out        The new handle; NULL on failure.
/// \param[out] error      Error message. May be NULL.
/// \return As ArrowBridgeImportRecordBatchReader().
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeImportRecordBatchReaderWithOptions(
    struct ArrowArrayStream* stream, const struct ArrowBridgeImportOptions* options,
    struct ArrowBridgeReader** out, struct ArrowBridgeError* error);

/// \brief ArrowBridgeImportArrayReader() with options, which hold for every array.
/// \param[in,out] stream  As ArrowBridgeImportArrayReader(): consumed in every outcome.
/// \param[in] options     Options. NULL means the defaults.
/// \param[out] out        The new handle; NULL on failure.
/// \param[out] error      Error message. May be NULL.
/// \return As ArrowBridgeImportArrayReader().
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeImportArrayReaderWithOptions(
    struct ArrowArrayStream* stream, const struct ArrowBridgeImportOptions* options,
    struct ArrowBridgeReader** out, struct ArrowBridgeError* error);

/// \brief Fill an ArrowArrayStream that reads from a reader of record batches.
///
/// Reader and stream share one position. get_next() and get_schema() of the stream fail with the
/// codes of ArrowBridgeReaderNext() and ArrowBridgeReaderGetSchema(). The text of get_last_error()
/// is the whole message; it is valid until the next callback of the stream is called.
/// \param[in] reader  Borrowed. It may be released before the stream is.
/// \param[out] out    The exported stream; marked released on failure. Release it by its callback.
/// \param[out] error  Error message. May be NULL.
/// \return 0, EINVAL (the reader yields arrays that are not record batches), ENOMEM.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeExportRecordBatchReader(struct ArrowBridgeReader* reader,
                                                          struct ArrowArrayStream* out,
                                                          struct ArrowBridgeError* error);

/// \brief Fill an ArrowArrayStream that reads from a reader of arrays of any type.
///
/// As ArrowBridgeExportRecordBatchReader(), for any reader.
/// \param[in] reader  Borrowed. It may be released before the stream is.
/// \param[out] out    The exported stream; marked released on failure. Release it by its callback.
/// \param[out] error  Error message. May be NULL.
/// \return 0, EINVAL, ENOMEM.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeExportArrayReader(struct ArrowBridgeReader* reader,
                                                    struct ArrowArrayStream* out,
                                                    struct ArrowBridgeError* error);

/// \brief Make a reader of a list of record batches.
/// \param[in,out] schema   Schema of all batches, a struct. Consumed in every outcome.
/// \param[in] n_batches    Number of batches, 0 or more.
/// \param[in,out] batches  The batches. All are consumed in every outcome. The memory of the list
///                         stays the caller's.
/// \param[out] out         The new handle; NULL on failure. Release it with
///                         ArrowBridgeReaderRelease().
/// \param[out] error       Error message. May be NULL.
/// \return 0, EINVAL (the schema is invalid, or a batch does not match it: the rule, the batch and
///         the field), ENOTSUP (unknown format string), ENOMEM.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeReaderFromBatches(struct ArrowSchema* schema, int64_t n_batches,
                                                    struct ArrowArray* batches,
                                                    struct ArrowBridgeReader** out,
                                                    struct ArrowBridgeError* error);

/// \brief Make a reader of a list of arrays of any type.
///
/// As ArrowBridgeReaderFromBatches(), but the type need not be a struct, and arrays keep their
/// offsets.
/// \param[in,out] schema  Type of all arrays. Consumed in every outcome.
/// \param[in] n_arrays    Number of arrays, 0 or more.
/// \param[in,out] arrays  The arrays. All are consumed in every outcome. The memory of the list
///                        stays the caller's.
/// \param[out] out        The new handle; NULL on failure. Release it with
///                        ArrowBridgeReaderRelease().
/// \param[out] error      Error message. May be NULL.
/// \return As ArrowBridgeReaderFromBatches().
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeReaderFromArrays(struct ArrowSchema* schema, int64_t n_arrays,
                                                   struct ArrowArray* arrays,
                                                   struct ArrowBridgeReader** out,
                                                   struct ArrowBridgeError* error);

/// A source of record batches that the caller implements.
struct ArrowBridgeReaderCallbacks {
  /// Fill `out`, which is marked released, with the next batch and return 0. To report end of
  /// stream, leave `out` as it is and return 0. To fail, return an errno value, and write a message
  /// to `error` if there is one; `out` is then ignored. Not called again after end of stream or an
  /// error. Required.
  int (*next)(void* context, struct ArrowArray* out, struct ArrowBridgeError* error);
  /// Called once, when the reader and everything exported from it are released. May be NULL.
  void (*release)(void* context);
  /// Passed to both callbacks; the library does not use it otherwise.
  void* context;
};

/// \brief Make a reader of callbacks.
///
/// The structure of every batch is checked against the schema before the batch is handed on.
/// \param[in,out] schema  Schema of all batches, a struct. Consumed in every outcome.
/// \param[in] callbacks   The callbacks. The struct is copied. `release` is called in every
///                        outcome: before this function returns if it fails.
/// \param[out] out        The new handle; NULL on failure. Release it with
///                        ArrowBridgeReaderRelease().
/// \param[out] error      Error message. May be NULL.
/// \return 0, EINVAL (the schema is invalid or is not a struct, or `next` is NULL), ENOTSUP
///         (unknown format string), ENOMEM.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeReaderFromCallbacks(
    struct ArrowSchema* schema, const struct ArrowBridgeReaderCallbacks* callbacks,
    struct ArrowBridgeReader** out, struct ArrowBridgeError* error);

/// \brief Fill an ArrowSchema with the schema of all batches of a reader.
///
/// Each call fills a new struct.
/// \param[in] reader  Borrowed. It may be released before `out` is.
/// \param[out] out    The schema; marked released on failure. Release it by its callback.
/// \param[out] error  Error message. May be NULL.
/// \return 0, EINVAL, ENOMEM.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeReaderGetSchema(struct ArrowBridgeReader* reader,
                                                  struct ArrowSchema* out,
                                                  struct ArrowBridgeError* error);

/// \brief Get the schema of all batches of a reader as a new schema handle.
/// \param[in] reader  Borrowed. It may be released before the new handle is.
/// \param[out] out    The new handle; NULL on failure. Release it with ArrowBridgeSchemaRelease().
/// \param[out] error  Error message. May be NULL.
/// \return 0, EINVAL, ENOMEM.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeReaderGetSchemaHandle(struct ArrowBridgeReader* reader,
                                                        struct ArrowBridgeSchema** out,
                                                        struct ArrowBridgeError* error);

/// \brief Read the next batch into an ArrowArray.
/// \param[in] reader  The reader.
/// \param[out] out    The batch. Marked released (`release` is NULL) at end of stream and on
///                    failure. Release it by its callback, before or after the reader.
/// \param[out] error  Error message. May be NULL.
/// \return 0, also at end of stream. Otherwise the code of the source: that of a foreign stream or
///         of a callback, unchanged, or the codes that the function which made the reader lists for
///         its batches. Also EINVAL (a batch does not match the schema), ECANCELED
///         (ArrowBridgeReaderCancel()), ENOTSUP (as ArrowBridgeExportRecordBatch()), ENOMEM. Once
///         failed, the same code and message every time. EBUSY (another call is running) is not
///         kept.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeReaderNext(struct ArrowBridgeReader* reader,
                                             struct ArrowArray* out,
                                             struct ArrowBridgeError* error);

/// \brief Read the next batch into an array handle.
/// \param[in] reader  The reader.
/// \param[out] out    The new handle; NULL at end of stream and on failure. Release it with
///                    ArrowBridgeArrayRelease(), before or after the reader.
/// \param[out] error  Error message. May be NULL.
/// \return As ArrowBridgeReaderNext().
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeReaderNextArray(struct ArrowBridgeReader* reader,
                                                  struct ArrowBridgeArray** out,
                                                  struct ArrowBridgeError* error);

/// \brief Read all remaining batches.
/// \param[in] reader       The reader.
/// \param[out] out_arrays  A list of array handles; NULL on failure. Release it with
///                         ArrowBridgeArrayListRelease().
/// \param[out] out_count   Number of handles in the list; 0 on failure.
/// \param[out] error       Error message. May be NULL.
/// \return As ArrowBridgeReaderNext(). On failure no batch is returned.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeReaderReadAll(struct ArrowBridgeReader* reader,
                                                struct ArrowBridgeArray*** out_arrays,
                                                int64_t* out_count, struct ArrowBridgeError* error);

/// \brief Release the handles of a list and the list itself.
/// \param[in] arrays  The list. NULL is a no-op. Entries that are NULL are skipped: to keep a
///                    handle, or to release it earlier, set its entry to NULL.
/// \param[in] count   Number of entries. 0: only the list itself is released.
/// \since 0.1.0
ARROWBRIDGE_EXPORT void ArrowBridgeArrayListRelease(struct ArrowBridgeArray** arrays,
                                                    int64_t count);

/// \brief Release a reader handle.
///
/// The source, such as an imported stream, is released when the reader, the streams exported from
/// it and the adapters over it are all released.
/// \param[in] reader  The handle. NULL is a no-op.
/// \since 0.1.0
ARROWBRIDGE_EXPORT void ArrowBridgeReaderRelease(struct ArrowBridgeReader* reader);

/// \}

#ifdef __cplusplus
}
#endif

#endif  // ARROWBRIDGE_READER_H
