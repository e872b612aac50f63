/* Decompresses one whole frame. */
#include "decompress.h"

typedef void (*Lz4Reset)(void* context);
typedef struct Lz4Options {
  unsigned stable_dst;
  unsigned skip_checksums;
  unsigned reserved[2];
} Lz4Options;
typedef size_t (*Lz4Decompress)(void* context, void* target, size_t* target_size,
                                const void* source, size_t* source_size, const Lz4Options* options);
typedef unsigned (*IsError)(size_t code);
typedef size_t (*ZstdDecompress)(void* context, void* target, size_t target_size,
                                 const void* source, size_t source_size);

/* The index of the byte of a frame that has the maximum size of its blocks, in its upper half. */
enum { LZ4_BLOCK_SIZE = 5, LZ4_64_KIB = 4 };

static int32_t decompress_zstd(const CodecContext* context, const Frame* frame, size_t* out_code) {
  const CodecFunctions* codec = &context->codec;
  const size_t written =
      ((ZstdDecompress)codec->decompress)(context->context, frame->target, (size_t)frame->size,
                                          frame->source, (size_t)frame->source_size);
  if (((IsError)codec->is_error)(written) != 0) {
    *out_code = written;
    return AB_CODEC_ERROR;
  }
  return (int64_t)written < frame->size ? AB_TOO_SHORT : AB_DECOMPRESSED;
}

static int32_t decompress_lz4(CodecContext* context, const Frame* frame, size_t* out_code) {
  const CodecFunctions* codec = &context->codec;
  size_t used = 0;
  size_t filled = 0;
  const size_t size = (size_t)frame->size;
  const size_t source_size = (size_t)frame->source_size;
  int ended = 0;
  ((Lz4Reset)codec->reset)(context->context);
  if (source_size > LZ4_BLOCK_SIZE && (frame->source[LZ4_BLOCK_SIZE] >> 4 & 7) > LZ4_64_KIB) {
    context->is_large = 1;
  }
  while (!ended) {
    /* The decompressed bytes stay in place until the frame ends. When all of them are there, the
     * rest of the frame is its end mark; one more byte of output tells whether the frame contains
     * more. */
    const Lz4Options stays = {1, 0, {0, 0}};
    const Lz4Options moves = {0, 0, {0, 0}};
    uint8_t more;
    const int full = filled >= size;
    size_t got = full ? sizeof(more) : size - filled;
    size_t taken = source_size - used;
    const size_t code = ((Lz4Decompress)codec->decompress)(
        context->context, full ? &more : frame->target + filled, &got, frame->source + used, &taken,
        full ? &moves : &stays);
    if (((IsError)codec->is_error)(code) != 0) {
      *out_code = code;
      return AB_CODEC_ERROR;
    }
    filled += got;
    used += taken;
    ended = code == 0;
    if (filled > size) return AB_TOO_LONG;
    if (got == 0 && taken == 0) break;
  }
  if (filled < size) return AB_TOO_SHORT;
  return ended && used == source_size ? AB_DECOMPRESSED : AB_NO_END;
}

int32_t ab_decompress(CodecContext* context, const Frame* frame, size_t* out_code) {
  *out_code = 0;
  return context->codec.codec == AB_ZSTD ? decompress_zstd(context, frame, out_code)
                                         : decompress_lz4(context, frame, out_code);
}
