/* Release callbacks of exported arrays, schemas and streams. */
#include <errno.h>
#include <string.h>

#include "freelist.h"
#include "decompress.h"

enum { AB_ATTACHED = 0, AB_DETACHED = 1, AB_RELEASED = 2 };
enum { AB_WHOLE = -2 }; /* the root's share: every column's life and the common one */

typedef struct ExportedBlock {
  Block head;
  Reference base;     /* what all nodes share */
  Block** owners; /* per column what it alone needs, and last what the root needs; NULL where there
                    is none at all */
  int64_t n_owners;
} ExportedBlock;

static Block* owner_of(const ExportedBlock* tree, int64_t column) {
  return tree->owners == NULL ? NULL : tree->owners[column >= 0 ? column : tree->n_owners - 1];
}

static void share_retain(ExportedBlock* tree, int64_t column) {
  Reference hold = {tree->base.block, column};
  ab_retain(&tree->head);
  ab_reference_retain(tree->base.column < 0 ? hold : tree->base);
  if (owner_of(tree, column) != NULL) ab_retain(owner_of(tree, column));
}

static void share_release(ExportedBlock* tree, int64_t column) {
  if (column == AB_WHOLE) {
    ab_reference_release(tree->base);
    for (int64_t i = 0; i < tree->n_owners; i++) ab_release(tree->owners[i]);
  } else {
    Reference hold = {tree->base.block, column};
    ab_reference_release(tree->base.column < 0 ? hold : tree->base);
    ab_release(owner_of(tree, column));
  }
  if (atomic_load_explicit(&tree->head.refs, memory_order_acquire) == 1) {
    ab_free(&tree->head); /* the last one needs no atomic subtraction */
  } else {
    ab_release(&tree->head);
  }
}

#define STRUCT ArrowArray
#define EXPORTED ExportedArray
#define NAME(x) array_##x
#include "exported.inc"
#undef STRUCT
#undef EXPORTED
#undef NAME

#define STRUCT ArrowSchema
#define EXPORTED ExportedSchema
#define NAME(x) schema_##x
#include "exported.inc"

const Callbacks* ab_callbacks(void) {
  static const Callbacks callbacks = {array_release, schema_release, ab_close_owner, ab_pool_end,
                                      ab_freelist_close};
  return &callbacks;
}

/* Exported streams. In a forked child the runtime must not be entered: the answer is given here. */
static const char kForked[] =
    "ArrowBridge: not supported in a forked child of a process that already used the library; "
    "streams can still be released";

static Stream* live_stream(struct ArrowArrayStream* self) {
  return self == NULL || self->release == NULL ? NULL : self->private_data;
}

static int forked(Stream* stream) {
  if (!ab_is_forked()) return 0;
  stream->error = kForked;
  return ENOTSUP;
}

static int stream_get_schema(struct ArrowArrayStream* self, struct ArrowSchema* out) {
  Stream* stream = live_stream(self);
  if (out != NULL) memset(out, 0, sizeof(*out));
  if (stream == NULL) return EINVAL;
  int code = forked(stream);
  return code != 0 ? code : stream->get_schema(stream, out);
}

static int stream_get_next(struct ArrowArrayStream* self, struct ArrowArray* out) {
  Stream* stream = live_stream(self);
  if (out != NULL) memset(out, 0, sizeof(*out));
  if (stream == NULL) return EINVAL;
  int code = forked(stream);
  return code != 0 ? code : stream->get_next(stream, out);
}

static const char* stream_get_last_error(struct ArrowArrayStream* self) {
  Stream* stream = live_stream(self);
  return stream == NULL ? NULL : stream->error;
}

static void stream_release(struct ArrowArrayStream* self) {
  Stream* stream = live_stream(self);
  if (stream == NULL) return;
  self->release = NULL;
  ab_release(&stream->head);
}

void ab_fill_stream(Stream* stream, struct ArrowArrayStream* out) {
  out->get_schema = stream_get_schema;
  out->get_next = stream_get_next;
  out->get_last_error = stream_get_last_error;
  out->private_data = stream;
  out->release = stream_release;
}

/* Sizes and offsets that the C# mirrors must have, in the order of Memory/Layout.cs. */
const int64_t* ab_layout(void) {
  static const int64_t layout[] = {
      sizeof(Block),
      sizeof(Reference),
      sizeof(Array),
      offsetof(Array, array),
      offsetof(Array, hold),
      offsetof(Array, memory),
      offsetof(Array, shareable),
      sizeof(Mapping),
      sizeof(Owner),
      sizeof(Batches),
      sizeof(OwnedBlocks),
      sizeof(OutputFile),
      offsetof(OutputFile, fd),
      sizeof(Buffer),
      sizeof(Reader),
      offsetof(Reader, text),
      offsetof(Reader, refs),
      sizeof(Stream),
      offsetof(Stream, text),
      sizeof(ExportedBlock),
      sizeof(ExportedArray),
      sizeof(ExportedSchema),
      AB_KINDS,
      AB_TEXT_SIZE,
      sizeof(Link),
  };
  return layout;
}
