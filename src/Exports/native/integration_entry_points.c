/* The entry points of integration.h, and of the functions for tests. */
#include "entry_points.h"

/* clang-format off */
ENTRY_POINT(ArrowBridgeOpenJsonFile,
     (const char* path, struct ArrowBridgeReader** out, struct ArrowBridgeError* error),
     (path, out, error), CLEAR(out), NOTHING, NOTHING)
ENTRY_POINT(ArrowBridgeWriteJsonFile,
     (struct ArrowBridgeReader* reader, const char* path, struct ArrowBridgeError* error),
     (reader, path, error), NOTHING, NOTHING, NOTHING)
TEXT_ENTRY_POINT(ArrowBridge_CDataIntegration_ExportSchemaFromJson,
     (const char* json_path, struct ArrowSchema* out),
     (json_path, out), CLEAR(out), NOTHING)
TEXT_ENTRY_POINT(ArrowBridge_CDataIntegration_ImportSchemaAndCompareToJson,
     (const char* json_path, struct ArrowSchema* schema),
     (json_path, schema), NOTHING, ab_end_schema(schema))
TEXT_ENTRY_POINT(ArrowBridge_CDataIntegration_ExportBatchFromJson,
     (const char* json_path, int num_batch, struct ArrowArray* out),
     (json_path, num_batch, out), CLEAR(out), NOTHING)
TEXT_ENTRY_POINT(ArrowBridge_CDataIntegration_ImportBatchAndCompareToJson,
     (const char* json_path, int num_batch, struct ArrowArray* batch),
     (json_path, num_batch, batch), NOTHING, ab_end_array(batch))
/* clang-format on */

int64_t cs_InternalArrowBridgeManagedBytes(void);
AB_API int64_t InternalArrowBridgeManagedBytes(void) {
  int code;
  return ab_enter(&code) != NULL ? 0 : cs_InternalArrowBridgeManagedBytes();
}

void cs_InternalArrowBridgeCollect(void);
AB_API void InternalArrowBridgeCollect(void) {
  int code;
  if (ab_enter(&code) == NULL) cs_InternalArrowBridgeCollect();
}
