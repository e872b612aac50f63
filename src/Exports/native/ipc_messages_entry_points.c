/* The entry points of ipc_decode.h and ipc_encode.h. */
#include "entry_points.h"

/* clang-format off */
ENTRY_POINT(ArrowBridgeIpcDecoderNew,
     (const struct ArrowBridgeIpcReadOptions* options, struct ArrowBridgeIpcDecoder** out,
      struct ArrowBridgeError* error),
     (options, out, error), CLEAR(out), NOTHING, NOTHING)
ENTRY_POINT(ArrowBridgeIpcDecoderNewWithSchema,
     (const struct ArrowBridgeSchema* schema, const struct ArrowBridgeIpcReadOptions* options,
      struct ArrowBridgeIpcDecoder** out, struct ArrowBridgeError* error),
     (schema, options, out, error), CLEAR(out), NOTHING, NOTHING)
ENTRY_POINT(ArrowBridgeIpcDecoderFeed,
     (struct ArrowBridgeIpcDecoder* decoder, const void* data, int64_t size, int64_t* out_used,
      struct ArrowArray* out, struct ArrowBridgeError* error),
     (decoder, data, size, out_used, out, error), (CLEAR(out), CLEAR(out_used)), NOTHING, NOTHING)
ENTRY_POINT(ArrowBridgeIpcDecoderFeedMessage,
     (struct ArrowBridgeIpcDecoder* decoder, const void* metadata, int64_t metadata_size,
      const void* body, int64_t body_size, void (*release)(void* context), void* context,
      struct ArrowArray* out, struct ArrowBridgeError* error),
     (decoder, metadata, metadata_size, body, body_size, release, context, out, error), CLEAR(out), NOTHING,
     END(release, context))
ENTRY_POINT(ArrowBridgeIpcDecoderBytesWanted,
     (struct ArrowBridgeIpcDecoder* decoder, int64_t* out, struct ArrowBridgeError* error),
     (decoder, out, error), CLEAR(out), NOTHING, NOTHING)
ENTRY_POINT(ArrowBridgeIpcDecoderBytesAfterEnd,
     (struct ArrowBridgeIpcDecoder* decoder, int64_t* out, struct ArrowBridgeError* error),
     (decoder, out, error), CLEAR(out), NOTHING, NOTHING)
ENTRY_POINT(ArrowBridgeIpcDecoderGetSchema,
     (struct ArrowBridgeIpcDecoder* decoder, struct ArrowSchema* out,
      struct ArrowBridgeError* error),
     (decoder, out, error), CLEAR(out), NOTHING, NOTHING)
ENTRY_POINT(ArrowBridgeIpcDecoderBatchMetadata,
     (struct ArrowBridgeIpcDecoder* decoder, char** out, int64_t* out_size,
      struct ArrowBridgeError* error),
     (decoder, out, out_size, error), (CLEAR(out), CLEAR(out_size)), NOTHING, NOTHING)
ENTRY_POINT(ArrowBridgeIpcDecoderFinish,
     (struct ArrowBridgeIpcDecoder* decoder, struct ArrowBridgeError* error),
     (decoder, error), NOTHING, NOTHING, NOTHING)
ENTRY_POINT(ArrowBridgeIpcEncoderNew,
     (const struct ArrowBridgeSchema* schema, const struct ArrowBridgeIpcWriteOptions* options,
      struct ArrowBridgeIpcEncoder** out, struct ArrowBridgeError* error),
     (schema, options, out, error), CLEAR(out), NOTHING, NOTHING)
ENTRY_POINT(ArrowBridgeIpcEncoderWrite,
     (struct ArrowBridgeIpcEncoder* encoder, const struct ArrowBridgeArray* batch,
      const char* metadata, struct ArrowBridgeError* error),
     (encoder, batch, metadata, error), NOTHING, NOTHING, NOTHING)
ENTRY_POINT(ArrowBridgeIpcEncoderNext,
     (struct ArrowBridgeIpcEncoder* encoder, struct ArrowBridgeIpcMessage* out,
      struct ArrowBridgeError* error),
     (encoder, out, error), CLEAR(out), NOTHING, NOTHING)
ENTRY_POINT(ArrowBridgeIpcEncoderFinish,
     (struct ArrowBridgeIpcEncoder* encoder, struct ArrowBridgeError* error),
     (encoder, error), NOTHING, NOTHING, NOTHING)
/* clang-format on */
