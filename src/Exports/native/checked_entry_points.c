/* The entry points of checked.h. */
#include "entry_points.h"

/* clang-format off */
ENTRY_POINT(ArrowBridgeStreamCheck,
     (struct ArrowArrayStream* stream, const struct ArrowBridgeCheckOptions* options,
      struct ArrowArrayStream* out, struct ArrowBridgeError* error),
     (stream, options, out, error), CLEAR(out), ab_end_stream(stream), END_CALLBACKS(options))
ENTRY_POINT(ArrowBridgeReaderCheck,
     (struct ArrowBridgeReader* reader, const struct ArrowBridgeCheckOptions* options,
      struct ArrowBridgeReader** out, struct ArrowBridgeError* error),
     (reader, options, out, error), CLEAR(out), NOTHING, END_CALLBACKS(options))
/* clang-format on */
