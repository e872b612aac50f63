/// \file statistics.h
/// Statistics of arrays and streams. The head of bridge.h has the rules that hold for all
/// functions.
#ifndef ARROWBRIDGE_STATISTICS_H
#define ARROWBRIDGE_STATISTICS_H

#include "arrowbridge/abi.h"
#include "arrowbridge/core.h"

#ifdef __cplusplus
extern "C" {
#endif

/// \defgroup statistics Statistics
/// Statistics are a record batch in the statistics schema of the Arrow project:
///
///     column: int32
///     statistics: map<key: dictionary<int32, utf8>, value: dense_union<...>>
///
/// Row 0 has no column and the number of rows (`ARROW:row_count:exact`). Every other row has the
/// number of a column, children included, depth first, as the IPC format counts them. Columns of
/// which nothing is known have no row, which are unions. The values of dictionary-encoded and
/// run-end encoded columns are those of their rows; run ends and their values have no rows of their
/// own. ArrowBridgeExportRecordBatch() makes the structs that other libraries read.
///
/// - `ARROW:null_count:exact`: a row is null by its own bitmap, by that of its value in a
/// dictionary
///   or run, or by the null type.
/// - `ARROW:min_value:exact`, `ARROW:max_value:exact`: of numbers, booleans, decimals, dates,
/// times,
///   timestamps and durations; of strings and binary values by their bytes. Not of intervals and
///   nested types. NaN is left out; the names then end with `:approximate`, because consumers order
///   NaN differently. -0.0 is less than 0.0. The values have the type of the column; strings and
///   binary values of all layouts but fixed-size ones are utf8 and binary. A value of more than
///   2 GiB is left out like NaN.
/// - `ARROW:distinct_count:exact`: where the other statistics tell it: of booleans, and of columns
///   with one value or none.
/// - `ARROW:max_byte_width:exact`, `ARROW:average_byte_width:exact`: of strings and binary values,
///   over the rows that are not null.
///
/// Rows of children count if a row that is not null refers to them. The union has at most 128
/// types; columns of further types have no minimum and maximum.
/// \{

/// \brief Get the statistics of an array or a record batch.
/// \param[in] array   Borrowed. The columns of a struct are columns; any other array is column 0.
/// \param[out] out    A record batch of statistics; NULL on failure. Release it with
///                    ArrowBridgeArrayRelease().
/// \param[out] error  Error message. May be NULL.
/// \return 0, EINVAL (an argument, or the contents are invalid at level DEFAULT: the rule, the
/// field
///         and the row), ENOMEM.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeArrayStatistics(const struct ArrowBridgeArray* array,
                                                  struct ArrowBridgeArray** out,
                                                  struct ArrowBridgeError* error);

/// \brief Read all remaining batches of a reader and get their statistics.
/// \param[in] reader  Borrowed. It is at end of stream afterwards.
/// \param[out] out    A record batch of statistics; NULL on failure. Release it with
///                    ArrowBridgeArrayRelease().
/// \param[out] error  Error message. May be NULL.
/// \return 0, EINVAL (an argument, or the contents are invalid), ENOMEM, or the error of the
/// reader. \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeReaderStatistics(struct ArrowBridgeReader* reader,
                                                   struct ArrowBridgeArray** out,
                                                   struct ArrowBridgeError* error);

/// \brief Make a reader that yields the batches of another reader unchanged, and collects their
///        statistics.
///
/// The new reader is an adapter: both share one position; see adapters.h. Reading a batch fails
/// with EINVAL if its contents are invalid at level DEFAULT. \param[in] reader  The source.
/// Borrowed; the new reader keeps it alive. The caller still
///                    releases its own handle.
/// \param[out] out    The new handle; NULL on failure. Release it with ArrowBridgeReaderRelease().
/// \param[out] error  Error message. May be NULL.
/// \return 0, EINVAL (an argument), ENOMEM.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeReaderWithStatistics(struct ArrowBridgeReader* reader,
                                                       struct ArrowBridgeReader** out,
                                                       struct ArrowBridgeError* error);

/// \brief Get the statistics of the batches that a reader of ArrowBridgeReaderWithStatistics() has
///        yielded so far.
/// \param[in] reader  Borrowed. A call on it must not be running.
/// \param[out] out    A record batch of statistics; NULL on failure. Release it with
///                    ArrowBridgeArrayRelease().
/// \param[out] error  Error message. May be NULL.
/// \return 0, EINVAL (an argument, the reader collects no statistics, or it has failed), EBUSY (a
///         call is running), ENOMEM.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeReaderGetStatistics(struct ArrowBridgeReader* reader,
                                                      struct ArrowBridgeArray** out,
                                                      struct ArrowBridgeError* error);

/// \}

#ifdef __cplusplus
}
#endif

#endif  // ARROWBRIDGE_STATISTICS_H
