// Mutants that depend on the thread: they remember the thread on which a struct was made, or on
// which a stream was first read, as a runtime with an interpreter lock or a database might.
#include <pthread.h>

#include "reference.h"

/* -------------------------------------------------------------------------------- arrays and
 * schemas */

static bool IsHere(const void* thread) { return (void*)pthread_self() == thread; }

static void** ThreadOf(void* private_data) {
  return &((struct ReferenceOwner*)private_data)->memory[7];
}

static void ReleaseOnThread(struct ArrowArray* array) {
  if (!IsHere(*ThreadOf(array->private_data))) abort();
  ReferenceReleaseArray(array);
}
static void ArrayOfThread(struct ArrowArray* a) {
  *ThreadOf(a->private_data) = (void*)pthread_self();
  a->release = ReleaseOnThread;
}

static void ReleaseSchemaOnThread(struct ArrowSchema* schema) {
  if (!IsHere(*ThreadOf(schema->private_data))) abort();
  ReferenceReleaseSchema(schema);
}
static void SchemaOfThread(struct ArrowSchema* s) {
  *ThreadOf(s->private_data) = (void*)pthread_self();
  s->release = ReleaseSchemaOnThread;
}

// On another thread release does nothing, but marks the struct released.
static void LeaksElsewhere(struct ArrowArray* array) {
  if (IsHere(*ThreadOf(array->private_data))) {
    ReferenceReleaseArray(array);
  } else {
    array->release = NULL;
  }
}
static void ArrayLeaksElsewhere(struct ArrowArray* a) {
  *ThreadOf(a->private_data) = (void*)pthread_self();
  a->release = LeaksElsewhere;
}
static void SchemaLeaksOnThread(struct ArrowSchema* schema) {
  if (IsHere(*ThreadOf(schema->private_data))) {
    ReferenceReleaseSchema(schema);
  } else {
    schema->release = NULL;
  }
}
static void SchemaLeaksElsewhere(struct ArrowSchema* s) {
  *ThreadOf(s->private_data) = (void*)pthread_self();
  s->release = SchemaLeaksOnThread;
}

// Children are released on their thread, or by their parent.
static _Thread_local bool t_by_parent;
static void ReleaseParent(struct ArrowArray* array) {
  t_by_parent = true;
  ReferenceReleaseArray(array);
  t_by_parent = false;
}
static void ReleaseChild(struct ArrowArray* array) {
  if (!t_by_parent && !IsHere(*ThreadOf(array->private_data))) abort();
  ReferenceReleaseArray(array);
}
static void ChildOfThread(struct ArrowArray* a) {
  a->release = ReleaseParent;
  ArrayOfThread(a->children[kInt]);
  a->children[kInt]->release = ReleaseChild;
}
static void ReleaseSchemaParent(struct ArrowSchema* schema) {
  t_by_parent = true;
  ReferenceReleaseSchema(schema);
  t_by_parent = false;
}
static void ReleaseSchemaChild(struct ArrowSchema* schema) {
  if (!t_by_parent && !IsHere(*ThreadOf(schema->private_data))) abort();
  ReferenceReleaseSchema(schema);
}
static void SchemaChildOfThread(struct ArrowSchema* s) {
  s->release = ReleaseSchemaParent;
  SchemaOfThread(s->children[kInt]);
  s->children[kInt]->release = ReleaseSchemaChild;
}

/* -------------------------------------------------------------------------------------- streams */

// The state, followed by the thread.
struct OfThread {
  struct ReferenceStream state;
  void* thread;
};
static struct OfThread* ThreadStateOf(struct ArrowArrayStream* stream) {
  return (struct OfThread*)stream->private_data;
}
static void Remember(struct ArrowArrayStream* s) {
  struct OfThread* state = (struct OfThread*)realloc(s->private_data, sizeof(*state));
  state->thread = NULL;
  s->private_data = state;
}

// All batches are read on the thread of the first.
static int NextOnThread(struct ArrowArrayStream* stream, struct ArrowArray* out) {
  struct OfThread* state = ThreadStateOf(stream);
  if (state->thread == NULL) state->thread = (void*)pthread_self();
  return IsHere(state->thread) ? ReferenceGetNext(stream, out) : EINVAL;
}
static void NextOfThread(struct ArrowArrayStream* s) {
  Remember(s);
  s->get_next = NextOnThread;
}

static void ReleaseStreamOnThread(struct ArrowArrayStream* stream) {
  if (!IsHere(ThreadStateOf(stream)->thread)) abort();
  ReferenceReleaseStream(stream);
}
static void StreamOfThread(struct ArrowArrayStream* s) {
  Remember(s);
  ThreadStateOf(s)->thread = (void*)pthread_self();
  s->release = ReleaseStreamOnThread;
}

const struct Mutant kThreadMutants[] = {
    {"batch-release-on-thread", "STR-17", "p", NULL, ArrayOfThread, NULL, false},
    {"batch-schema-release-on-thread", "STR-17", "p", SchemaOfThread, NULL, NULL, false},
    {"stream-release-on-thread", "STR-17", "p", NULL, NULL, StreamOfThread, false},
    {"stream-next-on-thread", "STR-17", "p", NULL, NULL, NextOfThread, false},
    {"array-release-on-thread", "MEM-12", "a", NULL, ArrayOfThread, NULL, false},
    {"schema-release-on-thread", "MEM-12", "as", SchemaOfThread, NULL, NULL, false},
    {"array-leaks-on-other-thread", "MEM-12", "pa", NULL, ArrayLeaksElsewhere, NULL, false},
    {"schema-leaks-on-other-thread", "MEM-12", "pas", SchemaLeaksElsewhere, NULL, NULL, false},
    {"array-child-release-on-thread", "MOV-3", "pa", NULL, ChildOfThread, NULL, false},
    {"schema-child-release-on-thread", "MOV-3", "pas", SchemaChildOfThread, NULL, NULL, false},
    {NULL, NULL, NULL, NULL, NULL, NULL, false},
};
