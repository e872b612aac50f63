// A reference pass-through function, which wraps each schema and batch, and its mutants, which lose
// or change something.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "reference_consumer.h"

enum { kMost = 24, kMostBuffers = 400 };

/* -------------------------------------------------------------------------------------- schemas */

struct SchemaBox {
  struct ArrowSchema inner;
  struct ArrowSchema children[kMost];
  struct ArrowSchema* table[kMost];
  char metadata[512];
};

static void MarkSchema(struct ArrowSchema* child) { child->release = NULL; }

static void ReleaseSchemaBox(struct ArrowSchema* schema) {
  struct SchemaBox* box = (struct SchemaBox*)schema->private_data;
  box->inner.release(&box->inner);
  free(box);
  schema->release = NULL;
}

// Metadata with only its first pair, if it has several.
static const char* FirstPair(struct SchemaBox* box, const char* metadata) {
  int32_t one = 1, pairs, key, value;
  if (metadata == NULL) return NULL;
  memcpy(&pairs, metadata, 4);
  if (pairs < 2) return metadata;
  memcpy(&key, metadata + 4, 4);
  memcpy(&value, metadata + 8 + key, 4);
  if (key + value > 400) return metadata;
  memcpy(box->metadata, &one, 4);
  memcpy(box->metadata + 4, metadata + 4, (size_t)(8 + key + value));
  return box->metadata;
}

// Metadata whose last value is one byte shorter.
static const char* ShorterValue(struct SchemaBox* box, const char* metadata) {
  if (metadata == NULL) return NULL;
  int32_t pairs, length = 0;
  memcpy(&pairs, metadata, 4);
  size_t at = 4, last = 0;
  for (int32_t i = 0; i < 2 * pairs; ++i) {
    last = at;
    memcpy(&length, metadata + at, 4);
    at += 4 + (size_t)length;
  }
  if (length == 0 || at > sizeof(box->metadata)) return metadata;
  memcpy(box->metadata, metadata, at);
  --length;
  memcpy(box->metadata + last, &length, 4);
  return box->metadata;
}

static bool IsExtension(const char* metadata) {
  int32_t pairs = 0;
  if (metadata != NULL) memcpy(&pairs, metadata, 4);
  return pairs > 0 && memcmp(metadata + 8, "ARROW:", 6) == 0;
}

static void BreakSchema(struct SchemaBox* box, struct ArrowSchema* out) {
  for (int64_t i = 0; i < out->n_children; ++i) {
    struct ArrowSchema* child = &box->children[i];
    if (MutantIs("SCH-5") && child->name != NULL && child->name[0] < 0) child->name = "?";
    if (MutantIs("SCH-10")) child->metadata = NULL;
    if (MutantIs("SCH-11/ordered")) child->flags &= ~ARROW_FLAG_DICTIONARY_ORDERED;
    if (MutantIs("SCH-11/sorted")) child->flags &= ~ARROW_FLAG_MAP_KEYS_SORTED;
    if (MutantIs("SCH-13")) child->flags &= 7;
    if (MutantIs("SCH-14")) child->flags &= ~ARROW_FLAG_NULLABLE;
    if (MutantIs("FMT-34") && strcmp(child->format, "tsu:+05:30") == 0) child->format = "tsu:UTC";
  }
  if (MutantIs("SCH-6") && out->metadata == NULL) out->metadata = "\1\0\0\0\0\0\0\0\0\0\0\0";
  if (MutantIs("SCH-9") && !IsExtension(out->metadata))
    out->metadata = FirstPair(box, out->metadata);
  if (MutantIs("SCH-9/value") && !IsExtension(out->metadata))
    out->metadata = ShorterValue(box, out->metadata);
  if (MutantIs("EXT-1") && IsExtension(out->metadata))
    out->metadata = FirstPair(box, out->metadata);
  if (MutantIs("SCH-7")) out->metadata = EndlessMetadata();
}

