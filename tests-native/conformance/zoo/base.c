// Schemas and streams of the correct producer, and the functions that the kit loads: their argument
// is the name of a mutant.
#include <stdio.h>

#include "zoo.h"

enum { kBatches = 3 };
static const int64_t kRows[kBatches] = {5, 0, 3};

static const struct ZooMutant* const kAll[] = {
    kZooCorrect,         kZooSchemaMutants, kZooArrayMutants, kZooValueMutants,
    kZooLifetimeMutants, kZooStreamMutants, kZooLargeMutants,
};

static const struct ZooMutant* Find(const char* name) {
  for (size_t i = 0; i < sizeof(kAll) / sizeof(kAll[0]); ++i) {
    for (const struct ZooMutant* mutant = kAll[i]; mutant->name != NULL; ++mutant) {
      if (strcmp(mutant->name, name) == 0) return mutant;
    }
  }
  return NULL;
}

void ZooMakeSchema(const struct ZooField* field, struct ArrowSchema* out) {
  struct ZooOwner* owner = (struct ZooOwner*)calloc(1, sizeof(*owner));
  memset(out, 0, sizeof(*out));
  out->format = field->format;
  out->name = field->name;
  out->metadata = field->metadata;
  out->flags = field->flags;
  out->n_children = field->n_children;
  out->private_data = owner;
  out->release = ZooReleaseSchema;
  owner->n_children = field->n_children;
  owner->children = (void**)calloc((size_t)field->n_children + 1, sizeof(void*));
  owner->memory[owner->n_memory++] = (void*)owner->children;
  if (field->n_children > 0) {
    out->children = (struct ArrowSchema**)calloc((size_t)field->n_children, sizeof(void*));
    owner->memory[owner->n_memory++] = (void*)out->children;
  }
  for (int i = 0; i < field->n_children; ++i) {
    out->children[i] = (struct ArrowSchema*)malloc(sizeof(*out));
    ZooMakeSchema(&field->children[i], out->children[i]);
    owner->children[i] = out->children[i];
  }
  if (field->dictionary != NULL) {
    out->dictionary = (struct ArrowSchema*)malloc(sizeof(*out));
    ZooMakeSchema(field->dictionary, out->dictionary);
    owner->dictionary = out->dictionary;
  }
}

static void ReleaseChild(struct ArrowSchema* child) {
  if (child == NULL) return;
  if (child->release != NULL) child->release(child);
  free(child);
}

void ZooReleaseSchema(struct ArrowSchema* schema) {
  struct ZooOwner* owner = (struct ZooOwner*)schema->private_data;
  for (int64_t i = 0; i < owner->n_children; ++i) {
    ReleaseChild((struct ArrowSchema*)owner->children[i]);
  }
  ReleaseChild((struct ArrowSchema*)owner->dictionary);
  for (int i = 0; i < owner->n_memory; ++i) free(owner->memory[i]);
  free(owner);
  schema->release = NULL;
}

int ZooGetSchema(struct ArrowArrayStream* stream, struct ArrowSchema* out) {
  const struct ZooMutant* mutant = ZooState(stream)->mutant;
  ZooMakeSchema(&kZooRoot, out);
  if (mutant->schema != NULL) mutant->schema(out);
  return 0;
}

int ZooGetNext(struct ArrowArrayStream* stream, struct ArrowArray* out) {
  struct ZooStream* state = ZooState(stream);
  out->release = NULL;
  if (state->next >= kBatches) {
    if (!state->mutant->fails) return 0;
    static const char kClosed[] = "the zoo is closed: M\xC3\xB6wen fly";
    free(state->error);
    state->error = (char*)malloc(sizeof(kClosed));
    memcpy(state->error, kClosed, sizeof(kClosed));
    return EIO;
  }
  int64_t rows = kRows[state->next++];
  ZooMakeArray(&kZooRoot, rows, out);
  if (state->mutant->array != NULL && rows > 0) state->mutant->array(out);
  return 0;
}

const char* ZooGetLastError(struct ArrowArrayStream* stream) { return ZooState(stream)->error; }

void ZooReleaseStream(struct ArrowArrayStream* stream) {
  free(ZooState(stream)->error);
  free(stream->private_data);
  stream->release = NULL;
}

int ZooStream(struct ArrowArrayStream* out, const char* name);
int ZooStream(struct ArrowArrayStream* out, const char* name) {
  const struct ZooMutant* mutant = Find(name);
  if (mutant == NULL) return ENOENT;
  struct ZooStream* state = (struct ZooStream*)calloc(1, sizeof(*state));
  state->mutant = mutant;
  *out =
      (struct ArrowArrayStream){ZooGetSchema, ZooGetNext, ZooGetLastError, ZooReleaseStream, state};
  if (mutant->stream != NULL) mutant->stream(out);
  return 0;
}

int ZooArray(struct ArrowArray* out, struct ArrowSchema* schema, const char* name);
int ZooArray(struct ArrowArray* out, struct ArrowSchema* schema, const char* name) {
  const struct ZooMutant* mutant = Find(name);
  if (mutant == NULL) return ENOENT;
  ZooMakeSchema(&kZooRoot, schema);
  ZooMakeArray(&kZooRoot, kRows[0], out);
  if (mutant->schema != NULL) mutant->schema(schema);
  if (mutant->array != NULL) mutant->array(out);
  return 0;
}

int ZooSchema(struct ArrowSchema* out, const char* name);
int ZooSchema(struct ArrowSchema* out, const char* name) {
  const struct ZooMutant* mutant = Find(name);
  if (mutant == NULL) return ENOENT;
  ZooMakeSchema(&kZooRoot, out);
  if (mutant->schema != NULL) mutant->schema(out);
  return 0;
}
