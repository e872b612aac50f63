#include "same.h"

#include <stdio.h>
#include <string.h>

#include "../check.h"

/* -------------------------------------------------------------------------------------- schemas */

static int32_t IntAt(const char* bytes) {
  int32_t number;
  memcpy(&number, bytes, sizeof(number));
  return number;
}

static int32_t Pairs(const char* metadata) { return metadata == NULL ? 0 : IntAt(metadata); }

static size_t MetadataSize(const char* metadata) {
  const char* at = metadata + 4;
  for (int32_t i = 0; i < 2 * Pairs(metadata); ++i) at += 4 + IntAt(at);
  return (size_t)(at - metadata);
}

// True if a key begins with ARROW:extension:.
static bool HasExtension(const char* metadata) {
  const char* at = metadata + 4;
  for (int32_t i = 0; i < 2 * Pairs(metadata); ++i) {
    if (i % 2 == 0 && IntAt(at) > 16 && memcmp(at + 4, "ARROW:extension:", 16) == 0) return true;
    at += 4 + IntAt(at);
  }
  return false;
}

static const char* MetadataDifference(const char* want, const char* got, bool top) {
  if (Pairs(want) == 0) return Pairs(got) == 0 ? NULL : "SCH-6";
  size_t size = MetadataSize(want);
  if (Pairs(got) > 0 && MetadataSize(got) == size && memcmp(want, got, size) == 0) return NULL;
  if (Pairs(got) == 0 && !top) return "SCH-10";
  return HasExtension(want) ? "EXT-1" : "SCH-9";
}

// Says where two blocks of metadata differ.
static void DescribeMetadata(const char* want, const char* got, char* out, size_t size) {
  int32_t pairs = Pairs(want);
  if (Pairs(got) != pairs) {
    snprintf(out, size, ": metadata differs; it has %d pairs instead of %d", Pairs(got), pairs);
    return;
  }
  want += 4;
  got += 4;
  for (int32_t i = 0; i < 2 * pairs; ++i) {
    int32_t length = IntAt(want), other = IntAt(got);
    if (other != length || memcmp(want + 4, got + 4, (size_t)length) != 0) {
      snprintf(out, size, ": metadata differs; the %s of pair %d is another, of %d bytes, not %d",
               i % 2 == 0 ? "key" : "value", i / 2, other, length);
      return;
    }
    want += 4 + length;
    got += 4 + other;
  }
}

static const char* FlagsDifference(int64_t want, int64_t got) {
  int64_t known = ARROW_FLAG_DICTIONARY_ORDERED | ARROW_FLAG_NULLABLE | ARROW_FLAG_MAP_KEYS_SORTED;
  if (want == got) return NULL;
  if (((want ^ got) & ARROW_FLAG_NULLABLE) != 0) return "SCH-14";
  return ((want ^ got) & known) != 0 ? "SCH-11" : "SCH-13";
}

// The width of a decimal may be omitted if it is 128 bits.
static bool SameFormat(const char* want, const char* got) {
  size_t a = strlen(want), b = strlen(got);
  if (want[0] == 'd' && a > 4 && strcmp(want + a - 4, ",128") == 0) a -= 4;
  if (got[0] == 'd' && b > 4 && strcmp(got + b - 4, ",128") == 0) b -= 4;
  return a == b && memcmp(want, got, a) == 0;
}

enum Kind { kTop, kField, kValues };  // kValues: the values of a dictionary

