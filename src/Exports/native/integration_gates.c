/* The gates of integration.h, and of the functions for tests. */
#include "gates.h"

/* clang-format off */
GATE(ArrowBridgeOpenJsonFile,
     (const char* path, struct ArrowBridgeReader** out, struct ArrowBridgeError* error),
     (path, out, error), CLEAR(out))
GATE(ArrowBridgeWriteJsonFile,
     (struct ArrowBridgeReader* reader, const char* path, struct ArrowBridgeError* error),
     (reader, path, error), NOTHING)
TEXT_GATE(ArrowBridge_CDataIntegration_ExportSchemaFromJson,
     (const char* json_path, struct ArrowSchema* out),
     (json_path, out), CLEAR(out))
TEXT_GATE(ArrowBridge_CDataIntegration_ImportSchemaAndCompareToJson,
     (const char* json_path, struct ArrowSchema* schema),
     (json_path, schema), DROP(schema))
TEXT_GATE(ArrowBridge_CDataIntegration_ExportBatchFromJson,
     (const char* json_path, int num_batch, struct ArrowArray* out),
     (json_path, num_batch, out), CLEAR(out))
TEXT_GATE(ArrowBridge_CDataIntegration_ImportBatchAndCompareToJson,
     (const char* json_path, int num_batch, struct ArrowArray* batch),
     (json_path, num_batch, batch), DROP(batch))
/* clang-format on */

int64_t cs_InternalArrowBridgeManagedBytes(void);
AB_API int64_t InternalArrowBridgeManagedBytes(void) {
  return ab_is_forked() ? 0 : cs_InternalArrowBridgeManagedBytes();
}

void cs_InternalArrowBridgeCollect(void);
AB_API void InternalArrowBridgeCollect(void) {
  if (!ab_is_forked()) cs_InternalArrowBridgeCollect();
}
