/// \file integration.h
/// The JSON format of the Arrow project's integration tests, and the functions that its test runner
/// calls. The head of bridge.h has the rules that hold for all functions.
#ifndef ARROWBRIDGE_INTEGRATION_H
#define ARROWBRIDGE_INTEGRATION_H

#include <stdint.h>

#include "arrowbridge/abi.h"
#include "arrowbridge/core.h"

#ifdef __cplusplus
extern "C" {
#endif

/// \defgroup integration Integration JSON
/// The format is that of "Integration Testing" in the columnar specification. It shows the buffers
/// of arrays of every type. A file is read into memory as a whole and checked as a whole before its
/// first batch is returned. Unknown members are ignored. JSON has no numbers for NaN and
/// infinities: they are the strings "NaN", "Infinity" and "-Infinity"; the bits inside a NaN are
/// not kept.
/// \{

/// \brief Open a JSON file of the integration format as a reader of record batches.
///
/// Each batch has its own buffers and is validated at ARROWBRIDGE_VALIDATE_DEFAULT.
/// \param[in] path    UTF-8. The file is read to its end and closed by this call.
/// \param[out] out    The new handle; NULL on failure. Release it with ArrowBridgeReaderRelease().
/// \param[out] error  Error message. May be NULL.
/// \return 0, the errno value of the system if the file cannot be read, EINVAL (not JSON, with the
///         position in bytes; or not of this format, with batch, field and row), ENOTSUP (an
///         unknown type), ENOMEM.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeOpenJsonFile(const char* path, struct ArrowBridgeReader** out,
                                               struct ArrowBridgeError* error);

/// \brief Write all remaining batches of a reader to a JSON file of the integration format.
/// \param[in] reader  A reader of record batches.
/// \param[in] path    UTF-8. The file appears there when it is complete; after a failure a file
///                    that was there before is unchanged.
/// \param[out] error  Error message. May be NULL.
/// \return 0, the code of the reader, the errno value of the system if the file cannot be written,
///         EINVAL, ENOTSUP (text that is not UTF-8; a dictionary that differs between batches,
///         unless one is the beginning of the other; a dictionary whose values are
///         dictionary-encoded), EBUSY, ENOMEM.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int ArrowBridgeWriteJsonFile(struct ArrowBridgeReader* reader, const char* path,
                                                struct ArrowBridgeError* error);

// The Arrow project's runner of integration tests fixes names and parameters of the functions
// below. Those that return a string return NULL on success, and otherwise an error message. The
// message belongs to the calling thread: it is valid until that thread calls one of these functions
// again, and is not released.

/// \brief Export the schema of a JSON file.
/// \param[in] json_path  UTF-8.
/// \param[out] out       The schema; marked released on failure.
/// \return NULL, or an error message.
/// \since 0.1.0
ARROWBRIDGE_EXPORT const char* ArrowBridge_CDataIntegration_ExportSchemaFromJson(
    const char* json_path, struct ArrowSchema* out);

/// \brief Compare a schema with the schema of a JSON file, including metadata.
/// \param[in] json_path   UTF-8.
/// \param[in,out] schema  The schema. Consumed in every outcome.
/// \return NULL if the schemas are equal, or an error message that names the first difference and
///         its field.
/// \since 0.1.0
ARROWBRIDGE_EXPORT const char* ArrowBridge_CDataIntegration_ImportSchemaAndCompareToJson(
    const char* json_path, struct ArrowSchema* schema);

/// \brief Export a batch of a JSON file.
/// \param[in] json_path  UTF-8.
/// \param[in] num_batch  Index of the batch, from 0.
/// \param[out] out       The batch; marked released on failure.
/// \return NULL, or an error message.
/// \since 0.1.0
ARROWBRIDGE_EXPORT const char* ArrowBridge_CDataIntegration_ExportBatchFromJson(
    const char* json_path, int num_batch, struct ArrowArray* out);

/// \brief Compare a batch with a batch of a JSON file by value.
/// \param[in] json_path  UTF-8.
/// \param[in] num_batch  Index of the batch in the file, from 0.
/// \param[in,out] batch  A batch with the schema of the file. Consumed in every outcome.
/// \return NULL if the batches are equal, or an error message that names the first difference with
///         batch, field and row.
/// \since 0.1.0
ARROWBRIDGE_EXPORT const char* ArrowBridge_CDataIntegration_ImportBatchAndCompareToJson(
    const char* json_path, int num_batch, struct ArrowArray* batch);

/// \brief Get the native memory that the library keeps alive.
/// \return The member `bytes` of ArrowBridgeLiveCounts.
/// \since 0.1.0
ARROWBRIDGE_EXPORT int64_t ArrowBridge_CDataIntegration_BytesAllocated(void);

/// \}

#ifdef __cplusplus
}
#endif

#endif  // ARROWBRIDGE_INTEGRATION_H
