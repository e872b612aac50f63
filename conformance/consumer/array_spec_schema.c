// Schemas of array specifications.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "array_spec.h"

static const char* g_rule = "ARR-9";

void KitSetRuleAtStake(const char* rule) { g_rule = rule; }

struct KitGuardRules KitBufferRules(unsigned quirks) {
  struct KitGuardRules rules = {"ARR-9", "MUT-1", "MEM-8", NULL};
  if ((quirks & KIT_QUIRK_OWN_READS) != 0) rules.far = g_rule;
  return rules;
}

struct KitGuardRules KitTableRules(const char* outside) {
  struct KitGuardRules rules = {outside, "MEM-3", "MEM-8", NULL};
  return rules;
}

void KitChildLabel(char out[112], const char* parent, const char* name, int index) {
  if (name[0] != '\0') {
    snprintf(out, 112, "%.70s, %s '%s'", parent, index < 0 ? "dictionary" : "field", name);
  } else {
    snprintf(out, 112, "%.70s, child %d", parent, index);
  }
}

static const char* Text(struct KitTracked* tracked, const char* text, const char* what,
                        const char* rule) {
  struct KitGuardRules rules = {rule, "MEM-3", "MEM-8", NULL};
  struct KitGuardedBlock* block =
      KitTrackedAllocate(tracked, text, strlen(text) + 1, rules, "%s", what);
  return (const char*)block->begin;
}

struct Metadata {
  size_t size;
  int32_t pairs;
  char bytes[80000];
};

static void Put(struct Metadata* to, const void* bytes, int32_t size) {
  memcpy(to->bytes + to->size, &size, sizeof(size));
  to->size += sizeof(size);
  memcpy(to->bytes + to->size, bytes, (size_t)size);
  to->size += (size_t)size;
}

static void Pair(struct Metadata* to, const char* key, const void* value, size_t size) {
  Put(to, key, (int32_t)strlen(key));
  Put(to, value, (int32_t)size);
  ++to->pairs;
}

static const char* MakeMetadata(struct KitTracked* tracked, unsigned quirks, int number) {
  if ((quirks & KIT_QUIRK_NULL_METADATA) != 0) return NULL;
  struct Metadata* data = (struct Metadata*)calloc(1, sizeof(*data));
  if (data == NULL) abort();
  data->size = sizeof(int32_t);
  if ((quirks & KIT_QUIRK_ODD_METADATA) != 0) {
    static const char kLong[65536] = "long";
    Pair(data, "", "", 0);
    Pair(data, "twice", "a", 1);
    Pair(data, "twice", "b", 1);
    Pair(data, "empty", "", 0);
    Pair(data, "binary", "\0\xff\xfe\x80\0", 5);
    if (number == 0) Pair(data, "long", kLong, sizeof(kLong));
  } else if ((quirks & KIT_QUIRK_EXTENSIONS) != 0) {
    Pair(data, "ARROW:extension:name", "conformance.unknown", 19);
    if (number % 2 == 0) Pair(data, "ARROW:extension:metadata", "\0\x01{", 3);
  } else if ((quirks & KIT_QUIRK_NO_PAIRS) == 0) {
    Pair(data, "key", "value", 5);
  }
  memcpy(data->bytes, &data->pairs, sizeof(data->pairs));
  struct KitGuardRules rules =
      KitTableRules((quirks & KIT_QUIRK_OWN_METADATA) != 0 ? g_rule : "SCH-7");
  struct KitGuardedBlock* block =
      KitTrackedAllocate(tracked, data->bytes, data->size, rules, "the metadata");
  free(data);
  return (const char*)block->begin;
}

