// Schemas and streams of the reference producer, and the functions under test. Their argument is
// the name of a mutant.
#include <stdio.h>

#include "reference.h"

enum { kBatches = 3 };
static const int64_t kRows[kBatches] = {5, 0, 3};

static const struct Mutant* const kAll[] = {
    kReferenceVariants, kSchemaMutants, kArrayMutants,  kValueMutants,
    kLifetimeMutants,   kStreamMutants, kLargeMutants,  kMakingMutants,
    kThreadMutants,     kOrderMutants,  kMemoryMutants,
};

static const struct Mutant* Find(const char* name) {
  for (size_t i = 0; i < sizeof(kAll) / sizeof(kAll[0]); ++i) {
    for (const struct Mutant* mutant = kAll[i]; mutant->name != NULL; ++mutant) {
      if (strcmp(mutant->name, name) == 0) return mutant;
    }
  }
  return NULL;
}

void ReferenceMakeSchema(const struct ReferenceField* field, struct ArrowSchema* out) {
  struct ReferenceOwner* owner = (struct ReferenceOwner*)calloc(1, sizeof(*owner));
  memset(out, 0, sizeof(*out));
  out->format = field->format;
  out->name = field->name;
  out->metadata = field->metadata;
  out->flags = field->flags;
  out->n_children = field->n_children;
  out->private_data = owner;
  out->release = ReferenceReleaseSchema;
  owner->n_children = field->n_children;
  owner->children = (void**)calloc((size_t)field->n_children + 1, sizeof(void*));
  owner->memory[owner->n_memory++] = (void*)owner->children;
  if (field->n_children > 0) {
    out->children = (struct ArrowSchema**)calloc((size_t)field->n_children, sizeof(void*));
    owner->memory[owner->n_memory++] = (void*)out->children;
  }
  for (int i = 0; i < field->n_children; ++i) {
    out->children[i] = (struct ArrowSchema*)malloc(sizeof(*out));
    ReferenceMakeSchema(&field->children[i], out->children[i]);
    owner->children[i] = out->children[i];
  }
  if (field->dictionary != NULL) {
    out->dictionary = (struct ArrowSchema*)malloc(sizeof(*out));
    ReferenceMakeSchema(field->dictionary, out->dictionary);
    owner->dictionary = out->dictionary;
  }
}

static void ReleaseChild(struct ArrowSchema* child) {
  if (child == NULL) return;
  if (child->release != NULL) child->release(child);
  free(child);
}

void ReferenceReleaseSchema(struct ArrowSchema* schema) {
  struct ReferenceOwner* owner = (struct ReferenceOwner*)schema->private_data;
  for (int64_t i = 0; i < owner->n_children; ++i) {
    ReleaseChild((struct ArrowSchema*)owner->children[i]);
  }
  ReleaseChild((struct ArrowSchema*)owner->dictionary);
  for (int i = 0; i < owner->n_memory; ++i) free(owner->memory[i]);
  free(owner);
  schema->release = NULL;
}

// What is wrong with callbacks does not depend on types: fewer columns make a run a third as long.
static const struct ReferenceField* RootOf(const struct Mutant* mutant) {
  return strncmp(mutant->name, "stream-", 7) == 0 ? &kReferenceNarrowRoot : &kReferenceRoot;
}

int ReferenceGetSchema(struct ArrowArrayStream* stream, struct ArrowSchema* out) {
  const struct Mutant* mutant = ReferenceStateOf(stream)->mutant;
  ReferenceMakeSchema(RootOf(mutant), out);
  if (mutant->schema != NULL) mutant->schema(out);
  return 0;
}

int ReferenceGetNext(struct ArrowArrayStream* stream, struct ArrowArray* out) {
  struct ReferenceStream* state = ReferenceStateOf(stream);
  out->release = NULL;
  if (state->next >= kBatches) {
    if (!state->mutant->fails) return 0;
    static const char kClosed[] = "no more batches: M\xC3\xB6wen fly";
    free(state->error);
    state->error = (char*)malloc(sizeof(kClosed));
    memcpy(state->error, kClosed, sizeof(kClosed));
    return EIO;
  }
  int64_t rows = kRows[state->next++];
  ReferenceMakeArray(RootOf(state->mutant), rows, out);
  if (state->mutant->array != NULL && rows > 0) state->mutant->array(out);
  return 0;
}

const char* ReferenceGetLastError(struct ArrowArrayStream* stream) {
  return ReferenceStateOf(stream)->error;
}

void ReferenceReleaseStream(struct ArrowArrayStream* stream) {
  free(ReferenceStateOf(stream)->error);
  free(stream->private_data);
  stream->release = NULL;
}

// Mutants that read the output, and take garbage for a live struct.
static bool ReadsOutput(const struct Mutant* mutant) {
  return strstr(mutant->name, "-must-be-released") != NULL ||
         strstr(mutant->name, "-refuses-live") != NULL;
}
static bool Refuses(const struct Mutant* mutant, bool live) {
  g_output_was_live = live;
  return live && strstr(mutant->name, "-refuses-live") != NULL;
}

int MutantStream(struct ArrowArrayStream* out, const char* name);
int MutantStream(struct ArrowArrayStream* out, const char* name) {
  const struct Mutant* mutant = Find(name);
  if (mutant == NULL) return ENOENT;
  if (ReadsOutput(mutant) && Refuses(mutant, out->release != NULL)) return EINVAL;
  struct ReferenceStream* state = (struct ReferenceStream*)calloc(1, sizeof(*state));
  state->mutant = mutant;
  *out = (struct ArrowArrayStream){ReferenceGetSchema, ReferenceGetNext, ReferenceGetLastError,
                                   ReferenceReleaseStream, state};
  if (mutant->stream != NULL) mutant->stream(out);
  return 0;
}

int MutantArray(struct ArrowArray* out, struct ArrowSchema* schema, const char* name);
int MutantArray(struct ArrowArray* out, struct ArrowSchema* schema, const char* name) {
  const struct Mutant* mutant = Find(name);
  if (mutant == NULL) return ENOENT;
  if (ReadsOutput(mutant) && Refuses(mutant, out->release != NULL)) return EINVAL;
  ReferenceMakeSchema(&kReferenceRoot, schema);
  ReferenceMakeArray(&kReferenceRoot, kRows[0], out);
  if (mutant->schema != NULL) mutant->schema(schema);
  if (mutant->array != NULL) mutant->array(out);
  return 0;
}

int MutantSchema(struct ArrowSchema* out, const char* name);
int MutantSchema(struct ArrowSchema* out, const char* name) {
  const struct Mutant* mutant = Find(name);
  if (mutant == NULL) return ENOENT;
  if (ReadsOutput(mutant) && Refuses(mutant, out->release != NULL)) return EINVAL;
  ReferenceMakeSchema(&kReferenceRoot, out);
  if (mutant->schema != NULL) mutant->schema(out);
  return 0;
}
