/// \file checked.h
/// Checked streams: checks of producers and consumers while they exchange data. The head of
/// bridge.h has the rules that hold for all functions.
#ifndef ARROWBRIDGE_CHECKED_H
#define ARROWBRIDGE_CHECKED_H

#include <stdint.h>

#include "arrowbridge/abi.h"
#include "arrowbridge/core.h"

#ifdef __cplusplus
extern "C" {
#endif

/// \defgroup checked Checked streams
/// A checked stream stands between a producer and a consumer. It forwards each call of the consumer
/// to the producer, and makes no other calls. It returns what the producer returns: batches without
/// a copy, codes and messages unchanged. Meanwhile it checks both sides. Each broken rule of
/// docs/rules.md is a finding, which is passed to a callback, written to standard error, or makes
/// the stream fail.
///
/// Checked of the producer:
///   - get_schema returns the same schema each time (STR-2).
///   - End of stream is marked, and remains (STR-5, STR-6).
///   - Outputs are left in a valid state (MEM-1, STR-9).
///   - Codes and messages of errors (STR-15, STR-11).
///   - Every schema (FMT-*, SCH-*) and every batch (ARR-*, COL-*), at the level of the options.
///   - Release callbacks mark their struct (MEM-13, STR-13). At ARROWBRIDGE_VALIDATE_FULL also
///     those of children, and that the release callback of the parent calls them (MEM-11, a
///     warning: many parents free their children in another way).
///
/// Checked of the consumer:
///   - Calls at the same time (STR-17), and calls of a released stream (STR-3).
///   - get_last_error is called only after an error (STR-10).
///   - No struct is released twice, through two copies of it (MOV-2).
///   - No child is released while its parent is alive: in its place (MEM-7), or after it was moved
///     out (MOV-3).
///   - Members (MEM-3) and private_data (ARR-16, SCH-19) are not changed.
///
/// Checked of both: data does not change between get_next and release (MUT-1, at
/// ARROWBRIDGE_VALIDATE_FULL).
///
/// There are no false positives: correct producers and consumers never cause a finding. A consumer
/// may move batches, keep them longer than the stream, release them on other threads or never; it
/// may ask for the schema any number of times, and abandon the stream.
///
/// Limits: Batches before the first schema are not compared with a schema. Arrays of unknown
/// formats are passed on unchecked, and children are checked only as far as the structs are valid.
/// If there is no memory for checking a batch, the batch is passed on unchecked. A second release
/// of a struct is reported while the stream, or anything it returned, is alive; it does no harm
/// later either, since private_data of a checked struct is a number and not an address. Buffers are
/// read as far as a struct says, as by any consumer: a producer that gives a wrong size of a buffer
/// can crash the program here. In a forked child calls and releases are passed on, and nothing is
/// checked.
///
/// ALL IMPORTS. If the environment variable ARROWBRIDGE_CHECK is set when a program first imports
/// something, every import is checked, without a change of the program: streams
/// (ArrowBridgeImportRecordBatchReader(), ArrowBridgeImportArrayReader()) and the contents of
/// arrays (ArrowBridgeImportRecordBatch(), ArrowBridgeImportArray()). Its value is a level:
/// `minimal`, `default` or `full`. With the suffix `,fail`, errors (not warnings) make the import
/// or the stream fail. Findings are lines on standard error. The empty value and `off` switch
/// nothing on; any other value is reported once on standard error and switches nothing on.
/// \{

/// Severity of a finding.
enum ArrowBridgeSeverity {
  /// A recommendation is not followed, or the specification leaves something open that makes
  /// consumers fail.
  ARROWBRIDGE_SEVERITY_WARNING = 1,
  /// A rule is broken.
  ARROWBRIDGE_SEVERITY_ERROR = 2
};

/// The side that caused a finding.
enum ArrowBridgeSide {
  /// Producer or consumer: which of them is unknown.
  ARROWBRIDGE_SIDE_EITHER = 0,
  ARROWBRIDGE_SIDE_PRODUCER = 1,
  ARROWBRIDGE_SIDE_CONSUMER = 2
};

/// A level of ArrowBridgeCheckOptions, besides those of enum ArrowBridgeValidateLevel.
enum ArrowBridgeCheckLevel {
  /// Check calls and releases only, not schemas and batches.
  ARROWBRIDGE_CHECK_CALLS = -1
};

/// A broken rule and where it was broken. Strings are UTF-8 and valid only during the callback. The
/// struct may grow at its end.
struct ArrowBridgeFinding {
  /// Id of the rule, such as "COL-5".
  const char* rule;
  /// "get_schema", "get_next", "get_last_error", "release of the stream", "release of a schema" or
  /// "release of a batch".
  const char* operation;
  /// Names from the root, such as "points.item.x"; for releases positions, such as "[1].[0]". "" if
  /// the finding does not concern one field.
  const char* field;
  /// What is wrong.
  const char* message;
  /// Index of the batch, from 0. -1 if the finding does not concern one batch.
  int64_t batch;
  /// Row of the field's array, from 0. -1 if the finding does not concern one row.
  int64_t row;
  /// One of enum ArrowBridgeSeverity.
  int32_t severity;
  /// One of enum ArrowBridgeSide.
  int32_t side;
};

/// Options for checking. Fill the struct with zeros and set `struct_size`. Zero means the default.
struct ArrowBridgeCheckOptions {
  /// sizeof(struct ArrowBridgeCheckOptions).
  int64_t struct_size;
  /// Level for schemas and batches, one of enum ArrowBridgeValidateLevel, or
  /// ARROWBRIDGE_CHECK_CALLS. 0 means ARROWBRIDGE_VALIDATE_DEFAULT.
  int32_t level;
  /// One of enum ArrowBridgeSeverity: after a finding of this severity or higher the call and all
  /// later calls fail with EINVAL. 0: never.
  int32_t fail_on;
  /// Called once for each rule and field of a stream, however often the rule is broken;
  /// ArrowBridgeStreamFindingCount() counts all. It runs on the thread of the call that shows the
  /// finding: on several threads at once if the consumer releases on several. No lock is held. It
  /// must not call the stream. NULL: findings are lines on standard error.
  void (*on_finding)(void* context, const struct ArrowBridgeFinding* finding);
  /// Called once, when the stream and everything it returned are released, or before the function
  /// returns if it fails. May be NULL.
  void (*release)(void* context);
  /// Passed to both callbacks.
  void* context;
};

/// \brief Make a checked stream of a foreign stream.
/// \param[in,out] stream  The stream, of any type. Consumed in every outcome. It is not called
///                        before the consumer calls the checked stream.
/// \param[in] options     Options. The struct is copied. NULL means the defaults.
/// \param[out] out        The checked stream; marked released on failure. After a finding that
///                        makes it fail, get_last_error returns the message of the finding.
/// \param[out] error      Error message. May be NULL.
/// \return 0, EINVAL, ENOMEM.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeStreamCheck(struct ArrowArrayStream* stream,
                                              const struct ArrowBridgeCheckOptions* options,
                                              struct ArrowArrayStream* out,
                                              struct ArrowBridgeError* error);

