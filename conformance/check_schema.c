#include "check.h"

#include <stdio.h>
#include <string.h>

#include "fault.h"

static int32_t Swapped(int32_t number) { return (int32_t)__builtin_bswap32((uint32_t)number); }

// Names that begin with "arrow." are reserved for the extension types of the specification.
static void CheckExtensionName(struct KitChecker* check, const char* name, int32_t size) {
  static const char* const kCanonical[] = {
      "arrow.fixed_shape_tensor",
      "arrow.variable_shape_tensor",
      "arrow.json",
      "arrow.uuid",
      "arrow.opaque",
      "arrow.bool8",
      "arrow.parquet.variant",
      "arrow.timestamp_with_offset",
  };
  if (size < 6 || memcmp(name, "arrow.", 6) != 0) return;
  for (size_t i = 0; i < sizeof(kCanonical) / sizeof(kCanonical[0]); ++i) {
    if (strlen(kCanonical[i]) == (size_t)size && memcmp(kCanonical[i], name, (size_t)size) == 0) {
      return;
    }
  }
  KitHint(check, "COL-18", "names that begin with arrow. are reserved for the specification",
          "an extension type is named %.*s", (int)size, name);
}

static bool IsKey(const char* key, int32_t size, const char* wanted) {
  return (size_t)size == strlen(wanted) && memcmp(key, wanted, (size_t)size) == 0;
}

// Only the lengths say where metadata ends: an invalid length ends the check.
static void CheckMetadata(struct KitChecker* check, const char* metadata) {
  enum { kMost = (1 << 24) - 1 };
  bool extension_name = false;
  bool extension_metadata = false;
  const char* at = metadata;
  const char* key;
  const char* value;
  int32_t size;
  int32_t pairs;
  if (metadata == NULL || !KitTakePairs(check, "SCH-7", &at, &pairs)) return;
  if (pairs == 0) {
    KitFault(check, "SCH-6", "metadata without pairs is NULL", "it has 0 pairs");
    return;
  }
  if (pairs < 0 || pairs > kMost) {
    bool swapped = Swapped(pairs) > 0 && Swapped(pairs) <= 1 << 16;
    KitFault(check, swapped ? "SCH-8" : "SCH-7",
             swapped ? "integers of metadata are in the platform's byte order"
                     : "metadata begins with the int32 number of pairs",
             swapped ? "the number of pairs is %d, byte-swapped %d" : "that is %d", pairs,
             Swapped(pairs));
    return;
  }
  for (int32_t i = 0; i < pairs; ++i) {
    if (!KitTakeMetadata(check, "SCH-7", &at, &key, &size, i, "key")) return;
    bool names_type = IsKey(key, size, "ARROW:extension:name");
    extension_name |= names_type;
    extension_metadata |= IsKey(key, size, "ARROW:extension:metadata");
    if (!KitTakeMetadata(check, "SCH-7", &at, &value, &size, i, "value")) return;
    if (names_type) CheckExtensionName(check, value, size);
  }
  if (extension_metadata && !extension_name) {
    KitFault(check, "EXT-1", "an extension type has the key ARROW:extension:name",
             "there is only ARROW:extension:metadata");
  }
}

static void CheckFlags(struct KitChecker* check, const struct ArrowSchema* schema,
                       const struct KitType* type) {
  static const char kExpected[] = "flags are set only for types that they apply to";
  if ((schema->flags & ARROW_FLAG_DICTIONARY_ORDERED) != 0 && schema->dictionary == NULL) {
    KitHint(check, "SCH-11", kExpected, "DICTIONARY_ORDERED is set, but there is no dictionary");
  }
  if ((schema->flags & ARROW_FLAG_MAP_KEYS_SORTED) != 0 && !type->is_map) {
    KitHint(check, "SCH-11", kExpected, "MAP_KEYS_SORTED is set for format %s", schema->format);
  }
}

static void CheckChildTypes(struct KitChecker* check, const struct ArrowSchema* schema,
                            const struct KitType* type) {
  if (type->is_map) {
    const struct ArrowSchema* entries = schema->children[0];
    if (strcmp(entries->format, "+s") != 0 || entries->n_children != 2) {
      KitFault(check, "FMT-50", "the child of a map is a struct of key and value",
               "it is %s with %lld children", entries->format, (long long)entries->n_children);
    } else if (((entries->flags | entries->children[0]->flags) & ARROW_FLAG_NULLABLE) != 0) {
      KitFault(check, "SCH-21", "the entries of a map and its keys are not nullable",
               "%s is nullable",
               (entries->flags & ARROW_FLAG_NULLABLE) != 0 ? "the entries field" : "the key field");
    }
  }
  if (type->layout == kLayoutRunEnds) {
    const char* ends = schema->children[0]->format;
    if (strcmp(ends, "s") != 0 && strcmp(ends, "i") != 0 && strcmp(ends, "l") != 0) {
      KitFault(check, "FMT-53", "run ends are int16, int32 or int64", "they are %s", ends);
    }
  }
}

