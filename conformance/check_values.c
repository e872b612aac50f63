// Checks the values in the buffers of an array whose structure was checked.
#include "check.h"

#include <string.h>

#include "fault.h"

struct Node {
  struct KitChecker* check;
  const struct ArrowArray* array;
  const struct ArrowSchema* schema;
  struct KitType type;
  const void* validity;  // NULL: no nulls
  bool nullable;
  int64_t begin;  // the slots [begin, end) belong to the array
  int64_t end;
};

static bool IsValid(const struct Node* node, int64_t i) { return KitBit(node->validity, i); }

// Reads every byte that the buffer must have. False if one cannot be read.
static bool ReadBuffer(struct Node* node, int i) {
  if (!KitReadableSize(node->check, &node->type, node->array, i)) return false;
  const void* bytes = node->array->buffers[i];
  int64_t size = KitBufferSize(&node->type, node->array, i);
  if (bytes == NULL && size > 0 && !(i == 0 && KitHasValidity(&node->type))) {
    KitFault(node->check, "ARR-11",
             "only the bitmap of an array without nulls and empty buffers may be NULL",
             "buffer %d is NULL, but must have %lld bytes", i, (long long)size);
    return false;
  }
  if (bytes == NULL) return true;
  KitStep(node->check->kit, "ARR-9", "%s: reading all %lld bytes of buffer %d", node->check->path,
          (long long)size, i);
  return KitReadableBuffer(node->check, &node->type, node->array, i);
}

static void CheckNulls(struct Node* node) {
  const struct ArrowArray* array = node->array;
  int64_t nulls = 0;
  if (!KitHasValidity(&node->type)) {
    bool is_null = node->type.layout == kLayoutNull;
    if (array->null_count > 0 && !is_null) {
      KitFault(node->check, "COL-14", "null_count of unions and run-end encoded arrays is 0",
               "null_count is %lld", (long long)array->null_count);
    }
    return;
  }
  if (!ReadBuffer(node, 0)) return;
  for (int64_t i = node->begin; i < node->end; ++i) nulls += !IsValid(node, i);
  if (array->null_count >= 0 && array->null_count != nulls) {
    KitFault(node->check, "ARR-4", "null_count is -1 or the number of nulls",
             "it is %lld, but the bitmap has %lld", (long long)array->null_count, (long long)nulls);
  }
  // If null_count is not -1, CheckNode() in check_array.c has checked this.
  if (array->null_count == -1 && nulls > 0 && !node->nullable) {
    KitFault(node->check, node->check->in_stream ? "STR-8" : "ARR-2",
             "a field that is not nullable has no nulls", "the bitmap has %lld", (long long)nulls);
  }
}

static void CheckOffsets(struct Node* node, int64_t most) {
  if (!ReadBuffer(node, 1) || node->end == 0) return;
  int64_t last = 0;
  for (int64_t i = node->begin; i <= node->end; ++i) {
    int64_t offset = KitInteger(node->array->buffers[1], node->type.width, i);
    if (offset < last || offset > most) {
      KitFault(node->check, "COL-5", "offsets do not decrease and stay inside the data",
               "offset %lld is %lld, after %lld, of at most %lld", (long long)i, (long long)offset,
               (long long)last, (long long)most);
      return;
    }
    last = offset;
  }
}

static bool CheckText(struct Node* node, int64_t i, const char* text, int64_t size) {
  if (node->type.utf8 == NULL || !IsValid(node, i)) return true;
  if (KitIsUtf8(text, (size_t)size)) return true;
  KitFault(node->check, node->type.utf8, "text is UTF-8", "value %lld is not", (long long)i);
  return false;
}

static void CheckBinary(struct Node* node) {
  int before = node->check->findings;
  CheckOffsets(node, INT64_MAX);
  if (node->check->findings != before || node->end == 0) return;
  if (!ReadBuffer(node, 2)) return;
  const char* data = (const char*)node->array->buffers[2];
  for (int64_t i = node->begin; i < node->end; ++i) {
    int64_t begin = KitInteger(node->array->buffers[1], node->type.width, i);
    int64_t end = KitInteger(node->array->buffers[1], node->type.width, i + 1);
    if (end > begin && !CheckText(node, i, data + begin, end - begin)) return;
  }
}

