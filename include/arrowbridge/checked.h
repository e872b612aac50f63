/// \file checked.h
/// Streams that are watched while real work goes on. Part of bridge.h, which includes it and has
/// the rules that hold for all functions.
///
/// A watched stream stands between a producer and a consumer. It makes the consumer's calls of the
/// producer, those and no others, in their order, and hands on what comes back: batches without a
/// copy, codes and texts as they are. Meanwhile it looks at both sides, and each rule of
/// docs/rules.md that is broken is a finding: it goes to a callback, or to standard error, or makes
/// the stream fail, as asked.
///
/// Of the producer: that get_schema gives the same schema each time (STR-2), that the end is marked
/// and stays (STR-5, STR-6), what is left in outputs (MEM-1, STR-9), codes and texts of errors
/// (STR-15, STR-11), every schema (FMT-*, SCH-*) and every batch (ARR-*, COL-*) at the level that
/// is asked for, and that release callbacks mark their struct (MEM-13, STR-13); at
/// ARROWBRIDGE_VALIDATE_FULL those of children too, and that their parent's calls them (MEM-11, a
/// warning: many parents free their children in another way). Of the consumer: calls at the same
/// time (STR-17), on a released stream (STR-3), get_last_error without an error (STR-10), a struct
/// released twice, through two copies of it (MOV-2), a child released while its parent lives, in
/// its place (MEM-7) or after it was moved out (MOV-3), changed members (MEM-3) and private_data
/// (ARR-16, SCH-19). Of either: data that changes between hand-out and release (MUT-1, at
/// ARROWBRIDGE_VALIDATE_FULL).
///
/// What cannot be known is not claimed: a producer and a consumer that keep to the rules give no
/// finding. Batches may be moved, kept after the stream, released on other threads or never;
/// schemas may be asked for as often as one likes; the stream may be abandoned. Batches that come
/// before the first schema are not compared with one, and formats that are not known are passed on
/// unseen; children are followed where the structs are sound enough. Where there is no memory for
/// watching a batch it is passed on unwatched. What was released twice is told while the stream, or
/// anything that it handed out, is left; it does no harm afterwards either: private_data is a
/// number here, not an address. What a struct claims to have is read, as by any consumer: a
/// producer that lies about the size of a buffer can end the program here. In a forked child calls
/// and releases are passed on, and nothing is looked at.
///
/// ALL IMPORTS. Where the environment variable ARROWBRIDGE_CHECK is set when a program first
/// imports something, every import is watched, with no change to the program: streams
/// (ArrowBridgeImportRecordBatchReader(), ArrowBridgeImportArrayReader()) and the contents of
/// arrays (ArrowBridgeImportRecordBatch(), ArrowBridgeImportArray()). Its value is `minimal`,
/// `default` or `full`, a level of validation; with `,fail` behind it, errors (not warnings) make
/// the import or the stream fail. Findings are lines on standard error. An empty value and `off`
/// switch nothing on; any other value is reported once on standard error, and switches nothing on
/// either.
#ifndef ARROWBRIDGE_CHECKED_H
#define ARROWBRIDGE_CHECKED_H

#include <stdint.h>

#include "arrowbridge/abi.h"
#include "arrowbridge/core.h"