/// \brief Make a checked reader of a reader.
///
/// The source is the producer. Whoever reads from the new reader, or from a stream exported from
/// it, is the consumer. The new reader is an adapter: both share one position; see adapters.h.
/// \param[in] reader   The source. Borrowed; the new reader keeps it alive. The caller still
///                     releases its own handle.
/// \param[in] options  Options. The struct is copied. NULL means the defaults.
/// \param[out] out     The new handle; NULL on failure. Release it with ArrowBridgeReaderRelease().
/// \param[out] error   Error message. May be NULL.
/// \return 0, EINVAL, ENOMEM.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeReaderCheck(struct ArrowBridgeReader* reader,
                                              const struct ArrowBridgeCheckOptions* options,
                                              struct ArrowBridgeReader** out,
                                              struct ArrowBridgeError* error);

/// \brief Count the findings of a checked stream, including those that were not reported because an
///        equal finding was reported before.
///
/// Threads: not while another call on the stream is running.
/// \param[in] stream  Borrowed.
/// \return The number of findings; -1 if the stream is not a checked stream, or is released.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int64_t ArrowBridgeStreamFindingCount(const struct ArrowArrayStream* stream);

/// \brief Count the findings of a reader that ArrowBridgeReaderCheck() made, or of a stream that
///        was imported while ARROWBRIDGE_CHECK was set.
///
/// Threads: not while another call on the reader is running.
/// \param[in] reader  Borrowed.
/// \return The number of findings, as ArrowBridgeStreamFindingCount(); -1 if the reader is not
///         checked.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int64_t ArrowBridgeReaderFindingCount(const struct ArrowBridgeReader* reader);

/// \}

#ifdef __cplusplus
}
#endif

#endif  // ARROWBRIDGE_CHECKED_H
