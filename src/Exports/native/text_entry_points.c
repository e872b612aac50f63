/* The entry points of text.h. */
#include "entry_points.h"

/* clang-format off */
ENTRY_POINT(ArrowBridgeWriteTextFile,
     (struct ArrowBridgeReader* reader, const char* path, const struct ArrowBridgeTextWriteOptions* options, struct ArrowBridgeError* error),
     (reader, path, options, error), NOTHING, NOTHING, NOTHING)
ENTRY_POINT(ArrowBridgeWriteTextDescriptor,
     (struct ArrowBridgeReader* reader, int fd, const struct ArrowBridgeTextWriteOptions* options, struct ArrowBridgeError* error),
     (reader, fd, options, error), NOTHING, NOTHING, NOTHING)
/* clang-format on */
