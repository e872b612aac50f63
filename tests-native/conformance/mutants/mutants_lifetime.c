// Mutants with wrong releases, moves and lifetimes.
#include "reference.h"

/* ------------------------------------------------------------------------------------- releases */

static void ForgetsToMark(struct ArrowArray* array) {
  struct ArrowArray copy = *array;
  ReferenceReleaseArray(&copy);
}
static void ArrayForgetsToMark(struct ArrowArray* a) { a->release = ForgetsToMark; }
static void ChildForgetsToMark(struct ArrowArray* a) { a->children[kInt]->release = ForgetsToMark; }

static void SchemaForgets(struct ArrowSchema* schema) {
  struct ArrowSchema copy = *schema;
  ReferenceReleaseSchema(&copy);
}
static void SchemaForgetsToMark(struct ArrowSchema* s) { s->release = SchemaForgets; }

static void MarksOnly(struct ArrowArray* array) { array->release = NULL; }
static void ColumnLeaks(struct ArrowArray* a) { a->children[kText]->release = MarksOnly; }
static void MarksSchemaOnly(struct ArrowSchema* schema) { schema->release = NULL; }
static void SchemaLeaks(struct ArrowSchema* s) { s->children[kInt]->release = MarksSchemaOnly; }

static void FreesTwice(struct ArrowArray* array) {
  struct ReferenceOwner* owner = (struct ReferenceOwner*)array->private_data;
  free(owner->memory[owner->n_memory - 1]);
  ReferenceReleaseArray(array);
}
static void ArrayFreesTwice(struct ArrowArray* a) { a->release = FreesTwice; }
static void SchemaFreesState(struct ArrowSchema* schema) {
  free(schema->private_data);
  ReferenceReleaseSchema(schema);
}
static void SchemaUsesFreed(struct ArrowSchema* s) { s->release = SchemaFreesState; }

// Calls what children have as release, moved out or not.
static void CallsAll(struct ArrowArray* array) {
  for (int64_t i = 0; i < array->n_children; ++i) array->children[i]->release(array->children[i]);
  ReferenceReleaseArray(array);
}
static void ArrayCallsAll(struct ArrowArray* a) { a->release = CallsAll; }
static void CallsAllOfSchema(struct ArrowSchema* schema) {
  for (int64_t i = 0; i < schema->n_children; ++i) {
    schema->children[i]->release(schema->children[i]);
  }
  ReferenceReleaseSchema(schema);
}
static void SchemaCallsAll(struct ArrowSchema* s) { s->release = CallsAllOfSchema; }

/* ---------------------------------------------------------------------------------------- moves */

// The parent owns the memory of a child.
static void ParentOwns(struct ArrowArray* a) {
  struct ArrowArray* column = a->children[kLong];
  void* values = ReferenceAlloc(a, (size_t)column->length * 8);
  memcpy(values, column->buffers[1], (size_t)column->length * 8);
  column->buffers[1] = values;
}
static void ParentOwnsDictionary(struct ArrowArray* a) {
  struct ArrowArray* words = a->children[kWords]->dictionary;
  void* values = ReferenceAlloc(a->children[kWords], 64);
  memcpy(values, words->buffers[2], (size_t)((const int32_t*)words->buffers[1])[words->length]);
  words->buffers[2] = values;
}
static void ParentOwnsGrandchild(struct ArrowArray* a) {
  struct ArrowArray* items = a->children[kList]->children[0];
  void* values = ReferenceAlloc(a->children[kList], (size_t)items->length * 4);
  memcpy(values, items->buffers[1], (size_t)items->length * 4);
  items->buffers[1] = values;
}
static void ParentOwnsName(struct ArrowSchema* s) {
  struct ReferenceOwner* owner = (struct ReferenceOwner*)s->private_data;
  char* name = (char*)malloc(8);
  memcpy(name, "a name", 7);
  owner->memory[owner->n_memory++] = name;
  s->children[kInt]->name = name;
}

