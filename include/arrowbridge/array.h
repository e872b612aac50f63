/// \file array.h
/// Arrays and record batches. bridge.h includes this file; its head has the rules that hold for
/// all functions.
#ifndef ARROWBRIDGE_ARRAY_H
#define ARROWBRIDGE_ARRAY_H

#include <stdint.h>

#include "arrowbridge/abi.h"
#include "arrowbridge/core.h"

#ifdef __cplusplus
extern "C" {
#endif

/// \defgroup arrays Arrays and record batches
/// An ArrowBridgeArray is an immutable array with its type. A record batch is an array whose type
/// is a struct: its children are the columns. Views (slices, columns) and exports share the memory
/// of the array; nothing is copied. Any number of threads may use an array at the same time.
/// \{

/// \brief Check the structure of an ArrowArray and take it over.
///
/// The check is that of ARROWBRIDGE_VALIDATE_MINIMAL. Accepted besides, because older versions of
/// Arrow exported them, and brought into the usual form: null arrays with one buffer, and unions
/// with a validity bitmap without nulls as the first buffer.
/// \param[in,out] array  The array to import. Consumed in every outcome: moved on success, released
///                       on failure, and marked released.
/// \param[in] schema     Type of the array. Borrowed.
/// \param[out] out       The new handle; NULL on failure. Release it with
///                       ArrowBridgeArrayRelease().
/// \param[out] error     Error message. May be NULL.
/// \return 0, EINVAL (the array is released, or breaks a rule ARR-* or COL-*), ENOMEM.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeImportArray(struct ArrowArray* array,
                                              const struct ArrowBridgeSchema* schema,
                                              struct ArrowBridgeArray** out,
                                              struct ArrowBridgeError* error);

/// What the import functions do with a buffer that is not aligned to the size of its values
/// (ARR-10). The specification recommends alignment; some producers hand out slices of bytes.
enum ArrowBridgeMisaligned {
  /// Refuse the array with EINVAL.
  ARROWBRIDGE_MISALIGNED_REFUSE = 0,
  /// Copy the buffer to aligned memory, which ArrowBridgeBytesCopied() counts.
  ARROWBRIDGE_MISALIGNED_COPY = 1
};

/// Options for importing. Fill the struct with zeros and set `struct_size`. Zero means the default.
struct ArrowBridgeImportOptions {
  /// sizeof(struct ArrowBridgeImportOptions).
  int64_t struct_size;
  /// One of enum ArrowBridgeMisaligned.
  int32_t misaligned;
  /// Must be 0.
  int32_t reserved;
};

/// \brief ArrowBridgeImportArray() with options.
/// \param[in,out] array  As ArrowBridgeImportArray(): consumed in every outcome.
/// \param[in] schema     Type of the array. Borrowed.
/// \param[in] options    Options. NULL means the defaults.
/// \param[out] out       The new handle; NULL on failure.
/// \param[out] error     Error message. May be NULL.
/// \return As ArrowBridgeImportArray().
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeImportArrayWithOptions(
    struct ArrowArray* array, const struct ArrowBridgeSchema* schema,
    const struct ArrowBridgeImportOptions* options, struct ArrowBridgeArray** out,
    struct ArrowBridgeError* error);

/// \brief ArrowBridgeImportRecordBatch() with options.
/// \param[in,out] array  As ArrowBridgeImportRecordBatch(): consumed in every outcome.
/// \param[in] schema     Type of the batch, a struct. Borrowed.
/// \param[in] options    Options. NULL means the defaults.
/// \param[out] out       The new handle; NULL on failure.
/// \param[out] error     Error message. May be NULL.
/// \return As ArrowBridgeImportRecordBatch().
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeImportRecordBatchWithOptions(
    struct ArrowArray* array, const struct ArrowBridgeSchema* schema,
    const struct ArrowBridgeImportOptions* options, struct ArrowBridgeArray** out,
    struct ArrowBridgeError* error);

/// \brief Fill an ArrowArray, and its ArrowSchema if wanted, that share the memory of an array.
/// \param[in] array        Borrowed. It may be released before the exported structs are.
/// \param[out] out         The exported array; marked released on failure. Its children may be
///                         moved out; each child keeps alive only what its column needs (MOV-6).
/// \param[out] out_schema  The exported type; marked released on failure. May be NULL.
/// \param[out] error       Error message. May be NULL.
/// \return 0, EINVAL, ENOMEM.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeExportArray(const struct ArrowBridgeArray* array,
                                              struct ArrowArray* out,
                                              struct ArrowSchema* out_schema,
                                              struct ArrowBridgeError* error);

