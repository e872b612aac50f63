// Parses format strings and array specifications.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "array_spec.h"

static void Fail(const char* what, const char* text) {
  fprintf(stderr, "arrowbridge-conformance: %s: %s\n", what, text);
  _exit(2);
}

static int64_t DecimalWidth(const char* format) {
  int precision, scale, bits;
  int n = sscanf(format, "d:%d,%d,%d", &precision, &scale, &bits);
  if (n < 2) Fail("not a decimal format", format);
  return n == 2 ? 16 : bits / 8;
}

static void ReadIds(struct KitArraySpecType* type, const char* text) {
  while (*text != '\0' && type->n_ids < 128) {
    char* end;
    type->ids[type->n_ids++] = (int8_t)strtol(text, &end, 10);
    text = *end == ',' ? end + 1 : end;
  }
}

struct KitArraySpecType KitArraySpecTypeOf(const char* format) {
  static const struct {
    const char* format;
    enum KitArraySpecLayout layout;
    int64_t width;
  } kTypes[] = {
      {"n", kSpecNull, 0},       {"b", kSpecBits, 0},     {"c", kSpecFixed, 1},
      {"C", kSpecFixed, 1},      {"s", kSpecFixed, 2},    {"S", kSpecFixed, 2},
      {"i", kSpecFixed, 4},      {"I", kSpecFixed, 4},    {"l", kSpecFixed, 8},
      {"L", kSpecFixed, 8},      {"e", kSpecFixed, 2},    {"f", kSpecFixed, 4},
      {"g", kSpecFixed, 8},      {"z", kSpecBinary, 4},   {"u", kSpecBinary, 4},
      {"Z", kSpecBinary, 8},     {"U", kSpecBinary, 8},   {"vz", kSpecView, 16},
      {"vu", kSpecView, 16},     {"tdD", kSpecFixed, 4},  {"tdm", kSpecFixed, 8},
      {"tts", kSpecFixed, 4},    {"ttm", kSpecFixed, 4},  {"ttu", kSpecFixed, 8},
      {"ttn", kSpecFixed, 8},    {"tDs", kSpecFixed, 8},  {"tDm", kSpecFixed, 8},
      {"tDu", kSpecFixed, 8},    {"tDn", kSpecFixed, 8},  {"tiM", kSpecFixed, 4},
      {"tiD", kSpecFixed, 8},    {"tin", kSpecFixed, 16}, {"+l", kSpecList, 4},
      {"+L", kSpecList, 8},      {"+m", kSpecList, 4},    {"+vl", kSpecListView, 4},
      {"+vL", kSpecListView, 8}, {"+s", kSpecStruct, 0},  {"+r", kSpecRunEnds, 0},
  };
  struct KitArraySpecType type = {kSpecFixed, 0, 0, {0}};
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
    type.layout = kSpecFixedList;
    type.width = strtol(format + 3, NULL, 10);
  } else if (strncmp(format, "+ud:", 4) == 0 || strncmp(format, "+us:", 4) == 0) {
    type.layout = format[2] == 'd' ? kSpecDense : kSpecSparse;
    ReadIds(&type, format + 4);
  } else {
    Fail("not a format", format);
  }
  return type;
}

static void Take(const char** at, const char* ends, char* out, size_t size) {
  size_t n = strcspn(*at, ends);
  if (n >= size) Fail("an array specification has a part that is too long", *at);
  memcpy(out, *at, n);
  out[n] = '\0';
  *at += n;
}

static struct KitArraySpec* Parse(const char** at) {
  struct KitArraySpec* spec = (struct KitArraySpec*)calloc(1, sizeof(*spec));
  if (spec == NULL) Fail("out of memory", *at);
  Take(at, " !@{}<>", spec->format, sizeof(spec->format));
  if (**at == '!') {
    spec->not_null = true;
    ++*at;
  }
  if (**at == '@') {
    ++*at;
    Take(at, " {}<>", spec->name, sizeof(spec->name));
  }
  if (**at == '{') {
    ++*at;
    while (**at != '}') {
      while (**at == ' ') ++*at;
      if (**at == '\0') Fail("an array specification lacks a }", *at);
      if (**at == '}') break;
      size_t size = sizeof(*spec->children) * (size_t)(spec->n_children + 1);
      spec->children = (struct KitArraySpec**)realloc(spec->children, size);
      if (spec->children == NULL) Fail("out of memory", *at);
      spec->children[spec->n_children++] = Parse(at);
    }
    ++*at;
  }
  if (**at == '<') {
    ++*at;
    spec->dictionary = Parse(at);
    if (**at != '>') Fail("an array specification lacks a >", *at);
    ++*at;
  }
  return spec;
}

struct KitArraySpec* KitArraySpecParse(const char* text) {
  const char* at = text;
  struct KitArraySpec* spec = Parse(&at);
  if (*at != '\0') Fail("text after the end of an array specification", at);
  return spec;
}
