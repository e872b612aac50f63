/* Decompression of whole frames, on the calling thread or on the threads of a pool. C# loads the
 * libraries of the codecs and passes their functions. Ipc/Codecs mirrors these layouts. */
#ifndef ARROWBRIDGE_DECOMPRESS_H
#define ARROWBRIDGE_DECOMPRESS_H

#include "native.h"

enum { AB_LZ4 = 0, AB_ZSTD, AB_CODECS };

/* The functions of a codec; each is called with the type that the codec declares. */
typedef struct CodecFunctions {
  int64_t codec;
  void (*create)(void);
  void (*discard)(void);
  void (*reset)(void); /* LZ4 only */
  void (*decompress)(void);
  void (*is_error)(void);
} CodecFunctions;

/* The outcome for a frame. */
enum { AB_DECOMPRESSED = 0, AB_TOO_SHORT, AB_TOO_LONG, AB_NO_END, AB_CODEC_ERROR, AB_NO_MEMORY };

typedef struct Frame {
  const uint8_t* source;
  int64_t source_size;
  uint8_t* target;
  int64_t size; /* expected size of the decompressed frame */
} Frame;

typedef struct CodecContext {
  CodecFunctions codec;
  void* context;    /* the codec's own */
  int64_t is_large; /* it has allocated more than usual, and is not kept when it is discarded */
} CodecContext;

/* A context of the codec, possibly one that was discarded before; NULL if there is no memory. */
AB_API CodecContext* ab_decompress_context(const CodecFunctions* codec);
AB_API void ab_decompress_discard(void* context);

/* Decompresses a whole frame into memory of its expected size. `out_code` receives the error code
 * of the codec after AB_CODEC_ERROR. */
AB_API int32_t ab_decompress(CodecContext* context, const Frame* frame, size_t* out_code);

/* A pool of threads that decompress the buffers of one batch at a time. The threads run only this C
 * and the codecs. They never enter the .NET runtime, so they can end wherever a reader is released.
 * One caller at a time. */
typedef struct Pool Pool;

/* `threads` includes the caller, which works too. Returns NULL if there is no memory. ab_pool_end()
 * ends the pool and waits for its threads. */
AB_API Pool* ab_pool_new(int32_t threads);
AB_API void ab_pool_end(void* pool);

/* Prepares for the frames of a batch; those of the previous batch must be finished. Returns 0 or
 * ENOMEM. */
AB_API int ab_pool_begin(Pool* pool, int64_t frames);

/* Starts to decompress a frame on one of the threads. All arguments must stay valid until
 * ab_pool_finish(). Returns the number of the frame. */
AB_API int64_t ab_pool_add(Pool* pool, const CodecFunctions* codec, const Frame* frame,
                           const void* field);

typedef struct Result {
  int64_t codec;
  int64_t status; /* AB_DECOMPRESSED ... */
  size_t code;
  int64_t source_size;
  int64_t size;
  const void* field;
} Result;

/* Waits for one frame, or decompresses it here if no thread has started it. */
AB_API void ab_pool_wait(Pool* pool, int64_t number, Result* out);

/* Helps until all frames are decompressed. Returns whether one failed; `out` describes the first of
 * those. */
AB_API int ab_pool_finish(Pool* pool, Result* out);

/* For C#: the addresses of callbacks. */
typedef struct IpcCallbacks {
  void (*end_pool)(void* pool);
  void (*discard_context)(void* context);
} IpcCallbacks;
AB_API const IpcCallbacks* ab_ipc_callbacks(void);

#endif