/// \brief Check the structure of an ArrowArray that is a record batch and take it over.
///
/// As ArrowBridgeImportArray(), for struct arrays. An offset of the struct, nulls of the struct
/// itself, and rows without columns are accepted (RB-1).
/// \param[in,out] array  The batch to import. Consumed in every outcome: moved on success, released
///                       on failure, and marked released.
/// \param[in] schema     Type of the batch, a struct. Borrowed.
/// \param[out] out       The new handle; NULL on failure. Release it with
///                       ArrowBridgeArrayRelease().
/// \param[out] error     Error message. May be NULL.
/// \return 0, EINVAL (as ArrowBridgeImportArray(), or the type is not a struct), ENOMEM.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeImportRecordBatch(struct ArrowArray* array,
                                                    const struct ArrowBridgeSchema* schema,
                                                    struct ArrowBridgeArray** out,
                                                    struct ArrowBridgeError* error);

/// \brief Fill an ArrowArray with a record batch in the form that every consumer understands.
///
/// As ArrowBridgeExportArray(), but the exported struct has offset 0 and no nulls of its own. Null
/// rows of the struct become null values in its columns; only the validity bitmaps that this
/// requires are new, all other buffers are shared.
/// \param[in] batch        An array whose type is a struct. Borrowed. It may be released before the
///                         exported structs are.
/// \param[out] out         The exported batch; marked released on failure. Its children may be
///                         moved out; each child keeps alive only what its column needs (MOV-6).
/// \param[out] out_schema  The exported type; marked released on failure. May be NULL.
/// \param[out] error       Error message. May be NULL.
/// \return 0, EINVAL (the type is not a struct), ENOTSUP (null rows over a union or run-end encoded
///         column, which cannot represent them), ENOMEM.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeExportRecordBatch(const struct ArrowBridgeArray* batch,
                                                    struct ArrowArray* out,
                                                    struct ArrowSchema* out_schema,
                                                    struct ArrowBridgeError* error);

/// \brief Validate an array.
/// \param[in] array   Borrowed.
/// \param[in] level   One of enum ArrowBridgeValidateLevel.
/// \param[out] error  Error message: the broken rule, the field and the row. May be NULL.
/// \return 0, EINVAL (the array is invalid, or an argument), ENOMEM.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeArrayValidate(const struct ArrowBridgeArray* array, int level,
                                                struct ArrowBridgeError* error);

/// \brief Compare two arrays by value.
///
/// Arrays are equal if they have equal types (the names of struct fields count; nullability and
/// metadata do not), the same length, nulls in the same rows and the same values. Their layout does
/// not matter: offsets, validity bitmaps, dictionaries, views and runs may differ. Floating-point
/// values are equal if their bits are equal: a NaN equals a NaN with the same bits, and 0.0 differs
/// from -0.0. Both arrays are first validated at ARROWBRIDGE_VALIDATE_DEFAULT.
/// \param[in] a       First array. Borrowed.
/// \param[in] b       Second array. Borrowed.
/// \param[out] equal  1 if the arrays are equal, otherwise 0; 0 on failure.
/// \param[out] error  Error message. May be NULL.
/// \return 0, EINVAL (an array is invalid, or an argument), ENOTSUP (views, list views,
///         dictionaries or runs refer to the same values so often that the comparison would take
///         hours), ENOMEM.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeArrayEquals(const struct ArrowBridgeArray* a,
                                              const struct ArrowBridgeArray* b, int* equal,
                                              struct ArrowBridgeError* error);

/// \brief Release an array handle.
/// \param[in] array  The handle. NULL is a no-op.
/// \since 0.1.0
ARROWBRIDGE_EXPORT void ArrowBridgeArrayRelease(struct ArrowBridgeArray* array);

/// \brief Get the length of an array in rows.
/// \param[in] array  Borrowed.
/// \return The length; -1 if `array` is NULL.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int64_t ArrowBridgeArrayLength(const struct ArrowBridgeArray* array);

/// \brief Get the number of children of an array: for a record batch, the number of columns.
/// \param[in] array  Borrowed.
/// \return The number of children; -1 if `array` is NULL.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int64_t ArrowBridgeArrayNumColumns(const struct ArrowBridgeArray* array);

/// \brief Get the number of nulls in the validity bitmap of an array.
///
/// The nulls are counted if their number is not known. Nulls in children or in a dictionary are not
/// included.
/// \param[in] array   Borrowed.
/// \param[out] out    The number of nulls; 0 on failure.
/// \param[out] error  Error message. May be NULL.
/// \return 0, EINVAL.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeArrayNullCount(const struct ArrowBridgeArray* array, int64_t* out,
                                                 struct ArrowBridgeError* error);

