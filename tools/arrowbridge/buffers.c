#include "buffers.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct Walk {
  const struct ArrowArray* array;
  int64_t slots; /* offset + length */
  int64_t next;  /* index of the next buffer */
  int64_t sum;   /* bytes */
  void (*each)(const char* name, int64_t size, void* context);
  void* context;
};

/* Reports the next buffer; NULL buffers are skipped. */
static void Add(struct Walk* walk, const char* name, int64_t size) {
  if (walk->next >= walk->array->n_buffers) return;
  if (walk->array->buffers[walk->next++] == NULL || size < 0) return;
  walk->sum += size;
  if (walk->each != NULL) walk->each(name, size, walk->context);
}

static int64_t Bitmap(int64_t slots) { return slots / 8 + (slots % 8 != 0); }

/* The last value of an offsets buffer; 0 if the array has no rows, whose offsets may be missing. */
static int64_t LastOffset(const struct Walk* walk, int64_t buffer, int width) {
  const void* offsets = walk->array->buffers[buffer];
  if (offsets == NULL || walk->array->length == 0) return 0;
  if (width == 8) return ((const int64_t*)offsets)[walk->slots];
  return ((const int32_t*)offsets)[walk->slots];
}

static void AddBinary(struct Walk* walk, int width) {
  int64_t data = LastOffset(walk, walk->next, width);
  Add(walk, "offsets", (walk->slots + 1) * width);
  Add(walk, "data", data);
}

/* The last buffer holds the sizes of the variadic data buffers before it. */
static void AddViews(struct Walk* walk) {
  const int64_t* sizes = walk->array->buffers[walk->array->n_buffers - 1];
  int64_t data = walk->array->n_buffers - 3;
  Add(walk, "views", walk->slots * 16);
  for (int64_t i = 0; i < data; ++i) Add(walk, "data", sizes != NULL ? sizes[i] : 0);
}

/* Bytes per value of a fixed-width type; 0 for other types. */
static int64_t ValueWidth(const char* format) {
  static const struct {
    const char* prefix;
    int width;
  } widths[] = {
      {"tdD", 4}, {"tdm", 8}, {"tts", 4},  {"ttm", 4}, {"ttu", 8}, {"ttn", 8}, {"ts", 8}, {"tD", 8},
      {"tiM", 4}, {"tiD", 8}, {"tin", 16}, {"c", 1},   {"C", 1},   {"s", 2},   {"S", 2},  {"e", 2},
      {"i", 4},   {"I", 4},   {"f", 4},    {"l", 8},   {"L", 8},   {"g", 8},
  };
  if (strncmp(format, "w:", 2) == 0) return strtoll(format + 2, NULL, 10);
  if (strncmp(format, "d:", 2) == 0) {
    const char* comma = strchr(format, ',');
    const char* bits = comma != NULL ? strchr(comma + 1, ',') : NULL;
    return bits != NULL ? strtoll(bits + 1, NULL, 10) / 8 : 16;
  }
  for (size_t i = 0; i < sizeof(widths) / sizeof(widths[0]); ++i) {
    if (strncmp(format, widths[i].prefix, strlen(widths[i].prefix)) == 0) return widths[i].width;
  }
  return 0;
}

static void AddNested(struct Walk* walk, const char* kind) {
  if (strncmp(kind, "ud", 2) == 0 || strncmp(kind, "us", 2) == 0) {
    Add(walk, "type ids", walk->slots);
    if (kind[1] == 'd') Add(walk, "offsets", walk->slots * 4);
  } else if (strcmp(kind, "vl") == 0 || strcmp(kind, "vL") == 0) {
    int width = kind[1] == 'L' ? 8 : 4;
    Add(walk, "offsets", walk->slots * width);
    Add(walk, "sizes", walk->slots * width);
  } else if (*kind == 'l' || *kind == 'm') {
    Add(walk, "offsets", (walk->slots + 1) * 4);
  } else if (*kind == 'L') {
    Add(walk, "offsets", (walk->slots + 1) * 8);
  }
}

int64_t ForEachBuffer(const struct ArrowSchema* schema, const struct ArrowArray* array,
                      void (*each)(const char* name, int64_t size, void* context), void* context) {
  const char* format = schema->format;
  struct Walk walk = {array, array->offset + array->length, 0, 0, each, context};
  bool has_validity =
      strcmp(format, "n") != 0 && strcmp(format, "+r") != 0 && strncmp(format, "+u", 2) != 0;
  if (has_validity) Add(&walk, "validity", Bitmap(walk.slots));
  if (*format == '+') {
    AddNested(&walk, format + 1);
  } else if (strcmp(format, "b") == 0) {
    Add(&walk, "data", Bitmap(walk.slots));
  } else if (strcmp(format, "u") == 0 || strcmp(format, "z") == 0) {
    AddBinary(&walk, 4);
  } else if (strcmp(format, "U") == 0 || strcmp(format, "Z") == 0) {
    AddBinary(&walk, 8);
  } else if (strcmp(format, "vu") == 0 || strcmp(format, "vz") == 0) {
    AddViews(&walk);
  } else {
    Add(&walk, schema->dictionary != NULL ? "indices" : "data", walk.slots * ValueWidth(format));
  }
  return walk.sum;
}
