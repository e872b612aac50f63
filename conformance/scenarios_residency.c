// Scenarios that move one column out of a batch, release the batch, and measure the memory that
// stays.
#include "producer_calls.h"
#include "usage.h"

enum { kMostColumns = 8, kPerNode = 1024, kLeastBytes = 16384 };

struct Need {
  int64_t bytes;  // of all buffers
  int64_t nodes;  // number of structs, each with some memory around it
};

static struct Need NeedOf(const struct ArrowArray* array, const struct ArrowSchema* schema) {
  struct Need need = {0, 1};
  struct KitType type;
  const char* why;
  KitParseType(schema->format, &type, &why);
  for (int i = 0; i < array->n_buffers; ++i) {
    if (array->buffers[i] != NULL) need.bytes += KitBufferSize(&type, array, i);
  }
  for (int64_t i = 0; i <= array->n_children; ++i) {
    bool dictionary = i == array->n_children;
    if (dictionary && array->dictionary == NULL) break;
    struct Need below = dictionary ? NeedOf(array->dictionary, schema->dictionary)
                                   : NeedOf(array->children[i], schema->children[i]);
    need.bytes += below.bytes;
    need.nodes += below.nodes;
  }
  return need;
}

enum Seen { kTooSmall, kElsewhere, kFreed, kKept };

// Moves one column out and releases the batch. If memory of the other columns is freed only with
// the moved column, it was kept without need.
static enum Seen MoveOut(struct Kit* kit, struct KitMade* made, int64_t column) {
  struct Need all = NeedOf(&made->array, &made->schema);
  struct Need own = NeedOf(made->array.children[column], made->schema.children[column]);
  int64_t others = all.bytes - own.bytes;
  if (others < kLeastBytes + kPerNode * all.nodes) return kTooSmall;
  struct ArrowArray moved = *made->array.children[column];
  int64_t before = KitStableUsage().memory.bytes;
  made->array.children[column]->release = NULL;
  KitReleaseArray(kit, &made->array);
  int64_t between = KitStableUsage().memory.bytes;
  KitStep(kit, "MOV-3", "column %lld is released after its batch", (long long)column);
  moved.release(&moved);
  int64_t after = KitStableUsage().memory.bytes;
  int64_t by_column = between - after - own.bytes - kPerNode * all.nodes;
  if (before - after < others / 2) return kElsewhere;
  if (before - between >= others / 2 || by_column < others / 2) return kFreed;
  KitAdvise(
      kit, "MOV-6",
      "when a column is moved out and its batch released, the memory of the other columns is freed",
      "column %lld of %lld bytes keeps %lld bytes until it is released", (long long)column,
      (long long)own.bytes, (long long)(between - after));
  return kKept;
}

static void Residency(struct Kit* kit) {
  struct KitMemory memory;
  bool looked = false;
  if (!KitLiveMemory(&memory)) {
    KitSkip(kit, "live memory cannot be counted on this system");
    return;
  }
  if (!KitReleasesInPlace(kit)) return;
  enum Seen seen = kTooSmall;
  for (int64_t column = 0; column < kMostColumns && seen != kKept; ++column) {
    struct KitMade made;
    if (!KitMake(kit, &made)) return;
    bool has_column = made.array.release != NULL && column < made.array.n_children;
    seen = has_column ? MoveOut(kit, &made, column) : kTooSmall;
    looked = looked || seen == kFreed || seen == kKept;
    KitReleaseMade(kit, &made);
    if (seen == kElsewhere) {
      KitSkip(kit, "the memory of buffers does not come from malloc");
      return;
    }
    if (!has_column) break;
  }
  if (!looked) {
    KitSkip(kit, "the columns are too small to be distinguished from the structs around them");
  }
}

const struct KitScenario kKitResidencyScenarios[] = {
    {"stream-residency", "MOV-6",
     "moves a column out and checks that the others are freed (advice)", kKitProducer, 0,
     Residency},
    {"array-residency", "MOV-6", "moves a column out and checks that the others are freed (advice)",
     kKitArrayProducer, 0, Residency},
    {NULL, NULL, NULL, kKitProducer, 0, NULL},
};
