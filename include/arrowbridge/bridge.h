/// \file bridge.h
/// The C API of ArrowBridge. This file is its manual.
///
/// WHAT IT IS. ArrowBridge reads, checks, shares and hands on Arrow data through the C data and C
/// stream interfaces (abi.h), and opens Arrow IPC files and streams as sources of them. Three
/// objects are enough:
///
///   ArrowBridgeSchema   an immutable, checked copy of an ArrowSchema
///   ArrowBridgeArray    an array or record batch, shared and immutable; views of it (slice,
///   column) copy nothing ArrowBridgeReader   a source of batches: a foreign stream, an IPC file, a
///   list, callbacks
///
/// The C structs stay the currency: whatever goes in or out is an ArrowSchema, an ArrowArray or an
/// ArrowArrayStream.
///
/// CALLS. Functions that can fail return 0 or an errno value of this platform: EINVAL (invalid
/// argument or data), ENOMEM, EIO (input/output), ENOSYS and ENOTSUP (not supported), ECANCELED,
/// ETIMEDOUT, EBUSY (the object is in another call), the system's own number where a file could not
/// be opened, or the number that a foreign stream returned, unchanged. The last parameter, `error`,
/// may be NULL; it is written only on failure. A text of ours names the function, the rule of the
/// specification (its id is in docs/rules.md), the batch and the field; a foreign text is passed on
/// as it came. Callbacks must not throw or longjmp. Any pointer may be NULL: a missing one that is
/// needed is EINVAL. Outputs are never read; they are cleared first, so that after a failure `out`
/// is NULL, or a struct that is marked released.
///
/// OWNERSHIP. Structs given to an Import function are consumed in every outcome: moved on success,
/// released on failure; either way the caller's struct is marked released. The memory of the struct
/// itself stays the caller's. Exported structs and handles own or share all they need: release them
/// in any order, on any thread. Children may be moved out of exported structs.
///
/// THREADS. A reader, and each stream exported from one, takes one call at a time, from any thread;
/// a second call at the same time gets EBUSY. Different readers are independent. Schemas and arrays
/// may be used from any number of threads at once. Callbacks run on the thread of the call that
/// needs them, and no lock is held meanwhile. There are no threads of our own, but for one that the
/// language runtime keeps.
///
/// FORK. In a child forked after the library was used in the parent, every function refuses with
/// ENOTSUP (and consumes what it would have consumed), but releasing works, whatever the parent's
/// other threads were doing: so a child may destroy what it inherited and exec. A child forked
/// before the first use is not affected.
///
/// UNLOAD, EXIT. The library stays loaded once loaded: dlclose() does nothing. Releasing works
/// everywhere, in thread-exit destructors, in atexit handlers and static destructors too.
///
/// SIGNALS. The host's signal handling stays as it was, but for SIGSEGV and SIGFPE, whose handlers
/// are chained, and SIGRTMIN.
#ifndef ARROWBRIDGE_BRIDGE_H
#define ARROWBRIDGE_BRIDGE_H

#include <stdint.h>

#include "arrowbridge/abi.h"
#include "arrowbridge/core.h"
#include "arrowbridge/version.h"

#ifdef __cplusplus
extern "C" {
#endif

// ----------------------------------------------------------------------------------------------------------------
// schemas

/// \brief Check an ArrowSchema and keep a copy of it: of any type, with its metadata, flags
/// (unknown bits too) and names. \param[in,out] schema  Consumed: released and marked so, even if
/// this function fails. \param[out] out        Set to NULL on failure. Release with
/// ArrowBridgeSchemaRelease(). \param[out] error      Optional; written only on failure. \return 0,
/// EINVAL (a rule FMT-* or SCH-*, more than 64 levels), ENOTSUP (unknown format), ENOMEM.  \since
/// 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeImportSchema(struct ArrowSchema* schema,
                                               struct ArrowBridgeSchema** out,
                                               struct ArrowBridgeError* error);

/// \brief Fill an ArrowSchema that shares the schema's memory.
/// \param[in] schema  Borrowed; may be released while the struct lives.
/// \param[out] out    Never read. Release by its callback; children may be moved out (MOV-3).
/// \return 0, EINVAL, ENOMEM.  \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeExportSchema(const struct ArrowBridgeSchema* schema,
                                               struct ArrowSchema* out,
                                               struct ArrowBridgeError* error);

