/// \file casts.h
/// Casts between representations: the same values in another type of the same meaning. Part of
/// bridge.h, which includes it and has the rules that hold for all functions.
///
/// A cast takes a schema to arrive at. Fields are matched by their place; names, metadata and
/// nullability become those of the schema, which costs nothing. Types are converted as this table
/// says, in both directions where there is an arrow with two heads, at any depth inside structs,
/// lists, maps, unions, dictionaries and run-end encoded types:
///
///   utf8 <-> large_utf8 <-> utf8_view <-> binary <-> large_binary <-> binary_view <->
///   fixed_size_binary
///                                       to a text: values must be UTF-8; to a fixed size: all must
///                                       have it
///   list <-> large_list <-> list_view <-> large_list_view <-> fixed_size_list <-> map
///                                       to a fixed size: all lists must have it; a map is a list
///                                       of structs of key and value
///   integers and floating-point types of all widths
///                                       numbers must fit; a fraction may be rounded only between
///                                       floating-point types
///   decimals of all widths, precisions and scales
///                                       digits must fit, and those that are dropped must be zeros
///   times, durations and timestamps of all units; date32 <-> date64 <-> timestamp without a
///   timezone
///                                       must fit, and must be whole in the new unit; a timezone
///                                       may become another one
///   dictionary-encoded <-> its values, and between widths of indices
///   run-end encoded <-> its values, and between widths of run ends
///   null -> anything
///
/// Everything else is impossible, such as text to numbers, a timestamp with a timezone to one
/// without, structs or unions to anything else, a dictionary or a map to one whose order is
/// asserted. Between structs with different numbers of fields there is no cast in any mode.
///
/// Buffers that need no change are shared: the input is kept alive by what is handed out, column by
/// column. A slot that no row leads to (below a null, outside a slice) may hold anything; what does
/// not fit there becomes a null or zero. The values of a dictionary are converted whether rows use
/// them or not. What is converted is checked first as by ARROWBRIDGE_VALIDATE_DEFAULT.
#ifndef ARROWBRIDGE_CASTS_H
#define ARROWBRIDGE_CASTS_H

#include <stdint.h>

#include "arrowbridge/abi.h"
#include "arrowbridge/core.h"

#ifdef __cplusplus
extern "C" {
#endif

/// What happens to fields that cannot become what is asked for.
#define ARROWBRIDGE_CAST_STRICT 0  ///< the call fails and names the field
#define ARROWBRIDGE_CAST_BEST_EFFORT \
  1  ///< they stay as they are, with type, name, metadata and nullability

/// What happens to a field, from nothing to the worst. Children have an answer of their own.
#define ARROWBRIDGE_CAST_SAME 0  ///< nothing
#define ARROWBRIDGE_CAST_RELABELLED \
  1  ///< the buffers stay; name, metadata, nullability or the type's name change
#define ARROWBRIDGE_CAST_CONVERTED 2  ///< another representation, which exists for every value
#define ARROWBRIDGE_CAST_CHECKED \
  3  ///< another representation, or no more nulls, if the values permit; if not, EINVAL when they
     ///< come
#define ARROWBRIDGE_CAST_LEFT 4        ///< impossible; the field stays as it is (best effort)
#define ARROWBRIDGE_CAST_IMPOSSIBLE 5  ///< the cast is refused

/// The answer for one field of the schema that is asked for.
struct ArrowBridgeFieldCast {
  const char* path;    ///< names from the root, such as "points.item.x"; "" is the root. UTF-8
  const char* reason;  ///< what is checked, or why it is impossible, in a few words; else ""
  int32_t outcome;     ///< ARROWBRIDGE_CAST_SAME … ARROWBRIDGE_CAST_IMPOSSIBLE
  int32_t depth;       ///< 0 is the root, 1 a column
};

/// \brief Say what a cast would do, without any data. The casts below do exactly that.
/// \param[in] from         The type that is there; borrowed.
/// \param[in] to           The one that is asked for; borrowed.
/// \param[in] mode         ARROWBRIDGE_CAST_STRICT or ARROWBRIDGE_CAST_BEST_EFFORT.
/// \param[out] out_outcome The worst of all answers: up to ARROWBRIDGE_CAST_CHECKED all is as
/// asked, up to ARROWBRIDGE_CAST_LEFT a cast of this mode
///                         will start. Set to ARROWBRIDGE_CAST_IMPOSSIBLE on failure.
/// \param[out] out_fields  May be NULL. A list with the root first, then its children, each
/// followed by its own and by its dictionary;
///                         what is below an impossible field, or one that is left, is not in it.
///                         Release with ArrowBridgeFieldCastListRelease().
/// \param[out] out_count   May be NULL where `out_fields` is. Length of the list.
/// \param[out] out_schema  May be NULL. The schema of the result, or NULL where the cast is
/// refused. Release with ArrowBridgeSchemaRelease(). \return 0 (also where the answer is no),
/// EINVAL (an argument), ENOMEM.  \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeSchemaCanCast(const struct ArrowBridgeSchema* from,
                                          const struct ArrowBridgeSchema* to, int mode,
                                          int* out_outcome,
                                          struct ArrowBridgeFieldCast** out_fields,
                                          int64_t* out_count, struct ArrowBridgeSchema** out_schema,
                                          struct ArrowBridgeError* error);

/// \brief Free a list that ArrowBridgeSchemaCanCast() made, texts included. NULL is a no-op.  \since
/// 0.1.0
ARROWBRIDGE_EXPORT void ArrowBridgeFieldCastListRelease(struct ArrowBridgeFieldCast* fields);

/// \brief Cast an array or a record batch.
/// \param[in] array   Borrowed; may be released while the result lives.
/// \param[in] schema  What to arrive at; borrowed.
/// \param[in] mode    ARROWBRIDGE_CAST_STRICT or ARROWBRIDGE_CAST_BEST_EFFORT. Values that do not
/// fit are an error in both: the schema that
///                    ArrowBridgeSchemaCanCast() gives is kept.
/// \param[out] out    Set to NULL on failure. Release with ArrowBridgeArrayRelease(). Ask it for
/// its schema. \return 0, EINVAL (impossible: the field and why; a value does not fit: field and
/// row; contents that do not hold up), ENOTSUP
///         (more than 32 bits can count, nulls over a union), ENOMEM.  \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeArrayCast(const struct ArrowBridgeArray* array,
                                            const struct ArrowBridgeSchema* schema, int mode,
                                            struct ArrowBridgeArray** out,
                                            struct ArrowBridgeError* error);

/// \brief A reader whose batches are those of another one, cast as they come. Both share one
/// cursor. \param[in] reader  Borrowed, and kept alive by the new reader; the caller still releases
/// its own handle. \param[in] schema  What to arrive at; borrowed. \param[in] mode
/// ARROWBRIDGE_CAST_STRICT or ARROWBRIDGE_CAST_BEST_EFFORT. The schema is settled here, so that
/// values that do not fit are an
///                    error of the stream in both modes: EINVAL with batch, field and row.
/// \param[out] out    Set to NULL on failure. Release with ArrowBridgeReaderRelease(). Batches of
/// which nothing has to change pass through
///                    as they are. Dictionaries that are made here differ from batch to batch.
/// \return 0, EINVAL (impossible: the field and why; or record batches would become something
/// else), ENOMEM.  \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeReaderCast(struct ArrowBridgeReader* reader,
                                             const struct ArrowBridgeSchema* schema, int mode,
                                             struct ArrowBridgeReader** out,
                                             struct ArrowBridgeError* error);

#ifdef __cplusplus
}
#endif

#endif  // ARROWBRIDGE_CASTS_H
