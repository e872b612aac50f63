/* The entry points of compact.h. */
#include "entry_points.h"

/* clang-format off */
ENTRY_POINT(ArrowBridgeArrayCompact,
     (const struct ArrowBridgeArray* array, struct ArrowBridgeArray** out, struct ArrowBridgeError* error),
     (array, out, error), CLEAR(out), NOTHING, NOTHING)
ENTRY_POINT(ArrowBridgeReaderCompact,
     (struct ArrowBridgeReader* reader, struct ArrowBridgeReader** out, struct ArrowBridgeError* error),
     (reader, out, error), CLEAR(out), NOTHING, NOTHING)
/* clang-format on */
