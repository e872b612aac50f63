// Buffers of array specifications. Values are computed from slot numbers; each buffer is a guarded
// block.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "array_spec.h"

enum { kDictionaryLength = 4, kInline = 12 };

static bool Has(const struct KitArrayBuilder* builder, unsigned quirk) {
  return (builder->quirks & quirk) != 0;
}

// Null rows of a batch are other slots than nulls of columns: they hide values.
static bool IsNull(const struct KitArrayBuilder* builder, int64_t slot) {
  bool rows = builder->tracked->parent == NULL && builder->type.layout == kSpecStruct;
  return !builder->spec->not_null && !Has(builder, KIT_QUIRK_NO_BITMAPS) &&
         slot % 4 == (rows ? 1 : 2);
}

// True for slots that hold invalid values.
static bool IsWild(const struct KitArrayBuilder* builder, int64_t slot) {
  if (slot < builder->offset) return Has(builder, KIT_QUIRK_WILD_STARTS);
  return Has(builder, KIT_QUIRK_WILD_NULLS) && IsNull(builder, slot);
}

// Adds a buffer and returns its bytes, which are writable; NULL for a buffer of size 0.
static void* Add(struct KitArrayBuilder* builder, int64_t size, const char* what) {
  struct KitGuardRules rules = KitBufferRules(builder->quirks);
  int index = builder->n_buffers++;
  if (size > 0 && Has(builder, KIT_QUIRK_UNALIGNED)) ++size;
  if (size > 0) {
    struct KitGuardedBlock* block = KitTrackedAllocate(builder->tracked, NULL, (size_t)size, rules,
                                                       "buffer %d (%s)", index, what);
    block->is_data = strncmp(what, "lengths", 7) != 0;
    builder->buffers[index] = block->begin;
    return block->begin;
  }
  if (Has(builder, KIT_QUIRK_NULL_EMPTY)) {
    builder->buffers[index] = NULL;
    return NULL;
  }
  // An invalid pointer, or 8 bytes, as most producers allocate for empty buffers.
  bool dangling = Has(builder, KIT_QUIRK_DANGLING);
  struct KitGuardRules none = {"ARR-11", "MUT-1", "ARR-11", NULL};
  struct KitGuardedBlock* block = KitTrackedAllocate(builder->tracked, NULL, dangling ? 0 : 8, none,
                                                     "buffer %d (%s), of size 0,", index, what);
  if (dangling) KitGuardMakeInaccessible(block);
  builder->buffers[index] = block->begin + (dangling ? 1 : 0);
  return NULL;
}

static void AddValidity(struct KitArrayBuilder* builder, bool top) {
  int64_t nulls = 0;
  bool without = Has(builder, KIT_QUIRK_NO_BITMAPS) || (top && !Has(builder, KIT_QUIRK_TOP_NULLS));
  builder->array.null_count = 0;
  if (without) {
    builder->buffers[builder->n_buffers++] = NULL;
    if (Has(builder, KIT_QUIRK_UNKNOWN_COUNTS) && !top) builder->array.null_count = -1;
    return;
  }
  unsigned char* bits = (unsigned char*)Add(builder, (builder->total + 7) / 8, "validity");
  for (int64_t slot = 0; slot < builder->total; ++slot) {
    if (!IsNull(builder, slot)) {
      bits[slot / 8] |= (unsigned char)(1 << (slot % 8));
    } else if (slot >= builder->offset) {
      ++nulls;
    }
  }
  builder->array.null_count = Has(builder, KIT_QUIRK_UNKNOWN_COUNTS) ? -1 : nulls;
}

static void Store(unsigned char* to, int64_t width, int64_t value) {
  if (to == NULL) return;
  int64_t small = width < 8 ? width : 8;
  memcpy(to, &value, (size_t)small);
  if (width > 8) memset(to + 8, value < 0 ? 0xff : 0, (size_t)(width - 8));
}

