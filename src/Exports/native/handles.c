/* Exported functions that never enter the .NET runtime: releasing handles, and reading what is in
 * native memory. They work in thread-exit destructors, in forked children and while the process
 * exits. */
#include "arrowbridge/arrowbridge.h"
#include "checked_stream.h"
#include "memory.h"

AB_API int64_t ArrowBridgeBytesCopied(void) { return ab_bytes_copied(); }

AB_API int64_t ArrowBridgeMemoryPoolBytes(void) { return ab_memory_pool_bytes(); }
AB_API int64_t ArrowBridgeMemoryPoolSetLimit(int64_t bytes) {
  return ab_memory_pool_set_limit(bytes);
}
AB_API void ArrowBridgeMemoryPoolTrim(void) { (void)ab_memory_pool_trim(0); }

static void release_handle(void* handle, int32_t kind) {
  Block* block = handle;
  if (block == NULL || block->kind != kind) return;
  ab_count_handle(-1);
  ab_release(block);
}

AB_API void ArrowBridgeSchemaRelease(struct ArrowBridgeSchema* schema) {
  release_handle(schema, AB_SCHEMA);
}
AB_API void ArrowBridgeArrayRelease(struct ArrowBridgeArray* array) {
  release_handle(array, AB_ARRAY);
}
AB_API void ArrowBridgeReaderRelease(struct ArrowBridgeReader* reader) {
  release_handle(reader, AB_READER);
}
AB_API void ArrowBridgeIpcWriterRelease(struct ArrowBridgeIpcWriter* writer) {
  release_handle(writer, AB_WRITER);
}

AB_API void ArrowBridgeAsyncHandlerRelease(struct ArrowBridgeAsyncHandler* handler) {
  release_handle(handler, AB_ASYNC_CONSUMER);
}

AB_API void ArrowBridgeIpcDecoderRelease(struct ArrowBridgeIpcDecoder* decoder) {
  release_handle(decoder, AB_DECODER);
}
AB_API void ArrowBridgeIpcEncoderRelease(struct ArrowBridgeIpcEncoder* encoder) {
  release_handle(encoder, AB_WRITER); /* an encoder is a writer to memory */
}

/* No more than a flag, so that signal handlers may set it. */
AB_API void ArrowBridgeReaderCancel(struct ArrowBridgeReader* reader) {
  Reader* handle = (Reader*)(void*)reader;
  if (handle == NULL || handle->head.kind != AB_READER) return;
  atomic_store_explicit(&handle->cancelled, 1, memory_order_relaxed);
}

AB_API int64_t ArrowBridgeReaderFindingCount(const struct ArrowBridgeReader* reader) {
  const Reader* block = (const Reader*)(const void*)reader;
  return block == NULL || block->head.kind != AB_READER ? -1 : ab_finding_count(&block->source);
}

AB_API void ArrowBridgeArrayListRelease(struct ArrowBridgeArray** arrays, int64_t count) {
  if (arrays == NULL) return;
  for (int64_t i = 0; i < count; i++) ArrowBridgeArrayRelease(arrays[i]);
  ab_release((Block*)(void*)arrays - 1);
}

static const struct ArrowArray* array_of(const struct ArrowBridgeArray* handle) {
  const Array* array = (const Array*)(const void*)handle;
  return array == NULL || array->head.kind != AB_ARRAY ? NULL : &array->array;
}

AB_API int64_t ArrowBridgeArrayLength(const struct ArrowBridgeArray* array) {
  return array_of(array) == NULL ? -1 : array_of(array)->length;
}

AB_API int64_t ArrowBridgeArrayNumColumns(const struct ArrowBridgeArray* array) {
  return array_of(array) == NULL ? -1 : array_of(array)->n_children;
}

AB_API void ArrowBridgeStringRelease(char* text) {
  if (text != NULL) ab_release((Block*)(void*)text - 1);
}

AB_API void ArrowBridgeFieldCastListRelease(struct ArrowBridgeFieldCast* fields) {
  if (fields != NULL) ab_release((Block*)(void*)fields - 1);
}

AB_API void ArrowBridgeGetLiveCounts(struct ArrowBridgeLiveCounts* out) {
  if (out != NULL) ab_live_counts(out);
}

AB_API const char* ArrowBridgeVersion(void) { return ARROWBRIDGE_VERSION_STRING; }
AB_API int ArrowBridgeVersionInt(void) { return ARROWBRIDGE_VERSION_INT; }

AB_API int64_t ArrowBridgeStreamFindingCount(const struct ArrowArrayStream* stream) {
  return ab_finding_count(stream);
}

AB_API int64_t ArrowBridge_CDataIntegration_BytesAllocated(void) {
  struct ArrowBridgeLiveCounts counts;
  ab_live_counts(&counts);
  return counts.bytes;
}
