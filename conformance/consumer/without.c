#include "without.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "../run.h"

// The names of --without. `formats` is a shell pattern, NULL for what has no format. `probe` is a
// column of that type, for probe.c; %s is the format of its values, NULL a name for several types.
static const struct {
  const char* name;
  const char* formats;
  const char* probe;
} kTypes[] = {
    {"int32", "i", "i@a"},
    {"int64", "l", "l@a"},
    {"float64", "g", "g@a"},
    {"utf8", "u", "u@a"},
    {"float32", "f", "f@a"},
    {"int16", "s", "s@a"},
    {"int8", "c", "c@a"},
    {"uint8", "C", "C@a"},
    {"uint16", "S", "S@a"},
    {"uint32", "I", "I@a"},
    {"uint64", "L", "L@a"},
    {"boolean", "b", "b@a"},
    {"binary", "z", "z@a"},
    {"large-utf8", "U", "U@a"},
    {"large-binary", "Z", "Z@a"},
    {"date", "td?", "tdD@a tdm@b"},
    {"time", "tt?", "tts@a ttm@b ttu@c ttn@d"},
    {"timestamp", "ts?:*", "tss:@a tsn:UTC@b"},
    {"duration", "tD?", "tDs@a tDn@b"},
    {"interval", "ti?", "tiM@a tiD@b tin@c"},
    {"decimal", "d:*", "d:19,10@a"},
    {"decimal32", "d:*,*,32", "d:9,2,32@a"},
    {"decimal64", "d:*,*,64", "d:18,3,64@a"},
    {"decimal256", "d:*,*,256", "d:76,5,256@a"},
    {"fixed-size-binary", "w:*", "w:3@a"},
    {"float16", "e", "e@a"},
    {"utf8-view", "vu", "vu@a"},
    {"binary-view", "vz", "vz@a"},
    {"view", "v?", NULL},
    {"null", "n", "n@a"},
    {"list", "+l", "+l@a{%s@item}"},
    {"large-list", "+L", "+L@a{%s@item}"},
    {"fixed-size-list", "+w:*", "+w:2@a{%s@item}"},
    {"list-view", "+v?", "+vl@a{%s@item} +vL@b{%s@item}"},
    {"map", "+m", "+m@a{+s!@entries{%s!@key %s@value}}"},
    {"struct", "+s", "+s@a{%s@x}"},
    {"dense-union", "+ud:*", "+ud:0@a{%s@x}"},
    {"sparse-union", "+us:*", "+us:0@a{%s@x}"},
    {"union", "+u?:*", NULL},
    {"run-end-encoded", "+r", "+r@a{i!@run_ends %s@values}"},
    {"nested", "+*", NULL},
    {"dictionary", NULL, "c@a<%s@values>"},
    {"extension", NULL, NULL},
};
enum { kTypeCount = sizeof(kTypes) / sizeof(kTypes[0]) };

static uint64_t BitOf(const char* name) {
  for (int i = 0; i < kTypeCount; ++i) {
    if (strcmp(kTypes[i].name, name) == 0) return (uint64_t)1 << i;
  }
  return 0;
}

/* ---------------------------------------------------------------------------------- the option */

static int Least(int a, int b) { return a < b ? a : b; }

// The number of letters to change, insert or remove to get from `a` to `b`.
static int Distance(const char* a, const char* b) {
  enum { kMost = 24 };
  int row[kMost + 1];
  int size = (int)strlen(b);
  if (size > kMost) return kMost;
  for (int j = 0; j <= size; ++j) row[j] = j;
  for (int i = 1; a[i - 1] != '\0'; ++i) {
    int corner = row[0];
    row[0] = i;
    for (int j = 1; j <= size; ++j) {
      int changed = corner + (a[i - 1] == b[j - 1] ? 0 : 1);
      corner = row[j];
      row[j] = Least(changed, 1 + Least(row[j], row[j - 1]));
    }
  }
  return row[size];
}

static int Unknown(const char* name) {
  int nearest = 4;  // a name that differs more is not similar
  const char* similar = NULL;
  for (int i = 0; i < kTypeCount; ++i) {
    int distance = Distance(name, kTypes[i].name);
    if (distance >= nearest || distance >= (int)strlen(name)) continue;
    nearest = distance;
    similar = kTypes[i].name;
  }
  if (similar != NULL) {
    fprintf(stderr, "arrowbridge-conformance: unknown type: %s; did you mean %s?\n", name, similar);
  } else {
    fprintf(stderr, "arrowbridge-conformance: unknown type: %s; --help lists all types\n", name);
  }
  return EINVAL;
}

int KitParseWithout(const char* names, uint64_t* without) {
  for (;;) {
    char name[40];
    size_t size = strcspn(names, ",");
    snprintf(name, sizeof(name), "%.*s", (int)size, names);
    uint64_t bit = BitOf(name);
    if (bit == 0) return Unknown(name);
    *without |= bit;
    if (names[size] == '\0') return 0;
    names += size + 1;
  }
}

const char* KitWithoutNames(uint64_t without) {
  static char names[512];
  names[0] = '\0';
  for (int i = 0; i < kTypeCount; ++i) {
    if ((without >> i & 1) == 0) continue;
    if (names[0] != '\0') strcat(names, ",");
    strcat(names, kTypes[i].name);
  }
  return names;
}

