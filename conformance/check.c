// Functions shared by the checks.
#include "check.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "fault.h"

void KitFault(struct KitChecker* check, const char* rule, const char* expected,
              const char* happened, ...) {
  char text[600];
  va_list arguments;
  va_start(arguments, happened);
  vsnprintf(text, sizeof(text), happened, arguments);
  va_end(arguments);
  ++check->findings;
  if (!check->quiet) KitFind(check->kit, rule, expected, "%s: %s", check->path, text);
}

void KitHint(struct KitChecker* check, const char* rule, const char* expected, const char* happened,
             ...) {
  char text[600];
  va_list arguments;
  va_start(arguments, happened);
  vsnprintf(text, sizeof(text), happened, arguments);
  va_end(arguments);
  // A pass-through function may pass on memory that the kit allocated.
  if (check->quiet || KitRoleOf(check->kit) == kKitPassThrough) return;
  KitAdvise(check->kit, rule, expected, "%s: %s", check->path, text);
}

size_t KitEnter(struct KitChecker* check, const char* what, int64_t i) {
  size_t size = strlen(check->path);
  size_t left = sizeof(check->path) - size;
  snprintf(check->path + size, left, " > %s %lld", what, (long long)i);
  return size;
}

size_t KitEnterField(struct KitChecker* check, const char* what, int64_t i, const char* name) {
  size_t size = KitEnter(check, what, i);
  size_t entered = strlen(check->path);
  if (name != NULL && name[0] != '\0') {
    snprintf(check->path + entered, sizeof(check->path) - entered, " (%.40s)", name);
  }
  return size;
}

