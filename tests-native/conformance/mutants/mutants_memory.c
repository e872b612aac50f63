// Mutants whose pointers lead to memory that cannot be read, and mutants that crash. The kit must
// name the rule of what it reads, not that of what it called last.
#include <sys/mman.h>
#include <unistd.h>

#include "reference.h"

// The end of a page that is followed by one which cannot be accessed.
static char* PageEnd(void) {
  static char* end;
  if (end == NULL) {
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    end = (char*)mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) +
          page;
    mprotect(end, page, PROT_NONE);
  }
  return end;
}

// Aligned, and not accessible.
static void* Wild(void) { return PageEnd() + 64; }

// Memory without code: calling it crashes.
static void CallWild(void* pointer_to_function) {
  void* wild = Wild();
  memcpy(pointer_to_function, &wild, sizeof(wild));
}

// A text whose last byte is the last of its page.
static const char* WithoutNul(const char* text) {
  size_t size = strlen(text);
  return (const char*)memcpy(PageEnd() - size, text, size);
}

/* ------------------------------------------------------------------------------------- metadata */

// A block of the size of what is in it, which is freed with the schema.
static const char* Block(struct ArrowSchema* s, const char* bytes, size_t size) {
  struct ReferenceOwner* owner = (struct ReferenceOwner*)s->private_data;
  char* block = (char*)malloc(size);
  memcpy(block, bytes, size);
  owner->memory[owner->n_memory++] = block;
  return block;
}
static void LongValue(struct ArrowSchema* s) {
  static const char kPairs[] = "\1\0\0\0\4\0\0\0unit\240\206\1\0metres and more!";
  s->metadata = Block(s, kPairs, 32);
}
// Alignment hides the missing byte from guard pages.
static void LongerByOne(struct ArrowSchema* s) {
  static const char kPairs[] = "\1\0\0\0\3\0\0\0key\6\0\0\0value";
  s->metadata = Block(s, kPairs, sizeof(kPairs) - 1);
}
static void LongKey(struct ArrowSchema* s) {
  static const char kPairs[] = "\1\0\0\0\0\0\1\0key\5\0\0\0value";
  s->children[kInt]->metadata = Block(s, kPairs, sizeof(kPairs) - 1);
}
static void WildMetadata(struct ArrowSchema* s) { s->metadata = (const char*)Wild(); }

/* -------------------------------------------------------------------------------------- schemas */

static void WildName(struct ArrowSchema* s) { s->children[kInt]->name = (const char*)Wild(); }
static void EndlessName(struct ArrowSchema* s) { s->children[kInt]->name = WithoutNul("int"); }
static void WildFormat(struct ArrowSchema* s) { s->children[kInt]->format = (const char*)Wild(); }
static void EndlessFormat(struct ArrowSchema* s) { s->children[kInt]->format = WithoutNul("i"); }
static void WildChildren(struct ArrowSchema* s) {
  s->children[kStruct]->children = (struct ArrowSchema**)Wild();
}
// The array has one pointer less than n_children.
static void ShortChildren(struct ArrowSchema* s) {
  struct ArrowSchema* parent = s->children[kStruct];
  size_t size = ((size_t)parent->n_children - 1) * sizeof(void*);
  parent->children =
      (struct ArrowSchema**)(void*)memcpy(PageEnd() - size, (void*)parent->children, size);
}
static void WildChild(struct ArrowSchema* s) {
  s->children[kStruct]->children[0] = (struct ArrowSchema*)Wild();
}
static void WildDictionary(struct ArrowSchema* s) {
  s->children[kWords]->dictionary = (struct ArrowSchema*)Wild();
}
static void WildSchemaRelease(struct ArrowSchema* s) { CallWild(&s->release); }
static void RestoresAndReleases(struct ArrowSchema* s) {
  s->children[kInt]->release = ReferenceReleaseSchema;
  ReferenceReleaseSchema(s);
}
static void WildChildRelease(struct ArrowSchema* s) {
  CallWild(&s->children[kInt]->release);
  s->release = RestoresAndReleases;
}

/* --------------------------------------------------------------------------------------- arrays */

