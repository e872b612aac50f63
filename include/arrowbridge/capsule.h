/// \file capsule.h
/// Python capsules (the Arrow PyCapsule interface), for authors of extension modules.
///
/// The functions are `static inline` and call only Python: a program that uses them is compiled
/// against Python's headers and need not be linked with this library. arrowbridge.h does not
/// include this header.
#ifndef ARROWBRIDGE_CAPSULE_H
#define ARROWBRIDGE_CAPSULE_H

#include <Python.h>

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(_WIN32)
#include <process.h>
#else
#include <unistd.h>
#endif

#include "arrowbridge/abi.h"

#ifdef __cplusplus
extern "C" {
#endif

/// \defgroup capsules Python capsules
/// The functions need the GIL (or an attached thread state), as any function of Python does. They
/// use the limited API of Python 3.11 and later versions only.
///
/// The destructor of a capsule gives the GIL up while a release callback runs, because the callback
/// may wait for another thread; except while Python is finalizing, when no other thread gets it.
///
/// FORK. A capsule that was made before a fork is left alone in the child: its struct belongs to
/// the parent.
/// \{

/// Identifies the process that made a capsule. Define it before this header to use something
/// cheaper than the process id, such as a counter that a handler of pthread_atfork() increments.
#ifndef ARROWBRIDGE_CAPSULE_PROCESS
#if defined(_WIN32)
#define ARROWBRIDGE_CAPSULE_PROCESS() ((long)_getpid())
#else
#define ARROWBRIDGE_CAPSULE_PROCESS() ((long)getpid())
#endif
#endif

/// What a capsule of one of the five names holds. The members are read only by this header.
struct ArrowBridgeCapsuleKind {
  /// Name of the capsule (PYC-1).
  const char* name;
  /// Size of the struct in bytes.
  size_t size;
  /// Offset of the release callback; of a device array, that of the embedded array (PYC-6).
  size_t release;
};

/// The header of the struct that a capsule points to. The members are used only by this header.
struct ArrowBridgeCapsuleHeader {
  /// Kind of the struct that follows.
  const struct ArrowBridgeCapsuleKind* kind;
  /// The process that made the capsule: the release callback is not called in a forked child.
  long process;
};

/// A release callback of any of the structs.
typedef void (*ArrowBridgeCapsuleRelease)(void*);

/// \brief Find the kind of a struct.
/// \param[in] name  "arrow_schema", "arrow_array", "arrow_array_stream", "arrow_device_array" or
///                  "arrow_device_array_stream".
/// \return The kind; NULL for another name or NULL.
/// \since 0.1.0
static inline const struct ArrowBridgeCapsuleKind* ArrowBridgeCapsuleKindOf(const char* name) {
  static const struct ArrowBridgeCapsuleKind kinds[] = {
      {"arrow_schema", sizeof(struct ArrowSchema), offsetof(struct ArrowSchema, release)},
      {"arrow_array", sizeof(struct ArrowArray), offsetof(struct ArrowArray, release)},
      {"arrow_array_stream", sizeof(struct ArrowArrayStream),
       offsetof(struct ArrowArrayStream, release)},
      {"arrow_device_array", sizeof(struct ArrowDeviceArray),
       offsetof(struct ArrowDeviceArray, array) + offsetof(struct ArrowArray, release)},
      {"arrow_device_array_stream", sizeof(struct ArrowDeviceArrayStream),
       offsetof(struct ArrowDeviceArrayStream, release)}};
  for (size_t i = 0; name != NULL && i < sizeof(kinds) / sizeof(kinds[0]); i++) {
    if (strcmp(kinds[i].name, name) == 0) return &kinds[i];
  }
  PyErr_Format(PyExc_ValueError, "PYC-1: no capsule is named '%.200s'",
               name == NULL ? "NULL" : name);
  return NULL;
}

/// \brief Take the release callback out of a struct, which marks the struct released.
///
/// The thread that gets the callback owns the struct. Without a GIL, several threads may try at the
/// same time; the exchange is atomic, and the other members do not change.
/// \param[in] kind       The kind of the struct.
/// \param[in,out] value  The struct.
/// \return The callback; NULL if the struct is released.
/// \since 0.1.0
static inline ArrowBridgeCapsuleRelease ArrowBridgeCapsuleTakeRelease(
    const struct ArrowBridgeCapsuleKind* kind, void* value) {
  void* found;
  ArrowBridgeCapsuleRelease release;
  char* position = (char*)value + kind->release;
#if defined(_MSC_VER)
  found = InterlockedExchangePointer((void* volatile*)position, NULL);
#else
  found = __atomic_exchange_n((void**)position, NULL, __ATOMIC_ACQ_REL);
#endif
  memcpy(&release, &found, sizeof(release));
  return release;
}

/// \brief Move a struct whose release callback was taken out.
/// \param[in] kind      The kind of the struct.
/// \param[out] out      The new position.
/// \param[in] value     The struct.
/// \param[in] release   Its release callback.
/// \since 0.1.0
static inline void ArrowBridgeCapsuleMove(const struct ArrowBridgeCapsuleKind* kind, void* out,
                                          const void* value, ArrowBridgeCapsuleRelease release) {
  const size_t after = kind->release + sizeof(release);
  memcpy(out, value, kind->release);
  memcpy((char*)out + after, (const char*)value + after, kind->size - after);
  memcpy((char*)out + kind->release, &release, sizeof(release));
}

/// \brief Return whether Python is finalizing. The limited API before version 3.13 has no function
///        for that.
/// \since 0.1.0
static inline int ArrowBridgeCapsuleIsFinalizing(void) {
#if PY_VERSION_HEX >= 0x030D0000 && (!defined(Py_LIMITED_API) || Py_LIMITED_API >= 0x030D0000)
  return Py_IsFinalizing();
#else
  PyObject* function = PySys_GetObject("is_finalizing");
  PyObject* result = function == NULL ? NULL : PyObject_CallObject(function, NULL);
  const int running = result == Py_False;
  Py_XDECREF(result);
  PyErr_Clear();
  return !running;
#endif
}

/// \brief The destructor of the capsules that this header makes. It releases the struct, unless a
///        consumer has moved it out (PYC-2), and frees it.
/// \param[in] capsule  The capsule.
/// \since 0.1.0
static inline void ArrowBridgeCapsuleDestroy(PyObject* capsule) {
  // May run while an exception is being raised, which the release callback must not see.
  PyObject *type, *error, *traceback;
  PyErr_Fetch(&type, &error, &traceback);
  void* value = PyCapsule_GetPointer(capsule, PyCapsule_GetName(capsule));
  struct ArrowBridgeCapsuleHeader* header =
      value == NULL ? NULL : (struct ArrowBridgeCapsuleHeader*)value - 1;
  if (header != NULL && header->process == ARROWBRIDGE_CAPSULE_PROCESS()) {
    ArrowBridgeCapsuleRelease release = ArrowBridgeCapsuleTakeRelease(header->kind, value);
    if (release != NULL) {
      memcpy((char*)value + header->kind->release, &release, sizeof(release));
      PyThreadState* thread = ArrowBridgeCapsuleIsFinalizing() ? NULL : PyEval_SaveThread();
      release(value);
      if (thread != NULL) PyEval_RestoreThread(thread);
    }
    PyMem_Free(header);
  }
  PyErr_Restore(type, error, traceback);
}

/// \brief Make a capsule around a struct that is marked released, to be filled through its address
///        (PYC-3).
///
/// When the capsule is destroyed, its destructor releases what the struct holds then, and frees the
/// struct (PYC-2).
/// \param[in] name          The name of the capsule: see ArrowBridgeCapsuleKindOf().
/// \param[out] out_struct   The struct, which the capsule owns; NULL on failure.
/// \return A new reference to the capsule. On failure NULL with an exception: ValueError (PYC-1:
///         another name) or MemoryError.
/// \since 0.1.0
static inline PyObject* ArrowBridgeCapsuleNew(const char* name, void** out_struct) {
  const struct ArrowBridgeCapsuleKind* kind = ArrowBridgeCapsuleKindOf(name);
  *out_struct = NULL;
  if (kind == NULL) return NULL;
  struct ArrowBridgeCapsuleHeader* header = (struct ArrowBridgeCapsuleHeader*)PyMem_Calloc(
      1, sizeof(struct ArrowBridgeCapsuleHeader) + kind->size);
  if (header == NULL) return PyErr_NoMemory();
  header->kind = kind;
  header->process = ARROWBRIDGE_CAPSULE_PROCESS();
  PyObject* capsule = PyCapsule_New(header + 1, kind->name, ArrowBridgeCapsuleDestroy);
  if (capsule == NULL) {
    PyMem_Free(header);
    return NULL;
  }
  *out_struct = header + 1;
  return capsule;
}

/// \brief Make a capsule of a struct.
/// \param[in] name        The name of the capsule: see ArrowBridgeCapsuleKindOf().
/// \param[in,out] source  The struct. Consumed in every outcome, except if `name` is not one of the
///                        names. The memory of the struct stays the caller's.
/// \return A new reference to the capsule. On failure NULL with an exception: ValueError (PYC-1:
///         another name; MEM-4: the struct is released) or MemoryError.
/// \since 0.1.0
static inline PyObject* ArrowBridgeCapsuleFromStruct(const char* name, void* source) {
  void* content = NULL;
  const struct ArrowBridgeCapsuleKind* kind = ArrowBridgeCapsuleKindOf(name);
  if (kind == NULL) return NULL;
  ArrowBridgeCapsuleRelease release = ArrowBridgeCapsuleTakeRelease(kind, source);
  if (release == NULL) {
    PyErr_SetString(PyExc_ValueError, "MEM-4: the struct is released");
    return NULL;
  }
  PyObject* capsule = ArrowBridgeCapsuleNew(name, &content);
  if (capsule == NULL) {
    char* position = (char*)source + kind->release;
    memcpy(position, &release, sizeof(release));
    release(source);
    memset(position, 0, sizeof(release));
    return NULL;
  }
  ArrowBridgeCapsuleMove(kind, content, source, release);
  return capsule;
}

/// \brief Move the struct out of a capsule. The struct in the capsule is then marked released.
///
/// If several threads take the struct of one capsule, one of them succeeds.
/// \param[in] capsule  The capsule, made by any package. Borrowed.
/// \param[in] name     The name of the capsule: see ArrowBridgeCapsuleKindOf().
/// \param[out] out     A struct of that kind; marked released on failure, except if `name` is not
///                     one of the names.
/// \return 0, or -1 with an exception: ValueError (PYC-1: not a capsule of that name; PYC-5: the
///         struct is released, it was consumed before).
/// \since 0.1.0
static inline int ArrowBridgeCapsuleTake(PyObject* capsule, const char* name, void* out) {
  const struct ArrowBridgeCapsuleKind* kind = ArrowBridgeCapsuleKindOf(name);
  if (kind == NULL) return -1;
  memset(out, 0, kind->size);
  if (!PyCapsule_IsValid(capsule, kind->name)) {
    PyErr_Format(PyExc_ValueError, "PYC-1: this is not a capsule named '%s'", kind->name);
    return -1;
  }
  void* value = PyCapsule_GetPointer(capsule, kind->name);
  ArrowBridgeCapsuleRelease release = ArrowBridgeCapsuleTakeRelease(kind, value);
  if (release == NULL) {
    PyErr_SetString(PyExc_ValueError,
                    "PYC-5: the struct in this capsule is released: it was consumed before");
    return -1;
  }
  ArrowBridgeCapsuleMove(kind, out, value, release);
  return 0;
}

/// \}

#ifdef __cplusplus
}
#endif

#endif  // ARROWBRIDGE_CAPSULE_H