void KitPrintTypes(FILE* file) {
  enum { kIndent = 21, kWidth = 96 };
  int column = kWidth;
  for (int i = 0; i < kTypeCount; ++i) {
    int size = (int)strlen(kTypes[i].name) + 2;
    if (column + size > kWidth) {
      column = fprintf(file, "%s%*s", i == 0 ? "" : ",\n", kIndent, "") - 2;
    } else {
      fputs(", ", file);
    }
    column += size;
    fputs(kTypes[i].name, file);
  }
  fputc('\n', file);
}

bool KitProbeColumn(int index, const char* leaf, char spec[200], uint64_t* bit) {
  if (index >= kTypeCount) return false;
  const char* probe = kTypes[index].probe;
  bool has_values = probe != NULL && strchr(probe, '%') != NULL;
  *bit = (uint64_t)1 << index;
  spec[0] = '\0';
  if (probe == NULL || (has_values && leaf[0] == '\0')) return true;
  strcpy(spec, "+s{");
  for (const char* at = probe; *at != '\0';) {
    bool is_value = at[0] == '%';
    strncat(spec, is_value ? leaf : at, is_value ? 40 : 1);
    at += is_value ? 2 : 1;
  }
  strcat(spec, "}");
  return true;
}

/* ------------------------------------------------------------------------------------ the data */

static bool Has(uint64_t without, const char* format) {
  for (int i = 0; i < kTypeCount; ++i) {
    if ((without >> i & 1) != 0 && kTypes[i].formats != NULL &&
        fnmatch(kTypes[i].formats, format, 0) == 0) {
      return false;
    }
  }
  return true;
}

static const char* LeafFormat(uint64_t without) {
  static const char* const kLeaves[] = {"i", "l", "g", "u", "f", "s", "c",   "C",       "S",
                                        "I", "L", "b", "z", "U", "Z", "tdD", "tsn:UTC", "d:19,10"};
  for (size_t i = 0; i < sizeof(kLeaves) / sizeof(kLeaves[0]); ++i) {
    if (Has(without, kLeaves[i])) return kLeaves[i];
  }
  return NULL;
}

// Types that scenarios use below nested columns and in dictionaries if any type will do.
static bool IsFiller(const char* format) {
  return strlen(format) == 1 && strchr("bcsilgu", format[0]) != NULL;
}

// True if a column of this specification stays. Fillers below it are replaced.
static bool Stays(struct KitArraySpec* spec, uint64_t without, bool is_below) {
  if (spec->dictionary != NULL) {
    return (without & BitOf("dictionary")) == 0 && Stays(spec->dictionary, without, true);
  }
  if (!Has(without, spec->format)) {
    const char* leaf = LeafFormat(without);
    if (!is_below || !IsFiller(spec->format) || leaf == NULL) return false;
    snprintf(spec->format, sizeof(spec->format), "%s", leaf);
  }
  // The run ends and the entries of a map belong to their type.
  bool is_map = strcmp(spec->format, "+m") == 0;
  struct KitArraySpec* of = is_map ? spec->children[0] : spec;
  for (int i = strcmp(spec->format, "+r") == 0 ? 1 : 0; i < of->n_children; ++i) {
    if (!Stays(of->children[i], without, true)) return false;
  }
  return true;
}

// Leaves columns of a record batch out.
static void Prune(struct KitArraySpec* spec, uint64_t without) {
  int kept = 0;
  for (int i = 0; i < spec->n_children; ++i) {
    if (Stays(spec->children[i], without, false)) spec->children[kept++] = spec->children[i];
  }
  spec->n_children = kept;
}

// The names of all types in the specification.
static uint64_t TypesOf(const struct KitArraySpec* spec) {
  uint64_t types = spec->dictionary != NULL ? BitOf("dictionary") | TypesOf(spec->dictionary) : 0;
  for (int i = 0; i < kTypeCount; ++i) {
    bool is_one = kTypes[i].formats != NULL && fnmatch(kTypes[i].formats, spec->format, 0) == 0;
    if (is_one) types |= (uint64_t)1 << i;
  }
  for (int i = 0; i < spec->n_children; ++i) types |= TypesOf(spec->children[i]);
  return types;
}

bool KitHasFormat(const struct Kit* kit, const char* format) {
  return Has(KitOptionsOf(kit)->without, format);
}

const char* KitLeafFormat(const struct Kit* kit) { return LeafFormat(KitOptionsOf(kit)->without); }

struct KitArraySpec* KitScenarioSpec(struct Kit* kit, const struct KitStreamScenario* scenario) {
  struct KitArraySpec* spec = KitArraySpecParse(scenario->array_spec);
  uint64_t without = KitOptionsOf(kit)->without;
  if ((scenario->quirks & KIT_QUIRK_EXTENSIONS) != 0 && (without & BitOf("extension")) != 0) {
    KitSkip(kit, "it is about extension types, which --without leaves out");
    return NULL;
  }
  bool is_batch = strcmp(spec->format, "+s") == 0;
  bool none = spec->n_children == 0;
  if (is_batch) Prune(spec, without);
  if (is_batch ? none || spec->n_children > 0 : Stays(spec, without, false)) return spec;
  const char* leaf = KitLeafFormat(kit);
  if (!scenario->any_types || leaf == NULL) {
    struct KitArraySpec* whole = KitArraySpecParse(scenario->array_spec);
    KitSkip(kit, "it is about types that --without leaves out: %s",
            KitWithoutNames(without & TypesOf(whole)));
    return NULL;
  }
  char text[40];
  snprintf(text, sizeof(text), "+s{%s@a}", leaf);
  return KitArraySpecParse(text);
}
