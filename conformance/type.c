#include "type.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct Plain {
  const char* format;
  enum KitLayout layout;
  int width;
  int n_buffers;
  int n_children;
  const char* utf8;
};

static const struct Plain kPlain[] = {
    {"n", kLayoutNull, 0, 0, 0, NULL},       {"b", kLayoutBits, 0, 2, 0, NULL},
    {"c", kLayoutFixed, 1, 2, 0, NULL},      {"C", kLayoutFixed, 1, 2, 0, NULL},
    {"s", kLayoutFixed, 2, 2, 0, NULL},      {"S", kLayoutFixed, 2, 2, 0, NULL},
    {"i", kLayoutFixed, 4, 2, 0, NULL},      {"I", kLayoutFixed, 4, 2, 0, NULL},
    {"l", kLayoutFixed, 8, 2, 0, NULL},      {"L", kLayoutFixed, 8, 2, 0, NULL},
    {"e", kLayoutFixed, 2, 2, 0, NULL},      {"f", kLayoutFixed, 4, 2, 0, NULL},
    {"g", kLayoutFixed, 8, 2, 0, NULL},      {"z", kLayoutBinary, 4, 3, 0, NULL},
    {"Z", kLayoutBinary, 8, 3, 0, NULL},     {"u", kLayoutBinary, 4, 3, 0, "FMT-18"},
    {"U", kLayoutBinary, 8, 3, 0, "FMT-19"}, {"vz", kLayoutView, 16, 3, 0, NULL},
    {"vu", kLayoutView, 16, 3, 0, "FMT-20"}, {"tdD", kLayoutFixed, 4, 2, 0, NULL},
    {"tdm", kLayoutFixed, 8, 2, 0, NULL},    {"tts", kLayoutFixed, 4, 2, 0, NULL},
    {"ttm", kLayoutFixed, 4, 2, 0, NULL},    {"ttu", kLayoutFixed, 8, 2, 0, NULL},
    {"ttn", kLayoutFixed, 8, 2, 0, NULL},    {"tDs", kLayoutFixed, 8, 2, 0, NULL},
    {"tDm", kLayoutFixed, 8, 2, 0, NULL},    {"tDu", kLayoutFixed, 8, 2, 0, NULL},
    {"tDn", kLayoutFixed, 8, 2, 0, NULL},    {"tiM", kLayoutFixed, 4, 2, 0, NULL},
    {"tiD", kLayoutFixed, 8, 2, 0, NULL},    {"tin", kLayoutFixed, 16, 2, 0, NULL},
    {"+l", kLayoutList, 4, 2, 1, NULL},      {"+L", kLayoutList, 8, 2, 1, NULL},
    {"+m", kLayoutList, 4, 2, 1, NULL},      {"+vl", kLayoutListView, 4, 3, 1, NULL},
    {"+vL", kLayoutListView, 8, 3, 1, NULL}, {"+s", kLayoutStruct, 0, 1, -1, NULL},
    {"+r", kLayoutRunEnds, 0, 0, 2, NULL},
};

static bool StartsWith(const char* text, const char* start) {
  return strncmp(text, start, strlen(start)) == 0;
}

// Parses a decimal number at *text and advances *text past it.
static bool TakeNumber(const char** text, int64_t least, int64_t most, int64_t* out) {
  const char* digits = **text == '-' ? *text + 1 : *text;
  char* end;
  if (*digits < '0' || *digits > '9') return false;
  errno = 0;
  long long value = strtoll(*text, &end, 10);
  if (errno != 0 || value < least || value > most) return false;
  *text = end;
  *out = value;
  return true;
}

static const char* Fixed(struct KitType* out, int width, int alignment) {
  out->layout = kLayoutFixed;
  out->width = width;
  out->alignment = alignment;
  out->n_buffers = 2;
  return NULL;
}

