// Correct producers: the reference producer, and variants that are legal but unusual. The kit must
// find nothing.
#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

#include "reference.h"

/* ----------------------------------------------------------------------- streams of few batches */

static int NoBatch(struct ArrowArrayStream* stream, struct ArrowArray* out) {
  (void)stream;
  out->release = NULL;
  return 0;
}
static void NoBatches(struct ArrowArrayStream* s) { s->get_next = NoBatch; }

static int EmptyBatch(struct ArrowArrayStream* stream, struct ArrowArray* out) {
  out->release = NULL;
  if (ReferenceStateOf(stream)->next++ >= 2) return 0;
  // The offsets buffers are NULL: they do not even have one offset.
  ReferenceMakeArray(&kReferenceRoot, 0, out);
  for (int i = 1; i < 3; ++i) out->children[kText]->buffers[i] = NULL;
  out->children[kList]->buffers[1] = NULL;
  return 0;
}
static void EmptyBatches(struct ArrowArrayStream* s) { s->get_next = EmptyBatch; }

/* ------------------------------------------------------------------------------------- failures */

static int FailSchema(struct ArrowArrayStream* stream, struct ArrowSchema* out) {
  (void)stream;
  (void)out;
  return EIO;
}
static int FailNext(struct ArrowArrayStream* stream, struct ArrowArray* out) {
  (void)stream;
  (void)out;
  return ENOMEM;
}
static const char* NoMessage(struct ArrowArrayStream* stream) {
  (void)stream;
  return NULL;
}
static void SchemaFails(struct ArrowArrayStream* s) {
  s->get_schema = FailSchema;
  s->get_next = FailNext;
}
static void FirstFails(struct ArrowArrayStream* s) {
  s->get_next = FailNext;
  s->get_last_error = NoMessage;
}

// Fails once, leaves the output unchanged, and continues after the error.
static int FailInBetween(struct ArrowArrayStream* stream, struct ArrowArray* out) {
  struct ReferenceStream* state = ReferenceStateOf(stream);
  if (state->next == 1 && state->error == NULL) {
    state->error = (char*)calloc(1, 1);
    return ECANCELED;
  }
  return ReferenceGetNext(stream, out);
}
static void FailsOnce(struct ArrowArrayStream* s) { s->get_next = FailInBetween; }

/* ---------------------------------------------------------------------------------------- types */

static const struct ReferenceField* Plain(void) { return &kReferenceRoot.children[kText]; }
static int PlainSchema(struct ArrowArrayStream* stream, struct ArrowSchema* out) {
  (void)stream;
  ReferenceMakeSchema(Plain(), out);
  return 0;
}
static int PlainNext(struct ArrowArrayStream* stream, struct ArrowArray* out) {
  out->release = NULL;
  if (ReferenceStateOf(stream)->next++ < 3) ReferenceMakeArray(Plain(), 4, out);
  return 0;
}
static void NoStruct(struct ArrowArrayStream* s) {
  s->get_schema = PlainSchema;
  s->get_next = PlainNext;
}

static const struct ReferenceField kNoColumns = {"+s", NULL, 0, NULL, 0, NULL, NULL};
static int BareSchema(struct ArrowArrayStream* stream, struct ArrowSchema* out) {
  (void)stream;
  ReferenceMakeSchema(&kNoColumns, out);
  return 0;
}
static int BareNext(struct ArrowArrayStream* stream, struct ArrowArray* out) {
  out->release = NULL;
  if (ReferenceStateOf(stream)->next++ < 3) ReferenceMakeArray(&kNoColumns, 1000, out);
  return 0;
}
static void NoColumns(struct ArrowArrayStream* s) {
  s->get_schema = BareSchema;
  s->get_next = BareNext;
}

/* -------------------------------------------------------------------------------------- structs */

static void NoNames(struct ArrowSchema* s) {
  s->name = NULL;
  for (int64_t i = 0; i < s->n_children; ++i) NoNames(s->children[i]);
}
static void SameNames(struct ArrowSchema* s) {
  for (int64_t i = 0; i < s->n_children; ++i) s->children[i]->name = "\xF0\x9F\xA6\x81";
}

// null_count is -1, with and without bitmaps.
static void Uncounted(struct ArrowArray* a) {
  a->null_count = -1;
  for (int64_t i = 0; i < a->n_children; ++i) Uncounted(a->children[i]);
  if (a->dictionary != NULL) Uncounted(a->dictionary);
}
static void SomeUncounted(struct ArrowArray* a) {
  static const int kColumns[] = {kFlag, kInt, kLong, kText, kView, kStruct, kWords};
  for (size_t i = 0; i < sizeof(kColumns) / sizeof(kColumns[0]); ++i) {
    Uncounted(a->children[kColumns[i]]);
  }
}

