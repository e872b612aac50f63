/* The gates of casts.h. */
#include "gates.h"

/* clang-format off */
GATE(ArrowBridgeSchemaCanCast,
     (const struct ArrowBridgeSchema* from, const struct ArrowBridgeSchema* to, int mode,
      int* out_outcome, struct ArrowBridgeFieldCast** out_fields, int64_t* out_count,
      struct ArrowBridgeSchema** out_schema, struct ArrowBridgeError* error),
     (from, to, mode, out_outcome, out_fields, out_count, out_schema, error),
     (SET(out_outcome, ARROWBRIDGE_CAST_IMPOSSIBLE), CLEAR(out_fields), CLEAR(out_count), CLEAR(out_schema)))
GATE(ArrowBridgeArrayCast,
     (const struct ArrowBridgeArray* array, const struct ArrowBridgeSchema* schema, int mode,
      struct ArrowBridgeArray** out, struct ArrowBridgeError* error),
     (array, schema, mode, out, error), CLEAR(out))
GATE(ArrowBridgeReaderCast,
     (struct ArrowBridgeReader* reader, const struct ArrowBridgeSchema* schema, int mode,
      struct ArrowBridgeReader** out, struct ArrowBridgeError* error),
     (reader, schema, mode, out, error), CLEAR(out))
/* clang-format on */
