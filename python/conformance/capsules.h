/// \file capsules.h
/// The PyCapsule scenarios: helpers for structs of any kind in capsules.

#ifndef ARROWBRIDGE_PYTHON_CONFORMANCE_CAPSULES_H
#define ARROWBRIDGE_PYTHON_CONFORMANCE_CAPSULES_H

#include "host.h"

/// Any struct that a capsule can hold.
union AnyStruct {
  struct ArrowSchema schema;
  struct ArrowArray array;
  struct ArrowArrayStream stream;
  struct ArrowDeviceArray device_array;
  struct ArrowDeviceArrayStream device_stream;
};

/// What a method returned: its one or two capsules and their structs.
struct Capsules {
  const struct Protocol* protocol;
  PyObject* object;
  PyObject* result;
  int code;  ///< an errno that says what kind of exception was raised; 0 if none
  int n;
  PyObject* capsules[2];  ///< borrowed from `result`
  union AnyStruct* structs[2];
};

/// \brief Makes an object and calls its method. `args` and `keywords` may be NULL. False if the
/// call raises: then `raised` has the text.
bool CallMethod(const struct Protocol* protocol, PyObject* object, PyObject* args,
                PyObject* keywords, struct Capsules* out, char* raised, size_t size);

/// \brief Calls the method without arguments. False if that fails, or if what it returns is no
/// capsules; the scenario capsule-… reports that, others are skipped.
bool CallPlainly(struct Kit* kit, const struct Protocol* protocol, struct Capsules* out);

/// \brief Looks at what the method returned. NULL, or the rule that is broken; `text` says how.
const char* LookAt(struct Capsules* capsules, char* text, size_t size);

/// \brief Drops the result, then the object.
void DropCapsules(struct Kit* kit, struct Capsules* capsules);

/// \brief A new object under test. NULL if the implementation raises: then the scenario was
/// skipped.
PyObject* MakeObject(struct Kit* kit);

/// \brief The name for reports: "the schema", "the array" …
const char* NameOf(const char* capsule);

bool IsReleased(const union AnyStruct* one, const char* capsule);
void MarkReleased(union AnyStruct* one, const char* capsule);
/// \brief Calls release, without the GIL.
void Release(union AnyStruct* one, const char* capsule);

/// \brief Counts the calls of the release callback of a struct, in place of which it is put. `slot`
/// is 0 or 1.
void CountReleases(int slot, union AnyStruct* one, const char* capsule);
int CountedCalls(int slot);

/// \brief Moves the structs out of the capsules.
void MoveOut(struct Capsules* capsules, union AnyStruct out[2]);

/// \brief Reads structs that were moved out, as far as that is possible, and releases them.
void ReadAndRelease(struct Kit* kit, const struct Protocol* protocol, union AnyStruct moved[2]);

/// A change of a copied schema.
enum Change { kSameSchema, kOtherLayout, kMoreColumns };
/// \brief Copies the schema with a change. False if it cannot be changed so.
bool CopyChanged(const struct ArrowSchema* schema, enum Change change, struct ArrowSchema* out);

/// \brief The schema of the stream for consumers: one column of int32.
void SmallSchema(struct ArrowSchema* out);

// The scenarios, in the order in which they are listed.
void CapsuleShape(struct Kit* kit, const struct Protocol* protocol);
void CapsuleDropped(struct Kit* kit, const struct Protocol* protocol);
void CapsuleConsumed(struct Kit* kit, const struct Protocol* protocol);
void CapsuleAgain(struct Kit* kit, const struct Protocol* protocol);
void CapsuleArguments(struct Kit* kit, const struct Protocol* protocol);
void CapsuleRequested(struct Kit* kit, const struct Protocol* protocol);
void CapsuleIncompatible(struct Kit* kit, const struct Protocol* protocol);

#endif  // ARROWBRIDGE_PYTHON_CONFORMANCE_CAPSULES_H
