// Checks the numbers and pointers of an array, without reading its buffers.
#include "check.h"

#include <string.h>

#include "fault.h"

static void CheckNode(struct KitChecker* check, const struct ArrowArray* array,
                      const struct ArrowSchema* schema, bool nullable, int depth);

static bool CheckNumbers(struct KitChecker* check, const struct ArrowArray* array) {
  int before = check->findings;
  long long length = array->length;
  if (array->length < 0) {
    KitFault(check, "ARR-3", "length is 0 or more", "it is %lld", length);
  } else if (array->null_count < -1 || array->null_count > array->length) {
    KitFault(check, "ARR-4", "null_count is -1, or from 0 to length", "it is %lld, of %lld",
             (long long)array->null_count, length);
  }
  if (array->offset < 0 || array->offset > INT64_MAX / 64 - array->length) {
    KitFault(check, "ARR-5", "offset is 0 or more", "it is %lld", (long long)array->offset);
  }
  if (array->length > INT32_MAX) {
    KitHint(check, "COL-2", "length is below 2^31, for implementations with 32-bit lengths",
            "it is %lld", length);
  }
  return check->findings == before;
}

static bool MayBeNull(const struct KitType* type, const struct ArrowArray* array, int i) {
  if (i == 0 && KitHasValidity(type)) return array->null_count <= 0;
  // The sizes of these buffers are in other buffers.
  if (type->layout == kLayoutBinary && i == 2) return true;
  if (type->layout == kLayoutView && i >= 2 && i < array->n_buffers - 1) return true;
  return KitBufferSize(type, array, i) == 0;
}

static int Alignment(const struct KitType* type, const struct ArrowArray* array, int i) {
  if (i == 0 && KitHasValidity(type)) return 1;
  switch (type->layout) {
    case kLayoutFixed:
      return type->alignment;
    case kLayoutBinary:
      return i == 1 ? type->width : 1;
    case kLayoutList:
    case kLayoutListView:
      return type->width;
    case kLayoutView:
      return i == 1 || i == array->n_buffers - 1 ? 8 : 1;
    case kLayoutDenseUnion:
      return i == 1 ? 4 : 1;
    default:
      return 1;
  }
}

static bool CheckBuffers(struct KitChecker* check, const struct ArrowArray* array,
                         const struct KitType* type) {
  int before = check->findings;
  long long n = array->n_buffers;
  bool view = type->layout == kLayoutView;
  if (view ? n < 3 || n > INT32_MAX : n != type->n_buffers) {
    KitFault(check, "ARR-7", "n_buffers is the number of buffers of the type",
             view ? "it is %lld instead of 3 or more" : "it is %lld instead of %d", n,
             type->n_buffers);
    return false;
  }
  if (n > 0 && array->buffers == NULL) {
    KitFault(check, "ARR-8", "buffers has n_buffers pointers", "it is NULL");
    return false;
  }
  if (!KitReadable(check, "ARR-8", array->buffers, n * (int64_t)sizeof(void*),
                   "buffers, %lld pointers", n)) {
    return false;
  }
  for (int i = 0; i < n; ++i) {
    const void* buffer = array->buffers[i];
    if (buffer == NULL) {
      if (!MayBeNull(type, array, i)) {
        KitFault(check, "ARR-11",
                 "only the bitmap of an array without nulls and empty buffers may be NULL",
                 "buffer %d is NULL, for %lld values of which %lld are null", i,
                 (long long)array->length, (long long)array->null_count);
      }
      continue;
    }
    int alignment = Alignment(type, array, i);
    if ((uintptr_t)buffer % 16 == 0 || !KitReadableSize(check, type, array, i)) continue;
    if (alignment > 1 && (uintptr_t)buffer % (unsigned)alignment != 0 &&
        KitBufferSize(type, array, i) > 0) {
      KitFault(check, "ARR-10", "buffers are aligned for their values",
               "the address of buffer %d is a multiple of %d plus %d", i, alignment,
               (int)((uintptr_t)buffer % (unsigned)alignment));
    } else if ((uintptr_t)buffer % 8 != 0 && KitBufferSize(type, array, i) > 0) {
      KitHint(check, "COL-1", "the addresses of buffers are multiples of 8, better of 64",
              "the address of buffer %d is a multiple of 8 plus %d", i,
              (int)((uintptr_t)buffer % 8));
    }
  }
  return check->findings == before;
}