/// \brief Get the type of an array as a new schema handle.
/// \param[in] array   Borrowed. It may be released before the new handle is.
/// \param[out] out    The new handle; NULL on failure. Release it with ArrowBridgeSchemaRelease().
/// \param[out] error  Error message. May be NULL.
/// \return 0, EINVAL, ENOMEM.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeArrayGetSchemaHandle(const struct ArrowBridgeArray* array,
                                                       struct ArrowBridgeSchema** out,
                                                       struct ArrowBridgeError* error);

/// \brief Make a view of some rows of an array. Nothing is copied.
/// \param[in] array   Borrowed. Array and view may be released in any order.
/// \param[in] offset  Index of the first row.
/// \param[in] length  Number of rows. If it reaches past the end of the array, the view ends at the
///                    end of the array.
/// \param[out] out    The new handle; NULL on failure. Release it with ArrowBridgeArrayRelease().
/// \param[out] error  Error message. May be NULL.
/// \return 0, EINVAL (`offset` is negative or past the end, `length` is negative), ENOMEM.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeArraySlice(const struct ArrowBridgeArray* array, int64_t offset,
                                             int64_t length, struct ArrowBridgeArray** out,
                                             struct ArrowBridgeError* error);

/// \brief Make a view of one child of an array, such as a column of a record batch.
///
/// The offset, the length and the null rows of a batch are applied to the column. The view keeps
/// alive only what that column needs.
/// \param[in] array   Borrowed. Array and view may be released in any order.
/// \param[in] index   Index of the child, from 0.
/// \param[out] out    The new handle; NULL on failure. Release it with ArrowBridgeArrayRelease().
/// \param[out] error  Error message. May be NULL.
/// \return 0, EINVAL (no such column), ENOTSUP (as ArrowBridgeExportRecordBatch()), ENOMEM.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeArrayColumn(const struct ArrowBridgeArray* array, int64_t index,
                                              struct ArrowBridgeArray** out,
                                              struct ArrowBridgeError* error);

/// \brief Make a view of one child of an array by name; see ArrowBridgeArrayColumn().
/// \param[in] array   Borrowed. Array and view may be released in any order.
/// \param[in] name    Name of the child, UTF-8.
/// \param[out] out    The new handle; NULL on failure. Release it with ArrowBridgeArrayRelease().
/// \param[out] error  Error message. May be NULL.
/// \return 0, EINVAL (no column has the name, or several have it), ENOTSUP (as
///         ArrowBridgeExportRecordBatch()), ENOMEM.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeArrayColumnByName(const struct ArrowBridgeArray* array,
                                                    const char* name, struct ArrowBridgeArray** out,
                                                    struct ArrowBridgeError* error);

/// Options for printing. Fill the struct with zeros and set `struct_size`. Zero means the default.
struct ArrowBridgePrintOptions {
  /// sizeof(struct ArrowBridgePrintOptions).
  int64_t struct_size;
  /// Number of rows printed from the start. Default 10; -1: none.
  int64_t head;
  /// Number of rows printed from the end. Default 5; -1: none.
  int64_t tail;
  /// Maximum width of a cell in characters. Longer cells are cut and end with an ellipsis.
  /// Default 40.
  int64_t max_width;
  /// Maximum width of a line in characters. Columns that do not fit are left out; their number is
  /// printed. Default: no limit.
  int64_t total_width;
};

/// \brief Print the first and last rows of an array as a table with one heading per column.
///
/// An array that is not a struct is printed as one column.
/// \param[in] array    Borrowed.
/// \param[in] options  Options. NULL means the defaults.
/// \param[out] out     UTF-8 text; NULL on failure. Release it with ArrowBridgeStringRelease().
/// \param[out] error   Error message. May be NULL.
/// \return 0, EINVAL (the printed rows are invalid at ARROWBRIDGE_VALIDATE_DEFAULT, or an option),
///         ENOMEM.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeArrayToString(const struct ArrowBridgeArray* array,
                                                const struct ArrowBridgePrintOptions* options,
                                                char** out, struct ArrowBridgeError* error);

/// \brief Get the width of text in columns of a terminal, as ArrowBridgeArrayToString() counts it.
///
/// East Asian wide characters and emoji have two columns (Unicode 16), combining and control
/// characters none. A byte that is not UTF-8 counts as one column.
/// \param[in] text    UTF-8. May be NULL if `size` is 0.
/// \param[in] size    Number of bytes, at most INT32_MAX.
/// \param[out] out    The width; 0 on failure.
/// \param[out] error  Error message. May be NULL.
/// \return 0, EINVAL.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeStringWidth(const char* text, int64_t size, int64_t* out,
                                              struct ArrowBridgeError* error);

/// \}

#ifdef __cplusplus
}
#endif

#endif  // ARROWBRIDGE_ARRAY_H