static const char* MakeName(struct KitTracked* tracked, const struct KitArraySpec* spec,
                            unsigned quirks, int number) {
  if ((quirks & KIT_QUIRK_NULL_NAMES) != 0) return NULL;
  if ((quirks & KIT_QUIRK_ODD_NAMES) == 0) return Text(tracked, spec->name, "the name", "SCH-5");
  static const char* const kOdd[] = {
      "same",
      "same",
      "",
      "\xd1\x81\xd1\x82\xd0\xbe\xd0\xbb\xd0\xb1 \xf0\x9f\x8f\xb9",
      "a.b[0]/\"c\"'d'\\e,f\n\t%s%n",
      " ",
  };
  int kind = number % 7;
  if (kind < 6) return Text(tracked, kOdd[kind], "the name", "SCH-5");
  char* name = (char*)malloc(20001);
  if (name == NULL) abort();
  memset(name, 'x', 20000);
  name[20000] = '\0';
  const char* copy = Text(tracked, name, "the name", "SCH-5");
  free(name);
  return copy;
}

// The schema of a record batch is not nullable, unless its batches have null rows.
static int64_t Flags(const struct KitArraySpec* spec, unsigned quirks, bool top) {
  bool batch = top && strcmp(spec->format, "+s") == 0 && (quirks & KIT_QUIRK_TOP_NULLS) == 0;
  int64_t flags = spec->not_null || batch ? 0 : ARROW_FLAG_NULLABLE;
  if ((quirks & KIT_QUIRK_ORDER_FLAGS) != 0) {
    if (spec->dictionary != NULL) flags |= ARROW_FLAG_DICTIONARY_ORDERED;
    if (strcmp(spec->format, "+m") == 0) flags |= ARROW_FLAG_MAP_KEYS_SORTED;
  }
  if ((quirks & KIT_QUIRK_UNKNOWN_FLAGS) != 0) flags |= (int64_t)1 << 20 | (int64_t)1 << 40;
  return flags;
}

static void Make(const struct KitArraySpec* spec, unsigned quirks, bool top, int* number,
                 struct KitTracked* tracked) {
  struct ArrowSchema schema;
  memset(&schema, 0, sizeof(schema));
  int own_number = (*number)++;
  schema.format = Text(tracked, spec->format, "the format", "SCH-3");
  schema.name = MakeName(tracked, spec, quirks, own_number);
  schema.metadata = MakeMetadata(tracked, quirks, own_number);
  schema.flags = Flags(spec, quirks, top);
  schema.n_children = spec->n_children;
  size_t size = (size_t)spec->n_children * sizeof(void*);
  if (size > 0 || (quirks & KIT_QUIRK_NULL_TABLES) == 0) {
    struct KitGuardedBlock* table =
        KitTrackedAllocate(tracked, NULL, size, KitTableRules("SCH-15"), "children");
    schema.children = (struct ArrowSchema**)(void*)table->begin;
  }
  struct KitGuardRules rules = {"SCH-1", NULL, "MEM-8", NULL};
  // First all structs, which stay writable, so that what is protected together is together.
  for (int i = 0; i < spec->n_children + (spec->dictionary != NULL); ++i) {
    struct KitGuardedBlock* home =
        KitTrackedAllocate(tracked, NULL, sizeof(schema), rules, "the struct of a child");
    struct ArrowSchema* child = (struct ArrowSchema*)(void*)home->begin;
    *(i == spec->n_children ? &schema.dictionary : &schema.children[i]) = child;
  }
  for (int i = 0; i <= spec->n_children; ++i) {
    bool is_dictionary = i == spec->n_children;
    const struct KitArraySpec* child = is_dictionary ? spec->dictionary : spec->children[i];
    if (child == NULL) break;
    char label[112];
    KitChildLabel(label, tracked->label, child->name, is_dictionary ? -1 : i);
    struct ArrowSchema* home = is_dictionary ? schema.dictionary : schema.children[i];
    Make(child, quirks, false, number, KitTrackedNew(kKitOfSchema, tracked, home, "%s", label));
  }
  KitTrackedSchema(tracked, &schema);
}

struct KitTracked* KitSpecifiedSchema(const struct KitArraySpec* spec, unsigned quirks,
                                      const char* label, struct ArrowSchema* out) {
  int number = 0;
  struct KitTracked* tracked = KitTrackedNew(kKitOfSchema, NULL, out, "%s", label);
  Make(spec, quirks, true, &number, tracked);
  KitTrackedMakeReadOnly(tracked);
  return tracked;
}
