// Arrays of array specifications.
#include <stdlib.h>
#include <string.h>

#include "array_spec.h"

static int64_t OffsetOf(unsigned quirks, bool top) {
  if (top) return (quirks & KIT_QUIRK_TOP_OFFSET) != 0 ? 3 : 0;
  return (quirks & KIT_QUIRK_OFFSETS) != 0 ? 3 : 0;
}

// Runs of three values each; the last ends at the length of the parent.
static void MakeRunEnds(struct KitArrayBuilder* parent, struct ArrowArray* child) {
  int64_t width = KitArraySpecTypeOf(parent->spec->children[0]->format).width;
  unsigned char* to = (unsigned char*)(uintptr_t)child->buffers[1];
  for (int64_t run = 0; run < child->length; ++run) {
    int64_t end = 3 * (run + 1) < parent->total ? 3 * (run + 1) : parent->total;
    memcpy(to + (child->offset + run) * width, &end, (size_t)width);
  }
}

static void Make(const struct KitArraySpec* spec, unsigned quirks, int64_t length, int64_t offset,
                 struct KitTracked* tracked);

static void MakeChildren(struct KitArrayBuilder* builder) {
  const struct KitArraySpec* spec = builder->spec;
  struct KitGuardRules rules = {"ARR-1", NULL, "MEM-8", NULL};
  unsigned quirks = builder->quirks;
  size_t size = (size_t)spec->n_children * sizeof(void*);
  builder->array.n_children = spec->n_children;
  if (size > 0 || (quirks & KIT_QUIRK_NULL_ARRAY_TABLES) == 0) {
    struct KitGuardedBlock* table =
        KitTrackedAllocate(builder->tracked, NULL, size, KitTableRules("ARR-12"), "children");
    builder->array.children = (struct ArrowArray**)(void*)table->begin;
  }
  // First all structs, which stay writable, so that what is protected together is together.
  for (int i = 0; i < spec->n_children + (spec->dictionary != NULL); ++i) {
    struct KitGuardedBlock* home = KitTrackedAllocate(
        builder->tracked, NULL, sizeof(struct ArrowArray), rules, "the struct of a child");
    struct ArrowArray* array = (struct ArrowArray*)(void*)home->begin;
    *(i == spec->n_children ? &builder->array.dictionary : &builder->array.children[i]) = array;
  }
  bool runs = builder->type.layout == kSpecRunEnds;
  for (int i = 0; i <= spec->n_children; ++i) {
    bool is_dictionary = i == spec->n_children;
    const struct KitArraySpec* child = is_dictionary ? spec->dictionary : spec->children[i];
    if (child == NULL) break;
    char label[112];
    KitChildLabel(label, builder->tracked->label, child->name, is_dictionary ? -1 : i);
    struct ArrowArray* array =
        is_dictionary ? builder->array.dictionary : builder->array.children[i];
    struct KitTracked* made = KitTrackedNew(kKitOfArray, builder->tracked, array, "%s", label);
    int64_t length = is_dictionary ? 4 : builder->child_lengths[i];
    if ((quirks & KIT_QUIRK_LONG_CHILDREN) != 0 && !is_dictionary && !runs &&
        builder->type.layout != kSpecList && builder->type.layout != kSpecListView) {
      length += 2;
    }
    int64_t offset = runs && i == 0 ? 0 : OffsetOf(quirks, false);
    Make(child, quirks, length, offset, made);
    if (runs && i == 0) MakeRunEnds(builder, array);
  }
}

static void Make(const struct KitArraySpec* spec, unsigned quirks, int64_t length, int64_t offset,
                 struct KitTracked* tracked) {
  struct KitArrayBuilder* builder = (struct KitArrayBuilder*)calloc(1, sizeof(*builder));
  if (builder == NULL) abort();
  builder->spec = spec;
  builder->type = KitArraySpecTypeOf(spec->format);
  builder->tracked = tracked;
  builder->quirks = quirks;
  builder->length = length;
  builder->offset = offset;
  builder->total = length + offset;
  builder->array.length = length;
  builder->array.offset = offset;
  KitMakeBuffers(builder);
  builder->array.n_buffers = builder->n_buffers;
  size_t size = (size_t)builder->n_buffers * sizeof(void*);
  if (size > 0 || (quirks & KIT_QUIRK_NULL_ARRAY_TABLES) == 0) {
    struct KitGuardedBlock* table =
        KitTrackedAllocate(tracked, builder->buffers, size, KitTableRules("ARR-7"), "buffers");
    builder->array.buffers = (const void**)(void*)table->begin;
  }
  MakeChildren(builder);
  KitTrackedArray(tracked, &builder->array);
  free(builder);
}

struct KitTracked* KitSpecifiedArray(const struct KitArraySpec* spec, unsigned quirks,
                                     int64_t length, const char* label, struct ArrowArray* out) {
  struct KitTracked* tracked = KitTrackedNew(kKitOfArray, NULL, out, "%s", label);
  bool top = strcmp(spec->format, "+s") == 0;
  Make(spec, quirks, length, OffsetOf(quirks, top), tracked);
  KitTrackedMakeReadOnly(tracked);
  return tracked;
}
