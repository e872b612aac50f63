// Formats and sketches, read.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sketch.h"

static void Fail(const char* what, const char* text) {
  fprintf(stderr, "arrowbridge-conformance: %s: %s\n", what, text);
  _exit(2);
}

static int64_t DecimalWidth(const char* format) {
  int precision, scale, bits;
  int n = sscanf(format, "d:%d,%d,%d", &precision, &scale, &bits);
  if (n < 2) Fail("no decimal", format);
  return n == 2 ? 16 : bits / 8;
}

static void ReadIds(struct KitType* type, const char* text) {
  while (*text != '\0' && type->n_ids < 128) {
    char* end;
    type->ids[type->n_ids++] = (int8_t)strtol(text, &end, 10);
    text = *end == ',' ? end + 1 : end;
  }
}

struct KitType KitTypeOf(const char* format) {
  static const struct {
    const char* format;
    enum KitLayout layout;
    int64_t width;
  } kTypes[] = {
      {"n", kKitNull, 0},       {"b", kKitBits, 0},     {"c", kKitFixed, 1},
      {"C", kKitFixed, 1},      {"s", kKitFixed, 2},    {"S", kKitFixed, 2},
      {"i", kKitFixed, 4},      {"I", kKitFixed, 4},    {"l", kKitFixed, 8},
      {"L", kKitFixed, 8},      {"e", kKitFixed, 2},    {"f", kKitFixed, 4},
      {"g", kKitFixed, 8},      {"z", kKitBinary, 4},   {"u", kKitBinary, 4},
      {"Z", kKitBinary, 8},     {"U", kKitBinary, 8},   {"vz", kKitView, 16},
      {"vu", kKitView, 16},     {"tdD", kKitFixed, 4},  {"tdm", kKitFixed, 8},
      {"tts", kKitFixed, 4},    {"ttm", kKitFixed, 4},  {"ttu", kKitFixed, 8},
      {"ttn", kKitFixed, 8},    {"tDs", kKitFixed, 8},  {"tDm", kKitFixed, 8},
      {"tDu", kKitFixed, 8},    {"tDn", kKitFixed, 8},  {"tiM", kKitFixed, 4},
      {"tiD", kKitFixed, 8},    {"tin", kKitFixed, 16}, {"+l", kKitList, 4},
      {"+L", kKitList, 8},      {"+m", kKitList, 4},    {"+vl", kKitListView, 4},
      {"+vL", kKitListView, 8}, {"+s", kKitStruct, 0},  {"+r", kKitRunEnds, 0},
  };
  struct KitType type = {kKitFixed, 0, 0, {0}};
  for (size_t i = 0; i < sizeof(kTypes) / sizeof(kTypes[0]); ++i) {
    if (strcmp(format, kTypes[i].format) == 0) {
      type.layout = kTypes[i].layout;
      type.width = kTypes[i].width;
      return type;
    }
  }
  if (strncmp(format, "ts", 2) == 0 && strlen(format) > 3) {
    type.width = 8;
  } else if (strncmp(format, "d:", 2) == 0) {
    type.width = DecimalWidth(format);
  } else if (strncmp(format, "w:", 2) == 0) {
    type.width = strtol(format + 2, NULL, 10);
  } else if (strncmp(format, "+w:", 3) == 0) {
    type.layout = kKitFixedList;
    type.width = strtol(format + 3, NULL, 10);
  } else if (strncmp(format, "+ud:", 4) == 0 || strncmp(format, "+us:", 4) == 0) {
    type.layout = format[2] == 'd' ? kKitDense : kKitSparse;
    ReadIds(&type, format + 4);
  } else {
    Fail("no format", format);
  }
  return type;
}

static void Take(const char** at, const char* ends, char* out, size_t size) {
  size_t n = strcspn(*at, ends);
  if (n >= size) Fail("too long", *at);
  memcpy(out, *at, n);
  out[n] = '\0';
  *at += n;
}

static struct KitSketch* Parse(const char** at) {
  struct KitSketch* sketch = (struct KitSketch*)calloc(1, sizeof(*sketch));
  if (sketch == NULL) Fail("out of memory", *at);
  Take(at, " !@{}<>", sketch->format, sizeof(sketch->format));
  if (**at == '!') {
    sketch->not_null = true;
    ++*at;
  }
  if (**at == '@') {
    ++*at;
    Take(at, " {}<>", sketch->name, sizeof(sketch->name));
  }
  if (**at == '{') {
    ++*at;
    while (**at != '}') {
      while (**at == ' ') ++*at;
      if (**at == '\0') Fail("no end of a sketch", *at);
      if (**at == '}') break;
      size_t size = sizeof(*sketch->children) * (size_t)(sketch->n_children + 1);
      sketch->children = (struct KitSketch**)realloc(sketch->children, size);
      if (sketch->children == NULL) Fail("out of memory", *at);
      sketch->children[sketch->n_children++] = Parse(at);
    }
    ++*at;
  }
  if (**at == '<') {
    ++*at;
    sketch->dictionary = Parse(at);
    if (**at != '>') Fail("no end of a dictionary", *at);
    ++*at;
  }
  return sketch;
}

struct KitSketch* KitSketchParse(const char* text) {
  const char* at = text;
  struct KitSketch* sketch = Parse(&at);
  if (*at != '\0') Fail("more than one sketch", at);
  return sketch;
}
