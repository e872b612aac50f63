/* The entry points of casts.h. */
#include "entry_points.h"

/* clang-format off */
ENTRY_POINT(ArrowBridgeSchemaCanCast,
     (const struct ArrowBridgeSchema* from, const struct ArrowBridgeSchema* to, int mode,
      int* out_outcome, struct ArrowBridgeFieldCast** out_fields, int64_t* out_count,
      struct ArrowBridgeSchema** out_schema, struct ArrowBridgeError* error),
     (from, to, mode, out_outcome, out_fields, out_count, out_schema, error), (SET(out_outcome, ARROWBRIDGE_CAST_IMPOSSIBLE), CLEAR(out_fields), CLEAR(out_count), CLEAR(out_schema)), NOTHING, NOTHING)
ENTRY_POINT(ArrowBridgeArrayCast,
     (const struct ArrowBridgeArray* array, const struct ArrowBridgeSchema* schema, int mode,
      struct ArrowBridgeArray** out, struct ArrowBridgeError* error),
     (array, schema, mode, out, error), CLEAR(out), NOTHING, NOTHING)
ENTRY_POINT(ArrowBridgeReaderCast,
     (struct ArrowBridgeReader* reader, const struct ArrowBridgeSchema* schema, int mode,
      struct ArrowBridgeReader** out, struct ArrowBridgeError* error),
     (reader, schema, mode, out, error), CLEAR(out), NOTHING, NOTHING)
/* clang-format on */
