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

static void ReadIds(struct KitSketchType* type, const char* text) {
  while (*text != '\0' && type->n_ids < 128) {
    char* end;
    type->ids[type->n_ids++] = (int8_t)strtol(text, &end, 10);
    text = *end == ',' ? end + 1 : end;
  }
}

struct KitSketchType KitSketchTypeOf(const char* format) {
  static const struct {
    const char* format;
    enum KitSketchLayout layout;
    int64_t width;
  } kTypes[] = {
      {"n", kSketchNull, 0},       {"b", kSketchBits, 0},     {"c", kSketchFixed, 1},
      {"C", kSketchFixed, 1},      {"s", kSketchFixed, 2},    {"S", kSketchFixed, 2},
      {"i", kSketchFixed, 4},      {"I", kSketchFixed, 4},    {"l", kSketchFixed, 8},
      {"L", kSketchFixed, 8},      {"e", kSketchFixed, 2},    {"f", kSketchFixed, 4},
      {"g", kSketchFixed, 8},      {"z", kSketchBinary, 4},   {"u", kSketchBinary, 4},
      {"Z", kSketchBinary, 8},     {"U", kSketchBinary, 8},   {"vz", kSketchView, 16},
      {"vu", kSketchView, 16},     {"tdD", kSketchFixed, 4},  {"tdm", kSketchFixed, 8},
      {"tts", kSketchFixed, 4},    {"ttm", kSketchFixed, 4},  {"ttu", kSketchFixed, 8},
      {"ttn", kSketchFixed, 8},    {"tDs", kSketchFixed, 8},  {"tDm", kSketchFixed, 8},
      {"tDu", kSketchFixed, 8},    {"tDn", kSketchFixed, 8},  {"tiM", kSketchFixed, 4},
      {"tiD", kSketchFixed, 8},    {"tin", kSketchFixed, 16}, {"+l", kSketchList, 4},
      {"+L", kSketchList, 8},      {"+m", kSketchList, 4},    {"+vl", kSketchListView, 4},
      {"+vL", kSketchListView, 8}, {"+s", kSketchStruct, 0},  {"+r", kSketchRunEnds, 0},
  };
  struct KitSketchType type = {kSketchFixed, 0, 0, {0}};
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
    type.layout = kSketchFixedList;
    type.width = strtol(format + 3, NULL, 10);
  } else if (strncmp(format, "+ud:", 4) == 0 || strncmp(format, "+us:", 4) == 0) {
    type.layout = format[2] == 'd' ? kSketchDense : kSketchSparse;
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
