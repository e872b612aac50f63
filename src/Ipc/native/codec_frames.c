/* Decompresses or compresses one whole frame. */
#include "codecs.h"

typedef void (*Lz4Reset)(void* context);
typedef struct Lz4Options {
  unsigned stable_dst;
  unsigned skip_checksums;
  unsigned reserved[2];
} Lz4Options;
typedef size_t (*Lz4Decompress)(void* context, void* target, size_t* target_size,
                                const void* source, size_t* source_size, const Lz4Options* options);
/* LZ4F_preferences_t, with LZ4F_frameInfo_t in front. */
typedef struct Lz4Preferences {
  int32_t block_size_id;
  int32_t block_mode;
  int32_t content_checksum;
  int32_t frame_type;
  uint64_t content_size;
  uint32_t dict_id;
  int32_t block_checksum;
  int32_t compression_level;
  uint32_t auto_flush;
  uint32_t favor_decompression_speed;
  uint32_t reserved[3];
} Lz4Preferences;
typedef size_t (*Lz4Compress)(void* target, size_t capacity, const void* source, size_t source_size,
                              const Lz4Preferences* preferences);
typedef size_t (*Lz4Bound)(size_t source_size, const Lz4Preferences* preferences);
typedef unsigned (*IsError)(size_t code);
typedef size_t (*ZstdDecompress)(void* context, void* target, size_t target_size,
                                 const void* source, size_t source_size);
typedef size_t (*ZstdCompress)(void* context, void* target, size_t capacity, const void* source,
                               size_t source_size, int level);
typedef size_t (*ZstdBound)(size_t source_size);

/* The index of the byte of a frame that has the maximum size of its blocks, in its upper half. */
enum { LZ4_BLOCK_SIZE = 5, LZ4_64_KIB = 4 };

static int32_t decompress_zstd(const CodecFunctions* codec, CodecContext* context,
                               const Frame* frame, size_t* out_code) {
  const size_t written =
      ((ZstdDecompress)codec->run)(context->context, frame->target, (size_t)frame->size,
                                   frame->source, (size_t)frame->source_size);
  if (((IsError)codec->is_error)(written) != 0) {
    *out_code = written;
    return AB_CODEC_ERROR;
  }
  return (int64_t)written < frame->size ? AB_TOO_SHORT : AB_DONE;
}

static int32_t decompress_lz4(const CodecFunctions* codec, CodecContext* context,
                              const Frame* frame, size_t* out_code) {
  size_t used = 0;
  size_t filled = 0;
  const size_t size = (size_t)frame->size;
  const size_t source_size = (size_t)frame->source_size;
  int ended = 0;
  ((Lz4Reset)codec->reset)(context->context);
  if (source_size > LZ4_BLOCK_SIZE && (frame->source[LZ4_BLOCK_SIZE] >> 4 & 7) > LZ4_64_KIB)
    context->is_large = 1;
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
    const size_t code =
        ((Lz4Decompress)codec->run)(context->context, full ? &more : frame->target + filled, &got,
                                    frame->source + used, &taken, full ? &moves : &stays);
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
  return ended && used == source_size ? AB_DONE : AB_NO_END;
}

static Lz4Preferences lz4_preferences(const CodecFunctions* codec, size_t size) {
  const Lz4Preferences preferences = {.content_size = size,
                                      .compression_level = (int32_t)codec->level};
  return preferences;
}

static int32_t compress(const CodecFunctions* codec, CodecContext* context, Frame* frame,
                        size_t* out_code) {
  const size_t size = (size_t)frame->source_size;
  const size_t capacity = (size_t)frame->size;
  size_t written;
  if (codec->codec == AB_ZSTD) {
    written = ((ZstdCompress)codec->run)(context->context, frame->target, capacity, frame->source,
                                         size, (int)codec->level);
  } else {
    const Lz4Preferences preferences = lz4_preferences(codec, size);
    written = ((Lz4Compress)codec->run)(frame->target, capacity, frame->source, size, &preferences);
  }
  if (((IsError)codec->is_error)(written) != 0) {
    *out_code = written;
    return AB_CODEC_ERROR;
  }
  frame->size = (int64_t)written;
  return AB_DONE;
}

int64_t ab_compress_bound(const CodecFunctions* codec, int64_t size) {
  if (codec->codec == AB_ZSTD) return (int64_t)((ZstdBound)codec->bound)((size_t)size);
  const Lz4Preferences preferences = lz4_preferences(codec, (size_t)size);
  return (int64_t)((Lz4Bound)codec->bound)((size_t)size, &preferences);
}

int32_t ab_codec_run(const CodecFunctions* codec, CodecContext* context, Frame* frame,
                     size_t* out_code) {
  *out_code = 0;
  if (codec->compresses) return compress(codec, context, frame, out_code);
  return codec->codec == AB_ZSTD ? decompress_zstd(codec, context, frame, out_code)
                                 : decompress_lz4(codec, context, frame, out_code);
}