static bool CheckLongView(struct Node* node, int64_t i, const char* view, int32_t size) {
  int32_t index, offset;
  int64_t variadic = node->array->n_buffers - 3;
  const void* lengths = node->array->buffers[node->array->n_buffers - 1];
  memcpy(&index, view + 8, 4);
  memcpy(&offset, view + 12, 4);
  if (index < 0 || index >= variadic || offset < 0 ||
      (int64_t)offset + size > KitInteger(lengths, 8, index)) {
    KitFault(node->check, "COL-8", "a long view stays inside its buffer",
             "value %lld has %d bytes from %d of buffer %d", (long long)i, size, offset, index);
    return false;
  }
  const char* data = (const char*)node->array->buffers[index + 2] + offset;
  if (memcmp(data, view + 4, 4) != 0) {
    KitFault(node->check, "COL-8", "a long view repeats the first four bytes",
             "value %lld does not", (long long)i);
    return false;
  }
  return CheckText(node, i, data, size);
}

static bool CheckView(struct Node* node, int64_t i) {
  static const char kZeros[12] = {0};
  const char* view = (const char*)node->array->buffers[1] + i * 16;
  int32_t size;
  memcpy(&size, view, 4);
  if (!IsValid(node, i)) return true;
  if (size < 0) {
    KitFault(node->check, "COL-8", "a view has a length of 0 or more", "value %lld has %d",
             (long long)i, size);
    return false;
  }
  if (size > 12) return CheckLongView(node, i, view, size);
  if (memcmp(view + 4 + size, kZeros, (size_t)(12 - size)) != 0) {
    KitFault(node->check, "COL-7", "a short view is padded with zeros", "value %lld is not",
             (long long)i);
    return false;
  }
  return CheckText(node, i, view + 4, size);
}

static void CheckViews(struct Node* node) {
  int last = (int)node->array->n_buffers - 1;
  int before = node->check->findings;
  if (!ReadBuffer(node, 1) || !ReadBuffer(node, last)) return;
  for (int i = 2; i < last; ++i) {
    if (KitInteger(node->array->buffers[last], 8, i - 2) < 0) {
      KitFault(node->check, "VIEW-1", "the last buffer has the lengths of the variadic ones",
               "that of buffer %d is negative", i - 2);
      return;
    }
    if (!ReadBuffer(node, i)) return;
  }
  for (int64_t i = node->begin; i < node->end && node->check->findings == before; ++i) {
    if (!CheckView(node, i)) return;
  }
}

static void CheckMap(struct Node* node) {
  const struct ArrowArray* entries = node->array->children[0];
  int64_t from = KitInteger(node->array->buffers[1], 4, node->begin);
  int64_t to = KitInteger(node->array->buffers[1], 4, node->end);
  const struct ArrowArray* keys = entries->children[0];
  struct KitType type;
  const char* why;
  KitParseType(node->schema->children[0]->children[0]->format, &type, &why);
  for (int64_t i = from; i < to; ++i) {
    bool entry = KitBit(entries->buffers[0], entries->offset + i);
    bool key =
        !KitHasValidity(&type) || KitBit(keys->buffers[0], keys->offset + entries->offset + i);
    if (entry && key) continue;
    KitFault(node->check, "COL-17", "entries of maps and their keys are not null",
             "%s %lld is null", entry ? "key" : "entry", (long long)i);
    return;
  }
}

static void CheckList(struct Node* node) {
  int before = node->check->findings;
  CheckOffsets(node, node->array->children[0]->length);
  if (node->type.is_map && node->end > 0 && node->check->findings == before) CheckMap(node);
}

// Checks null slots too: the specification makes no exception for them.
static void CheckListViews(struct Node* node) {
  int64_t most = node->array->children[0]->length;
  if (!ReadBuffer(node, 1) || !ReadBuffer(node, 2)) return;
  for (int64_t i = node->begin; i < node->end; ++i) {
    int64_t offset = KitInteger(node->array->buffers[1], node->type.width, i);
    int64_t size = KitInteger(node->array->buffers[2], node->type.width, i);
    if (offset >= 0 && size >= 0 && offset <= most && size <= most - offset) continue;
    KitFault(node->check, "COL-9", "a list view stays inside its child",
             "value %lld has %lld values from %lld, of %lld", (long long)i, (long long)size,
             (long long)offset, (long long)most);
    return;
  }
}

static void CheckUnion(struct Node* node) {
  bool dense = node->type.layout == kLayoutDenseUnion;
  const char* rule = dense ? "COL-12" : "COL-13";
  int64_t least[128] = {0};
  if (!ReadBuffer(node, 0) || (dense && !ReadBuffer(node, 1))) return;
  for (int64_t i = node->begin; i < node->end; ++i) {
    int8_t id = ((const int8_t*)node->array->buffers[0])[i];
    int child = 0;
    while (child < node->type.n_ids && node->type.ids[child] != id) ++child;
    if (child == node->type.n_ids) {
      KitFault(node->check, rule, "type ids are those of the type", "value %lld has %d",
               (long long)i, id);
      return;
    }
    if (!dense) continue;
    int64_t offset = ((const int32_t*)node->array->buffers[1])[i];
    if (offset < least[child] || offset >= node->array->children[child]->length) {
      KitFault(node->check, rule, "offsets of a child do not decrease and stay inside it",
               "value %lld has %lld in child %d", (long long)i, (long long)offset, child);
      return;
    }
    least[child] = offset;
  }
}

