// The arrays of the reference producer: every layout, nulls in nullable fields, buffers of exactly
// the required size.
#include <stdio.h>

#include "reference.h"

#define CHILDREN(fields) (int)(sizeof(fields) / sizeof((fields)[0])), fields

static const char kPairs[] =
    "\1\0\0\0\24\0\0\0ARROW:extension:name\10\0\0\0test.ext";  // in little-endian order
static const char kPlainPairs[] = "\1\0\0\0\3\0\0\0key\5\0\0\0value";

static const struct ReferenceField kItem[] = {{"i", "item", 2, NULL, 0, NULL, NULL}};
static const struct ReferenceField kShortItem[] = {{"s", "item", 0, NULL, 0, NULL, NULL}};
static const struct ReferenceField kMembers[] = {{"i", "a", 2, kPlainPairs, 0, NULL, NULL},
                                                 {"u", "b", 0, NULL, 0, NULL, NULL}};
static const struct ReferenceField kKeyValue[] = {{"u", "key", 0, NULL, 0, NULL, NULL},
                                                  {"i", "value", 2, NULL, 0, NULL, NULL}};
static const struct ReferenceField kEntries[] = {
    {"+s", "entries", 0, NULL, CHILDREN(kKeyValue), NULL}};
static const struct ReferenceField kOptions[] = {{"i", "number", 0, NULL, 0, NULL, NULL},
                                                 {"u", "text", 0, NULL, 0, NULL, NULL}};
static const struct ReferenceField kRunParts[] = {{"i", "run_ends", 0, NULL, 0, NULL, NULL},
                                                  {"u", "values", 2, NULL, 0, NULL, NULL}};
static const struct ReferenceField kWordsValues = {"u", "", 0, NULL, 0, NULL, NULL};

static const struct ReferenceField kColumns[kColumnCount] = {
    {"n", "nothing", 2, NULL, 0, NULL, NULL},
    {"b", "flag", 2, NULL, 0, NULL, NULL},
    {"c", "tiny", 0, NULL, 0, NULL, NULL},
    {"i", "int", 2, NULL, 0, NULL, NULL},
    {"l", "long", 0, NULL, 0, NULL, NULL},
    {"g", "double", 0, NULL, 0, NULL, NULL},
    {"d:10,2", "decimal", 0, NULL, 0, NULL, NULL},
    {"u", "text", 2, NULL, 0, NULL, NULL},
    {"Z", "blob", 0, NULL, 0, NULL, NULL},
    {"vu", "view", 2, NULL, 0, NULL, NULL},
    {"w:3", "fixed", 0, NULL, 0, NULL, NULL},
    {"tsu:Europe/Vienna", "time", 0, NULL, 0, NULL, NULL},
    {"+l", "list", 2, NULL, CHILDREN(kItem), NULL},
    {"+vl", "list_view", 0, NULL, CHILDREN(kItem), NULL},
    {"+w:2", "fixed_list", 0, NULL, CHILDREN(kShortItem), NULL},
    {"+s", "struct", 2, NULL, CHILDREN(kMembers), NULL},
    {"+m", "map", 0, NULL, CHILDREN(kEntries), NULL},
    {"+ud:3,5", "dense", 2, NULL, CHILDREN(kOptions), NULL},
    {"+us:0,1", "sparse", 2, NULL, CHILDREN(kOptions), NULL},
    {"+r", "runs", 2, NULL, CHILDREN(kRunParts), NULL},
    {"c", "words", 2, NULL, 0, NULL, &kWordsValues},
    {"z", "extension", 0, kPairs, 0, NULL, NULL},
    {"U", "large_text", 0, NULL, 0, NULL, NULL},
};

const struct ReferenceField kReferenceRoot = {"+s",         "",       0,   kPlainPairs,
                                              kColumnCount, kColumns, NULL};
const struct ReferenceField kReferenceNarrowRoot = {"+s",         "",       0,   kPlainPairs,
                                                    kNarrowCount, kColumns, NULL};

static const char* const kTexts[] = {"lion", "", "M\xC3\xB6we", "a giraffe, which is longer"};

void* ReferenceAlloc(struct ArrowArray* array, size_t size) {
  struct ReferenceOwner* owner = (struct ReferenceOwner*)array->private_data;
  void* memory = calloc(1, size == 0 ? 1 : size);
  owner->memory[owner->n_memory++] = memory;
  return memory;
}

