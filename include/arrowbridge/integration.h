/// \file integration.h
/// The JSON of the Arrow project's integration tests as a source and a sink, and the functions that
/// its runner calls. Part of bridge.h, which includes it and has the rules that hold for all
/// functions.
///
/// The format is that of the columnar specification's "Integration Testing": it shows the buffers
/// of arrays, of every type. A file is read into memory whole, and checked whole, before its first
/// batch is handed out. Members that are not known are ignored. NaN and the infinities, which JSON
/// has no numbers for, are the strings "NaN", "Infinity" and "-Infinity"; the bits inside a NaN are
/// not kept.
#ifndef ARROWBRIDGE_INTEGRATION_H
#define ARROWBRIDGE_INTEGRATION_H

#include <stdint.h>

#include "arrowbridge/abi.h"
#include "arrowbridge/core.h"

#ifdef __cplusplus
extern "C" {
#endif

/// \brief Open a JSON file of the integration format.
/// \param[in] path  UTF-8. Read to its end and closed by this call.
/// \param[out] out  Set to NULL on failure. Release with ArrowBridgeReaderRelease(). Batches have
/// buffers of their own; each is checked
///                  as by ARROWBRIDGE_VALIDATE_DEFAULT.
/// \return 0, the system's error where the file cannot be read, EINVAL (not JSON, or not of this
/// format: the byte, or batch, field
///         and row), ENOTSUP (a type that is not known), ENOMEM.  \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeOpenJsonFile(const char* path, struct ArrowBridgeReader** out,
                                               struct ArrowBridgeError* error);

/// \brief Write all batches that are left in a reader of record batches to a JSON file of the
/// integration format. \param[in] path  UTF-8. The file appears there when it is whole; a failure
/// leaves what was there. \return 0, the system's error where the file cannot be written, EINVAL,
/// ENOTSUP (texts that are not UTF-8, a dictionary that is not
///         the beginning of the next batch's, or the other way round), ENOMEM, or what the reader
///         fails with.  \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeWriteJsonFile(struct ArrowBridgeReader* reader, const char* path,
                                                struct ArrowBridgeError* error);

// Names and parameters of the following are fixed by the Arrow project's runner of integration
// tests. Each returns NULL, or a text that says what went wrong; it stands in memory of the calling
// thread until that thread's next call of one of these, and needs no release.

/// \brief Export the schema of a JSON file.
/// \param[out] out  Never read. Marked released on failure.  \since 0.1.0
ARROWBRIDGE_EXPORT const char* ArrowBridge_CDataIntegration_ExportSchemaFromJson(
    const char* json_path, struct ArrowSchema* out);

/// \brief Compare a schema with that of a JSON file, metadata included; what differs is named with
/// its field. \param[in,out] schema  Consumed in every outcome.  \since 0.1.0
ARROWBRIDGE_EXPORT const char* ArrowBridge_CDataIntegration_ImportSchemaAndCompareToJson(
    const char* json_path, struct ArrowSchema* schema);

/// \brief Export a batch of a JSON file.
/// \param[in] num_batch  Its number, from 0.
/// \param[out] out       Never read. Marked released on failure.  \since 0.1.0
ARROWBRIDGE_EXPORT const char* ArrowBridge_CDataIntegration_ExportBatchFromJson(
    const char* json_path, int num_batch, struct ArrowArray* out);

/// \brief Compare a batch, of the schema of a JSON file, with one in it, by value; the first
/// difference is named with batch, field and row. \param[in,out] batch  Consumed in every outcome.
/// \since 0.1.0
ARROWBRIDGE_EXPORT const char* ArrowBridge_CDataIntegration_ImportBatchAndCompareToJson(
    const char* json_path, int num_batch, struct ArrowArray* batch);

/// \brief Bytes of native memory that the library holds, as ArrowBridgeGetLiveCounts() says. \since
/// 0.1.0
ARROWBRIDGE_EXPORT int64_t ArrowBridge_CDataIntegration_BytesAllocated(void);

#ifdef __cplusplus
}
#endif

#endif  // ARROWBRIDGE_INTEGRATION_H
