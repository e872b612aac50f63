/// \file reference.h
/// A reference producer, which is correct, and its mutants: each breaks one rule and no other.

#ifndef ARROWBRIDGE_CONFORMANCE_REFERENCE_H
#define ARROWBRIDGE_CONFORMANCE_REFERENCE_H

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "arrowbridge/abi.h"

/// The columns of every batch.
enum ReferenceColumn {
  kNothing,
  kFlag,
  kTiny,
  kInt,
  kLong,
  kDouble,
  kDecimal,
  kText,
  kBlob,
  kView,
  kFixed,
  kTime,
  kList,
  kListView,
  kFixedList,
  kStruct,
  kMap,
  kDense,
  kSparse,
  kRuns,
  kWords,  // a dictionary
  kExtension,
  kLargeText,
  kColumnCount,
  kNarrowCount = kText + 2
};

/// A field with its children and dictionary.
struct ReferenceField {
  const char* format;
  const char* name;
  int64_t flags;
  const char* metadata;
  int n_children;
  const struct ReferenceField* children;
  const struct ReferenceField* dictionary;
};
extern const struct ReferenceField kReferenceRoot;
extern const struct ReferenceField kReferenceNarrowRoot;  // the columns up to kBlob
extern const struct ReferenceField kReferenceLargeRoot;   // few columns, for batches of many rows

/// What an array or schema owns. Mutants overwrite the struct, so ownership is kept here.
struct ReferenceOwner {
  void* memory[8];
  int n_memory;
  int64_t n_children;
  void** children;  // structs, allocated one by one
  void* dictionary;
};

/// The state of a stream.
struct ReferenceStream {
  const struct Mutant* mutant;
  int next;
  char* error;
};

/// A mutant: functions that modify what the reference producer made.
struct Mutant {
  const char* name;
  const char* rule;   // the rule that the kit must name
  const char* roles;  // p: stream producer, a: array producer, s: schema producer
  void (*schema)(struct ArrowSchema* schema);
  void (*array)(struct ArrowArray* array);  // only for arrays with rows
  void (*stream)(struct ArrowArrayStream* stream);
  bool fails;  // the stream fails after its last batch
};
extern const struct Mutant kReferenceVariants[];
extern const struct Mutant kSchemaMutants[];
extern const struct Mutant kArrayMutants[];
extern const struct Mutant kValueMutants[];
extern const struct Mutant kLifetimeMutants[];
extern const struct Mutant kMemoryMutants[];
extern const struct Mutant kStreamMutants[];
extern const struct Mutant kLargeMutants[];
extern const struct Mutant kMakingMutants[];
extern const struct Mutant kThreadMutants[];
extern const struct Mutant kOrderMutants[];

/// True if the output of the last call looked live. Only set for mutants that read it.
extern bool g_output_was_live;

/// \brief Makes an array of the reference producer, and its schema.
void ReferenceMakeArray(const struct ReferenceField* field, int64_t rows, struct ArrowArray* out);
void ReferenceMakeSchema(const struct ReferenceField* field, struct ArrowSchema* out);
void ReferenceReleaseArray(struct ArrowArray* array);
void ReferenceReleaseSchema(struct ArrowSchema* schema);

/// \brief Allocates exactly `size` zero bytes, which are freed with the array.
void* ReferenceAlloc(struct ArrowArray* array, size_t size);

static inline struct ReferenceStream* ReferenceStateOf(struct ArrowArrayStream* stream) {
  return (struct ReferenceStream*)stream->private_data;
}

/// The callbacks of the reference producer.
int ReferenceGetSchema(struct ArrowArrayStream* stream, struct ArrowSchema* out);
int ReferenceGetNext(struct ArrowArrayStream* stream, struct ArrowArray* out);
const char* ReferenceGetLastError(struct ArrowArrayStream* stream);
void ReferenceReleaseStream(struct ArrowArrayStream* stream);

#endif  // ARROWBRIDGE_CONFORMANCE_REFERENCE_H
