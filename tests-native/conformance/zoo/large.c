// Batches of many rows, where it shows what is freed with what.
#include "zoo.h"

enum { kRows = 20000, kColumns = 4, kLargeBatches = 2 };

static const struct ZooField kLargeColumns[kColumns] = {
    {"l", "a", 0, NULL, 0, NULL, NULL},
    {"i", "b", 2, NULL, 0, NULL, NULL},
    {"g", "c", 0, NULL, 0, NULL, NULL},
    {"s", "d", 0, NULL, 0, NULL, NULL},
};
const struct ZooField kZooLargeRoot = {"+s", "", 0, NULL, kColumns, kLargeColumns, NULL};

static void LargeSchema(struct ArrowSchema* s) {
  ZooReleaseSchema(s);
  ZooMakeSchema(&kZooLargeRoot, s);
}
static void LargeArray(struct ArrowArray* a) {
  ZooReleaseArray(a);
  ZooMakeArray(&kZooLargeRoot, kRows, a);
}

// One owner of a whole batch, which its columns keep.
struct OneOwner {
  int holders;
  struct ArrowArray inner;
  struct ArrowArray columns[kColumns];
  struct ArrowArray* table[kColumns];
};

static void Leave(struct ArrowArray* array) {
  struct OneOwner* owner = (struct OneOwner*)array->private_data;
  array->release = NULL;
  if (--owner->holders > 0) return;
  owner->inner.release(&owner->inner);
  free(owner);
}
static void LeaveWithColumns(struct ArrowArray* array) {
  for (int i = 0; i < kColumns; ++i) {
    if (array->children[i]->release != NULL) array->children[i]->release(array->children[i]);
  }
  Leave(array);
}
static void OneOwnerArray(struct ArrowArray* a) {
  struct OneOwner* owner = (struct OneOwner*)calloc(1, sizeof(*owner));
  LargeArray(a);
  owner->inner = *a;
  owner->holders = 1 + kColumns;
  for (int i = 0; i < kColumns; ++i) {
    owner->columns[i] = *a->children[i];
    owner->columns[i].private_data = owner;
    owner->columns[i].release = Leave;
    owner->table[i] = &owner->columns[i];
  }
  a->children = owner->table;
  a->private_data = owner;
  a->release = LeaveWithColumns;
}

static int NextLarge(struct ArrowArrayStream* stream, struct ArrowArray* out) {
  struct ZooStream* state = ZooState(stream);
  out->release = NULL;
  if (state->next++ >= kLargeBatches) return 0;
  ZooMakeArray(&kZooRoot, 1, out);
  state->mutant->array(out);
  return 0;
}
static void LargeStream(struct ArrowArrayStream* s) { s->get_next = NextLarge; }

const struct ZooMutant kZooLargeMutants[] = {
    {"correct-large", "", "pa", LargeSchema, LargeArray, LargeStream, false},
    {"array-one-owner", "MOV-6", "pa", LargeSchema, OneOwnerArray, LargeStream, false},
    {NULL, NULL, NULL, NULL, NULL, NULL, false},
};
