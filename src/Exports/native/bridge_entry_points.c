/* The entry points of bridge.h: schemas, arrays, readers. */
#include "entry_points.h"

/* clang-format off */
ENTRY_POINT(ArrowBridgeImportSchema,
     (struct ArrowSchema* schema, struct ArrowBridgeSchema** out, struct ArrowBridgeError* error),
     (schema, out, error), CLEAR(out), ab_end_schema(schema), NOTHING)
ENTRY_POINT(ArrowBridgeExportSchema,
     (const struct ArrowBridgeSchema* schema, struct ArrowSchema* out,
      struct ArrowBridgeError* error),
     (schema, out, error), CLEAR(out), NOTHING, NOTHING)
ENTRY_POINT(ArrowBridgeSchemaEquals,
     (const struct ArrowBridgeSchema* a, const struct ArrowBridgeSchema* b, int check_metadata,
      int* equal, struct ArrowBridgeError* error),
     (a, b, check_metadata, equal, error), CLEAR(equal), NOTHING, NOTHING)
ENTRY_POINT(ArrowBridgeSchemaToString,
     (const struct ArrowBridgeSchema* schema, char** out, struct ArrowBridgeError* error),
     (schema, out, error), CLEAR(out), NOTHING, NOTHING)
ENTRY_POINT(ArrowBridgeSchemaFromFormat,
     (const char* format, const char* name, int64_t flags, const char* metadata, int64_t n_children,
      struct ArrowBridgeSchema* const* children, const struct ArrowBridgeSchema* dictionary,
      struct ArrowBridgeSchema** out, struct ArrowBridgeError* error),
     (format, name, flags, metadata, n_children, children, dictionary, out, error), CLEAR(out), NOTHING, NOTHING)
ENTRY_POINT(ArrowBridgeSchemaParse,
     (const char* text, struct ArrowBridgeSchema** out, struct ArrowBridgeError* error),
     (text, out, error), CLEAR(out), NOTHING, NOTHING)
ENTRY_POINT(ArrowBridgeSchemaToLine,
     (const struct ArrowBridgeSchema* schema, int include_metadata, char** out, struct ArrowBridgeError* error),
     (schema, include_metadata, out, error), CLEAR(out), NOTHING, NOTHING)
ENTRY_POINT(ArrowBridgeSchemaDecodeDictionaries,
     (const struct ArrowBridgeSchema* schema, struct ArrowBridgeSchema** out,
      struct ArrowBridgeError* error),
     (schema, out, error), CLEAR(out), NOTHING, NOTHING)
ENTRY_POINT(ArrowBridgeImportArray,
     (struct ArrowArray* array, const struct ArrowBridgeSchema* schema,
      struct ArrowBridgeArray** out, struct ArrowBridgeError* error),
     (array, schema, out, error), CLEAR(out), ab_end_array(array), NOTHING)
ENTRY_POINT(ArrowBridgeImportArrayWithOptions,
     (struct ArrowArray* array, const struct ArrowBridgeSchema* schema,
      const struct ArrowBridgeImportOptions* options, struct ArrowBridgeArray** out,
      struct ArrowBridgeError* error),
     (array, schema, options, out, error), CLEAR(out), ab_end_array(array), NOTHING)
ENTRY_POINT(ArrowBridgeImportRecordBatchWithOptions,
     (struct ArrowArray* array, const struct ArrowBridgeSchema* schema,
      const struct ArrowBridgeImportOptions* options, struct ArrowBridgeArray** out,
      struct ArrowBridgeError* error),
     (array, schema, options, out, error), CLEAR(out), ab_end_array(array), NOTHING)
ENTRY_POINT(ArrowBridgeExportArray,
     (const struct ArrowBridgeArray* array, struct ArrowArray* out, struct ArrowSchema* out_schema,
      struct ArrowBridgeError* error),
     (array, out, out_schema, error), (CLEAR(out), CLEAR(out_schema)), NOTHING, NOTHING)
ENTRY_POINT(ArrowBridgeImportRecordBatch,
     (struct ArrowArray* array, const struct ArrowBridgeSchema* schema,
      struct ArrowBridgeArray** out, struct ArrowBridgeError* error),
     (array, schema, out, error), CLEAR(out), ab_end_array(array), NOTHING)
ENTRY_POINT(ArrowBridgeExportRecordBatch,
     (const struct ArrowBridgeArray* batch, struct ArrowArray* out, struct ArrowSchema* out_schema,
      struct ArrowBridgeError* error),
     (batch, out, out_schema, error), (CLEAR(out), CLEAR(out_schema)), NOTHING, NOTHING)
ENTRY_POINT(ArrowBridgeArrayValidate,
     (const struct ArrowBridgeArray* array, int level, struct ArrowBridgeError* error),
     (array, level, error), NOTHING, NOTHING, NOTHING)
ENTRY_POINT(ArrowBridgeArrayEquals,
     (const struct ArrowBridgeArray* a, const struct ArrowBridgeArray* b, int* equal,
      struct ArrowBridgeError* error),
     (a, b, equal, error), CLEAR(equal), NOTHING, NOTHING)
ENTRY_POINT(ArrowBridgeArrayNullCount,
     (const struct ArrowBridgeArray* array, int64_t* out, struct ArrowBridgeError* error),
     (array, out, error), CLEAR(out), NOTHING, NOTHING)
ENTRY_POINT(ArrowBridgeArrayGetSchemaHandle,
     (const struct ArrowBridgeArray* array, struct ArrowBridgeSchema** out,
      struct ArrowBridgeError* error),
     (array, out, error), CLEAR(out), NOTHING, NOTHING)