static int GetSchema(struct ArrowArrayStream* self, struct ArrowSchema* out) {
  struct ArrowArrayStream* inner = (struct ArrowArrayStream*)self->private_data;
  struct SchemaBox* box = (struct SchemaBox*)calloc(1, sizeof(*box));
  memset(out, 0, sizeof(*out));
  int code = inner->get_schema(inner, &box->inner);
  if (code != 0) {
    free(box);
    return code;
  }
  *out = box->inner;
  if (out->n_children > kMost) abort();
  for (int64_t i = 0; i < out->n_children; ++i) {
    box->children[i] = *box->inner.children[i];
    box->children[i].release = MarkSchema;
    box->table[i] = &box->children[i];
  }
  out->children = box->table;
  out->private_data = box;
  out->release = ReleaseSchemaBox;
  BreakSchema(box, out);
  return 0;
}

/* --------------------------------------------------------------------------------------- arrays */

struct ArrayBox {
  struct ArrowArray inner;
  struct ArrowSchema schema;
  struct ArrowArray children[kMost];
  struct ArrowArray below[kMost];  // one child or dictionary of each
  struct ArrowArray* table[kMost];
  struct ArrowArray* tables[kMost][2];
  const void* buffers[kMost][kMostBuffers];
  void* memory[kMost];
};

static void MarkArray(struct ArrowArray* child) { child->release = NULL; }

static void ReleaseArrayBox(struct ArrowArray* array) {
  struct ArrayBox* box = (struct ArrayBox*)array->private_data;
  box->inner.release(&box->inner);
  box->schema.release(&box->schema);
  for (int i = 0; i < kMost; ++i) free(box->memory[i]);
  free(box);
  array->release = NULL;
}

// A writable copy of buffer `which` of a column.
static void* CopyBuffer(struct ArrayBox* box, int64_t i, int which, size_t size) {
  box->memory[i] = malloc(size + 1);
  memcpy(box->memory[i], box->children[i].buffers[which], size);
  box->buffers[i][which] = box->memory[i];
  return box->memory[i];
}

// Shifts the only child, or the last of two, by `by` values.
static void ShiftBelow(struct ArrayBox* box, int64_t i, int64_t by) {
  struct ArrowArray* column = &box->children[i];
  int64_t last = column->n_children - 1;
  box->below[i] = *column->children[last];
  box->below[i].release = MarkArray;
  box->below[i].offset += by;
  box->below[i].length -= by;
  box->tables[i][0] = column->children[0];
  box->tables[i][last] = &box->below[i];
  column->children = box->tables[i];
}

static void BreakUnion(struct ArrayBox* box, int64_t i) {
  size_t size = (size_t)(box->children[i].offset + box->children[i].length);
  char* ids = (char*)CopyBuffer(box, i, 0, size);
  for (size_t at = 0; at < size; ++at) ids[at] = ids[at] == 5 ? 4 : ids[at];
}

