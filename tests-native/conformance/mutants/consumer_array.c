// Reads arrays of every layout, value by value, and only the bytes that a value needs.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reference_consumer.h"

static int64_t Width(const char* format) {
  static const struct {
    const char* formats;
    int64_t width;
  } kWidths[] = {{" c C ", 1},
                 {" s S e ", 2},
                 {" i I f tdD tts ttm tiM ", 4},
                 {" l L g tdm ttu ttn tDs tDm tDu tDn tiD ", 8},
                 {" tin ", 16}};
  char name[8];
  int precision, scale, bits;
  snprintf(name, sizeof(name), " %.4s ", format);
  for (size_t i = 0; i < sizeof(kWidths) / sizeof(kWidths[0]); ++i) {
    if (strstr(kWidths[i].formats, name) != NULL) return kWidths[i].width;
  }
  if (strncmp(format, "ts", 2) == 0) return 8;
  if (strncmp(format, "w:", 2) == 0) return strtol(format + 2, NULL, 10);
  int n = sscanf(format, "d:%d,%d,%d", &precision, &scale, &bits);
  return n == 2 ? 16 : n == 3 ? bits / 8 : -1;
}

// A signed integer of 1, 2, 4 or 8 bytes.
static int64_t Int(const void* buffer, int64_t width, int64_t slot) {
  const char* at = (const char*)buffer + width * slot;
  int8_t one;
  int16_t two;
  int32_t four;
  int64_t eight;
  ReadBytes(at, width);
  switch (width) {
    case 1:
      memcpy(&one, at, 1);
      return one;
    case 2:
      memcpy(&two, at, 2);
      return two;
    case 4:
      memcpy(&four, at, 4);
      return four;
    default:
      memcpy(&eight, at, 8);
      return eight;
  }
}

static bool Bit(const void* buffer, int64_t slot) {
  const unsigned char* bytes = (const unsigned char*)buffer;
  if (MutantIs("ARR-9")) ReadBytes(bytes + slot / 64 * 8, 8);
  ReadBytes(bytes + slot / 8, 1);
  return (bytes[slot / 8] >> (slot % 8) & 1) != 0;
}

static bool IsValid(const struct ArrowArray* array, int64_t slot) {
  if (array->null_count == 0 || array->n_buffers == 0 || array->buffers[0] == NULL) return true;
  return Bit(array->buffers[0], slot);
}

static void ReadBinary(const struct ArrowArray* array, int64_t width, int64_t slot) {
  int64_t begin = Int(array->buffers[1], width, slot);
  int64_t end = Int(array->buffers[1], width, slot + 1);
  ReadBytes((const char*)array->buffers[2] + begin, end - begin);
}

static void ReadView(const struct ArrowArray* array, int64_t slot) {
  int32_t view[4];
  const char* at = (const char*)array->buffers[1] + slot * 16;
  ReadBytes(at, 16);
  memcpy(view, at, sizeof(view));
  if (view[0] <= 12) return;
  int64_t size = Int(array->buffers[array->n_buffers - 1], 8, view[2]);
  if (view[3] + view[0] > size) abort();
  ReadBytes((const char*)array->buffers[2 + view[2]] + view[3], view[0]);
}

static void ReadUnion(const struct ArrowSchema* schema, const struct ArrowArray* array,
                      int64_t slot, int depth) {
  bool dense = schema->format[2] == 'd';
  int64_t id = Int(array->buffers[0], 1, slot);
  const char* at = schema->format + 4;
  for (int64_t i = 0; i < schema->n_children; ++i) {
    char* end;
    if (strtol(at, &end, 10) == id) {
      int64_t index = dense ? Int(array->buffers[1], 4, slot) : slot;
      ReferenceReadArray(schema->children[i], array->children[i], index, 1, depth + 1);
      return;
    }
    at = end + 1;
  }
  abort();
}

static void ReadRunEnds(const struct ArrowSchema* schema, const struct ArrowArray* array,
                        int64_t slot, int depth) {
  const struct ArrowArray* ends = array->children[0];
  int64_t width = Width(schema->children[0]->format);
  int64_t run = 0;
  while (Int(ends->buffers[1], width, ends->offset + run) <= slot) ++run;
  ReferenceReadArray(schema->children[1], array->children[1], run, 1, depth + 1);
}

