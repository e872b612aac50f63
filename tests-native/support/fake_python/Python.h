/* A fake of Python's header for tests of capsule.h: the few functions that it calls, which count
 * how they are used. Each source file that includes it has an interpreter per thread. */
#ifndef ARROWBRIDGE_TESTS_FAKE_PYTHON_H
#define ARROWBRIDGE_TESTS_FAKE_PYTHON_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct PyObject PyObject;
typedef struct PyThreadState PyThreadState;

struct PyObject {
  void* pointer;
  const char* name;
  void (*destructor)(PyObject*);
};

typedef struct Interpreter {
  int finalizing;
  int gil;         /* how many times this thread has the GIL */
  int saves;       /* how often the GIL was given up */
  int full;        /* PyCapsule_New() fails */
  int no_memory;   /* PyMem_Calloc() fails */
  int blocks;      /* memory that is not freed */
  int raised;      /* how many exceptions were raised by name */
  PyObject* error; /* the current exception */
  char message[300];
} Interpreter;

#ifdef __cplusplus
static thread_local Interpreter python;
#else
static _Thread_local Interpreter python;
#endif

#define PyExc_ValueError ((PyObject*)&python)

static inline void PyErr_SetString(PyObject* type, const char* message) {
  python.error = type;
  python.raised++;
  snprintf(python.message, sizeof(python.message), "%s", message);
}
#define PyErr_Format(type, ...)                          \
  do {                                                   \
    char formatted[300];                                 \
    snprintf(formatted, sizeof(formatted), __VA_ARGS__); \
    PyErr_SetString(type, formatted);                    \
  } while (0)
static inline PyObject* PyErr_NoMemory(void) {
  PyErr_SetString(PyExc_ValueError, "MemoryError");
  return NULL;
}
static inline void PyErr_Fetch(PyObject** type, PyObject** value, PyObject** traceback) {
  *type = python.error;
  *value = *traceback = python.error = NULL;
}
static inline void PyErr_Restore(PyObject* type, PyObject* value, PyObject* traceback) {
  (void)value;
  (void)traceback;
  python.error = type;
}

static inline void* PyMem_Calloc(size_t count, size_t size) {
  if (python.no_memory) return NULL;
  python.blocks++;
  return calloc(count, size);
}
static inline void PyMem_Free(void* block) {
  python.blocks--;
  free(block);
}

#define PY_VERSION_HEX 0x030D0000
static inline int Py_IsFinalizing(void) { return python.finalizing; }

static inline PyThreadState* PyEval_SaveThread(void) {
  python.gil--;
  python.saves++;
  return (PyThreadState*)&python;
}
static inline void PyEval_RestoreThread(PyThreadState* thread) {
  if (thread != (PyThreadState*)&python) abort();
  python.gil++;
}

static inline PyObject* PyCapsule_New(void* pointer, const char* name,
                                      void (*destructor)(PyObject*)) {
  if (python.full) return PyErr_NoMemory();
  PyObject* made = (PyObject*)malloc(sizeof(PyObject));
  made->pointer = pointer;
  made->name = name;
  made->destructor = destructor;
  return made;
}
static inline int PyCapsule_IsValid(PyObject* capsule, const char* name) {
  return strcmp(capsule->name, name) == 0;
}
static inline void* PyCapsule_GetPointer(PyObject* capsule, const char* name) {
  if (!PyCapsule_IsValid(capsule, name)) abort();
  return capsule->pointer;
}
static inline const char* PyCapsule_GetName(PyObject* capsule) { return capsule->name; }

static inline void Destroy(PyObject* capsule) {
  capsule->destructor(capsule);
  free(capsule);
}

#endif
