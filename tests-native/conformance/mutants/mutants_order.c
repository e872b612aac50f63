// Mutants that rely on the order of calls: on get_schema before get_next, on releases before that
// of the stream. And mutants whose results are not independent of each other.
#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

#include "reference.h"

/* ----------------------------------------------------------------------------- the schema first */

// The state, followed by what happened to the stream.
struct Ordered {
  struct ReferenceStream state;
  bool asked;
  void* plan;
};
static struct Ordered* OrderOf(struct ArrowArrayStream* stream) {
  return (struct Ordered*)stream->private_data;
}
static int Asked(struct ArrowArrayStream* stream, struct ArrowSchema* out) {
  OrderOf(stream)->asked = true;
  return ReferenceGetSchema(stream, out);
}
static void Remember(struct ArrowArrayStream* s) {
  struct Ordered* state = (struct Ordered*)realloc(s->private_data, sizeof(*state));
  state->asked = false;
  state->plan = NULL;
  s->private_data = state;
  s->get_schema = Asked;
}

static int NextAfterSchema(struct ArrowArrayStream* stream, struct ArrowArray* out) {
  if (OrderOf(stream)->asked) return ReferenceGetNext(stream, out);
  out->release = NULL;
  return EINVAL;
}
static void NeedsSchema(struct ArrowArrayStream* s) {
  Remember(s);
  s->get_next = NextAfterSchema;
}

static int EndWithoutSchema(struct ArrowArrayStream* stream, struct ArrowArray* out) {
  if (OrderOf(stream)->asked) return ReferenceGetNext(stream, out);
  OrderOf(stream)->state.next = 3;  // it stays empty
  out->release = NULL;
  return 0;
}
static void IsEmptyWithoutSchema(struct ArrowArrayStream* s) {
  Remember(s);
  s->get_next = EndWithoutSchema;
}

static int OtherWithoutSchema(struct ArrowArrayStream* stream, struct ArrowArray* out) {
  int code = ReferenceGetNext(stream, out);
  if (code == 0 && out->release != NULL && out->length > 0 && !OrderOf(stream)->asked)
    ((int64_t*)(void*)out->children[kLong]->buffers[1])[0] += 1000;
  return code;
}
static void DiffersWithoutSchema(struct ArrowArrayStream* s) {
  Remember(s);
  s->get_next = OtherWithoutSchema;
}

/* ---------------------------------------------------------------------------------------- leaks */

// get_schema takes the plan over: without it nobody frees the plan.
static int TakesPlan(struct ArrowArrayStream* stream, struct ArrowSchema* out) {
  free(OrderOf(stream)->plan);
  OrderOf(stream)->plan = NULL;
  return Asked(stream, out);
}
static void UnaskedLeaks(struct ArrowArrayStream* s) {
  Remember(s);
  OrderOf(s)->plan = malloc(100);
  s->get_schema = TakesPlan;
}

// The memory of batches belongs to a pool that ends with the last stream.
static int g_streams;
static void CountsDown(struct ArrowArrayStream* stream) {
  --g_streams;
  ReferenceReleaseStream(stream);
}
static void CountsStreams(struct ArrowArrayStream* s) {
  ++g_streams;
  s->release = CountsDown;
}
static void NeedsPool(struct ArrowArray* array) {
  if (g_streams > 0) {
    ReferenceReleaseArray(array);
  } else {
    array->release = NULL;
  }
}
static void BatchNeedsPool(struct ArrowArray* a) { a->release = NeedsPool; }
static void SchemaNeedsPool(struct ArrowSchema* schema) {
  if (g_streams > 0) {
    ReferenceReleaseSchema(schema);
  } else {
    schema->release = NULL;
  }
}
static void SchemaOfPool(struct ArrowSchema* s) { s->release = SchemaNeedsPool; }

static void OpensFile(void) {
  if (open("/dev/null", O_RDONLY | O_CLOEXEC) < 0) abort();
}
static void StreamOpensFile(struct ArrowArrayStream* s) {
  (void)s;
  OpensFile();
}
static void BatchOpensFile(struct ArrowArray* a) {
  (void)a;
  OpensFile();
}
static void SchemaOpensFile(struct ArrowSchema* s) {
  (void)s;
  OpensFile();
}

// The file is closed at end of stream only.
static int ClosesAtEnd(struct ArrowArrayStream* stream, struct ArrowArray* out) {
  int code = ReferenceGetNext(stream, out);
  struct Ordered* state = OrderOf(stream);
  if (out->release == NULL && state->plan != NULL) {
    close(*(int*)state->plan);
    free(state->plan);
    state->plan = NULL;
  }
  return code;
}
static void ReleasePlan(struct ArrowArrayStream* stream) {
  free(OrderOf(stream)->plan);
  ReferenceReleaseStream(stream);
}
static void UnfinishedKeepsFile(struct ArrowArrayStream* s) {
  Remember(s);
  int* file = (int*)malloc(sizeof(*file));
  *file = open("/dev/null", O_RDONLY | O_CLOEXEC);
  OrderOf(s)->plan = file;
  s->get_next = ClosesAtEnd;
  s->release = ReleasePlan;
}

