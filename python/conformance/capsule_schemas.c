// Schemas for requests: copies of the schema that an object has, with changes.
#include "capsules.h"

#include <stdlib.h>
#include <string.h>

static void ReleaseCopy(struct ArrowSchema* schema) {
  for (int64_t i = 0; i < schema->n_children; ++i) {
    if (schema->children[i]->release != NULL) schema->children[i]->release(schema->children[i]);
    free(schema->children[i]);
  }
  if (schema->dictionary != NULL) {
    if (schema->dictionary->release != NULL) schema->dictionary->release(schema->dictionary);
    free(schema->dictionary);
  }
  free(schema->children);
  free((void*)schema->format);
  free((void*)schema->name);
  free((void*)schema->metadata);
  schema->release = NULL;
}

static size_t MetadataSize(const char* metadata) {
  int32_t pairs, size;
  const char* at = metadata + 4;
  memcpy(&pairs, metadata, 4);
  for (int32_t i = 0; i < 2 * pairs; ++i) {
    memcpy(&size, at, 4);
    at += 4 + size;
  }
  return (size_t)(at - metadata);
}

static char* CopyBytes(const char* bytes, size_t size) {
  char* copy = (char*)malloc(size + 1);
  if (copy == NULL) abort();
  if (size > 0) memcpy(copy, bytes, size);
  copy[size] = '\0';
  return copy;
}

static struct ArrowSchema* NewChild(void) {
  struct ArrowSchema* child = (struct ArrowSchema*)calloc(1, sizeof(*child));
  if (child == NULL) abort();
  return child;
}

static void Fill(struct ArrowSchema* out, const char* format, const char* name, int64_t flags,
                 int64_t n_children) {
  memset(out, 0, sizeof(*out));
  out->format = CopyBytes(format, strlen(format));
  out->name = name == NULL ? NULL : CopyBytes(name, strlen(name));
  out->flags = flags;
  out->n_children = n_children;
  out->children = (struct ArrowSchema**)calloc((size_t)n_children + 1, sizeof(*out->children));
  if (out->children == NULL) abort();
  out->release = ReleaseCopy;
}

// `extra`: so many children more, which the caller fills.
static void Copy(const struct ArrowSchema* schema, int64_t extra, struct ArrowSchema* out) {
  Fill(out, schema->format, schema->name, schema->flags, schema->n_children + extra);
  if (schema->metadata != NULL) {
    out->metadata = CopyBytes(schema->metadata, MetadataSize(schema->metadata));
  }
  for (int64_t i = 0; i < out->n_children; ++i) {
    out->children[i] = NewChild();
    if (i < schema->n_children) Copy(schema->children[i], 0, out->children[i]);
  }
  if (schema->dictionary != NULL) {
    out->dictionary = NewChild();
    Copy(schema->dictionary, 0, out->dictionary);
  }
}

// Another layout or width for the same values; NULL if there is none.
static const char* Other(const struct ArrowSchema* schema) {
  static const char* const kPairs[][2] = {{"u", "U"},    {"U", "u"}, {"vu", "u"}, {"z", "Z"},
                                          {"Z", "z"},    {"c", "l"}, {"s", "l"},  {"i", "l"},
                                          {"l", "tsu:"}, {"C", "L"}, {"S", "L"},  {"I", "L"}};
  if (schema->dictionary != NULL) return NULL;
  for (size_t i = 0; i < sizeof(kPairs) / sizeof(kPairs[0]); ++i) {
    if (strcmp(kPairs[i][0], schema->format) == 0) return kPairs[i][1];
  }
  return NULL;
}

bool CopyChanged(const struct ArrowSchema* schema, enum Change change, struct ArrowSchema* out) {
  bool is_struct = strcmp(schema->format, "+s") == 0;
  if (change == kMoreColumns) {
    if (is_struct) {
      Copy(schema, 1, out);
      Fill(out->children[schema->n_children], "l", "a_column_more", ARROW_FLAG_NULLABLE, 0);
    } else {
      Fill(out, "+s", schema->name, schema->flags, 1);
      out->children[0] = NewChild();
      Fill(out->children[0], "b", "a_column", ARROW_FLAG_NULLABLE, 0);
    }
    return true;
  }
  Copy(schema, 0, out);
  if (change == kSameSchema) return true;
  struct ArrowSchema* changed = out;
  for (int64_t i = 0; is_struct && i < out->n_children && Other(changed) == NULL; ++i) {
    changed = out->children[i];
  }
  const char* other = Other(changed);
  if (other == NULL) {
    ReleaseCopy(out);
    return false;
  }
  free((void*)changed->format);
  changed->format = CopyBytes(other, strlen(other));
  return true;
}

void SmallSchema(struct ArrowSchema* out) {
  Fill(out, "+s", "", 0, 1);
  out->children[0] = NewChild();
  Fill(out->children[0], "i", "a", ARROW_FLAG_NULLABLE, 0);
}