ENTRY_POINT(ArrowBridgeArraySlice,
     (const struct ArrowBridgeArray* array, int64_t offset, int64_t length,
      struct ArrowBridgeArray** out, struct ArrowBridgeError* error),
     (array, offset, length, out, error), CLEAR(out), NOTHING, NOTHING)
ENTRY_POINT(ArrowBridgeArrayColumn,
     (const struct ArrowBridgeArray* array, int64_t index, struct ArrowBridgeArray** out,
      struct ArrowBridgeError* error),
     (array, index, out, error), CLEAR(out), NOTHING, NOTHING)
ENTRY_POINT(ArrowBridgeArrayColumnByName,
     (const struct ArrowBridgeArray* array, const char* name, struct ArrowBridgeArray** out,
      struct ArrowBridgeError* error),
     (array, name, out, error), CLEAR(out), NOTHING, NOTHING)
ENTRY_POINT(ArrowBridgeArrayToString,
     (const struct ArrowBridgeArray* array, const struct ArrowBridgePrintOptions* options,
      char** out, struct ArrowBridgeError* error),
     (array, options, out, error), CLEAR(out), NOTHING, NOTHING)
ENTRY_POINT(ArrowBridgeStringWidth,
     (const char* text, int64_t size, int64_t* out, struct ArrowBridgeError* error),
     (text, size, out, error), SET(out, 0), NOTHING, NOTHING)
ENTRY_POINT(ArrowBridgeImportRecordBatchReader,
     (struct ArrowArrayStream* stream, struct ArrowBridgeReader** out,
      struct ArrowBridgeError* error),
     (stream, out, error), CLEAR(out), ab_end_stream(stream), NOTHING)
ENTRY_POINT(ArrowBridgeImportArrayReader,
     (struct ArrowArrayStream* stream, struct ArrowBridgeReader** out,
      struct ArrowBridgeError* error),
     (stream, out, error), CLEAR(out), ab_end_stream(stream), NOTHING)
ENTRY_POINT(ArrowBridgeImportRecordBatchReaderWithOptions,
     (struct ArrowArrayStream* stream, const struct ArrowBridgeImportOptions* options,
      struct ArrowBridgeReader** out, struct ArrowBridgeError* error),
     (stream, options, out, error), CLEAR(out), ab_end_stream(stream), NOTHING)
ENTRY_POINT(ArrowBridgeImportArrayReaderWithOptions,
     (struct ArrowArrayStream* stream, const struct ArrowBridgeImportOptions* options,
      struct ArrowBridgeReader** out, struct ArrowBridgeError* error),
     (stream, options, out, error), CLEAR(out), ab_end_stream(stream), NOTHING)
ENTRY_POINT(ArrowBridgeExportRecordBatchReader,
     (struct ArrowBridgeReader* reader, struct ArrowArrayStream* out,
      struct ArrowBridgeError* error),
     (reader, out, error), CLEAR(out), NOTHING, NOTHING)
ENTRY_POINT(ArrowBridgeExportArrayReader,
     (struct ArrowBridgeReader* reader, struct ArrowArrayStream* out,
      struct ArrowBridgeError* error),
     (reader, out, error), CLEAR(out), NOTHING, NOTHING)
ENTRY_POINT(ArrowBridgeReaderFromBatches,
     (struct ArrowSchema* schema, int64_t n_batches, struct ArrowArray* batches,
      struct ArrowBridgeReader** out, struct ArrowBridgeError* error),
     (schema, n_batches, batches, out, error), CLEAR(out), (ab_end_schema(schema), ab_end_arrays(batches, n_batches)), NOTHING)
ENTRY_POINT(ArrowBridgeReaderFromArrays,
     (struct ArrowSchema* schema, int64_t n_arrays, struct ArrowArray* arrays,
      struct ArrowBridgeReader** out, struct ArrowBridgeError* error),
     (schema, n_arrays, arrays, out, error), CLEAR(out), (ab_end_schema(schema), ab_end_arrays(arrays, n_arrays)), NOTHING)
ENTRY_POINT(ArrowBridgeReaderFromCallbacks,
     (struct ArrowSchema* schema, const struct ArrowBridgeReaderCallbacks* callbacks,
      struct ArrowBridgeReader** out, struct ArrowBridgeError* error),
     (schema, callbacks, out, error), CLEAR(out), ab_end_schema(schema), END_CALLBACKS(callbacks))
ENTRY_POINT(ArrowBridgeReaderGetSchema,
     (struct ArrowBridgeReader* reader, struct ArrowSchema* out, struct ArrowBridgeError* error),
     (reader, out, error), CLEAR(out), NOTHING, NOTHING)
ENTRY_POINT(ArrowBridgeReaderGetSchemaHandle,
     (struct ArrowBridgeReader* reader, struct ArrowBridgeSchema** out, struct ArrowBridgeError* error),
     (reader, out, error), CLEAR(out), NOTHING, NOTHING)
ENTRY_POINT(ArrowBridgeReaderNext,
     (struct ArrowBridgeReader* reader, struct ArrowArray* out, struct ArrowBridgeError* error),
     (reader, out, error), CLEAR(out), NOTHING, NOTHING)
ENTRY_POINT(ArrowBridgeReaderNextArray,
     (struct ArrowBridgeReader* reader, struct ArrowBridgeArray** out,
      struct ArrowBridgeError* error),
     (reader, out, error), CLEAR(out), NOTHING, NOTHING)
ENTRY_POINT(ArrowBridgeReaderReadAll,
     (struct ArrowBridgeReader* reader, struct ArrowBridgeArray*** out_arrays, int64_t* out_count,
      struct ArrowBridgeError* error),
     (reader, out_arrays, out_count, error), (CLEAR(out_arrays), CLEAR(out_count)), NOTHING, NOTHING)
/* clang-format on */