static void WildBuffers(struct ArrowArray* a) {
  a->children[kLong]->buffers = (const void**)Wild();
}
static void WildBitmap(struct ArrowArray* a) { a->children[kInt]->buffers[0] = Wild(); }
static void WildValues(struct ArrowArray* a) { a->children[kLong]->buffers[1] = Wild(); }
static void WildOffsets(struct ArrowArray* a) {
  // The data is not aligned: to advise against that, its size must be known.
  struct ArrowArray* column = a->children[kText];
  column->buffers[1] = Wild();
  column->buffers[2] = (const char*)column->buffers[2] + 1;
}
static void WildText(struct ArrowArray* a) { a->children[kText]->buffers[2] = Wild(); }
static void WildVariadic(struct ArrowArray* a) { a->children[kView]->buffers[2] = Wild(); }
static void WildLengths(struct ArrowArray* a) { a->children[kView]->buffers[3] = Wild(); }
static void WildRunEnds(struct ArrowArray* a) {
  a->children[kRuns]->children[0]->buffers[1] = Wild();
}
// Alignment hides the missing byte from guard pages.
static void OneByteShort(struct ArrowArray* a) {
  struct ArrowArray* column = a->children[kLong];
  column->buffers[1] = ReferenceAlloc(column, (size_t)column->length * 8 - 1);
}
static void WildArrayChildren(struct ArrowArray* a) {
  a->children[kStruct]->children = (struct ArrowArray**)Wild();
}
static void WildArrayChild(struct ArrowArray* a) {
  a->children[kStruct]->children[0] = (struct ArrowArray*)Wild();
}
static void WildArrayDictionary(struct ArrowArray* a) {
  a->children[kWords]->dictionary = (struct ArrowArray*)Wild();
}
static void WildArrayRelease(struct ArrowArray* a) { CallWild(&a->release); }

static void FreesInside(struct ArrowArray* array) {
  struct ReferenceOwner* owner = (struct ReferenceOwner*)array->private_data;
  owner->memory[owner->n_memory - 1] = (char*)owner->memory[owner->n_memory - 1] + 16;
  ReferenceReleaseArray(array);
}
static void ArrayFreesInside(struct ArrowArray* a) { a->release = FreesInside; }

/* -------------------------------------------------------------------------------------- streams */

static void WildNext(struct ArrowArrayStream* s) { CallWild(&s->get_next); }
static void WildStreamRelease(struct ArrowArrayStream* s) { CallWild(&s->release); }

static const char* EndlessText(struct ArrowArrayStream* stream) {
  (void)stream;
  return WithoutNul("the disk is full");
}
static void MessageIsEndless(struct ArrowArrayStream* s) { s->get_last_error = EndlessText; }
static const char* WildMessage(struct ArrowArrayStream* stream) {
  (void)stream;
  return (const char*)Wild();
}
static void MessageIsWild(struct ArrowArrayStream* s) { s->get_last_error = WildMessage; }

// Volatile, since compilers refuse what they see.
static char* volatile g_block;

// Exported, so that a backtrace has the name.
int MutantNextPastEnd(struct ArrowArrayStream* stream, struct ArrowArray* out);
int MutantNextPastEnd(struct ArrowArrayStream* stream, struct ArrowArray* out) {
  g_block = (char*)malloc(32);
  if (ReferenceStateOf(stream)->next == 2) g_block[35] = 1;
  free(g_block);
  return ReferenceGetNext(stream, out);
}
static void NextPastEnd(struct ArrowArrayStream* s) { s->get_next = MutantNextPastEnd; }

static int UsesFreed(struct ArrowArrayStream* stream, struct ArrowArray* out) {
  g_block = (char*)malloc(40);
  free(g_block);
  if (ReferenceStateOf(stream)->next == 2) g_block[8] = 1;
  return ReferenceGetNext(stream, out);
}
static void NextUsesFreed(struct ArrowArrayStream* s) { s->get_next = UsesFreed; }