/// \brief Give the handle back. NULL is a no-op.  \since 0.1.0
ARROWBRIDGE_EXPORT void ArrowBridgeSchemaRelease(struct ArrowBridgeSchema* schema);

/// \brief Compare two schemas: formats, names, nullability and the other known flags, children and
/// dictionaries. \param[in] check_metadata  Nonzero: metadata too (keys and values with
/// multiplicity; the order of pairs does not matter). \param[out] equal          1 or 0. \return 0,
/// EINVAL.  \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeSchemaEquals(const struct ArrowBridgeSchema* a,
                                               const struct ArrowBridgeSchema* b,
                                               int check_metadata, int* equal,
                                               struct ArrowBridgeError* error);

/// \brief Print a schema as a tree, a line per field, with metadata.
/// \param[out] out  UTF-8 text. Release with ArrowBridgeStringRelease().
/// \return 0, EINVAL, ENOMEM.  \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeSchemaToString(const struct ArrowBridgeSchema* schema, char** out,
                                                 struct ArrowBridgeError* error);

/// \brief Free a text that the library made. NULL is a no-op.  \since 0.1.0
ARROWBRIDGE_EXPORT void ArrowBridgeStringRelease(char* text);

// -----------------------------------------------------------------------------------------------------------------
// arrays

/// Levels of ArrowBridgeArrayValidate(); each includes the ones before it.
#define ARROWBRIDGE_VALIDATE_NONE 0  ///< nothing
#define ARROWBRIDGE_VALIDATE_MINIMAL \
  1  ///< structure: counts, lengths, NULL and misaligned buffers; a cost per field (at every
     ///< import)
#define ARROWBRIDGE_VALIDATE_DEFAULT \
  2  ///< what could lead a reader outside a buffer: offsets, type ids, run ends, views, indices
#define ARROWBRIDGE_VALIDATE_FULL \
  3  ///< every value: UTF-8, null counts, nullability, padding of views, map keys (not: digits of
     ///< decimals)

/// \brief Check the structure of an array and take it over.
/// \param[in,out] array  Consumed: moved on success, released on failure, marked released in both
/// cases. \param[in] schema     Its type; borrowed. \param[out] out       Set to NULL on failure.
/// Release with ArrowBridgeArrayRelease(). \return 0, EINVAL (a rule ARR-* or COL-*), ENOMEM.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeImportArray(struct ArrowArray* array,
                                              const struct ArrowBridgeSchema* schema,
                                              struct ArrowBridgeArray** out,
                                              struct ArrowBridgeError* error);

/// \brief Fill an ArrowArray (and its ArrowSchema) that share the array's memory.
/// \param[in] array        Borrowed; may be released while the structs live.
/// \param[out] out         Never read. Children may be moved out; each keeps only what its column
/// needs (MOV-6). \param[out] out_schema  May be NULL. \return 0, EINVAL, ENOMEM.  \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeExportArray(const struct ArrowBridgeArray* array,
                                              struct ArrowArray* out,
                                              struct ArrowSchema* out_schema,
                                              struct ArrowBridgeError* error);

/// \brief As ArrowBridgeImportArray() for a struct array: its children are columns. An offset,
/// nulls of the struct itself, and
///        zero columns with rows are all accepted (RB-1).
/// \return 0, EINVAL (also: the type is not a struct), ENOMEM.  \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeImportRecordBatch(struct ArrowArray* array,
                                                    const struct ArrowBridgeSchema* schema,
                                                    struct ArrowBridgeArray** out,
                                                    struct ArrowBridgeError* error);

/// \brief As ArrowBridgeExportArray(), in the form that every consumer understands: the struct has
/// offset 0 and no nulls; they are
///        pushed into the columns (new validity bitmaps are the one thing that is then copied).
/// \return 0, EINVAL, ENOMEM, ENOTSUP (null rows over a union or run-end encoded column, which
/// cannot carry them).  \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeExportRecordBatch(const struct ArrowBridgeArray* batch,
                                                    struct ArrowArray* out,
                                                    struct ArrowSchema* out_schema,
                                                    struct ArrowBridgeError* error);

