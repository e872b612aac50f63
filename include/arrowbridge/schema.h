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
/// \param[in] schema  Borrowed.
/// \param[out] out    UTF-8 text; NULL on failure. Release it with ArrowBridgeStringRelease().
/// \param[out] error  Error message. May be NULL.
/// \return 0, EINVAL, ENOMEM.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeSchemaToString(const struct ArrowBridgeSchema* schema, char** out,
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
