// Reads the schema of a stream as the specification allows.
#include <stdlib.h>
#include <string.h>

#include "reference_consumer.h"

static const char* g_mutant;
static volatile unsigned char g_sum;

void SelectMutant(const char* mutant) { g_mutant = mutant; }

const char* MutantName(void) { return g_mutant == NULL ? "ok" : g_mutant; }

bool MutantIs(const char* mutant) { return g_mutant != NULL && strcmp(g_mutant, mutant) == 0; }

void ReadBytes(const void* bytes, int64_t size) {
  const volatile unsigned char* at = (const volatile unsigned char*)bytes;
  for (int64_t i = 0; i < size; ++i) g_sum = (unsigned char)(g_sum + at[i]);
}

static int32_t ReadInt(const char** at) {
  int32_t value;
  ReadBytes(*at, (int64_t)sizeof(value));
  memcpy(&value, *at, sizeof(value));
  *at += sizeof(value);
  return value;
}

static void ReadMetadata(const char* metadata) {
  if (metadata == NULL && !MutantIs("SCH-6/null")) return;
  const char* at = metadata;
  int32_t pairs = ReadInt(&at);
  if (MutantIs("SCH-6/pairs") && pairs == 0) pairs = 1;
  bool extension = false;
  bool has_own = false;
  for (int32_t i = 0; i < pairs; ++i) {
    int32_t key_size = ReadInt(&at);
    const char* key = at;
    at += key_size;
    int32_t value_size = ReadInt(&at);
    ReadBytes(at, value_size + (MutantIs("SCH-7") ? 1 : 0));
    if (MutantIs("SCH-9") && memchr(at, 0xff, (size_t)value_size) != NULL) abort();
    at += value_size;
    extension = extension || (key_size == 20 && memcmp(key, "ARROW:extension:name", 20) == 0);
    has_own = has_own || (key_size == 24 && memcmp(key, "ARROW:extension:metadata", 24) == 0);
  }
  if (MutantIs("EXT-1") && extension && !has_own) abort();
}

void ReferenceReadSchema(const struct ArrowSchema* schema, int depth) {
  const int64_t known =
      ARROW_FLAG_DICTIONARY_ORDERED | ARROW_FLAG_NULLABLE | ARROW_FLAG_MAP_KEYS_SORTED;
  ReadBytes(schema->format, (int64_t)strlen(schema->format) + 1);
  if (MutantIs("SCH-3")) ReadBytes(schema->format, 8);
  if (schema->name != NULL || MutantIs("SCH-4")) {
    int64_t length = (int64_t)strlen(schema->name);
    if (MutantIs("SCH-5") && length >= 256) abort();
  }
  if (MutantIs("SCH-1") && depth > 0) ReadBytes(schema, (int64_t)sizeof(*schema) + 8);
  if (MutantIs("SCH-15") && schema->children != NULL)
    ReadBytes(schema->children + schema->n_children, (int64_t)sizeof(void*));
  if (MutantIs("SCH-16") && schema->children == NULL) abort();
  if (MutantIs("SCH-19")) ReadBytes(schema->private_data, 1);
  if (MutantIs("SCH-20") && depth > 32) abort();
  if (MutantIs("SCH-11/ordered") && (schema->flags & ARROW_FLAG_DICTIONARY_ORDERED) != 0) abort();
  if (MutantIs("SCH-11/sorted") && (schema->flags & ARROW_FLAG_MAP_KEYS_SORTED) != 0) abort();
  if (MutantIs("ABI-1") && (schema->flags & ~known) != 0) abort();
  if (MutantIs("FMT-55") && strcmp(schema->format, "tiM") == 0) abort();
  ReadMetadata(schema->metadata);
  for (int64_t i = 0; i < schema->n_children; ++i)
    ReferenceReadSchema(schema->children[i], depth + 1);
  if (schema->dictionary != NULL) ReferenceReadSchema(schema->dictionary, depth + 1);
}