#ifdef __cplusplus
extern "C" {
#endif

/// What a finding weighs.
#define ARROWBRIDGE_SEVERITY_WARNING \
  1  ///< a recommendation that is not kept, or what the specification leaves open and consumers
     ///< stumble over
#define ARROWBRIDGE_SEVERITY_ERROR 2  ///< a rule that is broken

/// Whose it is.
#define ARROWBRIDGE_SIDE_EITHER 0  ///< which of both cannot be told
#define ARROWBRIDGE_SIDE_PRODUCER 1
#define ARROWBRIDGE_SIDE_CONSUMER 2

/// Besides the levels of bridge.h: look at calls and releases only, never at schemas and batches.
#define ARROWBRIDGE_CHECK_CALLS (-1)

/// A rule that is broken, and where. Texts are UTF-8 and valid during the callback only. May grow
/// at its end.
struct ArrowBridgeFinding {
  const char* rule;       ///< its id, such as "COL-5"
  const char* operation;  ///< "get_schema", "get_next", "get_last_error", "release of the stream",
                          ///< "release of a schema", "release of a batch"
  const char* field;  ///< names from the root, such as "points.item.x", or at releases places, such
                      ///< as "[1].[0]"; "" where it is not one field's
  const char* message;  ///< what is wrong
  int64_t batch;        ///< from 0; -1 where it is not one batch's
  int64_t row;          ///< of the field's array, from 0; -1 where it is not one row's
  int32_t severity;     ///< ARROWBRIDGE_SEVERITY_…
  int32_t side;         ///< ARROWBRIDGE_SIDE_…
};

/// How a stream is watched. Fill with zeros and set `struct_size` to sizeof; a zero means the
/// default.
struct ArrowBridgeCheckOptions {
  int64_t struct_size;  ///< sizeof(struct ArrowBridgeCheckOptions)
  int32_t level;  ///< ARROWBRIDGE_VALIDATE_… for schemas and batches, or ARROWBRIDGE_CHECK_CALLS; 0
                  ///< means ARROWBRIDGE_VALIDATE_DEFAULT
  int32_t fail_on;  ///< ARROWBRIDGE_SEVERITY_…: from this on a finding makes the call fail, and
                    ///< every later one, with EINVAL; 0: never
  /// Called once for each rule and field that a stream breaks, however often;
  /// ArrowBridgeStreamFindingCount() has all. On the thread of the call that shows it, several
  /// threads at once if the consumer releases on several; no lock is held. It must not call the
  /// stream. NULL: findings are lines on standard error.
  void (*on_finding)(void* context, const struct ArrowBridgeFinding* finding);
  /// Called once, when the stream and all that it handed out are released, or before the function
  /// returns if it fails. May be NULL.
  void (*release)(void* context);
  void* context;
};

/// \brief Put a stream between a foreign one and its consumer that watches both.
/// \param[in,out] stream  Consumed in every outcome. Of any type; nothing is asked of it until the
/// consumer does. \param[in] options     Copied. May be NULL. \param[out] out        Never read.
/// Marked released on failure. After a finding that makes it fail, get_last_error has its text.
/// \return 0, EINVAL, ENOMEM.  \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeStreamCheck(struct ArrowArrayStream* stream,
                                                const struct ArrowBridgeCheckOptions* options,
                                                struct ArrowArrayStream* out,
                                                struct ArrowBridgeError* error);

/// \brief A reader whose batches are those of another one, watched: the reader is the producer, and
/// whoever takes batches from it, or from a stream
///        exported from it, is the consumer. Both share one cursor.
/// \param[in] reader   Borrowed, and kept alive by the new reader; the caller still releases its
/// own handle. \param[in] options  Copied. May be NULL. \param[out] out     Set to NULL on failure.
/// Release with ArrowBridgeReaderRelease(). \return 0, EINVAL, ENOMEM.  \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeReaderCheck(struct ArrowBridgeReader* reader,
                                                const struct ArrowBridgeCheckOptions* options,
                                                struct ArrowBridgeReader** out,
                                                struct ArrowBridgeError* error);

/// \brief How many findings there were, those that were told before included; -1 where the stream
/// is not a watched one, or released. Not during
///        another call on the stream.  \since 0.1.0
ARROWBRIDGE_EXPORT int64_t ArrowBridgeStreamFindingCount(const struct ArrowArrayStream* stream);

/// \brief The same for a reader: one that ArrowBridgeReaderCheck() made, or an import that the
/// environment variable switched the watch
///        on for.  \since 0.1.0
ARROWBRIDGE_EXPORT int64_t ArrowBridgeReaderFindingCount(const struct ArrowBridgeReader* reader);

#ifdef __cplusplus
}
#endif

#endif  // ARROWBRIDGE_CHECKED_H