static void BreakColumn(struct ArrayBox* box, int64_t i) {
  struct ArrowArray* column = &box->children[i];
  const char* format = box->schema.children[i]->format;
  size_t slots = (size_t)(column->offset + column->length);
  if (slots == 0) return;
  bool plain = column->offset == 0 && column->null_count >= 0;
  if ((MutantIs("ARR-2") || MutantIs("ARR-2/head")) && strcmp(format, "L") == 0) {
    ((uint64_t*)CopyBuffer(box, i, 1, 8 * slots))[0] = 99;
  }
  if (MutantIs("ARR-4") && column->null_count < 0) {
    column->null_count = 0;
    box->buffers[i][0] = NULL;
  }
  if (MutantIs("ARR-5") && strcmp(format, "i") == 0 && column->dictionary == NULL &&
      column->offset > 0) {
    column->offset = 0;
    column->null_count = -1;
  }
  if (MutantIs("COL-5") && strcmp(format, "U") == 0 && slots > 6) {
    int64_t* offsets = (int64_t*)CopyBuffer(box, i, 1, 8 * (slots + 1));
    offsets[5] = offsets[4];
  }
  if (MutantIs("COL-8") && strcmp(format, "vz") == 0) {
    int32_t* views = (int32_t*)CopyBuffer(box, i, 1, 16 * slots);
    for (size_t at = 0; at < slots; ++at) {
      if (views[4 * at] <= 12) continue;
      memcpy(&views[4 * at + 1], "abcd", 4);
      views[4 * at + 3] = 0;
    }
  }
  if (MutantIs("COL-9") && strcmp(format, "+vL") == 0 && plain) {
    int64_t* sizes = (int64_t*)CopyBuffer(box, i, 2, 8 * slots);
    for (size_t at = 0; at < slots; ++at) sizes[at] = 0;
  }
  if (MutantIs("COL-10") && strcmp(format, "+w:2") == 0 && plain && slots > 6)
    ShiftBelow(box, i, 1);
  if (MutantIs("COL-11") && strcmp(format, "+s") == 0 && column->n_children == 1) {
    box->buffers[i][0] = NULL;
    column->null_count = 0;
  }
  if (MutantIs("COL-12") && strncmp(format, "+ud:5,4", 7) == 0) BreakUnion(box, i);
  if (MutantIs("COL-13") && strncmp(format, "+us:5,4", 7) == 0) BreakUnion(box, i);
  if (MutantIs("COL-16") && strcmp(format, "+r") == 0 && column->offset == 0 && slots > 6) {
    ShiftBelow(box, i, 1);
  }
  if (MutantIs("DIC-1") && column->dictionary != NULL && strcmp(format, "S") == 0) {
    box->below[i] = *column->dictionary;
    box->below[i].offset = 0;
    box->below[i].release = MarkArray;
    column->dictionary = &box->below[i];
  }
  if (MutantIs("VIEW-1") && column->n_buffers > 100) {
    int32_t* views = (int32_t*)CopyBuffer(box, i, 1, 16 * slots);
    memset(views + 4 * (slots - 1), 0, 16);
  }
}

static void DropNullRows(struct ArrayBox* box, struct ArrowArray* out) {
  out->null_count = 0;
  box->buffers[kMost - 1][0] = NULL;
  out->buffers = box->buffers[kMost - 1];
}

// Makes the values of null rows null in the first `n` columns, which have no offset.
static void PushNullRows(struct ArrayBox* box, struct ArrowArray* out, int64_t n) {
  const unsigned char* rows = (const unsigned char*)out->buffers[0];
  size_t size = (size_t)(out->length + 7) / 8;
  for (int64_t i = 0; i < n; ++i) {
    unsigned char* bits = (unsigned char*)CopyBuffer(box, i, 0, size);
    for (size_t at = 0; at < size; ++at) bits[at] &= rows[at];
    box->children[i].null_count = -1;
  }
  DropNullRows(box, out);
}

static void BreakArray(struct ArrayBox* box, struct ArrowArray* out) {
  bool columns = strcmp(box->schema.format, "+s") == 0;
  for (int64_t i = 0; columns && i < out->n_children; ++i) BreakColumn(box, i);
  if (MutantIs("RB-1/rows") && columns && out->n_children == 0) out->length = 0;
  if (MutantIs("RB-1/offset") && columns) out->offset = 0;
  bool has_null_rows = columns && out->null_count > 0;
  if (MutantIs("RB-1/nulls") && has_null_rows) DropNullRows(box, out);
  if (MutantIs("RB-1/pushes") && has_null_rows) PushNullRows(box, out, 1);
  if (MutantIs("ok/pushes") && has_null_rows) PushNullRows(box, out, out->n_children);
  if (MutantIs("STR-20") && !columns && out->length > 1) --out->length;
}

static void TakeBuffers(struct ArrayBox* box, int64_t i) {
  struct ArrowArray* child = &box->children[i];
  if (child->n_buffers > kMostBuffers) abort();
  for (int64_t k = 0; k < child->n_buffers; ++k) box->buffers[i][k] = child->buffers[k];
  child->buffers = box->buffers[i];
}