static void ReadList(const struct ArrowSchema* schema, const struct ArrowArray* array, int64_t slot,
                     int depth) {
  const char* format = schema->format;
  int64_t begin, size;
  if (format[1] == 'w') {
    size = strtol(format + 3, NULL, 10);
    begin = slot * size;
  } else if (format[1] == 'v') {
    int64_t width = format[2] == 'l' ? 4 : 8;
    begin = Int(array->buffers[1], width, slot);
    size = Int(array->buffers[2], width, slot);
  } else {
    int64_t width = format[1] == 'L' ? 8 : 4;
    begin = Int(array->buffers[1], width, slot);
    size = Int(array->buffers[1], width, slot + 1) - begin;
  }
  ReferenceReadArray(schema->children[0], array->children[0], begin, size, depth + 1);
}

static void ReadValue(const struct ArrowSchema* schema, const struct ArrowArray* array,
                      int64_t slot, int depth) {
  const char* format = schema->format;
  if (schema->dictionary != NULL) {
    int64_t index = Int(array->buffers[1], Width(format), slot);
    ReferenceReadArray(schema->dictionary, array->dictionary, index, 1, depth + 1);
  } else if (format[0] == 'b') {
    Bit(array->buffers[1], slot);
  } else if (strchr("uz", format[0]) != NULL) {
    ReadBinary(array, 4, slot);
  } else if (strchr("UZ", format[0]) != NULL) {
    ReadBinary(array, 8, slot);
  } else if (format[0] == 'v') {
    ReadView(array, slot);
  } else if (strcmp(format, "+s") == 0) {
    for (int64_t i = 0; i < schema->n_children; ++i) {
      ReferenceReadArray(schema->children[i], array->children[i], slot, 1, depth + 1);
    }
  } else if (strncmp(format, "+u", 2) == 0) {
    ReadUnion(schema, array, slot, depth);
  } else if (strcmp(format, "+r") == 0) {
    ReadRunEnds(schema, array, slot, depth);
  } else if (format[0] == '+') {
    ReadList(schema, array, slot, depth);
  } else if (format[0] != 'n') {
    int64_t width = Width(format);
    if (width < 0) abort();
    if (width > 0) ReadBytes((const char*)array->buffers[1] + width * slot, width);
  }
}

// The faults of mutants that need no value.
static void Break(const struct ArrowSchema* schema, const struct ArrowArray* array, int depth) {
  const char* format = schema->format;
  bool top = depth == 0;
  if (MutantIs("ARR-1") && !top) ReadBytes(array, (int64_t)sizeof(*array) + 8);
  if ((MutantIs("ARR-4") || MutantIs("ARR-4/flat")) && array->null_count < 0) abort();
  if (MutantIs("ARR-7") && array->buffers != NULL) {
    ReadBytes(array->buffers + array->n_buffers, (int64_t)sizeof(void*));
  }
  if (MutantIs("ARR-10") && format[0] == 'i' && array->length > 0 &&
      ((uintptr_t)array->buffers[1] & 3) != 0)
    abort();
  if (MutantIs("ARR-11/null") && format[0] == 'u') ReadBytes(array->buffers[2], 1);
  if (MutantIs("ARR-11/bitmap") && format[0] == 'i' && array->null_count == 0 &&
      array->buffers[0] == NULL) {
    abort();
  }
  if (MutantIs("ARR-12") && array->children != NULL)
    ReadBytes(array->children + array->n_children, (int64_t)sizeof(void*));
  if (MutantIs("ARR-13") && array->children == NULL) abort();
  if (MutantIs("ARR-16")) ReadBytes(array->private_data, 1);
  if (MutantIs("DIC-1") && array->dictionary != NULL && format[0] == 'l') abort();
  if (MutantIs("MUT-1") && format[0] == 'g' && array->length > 0) {
    *(volatile char*)(uintptr_t)array->buffers[1] = 1;
  }
  if (MutantIs("VIEW-1") && format[0] == 'v' && array->n_buffers < 4) abort();
  if (MutantIs("RB-1") && top && strcmp(format, "+s") == 0 && array->n_children == 0) abort();
  if (MutantIs("STR-20") && top && format[0] != '+') abort();
}

void ReferenceReadArray(const struct ArrowSchema* schema, const struct ArrowArray* array,
                        int64_t begin, int64_t count, int depth) {
  Break(schema, array, depth);
  int64_t offset = array->offset;
  if (MutantIs("ARR-5") && schema->dictionary != NULL) offset = 0;
  bool union_or_runs = schema->format[0] == '+' && strchr("ur", schema->format[1]) != NULL;
  for (int64_t slot = offset + begin; slot < offset + begin + count; ++slot) {
    bool valid = union_or_runs || schema->format[0] == 'n' || IsValid(array, slot);
    if (valid || (MutantIs("COL-4") && schema->dictionary != NULL)) {
      ReadValue(schema, array, slot, depth);
    }
  }
}