struct Member {
  const char* name;
  size_t offset;
  size_t size;
};
#define MEMBER(type, name) \
  { #name, offsetof(struct type, name), sizeof(((struct type*)0)->name) }

static const struct Member kSchemaMembers[] = {
    MEMBER(ArrowSchema, format),     MEMBER(ArrowSchema, name),
    MEMBER(ArrowSchema, metadata),   MEMBER(ArrowSchema, flags),
    MEMBER(ArrowSchema, n_children), MEMBER(ArrowSchema, children),
    MEMBER(ArrowSchema, dictionary), {NULL, 0, 0},
};
static const struct Member kArrayMembers[] = {
    MEMBER(ArrowArray, length),    MEMBER(ArrowArray, null_count), MEMBER(ArrowArray, offset),
    MEMBER(ArrowArray, n_buffers), MEMBER(ArrowArray, n_children), MEMBER(ArrowArray, buffers),
    MEMBER(ArrowArray, children),  MEMBER(ArrowArray, dictionary), {NULL, 0, 0},
};

// private_data may stay unwritten, since only the producer uses it. release is checked elsewhere.
static bool Written(struct KitChecker* check, const void* base, const struct Member* member) {
  unsigned char poison[16];
  memset(poison, 0xcc, sizeof(poison));
  for (; member->name != NULL; ++member) {
    if (memcmp((const char*)base + member->offset, poison, member->size) != 0) continue;
    KitFault(check, "MEM-1", "the producer writes every member of a struct", "%s was not written",
             member->name);
    return false;
  }
  return true;
}

bool KitSchemaWritten(struct KitChecker* check, const struct ArrowSchema* schema) {
  return Written(check, schema, kSchemaMembers);
}

bool KitArrayWritten(struct KitChecker* check, const struct ArrowArray* array) {
  return Written(check, array, kArrayMembers);
}

int64_t KitInteger(const void* buffer, int width, int64_t i) {
  switch (width) {
    case 1:
      return ((const int8_t*)buffer)[i];
    case 2:
      return ((const int16_t*)buffer)[i];
    case 4:
      return ((const int32_t*)buffer)[i];
    default:
      return ((const int64_t*)buffer)[i];
  }
}

bool KitHasValidity(const struct KitType* type) {
  return type->layout != kLayoutNull && type->layout != kLayoutDenseUnion &&
         type->layout != kLayoutSparseUnion && type->layout != kLayoutRunEnds;
}

int64_t KitBufferSize(const struct KitType* type, const struct ArrowArray* array, int i) {
  int64_t n = array->length + array->offset;
  int64_t last = array->n_buffers - 1;
  if (i == 0 && KitHasValidity(type)) return (n + 7) / 8;
  switch (type->layout) {
    case kLayoutBits:
      return (n + 7) / 8;
    case kLayoutFixed:
    case kLayoutListView:
      return n * type->width;
    case kLayoutBinary:
      if (n == 0) return 0;
      return i == 1 ? (n + 1) * type->width : KitInteger(array->buffers[1], type->width, n);
    case kLayoutView:
      if (i == 1) return n * 16;
      return i == last ? 8 * (last - 2) : KitInteger(array->buffers[last], 8, i - 2);
    case kLayoutList:
      return n == 0 ? 0 : (n + 1) * type->width;
    case kLayoutDenseUnion:
    case kLayoutSparseUnion:
      return i == 0 ? n : 4 * n;
    default:
      return 0;
  }
}

static uint64_t Mix(uint64_t hash, uint64_t more) {
  hash = (hash ^ more) * 0x9e3779b97f4a7c15u;
  return hash ^ (hash >> 29);
}

static uint64_t MixBytes(uint64_t hash, const void* bytes, int64_t size) {
  const unsigned char* at = (const unsigned char*)bytes;
  uint64_t word;
  hash = Mix(hash, (uint64_t)size);
  for (; size >= 8; size -= 8, at += 8) {
    memcpy(&word, at, 8);
    hash = Mix(hash, word);
  }
  for (; size > 0; --size) hash = Mix(hash, *at++);
  return hash;
}

uint64_t KitFingerprint(const struct ArrowArray* array, const struct ArrowSchema* schema) {
  struct KitType type;
  const char* why;
  KitParseType(schema->format, &type, &why);
  uint64_t hash = Mix(1, (uint64_t)array->length);
  hash = Mix(hash, (uint64_t)array->offset);
  hash = Mix(hash, (uint64_t)array->null_count);
  hash = Mix(hash, (uint64_t)array->n_buffers);
  struct KitPosition* reading = KitReading();
  for (int i = 0; i < array->n_buffers; ++i) {
    if (array->buffers[i] == NULL) {
      hash = Mix(hash, 0);
    } else {
      reading->buffer = i;
      reading->size = KitBufferSize(&type, array, i);
      reading->begin = (const char*)array->buffers[i];
      hash = MixBytes(hash, array->buffers[i], reading->size);
      reading->begin = NULL;
    }
  }
  int depth = reading->depth;
  for (int64_t i = 0; i <= array->n_children; ++i) {
    bool dictionary = i == array->n_children;
    if (dictionary && array->dictionary == NULL) break;
    reading->path[depth] = dictionary ? -1 : i;
    reading->depth = depth + 1;
    hash = Mix(hash, dictionary ? KitFingerprint(array->dictionary, schema->dictionary)
                                : KitFingerprint(array->children[i], schema->children[i]));
    reading->depth = depth;
  }
  return hash;
}

static uint64_t MixMetadata(uint64_t hash, const char* metadata) {
  int32_t pairs;
  int32_t size;
  if (metadata == NULL) return Mix(hash, 0);
  memcpy(&pairs, metadata, 4);
  const char* at = metadata + 4;
  for (int32_t i = 0; i < 2 * pairs; ++i) {
    memcpy(&size, at, 4);
    hash = MixBytes(hash, at + 4, size);
    at += 4 + size;
  }
  return hash;
}

// A name that is NULL equals "".
uint64_t KitSchemaFingerprint(const struct ArrowSchema* schema) {
  const char* name = schema->name == NULL ? "" : schema->name;
  uint64_t hash = MixBytes(2, schema->format, (int64_t)strlen(schema->format));
  hash = MixBytes(hash, name, (int64_t)strlen(name));
  hash = Mix(hash, (uint64_t)schema->flags);
  hash = MixMetadata(hash, schema->metadata);
  for (int64_t i = 0; i < schema->n_children; ++i) {
    hash = Mix(hash, KitSchemaFingerprint(schema->children[i]));
  }
  return schema->dictionary == NULL ? hash : Mix(hash, KitSchemaFingerprint(schema->dictionary));
}