// Record batches and the values of dictionaries are not fields: their names and the flag NULLABLE
// are not compared, nor is the metadata of values.
static const char* Difference(const struct ArrowSchema* want, const struct ArrowSchema* got,
                              const char* at_stake, char where[200], size_t size, enum Kind kind) {
  const char* want_name = want->name == NULL ? "" : want->name;
  const char* got_name = got->name == NULL ? "" : got->name;
  int left = (int)(200 - size);
  if (!SameFormat(want->format, got->format)) {
    bool zones = strncmp(want->format, got->format, 4) == 0 && strncmp(got->format, "ts", 2) == 0;
    snprintf(where + size, (size_t)left, ": format is %.30s instead of %.30s", got->format,
             want->format);
    return zones ? "FMT-34" : at_stake;
  }
  if (kind == kField && strcmp(want_name, got_name) != 0) {
    snprintf(where + size, (size_t)left, ": name is %.30s instead of %.30s", got_name, want_name);
    return "SCH-5";
  }
  int64_t same = kind == kField ? 0 : ARROW_FLAG_NULLABLE;
  const char* rule = FlagsDifference(want->flags | same, got->flags | same);
  if (rule != NULL) {
    snprintf(where + size, (size_t)left, ": flags are 0x%llx instead of 0x%llx",
             (unsigned long long)got->flags, (unsigned long long)want->flags);
    return rule;
  }
  rule = kind == kValues ? NULL : MetadataDifference(want->metadata, got->metadata, kind == kTop);
  if (rule != NULL) {
    DescribeMetadata(want->metadata, got->metadata, where + size, (size_t)left);
    return rule;
  }
  if (want->n_children != got->n_children ||
      (want->dictionary == NULL) != (got->dictionary == NULL)) {
    snprintf(where + size, (size_t)left, ": children or dictionary are missing or added");
    return at_stake;
  }
  for (int64_t i = 0; i <= want->n_children; ++i) {
    bool dictionary = i == want->n_children;
    if (dictionary && want->dictionary == NULL) break;
    int more = snprintf(where + size, (size_t)left, dictionary ? ", dictionary" : ", child %lld",
                        (long long)i);
    rule = Difference(dictionary ? want->dictionary : want->children[i],
                      dictionary ? got->dictionary : got->children[i], at_stake, where,
                      more < left - 1 ? size + (size_t)more : size, dictionary ? kValues : kField);
    if (rule != NULL) return rule;
  }
  return NULL;
}

const char* KitSchemaDifference(const struct ArrowSchema* want, const struct ArrowSchema* got,
                                const char* at_stake, char where[200]) {
  int size = snprintf(where, 200, "the schema");
  return Difference(want, got, at_stake, where, (size_t)size, kTop);
}

/* --------------------------------------------------------------------------------------- values */

struct Text {
  const char* bytes;
  int64_t size;
};

static struct Text TextAt(const struct KitType* type, const struct ArrowArray* array, int64_t at) {
  struct Text text;
  if (type->layout == kLayoutBinary) {
    int64_t begin = KitInteger(array->buffers[1], type->width, at);
    text.size = KitInteger(array->buffers[1], type->width, at + 1) - begin;
    text.bytes = (const char*)array->buffers[2] + (text.size == 0 ? 0 : begin);
    return text;
  }
  const char* view = (const char*)array->buffers[1] + at * 16;
  text.size = IntAt(view);
  text.bytes = view + 4;
  if (text.size > 12) {
    text.bytes = (const char*)array->buffers[2 + IntAt(view + 8)] + IntAt(view + 12);
  }
  return text;
}

static bool SameText(struct Text a, struct Text b) {
  return a.size == b.size && (a.size == 0 || memcmp(a.bytes, b.bytes, (size_t)a.size) == 0);
}

struct Range {
  int64_t begin;
  int64_t size;
};

static struct Range RangeAt(const struct KitType* type, const struct ArrowArray* array,
                            int64_t at) {
  if (type->layout == kLayoutFixedList) return (struct Range){at * type->size, type->size};
  int64_t begin = KitInteger(array->buffers[1], type->width, at);
  if (type->layout == kLayoutListView) {
    return (struct Range){begin, KitInteger(array->buffers[2], type->width, at)};
  }
  return (struct Range){begin, KitInteger(array->buffers[1], type->width, at + 1) - begin};
}

static bool SameRange(const struct ArrowSchema* schema, const struct ArrowArray* a, struct Range x,
                      const struct ArrowArray* b, struct Range y) {
  if (x.size != y.size) return false;
  for (int64_t i = 0; i < x.size; ++i) {
    if (!KitSameValue(schema, a, x.begin + i, b, y.begin + i)) return false;
  }
  return true;
}

// The index of the child that holds value `at` of a union, or -1; `position` is the index in it.
static int ChildAt(const struct KitType* type, const struct ArrowArray* array, int64_t at,
                   int64_t* position) {
  int8_t id = ((const int8_t*)array->buffers[0])[at];
  bool dense = type->layout == kLayoutDenseUnion;
  *position = dense ? ((const int32_t*)array->buffers[1])[at] : at;
  for (int i = 0; i < type->n_ids; ++i) {
    if (type->ids[i] == id) return i;
  }
  return -1;
}

static int64_t RunAt(const struct ArrowSchema* schema, const struct ArrowArray* array, int64_t at) {
  const struct ArrowArray* ends = array->children[0];
  char letter = schema->children[0]->format[0];
  int width = letter == 's' ? 2 : letter == 'i' ? 4 : 8;
  int64_t run = 0;
  while (KitInteger(ends->buffers[1], width, ends->offset + run) <= at) ++run;
  return run;
}

