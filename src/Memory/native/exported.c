/* Release callbacks of exported arrays and schemas. */
#include "native.h"

enum { AB_ATTACHED = 0, AB_DETACHED = 1, AB_RELEASED = 2 };
enum { AB_WHOLE = -2 }; /* the root's share: every column's life and the common one */

typedef struct ExportedBlock {
  Block head;
  Reference base; /* what all nodes share */
  Block** owners; /* per column what it alone needs, and last what the root needs; NULL where there
                    is none at all */
  int64_t n_owners;
} ExportedBlock;

static Block* owner_of(const ExportedBlock* tree, int64_t column) {
  return tree->owners == NULL ? NULL : tree->owners[column >= 0 ? column : tree->n_owners - 1];
}

static void share_retain(ExportedBlock* tree, int64_t column) {
  Reference reference = {tree->base.block, column};
  ab_retain(&tree->head);
  ab_reference_retain(tree->base.column < 0 ? reference : tree->base);
  if (owner_of(tree, column) != NULL) ab_retain(owner_of(tree, column));
}

static void share_release(ExportedBlock* tree, int64_t column) {
  if (column == AB_WHOLE) {
    ab_reference_release(tree->base);
    for (int64_t i = 0; i < tree->n_owners; i++) ab_release(tree->owners[i]);
  } else {
    Reference reference = {tree->base.block, column};
    ab_reference_release(tree->base.column < 0 ? reference : tree->base);
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
  };
  return layout;
}
