/// \file schema.h
/// Schemas. bridge.h includes this file; its head has the rules that hold for all functions.
#ifndef ARROWBRIDGE_SCHEMA_H
#define ARROWBRIDGE_SCHEMA_H

#include "arrowbridge/abi.h"
#include "arrowbridge/core.h"

#ifdef __cplusplus
extern "C" {
#endif

/// \defgroup schemas Schemas
/// An ArrowBridgeSchema is an immutable, checked copy of an ArrowSchema. Any number of threads may
/// use it at the same time.
/// \{

/// \brief Check an ArrowSchema and keep a copy of it.
///
/// The schema may be of any type. The copy has its names, metadata and flags, unknown flag bits
/// included.
/// \param[in,out] schema  The schema to import. Consumed in every outcome: released, and marked
///                        released.
/// \param[out] out        The new handle; NULL on failure. Release it with
///                        ArrowBridgeSchemaRelease().
/// \param[out] error      Error message. May be NULL.
/// \return 0, EINVAL (the schema is released, breaks a rule FMT-* or SCH-*, or is nested more than
///         65 levels deep), ENOTSUP (unknown format string), ENOMEM.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeImportSchema(struct ArrowSchema* schema,
                                               struct ArrowBridgeSchema** out,
                                               struct ArrowBridgeError* error);

/// \brief Fill an ArrowSchema that shares the memory of a schema handle.
/// \param[in] schema  Borrowed. It may be released before `out` is.
/// \param[out] out    The exported struct; marked released on failure. Release it by its callback.
///                    Its children may be moved out (MOV-3).
/// \param[out] error  Error message. May be NULL.
/// \return 0, EINVAL, ENOMEM.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeExportSchema(const struct ArrowBridgeSchema* schema,
                                               struct ArrowSchema* out,
                                               struct ArrowBridgeError* error);

/// \brief Release a schema handle.
/// \param[in] schema  The handle. NULL is a no-op.
/// \since 0.1.0
ARROWBRIDGE_EXPORT void ArrowBridgeSchemaRelease(struct ArrowBridgeSchema* schema);

/// \brief Compare two schemas: formats, names, nullability and the other known flags, children and
///        dictionaries.
/// \param[in] a               First schema. Borrowed.
/// \param[in] b               Second schema. Borrowed.
/// \param[in] check_metadata  Nonzero: compare the metadata too. All pairs of key and value must be
///                            there equally often; their order does not matter.
/// \param[out] equal          1 if the schemas are equal, otherwise 0; 0 on failure.
/// \param[out] error          Error message. May be NULL.
/// \return 0, EINVAL, ENOMEM.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeSchemaEquals(const struct ArrowBridgeSchema* a,
                                               const struct ArrowBridgeSchema* b,
                                               int check_metadata, int* equal,
                                               struct ArrowBridgeError* error);

/// \brief Print a schema as a tree with one line per field, metadata included.
///
/// The tree is for people: long metadata is cut, and names are not quoted.
/// ArrowBridgeSchemaToLine() prints a text that can be parsed.
/// \param[in] schema  Borrowed.
/// \param[out] out    UTF-8 text; NULL on failure. Release it with ArrowBridgeStringRelease().
/// \param[out] error  Error message. May be NULL.
/// \return 0, EINVAL, ENOMEM.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeSchemaToString(const struct ArrowBridgeSchema* schema, char** out,
                                                 struct ArrowBridgeError* error);

/// \brief Make a schema of a format string, with children and a dictionary that are schemas, too.
///
/// Each child brings its name, flags and metadata with it. They are copied.
/// \param[in] format      Format string of the C data interface, such as `i`, `+s` or `tsu:UTC`.
/// \param[in] name        Name. May be NULL.
/// \param[in] flags       ARROW_FLAG_* bits. Unknown bits are kept.
/// \param[in] metadata    In the encoding of the C data interface. May be NULL.
/// \param[in] n_children  Number of children.
/// \param[in] children    The children, in order. Borrowed; a schema may be there several times.
/// May
///                        be NULL if there are none.
/// \param[in] dictionary  The values, if `format` is the type of the indices of a dictionary.
///                        Borrowed. NULL for all other fields.
/// \param[out] out        The new handle; NULL on failure. Release it with
///                        ArrowBridgeSchemaRelease().
/// \param[out] error      Error message. May be NULL.
/// \return 0, EINVAL (the parts break a rule FMT-* or SCH-*, or are nested more than 65 levels
///         deep), ENOTSUP (unknown format string), ENOMEM.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeSchemaFromFormat(
    const char* format, const char* name, int64_t flags, const char* metadata, int64_t n_children,
    struct ArrowBridgeSchema* const* children, const struct ArrowBridgeSchema* dictionary,
    struct ArrowBridgeSchema** out, struct ArrowBridgeError* error);

