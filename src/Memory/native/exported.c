/* Release callbacks of exported arrays and schemas. */
#include "native.h"

enum { AB_ATTACHED = 0, AB_DETACHED = 1, AB_RELEASED = 2 };
enum { AB_ALL_COLUMNS = -2 }; /* of the root: its own references and those of every column */

typedef struct ExportedBlock {
  Block head;
  Reference base; /* keeps alive what all structs share */
  /* What keeps the buffers of one column alive, by column; the last is the root's. NULL if there
   * are no such owners. */
  Block** owners;
  int64_t n_owners;
} ExportedBlock;

static Block* owner_of(const ExportedBlock* block, int64_t column) {
  return block->owners == NULL ? NULL : block->owners[column >= 0 ? column : block->n_owners - 1];
}

static Reference base_of(const ExportedBlock* block, int64_t column) {
  const Reference of_column = {block->base.block, column};
  return block->base.column < 0 ? of_column : block->base;
}

static void column_retain(ExportedBlock* block, int64_t column) {
  ab_retain(&block->head);
  ab_reference_retain(base_of(block, column));
  if (owner_of(block, column) != NULL) ab_retain(owner_of(block, column));
}

static void column_release(ExportedBlock* block, int64_t column) {
  if (column == AB_ALL_COLUMNS) {
    ab_reference_release(block->base);
    for (int64_t i = 0; i < block->n_owners; i++) ab_release(block->owners[i]);
  } else {
    ab_reference_release(base_of(block, column));
    ab_release(owner_of(block, column));
  }
  if (atomic_load_explicit(&block->head.refs, memory_order_acquire) == 1) {
    ab_free(&block->head); /* the last reference needs no atomic subtraction */
  } else {
    ab_release(&block->head);
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
  static const Callbacks callbacks = {array_release, schema_release, ab_close_owner};
  return &callbacks;
}

/* Sizes and offsets that the C# mirrors must have, in the order of LayoutTests.cs. */
const int64_t* ab_layout(void) {
  static const int64_t layout[] = {
      sizeof(Block),
      sizeof(Reference),
      sizeof(Array),
      offsetof(Array, array),
      offsetof(Array, reference),
      offsetof(Array, memory),
      offsetof(Array, shareable),
      sizeof(Mapping),
      sizeof(Owner),
      sizeof(Batches),
      sizeof(OwnedBlocks),
      sizeof(OutputFile),
      offsetof(OutputFile, fd),
      sizeof(ExportedBlock),
      sizeof(ExportedArray),
      sizeof(ExportedSchema),
      AB_KINDS,
      AB_TEXT_SIZE,
      sizeof(TrackedBlock),
      offsetof(TrackedBlock, tag),
  };
  return layout;
}
