// Batches of many rows, large enough to see which columns are freed together.
#include "reference.h"

enum { kRows = 20000, kColumns = 4, kLargeBatches = 2 };

static const struct ReferenceField kLargeColumns[kColumns] = {
    {"l", "a", 0, NULL, 0, NULL, NULL},
    {"i", "b", 2, NULL, 0, NULL, NULL},
    {"g", "c", 0, NULL, 0, NULL, NULL},
    {"s", "d", 0, NULL, 0, NULL, NULL},
};
const struct ReferenceField kReferenceLargeRoot = {"+s",          "",  0, NULL, kColumns,
                                                   kLargeColumns, NULL};

static void LargeSchema(struct ArrowSchema* s) {
  ReferenceReleaseSchema(s);
  ReferenceMakeSchema(&kReferenceLargeRoot, s);
}
static void LargeArray(struct ArrowArray* a) {
  ReferenceReleaseArray(a);
  ReferenceMakeArray(&kReferenceLargeRoot, kRows, a);
}

// One owner for a whole batch, referenced by its columns.
struct OneOwner {
  int references;
  struct ArrowArray inner;
  struct ArrowArray columns[kColumns];
  struct ArrowArray* table[kColumns];
};

static void DropReference(struct ArrowArray* array) {
  struct OneOwner* owner = (struct OneOwner*)array->private_data;
  array->release = NULL;
  if (--owner->references > 0) return;
  owner->inner.release(&owner->inner);
  free(owner);
}
static void ReleaseColumnsAndDrop(struct ArrowArray* array) {
  for (int i = 0; i < kColumns; ++i) {
    if (array->children[i]->release != NULL) array->children[i]->release(array->children[i]);
  }
  DropReference(array);
}
static void OneOwnerArray(struct ArrowArray* a) {
  struct OneOwner* owner = (struct OneOwner*)calloc(1, sizeof(*owner));
  LargeArray(a);
  owner->inner = *a;
  owner->references = 1 + kColumns;
  for (int i = 0; i < kColumns; ++i) {
    owner->columns[i] = *a->children[i];
    owner->columns[i].private_data = owner;
    owner->columns[i].release = DropReference;
    owner->table[i] = &owner->columns[i];
  }
  a->children = owner->table;
  a->private_data = owner;
  a->release = ReleaseColumnsAndDrop;
}

static int NextLarge(struct ArrowArrayStream* stream, struct ArrowArray* out) {
  struct ReferenceStream* state = ReferenceStateOf(stream);
  out->release = NULL;
  if (state->next++ >= kLargeBatches) return 0;
  ReferenceMakeArray(&kReferenceRoot, 1, out);
  state->mutant->array(out);
  return 0;
}
static void LargeStream(struct ArrowArrayStream* s) { s->get_next = NextLarge; }

const struct Mutant kLargeMutants[] = {
    {"correct-large", "", "pa", LargeSchema, LargeArray, LargeStream, false},
    {"array-one-owner", "MOV-6", "pa", LargeSchema, OneOwnerArray, LargeStream, false},
    {NULL, NULL, NULL, NULL, NULL, NULL, false},
};
