// Mutants with wrong numbers and pointers in arrays.
#include "reference.h"

static void WritesPastEnd(struct ArrowArray* a) { memset(a + 1, 0, 8); }
static void NegativeLength(struct ArrowArray* a) { a->children[kLong]->length = -1; }
static void TooManyNulls(struct ArrowArray* a) { a->children[kInt]->null_count = 1000; }
static void NullCountMinusTwo(struct ArrowArray* a) { a->children[kInt]->null_count = -2; }
static void WrongNullCount(struct ArrowArray* a) { ++a->children[kInt]->null_count; }
static void NegativeOffset(struct ArrowArray* a) { a->children[kLong]->offset = -1; }
static void UnionValidity(struct ArrowArray* a) { a->children[kDense]->n_buffers = 3; }
static void NullHasBuffer(struct ArrowArray* a) { a->children[kNothing]->n_buffers = 1; }
static void ViewWithoutLengths(struct ArrowArray* a) { a->children[kView]->n_buffers = 2; }
static void NoBuffers(struct ArrowArray* a) { a->children[kLong]->buffers = NULL; }

// The buffer has half of the required bytes.
static void ShortValues(struct ArrowArray* a) {
  struct ArrowArray* column = a->children[kLong];
  column->buffers[1] = ReferenceAlloc(column, (size_t)column->length * 4);
}
static void ShortBits(struct ArrowArray* a) {
  struct ArrowArray* column = a->children[kInt];
  column->offset = 400;
  column->length = 0;
  column->null_count = 0;
  a->length = 0;
  a->children[kStruct]->null_count = -1;
  column->buffers[1] = ReferenceAlloc(column, 1600);
}
static void ShortText(struct ArrowArray* a) {
  struct ArrowArray* column = a->children[kBlob];
  column->buffers[2] = ReferenceAlloc(column, 1);
}
static void Unaligned(struct ArrowArray* a) {
  struct ArrowArray* column = a->children[kLong];
  column->buffers[1] = (char*)ReferenceAlloc(column, (size_t)column->length * 8 + 8) + 1;
}
static void UnalignedViews(struct ArrowArray* a) {
  struct ArrowArray* column = a->children[kView];
  char* copy = (char*)ReferenceAlloc(column, (size_t)column->length * 16 + 4) + 4;
  memcpy(copy, column->buffers[1], (size_t)column->length * 16);
  column->buffers[1] = copy;
}
static void OddText(struct ArrowArray* a) {
  struct ArrowArray* column = a->children[kLargeText];
  size_t size = (size_t)((const int64_t*)column->buffers[1])[column->length];
  char* copy = (char*)ReferenceAlloc(column, size + 1) + 1;
  memcpy(copy, column->buffers[2], size);
  column->buffers[2] = copy;
}
static void VeryLong(struct ArrowArray* a) {
  struct ArrowArray* column = a->children[kNothing];
  column->length = (int64_t)1 << 32;
  column->null_count = column->length;
}
static void NullBitmap(struct ArrowArray* a) { a->children[kInt]->buffers[0] = NULL; }
static void NullValues(struct ArrowArray* a) { a->children[kLong]->buffers[1] = NULL; }
static void NullText(struct ArrowArray* a) { a->children[kBlob]->buffers[2] = NULL; }
static void NullVariadic(struct ArrowArray* a) { a->children[kView]->buffers[2] = NULL; }
static void ListWithoutChild(struct ArrowArray* a) { a->children[kList]->n_children = 0; }
static void LeafWithChild(struct ArrowArray* a) {
  a->children[kInt]->n_children = 1;
  a->children[kInt]->children = a->children[kList]->children;
}
static void NullChildren(struct ArrowArray* a) { a->children[kStruct]->children = NULL; }
static void NullChild(struct ArrowArray* a) { a->children[kStruct]->children[0] = NULL; }
static void NoDictionary(struct ArrowArray* a) { a->children[kWords]->dictionary = NULL; }
static void StrayDictionary(struct ArrowArray* a) {
  a->children[kTiny]->dictionary = a->children[kWords]->dictionary;
}
static void DeadChild(struct ArrowArray* a) { a->children[kLong]->release(a->children[kLong]); }
static void DeadArray(struct ArrowArray* a) { a->release(a); }
static void Unwritten(struct ArrowArray* a) { memset(&a->null_count, 0xcc, sizeof(a->null_count)); }
static void NegativeVariadic(struct ArrowArray* a) {
  ((int64_t*)a->children[kView]->buffers[3])[0] = -1;
}
static void FewerColumns(struct ArrowArray* a) { --a->n_children; }