static void Validity(const struct ReferenceField* field, struct ArrowArray* array) {
  array->buffers[0] = NULL;
  if ((field->flags & ARROW_FLAG_NULLABLE) == 0) return;
  uint8_t* bits = (uint8_t*)ReferenceAlloc(array, (size_t)(array->length + 7) / 8);
  for (int64_t i = 0; i < array->length; ++i) {
    if (i % 3 == 1) {
      ++array->null_count;
    } else {
      bits[i / 8] = (uint8_t)(bits[i / 8] | 1 << i % 8);
    }
  }
  array->buffers[0] = bits;
}

static void Put(void* buffer, int width, int64_t i, int64_t value) {
  memcpy((char*)buffer + i * width, &value, (size_t)width);
}

static void Numbers(struct ArrowArray* array, int width, int64_t step) {
  char* values = (char*)ReferenceAlloc(array, (size_t)(array->length * width));
  for (int64_t i = 0; i < array->length; ++i)
    Put(values, width < 8 ? width : 8, i * (width < 8 ? 1 : width / 8), i * step);
  array->buffers[1] = values;
}

static void Binary(struct ArrowArray* array, int width) {
  void* offsets = ReferenceAlloc(array, (size_t)((array->length + 1) * width));
  char text[512] = "";
  int64_t end = 0;
  for (int64_t i = 0; i < array->length; ++i) {
    const char* value = kTexts[i % 4];
    memcpy(text + end, value, strlen(value));
    end += (int64_t)strlen(value);
    Put(offsets, width, i + 1, end);
  }
  array->buffers[1] = offsets;
  array->buffers[2] = ReferenceAlloc(array, (size_t)end);
  memcpy((void*)array->buffers[2], text, (size_t)end);
}

static void Views(struct ArrowArray* array) {
  const char* longest = kTexts[3];
  int32_t size = (int32_t)strlen(longest);
  char* views = (char*)ReferenceAlloc(array, (size_t)array->length * 16);
  char* data = (char*)ReferenceAlloc(array, (size_t)size);
  int64_t* lengths = (int64_t*)ReferenceAlloc(array, sizeof(*lengths));
  memcpy(data, longest, (size_t)size);
  lengths[0] = size;
  for (int64_t i = 0; i < array->length; ++i) {
    const char* value = kTexts[(i + 3) % 4];
    int32_t length = (int32_t)strlen(value);
    memcpy(views + i * 16, &length, 4);
    memcpy(views + i * 16 + 4, value, length > 12 ? 4 : (size_t)length);
  }
  array->buffers[1] = views;
  array->buffers[2] = data;
  array->buffers[3] = lengths;
}

// Every list has two values.
static void Lists(struct ArrowArray* array, bool with_sizes) {
  int32_t* offsets = (int32_t*)ReferenceAlloc(array, (size_t)(array->length + 1) * 4);
  for (int64_t i = 0; i <= array->length; ++i) offsets[i] = (int32_t)(2 * i);
  array->buffers[1] = offsets;
  if (!with_sizes) return;
  int32_t* sizes = (int32_t*)ReferenceAlloc(array, (size_t)array->length * 4);
  for (int64_t i = 0; i < array->length; ++i) sizes[i] = 2;
  array->buffers[2] = sizes;
}

// Even slots use the first child, odd slots the second.
static void Union(const struct ReferenceField* field, struct ArrowArray* array) {
  bool dense = field->format[2] == 'd';
  int8_t* ids = (int8_t*)ReferenceAlloc(array, (size_t)array->length);
  int32_t* offsets = dense ? (int32_t*)ReferenceAlloc(array, (size_t)array->length * 4) : NULL;
  for (int64_t i = 0; i < array->length; ++i) {
    ids[i] = (int8_t)(field->format[4 + 2 * (i % 2)] - '0');
    if (dense) offsets[i] = (int32_t)(i / 2);
  }
  array->buffers[0] = ids;
  if (dense) array->buffers[1] = offsets;
}

static int64_t BufferCount(const char* format) {
  if (format[0] == 'n' || strcmp(format, "+r") == 0) return 0;
  if (strcmp(format, "vu") == 0) return 4;
  if (strcmp(format, "+vl") == 0 || strchr("uUzZ", format[0]) != NULL) return 3;
  if (strcmp(format, "+s") == 0 || format[1] == 'w' || strncmp(format, "+us", 3) == 0) return 1;
  return 2;
}

