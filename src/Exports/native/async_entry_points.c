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
/* clang-format on */