// Each column without its first and last value.
static void SlicedColumns(struct ArrowArray* a) {
  a->length -= 2;
  for (int64_t i = 0; i < a->n_children; ++i) {
    struct ArrowArray* column = a->children[i];
    column->offset = 1;
    column->length -= 2;
    if (column->null_count > 0 && i != kNothing) column->null_count = -1;
    if (i == kNothing) column->null_count = column->length;
  }
}
// The batch without its first two rows, and with a null row.
static void SlicedBatch(struct ArrowArray* a) {
  uint8_t* bits = (uint8_t*)ReferenceAlloc(a, 1);
  bits[0] = 0xfb;
  a->buffers[0] = bits;
  a->null_count = 1;
  a->offset = 2;
  a->length -= 2;
}

// Empty buffers are NULL.
static void NoBuffer(struct ArrowArray* a) {
  struct ArrowArray* text = a->children[kText];
  struct ArrowArray* view = a->children[kView];
  for (int64_t i = 0; i <= text->length; ++i) ((int32_t*)text->buffers[1])[i] = 0;
  text->buffers[2] = NULL;
  memset((void*)view->buffers[1], 0, (size_t)view->length * 16);
  ((int64_t*)view->buffers[3])[0] = 0;
  view->buffers[2] = NULL;
  a->children[kNothing]->buffers = NULL;
}

// Lists with one value or none; the offsets begin in the middle of the child.
static void OddOffsets(struct ArrowArray* a) {
  struct ArrowArray* list = a->children[kList];
  int32_t* offsets = (int32_t*)list->buffers[1];
  for (int64_t i = 0; i <= list->length; ++i) offsets[i] = (int32_t)(3 + i / 2);
}

/* --------------------------------------------------------------------------------- what is kept */

static void* Waits(void* nothing) {
  (void)nothing;
  for (;;) pause();
  return NULL;
}

// A file that is opened once, a thread that is started by the first batch, and a cache that grows
// with every stream until it is full.
static int NextWithThread(struct ArrowArrayStream* stream, struct ArrowArray* out) {
  static bool started;
  static pthread_t thread;
  if (!started) started = pthread_create(&thread, NULL, Waits, NULL) == 0;
  return ReferenceGetNext(stream, out);
}
static void KeepsCaches(struct ArrowArrayStream* s) {
  static void* cache[100];
  static size_t used;
  static int file = -1;
  if (file < 0) file = open("/dev/null", O_RDONLY | O_CLOEXEC);
  if (used < sizeof(cache) / sizeof(cache[0])) cache[used++] = malloc(64);
  s->get_next = NextWithThread;
}

// Each thread keeps some memory of the arrays that it released.
static void ReleaseToCache(struct ArrowArray* array) {
  static _Thread_local void* cache[20];
  static _Thread_local size_t used;
  if (used < sizeof(cache) / sizeof(cache[0])) cache[used++] = malloc(64);
  ReferenceReleaseArray(array);
}
static void CachesOfThreads(struct ArrowArray* a) { a->release = ReleaseToCache; }

const struct Mutant kReferenceVariants[] = {
    {"correct", "", "pas", NULL, NULL, NULL, false},
    {"correct-failing", "", "p", NULL, NULL, NULL, true},
    {"correct-no-batches", "", "p", NULL, NULL, NoBatches, false},
    {"correct-empty-batches", "", "p", NULL, NULL, EmptyBatches, false},
    {"correct-schema-fails", "", "p", NULL, NULL, SchemaFails, false},
    {"correct-first-fails", "", "p", NULL, NULL, FirstFails, false},
    {"correct-fails-once", "", "p", NULL, NULL, FailsOnce, false},
    {"correct-no-struct", "", "p", NULL, NULL, NoStruct, false},
    {"correct-no-columns", "", "p", NULL, NULL, NoColumns, false},
    {"correct-no-names", "", "pas", NoNames, NULL, NULL, false},
    {"correct-same-names", "", "pas", SameNames, NULL, NULL, false},
    {"correct-uncounted", "", "pa", NULL, SomeUncounted, NULL, false},
    {"correct-sliced-columns", "", "pa", NULL, SlicedColumns, NULL, false},
    {"correct-sliced-batch", "", "pa", NULL, SlicedBatch, NULL, false},
    {"correct-no-buffer", "", "pa", NULL, NoBuffer, NULL, false},
    {"correct-odd-offsets", "", "pa", NULL, OddOffsets, NULL, false},
    {"correct-caches", "", "p", NULL, NULL, KeepsCaches, false},
    {"correct-caches-of-threads", "", "pa", NULL, CachesOfThreads, NULL, false},
    {NULL, NULL, NULL, NULL, NULL, NULL, false},
};
