// Buffers of sketches: values that follow from slot numbers, each buffer a place of its own.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sketch.h"

enum { kDictionaryLength = 4, kInline = 12 };

static bool Has(const struct KitMaking* making, unsigned habit) {
  return (making->habits & habit) != 0;
}

static bool IsNull(const struct KitMaking* making, int64_t slot) {
  return !making->sketch->not_null && !Has(making, KIT_HAS_NO_BITMAPS) && slot % 4 == 2;
}

// Slots whose contents nobody may believe.
static bool IsWild(const struct KitMaking* making, int64_t slot) {
  if (slot < making->offset) return Has(making, KIT_HAS_WILD_STARTS);
  return Has(making, KIT_HAS_WILD_NULLS) && IsNull(making, slot);
}

// Adds a buffer and gives its bytes, to be written; NULL where it has none.
static void* Add(struct KitMaking* making, int64_t size, const char* what) {
  struct KitGuardRules rules = KitBufferRules(making->habits);
  int index = making->n_buffers++;
  if (size > 0 && Has(making, KIT_HAS_UNALIGNED)) ++size;
  if (size > 0) {
    struct KitGuardedBlock* block = KitTrackedAllocate(making->tracked, NULL, (size_t)size, rules,
                                                       "buffer %d (%s)", index, what);
    block->is_data = strncmp(what, "lengths", 7) != 0;
    making->buffers[index] = block->begin;
    return block->begin;
  }
  if (Has(making, KIT_HAS_NULL_EMPTY)) {
    making->buffers[index] = NULL;
    return NULL;
  }
  // Where nothing is, or the eight bytes that most producers have there.
  bool dangling = Has(making, KIT_HAS_DANGLING);
  struct KitGuardRules none = {"ARR-11", "MUT-1", "ARR-11", NULL};
  struct KitGuardedBlock* block = KitTrackedAllocate(making->tracked, NULL, dangling ? 0 : 8, none,
                                                     "buffer %d (%s), of size 0,", index, what);
  if (dangling) KitGuardMakeInaccessible(block);
  making->buffers[index] = block->begin + (dangling ? 1 : 0);
  return NULL;
}

static void AddValidity(struct KitMaking* making, bool top) {
  int64_t nulls = 0;
  bool without = Has(making, KIT_HAS_NO_BITMAPS) || (top && !Has(making, KIT_HAS_TOP_NULLS));
  making->array.null_count = 0;
  if (without) {
    making->buffers[making->n_buffers++] = NULL;
    if (Has(making, KIT_HAS_UNKNOWN_COUNTS) && !top) making->array.null_count = -1;
    return;
  }
  unsigned char* bits = (unsigned char*)Add(making, (making->total + 7) / 8, "validity");
  for (int64_t slot = 0; slot < making->total; ++slot) {
    if (!IsNull(making, slot)) {
      bits[slot / 8] |= (unsigned char)(1 << (slot % 8));
    } else if (slot >= making->offset) {
      ++nulls;
    }
  }
  making->array.null_count = Has(making, KIT_HAS_UNKNOWN_COUNTS) ? -1 : nulls;
}

static void Store(unsigned char* to, int64_t width, int64_t value) {
  if (to == NULL) return;
  int64_t small = width < 8 ? width : 8;
  memcpy(to, &value, (size_t)small);
  if (width > 8) memset(to + 8, value < 0 ? 0xff : 0, (size_t)(width - 8));
}

static void AddBits(struct KitMaking* making) {
  unsigned char* bits = (unsigned char*)Add(making, (making->total + 7) / 8, "values");
  for (int64_t slot = 0; slot < making->total; ++slot) {
    if (slot % 3 == 0) bits[slot / 8] |= (unsigned char)(1 << (slot % 8));
  }
}

static void AddFixed(struct KitMaking* making) {
  int64_t width = making->type.width;
  bool indices = making->sketch->dictionary != NULL;
  bool days = strcmp(making->sketch->format, "tdm") == 0;
  unsigned char* to =
      (unsigned char*)Add(making, making->total * width, indices ? "indices" : "values");
  for (int64_t slot = 0; slot < making->total && to != NULL; ++slot) {
    int64_t value = indices ? slot % kDictionaryLength : slot;
    if (days) value *= 86400000;
    if (indices && IsWild(making, slot)) value = kDictionaryLength + 17;
    Store(to + slot * width, width, value);
  }
}

// The length of a text: every third is empty.
static int64_t TextLength(int64_t slot) { return slot % 3 == 0 ? 0 : 1 + slot % 5; }

static void AddBinary(struct KitMaking* making) {
  int64_t width = making->type.width;
  unsigned char* offsets = NULL;
  if (making->total == 0 && Has(making, KIT_HAS_NULL_OFFSETS)) {
    making->buffers[making->n_buffers++] = NULL;
  } else {
    offsets = (unsigned char*)Add(making, (making->total + 1) * width, "offsets");
  }
  int64_t end = 0;
  for (int64_t slot = 0; slot < making->total; ++slot) {
    end += TextLength(slot);
    Store(offsets + (slot + 1) * width, width, end);
  }
  char* text = (char*)Add(making, end, "data");
  for (int64_t i = 0; i < end; ++i) text[i] = (char)('a' + i % 26);
}