// The address of the struct when it was made, stored with what it owns.
static struct ArrowArray* Home(const struct ArrowArray* array) {
  return (struct ArrowArray*)((struct ReferenceOwner*)array->private_data)->memory[7];
}
static void ReleasesAtHome(struct ArrowArray* array) {
  struct ArrowArray* home = Home(array);
  ((struct ReferenceOwner*)array->private_data)->memory[7] = NULL;
  ReferenceReleaseArray(home);
}
static void ReleasesOnlyAtHome(struct ArrowArray* array) {
  if (Home(array) != array) return;
  ((struct ReferenceOwner*)array->private_data)->memory[7] = NULL;
  ReferenceReleaseArray(array);
}
static void RemembersHome(struct ArrowArray* a) {
  ((struct ReferenceOwner*)a->private_data)->memory[7] = a;
  a->release = ReleasesAtHome;
}
static void StaysHome(struct ArrowArray* a) {
  ((struct ReferenceOwner*)a->private_data)->memory[7] = a;
  a->release = ReleasesOnlyAtHome;
}
static void SchemaReleasesAtHome(struct ArrowSchema* schema) {
  struct ReferenceOwner* owner = (struct ReferenceOwner*)schema->private_data;
  struct ArrowSchema* home = (struct ArrowSchema*)owner->memory[7];
  ReferenceReleaseSchema(schema);
  home->release = NULL;
}
static void SchemaRemembersHome(struct ArrowSchema* s) {
  ((struct ReferenceOwner*)s->private_data)->memory[7] = s;
  s->release = SchemaReleasesAtHome;
}

// The name points into the struct itself.
static void NameInside(struct ArrowSchema* s) { s->name = (const char*)&s->dictionary; }

// Reads the struct of the previous array when the next one is made.
static struct ArrowArray* g_last;
static void ForgetsLast(struct ArrowArray* array) {
  if (g_last == array) g_last = NULL;
  ReferenceReleaseArray(array);
}
static void RemembersLast(struct ArrowArray* a) {
  if (g_last != NULL) (void)*(volatile int64_t*)&g_last->length;
  g_last = a;
  a->release = ForgetsLast;
}

/* ------------------------------------------------------------------------------------ lifetimes */

// One buffer for all arrays: the next array overwrites the values of the previous one.
static void SharedValues(struct ArrowArray* a) {
  static int64_t values[16];
  struct ArrowArray* column = a->children[kLong];
  for (int i = 0; i < 16; ++i) ++values[i];
  column->buffers[1] = values;
}

// The values of the previous array are freed when the next one is made.
static void FreesLast(struct ArrowArray* a) {
  static void* last;
  struct ArrowArray* column = a->children[kLong];
  void* values = calloc((size_t)column->length, 8);
  free(last);
  last = values;
  column->buffers[1] = values;
}

const struct Mutant kLifetimeMutants[] = {
    {"array-forgets-to-mark", "MEM-13", "pa", NULL, ArrayForgetsToMark, NULL, false},
    {"array-child-forgets-to-mark", "MEM-13", "pa", NULL, ChildForgetsToMark, NULL, false},
    {"schema-forgets-to-mark", "MEM-13", "pas", SchemaForgetsToMark, NULL, NULL, false},
    {"array-column-leaks", "MEM-12", "pa", NULL, ColumnLeaks, NULL, false},
    {"array-frees-twice", "MEM-12", "pa", NULL, ArrayFreesTwice, NULL, false},
    {"schema-uses-freed", "MEM-12", "ps", SchemaUsesFreed, NULL, NULL, false},
    {"schema-leaks", "MEM-12", "pas", SchemaLeaks, NULL, NULL, false},
    {"array-calls-all", "MEM-11", "pa", NULL, ArrayCallsAll, NULL, false},
    {"schema-calls-all", "MEM-11", "pas", SchemaCallsAll, NULL, NULL, false},
    {"array-parent-owns", "MOV-3", "pa", NULL, ParentOwns, NULL, false},
    {"array-parent-owns-dictionary", "MOV-3", "pa", NULL, ParentOwnsDictionary, NULL, false},
    {"array-parent-owns-grandchild", "MOV-3", "pa", NULL, ParentOwnsGrandchild, NULL, false},
    {"schema-parent-owns-name", "MOV-3", "pas", ParentOwnsName, NULL, NULL, false},
    {"array-remembers-home", "MEM-10", "pa", NULL, RemembersHome, NULL, false},
    {"array-stays-home", "MEM-10", "pa", NULL, StaysHome, NULL, false},
    {"schema-remembers-home", "MEM-10", "pas", SchemaRemembersHome, NULL, NULL, false},
    {"schema-name-inside", "MOV-4", "pas", NameInside, NULL, NULL, false},
    {"array-remembers-last", "MOV-5", "pa", NULL, RemembersLast, NULL, false},
    {"batch-shares-values", "MUT-1", "p", NULL, SharedValues, NULL, false},
    {"batch-frees-last", "STR-16", "p", NULL, FreesLast, NULL, false},
    {"array-shares-values", "MEM-3", "a", NULL, SharedValues, NULL, false},
    {"array-frees-last", "MEM-3", "a", NULL, FreesLast, NULL, false},
    {NULL, NULL, NULL, NULL, NULL, NULL, false},
};