// Reads three batches ahead. If only two are left and the last has no rows, loses both.
static int NextAhead(struct ArrowArrayStream* inner, struct ArrowArray* out) {
  static struct ArrowArray ahead[3];
  static int n;
  int code = 0;
  while (n < 3 && (code = inner->get_next(inner, &ahead[n])) == 0 && ahead[n].release != NULL) ++n;
  for (; code != 0 && n > 0; --n) ahead[n - 1].release(&ahead[n - 1]);
  if (code != 0) return code;
  if (n == 2 && ahead[1].length == 0) {
    ahead[1].release(&ahead[1]);
    ahead[0].release(&ahead[0]);
    n = 0;
  }
  memset(out, 0, sizeof(*out));
  if (n == 0) return 0;
  *out = ahead[0];
  --n;
  memmove(ahead, ahead + 1, sizeof(ahead[0]) * (size_t)n);
  return 0;
}

static int GetNext(struct ArrowArrayStream* self, struct ArrowArray* out) {
  static int n_calls;
  struct ArrowArrayStream* inner = (struct ArrowArrayStream*)self->private_data;
  memset(out, 0, sizeof(*out));
  if (MutantIs("ok/refuses")) return EINVAL;
  bool is_head = MutantIs("ok/head") || MutantIs("ARR-2/head");
  if (is_head && n_calls++ > 0) return 0;  // only the first batch is passed through
  struct ArrayBox* box = (struct ArrayBox*)calloc(1, sizeof(*box));
  int code;
  do {
    code = MutantIs("STR-7/last") ? NextAhead(inner, &box->inner)
                                  : inner->get_next(inner, &box->inner);
    // A pass-through function may skip batches without rows.
    bool left_out = code == 0 && box->inner.release != NULL && box->inner.length == 0;
    if (!left_out || !MutantIs("ok/skips")) break;
    box->inner.release(&box->inner);
  } while (true);
  if (code == 0 && box->inner.release != NULL) code = inner->get_schema(inner, &box->schema);
  if (code != 0 || box->inner.release == NULL) {
    free(box);
    return code;
  }
  *out = box->inner;
  for (int64_t i = 0; i < out->n_children; ++i) {
    box->children[i] = *box->inner.children[i];
    box->children[i].release = MarkArray;
    box->table[i] = &box->children[i];
    TakeBuffers(box, i);
  }
  out->children = box->table;
  out->private_data = box;
  out->release = ReleaseArrayBox;
  BreakArray(box, out);
  if (MutantIs("STR-7") && out->length == 0) ReleaseArrayBox(out);
  return 0;
}

/* -------------------------------------------------------------------------------------- streams */

static const char* GetLastError(struct ArrowArrayStream* self) {
  struct ArrowArrayStream* inner = (struct ArrowArrayStream*)self->private_data;
  if (MutantIs("STR-11")) return AtPageEnd("it failed", 9);
  if (MutantIs("ok/refuses")) return "no such batches";
  return inner->get_last_error(inner);
}

static void Release(struct ArrowArrayStream* self) {
  struct ArrowArrayStream* inner = (struct ArrowArrayStream*)self->private_data;
  inner->release(inner);
  free(inner);
  self->release = NULL;
}

static int EndInsteadOfError(struct ArrowArrayStream* self, struct ArrowArray* out) {
  GetNext(self, out);
  return 0;
}

int MutantPass(struct ArrowArrayStream* in, struct ArrowArrayStream* out, const char* mutant);
int MutantPass(struct ArrowArrayStream* in, struct ArrowArrayStream* out, const char* mutant) {
  SelectMutant(mutant);
  if (MutantIs("ok/moves")) {
    *out = *in;
    in->release = NULL;
    return 0;
  }
  struct ArrowArrayStream* inner = (struct ArrowArrayStream*)malloc(sizeof(*inner));
  *inner = *in;
  in->release = NULL;
  *out = (struct ArrowArrayStream){GetSchema, MutantIs("STR-4") ? EndInsteadOfError : GetNext,
                                   GetLastError, Release, inner};
  return 0;
}
