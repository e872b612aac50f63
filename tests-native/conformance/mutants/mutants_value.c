// Mutants with wrong values in buffers.
#include "reference.h"

#define BUFFER(type, column, i) ((type*)a->children[column]->buffers[i])

static void BadText(struct ArrowArray* a) { BUFFER(char, kText, 2)[1] = '\xFF'; }
static void BadLargeText(struct ArrowArray* a) { BUFFER(char, kLargeText, 2)[0] = '\xC0'; }
static void BadViewText(struct ArrowArray* a) { BUFFER(char, kView, 2)[20] = '\xFE'; }
static void Decreasing(struct ArrowArray* a) { BUFFER(int64_t, kBlob, 1)[1] = 7; }
static void NegativeOffset(struct ArrowArray* a) { BUFFER(int32_t, kText, 1)[0] = -1; }
static void ListBeyondChild(struct ArrowArray* a) { BUFFER(int32_t, kList, 1)[a->length] = 1000; }
static void Unpadded(struct ArrowArray* a) { BUFFER(char, kView, 1)[2 * 16 + 15] = 'x'; }
static void ViewBeyondBuffer(struct ArrowArray* a) { BUFFER(int32_t, kView, 1)[3] = 9; }
static void ViewOfNoBuffer(struct ArrowArray* a) { BUFFER(int32_t, kView, 1)[2] = 1; }
static void ViewPrefix(struct ArrowArray* a) { BUFFER(char, kView, 1)[4] = 'A'; }
static void ListViewBeyondChild(struct ArrowArray* a) { BUFFER(int32_t, kListView, 2)[0] = 1000; }
static void ListViewNegative(struct ArrowArray* a) { BUFFER(int32_t, kListView, 1)[0] = -2; }
static void StrangeId(struct ArrowArray* a) { BUFFER(int8_t, kDense, 0)[0] = 4; }
static void DenseBeyondChild(struct ArrowArray* a) { BUFFER(int32_t, kDense, 1)[2] = 1000; }
static void DenseBackwards(struct ArrowArray* a) {
  BUFFER(int32_t, kDense, 1)[0] = 1;
  BUFFER(int32_t, kDense, 1)[2] = 0;
}
static void StrangeSparseId(struct ArrowArray* a) { BUFFER(int8_t, kSparse, 0)[1] = 77; }
static void IndexBeyond(struct ArrowArray* a) { BUFFER(int8_t, kWords, 1)[2] = 4; }
static void IndexNegative(struct ArrowArray* a) { BUFFER(int8_t, kWords, 1)[0] = -1; }
static void RunsDescend(struct ArrowArray* a) {
  ((int32_t*)a->children[kRuns]->children[0]->buffers[1])[1] = 1;
}
static void RunsEndEarly(struct ArrowArray* a) { a->children[kRuns]->children[0]->length = 2; }
static void NullKey(struct ArrowArray* a) {
  struct ArrowArray* keys = a->children[kMap]->children[0]->children[0];
  keys->buffers[0] = ReferenceAlloc(keys, (size_t)(keys->length + 7) / 8);
  keys->null_count = -1;
}
static void NullEntry(struct ArrowArray* a) {
  struct ArrowArray* entries = a->children[kMap]->children[0];
  entries->buffers[0] = ReferenceAlloc(entries, (size_t)(entries->length + 7) / 8);
  entries->null_count = -1;
}

const struct Mutant kValueMutants[] = {
    {"value-bad-text", "FMT-18", "pa", NULL, BadText, NULL, false},
    {"value-bad-large-text", "FMT-19", "p", NULL, BadLargeText, NULL, false},
    {"value-bad-view-text", "FMT-20", "p", NULL, BadViewText, NULL, false},
    {"value-offsets-decrease", "COL-5", "pa", NULL, Decreasing, NULL, false},
    {"value-offset-negative", "COL-5", "p", NULL, NegativeOffset, NULL, false},
    {"value-list-beyond-child", "COL-5", "p", NULL, ListBeyondChild, NULL, false},
    {"value-view-unpadded", "COL-7", "pa", NULL, Unpadded, NULL, false},
    {"value-view-beyond-buffer", "COL-8", "pa", NULL, ViewBeyondBuffer, NULL, false},
    {"value-view-of-no-buffer", "COL-8", "p", NULL, ViewOfNoBuffer, NULL, false},
    {"value-view-prefix", "COL-8", "p", NULL, ViewPrefix, NULL, false},
    {"value-list-view-beyond-child", "COL-9", "pa", NULL, ListViewBeyondChild, NULL, false},
    {"value-list-view-negative", "COL-9", "p", NULL, ListViewNegative, NULL, false},
    {"value-dense-strange-id", "COL-12", "pa", NULL, StrangeId, NULL, false},
    {"value-dense-beyond-child", "COL-12", "p", NULL, DenseBeyondChild, NULL, false},
    {"value-dense-backwards", "COL-12", "p", NULL, DenseBackwards, NULL, false},
    {"value-sparse-strange-id", "COL-13", "pa", NULL, StrangeSparseId, NULL, false},
    {"value-index-beyond", "COL-15", "pa", NULL, IndexBeyond, NULL, false},
    {"value-index-negative", "COL-15", "p", NULL, IndexNegative, NULL, false},
    {"value-runs-descend", "COL-16", "pa", NULL, RunsDescend, NULL, false},
    {"value-runs-end-early", "COL-16", "p", NULL, RunsEndEarly, NULL, false},
    {"value-map-null-key", "COL-17", "pa", NULL, NullKey, NULL, false},
    {"value-map-null-entry", "COL-17", "p", NULL, NullEntry, NULL, false},
    {NULL, NULL, NULL, NULL, NULL, NULL, false},
};