/// \brief Check an array more closely.
/// \param[in] level  ARROWBRIDGE_VALIDATE_…
/// \return 0, or EINVAL with the rule, the field and the row in `error`.  \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeArrayValidate(const struct ArrowBridgeArray* array, int level,
                                                struct ArrowBridgeError* error);

/// \brief Compare two arrays by value: same types (names of struct fields included, nullability and
/// metadata not), same length, nulls
///        in the same places, same values. How they are laid out does not matter: offsets, bitmaps,
///        dictionaries, views, runs. Floating-point values are equal where their bits are: NaN
///        equals the same NaN, and 0.0 is not -0.0. Both must hold up at
///        ARROWBRIDGE_VALIDATE_DEFAULT; that is checked first.
/// \param[out] equal  1 or 0.
/// \return 0, EINVAL, ENOMEM, ENOTSUP (views, list views, dictionaries or runs that lead to the
/// same values
///         so often that it would take hours).  \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeArrayEquals(const struct ArrowBridgeArray* a,
                                              const struct ArrowBridgeArray* b, int* equal,
                                              struct ArrowBridgeError* error);

/// \brief Give the handle back. NULL is a no-op.  \since 0.1.0
ARROWBRIDGE_EXPORT void ArrowBridgeArrayRelease(struct ArrowBridgeArray* array);

/// \brief Logical length (rows), or -1 where `array` is NULL.  \since 0.1.0
ARROWBRIDGE_EXPORT int64_t ArrowBridgeArrayLength(const struct ArrowBridgeArray* array);

/// \brief Number of children: the columns of a batch; or -1 where `array` is NULL.  \since 0.1.0
ARROWBRIDGE_EXPORT int64_t ArrowBridgeArrayNumColumns(const struct ArrowBridgeArray* array);

/// \brief The number of nulls in the array's own validity bitmap, counted if it is not known.
/// \param[out] out  Set to 0 on failure.
/// \return 0, EINVAL.  \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeArrayNullCount(const struct ArrowBridgeArray* array, int64_t* out,
                                                 struct ArrowBridgeError* error);

/// \brief The array's type, as a schema handle of its own.
/// \param[out] out  Set to NULL on failure. Release with ArrowBridgeSchemaRelease().
/// \return 0, EINVAL, ENOMEM.  \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeArrayGetSchemaHandle(const struct ArrowBridgeArray* array,
                                                 struct ArrowBridgeSchema** out,
                                                 struct ArrowBridgeError* error);

/// \brief A view of `length` rows from row `offset`; nothing is copied.
/// \param[in] length  May reach past the end: the view ends where the array ends.
/// \param[out] out    Set to NULL on failure. Release with ArrowBridgeArrayRelease(), in any order
/// with `array`. \return 0, EINVAL (offset negative or past the end, length negative), ENOMEM.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeArraySlice(const struct ArrowBridgeArray* array, int64_t offset,
                                             int64_t length, struct ArrowBridgeArray** out,
                                             struct ArrowBridgeError* error);

/// \brief A view of one child: column `index` of a batch, with the batch's offset, length and null
/// rows applied. It keeps alive only what that
///        column needs.
/// \return 0, EINVAL (no such column), ENOTSUP (as ArrowBridgeExportRecordBatch), ENOMEM.  \since
/// 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeArrayColumn(const struct ArrowBridgeArray* array, int64_t index,
                                              struct ArrowBridgeArray** out,
                                              struct ArrowBridgeError* error);

/// \brief As ArrowBridgeArrayColumn(), by name.
/// \return 0, EINVAL (no column of that name, or several), ENOTSUP, ENOMEM.  \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeArrayColumnByName(const struct ArrowBridgeArray* array,
                                                    const char* name, struct ArrowBridgeArray** out,
                                                    struct ArrowBridgeError* error);