static void AddView(struct KitMaking* making) {
  int n_variadic = Has(making, KIT_HAS_INLINE_VIEWS) ? 0 : 2;
  if (Has(making, KIT_HAS_MANY_VARIADIC)) n_variadic = 300;
  enum { kLong = 20, kPerBuffer = 60 };
  unsigned char* views = (unsigned char*)Add(making, making->total * 16, "views");
  for (int64_t slot = 0; slot < making->total; ++slot) {
    unsigned char* view = views + slot * 16;
    bool is_long = n_variadic > 0 && slot % 2 == 1;
    int32_t length = (int32_t)(is_long ? kLong : slot % (kInline + 1));
    if (IsWild(making, slot)) {
      int32_t wild[4] = {1 << 30, -1, 1 << 30, -1};
      memcpy(view, wild, sizeof(wild));
      continue;
    }
    memcpy(view, &length, 4);
    if (!is_long) {
      for (int i = 0; i < length; ++i) view[4 + i] = (unsigned char)('a' + i);
      continue;
    }
    // The text of every variadic buffer is abc…; views begin at 0, 20 or 40 of it.
    int32_t buffer = (int32_t)(slot / 2 % n_variadic);
    int32_t offset = (int32_t)(slot % 3 * kLong);
    for (int i = 0; i < 4; ++i) view[4 + i] = (unsigned char)('a' + (offset + i) % 26);
    memcpy(view + 8, &buffer, 4);
    memcpy(view + 12, &offset, 4);
  }
  bool empty_one = Has(making, KIT_HAS_NULL_EMPTY | KIT_HAS_DANGLING) && n_variadic > 0;
  int n_all = n_variadic + (empty_one ? 1 : 0);
  for (int i = 0; i < n_variadic; ++i) {
    char* text = (char*)Add(making, kPerBuffer, "variadic data");
    for (int at = 0; at < kPerBuffer; ++at) text[at] = (char)('a' + at % 26);
  }
  if (empty_one) Add(making, 0, "variadic data");
  unsigned char* lengths = (unsigned char*)Add(making, 8 * n_all, "lengths of variadic buffers");
  for (int i = 0; i < n_variadic; ++i) Store(lengths + 8 * i, 8, kPerBuffer);
}

static int64_t ListLength(int64_t slot) { return slot % 3; }

static void AddList(struct KitMaking* making) {
  int64_t width = making->type.width;
  unsigned char* offsets = NULL;
  if (making->total == 0 && Has(making, KIT_HAS_NULL_OFFSETS)) {
    making->buffers[making->n_buffers++] = NULL;
  } else {
    offsets = (unsigned char*)Add(making, (making->total + 1) * width, "offsets");
  }
  int64_t end = 0;
  for (int64_t slot = 0; slot < making->total; ++slot) {
    end += ListLength(slot);
    Store(offsets + (slot + 1) * width, width, end);
  }
  making->child_lengths[0] = end;
}

// The lists lie in the child in reverse order, and those with two values share one with the next.
static void AddListView(struct KitMaking* making) {
  int64_t width = making->type.width;
  unsigned char* offsets = (unsigned char*)Add(making, making->total * width, "offsets");
  unsigned char* sizes = (unsigned char*)Add(making, making->total * width, "sizes");
  for (int64_t slot = 0; slot < making->total; ++slot) {
    Store(offsets + slot * width, width, making->total - 1 - slot);
    Store(sizes + slot * width, width, ListLength(slot));
  }
  making->child_lengths[0] = making->total == 0 ? 0 : making->total + 1;
}

static void AddUnion(struct KitMaking* making) {
  const struct KitSketchType* type = &making->type;
  unsigned char* ids = (unsigned char*)Add(making, making->total, "type ids");
  int32_t used[128] = {0};
  bool dense = type->layout == kSketchDense;
  unsigned char* offsets = dense ? (unsigned char*)Add(making, making->total * 4, "offsets") : NULL;
  for (int64_t slot = 0; slot < making->total; ++slot) {
    int child = (int)(slot % type->n_ids);
    ids[slot] = (unsigned char)type->ids[child];
    if (dense) Store(offsets + slot * 4, 4, used[child]++);
  }
  for (int i = 0; i < type->n_ids; ++i) {
    making->child_lengths[i] = dense ? used[i] : making->total;
  }
}

void KitMakeBuffers(struct KitMaking* making) {
  const struct KitSketch* sketch = making->sketch;
  enum KitSketchLayout layout = making->type.layout;
  bool top = making->tracked->parent == NULL && layout == kSketchStruct;
  if (layout != kSketchNull && layout != kSketchDense && layout != kSketchSparse &&
      layout != kSketchRunEnds) {
    AddValidity(making, top);
  }
  for (int i = 0; i < sketch->n_children; ++i) making->child_lengths[i] = making->total;
  switch (layout) {
    case kSketchNull:
      making->array.null_count = making->length;
      break;
    case kSketchBits:
      AddBits(making);
      break;
    case kSketchFixed:
      AddFixed(making);
      break;
    case kSketchBinary:
      AddBinary(making);
      break;
    case kSketchView:
      AddView(making);
      break;
    case kSketchList:
      AddList(making);
      break;
    case kSketchListView:
      AddListView(making);
      break;
    case kSketchFixedList:
      making->child_lengths[0] = making->total * making->type.width;
      break;
    case kSketchStruct:
      break;
    case kSketchDense:
    case kSketchSparse:
      AddUnion(making);
      break;
    case kSketchRunEnds:
      making->child_lengths[0] = making->child_lengths[1] = (making->total + 2) / 3;
      break;
  }
}
