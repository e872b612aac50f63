/* The gates of bridge.h: schemas, arrays, readers. */
#include "gates.h"

#include <errno.h>
#include <stdio.h>

const char ab_forked_reason[] =
    "not supported in a forked child of a process that already used the library; releasing works";

int ab_refuse(const char* name, struct ArrowBridgeError* error) {
  if (error != NULL) {
    snprintf(error->message, sizeof(error->message), "%s: %s", name, ab_forked_reason);
  }
  return ENOTSUP;
}

/* clang-format off */
GATE(ArrowBridgeImportSchema,
     (struct ArrowSchema* schema, struct ArrowBridgeSchema** out, struct ArrowBridgeError* error),
     (schema, out, error), (CLEAR(out), DROP(schema)))
GATE(ArrowBridgeExportSchema,
     (const struct ArrowBridgeSchema* schema, struct ArrowSchema* out,
      struct ArrowBridgeError* error),
     (schema, out, error), CLEAR(out))
GATE(ArrowBridgeSchemaEquals,
     (const struct ArrowBridgeSchema* a, const struct ArrowBridgeSchema* b, int check_metadata,
      int* equal, struct ArrowBridgeError* error),
     (a, b, check_metadata, equal, error), CLEAR(equal))
GATE(ArrowBridgeSchemaToString,
     (const struct ArrowBridgeSchema* schema, char** out, struct ArrowBridgeError* error),
     (schema, out, error), CLEAR(out))
GATE(ArrowBridgeImportArray,
     (struct ArrowArray* array, const struct ArrowBridgeSchema* schema,
      struct ArrowBridgeArray** out, struct ArrowBridgeError* error),
     (array, schema, out, error), (CLEAR(out), DROP(array)))
GATE(ArrowBridgeExportArray,
     (const struct ArrowBridgeArray* array, struct ArrowArray* out, struct ArrowSchema* out_schema,
      struct ArrowBridgeError* error),
     (array, out, out_schema, error), (CLEAR(out), CLEAR(out_schema)))
GATE(ArrowBridgeImportRecordBatch,
     (struct ArrowArray* array, const struct ArrowBridgeSchema* schema,
      struct ArrowBridgeArray** out, struct ArrowBridgeError* error),
     (array, schema, out, error), (CLEAR(out), DROP(array)))
GATE(ArrowBridgeExportRecordBatch,
     (const struct ArrowBridgeArray* batch, struct ArrowArray* out, struct ArrowSchema* out_schema,
      struct ArrowBridgeError* error),
     (batch, out, out_schema, error), (CLEAR(out), CLEAR(out_schema)))
GATE(ArrowBridgeArrayValidate,
     (const struct ArrowBridgeArray* array, int level, struct ArrowBridgeError* error),
     (array, level, error), NOTHING)
GATE(ArrowBridgeArrayEquals,
     (const struct ArrowBridgeArray* a, const struct ArrowBridgeArray* b, int* equal,
      struct ArrowBridgeError* error),
     (a, b, equal, error), CLEAR(equal))
GATE(ArrowBridgeArrayNullCount,
     (const struct ArrowBridgeArray* array, int64_t* out, struct ArrowBridgeError* error),
     (array, out, error), CLEAR(out))
GATE(ArrowBridgeArrayGetSchemaHandle,
     (const struct ArrowBridgeArray* array, struct ArrowBridgeSchema** out,
      struct ArrowBridgeError* error),
     (array, out, error), CLEAR(out))
GATE(ArrowBridgeArraySlice,
     (const struct ArrowBridgeArray* array, int64_t offset, int64_t length,
      struct ArrowBridgeArray** out, struct ArrowBridgeError* error),
     (array, offset, length, out, error), CLEAR(out))
GATE(ArrowBridgeArrayColumn,
     (const struct ArrowBridgeArray* array, int64_t index, struct ArrowBridgeArray** out,
      struct ArrowBridgeError* error),
     (array, index, out, error), CLEAR(out))
GATE(ArrowBridgeArrayColumnByName,
     (const struct ArrowBridgeArray* array, const char* name, struct ArrowBridgeArray** out,
      struct ArrowBridgeError* error),
     (array, name, out, error), CLEAR(out))
GATE(ArrowBridgeArrayToString,
     (const struct ArrowBridgeArray* array, const struct ArrowBridgePrintOptions* options,
      char** out, struct ArrowBridgeError* error),
     (array, options, out, error), CLEAR(out))
GATE(ArrowBridgeImportRecordBatchReader,
     (struct ArrowArrayStream* stream, struct ArrowBridgeReader** out,
      struct ArrowBridgeError* error),
     (stream, out, error), (CLEAR(out), DROP(stream)))
GATE(ArrowBridgeImportArrayReader,
     (struct ArrowArrayStream* stream, struct ArrowBridgeReader** out,
      struct ArrowBridgeError* error),
     (stream, out, error), (CLEAR(out), DROP(stream)))
GATE(ArrowBridgeExportRecordBatchReader,
     (struct ArrowBridgeReader* reader, struct ArrowArrayStream* out,
      struct ArrowBridgeError* error),
     (reader, out, error), CLEAR(out))
GATE(ArrowBridgeExportArrayReader,
     (struct ArrowBridgeReader* reader, struct ArrowArrayStream* out,
      struct ArrowBridgeError* error),
     (reader, out, error), CLEAR(out))
GATE(ArrowBridgeReaderFromBatches,
     (struct ArrowSchema* schema, int64_t n_batches, struct ArrowArray* batches,
      struct ArrowBridgeReader** out, struct ArrowBridgeError* error),
     (schema, n_batches, batches, out, error), (CLEAR(out), DROP(schema), drop_arrays(batches, n_batches)))
GATE(ArrowBridgeReaderFromArrays,
     (struct ArrowSchema* schema, int64_t n_arrays, struct ArrowArray* arrays,
      struct ArrowBridgeReader** out, struct ArrowBridgeError* error),
     (schema, n_arrays, arrays, out, error), (CLEAR(out), DROP(schema), drop_arrays(arrays, n_arrays)))
GATE(ArrowBridgeReaderFromCallbacks,
     (struct ArrowSchema* schema, const struct ArrowBridgeReaderCallbacks* callbacks,
      struct ArrowBridgeReader** out, struct ArrowBridgeError* error),
     (schema, callbacks, out, error), (CLEAR(out), DROP(schema), DROP_CALLBACKS(callbacks)))
GATE(ArrowBridgeReaderGetSchema,
     (struct ArrowBridgeReader* reader, struct ArrowSchema* out, struct ArrowBridgeError* error),
     (reader, out, error), CLEAR(out))
GATE(ArrowBridgeReaderNext,
     (struct ArrowBridgeReader* reader, struct ArrowArray* out, struct ArrowBridgeError* error),
     (reader, out, error), CLEAR(out))
GATE(ArrowBridgeReaderNextArray,
     (struct ArrowBridgeReader* reader, struct ArrowBridgeArray** out,
      struct ArrowBridgeError* error),
     (reader, out, error), CLEAR(out))
GATE(ArrowBridgeReaderReadAll,
     (struct ArrowBridgeReader* reader, struct ArrowBridgeArray*** out_arrays, int64_t* out_count,
      struct ArrowBridgeError* error),
     (reader, out_arrays, out_count, error), (CLEAR(out_arrays), CLEAR(out_count)))
/* clang-format on */
