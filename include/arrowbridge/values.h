/// \file values.h
/// Single values of arrays. The head of bridge.h has the rules that hold for all functions.
#ifndef ARROWBRIDGE_VALUES_H
#define ARROWBRIDGE_VALUES_H

#include <stdint.h>

#include "arrowbridge/abi.h"
#include "arrowbridge/core.h"

#ifdef __cplusplus
extern "C" {
#endif

/// \defgroup values Values
/// The functions read the value that a row stands for: of a dictionary-encoded array the value of
/// the dictionary, of a run-end encoded array the value of the run, of a union the value of the
/// child. A row is null if that value is, or an index or a run on the way to it.
///
/// The first call with an array handle validates the array at ARROWBRIDGE_VALIDATE_DEFAULT, which
/// the handle remembers. A later call costs a few nanoseconds plus, for run-end encoded arrays, a
/// binary search. For whole columns it is faster to export the array and to read its buffers.
///
/// Each function checks the type, also of nulls. It converts nothing except numbers to the wider
/// type that it returns.
/// \{

/// \brief Read an integer, or a date, time, timestamp or duration as the number of its unit.
/// \param[in] array     Borrowed.
/// \param[in] index     The row, from 0.
/// \param[out] out      The value; 0 for a null and on failure.
/// \param[out] is_null  1 if the value is null, otherwise 0. May be NULL; then a null is EINVAL.
/// \param[out] error    Error message. May be NULL.
/// \return 0, EINVAL (no such row, the type is another one, a uint64 is above INT64_MAX, the array
///         is invalid), ENOMEM.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeArrayGetInt64(const struct ArrowBridgeArray* array, int64_t index,
                                                int64_t* out, int* is_null,
                                                struct ArrowBridgeError* error);

/// \brief Read a floating-point number of 16, 32 or 64 bits.
/// \param[in] array     Borrowed.
/// \param[in] index     The row, from 0.
/// \param[out] out      The value; 0 for a null and on failure.
/// \param[out] is_null  1 if the value is null, otherwise 0. May be NULL; then a null is EINVAL.
/// \param[out] error    Error message. May be NULL.
/// \return 0, EINVAL (no such row, the type is another one, the array is invalid), ENOMEM.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeArrayGetDouble(const struct ArrowBridgeArray* array,
                                                 int64_t index, double* out, int* is_null,
                                                 struct ArrowBridgeError* error);

/// \brief Read a boolean.
/// \param[in] array     Borrowed.
/// \param[in] index     The row, from 0.
/// \param[out] out      1 or 0; 0 for a null and on failure.
/// \param[out] is_null  1 if the value is null, otherwise 0. May be NULL; then a null is EINVAL.
/// \param[out] error    Error message. May be NULL.
/// \return 0, EINVAL (no such row, the type is another one, the array is invalid), ENOMEM.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeArrayGetBool(const struct ArrowBridgeArray* array, int64_t index,
                                               int* out, int* is_null,
                                               struct ArrowBridgeError* error);

/// \brief Get the bytes of a string. Nothing is copied.
///
/// The bytes are not checked to be UTF-8; ARROWBRIDGE_VALIDATE_FULL does that.
/// \param[in] array     Borrowed.
/// \param[in] index     The row, from 0.
/// \param[out] out      The first byte, in the memory of the array: valid until the array is
///                      released. The string is not NUL-terminated. May be NULL if `size` is 0;
///                      NULL for a null and on failure.
/// \param[out] size     Number of bytes; 0 for a null and on failure.
/// \param[out] is_null  1 if the value is null, otherwise 0. May be NULL; then a null is EINVAL.
/// \param[out] error    Error message. May be NULL.
/// \return 0, EINVAL (no such row, the type is another one, the array is invalid), ENOMEM.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeArrayGetString(const struct ArrowBridgeArray* array,
                                                 int64_t index, const char** out, int64_t* size,
                                                 int* is_null, struct ArrowBridgeError* error);

/// \brief Get the bytes of a binary value, of any layout, or of a string. Nothing is copied.
/// \param[in] array     Borrowed.
/// \param[in] index     The row, from 0.
/// \param[out] out      The first byte, as ArrowBridgeArrayGetString().
/// \param[out] size     Number of bytes; 0 for a null and on failure.
/// \param[out] is_null  1 if the value is null, otherwise 0. May be NULL; then a null is EINVAL.
/// \param[out] error    Error message. May be NULL.
/// \return 0, EINVAL (no such row, the type is another one, the array is invalid), ENOMEM.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeArrayGetBytes(const struct ArrowBridgeArray* array, int64_t index,
                                                const void** out, int64_t* size, int* is_null,
                                                struct ArrowBridgeError* error);

/// \brief Print one value of any type as ArrowBridgeArrayToString() prints it in a cell.
/// \param[in] array      Borrowed.
/// \param[in] index      The row, from 0.
/// \param[in] max_width  Maximum width in characters; longer text is cut and ends with an ellipsis.
///                       0: no limit.
/// \param[out] out       UTF-8 text, `null` for a null; NULL on failure. Release it with
///                       ArrowBridgeStringRelease().
/// \param[out] error     Error message. May be NULL.
/// \return 0, EINVAL (no such row, `max_width` is negative, the array is invalid), ENOMEM.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeArrayValueToString(const struct ArrowBridgeArray* array,
                                                     int64_t index, int64_t max_width, char** out,
                                                     struct ArrowBridgeError* error);

/// \}

#ifdef __cplusplus
}
#endif

#endif  // ARROWBRIDGE_VALUES_H
