/* The entry points of statistics.h. */
#include "entry_points.h"

/* clang-format off */
ENTRY_POINT(ArrowBridgeArrayStatistics,
     (const struct ArrowBridgeArray* array, struct ArrowBridgeArray** out, struct ArrowBridgeError* error),
     (array, out, error), CLEAR(out), NOTHING, NOTHING)
ENTRY_POINT(ArrowBridgeReaderStatistics,
     (struct ArrowBridgeReader* reader, struct ArrowBridgeArray** out, struct ArrowBridgeError* error),
     (reader, out, error), CLEAR(out), NOTHING, NOTHING)
ENTRY_POINT(ArrowBridgeReaderWithStatistics,
     (struct ArrowBridgeReader* reader, struct ArrowBridgeReader** out, struct ArrowBridgeError* error),
     (reader, out, error), CLEAR(out), NOTHING, NOTHING)
ENTRY_POINT(ArrowBridgeReaderGetStatistics,
     (struct ArrowBridgeReader* reader, struct ArrowBridgeArray** out, struct ArrowBridgeError* error),
     (reader, out, error), CLEAR(out), NOTHING, NOTHING)
/* clang-format on */