static void Fill(const struct ReferenceField* field, struct ArrowArray* array) {
  const char* format = field->format;
  bool is_union = strncmp(format, "+u", 2) == 0;
  if (!is_union && array->n_buffers > 0) Validity(field, array);
  switch (format[0]) {
    case 'b':
      array->buffers[1] = ReferenceAlloc(array, (size_t)(array->length + 7) / 8);
      break;
    case 'c':
      Numbers(array, 1, field->dictionary != NULL ? 0 : 3);
      break;
    case 's':
      Numbers(array, 2, 5);
      break;
    case 'i':
      Numbers(array, 4, 7);
      break;
    case 'l':
    case 'g':
    case 't':
      Numbers(array, 8, 11);
      break;
    case 'd':
      Numbers(array, 16, 13);
      break;
    case 'w':
      array->buffers[1] = ReferenceAlloc(array, (size_t)array->length * 3);
      break;
    case 'u':
    case 'z':
      Binary(array, 4);
      break;
    case 'U':
    case 'Z':
      Binary(array, 8);
      break;
    case 'v':
      Views(array);
      break;
    case '+':
      if (is_union) Union(field, array);
      if (format[1] == 'l' || format[1] == 'm') Lists(array, false);
      if (format[1] == 'v') Lists(array, true);
      break;
    default:
      break;
  }
}

static int64_t ChildRows(const char* format, int64_t rows) {
  bool twice = format[1] == 'l' || format[1] == 'm' || format[1] == 'v' || format[1] == 'w';
  return twice ? 2 * rows : rows;
}

void ReferenceMakeArray(const struct ReferenceField* field, int64_t rows, struct ArrowArray* out) {
  struct ReferenceOwner* owner = (struct ReferenceOwner*)calloc(1, sizeof(*owner));
  memset(out, 0, sizeof(*out));
  out->length = rows;
  out->n_buffers = BufferCount(field->format);
  out->private_data = owner;
  out->release = ReferenceReleaseArray;
  out->buffers = (const void**)ReferenceAlloc(out, (size_t)out->n_buffers * sizeof(void*));
  Fill(field, out);
  if (field->format[0] == 'n') out->null_count = rows;
  owner->n_children = field->n_children;
  owner->children = (void**)ReferenceAlloc(out, (size_t)field->n_children * sizeof(void*));
  for (int i = 0; i < field->n_children; ++i) {
    struct ArrowArray* child = (struct ArrowArray*)malloc(sizeof(*child));
    ReferenceMakeArray(&field->children[i], ChildRows(field->format, rows), child);
    owner->children[i] = child;
  }
  out->n_children = field->n_children;
  if (field->n_children > 0) {
    out->children =
        (struct ArrowArray**)ReferenceAlloc(out, (size_t)field->n_children * sizeof(void*));
    memcpy((void*)out->children, owner->children, (size_t)field->n_children * sizeof(void*));
  }
  // Each run has one value.
  if (strcmp(field->format, "+r") == 0) {
    int32_t* ends = (int32_t*)out->children[0]->buffers[1];
    for (int64_t i = 0; i < rows; ++i) ends[i] = (int32_t)i + 1;
  }
  if (field->dictionary != NULL) {
    out->dictionary = (struct ArrowArray*)malloc(sizeof(*out->dictionary));
    ReferenceMakeArray(field->dictionary, 4, out->dictionary);
    owner->dictionary = out->dictionary;
  }
}

static void ReleaseChild(struct ArrowArray* child) {
  if (child == NULL) return;
  if (child->release != NULL) child->release(child);
  free(child);
}

void ReferenceReleaseArray(struct ArrowArray* array) {
  struct ReferenceOwner* owner = (struct ReferenceOwner*)array->private_data;
  for (int64_t i = 0; i < owner->n_children; ++i) {
    ReleaseChild((struct ArrowArray*)owner->children[i]);
  }
  ReleaseChild((struct ArrowArray*)owner->dictionary);
  for (int i = 0; i < owner->n_memory; ++i) free(owner->memory[i]);
  free(owner);
  array->release = NULL;
}
