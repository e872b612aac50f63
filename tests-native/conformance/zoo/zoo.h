/// \file zoo.h
/// One correct producer, and mutants of it: each breaks one rule and no other.

#ifndef ARROWBRIDGE_CONFORMANCE_ZOO_H
#define ARROWBRIDGE_CONFORMANCE_ZOO_H

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "arrowbridge/abi.h"

/// The columns of every batch.
enum ZooColumn {
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
  kColumnCount
};

/// A field with all that is below it.
struct ZooField {
  const char* format;
  const char* name;
  int64_t flags;
  const char* metadata;
  int n_children;
  const struct ZooField* children;
  const struct ZooField* dictionary;
};
extern const struct ZooField kZooRoot;
extern const struct ZooField kZooLargeRoot;  // few columns, for many rows

/// What an array or schema owns, whatever a mutant writes into its struct.
struct ZooOwner {
  void* memory[8];
  int n_memory;
  int64_t n_children;
  void** children;  // structs, each with memory of its own
  void* dictionary;
};

/// The state of a stream.
struct ZooStream {
  const struct ZooMutant* mutant;
  int next;
  char* error;
};

/// Hooks write over what the correct producer made.
struct ZooMutant {
  const char* name;
  const char* rule;   // the one that the kit has to name
  const char* roles;  // p: stream producer, a: array producer, s: schema producer
  void (*schema)(struct ArrowSchema* schema);
  void (*array)(struct ArrowArray* array);  // of arrays with rows
  void (*stream)(struct ArrowArrayStream* stream);
  bool fails;  // the stream ends with an error
};
extern const struct ZooMutant kZooCorrect[];
extern const struct ZooMutant kZooSchemaMutants[];
extern const struct ZooMutant kZooArrayMutants[];
extern const struct ZooMutant kZooValueMutants[];
extern const struct ZooMutant kZooLifetimeMutants[];
extern const struct ZooMutant kZooStreamMutants[];
extern const struct ZooMutant kZooLargeMutants[];

/// \brief A batch of the correct producer.
void ZooMakeArray(const struct ZooField* field, int64_t rows, struct ArrowArray* out);
void ZooMakeSchema(const struct ZooField* field, struct ArrowSchema* out);
void ZooReleaseArray(struct ArrowArray* array);
void ZooReleaseSchema(struct ArrowSchema* schema);

/// \brief Memory that is freed with the array, exactly so large; it holds zeros.
void* ZooOwn(struct ArrowArray* array, size_t size);

static inline struct ZooStream* ZooState(struct ArrowArrayStream* stream) {
  return (struct ZooStream*)stream->private_data;
}

/// The callbacks of the correct producer.
int ZooGetSchema(struct ArrowArrayStream* stream, struct ArrowSchema* out);
int ZooGetNext(struct ArrowArrayStream* stream, struct ArrowArray* out);
const char* ZooGetLastError(struct ArrowArrayStream* stream);
void ZooReleaseStream(struct ArrowArrayStream* stream);

#endif  // ARROWBRIDGE_CONFORMANCE_ZOO_H
