/* The entry points of dictionaries.h. */
#include "entry_points.h"

/* clang-format off */
ENTRY_POINT(ArrowBridgeReaderUnifyDictionaries,
     (struct ArrowBridgeReader* reader, const struct ArrowBridgeUnifyOptions* options,
      struct ArrowBridgeReader** out, struct ArrowBridgeError* error),
     (reader, options, out, error), CLEAR(out), NOTHING, NOTHING)
/* clang-format on */