static void AddBits(struct KitArrayBuilder* builder) {
  unsigned char* bits = (unsigned char*)Add(builder, (builder->total + 7) / 8, "values");
  for (int64_t slot = 0; slot < builder->total; ++slot) {
    if (slot % 3 == 0) bits[slot / 8] |= (unsigned char)(1 << (slot % 8));
  }
}

static void AddFixed(struct KitArrayBuilder* builder) {
  int64_t width = builder->type.width;
  bool indices = builder->spec->dictionary != NULL;
  bool days = strcmp(builder->spec->format, "tdm") == 0;
  unsigned char* to =
      (unsigned char*)Add(builder, builder->total * width, indices ? "indices" : "values");
  for (int64_t slot = 0; slot < builder->total && to != NULL; ++slot) {
    int64_t value = indices ? slot % kDictionaryLength : slot;
    if (days) value *= 86400000;
    if (indices && IsWild(builder, slot)) value = kDictionaryLength + 17;
    Store(to + slot * width, width, value);
  }
}

// The length of a text: every third text is empty. In an ordered dictionary the texts differ and
// ascend: "a", "bc", "def", "ghij".
static int64_t TextLength(const struct KitArrayBuilder* builder, int64_t slot) {
  return slot % 3 == 0 && !Has(builder, KIT_QUIRK_ORDER_FLAGS) ? 0 : 1 + slot % 5;
}

static void AddBinary(struct KitArrayBuilder* builder) {
  int64_t width = builder->type.width;
  unsigned char* offsets = NULL;
  if (builder->total == 0 && Has(builder, KIT_QUIRK_NULL_OFFSETS)) {
    builder->buffers[builder->n_buffers++] = NULL;
  } else {
    offsets = (unsigned char*)Add(builder, (builder->total + 1) * width, "offsets");
  }
  int64_t end = 0;
  for (int64_t slot = 0; slot < builder->total; ++slot) {
    end += TextLength(builder, slot);
    Store(offsets + (slot + 1) * width, width, end);
  }
  char* text = (char*)Add(builder, end, "data");
  for (int64_t i = 0; i < end; ++i) text[i] = (char)('a' + i % 26);
}

static void AddView(struct KitArrayBuilder* builder) {
  int n_variadic = Has(builder, KIT_QUIRK_INLINE_VIEWS) ? 0 : 2;
  if (Has(builder, KIT_QUIRK_MANY_VARIADIC)) n_variadic = 300;
  enum { kLong = 20, kPerBuffer = 60 };
  unsigned char* views = (unsigned char*)Add(builder, builder->total * 16, "views");
  for (int64_t slot = 0; slot < builder->total; ++slot) {
    unsigned char* view = views + slot * 16;
    bool is_long = n_variadic > 0 && slot % 2 == 1;
    int32_t length = (int32_t)(is_long ? kLong : slot % (kInline + 1));
    if (IsWild(builder, slot)) {
      int32_t wild[4] = {1 << 30, -1, 1 << 30, -1};
      memcpy(view, wild, sizeof(wild));
      continue;
    }
    memcpy(view, &length, 4);
    if (!is_long) {
      for (int i = 0; i < length; ++i) view[4 + i] = (unsigned char)('a' + i);
      continue;
    }
    // Every variadic buffer holds abc…; views begin at its byte 0, 20 or 40.
    int32_t buffer = (int32_t)(slot / 2 % n_variadic);
    int32_t offset = (int32_t)(slot % 3 * kLong);
    for (int i = 0; i < 4; ++i) view[4 + i] = (unsigned char)('a' + (offset + i) % 26);
    memcpy(view + 8, &buffer, 4);
    memcpy(view + 12, &offset, 4);
  }
  bool empty_one = Has(builder, KIT_QUIRK_NULL_EMPTY | KIT_QUIRK_DANGLING) && n_variadic > 0;
  int n_all = n_variadic + (empty_one ? 1 : 0);
  for (int i = 0; i < n_variadic; ++i) {
    char* text = (char*)Add(builder, kPerBuffer, "variadic data");
    for (int at = 0; at < kPerBuffer; ++at) text[at] = (char)('a' + at % 26);
  }
  if (empty_one) Add(builder, 0, "variadic data");
  unsigned char* lengths = (unsigned char*)Add(builder, 8 * n_all, "lengths of variadic buffers");
  for (int i = 0; i < n_variadic; ++i) Store(lengths + 8 * i, 8, kPerBuffer);
}