int MutantNextOverflows(struct ArrowArrayStream* stream, struct ArrowArray* out);
int MutantNextOverflows(struct ArrowArrayStream* stream, struct ArrowArray* out) {
  volatile char frame[1000];
  frame[0] = 1;
  if (ReferenceStateOf(stream)->next < 2) return ReferenceGetNext(stream, out);
  return MutantNextOverflows(stream, out) + frame[0];
}
static void NextOverflows(struct ArrowArrayStream* s) { s->get_next = MutantNextOverflows; }

const struct Mutant kMemoryMutants[] = {
    {"schema-metadata-long-value", "SCH-7", "pas", LongValue, NULL, NULL, false},
    {"schema-metadata-longer-by-one", "SCH-7", "pas", LongerByOne, NULL, NULL, false},
    {"schema-metadata-long-key", "SCH-7", "s", LongKey, NULL, NULL, false},
    {"schema-wild-metadata", "SCH-7", "pas", WildMetadata, NULL, NULL, false},
    {"schema-wild-name", "SCH-5", "pas", WildName, NULL, NULL, false},
    {"schema-endless-name", "SCH-5", "s", EndlessName, NULL, NULL, false},
    {"schema-wild-format", "SCH-3", "pas", WildFormat, NULL, NULL, false},
    {"schema-endless-format", "SCH-3", "s", EndlessFormat, NULL, NULL, false},
    {"schema-wild-children", "SCH-16", "pas", WildChildren, NULL, NULL, false},
    {"schema-short-children", "SCH-16", "s", ShortChildren, NULL, NULL, false},
    {"schema-wild-child", "SCH-15", "ps", WildChild, NULL, NULL, false},
    {"schema-wild-dictionary", "SCH-17", "ps", WildDictionary, NULL, NULL, false},
    {"schema-wild-release", "SCH-18", "pas", WildSchemaRelease, NULL, NULL, false},
    {"schema-wild-child-release", "SCH-18", "ps", WildChildRelease, NULL, NULL, false},
    {"array-wild-buffers", "ARR-8", "pa", NULL, WildBuffers, NULL, false},
    {"array-wild-bitmap", "ARR-9", "a", NULL, WildBitmap, NULL, false},
    {"array-wild-values", "ARR-9", "pa", NULL, WildValues, NULL, false},
    {"array-wild-offsets", "ARR-9", "pa", NULL, WildOffsets, NULL, false},
    {"array-wild-text", "ARR-9", "a", NULL, WildText, NULL, false},
    {"array-wild-variadic", "ARR-9", "a", NULL, WildVariadic, NULL, false},
    {"array-wild-lengths", "ARR-9", "pa", NULL, WildLengths, NULL, false},
    {"array-wild-run-ends", "ARR-9", "a", NULL, WildRunEnds, NULL, false},
    {"array-one-byte-short", "ARR-9", "pa", NULL, OneByteShort, NULL, false},
    {"array-wild-children", "ARR-13", "pa", NULL, WildArrayChildren, NULL, false},
    {"array-wild-child", "ARR-13", "pa", NULL, WildArrayChild, NULL, false},
    {"array-wild-dictionary", "ARR-14", "pa", NULL, WildArrayDictionary, NULL, false},
    {"array-wild-release", "ARR-15", "pa", NULL, WildArrayRelease, NULL, false},
    {"array-frees-inside", "MEM-12", "pa", NULL, ArrayFreesInside, NULL, false},
    {"stream-wild-next", "STR-1", "p", NULL, NULL, WildNext, false},
    {"stream-wild-release", "STR-13", "p", NULL, NULL, WildStreamRelease, false},
    {"stream-message-endless", "STR-11", "p", NULL, NULL, MessageIsEndless, true},
    {"stream-message-wild", "STR-12", "p", NULL, NULL, MessageIsWild, true},
    {"stream-next-past-end", "STR-4", "p", NULL, NULL, NextPastEnd, false},
    {"stream-next-uses-freed", "STR-4", "p", NULL, NULL, NextUsesFreed, false},
    {"stream-next-overflows", "STR-4", "p", NULL, NULL, NextOverflows, false},
    {NULL, NULL, NULL, NULL, NULL, NULL, false},
};