static bool CheckTables(struct KitChecker* check, const struct ArrowArray* array,
                        const struct ArrowSchema* schema, const struct KitType* type) {
  int before = check->findings;
  if (array->n_children != schema->n_children) {
    bool stream = check->in_stream && type->layout == kLayoutStruct;
    KitFault(check, stream ? "STR-8" : "ARR-12", "an array has the children of its type",
             "n_children is %lld, but %lld in the schema", (long long)array->n_children,
             (long long)schema->n_children);
  } else if (array->n_children > 0 && array->children == NULL) {
    KitFault(check, "ARR-13", "children may be NULL only if n_children is 0", "it is NULL");
  } else {
    KitReadable(check, "ARR-13", array->children, array->n_children * (int64_t)sizeof(void*),
                "children, %lld pointers", (long long)array->n_children);
  }
  if ((array->dictionary != NULL) != (schema->dictionary != NULL)) {
    KitFault(check, "ARR-14", "an array has a dictionary if and only if its schema has one",
             array->dictionary != NULL ? "only the array has one" : "only the schema has one");
  }
  return check->findings == before;
}

static void CheckLengths(struct KitChecker* check, const struct ArrowArray* array,
                         const struct KitType* type) {
  int64_t need = array->length + array->offset;
  const char* rule = type->layout == kLayoutStruct        ? "COL-11"
                     : type->layout == kLayoutSparseUnion ? "COL-13"
                     : type->layout == kLayoutFixedList   ? "COL-10"
                                                          : NULL;
  if (rule == NULL) return;
  if (type->layout == kLayoutFixedList && type->size > 0) {
    if (need > INT64_MAX / type->size) {
      KitFault(check, rule, "a child holds the values of all slots", "that is more than 2^63");
      return;
    }
    need *= type->size;
  } else if (type->layout == kLayoutFixedList) {
    need = 0;
  }
  for (int64_t i = 0; i < array->n_children; ++i) {
    if (array->children[i]->length < need) {
      KitFault(check, rule, "a child holds the values of all slots, including those before offset",
               "child %lld has %lld values, but %lld are needed", (long long)i,
               (long long)array->children[i]->length, (long long)need);
    }
  }
}

static void CheckChildren(struct KitChecker* check, const struct ArrowArray* array,
                          const struct ArrowSchema* schema, const struct KitType* type, int depth) {
  int before = check->findings;
  for (int64_t i = 0; i < array->n_children; ++i) {
    size_t size = KitEnterField(check, "child", i, schema->children[i]->name);
    if (array->children[i] == NULL) {
      KitFault(check, "ARR-13", "children has n_children pointers", "it is NULL");
    } else if (KitReadable(check, "ARR-13", array->children[i], sizeof(*array), "the struct")) {
      bool nullable = type->layout != kLayoutStruct || array->null_count != 0 ||
                      (schema->children[i]->flags & ARROW_FLAG_NULLABLE) != 0;
      CheckNode(check, array->children[i], schema->children[i], nullable, depth + 1);
    }
    check->path[size] = '\0';
  }
  if (check->findings == before) CheckLengths(check, array, type);
  if (array->dictionary != NULL &&
      KitReadable(check, "ARR-14", array->dictionary, sizeof(*array), "dictionary")) {
    size_t size = KitEnter(check, "dictionary", 0);
    CheckNode(check, array->dictionary, schema->dictionary, true, depth + 1);
    check->path[size] = '\0';
  }
}

static void CheckNode(struct KitChecker* check, const struct ArrowArray* array,
                      const struct ArrowSchema* schema, bool nullable, int depth) {
  struct KitType type;
  const char* why;
  if (depth > kKitMostDepth || KitParseType(schema->format, &type, &why) != NULL) {
    ++check->findings;
    return;
  }
  if (!KitArrayWritten(check, array)) return;
  if (array->release == NULL) {
    KitFault(check, "ARR-15", "every array has a release callback", "release is NULL");
    return;
  }
  if (!KitReleasable(check, "ARR-15", &array->release)) return;
  if (!CheckNumbers(check, array)) return;
  bool valid = CheckBuffers(check, array, &type);
  if (!CheckTables(check, array, schema, &type) || !valid) return;
  if (!nullable && array->null_count > 0 && KitHasValidity(&type)) {
    KitFault(check, check->in_stream ? "STR-8" : "ARR-2",
             "a field that is not nullable has no nulls", "null_count is %lld",
             (long long)array->null_count);
  }
  CheckChildren(check, array, schema, &type, depth);
}

void KitCheckStructure(struct KitChecker* check, const struct ArrowArray* array,
                       const struct ArrowSchema* schema) {
  KitTouchBegin();
  CheckNode(check, array, schema, true, 0);
  KitTouchEnd();
}