static const char* ParseDecimal(const char* format, struct KitType* out, const char** why) {
  const char* text = format + 2;
  int64_t precision, scale, bits = 128;
  *why = "a decimal is d:precision,scale or d:precision,scale,bits";
  if (!TakeNumber(&text, 1, 76, &precision) || *text++ != ',') return "FMT-21";
  if (!TakeNumber(&text, -1000, 1000, &scale)) return "FMT-21";
  if (*text == ',') {
    ++text;
    *why = "a decimal has 32, 64, 128 or 256 bits";
    if (!TakeNumber(&text, 32, 256, &bits)) return "FMT-22";
    if (bits != 32 && bits != 64 && bits != 128 && bits != 256) return "FMT-22";
  }
  if (*text != '\0') return "FMT-21";
  *why = "the precision is too large for the number of bits";
  int64_t most = bits == 32 ? 9 : bits == 64 ? 18 : bits == 128 ? 38 : 76;
  if (precision > most) return "FMT-21";
  return Fixed(out, (int)bits / 8, bits > 64 ? 8 : (int)bits / 8);
}

static const char* ParseUnion(const char* format, struct KitType* out, const char** why) {
  const char* rule = format[2] == 'd' ? "FMT-51" : "FMT-52";
  const char* text = format + 4;
  out->layout = format[2] == 'd' ? kLayoutDenseUnion : kLayoutSparseUnion;
  out->n_buffers = format[2] == 'd' ? 2 : 1;
  out->alignment = 1;
  bool seen[128] = {false};
  *why = "type ids are different numbers from 0 to 127, separated by commas";
  while (*text != '\0') {
    int64_t id;
    if (out->n_ids > 0 && *text++ != ',') return rule;
    if (!TakeNumber(&text, 0, 127, &id) || seen[id]) return rule;
    seen[id] = true;
    out->ids[out->n_ids++] = (int8_t)id;
  }
  out->n_children = out->n_ids;
  return NULL;
}

const char* KitParseType(const char* format, struct KitType* out, const char** why) {
  memset(out, 0, sizeof(*out));
  for (size_t i = 0; i < sizeof(kPlain) / sizeof(kPlain[0]); ++i) {
    const struct Plain* plain = &kPlain[i];
    if (strcmp(format, plain->format) != 0) continue;
    out->layout = plain->layout;
    out->width = plain->width;
    out->alignment = plain->width > 8 || plain->width == 0 ? 8 : plain->width;
    if (strcmp(format, "tiD") == 0) out->alignment = 4;
    out->n_buffers = plain->n_buffers;
    out->n_children = plain->n_children;
    out->utf8 = plain->utf8;
    out->is_map = strcmp(format, "+m") == 0;
    out->is_index = format[1] == '\0' && strchr("cCsSiIlL", format[0]) != NULL;
    out->is_signed = out->is_index && format[0] >= 'a';
    return NULL;
  }
  const char* text = format + 2;
  if (StartsWith(format, "d:")) return ParseDecimal(format, out, why);
  if (StartsWith(format, "w:")) {
    *why = "fixed-size binary is w:width";
    if (!TakeNumber(&text, 0, INT32_MAX, &out->size) || *text != '\0') return "FMT-23";
    return Fixed(out, (int)out->size, 1);
  }
  if (StartsWith(format, "ts") && format[2] != '\0' && strchr("smun", format[2]) != NULL) {
    *why = "a timestamp format has a colon before its timezone, even if that is empty";
    if (format[3] != ':') return "FMT-35";
    return Fixed(out, 8, 8);
  }
  if (StartsWith(format, "+w:")) {
    text = format + 3;
    *why = "a fixed-size list is +w:number of values";
    if (!TakeNumber(&text, 0, INT32_MAX, &out->size) || *text != '\0') return "FMT-48";
    out->layout = kLayoutFixedList;
    out->n_buffers = 1;
    out->n_children = 1;
    return NULL;
  }
  if (StartsWith(format, "+ud:") || StartsWith(format, "+us:")) {
    return ParseUnion(format, out, why);
  }
  *why = "the specification defines no such format";
  return "ABI-1";
}

bool KitIsUtf8(const char* text, size_t size) {
  const unsigned char* at = (const unsigned char*)text;
  const unsigned char* end = at + size;
  while (at < end) {
    unsigned char first = *at++;
    if (first < 0x80) continue;
    int more = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : 1;
    unsigned char least = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
    unsigned char most = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
    if (first < 0xc2 || first > 0xf4 || end - at < more) return false;
    if (at[0] < least || at[0] > most) return false;
    for (int i = 1; i < more; ++i) {
      if (at[i] < 0x80 || at[i] > 0xbf) return false;
    }
    at += more;
  }
  return true;
}
