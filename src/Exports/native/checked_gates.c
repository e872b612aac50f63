/* The gates of checked.h. */
#include "gates.h"

/* clang-format off */
GATE(ArrowBridgeStreamCheck,
     (struct ArrowArrayStream* stream, const struct ArrowBridgeCheckOptions* options,
      struct ArrowArrayStream* out, struct ArrowBridgeError* error),
     (stream, options, out, error), (CLEAR(out), DROP(stream), DROP_CALLBACKS(options)))
GATE(ArrowBridgeReaderCheck,
     (struct ArrowBridgeReader* reader, const struct ArrowBridgeCheckOptions* options,
      struct ArrowBridgeReader** out, struct ArrowBridgeError* error),
     (reader, options, out, error), (CLEAR(out), DROP_CALLBACKS(options)))
/* clang-format on */