/// \brief Make a schema of text, such as
///        `struct<id: int64 not null, name: utf8, tags: list<utf8>>`.
///
/// The grammar, in which white space between words and marks has no meaning:
///
///     field       [name:] type [extension] [not null | nullable] [flags] [metadata]
///     type        null | bool | int8 ... uint64 | float16 | float32 | float64
///                 | utf8 | large_utf8 | utf8_view | binary | large_binary | binary_view
///                 | date32 | date64 | time32[s] | time32[ms] | time64[us] | time64[ns]
///                 | timestamp[unit] | timestamp[unit, timezone] | duration[unit]
///                 | interval[months] | interval[day_time] | interval[month_day_nano]
///                 | decimal32(precision, scale) ... decimal256(precision, scale)
///                 | fixed_size_binary[16]
///                 | list<field> | large_list<field> | list_view<field> | large_list_view<field>
///                 | fixed_size_list[3]<field> | struct<field, ...> | map<entries>
///                 | map<key, value> | map[keys sorted]<...> | run_end_encoded<run ends, values>
///                 | dense_union<field, ...> | sparse_union[5, 7]<field, ...>
///                 | dictionary<integer type, values> | dictionary<integer type, values, ordered>
///     extension   extension<name> | extension<name, serialized metadata>
///     flags       flags<8>
///     metadata    metadata<key: value, ...>
///
/// A unit is s, ms, us or ns. The further names string, large_string, string_view and decimal stand
/// for utf8, large_utf8, utf8_view and decimal128; a scale of 0 may be left out.
///
/// Fields are nullable unless they are `not null`. The root is the schema of record batches, and
/// `not null`, if it is a struct without a name that is not `nullable`. Names must be given in
/// structs and unions. In lists, maps and run-end encoded types a field without a name has the
/// usual one: item, entries, key, value, run_ends, values. Keys and unnamed entries of maps are
/// never nullable, and neither are unnamed run ends. The type ids of a union are 0, 1, 2 and so on
/// if there are none.
///
/// Names, timezones, keys and values are in quotes, with the escapes of JSON, if they are empty,
/// contain control characters or one of `",:<>[]()`, or begin or end with a space; a timezone, the
/// arguments of an extension and the value of a pair, also if they contain a space, but not because
/// of a colon. Bytes that are not UTF-8 are the escapes `\udc80` to `\udcff`. Only values of
/// metadata may contain `\u0000`. \param[in] text   The text, NUL-terminated. \param[out] out   The
/// new handle; NULL on failure. Release it with ArrowBridgeSchemaRelease(). \param[out] error Error
/// message: what was expected at which byte of the text, counted from 0, and
///                   for an unknown type one with a similar name. May be NULL.
/// \return 0, EINVAL (the text is not in the grammar, breaks a rule FMT-* or SCH-*, or is nested
/// more
///         than 65 levels deep), ENOMEM.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeSchemaParse(const char* text, struct ArrowBridgeSchema** out,
                                              struct ArrowBridgeError* error);

/// \brief Print a schema on one line, from which ArrowBridgeSchemaParse() makes an equal schema.
/// \param[in] schema            Borrowed.
/// \param[in] include_metadata  Nonzero: print all metadata, so that the schemas are equal with
/// their
///                              metadata, but for the order of pairs. 0: print only the name and
///                              the metadata of extension types.
/// \param[out] out              UTF-8 text without a line break; NULL on failure. Release it with
///                              ArrowBridgeStringRelease().
/// \param[out] error            Error message. May be NULL.
/// \return 0, EINVAL, ENOMEM.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeSchemaToLine(const struct ArrowBridgeSchema* schema,
                                               int include_metadata, char** out,
                                               struct ArrowBridgeError* error);

/// \brief Make a schema whose dictionary-encoded fields, at any depth, are replaced by fields of
///        their values.
///
/// Cast a reader or an array to this schema to decode its dictionaries (casts.h): for example
/// before ArrowBridgeReaderRebatch(), which cannot concatenate ordered dictionaries that differ. A
/// field keeps its name, its nullability and its metadata; if it has no metadata, it gets those of
/// the values.
/// \param[in] schema  Borrowed.
/// \param[out] out    The new handle, equal to `schema` if that has no dictionaries; NULL on
///                    failure. Release it with ArrowBridgeSchemaRelease().
/// \param[out] error  Error message. May be NULL.
/// \return 0, EINVAL, ENOMEM.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeSchemaDecodeDictionaries(const struct ArrowBridgeSchema* schema,
                                                           struct ArrowBridgeSchema** out,
                                                           struct ArrowBridgeError* error);

/// \}

#ifdef __cplusplus
}
#endif

#endif  // ARROWBRIDGE_SCHEMA_H
