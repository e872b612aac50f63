/* The entry points of text.h. */
#include "entry_points.h"

/* clang-format off */
ENTRY_POINT(ArrowBridgeWriteTextFile,
     (struct ArrowBridgeReader* reader, const char* path, const struct ArrowBridgeTextWriteOptions* options, struct ArrowBridgeError* error),
     (reader, path, options, error), NOTHING, NOTHING, NOTHING)
ENTRY_POINT(ArrowBridgeWriteTextDescriptor,
     (struct ArrowBridgeReader* reader, int fd, const struct ArrowBridgeTextWriteOptions* options, struct ArrowBridgeError* error),
     (reader, fd, options, error), NOTHING, NOTHING, NOTHING)
ENTRY_POINT(ArrowBridgeWriteTextOutput,
     (struct ArrowBridgeReader* reader, const struct ArrowBridgeOutput* output,
      const struct ArrowBridgeTextWriteOptions* options, struct ArrowBridgeError* error),
     (reader, output, options, error), NOTHING, NOTHING, END_CALLBACKS(output))
/* clang-format on */
