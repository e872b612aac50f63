/// \file core.h
/// Definitions that every part of the API needs: the export macro, the error message, the handles,
/// the validation levels and the release of strings.
///
/// Programs include arrowbridge.h, or only the parts they use. Each part includes this file.
/// bridge.h is the manual: its head has the rules that hold for all functions.
#ifndef ARROWBRIDGE_CORE_H
#define ARROWBRIDGE_CORE_H

/// \def ARROWBRIDGE_EXPORT
/// Stands before each exported function.
#if defined(_WIN32) && !defined(ARROWBRIDGE_STATIC)
#define ARROWBRIDGE_EXPORT __declspec(dllimport)
#else
#define ARROWBRIDGE_EXPORT
#endif

#ifdef __cplusplus
extern "C" {
#endif

/// \defgroup core Errors, handles and validation levels
/// \{

/// Size of an error message in bytes, the terminating NUL included.
#define ARROWBRIDGE_ERROR_SIZE 1024

/// An error message: NUL-terminated UTF-8. The caller allocates the struct; a function writes it
/// only if it fails. A longer message is cut between two characters and ends with "…". Control
/// characters of names, such as NUL, are escaped.
///
/// The layout is frozen. nanoarrow's ArrowError has the same one.
struct ArrowBridgeError {
  /// The text; "" before the first failure if the caller has cleared it.
  char message[ARROWBRIDGE_ERROR_SIZE];
};

/// Handle of a schema; see schema.h. The struct is opaque, as are those of the other handles.
struct ArrowBridgeSchema;

/// Handle of an array or a record batch; see array.h.
struct ArrowBridgeArray;

/// Handle of a reader, a source of arrays or record batches; see reader.h.
struct ArrowBridgeReader;

/// How thoroughly an array is validated. Each level includes the levels before it.
enum ArrowBridgeValidateLevel {
  /// No checks.
  ARROWBRIDGE_VALIDATE_NONE = 0,
  /// Structure: counts, lengths, and buffers that are NULL or misaligned. The cost grows with the
  /// number of fields, not with the number of rows. Every import does this.
  ARROWBRIDGE_VALIDATE_MINIMAL = 1,
  /// Values that could lead a consumer outside a buffer: offsets, type ids, run ends, views and
  /// dictionary indices.
  ARROWBRIDGE_VALIDATE_DEFAULT = 2,
  /// Every value: UTF-8, null counts, nullability (also through dictionaries, runs and unions), the
  /// padding of views, the keys of maps, the digits of decimals (FMT-21), whole days of date64
  /// (FMT-25) and times within their day (FMT-26 to FMT-29).
  ARROWBRIDGE_VALIDATE_FULL = 3
};

/// \brief Free a string that a function of this library returned.
/// \param[in] text  The string. NULL is a no-op.
/// \since 0.1.0
ARROWBRIDGE_EXPORT void ArrowBridgeStringRelease(char* text);

/// \}

#ifdef __cplusplus
}
#endif

#endif  // ARROWBRIDGE_CORE_H
