/* Frames of the codecs, decompressed at once: by a calling thread, or by the threads of a pool. The
 * codecs' functions come from the C# side, which loads their libraries. Ipc/Codecs mirrors these
 * layouts. */
#ifndef ARROWBRIDGE_DECOMPRESS_H
#define ARROWBRIDGE_DECOMPRESS_H

#include "native.h"

enum { AB_LZ4 = 0, AB_ZSTD, AB_CODECS };

/* A codec by the functions that are used of it; each is called with the type that its codec has. */
typedef struct CodecFunctions {
  int64_t codec;
  void (*create)(void);
  void (*discard)(void);
  void (*reset)(void); /* LZ4 only */
  void (*decompress)(void);
  void (*is_error)(void);
} CodecFunctions;

/* What became of a frame. */
enum { AB_DECOMPRESSED = 0, AB_TOO_SHORT, AB_TOO_LONG, AB_NO_END, AB_CODEC_ERROR, AB_NO_MEMORY };

typedef struct Frame {
  const uint8_t* source;
  int64_t source_size;
  uint8_t* target;
  int64_t size; /* what the frame must become */
} Frame;

/* A context for frames of the codec; NULL where there is no memory. */
AB_API void* ab_decompress_context(const CodecFunctions* codec);
AB_API void ab_decompress_discard(const CodecFunctions* codec, void* context);

/* Decompresses a frame that is there whole into memory for all of it. `out_code` gets the codec's
 * number of an AB_CODEC_ERROR. */
AB_API int32_t ab_decompress(const CodecFunctions* codec, void* context, const Frame* frame,
                             size_t* out_code);

/* A pool of threads that decompress the buffers of one batch at a time. Its threads run this C and
 * the codecs only: they never enter the .NET runtime, so that they can end, wherever a reader is
 * released. One caller at a time. */
typedef struct Pool Pool;

/* `threads` counts the caller, who works too. NULL where there is no memory. Ended by
 * ab_pool_end(), which waits for its threads. */
AB_API Pool* ab_pool_new(int32_t threads);
AB_API void ab_pool_end(void* pool);

/* Makes room for the frames of a batch; all of the one before must be finished. 0 or ENOMEM. */
AB_API int ab_pool_begin(Pool* pool, int64_t frames);

/* Begins to decompress a frame on one of the threads. All that is given stays until
 * ab_pool_finish(). Returns the frame's number. */
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

/* Waits for one frame, or decompresses it here if nobody began. */
AB_API void ab_pool_wait(Pool* pool, int64_t number, Result* out);

/* Helps until all frames are decompressed. Returns whether one failed; `out` is about the first of
 * them. */
AB_API int ab_pool_finish(Pool* pool, Result* out);

#endif
