/* Decompression and compression of whole frames, on the calling thread or on the threads of a pool.
 * C# loads the libraries of the codecs and passes their functions. Ipc/Codecs mirrors these
 * layouts. */
#ifndef ARROWBRIDGE_CODECS_H
#define ARROWBRIDGE_CODECS_H

#include "native.h"

enum { AB_LZ4 = 0, AB_ZSTD, AB_CODECS };

/* A codec in one direction, by its functions; each is called with the type that the codec declares.
 */
typedef struct CodecFunctions {
  int32_t codec;
  int32_t compresses;   /* 0: it decompresses */
  int64_t level;        /* of compression */
  void (*create)(void); /* NULL: it needs no context */
  void (*discard)(void);
  void (*reset)(void); /* decompression of LZ4 only */
  void (*run)(void);
  void (*bound)(void); /* compression only */
  void (*is_error)(void);
} CodecFunctions;

/* The outcome for a frame. All but the last two are of decompression. */
enum { AB_DONE = 0, AB_TOO_SHORT, AB_TOO_LONG, AB_NO_END, AB_CODEC_ERROR, AB_NO_MEMORY };

typedef struct Frame {
  const uint8_t* source;
  int64_t source_size;
  uint8_t* target;
  /* Decompression: the expected size of the target. Compression: its capacity, which is at least
   * ab_compress_bound(), and then the size of the compressed frame. */
  int64_t size;
} Frame;

typedef struct CodecContext {
  CodecFunctions codec;
  void* context;    /* the codec's own */
  int64_t is_large; /* it has allocated more than usual, and is not kept when it is discarded */
} CodecContext;

/* A context of the codec, which has `create`; possibly one that was discarded before. NULL if there
 * is no memory. */
AB_API CodecContext* ab_codec_context(const CodecFunctions* codec);
AB_API void ab_codec_discard(void* context);

/* Decompresses or compresses a whole frame; `context` is NULL if the codec needs none. `out_code`
 * receives the error code of the codec after AB_CODEC_ERROR. */
AB_API int32_t ab_codec_run(const CodecFunctions* codec, CodecContext* context, Frame* frame,
                            size_t* out_code);

/* Maximum size of the compressed frame for `size` bytes. */
AB_API int64_t ab_compress_bound(const CodecFunctions* codec, int64_t size);

/* A pool of threads that work on the buffers of one batch at a time, all in one direction. The
 * threads run only this C and the codecs. They never enter the .NET runtime, so they can end
 * wherever a reader or a writer is released. One caller at a time. */
typedef struct Pool Pool;

/* `threads` includes the caller, which works too. Returns NULL if there is no memory. ab_pool_end()
 * ends the pool and waits for its threads. */
AB_API Pool* ab_pool_new(int32_t threads);
AB_API void ab_pool_end(void* pool);

/* Prepares for the frames of a batch; those of the previous batch must be finished. Returns 0 or
 * ENOMEM. */
AB_API int ab_pool_begin(Pool* pool, int64_t frames);

/* Hands a frame to one of the threads. All arguments must stay valid until ab_pool_finish().
 * Returns the number of the frame, counted from 0. */
AB_API int64_t ab_pool_add(Pool* pool, const CodecFunctions* codec, const Frame* frame,
                           const void* field);

typedef struct Result {
  int64_t codec;
  int64_t status; /* AB_DONE ... */
  size_t code;
  int64_t source_size;
  uint8_t* target;
  int64_t size;
  const void* field;
} Result;

/* Waits for one frame, or runs it here if no thread has started it. */
AB_API void ab_pool_wait(Pool* pool, int64_t number, Result* out);

/* Runs frames here until every frame is started. */
AB_API void ab_pool_help(Pool* pool);

/* Helps until all frames are done. Returns whether one failed; `out` describes the first of
 * those. */
AB_API int ab_pool_finish(Pool* pool, Result* out);

/* For C#: the addresses of callbacks. */
typedef struct IpcCallbacks {
  void (*end_pool)(void* pool);
  void (*discard_context)(void* context);
} IpcCallbacks;
AB_API const IpcCallbacks* ab_ipc_callbacks(void);

#endif