// A null in a field that has none.
static void StrayNull(struct ArrowArray* a) {
  struct ArrowArray* column = a->children[kLong];
  column->buffers[0] = ReferenceAlloc(column, (size_t)(column->length + 7) / 8);
  column->null_count = column->length;
}
static void UncountedNull(struct ArrowArray* a) {
  StrayNull(a);
  a->children[kLong]->null_count = -1;
}
static void ShortColumn(struct ArrowArray* a) { --a->children[kLong]->length; }
static void ShortItems(struct ArrowArray* a) { --a->children[kFixedList]->children[0]->length; }
static void ShortOption(struct ArrowArray* a) { --a->children[kSparse]->children[1]->length; }
static void UnionNulls(struct ArrowArray* a) { a->children[kDense]->null_count = 1; }

const struct Mutant kArrayMutants[] = {
    {"array-writes-past-end", "ARR-1", "pa", NULL, WritesPastEnd, NULL, false},
    {"array-negative-length", "ARR-3", "pa", NULL, NegativeLength, NULL, false},
    {"array-too-many-nulls", "ARR-4", "pa", NULL, TooManyNulls, NULL, false},
    {"array-null-count-minus-two", "ARR-4", "p", NULL, NullCountMinusTwo, NULL, false},
    {"array-wrong-null-count", "ARR-4", "pa", NULL, WrongNullCount, NULL, false},
    {"array-negative-offset", "ARR-5", "pa", NULL, NegativeOffset, NULL, false},
    {"array-union-validity", "ARR-7", "pa", NULL, UnionValidity, NULL, false},
    {"array-null-has-buffer", "ARR-7", "p", NULL, NullHasBuffer, NULL, false},
    {"array-view-without-lengths", "ARR-7", "p", NULL, ViewWithoutLengths, NULL, false},
    {"array-no-buffers", "ARR-8", "pa", NULL, NoBuffers, NULL, false},
    {"array-short-values", "ARR-9", "pa", NULL, ShortValues, NULL, false},
    {"array-short-bits", "ARR-9", "p", NULL, ShortBits, NULL, false},
    {"array-short-text", "ARR-9", "p", NULL, ShortText, NULL, false},
    {"array-unaligned", "ARR-10", "pa", NULL, Unaligned, NULL, false},
    {"array-unaligned-views", "ARR-10", "p", NULL, UnalignedViews, NULL, false},
    {"array-odd-text", "COL-1", "pa", NULL, OddText, NULL, false},
    {"array-very-long", "COL-2", "pa", NULL, VeryLong, NULL, false},
    {"array-null-bitmap", "ARR-11", "pa", NULL, NullBitmap, NULL, false},
    {"array-null-values", "ARR-11", "p", NULL, NullValues, NULL, false},
    {"array-null-message", "ARR-11", "p", NULL, NullText, NULL, false},
    {"array-null-variadic", "ARR-11", "p", NULL, NullVariadic, NULL, false},
    {"array-list-without-child", "ARR-12", "pa", NULL, ListWithoutChild, NULL, false},
    {"array-leaf-with-child", "ARR-12", "p", NULL, LeafWithChild, NULL, false},
    {"array-null-children", "ARR-13", "pa", NULL, NullChildren, NULL, false},
    {"array-null-child", "ARR-13", "p", NULL, NullChild, NULL, false},
    {"array-no-dictionary", "ARR-14", "pa", NULL, NoDictionary, NULL, false},
    {"array-stray-dictionary", "ARR-14", "p", NULL, StrayDictionary, NULL, false},
    {"array-dead-child", "ARR-15", "pa", NULL, DeadChild, NULL, false},
    {"array-dead", "ARR-15", "a", NULL, DeadArray, NULL, false},
    {"array-unwritten-null-count", "MEM-1", "pa", NULL, Unwritten, NULL, false},
    {"array-negative-variadic", "VIEW-1", "pa", NULL, NegativeVariadic, NULL, false},
    {"batch-fewer-columns", "STR-8", "p", NULL, FewerColumns, NULL, false},
    {"batch-stray-null", "STR-8", "p", NULL, StrayNull, NULL, false},
    {"batch-uncounted-null", "STR-8", "p", NULL, UncountedNull, NULL, false},
    {"array-uncounted-null", "ARR-2", "a", NULL, UncountedNull, NULL, false},
    {"array-stray-null", "ARR-2", "a", NULL, StrayNull, NULL, false},
    {"array-short-column", "COL-11", "pa", NULL, ShortColumn, NULL, false},
    {"array-short-items", "COL-10", "pa", NULL, ShortItems, NULL, false},
    {"array-short-option", "COL-13", "pa", NULL, ShortOption, NULL, false},
    {"array-union-nulls", "COL-14", "pa", NULL, UnionNulls, NULL, false},
    {NULL, NULL, NULL, NULL, NULL, NULL, false},
};
