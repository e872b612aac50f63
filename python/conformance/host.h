/// \file host.h
/// The extension module arrowbridge._conformance: the conformance kit for implementations in
/// Python. What its files share.

#ifndef ARROWBRIDGE_PYTHON_CONFORMANCE_HOST_H
#define ARROWBRIDGE_PYTHON_CONFORMANCE_HOST_H

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include "producer_calls.h"
#include "run.h"

enum ProtocolKind { kSchema, kArray, kStream, kDeviceArray, kDeviceStream, kProtocolCount };

/// A method of the PyCapsule interface.
struct Protocol {
  const char* name;         ///< "stream", in names of scenarios and options
  const char* method;       ///< "__arrow_c_stream__"
  const char* rule;         ///< of what it returns
  const char* capsules[2];  ///< names of the capsules; the second is NULL if there is one only
  enum KitRole role;        ///< the scenarios of the kit that test it
  bool requests;            ///< it has the parameter requested_schema
  bool keywords;            ///< it has further keywords
};
extern const struct Protocol kProtocols[kProtocolCount];

/// The PyCapsule scenarios of a protocol, and those of consumers and pass-through functions.
extern const struct KitScenario* const kCapsuleScenarios[kProtocolCount];
extern const struct KitScenario kCapsuleConsumerScenarios[];
extern const struct KitScenario kCapsulePassScenarios[];

/// The implementation under test: a function without parameters that returns an exporting object,
/// or a consumer or pass-through function. Set in the process of a scenario.
extern PyObject* g_implementation;

/// \brief Loads the implementation by calling `loader`, and returns the function that the kit
/// calls.
KitFunction LoadImplementation(struct Kit* kit, PyObject* loader,
                               const struct KitScenario* scenario);

/// \brief The text of the current exception, which is cleared: "TypeError: …".
void TakeError(char* out, size_t size);
/// \brief The same, and an errno that says what kind it is.
int TakeErrorCode(char* out, size_t size);

/// \brief Destroys objects that are unreachable but refer to each other.
void Collect(void);

/// \brief Drops the reference and sets it to NULL.
void Drop(PyObject** object);

/// The object that consumers get: it has only `__arrow_c_stream__`. This struct outlives it.
struct Export {
  struct Kit* kit;
  struct ArrowArrayStream* stream;
  const char* name;                   ///< of the capsule
  PyObject* instead;                  ///< NULL, or what is returned in place of a capsule
  bool raises;                        ///< `__arrow_c_stream__` raises
  bool again;                         ///< later calls return the first capsule
  void (*destroyed)(struct Export*);  ///< NULL, or called when the capsule is destroyed
  PyObject* capsule;                  ///< the first capsule, if `again`
  int calls;
  int n_destroyed;
};

/// \brief A new object that exports. NULL with an exception.
PyObject* NewExporter(struct Export* to_export);

/// \brief Creates the type of the exporter. -1 with an exception.
int InitExporter(void);

#endif  // ARROWBRIDGE_PYTHON_CONFORMANCE_HOST_H