// The index that value `at` of a dictionary-encoded array refers to. Indices may be unsigned.
static int64_t IndexAt(const struct KitType* type, const struct ArrowArray* array, int64_t at) {
  uint64_t mask = type->width == 8 ? UINT64_MAX : ((uint64_t)1 << 8 * type->width) - 1;
  return (int64_t)((uint64_t)KitInteger(array->buffers[1], type->width, at) & mask);
}

static bool IsNull(const struct KitType* type, const struct ArrowArray* array, int64_t at) {
  return KitHasValidity(type) && !KitBit(array->buffers[0], at);
}

bool KitSameValue(const struct ArrowSchema* schema, const struct ArrowArray* a, int64_t i,
                  const struct ArrowArray* b, int64_t j) {
  struct KitType type;
  const char* why;
  int64_t position_a, position_b;
  KitParseType(schema->format, &type, &why);
  i += a->offset;
  j += b->offset;
  bool null = IsNull(&type, a, i);
  if (null != IsNull(&type, b, j)) return false;
  if (null) return true;
  if (schema->dictionary != NULL) {
    return KitSameValue(schema->dictionary, a->dictionary, IndexAt(&type, a, i), b->dictionary,
                        IndexAt(&type, b, j));
  }
  switch (type.layout) {
    case kLayoutBits:
      return KitBit(a->buffers[1], i) == KitBit(b->buffers[1], j);
    case kLayoutFixed:
      return SameText((struct Text){(const char*)a->buffers[1] + i * type.width, type.width},
                      (struct Text){(const char*)b->buffers[1] + j * type.width, type.width});
    case kLayoutBinary:
    case kLayoutView:
      return SameText(TextAt(&type, a, i), TextAt(&type, b, j));
    case kLayoutList:
    case kLayoutListView:
    case kLayoutFixedList:
      return SameRange(schema->children[0], a->children[0], RangeAt(&type, a, i), b->children[0],
                       RangeAt(&type, b, j));
    case kLayoutStruct:
      for (int64_t child = 0; child < schema->n_children; ++child) {
        if (!KitSameValue(schema->children[child], a->children[child], i, b->children[child], j)) {
          return false;
        }
      }
      return true;
    case kLayoutDenseUnion:
    case kLayoutSparseUnion: {
      int child = ChildAt(&type, a, i, &position_a);
      if (child < 0 || child != ChildAt(&type, b, j, &position_b)) return false;
      return KitSameValue(schema->children[child], a->children[child], position_a,
                          b->children[child], position_b);
    }
    case kLayoutRunEnds:
      return KitSameValue(schema->children[1], a->children[1], RunAt(schema, a, i), b->children[1],
                          RunAt(schema, b, j));
    default:
      return true;
  }
}

bool KitIsNullValue(const struct ArrowSchema* schema, const struct ArrowArray* array, int64_t i) {
  struct KitType type;
  const char* why;
  int64_t position;
  KitParseType(schema->format, &type, &why);
  i += array->offset;
  if (IsNull(&type, array, i) || type.layout == kLayoutNull) return true;
  if (schema->dictionary != NULL) {
    return KitIsNullValue(schema->dictionary, array->dictionary, IndexAt(&type, array, i));
  }
  if (type.layout == kLayoutDenseUnion || type.layout == kLayoutSparseUnion) {
    int child = ChildAt(&type, array, i, &position);
    return child >= 0 && KitIsNullValue(schema->children[child], array->children[child], position);
  }
  return type.layout == kLayoutRunEnds &&
         KitIsNullValue(schema->children[1], array->children[1], RunAt(schema, array, i));
}

bool KitSameRow(const struct ArrowSchema* schema, const struct ArrowArray* a, int64_t i,
                const struct ArrowArray* b, int64_t j) {
  if (strcmp(schema->format, "+s") != 0 || schema->n_children == 0) {
    return KitSameValue(schema, a, i, b, j);
  }
  bool null = !KitBit(a->buffers[0], a->offset + i);
  if (null == !KitBit(b->buffers[0], b->offset + j)) return KitSameValue(schema, a, i, b, j);
  const struct ArrowArray* other = null ? b : a;
  int64_t row = null ? b->offset + j : a->offset + i;
  for (int64_t child = 0; child < schema->n_children; ++child) {
    if (!KitIsNullValue(schema->children[child], other->children[child], row)) return false;
  }
  return true;
}