/// How data is printed. Fill with zeros and set `struct_size` to sizeof; a zero means the default.
struct ArrowBridgePrintOptions {
  int64_t struct_size;  ///< sizeof(struct ArrowBridgePrintOptions)
  int64_t head;         ///< rows from the start (default 10; -1: none)
  int64_t tail;         ///< rows from the end (default 5; -1: none)
  int64_t max_width;    ///< of a cell, in characters, cut with an ellipsis (default 40)
  int64_t total_width;  ///< of a line; columns that do not fit are left out and counted (default:
                        ///< no limit)
};

/// \brief Print the first and last rows as a table with a heading per column; an array that is not
/// a struct is one column. \param[in] options  May be NULL. \param[out] out     UTF-8 text. Release
/// with ArrowBridgeStringRelease(). \return 0, EINVAL (the printed values do not hold up at
/// ARROWBRIDGE_VALIDATE_DEFAULT), ENOMEM.  \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeArrayToString(const struct ArrowBridgeArray* array,
                                                const struct ArrowBridgePrintOptions* options,
                                                char** out, struct ArrowBridgeError* error);

// ----------------------------------------------------------------------------------------------------------------
// readers After the end a reader keeps answering with the end; after an error, with the same code
// and text.

/// \brief Make a reader of a foreign stream of record batches. The schema is asked for at once;
/// every batch is checked against it
///        (structure) before it is handed on, without a copy.
/// \param[in,out] stream  Consumed: moved on success, released on failure, marked released in both
/// cases. \param[out] out        Set to NULL on failure. Release with ArrowBridgeReaderRelease().
/// \return 0, the stream's own code, EINVAL (also: the schema is not a struct), ENOTSUP, ENOMEM.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeImportRecordBatchReader(struct ArrowArrayStream* stream,
                                                          struct ArrowBridgeReader** out,
                                                          struct ArrowBridgeError* error);

/// \brief As ArrowBridgeImportRecordBatchReader(), for streams of arrays of any type. Arrays keep
/// their offsets.  \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeImportArrayReader(struct ArrowArrayStream* stream,
                                                    struct ArrowBridgeReader** out,
                                                    struct ArrowBridgeError* error);

/// \brief Fill an ArrowArrayStream that reads from the reader. Both share one cursor.
/// \param[in] reader  Borrowed; may be released while the stream lives.
/// \param[out] out    Never read. get_last_error's text lives until the next callback.
/// \return 0, EINVAL, ENOMEM.  \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeExportRecordBatchReader(struct ArrowBridgeReader* reader,
                                                          struct ArrowArrayStream* out,
                                                          struct ArrowBridgeError* error);

/// \brief As ArrowBridgeExportRecordBatchReader(), for readers of arrays of any type.  \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeExportArrayReader(struct ArrowBridgeReader* reader,
                                                    struct ArrowArrayStream* out,
                                                    struct ArrowBridgeError* error);

/// \brief A reader over a list of record batches.
/// \param[in,out] schema   Consumed in every outcome. A struct.
/// \param[in] n_batches    0 or more.
/// \param[in,out] batches  `n_batches` structs, all consumed in every outcome; the memory of the
/// list stays the caller's. \return 0, EINVAL (a batch does not match the schema: rule, batch
/// number and field), ENOTSUP, ENOMEM.  \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeReaderFromBatches(struct ArrowSchema* schema, int64_t n_batches,
                                                    struct ArrowArray* batches,
                                                    struct ArrowBridgeReader** out,
                                                    struct ArrowBridgeError* error);

/// \brief As ArrowBridgeReaderFromBatches(), for arrays of any type.  \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeReaderFromArrays(struct ArrowSchema* schema, int64_t n_arrays,
                                                   struct ArrowArray* arrays,
                                                   struct ArrowBridgeReader** out,
                                                   struct ArrowBridgeError* error);

/// A source of record batches written in C.
struct ArrowBridgeReaderCallbacks {
  /// Fill `out` with the next batch and return 0; leave `out` as it is (released) and return 0 at
  /// the end; or return an errno, with a text in `error` if there is one to give. Not called again
  /// after the end or an error.
  int (*next)(void* context, struct ArrowArray* out, struct ArrowBridgeError* error);
  /// Called once, when the reader and all that was exported from it are released. May be NULL.
  void (*release)(void* context);
  void* context;
};

