/// \file casts.h
/// Casts: the same values in another type of the same meaning. The head of bridge.h has the rules
/// that hold for all functions.
#ifndef ARROWBRIDGE_CASTS_H
#define ARROWBRIDGE_CASTS_H

#include <stdint.h>

#include "arrowbridge/abi.h"
#include "arrowbridge/core.h"

#ifdef __cplusplus
extern "C" {
#endif

/// \defgroup casts Casts
/// A cast takes the schema that the result should have. Fields are matched by position. Names,
/// metadata and nullability become those of the requested schema without a copy.
///
/// A cast is exact or it is refused: a value that the requested type does not have is an error that
/// names the field and the row. The only exception is the fraction of a floating-point number,
/// which is rounded to the nearest in a narrower floating-point type.
///
/// Types of the same line can be cast to each other, at any depth inside structs, lists, maps,
/// unions, dictionaries and run-end encoded types:
///
///   - utf8, large_utf8, utf8_view, binary, large_binary, binary_view and fixed_size_binary. For
///     text the values must be UTF-8; for a fixed size all values must have that size.
///   - list, large_list, list_view, large_list_view, fixed_size_list and map. For a fixed size all
///     lists must have that size. A map is a list of structs of key and value. Keys and entries
///     that rows lead to must not be null, and only these are part of the result if others are
///     null. The entries have offset 0.
///   - Integers and floating-point types of all widths. Numbers must fit; fractions are rounded
///     only between floating-point types.
///   - bool and integers of all widths. false is 0 and true is 1; other numbers are errors.
///   - Decimals and integers of all widths, precisions and scales. Digits must fit, and dropped
///     digits must be zeros.
///   - A signed integer and one type of its width that counts units of time: int32 and date32 or
///     time32; int64 and date64, time64, a timestamp of any timezone or a duration. The counts stay
///     the same. A date64 must be a whole day, and a time must be within a day.
///   - Times of all units. Values must fit, and must be whole in the new unit.
///   - Durations of all units, likewise.
///   - date32, date64 and timestamps of all units without a timezone, likewise.
///   - Timestamps of all units with a timezone, likewise. The timezone may change.
///   - A dictionary-encoded type, its value type, and the same with another index type.
///   - A run-end encoded type, its value type, and the same with another run-end type.
///   - null to any type, but not back.
///
/// Everything else is impossible, for example text to numbers, decimals to floating-point types
/// (which have few of the fractions of decimals) and back, a timestamp with a timezone to one
/// without, structs or unions to other types, and a dictionary or a map to one that is flagged as
/// ordered or sorted if the source is not. A struct can never be cast to a struct with another
/// number of fields, in any mode.
///
/// Buffers that need no change are shared, column by column: the result keeps the input alive. A
/// slot that no row uses (below a null, outside a slice) may hold any value; a value there that
/// does not fit becomes null or zero. All values of a dictionary are converted, whether rows use
/// them or not; a dictionary that the cast makes has only values that rows use. Data that is
/// converted is first validated at ARROWBRIDGE_VALIDATE_DEFAULT.
/// \{

/// What a cast does with fields that cannot be cast.
enum ArrowBridgeCastMode {
  /// The cast fails and names the field.
  ARROWBRIDGE_CAST_STRICT = 0,
  /// They keep their type, name, metadata and nullability.
  ARROWBRIDGE_CAST_BEST_EFFORT = 1
};

/// What a cast does to one field, in ascending order. The fields below it have their own outcomes.
enum ArrowBridgeCastOutcome {
  /// The field does not change.
  ARROWBRIDGE_CAST_SAME = 0,
  /// The buffers stay; name, metadata, nullability or the name of the type change.
  ARROWBRIDGE_CAST_RELABELLED = 1,
  /// The field gets another representation, which exists for every value.
  ARROWBRIDGE_CAST_CONVERTED = 2,
  /// The field gets another representation, or becomes non-nullable, if its values permit. If they
  /// do not, reading or casting them fails with EINVAL.
  ARROWBRIDGE_CAST_CHECKED = 3,
  /// The field cannot be cast and stays as it is (ARROWBRIDGE_CAST_BEST_EFFORT).
  ARROWBRIDGE_CAST_LEFT = 4,
  /// The field cannot be cast: the cast is refused.
  ARROWBRIDGE_CAST_IMPOSSIBLE = 5
};

/// The outcome of a cast for one field of the requested schema.
struct ArrowBridgeFieldCast {
  /// Names from the root, such as "points.item.x", UTF-8. "" is the root.
  const char* path;
  /// What is checked, or why the cast is impossible, in a few words. "" for other outcomes.
  const char* reason;
  /// One of enum ArrowBridgeCastOutcome.
  int32_t outcome;
  /// Depth of the field: 0 is the root, 1 a column.
  int32_t depth;
};

/// \brief Determine what a cast does, without data. The casts below do exactly that.
/// \param[in] from          The type of the data. Borrowed.
/// \param[in] to            The requested type. Borrowed.
/// \param[in] mode          One of enum ArrowBridgeCastMode.
/// \param[out] out_outcome  The highest outcome of all fields, one of enum ArrowBridgeCastOutcome.
///                          Up to CHECKED the result has the requested schema; up to LEFT the cast
///                          starts in this mode. IMPOSSIBLE on failure.
/// \param[out] out_fields   The outcome of each field: the root, then each child followed by its
///                          children and its dictionary. Fields below an impossible or a left field
///                          are omitted. NULL on failure. Release the list with
///                          ArrowBridgeFieldCastListRelease(). May be NULL.
/// \param[out] out_count    Number of entries in `out_fields`; 0 on failure. May be NULL if
///                          `out_fields` is NULL.
/// \param[out] out_schema   Schema of the result, a new handle; NULL if the cast is refused, and on
///                          failure. Release it with ArrowBridgeSchemaRelease(). May be NULL.
/// \param[out] error        Error message. May be NULL.
/// \return 0 (also if the cast is impossible), EINVAL (an argument), ENOMEM.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeSchemaCanCast(
    const struct ArrowBridgeSchema* from, const struct ArrowBridgeSchema* to, int mode,
    int* out_outcome, struct ArrowBridgeFieldCast** out_fields, int64_t* out_count,
    struct ArrowBridgeSchema** out_schema, struct ArrowBridgeError* error);