static int64_t ListLength(int64_t slot) { return slot % 3; }

static void AddList(struct KitArrayBuilder* builder) {
  int64_t width = builder->type.width;
  unsigned char* offsets = NULL;
  if (builder->total == 0 && Has(builder, KIT_QUIRK_NULL_OFFSETS)) {
    builder->buffers[builder->n_buffers++] = NULL;
  } else {
    offsets = (unsigned char*)Add(builder, (builder->total + 1) * width, "offsets");
  }
  int64_t end = 0;
  for (int64_t slot = 0; slot < builder->total; ++slot) {
    end += ListLength(slot);
    Store(offsets + (slot + 1) * width, width, end);
  }
  builder->child_lengths[0] = end;
}

// The lists are in reverse order in the child; lists of two values overlap.
static void AddListView(struct KitArrayBuilder* builder) {
  int64_t width = builder->type.width;
  unsigned char* offsets = (unsigned char*)Add(builder, builder->total * width, "offsets");
  unsigned char* sizes = (unsigned char*)Add(builder, builder->total * width, "sizes");
  for (int64_t slot = 0; slot < builder->total; ++slot) {
    Store(offsets + slot * width, width, builder->total - 1 - slot);
    Store(sizes + slot * width, width, ListLength(slot));
  }
  builder->child_lengths[0] = builder->total == 0 ? 0 : builder->total + 1;
}

static void AddUnion(struct KitArrayBuilder* builder) {
  const struct KitArraySpecType* type = &builder->type;
  unsigned char* ids = (unsigned char*)Add(builder, builder->total, "type ids");
  int32_t used[128] = {0};
  bool dense = type->layout == kSpecDense;
  unsigned char* offsets =
      dense ? (unsigned char*)Add(builder, builder->total * 4, "offsets") : NULL;
  for (int64_t slot = 0; slot < builder->total; ++slot) {
    int child = (int)(slot % type->n_ids);
    ids[slot] = (unsigned char)type->ids[child];
    if (dense) Store(offsets + slot * 4, 4, used[child]++);
  }
  for (int i = 0; i < type->n_ids; ++i) {
    builder->child_lengths[i] = dense ? used[i] : builder->total;
  }
}

void KitMakeBuffers(struct KitArrayBuilder* builder) {
  const struct KitArraySpec* spec = builder->spec;
  enum KitArraySpecLayout layout = builder->type.layout;
  bool top = builder->tracked->parent == NULL && layout == kSpecStruct;
  if (layout != kSpecNull && layout != kSpecDense && layout != kSpecSparse &&
      layout != kSpecRunEnds) {
    AddValidity(builder, top);
  }
  for (int i = 0; i < spec->n_children; ++i) builder->child_lengths[i] = builder->total;
  switch (layout) {
    case kSpecNull:
      builder->array.null_count = builder->length;
      break;
    case kSpecBits:
      AddBits(builder);
      break;
    case kSpecFixed:
      AddFixed(builder);
      break;
    case kSpecBinary:
      AddBinary(builder);
      break;
    case kSpecView:
      AddView(builder);
      break;
    case kSpecList:
      AddList(builder);
      break;
    case kSpecListView:
      AddListView(builder);
      break;
    case kSpecFixedList:
      builder->child_lengths[0] = builder->total * builder->type.width;
      break;
    case kSpecStruct:
      break;
    case kSpecDense:
    case kSpecSparse:
      AddUnion(builder);
      break;
    case kSpecRunEnds:
      builder->child_lengths[0] = builder->child_lengths[1] = (builder->total + 2) / 3;
      break;
  }
}
