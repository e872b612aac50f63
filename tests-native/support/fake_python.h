// A fake Python interpreter. The test program exports the few functions of Python that the library
// looks up, and counts how they are used. Include this in one source file of a program only; its
// target needs ENABLE_EXPORTS.

#ifndef ARROWBRIDGE_TESTS_FAKE_PYTHON_H
#define ARROWBRIDGE_TESTS_FAKE_PYTHON_H

#include <gtest/gtest.h>

#include <cstring>

namespace arrowbridge_tests {

struct Capsule {
  void* pointer;
  const char* name;
  void (*destructor)(void*);
};

struct Interpreter {
  int initialized = 1;
  int finalizing = 0;
  int gil = 1;         // how many times the calling thread holds the GIL
  int saves = 0;       // how often the GIL was released
  int ensures = 0;     // how often a callback acquired it
  int references = 0;  // of all objects
  bool full = false;   // PyCapsule_New fails
  void* error = nullptr;
};
inline Interpreter python;

}  // namespace arrowbridge_tests

#define PYTHON_API extern "C" __attribute__((visibility("default")))
PYTHON_API int Py_IsInitialized() { return arrowbridge_tests::python.initialized; }
PYTHON_API int Py_IsFinalizing() { return arrowbridge_tests::python.finalizing; }
PYTHON_API int PyGILState_Ensure() {
  arrowbridge_tests::python.ensures++;
  return arrowbridge_tests::python.gil++;
}
PYTHON_API void PyGILState_Release(int state) { arrowbridge_tests::python.gil = state; }
PYTHON_API void* PyEval_SaveThread() {
  EXPECT_EQ(arrowbridge_tests::python.gil--, 1);
  arrowbridge_tests::python.saves++;
  return &arrowbridge_tests::python;
}
PYTHON_API void PyEval_RestoreThread(void* state) {
  EXPECT_EQ(state, &arrowbridge_tests::python);
  arrowbridge_tests::python.gil++;
}
PYTHON_API void Py_DecRef(void*) {
  EXPECT_GE(arrowbridge_tests::python.gil, 1);
  arrowbridge_tests::python.references--;
}
PYTHON_API void PyErr_Fetch(void** type, void** value, void** traceback) {
  *type = arrowbridge_tests::python.error;
  *value = *traceback = arrowbridge_tests::python.error = nullptr;
}
PYTHON_API void PyErr_Restore(void* type, void*, void*) { arrowbridge_tests::python.error = type; }
PYTHON_API void PyErr_Clear() { arrowbridge_tests::python.error = nullptr; }
PYTHON_API void* PyCapsule_New(void* pointer, const char* name, void (*destructor)(void*)) {
  if (arrowbridge_tests::python.full) return nullptr;
  return new arrowbridge_tests::Capsule{pointer, name, destructor};
}
PYTHON_API int PyCapsule_IsValid(void* capsule, const char* name) {
  return std::strcmp(static_cast<arrowbridge_tests::Capsule*>(capsule)->name, name) == 0;
}
PYTHON_API void* PyCapsule_GetPointer(void* capsule, const char* name) {
  EXPECT_TRUE(PyCapsule_IsValid(capsule, name));
  return static_cast<arrowbridge_tests::Capsule*>(capsule)->pointer;
}
PYTHON_API const char* PyCapsule_GetName(void* capsule) {
  return static_cast<arrowbridge_tests::Capsule*>(capsule)->name;
}

namespace arrowbridge_tests {

inline void Destroy(void* object) {
  auto* capsule = static_cast<Capsule*>(object);
  if (capsule->destructor != nullptr) capsule->destructor(object);
  delete capsule;
}

}  // namespace arrowbridge_tests

#endif  // ARROWBRIDGE_TESTS_FAKE_PYTHON_H