/// \brief A reader over callbacks. Batches are checked against the schema as they come.
/// \param[in,out] schema  Consumed in every outcome. A struct.
/// \param[in] callbacks   Copied; `release` is called in every outcome.
/// \return 0, EINVAL, ENOTSUP, ENOMEM.  \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeReaderFromCallbacks(
    struct ArrowSchema* schema, const struct ArrowBridgeReaderCallbacks* callbacks,
    struct ArrowBridgeReader** out, struct ArrowBridgeError* error);

/// \brief The schema of all batches; each call gives a new struct with a life of its own.  \return
/// 0, EINVAL, ENOMEM.  \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeReaderGetSchema(struct ArrowBridgeReader* reader,
                                                  struct ArrowSchema* out,
                                                  struct ArrowBridgeError* error);

/// \brief The next batch.
/// \param[out] out  Never read. Marked released (`release` is NULL) at the end and after a failure.
/// Its life does not depend on the reader. \return 0 (also at the end, as often as asked), or an
/// error, the same one ever after.  \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeReaderNext(struct ArrowBridgeReader* reader,
                                             struct ArrowArray* out,
                                             struct ArrowBridgeError* error);

/// \brief The next batch as a handle.
/// \param[out] out  NULL at the end and after a failure. Release with ArrowBridgeArrayRelease().
/// \return As ArrowBridgeReaderNext().  \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeReaderNextArray(struct ArrowBridgeReader* reader,
                                                  struct ArrowBridgeArray** out,
                                                  struct ArrowBridgeError* error);

/// \brief All batches that are left.
/// \param[out] out_arrays  A list of handles; release with ArrowBridgeArrayListRelease(), or each
/// handle and then the list. \param[out] out_count   How many. \return As ArrowBridgeReaderNext();
/// on failure nothing is handed out.  \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeReaderReadAll(struct ArrowBridgeReader* reader,
                                                struct ArrowBridgeArray*** out_arrays,
                                                int64_t* out_count, struct ArrowBridgeError* error);

/// \brief Release `count` handles (NULL ones are skipped) and the list itself. A NULL list is a
/// no-op.  \since 0.1.0
ARROWBRIDGE_EXPORT void ArrowBridgeArrayListRelease(struct ArrowBridgeArray** arrays,
                                                    int64_t count);

/// \brief Give the handle back. NULL is a no-op. A stream that was imported is released when
/// nothing exported from it is left.  \since 0.1.0
ARROWBRIDGE_EXPORT void ArrowBridgeReaderRelease(struct ArrowBridgeReader* reader);

// ----------------------------------------------------------------------------------------------------------
// what is alive

/// What the library holds at this moment.
struct ArrowBridgeLiveCounts {
  int64_t bytes;             ///< native memory, headers included, in bytes
  int64_t blocks;            ///< native allocations
  int64_t handles;           ///< schemas, arrays and readers that were not released
  int64_t exported_schemas;  ///< ArrowSchema structs handed out, of which a part was not released
  int64_t exported_arrays;   ///< ArrowArray structs, likewise
  int64_t exported_streams;  ///< ArrowArrayStream structs, likewise
};

/// \brief Read the live counts; all are zero when everything was released. NULL is a no-op. Any
/// thread, at any time.  \since 0.1.0
ARROWBRIDGE_EXPORT void ArrowBridgeGetLiveCounts(struct ArrowBridgeLiveCounts* out);

/// \brief Bytes copied so far where buffers could not be shared as they were (misaligned IPC
/// bodies, null rows pushed into columns,
///        dictionaries extended by deltas). It only grows.  \since 0.1.0
ARROWBRIDGE_EXPORT int64_t ArrowBridgeBytesCopied(void);

/// \brief The version of the library that was loaded, as text; static.  \since 0.1.0
ARROWBRIDGE_EXPORT const char* ArrowBridgeVersion(void);

/// \brief The same as major * 10000 + minor * 100 + patch; compare with ARROWBRIDGE_VERSION_INT of
/// the headers.  \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeVersionInt(void);

#ifdef __cplusplus
}
#endif

// IPC files and streams are sources and sinks of readers, and belong to every program that uses
// them.
#include "arrowbridge/ipc.h"

#endif  // ARROWBRIDGE_BRIDGE_H
