/* The entry points of adapters.h. */
#include "entry_points.h"

static void clear_readers(struct ArrowBridgeReader** readers, int64_t count) {
  for (int64_t i = 0; readers != NULL && i < count; i++) readers[i] = NULL;
}

/* clang-format off */
ENTRY_POINT(ArrowBridgeReaderConcat,
     (int64_t n_readers, struct ArrowBridgeReader* const* readers, struct ArrowBridgeReader** out,
      struct ArrowBridgeError* error),
     (n_readers, readers, out, error), CLEAR(out), NOTHING, NOTHING)
ENTRY_POINT(ArrowBridgeReaderRebatch,
     (struct ArrowBridgeReader* reader, int64_t min_rows, int64_t max_rows, struct ArrowBridgeReader** out,
      struct ArrowBridgeError* error),
     (reader, min_rows, max_rows, out, error), CLEAR(out), NOTHING, NOTHING)
ENTRY_POINT(ArrowBridgeReaderTee,
     (struct ArrowBridgeReader* reader, int64_t n_readers, struct ArrowBridgeReader** out_readers,
      struct ArrowBridgeError* error),
     (reader, n_readers, out_readers, error), clear_readers(out_readers, n_readers), NOTHING, NOTHING)
ENTRY_POINT(ArrowBridgeReaderLock,
     (struct ArrowBridgeReader* reader, struct ArrowBridgeReader** out, struct ArrowBridgeError* error),
     (reader, out, error), CLEAR(out), NOTHING, NOTHING)
/* clang-format on */
