// Arrays of sketches.
#include <stdlib.h>
#include <string.h>

#include "sketch.h"

static int64_t OffsetOf(unsigned habits, bool top) {
  if (top) return (habits & KIT_HAS_TOP_OFFSET) != 0 ? 3 : 0;
  return (habits & KIT_HAS_OFFSETS) != 0 ? 3 : 0;
}

// Runs of three values each, up to the length of the parent.
static void MakeRunEnds(struct KitMaking* parent, struct ArrowArray* child) {
  int64_t width = KitSketchTypeOf(parent->sketch->children[0]->format).width;
  unsigned char* to = (unsigned char*)(uintptr_t)child->buffers[1];
  for (int64_t run = 0; run < child->length; ++run) {
    int64_t end = 3 * (run + 1) < parent->total ? 3 * (run + 1) : parent->total;
    memcpy(to + (child->offset + run) * width, &end, (size_t)width);
  }
}

static void Seal(struct KitTracked* tracked) {
  for (struct KitGuardedBlock* block = tracked->blocks; block != NULL; block = block->next) {
    if (block->live && block->rules.written != NULL) KitGuardMakeReadOnly(block);
  }
}

static void Make(const struct KitSketch* sketch, unsigned habits, int64_t length, int64_t offset,
                 struct KitTracked* tracked);

static void MakeChildren(struct KitMaking* making) {
  const struct KitSketch* sketch = making->sketch;
  struct KitGuardRules rules = {"ARR-1", NULL, "MEM-8", NULL};
  unsigned habits = making->habits;
  size_t size = (size_t)sketch->n_children * sizeof(void*);
  making->array.n_children = sketch->n_children;
  if (size > 0 || (habits & KIT_HAS_NULL_ARRAY_TABLES) == 0) {
    struct KitGuardedBlock* table =
        KitTrackedAllocate(making->tracked, NULL, size, KitTableRules("ARR-12"), "children");
    making->array.children = (struct ArrowArray**)(void*)table->begin;
  }
  bool runs = making->type.layout == kSketchRunEnds;
  for (int i = 0; i <= sketch->n_children; ++i) {
    bool is_dictionary = i == sketch->n_children;
    const struct KitSketch* child = is_dictionary ? sketch->dictionary : sketch->children[i];
    if (child == NULL) break;
    char label[112];
    KitSketchLabel(label, making->tracked->label, child->name, is_dictionary ? -1 : i);
    struct KitGuardedBlock* home = KitTrackedAllocate(
        making->tracked, NULL, sizeof(struct ArrowArray), rules, "the struct of a child");
    struct KitTracked* made = KitTrackedNew(kKitOfArray, making->tracked, home->begin, "%s", label);
    int64_t length = is_dictionary ? 4 : making->child_lengths[i];
    if ((habits & KIT_HAS_LONG_CHILDREN) != 0 && !is_dictionary && !runs &&
        making->type.layout != kSketchList && making->type.layout != kSketchListView) {
      length += 2;
    }
    int64_t offset = runs && i == 0 ? 0 : OffsetOf(habits, false);
    Make(child, habits, length, offset, made);
    struct ArrowArray* array = (struct ArrowArray*)made->home;
    if (is_dictionary) {
      making->array.dictionary = array;
    } else {
      making->array.children[i] = array;
      if (runs && i == 0) MakeRunEnds(making, array);
    }
    Seal(made);
  }
}

static void Make(const struct KitSketch* sketch, unsigned habits, int64_t length, int64_t offset,
                 struct KitTracked* tracked) {
  struct KitMaking* making = (struct KitMaking*)calloc(1, sizeof(*making));
  if (making == NULL) abort();
  making->sketch = sketch;
  making->type = KitSketchTypeOf(sketch->format);
  making->tracked = tracked;
  making->habits = habits;
  making->length = length;
  making->offset = offset;
  making->total = length + offset;
  making->array.length = length;
  making->array.offset = offset;
  KitMakeBuffers(making);
  making->array.n_buffers = making->n_buffers;
  size_t size = (size_t)making->n_buffers * sizeof(void*);
  if (size > 0 || (habits & KIT_HAS_NULL_ARRAY_TABLES) == 0) {
    struct KitGuardedBlock* table =
        KitTrackedAllocate(tracked, making->buffers, size, KitTableRules("ARR-7"), "buffers");
    making->array.buffers = (const void**)(void*)table->begin;
  }
  MakeChildren(making);
  KitTrackedArray(tracked, &making->array);
  free(making);
}

struct KitTracked* KitSketchArray(const struct KitSketch* sketch, unsigned habits, int64_t length,
                                  const char* label, struct ArrowArray* out) {
  struct KitTracked* tracked = KitTrackedNew(kKitOfArray, NULL, out, "%s", label);
  bool top = strcmp(sketch->format, "+s") == 0;
  Make(sketch, habits, length, OffsetOf(habits, top), tracked);
  Seal(tracked);
  return tracked;
}