static void CheckRunEnds(struct Node* node) {
  const struct ArrowArray* ends = node->array->children[0];
  const struct ArrowArray* values = node->array->children[1];
  static const char kExpected[] =
      "run ends are not null, increase strictly from 1 or more and reach the end of the array, and "
      "each has a value";
  char letter = node->schema->children[0]->format[0];
  int width = letter == 's' ? 2 : letter == 'i' ? 4 : 8;
  int64_t last = 0;
  if (values->length < ends->length) {
    KitFault(node->check, "COL-16", kExpected, "%lld run ends, %lld values",
             (long long)ends->length, (long long)values->length);
    return;
  }
  for (int64_t i = 0; i < ends->length; ++i) {
    int64_t end = KitInteger(ends->buffers[1], width, ends->offset + i);
    if (end <= last || !KitBit(ends->buffers[0], ends->offset + i)) {
      KitFault(node->check, "COL-16", kExpected, "run end %lld is %lld, after %lld", (long long)i,
               (long long)end, (long long)last);
      return;
    }
    last = end;
  }
  if (node->end > last) {
    KitFault(node->check, "COL-16", kExpected, "the last is %lld, for %lld values", (long long)last,
             (long long)node->end);
  }
}

static void CheckIndices(struct Node* node) {
  uint64_t most = (uint64_t)node->array->dictionary->length;
  uint64_t mask = node->type.width == 8 ? UINT64_MAX : ((uint64_t)1 << 8 * node->type.width) - 1;
  for (int64_t i = node->begin; i < node->end; ++i) {
    if (!IsValid(node, i)) continue;
    uint64_t index = (uint64_t)KitInteger(node->array->buffers[1], node->type.width, i);
    if (!node->type.is_signed) index &= mask;
    if (index < most) continue;
    KitFault(node->check, "COL-15", "indices stay inside the dictionary",
             "value %lld is %lld, of %lld", (long long)i, (long long)index, (long long)most);
    return;
  }
}

static void CheckLayout(struct Node* node) {
  switch (node->type.layout) {
    case kLayoutBits:
      ReadBuffer(node, 1);
      break;
    case kLayoutFixed:
      if (ReadBuffer(node, 1) && node->array->dictionary != NULL) CheckIndices(node);
      break;
    case kLayoutBinary:
      CheckBinary(node);
      break;
    case kLayoutView:
      CheckViews(node);
      break;
    case kLayoutList:
      CheckList(node);
      break;
    case kLayoutListView:
      CheckListViews(node);
      break;
    case kLayoutDenseUnion:
    case kLayoutSparseUnion:
      CheckUnion(node);
      break;
    case kLayoutRunEnds:
      CheckRunEnds(node);
      break;
    default:
      break;
  }
}

static void CheckNode(struct KitChecker* check, const struct ArrowArray* array,
                      const struct ArrowSchema* schema, bool nullable, bool entries) {
  struct Node node = {.check = check, .array = array, .schema = schema, .nullable = nullable};
  const char* why;
  KitParseType(schema->format, &node.type, &why);
  node.begin = array->offset;
  node.end = array->offset + array->length;
  node.validity = KitHasValidity(&node.type) ? array->buffers[0] : NULL;
  // Children first: the checks of the parent read them. In null rows of a struct every field may be
  // null, so nullability of fields is checked only in structs without nulls. Null entries of maps
  // are COL-17.
  bool plain = node.type.layout == kLayoutStruct && node.validity == NULL && !entries;
  bool unreadable = check->unreadable;
  check->unreadable = false;
  for (int64_t i = 0; i < array->n_children; ++i) {
    const struct ArrowSchema* child = schema->children[i];
    size_t size = KitEnterField(check, "child", i, child->name);
    CheckNode(check, array->children[i], child, !plain || (child->flags & ARROW_FLAG_NULLABLE) != 0,
              node.type.is_map);
    check->path[size] = '\0';
  }
  if (array->dictionary != NULL) {
    size_t size = KitEnter(check, "dictionary", 0);
    CheckNode(check, array->dictionary, schema->dictionary, true, false);
    check->path[size] = '\0';
  }
  if (!check->unreadable) CheckNulls(&node);
  if (!check->unreadable) CheckLayout(&node);
  check->unreadable |= unreadable;
}

void KitCheckContents(struct KitChecker* check, const struct ArrowArray* array,
                      const struct ArrowSchema* schema) {
  KitTouchBegin();
  CheckNode(check, array, schema, true, false);
  KitTouchEnd();
}