/// \brief Release a list of ArrowBridgeSchemaCanCast(), strings included.
/// \param[in] fields  The list. NULL is a no-op.
/// \since 0.1.0
ARROWBRIDGE_EXPORT void ArrowBridgeFieldCastListRelease(struct ArrowBridgeFieldCast* fields);

/// \brief Cast an array or a record batch.
///
/// The result has the schema that ArrowBridgeSchemaCanCast() returns;
/// ArrowBridgeArrayGetSchemaHandle() gets it.
/// \param[in] array   Borrowed. It may be released before the result is.
/// \param[in] schema  The requested type. Borrowed.
/// \param[in] mode    One of enum ArrowBridgeCastMode. A value that does not fit is an error in
///                    both modes.
/// \param[out] out    The new handle; NULL on failure. Release it with ArrowBridgeArrayRelease().
/// \param[out] error  Error message. May be NULL.
/// \return 0, EINVAL (the cast is impossible: the field and the reason; a value does not fit: the
///         field and the row; the data is invalid), ENOTSUP (the result needs offsets of more than
///         32 bits, or null rows in a union), ENOMEM.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeArrayCast(const struct ArrowBridgeArray* array,
                                            const struct ArrowBridgeSchema* schema, int mode,
                                            struct ArrowBridgeArray** out,
                                            struct ArrowBridgeError* error);

/// \brief Make a reader that yields the batches of another reader, cast to another schema.
///
/// The new reader is an adapter: both share one position; see adapters.h. A batch is cast when it
/// is read. Batches that need no conversion are passed on without a copy. Dictionaries that the
/// cast makes may differ from batch to batch.
/// \param[in] reader  The source. Borrowed; the new reader keeps it alive. The caller still
///                    releases its own handle.
/// \param[in] schema  The requested type. Borrowed.
/// \param[in] mode    One of enum ArrowBridgeCastMode. The schema of the result is fixed here, so a
///                    value that does not fit is an error in both modes.
/// \param[out] out    The new handle; NULL on failure. Release it with ArrowBridgeReaderRelease().
/// \param[out] error  Error message. May be NULL.
/// \return 0, EINVAL (the cast is impossible: the field and the reason; or record batches would
///         become another type), ENOMEM. Reading a batch also fails as ArrowBridgeArrayCast(), with
///         batch, field and row.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeReaderCast(struct ArrowBridgeReader* reader,
                                             const struct ArrowBridgeSchema* schema, int mode,
                                             struct ArrowBridgeReader** out,
                                             struct ArrowBridgeError* error);

/// \}

#ifdef __cplusplus
}
#endif

#endif  // ARROWBRIDGE_CASTS_H
