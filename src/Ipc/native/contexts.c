/* Contexts of codecs. Some of decompression are kept for the next reader: making one costs
 * allocations of up to 256 KiB, and so the page faults of memory that malloc() gives back to the
 * system each time. */
#include "codecs.h"
#include "memory.h"

typedef size_t (*Lz4Create)(void** context, unsigned version);
typedef void* (*ZstdCreate)(void);
typedef unsigned (*IsError)(size_t code);
typedef size_t (*Discard)(void* context); /* the same for both */

enum { kLz4Version = 100, KEPT = 2 };

static _Atomic(CodecContext*) kept[AB_CODECS][KEPT];

static void* make(const CodecFunctions* codec) {
  if (codec->codec == AB_ZSTD) return ((ZstdCreate)codec->create)();
  void* context = NULL;
  const size_t code = ((Lz4Create)codec->create)(&context, kLz4Version);
  return ((IsError)codec->is_error)(code) != 0 ? NULL : context;
}

CodecContext* ab_codec_context(const CodecFunctions* codec) {
  for (int i = 0; i < KEPT && !codec->compresses; i++) {
    CodecContext* context =
        atomic_exchange_explicit(&kept[codec->codec][i], NULL, memory_order_acquire);
    if (context != NULL) return context;
  }
  CodecContext* context = ab_memory_take(sizeof(CodecContext));
  if (context == NULL) return NULL;
  context->codec = *codec;
  context->is_large = 0;
  context->context = make(codec);
  if (context->context != NULL) return context;
  ab_memory_give(context, sizeof(CodecContext));
  return NULL;
}

void ab_codec_discard(void* discarded) {
  CodecContext* context = discarded;
  const int keeps = !context->codec.compresses && !context->is_large && ab_keeps_memory();
  for (int i = 0; i < KEPT && keeps; i++) {
    CodecContext* none = NULL;
    if (atomic_compare_exchange_strong_explicit(&kept[context->codec.codec][i], &none, context,
                                                memory_order_release, memory_order_relaxed)) {
      return;
    }
  }
  ((Discard)context->codec.discard)(context->context);
  ab_memory_give(context, sizeof(CodecContext));
}

const IpcCallbacks* ab_ipc_callbacks(void) {
  static const IpcCallbacks callbacks = {ab_pool_end, ab_codec_discard};
  return &callbacks;
}
