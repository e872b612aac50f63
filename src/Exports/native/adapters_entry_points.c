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
ENTRY_POINT(ArrowBridgeReaderHead,
     (struct ArrowBridgeReader* reader, int64_t n_rows, struct ArrowBridgeReader** out,
      struct ArrowBridgeError* error),
     (reader, n_rows, out, error), CLEAR(out), NOTHING, NOTHING)
ENTRY_POINT(ArrowBridgeReaderSkip,
     (struct ArrowBridgeReader* reader, int64_t n_rows, struct ArrowBridgeReader** out,
      struct ArrowBridgeError* error),
     (reader, n_rows, out, error), CLEAR(out), NOTHING, NOTHING)
ENTRY_POINT(ArrowBridgeReaderLimit,
     (struct ArrowBridgeReader* reader, int64_t offset, int64_t n_rows, struct ArrowBridgeReader** out,
      struct ArrowBridgeError* error),
     (reader, offset, n_rows, out, error), CLEAR(out), NOTHING, NOTHING)
ENTRY_POINT(ArrowBridgeReaderPeek,
     (struct ArrowBridgeReader* reader, int64_t max_batches, int64_t max_rows, struct ArrowBridgeReader** out_first,
      struct ArrowBridgeReader** out_all, struct ArrowBridgeError* error),
     (reader, max_batches, max_rows, out_first, out_all, error), (CLEAR(out_first), CLEAR(out_all)), NOTHING, NOTHING)
ENTRY_POINT(ArrowBridgeReaderPrefetch,
     (struct ArrowBridgeReader* reader, int64_t max_batches, int64_t max_bytes, struct ArrowBridgeReader** out,
      struct ArrowBridgeError* error),
     (reader, max_batches, max_bytes, out, error), CLEAR(out), NOTHING, NOTHING)
ENTRY_POINT(ArrowBridgeReaderWithTimeout,
     (struct ArrowBridgeReader* reader, int64_t per_call_ms, int64_t total_ms, struct ArrowBridgeReader** out,
      struct ArrowBridgeError* error),
     (reader, per_call_ms, total_ms, out, error), CLEAR(out), NOTHING, NOTHING)
/* clang-format on */