static void* Waits(void* nothing) {
  (void)nothing;
  for (;;) pause();
  return NULL;
}
static void LeavesThread(struct ArrowArrayStream* s) {
  pthread_t thread;
  (void)s;
  if (pthread_create(&thread, NULL, Waits, NULL) == 0) pthread_detach(thread);
}

/* ------------------------------------------------------------------------------ shared children */

// A struct with the children of a base structure that others share. The base has no child that is
// not shared, so what is released last releases them.
struct Shared {
  int references;
  struct ArrowSchema schema;
  struct ArrowArray array;
};

static void DropSchema(struct ArrowSchema* schema) {
  struct Shared* shared = (struct Shared*)schema->private_data;
  schema->release = NULL;
  if (--shared->references > 0) return;
  shared->schema.release(&shared->schema);
  free(shared);
}
static void ShareSchema(struct Shared* shared, struct ArrowSchema* out) {
  *out = shared->schema;
  out->private_data = shared;
  out->release = DropSchema;
  ++shared->references;
}
static int SharedSchema(struct ArrowArrayStream* stream, struct ArrowSchema* out) {
  struct Ordered* state = OrderOf(stream);
  struct Shared* shared = (struct Shared*)state->plan;
  if (shared == NULL) {
    shared = (struct Shared*)calloc(1, sizeof(*shared));
    shared->references = 1;
    ReferenceMakeSchema(&kReferenceNarrowRoot, &shared->schema);
    state->plan = shared;
  }
  ShareSchema(shared, out);
  return 0;
}
static void ReleaseShared(struct ArrowArrayStream* stream) {
  struct Shared* shared = (struct Shared*)OrderOf(stream)->plan;
  struct ArrowSchema schema = {.private_data = shared};
  if (shared != NULL) DropSchema(&schema);
  ReferenceReleaseStream(stream);
}
static void SchemasShareChildren(struct ArrowArrayStream* s) {
  Remember(s);
  s->get_schema = SharedSchema;
  s->release = ReleaseShared;
}

// The dictionary of a column, shared by the arrays that are live.
static struct Shared* g_shared;
static void DropArray(struct ArrowArray* array) {
  array->dictionary = NULL;
  ReferenceReleaseArray(array);
  if (--g_shared->references > 0) return;
  if (g_shared->array.release != NULL) g_shared->array.release(&g_shared->array);
  free(g_shared);
  g_shared = NULL;
}
static void SharesDictionary(struct ArrowArray* a) {
  struct ArrowArray* words = a->children[kWords];
  struct ReferenceOwner* owner = (struct ReferenceOwner*)words->private_data;
  if (g_shared == NULL) {
    g_shared = (struct Shared*)calloc(1, sizeof(*g_shared));
    g_shared->array = *words->dictionary;
  } else {
    words->dictionary->release(words->dictionary);
  }
  free(words->dictionary);
  owner->dictionary = NULL;
  words->dictionary = &g_shared->array;
  words->release = DropArray;
  ++g_shared->references;
}

// All schemas that are live share their children.
static void DropOne(struct ArrowSchema* schema) {
  bool last = ((struct Shared*)schema->private_data)->references == 1;
  DropSchema(schema);
  if (last) g_shared = NULL;
}
static void SharesChildren(struct ArrowSchema* s) {
  if (g_shared == NULL) {
    g_shared = (struct Shared*)calloc(1, sizeof(*g_shared));
    g_shared->schema = *s;
  } else {
    s->release(s);
  }
  ShareSchema(g_shared, s);
  s->release = DropOne;
}

const struct Mutant kOrderMutants[] = {
    {"stream-needs-schema", "STR-4", "p", NULL, NULL, NeedsSchema, false},
    {"stream-is-empty-without-schema", "STR-4", "p", NULL, NULL, IsEmptyWithoutSchema, false},
    {"stream-differs-without-schema", "STR-4", "p", NULL, NULL, DiffersWithoutSchema, false},
    {"stream-unasked-leaks", "MEM-12", "p", NULL, NULL, UnaskedLeaks, false},
    {"batch-leaks-after-stream", "MEM-12", "p", NULL, BatchNeedsPool, CountsStreams, false},
    {"schema-leaks-after-stream", "MEM-12", "p", SchemaOfPool, NULL, CountsStreams, false},
    {"stream-leaks-file", "MEM-12", "p", NULL, NULL, StreamOpensFile, false},
    {"array-leaks-file", "MEM-12", "pa", NULL, BatchOpensFile, NULL, false},
    {"schema-leaks-file", "MEM-12", "s", SchemaOpensFile, NULL, NULL, false},
    {"stream-unfinished-leaks-file", "STR-19", "p", NULL, NULL, UnfinishedKeepsFile, false},
    {"stream-leaves-thread", "MEM-12", "p", NULL, NULL, LeavesThread, false},
    {"stream-schemas-share-children", "STR-2", "p", NULL, NULL, SchemasShareChildren, false},
    {"batches-share-dictionary", "STR-16", "p", NULL, SharesDictionary, NULL, false},
    {"arrays-share-dictionary", "MEM-3", "a", NULL, SharesDictionary, NULL, false},
    {"schemas-share-children", "MEM-3", "as", SharesChildren, NULL, NULL, false},
    {NULL, NULL, NULL, NULL, NULL, NULL, false},
};
