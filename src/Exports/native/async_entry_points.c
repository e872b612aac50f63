/* The entry points of async.h. */
#include "async.h"
#include "entry_points.h"

/* clang-format off */
ENTRY_POINT(ArrowBridgeReaderDriveHandler,
     (struct ArrowBridgeReader* reader, struct ArrowAsyncDeviceStreamHandler* handler,
      struct ArrowBridgeError* error),
     (reader, handler, error), NOTHING, ab_async_end_handler(handler), NOTHING)
ENTRY_POINT(ArrowBridgeReaderRunHandler,
     (struct ArrowBridgeReader* reader, struct ArrowAsyncDeviceStreamHandler* handler,
      struct ArrowBridgeError* error),
     (reader, handler, error), NOTHING, ab_async_end_handler(handler), NOTHING)
ENTRY_POINT(ArrowBridgeAsyncHandlerNew,
     (int64_t max_batches, struct ArrowBridgeAsyncHandler** out, struct ArrowAsyncDeviceStreamHandler** out_handler,
      struct ArrowBridgeError* error),
     (max_batches, out, out_handler, error), (CLEAR(out), CLEAR(out_handler)), NOTHING, NOTHING)
ENTRY_POINT(ArrowBridgeAsyncHandlerGetReader,
     (struct ArrowBridgeAsyncHandler* handler, int64_t timeout_ms, struct ArrowBridgeReader** out,
      struct ArrowBridgeError* error),
     (handler, timeout_ms, out, error), CLEAR(out), NOTHING, NOTHING)
ENTRY_POINT(ArrowBridgeAsyncHandlerGetArrayReader,
     (struct ArrowBridgeAsyncHandler* handler, int64_t timeout_ms, struct ArrowBridgeReader** out,
      struct ArrowBridgeError* error),
     (handler, timeout_ms, out, error), CLEAR(out), NOTHING, NOTHING)
/* clang-format on */
