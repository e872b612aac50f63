/* The entry points of ipc.h. */
#include "entry_points.h"

/* An older caller has a shorter struct. */
#define END_FOLLOW(follow)                                                          \
  ((follow) == NULL || (follow)->struct_size < (int64_t)sizeof(*(follow)) ? (void)0 \
                                                                          : END_CALLBACKS(follow))

/* clang-format off */
ENTRY_POINT(ArrowBridgeFollowIpcFile,
     (const char* path, const struct ArrowBridgeIpcReadOptions* options,
      const struct ArrowBridgeIpcFollowOptions* follow, struct ArrowBridgeReader** out,
      struct ArrowBridgeError* error),
     (path, options, follow, out, error), CLEAR(out), NOTHING, END_FOLLOW(follow))
ENTRY_POINT(ArrowBridgeOpenIpcFile,
     (const char* path, const struct ArrowBridgeIpcReadOptions* options,
      struct ArrowBridgeReader** out, struct ArrowBridgeError* error),
     (path, options, out, error), CLEAR(out), NOTHING, NOTHING)
ENTRY_POINT(ArrowBridgeOpenIpcBuffer,
     (const void* data, int64_t size, void (*release)(void* context), void* context,
      const struct ArrowBridgeIpcReadOptions* options, struct ArrowBridgeReader** out,
      struct ArrowBridgeError* error),
     (data, size, release, context, options, out, error), CLEAR(out), NOTHING, END(release, context))
ENTRY_POINT(ArrowBridgeOpenIpcDescriptor,
     (int fd, int close_fd, const struct ArrowBridgeIpcReadOptions* options,
      struct ArrowBridgeReader** out, struct ArrowBridgeError* error),
     (fd, close_fd, options, out, error), CLEAR(out), NOTHING, END(close_fd != 0 ? ab_close_owner : NULL, (void*)(intptr_t)fd))
ENTRY_POINT(ArrowBridgeOpenIpcInput,
     (const struct ArrowBridgeInput* input, const struct ArrowBridgeIpcReadOptions* options,
      struct ArrowBridgeReader** out, struct ArrowBridgeError* error),
     (input, options, out, error), CLEAR(out), NOTHING, END_CALLBACKS(input))
ENTRY_POINT(ArrowBridgeIpcReaderNumBatches,
     (struct ArrowBridgeReader* reader, int64_t* out, struct ArrowBridgeError* error),
     (reader, out, error), CLEAR(out), NOTHING, NOTHING)
ENTRY_POINT(ArrowBridgeIpcReaderReadBatch,
     (struct ArrowBridgeReader* reader, int64_t n, struct ArrowArray* out,
      struct ArrowBridgeError* error),
     (reader, n, out, error), CLEAR(out), NOTHING, NOTHING)
ENTRY_POINT(ArrowBridgeIpcReaderFooterMetadata,
     (struct ArrowBridgeReader* reader, char** out, int64_t* out_size,
      struct ArrowBridgeError* error),
     (reader, out, out_size, error), (CLEAR(out), CLEAR(out_size)), NOTHING, NOTHING)
ENTRY_POINT(ArrowBridgeIpcReaderBatchMetadata,
     (struct ArrowBridgeReader* reader, char** out, int64_t* out_size,
      struct ArrowBridgeError* error),
     (reader, out, out_size, error), (CLEAR(out), CLEAR(out_size)), NOTHING, NOTHING)
ENTRY_POINT(ArrowBridgeWriteIpcFile,
     (struct ArrowBridgeReader* reader, const char* path,
      const struct ArrowBridgeIpcWriteOptions* options, struct ArrowBridgeError* error),
     (reader, path, options, error), NOTHING, NOTHING, NOTHING)
ENTRY_POINT(ArrowBridgeWriteIpcDescriptor,
     (struct ArrowBridgeReader* reader, int fd, const struct ArrowBridgeIpcWriteOptions* options,
      struct ArrowBridgeError* error),
     (reader, fd, options, error), NOTHING, NOTHING, NOTHING)
ENTRY_POINT(ArrowBridgeWriteIpcOutput,
     (struct ArrowBridgeReader* reader, const struct ArrowBridgeOutput* output,
      const struct ArrowBridgeIpcWriteOptions* options, struct ArrowBridgeError* error),
     (reader, output, options, error), NOTHING, NOTHING, END_CALLBACKS(output))
ENTRY_POINT(ArrowBridgeIpcWriterOpenFile,
     (const struct ArrowBridgeSchema* schema, const char* path,
      const struct ArrowBridgeIpcWriteOptions* options, struct ArrowBridgeIpcWriter** out,
      struct ArrowBridgeError* error),
     (schema, path, options, out, error), CLEAR(out), NOTHING, NOTHING)
ENTRY_POINT(ArrowBridgeIpcWriterOpenDescriptor,
     (const struct ArrowBridgeSchema* schema, int fd,
      const struct ArrowBridgeIpcWriteOptions* options, struct ArrowBridgeIpcWriter** out,
      struct ArrowBridgeError* error),
     (schema, fd, options, out, error), CLEAR(out), NOTHING, NOTHING)
ENTRY_POINT(ArrowBridgeIpcWriterOpenOutput,
     (const struct ArrowBridgeSchema* schema, const struct ArrowBridgeOutput* output,
      const struct ArrowBridgeIpcWriteOptions* options, struct ArrowBridgeIpcWriter** out,
      struct ArrowBridgeError* error),
     (schema, output, options, out, error), CLEAR(out), NOTHING, END_CALLBACKS(output))
ENTRY_POINT(ArrowBridgeIpcWriterWrite,
     (struct ArrowBridgeIpcWriter* writer, const struct ArrowBridgeArray* batch,
      const char* metadata, struct ArrowBridgeError* error),
     (writer, batch, metadata, error), NOTHING, NOTHING, NOTHING)
ENTRY_POINT(ArrowBridgeIpcWriterFinish,
     (struct ArrowBridgeIpcWriter* writer, struct ArrowBridgeError* error),
     (writer, error), NOTHING, NOTHING, NOTHING)
ENTRY_POINT(ArrowBridgeIpcReaderBatchCompression,
     (struct ArrowBridgeReader* reader, int32_t* out, int64_t* out_body,
      struct ArrowBridgeError* error),
     (reader, out, out_body, error), (CLEAR(out_body), CLEAR(out)), NOTHING, NOTHING)
ENTRY_POINT(ArrowBridgeIpcReaderBytesAfterEnd,
     (struct ArrowBridgeReader* reader, int64_t* out, struct ArrowBridgeError* error),
     (reader, out, error), CLEAR(out), NOTHING, NOTHING)
/* clang-format on */
