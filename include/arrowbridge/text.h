/// \file text.h
/// CSV and newline-delimited JSON, written for other programs. The head of bridge.h has the rules
/// that hold for all functions.
#ifndef ARROWBRIDGE_TEXT_H
#define ARROWBRIDGE_TEXT_H

#include <stdint.h>

#include "arrowbridge/abi.h"
#include "arrowbridge/core.h"

#ifdef __cplusplus
extern "C" {
#endif

/// \defgroup text CSV and newline-delimited JSON
/// Both formats have one row per line and end each line with LF. Dictionary-encoded and run-end
/// encoded columns are written as their values.
///
/// CSV follows RFC 4180 but for the end of the line. The first line has the column names. A null is
/// an empty cell, and an empty text is `""`, so that the two differ; in a table of one column a
/// null is an empty line. Cells with a comma, a quotation mark, CR or LF are quoted. Text that is
/// not UTF-8 is written byte for byte.
///
/// In newline-delimited JSON each row is an object. Text must be UTF-8, and two columns, or two
/// fields of a struct, must not have the same name.
///
/// What is written for a value:
///   - Integers, and durations as the count of their unit: `-7` in both formats.
///   - Floating-point numbers: the shortest text that reads back as the same number, always with a
///     point or an exponent (`0.1`, `2.0`, `1e+30`). NaN and infinities are `nan`, `inf` and `-inf`
///     in CSV, `null` in JSON.
///   - Booleans: `true` or `false`.
///   - Decimals: `1.50`, in JSON quoted, because other languages read numbers as doubles.
///   - Dates, times and timestamps: `2024-05-01 12:30:00`, followed by `Z`, and in UTC, if the type
///     has a timezone; in JSON quoted. Years after 9999 begin with `+`, years before 0 with `-`.
///     Intervals: `1mo 2d 3ns`, in JSON quoted.
///   - Binary: hexadecimal digits, in JSON quoted.
///   - Lists: `[1,2]`. Structs, and maps with text keys: `{"x":1}`. Maps with other keys:
///     `[[1,"one"]]`. Unions: the value of the child. A cell of CSV with one of these is JSON,
///     quoted.
/// \{

/// Formats of text.
enum ArrowBridgeTextFormat {
  /// Comma-separated values.
  ARROWBRIDGE_TEXT_FORMAT_CSV = 1,
  /// Newline-delimited JSON, also called JSON lines.
  ARROWBRIDGE_TEXT_FORMAT_NDJSON = 2
};

/// Options for writing text. Fill the struct with zeros and set `struct_size`. Zero means the
/// default.
struct ArrowBridgeTextWriteOptions {
  /// sizeof(struct ArrowBridgeTextWriteOptions).
  int64_t struct_size;
  /// One of enum ArrowBridgeTextFormat. 0: for a path that ends with `.ndjson` or `.jsonl`
  /// newline-delimited JSON; for any other destination CSV.
  int32_t format;
  /// Must be 0.
  int32_t reserved;
  /// Most rows to write. Batches after the last row are not read. 0: all rows; negative: none.
  int64_t max_rows;
  /// Called after each batch with `progress_context`, the number of batches and the number of bytes
  /// written so far. If it returns nonzero, writing stops with ECANCELED. May be NULL.
  int (*progress)(void* context, int64_t batches, int64_t bytes);
  /// Passed to `progress`.
  void* progress_context;
};

/// \brief Write the remaining batches of a reader to a file as CSV or newline-delimited JSON.
///
/// Batches are validated at ARROWBRIDGE_VALIDATE_DEFAULT and written as they are read.
/// \param[in] reader   A reader of record batches.
/// \param[in] path     UTF-8. The file appears there when it is complete; after a failure a file
///                     that was there before is unchanged.
/// \param[in] options  Options. NULL means the defaults.
/// \param[out] error   Error message. May be NULL.
/// \return 0, the code of the reader, the errno value of the system if the file cannot be written,
///         EINVAL (an option, or invalid data), ENOTSUP (JSON: text that is not UTF-8, two columns
///         with the same name; CSV: no columns; a value of 2 GiB or more), ECANCELED (`progress`
///         asked to stop), EBUSY, ENOMEM.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeWriteTextFile(struct ArrowBridgeReader* reader, const char* path,
                                                const struct ArrowBridgeTextWriteOptions* options,
                                                struct ArrowBridgeError* error);

/// \brief Write the remaining batches of a reader to a file descriptor as text, from its current
/// position.
///
/// As ArrowBridgeWriteTextFile().
/// \param[in] reader   A reader of record batches.
/// \param[in] fd       A file descriptor that is open for writing. It is not closed. If it is a
///                     pipe whose other end is closed, the function fails with EPIPE and raises no
///                     signal.
/// \param[in] options  Options. NULL means the defaults.
/// \param[out] error   Error message. May be NULL.
/// \return As ArrowBridgeWriteTextFile().
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeWriteTextDescriptor(
    struct ArrowBridgeReader* reader, int fd, const struct ArrowBridgeTextWriteOptions* options,
    struct ArrowBridgeError* error);

struct ArrowBridgeOutput; /* ipc_write.h */

/// \brief Write the remaining batches of a reader to a callback as text.
///
/// As ArrowBridgeWriteTextFile(). Each call of the callback gets up to 64 KiB, not always whole
/// lines.
/// \param[in] reader   A reader of record batches.
/// \param[in] output   The callbacks. The struct is copied. `release` is called before this
///                     function returns, in every outcome.
/// \param[in] options  Options. NULL means the defaults.
/// \param[out] error   Error message. May be NULL.
/// \return As ArrowBridgeWriteTextFile(), or the code that the callback returned.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeWriteTextOutput(struct ArrowBridgeReader* reader,
                                                  const struct ArrowBridgeOutput* output,
                                                  const struct ArrowBridgeTextWriteOptions* options,
                                                  struct ArrowBridgeError* error);

/// \}

#ifdef __cplusplus
}
#endif

#endif  // ARROWBRIDGE_TEXT_H