static void CheckNode(struct KitChecker* check, const struct ArrowSchema* schema, int depth);

static void CheckBelow(struct KitChecker* check, const struct ArrowSchema* child, const char* what,
                       int64_t i, int depth) {
  size_t size = KitEnter(check, what, i);
  CheckNode(check, child, depth + 1);
  check->path[size] = '\0';
}

static void CheckChildren(struct KitChecker* check, const struct ArrowSchema* schema,
                          const struct KitType* type, int depth) {
  if (schema->n_children < 0 || (type->n_children >= 0 && schema->n_children != type->n_children)) {
    KitFault(check, "SCH-15", "n_children is the number of children of the type", "%s has %lld",
             schema->format, (long long)schema->n_children);
    return;
  }
  if (schema->n_children > 0 && schema->children == NULL) {
    KitFault(check, "SCH-16", "children may be NULL only if n_children is 0",
             "it is NULL, but n_children is %lld", (long long)schema->n_children);
    return;
  }
  if (!KitReadable(check, "SCH-16", schema->children, schema->n_children * (int64_t)sizeof(void*),
                   "children, %lld pointers", (long long)schema->n_children)) {
    return;
  }
  int before = check->findings;
  for (int64_t i = 0; i < schema->n_children; ++i) {
    if (schema->children[i] == NULL) {
      KitFault(check, "SCH-15", "children has n_children pointers", "child %lld is NULL",
               (long long)i);
    } else if (KitReadable(check, "SCH-15", schema->children[i], sizeof(*schema), "child %lld",
                           (long long)i)) {
      CheckBelow(check, schema->children[i], "child", i, depth);
    }
  }
  if (check->findings == before) CheckChildTypes(check, schema, type);
}

static void CheckNode(struct KitChecker* check, const struct ArrowSchema* schema, int depth) {
  struct KitType type;
  const char* why = "";
  if (depth > kKitMostDepth) {
    if (!check->quiet)
      KitNote(check->kit, "fields nested deeper than %d levels are not checked", kKitMostDepth);
    ++check->findings;
    return;
  }
  if (!KitSchemaWritten(check, schema)) return;
  if (schema->release == NULL) {
    KitFault(check, "SCH-18", "every schema has a release callback", "release is NULL");
    return;
  }
  if (!KitReleasable(check, "SCH-18", &schema->release)) return;
  if (schema->format != NULL && !KitReadableText(check, "SCH-3", schema->format, "format")) return;
  if (schema->format == NULL || !KitIsUtf8(schema->format, strlen(schema->format))) {
    KitFault(check, "SCH-3", "format is a UTF-8 string", "it is %s",
             schema->format == NULL ? "NULL" : schema->format);
    return;
  }
  if (schema->name != NULL && !KitReadableText(check, "SCH-5", schema->name, "name")) return;
  if (schema->name != NULL && !KitIsUtf8(schema->name, strlen(schema->name))) {
    KitFault(check, "SCH-5", "name is UTF-8", "it is %s", schema->name);
  }
  if (schema->name != NULL && schema->name[0] != '\0') {
    size_t size = strlen(check->path);
    snprintf(check->path + size, sizeof(check->path) - size, " (%.40s)", schema->name);
  }
  int64_t flags = ARROW_FLAG_DICTIONARY_ORDERED | ARROW_FLAG_NULLABLE | ARROW_FLAG_MAP_KEYS_SORTED;
  if ((schema->flags & ~flags) != 0) {
    KitFault(check, "SCH-12", "unused flags are 0", "flags is 0x%llx",
             (unsigned long long)schema->flags);
  }
  CheckMetadata(check, schema->metadata);
  const char* rule = KitParseType(schema->format, &type, &why);
  if (rule != NULL) {
    KitFault(check, rule, why, "format is %s", schema->format);
    return;
  }
  if (schema->dictionary != NULL && !type.is_index) {
    KitFault(check, "SCH-17", "a field with a dictionary has an integer format",
             "%s has a dictionary", schema->format);
    return;
  }
  CheckFlags(check, schema, &type);
  CheckChildren(check, schema, &type, depth);
  if (schema->dictionary != NULL &&
      KitReadable(check, "SCH-17", schema->dictionary, sizeof(*schema), "dictionary")) {
    CheckBelow(check, schema->dictionary, "dictionary", 0, depth);
  }
}

void KitCheckSchema(struct KitChecker* check, const struct ArrowSchema* schema) {
  KitTouchBegin();
  CheckNode(check, schema, 0);
  KitTouchEnd();
}
